package model

import "math"

// objective gives the value at p and writes the gradient there.
type objective func(p, gradient []float64) float64

// minimum is where a search ended.
type minimum struct {
	point       []float64
	value       float64
	evaluations int
	converged   bool
}

// minimize is BFGS with a line search for the weak Wolfe conditions
// (Nocedal & Wright, Numerical Optimization, 2nd ed., algorithms 3.5 and 6.1,
// the search by bisection after Lewis & Overton 2013).
//
// gonum's optimize.Minimize would do, but it asks for the value and the
// gradient separately, where here one pass over the rows gives both, and it
// runs the search in goroutines of its own; at three or four parameters the
// search itself is small. The step is capped at 2 in each coordinate, because
// the coordinates are logarithms: no step changes a parameter more than
// sevenfold, so no trial leaves the range where the likelihood is finite.
//
// It has converged when no component of the gradient exceeds tolerance.
func minimize(f objective, start []float64, tolerance float64) minimum {
	n := len(start)
	x := append([]float64(nil), start...)
	g := make([]float64, n)
	m := minimum{point: x, value: f(x, g), evaluations: 1}
	if math.IsNaN(m.value) || math.IsInf(m.value, 0) {
		return m
	}
	h := identity(n)
	next, gNext, step := make([]float64, n), make([]float64, n), make([]float64, n)
	const rounds = 200
	for range rounds {
		if largest(g) <= tolerance {
			m.converged = true
			return m
		}
		direction(h, g, step)
		slope := dot(g, step)
		if !(slope < 0) { // rounding has spoilt h: begin again with the gradient
			h = identity(n)
			direction(h, g, step)
			slope = dot(g, step)
		}
		if s := largest(step); s > 2 {
			scale(step, 2/s)
			slope *= 2 / s
		}
		value, ok := search(f, x, step, m.value, slope, next, gNext, &m.evaluations)
		if !ok {
			// No point along the step is better by more than rounding: this
			// is as low as the arithmetic goes.
			m.converged = largest(g) <= 1e3*tolerance
			return m
		}
		update(h, x, next, g, gNext)
		copy(x, next)
		copy(g, gNext)
		m.value = value
	}
	return m
}

// search finds t with f(x + t·step) low enough and flat enough; next and
// gNext receive the point and its gradient.
func search(f objective, x, step []float64, value, slope float64, next, gNext []float64, evaluations *int) (float64, bool) {
	const enough, flat = 1e-4, 0.9
	lo, hi, t := 0.0, math.Inf(1), 1.0
	for range 40 {
		for i := range x {
			next[i] = x[i] + t*step[i]
		}
		v := f(next, gNext)
		*evaluations++
		switch {
		case !(v <= value+enough*t*slope):
			hi = t
		case dot(gNext, step) < flat*slope && t*largest(step) < 4:
			lo = t
		default:
			return v, true
		}
		if math.IsInf(hi, 1) {
			t *= 2
		} else {
			t = (lo + hi) / 2
		}
	}
	return value, false
}

// update is the BFGS update of the inverse Hessian h; the first one also sets
// its scale.
func update(h [][]float64, x, next, g, gNext []float64) {
	n := len(x)
	s, y := make([]float64, n), make([]float64, n)
	for i := range n {
		s[i], y[i] = next[i]-x[i], gNext[i]-g[i]
	}
	sy := dot(s, y)
	if !(sy > 1e-12*math.Sqrt(dot(s, s)*dot(y, y))) {
		return
	}
	if isIdentity(h) {
		for i := range n {
			h[i][i] = sy / dot(y, y)
		}
	}
	hy := make([]float64, n)
	direction(h, y, hy) // −H·y
	yhy := -dot(y, hy)
	for i := range n {
		for j := range n {
			h[i][j] += (1+yhy/sy)*s[i]*s[j]/sy + (hy[i]*s[j]+s[i]*hy[j])/sy
		}
	}
}

// direction writes −h·g.
func direction(h [][]float64, g, out []float64) {
	for i := range out {
		out[i] = -dot(h[i], g)
	}
}

func identity(n int) [][]float64 {
	h := make([][]float64, n)
	for i := range h {
		h[i] = make([]float64, n)
		h[i][i] = 1
	}
	return h
}

func isIdentity(h [][]float64) bool {
	for i := range h {
		for j, v := range h[i] {
			if (i == j) != (v == 1) || i != j && v != 0 {
				return false
			}
		}
	}
	return true
}

func dot(a, b []float64) float64 {
	var s float64
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

func scale(a []float64, by float64) {
	for i := range a {
		a[i] *= by
	}
}

func largest(a []float64) float64 {
	var m float64
	for _, v := range a {
		m = math.Max(m, math.Abs(v)) // NaN stays NaN, and is never small enough
	}
	return m
}
