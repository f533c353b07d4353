package warehouse

// Tally says how a [Measure] sums up the rows of a group.
type Tally int

// The tallies.
const (
	TallyCount    Tally = iota // how many rows
	TallySum                   // the sum
	TallyDistinct              // how many different values, exactly
	TallyMin                   // the smallest
	TallyMax                   // the largest
	TallyFirst                 // the value in the row with the smallest By
	TallyLast                  // the value in the row with the largest By
	TallyQuantile              // the value at the share Q, between neighbours by proportion
)

// Measure is one number or text about the rows of a group. Of no rows it is 0
// or "".
type Measure struct {
	As    string
	Tally Tally
	Of    Expr   // not for TallyCount
	By    Expr   // TallyFirst and TallyLast: a whole number
	Ties  []Expr // where By is equal: whole numbers; all together differ in each row
	Q     float64
	When  Expr // only rows where it holds; the zero value takes all
	Some  bool // When is given
}

// If restricts the measure to rows where cond holds.
func (m Measure) If(cond Expr) Measure {
	m.When, m.Some = cond, true
	return m
}

// Count is the number of rows.
func Count(as string) Measure { return Measure{As: as, Tally: TallyCount} }

// Sum is the sum of whole numbers, within [MostNumber].
func Sum(as string, of Expr) Measure { return Measure{As: as, Tally: TallySum, Of: of} }

// Distinct is how many different values there are, exactly.
func Distinct(as string, of Expr) Measure { return Measure{As: as, Tally: TallyDistinct, Of: of} }

// Min is the smallest value.
func Min(as string, of Expr) Measure { return Measure{As: as, Tally: TallyMin, Of: of} }

// Max is the largest value.
func Max(as string, of Expr) Measure { return Measure{As: as, Tally: TallyMax, Of: of} }

// First is the value in the row where by is smallest, and where that is equal,
// the first of ties, and so on. They are whole numbers that together differ
// from row to row, such as the column place, or time and place.
func First(as string, of, by Expr, ties ...Expr) Measure {
	return Measure{As: as, Tally: TallyFirst, Of: of, By: by, Ties: ties}
}

// Last is the value in the row where by is largest, as in [First].
func Last(as string, of, by Expr, ties ...Expr) Measure {
	return Measure{As: as, Tally: TallyLast, Of: of, By: by, Ties: ties}
}

// Quantile is the value below which the share q (0 to 1) of the whole numbers
// lies, interpolated between neighbours: the median for 0.5. It is a fraction.
func Quantile(as string, of Expr, q float64) Measure {
	return Measure{As: as, Tally: TallyQuantile, Of: of, Q: q}
}

// Position of a row among those of its chain.
const (
	LinkNth      LinkKind = iota // 1 for the first, 2 for the second …
	LinkPrevious                 // a column of the row before; 0 or "" in the first row
	LinkNext                     // a column of the row after; 0 or "" in the last row
	LinkOpening                  // a column of the first row
	LinkAhead                    // the sum of a column over rows that stand up to Span ahead
)

// LinkKind says which other row of a chain a [Link] looks at.
type LinkKind int

// Link is a column that [Relation.Chain] adds.
type Link struct {
	As     string
	Kind   LinkKind
	Column string // not for LinkNth
	Span   int64  // of LinkAhead, in units of the chain's first order column
}

// Nth numbers the rows of a chain from 1.
func Nth(as string) Link { return Link{As: as, Kind: LinkNth} }

// Previous is a column of the row before; 0 or "" in the first row.
func Previous(as, column string) Link { return Link{As: as, Kind: LinkPrevious, Column: column} }

// Next is a column of the row after; 0 or "" in the last row.
func Next(as, column string) Link { return Link{As: as, Kind: LinkNext, Column: column} }

// Opening is a column of the chain's first row.
func Opening(as, column string) Link { return Link{As: as, Kind: LinkOpening, Column: column} }

// Ahead is the sum of a whole-number column over the rows of the chain whose
// value in its first order column, a whole number, is the row's own or up to
// span larger, span included: the row itself and those before it with the same
// value, too. The sum stops at [MostNumber].
func Ahead(as, column string, span int64) Link {
	return Link{As: as, Kind: LinkAhead, Column: column, Span: span}
}
