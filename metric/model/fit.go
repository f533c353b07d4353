package model

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"
)

// Parameter is one fitted number with its 95 % interval.
type Parameter struct {
	Name      string
	Value     float64
	Low, High float64
}

// Fit is what is known about a model's fit besides the model itself.
type Fit struct {
	// Model is "bg/nbd", "mbg/nbd", "pareto/nbd" or "gamma-gamma".
	Model      string
	Parameters []Parameter
	// LogLikelihood is at the parameters, without the prior.
	LogLikelihood float64
	// Customers is how many the fit read, Rows how many distinct rows.
	Customers float64
	Rows      int
	// Evaluations counts the passes over the rows.
	Evaluations int
	// Covariance is that of the logarithms of the parameters (for Gamma-Gamma
	// of ln p, ln(q−1), ln v). Whoever keeps a model for later keeps it too:
	// without it a [Total] does not know how unsure the parameters are.
	Covariance [][]float64
}

// Prior strength: every log parameter has a normal prior of mean 0 and this
// precision (standard deviation 100). It moves even a badly determined
// parameter by less than one part in ten thousand, and it
// keeps the search from running along the ridges where the likelihood is flat:
// (a, b) when customers hardly differ in how they leave, (r, α) when they
// hardly differ in how often they buy. On a ridge read the ratios, such as
// a/(a+b), not the parameters.
const priorPrecision = 1e-4

// gradientTolerance is on the gradient of the mean log-likelihood per customer.
const gradientTolerance = 1e-7

// task is a maximum-likelihood problem in log parameters.
type task struct {
	model string
	names []string
	// value gives the log-likelihood at the parameters exp(p) and writes its
	// gradient with respect to p.
	value  objective
	starts [][]float64 // parameters, tried in turn until the search settles
	// ridges names the combinations that the data determine even where they
	// do not determine the parameters: the search goes along them.
	ridges []ridge
	total  float64 // customers
	rows   int
}

// ridge replaces the parameter p[to] by p[to]/p[from]^power in the search.
type ridge struct {
	from, to int
	power    float64
}

// solve finds the most likely parameters. It returns a [Refusal] with
// [NotConverged] when no start leads to a maximum.
func (t task) solve() (p []float64, fit Fit, err error) {
	n := len(t.names)
	negative := func(p, g []float64) float64 {
		v := -t.value(p, g)
		for i := range p {
			v += priorPrecision / 2 * p[i] * p[i]
			g[i] = (priorPrecision*p[i] - g[i]) / t.total
		}
		return v / t.total
	}
	search := func(z, g []float64) float64 {
		v := negative(t.turn(z), g)
		for _, r := range slices.Backward(t.ridges) {
			g[r.from] += r.power * g[r.to]
		}
		return v
	}
	fit = Fit{Model: t.model, Customers: t.total, Rows: t.rows}
	var best minimum
	for _, s := range t.starts {
		start := logs(s)
		for _, r := range slices.Backward(t.ridges) {
			start[r.to] -= r.power * start[r.from]
		}
		m := minimize(search, start, gradientTolerance)
		fit.Evaluations += m.evaluations
		if m.converged {
			best = m
			break
		}
	}
	if !best.converged {
		return nil, fit, Refusal{Reason: NotConverged}
	}
	best.point = t.turn(best.point)
	g := make([]float64, n)
	fit.LogLikelihood = t.value(best.point, g)
	fit.Covariance = covariance(negative, best.point, t.total)
	fit.Evaluations += 1 + 2*n
	p = exps(best.point)
	for i, name := range t.names {
		half := normal975 * math.Sqrt(fit.Covariance[i][i])
		fit.Parameters = append(fit.Parameters, Parameter{
			Name: name, Value: p[i],
			Low: math.Exp(best.point[i] - half), High: math.Exp(math.Min(best.point[i]+half, 700)),
		})
	}
	return p, fit, nil
}

// turn gives the log parameters of a point of the search.
func (t task) turn(z []float64) []float64 {
	p := append([]float64(nil), z...)
	for _, r := range t.ridges {
		p[r.to] += r.power * p[r.from]
	}
	return p
}

// covariance inverts the observed information, had by differences of the
// gradient. The prior keeps it positive; where rounding does not, the diagonal
// is raised until it is.
func covariance(mean objective, point []float64, total float64) [][]float64 {
	n := len(point)
	const h = 1e-4
	information := mat.NewSymDense(n, nil)
	up, down, at := make([]float64, n), make([]float64, n), append([]float64(nil), point...)
	for i := range n {
		at[i] = point[i] + h
		mean(at, up)
		at[i] = point[i] - h
		mean(at, down)
		at[i] = point[i]
		for j := range n {
			d := (up[j] - down[j]) / (2 * h) * total
			if j < i {
				information.SetSym(i, j, (information.At(i, j)+d)/2)
			} else {
				information.SetSym(i, j, d)
			}
		}
	}
	var inverse mat.SymDense
	rows := make([][]float64, n)
	for jitter := 0.0; ; jitter = jitter*10 + priorPrecision {
		raised := mat.NewSymDense(n, nil)
		raised.CopySym(information)
		for i := range n {
			raised.SetSym(i, i, information.At(i, i)+jitter)
		}
		var c mat.Cholesky
		if c.Factorize(raised) && c.InverseTo(&inverse) == nil {
			for i := range rows {
				rows[i] = mat.Row(nil, i, &inverse)
			}
			return rows
		}
	}
}

func logs(p []float64) []float64 {
	out := make([]float64, len(p))
	for i, v := range p {
		out[i] = math.Log(v)
	}
	return out
}

func exps(p []float64) []float64 {
	out := make([]float64, len(p))
	for i, v := range p {
		out[i] = math.Exp(v)
	}
	return out
}

// chunkRows is the number of rows summed by one piece of work. The pieces, and
// the order in which their sums are added, do not depend on the number of
// processors: the same cohort gives the same parameters, bit for bit, on any
// machine.
const chunkRows = 1 << 14

// chunks calls work for consecutive pieces of [0, n) on at most GOMAXPROCS
// goroutines, which have ended when it returns.
func chunks(n, size int, work func(chunk, lo, hi int)) {
	pieces := (n + size - 1) / size
	workers := min(pieces, runtime.GOMAXPROCS(0))
	var next atomic.Int64
	run := func() {
		for {
			i := int(next.Add(1)) - 1
			if i >= pieces {
				return
			}
			work(i, i*size, min((i+1)*size, n))
		}
	}
	if workers <= 1 {
		run()
		return
	}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(run)
	}
	wg.Wait()
}
