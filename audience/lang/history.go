package lang

import (
	"math/big"
	"slices"

	"regulars"
)

// occurrence is an event of a series with the time in which it counts: from
// enter on and before leave.
type occurrence struct {
	event        *regulars.Event
	time         int64
	enter, leave int64
	// The property that is taken, read once; a whole Value would be larger.
	kind Kind
	n    int64
	text string
}

// value gives the property that is taken.
func (o *occurrence) value() Value { return Value{Kind: o.kind, Int: o.n, Text: o.text} }

// maxTurns bounds how far ahead one evaluation looks for a change; it then
// gives the last instant it looked at, which is too early and never too late.
const maxTurns = 64

// series says whether a condition about events holds, and until when.
func (e *evaluation) series(l *leaf) (bool, int64) {
	all := e.occurrences(l)
	holds := e.measure(l, all, e.now)
	if len(all) == 0 {
		return holds, never
	}
	at := e.now
	for range maxTurns {
		if at = e.turn(l, all, at); at == never || e.measure(l, all, at) != holds {
			break
		}
	}
	return holds, at
}

// turn gives the next instant after at when something about a series changes.
func (e *evaluation) turn(l *leaf, all []occurrence, at int64) int64 {
	next := never
	note := func(t int64) {
		if t > at && t < next {
			next = t
		}
	}
	for i := range all {
		o := &all[i]
		note(o.enter)
		note(o.leave)
		switch l.Take {
		case TakeRecency:
			until := o.time + l.Value.Span().Length().Microseconds()
			note(until)
			note(until + 1)
		case TakeFirstDaysAgo, TakeLastDaysAgo:
			zone := e.catalogue.zone()
			for _, t := range l.turns(dayOf(o.time, zone), zone) {
				note(t)
			}
		}
	}
	return next
}

// occurrences gives the events of a series that count now or will later, in
// time order.
func (e *evaluation) occurrences(l *leaf) []occurrence {
	if e.scratch == nil {
		e.scratch = make([]occurrence, 0, min(len(e.person.Events), 32))
	}
	s, out := l.series, e.scratch[:0]
	for i := range e.person.Events {
		x := &e.person.Events[i]
		if !s.event.covers(x) {
			continue
		}
		o := occurrence{event: x, time: x.Time.UnixMicro()}
		if !e.counts(s, &o) || o.leave <= e.now {
			continue
		}
		if s.where != nil && !e.fits(s.where, s.event, x) {
			continue
		}
		if s.then != nil && !e.follows(s.then, i, &o) {
			continue
		}
		if o.leave <= max(o.enter, e.now) {
			continue
		}
		if l.property != nil {
			v := e.property(l.property, x)
			o.kind, o.n, o.text = v.Kind, v.Int, v.Text
		}
		out = append(out, o)
	}
	e.scratch = out[:0] // used until the next series is looked at
	return out
}

// counts sets the time in which an occurrence counts; false when it never does.
func (e *evaluation) counts(s *series, o *occurrence) bool {
	o.enter, o.leave = o.time+s.age[1], never
	if s.age[0] > 0 {
		o.leave = o.time + s.age[0]
	}
	if s.during != "" {
		o.enter, o.leave = e.period(s.during, o.time)
	}
	return o.time >= s.since && o.time < s.until
}

// period gives the time in which an instant lies in a period of the calendar:
// the rest of its own period, or the whole of the next one.
func (e *evaluation) period(p Period, t int64) (enter, leave int64) {
	known, ok := e.periods[p]
	if !ok {
		known = e.around(p, e.now)
		if e.periods == nil {
			e.periods = map[Period][4]int64{}
		}
		e.periods[p] = known
	}
	switch {
	case t < known[0]:
		return t, forEver // long past
	case t >= known[1] && t < known[2]:
	default:
		known = e.around(p, t)
	}
	if p.past() {
		return known[2], known[3]
	}
	return t, known[2]
}

// around gives the beginnings of the period before t's, its own, and the two after.
func (e *evaluation) around(p Period, t int64) (out [4]int64) {
	zone := e.catalogue.zone()
	day := dayOf(t, zone)
	for i := range out {
		out[i] = startOfDay(p.begin(day, i-1), zone)
	}
	return out
}

// follows holds an occurrence to what must or must not follow it.
func (e *evaluation) follows(t *then, i int, o *occurrence) bool {
	events := e.person.Events
	until := o.time + t.within
	first := i
	for first > 0 && !events[first-1].Time.Before(o.event.Time) {
		first-- // others at the same instant
	}
	for j := first; j < len(events); j++ {
		at := events[j].Time.UnixMicro()
		if at >= until {
			break
		}
		if j == i || !t.event.covers(&events[j]) || t.where != nil && !e.fits(t.where, t.event, &events[j]) {
			continue
		}
		if t.not {
			return false
		}
		o.enter = max(o.enter, at)
		return true
	}
	if t.not {
		o.enter = max(o.enter, until)
	}
	return t.not
}

// fits says whether an event fulfils a condition about its properties.
func (e *evaluation) fits(s *step, event *Event, x *regulars.Event) bool {
	switch s.sort {
	case stepLeaf:
		v := e.property(s.leaf.property, x)
		if v.Missing() {
			return false
		}
		return s.leaf.Take == TakeHas || s.leaf.compare(v)
	case stepNot:
		return !e.fits(&s.kids[0], event, x)
	}
	for i := range s.kids {
		if e.fits(&s.kids[i], event, x) != (s.sort == stepAll) {
			return s.sort != stepAll
		}
	}
	return s.sort == stepAll
}

// measure says whether what is taken of a series at an instant compares as it
// should. Of nothing, a count and a sum are 0 and everything else is missing.
func (e *evaluation) measure(l *leaf, all []occurrence, at int64) bool {
	switch l.Take {
	case TakeAvg:
		total, n := sum(all, at)
		return n > 0 && l.average(total, n)
	case TakeSum:
		total, _ := sum(all, at)
		return l.compare(NumberOf(Number(clamp(total))))
	case TakeRecency:
		o := pick(all, at, true)
		return o != nil && l.Op.holds(order(at-o.time, l.Value.Span().Length().Microseconds()))
	}
	v := e.take(l, all, at)
	if l.Take == TakeExists {
		return v.Int > 0
	}
	return !v.Missing() && l.compare(v)
}

// take gives what is taken of a series at an instant, but for sums and spans.
func (e *evaluation) take(l *leaf, all []occurrence, at int64) Value {
	zone := e.catalogue.zone()
	switch l.Take {
	case TakeCount, TakeExists:
		n := int64(0)
		for i := range all {
			if all[i].at(at) {
				n++
			}
		}
		return Whole(n)
	case TakeDays:
		n, last := int64(0), forEver
		for i := range all {
			if day := civilDay(all[i].event.Time.In(zone)); all[i].at(at) && day != last {
				n, last = n+1, day
			}
		}
		return Whole(n)
	case TakeDistinct:
		return Whole(distinct(all, at))
	case TakeMin, TakeMax:
		return extreme(all, at, l.Take == TakeMax)
	}
	o := pick(all, at, l.Take == TakeLast || l.Take == TakeLastTime || l.Take == TakeLastDaysAgo)
	if o == nil {
		return Value{}
	}
	switch l.Take {
	case TakeFirst, TakeLast:
		return o.value()
	case TakeFirstTime, TakeLastTime:
		return Value{Kind: KindTime, Int: o.time}
	}
	return Whole(dayOf(at, zone) - dayOf(o.time, zone))
}

// at reports whether an occurrence counts at an instant.
func (o *occurrence) at(t int64) bool { return o.enter <= t && t < o.leave }

// pick gives the first or last occurrence that counts.
func pick(all []occurrence, at int64, last bool) *occurrence {
	for i := range all {
		if last {
			i = len(all) - 1 - i
		}
		if all[i].at(at) {
			return &all[i]
		}
	}
	return nil
}

// wide is a sum that cannot overflow: high × 2³² + low.
type wide struct{ high, low int64 }

// sum adds a property up, over the occurrences that have it.
func sum(all []occurrence, at int64) (total wide, n int64) {
	for i := range all {
		if !all[i].at(at) {
			continue
		}
		if v := all[i].value(); !v.Missing() {
			total.high += v.Int >> 32
			total.low += v.Int & 0xffff_ffff
			n++
		}
	}
	return total, n
}

// mostSum is where sums and products stop, as they do in the warehouse.
const mostSum = 9_000_000_000_000_000_000

func clamp(w wide) int64 {
	if w.high > -1<<29 && w.high < 1<<29 && w.low < 1<<60 {
		return w.high<<32 + w.low
	}
	return clampBig(new(big.Int).Add(new(big.Int).Lsh(big.NewInt(w.high), 32), big.NewInt(w.low)))
}

func clampBig(b *big.Int) int64 {
	if b.CmpAbs(big.NewInt(mostSum)) >= 0 {
		return int64(b.Sign()) * mostSum
	}
	return b.Int64()
}

// average compares sum by n with the literals, without dividing.
func (l *leaf) average(sum wide, n int64) bool {
	values := []Value{l.Value}
	if l.Op == OpIn {
		values = l.Value.List
	}
	op := l.Op
	if op == OpIn {
		op = OpEq
	}
	for _, v := range values {
		product := clampBig(new(big.Int).Mul(big.NewInt(v.Int), big.NewInt(n)))
		if op.holds(order(clamp(sum), product)) {
			return true
		}
	}
	return false
}

// distinct counts the different values of a property.
func distinct(all []occurrence, at int64) int64 {
	type key struct {
		n    int64
		text string
	}
	var seen []key
	var many map[key]bool
	for i := range all {
		if !all[i].at(at) {
			continue
		}
		v := all[i].value()
		if v.Missing() {
			continue
		}
		k := key{v.Int, v.Text}
		switch {
		case many != nil:
			many[k] = true
		case !slices.Contains(seen, k):
			if seen = append(seen, k); len(seen) > 16 {
				many = map[key]bool{}
				for _, s := range seen {
					many[s] = true
				}
			}
		}
	}
	return int64(max(len(seen), len(many)))
}

// extreme gives the smallest or largest number of a property.
func extreme(all []occurrence, at int64, largest bool) (best Value) {
	for i := range all {
		if !all[i].at(at) {
			continue
		}
		v := all[i].value()
		if !v.Missing() && (best.Missing() || (v.Int > best.Int) == largest) {
			best = v
		}
	}
	return best
}

// property reads a property of an event.
func (e *evaluation) property(p *Property, x *regulars.Event) Value {
	zone := e.catalogue.zone()
	switch p.From {
	case FromAmount:
		if n, ok := moneyNumber(x.Amount, e.catalogue.Currency); ok {
			return NumberOf(n)
		}
		return Value{}
	case FromOrder:
		return TextOf(x.Order)
	case FromChannel:
		return TextOf(string(x.Channel))
	case FromName:
		return TextOf(x.Name)
	case FromHour:
		return Whole(int64(x.Time.In(zone).Hour()))
	case FromWeekday:
		return Whole((civilDay(x.Time.In(zone))+3)%7 + 1)
	}
	text := find(x.Body, p.BodyPath())
	switch p.Kind {
	case KindNumber:
		if n, ok := ParseNumber(text); ok {
			return NumberOf(n)
		}
	case KindBool:
		if text == "true" || text == "false" {
			return BoolOf(text == "true")
		}
	case KindText:
		return TextOf(text)
	}
	return Value{}
}
