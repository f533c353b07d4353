package model

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestWaitsComeTrue: of customers who order again within a year, half do so
// between the quarters that were foretold, and half before the median.
func TestWaitsComeTrue(t *testing.T) {
	t.Parallel()
	for name, world := range map[string]truth{"leave any time": leaveAnyTime, "leave on an order": leaveOnOrder} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			people := world.simulate(rand.New(rand.NewPCG(3, 3)), 8000, 100, 1000, 365)
			sc := scorer(t, summaries(people), Options{})
			var came, early, within float64
			for i := range people {
				if people[i].wait == 0 {
					continue
				}
				wait, tr := float64(people[i].wait)-.5, people[i].Triple
				came++
				if wait <= sc.Wait(tr, .5) {
					early++
				}
				if wait > sc.Wait(tr, .25) && wait <= sc.Wait(tr, .75) {
					within++
				}
			}
			if early, within := early/came, within/came; math.Abs(early-.5) > .04 || math.Abs(within-.5) > .04 {
				t.Errorf("of %.0f who came, %.3f before the median, %.3f between the quarters", came, early, within)
			}
		})
	}
}

// TestWaitHasItsLimits: no share is nothing, all of it the horizon, and more of
// them takes longer.
func TestWaitHasItsLimits(t *testing.T) {
	t.Parallel()
	sc := scorer(t, summaries(leaveAnyTime.simulate(rand.New(rand.NewPCG(4, 4)), 2000, 100, 1000, 0)), Options{})
	for _, tr := range []Triple{{0, 0, 0}, {0, 0, 700}, {5, 300, 310}, {90, 900, 905}, {90, 300, 20_000}} {
		before := 0.0
		for _, share := range []float64{0, .25, .5, .75, 1} {
			wait := sc.Wait(tr, share)
			if !(wait >= before && wait <= 365) {
				t.Errorf("%+v: %g of them within %g days, fewer within %g", tr, share, wait, before)
			}
			before = wait
		}
	}
}
