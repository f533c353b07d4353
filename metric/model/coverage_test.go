package model

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
)

// TestIntervalsCover keeps the promise of the 95 % intervals. Two worlds, one
// that Pareto/NBD describes and one that BG/NBD does, so that the average of
// models is never simply right; in each, 200 cohorts of 250 customers are
// simulated in continuous time, dated by day, fitted, forecast for a year, and
// compared with what they then really spend:
//
//   - the cohort's total spend is within [Total]'s interval in 91 to 98 % of
//     the cohorts;
//   - of a cohort's customers, the spend of 91 to 98 % is within the
//     [Forecast]'s own interval, over all cohorts together; and in every
//     single cohort, where chance alone moves the share by a few per cent, of
//     at least 85 %.
//
// The cohorts are fixed by their seeds.
func TestIntervalsCover(t *testing.T) {
	t.Parallel()
	for name, world := range map[string]truth{"Pareto/NBD world": leaveAnyTime, "BG/NBD world": leaveOnOrder} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const cohorts, size = 200, 250
			covered, within := make([]bool, cohorts), make([]float64, cohorts)
			var bias, width float64
			var mu sync.Mutex
			var wg sync.WaitGroup
			next := make(chan int)
			for range runtime.GOMAXPROCS(0) {
				wg.Go(func() {
					for c := range next {
						simulated := world.simulate(rand.New(rand.NewPCG(uint64(c), 7)), size, 14, 365, 365)
						total, real, share := coverOne(t, simulated)
						covered[c] = real >= total.Low && real <= total.High
						within[c] = share
						mu.Lock()
						bias += (total.Value/real - 1) / cohorts
						width += (total.High - total.Low) / total.Value / cohorts
						mu.Unlock()
					}
				})
			}
			for c := range cohorts {
				next <- c
			}
			close(next)
			wg.Wait()
			var hits, mean float64
			for c := range cohorts {
				if covered[c] {
					hits++
				}
				mean += within[c] / cohorts
				if within[c] < .85 {
					t.Errorf("cohort %d: only %.1f %% of the customers' intervals hold", c, 100*within[c])
				}
			}
			if share := hits / cohorts; share < .91 || share > .98 {
				t.Errorf("the total's interval holds in %.1f %% of cohorts", 100*share)
			}
			if mean < .91 || mean > .98 {
				t.Errorf("%.1f %% of the customers' intervals hold", 100*mean)
			}
			t.Logf("totals %.1f %%, customers %.1f %%, bias %+.3f, width %.2f of the total", 100*hits/cohorts, 100*mean, bias, width)
		})
	}
}

// coverOne forecasts one cohort; it gives the total, the truth, and the share
// of customers whose own interval holds.
func coverOne(t *testing.T, simulated []simulated) (total Total, real, share float64) {
	s := summaries(simulated)
	m, err := FitModels(s)
	if err != nil {
		t.Error(err)
		return
	}
	sc, err := m.NewScorer(Options{})
	if err != nil {
		t.Error(err)
		return
	}
	f := make([]Forecast, len(s))
	if err := sc.Predict(f, s); err != nil {
		t.Error(err)
	}
	if total, err = sc.Total(s); err != nil {
		t.Error(err)
	}
	for i, c := range simulated {
		real += c.value
		if c.value >= f[i].Low && c.value <= f[i].High {
			share += 1 / float64(len(s))
		}
	}
	return total, real, share
}
