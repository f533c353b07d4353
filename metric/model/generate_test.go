package model

import (
	"math"

	"pgregory.net/rapid"
)

// anyTriple draws a possible history, often short ones, sometimes extreme.
func anyTriple() *rapid.Generator[Triple] {
	return rapid.Custom(func(t *rapid.T) Triple {
		limit := rapid.SampledFrom([]int32{3, 60, 400, 3000, MaxDays}).Draw(t, "limit")
		age := rapid.Int32Range(0, limit).Draw(t, "age")
		if age == 0 || rapid.IntRange(0, 2).Draw(t, "once") == 0 {
			return Triple{Age: age}
		}
		last := rapid.Int32Range(1, age).Draw(t, "last")
		return Triple{X: rapid.Int32Range(1, min(last, 500)).Draw(t, "x"), Last: last, Age: age}
	})
}

// positive draws a parameter between exp(−wide) and exp(wide).
func positive(wide float64) *rapid.Generator[float64] {
	return rapid.Custom(func(t *rapid.T) float64 {
		return math.Exp(rapid.Float64Range(-wide, wide).Draw(t, "log"))
	})
}

// anyOrders draws one of the three models.
func anyOrders(wide float64) *rapid.Generator[Orders] {
	return rapid.Custom(func(t *rapid.T) Orders {
		p := rapid.SliceOfN(positive(wide), 4, 4).Draw(t, "parameters")
		switch rapid.IntRange(0, 2).Draw(t, "model") {
		case 0:
			return BetaGeometric{R: p[0], Alpha: p[1], A: p[2], B: p[3]}
		case 1:
			return BetaGeometric{R: p[0], Alpha: p[1], A: p[2], B: p[3], Modified: true}
		}
		return ParetoNBD{R: p[0], Alpha: p[1], S: p[2], Beta: p[3]}
	})
}

// plausible draws parameters as real shops have them.
func plausible() *rapid.Generator[Orders] {
	return rapid.Custom(func(t *rapid.T) Orders {
		r, alpha := rapid.Float64Range(.1, 4).Draw(t, "r"), rapid.Float64Range(.5, 40).Draw(t, "alpha")
		p, q := rapid.Float64Range(.1, 4).Draw(t, "third"), rapid.Float64Range(.3, 40).Draw(t, "fourth")
		switch rapid.IntRange(0, 2).Draw(t, "model") {
		case 0:
			return BetaGeometric{R: r, Alpha: alpha, A: p, B: q}
		case 1:
			return BetaGeometric{R: r, Alpha: alpha, A: p, B: q, Modified: true}
		}
		return ParetoNBD{R: r, Alpha: alpha, S: p, Beta: q}
	})
}
