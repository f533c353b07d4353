package warehouse

import (
	"context"

	"regulars"
)

// Warehouse keeps every event by column. Queries may run while one goroutine
// at a time changes it; Append, CutBack, Erase and Backup wait for each other.
//
// A store that cannot answer gives ErrUnavailable.
type Warehouse interface {
	// Position gives how far the warehouse has come in the log.
	Position(ctx context.Context) (regulars.Position, error)

	// Append takes events in the order of the log and moves the position to
	// to, both in one transaction. Events at or before the stored position
	// are ignored, and so is a position behind it: the same call again
	// changes nothing. Merges, splits and erasures among the events take
	// effect, each where it stands. It gives ErrInvalid with reason "order" when the
	// events do not rise, or stand beyond to.
	Append(ctx context.Context, events []regulars.Event, to regulars.Position) error

	// CutBack forgets every event after to, and what merges and splits after
	// it did, when the warehouse is ahead of its log. It never moves forward.
	CutBack(ctx context.Context, to regulars.Position) error

	// Query answers a question from one state. It gives ErrInvalid with
	// reason "question" for one that [Check] refuses, and ErrTooLarge for a
	// table with more rows than the question allows.
	Query(ctx context.Context, q Question) (Answer, error)

	// Scan calls fn with every event after from, in the order of the log.
	// Customer and Origin are its origin, whoever has it now: so the same
	// events can be appended again, and merges replayed. An empty body or
	// context comes as nil. fn's error ends the scan and comes back as it is.
	Scan(ctx context.Context, from regulars.Position, fn func(regulars.Event) error) error

	// Erase forgets the persons behind customers: every event that belongs to
	// them now, or whose origin they are. What remains of an event that moved
	// money or concerned an order is its position, time, channel, amount and a
	// stand-in for the order's id, so that totals stay what they were; of
	// merges and splits, the numbers; of all others, nothing.
	//
	// The log says so, too ([Erased]), and Append does it when it gets there:
	// so no event escapes, and a warehouse that was restored forgets again. But
	// only Erase takes the text out of the files, also what Append has left in
	// them; with no customers it does just that.
	Erase(ctx context.Context, customers []int64) error

	// Backup writes a copy of one state into the folder dir, which it makes.
	// How to put it back is the adapter's to say.
	Backup(ctx context.Context, dir string) error

	// Close waits for work under way and lets go of every file.
	Close() error
}

// ErrRows is what [Warehouse.Query] gives for a table with too many rows.
var ErrRows = &regulars.Error{Code: regulars.ErrTooLarge, Reason: "rows", Message: "the answer has too many rows; group them, or ask for the first"}

// Answer is what a question gave: a table for each of its relations, in order.
type Answer struct {
	// At is the position up to which events were counted.
	At     regulars.Position
	Tables []Table
}

// Table is a small result, kept by column.
type Table struct {
	Series []Series
}

// Series is one column of a [Table]. Only the slice of its kind is filled.
type Series struct {
	Column
	Ints   []int64
	Floats []float64
	Texts  []string
	Bools  []bool
}

// Len gives the number of rows.
func (t Table) Len() int {
	if len(t.Series) == 0 {
		return 0
	}
	s := t.Series[0]
	return len(s.Ints) + len(s.Floats) + len(s.Texts) + len(s.Bools)
}

// Ints gives the whole numbers of a column, nil when there is no such column.
func (t Table) Ints(name string) []int64 { return t.series(name).Ints }

// Floats gives the fractions of a column, nil when there is no such column.
func (t Table) Floats(name string) []float64 { return t.series(name).Floats }

// Texts gives the texts of a column, nil when there is no such column.
func (t Table) Texts(name string) []string { return t.series(name).Texts }

// Bools gives the truths of a column, nil when there is no such column.
func (t Table) Bools(name string) []bool { return t.series(name).Bools }

func (t Table) series(name string) Series {
	for _, s := range t.Series {
		if s.Name == name {
			return s
		}
	}
	return Series{}
}
