package reportapi

import (
	"context"
	"time"

	"regulars/api"
	"regulars/report"
)

// Today is what needs a person now.
type Today struct {
	AsOf       time.Time `json:"asOf" doc:"The moment at which they stand: now, or the end of an imported history"`
	Historical bool      `json:"historical"`
	LookedAt   time.Time `json:"lookedAt"`
	Alarms     []Concern `json:"alarms" nullable:"false" doc:"Something is wrong"`
	Tasks      []Concern `json:"tasks" nullable:"false" doc:"Somebody should do something"`
	Odd        []Concern `json:"odd" nullable:"false" doc:"Worth a look"`
	Blind      []string  `json:"blind" nullable:"false" doc:"What could not be looked at"`
}

// Concern is one thing that may need a person.
type Concern struct {
	ID       string           `json:"id" doc:"The same each time while the concern lasts" example:"source_silent:01hq"`
	Code     string           `json:"code" doc:"A stable word: order_late, order_arrived_late, risk_rose, health_alarm, source_silent, quarantine_grew, job_failed, follower_stuck, follower_behind, events_skipped" example:"order_late"`
	Params   map[string]any   `json:"params" doc:"What to put into its sentence"`
	Count    int64            `json:"count" doc:"How many things it is about"`
	Amount   *api.Money       `json:"amount,omitempty" doc:"The money at stake"`
	Since    *time.Time       `json:"since,omitempty"`
	Customer *ConcernCustomer `json:"customer,omitempty" doc:"When it is about one customer"`
	Subjects []ConcernSubject `json:"subjects" nullable:"false" doc:"Some of the things, the most pressing first, at most ten"`
}

// ConcernCustomer names a customer.
type ConcernCustomer struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// ConcernSubject is one thing that a concern is about.
type ConcernSubject struct {
	Kind     string     `json:"kind" enum:"customer,order,source,job,follower"`
	ID       string     `json:"id"`
	Name     string     `json:"name,omitempty"`
	Customer string     `json:"customer,omitempty" doc:"The id of the customer whose it is"`
	Amount   *api.Money `json:"amount,omitempty"`
	At       *time.Time `json:"at,omitempty"`
}

func today(a *api.API, reports *report.Reports) {
	api.Handle(a, api.Op{ID: "get-today", Method: "GET", Path: "/today", Needs: "reports:read", Tag: tag,
		Summary: "What needs a person now",
		Description: "Quarantine that grows, sources gone silent, orders past their promise, valuable customers who are slipping, " +
			"work in the background that failed."},
		func(ctx context.Context, _ *none) (Today, error) {
			t, err := reports.Today(ctx)
			if err != nil {
				return Today{}, err
			}
			return Today{AsOf: t.AsOf.UTC(), Historical: t.Historical, LookedAt: t.LookedAt.UTC(), Blind: t.Blind,
				Alarms: concerns(t.Of(report.Alarm)), Tasks: concerns(t.Of(report.Task)), Odd: concerns(t.Of(report.Odd))}, nil
		})
}

func concerns(list []report.Concern) []Concern {
	out := make([]Concern, len(list))
	for i := range list {
		out[i] = concernOf(&list[i])
	}
	return out
}

// concernOf gives a concern on the wire. Those of a source, a job or a
// follower are about that one; their sentence has its name.
func concernOf(c *report.Concern) Concern {
	m := Concern{ID: c.Code, Code: c.Code, Params: map[string]any{}, Count: c.Count, Since: api.Time(c.Since)}
	for name, value := range c.Params {
		m.Params[name] = value
	}
	m.Params["count"] = c.Count
	if c.Amount.Currency != "" {
		money := api.MoneyOf(c.Amount)
		m.Amount = &money
	}
	for _, s := range c.Subjects {
		m.Subjects = append(m.Subjects, subjectOf(s))
	}
	if len(c.Subjects) == 0 {
		return m
	}
	switch first := c.Subjects[0]; first.What {
	case "source", "job", "follower":
		m.ID += ":" + first.ID
		m.Params["name"] = first.Name
		if first.Name == "" {
			m.Params["name"] = first.ID
		}
	case "customer":
		if c.Count == 1 {
			m.Customer = &ConcernCustomer{ID: first.ID, Name: first.Name}
		}
	}
	return m
}

func subjectOf(s report.Subject) ConcernSubject {
	out := ConcernSubject{Kind: s.What, ID: s.ID, Name: s.Name, At: api.Time(s.At)}
	if s.Customer != 0 {
		out.Customer = id(s.Customer)
	}
	if s.Amount.Currency != "" {
		money := api.MoneyOf(s.Amount)
		out.Amount = &money
	}
	return out
}
