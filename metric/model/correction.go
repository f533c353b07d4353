package model

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Correction adjusts the probability of an order to what the brand's own last
// period showed. The purchase models have the right shape, but they let
// customers leave for good, while real ones come back: they expect too little
// of frequent customers who have been silent. With x repeat purchases
//
//	logit p' = Shift + (1 + Stretch)·logit p + Repeats·ln(1 + x)
//
// The zero value changes nothing.
type Correction struct{ Shift, Stretch, Repeats float64 }

// Trial is one customer of a calibration: what the models said at an earlier
// as-of day, and whether an order came in the Near days after it.
type Trial struct {
	X        int32
	AnyOrder float64 // as [Forecast].AnyOrder, without a correction
	Ordered  bool
}

// MinTrials is how many customers with an order, and how many without, a
// correction is learned from.
const MinTrials = 50

// Apply gives the corrected probability.
func (c Correction) Apply(p float64, x int32) float64 {
	if c == (Correction{}) || p <= 0 || p >= 1 {
		return p
	}
	return 1 / (1 + math.Exp(-c.Shift-(1+c.Stretch)*logit(p)-c.Repeats*math.Log1p(float64(x))))
}

// LearnCorrection finds the most likely correction by logistic regression,
// with a standard normal prior on each of its numbers, so that few trials
// change little. It reports false, and gives the correction that changes
// nothing, when fewer than [MinTrials] customers ordered or did not, or when
// the trials contradict the models (a longer silence would raise the chance).
func LearnCorrection(trials []Trial) (Correction, bool) {
	ordered := 0
	for _, t := range trials {
		if t.Ordered {
			ordered++
		}
	}
	if ordered < MinTrials || len(trials)-ordered < MinTrials {
		return Correction{}, false
	}
	var at [3]float64 // departures from "no change"
	for range 50 {
		information, gradient := correctionStep(trials, at)
		var c mat.Cholesky
		var step mat.VecDense
		if !c.Factorize(information) || c.SolveVecTo(&step, gradient) != nil {
			return Correction{}, false
		}
		var far float64
		for i := range at {
			at[i] += step.AtVec(i)
			far = math.Max(far, math.Abs(step.AtVec(i)))
		}
		if far < 1e-9 {
			c := Correction{at[0], at[1], at[2]}
			if 1+c.Stretch <= 0 {
				return Correction{}, false
			}
			return c, true
		}
	}
	return Correction{}, false
}

// correctionStep gives the information and the gradient of the log-likelihood
// with its prior.
func correctionStep(trials []Trial, at [3]float64) (*mat.SymDense, *mat.VecDense) {
	var g [3]float64
	var h [3][3]float64
	for i := range at {
		g[i], h[i][i] = -at[i], 1
	}
	for _, t := range trials {
		row := [3]float64{1, logit(t.AnyOrder), math.Log1p(float64(t.X))}
		p := 1 / (1 + math.Exp(-at[0]-(1+at[1])*row[1]-at[2]*row[2]))
		miss := -p
		if t.Ordered {
			miss++
		}
		for i, v := range row {
			g[i] += v * miss
			for j := range i + 1 {
				h[i][j] += p * (1 - p) * v * row[j]
			}
		}
	}
	information := mat.NewSymDense(3, nil)
	for i := range 3 {
		for j := range i + 1 {
			information.SetSym(i, j, h[i][j])
		}
	}
	return information, mat.NewVecDense(3, g[:])
}
