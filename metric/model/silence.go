package model

import "math"

// paretoDay holds what the Pareto/NBD likelihood needs of a day and, for the
// integral over it, of five points within the following day.
type paretoDay struct {
	weeks float64
	a, b  dayTerm         // at the day itself
	inA   [points]dayTerm // at the points after it
	inB   [points]dayTerm
	stepA [points + 1]float64 // A(day)/A(point), and at last A(day)/A(day+1)
	stepB [points + 1]float64 // the same for B, to the power s+1, times the weight of the point in weeks
}

// points is the number of quadrature points in a day. Between whole days the
// integrand changes by less than a factor e, because x ≤ t_x days: five points
// are good to 1e-12 of the integral, and to 1e-8 on the first days when α or β
// is far below a day.
const points = 5

func newParetoDays(m ParetoNBD, oldest int32) []paretoDay {
	days := make([]paretoDay, oldest+1)
	for d := range days {
		at := &days[d]
		at.weeks = float64(d) / DaysPerWeek
		at.a, at.b = termAt(at.weeks, m.Alpha), termAt(at.weeks, m.Beta)
		for k := range points + 1 {
			h := 1.0
			if k < points {
				h = rule5.at[k]
			}
			y := (float64(d) + h) / DaysPerWeek
			a, b := termAt(y, m.Alpha), termAt(y, m.Beta)
			at.stepA[k] = (m.Alpha + at.weeks) / (m.Alpha + y)
			at.stepB[k] = math.Exp((m.S + 1) * (at.b.ln - b.ln))
			if k < points {
				at.inA[k], at.inB[k] = a, b
				at.stepB[k] *= rule5.weight[k] / DaysPerWeek
			}
		}
	}
	return days
}

func termAt(weeks, scale float64) dayTerm {
	return dayTerm{math.Log1p(weeks / scale), weeks / (scale + weeks)}
}

// integrals of f(y), and of f(y) times the terms whose sums are its
// derivatives, from a day onwards, as multiples of f at that day.
type integrals struct{ one, lnA, lnB, shareA, shareB float64 }

func (i *integrals) add(f float64, a, b dayTerm) {
	i.one += f
	i.lnA += f * a.ln
	i.lnB += f * b.ln
	i.shareA += f * a.share
	i.shareB += f * b.share
}

// silence tabulates, for one x at a time, the integrals of
// f(y) = A(y)^−(r+x) B(y)^−(s+1) from each day to the last one needed. The
// integral over a silence from t to T is tail[t] − f(T)/f(t)·tail[T], in units
// of f(t). Every number is a ratio to the integrand at the day it belongs to,
// so nothing overflows, whatever x; and the next x multiplies each point by
// one factor, so that no power is taken.
type silence struct {
	m    ParetoNBD
	day  []paretoDay
	x    int32 // the powers below are for this x; −1 when they are for none
	rx   float64
	from int32 // powers are kept from this day on
	// power[d] is (A(d)/A(point))^(r+x) for the points of day d and d+1 itself.
	power [][points + 1]float64
	tail  []integrals
}

func (s *silence) reset(m ParetoNBD, days []paretoDay) {
	s.m, s.day, s.x, s.from = m, days, -1, 0
	if len(s.power) < len(days) {
		s.power = make([][points + 1]float64, len(days))
		s.tail = make([]integrals, len(days))
	}
}

// turn makes the table for x, valid for days from to to.
func (s *silence) turn(x, from, to int32) {
	s.raise(x, from)
	s.tail[to] = integrals{}
	for d := to - 1; d >= from; d-- {
		at, power, next := &s.day[d], &s.power[d], &s.tail[d+1]
		var sum integrals
		for k := range points {
			sum.add(power[k]*at.stepB[k], at.inA[k], at.inB[k])
		}
		if d == 0 {
			sum = s.firstDay()
		}
		f := power[points] * at.stepB[points]
		s.tail[d] = integrals{
			sum.one + f*next.one, sum.lnA + f*next.lnA, sum.lnB + f*next.lnB,
			sum.shareA + f*next.shareA, sum.shareB + f*next.shareB,
		}
	}
}

// alive reads P(alive) of a customer with the table's x.
func (s *silence) alive(last, age int32) float64 {
	from, to := &s.day[last], &s.day[age]
	e := math.Exp(s.rx*(from.a.ln-to.a.ln) + (s.m.S+1)*(from.b.ln-to.b.ln))
	stay := e * (1 + to.weeks/s.m.Beta)
	left := s.m.S / s.m.Beta * (s.tail[last].one - e*s.tail[age].one)
	return math.Min(stay/(stay+left), 1) // rounding may have made left negative by its last digit
}

// raise brings the powers to x. Days before from are given up: a larger x
// does not need them, as t_x ≥ x.
func (s *silence) raise(x, from int32) {
	const few = 6 // multiplications cost less than this many powers
	s.rx = s.m.R + float64(x)
	steps := x - s.x
	again := s.x < 0 || steps < 0 || steps > few || from < s.from
	s.x, s.from = x, from
	for d := int(from); d < len(s.day); d++ {
		at, power := &s.day[d], &s.power[d]
		if again {
			for k := range points {
				power[k] = math.Exp(s.rx * (at.a.ln - at.inA[k].ln))
			}
			power[points] = math.Exp(s.rx * math.Log(at.stepA[points]))
			continue
		}
		for range steps {
			for k, f := range at.stepA {
				power[k] *= f
			}
		}
	}
}

// firstDay integrates over day 0, which only customers without a repeat
// purchase need. There α or β may be much smaller than a day, so the panels
// are graded towards the start.
func (s *silence) firstDay() integrals {
	const panels = 24
	var sum integrals
	for p := range panels {
		h := math.Ldexp(1./DaysPerWeek, -max(p, 1)) // [2^−p, 2^(1−p)] days; the last begins at 0
		start := h
		if p == 0 {
			start, h = 0, math.Ldexp(1./DaysPerWeek, 1-panels)
		}
		for k, at := range rule5.at {
			y := start + at*h
			a, b := termAt(y, s.m.Alpha), termAt(y, s.m.Beta)
			sum.add(rule5.weight[k]*h*math.Exp(-s.rx*a.ln-(s.m.S+1)*b.ln), a, b)
		}
	}
	return sum
}
