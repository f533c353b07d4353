package model

import "math"

// Total is what a group of customers is expected to spend within the horizon.
type Total struct {
	Customers int
	Orders    float64
	// Value is the sum of the customers' values, in major units.
	Value float64
	// Low and High hold what the group will really spend with 95 %
	// probability. Three things make them wide: chance, of which the variances
	// of the customers add up; not knowing the parameters exactly; and not
	// knowing which model is right.
	Low, High float64
}

// Total sums the values of a group, all customers or any part of them chosen
// by what is known at the as-of day. Single intervals must not be added: this
// interval is much narrower than their sum. It holds for the models' own
// uncertainty; a change in the market is not in it. Models made from kept
// parameters need their [Fit].Covariance for it. It returns ErrInvalid when
// a summary is impossible.
func (s *Scorer) Total(customers []Summary) (Total, error) {
	order, oldest, err := byX(customers)
	if err != nil {
		return Total{}, err
	}
	models := orders(s.averaged)
	sums := s.sums(customers, order, s.newShared(oldest, theSquare, models, nil), []GammaGamma{s.spend})
	t := Total{Customers: len(customers)}
	n := float64(len(models))
	for _, m := range sums {
		t.Orders += m.orders / n
		t.Value += m.value / n
	}
	if !(t.Value > 0) {
		return t, nil
	}
	var variance float64
	for i, m := range sums {
		// The truth is somewhere between the models, not at one of them:
		// evenly spread over an interval has a third of the variance of its ends.
		between := (m.value - t.Value) * (m.value - t.Value) / 3
		variance += (m.variance + between + s.parameterVariance(customers, order, oldest, i, m.value)) / n
	}
	// A total is a positive number and its errors are relative: log-normal.
	sigma := math.Sqrt(math.Log1p(variance / (t.Value * t.Value)))
	middle := math.Log(t.Value) - sigma*sigma/2
	t.Low = math.Min(math.Exp(middle-normal975*sigma), t.Value)
	t.High = math.Max(math.Exp(middle+normal975*sigma), t.Value)
	return t, nil
}

const normal975 = 1.959963984540054 // the 97.5 % quantile of the normal distribution

// modelSums are the sums over customers by one model.
type modelSums struct{ orders, value, variance float64 }

// sums adds up customers by each of the shared models with the first of the
// spend models; and, behind these, by the first model with each other one.
func (s *Scorer) sums(customers []Summary, order []int32, shared *shared, spends []GammaGamma) []modelSums {
	n := len(shared.models) + len(spends) - 1
	parts := make([][]modelSums, (len(order)+predictChunk-1)/predictChunk)
	chunks(len(order), predictChunk, func(chunk, lo, hi int) {
		w, part := shared.worker(), make([]modelSums, n)
		runsOfX(customers, order[lo:hi], func(run []int32) {
			w.turn(customers, run)
			for _, i := range run {
				w.addTo(part, &customers[i], spends)
			}
		})
		parts[chunk] = part
	})
	total := make([]modelSums, n)
	for _, part := range parts {
		for m, p := range part {
			total[m].orders += p.orders
			total[m].value += p.value
			total[m].variance += p.variance
		}
	}
	return total
}

// addTo adds one customer: the mean and variance of the sum of Y amounts.
func (w *worker) addTo(sums []modelSums, c *Summary, spends []GammaGamma) {
	who := Spender{X: c.X, Spend: c.Spend}
	q, v := spends[0].posterior(who)
	p := spends[0].P
	amount, squares := p*v/(q-1), amountSquares(q, v)
	for m := range w.models {
		alive, f := w.tellers[m].tell(c.Last, c.Age), w.future(m, c.Age)
		mean := alive * f.orders * amount
		sums[m].orders += alive * f.orders
		sums[m].value += mean
		sums[m].variance += alive*p*squares*(p*f.square+f.orders) - mean*mean
		if m == 0 {
			for i, spend := range spends[1:] {
				sums[len(w.models)+i].value += alive * f.orders * spend.Expected(who)
			}
		}
	}
}

// parameterVariance is the variance of a total by one model due to not knowing
// the parameters: gradient' · covariance · gradient, by differences in the
// logarithm of each. The gradient is had from at most derivativeSample
// customers, evenly spread, and scaled: it is nearly proportional to the total.
func (s *Scorer) parameterVariance(customers []Summary, order []int32, oldest int32, model int, value float64) float64 {
	const derivativeSample, h = 20_000, 1e-3
	if stride := (len(order) + derivativeSample - 1) / derivativeSample; stride > 1 {
		var some []int32
		for i := 0; i < len(order); i += stride {
			some = append(some, order[i])
		}
		order = some
	}
	fit := s.averaged[model]
	models, spends := []Orders{fit.Orders}, []GammaGamma{s.spend}
	for i := range fit.Fit.Covariance {
		models = append(models, fit.Orders.shift(i, h), fit.Orders.shift(i, -h))
	}
	for i := range s.spendFit.Covariance {
		spends = append(spends, s.spend.shift(i, h), s.spend.shift(i, -h))
	}
	sums := s.sums(customers, order, s.newShared(oldest, theMean, models, nil), spends)
	scale := value / (sums[0].value * 2 * h)
	gradient := func(from, n int) []float64 {
		g := make([]float64, n)
		for i := range g {
			g[i] = (sums[from+2*i].value - sums[from+2*i+1].value) * scale
		}
		return g
	}
	return quadratic(fit.Fit, gradient(1, len(fit.Fit.Covariance))) +
		quadratic(s.spendFit, gradient(len(models), len(s.spendFit.Covariance)))
}

// quadratic gives g'·C·g with the covariance of a fit.
func quadratic(f Fit, g []float64) float64 {
	var sum float64
	for i := range g {
		for j := range g {
			sum += g[i] * g[j] * f.Covariance[i][j]
		}
	}
	return sum
}
