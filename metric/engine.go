package metric

import (
	"errors"
	"math"

	"regulars/metric/model"
)

const (
	horizon = 365 // days that value looks ahead
	near    = 90  // days of the chance of an order
	// enoughToJudge bounds how many customers the backtest reads; more would
	// change nothing but the time it takes.
	enoughToJudge = 200_000
)

// engine scores customers with the models of one run.
type engine struct {
	Fitted
	run    int64 // which run's; 0 while that is under way
	rules  Rules
	scorer *model.Scorer // nil when there are too few customers
}

// open makes an engine of what a run found out.
func (f Fitted) open(rules Rules) *engine {
	e := &engine{Fitted: f, rules: rules}
	if s, err := f.models().NewScorer(model.Options{Horizon: horizon, Near: near, Correction: f.Correction, Spend: f.Flat}); err == nil {
		e.scorer = s
	}
	return e
}

// refusalOf gives the plain reason of a fit that failed.
func refusalOf(err error) *model.Refusal {
	var r model.Refusal
	if errors.As(err, &r) {
		return &r
	}
	return nil
}

// fit finds everything out about histories as of a day. The order of histories
// does not matter.
func fit(histories []history, rules Rules, currency string, minor int64, r *reader) (*engine, error) {
	all := summaries(histories)
	models, err := model.FitModels(all)
	if err != nil {
		return nil, err
	}
	f := Fitted{Currency: currency, Minor: minor, Models: fitsOf(models), Flat: flatSpend(histories, minor)}
	if !math.IsInf(models.Cycle, 0) && !math.IsNaN(models.Cycle) {
		f.Cycle = models.Cycle
	}
	if err := f.look(histories, r); err != nil {
		return nil, err
	}
	e := &engine{Fitted: f, rules: rules}
	e.scorer, err = models.NewScorer(model.Options{Horizon: horizon, Near: near, Correction: f.Correction, Spend: f.Flat})
	if err != nil && refusalOf(err) == nil {
		return nil, err
	}
	if e.scorer != nil {
		total, err := e.scorer.Total(all)
		if err != nil {
			return nil, err
		}
		e.Total = &total
	}
	buyers := make([]model.Buyer, len(histories))
	for i := range histories {
		buyers[i] = buyerOf(&histories[i], r.asOf)
	}
	e.RFM = model.NewRFM(buyers)
	e.tidy()
	return e, nil
}

func buyerOf(h *history, asOf int32) model.Buyer {
	return model.Buyer{Recency: h.silent(asOf), Frequency: h.occasions(), Monetary: h.monetary}
}

// flatSpend is the spend model for a shop whose amounts cannot teach a better
// one: everybody's next occasion costs the mean of all occasions.
func flatSpend(histories []history, minor int64) model.GammaGamma {
	var sum, occasions float64
	for i := range histories {
		sum += float64(histories[i].monetary) / float64(minor)
		occasions += float64(histories[i].occasions())
	}
	if occasions == 0 || sum <= 0 {
		return model.FlatSpend(0, 1)
	}
	return model.FlatSpend(sum/occasions, 1)
}

// look asks how forecasts made at the reader's past day came true. Half of the
// customers teach the correction, the other half judge it; the one that is
// used learns from all of them.
func (f *Fitted) look(histories []history, r *reader) error {
	if r.past == 0 {
		return nil
	}
	var then []model.Summary
	var came []model.Outcome
	step := max(1, len(histories)/enoughToJudge)
	for i := 0; i < len(histories); i += step {
		if h := &histories[i]; h.hasPast {
			then, came = append(then, h.past), append(came, h.outcome)
		}
	}
	models, err := model.FitModels(then)
	if err != nil {
		return err
	}
	options := model.Options{Horizon: near, Near: near, Spend: f.Flat}
	plain, err := models.NewScorer(options)
	if err != nil {
		return nil // too few customers at that time: there is nothing to judge
	}
	trials, err := plain.Trials(then, came)
	if err != nil {
		return err
	}
	f.Correction, _ = model.LearnCorrection(trials)

	var teach []model.Trial
	var judge []model.Summary
	var outcomes []model.Outcome
	for i := range then {
		if i%2 == 0 {
			teach = append(teach, trials[i])
		} else {
			judge, outcomes = append(judge, then[i]), append(outcomes, came[i])
		}
	}
	options.Correction, _ = model.LearnCorrection(teach)
	corrected, err := models.NewScorer(options)
	if err != nil {
		return nil
	}
	j, err := corrected.Judge(judge, outcomes)
	if err != nil {
		return err
	}
	f.Backtest = &Backtest{Day: r.past, Days: near, Judgement: j}
	return nil
}
