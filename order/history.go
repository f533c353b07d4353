package order

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"time"

	"regulars"
	"regulars/internal/store"
)

// span is how many customer numbers are read at once.
const span = 8192

// Histories calls fn for every customer who bought, in order of number, with
// their purchase occasions as they stood at asOf, in order of time. Only what
// happened at or before asOf counts; the zero time means everything.
//
// Orders cancelled by then are left out. Refunds are netted: each against its
// order, and what is left of it, or a refund that names no known order, against
// what the customer bought before it, the latest first. Zero amounts stay.
// Money is that of the main currency (see [Book.Main]); orders in another
// currency count as purchases without money (see [Purchase.Foreign]).
//
// purchases is only valid during the call.
func (b *Book) Histories(tx *store.Tx, asOf time.Time, fn func(customer int64, purchases []Purchase) error) error {
	last, err := store.Row(tx, store.One[int64], "SELECT coalesce(max(customer), 0) FROM orders WHERE defined = 1")
	if err != nil {
		return err
	}
	r, err := b.historian(tx, asOf, fn)
	if err != nil {
		return err
	}
	return r.between(1, last+1)
}

// HistoriesBetween is [Book.Histories] for the customers with numbers from from
// up to below to.
func (b *Book) HistoriesBetween(tx *store.Tx, asOf time.Time, from, to int64, fn func(customer int64, purchases []Purchase) error) error {
	r, err := b.historian(tx, asOf, fn)
	if err != nil {
		return err
	}
	return r.between(from, to)
}

// between reads the customers from from up to below to, some at a time.
func (r *historian) between(from, to int64) error {
	for ; from < to; from += span {
		if err := r.read("customer >= ? AND customer < ?", from, min(from+span, to)); err != nil {
			return err
		}
	}
	return nil
}

// HistoryOf is [Book.Histories] for some customers only; those who bought
// nothing are left out.
func (b *Book) HistoryOf(tx *store.Tx, asOf time.Time, customers []int64, fn func(customer int64, purchases []Purchase) error) error {
	customers = slices.Clone(customers)
	slices.Sort(customers)
	r, err := b.historian(tx, asOf, fn)
	if err != nil {
		return err
	}
	return inChunks(slices.Compact(customers), func(customers []int64) error {
		return r.read("customer IN "+in(len(customers)), anys(customers)...)
	})
}

// historian puts histories together.
type historian struct {
	tx       *store.Tx
	fn       func(int64, []Purchase) error
	asOf     int64
	currency string
	days     calendar
	bought   []bought
	refunds  []givenBack
	out      []Purchase
}

// bought is one order as the history sees it.
type bought struct {
	customer, at, number, minor int64
	foreign, cancelled          bool
}

// givenBack is one refund as the history sees it.
type givenBack struct{ customer, at, number, minor int64 }

func (b *Book) historian(tx *store.Tx, asOf time.Time, fn func(int64, []Purchase) error) (*historian, error) {
	currency, err := b.Main(tx)
	if err != nil {
		return nil, err
	}
	r := &historian{tx: tx, fn: fn, asOf: math.MaxInt64, currency: currency, days: calendar{zone: b.o.Zone()}}
	if !asOf.IsZero() {
		r.asOf = regulars.Micros(asOf)
	}
	return r, nil
}

// read gives the histories of the customers that where names.
func (r *historian) read(where string, args ...any) error {
	args = append(slices.Clone(args), r.asOf)
	r.bought, r.refunds = r.bought[:0], r.refunds[:0]
	err := store.Each(r.tx, func(row store.Scanner) error {
		var b bought
		var currency string
		var cancelledAt int64
		err := row.Scan(&b.customer, &b.at, &b.number, &b.minor, &currency, &cancelledAt)
		b.cancelled = cancelledAt != 0 && cancelledAt <= r.asOf
		if b.foreign = currency != r.currency; b.foreign {
			b.minor = 0
		}
		r.bought = append(r.bought, b)
		return err
	}, "SELECT customer, ordered_at, number, total, currency, cancelled_at FROM orders WHERE "+where+
		" AND defined = 1 AND customer > 0 AND ordered_at <= ? ORDER BY customer, ordered_at, number", args...)
	if err != nil {
		return err
	}
	err = store.Each(r.tx, func(row store.Scanner) error {
		var g givenBack
		err := row.Scan(&g.customer, &g.at, &g.number, &g.minor)
		r.refunds = append(r.refunds, g)
		return err
	}, "SELECT customer, at, number, minor FROM refund WHERE "+where+
		" AND customer > 0 AND at <= ? AND currency = ? AND minor > 0 ORDER BY customer, at, number", append(args, r.currency)...)
	if err != nil {
		return err
	}
	return r.tell()
}

// tell walks through both lists, customer by customer.
func (r *historian) tell() error {
	refunds := r.refunds
	for i := 0; i < len(r.bought); {
		customer, end := r.bought[i].customer, i+1
		for end < len(r.bought) && r.bought[end].customer == customer {
			end++
		}
		for len(refunds) > 0 && refunds[0].customer < customer {
			refunds = refunds[1:]
		}
		n := 0
		for n < len(refunds) && refunds[n].customer == customer {
			n++
		}
		net(r.bought[i:end], refunds[:n])
		r.out = r.occasions(r.out[:0], r.bought[i:end])
		if len(r.out) > 0 {
			if err := r.fn(customer, r.out); err != nil {
				return err
			}
		}
		i, refunds = end, refunds[n:]
	}
	return nil
}

// net takes refunds from one customer's orders, which stand in order of time.
func net(orders []bought, refunds []givenBack) {
	for _, g := range refunds {
		i := slices.IndexFunc(orders, func(b bought) bool { return b.number == g.number })
		if i < 0 {
			i = sort.Search(len(orders), func(i int) bool { return orders[i].at > g.at }) - 1
			for i >= 0 && orders[i].cancelled {
				i--
			}
		}
		if i >= 0 && !orders[i].cancelled {
			orders[i].minor -= g.minor
		}
	}
}

// occasions merges one customer's orders by day. A day on which more was given
// back than bought takes the difference from the days before it.
func (r *historian) occasions(out []Purchase, orders []bought) []Purchase {
	for _, b := range orders {
		if b.cancelled {
			continue
		}
		day := r.days.day(b.at)
		if len(out) == 0 || out[len(out)-1].Day != day {
			out = append(out, Purchase{Day: day})
		}
		p := &out[len(out)-1]
		p.Orders++
		if b.foreign {
			p.Foreign++
		}
		p.Minor += b.minor
		p.Time = regulars.FromMicros(b.at)
	}
	var carry int64
	for i := len(out) - 1; i >= 0; i-- {
		left := out[i].Minor - carry
		carry, out[i].Minor = max(0, -left), max(0, left)
	}
	return out
}

// calendar turns instants into civil days of a zone, remembering the offset of
// the quarter of an hour at hand: zones change their offset at quarters only.
type calendar struct {
	zone    *time.Location
	quarter int64
	offset  int64 // microseconds
	known   bool
}

const dayMicros = 24 * 60 * 60 * 1e6

func (c *calendar) day(us int64) int32 {
	if q := quarterOf(us); !c.known || q != c.quarter {
		_, seconds := time.UnixMicro(us).In(c.zone).Zone()
		c.quarter, c.offset, c.known = q, int64(seconds)*1e6, true
	}
	local := us + c.offset
	day := local / dayMicros
	if local%dayMicros < 0 {
		day--
	}
	return int32(day)
}

// Main gives the currency in which scores count money: the workspace's base
// currency when there are orders in it, else the one with the most orders,
// or the base currency while there are none.
func (b *Book) Main(tx *store.Tx) (string, error) {
	type share struct {
		currency string
		orders   int64
	}
	shares, err := store.Rows(tx, func(row store.Scanner) (s share, err error) {
		err = row.Scan(&s.currency, &s.orders)
		return s, err
	}, "SELECT currency, CAST(sum(orders) AS BIGINT) FROM order_sum GROUP BY currency HAVING sum(orders) > 0")
	if err != nil {
		return "", err
	}
	base := b.o.Currency()
	slices.SortFunc(shares, func(a, b share) int {
		return cmp.Or(cmp.Compare(truth(b.currency == base), truth(a.currency == base)),
			cmp.Compare(b.orders, a.orders), cmp.Compare(a.currency, b.currency))
	})
	if len(shares) == 0 {
		return base, nil
	}
	return shares[0].currency, nil
}
