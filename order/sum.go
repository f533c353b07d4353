package order

import (
	"cmp"
	"slices"

	"regulars/internal/store"
)

// quarterMicros is the length of the smallest span sums are kept for: every
// time zone's day begins at a quarter of an hour.
const quarterMicros = 15 * 60 * 1e6

type sumKey struct {
	quarter  int64
	currency string
}

// sum is a row of order_sum, or a change of one.
type sum struct{ orders, lines, revenue, refunds int64 }

func quarterOf(us int64) int64 {
	q := us / quarterMicros
	if us%quarterMicros < 0 {
		q--
	}
	return q
}

// count adds what an order counts for, times sign.
func (w *batch) count(s *state, sign int64) {
	at := func(us int64, currency string) *sum {
		k := sumKey{quarterOf(us), currency}
		if w.sums[k] == nil {
			w.sums[k] = &sum{}
		}
		return w.sums[k]
	}
	if s.defined {
		to := at(s.orderedAt, s.currency)
		to.orders += sign
		to.lines += sign * s.lineCount
		to.revenue += sign * s.total
	}
	for _, r := range s.refunds {
		if r.minor != 0 {
			at(r.at, r.currency).refunds += sign * r.minor
		}
	}
}

func saveSums(tx *store.Tx, sums map[sumKey]*sum) error {
	keys := make([]sumKey, 0, len(sums))
	for k, v := range sums {
		if *v != (sum{}) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b sumKey) int {
		return cmp.Or(cmp.Compare(a.quarter, b.quarter), cmp.Compare(a.currency, b.currency))
	})
	err := inChunks(keys, func(keys []sumKey) error {
		args := make([]any, 0, 6*len(keys))
		for _, k := range keys {
			v := sums[k]
			args = append(args, k.quarter, k.currency, v.orders, v.lines, v.revenue, v.refunds)
		}
		_, err := tx.Exec(`INSERT INTO order_sum (quarter, currency, orders, lines, revenue, refunds) VALUES `+
			store.Marks(len(keys), 6)+` ON CONFLICT (quarter, currency) DO UPDATE SET
			orders = order_sum.orders + excluded.orders, lines = order_sum.lines + excluded.lines,
			revenue = order_sum.revenue + excluded.revenue, refunds = order_sum.refunds + excluded.refunds`, args...)
		return err
	})
	if err != nil {
		return err
	}
	return dropEmpty(tx, keys, sums)
}

// dropEmpty removes sums that have come back to nothing, so that the table
// does not depend on the way by which it came to be.
func dropEmpty(tx *store.Tx, keys []sumKey, sums map[sumKey]*sum) error {
	var shrunk []int64
	for _, k := range keys {
		if v := sums[k]; min(v.orders, v.lines, v.revenue, v.refunds) < 0 {
			shrunk = append(shrunk, k.quarter)
		}
	}
	return inChunks(shrunk, func(quarters []int64) error {
		_, err := tx.Exec("DELETE FROM order_sum WHERE orders = 0 AND lines = 0 AND revenue = 0 AND refunds = 0 AND quarter IN "+
			in(len(quarters)), anys(quarters)...)
		return err
	})
}
