package healthapi

import (
	"context"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/health"
	"regulars/health/index"
)

type routes struct{ health *health.Health }

// Register declares the operations. h may be nil when only the document is
// wanted.
func Register(a *api.API, h *health.Health) {
	r := &routes{h}
	r.one(a)
	r.all(a)
	r.alarms(a)
	r.rules(a)
}

const tag = "Health"

type none struct{}

// CustomerHealth is how one customer stands. What is missing is left out: there
// is no evidence, which is not zero.
type CustomerHealth struct {
	Known     bool          `json:"known" doc:"Whether this customer was worked out yet; false for a visitor"`
	AsOf      string        `json:"asOf,omitempty" format:"date" doc:"The civil day of the last run; missing before the first"`
	Total     *int          `json:"total,omitempty" doc:"The index, 0 to 100 points; missing for who has not bought"`
	Tier      string        `json:"tier" doc:"The value tier beside which everything is shown; empty before the first scores"`
	TierTotal *int          `json:"tierTotal,omitempty" doc:"The mean index of that tier"`
	Line      int           `json:"line" doc:"The warning line in points"`
	Parts     []HealthPart  `json:"parts" doc:"The five parts, in the order in which they are drawn"`
	Trend     *Temperature  `json:"temperature,omitempty" doc:"The short-term trend; missing in the first month"`
	Months    []HealthMonth `json:"months" doc:"The last month ends, the oldest first"`
	Rung      HealthRung    `json:"rung"`
	Alarms    []HealthAlarm `json:"alarms" doc:"Alarms about this customer, the newest first"`
}

// HealthPart is one part of a customer's index.
type HealthPart struct {
	Name   string  `json:"name" enum:"frequency,depth,fit,rating,influence"`
	Points *int    `json:"points,omitempty" doc:"0 to 100; missing without evidence"`
	Before *int    `json:"before,omitempty" doc:"At the last month end"`
	Tier   *int    `json:"tier,omitempty" doc:"Mean of the same value tier, of those of whom the part is known"`
	Weight int     `json:"weight" doc:"As it is set"`
	Share  float64 `json:"share" doc:"Share of the index it has now, 0 to 1: more where other parts are missing, 0 where this one is"`
	Room   int     `json:"room" doc:"By how many points the index would rise were this part full"`
}

// Temperature is the short-term trend of the index.
type Temperature struct {
	Points int    `json:"points" doc:"The index less its mean at the last three month ends, of the parts known throughout"`
	Word   string `json:"word" enum:"warming,steady,cooling" doc:"Warming from 3 points up, cooling from 3 points down"`
}

// HealthMonth is the index at the end of a month.
type HealthMonth struct {
	Month string         `json:"month" example:"2026-10"`
	Total *int           `json:"total,omitempty"`
	Tier  *int           `json:"tier,omitempty" doc:"Mean of today's customers of the tier at that month end"`
	Parts map[string]int `json:"parts" doc:"Points by part; those without evidence are left out"`
}

// HealthRung is where somebody stands on the ladder.
type HealthRung struct {
	Rung  int        `json:"rung" minimum:"0" maximum:"5" doc:"1 to 5; 0 for who was not worked out"`
	Since *time.Time `json:"since,omitempty" doc:"For the time before regulars watched, to the month"`
}

type oneOf struct {
	ID string `path:"id" pattern:"^[0-9]{1,18}$"`
}

func (r *routes) one(a *api.API) {
	api.Handle(a, api.Op{ID: "get-customer-health", Method: "GET", Path: "/customers/{id}/health", Needs: "customers:read", Tag: "Customers",
		Summary: "How a customer stands: five parts, months, temperature, rung"}, r.customer)
}

func (r *routes) customer(ctx context.Context, in *oneOf) (CustomerHealth, error) {
	id, err := strconv.ParseInt(in.ID, 10, 64)
	if err != nil {
		return CustomerHealth{}, regulars.NotFound("customer")
	}
	s, err := r.health.Standing(ctx, id)
	if regulars.CodeOf(err) == regulars.ErrNotFound {
		return CustomerHealth{Parts: []HealthPart{}, Months: []HealthMonth{}, Alarms: []HealthAlarm{}}, nil
	}
	if err != nil {
		return CustomerHealth{}, err
	}
	alarms, _, err := r.health.Alarms(ctx, health.AlarmQuery{Customer: id, Limit: 20})
	if err != nil {
		return CustomerHealth{}, err
	}
	out := CustomerHealth{Known: true, AsOf: day(s.AsOf), Total: points(s.Total), Tier: s.Tier, TierTotal: points(s.TierTotal), Line: int(s.Line),
		Parts: []HealthPart{}, Months: []HealthMonth{}, Alarms: alarmsOf(alarms), Rung: HealthRung{int(s.Rung), api.Time(s.RungSince)}}
	for _, p := range s.Parts {
		out.Parts = append(out.Parts, HealthPart{Name: p.Part.String(), Points: points(p.Now), Before: points(p.Before), Tier: points(p.Tier),
			Weight: p.Weight, Share: p.Share, Room: int(p.Room)})
	}
	if s.HasTemperature {
		out.Trend = &Temperature{s.Temperature, string(s.Warmth)}
	}
	for i, m := range s.Months {
		month := HealthMonth{Month: health.MonthText(m.Month), Total: points(m.Total), Tier: points(s.TierMonths[i]), Parts: map[string]int{}}
		for _, p := range index.All() {
			if v := m.Parts[p]; v.Known() {
				month.Parts[p.String()] = int(v)
			}
		}
		out.Months = append(out.Months, month)
	}
	return out, nil
}

// points gives nil for what is missing.
func points(v index.Value) *int {
	if !v.Known() {
		return nil
	}
	n := int(v)
	return &n
}

func day(n int32) string {
	if n == 0 {
		return ""
	}
	return time.Unix(int64(n)*86400, 0).UTC().Format(time.DateOnly)
}
