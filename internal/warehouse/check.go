package warehouse

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"regulars"
)

// Limits of a question, so that nobody builds one that an engine chokes on.
const (
	maxSteps = 200
	maxDepth = 100
	maxIn    = 100_000
)

// Check gives nil for a question that every adapter can answer, and else
// ErrInvalid with reason "question" and a sentence that says what is wrong.
func Check(q Question) error {
	if len(q.Relations) == 0 {
		return fault("a question asks for at least one table")
	}
	for _, r := range q.Relations {
		if _, err := r.Columns(); err != nil {
			return err
		}
	}
	return nil
}

func fault(message string) error {
	return &regulars.Error{Code: regulars.ErrInvalid, Reason: "question", Message: message}
}

// Columns gives the columns of the relation in their order, or why it is wrong,
// as in [Check].
func (r *Relation) Columns() ([]Column, error) {
	var steps []*Relation
	for at := r; at != nil; at = at.Of {
		if steps = append(steps, at); len(steps) > maxSteps {
			return nil, fault("a relation has at most " + strconv.Itoa(maxSteps) + " steps")
		}
	}
	var columns []Column
	for i := len(steps) - 1; i >= 0; i-- {
		at := steps[i]
		if (at.Step == StepEvents) != (at.Of == nil) {
			return nil, fault("a relation begins with Events, once")
		}
		var err error
		if columns, err = at.columns(columns); err != nil {
			return nil, err
		}
	}
	return columns, nil
}

func (r *Relation) columns(in []Column) ([]Column, error) {
	switch r.Step {
	case StepEvents:
		return eventColumns, nil
	case StepLines:
		return r.lines(in)
	case StepWhere:
		return in, kindIs(r.Cond, in, KindBool)
	case StepWith:
		out := in
		for _, n := range r.Named {
			var err error
			if out, err = add(out, n, in); err != nil {
				return nil, err
			}
		}
		return out, nil
	case StepKeep:
		return named(in, r.Names)
	case StepGroup:
		return r.group(in)
	case StepChain:
		return r.chain(in)
	case StepSort:
		if r.Limit < 0 {
			return nil, fault("a limit is not negative")
		}
		for _, s := range r.Sorts {
			if _, err := kindOf(Col(s.Column), in, 0); err != nil {
				return nil, err
			}
		}
		return in, nil
	}
	return nil, fault("there is no such step")
}

// lineColumn is what a field of [Relation.Lines] reads.
const lineColumn = "line"

func (r *Relation) lines(in []Column) ([]Column, error) {
	if err := kindIs(Col("body"), in, KindText); err != nil {
		return nil, err
	}
	if err := checkPath(r.Path); err != nil {
		return nil, err
	}
	out := in
	for _, f := range r.Fields {
		var err error
		if out, err = add(out, f, []Column{{lineColumn, KindText}}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r *Relation) group(in []Column) (out []Column, err error) {
	for _, k := range r.Named {
		kind, err := kindOf(k.Of, in, 0)
		if err != nil {
			return nil, err
		}
		if out, err = join(out, Column{k.As, kind}); err != nil {
			return nil, err
		}
	}
	for _, m := range r.Measures {
		kind, err := m.kind(in)
		if err != nil {
			return nil, err
		}
		if out, err = join(out, Column{m.As, kind}); err != nil {
			return nil, err
		}
	}
	if len(out) == 0 {
		return nil, fault("a group has a key or a measure")
	}
	return out, nil
}

func (m Measure) kind(in []Column) (Kind, error) {
	if m.Some {
		if err := kindIs(m.When, in, KindBool); err != nil {
			return 0, err
		}
	}
	if m.Tally == TallyCount {
		return KindInt, nil
	}
	kind, err := kindOf(m.Of, in, 0)
	switch {
	case err != nil:
		return 0, err
	case kind != KindInt && kind != KindText:
		return 0, fault("measures are of whole numbers and texts")
	}
	switch m.Tally {
	case TallyDistinct:
		return KindInt, nil
	case TallySum, TallyQuantile:
		if kind != KindInt || !(m.Q >= 0 && m.Q <= 1) {
			return 0, fault("sums and quantiles are of whole numbers, a quantile's share is 0 to 1")
		}
		if m.Tally == TallyQuantile {
			return KindFloat, nil
		}
		return KindInt, nil
	case TallyFirst, TallyLast:
		for _, by := range append([]Expr{m.By}, m.Ties...) {
			if err := kindIs(by, in, KindInt); err != nil {
				return 0, err
			}
		}
		return kind, nil
	case TallyMin, TallyMax:
		return kind, nil
	}
	return 0, fault("there is no such measure")
}

func (r *Relation) chain(in []Column) ([]Column, error) {
	if _, err := named(in, slices.Concat(r.Names, r.Order)); err != nil {
		return nil, err
	}
	if len(r.Order) == 0 {
		return nil, fault("a chain has an order")
	}
	out := in
	for _, l := range r.Links {
		kind := KindInt
		if l.Kind != LinkNth {
			var err error
			if kind, err = kindOf(Col(l.Column), in, 0); err != nil {
				return nil, err
			}
			if kind != KindInt && kind != KindText {
				return nil, fault("a chain looks at whole numbers and texts")
			}
			if l.Kind == LinkAhead {
				if by, _ := kindOf(Col(r.Order[0]), in, 0); kind != KindInt || by != KindInt || l.Span < 0 || l.Span > MostNumber {
					return nil, fault("a sum ahead is of whole numbers, by a whole number")
				}
			}
		}
		var err error
		if out, err = join(out, Column{l.As, kind}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// named gives the columns of these names, in this order.
func named(in []Column, names []string) (out []Column, err error) {
	for _, name := range names {
		kind, err := kindOf(Col(name), in, 0)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out, Column{name, kind}) {
			out = append(out, Column{name, kind})
		}
	}
	if len(out) == 0 {
		return nil, fault("a relation keeps at least one column")
	}
	return out, nil
}

// add gives out with the column n, computed from in, added or replaced.
func add(out []Column, n Named, in []Column) ([]Column, error) {
	kind, err := kindOf(n.Of, in, 0)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(out, func(c Column) bool { return c.Name == n.As })
	if i < 0 {
		return join(out, Column{n.As, kind})
	}
	out = slices.Clone(out)
	out[i].Kind = kind
	return out, nil
}

// join gives out with one more column, whose name must be new and plain.
func join(out []Column, c Column) ([]Column, error) {
	plain := len(c.Name) > 0 && len(c.Name) <= 60
	for _, b := range []byte(c.Name) {
		plain = plain && (b == '_' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9')
	}
	if !plain {
		return nil, fault("a column's name is 1 to 60 letters, digits and underscores")
	}
	if slices.ContainsFunc(out, func(o Column) bool { return strings.EqualFold(o.Name, c.Name) }) {
		return nil, fault("the column " + c.Name + " stands twice")
	}
	return append(slices.Clone(out), c), nil
}

func kindIs(e Expr, in []Column, want Kind) error {
	kind, err := kindOf(e, in, 0)
	if err == nil && kind != want {
		err = fault("an expression is of the wrong kind")
	}
	return err
}

// operands gives, for operations whose arguments all have one fixed kind, how
// many there are (−1 for any number), their kind and the result's.
var operands = map[Op]struct {
	n        int
	in, gave Kind
}{
	OpAnd: {-1, KindBool, KindBool}, OpOr: {-1, KindBool, KindBool}, OpNot: {1, KindBool, KindBool},
	OpPlus: {2, KindInt, KindInt}, OpMinus: {2, KindInt, KindInt}, OpTimes: {2, KindInt, KindInt},
	OpOver: {1, KindInt, KindInt}, OpDay: {1, KindInt, KindInt}, OpHour: {1, KindInt, KindInt},
	OpWeek: {1, KindInt, KindInt}, OpMonth: {1, KindInt, KindInt},
	OpJSON: {1, KindText, KindText}, OpDecimal: {1, KindText, KindInt}, OpNumeric: {1, KindText, KindBool},
	OpContains: {2, KindText, KindBool}, OpStarts: {2, KindText, KindBool}, OpEnds: {2, KindText, KindBool},
	OpFlags: {-1, KindBool, KindInt},
}

func kindOf(e Expr, in []Column, depth int) (Kind, error) {
	if depth > maxDepth || len(e.Args) > maxIn {
		return 0, fault("an expression is too large")
	}
	switch e.Op {
	case OpColumn:
		for _, c := range in {
			if c.Name == e.Text {
				return c.Kind, nil
			}
		}
		return 0, fault("a column is not there")
	case OpInt:
		return KindInt, nil
	case OpText:
		if !utf8.ValidString(e.Text) || strings.ContainsRune(e.Text, 0) {
			return 0, fault("a text is valid UTF-8 without a zero byte")
		}
		return KindText, nil
	}
	kinds := make([]Kind, len(e.Args))
	for i, a := range e.Args {
		var err error
		if kinds[i], err = kindOf(a, in, depth+1); err != nil {
			return 0, err
		}
	}
	if o, ok := operands[e.Op]; ok {
		if o.n >= 0 && len(kinds) != o.n || slices.ContainsFunc(kinds, func(k Kind) bool { return k != o.in }) {
			return 0, fault("an expression is of the wrong kind")
		}
		return o.gave, checkDetails(e)
	}
	return kindOfChoice(e, kinds)
}

// kindOfChoice is for operations whose arguments may be of several kinds.
func kindOfChoice(e Expr, kinds []Kind) (Kind, error) {
	alike := len(kinds) > 0 && !slices.ContainsFunc(kinds, func(k Kind) bool { return k != kinds[len(kinds)-1] })
	ordered := len(kinds) > 0 && (kinds[0] == KindInt || kinds[0] == KindText)
	switch e.Op {
	case OpEq, OpLess:
		if len(kinds) == 2 && alike && ordered {
			return KindBool, nil
		}
	case OpIn:
		if alike && ordered && !slices.ContainsFunc(e.Args[1:], func(a Expr) bool { return a.Op != OpInt && a.Op != OpText }) {
			return KindBool, nil
		}
	case OpIf:
		if len(kinds) == 3 && kinds[0] == KindBool && kinds[1] == kinds[2] && kinds[1] != KindFloat {
			return kinds[1], nil
		}
	default:
		return 0, fault("there is no such operation")
	}
	return 0, fault("an expression is of the wrong kind")
}

func checkDetails(e Expr) error {
	switch e.Op {
	case OpOver:
		if e.Int <= 0 {
			return fault("a divisor is positive")
		}
	case OpDay, OpHour:
		if e.Zone == nil {
			return fault("a day has a time zone")
		}
	case OpFlags:
		if len(e.Args) > MostFlags {
			return fault("there are too many flags")
		}
	case OpJSON, OpDecimal, OpNumeric:
		if e.Op != OpJSON && (e.Int < 0 || e.Int > 6) {
			return fault("a decimal has 0 to 6 digits")
		}
		return checkPath(e.Path)
	}
	return nil
}

func checkPath(path []string) error {
	if len(path) == 0 || len(path) > 20 {
		return fault("a path has 1 to 20 keys")
	}
	for _, key := range path {
		if key == "" || !utf8.ValidString(key) || strings.ContainsAny(key, "\x00\"\\") {
			return fault("a path's keys are texts without quotes and backslashes")
		}
	}
	return nil
}
