package model

import (
	"cmp"
	"slices"
)

// DaysPerWeek turns days into the week, the time unit of every model
// parameter. Histories are kept in whole days and divided only inside.
const DaysPerWeek = 7

// MaxDays is the longest history, in days, that the models take (89 years);
// tables by day stay small whatever a caller sends.
const MaxDays = 1 << 15

// Purchase is one purchase, or one purchase occasion, of one customer.
type Purchase struct {
	// Day counts days on any calendar of the caller, usually local days since
	// 1970-01-01 in the workspace's time zone.
	Day int32
	// Minor is what was paid, in minor units of one currency.
	Minor int64
}

// Triple is all that the purchase models know of a customer: how many repeat
// purchase occasions, when the last was, and how long the customer has been
// one. Purchases of one day are one occasion.
type Triple struct {
	X    int32 // repeat purchase occasions: distinct days with a purchase, less the first
	Last int32 // t_x: days from the first purchase to the last; 0 when X is 0
	Age  int32 // T: days from the first purchase to the as-of day
}

// Valid reports whether a customer can have this history: 0 ≤ X ≤ Last ≤ Age
// ≤ [MaxDays], and Last is 0 exactly when X is 0.
func (t Triple) Valid() bool {
	return t.X >= 0 && t.Last >= t.X && t.Age >= t.Last && t.Age <= MaxDays && (t.X > 0) == (t.Last > 0)
}

// Summary is a [Triple] with the mean spend of the repeat occasions, which
// the spend model needs.
type Summary struct {
	Triple
	// Spend is the mean amount of a repeat purchase occasion, in major units
	// (12.34, not 1234); the first occasion is not in it. 0 when X is 0.
	Spend float64
}

// Summarize gives the history of one customer as it was known at the end of
// the as-of day: later purchases are left out, purchases of one day are merged,
// T is asOf minus the first day, and Spend is the mean of the occasions after
// the first. minorPerMajor is the number of minor units in a major one: 100
// for USD, 1 for JPY.
//
// The order of purchases does not matter; the slice is not changed. It reports
// false when there was no purchase by that day. A history longer than
// [MaxDays] is cut to it.
func Summarize(purchases []Purchase, asOf int32, minorPerMajor int64) (Summary, bool) {
	purchases = inOrder(purchases)
	first := int64(asOf) - MaxDays
	purchases = purchases[lowerBound(purchases, first):lowerBound(purchases, int64(asOf)+1)]
	if len(purchases) == 0 {
		return Summary{}, false
	}
	start := purchases[0].Day
	s := Summary{Triple: Triple{Age: asOf - start}}
	var minor float64
	day := start
	for _, p := range purchases {
		if p.Day == start {
			continue
		}
		if p.Day != day {
			day = p.Day
			s.X++
		}
		minor += float64(p.Minor)
	}
	s.Last = day - start
	if s.X > 0 {
		s.Spend = minor / float64(s.X) / float64(max(minorPerMajor, 1))
	}
	return s, true
}

// inOrder gives purchases by day; the slice itself is left as it is.
func inOrder(purchases []Purchase) []Purchase {
	if !slices.IsSortedFunc(purchases, byDay) {
		purchases = slices.Clone(purchases)
		slices.SortFunc(purchases, byDay)
	}
	return purchases
}

func byDay(a, b Purchase) int { return cmp.Compare(a.Day, b.Day) }

// lowerBound gives the index of the first purchase on or after day.
func lowerBound(sorted []Purchase, day int64) int {
	i, _ := slices.BinarySearchFunc(sorted, day, func(p Purchase, d int64) int {
		return cmp.Compare(int64(p.Day), d)
	})
	return i
}
