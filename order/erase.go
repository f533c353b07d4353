package order

import (
	"slices"

	"regulars/internal/store"
)

// Erase removes the orders of customers for good. The sums by time and currency
// stay: they tell what was sold, not to whom.
func (b *Book) Erase(tx *store.Tx, customers []int64) error {
	return inChunks(customers, func(customers []int64) error {
		which, args := in(len(customers)), anys(customers)
		numbers, err := store.Rows(tx, store.One[int64], "SELECT number FROM orders WHERE customer IN "+which+
			" AND defined = 1 UNION ALL SELECT number FROM orders WHERE customer IN "+which+" AND defined = 0",
			append(slices.Clone(args), args...)...)
		if err != nil {
			return err
		}
		for _, table := range [...]string{"order_line", "refund", "orders"} {
			if err := deleteOf(tx, table, numbers); err != nil {
				return err
			}
		}
		return nil
	})
}

// Export gives all that is kept about a customer's orders, newest first; last
// those of which only a refund or a delivery was told.
func (b *Book) Export(tx *store.Tx, customer int64) ([]Order, error) {
	var out []Order
	for after := (Cursor{}); ; {
		p, err := b.OfCustomer(tx, customer, after, 500)
		if err != nil {
			return nil, err
		}
		out = append(out, p.Orders...)
		if after = p.Next; after == (Cursor{}) {
			break
		}
	}
	expected, err := store.Rows(tx, scanOrder, "SELECT "+orderColumns+" FROM orders WHERE customer = ? AND defined = 0 ORDER BY number", customer)
	if err != nil {
		return nil, err
	}
	if err := fill(tx, expected); err != nil {
		return nil, err
	}
	for _, o := range expected {
		out = append(out, o.Order)
	}
	return out, nil
}
