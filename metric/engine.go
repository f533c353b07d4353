package metric

import (
	"encoding/json"
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

// ModelFit is one model as it was fitted, or why it was not.
type ModelFit struct {
	// Name is "bg/nbd", "mbg/nbd", "pareto/nbd" or "gamma-gamma".
	Name          string
	Parameters    []model.Parameter
	LogLikelihood float64
	Customers     int
	// Refusal says why there are no parameters; nil when there are.
	Refusal *model.Refusal
}

// Fitted is everything a run over all customers found out.
type Fitted struct {
	Currency string
	Minor    int64 // minor units in a major one
	Models   []ModelFit
	// Cycle is the mean number of days a customer is observed for each repeat
	// purchase; 0 without any.
	Cycle float64
	// Flat stands in for gamma-gamma when the amounts cannot teach it.
	Flat       model.GammaGamma
	Correction model.Correction
	RFM        model.RFM
	CutA, CutB int64 // least worths of tiers A and B; MaxInt64 for none
	// Total is what all customers are expected to spend in twelve months; nil
	// without models.
	Total *model.Total
	// Backtest says how forecasts as of an earlier day came true; nil when the
	// history is too short.
	Backtest *Backtest
}

// Backtest compares what would have been said at an earlier day with what came.
type Backtest struct {
	Day  int32 // the earlier as-of day
	Days int32 // how many days were looked ahead
	model.Judgement
}

// MarshalJSON writes the report with the numbers that JSON lacks as 0: nothing
// could be said about them.
func (b Backtest) MarshalJSON() ([]byte, error) {
	for _, v := range []*float64{&b.OrdersBias, &b.OrdersRMSE, &b.RankedProbability, &b.ChanceError, &b.Brier, &b.AUC, &b.ValueBias, &b.InInterval} {
		if math.IsNaN(*v) || math.IsInf(*v, 0) {
			*v = 0
		}
	}
	type plain Backtest
	return json.Marshal(plain(b))
}

// engine scores customers with the models of one run.
type engine struct {
	Fitted
	rules  Rules
	scorer *model.Scorer // nil when there are too few customers
}

// models gives the fitted models back from what was kept of them.
func (f Fitted) models() model.Models {
	m := model.Models{Cycle: f.Cycle}
	for _, fit := range f.Models {
		p := map[string]float64{}
		for _, parameter := range fit.Parameters {
			p[parameter.Name] = parameter.Value
		}
		var err error
		if fit.Refusal != nil {
			err = *fit.Refusal
		}
		switch fit.Name {
		case "bg/nbd":
			m.BGNBD = model.Fitted{Orders: model.BetaGeometric{R: p["r"], Alpha: p["alpha"], A: p["a"], B: p["b"]}, Err: err}
		case "mbg/nbd":
			m.MBGNBD = model.Fitted{Orders: model.BetaGeometric{R: p["r"], Alpha: p["alpha"], A: p["a"], B: p["b"], Modified: true}, Err: err}
		case "pareto/nbd":
			m.ParetoNBD = model.Fitted{Orders: model.ParetoNBD{R: p["r"], Alpha: p["alpha"], S: p["s"], Beta: p["beta"]}, Err: err}
		case "gamma-gamma":
			m.Spend = model.FittedSpend{GammaGamma: model.GammaGamma{P: p["p"], Q: p["q"], V: p["v"]}, Err: err}
		}
	}
	return m
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
	return e, nil
}

func buyerOf(h *history, asOf int32) model.Buyer {
	return model.Buyer{Recency: h.silent(asOf), Frequency: h.occasions(), Monetary: h.monetary}
}

func fitsOf(m model.Models) []ModelFit {
	one := func(name string, f model.Fit, err error) ModelFit {
		out := ModelFit{Name: name, Refusal: refusalOf(err)}
		if err == nil {
			out.Parameters, out.LogLikelihood, out.Customers = f.Parameters, f.LogLikelihood, int(f.Customers)
		}
		return out
	}
	return []ModelFit{
		one("bg/nbd", m.BGNBD.Fit, m.BGNBD.Err), one("mbg/nbd", m.MBGNBD.Fit, m.MBGNBD.Err),
		one("pareto/nbd", m.ParetoNBD.Fit, m.ParetoNBD.Err), one("gamma-gamma", m.Spend.Fit, m.Spend.Err),
	}
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
