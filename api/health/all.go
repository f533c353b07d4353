package healthapi

import (
	"context"
	"maps"
	"slices"
	"time"

	"regulars"
	"regulars/api"
	"regulars/health"
	"regulars/health/index"
)

// HealthReport is how everybody stands.
type HealthReport struct {
	Known     bool         `json:"known" doc:"False before the first run"`
	AsOf      string       `json:"asOf,omitempty" format:"date"`
	RunAt     *time.Time   `json:"runAt,omitempty"`
	Line      int          `json:"line" doc:"The warning line in points"`
	Customers int64        `json:"customers" doc:"Customers with an index: those who have bought"`
	Below     int64        `json:"below" doc:"Of them, those below the line"`
	Warming   int64        `json:"warming"`
	Cooling   int64        `json:"cooling"`
	Open      int64        `json:"openAlarms" doc:"Alarms that nobody has worked through yet"`
	Tiers     []HealthTier `json:"tiers" doc:"By value tier, the most valuable first"`
}

// HealthTier is how the customers of one value tier stand.
type HealthTier struct {
	Tier      string            `json:"tier" doc:"Empty before the first scores"`
	Customers int64             `json:"customers"`
	Mean      float64           `json:"mean" doc:"Mean index in points"`
	Below     int64             `json:"below"`
	Spread    []int64           `json:"spread" doc:"Customers by tens of points: 0–9, 10–19 … 90–100"`
	Parts     []HealthTierPart  `json:"parts"`
	Months    []HealthTierMonth `json:"months" doc:"Mean index of today's customers of the tier at the last month ends, the oldest first"`
}

// HealthTierPart is one part among the customers of a tier.
type HealthTierPart struct {
	Name  string   `json:"name" enum:"frequency,depth,fit,rating,influence"`
	Known int64    `json:"known" doc:"Customers of whom there is evidence"`
	Mean  *float64 `json:"mean,omitempty" doc:"Their mean in points; missing of nobody"`
}

// HealthTierMonth is a tier's mean index at one month end.
type HealthTierMonth struct {
	Month     string  `json:"month" example:"2026-10"`
	Customers int64   `json:"customers" doc:"Those who had bought by then"`
	Mean      float64 `json:"mean"`
}

// Ladder is how many customers stand on each rung.
type Ladder struct {
	Known bool         `json:"known" doc:"False before the first run"`
	AsOf  string       `json:"asOf,omitempty" format:"date"`
	Rungs []LadderRung `json:"rungs" doc:"From reached to deeply involved"`
	Moves []LadderMove `json:"moves" doc:"Between the last month end and now"`
}

// LadderRung is one rung.
type LadderRung struct {
	Rung      int   `json:"rung" minimum:"1" maximum:"5"`
	Customers int64 `json:"customers"`
	Repeaters int64 `json:"repeaters" doc:"Customers on it who bought on two days or more"`
	CycleDays int   `json:"cycleDays" doc:"Repurchase cycle: the median, over these, of their mean days between purchases; 0 of nobody"`
}

// LadderMove is how many customers came from one rung to another.
type LadderMove struct {
	From      int   `json:"from" minimum:"0" maximum:"5" doc:"0 for who was not known then"`
	To        int   `json:"to" minimum:"1" maximum:"5"`
	Customers int64 `json:"customers"`
}

func (r *routes) all(a *api.API) {
	api.Handle(a, api.Op{ID: "get-health", Method: "GET", Path: "/health", Needs: "customers:read", Tag: tag,
		Summary: "How everybody stands, by value tier"},
		func(ctx context.Context, _ *none) (HealthReport, error) {
			report, err := r.health.Report(ctx)
			if regulars.CodeOf(err) == regulars.ErrNotFound {
				return HealthReport{Tiers: []HealthTier{}}, nil
			}
			if err != nil {
				return HealthReport{}, err
			}
			return reportOf(report), nil
		})
	api.Handle(a, api.Op{ID: "get-ladder", Method: "GET", Path: "/health/ladder", Needs: "customers:read", Tag: tag,
		Summary: "How many stand on each rung, and how often they buy"},
		func(ctx context.Context, _ *none) (Ladder, error) {
			report, err := r.health.Report(ctx)
			if regulars.CodeOf(err) == regulars.ErrNotFound {
				return Ladder{Rungs: []LadderRung{}, Moves: []LadderMove{}}, nil
			}
			if err != nil {
				return Ladder{}, err
			}
			return ladderOf(report), nil
		})
}

// tiers is their order; others come behind.
var tiers = []string{"A", "B", "C", "new"}

func reportOf(r health.Report) HealthReport {
	out := HealthReport{Known: true, AsOf: day(r.AsOf), RunAt: api.Time(r.RunAt), Line: int(r.Line), Customers: r.Customers,
		Warming: r.Warming, Cooling: r.Cooling, Open: r.OpenAlarms, Tiers: []HealthTier{}}
	names := slices.SortedFunc(maps.Keys(r.Tiers), func(a, b string) int { return place(a) - place(b) })
	for _, name := range names {
		g := r.Tiers[name]
		mean, _ := g.Total.Mean()
		t := HealthTier{Tier: name, Customers: g.Total.N, Mean: mean, Below: g.Below, Spread: g.Spread[:], Parts: []HealthTierPart{}, Months: []HealthTierMonth{}}
		out.Below += g.Below
		for _, p := range index.All() {
			part := HealthTierPart{Name: p.String(), Known: g.Parts[p].N}
			if v, ok := g.Parts[p].Mean(); ok {
				part.Mean = &v
			}
			t.Parts = append(t.Parts, part)
		}
		for i, s := range g.Months {
			if v, ok := s.Mean(); ok {
				month := r.Month - index.Month(len(g.Months)-1-i)
				t.Months = append(t.Months, HealthTierMonth{Month: health.MonthText(month), Customers: s.N, Mean: v})
			}
		}
		out.Tiers = append(out.Tiers, t)
	}
	return out
}

func place(tier string) int {
	if i := slices.Index(tiers, tier); i >= 0 {
		return i
	}
	return len(tiers)
}

func ladderOf(r health.Report) Ladder {
	out := Ladder{Known: true, AsOf: day(r.AsOf), Rungs: []LadderRung{}, Moves: []LadderMove{}}
	for i, s := range r.Rungs {
		out.Rungs = append(out.Rungs, LadderRung{Rung: i + 1, Customers: s.Customers, Repeaters: s.Repeaters, CycleDays: int(s.Cycle)})
	}
	for from, row := range r.Moves {
		for to, n := range row {
			if n > 0 {
				out.Moves = append(out.Moves, LadderMove{From: from, To: to + 1, Customers: n})
			}
		}
	}
	return out
}
