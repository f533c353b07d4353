package model

import (
	"math"
	"testing"
)

func TestMinimize(t *testing.T) {
	t.Parallel()
	valley := func(p, g []float64) float64 { // Rosenbrock's
		a, b := 1-p[0], p[1]-p[0]*p[0]
		g[0], g[1] = -2*a-400*p[0]*b, 200*b
		return a*a + 100*b*b
	}
	m := minimize(valley, []float64{-1.2, 1}, 1e-8)
	if !m.converged || m.evaluations > 120 {
		t.Errorf("%+v", m)
	}
	near(t, "x", m.point[0], 1, 1e-6)
	near(t, "y", m.point[1], 1, 1e-6)

	slope := func(p, g []float64) float64 { g[0] = 1; return p[0] } // no minimum
	if m := minimize(slope, []float64{0}, 1e-8); m.converged {
		t.Errorf("an endless slope converged: %+v", m)
	}
	broken := func(p, g []float64) float64 { g[0] = math.NaN(); return math.NaN() }
	if m := minimize(broken, []float64{0}, 1e-8); m.converged {
		t.Errorf("NaN converged: %+v", m)
	}
	wall := func(p, g []float64) float64 { // finite only below 1
		g[0] = 2*(p[0]-.9) + 1e-3/(1-p[0])
		return (p[0]-.9)*(p[0]-.9) - 1e-3*math.Log(1-p[0])
	}
	if m := minimize(wall, []float64{-3}, 1e-9); !m.converged || m.point[0] >= 1 {
		t.Errorf("beside a wall: %+v", m)
	}
}
