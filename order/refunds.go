package order

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/zeebo/xxh3"

	"regulars"
)

// refund is a row of the table refund.
type refund struct {
	id       string
	kind     RefundKind
	at, told int64
	currency string
	minor    int64
	items    []item
}

// item is a line of a refund whose amount the order decides.
type item struct {
	Line     string `json:"line,omitempty"`
	Product  string `json:"product,omitempty"`
	Quantity int64  `json:"quantity,omitempty"` // thousandths; 0 for the whole line
}

// The ids of refunds of which an order has one.
const (
	restID   = "rest"
	cancelID = "cancellation"
)

// readRefunds takes what a refund event gives back: products with refund ids of
// their own, an amount, lines, or the rest of the order.
func (n *news) readRefunds(p properties) error {
	for _, product := range p.Products {
		if product.RefundID == "" {
			continue
		}
		l, err := product.line(n.amount.Currency)
		if err != nil {
			return err
		}
		n.refunds = append(n.refunds, refund{id: string(product.RefundID), kind: Part, at: n.at, told: n.at,
			currency: n.amount.Currency, minor: abs(l.total)})
	}
	if n.refunds != nil {
		return nil
	}
	r := refund{id: string(p.RefundID), kind: Rest, at: n.at, told: n.at}
	switch {
	case n.hasAmount:
		r.kind, r.currency, r.minor = Part, n.amount.Currency, abs(n.amount.Minor)
	case len(p.Products) > 0:
		r.kind = OfLines
		for _, product := range p.Products {
			l, err := product.line(n.amount.Currency)
			if err != nil {
				return err
			}
			i := item{Line: l.id, Product: l.product}
			if product.Quantity != "" {
				i.Quantity = l.quantity
			}
			r.items = append(r.items, i)
		}
	}
	if r.id == "" {
		r.id = restID
		if r.kind != Rest {
			r.id = r.fingerprint()
		}
	}
	n.refunds = []refund{r}
	return nil
}

// fingerprint is the id of a refund that came without one: the same news again
// is the same refund.
func (r *refund) fingerprint() string {
	b := strconv.AppendInt(nil, r.at, 10)
	b = strconv.AppendInt(append(b, ' '), r.minor, 10)
	b = append(append(b, ' '), r.currency...)
	b = append(b, r.itemsText()...)
	return "~" + strconv.FormatUint(xxh3.Hash(b), 16)
}

func (r *refund) itemsText() string {
	if len(r.items) == 0 {
		return ""
	}
	b, err := json.Marshal(r.items)
	if err != nil {
		panic(err) // strings and integers always marshal
	}
	return string(b)
}

// newer reports whether r is to replace s, news of the same refund. A stated
// refund counts more than one of the rest; of the rest, the earliest: a status
// that is told again and again is one refund.
func (r *refund) newer(s *refund) bool {
	switch {
	case r.kind == Rest && s.kind == Rest:
		return r.at < s.at
	case r.kind == Rest || s.kind == Rest:
		return s.kind == Rest
	}
	return cmp.Or(
		cmp.Compare(r.told, s.told),
		cmp.Compare(r.at, s.at),
		cmp.Compare(r.kind, s.kind),
		cmp.Compare(r.stated().Minor, s.stated().Minor),
		cmp.Compare(r.stated().Currency, s.stated().Currency),
		cmp.Compare(r.itemsText(), s.itemsText()),
	) > 0
}

// stated is the amount that the news itself gave; nothing where the order decides.
func (r *refund) stated() regulars.Money {
	if r.kind != Part {
		return regulars.Money{}
	}
	return regulars.Money{Minor: r.minor, Currency: r.currency}
}

// settle gives every refund whose amount the order decides its amount, and
// adds or takes away what a cancellation gives back.
func (s *state) settle() {
	s.refunds = slices.DeleteFunc(s.refunds, func(r refund) bool { return r.kind == Cancellation })
	slices.SortFunc(s.refunds, func(a, b refund) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id)) })
	var given int64
	for i := range s.refunds {
		r := &s.refunds[i]
		if r.kind == OfLines {
			r.currency, r.minor = s.currency, s.priceOf(r.items)
		}
		if r.kind != Rest && r.currency == s.currency {
			given += r.minor
		}
	}
	rest := max(0, s.total-given)
	for i := range s.refunds {
		if r := &s.refunds[i]; r.kind == Rest {
			r.currency, r.minor = s.currency, rest
			given, rest = given+rest, 0
		}
	}
	if s.cancelledAt != 0 && s.defined && rest > 0 {
		s.refunds = append(s.refunds, refund{id: cancelID, kind: Cancellation, at: s.cancelledAt,
			told: s.cancelledAt, currency: s.currency, minor: rest})
		given += rest
	}
	s.refunded = given
}

// priceOf gives what the order has for lines: the part of each that is given back.
func (s *state) priceOf(items []item) (minor int64) {
	for _, i := range items {
		for _, l := range s.lines {
			if l.hidden || i.Line != "" && i.Line != l.id || i.Line == "" && i.Product != l.product {
				continue
			}
			switch {
			case i.Quantity == 0 || i.Quantity >= l.quantity:
				minor += l.total
			case l.quantity > 0:
				minor += share(l.total, i.Quantity, l.quantity)
			}
			break
		}
	}
	return abs(minor)
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// tieOf gives a number from an event's content.
func tieOf(e *regulars.Event) int64 {
	h := xxh3.Hash(e.Body)
	return int64((h ^ xxh3.HashString(e.Name)) >> 1)
}
