package metricapi

import (
	"context"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/metric"
)

// Worth is everything said about one customer's worth and risk.
type Worth struct {
	AsOf *time.Time `json:"asOf,omitempty"`
	RFM  RFM        `json:"rfm"`
	// Tier and Stage each say since when and why.
	Tier  Standing `json:"tier"`
	Stage Standing `json:"stage"`
	// Modelled is false while there are too few customers to learn from.
	Modelled  bool       `json:"modelled"`
	Refusal   *Refusal   `json:"refusal,omitempty"`
	Value12m  *Estimate  `json:"value12m,omitempty" doc:"Expected spend of the next twelve months; low and high hold what it will really be with 95 % probability"`
	Order90   *float64   `json:"order90,omitempty" doc:"Probability of at least one order in the next 90 days"`
	NextOrder *time.Time `json:"nextOrder,omitempty" doc:"When the next order is to be expected, given that one comes"`
	NextRange *NextRange `json:"nextOrderRange,omitempty" doc:"Between which days it comes with 50 % probability, given that one comes within twelve months; a quarter comes earlier, a quarter later"`
	GapDays   float64    `json:"gapDays,omitempty" doc:"Usual number of days between orders"`
	Churn     *ChurnRisk `json:"churn,omitempty"`
	Action    Reason     `json:"action" doc:"The next step"`
}

// RFM ranks a customer among all; 5 is the best fifth.
type RFM struct {
	R           int       `json:"r"`
	F           int       `json:"f"`
	M           int       `json:"m"`
	RecencyDays int32     `json:"recencyDays"`
	Occasions   int32     `json:"occasions" doc:"Days with an order"`
	Orders      int32     `json:"orders"`
	Monetary    api.Money `json:"monetary" doc:"All that was spent, less refunds"`
}

// Standing is a tier or stage.
type Standing struct {
	Name  string     `json:"name"`
	Since *time.Time `json:"since,omitempty"`
	Why   Reason     `json:"why"`
}

// Reason is a stable code and the numbers to put into its sentence.
type Reason struct {
	Code   string             `json:"code"`
	Params map[string]float64 `json:"params"`
}

// Estimate is an expected amount with its interval.
type Estimate struct {
	Mid  api.Money `json:"mid"`
	Low  api.Money `json:"low"`
	High api.Money `json:"high"`
}

// NextRange is the days between which the next order is most likely.
type NextRange struct {
	From        time.Time `json:"from"`
	To          time.Time `json:"to"`
	Probability float64   `json:"probability" example:"0.5"`
}

// ChurnRisk is how likely a customer is lost, and why.
type ChurnRisk struct {
	Level       string  `json:"level" enum:"low,medium,high,lost"`
	Probability float64 `json:"probability" doc:"That no order comes within 90 days"`
	Clues       []Clue  `json:"clues" doc:"The weightiest first"`
}

// Clue is one reason of a churn risk.
type Clue struct {
	Code      string  `json:"code"`
	Value     float64 `json:"value"`
	Reference float64 `json:"reference"`
}

type worthOf struct {
	ID string `path:"id" pattern:"^[0-9]{1,18}$"`
}

func (r *routes) worth(a *api.API) {
	api.Handle(a, api.Op{ID: "get-worth", Method: "GET", Path: "/customers/{id}/worth", Needs: "customers:read", Tag: "Customers",
		Summary: "What a customer is worth, and whether they are slipping", Fails: []regulars.Code{regulars.ErrNotFound},
		Description: "404 for a customer who has not bought anything or was not scored yet."},
		func(ctx context.Context, in *worthOf) (Worth, error) {
			id, err := strconv.ParseInt(in.ID, 10, 64)
			if err != nil {
				return Worth{}, regulars.NotFound("customer")
			}
			s, err := r.metrics.Score(ctx, id)
			if err != nil {
				return Worth{}, err
			}
			return WorthOf(s), nil
		})
}

func amount(minor int64, currency string) api.Money {
	return api.MoneyOf(regulars.Money{Minor: minor, Currency: currency})
}

// WorthOf gives a score in the API's form.
func WorthOf(s metric.Score) Worth {
	w := Worth{
		AsOf: api.Time(s.AsOf),
		RFM: RFM{R: int(s.RFM.R), F: int(s.RFM.F), M: int(s.RFM.M), RecencyDays: s.RecencyDays, Occasions: s.Occasions,
			Orders: s.Orders, Monetary: amount(s.Monetary, s.Currency)},
		Tier:     Standing{Name: string(s.Tier), Since: api.Time(s.TierSince), Why: reasonOf(s.TierWhy)},
		Stage:    Standing{Name: string(s.Stage), Since: api.Time(s.StageSince), Why: reasonOf(s.StageWhy)},
		Modelled: s.Modelled, Refusal: refusalOf(s.Refusal), Action: reasonOf(s.Action),
	}
	if s.Modelled {
		w.Value12m = &Estimate{amount(s.Value, s.Currency), amount(s.Low, s.Currency), amount(s.High, s.Currency)}
		w.Order90, w.NextOrder, w.GapDays = &s.Order90, api.Time(s.NextOrder), finite(s.Gap)
	}
	if !s.NextTo.IsZero() {
		w.NextRange = &NextRange{From: s.NextFrom.UTC(), To: s.NextTo.UTC(), Probability: 0.5}
	}
	if s.Risk != nil {
		w.Churn = &ChurnRisk{Level: string(s.Risk.Level), Probability: s.Risk.Score, Clues: []Clue{}}
		for _, c := range s.Risk.Clues {
			w.Churn.Clues = append(w.Churn.Clues, Clue{string(c.Code), finite(c.Value), finite(c.Reference)})
		}
	}
	return w
}

func reasonOf(r metric.Reason) Reason {
	p := map[string]float64{}
	for k, v := range r.Params {
		p[k] = finite(v)
	}
	return Reason{Code: r.Code, Params: p}
}
