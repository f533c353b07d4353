package model

// Fitted is a model of orders with its fit, or why there is none.
type Fitted struct {
	Orders Orders // nil when Err is not
	Fit    Fit
	Err    error // a [Refusal], usually
}

// FittedSpend is the spend model with its fit, or why there is none.
type FittedSpend struct {
	GammaGamma
	Fit Fit
	Err error // a [Refusal], usually
}

// Models are the four models of one customer base at one as-of day. Each
// stands or fails by itself.
type Models struct {
	BGNBD, MBGNBD, ParetoNBD Fitted
	Spend                    FittedSpend
	// Cycle is [Cohort.MeanGap] in days: how many days a customer is observed
	// for each repeat purchase. +Inf without a repeat purchase.
	Cycle float64
}

// FitModels fits all four models to one summary per customer. It returns
// ErrInvalid for an impossible summary; that a model cannot be fitted is in
// its Err.
func FitModels(customers []Summary) (Models, error) {
	triples := make([]Triple, len(customers))
	spenders := make([]Spender, 0, len(customers))
	for i, c := range customers {
		triples[i] = c.Triple
		if c.X > 0 {
			spenders = append(spenders, Spender{X: c.X, Spend: c.Spend})
		}
	}
	cohort, err := NewCohort(triples)
	if err != nil {
		return Models{}, err
	}
	m := Models{Cycle: cohort.MeanGap()}
	if bg, fit, err := FitBGNBD(cohort); err != nil {
		m.BGNBD = Fitted{Fit: fit, Err: err}
	} else {
		m.BGNBD = Fitted{Orders: bg, Fit: fit}
	}
	if mbg, fit, err := FitMBGNBD(cohort); err != nil {
		m.MBGNBD = Fitted{Fit: fit, Err: err}
	} else {
		m.MBGNBD = Fitted{Orders: mbg, Fit: fit}
	}
	if pareto, fit, err := FitParetoNBD(cohort); err != nil {
		m.ParetoNBD = Fitted{Fit: fit, Err: err}
	} else {
		m.ParetoNBD = Fitted{Orders: pareto, Fit: fit}
	}
	m.Spend.GammaGamma, m.Spend.Fit, m.Spend.Err = FitGammaGamma(spenders)
	return m, nil
}

// averaged are the models whose predictions are averaged: BG/NBD and
// Pareto/NBD, which err on different customers, so that their average beats
// either; MBG/NBD where one of them is missing.
func (m Models) averaged() []Fitted {
	return present(2, m.ParetoNBD, m.BGNBD, m.MBGNBD)
}

// alive are the models whose P(alive) is averaged. BG/NBD has no part in it:
// it is sure that every customer with one purchase is alive.
func (m Models) alive() []Fitted {
	return present(2, m.ParetoNBD, m.MBGNBD)
}

func present(most int, models ...Fitted) []Fitted {
	out := make([]Fitted, 0, most)
	for _, f := range models {
		if f.Err == nil && f.Orders != nil && len(out) < most {
			out = append(out, f)
		}
	}
	return out
}

// FlatSpend is a spend model for customers whose amounts cannot teach
// Gamma-Gamma (see [TooFewSpenders], [EqualSpend]): everybody's next order is
// expected to be mean, whatever the customer's own history, and single amounts
// vary around it with the coefficient of variation cv (standard deviation by
// mean; 1 when nothing is known).
func FlatSpend(mean, cv float64) GammaGamma {
	const q = 1e6 // customers do not differ
	p := 1 / max(cv*cv, 1e-4)
	return GammaGamma{P: p, Q: q, V: mean * (q - 1) / p}
}
