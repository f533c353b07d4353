package metric

import (
	"context"
	"errors"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/metric/model"
)

// Reason says why a score is what it is: a stable code, which the console words
// in each language, and the numbers to put into the sentence.
type Reason struct {
	Code   string
	Params map[string]float64
}

// Score is everything said about one customer's worth and risk.
type Score struct {
	Customer int64
	// AsOf is the instant at which it stands: the end of its day, or the
	// present while that day lasts. An order since then is not missing, as who
	// orders is scored again within a second.
	AsOf time.Time
	// Currency is that of all amounts, which are minor units.
	Currency string

	// RecencyDays, Occasions and Monetary are what RFM ranks: days since the
	// last order, days with an order, and all that was spent less refunds.
	RecencyDays, Occasions int32
	Orders                 int32
	Monetary               int64
	RFM                    model.RFMScore

	Tier       Tier
	TierSince  time.Time
	TierWhy    Reason
	Stage      Stage
	StageSince time.Time
	StageWhy   Reason

	// Modelled says that the models had enough customers to learn from; the
	// fields below are zero otherwise, and Refusal says what is missing.
	Modelled bool
	Refusal  *model.Refusal
	// Value is the expected spend of the next twelve months, Low and High
	// what it will really be with 95 % probability; minor units.
	Value, Low, High int64
	// Order90 is the probability of at least one order in the next 90 days.
	Order90 float64
	// NextOrder is when the next order is to be expected, given that one comes
	// within twelve months; Gap the usual number of days between orders.
	NextOrder time.Time
	// NextFrom and NextTo are the days between which it comes with 50 %
	// probability, given the same; a quarter comes earlier, a quarter later.
	NextFrom, NextTo time.Time
	Gap              float64
	Risk             *model.Risk
	// Action is the next step.
	Action Reason
}

// Score gives a customer's scores. ErrNotFound when the customer has not
// bought anything, or was not scored yet.
func (m *Metrics) Score(ctx context.Context, customer int64) (s Score, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return s, err
	}
	var e *engine
	var r row
	err = m.db.Read(ctx, func(tx *store.Tx) (err error) {
		if e, err = m.engine(tx); err != nil {
			return err
		}
		r, err = store.Row(tx, scanRow, "SELECT "+columns+" FROM score WHERE customer = ?", customer)
		return err
	})
	if errors.Is(err, store.ErrNoRow) || errors.Is(err, errNoRun) {
		return s, regulars.NotFound("score")
	}
	if err != nil {
		return s, err
	}
	return e.explain(&r, m.zone(), m.clock.Now()), nil
}

// explain puts a row into a score with its reasons.
func (e *engine) explain(r *row, zone *time.Location, now time.Time) Score {
	s := Score{
		Customer: r.customer, AsOf: notAfter(endOf(r.asOf, zone), now), Currency: e.Currency,
		RecencyDays: r.asOf - r.lastDay, Occasions: r.occasions, Orders: r.orders, Monetary: r.monetary, RFM: r.rfm,
		Tier: r.tier, TierSince: startOf(r.tierSince, zone), Stage: r.stage, StageSince: startOf(r.stageSince, zone),
		Modelled: r.modelled, Value: r.value, Low: r.low, High: r.high, Risk: r.risk(),
	}
	if r.modelled {
		s.Order90, s.Gap = r.forecast.AnyOrder, r.forecast.Gap
		s.NextOrder = startOf(r.asOf+int32(r.forecast.NextOrder+0.5), zone)
		if e.scorer != nil {
			s.NextFrom = startOf(r.asOf+int32(e.scorer.Wait(r.triple(), 0.25)+0.5), zone)
			s.NextTo = startOf(r.asOf+int32(e.scorer.Wait(r.triple(), 0.75)+0.5), zone)
		}
	} else {
		s.Refusal = e.refusal()
	}
	s.TierWhy, s.StageWhy, s.Action = e.whyTier(r), e.whyStage(r), action(r)
	return s
}

// refusal gives the reason why nobody could be modelled.
func (e *engine) refusal() *model.Refusal {
	for _, f := range e.Models {
		if f.Refusal != nil {
			return f.Refusal
		}
	}
	return nil
}

func (e *engine) whyTier(r *row) Reason {
	p := map[string]float64{"worth": float64(r.worth())}
	switch {
	case r.tier == TierNew:
		return Reason{"tier_new", map[string]float64{"days": float64(r.asOf - r.firstDay), "newDays": float64(e.rules.NewDays)}}
	case r.tier == TierA:
		p["cut"] = float64(e.CutA)
	case r.tier == TierB:
		p["cut"] = float64(e.CutB)
	case e.CutB < 1<<62:
		p["below"] = float64(e.CutB)
	}
	if r.modelled {
		return Reason{"tier_by_value", p}
	}
	return Reason{"tier_by_spend", p}
}

func (e *engine) whyStage(r *row) Reason {
	p := map[string]float64{"silentDays": float64(r.asOf - r.lastDay), "occasions": float64(r.occasions)}
	if r.modelled {
		p["gap"], p["order90"] = r.forecast.Gap, r.forecast.AnyOrder
	}
	switch r.stage {
	case New:
		p["days"] = float64(r.asOf - r.firstDay)
	case WonBack:
		p["gapBefore"] = float64(r.lastGap)
	case AtRisk, Lost:
		if !r.modelled {
			p["limit"] = float64(e.rules.AtRiskDays)
			if r.stage == Lost {
				p["limit"] = float64(e.rules.LostDays)
			}
		}
	}
	return Reason{"stage_" + string(r.stage), p}
}

// soonDays is how near an expected order is to be reminded of.
const soonDays = 14

// action gives the next step: the most useful thing a person can do now.
func action(r *row) Reason {
	p := map[string]float64{"silentDays": float64(r.asOf - r.lastDay)}
	if r.modelled {
		p["nextDays"] = r.forecast.NextOrder
	}
	high := r.tier == TierA
	switch r.stage {
	case New:
		return Reason{"second_order", p}
	case WonBack:
		return Reason{"thank_for_return", p}
	case AtRisk:
		if high {
			return Reason{"call_now", p}
		}
		return Reason{"offer_now", p}
	case Lost:
		if high || r.tier == TierB || r.rfm.M >= 4 {
			return Reason{"win_back", p}
		}
		return Reason{"let_rest", p}
	}
	switch {
	case r.modelled && r.occasions > 1 && r.forecast.NextOrder <= soonDays:
		return Reason{"remind", p}
	case high:
		return Reason{"spoil", p}
	case r.occasions == 1:
		return Reason{"second_order", p}
	}
	return Reason{"keep", p}
}
