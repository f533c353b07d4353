package order

import (
	"time"

	"regulars"
	"regulars/internal/store"
)

// Totals are what all orders come to.
type Totals struct {
	Orders, Lines int64
	// Revenue is gross, by currency, and Refunds what was given back, by
	// currency; currencies without any are left out. Minor units.
	Revenue, Refunds map[string]int64
	// First and Last are when the first and the last order were placed; zero
	// when there is none.
	First, Last time.Time
}

// Stats gives what all orders come to. It reads sums that are kept up to date,
// so it is quick at any size.
func (b *Book) Stats(tx *store.Tx) (Totals, error) {
	t := Totals{Revenue: map[string]int64{}, Refunds: map[string]int64{}}
	err := store.Each(tx, func(row store.Scanner) error {
		var currency string
		var s sum
		if err := row.Scan(&currency, &s.orders, &s.lines, &s.revenue, &s.refunds); err != nil {
			return err
		}
		t.Orders += s.orders
		t.Lines += s.lines
		if s.orders != 0 {
			t.Revenue[currency] = s.revenue
		}
		if s.refunds != 0 {
			t.Refunds[currency] = s.refunds
		}
		return nil
	}, `SELECT currency, CAST(sum(orders) AS BIGINT), CAST(sum(lines) AS BIGINT),
		CAST(sum(revenue) AS BIGINT), CAST(sum(refunds) AS BIGINT) FROM order_sum GROUP BY currency`)
	if err != nil {
		return t, err
	}
	for _, end := range [...]struct {
		f  string
		at *time.Time
	}{{"min", &t.First}, {"max", &t.Last}} {
		us, err := store.Row(tx, store.One[int64], "SELECT coalesce("+end.f+"(ordered_at), 0) FROM orders WHERE defined = 1")
		if err != nil {
			return t, err
		}
		*end.at = regulars.FromMicros(us)
	}
	return t, nil
}

// DayTotals are one civil day's orders and refunds in one currency.
type DayTotals struct {
	// Day is the civil day in days since 1970-01-01.
	Day                             int32
	Orders, Lines, Revenue, Refunds int64
}

// Days gives the totals of each civil day of the workspace's zone on which
// something was ordered or given back in currency, from from to before to, in order.
func (b *Book) Days(tx *store.Tx, from, to time.Time, currency string) ([]DayTotals, error) {
	days := calendar{zone: b.o.Zone()}
	var out []DayTotals
	err := store.Each(tx, func(row store.Scanner) error {
		var quarter int64
		var s sum
		if err := row.Scan(&quarter, &s.orders, &s.lines, &s.revenue, &s.refunds); err != nil {
			return err
		}
		day := days.day(quarter * quarterMicros)
		if len(out) == 0 || out[len(out)-1].Day != day {
			out = append(out, DayTotals{Day: day})
		}
		d := &out[len(out)-1]
		d.Orders += s.orders
		d.Lines += s.lines
		d.Revenue += s.revenue
		d.Refunds += s.refunds
		return nil
	}, "SELECT quarter, orders, lines, revenue, refunds FROM order_sum WHERE quarter >= ? AND quarter < ? AND currency = ? ORDER BY quarter",
		quarterOf(regulars.Micros(from)), quarterOf(regulars.Micros(to)-1)+1, currency)
	return out, err
}
