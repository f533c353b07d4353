package model

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// likelihoodOf gives the log-likelihood of a cohort as a function of log parameters.
func likelihoodOf(m Orders, c *Cohort) objective {
	switch m := m.(type) {
	case BetaGeometric:
		return betaGeometricLikelihood(c, m.Modified)
	default:
		return paretoLikelihood(c)
	}
}

func parametersOf(m Orders) []float64 {
	switch m := m.(type) {
	case BetaGeometric:
		return []float64{m.R, m.Alpha, m.A, m.B}
	case ParetoNBD:
		return []float64{m.R, m.Alpha, m.S, m.Beta}
	}
	return nil
}

func cohortOf(t interface{ Fatal(...any) }, triples []Triple) *Cohort {
	c, err := NewCohort(triples)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// closeTo reports whether a and b agree to a relative tolerance, or nearly so
// when both are small.
func closeTo(a, b, tolerance float64) bool {
	return math.Abs(a-b) <= tolerance*(1+math.Max(math.Abs(a), math.Abs(b)))
}

func TestLikelihoodIsTextbook(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := plausible().Draw(t, "model")
		age := rapid.Int32Range(1, 700).Draw(t, "age")
		tr := Triple{Age: age}
		if rapid.Bool().Draw(t, "again") {
			tr.Last = rapid.Int32Range(1, age).Draw(t, "last")
			tr.X = rapid.Int32Range(1, min(tr.Last, 60)).Draw(t, "x")
		}
		got := m.LogLikelihood(cohortOf(t, []Triple{tr}))
		var want, tolerance float64
		switch m := m.(type) {
		case BetaGeometric:
			want, tolerance = textbookBG(m, tr), 1e-10
		case ParetoNBD:
			// The textbook's own difference of two nearly equal functions
			// loses digits; ours does not.
			want, tolerance = textbookPareto(m, tr), 1e-6
		}
		if !closeTo(got, want, tolerance) {
			t.Fatalf("%s %+v %+v: %.12g, textbook %.12g", m.Name(), m, tr, got, want)
		}
	})
}

// TestParetoByIntegration holds the Pareto/NBD likelihood to plain numerical
// integration where the textbook form overflows.
func TestParetoByIntegration(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m ParetoNBD
		t Triple

		tolerance float64
	}{
		{ParetoNBD{.55, 10.6, .6, 11.7}, Triple{300, 700, 720}, 1e-10},
		{ParetoNBD{3, 2, 1, 200}, Triple{600, 1200, 1500}, 1e-10},
		{ParetoNBD{.1, .2, .3, 5000}, Triple{40, 41, 900}, 1e-10},
		{ParetoNBD{.5, 2, .5, 2}, Triple{0, 0, 900}, 1e-10},
		{ParetoNBD{.5, 50, .5, .01}, Triple{1, 1, 900}, 1e-7}, // β is two hours
		{ParetoNBD{.5, .05, .5, .05}, Triple{0, 0, 900}, 1e-7},
	} {
		x, last, since := float64(c.t.X), weeks(c.t.Last), weeks(c.t.Age-c.t.Last)
		m := c.m
		a, b := m.Alpha+last, m.Beta+last
		// In units of the integrand at t_x, and in w with y = exp(w) − 1 scaled.
		scale := math.Min(a, b)
		integral := simpson(math.Log1p(since/scale), 2_000_000, func(w float64) float64 {
			y := scale * math.Expm1(w)
			return (scale + y) * math.Exp(-(m.R+x)*math.Log1p(y/a)-(m.S+1)*math.Log1p(y/b))
		})
		bracket := math.Exp(-(m.R+x)*math.Log1p(since/a)-m.S*math.Log1p(since/b)) + m.S/b*integral
		want := lgamma(m.R+x) - lgamma(m.R) + m.R*math.Log(m.Alpha) + m.S*math.Log(m.Beta) -
			(m.R+x)*math.Log(a) - m.S*math.Log(b) + math.Log(bracket)
		if got := m.LogLikelihood(cohortOf(t, []Triple{c.t})); !closeTo(got, want, c.tolerance) {
			t.Errorf("%+v %+v: %.12g, integrated %.12g", m, c.t, got, want)
		}
		alive := math.Exp(-(m.R+x)*math.Log1p(since/a)-m.S*math.Log1p(since/b)) / bracket
		if got := m.Alive(c.t); !closeTo(got, alive, 1e-9) {
			t.Errorf("%+v %+v: P(alive) %.12g, integrated %.12g", m, c.t, got, alive)
		}
	}
}

func TestGradientIsDerivative(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := plausible().Draw(t, "model")
		c := cohortOf(t, rapid.SliceOfN(anyTriple(), 1, 20).Filter(func(ts []Triple) bool {
			for _, tr := range ts {
				if tr.Age > 3000 {
					return false
				}
			}
			return true
		}).Draw(t, "triples"))
		f, p := likelihoodOf(m, c), logs(parametersOf(m))
		checkGradient(t, f, p)
	})
}

// checkGradient compares with Richardson's differences.
func checkGradient(t *rapid.T, f objective, p []float64) {
	g, scratch := make([]float64, len(p)), make([]float64, len(p))
	f(p, g)
	at := append([]float64(nil), p...)
	difference := func(i int, h float64) float64 {
		at[i] = p[i] + h
		up := f(at, scratch)
		at[i] = p[i] - h
		down := f(at, scratch)
		at[i] = p[i]
		return (up - down) / (2 * h)
	}
	for i := range p {
		const h = 1e-3
		want := (4*difference(i, h/2) - difference(i, h)) / 3
		if !closeTo(g[i], want, 1e-5) {
			t.Fatalf("derivative %d is %.10g, by differences %.10g", i, g[i], want)
		}
	}
}

func TestSpendGradientIsDerivative(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		rng := rand.New(rand.NewPCG(seed, 1))
		spenders := make([]Spender, MinSpenders)
		for i := range spenders {
			spenders[i] = Spender{X: 1 + rng.Int32N(40), Spend: 20 * rng.ExpFloat64()}
		}
		d, err := newSpends(spenders)
		if err != nil {
			t.Fatal(err)
		}
		p := rapid.SliceOfN(rapid.Float64Range(-2, 3), 3, 3).Draw(t, "p")
		checkGradient(t, d.likelihood, p)
		m := GammaGamma{P: math.Exp(p[0]), Q: 1 + math.Exp(p[1]), V: math.Exp(p[2]) * d.unit}
		got := d.likelihood(p, make([]float64, 3)) - MinSpenders*math.Log(d.unit)
		if want := m.LogLikelihood(spenders); !closeTo(got, want, 1e-9) {
			t.Fatalf("log-likelihood %.12g, by the plain formula %.12g", got, want)
		}
	})
}

// TestCollapseKeepsLikelihood: equal triples as one row, in any order, cut
// into pieces of work or not, give the same likelihood.
func TestCollapseKeepsLikelihood(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := plausible().Draw(t, "model")
		ts := rapid.SliceOfN(anyTriple(), 1, 60).Draw(t, "triples")
		ts = append(ts, ts[:len(ts)/2]...) // make some equal
		whole := m.LogLikelihood(cohortOf(t, ts))
		var sum float64
		for _, tr := range ts {
			sum += m.LogLikelihood(cohortOf(t, []Triple{tr}))
		}
		if !closeTo(whole, sum, 1e-9) {
			t.Fatalf("collapsed %.12g, one by one %.12g", whole, sum)
		}
		shuffled := rapid.Permutation(ts).Draw(t, "shuffled")
		if again := m.LogLikelihood(cohortOf(t, shuffled)); again != whole {
			t.Fatalf("in another order %.17g, not %.17g", again, whole)
		}
		rows := make([]Row, len(ts))
		for i, tr := range ts {
			rows[i] = Row{tr, 1}
		}
		weighted, err := NewWeightedCohort(rows)
		if err != nil {
			t.Fatal(err)
		}
		if again := m.LogLikelihood(weighted); again != whole {
			t.Fatalf("with weights %.17g, not %.17g", again, whole)
		}
	})
}
