package duckdb

import (
	"fmt"
	"strconv"
	"strings"

	"regulars/internal/warehouse"
)

// The engine's integer division cuts towards zero, so days and instants are
// moved up by shift, in whole weeks, until they are positive.
const (
	hour  int64 = 3_600_000_000 // microseconds
	day         = 24 * hour
	shift int64 = 7_000_000 // days: back to 17,000 BC
)

func (r *renderer) expr(e warehouse.Expr) string {
	switch e.Op {
	case warehouse.OpColumn:
		if r.inLine {
			return element // the only column a field of a line can name
		}
		return identifier(e.Text)
	case warehouse.OpInt:
		return integer(e.Int)
	case warehouse.OpText:
		return quote(e.Text)
	case warehouse.OpAnd:
		return r.joined(e.Args, " AND ", "true")
	case warehouse.OpOr:
		return r.joined(e.Args, " OR ", "false")
	case warehouse.OpNot:
		return r.not(e.Args[0])
	case warehouse.OpIn:
		return r.in(e.Args)
	case warehouse.OpIf:
		return "(CASE WHEN " + r.expr(e.Args[0]) + " THEN " + r.expr(e.Args[1]) + " ELSE " + r.expr(e.Args[2]) + " END)"
	case warehouse.OpJSON:
		return "coalesce(" + r.json(e) + ", '')"
	case warehouse.OpDecimal:
		number, inRange := r.decimal(e)
		return "coalesce(CASE WHEN " + inRange + " THEN CAST(" + number + " AS BIGINT) END, 0)"
	case warehouse.OpNumeric:
		_, inRange := r.decimal(e)
		return "coalesce(" + inRange + ", false)"
	case warehouse.OpFlags:
		return r.flags(e.Args)
	case warehouse.OpOver:
		x, n := r.expr(e.Args[0]), integer(e.Int)
		return fmt.Sprintf("(%s // %s - CASE WHEN %s %% %s < 0 THEN 1::BIGINT ELSE 0::BIGINT END)", x, n, x, n)
	case warehouse.OpDay:
		return fmt.Sprintf("((%s + %s) // %d - %d)", r.civil(e), integer(shift*day), day, shift)
	case warehouse.OpHour:
		return fmt.Sprintf("((%s + %s) // %d %% 24)", r.civil(e), integer(shift*day), hour)
	case warehouse.OpWeek:
		// Day 0 was a Thursday, three days after a Monday.
		return fmt.Sprintf("((%s + %d) // 7 * 7 - %d)", r.expr(e.Args[0]), shift+3, shift+3)
	case warehouse.OpMonth:
		return r.month(e)
	}
	left, right := r.expr(e.Args[0]), r.expr(e.Args[1])
	switch e.Op {
	case warehouse.OpEq:
		return "(" + left + " = " + right + ")"
	case warehouse.OpLess:
		return "(" + left + " < " + right + ")"
	case warehouse.OpContains:
		return "contains(" + left + ", " + right + ")"
	case warehouse.OpStarts:
		return "starts_with(" + left + ", " + right + ")"
	case warehouse.OpEnds:
		return "ends_with(" + left + ", " + right + ")"
	case warehouse.OpPlus:
		return within64(left + "::HUGEINT + " + right)
	case warehouse.OpMinus:
		return within64(left + "::HUGEINT - " + right)
	case warehouse.OpTimes:
		return within64(left + "::HUGEINT * " + right)
	}
	panic(fmt.Sprintf("duckdb: no rendering of operation %d", e.Op)) // Check knows the same operations
}

// within64 cuts a wide number off where numbers stop.
func within64(wide string) string {
	return fmt.Sprintf("greatest(least(%s, %d::HUGEINT), -%d::HUGEINT)::BIGINT", wide, int64(warehouse.MostNumber), int64(warehouse.MostNumber))
}

func (r *renderer) joined(args []warehouse.Expr, by, none string) string {
	if len(args) == 0 {
		return none
	}
	list := make([]string, len(args))
	for i, a := range args {
		list[i] = r.expr(a)
	}
	return "(" + strings.Join(list, by) + ")"
}

func (r *renderer) in(args []warehouse.Expr) string {
	if len(args) == 1 {
		return "false"
	}
	list := make([]string, len(args)-1)
	for i, a := range args[1:] {
		list[i] = r.expr(a)
	}
	return "(" + r.expr(args[0]) + " IN (" + strings.Join(list, ", ") + "))"
}

// json reads from a column that should hold JSON; what does not gives NULL.
func (r *renderer) json(e warehouse.Expr) string {
	return "TRY(json_extract_string(" + r.expr(e.Args[0]) + ", " + quote(path(e.Path)) + "))"
}

// not turns comparisons around, which the engine can then hold to the bounds of
// whole blocks; there is no NULL that could make a difference.
func (r *renderer) not(e warehouse.Expr) string {
	turned := map[warehouse.Op]string{warehouse.OpLess: " >= ", warehouse.OpEq: " <> "}[e.Op]
	if turned == "" {
		return "(NOT " + r.expr(e) + ")"
	}
	return "(" + r.expr(e.Args[0]) + turned + r.expr(e.Args[1]) + ")"
}

// flags joins truths to the bits of a number.
func (r *renderer) flags(args []warehouse.Expr) string {
	list := make([]string, len(args)+1)
	list[0] = integer(0)
	for i, a := range args {
		list[i+1] = "(CASE WHEN " + r.expr(a) + " THEN " + integer(1<<i) + " ELSE " + integer(0) + " END)"
	}
	return "(" + strings.Join(list, " | ") + ")"
}

// decimal reads a number by way of a decimal with as many digits, so that it
// is rounded once, half away from zero, and never a float. It gives the units,
// and whether they are within bounds; NULL when there is no number.
func (r *renderer) decimal(e warehouse.Expr) (units, inRange string) {
	number := fmt.Sprintf("TRY_CAST(%s AS DECIMAL(%d, %d))", r.json(e), 16+e.Int, e.Int)
	scale := int64(1)
	for range e.Int {
		scale *= 10
	}
	units = fmt.Sprintf("%s * %d", number, scale)
	return units, "abs(" + units + ") <= 9000000000000000"
}

// civil gives the instant plus its offset in the zone, by a tree of
// comparisons: the rules come from Go, so that a day is the same everywhere.
func (r *renderer) civil(e warehouse.Expr) string {
	instant := r.expr(e.Args[0])
	offsets := warehouse.Offsets(e.Zone, r.first, r.last)
	if len(offsets) == 1 {
		return "(" + instant + " + " + integer(offsets[0].Ahead) + ")"
	}
	return "(" + instant + " + " + tree(instant, offsets) + ")"
}

func tree(instant string, offsets []warehouse.Offset) string {
	if len(offsets) == 1 {
		return integer(offsets[0].Ahead)
	}
	half := len(offsets) / 2
	return "(CASE WHEN " + instant + " < " + integer(offsets[half].From) +
		" THEN " + tree(instant, offsets[:half]) + " ELSE " + tree(instant, offsets[half:]) + " END)"
}

// month counts months since January 1970. Days that no calendar of the engine
// has are moved to its ends.
func (r *renderer) month(e warehouse.Expr) string {
	date := "(DATE '1970-01-01' + CAST(greatest(least(" + r.expr(e.Args[0]) + ", " + strconv.Itoa(warehouse.LastDay) + "), " +
		strconv.Itoa(warehouse.FirstDay) + ") AS INTEGER))"
	return "CAST((year(" + date + ") - 1970) * 12 + month(" + date + ") - 1 AS BIGINT)"
}
