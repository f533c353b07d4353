package order

import (
	"time"

	"regulars"
	"regulars/internal/store"
)

// FirstOrders gives when each customer with a number from from up to below to
// placed the first order; who never did is left out. It reads an index only.
func FirstOrders(tx *store.Tx, from, to int64) (map[int64]time.Time, error) {
	out := map[int64]time.Time{}
	return out, store.Each(tx, func(row store.Scanner) error {
		var customer, at int64
		err := row.Scan(&customer, &at)
		out[customer] = regulars.FromMicros(at)
		return err
	}, "SELECT customer, min(ordered_at) FROM orders WHERE customer >= ? AND customer < ? AND defined = 1 AND customer > 0 GROUP BY customer", from, to)
}
