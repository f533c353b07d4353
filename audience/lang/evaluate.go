package lang

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars"
)

// Person is a customer as an expression sees one.
type Person struct {
	// Number is the customer's.
	Number int64
	// Zone is the customer's, for anniversaries; nil stands for the workspace's.
	Zone *time.Location
	// Facts answers what is not an event.
	Facts Facts
	// Events rise in Time. They may leave out what [Expression.Needs] does not name.
	Events []regulars.Event
}

// Facts is what else is known of a customer.
type Facts interface {
	// Field gives the value of a field, the zero Value when there is none. A
	// value of another kind than the catalogue's counts as missing.
	Field(name string) Value
	// Belongs reports whether the customer is in an audience, a list, or at
	// the top or bottom of a rank. It is not asked about shares.
	Belongs(g Group) bool
}

// Verdict says whether a customer matches, and for how long that is certain.
type Verdict struct {
	Matches bool
	// Flip is the earliest instant after now at which Matches can change
	// although nothing happens; zero when it cannot. It is never too late, and
	// too early only when many events leave their windows before.
	Flip time.Time
}

// Evaluate says whether p matches at an instant. Events after now do not count
// yet, but their coming is in Flip.
func (x *Expression) Evaluate(p *Person, now time.Time) Verdict {
	e := evaluation{catalogue: x.catalogue, person: p, now: now.UnixMicro()}
	holds, flip := e.step(&x.root)
	v := Verdict{Matches: holds}
	if flip != never {
		v.Flip = time.UnixMicro(flip).UTC()
	}
	return v
}

// evaluation is one evaluation of one person.
type evaluation struct {
	catalogue *Catalogue
	person    *Person
	now       int64
	periods   map[Period][4]int64
	scratch   []occurrence
}

// step gives whether a part holds, and until when that is certain. A group of
// all stays false until the last of its false parts can hold.
func (e *evaluation) step(s *step) (bool, int64) {
	switch s.sort {
	case stepLeaf:
		return e.leaf(s.leaf)
	case stepNot:
		holds, flip := e.step(&s.kids[0])
		return !holds, flip
	}
	usual := s.sort == stepAll // what the group is unless a part decides it
	same, other, decided := never, forEver, false
	for i := range s.kids {
		holds, flip := e.step(&s.kids[i])
		if holds == usual {
			same = min(same, flip)
			continue
		}
		if flip == never {
			return !usual, never
		}
		decided, other = true, max(other, flip)
	}
	if decided {
		return !usual, other
	}
	return usual, same
}

func (e *evaluation) leaf(l *leaf) (bool, int64) {
	switch {
	case l.In != nil:
		if s := l.In.Share; s != nil {
			return InShare(e.person.Number, s.Salt, Number(s.Percent.Int)), never
		}
		return e.person.Facts.Belongs(*l.In), never
	case l.series != nil:
		return e.series(l)
	}
	return e.field(l, e.fact(l))
}

// fact gives the value of a leaf's field.
func (e *evaluation) fact(l *leaf) Value {
	v := e.person.Facts.Field(l.Field)
	if v.Kind != l.field || v.Kind == KindText && v.Text == "" {
		return Value{}
	}
	return v
}

// field compares a field's value.
func (e *evaluation) field(l *leaf, v Value) (bool, int64) {
	if v.Missing() {
		return false, never
	}
	zone := e.catalogue.zone()
	switch l.Take {
	case TakeHas:
		return true, never
	case TakeDaysAgo:
		day := v.Int
		if v.Kind == KindTime {
			day = dayOf(v.Int, zone)
		}
		ago := dayOf(e.now, zone) - day
		holds := l.compare(Whole(ago))
		return holds, l.nextDay(e.now, day, zone, holds)
	case TakeMonth, TakeDay:
		d := time.Unix(e.born(v)*86400, 0).UTC()
		if l.Take == TakeMonth {
			return l.compare(Whole(int64(d.Month()))), never
		}
		return l.compare(Whole(int64(d.Day()))), never
	case TakeToday, TakeWithin, TakeThisMonth:
		return e.remembered(l, e.born(v))
	}
	return l.compare(v), never
}

// born gives the civil day of a date, or of an instant in the customer's zone.
func (e *evaluation) born(v Value) int64 {
	if v.Kind == KindTime {
		return dayOf(v.Int, e.zone())
	}
	return v.Int
}

// zone gives the customer's zone.
func (e *evaluation) zone() *time.Location {
	if e.person.Zone != nil {
		return e.person.Zone
	}
	return e.catalogue.zone()
}

// remembered says whether an anniversary is near: now lies in one of the times
// around it, a year each.
func (e *evaluation) remembered(l *leaf, day int64) (holds bool, flip int64) {
	zone := e.zone()
	year := time.Unix(dayOf(e.now, zone)*86400, 0).UTC().Year()
	flip = never
	for y := year - 1; y <= year+2; y++ {
		on := anniversary(day, y)
		from, to := on, on+1
		switch l.Take {
		case TakeWithin:
			from -= int64(l.Value.Span().Length() / (24 * time.Hour))
		case TakeThisMonth:
			from, to = ThisMonth.begin(on, 0), ThisMonth.begin(on, 1)
		}
		begin, end := startOfDay(from, zone), startOfDay(to, zone)
		holds = holds || begin <= e.now && e.now < end
		for _, at := range [2]int64{begin, end} {
			if at > e.now {
				flip = min(flip, at)
			}
		}
	}
	return holds, flip
}

// nextDay gives when the number of days since a day passes a literal of l.
func (l *leaf) nextDay(now, day int64, zone *time.Location, holds bool) int64 {
	flip := never
	for _, at := range l.turns(day, zone) {
		if at > now && at < flip && l.compare(Whole(dayOf(at, zone)-day)) != holds {
			flip = at
		}
	}
	return flip
}

// turns gives the instants at which the number of days since a day becomes one
// of the literals of l, or passes it.
func (l *leaf) turns(day int64, zone *time.Location) []int64 {
	values := l.Value.List
	if l.Op != OpIn {
		values = []Value{l.Value}
	}
	out := make([]int64, 0, 2*len(values))
	for _, v := range values {
		n := v.Int / int64(One)
		if v.Int < 0 && v.Int%int64(One) != 0 {
			n--
		}
		out = append(out, startOfDay(day+n, zone), startOfDay(day+n+1, zone))
	}
	return out
}

// compare says whether a value stands to the literal as the operation says.
func (l *leaf) compare(v Value) bool {
	switch l.Op {
	case OpIn:
		return slices.ContainsFunc(l.Value.List, func(o Value) bool { return o.Int == v.Int && o.Text == v.Text })
	case OpHolds:
		return slices.Contains(v.Texts, l.Value.Text)
	case OpContains:
		return strings.Contains(v.Text, l.Value.Text)
	case OpStarts:
		return strings.HasPrefix(v.Text, l.Value.Text)
	case OpEnds:
		return strings.HasSuffix(v.Text, l.Value.Text)
	}
	switch v.Kind {
	case KindText:
		return (v.Text == l.Value.Text) == (l.Op == OpEq)
	case KindTime: // the day in which it lies
		switch {
		case v.Int < l.from:
			return l.Op.holds(-1)
		case v.Int < l.to:
			return l.Op.holds(0)
		}
		return l.Op.holds(1)
	}
	return l.Op.holds(order(v.Int, l.Value.Int))
}

func order(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// holds says whether an operation holds for how two values stand: before (−1),
// equal (0) or behind (1).
func (o Op) holds(order int) bool {
	switch o {
	case OpEq:
		return order == 0
	case OpNe:
		return order != 0
	case OpLess:
		return order < 0
	case OpAtMost:
		return order <= 0
	case OpMore:
		return order > 0
	}
	return order >= 0
}

// InShare reports whether a customer belongs to a random share: the first 64
// bits of SHA-256 over salt, a zero byte and the customer's number in digits,
// as a fraction of 2⁶⁴, are below percent of 100. So a larger share has all of
// a smaller one with the same salt.
func InShare(customer int64, salt string, percent Number) bool {
	text := make([]byte, 0, 64)
	text = append(append(text, salt...), 0)
	sum := sha256.Sum256(strconv.AppendInt(text, customer, 10))
	share, _ := bits.Mul64(binary.BigEndian.Uint64(sum[:8]), uint64(100*One))
	return share < uint64(percent)
}
