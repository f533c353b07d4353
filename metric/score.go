package metric

import (
	"math"

	"regulars"
	"regulars/metric/model"
)

// row is a row of the table score.
type row struct {
	customer          int64
	asOf              int32
	firstDay, lastDay int32
	lastGap           int32
	occasions, orders int32
	monetary          int64
	spend             float64
	rfm               model.RFMScore
	modelled          bool
	forecast          model.Forecast
	value, low, high  int64 // minor units
	tier              Tier
	tierSince         int32
	stage             Stage
	stageSince        int32
	lastAt            int64 // when the last order was placed, microseconds
	level             model.RiskLevel
}

func (r *row) triple() model.Triple {
	return model.Triple{X: r.occasions - 1, Last: r.lastDay - r.firstDay, Age: r.asOf - r.firstDay}
}

// risk gives the churn risk, or nil where the models cannot tell.
func (r *row) risk() *model.Risk {
	if !r.modelled {
		return nil
	}
	v := model.ChurnRisk(r.triple(), r.forecast, near)
	return &v
}

// worth is what the tier goes by: the 12-month value, or all that was spent
// where the models cannot tell.
func (r *row) worth() int64 {
	if r.modelled {
		return r.value
	}
	return r.monetary
}

// score works out rows, without tiers: those need everybody's worth.
func (e *engine) score(histories []history, asOf int32) ([]row, error) {
	rows := make([]row, len(histories))
	var forecasts []model.Forecast
	if e.scorer != nil {
		forecasts = make([]model.Forecast, len(histories))
		if err := e.scorer.Predict(forecasts, summaries(histories)); err != nil {
			return nil, err
		}
	}
	for i := range histories {
		h, r := &histories[i], &rows[i]
		*r = row{
			customer: h.customer, asOf: asOf, firstDay: h.firstDay, lastDay: h.lastDay, lastGap: h.lastGap,
			occasions: h.occasions(), orders: h.orders, monetary: h.monetary, spend: h.Spend, lastAt: h.lastAt,
			rfm: e.RFM.Score(buyerOf(h, asOf)),
		}
		gap := e.Cycle
		if forecasts != nil {
			r.modelled, r.forecast = true, forecasts[i]
			// More digits would tell nothing, and change every night.
			r.forecast.AnyOrder, r.forecast.AnyFresh = digits4(r.forecast.AnyOrder), digits4(r.forecast.AnyFresh)
			r.value, r.low, r.high = e.minor(r.forecast.Value), e.minor(r.forecast.Low), e.minor(r.forecast.High)
			gap = r.forecast.Gap
		}
		risk := r.risk()
		if risk != nil {
			r.level = risk.Level
		}
		r.stage = e.rules.stage(h, asOf, gap, risk)
		r.stageSince = r.stage.sinceUnseen(h.firstDay, h.lastDay, asOf)
	}
	return rows, nil
}

// digits4 rounds a probability to a hundredth of a per cent.
func digits4(p float64) float64 { return math.Round(p*1e4) / 1e4 }

// minor turns an estimate in major units into whole minor units.
func (e *engine) minor(major float64) int64 {
	return int64(math.Round(min(major*float64(e.Minor), 9e15)))
}

// setTiers gives each row its tier, by cut points found earlier.
func (e *engine) setTiers(rows []row) {
	c := cuts{e.CutA, e.CutB}
	for i := range rows {
		r := &rows[i]
		r.tier, r.tierSince = c.tier(r.stage, r.worth()), r.asOf
		if r.tier == TierNew {
			r.tierSince = r.firstDay
		}
	}
}

// findCuts finds the cut points of tiers among all rows.
func (e *engine) findCuts(rows []row) {
	worths := make([]int64, 0, len(rows))
	for i := range rows {
		if rows[i].stage != New {
			worths = append(worths, rows[i].worth())
		}
	}
	c := e.rules.tierCuts(worths)
	e.CutA, e.CutB = c.A, c.B
}

// minorOf gives how many minor units a major one of a currency has.
func minorOf(currency string) int64 {
	n := int64(1)
	for range regulars.MinorDigits(currency) {
		n *= 10
	}
	return n
}
