package order

import (
	"errors"
	"slices"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Get gives an order with its lines and refunds, or ErrNotFound.
func (b *Book) Get(tx *store.Tx, id string) (Order, error) {
	o, err := store.Row(tx, scanOrder, "SELECT "+orderColumns+" FROM orders WHERE id = ?", id)
	if errors.Is(err, store.ErrNoRow) {
		return Order{}, regulars.NotFound("order")
	}
	if err != nil {
		return Order{}, err
	}
	one := []numbered{o}
	err = fill(tx, one)
	return one[0].Order, err
}

// Cursor is where a page of orders ended; the zero value stands before the first.
type Cursor struct {
	At     int64 `json:"at"`
	Number int64 `json:"number"`
}

// Page is a part of a list of orders. Next is zero at the end of the list.
type Page struct {
	Orders []Order
	Next   Cursor
}

// OfCustomer gives a customer's orders with their lines and refunds, newest
// first; limit is from 1 to 500.
func (b *Book) OfCustomer(tx *store.Tx, customer int64, after Cursor, limit int) (Page, error) {
	query, args := "SELECT "+orderColumns+" FROM orders WHERE customer = ? AND defined = 1", []any{customer}
	if after != (Cursor{}) {
		query += " AND (ordered_at < ? OR ordered_at = ? AND number < ?)"
		args = append(args, after.At, after.At, after.Number)
	}
	return page(tx, limit, func(n numbered) int64 { return regulars.Micros(n.OrderedAt) },
		query+" ORDER BY ordered_at DESC, number DESC LIMIT ?", args)
}

// Overdue gives orders whose promise passed before now and that are neither
// delivered, cancelled nor wholly refunded, the longest overdue first. A cursor
// without a number stands before the promises of its instant.
func (b *Book) Overdue(tx *store.Tx, now time.Time, after Cursor, limit int) (Page, error) {
	return page(tx, limit, func(n numbered) int64 { return regulars.Micros(n.PromisedAt) },
		"SELECT "+orderColumns+" FROM orders WHERE "+openPromise+
			" AND (promised_at > ? OR promised_at = ? AND number > ?) ORDER BY promised_at, number LIMIT ?",
		[]any{regulars.Micros(now), after.At, after.At, after.Number})
}

// Due gives orders whose promise falls between now and until and that are
// neither delivered, cancelled nor wholly refunded, the soonest first.
func (b *Book) Due(tx *store.Tx, now, until time.Time, after Cursor, limit int) (Page, error) {
	if after == (Cursor{}) {
		after = Cursor{At: regulars.Micros(now)}
	}
	return b.Overdue(tx, until, after, limit)
}

const openPromise = "promised_at > 0 AND delivered_at = 0 AND cancelled_at = 0 AND defined = 1 AND status <> 'refunded' AND promised_at < ?"

// Late gives orders that were delivered after the promise, from since on,
// newest delivery first.
func (b *Book) Late(tx *store.Tx, since time.Time, after Cursor, limit int) (Page, error) {
	query, args := "SELECT "+orderColumns+" FROM orders WHERE late = 1 AND defined = 1 AND delivered_at >= ?", []any{regulars.Micros(since)}
	if after != (Cursor{}) {
		query += " AND (delivered_at < ? OR delivered_at = ? AND number < ?)"
		args = append(args, after.At, after.At, after.Number)
	}
	return page(tx, limit, func(n numbered) int64 { return regulars.Micros(n.DeliveredAt) },
		query+" ORDER BY delivered_at DESC, number DESC LIMIT ?", args)
}

// LateAmong reports which of the orders with these ids were delivered after the
// promise.
func (b *Book) LateAmong(tx *store.Tx, ids []string) (map[string]bool, error) {
	late := map[string]bool{}
	for part := range slices.Chunk(ids, 200) {
		args := make([]any, len(part))
		for i, id := range part {
			args[i] = id
		}
		err := store.Each(tx, func(row store.Scanner) error {
			id, err := store.One[string](row)
			late[id] = true
			return err
		}, "SELECT id FROM orders WHERE late = 1 AND id IN "+in(len(args)), args...)
		if err != nil {
			return nil, err
		}
	}
	return late, nil
}

// Lateness is how many orders [Book.Overdue], [Book.Due] and [Book.Late] list.
type Lateness struct{ Overdue, Due, Late int64 }

// Lateness counts orders whose promise passed from since to now, those whose
// promise falls from now to until, and those delivered late since.
func (b *Book) Lateness(tx *store.Tx, since, now, until time.Time) (n Lateness, err error) {
	promised := func(from, to time.Time) (int64, error) {
		return store.Row(tx, store.One[int64], "SELECT count(*) FROM orders WHERE "+openPromise+" AND promised_at >= ?", regulars.Micros(to), regulars.Micros(from))
	}
	if n.Overdue, err = promised(since, now); err != nil {
		return n, err
	}
	if n.Due, err = promised(now, until); err != nil {
		return n, err
	}
	n.Late, err = store.Row(tx, store.One[int64], "SELECT count(*) FROM orders WHERE late = 1 AND defined = 1 AND delivered_at >= ?", regulars.Micros(since))
	return n, err
}

// page reads one order more than asked for, to know whether there is more.
func page(tx *store.Tx, limit int, key func(numbered) int64, query string, args []any) (Page, error) {
	list, err := store.Rows(tx, scanOrder, query, append(args, limit+1)...)
	if err != nil {
		return Page{}, err
	}
	var p Page
	if len(list) > limit {
		list = list[:limit]
		last := list[limit-1]
		p.Next = Cursor{At: key(last), Number: last.number}
	}
	if err := fill(tx, list); err != nil {
		return Page{}, err
	}
	p.Orders = make([]Order, len(list))
	for i := range list {
		p.Orders[i] = list[i].Order
	}
	return p, nil
}

// numbered is an order with the number under which its lines stand.
type numbered struct {
	Order
	number int64
}

func scanOrder(row store.Scanner) (numbered, error) {
	s, err := scanState(row)
	if err != nil {
		return numbered{}, err
	}
	return numbered{number: s.number, Order: Order{
		ID: s.id, Customer: s.customer, Status: s.status(),
		Total:     regulars.Money{Minor: s.total, Currency: s.currency},
		Refunded:  regulars.Money{Minor: s.refunded, Currency: s.currency},
		OrderedAt: regulars.FromMicros(s.orderedAt), PromisedAt: regulars.FromMicros(s.promisedAt),
		ShippedAt: regulars.FromMicros(s.shippedAt), DeliveredAt: regulars.FromMicros(s.deliveredAt),
		CancelledAt: regulars.FromMicros(s.cancelledAt), Late: s.late,
		Channel: regulars.Channel(s.channel), Source: s.source, LineCount: s.lineCount,
	}}, nil
}

// fill reads the lines and refunds of orders.
func fill(tx *store.Tx, list []numbered) error {
	byNumber := map[int64]*numbered{}
	numbers := make([]int64, len(list))
	for i := range list {
		numbers[i], byNumber[list[i].number] = list[i].number, &list[i]
	}
	return inChunks(numbers, func(numbers []int64) error {
		err := store.Each(tx, func(row store.Scanner) error {
			number, l, err := scanLine(row)
			if err != nil || l.hidden {
				return err
			}
			o := byNumber[number]
			o.Lines = append(o.Lines, Line{ID: l.id, Product: l.product, Name: l.name, Quantity: l.quantity,
				Price: regulars.Money{Minor: l.price, Currency: o.Total.Currency},
				Total: regulars.Money{Minor: l.total, Currency: o.Total.Currency}})
			return nil
		}, "SELECT "+lineColumns+" FROM order_line WHERE number IN "+in(len(numbers))+" ORDER BY number, n", anys(numbers)...)
		if err != nil {
			return err
		}
		return store.Each(tx, func(row store.Scanner) error {
			number, r, err := scanRefund(row)
			if err != nil {
				return err
			}
			o := byNumber[number]
			o.Refunds = append(o.Refunds, Refund{ID: r.id, Kind: r.kind, At: regulars.FromMicros(r.at),
				Amount: regulars.Money{Minor: r.minor, Currency: r.currency}})
			return nil
		}, "SELECT "+refundColumns+" FROM refund WHERE number IN "+in(len(numbers))+" ORDER BY number, at, id", anys(numbers)...)
	})
}
