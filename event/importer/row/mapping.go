package row

import (
	"slices"
	"strings"

	"regulars"
)

// Kind is what the rows of a file are.
type Kind string

// The kinds.
const (
	Orders    Kind = "orders"
	Customers Kind = "customers"
)

// Field is what a column means.
type Field = string

// The fields. Of orders: Customer to Delivered; of customers: Customer, Alias,
// Name, Email, Phone, City, Birthday, Created, and "trait.x" for a trait x.
const (
	Customer  Field = "customer"
	Order     Field = "order"
	Time      Field = "time"
	Amount    Field = "amount"
	Quantity  Field = "quantity"
	Price     Field = "price"
	Product   Field = "product"
	Name      Field = "name"
	Email     Field = "email"
	Phone     Field = "phone"
	Currency  Field = "currency"
	Status    Field = "status"
	Promised  Field = "promised"
	Shipped   Field = "shipped"
	Delivered Field = "delivered"
	Alias     Field = "alias"
	City      Field = "city"
	Birthday  Field = "birthday"
	Created   Field = "created"
)

// traitPrefix begins the fields that are traits of any name.
const traitPrefix = "trait."

var fields = map[Kind][]Field{
	Orders: {Customer, Order, Time, Amount, Quantity, Price, Product, Name, Email, Phone, Currency, Status,
		Promised, Shipped, Delivered},
	Customers: {Customer, Alias, Name, Email, Phone, City, Birthday, Created},
}

// Fields gives the fields that a kind of file can have, in the order in which
// people should see them.
func (k Kind) Fields() []Field { return slices.Clone(fields[k]) }

// Valid reports whether k is a kind.
func (k Kind) Valid() bool { return fields[k] != nil }

func (k Kind) has(f Field) bool {
	return slices.Contains(fields[k], f) || k == Customers && strings.HasPrefix(f, traitPrefix) && len(f) > len(traitPrefix)
}

// Mapping says which column is which field: field → the column's name.
type Mapping map[Field]string

// ParseMapping reads "customer=customer_id,time=\"Invoice date\"". A column's
// name that has commas, equals signs, quotes or blanks at its ends is put
// between quotation marks, with a quotation mark in it written twice. It gives
// ErrInvalid for the field "map".
func ParseMapping(text string) (Mapping, error) {
	m := Mapping{}
	for rest := text; strings.TrimSpace(rest) != ""; {
		field, after, ok := strings.Cut(rest, "=")
		field = strings.TrimSpace(field)
		if !ok || field == "" {
			return nil, regulars.Invalid("map", "form", "a mapping is written field=column,field=column")
		}
		column, next, err := takeColumn(after)
		if err != nil {
			return nil, err
		}
		if _, twice := m[field]; twice {
			return nil, regulars.Invalid("map", "twice", "a field stands in the mapping twice")
		}
		m[field], rest = column, next
	}
	return m, nil
}

// takeColumn reads a column's name, quoted or not, and the comma behind it.
func takeColumn(text string) (column, rest string, err error) {
	text = strings.TrimLeft(text, " ")
	if !strings.HasPrefix(text, `"`) {
		column, rest, _ = strings.Cut(text, ",")
		return strings.TrimSpace(column), rest, nil
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		rest = strings.TrimLeft(text[i+1:], " ")
		if rest == "" || rest[0] == ',' {
			return b.String(), strings.TrimPrefix(rest, ","), nil
		}
		break
	}
	return "", "", regulars.Invalid("map", "quotes", "a quoted column name does not end where it should")
}

// Columns are the places of the mapped columns.
type Columns struct {
	// Names are of all columns, for reports.
	Names  []string
	places map[Field]int
	traits []trait
	last   int // the highest place in use
}

// trait is a column that becomes a trait.
type trait struct {
	name  string
	place int
}

// At gives the place of a field's column; -1 when it has none.
func (c *Columns) At(f Field) int {
	if i, ok := c.places[f]; ok {
		return i
	}
	return -1
}

func (c *Columns) has(fields ...Field) bool {
	return slices.ContainsFunc(fields, func(f Field) bool { return c.At(f) >= 0 })
}

// Traits gives the names of the traits that columns become, in a fixed order.
func (c *Columns) Traits() []string {
	names := make([]string, len(c.traits))
	for i, t := range c.traits {
		names[i] = t.name
	}
	return names
}

// Name gives the file's name of a field's column, "" when it has none.
func (c *Columns) Name(f Field) string {
	if i := c.At(f); i >= 0 {
		return c.Names[i]
	}
	return ""
}

// Resolve finds the columns of a mapping in a file's header. It gives ErrInvalid
// for each field that the kind does not have, that names no column, or that is
// missing.
func Resolve(kind Kind, m Mapping, header []string) (*Columns, error) {
	c := &Columns{places: map[Field]int{}, Names: header}
	var faults regulars.Faults
	for _, field := range sortedKeys(m) {
		if !kind.has(field) {
			faults.Add("map", "field", "the mapping names a field that "+string(kind)+" do not have")
			continue
		}
		i := findColumn(header, m[field])
		if i < 0 {
			faults.Add("map."+field, "column", "the file has no column of the name that the mapping gives for "+field)
			continue
		}
		c.places[field] = i
		c.last = max(c.last, i)
		if name, ok := strings.CutPrefix(field, traitPrefix); ok {
			c.traits = append(c.traits, trait{name, i})
		}
	}
	missing := func(field Field, what string) {
		faults.Add("map."+field, "required", "say which column "+what)
	}
	switch {
	case len(faults) > 0:
	case kind == Orders:
		if !c.has(Time) {
			missing(Time, "is the time of the order")
		}
		if !c.has(Customer, Email, Phone, Order) {
			missing(Customer, "is the customer (or email, phone, or the order, when its orders are known already)")
		}
	case !c.has(Customer, Email, Phone):
		missing(Customer, "is the customer (or email or phone)")
	}
	return c, faults.Err()
}

// findColumn finds a column by its name: exactly, else without regard to case
// and blanks at its ends.
func findColumn(header []string, name string) int {
	if i := slices.Index(header, name); i >= 0 {
		return i
	}
	return slices.IndexFunc(header, func(h string) bool {
		return strings.EqualFold(strings.TrimSpace(h), strings.TrimSpace(name))
	})
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
