package metricapi

import (
	"context"

	"regulars"
	"regulars/api"
)

// StageFlow says who moved between stages in this quarter.
type StageFlow struct {
	Scored   bool   `json:"scored" doc:"False before the first scoring run"`
	From     string `json:"from" example:"2026-09" doc:"The last month of the quarter before, at whose end it begins; empty before the first run"`
	To       string `json:"to" example:"2026-11" doc:"The month of now"`
	Currency string `json:"currency"`
	Moves    []Move `json:"moves" doc:"Also of those who stayed"`
}

func (r *routes) flow(a *api.API) {
	api.Handle(a, api.Op{ID: "get-stage-flow", Method: "GET", Path: "/models/stages", Needs: "models:read", Tag: tagModels,
		Summary: "Who moved between stages in this quarter"},
		func(ctx context.Context, _ *none) (StageFlow, error) {
			m, err := r.metrics.Quarter(ctx)
			if regulars.CodeOf(err) == regulars.ErrNotFound {
				return StageFlow{Moves: []Move{}}, nil
			}
			if err != nil {
				return StageFlow{}, err
			}
			out := StageFlow{Scored: true, From: m.From.String(), To: m.To.String(), Currency: m.Currency, Moves: []Move{}}
			for _, v := range m.Moves {
				out.Moves = append(out.Moves, Move{From: v.From, To: v.To, Customers: v.Customers, Value: amount(v.Value, m.Currency)})
			}
			return out, nil
		})
}
