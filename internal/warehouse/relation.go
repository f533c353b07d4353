package warehouse

// Kind is the kind of a column's values.
type Kind int

// The kinds.
const (
	KindInt Kind = iota
	KindText
	KindBool
	KindFloat // only what a quantile gives
)

// Column is a name and a kind.
type Column struct {
	Name string
	Kind Kind
}

// Step says what a [Relation] does to the one before it.
type Step int

// The steps.
const (
	StepEvents Step = iota // every event
	StepLines              // a row for each element of a JSON list
	StepWhere              // only rows where Cond holds
	StepWith               // more columns, Named
	StepKeep               // only the columns Names
	StepGroup              // a row for each value of Named, with Measures
	StepChain              // rows of equal Names, in the order of Order, see each other through Links
	StepSort               // in the order of Sorts, at most Limit rows
)

// Relation describes a table by the steps that lead to it. It is a value that
// never changes: each method gives a new relation that begins with the old one.
type Relation struct {
	Step     Step
	Of       *Relation // nil for StepEvents
	Cond     Expr
	Named    []Named
	Names    []string
	Order    []string
	Measures []Measure
	Links    []Link
	Sorts    []Order
	Limit    int // 0 for all
	Fields   []Named
	Path     []string
}

// Named is an expression with the name of the column it becomes.
type Named struct {
	As string
	Of Expr
}

// Order is one column to sort by.
type Order struct {
	Column  string
	Falling bool
}

// Question asks for tables of one state of the warehouse.
type Question struct {
	Relations []*Relation
	// Most is how many rows a table may have; 0 means [MostRows].
	Most int
}

// MostRows bounds a table unless a question says otherwise: an answer is held
// in memory, so it is for totals, not for copies of events.
const MostRows = 1_000_000

// Bound gives how many rows a table may have.
func (q Question) Bound() int {
	if q.Most > 0 {
		return q.Most
	}
	return MostRows
}

// Ask makes a question of relations; one that several of them build on is
// computed once.
func Ask(relations ...*Relation) Question { return Question{Relations: relations} }

// eventColumns are the columns of [Events]: the envelope, and what the
// warehouse adds to it.
var eventColumns = []Column{
	{"place", KindInt}, // grows by one or more from event to event, in the order of the log
	{"epoch", KindInt}, {"tx", KindInt}, {"seq", KindInt},
	{"id", KindText}, {"type", KindText}, {"name", KindText},
	{"user_id", KindText}, {"anonymous_id", KindText}, {"previous_id", KindText},
	{"time", KindInt}, {"received", KindInt}, // microseconds since 1970
	{"source", KindText}, {"channel", KindText}, {"order", KindText},
	{"amount", KindInt}, {"currency", KindText},
	{"body", KindText}, {"context", KindText},
	{"customer", KindInt}, // whom it belongs to now
	{"origin", KindInt},   // whom the log gave it to
}

// Events is every event, one row each. Its columns are those of the envelope,
// in snake case, with three more: place rises in the order of the log, customer
// is whom the event belongs to now, and origin whom the log gave it to.
func Events() *Relation { return &Relation{Step: StepEvents} }

// Lines gives a row for each element of the JSON list at path in the column
// body, with the row's own columns and the given fields. In a field, [JSON] and
// [Decimal] read the column "line", which is the element and is not kept. A row
// whose body has no such list gives none.
func (r *Relation) Lines(path []string, fields ...Named) *Relation {
	return &Relation{Step: StepLines, Of: r, Path: path, Fields: fields}
}

// Where keeps only rows where cond holds.
func (r *Relation) Where(cond Expr) *Relation {
	return &Relation{Step: StepWhere, Of: r, Cond: cond}
}

// With adds a column, or replaces the one of that name.
func (r *Relation) With(as string, of Expr) *Relation {
	return r.WithAll(Named{as, of})
}

// WithAll adds or replaces columns, all of them computed from the row as it was.
func (r *Relation) WithAll(columns ...Named) *Relation {
	return &Relation{Step: StepWith, Of: r, Named: columns}
}

// Keep keeps only the named columns. Before a relation that is used more than
// once it saves memory.
func (r *Relation) Keep(names ...string) *Relation {
	return &Relation{Step: StepKeep, Of: r, Names: names}
}

// Keys groups by columns as they are.
func Keys(names ...string) []Named {
	out := make([]Named, len(names))
	for i, name := range names {
		out[i] = Named{name, Col(name)}
	}
	return out
}

// Group gives one row for each combination of the keys' values, with the
// measures of its rows. Without keys it gives exactly one row, also of nothing.
func (r *Relation) Group(keys []Named, measures ...Measure) *Relation {
	return &Relation{Step: StepGroup, Of: r, Named: keys, Measures: measures}
}

// Chain lets the rows that are equal in the columns per see each other, in the
// order of the columns order, which must tell them apart. It keeps all rows and
// adds the links.
func (r *Relation) Chain(per, order []string, links ...Link) *Relation {
	return &Relation{Step: StepChain, Of: r, Names: per, Order: order, Links: links}
}

// Sort orders rows by columns, smallest first, or largest first for those with
// a leading minus. It counts only as a relation's last step, or before Top.
func (r *Relation) Sort(columns ...string) *Relation { return r.Top(0, columns...) }

// Top keeps the first limit rows in the order of [Relation.Sort]; the columns
// must tell rows apart for the cut to be the same each time.
func (r *Relation) Top(limit int, columns ...string) *Relation {
	sorts := make([]Order, len(columns))
	for i, c := range columns {
		if len(c) > 0 && c[0] == '-' {
			sorts[i] = Order{Column: c[1:], Falling: true}
		} else {
			sorts[i] = Order{Column: c}
		}
	}
	return &Relation{Step: StepSort, Of: r, Sorts: sorts, Limit: limit}
}
