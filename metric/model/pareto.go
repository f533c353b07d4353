package model

import "math"

// ParetoNBD is the Pareto/NBD model (Schmittlein, Morrison & Colombo 1987,
// "Counting your customers", Management Science 33(1)).
//
// While a customer is alive, purchases come at random at a rate λ a week;
// λ varies between customers as Gamma(R, Alpha). Customers leave at any time,
// unseen, at a rate μ a week; μ varies as Gamma(S, Beta).
type ParetoNBD struct {
	R, Alpha float64 // purchase rate: shape, and weeks
	S, Beta  float64 // leaving rate: shape, and weeks
}

// FitParetoNBD finds the most likely Pareto/NBD model. It returns a [Refusal]
// when the cohort cannot tell.
func FitParetoNBD(c *Cohort) (ParetoNBD, Fit, error) {
	if err := c.check(); err != nil {
		return ParetoNBD{}, Fit{}, err
	}
	rate := DaysPerWeek / c.MeanGap() // repeat purchases a week
	age := weeks(c.oldest)
	p, fit, err := task{
		model: ParetoNBD{}.Name(),
		names: []string{"r", "alpha", "s", "beta"},
		value: paretoLikelihood(c),
		starts: [][]float64{
			{.6, .5 / rate, .6, age / 3}, {1, 1 / rate, 1, age}, {.2, .1 / rate, .2, 1}, {5, 5 / rate, .5, 4 * age},
		},
		ridges: []ridge{{0, 1, 1}, {2, 3, 1}}, // α/r and β/s
		total:  c.total, rows: len(c.rows),
	}.solve()
	if err != nil {
		return ParetoNBD{}, fit, err
	}
	return ParetoNBD{R: p[0], Alpha: p[1], S: p[2], Beta: p[3]}, fit, nil
}

// Name is "pareto/nbd".
func (m ParetoNBD) Name() string { return "pareto/nbd" }

// LogLikelihood of a cohort under the model.
func (m ParetoNBD) LogLikelihood(c *Cohort) float64 {
	return paretoLikelihood(c)(logs([]float64{m.R, m.Alpha, m.S, m.Beta}), make([]float64, 4))
}

// Alive is the probability that the customer has not left at the as-of day.
func (m ParetoNBD) Alive(t Triple) float64 {
	rx := m.R + float64(t.X)
	a, b, since := m.Alpha+weeks(t.Last), m.Beta+weeks(t.Last), weeks(t.Age-t.Last)
	stay := -rx*math.Log1p(since/a) - m.S*math.Log1p(since/b)
	var left float64 // the integral over the silence, by its value when alive
	paretoSpan(rx, a, m.S+1, b, since, func(_, logF, weight float64) {
		left += weight * math.Exp(logF-stay)
	})
	return 1 / (1 + m.S/b*left)
}

// paretoSpan integrates (1+y/a)^−p (1+y/b)^−q times what visit makes of it,
// over y from 0 to end; visit receives y, the logarithm of the integrand and
// the weight. With y = c(exp(w)−1), c = min(a, b), the logarithm of the
// integrand is nowhere steeper in w than at the end.
func paretoSpan(p, a, q, b, end float64, visit func(y, logF, weight float64)) {
	c := math.Min(a, b)
	span(math.Log1p(end/c), 1+steepness(p, a, c, end)+steepness(q, b, c, end), func(w, weight float64) {
		y := c * math.Expm1(w)
		visit(y, -p*math.Log1p(y/a)-q*math.Log1p(y/b), weight*(c+y))
	})
}

// ahead gives the future of a customer who is alive at the as-of day: given
// that, λ and μ are independent again, Gamma(r+x, α+T) and Gamma(s, β+T).
func (m ParetoNBD) ahead(x, age int32) ahead {
	return paretoAhead{r: m.R + float64(x), alpha: m.Alpha + weeks(age), s: m.S, beta: m.Beta + weeks(age)}
}

func (m ParetoNBD) gap(x, last int32) float64 {
	return DaysPerWeek * (m.Alpha + weeks(last)) / (m.R + float64(x))
}

// steepness is how fast the logarithm of (1+y/a)^p changes with w at the end.
func steepness(p, a, c, end float64) float64 { return p * (c + end) / (a + end) }

// shift moves the logarithm of one parameter.
func (m ParetoNBD) shift(i int, by float64) Orders {
	*[]*float64{&m.R, &m.Alpha, &m.S, &m.Beta}[i] *= math.Exp(by)
	return m
}

// readers gives readers of P(alive) that share a table of days.
func (m ParetoNBD) readers(oldest int32) func() reader {
	days := newParetoDays(m, oldest)
	return func() reader {
		s := &silence{}
		s.reset(m, days)
		return s
	}
}

// paretoLikelihood gives the log-likelihood in ln r, ln α, ln s, ln β. With
// A(y) = 1 + y/α and B(y) = 1 + y/β,
//
//	L(x, t, T) = Γ(r+x)/Γ(r) · α^−x · [A(T)^−(r+x) B(T)^−s + s/β ∫ A(y)^−(r+x) B(y)^−(s+1) dy]
//
// integrated over the silence, from t to T: either the customer is alive, or
// left at y. The textbook form writes the integral as the difference of two
// Gauss hypergeometric functions (Fader & Hardie 2005, "A note on deriving the
// Pareto/NBD model", equation 13), which overflow for frequent customers and
// lose digits near α = β. Here it is taken as it stands, once for each x and
// day, from day to day backwards ([silence]): rows only look it up.
func paretoLikelihood(c *Cohort) objective {
	above := c.above()
	repeats := c.Repeats()
	pieces := (len(c.rows) + chunkRows - 1) / chunkRows
	sums := make([]paretoSums, pieces)
	tables := make([]*silence, pieces)
	return func(p, gradient []float64) float64 {
		m := ParetoNBD{R: math.Exp(p[0]), Alpha: math.Exp(p[1]), S: math.Exp(p[2]), Beta: math.Exp(p[3])}
		d := newParetoDays(m, c.oldest)
		chunks(len(c.rows), chunkRows, func(chunk, lo, hi int) {
			if tables[chunk] == nil {
				tables[chunk] = &silence{}
			}
			s := tables[chunk]
			s.reset(m, d)
			sums[chunk] = paretoSums{}
			c.runs(lo, hi, func(g *group, rows []Row) {
				s.turn(g.x, g.from, g.to)
				sums[chunk].add(s, rows)
			})
		})
		var s paretoSums
		for i := range sums {
			s.plus(sums[i])
		}
		value, gr := s.value-repeats*p[1], s.r
		for j, n := range above {
			value += n * math.Log(m.R+float64(j))
			gr += n / (m.R + float64(j))
		}
		gradient[0], gradient[1], gradient[2], gradient[3] = m.R*gr, s.alpha-repeats, m.S*s.s, s.beta
		return value
	}
}

// paretoSums are the sums over rows: the value, and its derivatives by r,
// ln α, s and ln β.
type paretoSums struct{ value, r, alpha, s, beta float64 }

func (s *paretoSums) plus(o paretoSums) {
	s.value += o.value
	s.r += o.r
	s.alpha += o.alpha
	s.s += o.s
	s.beta += o.beta
}

// add sums the bracket of the likelihood, and its derivatives, over rows of
// the table's x: one exp, one log and one division a row.
func (s *paretoSums) add(t *silence, rows []Row) {
	rx, leave := t.rx, t.m.S/t.m.Beta
	var sum paretoSums
	for i := range rows {
		w, from, to := rows[i].Weight, &t.day[rows[i].Last], &t.day[rows[i].Age]
		jFrom, jTo := &t.tail[rows[i].Last], &t.tail[rows[i].Age]
		start := -rx*from.a.ln - (t.m.S+1)*from.b.ln // ln f(t)
		e := math.Exp(-rx*to.a.ln - (t.m.S+1)*to.b.ln - start)
		stay := e * (1 + to.weeks/t.m.Beta)
		left := leave * (jFrom.one - e*jTo.one)
		m := stay + left
		f := w / m
		sum.value += w * (start + math.Log(m))
		sum.r -= f * (to.a.ln*stay + leave*(jFrom.lnA-e*jTo.lnA))
		sum.alpha += f * rx * (to.a.share*stay + leave*(jFrom.shareA-e*jTo.shareA))
		sum.s += f * (left/t.m.S - to.b.ln*stay - leave*(jFrom.lnB-e*jTo.lnB))
		sum.beta += f * (t.m.S*to.b.share*stay - left + (t.m.S+1)*leave*(jFrom.shareB-e*jTo.shareB))
	}
	s.plus(sum)
}
