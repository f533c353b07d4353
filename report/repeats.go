package report

import (
	"slices"
	"time"

	"regulars/order"
)

// Share is a part of a whole: how many of how many. A small whole makes a poor
// percentage, so the whole is always told.
type Share struct {
	Came, Of int64
}

// Value gives the part as a fraction in [0, 1]; 0 of none.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.Came) / float64(s.Of)
}

// count adds one to the whole, and to the part when came is true.
func (s *Share) count(came bool) {
	s.Of++
	if came {
		s.Came++
	}
}

// Median is the middle of N values.
type Median struct {
	Days float64
	N    int64
}

// Cohort are the customers who first bought in one month.
type Cohort struct {
	// Month is months since January 1970.
	Month int
	Size  int64
	// Soon are those of them who bought again within 30 days, of those whose
	// 30 days have passed.
	Soon Share
	// Active counts those who bought in each month from the first on; the last
	// is the month of the as-of day, which may not be over. The first is Size.
	Active []int64
}

// soon is within how many days of the first purchase a second one is soon.
const soon = 30

// cohortMonths is how many months of first purchases are told apart.
const cohortMonths = 24

// repeats gathers, customer by customer, what reports say about coming back.
// Two periods of equal length are compared: that which ends with the as-of day,
// and the one before it.
type repeats struct {
	asOf, days int32

	rate, rateBefore   Share
	soon, soonBefore   Share
	gaps, gapsBefore   histogram
	buyers, newBuyers  [2]int64 // of the period and of the one before
	firsts             []int64  // new buyers by day of the period
	cohorts            []Cohort // the oldest first
	month              int      // of the as-of day
	monthBegan, monthN int32    // the month of the day looked at last
	monthEnded         int32
}

func newRepeats(asOf, days int32) *repeats {
	r := &repeats{asOf: asOf, days: days, firsts: make([]int64, days), monthEnded: -1 << 31}
	r.month = r.monthOf(asOf)
	r.cohorts = make([]Cohort, cohortMonths)
	for i := range r.cohorts {
		r.cohorts[i] = Cohort{Month: r.month - cohortMonths + 1 + i, Active: make([]int64, cohortMonths-i)}
	}
	return r
}

// add takes in one customer's purchases, in order of time.
func (r *repeats) add(purchases []order.Purchase) {
	for len(purchases) > 0 && purchases[len(purchases)-1].Day > r.asOf {
		purchases = purchases[:len(purchases)-1]
	}
	if len(purchases) == 0 {
		return
	}
	r.addPeriods(purchases)
	r.addFirst(purchases)
	r.addCohort(purchases)
}

// period gives 0 for a day of the period, 1 for one of the period before, and
// -1 for any other.
func (r *repeats) period(day int32) int {
	switch {
	case day > r.asOf:
		return -1
	case day > r.asOf-r.days:
		return 0
	case day > r.asOf-2*r.days:
		return 1
	}
	return -1
}

// addPeriods counts whoever bought in a period: whether, by its end, they had
// bought on another day as well, and how long they had stayed away each time.
func (r *repeats) addPeriods(purchases []order.Purchase) {
	counted := -1
	for i := len(purchases) - 1; i >= 0; i-- {
		p := r.period(purchases[i].Day)
		if p < 0 {
			return
		}
		if p != counted {
			counted = p
			r.buyers[p]++
			[]*Share{&r.rate, &r.rateBefore}[p].count(i > 0)
		}
		if i > 0 {
			[]*histogram{&r.gaps, &r.gapsBefore}[p].add(purchases[i].Day - purchases[i-1].Day)
		}
	}
}

// addFirst counts the first purchase: its day, and whether a second came soon.
// Whose 30 days ended within a period counts for it.
func (r *repeats) addFirst(purchases []order.Purchase) {
	first := purchases[0].Day
	if p := r.period(first); p >= 0 {
		r.newBuyers[p]++
		if p == 0 {
			r.firsts[first-(r.asOf-r.days+1)]++
		}
	}
	if p := r.period(first + soon); p >= 0 {
		[]*Share{&r.soon, &r.soonBefore}[p].count(cameSoon(purchases))
	}
}

func cameSoon(purchases []order.Purchase) bool {
	return len(purchases) > 1 && purchases[1].Day-purchases[0].Day <= soon
}

func (r *repeats) addCohort(purchases []order.Purchase) {
	first := r.monthOf(purchases[0].Day)
	i := first - r.cohorts[0].Month
	if i < 0 {
		return
	}
	c := &r.cohorts[i]
	c.Size++
	if purchases[0].Day+soon <= r.asOf {
		c.Soon.count(cameSoon(purchases))
	}
	last := -1
	for _, p := range purchases {
		if month := r.monthOf(p.Day) - first; month != last {
			c.Active[month]++
			last = month
		}
	}
}

// monthOf gives a civil day's month since January 1970. Purchases come in order
// of time, so the month of the one before is mostly the right one.
func (r *repeats) monthOf(day int32) int {
	if day < r.monthBegan || day >= r.monthEnded {
		t := time.Unix(int64(day)*86400, 0).UTC()
		begin := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
		r.monthBegan, r.monthEnded = int32(begin.Unix()/86400), int32(begin.AddDate(0, 1, 0).Unix()/86400)
		r.monthN = int32(t.Year()-1970)*12 + int32(t.Month()) - 1
	}
	return int(r.monthN)
}

// seen gives the cohorts from the first that has a customer.
func (r *repeats) seen() []Cohort {
	i := slices.IndexFunc(r.cohorts, func(c Cohort) bool { return c.Size > 0 })
	if i < 0 {
		return nil
	}
	return r.cohorts[i:]
}

// histogram counts gaps in days, so that a median of any number of them is
// exact.
type histogram struct {
	counts []int64
	n      int64
}

// longestGap bounds the histogram: 50 years.
const longestGap = 18_300

func (h *histogram) add(days int32) {
	days = min(max(days, 0), longestGap)
	for int(days) >= len(h.counts) {
		h.counts = append(h.counts, make([]int64, max(int(days)+1-len(h.counts), 64))...)
	}
	h.counts[days]++
	h.n++
}

// median gives the middle value, or the mean of the two in the middle.
func (h *histogram) median() Median {
	if h.n == 0 {
		return Median{}
	}
	low, high := h.at((h.n-1)/2), h.at(h.n/2)
	return Median{Days: float64(low+high) / 2, N: h.n}
}

// at gives the value at a place, from 0, of all values in order.
func (h *histogram) at(place int64) int {
	for days, n := range h.counts {
		if place -= n; place < 0 {
			return days
		}
	}
	return len(h.counts)
}
