package row

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

// MaxID bounds ids of customers and orders in bytes, as intake does.
const MaxID = 255

// MaxOfOrder bounds the rows of one order.
const MaxOfOrder = 20_000

// Refusal is why a row cannot be taken, and which field is to blame.
type Refusal struct {
	Reason Reason
	Field  Field
}

// Row is one row of a file, understood. Times are in microseconds since the
// epoch, 0 for none; money is in minor units.
type Row struct {
	Number             int64 // in the file, as a spreadsheet counts
	Customer, Order    string
	Name, Email, Phone string
	Status             string
	Time               int64
	// What was promised and what happened.
	Promised, Shipped, Delivered int64

	HasLine  bool // it says something of a product or money
	Refund   bool // money given back
	Product  string
	Quantity int64 // thousandths; never negative
	Price    int64 // of one
	Minor    int64 // of the whole line; never negative
	Currency string

	// More is of customers: alias, city, birthday and created, then the traits
	// in the order of [Columns.Traits].
	More []string
}

// Reader understands rows by a mapping.
type Reader struct {
	Kind    Kind
	Columns *Columns
	Dates   sheet.Dates
	Numbers sheet.Numbers
	// Currency is of amounts that name none.
	Currency string
	// Latest is the last time that is not in the future, in microseconds.
	Latest int64

	fields [][]byte
}

// Read understands a row, or says why it cannot be taken. fields are those of
// package sheet and are not kept.
func (r *Reader) Read(number int64, fields [][]byte) (Row, *Refusal) {
	w := Row{Number: number}
	r.fields = fields
	if len(fields) <= r.Columns.last {
		return w, &Refusal{BadColumns, ""}
	}
	for _, extra := range fields[min(len(fields), len(r.Columns.Names)):] {
		if len(Clean(extra)) > 0 {
			return w, &Refusal{BadColumns, ""}
		}
	}
	for _, t := range [...]struct {
		field Field
		to    *string
		max   int
	}{
		{Customer, &w.Customer, MaxID}, {Order, &w.Order, MaxID}, {Name, &w.Name, maxValue}, {Email, &w.Email, MaxID},
		{Phone, &w.Phone, MaxID}, {Status, &w.Status, MaxID}, {Product, &w.Product, maxValue},
	} {
		if f := r.text(t.field, t.to, t.max); f != nil {
			return w, f
		}
	}
	if r.Kind == Customers {
		return w, r.person(&w)
	}
	return w, r.purchase(&w)
}

// value gives the bytes of a field, nil when it is not mapped.
func (r *Reader) value(f Field) []byte {
	if i := r.Columns.At(f); i >= 0 {
		return r.fields[i]
	}
	return nil
}

func (r *Reader) text(f Field, to *string, max int) *Refusal {
	s := Clean(r.value(f))
	if len(s) > max {
		return &Refusal{TooLong, f}
	}
	*to = string(s)
	return nil
}

// Clean takes blanks from both ends, and puts a blank in the place of control
// characters, which a database may refuse and nobody can see.
func Clean(b []byte) []byte {
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
func (r *Reader) person(w *Row) *Refusal {
	for _, f := range [...]Field{Alias, City, Birthday, Created} {
		var s string
		if fault := r.text(f, &s, MaxID); fault != nil {
			return fault
		}
		if f == Birthday || f == Created {
			s = r.isoDate(f, s)
		}
		w.More = append(w.More, s)
	}
	for _, t := range r.Columns.traits {
		s := Clean(r.fields[t.place])
		if len(s) > maxValue {
			return &Refusal{TooLong, traitPrefix + t.name}
		}
		w.More = append(w.More, string(s))
	}
	if w.Customer == "" && w.Email == "" && w.Phone == "" {
		return &Refusal{NoCustomer, Customer}
	}
	return nil
}

// isoDate gives a date in ISO 8601; a text that is no date stays as it is.
func (r *Reader) isoDate(f Field, s string) string {
	d, ok := r.Dates.Parse([]byte(s))
	switch {
	case !ok || d.Time.IsZero():
		return s
	case d.DayOnly || f == Birthday:
		zone := r.Dates.Zone
		if zone == nil {
			zone = time.UTC
		}
		return d.Time.In(zone).Format(time.DateOnly)
	}
	return d.Time.Format(time.RFC3339Nano)
}

// purchase reads what an orders file has.
func (r *Reader) purchase(w *Row) *Refusal {
	if r.Columns.has(Order) && w.Order == "" {
		return &Refusal{NoOrder, Order}
	}
	if w.Order == "" && w.Customer == "" && w.Email == "" && w.Phone == "" {
		return &Refusal{NoCustomer, Customer}
	}
	d, ok := r.Dates.Parse(r.value(Time))
	if w.Time = regulars.Micros(d.Time); !ok || w.Time <= 0 {
		return &Refusal{BadTime, Time}
	}
	if w.Time > r.Latest {
		return &Refusal{InFuture, Time}
	}
	for _, t := range [...]struct {
		field  Field
		to     *int64
		reason Reason
	}{{Promised, &w.Promised, BadPromised}, {Shipped, &w.Shipped, BadShipped}, {Delivered, &w.Delivered, BadDelivered}} {
		d, ok := r.Dates.Parse(r.value(t.field))
		if !ok || !d.Time.IsZero() && regulars.Micros(d.Time) <= 0 {
			return &Refusal{t.reason, t.field}
		}
		if d.DayOnly && t.field == Promised && !d.Time.IsZero() {
			d.Time = endOfDay(d.Time, r.Dates.Zone) // promised for a day: until its end
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
func (r *Reader) line(w *Row) *Refusal {
	amount, ok := r.Numbers.Parse(r.value(Amount))
	if !ok {
		return &Refusal{BadAmount, Amount}
	}
	price, ok := r.Numbers.Parse(r.value(Price))
	if !ok {
		return &Refusal{BadPrice, Price}
	}
	quantity, ok := r.Numbers.Parse(r.value(Quantity))
	if !ok {
		return &Refusal{BadQuantity, Quantity}
	}
	if f := r.money(w, amount.Currency, price.Currency); f != nil {
		return f
	}
	w.Quantity = 1000
	var err error
	if quantity.Digits != "" {
		if w.Quantity, err = regulars.ParseDecimal(quantity.Digits, 3); err != nil {
			return &Refusal{BadQuantity, Quantity}
		}
	}
	if f := r.sums(w, amount.Digits, price.Digits); f != nil {
		return f
	}
	w.Refund = w.Minor < 0 || w.Quantity < 0
	w.Minor, w.Quantity, w.Price = abs(w.Minor), abs(w.Quantity), abs(w.Price)
	w.HasLine = amount.Digits != "" || price.Digits != "" || quantity.Digits != "" || w.Product != ""
	return nil
}

// money settles the row's currency: its column's, else what the amount itself
// names, else that of the file.
func (r *Reader) money(w *Row, named ...string) *Refusal {
	w.Currency = r.Currency
	if told := Clean(r.value(Currency)); len(told) > 0 {
		if w.Currency = upper(told); !regulars.ValidCurrency(w.Currency) {
			return &Refusal{BadCurrency, Currency}
		}
	}
	for _, n := range named {
		if n == "" || n == w.Currency {
			continue
		}
		if len(Clean(r.value(Currency))) > 0 {
			return &Refusal{BadCurrency, Currency} // two currencies in one row
		}
		w.Currency = n
	}
	if w.Currency == "" {
		return &Refusal{BadCurrency, Currency}
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
func (r *Reader) sums(w *Row, amount, price string) *Refusal {
	digits := regulars.MinorDigits(w.Currency)
	var fine int64
	var err error
	if price != "" {
		if fine, err = regulars.ParseDecimal(price, digits+spare); err != nil {
			return &Refusal{BadPrice, Price}
		}
		if w.Price, _ = order.Scale(fine, 1, pow10[spare]); w.Price > maxMoney || w.Price < -maxMoney {
			return &Refusal{BadPrice, Price}
		}
	}
	if amount != "" {
		if w.Minor, err = regulars.ParseDecimal(amount, digits); err != nil || abs(w.Minor) > maxMoney {
			return &Refusal{BadAmount, Amount}
		}
		return nil
	}
	minor, ok := order.Scale(fine, w.Quantity, pow10[spare]*1000)
	if !ok || abs(minor) > maxMoney {
		return &Refusal{BadPrice, Price}
	}
	w.Minor = minor
	return nil
}

var pow10 = [...]int64{1, 10, 100, 1000, 10_000}

// maxMoney bounds one line, so that no sum of an order's lines overflows.
const maxMoney = 9_000_000_000_000_000 / MaxOfOrder

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// Pack appends the row in the form in which it waits to be sorted.
func (w *Row) Pack(b []byte) []byte {
	for _, n := range [...]int64{w.Number, w.Time, w.Promised, w.Shipped, w.Delivered, w.Quantity, w.Price, w.Minor} {
		b = binary.AppendVarint(b, n)
	}
	flags := byte(0)
	if w.HasLine {
		flags |= 1
	}
	if w.Refund {
		flags |= 2
	}
	b = append(b, flags)
	for _, s := range [...]string{w.Customer, w.Order, w.Name, w.Email, w.Phone, w.Status, w.Product, w.Currency} {
		b = appendText(b, s)
	}
	for _, s := range w.More {
		b = appendText(b, s)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// Unpack is the inverse of [Row.Pack].
func Unpack(b []byte) (w Row) {
	for _, to := range [...]*int64{&w.Number, &w.Time, &w.Promised, &w.Shipped, &w.Delivered, &w.Quantity, &w.Price, &w.Minor} {
		v, n := binary.Varint(b)
		*to, b = v, b[n:]
	}
	w.HasLine, w.Refund = b[0]&1 != 0, b[0]&2 != 0
	b = b[1:]
	take := func() string {
		n, k := binary.Uvarint(b)
		s := string(b[k : k+int(n)])
		b = b[k+int(n):]
		return s
	}
	for _, to := range [...]*string{&w.Customer, &w.Order, &w.Name, &w.Email, &w.Phone, &w.Status, &w.Product, &w.Currency} {
		*to = take()
	}
	for len(b) > 0 {
		w.More = append(w.More, take())
	}
	return w
}
