package segment

import (
	"math/bits"

	"regulars"
)

// effect says what an event of the e-commerce vocabulary does to money.
type effect int

const (
	noMoney  effect = iota // tells about an order without moving money
	sale                   // the order's gross amount
	giveBack               // a refund: negative
)

// vocabulary holds the order events of Segment's e-commerce specification and
// those that package order adds, with the names of the specification's first
// version, in lower case with spaces.
var vocabulary = map[string]struct {
	name   string
	effect effect
}{
	"order completed": {"Order Completed", sale},
	"completed order": {"Order Completed", sale},
	"order placed":    {"Order Placed", sale},
	"order updated":   {"Order Updated", sale},
	"order shipped":   {"Order Shipped", noMoney},
	"order delivered": {"Order Delivered", noMoney},
	"order refunded":  {"Order Refunded", giveBack},
	"order cancelled": {"Order Cancelled", noMoney},
	"order canceled":  {"Order Cancelled", noMoney},
	"order reopened":  {"Order Reopened", noMoney},
}

// longestOrderName bounds the names looked up.
const longestOrderName = len("order cancelled")

// order recognises an order event: it fills the order's id and the amount, and
// gives the name its one spelling. Other events are left alone.
func (d *decoder) order(it *item, e *regulars.Event) *fault {
	if len(e.Name) > longestOrderName {
		return nil
	}
	var buf [longestOrderName]byte
	for i := range len(e.Name) {
		c := e.Name[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c |= 0x20
		case c == '_' || c == '-':
			c = ' '
		}
		buf[i] = c
	}
	word, ok := vocabulary[string(buf[:len(e.Name)])]
	if !ok {
		return nil
	}
	e.Name = word.name
	if f := d.identifier(it.order, &e.Order, "properties.order_id", maxID); f != nil {
		return f
	}
	if e.Order == "" {
		return &fault{"required", "properties.order_id"}
	}
	if word.effect == noMoney {
		return nil
	}
	amount, f := d.amount(it)
	if f == nil && word.effect == giveBack && amount.Minor > 0 {
		amount.Minor = -amount.Minor
	}
	e.Amount = amount
	return f
}

// amount reads the event's money: total, revenue or value, else the sum of its
// products. An event that says nothing of money gives the zero value.
func (d *decoder) amount(it *item) (regulars.Money, *fault) {
	currency, f := d.currency(it)
	if f != nil {
		return regulars.Money{}, f
	}
	for _, part := range [...]struct {
		v     span
		field string
	}{{it.total, "properties.total"}, {it.revenue, "properties.revenue"}, {it.value, "properties.value"}} {
		if absent(part.v) {
			continue
		}
		if part.v.kind != '0' && part.v.kind != '"' {
			return regulars.Money{}, &fault{"number", part.field}
		}
		m, err := regulars.ParseMoney(d.string(part.v), currency)
		if err != nil {
			return regulars.Money{}, moneyFault(err, part.field)
		}
		return m, nil
	}
	return d.sum(it, currency)
}

// absent reports whether a value says nothing: it is missing, null or "".
func absent(v span) bool {
	return v.kind == 0 || v.kind == 'n' || v.kind == '"' && v.len() == len(`""`)
}

func (d *decoder) currency(it *item) (string, *fault) {
	if absent(it.currency) {
		return d.o.Currency, nil
	}
	b := d.inside(it.currency)
	if len(b) != 3 {
		return "", &fault{"currency", "properties.currency"}
	}
	var code [3]byte
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		code[i] = c
	}
	if string(code[:]) == d.o.Currency {
		return d.o.Currency, nil
	}
	if !regulars.ValidCurrency(string(code[:])) {
		return "", &fault{"currency", "properties.currency"}
	}
	return string(code[:]), nil
}

func moneyFault(err error, field string) *fault {
	e, ok := err.(*regulars.Error)
	switch {
	case !ok:
		return &fault{"number", field}
	case e.Reason == "currency":
		return &fault{"currency", "properties.currency"}
	}
	return &fault{e.Reason, field}
}

// sum adds price × quantity of the products. A product without a price means
// that the sum is not known, so there is none.
func (d *decoder) sum(it *item, currency string) (regulars.Money, *fault) {
	if it.products.kind != '[' || currency == "" {
		return regulars.Money{}, nil
	}
	s := decoder{scanner: scanner{b: d.b[:it.products.end], i: int(it.products.start)}}
	total, any := int64(0), false
	for more := s.begin('['); more; more = s.next('[') {
		price, quantity := s.product()
		if absent(price) {
			return regulars.Money{}, nil
		}
		m, err := regulars.ParseMoney(s.string(price), currency)
		if err != nil {
			return regulars.Money{}, moneyFault(err, "properties.products.price")
		}
		n := int64(thousand)
		if !absent(quantity) {
			if n, err = regulars.ParseDecimal(s.string(quantity), 3); err != nil {
				return regulars.Money{}, moneyFault(err, "properties.products.quantity")
			}
		}
		line, ok := times(m.Minor, n)
		if total += line; !ok || total > maxMinor || total < -maxMinor {
			return regulars.Money{}, &fault{"range", "properties.products"}
		}
		any = true
	}
	if !any {
		return regulars.Money{}, nil
	}
	return regulars.Money{Minor: total, Currency: currency}, nil
}

const (
	thousand = 1000
	maxMinor = 9_000_000_000_000_000 // as in regulars.ParseMoney
)

// times gives minor × n ÷ 1000, rounded half away from zero.
func times(minor, n int64) (int64, bool) {
	neg := (minor < 0) != (n < 0)
	hi, lo := bits.Mul64(magnitude(minor), magnitude(n))
	if hi >= thousand {
		return 0, false
	}
	q, r := bits.Div64(hi, lo, thousand)
	if r >= thousand/2 {
		q++
	}
	if q > maxMinor {
		return 0, false
	}
	if neg {
		return -int64(q), true
	}
	return int64(q), true
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// product reads one element of products.
func (d *decoder) product() (price, quantity span) {
	if d.peek() != '{' {
		d.value()
		return span{}, span{}
	}
	for more := d.begin('{'); more; more = d.next('{') {
		key := d.key()
		switch v := d.value(); string(key) {
		case "price":
			price = v
		case "quantity":
			quantity = v
		}
	}
	return price, quantity
}
