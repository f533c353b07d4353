package metric

import (
	"math"

	"regulars/metric/model"
)

// ModelFit is one model as it was fitted, or why it was not.
type ModelFit struct {
	// Name is "bg/nbd", "mbg/nbd", "pareto/nbd" or "gamma-gamma".
	Name          string
	Parameters    []model.Parameter
	LogLikelihood float64
	Customers     int
	// Covariance is how unsure the parameters are, as [model.Fit] has it: with
	// it kept models tell totals as wide as fresh ones do.
	Covariance [][]float64 `json:",omitempty"`
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

// tidy puts 0 for numbers that JSON lacks: nothing could be said about them.
func (f *Fitted) tidy() {
	var all []*float64
	for i := range f.Models {
		m := &f.Models[i]
		all = append(all, &m.LogLikelihood)
		for j := range m.Parameters {
			p := &m.Parameters[j]
			all = append(all, &p.Value, &p.Low, &p.High)
		}
		if !finiteAll(m.Covariance) {
			m.Covariance = nil
		}
	}
	if t := f.Total; t != nil {
		all = append(all, &t.Orders, &t.Value, &t.Low, &t.High)
	}
	if b := f.Backtest; b != nil {
		all = append(all, &b.OrdersBias, &b.OrdersRMSE, &b.RankedProbability, &b.ChanceError, &b.Brier, &b.AUC, &b.ValueBias, &b.InInterval)
		for _, bins := range [][]model.Bin{b.ChanceBins, b.ValueBins} {
			for i := range bins {
				all = append(all, &bins[i].Low, &bins[i].High, &bins[i].Predicted, &bins[i].Observed)
			}
		}
	}
	for _, v := range all {
		if !finite(*v) {
			*v = 0
		}
	}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func finiteAll(rows [][]float64) bool {
	for _, row := range rows {
		for _, v := range row {
			if !finite(v) {
				return false
			}
		}
	}
	return true
}

// fitsOf tells how the models were fitted.
func fitsOf(m model.Models) []ModelFit {
	one := func(name string, f model.Fit, err error) ModelFit {
		out := ModelFit{Name: name, Refusal: refusalOf(err)}
		if err == nil {
			out.Parameters, out.LogLikelihood, out.Customers = f.Parameters, f.LogLikelihood, int(f.Customers)
			out.Covariance = f.Covariance
		}
		return out
	}
	return []ModelFit{
		one("bg/nbd", m.BGNBD.Fit, m.BGNBD.Err), one("mbg/nbd", m.MBGNBD.Fit, m.MBGNBD.Err),
		one("pareto/nbd", m.ParetoNBD.Fit, m.ParetoNBD.Err), one("gamma-gamma", m.Spend.Fit, m.Spend.Err),
	}
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
		known := model.Fit{Model: fit.Name, Parameters: fit.Parameters, LogLikelihood: fit.LogLikelihood,
			Customers: float64(fit.Customers), Covariance: fit.Covariance}
		switch fit.Name {
		case "bg/nbd":
			m.BGNBD = model.Fitted{Orders: model.BetaGeometric{R: p["r"], Alpha: p["alpha"], A: p["a"], B: p["b"]}, Fit: known, Err: err}
		case "mbg/nbd":
			m.MBGNBD = model.Fitted{Orders: model.BetaGeometric{R: p["r"], Alpha: p["alpha"], A: p["a"], B: p["b"], Modified: true}, Fit: known, Err: err}
		case "pareto/nbd":
			m.ParetoNBD = model.Fitted{Orders: model.ParetoNBD{R: p["r"], Alpha: p["alpha"], S: p["s"], Beta: p["beta"]}, Fit: known, Err: err}
		case "gamma-gamma":
			m.Spend = model.FittedSpend{GammaGamma: model.GammaGamma{P: p["p"], Q: p["q"], V: p["v"]}, Fit: known, Err: err}
		}
	}
	return m
}
