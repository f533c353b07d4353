package model

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestAUC(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	near(t, "perfect", AUC([]float64{1, 2, 3, 4}, []bool{no, no, yes, yes}), 1, 0)
	near(t, "reversed", AUC([]float64{4, 3, 2, 1}, []bool{no, no, yes, yes}), 0, 0)
	near(t, "all tied", AUC([]float64{1, 1, 1, 1}, []bool{no, yes, no, yes}), .5, 0)
	near(t, "one tie", AUC([]float64{1, 2, 2, 3}, []bool{no, no, yes, yes}), .875, 0)
	if !math.IsNaN(AUC([]float64{1, 2}, []bool{yes, yes})) {
		t.Error("AUC of one kind of outcome should be NaN")
	}
}

// TestAUCIsPairs holds the ranks to counting all pairs.
func TestAUCIsPairs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		score, outcome := make([]float64, n), make([]bool, n)
		for i := range n {
			score[i] = float64(rapid.IntRange(0, 6).Draw(t, "score"))
			outcome[i] = rapid.Bool().Draw(t, "outcome")
		}
		outcome[0], outcome[1] = true, false
		var won, pairs float64
		for i := range n {
			for j := range n {
				if outcome[i] && !outcome[j] {
					pairs++
					switch {
					case score[i] > score[j]:
						won++
					case score[i] == score[j]:
						won += .5
					}
				}
			}
		}
		if got := AUC(score, outcome); math.Abs(got-won/pairs) > 1e-12 {
			t.Fatalf("%g, by pairs %g", got, won/pairs)
		}
	})
}

func TestErrorMeasures(t *testing.T) {
	t.Parallel()
	p, o := []float64{1, 2, 3}, []float64{2, 2, 5}
	near(t, "RMSE", RMSE(p, o), math.Sqrt(5./3), 1e-15)
	near(t, "mean absolute error", MeanAbsoluteError(p, o), 1, 1e-15)
	near(t, "total bias", TotalBias(p, o), 6./9-1, 1e-15)
	near(t, "Brier", Brier([]float64{.9, .2}, []bool{true, false}), (.01+.04)/2, 1e-15)
	// A sure prediction of 3 scores the absolute error.
	near(t, "sure and right", RankedProbability([]float64{1, 1, 1}, 3), 0, 0)
	near(t, "sure and wrong", RankedProbability([]float64{1, 1, 1}, 5), 2, 0)
	near(t, "a coin", RankedProbability([]float64{.5}, 0), .25, 0)
	near(t, "nothing predicted", RankedProbability(nil, 4), 4, 0)
}

func TestCalibrationBins(t *testing.T) {
	t.Parallel()
	predicted := []float64{.1, .1, .1, .1, .2, .3, .4, .5}
	observed := []float64{0, 0, 0, 1, 0, 1, 0, 1}
	bins := CalibrationBins(predicted, observed, 4)
	if len(bins) != 4 || bins[0].Customers != 4 || bins[0].Low != .1 || bins[0].High != .1 || bins[3].High != .5 {
		t.Fatalf("%+v", bins)
	}
	near(t, "observed", bins[0].Observed, .25, 1e-15)
	near(t, "error", CalibrationError([]Bin{{Customers: 3, Predicted: .5, Observed: .4}, {Customers: 1, Predicted: .1, Observed: .3}}), .125, 1e-15)
	if len(CalibrationBins(nil, nil, 10)) != 0 || len(CalibrationBins(predicted, observed, 0)) != 0 {
		t.Error("nothing should give no bins")
	}
}

// TestBinsHoldEverybody: whatever ties, each customer is in one bin.
func TestBinsHoldEverybody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 80).Draw(t, "n")
		groups := rapid.IntRange(1, 12).Draw(t, "groups")
		p, o := make([]float64, n), make([]float64, n)
		for i := range n {
			p[i], o[i] = float64(rapid.IntRange(0, 9).Draw(t, "p"))/9, float64(rapid.IntRange(0, 1).Draw(t, "o"))
		}
		bins := CalibrationBins(p, o, groups)
		customers, sum := 0, 0.0
		for i, b := range bins {
			customers += b.Customers
			sum += b.Observed * float64(b.Customers)
			if i > 0 && b.Low <= bins[i-1].High || b.Customers == 0 {
				t.Fatalf("bins overlap or are empty: %+v", bins)
			}
		}
		var all float64
		for _, v := range o {
			all += v
		}
		if customers != n || len(bins) > groups || math.Abs(sum-all) > 1e-9 {
			t.Fatalf("%d customers in %d of %d bins, observed %g of %g", customers, len(bins), groups, sum, all)
		}
	})
}

// TestChanceIsCalibrated: in a world that the models describe, the chance of
// an order is what it says, with little to correct.
func TestChanceIsCalibrated(t *testing.T) {
	t.Parallel()
	world := leaveAnyTime.simulate(rand.New(rand.NewPCG(11, 11)), 8000, 30, 700, 365)
	s, o := summaries(world), make([]Outcome, len(world))
	for i, w := range world {
		o[i] = Outcome{Orders: int32(w.orders), Spend: w.value, Soon: w.soon}
	}
	sc := scorer(t, s, Options{})
	j, err := sc.Judge(s, o)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "calibration error", j.ChanceError, 0, .015)
	near(t, "bias of orders", j.OrdersBias, 0, .06)
	near(t, "bias of value", j.ValueBias, 0, .08)
	near(t, "customers in their interval", j.InInterval, .955, .02)
	trials, err := sc.Trials(s, o)
	if err != nil {
		t.Fatal(err)
	}
	c, ok := LearnCorrection(trials)
	if !ok || math.Abs(c.Shift) > .5 || math.Abs(c.Stretch) > .3 || math.Abs(c.Repeats) > .3 {
		t.Errorf("correction %+v, %v", c, ok)
	}
}

// TestCorrectionIsLearned: a distortion put in is found and taken out.
func TestCorrectionIsLearned(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(12, 12))
	want := Correction{Shift: -.5, Stretch: -.3, Repeats: .6}
	trials := make([]Trial, 30_000)
	for i := range trials {
		x := rng.Int32N(6)
		p := rng.Float64()
		trials[i] = Trial{X: x, AnyOrder: p, Ordered: rng.Float64() < want.Apply(p, x)}
	}
	got, ok := LearnCorrection(trials)
	if !ok {
		t.Fatal("nothing learned")
	}
	near(t, "shift", got.Shift, want.Shift, .1)
	near(t, "stretch", got.Stretch, want.Stretch, .05)
	near(t, "repeats", got.Repeats, want.Repeats, .06)
	for name, trials := range map[string][]Trial{
		"none": nil, "few": trials[:60],
		"contrary": func() []Trial {
			out := make([]Trial, 2000)
			for i := range out {
				p := rng.Float64()
				out[i] = Trial{AnyOrder: p, Ordered: rng.Float64() > p}
			}
			return out
		}(),
	} {
		if c, ok := LearnCorrection(trials); ok || c != (Correction{}) {
			t.Errorf("%s: %+v is learned", name, c)
		}
	}
}

// TestCorrectionKeepsOrder: corrected chances are chances, and of two
// customers with as many purchases the likelier one stays it.
func TestCorrectionKeepsOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		small := rapid.Float64Range(-3, 3)
		c := Correction{small.Draw(t, "shift"), rapid.Float64Range(-.99, 3).Draw(t, "stretch"), small.Draw(t, "repeats")}
		x := rapid.Int32Range(0, 1000).Draw(t, "x")
		a, b := rapid.Float64Range(0, 1).Draw(t, "a"), rapid.Float64Range(0, 1).Draw(t, "b")
		p, q := c.Apply(min(a, b), x), c.Apply(max(a, b), x)
		if !(p >= 0 && p <= q && q <= 1) {
			t.Fatalf("%+v: %g and %g become %g and %g", c, min(a, b), max(a, b), p, q)
		}
	})
}
