package lang

import (
	"strconv"
	"time"
)

// Reason tells of one condition of an expression whether it holds for a
// customer, and what was found.
type Reason struct {
	// Path is where the condition stands in the tree, such as "all[0].is".
	Path string `json:"path"`
	// Holds is about the condition itself, whether or not it is negated.
	Holds bool `json:"holds"`
	// Condition is the condition as a sentence, Found what the customer has,
	// such as "3". Found may be personal.
	Condition string `json:"condition"`
	Found     string `json:"found"`
}

// Explain says of each condition whether it holds for p at an instant and what
// was found, in the order of the tree.
func (x *Expression) Explain(p *Person, now time.Time, l Language) []Reason {
	e := evaluation{catalogue: x.catalogue, person: p, now: now.UnixMicro()}
	t := &teller{catalogue: x.catalogue, zh: l == Chinese}
	var out []Reason
	var walk func(s *step)
	walk = func(s *step) {
		for i := range s.kids {
			walk(&s.kids[i])
		}
		if s.leaf == nil {
			return
		}
		holds, _ := e.leaf(s.leaf)
		out = append(out, Reason{s.leaf.path, holds, t.condition(s.leaf.Condition), e.found(s.leaf, holds, t)})
	}
	walk(&x.root)
	return out
}

// found puts into words what a customer has.
func (e *evaluation) found(l *leaf, holds bool, t *teller) string {
	switch {
	case l.In != nil:
		return t.value(BoolOf(holds))
	case l.series != nil:
		return e.foundEvents(l, t)
	}
	v := e.fact(l)
	switch {
	case v.Missing():
	case l.Take == TakeMonth || l.Take == TakeDay:
		d := time.Unix(e.born(v)*86400, 0).UTC()
		if l.Take == TakeMonth {
			return strconv.Itoa(int(d.Month()))
		}
		return strconv.Itoa(d.Day())
	case l.Take == TakeDaysAgo:
		day := v.Int
		if v.Kind == KindTime {
			day = dayOf(v.Int, e.catalogue.zone())
		}
		return strconv.FormatInt(dayOf(e.now, e.catalogue.zone())-day, 10)
	case v.Kind == KindTime:
		return dayText(dayOf(v.Int, e.catalogue.zone()))
	}
	return t.value(v)
}

func (e *evaluation) foundEvents(l *leaf, t *teller) string {
	all := e.occurrences(l)
	switch l.Take {
	case TakeSum, TakeAvg:
		total, n := sum(all, e.now)
		if l.Take == TakeSum {
			return Number(clamp(total)).String()
		}
		if n == 0 {
			return t.value(Value{})
		}
		return Number(clamp(total) / n).String()
	case TakeRecency:
		o := pick(all, e.now, true)
		if o == nil {
			return t.value(Value{})
		}
		return t.span(shown(time.Duration(e.now-o.time) * time.Microsecond))
	}
	v := e.take(l, all, e.now)
	if v.Kind == KindTime {
		return dayText(dayOf(v.Int, e.catalogue.zone()))
	}
	return t.value(v)
}

// shown gives a length of time in the largest unit that it fills, rounded down.
func shown(d time.Duration) Span {
	switch {
	case d >= 24*time.Hour:
		return Span{int(d / (24 * time.Hour)), Days}
	case d >= time.Hour:
		return Span{int(d / time.Hour), Hours}
	}
	return Span{int(d / time.Minute), Minutes}
}
