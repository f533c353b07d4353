package warehouse

import "time"

// Op says what an [Expr] does with its arguments.
type Op int

// The operations.
const (
	OpColumn   Op = iota // the column called Text
	OpInt                // the number Int
	OpText               // the text Text
	OpEq                 // both arguments are equal
	OpLess               // the first stands before the second
	OpAnd                // all arguments are true; of none, true
	OpOr                 // one of the arguments is true; of none, false
	OpNot                // the argument is false
	OpIn                 // the first argument equals one of the others, which are literals
	OpPlus               // sum
	OpMinus              // difference
	OpTimes              // product
	OpOver               // the first argument by Int, which is positive, rounded down
	OpIf                 // the second argument when the first is true, else the third
	OpDay                // the civil day of an instant in Zone
	OpHour               // the hour of the day of an instant in Zone
	OpWeek               // the Monday of a civil day
	OpMonth              // the month of a civil day
	OpJSON               // the text at Path of a JSON object
	OpDecimal            // the number at Path of a JSON object, in units of 10^-Int
	OpNumeric            // there is a number that OpDecimal gives
	OpContains           // the first argument has the second within
	OpStarts             // the first argument begins with the second
	OpEnds               // the first argument ends with the second
	OpFlags              // the number whose bits say which arguments are true
)

// Expr computes a value from a row. The zero value is not one; expressions are
// made by the functions of this package.
type Expr struct {
	Op   Op
	Args []Expr
	Text string
	Int  int64
	Path []string
	Zone *time.Location
}

// Col is the value of a column.
func Col(name string) Expr { return Expr{Op: OpColumn, Text: name} }

// Int is a whole number.
func Int(n int64) Expr { return Expr{Op: OpInt, Int: n} }

// Text is a text. It must be valid UTF-8 without a zero byte.
func Text(s string) Expr { return Expr{Op: OpText, Text: s} }

// Eq is whether e equals o; texts compare byte by byte.
func (e Expr) Eq(o Expr) Expr { return Expr{Op: OpEq, Args: []Expr{e, o}} }

// Ne is whether e differs from o.
func (e Expr) Ne(o Expr) Expr { return Not(e.Eq(o)) }

// Less is whether e stands before o; texts compare byte by byte.
func (e Expr) Less(o Expr) Expr { return Expr{Op: OpLess, Args: []Expr{e, o}} }

// AtLeast is whether e equals o or stands behind it.
func (e Expr) AtLeast(o Expr) Expr { return Not(e.Less(o)) }

// MostNumber is where sums, differences and products stop, in both directions,
// so that no value can make a question fail.
const MostNumber = 9_000_000_000_000_000_000

// Plus is e + o, within [MostNumber].
func (e Expr) Plus(o Expr) Expr { return Expr{Op: OpPlus, Args: []Expr{e, o}} }

// Minus is e − o, within [MostNumber].
func (e Expr) Minus(o Expr) Expr { return Expr{Op: OpMinus, Args: []Expr{e, o}} }

// Times is e × o, within [MostNumber].
func (e Expr) Times(o Expr) Expr { return Expr{Op: OpTimes, Args: []Expr{e, o}} }

// Over is e by n, which is positive, rounded down: −1 over 2 is −1.
func (e Expr) Over(n int64) Expr { return Expr{Op: OpOver, Args: []Expr{e}, Int: n} }

// InTexts is whether e is one of the texts.
func (e Expr) InTexts(texts ...string) Expr {
	args := []Expr{e}
	for _, s := range texts {
		args = append(args, Text(s))
	}
	return Expr{Op: OpIn, Args: args}
}

// InInts is whether e is one of the numbers.
func (e Expr) InInts(ints ...int64) Expr {
	args := []Expr{e}
	for _, n := range ints {
		args = append(args, Int(n))
	}
	return Expr{Op: OpIn, Args: args}
}

// And is whether all of them hold; of none, true.
func And(e ...Expr) Expr { return Expr{Op: OpAnd, Args: e} }

// Or is whether one of them holds; of none, false.
func Or(e ...Expr) Expr { return Expr{Op: OpOr, Args: e} }

// Not is whether e does not hold.
func Not(e Expr) Expr { return Expr{Op: OpNot, Args: []Expr{e}} }

// If is then where cond holds and otherwise elsewhere, both of one kind.
func If(cond, then, otherwise Expr) Expr { return Expr{Op: OpIf, Args: []Expr{cond, then, otherwise}} }

// Day is the civil day in zone of an instant in microseconds, as days since
// 1970-01-01. The instant must be the time or arrival of an event that is
// kept; days of other instants are not defined.
func Day(instant Expr, zone *time.Location) Expr {
	return Expr{Op: OpDay, Args: []Expr{instant}, Zone: zone}
}

// Hour is the hour of the day, 0 to 23, in zone of an instant as in [Day].
func Hour(instant Expr, zone *time.Location) Expr {
	return Expr{Op: OpHour, Args: []Expr{instant}, Zone: zone}
}

// Week is the Monday on or before a civil day, as a civil day.
func Week(day Expr) Expr { return Expr{Op: OpWeek, Args: []Expr{day}} }

// The civil days from 0001-01-01 to 9999-12-31, which have a month.
const (
	FirstDay = -719_162
	LastDay  = 2_932_896
)

// Month is the month of a civil day, as months since January 1970. Days before
// [FirstDay] and after [LastDay] count as these.
func Month(day Expr) Expr { return Expr{Op: OpMonth, Args: []Expr{day}} }

// JSON is what stands at path in a column that holds a JSON object: a text as
// it is, a whole number in digits, true and false as such; "" when it is
// absent, null, or the column holds no JSON. How a fraction, a list or an
// object is spelled is the engine's affair.
func JSON(column string, path ...string) Expr {
	return Expr{Op: OpJSON, Args: []Expr{Col(column)}, Path: path}
}

// Decimal is the number, or text of a number, at path in a column that holds a
// JSON object, in units of 10^−digits, rounded half away from zero: with 2
// digits, 12.5 is 1250. It is 0 when it is absent, no number, or beyond
// ±9·10¹⁵ of these units. Digits are 0 to 6.
func Decimal(column string, digits int, path ...string) Expr {
	return Expr{Op: OpDecimal, Args: []Expr{Col(column)}, Path: path, Int: int64(digits)}
}

// Numeric is whether [Decimal] finds a number: that tells a 0 from none.
func Numeric(column string, digits int, path ...string) Expr {
	return Expr{Op: OpNumeric, Args: []Expr{Col(column)}, Path: path, Int: int64(digits)}
}

// Contains is whether the text e has o within, letter for letter.
func (e Expr) Contains(o Expr) Expr { return Expr{Op: OpContains, Args: []Expr{e, o}} }

// Starts is whether the text e begins with o, letter for letter.
func (e Expr) Starts(o Expr) Expr { return Expr{Op: OpStarts, Args: []Expr{e, o}} }

// Ends is whether the text e ends with o, letter for letter.
func (e Expr) Ends(o Expr) Expr { return Expr{Op: OpEnds, Args: []Expr{e, o}} }

// MostFlags is how many truths fit into [Flags].
const MostFlags = 62

// Flags is a whole number that holds truths: the first in the lowest bit. So an
// answer about many conditions has one column.
func Flags(e ...Expr) Expr { return Expr{Op: OpFlags, Args: e} }
