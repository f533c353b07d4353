// Package brand makes the history of a brand for benchmarks: any number of
// events of any number of customers over two years, in the order of the log,
// the same for the same numbers. It holds nothing in memory: each event follows
// from its number.
//
//	b := brand.Brand{Customers: 1_000_000, Events: 20_000_000, End: end}
//	for from := int64(0); from < b.Events; from += 50_000 {
//		events = b.Append(events[:0], from, 50_000)
//	}
//
// A fifth of the events are orders of one to three lines, one in a hundred is a
// refund, the rest are pages and products seen. A few customers buy much and
// most buy little; more customers come as time goes on.
package brand

import (
	"math"
	"strconv"
	"time"

	"regulars"
)

// Brand is what there is to tell.
type Brand struct {
	// Customers are numbered from 1, Events from 0.
	Customers, Events int64
	// End is just after the last event.
	End time.Time
}

// span is how long the history is.
const span = 2 * 365 * 24 * time.Hour

// Append appends at most n events, the first of which is that numbered from.
func (b Brand) Append(events []regulars.Event, from, n int64) []regulars.Event {
	for i := from; i < min(from+n, b.Events); i++ {
		events = append(events, b.Event(i))
	}
	return events
}

// kind is what an event tells.
type kind int

const (
	view kind = iota
	page
	order
	refund
)

func kindOf(i int64) kind {
	switch r := mix(i, 1) % 100; {
	case r < 20:
		return order
	case r == 20:
		return refund
	case r < 60:
		return view
	}
	return page
}

// mix gives 64 well-mixed bits for an event's number and a purpose
// (the finaliser of MurmurHash3).
func mix(i, purpose int64) uint64 {
	h := uint64(i)*0x9e3779b97f4a7c15 + uint64(purpose)*0xbf58476d1ce4e5b9
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// unit gives a number from 0 to below 1.
func unit(i, purpose int64) float64 { return float64(mix(i, purpose)>>11) / (1 << 53) }

func (b Brand) time(i int64) time.Time {
	return b.End.Add(-span + time.Duration(float64(span)*float64(i)/float64(b.Events))).Truncate(time.Microsecond)
}

// customer gives whom event i belongs to.
func (b Brand) customer(i int64) int64 {
	known := float64(b.Customers) * (0.4 + 0.6*float64(i)/float64(b.Events))
	return 1 + int64(known*math.Pow(unit(i, 2), 1.6))
}

// Event gives the event numbered i, from 0.
func (b Brand) Event(i int64) regulars.Event {
	at := b.time(i)
	e := regulars.Event{
		Position: regulars.Position{Seq: i + 1},
		ID:       strconv.FormatUint(mix(i, 3), 16) + "-" + strconv.FormatInt(i, 16),
		Type:     regulars.Track,
		Time:     at,
		Received: at.Add(time.Duration(mix(i, 4)%5000) * time.Millisecond),
		Source:   "bench",
		Channel:  []regulars.Channel{regulars.Web, regulars.App, regulars.Store, regulars.MiniProgram}[mix(i, 5)%4],
		Customer: b.customer(i),
	}
	product := strconv.FormatUint(mix(i, 6)%2000, 10)
	switch kindOf(i) {
	case order:
		b.order(&e, i)
	case refund:
		b.refund(&e, i)
	case view:
		e.Name = "Product Viewed"
		e.Body = []byte(`{"product_id":"p` + product + `","name":"茶 ` + product + `","url":"https://shop.example/p/` + product + `"}`)
	case page:
		e.Type, e.Name = regulars.Page, "Shop"
		e.Body = []byte(`{"path":"/c/` + product[:1] + `","title":"Tea and home","referrer":"https://search.example/"}`)
	}
	e.Origin = e.Customer
	e.UserID = "u" + strconv.FormatInt(e.Customer, 10)
	return e
}

func price(i, line int64) int64 { return 990 + int64(mix(i, 20+line)%20_000) }

func (b Brand) order(e *regulars.Event, i int64) {
	e.Name = "Order Completed"
	e.Order = orderID(i)
	body := append([]byte(`{"order_id":"`), e.Order...)
	body = append(body, `","currency":"CNY","products":[`...)
	for line := range 1 + int64(mix(i, 7)%3) {
		minor := price(i, line)
		e.Amount.Minor += minor
		if line > 0 {
			body = append(body, ',')
		}
		body = append(body, `{"product_id":"p`...)
		body = strconv.AppendUint(body, mix(i, 30+line)%2000, 10)
		body = append(body, `","quantity":1,"price":`...)
		body = append(body, regulars.Money{Minor: minor, Currency: "CNY"}.Decimal()...)
		body = append(body, '}')
	}
	e.Amount.Currency = "CNY"
	e.Body = append(body, `]}`...)
}

func orderID(i int64) string { return "A" + strconv.FormatInt(i, 10) }

// refund gives back part of an order some way before.
func (b Brand) refund(e *regulars.Event, i int64) {
	of := i - 1 - int64(mix(i, 8)%10_000)
	for of > 0 && kindOf(of) != order {
		of--
	}
	if of <= 0 {
		e.Name = "Shop"
		e.Type = regulars.Page
		return
	}
	e.Name, e.Order, e.Customer = "Order Refunded", orderID(of), b.customer(of)
	e.Amount = regulars.Money{Minor: -price(of, 0) / 2, Currency: "CNY"}
}
