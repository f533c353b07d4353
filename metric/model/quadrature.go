package model

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// rule is a Gauss-Legendre rule on [0, 1].
type rule struct{ at, weight []float64 }

func legendre(n int) rule {
	r := rule{make([]float64, n), make([]float64, n)}
	quad.Legendre{}.FixedLocations(r.at, r.weight, 0, 1)
	return r
}

var (
	rule5  = legendre(5)
	rule16 = legendre(16)
)

// span integrates f over [0, end] when f changes by a factor of no more than
// about exp(rate·u): with that known the panels are short enough for sixteen
// points to give full double precision. f also receives the weight of the
// point, so that one pass can gather several integrals.
func span(end, rate float64, f func(u, weight float64)) {
	if !(end > 0) {
		return
	}
	panels := 1 + math.Floor(math.Min(end*rate/12, 1024))
	h := end / panels
	for p := range int(panels) {
		for i, at := range rule16.at {
			f((float64(p)+at)*h, rule16.weight[i]*h)
		}
	}
}
