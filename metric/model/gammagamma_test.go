package model

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"regulars"
)

// TestSpendIsAverage: the expected amount lies between the customer's own mean
// and everybody's, and the nearer to the own the more purchases there were.
func TestSpendIsAverage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := GammaGamma{
			P: positive(5).Draw(t, "p"), Q: 1 + positive(5).Draw(t, "q"), V: positive(8).Draw(t, "v"),
		}
		s := Spender{X: rapid.Int32Range(1, 1000).Draw(t, "x"), Spend: positive(10).Draw(t, "spend")}
		more := s
		more.X++
		once, again := m.Expected(s), m.Expected(more)
		low, high := min(s.Spend, m.Mean()), max(s.Spend, m.Mean())
		if !(once >= low*(1-1e-9) && once <= high*(1+1e-9)) {
			t.Fatalf("%+v %+v: expects %g, outside %g to %g", m, s, once, low, high)
		}
		if math.Abs(again-s.Spend) > math.Abs(once-s.Spend)*(1+1e-9)+1e-12*high {
			t.Fatalf("%+v %+v: one purchase more moves %g to %g, away from the own mean", m, s, once, again)
		}
	})
	m := GammaGamma{P: 6, Q: 4, V: 15}
	for _, unknown := range []Spender{{}, {X: 3}, {X: 3, Spend: -1}, {Spend: 99}} {
		if m.Expected(unknown) != m.Mean() {
			t.Errorf("%+v is expected to spend %g, not the mean %g", unknown, m.Expected(unknown), m.Mean())
		}
	}
}

// TestSpendUnits: the currency's unit changes the scale and nothing else.
func TestSpendUnits(t *testing.T) {
	t.Parallel()
	var dollars, cents []Spender
	for _, s := range summariesOf(t) {
		dollars = append(dollars, Spender{s.X, s.Spend})
		cents = append(cents, Spender{s.X, 100 * s.Spend})
	}
	a, fit, err := FitGammaGamma(dollars)
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := FitGammaGamma(cents)
	if err != nil {
		t.Fatal(err)
	}
	if !closeTo(a.P, b.P, 1e-9) || !closeTo(a.Q, b.Q, 1e-9) || !closeTo(100*a.V, b.V, 1e-9) {
		t.Errorf("%+v in dollars, %+v in cents", a, b)
	}
	near(t, "log-likelihood", fit.LogLikelihood, a.LogLikelihood(dollars), 1e-6*math.Abs(fit.LogLikelihood))
	if _, _, err := FitGammaGamma(append(dollars, Spender{1, math.NaN()})); regulars.CodeOf(err) != regulars.ErrInvalid {
		t.Errorf("a spend that is no number: %v", err)
	}
}

// TestUnevenSpend: amounts without a mean are refused, not averaged.
func TestUnevenSpend(t *testing.T) {
	t.Parallel()
	spenders := make([]Spender, 2000)
	for i := range spenders {
		// Quantiles of a law whose tail is u^−2: its mean is infinite.
		u := (float64(i) + .5) / float64(len(spenders))
		spenders[i] = Spender{X: 1 + int32(i%5), Spend: math.Pow(u, -2)}
	}
	if _, _, err := FitGammaGamma(spenders); reasonOf(err) != SpendTooUneven {
		t.Errorf("%v, want %s", err, SpendTooUneven)
	}
}
