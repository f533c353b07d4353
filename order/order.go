package order

import (
	"time"

	"regulars"
)

// Status says how far an order has come.
type Status string

// The statuses. An order is shown by the furthest it has come.
const (
	// Expected is an order of which only a refund or a delivery was told so
	// far. It is in no list and no sum but that of refunds.
	Expected  Status = "expected"
	Placed    Status = "placed"
	Shipped   Status = "shipped"
	Delivered Status = "delivered"
	Refunded  Status = "refunded" // all of its money was given back
	Cancelled Status = "cancelled"
)

// Order is one purchase.
type Order struct {
	// ID is the shop's number of the order.
	ID string
	// Customer is the dense number of who bought; 0 when that is not known.
	Customer int64
	Status   Status
	// Total is gross: what the order came to, before refunds.
	Total regulars.Money
	// Refunded is what was given back in the order's currency.
	Refunded regulars.Money
	// OrderedAt is when it was placed.
	OrderedAt time.Time
	// PromisedAt, ShippedAt, DeliveredAt and CancelledAt are zero when not told.
	PromisedAt, ShippedAt, DeliveredAt, CancelledAt time.Time
	// Late says that it was delivered after the promise.
	Late bool
	// Channel and Source are those of the event that placed it.
	Channel regulars.Channel
	Source  string
	// LineCount is how many lines it has; Lines holds them only in [Book.Get]
	// and in pages that ask for them.
	LineCount int64
	Lines     []Line
	Refunds   []Refund
}

// Overdue reports whether at now the promise has passed and the order is
// neither delivered, cancelled nor wholly refunded.
func (o *Order) Overdue(now time.Time) bool {
	return !o.PromisedAt.IsZero() && o.PromisedAt.Before(now) && (o.Status == Placed || o.Status == Shipped)
}

// Line is one product within an order.
type Line struct {
	// ID is unique within the order.
	ID string
	// Product is the shop's id of the product; Name what it is called.
	Product, Name string
	// Quantity is in thousandths, so that 0.5 kg is 500.
	Quantity int64
	// Price is of one unit, rounded to minor units; Total of the line, exact.
	Price, Total regulars.Money
}

// RefundKind says what a refund is of.
type RefundKind string

// The kinds of refund.
const (
	Part         RefundKind = "part"         // a stated amount
	OfLines      RefundKind = "lines"        // of lines, at the price the order has for them
	Rest         RefundKind = "rest"         // in full: all that was left of the order
	Cancellation RefundKind = "cancellation" // what was left when the order was cancelled
)

// Refund is money given back.
type Refund struct {
	// ID is unique within the order.
	ID   string
	Kind RefundKind
	At   time.Time
	// Amount is positive.
	Amount regulars.Money
}

// Purchase is one purchase occasion: all that a customer bought on one day.
type Purchase struct {
	// Day is the civil day in the workspace's zone, in days since 1970-01-01.
	Day int32
	// Orders counts the day's orders; Foreign those of them in another
	// currency than the one asked for, whose money is not in Minor.
	Orders, Foreign int32
	// Minor is the money of the day, less refunds, in minor units; at least 0.
	Minor int64
	// Time is when the last order of the day was placed.
	Time time.Time
}
