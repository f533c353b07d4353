package lang

import (
	"math/big"
	"strings"
	"time"
	"unicode/utf8"

	celsource "cel.dev/cel-go/common"

	"regulars"
)

// Measure is the left side of a comparison by itself: something about a customer
// that has a value, such as orders.last(days(90)).sum(amount). It never changes;
// many goroutines may use it at once.
type Measure struct {
	x      Expression
	leaf   *leaf
	events bool // of which nothing is taken
}

// ParseMeasure reads what has a value: a field, what is taken of a series of
// events, or a series alone, of which property names what is looked at ("" for
// whether there is an event). Errors are [Faults].
//
// What comes out is of the kind that a comparison would have; the time since the
// last event is a number of days of 24 hours.
func ParseMeasure(text, property string, c *Catalogue) (*Measure, error) {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return nil, Faults{{Code: CodeText}}
	case utf8.RuneCountInString(text) > maxText:
		return nil, Faults{{Code: CodeLong}}
	case strings.TrimSpace(text) == "":
		return nil, Faults{{Code: CodeEmpty}}
	}
	tree, errs := grammar.Parse(celsource.NewTextSource(text))
	runes := []rune(text)
	var faults Faults
	var m *Measure
	if found := errs.GetErrors(); len(found) > 0 {
		faults = Faults{syntaxFault(runes, found[0])}
	} else {
		l := &lowerer{catalogue: c, info: tree.SourceInfo(), text: runes}
		s := l.subject(tree.Expr())
		if faults = l.faults; len(faults) == 0 {
			m, faults = measured(s, property, c)
		}
	}
	for i := range faults {
		faults[i].Path = ""
		faults[i].place(text)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return m, nil
}

// measured makes a measure of what was read.
func measured(s subject, property string, c *Catalogue) (*Measure, Faults) {
	switch s.stage {
	case stageSeries:
		if s.c.Take = TakeExists; property != "" {
			s.c.Take, s.c.Property = TakeDistinct, property
		}
	case stageField, stageTaken:
		if s.c.Op == OpNone && !truths[s.c.Take] && property == "" {
			break
		}
		fallthrough
	default:
		return nil, Faults{{Code: CodeUse, Offset: s.c.at.from, Length: s.c.at.to - s.c.at.from}}
	}
	k := &checker{catalogue: c}
	l := &leaf{Condition: normalCondition(s.c)}
	if s.c.Series != nil {
		k.series(l, "", 0)
	} else {
		k.field(l, "", nil)
	}
	switch {
	case l.Take == TakeRecency:
		l.kind = KindNumber
	case l.Take == TakeExists:
		l.kind = KindBool
	}
	return &Measure{Expression{node: Node{Is: l.Condition}, catalogue: c, root: step{sort: stepLeaf, leaf: l}}, l, s.stage == stageSeries}, k.faults
}

// Kind gives the kind of the values.
func (m *Measure) Kind() Kind { return m.leaf.kind }

// Needs tells what the measure reads.
func (m *Measure) Needs() Needs { return m.x.Needs() }

// Describe says what is measured, without a full stop.
func (m *Measure) Describe(l Language) string {
	t := teller{catalogue: m.x.catalogue, zh: l == Chinese}
	c := *m.leaf.Condition
	switch {
	case c.Series == nil && c.Take == TakeValue:
		return t.field(c.Field)
	case m.events:
		return t.series(c.Series)
	}
	c.Op, c.Value = OpEq, TextOf(measureMark)
	return strings.TrimSuffix(t.condition(&c), t.comparison(&c))
}

// measureMark stands for the value that a measure is not compared with.
const measureMark = "\x00"

// Value gives the value at an instant; the zero Value when it is missing. Sums
// beyond what a [Number] holds stop there; averages are rounded half away from
// zero.
func (m *Measure) Value(p *Person, now time.Time) Value {
	e := evaluation{catalogue: m.x.catalogue, person: p, now: now.UnixMicro()}
	l := m.leaf
	if l.series == nil {
		return e.fieldValue(l)
	}
	all := e.occurrences(l)
	switch l.Take {
	case TakeSum:
		total, _ := sum(all, e.now)
		return NumberOf(limited(Number(clamp(total))))
	case TakeAvg:
		total, n := sum(all, e.now)
		if n == 0 {
			return Value{}
		}
		return NumberOf(limited(divided(clamp(total), n)))
	case TakeRecency:
		o := pick(all, e.now, true)
		if o == nil {
			return Value{}
		}
		return NumberOf(Number((e.now - o.time) / (86_400_000_000 / int64(One))))
	case TakeExists:
		return BoolOf(pick(all, e.now, true) != nil)
	}
	return e.take(l, all, e.now)
}

// Each calls fn with every event that counts at an instant, the oldest first, and
// with the value of the property that is looked at, missing where there is none.
func (m *Measure) Each(p *Person, now time.Time, fn func(x *regulars.Event, v Value)) {
	if m.leaf.series == nil {
		return
	}
	e := evaluation{catalogue: m.x.catalogue, person: p, now: now.UnixMicro()}
	for _, o := range e.occurrences(m.leaf) {
		if o.at(e.now) {
			fn(o.event, o.value())
		}
	}
}

// fieldValue gives what is taken of a field.
func (e *evaluation) fieldValue(l *leaf) Value {
	v := e.fact(l)
	if v.Missing() {
		return Value{}
	}
	switch l.Take {
	case TakeDaysAgo:
		day := v.Int
		if v.Kind == KindTime {
			day = dayOf(v.Int, e.catalogue.zone())
		}
		return Whole(dayOf(e.now, e.catalogue.zone()) - day)
	case TakeMonth, TakeDay:
		d := time.Unix(e.born(v)*86400, 0).UTC()
		if l.Take == TakeMonth {
			return Whole(int64(d.Month()))
		}
		return Whole(int64(d.Day()))
	}
	return v
}

func limited(n Number) Number { return max(-MostNumber, min(MostNumber, n)) }

// divided gives total by a count, rounded half away from zero.
func divided(total, n int64) Number {
	twice := new(big.Int).Lsh(big.NewInt(total), 1)
	half := big.NewInt(n * int64(order(total, 0)))
	return Number(twice.Add(twice, half).Quo(twice, big.NewInt(2*n)).Int64())
}

// Events gives what the measure is of when it stands for events, of which nothing
// else is taken; nil when it does not.
func (m *Measure) Events() *Series {
	if !m.events {
		return nil
	}
	return m.leaf.Condition.Series
}

// Property gives the property that is looked at; nil for none.
func (m *Measure) Property() *Property { return m.leaf.property }

// Over gives n divided by another number, which is not 0, rounded half away from
// zero; it stops at ±[MostNumber].
func (n Number) Over(by Number) Number {
	above := new(big.Int).Mul(big.NewInt(int64(n)), big.NewInt(2*int64(One)))
	below := big.NewInt(int64(by))
	if by < 0 {
		above.Neg(above)
		below.Neg(below)
	}
	half := new(big.Int).Mul(below, big.NewInt(int64(above.Sign())))
	q := above.Add(above, half).Quo(above, below.Lsh(below, 1))
	if !q.IsInt64() {
		return limited(Number(q.Sign()) * MostNumber)
	}
	return limited(Number(q.Int64()))
}
