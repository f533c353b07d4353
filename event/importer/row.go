package importer

import (
	"encoding/binary"
	"time"
	"unicode/utf8"

	"regulars"
	"regulars/event/importer/sheet"
	"regulars/order"
)

// maxValue bounds a text value that is kept, in bytes.
const maxValue = 1024

// maxID bounds ids of customers and orders, as intake does.
const maxID = 255

// refusal is why a row cannot be taken, and which field is to blame.
type refusal struct {
	reason Reason
	field  Field
}

// row is one row of a file, understood. Times are microseconds, 0 for none.
type row struct {
	number                       int64 // in the file
	customer, order              string
	name, email, phone           string
	status                       string
	time                         int64
	promised, shipped, delivered int64

	hasLine  bool // it says something of a product or money
	refund   bool // money given back
	product  string
	quantity int64 // thousandths; negative never
	price    int64 // minor units of one
	minor    int64 // of the whole line; negative never
	currency string

	more []string // customers: alias, city, birthday, created, and the traits
}

// reader understands rows by a mapping.
type reader struct {
	kind    Kind
	columns *columns
	dates   sheet.Dates
	numbers sheet.Numbers
	// currency is of amounts that name none; latest the last time that is not
	// in the future.
	currency string
	latest   int64
	fields   [][]byte
}

// read understands a row.
func (r *reader) read(number int64, fields [][]byte) (row, *refusal) {
	w := row{number: number}
	r.fields = fields
	if len(fields) <= r.columns.last {
		return w, &refusal{BadColumns, ""}
	}
	for _, extra := range fields[min(len(fields), len(r.columns.names)):] {
		if len(clean(extra)) > 0 {
			return w, &refusal{BadColumns, ""}
		}
	}
	for _, t := range [...]struct {
		field Field
		to    *string
		max   int
	}{
		{Customer, &w.customer, maxID}, {Order, &w.order, maxID}, {Name, &w.name, maxValue}, {Email, &w.email, maxID},
		{Phone, &w.phone, maxID}, {Status, &w.status, maxID}, {Product, &w.product, maxValue},
	} {
		if f := r.text(t.field, t.to, t.max); f != nil {
			return w, f
		}
	}
	if r.kind == Customers {
		return w, r.person(&w)
	}
	return w, r.purchase(&w)
}

// value gives the bytes of a field, nil when it is not mapped.
func (r *reader) value(f Field) []byte {
	if i := r.columns.at(f); i >= 0 {
		return r.fields[i]
	}
	return nil
}

func (r *reader) text(f Field, to *string, max int) *refusal {
	s := clean(r.value(f))
	if len(s) > max {
		return &refusal{TooLong, f}
	}
	*to = string(s)
	return nil
}

// clean takes blanks from both ends, and puts a blank in the place of control
// characters, which a database may refuse and nobody can see.
func clean(b []byte) []byte {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if !blank(r) {
			break
		}
		b = b[n:]
	}
	for len(b) > 0 {
		r, n := utf8.DecodeLastRune(b)
		if !blank(r) {
			break
		}
		b = b[:len(b)-n]
	}
	for i, c := range b {
		if c < 0x20 || c == 0x7F {
			out := append([]byte(nil), b...)
			for j := i; j < len(out); j++ {
				if out[j] < 0x20 || out[j] == 0x7F {
					out[j] = ' '
				}
			}
			return out
		}
	}
	return b
}

func blank(r rune) bool {
	return r <= 0x20 || r == 0x7F || r == '\u00a0' || r == '\u3000' || r == '\uFEFF' || r == '\u200b'
}

// person reads what a customers file has beside the contacts.
func (r *reader) person(w *row) *refusal {
	for _, f := range [...]Field{Alias, City, Birthday, Created} {
		var s string
		if fault := r.text(f, &s, maxID); fault != nil {
			return fault
		}
		if f == Birthday || f == Created {
			s = r.isoDate(f, s)
		}
		w.more = append(w.more, s)
	}
	for _, t := range r.columns.traits {
		s := clean(r.fields[t.place])
		if len(s) > maxValue {
			return &refusal{TooLong, traitPrefix + t.name}
		}
		w.more = append(w.more, string(s))
	}
	if w.customer == "" && w.email == "" && w.phone == "" {
		return &refusal{NoCustomer, Customer}
	}
	return nil
}

// isoDate gives a date in ISO 8601; a text that is no date stays as it is.
func (r *reader) isoDate(f Field, s string) string {
	d, ok := r.dates.Parse([]byte(s))
	switch {
	case !ok || d.Time.IsZero():
		return s
	case d.DayOnly || f == Birthday:
		zone := r.dates.Zone
		if zone == nil {
			zone = time.UTC
		}
		return d.Time.In(zone).Format(time.DateOnly)
	}
	return d.Time.Format(time.RFC3339Nano)
}

// purchase reads what an orders file has.
func (r *reader) purchase(w *row) *refusal {
	if r.columns.has(Order) && w.order == "" {
		return &refusal{NoOrder, Order}
	}
	if w.order == "" && w.customer == "" && w.email == "" && w.phone == "" {
		return &refusal{NoCustomer, Customer}
	}
	d, ok := r.dates.Parse(r.value(Time))
	if w.time = regulars.Micros(d.Time); !ok || w.time <= 0 {
		return &refusal{BadTime, Time}
	}
	if w.time > r.latest {
		return &refusal{InFuture, Time}
	}
	for _, t := range [...]struct {
		field  Field
		to     *int64
		reason Reason
	}{{Promised, &w.promised, BadPromised}, {Shipped, &w.shipped, BadShipped}, {Delivered, &w.delivered, BadDelivered}} {
		d, ok := r.dates.Parse(r.value(t.field))
		if !ok || !d.Time.IsZero() && regulars.Micros(d.Time) <= 0 {
			return &refusal{t.reason, t.field}
		}
		if d.DayOnly && t.field == Promised && !d.Time.IsZero() {
			d.Time = endOfDay(d.Time, r.dates.Zone) // promised for a day: until its end
		}
		*t.to = regulars.Micros(d.Time)
	}
	return r.line(w)
}

// endOfDay gives the last microsecond of the day that begins at t.
func endOfDay(t time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone).AddDate(0, 0, 1).Add(-time.Microsecond).UTC()
}

// line reads money and product.
func (r *reader) line(w *row) *refusal {
	amount, ok := r.numbers.Parse(r.value(Amount))
	if !ok {
		return &refusal{BadAmount, Amount}
	}
	price, ok := r.numbers.Parse(r.value(Price))
	if !ok {
		return &refusal{BadPrice, Price}
	}
	quantity, ok := r.numbers.Parse(r.value(Quantity))
	if !ok {
		return &refusal{BadQuantity, Quantity}
	}
	if f := r.money(w, amount.Currency, price.Currency); f != nil {
		return f
	}
	w.quantity = 1000
	var err error
	if quantity.Digits != "" {
		if w.quantity, err = regulars.ParseDecimal(quantity.Digits, 3); err != nil {
			return &refusal{BadQuantity, Quantity}
		}
	}
	if f := r.sums(w, amount.Digits, price.Digits); f != nil {
		return f
	}
	w.refund = w.minor < 0 || w.quantity < 0
	w.minor, w.quantity, w.price = abs(w.minor), abs(w.quantity), abs(w.price)
	w.hasLine = amount.Digits != "" || price.Digits != "" || quantity.Digits != "" || w.product != ""
	return nil
}

// money settles the row's currency: its column's, else what the amount itself
// names, else that of the file.
func (r *reader) money(w *row, named ...string) *refusal {
	w.currency = r.currency
	if told := clean(r.value(Currency)); len(told) > 0 {
		if w.currency = upper(told); !regulars.ValidCurrency(w.currency) {
			return &refusal{BadCurrency, Currency}
		}
	}
	for _, n := range named {
		if n == "" || n == w.currency {
			continue
		}
		if len(clean(r.value(Currency))) > 0 {
			return &refusal{BadCurrency, Currency} // two currencies in one row
		}
		w.currency = n
	}
	if w.currency == "" {
		return &refusal{BadCurrency, Currency}
	}
	return nil
}

func upper(b []byte) string {
	out := make([]byte, len(b))
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		out[i] = c
	}
	return string(out)
}

// spare is how many digits behind the minor unit a price keeps until it is
// multiplied: half cents of a thousand screws are ten.
const spare = 4

// sums works out the line's money: the amount, else price × quantity, exactly,
// rounded once at the end.
func (r *reader) sums(w *row, amount, price string) *refusal {
	digits := regulars.MinorDigits(w.currency)
	var fine int64
	var err error
	if price != "" {
		if fine, err = regulars.ParseDecimal(price, digits+spare); err != nil {
			return &refusal{BadPrice, Price}
		}
		if w.price, _ = order.Scale(fine, 1, pow10[spare]); w.price > maxMoney || w.price < -maxMoney {
			return &refusal{BadPrice, Price}
		}
	}
	if amount != "" {
		if w.minor, err = regulars.ParseDecimal(amount, digits); err != nil || abs(w.minor) > maxMoney {
			return &refusal{BadAmount, Amount}
		}
		return nil
	}
	minor, ok := order.Scale(fine, w.quantity, pow10[spare]*1000)
	if !ok || abs(minor) > maxMoney {
		return &refusal{BadPrice, Price}
	}
	w.minor = minor
	return nil
}

var pow10 = [...]int64{1, 10, 100, 1000, 10_000}

// maxMoney bounds one line, so that no sum of an order's lines overflows.
const maxMoney = 9_000_000_000_000_000 / maxRowsOfOrder

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// pack writes the row in the form in which it waits to be sorted.
func (w *row) pack(b []byte) []byte {
	for _, n := range [...]int64{w.number, w.time, w.promised, w.shipped, w.delivered, w.quantity, w.price, w.minor} {
		b = binary.AppendVarint(b, n)
	}
	flags := byte(0)
	if w.hasLine {
		flags |= 1
	}
	if w.refund {
		flags |= 2
	}
	b = append(b, flags)
	for _, s := range [...]string{w.customer, w.order, w.name, w.email, w.phone, w.status, w.product, w.currency} {
		b = appendText(b, s)
	}
	for _, s := range w.more {
		b = appendText(b, s)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// unpack is the inverse of pack.
func unpack(b []byte) (w row) {
	for _, to := range [...]*int64{&w.number, &w.time, &w.promised, &w.shipped, &w.delivered, &w.quantity, &w.price, &w.minor} {
		v, n := binary.Varint(b)
		*to, b = v, b[n:]
	}
	w.hasLine, w.refund = b[0]&1 != 0, b[0]&2 != 0
	b = b[1:]
	take := func() string {
		n, k := binary.Uvarint(b)
		s := string(b[k : k+int(n)])
		b = b[k+int(n):]
		return s
	}
	for _, to := range [...]*string{&w.customer, &w.order, &w.name, &w.email, &w.phone, &w.status, &w.product, &w.currency} {
		*to = take()
	}
	for len(b) > 0 {
		w.more = append(w.more, take())
	}
	return w
}
