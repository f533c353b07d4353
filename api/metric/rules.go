package metricapi

import (
	"context"

	"regulars"
	"regulars/api"
	"regulars/metric"
)

// Rules are what people set about tiers and stages.
type Rules struct {
	ShareA     float64 `json:"shareA" minimum:"0" maximum:"1" doc:"Share of customers, by 12-month value, in tier A; counts while both amounts are 0"`
	ShareB     float64 `json:"shareB" minimum:"0" maximum:"1" doc:"Share of customers behind them in tier B"`
	AmountA    int64   `json:"amountA" minimum:"0" doc:"Least 12-month value of tier A, in minor units; 0 to go by shares"`
	AmountB    int64   `json:"amountB" minimum:"0" doc:"Least 12-month value of tier B, in minor units; 0 to go by shares"`
	NewDays    int32   `json:"newDays" minimum:"1" maximum:"3650" doc:"Days after the first purchase for which a customer who bought once is new"`
	AtRiskDays int32   `json:"atRiskDays" minimum:"1" maximum:"3650" doc:"Silence that counts as at risk while there are too few customers for the models"`
	LostDays   int32   `json:"lostDays" minimum:"1" maximum:"3650" doc:"Silence that counts as lost while there are too few customers for the models"`
}

// Migration says who moved between tiers or stages from one month to the next.
type Migration struct {
	From     string   `json:"from" example:"2026-10"`
	To       string   `json:"to" example:"2026-11"`
	Months   []string `json:"months" doc:"Months that can be asked for, the newest first"`
	Currency string   `json:"currency"`
	Moves    []Move   `json:"moves"`
}

// Move is one cell of the matrix.
type Move struct {
	From      string    `json:"from" doc:"Empty for who was no customer yet"`
	To        string    `json:"to"`
	Customers int64     `json:"customers"`
	Value     api.Money `json:"value" doc:"12-month value of these customers in the later month"`
}

type migrationOf struct {
	By    string `query:"by" enum:"tier,stage" default:"tier"`
	Month string `query:"month" pattern:"^[0-9]{4}-[0-9]{2}$" doc:"The later month; the newest without"`
}

func (r *routes) rules(a *api.API) {
	api.Handle(a, api.Op{ID: "get-rules", Method: "GET", Path: "/rules", Needs: "models:read", Tag: tagModels,
		Summary: "The rules of tiers and stages"},
		func(ctx context.Context, _ *none) (Rules, error) {
			rules, err := r.metrics.Rules(ctx)
			return Rules(rules), err
		})
	api.Handle(a, api.Op{ID: "set-rules", Method: "PUT", Path: "/rules", Needs: "models:write", Tag: tagModels,
		Summary: "Change the rules of tiers and stages", Description: "Everybody is scored again then."},
		func(ctx context.Context, in *struct{ Body Rules }) (Rules, error) {
			return in.Body, r.metrics.SetRules(ctx, metric.Rules(in.Body))
		})
	api.Handle(a, api.Op{ID: "get-migration", Method: "GET", Path: "/models/migration", Needs: "models:read", Tag: tagModels,
		Summary: "Who moved between tiers or stages since the month before", Fails: []regulars.Code{regulars.ErrNotFound},
		Description: "404 when the month has no scores."}, r.migration)
}

func (r *routes) migration(ctx context.Context, in *migrationOf) (Migration, error) {
	var month metric.Month
	if in.Month != "" {
		var err error
		if month, err = metric.ParseMonth(in.Month); err != nil {
			return Migration{}, err
		}
	}
	m, err := r.metrics.Movement(ctx, month, in.By)
	if err != nil {
		return Migration{}, err
	}
	months, err := r.metrics.Months(ctx)
	if err != nil {
		return Migration{}, err
	}
	out := Migration{From: m.From.String(), To: m.To.String(), Currency: m.Currency, Moves: []Move{}, Months: []string{}}
	for _, v := range months {
		out.Months = append(out.Months, v.String())
	}
	for _, v := range m.Moves {
		out.Moves = append(out.Moves, Move{From: v.From, To: v.To, Customers: v.Customers, Value: amount(v.Value, m.Currency)})
	}
	return out, nil
}
