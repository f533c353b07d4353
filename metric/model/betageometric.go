package model

import "math"

// BetaGeometric is the BG/NBD model (Fader, Hardie & Lee 2005, "Counting your
// customers the easy way", Marketing Science 24(2)) or, when Modified, the
// MBG/NBD model (Batislam, Denizel & Filiztekin 2007; Hoppe & Wagner 2007).
//
// While a customer is alive, purchases come at random at a rate λ a week;
// λ varies between customers as Gamma(R, Alpha). After each purchase the
// customer leaves for good with probability p; p varies as Beta(A, B). In
// BG/NBD nobody leaves before the first repeat purchase, in MBG/NBD a
// customer may leave right after the first purchase.
type BetaGeometric struct {
	R, Alpha float64 // rate: shape, and weeks
	A, B     float64 // leaving after a purchase
	Modified bool
}

// FitBGNBD finds the most likely BG/NBD model. It returns a [Refusal] when
// the cohort cannot tell.
func FitBGNBD(c *Cohort) (BetaGeometric, Fit, error) { return fitBetaGeometric(c, false) }

// FitMBGNBD finds the most likely MBG/NBD model. It returns a [Refusal] when
// the cohort cannot tell.
func FitMBGNBD(c *Cohort) (BetaGeometric, Fit, error) { return fitBetaGeometric(c, true) }

func fitBetaGeometric(c *Cohort, modified bool) (BetaGeometric, Fit, error) {
	if err := c.check(); err != nil {
		return BetaGeometric{}, Fit{}, err
	}
	rate := DaysPerWeek / c.MeanGap() // repeat purchases a week
	p, fit, err := task{
		model: BetaGeometric{Modified: modified}.Name(),
		names: []string{"r", "alpha", "a", "b"},
		value: betaGeometricLikelihood(c, modified),
		starts: [][]float64{
			{.5, .5 / rate, .8, 2}, {1, 1 / rate, .2, 2}, {.2, .1 / rate, 2, 2}, {5, 5 / rate, .05, 1},
		},
		ridges: []ridge{{0, 1, 1}, {2, 3, 1}}, // α/r and b/a
		total:  c.total, rows: len(c.rows),
	}.solve()
	if err != nil {
		return BetaGeometric{}, fit, err
	}
	return BetaGeometric{R: p[0], Alpha: p[1], A: p[2], B: p[3], Modified: modified}, fit, nil
}

// Name is "bg/nbd" or "mbg/nbd".
func (m BetaGeometric) Name() string {
	if m.Modified {
		return "mbg/nbd"
	}
	return "bg/nbd"
}

// LeaveShare is the mean probability of leaving after a purchase, a/(a+b). It
// is well determined even when a and b, each by itself, are not.
func (m BetaGeometric) LeaveShare() float64 { return m.A / (m.A + m.B) }

// LogLikelihood of a cohort under the model.
func (m BetaGeometric) LogLikelihood(c *Cohort) float64 {
	return betaGeometricLikelihood(c, m.Modified)(logs([]float64{m.R, m.Alpha, m.A, m.B}), make([]float64, 4))
}

// Alive is the probability that the customer has not left at the as-of day.
// In BG/NBD it is 1 for every customer with one purchase, so it is no churn
// score: use MBG/NBD, Pareto/NBD or [BetaGeometric.AnyOrder] for that.
func (m BetaGeometric) Alive(t Triple) float64 {
	k := m.coins(t.X)
	if k == 0 {
		return 1
	}
	// ln of the odds of having left after the last purchase.
	d := math.Log(m.A) - math.Log(m.B+k-1) + (m.R+float64(t.X))*
		(math.Log1p(weeks(t.Age)/m.Alpha)-math.Log1p(weeks(t.Last)/m.Alpha))
	return 1 / (1 + math.Exp(d))
}

// ahead gives the future of a customer who is alive at the as-of day.
func (m BetaGeometric) ahead(x, age int32) ahead {
	return geometricAhead{
		r: m.R + float64(x), alpha: m.Alpha + weeks(age), a: m.A, b: m.B + m.coins(x),
	}
}

func (m BetaGeometric) gap(x, last int32) float64 {
	return DaysPerWeek * (m.Alpha + weeks(last)) / (m.R + float64(x))
}

// readers gives readers of P(alive) that share a table of days.
func (m BetaGeometric) readers(oldest int32) func() reader {
	days := dayTerms(m.Alpha, oldest)
	return func() reader { return &geometricReader{m: m, days: days} }
}

type geometricReader struct {
	m        BetaGeometric
	days     []dayTerm
	rx, odds float64
}

func (r *geometricReader) turn(x, _, _ int32) {
	r.rx = r.m.R + float64(x)
	r.odds = math.Inf(-1)
	if k := r.m.coins(x); k > 0 {
		r.odds = math.Log(r.m.A) - math.Log(r.m.B+k-1)
	}
}

func (r *geometricReader) alive(last, age int32) float64 {
	return 1 / (1 + math.Exp(r.odds+r.rx*(r.days[age].ln-r.days[last].ln)))
}

// shift moves the logarithm of one parameter.
func (m BetaGeometric) shift(i int, by float64) Orders {
	*[]*float64{&m.R, &m.Alpha, &m.A, &m.B}[i] *= math.Exp(by)
	return m
}

// coins is how often a customer with x repeat purchases has been able to
// leave and, if still here, has not.
func (m BetaGeometric) coins(x int32) float64 {
	if m.Modified {
		return float64(x) + 1
	}
	return float64(x)
}

func weeks(days int32) float64 { return float64(days) / DaysPerWeek }

// dayTerm holds what the likelihood needs of a day d: ln((α+t)/α) and t/(α+t)
// with t in weeks, so that no row takes a logarithm of its own.
type dayTerm struct{ ln, share float64 }

func dayTerms(alpha float64, oldest int32) []dayTerm {
	terms := make([]dayTerm, oldest+1)
	for d := range terms {
		t := float64(d) / DaysPerWeek
		terms[d] = dayTerm{math.Log1p(t / alpha), t / (alpha + t)}
	}
	return terms
}

// betaGeometricLikelihood gives the log-likelihood in ln r, ln α, ln a, ln b:
//
//	L(x, t, T) = Γ(r+x)/Γ(r) · α^r · B(a, b+k)/B(a, b) · [(α+T)^−(r+x) + a/(b+k−1) · (α+t)^−(r+x)]
//
// with k = x for BG/NBD (the second term only when x > 0; equation 6 of Fader,
// Hardie & Lee) and k = x+1 for MBG/NBD. With t in units of α the powers of α
// leave α^−x, and the factors before the bracket are sums over the histogram
// of x.
func betaGeometricLikelihood(c *Cohort, modified bool) objective {
	above := c.above()
	coins := above
	if modified {
		coins = append([]float64{c.total}, above...)
	}
	repeats := c.Repeats()
	pieces := (len(c.rows) + chunkRows - 1) / chunkRows
	sums := make([]geometricSums, pieces)
	return func(p, gradient []float64) float64 {
		r, alpha, a, b := math.Exp(p[0]), math.Exp(p[1]), math.Exp(p[2]), math.Exp(p[3])
		m := BetaGeometric{R: r, Alpha: alpha, A: a, B: b, Modified: modified}
		days := dayTerms(alpha, c.oldest)
		chunks(len(c.rows), chunkRows, func(chunk, lo, hi int) {
			sums[chunk] = geometricSums{}
			c.runs(lo, hi, func(g *group, rows []Row) { sums[chunk].add(m, g.x, rows, days) })
		})
		var s geometricSums
		for i := range sums {
			s.plus(sums[i])
		}
		value := s.value - repeats*p[1]
		gr, ga, gb := s.r, s.a, s.b
		for j, n := range above {
			value += n * math.Log(r+float64(j))
			gr += n / (r + float64(j))
		}
		for j, n := range coins {
			lo, hi := b+float64(j), a+b+float64(j)
			value -= n * math.Log1p(a/lo)
			ga -= n / hi
			gb += n * a / (lo * hi)
		}
		gradient[0], gradient[1], gradient[2], gradient[3] = r*gr, s.alpha-repeats, a*ga, b*gb
		return value
	}
}

// geometricSums are the sums over rows: the value, and its derivatives by r,
// ln α, a and b.
type geometricSums struct{ value, r, alpha, a, b float64 }

func (s *geometricSums) plus(o geometricSums) {
	s.value += o.value
	s.r += o.r
	s.alpha += o.alpha
	s.a += o.a
	s.b += o.b
}

// add sums the bracket of the likelihood over rows of one x: one exp, one
// log1p and one division a row.
func (s *geometricSums) add(m BetaGeometric, x int32, rows []Row, days []dayTerm) {
	rx, k := m.R+float64(x), m.coins(x)
	var value, byR, byAlpha, left float64
	if k == 0 { // nobody can have left: only the first term
		for i := range rows {
			w, age := rows[i].Weight, days[rows[i].Age]
			value -= w * rx * age.ln
			byR -= w * age.ln
			byAlpha += w * rx * age.share
		}
		s.plus(geometricSums{value: value, r: byR, alpha: byAlpha})
		return
	}
	odds := math.Log(m.A) - math.Log(m.B+k-1)
	for i := range rows {
		w, age, last := rows[i].Weight, days[rows[i].Age], days[rows[i].Last]
		gap := age.ln - last.ln
		d := odds + rx*gap // ln of the odds of having left
		e := math.Exp(-math.Abs(d))
		gone := 1 / (1 + e)
		soft := math.Log1p(e) // ln(1 + exp(d)), without overflow
		if d > 0 {
			soft += d
		} else {
			gone *= e
		}
		value += w * (soft - rx*age.ln)
		byR += w * (gone*gap - age.ln)
		byAlpha += w * rx * (age.share + gone*(last.share-age.share))
		left += w * gone
	}
	s.plus(geometricSums{value, byR, byAlpha, left / m.A, -left / (m.B + k - 1)})
}
