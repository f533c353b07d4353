// Package order knows what customers bought: orders, their lines, refunds and
// what was promised about delivery. It serves rows K1, K6 and K9 of the mission
// and lays the ground for A5 (late orders noticed first).
//
// It is a follower of the log, "orders", behind "customers". The order events
// of Segment's e-commerce vocabulary make its state:
//
//	Order Placed, Order Completed   the order, its lines and its total
//	Order Updated                   newer lines, total or promise; with "added": true more lines
//	Order Shipped, Order Delivered  when it left and arrived
//	Order Refunded                  money given back: by amount, by line or in full
//	Order Cancelled, Order Reopened
//
// # One state, whatever the order of events
//
// An order is known by its id for good, a line and a refund by theirs within
// it. Each part of an order remembers when it was last told; older news never
// replaces newer, equal news changes nothing, and a refund or a delivery may
// come before its order. So any order and any repetition of the same events
// gives the same orders: a property test holds it.
//
// # Money
//
// Totals are gross and stay so; refunds stand apart. A cancelled order gives
// back what is left of it, as a refund of the kind "cancellation", so revenue less refunds is
// always what the shop kept. Each order has one currency and every sum is kept
// per currency; nothing is converted. Scores use the main currency of the
// workspace only (see [Book.Histories]).
//
// # Late
//
// An order is late when it was delivered after the promise, and overdue while
// the promise has passed and it is neither delivered nor cancelled.
//
//	book := order.Open(order.Options{Zone: zone, Currency: currency})
//	log.Follow(book.Follower())
//	…
//	o, err := book.Get(tx, "A-77")
//	fmt.Println(o.Status, o.Total, o.Refunded, o.Late)
//	err = book.Histories(tx, asOf, func(customer int64, days []order.Purchase) error { … })
package order
