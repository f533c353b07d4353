package healthapi

import (
	"context"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/health"
)

// HealthAlarm is one alarm and what came of it.
type HealthAlarm struct {
	ID       string     `json:"id"`
	Customer string     `json:"customer"`
	Name     string     `json:"name" doc:"The customer's name; empty when it is not known"`
	Month    string     `json:"month" example:"2026-10" doc:"At whose end the three falls were complete"`
	RaisedAt *time.Time `json:"raisedAt"`
	Points   int        `json:"points" doc:"The index then"`
	Fell     int        `json:"fell" doc:"By how many points it fell in three months, of the parts known throughout"`
	Totals   []int      `json:"totals" doc:"The index at the four month ends; -1 where it was not known"`
	Part     string     `json:"part" enum:"frequency,depth,fit,rating,influence" doc:"The part that took most of the points"`
	PartFrom int        `json:"partFrom"`
	PartTo   int        `json:"partTo"`
	Action   string     `json:"action" doc:"Code of the next step"`
	Tier     string     `json:"tier"`
	Value12m api.Money  `json:"value12m" doc:"The customer's 12-month value when it was raised"`
	State    string     `json:"state" enum:"open,done"`
	Assignee string     `json:"assignee" doc:"The staff member's id; empty while nobody has taken it"`
	Note     string     `json:"note"`
	Changed  *time.Time `json:"changedAt,omitempty"`
	By       string     `json:"changedBy,omitempty"`
}

type listAlarms struct {
	api.Paging
	State string `query:"state" enum:"open,done" default:"open"`
}

type setAlarm struct {
	ID   string `path:"id" pattern:"^[0-9]{1,18}$"`
	Body struct {
		State    string `json:"state" enum:"open,done"`
		Assignee string `json:"assignee,omitempty" maxLength:"40" doc:"A staff member's id; empty for nobody"`
		Note     string `json:"note,omitempty" maxLength:"600"`
	}
}

func (r *routes) alarms(a *api.API) {
	api.Handle(a, api.Op{ID: "list-health-alarms", Method: "GET", Path: "/health/alarms", Needs: "customers:read", Tag: tag,
		Summary:     "List alarms about customers' health",
		Description: "Those that wait by what the customer is worth, those that are done the newest first."}, r.list)
	api.Handle(a, api.Op{ID: "set-health-alarm", Method: "PUT", Path: "/health/alarms/{id}", Needs: "customers:write", Tag: tag,
		Summary: "Take an alarm on, or say what came of it", Fails: []regulars.Code{regulars.ErrNotFound}},
		func(ctx context.Context, in *setAlarm) (HealthAlarm, error) {
			id, err := strconv.ParseInt(in.ID, 10, 64)
			if err != nil {
				return HealthAlarm{}, regulars.NotFound("alarm")
			}
			alarm, err := r.health.SetAlarm(ctx, id, health.AlarmChange{State: health.State(in.Body.State), Assignee: in.Body.Assignee, Note: in.Body.Note})
			return alarmOf(alarm), err
		})
}

func (r *routes) list(ctx context.Context, in *listAlarms) (api.Page[HealthAlarm], error) {
	after, err := api.DecodeCursor[health.AlarmCursor](in.Cursor)
	if err != nil {
		return api.Page[HealthAlarm]{}, err
	}
	list, next, err := r.health.Alarms(ctx, health.AlarmQuery{State: health.State(in.State), After: after, Limit: in.Limit})
	if err != nil {
		return api.Page[HealthAlarm]{}, err
	}
	page := api.Page[HealthAlarm]{Items: alarmsOf(list)}
	if next != (health.AlarmCursor{}) {
		page.NextCursor = api.EncodeCursor(next)
	}
	return page, nil
}

func alarmsOf(list []health.Alarm) []HealthAlarm {
	out := []HealthAlarm{}
	for _, a := range list {
		out = append(out, alarmOf(a))
	}
	return out
}

func alarmOf(a health.Alarm) HealthAlarm {
	totals := []int{}
	for _, v := range a.Totals {
		totals = append(totals, int(v))
	}
	return HealthAlarm{ID: strconv.FormatInt(a.ID, 10), Customer: strconv.FormatInt(a.Customer, 10), Name: a.Name, Month: health.MonthText(a.Month),
		RaisedAt: api.Time(a.Raised), Points: a.Points, Fell: a.Fell, Totals: totals, Part: a.Part, PartFrom: a.PartFrom, PartTo: a.PartTo,
		Action: a.Action, Tier: a.Tier, Value12m: api.MoneyOf(a.Value), State: string(a.State), Assignee: a.Assignee, Note: a.Note,
		Changed: api.Time(a.Changed), By: a.ChangedBy}
}
