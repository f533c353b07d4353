package model

import (
	"cmp"
	"math"
	"slices"

	"regulars"
)

// Row is a [Triple] with the number of customers who share it.
type Row struct {
	Triple
	Weight float64
}

// Cohort holds the histories that a fit reads, collapsed: equal triples are
// one row with a weight. The likelihood depends on nothing else, and a million
// customers with a year of history are only a few hundred thousand rows.
// A Cohort is read-only and may be shared.
type Cohort struct {
	rows   []Row   // by X, Last, Age; all distinct
	groups []group // one for each X, ascending
	total  float64 // customers
	oldest int32   // the largest Age
}

// group is the run of rows with one X.
type group struct {
	x        int32
	lo, hi   int     // rows[lo:hi]
	weight   float64 // customers
	from, to int32   // the smallest Last and the largest Age
}

// NewCohort collapses one triple per customer. The order does not matter: it
// gives the same cohort, bit for bit. It returns ErrInvalid when a triple is
// not [Triple.Valid].
func NewCohort(triples []Triple) (*Cohort, error) {
	keys := make([]uint64, len(triples))
	var all uint64
	for i, t := range triples {
		if !t.Valid() {
			return nil, invalidTriple()
		}
		keys[i] = pack(t)
		all |= keys[i]
	}
	keys = radixSort(keys, all)
	distinct := 0
	for i := range keys {
		if i == 0 || keys[i] != keys[i-1] {
			distinct++
		}
	}
	rows := make([]Row, 0, distinct)
	for i, k := range keys {
		if i > 0 && k == keys[i-1] {
			rows[len(rows)-1].Weight++
			continue
		}
		rows = append(rows, Row{unpack(k), 1})
	}
	return grouped(rows), nil
}

// NewWeightedCohort is [NewCohort] for rows that stand for several customers
// (or, in a weighted sample, for a fraction). Rows of weight 0 are left out.
// It returns ErrInvalid for an impossible triple, or for a weight that is
// negative or not finite.
func NewWeightedCohort(rows []Row) (*Cohort, error) {
	sorted := make([]Row, 0, len(rows))
	for _, r := range rows {
		if !r.Valid() {
			return nil, invalidTriple()
		}
		if !(r.Weight >= 0) || math.IsInf(r.Weight, 1) {
			return nil, regulars.Invalid("weight", "range", "a weight must be a finite number, zero or more")
		}
		if r.Weight > 0 {
			sorted = append(sorted, r)
		}
	}
	slices.SortFunc(sorted, func(a, b Row) int {
		// Weights too, so that their sum does not depend on the order given.
		return cmp.Or(cmp.Compare(pack(a.Triple), pack(b.Triple)), cmp.Compare(a.Weight, b.Weight))
	})
	merged := sorted[:0]
	for _, r := range sorted {
		if n := len(merged); n > 0 && merged[n-1].Triple == r.Triple {
			merged[n-1].Weight += r.Weight
			continue
		}
		merged = append(merged, r)
	}
	return grouped(merged), nil
}

func invalidTriple() error {
	return regulars.Invalid("triple", "impossible", "a history has 0 ≤ x ≤ t_x ≤ T days, and t_x is 0 exactly when x is 0")
}

// grouped finds the runs of one X in sorted, distinct rows.
func grouped(rows []Row) *Cohort {
	c := &Cohort{rows: rows}
	for i, r := range rows {
		if i == 0 || r.X != rows[i-1].X {
			c.groups = append(c.groups, group{x: r.X, lo: i, from: r.Last})
		}
		g := &c.groups[len(c.groups)-1]
		g.hi = i + 1
		g.weight += r.Weight
		g.to = max(g.to, r.Age)
		c.oldest = max(c.oldest, r.Age)
	}
	for _, g := range c.groups {
		c.total += g.weight
	}
	return c
}

// Customers is the number of customers, or their total weight.
func (c *Cohort) Customers() float64 { return c.total }

// Repeaters is the number of customers with at least one repeat purchase.
func (c *Cohort) Repeaters() float64 {
	n := c.total
	if len(c.groups) > 0 && c.groups[0].x == 0 {
		n -= c.groups[0].weight
	}
	return n
}

// Repeats is the number of repeat purchase occasions of all customers.
func (c *Cohort) Repeats() float64 {
	var n float64
	for _, g := range c.groups {
		n += float64(g.x) * g.weight
	}
	return n
}

// Rows is the number of distinct triples.
func (c *Cohort) Rows() int { return len(c.rows) }

// MeanGap is the mean number of days a customer of this cohort is observed
// for each repeat purchase: the plainest estimate of the repurchase cycle.
// +Inf when there is no repeat purchase.
func (c *Cohort) MeanGap() float64 {
	var days float64
	for _, r := range c.rows {
		days += float64(r.Age) * r.Weight
	}
	if c.Repeats() == 0 {
		return math.Inf(1)
	}
	return days / c.Repeats()
}

// runs calls visit for each run of rows with one X within rows[lo:hi].
func (c *Cohort) runs(lo, hi int, visit func(g *group, rows []Row)) {
	i, _ := slices.BinarySearchFunc(c.groups, lo, func(g group, lo int) int { return cmp.Compare(g.hi, lo+1) })
	for ; i < len(c.groups) && c.groups[i].lo < hi; i++ {
		g := &c.groups[i]
		visit(g, c.rows[max(lo, g.lo):min(hi, g.hi)])
	}
}

// check says why the purchase models cannot learn from the cohort, or nil.
func (c *Cohort) check() error {
	have, repeaters := int(c.total), int(c.Repeaters())
	switch {
	case have == 0:
		return Refusal{Reason: NoCustomers, Need: MinCustomers}
	case repeaters == 0 && have >= MinCustomers:
		return Refusal{Reason: NobodyReturned, Need: MinRepeaters}
	case have < MinCustomers:
		return Refusal{Reason: TooFewCustomers, Have: have, Need: MinCustomers}
	case c.oldest < MinHistory:
		return Refusal{Reason: HistoryTooShort, Have: int(c.oldest), Need: MinHistory}
	case repeaters < MinRepeaters:
		return Refusal{Reason: TooFewRepeaters, Have: repeaters, Need: MinRepeaters}
	case len(c.rows) == 1:
		return Refusal{Reason: AllAlike}
	}
	return nil
}

// above gives, for j = 0, 1, …, how many customers have X > j: the histogram
// that turns Σ ln Γ(r+x) − ln Γ(r) into Σ above[j]·ln(r+j), which needs no Γ,
// cannot overflow and loses no digits for large r.
func (c *Cohort) above() []float64 {
	if len(c.groups) == 0 {
		return nil
	}
	n := make([]float64, c.groups[len(c.groups)-1].x)
	var sum float64
	for i := len(c.groups) - 1; i > 0; i-- {
		sum += c.groups[i].weight
		for j := c.groups[i-1].x; j < c.groups[i].x; j++ {
			n[j] = sum
		}
	}
	if first := c.groups[0]; first.x > 0 {
		for j := range first.x {
			n[j] = sum + first.weight
		}
	}
	return n
}

const packBits = 16 // MaxDays < 2^16, and X ≤ Last

func pack(t Triple) uint64 {
	return uint64(t.X)<<(2*packBits) | uint64(t.Last)<<packBits | uint64(t.Age)
}

func unpack(k uint64) Triple {
	const mask = 1<<packBits - 1
	return Triple{X: int32(k >> (2 * packBits)), Last: int32(k >> packBits & mask), Age: int32(k & mask)}
}

// radixSort sorts keys digit by digit, skipping digits that are 0 in all (all is the OR
// of the keys); it reorders keys and may return another slice. It is several
// times faster than a comparing sort at a million keys, where sorting would
// else cost as much as fitting.
func radixSort(keys []uint64, all uint64) []uint64 {
	const digit = 11
	spare := make([]uint64, len(keys))
	var count [1 << digit]int
	for shift := 0; shift < 3*packBits; shift += digit {
		if all>>shift&(1<<digit-1) == 0 {
			continue
		}
		clear(count[:])
		for _, k := range keys {
			count[k>>shift&(1<<digit-1)]++
		}
		sum := 0
		for i, n := range count {
			count[i], sum = sum, sum+n
		}
		for _, k := range keys {
			d := k >> shift & (1<<digit - 1)
			spare[count[d]] = k
			count[d]++
		}
		keys, spare = spare, keys
	}
	return keys
}
