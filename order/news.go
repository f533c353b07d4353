package order

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"regulars"
)

// The names of the events that make orders.
const (
	EventPlaced    = "Order Placed"
	EventCompleted = "Order Completed"
	EventUpdated   = "Order Updated"
	EventShipped   = "Order Shipped"
	EventDelivered = "Order Delivered"
	EventRefunded  = "Order Refunded"
	EventCancelled = "Order Cancelled"
	EventReopened  = "Order Reopened"
)

// act is what an event says happened to its order.
type act int

const (
	none act = iota
	placed
	updated
	shipped
	delivered
	refunded
	cancelled
	reopened
)

var acts = map[string]act{
	EventPlaced: placed, EventCompleted: placed, EventUpdated: updated, EventShipped: shipped,
	EventDelivered: delivered, EventRefunded: refunded, EventCancelled: cancelled, EventReopened: reopened,
}

// news is what one event tells of an order.
type news struct {
	act       act
	customer  int64
	origin    int64 // the number that the event's own identities name
	at        int64 // the event's time
	tie       int64 // from the event's content: which of two told at one instant counts
	amount    regulars.Money
	hasAmount bool
	added     bool
	lines     []line
	hasLines  bool
	refunds   []refund
	cancel    cancel
	// Instants in microseconds; 0 for not told.
	ordered, promised, shipped, delivered int64
	channel, source                       string
}

// cancel is what an event says of the order's being cancelled.
type cancel int

const (
	cancelUntold cancel = iota
	cancelYes
	cancelNo
)

// properties are the parts of an event's body that concern its order.
type properties struct {
	Currency    string    `json:"currency"`
	Status      string    `json:"status"`
	Added       bool      `json:"added"`
	RefundID    text      `json:"refund_id"`
	Products    []product `json:"products"`
	OrderedAt   text      `json:"ordered_at"`
	CreatedAt   text      `json:"created_at"`
	PromisedAt  text      `json:"promised_at"`
	ShippedAt   text      `json:"shipped_at"`
	DeliveredAt text      `json:"delivered_at"`
}

// product is an element of products.
type product struct {
	LineID    text `json:"line_id"`
	RefundID  text `json:"refund_id"`
	ProductID text `json:"product_id"`
	SKU       text `json:"sku"`
	Name      text `json:"name"`
	Quantity  text `json:"quantity"`
	Price     text `json:"price"`
	Total     text `json:"total"`
}

// text is a JSON string or number as it was written; anything else is "".
type text string

// UnmarshalJSON takes the text of a string or number and passes over the rest.
func (t *text) UnmarshalJSON(b []byte) error {
	*t = ""
	switch c := b[0]; {
	case c == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = text(s)
	case c == '-' || c >= '0' && c <= '9':
		*t = text(b)
	}
	return nil
}

// read turns an order event into news; base is the currency of amounts that
// name none.
func read(e *regulars.Event, base string) (news, error) {
	n := news{act: acts[e.Name], customer: e.Customer, origin: cmp.Or(e.Origin, e.Customer), at: regulars.Micros(e.Time), tie: tieOf(e),
		channel: string(e.Channel), source: e.Source, amount: e.Amount, hasAmount: e.Amount.Currency != ""}
	var p properties
	if len(e.Body) > 0 {
		if err := json.Unmarshal(e.Body, &p); err != nil {
			return n, regulars.Invalid("properties", "json", "the properties are not those of an order")
		}
	}
	if n.amount.Currency == "" {
		n.amount.Currency = currencyOf(p.Currency, base)
	}
	n.added = p.Added && n.act == updated
	n.ordered = n.at
	if n.act == updated {
		n.ordered = first(instant(p.OrderedAt), instant(p.CreatedAt), n.at)
	}
	n.promised, n.shipped, n.delivered = instant(p.PromisedAt), instant(p.ShippedAt), instant(p.DeliveredAt)
	n.state(p.Status)
	if n.act == refunded {
		return n, n.readRefunds(p)
	}
	if p.Products != nil && (n.act == placed || n.act == updated) {
		return n, n.readLines(p.Products)
	}
	return n, nil
}

// state takes what the event's name and its status say of the order's state.
// The status of an order's first event stands for the sale, so only a
// cancellation is read from it.
func (n *news) state(status string) {
	word := StatusOf(status)
	switch n.act {
	case shipped:
		n.shipped = first(n.shipped, n.at)
	case delivered:
		n.delivered = first(n.delivered, n.at)
	case cancelled:
		n.cancel = cancelYes
	case reopened:
		n.cancel = cancelNo
	case placed, updated:
		if word == Cancelled {
			n.cancel = cancelYes
		}
	}
	if n.act != updated {
		return
	}
	switch word {
	case Shipped:
		n.shipped = first(n.shipped, n.at)
	case Delivered:
		n.delivered = first(n.delivered, n.at)
	case Refunded:
		n.refunds = append(n.refunds, refund{id: restID, kind: Rest, at: n.at, told: n.at})
	}
}

func (n *news) readLines(products []product) error {
	n.hasLines = true
	seen := map[string]int{}
	for _, p := range products {
		l, err := p.line(n.amount.Currency)
		if err != nil {
			return err
		}
		if l.id == "" {
			l.id = repeated(seen, first(l.product, l.name, "line"))
		} else if seen[l.id]++; seen[l.id] > 1 {
			continue // the same line told twice is one line
		}
		l.added = n.added
		n.lines = append(n.lines, l)
	}
	return nil
}

// repeated gives a line without an id of its own one: its product, and from the
// second on its number among the lines of that product.
func repeated(seen map[string]int, product string) string {
	seen[product]++
	if seen[product] == 1 {
		return product
	}
	return product + "#" + itoa(int64(seen[product]))
}

func (p *product) line(currency string) (line, error) {
	l := line{id: string(p.LineID), product: string(first(p.ProductID, p.SKU)), name: string(p.Name), quantity: 1000}
	if p.Quantity != "" {
		q, err := regulars.ParseDecimal(string(p.Quantity), 3)
		if err != nil {
			return l, regulars.Invalid("properties.products.quantity", "number", "a quantity is a decimal number")
		}
		l.quantity = q
	}
	if p.Price != "" {
		m, err := regulars.ParseMoney(string(p.Price), currency)
		if err != nil {
			return l, regulars.Invalid("properties.products.price", "number", "a price is a decimal number")
		}
		l.price = m.Minor
	}
	if p.Total == "" {
		t, err := Times(l.price, l.quantity)
		l.total = t
		return l, err
	}
	m, err := regulars.ParseMoney(string(p.Total), currency)
	if err != nil {
		return l, regulars.Invalid("properties.products.total", "number", "a line's total is a decimal number")
	}
	l.total = m.Minor
	return l, nil
}

// instant reads an RFC 3339 time, a day, or seconds or milliseconds since the
// epoch; what it cannot read counts as not told.
func instant(t text) int64 {
	s := strings.TrimSpace(string(t))
	if s == "" {
		return 0
	}
	for _, layout := range [...]string{time.RFC3339Nano, time.DateTime, "2006-01-02T15:04:05.999999999", time.DateOnly} {
		if at, err := time.Parse(layout, s); err == nil {
			return regulars.Micros(at.UTC())
		}
	}
	digits := 6
	if whole, _, _ := strings.Cut(s, "."); len(whole) > 11 {
		digits = 3 // milliseconds
	}
	v, err := regulars.ParseDecimal(s, digits)
	if err != nil || v < 0 {
		return 0
	}
	return v
}

// first gives the first of values that is not the zero value.
func first[T comparable](values ...T) T {
	var zero T
	for _, v := range values {
		if v != zero {
			return v
		}
	}
	return zero
}

func currencyOf(told, base string) string {
	if c := strings.ToUpper(told); regulars.ValidCurrency(c) {
		return c
	}
	return base
}
