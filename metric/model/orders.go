package model

import "math"

// Orders is a fitted model of when customers buy: [BetaGeometric] or
// [ParetoNBD]. Periods are in days and may be any length; they begin at the
// as-of day. Every probability is in [0, 1].
type Orders interface {
	// Name is "bg/nbd", "mbg/nbd" or "pareto/nbd".
	Name() string
	// Alive is the probability that the customer has not left for good.
	Alive(Triple) float64
	// LogLikelihood of a cohort.
	LogLikelihood(*Cohort) float64

	// gap is the usual number of days between orders of a customer with x
	// repeat purchases by day last, silence since then left out: one by the
	// expected rate.
	gap(x, last int32) float64
	ahead(x, age int32) ahead
	readers(oldest int32) func() reader
	shift(parameter int, by float64) Orders
}

// reader reads P(alive) for many customers of one x: turn prepares for an x
// and for days from the smallest Last to the largest Age.
type reader interface {
	turn(x, from, to int32)
	alive(last, age int32) float64
}

// Expected is the expected number of purchase occasions in the next days.
func Expected(m Orders, t Triple, days float64) float64 {
	return m.Alive(t) * m.ahead(t.X, t.Age).mean(period(days))
}

// AnyOrder is the probability of at least one purchase in the next days.
func AnyOrder(m Orders, t Triple, days float64) float64 {
	chance, _ := m.ahead(t.X, t.Age).first(period(days))
	return m.Alive(t) * chance
}

// NextOrder is the expected number of days to the next purchase, given that
// it comes within so many days. (Without such a limit the expectation is
// infinite: some customers never come back.) It is within [0, days].
func NextOrder(m Orders, t Triple, within float64) float64 {
	w := period(within)
	chance, wait := m.ahead(t.X, t.Age).first(w)
	if !(chance > 0) {
		return w * DaysPerWeek / 2
	}
	return math.Min(wait/chance, w) * DaysPerWeek
}

// Tails appends P(Y ≥ k) for k = 1, 2, … of the number Y of purchases in the
// next days, until it is below 1e-9; before dst it is 1, behind it as good as 0.
func Tails(dst []float64, m Orders, t Triple, days float64) []float64 {
	n := len(dst)
	alive := m.Alive(t)
	dst = m.ahead(t.X, t.Age).tails(dst, period(days), 1e-9)
	scale(dst[n:], alive)
	return dst
}

// Tails is [Tails] of the scorer's average of models within its Horizon.
func (s *Scorer) Tails(t Triple) []float64 {
	var mean, one []float64
	for _, f := range s.averaged {
		one = Tails(one[:0], f.Orders, t, float64(s.options.Horizon))
		for k, v := range one {
			if k == len(mean) {
				mean = append(mean, 0)
			}
			mean[k] += v / float64(len(s.averaged))
		}
	}
	return mean
}

// period turns days into weeks, and nonsense into none.
func period(days float64) float64 {
	if !(days > 0) {
		return 0
	}
	return math.Min(days, MaxDays) / DaysPerWeek
}
