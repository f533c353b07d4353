package model

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestExpectedIsTextbook holds the sums to the formulas with ₂F₁.
func TestExpectedIsTextbook(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := plausible().Draw(t, "model")
		tr := anyTriple().Filter(func(tr Triple) bool { return tr.X < 50 && tr.Age < 1000 }).Draw(t, "triple")
		days := rapid.Float64Range(1, 800).Draw(t, "days")
		got, w := Expected(m, tr, days), days/7
		x, age, last := float64(tr.X), weeks(tr.Age), weeks(tr.Last)
		var want float64
		switch m := m.(type) {
		case BetaGeometric:
			if math.Abs(m.A-1) < 1e-3 {
				return // singular in the textbook
			}
			k := m.coins(tr.X)
			alive := 1.0
			if k > 0 {
				alive = 1 / (1 + m.A/(m.B+k-1)*math.Pow((m.Alpha+age)/(m.Alpha+last), m.R+x))
			}
			want = alive * textbookBGMean(m.R+x, m.Alpha+age, m.A, m.B+k, w)
		case ParetoNBD:
			if math.Abs(m.S-1) < 1e-3 {
				return
			}
			want = m.Alive(tr) * (m.R + x) * (m.Beta + age) / ((m.Alpha + age) * (m.S - 1)) *
				(1 - math.Pow((m.Beta+age)/(m.Beta+age+w), m.S-1))
		}
		if !closeTo(got, want, 1e-7) {
			t.Fatalf("%+v %+v: E[Y(%g)] = %.12g, textbook %.12g", m, tr, days, got, want)
		}
	})
}

// TestSingularities: a = 1 and s = 1 are ordinary values here.
func TestSingularities(t *testing.T) {
	t.Parallel()
	tr := Triple{3, 100, 150}
	around := func(of func(p float64) Orders) {
		at := Expected(of(1), tr, 365)
		below, above := Expected(of(1-1e-6), tr, 365), Expected(of(1+1e-6), tr, 365)
		if !closeTo(at, (below+above)/2, 1e-9) {
			t.Errorf("%s: %.12g at 1, %.12g beside it", of(1).Name(), at, (below+above)/2)
		}
	}
	around(func(a float64) Orders { return BetaGeometric{R: .5, Alpha: 6, A: a, B: 2} })
	around(func(s float64) Orders { return ParetoNBD{R: .5, Alpha: 6, S: s, Beta: 10} })
}

// TestTailsAddUp: the distribution of the number of orders has the mean, the
// chance of any, and the second moment that the other formulas give.
func TestTailsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := plausible().Draw(t, "model")
		tr := anyTriple().Filter(func(tr Triple) bool { return tr.X < 80 && tr.Age < 1000 }).Draw(t, "triple")
		days := rapid.Float64Range(1, 500).Draw(t, "days")
		var mean, square float64
		tails := Tails(nil, m, tr, days)
		for k, v := range tails {
			if k > 0 && v > tails[k-1]+1e-12 {
				t.Fatalf("P(Y ≥ %d) exceeds P(Y ≥ %d)", k+1, k)
			}
			mean += v
			square += float64(2*k+1) * v
		}
		a := m.ahead(tr.X, tr.Age)
		for _, c := range []struct {
			what      string
			got, want float64
			tolerance float64 // the end that was cut off weighs more in the square
		}{
			{"mean", mean, Expected(m, tr, days), 1e-5},
			{"any", tails[0], AnyOrder(m, tr, days), 1e-8},
			{"square", square, m.Alive(tr) * a.square(period(days)), 1e-3},
		} {
			if !closeTo(c.got, c.want, c.tolerance) {
				t.Fatalf("%+v %+v %g days: %s is %.10g by the distribution, %.10g", m, tr, days, c.what, c.got, c.want)
			}
		}
	})
}

// TestWaitIsIntegral: the expected wait is that of the distribution of the
// first order's time.
func TestWaitIsIntegral(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := plausible().Draw(t, "model")
		a := m.ahead(rapid.Int32Range(0, 20).Draw(t, "x"), rapid.Int32Range(30, 700).Draw(t, "age"))
		w := rapid.Float64Range(.5, 60).Draw(t, "weeks")
		chance, wait := a.first(w)
		byTime := simpson(w, 2000, func(u float64) float64 {
			c, _ := a.first(u)
			return chance - c
		})
		if !closeTo(wait, byTime, 1e-6) {
			t.Fatalf("%+v: wait %.10g, integrated %.10g", a, wait, byTime)
		}
	})
}

// TestFrequentCustomers: thousands of orders overflow nothing, and the mean
// approaches that of a steady customer.
func TestFrequentCustomers(t *testing.T) {
	t.Parallel()
	tr := Triple{X: 3000, Last: 3640, Age: 3641}
	for _, m := range []Orders{
		BetaGeometric{R: .3, Alpha: 5, A: .02, B: 20}, BetaGeometric{R: .3, Alpha: 5, A: .02, B: 20, Modified: true},
		ParetoNBD{R: .3, Alpha: 5, S: .1, Beta: 100},
	} {
		steady := 3000. / 3640 * 365
		if e := Expected(m, tr, 365); !(e > .9*steady && e < 1.05*steady) {
			t.Errorf("%s: %.2f orders expected of one who orders %.1f a year", m.Name(), e, steady)
		}
		tails := Tails(nil, m, tr, 365)
		if !closeTo(sum(tails), Expected(m, tr, 365), 1e-4) {
			t.Errorf("%s: distribution sums to %g, mean %g", m.Name(), sum(tails), Expected(m, tr, 365))
		}
	}
}

// TestExtremes: whatever the history and the parameters, probabilities are
// probabilities and numbers are numbers.
func TestExtremes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := anyOrders(7).Draw(t, "model")
		tr := anyTriple().Draw(t, "triple")
		days := rapid.SampledFrom([]float64{math.NaN(), -1, 0, .01, 1, 90, 365, 3650, math.Inf(1)}).Draw(t, "days")
		if math.IsInf(days, 1) || days > 365 {
			days = 3650 // sums over counts are long enough
		}
		alive, chance := m.Alive(tr), AnyOrder(m, tr, days)
		if !(alive >= 0 && alive <= 1) || !(chance >= 0 && chance <= alive+1e-9) {
			t.Fatalf("%+v %+v: P(alive) %g, P(order in %g days) %g", m, tr, alive, days, chance)
		}
		e := Expected(m, tr, days)
		if !(e >= chance-1e-9*(1+chance)) || math.IsInf(e, 0) {
			t.Fatalf("%+v %+v: E[Y(%g)] = %g, P(any) = %g", m, tr, days, e, chance)
		}
		if next := NextOrder(m, tr, days); !(next >= 0 && next <= 3651) {
			t.Fatalf("%+v %+v: next order in %g of %g days", m, tr, next, days)
		}
		if l := m.LogLikelihood(cohortOf(t, []Triple{tr})); math.IsNaN(l) || math.IsInf(l, 0) {
			t.Fatalf("%+v %+v: log-likelihood %g", m, tr, l)
		}
	})
}

// TestSilenceLowersHope: the longer the silence, the less likely a customer is
// alive or orders; the longer the period, the more likely and the more orders.
func TestSilenceLowersHope(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := anyOrders(3).Draw(t, "model")
		tr := anyTriple().Filter(func(tr Triple) bool { return tr.Age < 3000 }).Draw(t, "triple")
		later := tr
		later.Age += rapid.Int32Range(1, 400).Draw(t, "silence")
		const slack = 1e-9
		if a, b := m.Alive(tr), m.Alive(later); b > a+slack {
			t.Fatalf("%+v: P(alive) rises from %g to %g between %+v and %+v", m, a, b, tr, later)
		}
		if a, b := AnyOrder(m, tr, 90), AnyOrder(m, later, 90); b > a+slack {
			t.Fatalf("%+v: P(order) rises from %g to %g between %+v and %+v", m, a, b, tr, later)
		}
		longer := 90 + rapid.Float64Range(0, 400).Draw(t, "more")
		if a, b := AnyOrder(m, tr, 90), AnyOrder(m, tr, longer); b < a-slack {
			t.Fatalf("%+v %+v: P(order) falls from %g to %g with a longer period", m, tr, a, b)
		}
		if a, b := Expected(m, tr, 90), Expected(m, tr, longer); b < a-slack*(1+a) {
			t.Fatalf("%+v %+v: E[Y] falls from %g to %g with a longer period", m, tr, a, b)
		}
	})
}

// TestReaderIsFormula: P(alive) from the tables by day is that of the formula.
func TestReaderIsFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := plausible().Draw(t, "model")
		const oldest = 800
		r := m.readers(oldest)()
		// Upwards and downwards, so that the tables step and start again.
		for _, x := range rapid.SliceOfN(rapid.Int32Range(0, 60), 1, 4).Draw(t, "x") {
			last := int32(0)
			if x > 0 {
				last = rapid.Int32Range(x, oldest).Draw(t, "last")
			}
			age := rapid.Int32Range(last, oldest).Draw(t, "age")
			r.turn(x, last, age)
			want := m.Alive(Triple{x, last, age})
			if got := r.alive(last, age); !closeTo(got, want, 1e-8) {
				t.Fatalf("%+v x=%d %d/%d: %.12g by table, %.12g by formula", m, x, last, age, got, want)
			}
		}
	})
}
