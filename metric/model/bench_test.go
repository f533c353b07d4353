package model

import (
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"
)

// million gives 1,000,000 synthetic customers of up to two years; made once.
var million = sync.OnceValue(func() []Summary {
	out := make([]Summary, 1_000_000)
	chunks(len(out), 1<<14, func(chunk, lo, hi int) {
		rng := rand.New(rand.NewPCG(uint64(chunk), 1))
		for i := lo; i < hi; i++ {
			out[i] = leaveAnyTime.customer(rng, 1+rng.Int32N(730), 0).Summary
		}
	})
	return out
})

// benchmarkFit times a fit from one triple per customer, collapsing included,
// and reports it as a multiple ("x-floor") of the time that its own exp and
// log1p calls take by themselves in the same run, on as many processors.
func benchmarkFit(b *testing.B, calls func(*Cohort) int, fit func(*Cohort) (Fit, error)) {
	ts := triples(million())
	var spent time.Duration
	var evaluations, rows, perEvaluation int
	for b.Loop() {
		start := time.Now()
		c, err := NewCohort(ts)
		if err != nil {
			b.Fatal(err)
		}
		f, err := fit(c)
		if err != nil {
			b.Fatal(err)
		}
		spent += time.Since(start)
		evaluations, rows, perEvaluation = f.Evaluations, f.Rows, calls(c)
	}
	b.StopTimer()
	spent /= time.Duration(b.N)
	b.ReportMetric(spent.Seconds()/floor(perEvaluation*evaluations).Seconds(), "x-floor")
	b.ReportMetric(float64(evaluations), "evaluations")
	b.ReportMetric(float64(rows), "rows")
}

// floor is the time of so many pairs of math.Exp and math.Log1p on arguments
// such as the fits have, on all processors.
func floor(pairs int) time.Duration {
	arguments := make([]float64, 1<<12)
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range arguments {
		arguments[i] = -8 * rng.Float64()
	}
	start := time.Now()
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for range workers {
		wg.Go(func() {
			var sum float64
			for i := range pairs / workers {
				sum += math.Log1p(math.Exp(arguments[i&(len(arguments)-1)]))
			}
			if sum < 0 {
				panic("log1p of a positive number is negative")
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}

func rowsWithout(x int32) func(*Cohort) int {
	return func(c *Cohort) int {
		n := len(c.rows)
		if len(c.groups) > 0 && c.groups[0].x <= x {
			n -= c.groups[0].hi
		}
		return n
	}
}

func BenchmarkFitBGNBD(b *testing.B) {
	benchmarkFit(b, rowsWithout(0), func(c *Cohort) (Fit, error) { _, f, err := FitBGNBD(c); return f, err })
}

func BenchmarkFitMBGNBD(b *testing.B) {
	benchmarkFit(b, (*Cohort).Rows, func(c *Cohort) (Fit, error) { _, f, err := FitMBGNBD(c); return f, err })
}

// Pareto/NBD takes an exp and a log for each row; the floor is that of BG/NBD.
func BenchmarkFitParetoNBD(b *testing.B) {
	benchmarkFit(b, (*Cohort).Rows, func(c *Cohort) (Fit, error) { _, f, err := FitParetoNBD(c); return f, err })
}

func BenchmarkFitGammaGamma(b *testing.B) {
	var spenders []Spender
	for _, s := range million() {
		spenders = append(spenders, Spender{s.X, s.Spend})
	}
	for b.Loop() {
		if _, _, err := FitGammaGamma(spenders); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPredict(b *testing.B) {
	s := million()
	m, err := FitModels(s)
	if err != nil {
		b.Fatal(err)
	}
	sc, err := m.NewScorer(Options{})
	if err != nil {
		b.Fatal(err)
	}
	forecasts := make([]Forecast, len(s))
	b.ReportAllocs()
	for b.Loop() {
		if err := sc.Predict(forecasts, s); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(s)), "ns/customer")
}

func BenchmarkTotal(b *testing.B) {
	s := million()
	m, err := FitModels(s)
	if err != nil {
		b.Fatal(err)
	}
	sc, err := m.NewScorer(Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := sc.Total(s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRFM(b *testing.B) {
	buyers := make([]Buyer, len(million()))
	for i, s := range million() {
		buyers[i] = Buyer{Recency: s.Age - s.Last, Frequency: s.X + 1, Monetary: int64(100 * s.Spend)}
	}
	for b.Loop() {
		NewRFM(buyers)
	}
}
