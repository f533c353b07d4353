package lang

import (
	"slices"

	"cel.dev/cel-go/common/ast"
)

// seriesMethod reads one word behind a series: a filter, a window, or what is
// taken of it.
func (l *lowerer) seriesMethod(e ast.Expr, s subject) subject {
	c := e.AsCall()
	name, args := c.FunctionName(), c.Args()
	// A new value each time: another condition may begin alike.
	series := *s.c.Series
	s.c.Series = &series
	switch name {
	case "where":
		if len(args) != 1 {
			return l.bad(s, CodeUse, e)
		}
		where, ok := l.where(series.Event, args[0])
		if series.Where != nil {
			where = &Node{All: []Node{*series.Where, *where}}
		}
		series.Where = where
		if !ok {
			return subject{}
		}
		return s
	case "then", "thenNot":
		return l.then(e, s)
	case "sum", "avg", "min", "max", "distinct":
		if len(args) != 1 {
			return l.bad(s, CodeUse, e)
		}
		property, ok := l.propertyName(args[0])
		if !ok {
			return subject{}
		}
		s.c.Take = Take(name)
		return l.property(s, l.at(args[0]), property)
	case "first", "last":
		if len(args) == 0 {
			s.c.Take, s.stage = Take(name), stageOccurrence
			return s
		}
		if name == "first" {
			return l.bad(s, CodeUse, e)
		}
	case "count", "days", "recency", "exists":
		if len(args) != 0 {
			return l.bad(s, CodeUse, e)
		}
		s.c.Take, s.stage = Take(name), stageTaken
		return s
	}
	w, ok := l.window(e, name, args)
	if !ok {
		return subject{}
	}
	if series.Window != (Window{}) {
		return l.bad(s, CodeWindow, e)
	}
	series.Window = w
	return s
}

// where reads a condition about an event's properties. ok is false when there
// was a fault in it.
func (l *lowerer) where(word string, e ast.Expr) (*Node, bool) {
	before, faults := l.event, len(l.faults)
	if before != nil {
		l.fault(CodeUse, l.at(e), "")
		return &Node{}, false
	}
	l.event = l.catalogue.Event(word)
	n := l.node(e)
	l.event = before
	return &n, len(l.faults) == faults
}

// propertyName reads total or property("…").
func (l *lowerer) propertyName(e ast.Expr) (string, bool) {
	if name, ok := dotted(e); ok {
		return name, true
	}
	if e.Kind() == ast.CallKind && !e.AsCall().IsMemberFunction() && e.AsCall().FunctionName() == "property" {
		return l.textOf(e)
	}
	l.fault(CodeUse, l.at(e), "")
	return "", false
}

// then reads carted.thenNot(ordered.where(…)), whose within is to follow.
func (l *lowerer) then(e ast.Expr, s subject) subject {
	c := e.AsCall()
	if len(c.Args()) != 1 || s.c.Series.Then != nil {
		return l.bad(s, CodeUse, e)
	}
	arg := c.Args()[0]
	var other subject
	if name, ok := dotted(arg); ok {
		other = l.name(arg, name, true)
	} else {
		other = l.subject(arg)
	}
	if other.stage != stageSeries || other.c.Series.Window != (Window{}) || other.c.Series.Then != nil {
		return l.bad(other, CodeUse, arg)
	}
	s.c.Series.Then = &Then{Not: c.FunctionName() == "thenNot", Event: other.c.Series.Event, Where: other.c.Series.Where, at: l.at(arg)}
	s.stage = stageThen
	return s
}

// periods are all words of the calendar.
var periods = []Period{Today, Yesterday, ThisWeek, LastWeek, ThisMonth, LastMonth, ThisQuarter, LastQuarter, ThisYear, LastYear}

func periodWords() (words []string) {
	for _, p := range periods {
		words = append(words, string(p))
	}
	return words
}

// window reads the time of a series.
func (l *lowerer) window(e ast.Expr, name string, args []ast.Expr) (w Window, ok bool) {
	want := map[string]int{"last": 1, "earlier": 1, "ago": 2, "during": 1, "between": 2, "since": 1, "until": 1, "ever": 0}
	if n, is := want[name]; !is || n != len(args) {
		l.fault(CodeUse, l.at(e), "")
		return w, false
	}
	switch name {
	case "last":
		w.From, ok = l.span(args[0])
	case "earlier":
		w.To, ok = l.span(args[0])
	case "ago":
		w.From, ok = l.span(args[0])
		if ok {
			w.To, ok = l.span(args[1])
		}
	case "during":
		word, is := dotted(args[0])
		if !is || !slices.Contains(periods, Period(word)) {
			l.fault(CodePeriod, l.at(args[0]), nearest(word, periodWords()))
			return w, false
		}
		w.During, ok = Period(word), true
	case "between":
		w.Since, ok = l.dateText(args[0])
		if ok {
			w.Until, ok = l.dateText(args[1])
		}
	case "since":
		w.Since, ok = l.dateText(args[0])
	case "until":
		w.Until, ok = l.dateText(args[0])
	case "ever":
		ok = true
	}
	return w, ok
}

func (l *lowerer) dateText(e ast.Expr) (string, bool) {
	if e.Kind() != ast.CallKind || e.AsCall().IsMemberFunction() || e.AsCall().FunctionName() != "date" {
		l.fault(CodeDate, l.at(e), "")
		return "", false
	}
	v, ok := l.date(e)
	return dayText(v.Int), ok
}

// in reads level in ["gold"], "vip" in tags and customer in audience("…").
func (l *lowerer) in(e, left, right ast.Expr) Node {
	if right.Kind() == ast.CallKind && !right.AsCall().IsMemberFunction() && slices.Contains(groupWords, right.AsCall().FunctionName()) {
		if name, _ := dotted(left); name != "customer" || l.event != nil {
			l.fault(CodeUse, l.at(left), "customer")
			return Node{}
		}
		if g, ok := l.group(right); ok {
			return Node{Is: &Condition{In: g, at: l.at(right)}}
		}
		return Node{}
	}
	if right.Kind() == ast.ListKind {
		s := l.subject(left)
		v, ok := l.literal(right)
		if s.stage == stageBad || !ok {
			return Node{}
		}
		if s.stage != stageField && s.stage != stageTaken || s.c.Op != OpNone || s.c.Value.Kind != KindNone {
			l.fault(CodeOperation, l.at(left), "")
			return Node{}
		}
		s.c.Op, s.c.Value, s.c.valueAt = OpIn, v, l.at(right)
		return Node{Is: &s.c}
	}
	if !l.fixed(left) {
		l.fault(CodeLiteral, l.at(right), "")
		return Node{}
	}
	v, ok := l.literal(left)
	s := l.subject(right)
	if s.stage != stageField || !ok {
		l.bad(s, CodeOperation, right)
		return Node{}
	}
	s.c.Op, s.c.Value, s.c.valueAt = OpHolds, v, l.at(left)
	return Node{Is: &s.c}
}

// group reads what customer may be in.
func (l *lowerer) group(e ast.Expr) (g *Group, ok bool) {
	c := e.AsCall()
	g = &Group{}
	switch c.FunctionName() {
	case "audience":
		g.Audience, ok = l.textOf(e)
		return g, ok
	case "list":
		g.List, ok = l.textOf(e)
		return g, ok
	case "share":
		if len(c.Args()) == 2 && l.fixed(c.Args()[0]) && l.fixed(c.Args()[1]) {
			percent, ok1 := l.literal(c.Args()[0])
			salt, ok2 := l.literal(c.Args()[1])
			if ok1 && ok2 && salt.Kind == KindText {
				g.Share = &Share{Percent: percent, Salt: salt.Text}
				return g, true
			}
		}
	case "top", "bottom":
		if r, is := l.rank(c.Args()); is {
			if g.Top = r; c.FunctionName() == "bottom" {
				g.Top, g.Bottom = nil, r
			}
			return g, true
		}
	}
	l.fault(CodeUse, l.at(e), "")
	return nil, false
}

// rank reads percent(10), spend and 500, spend.
func (l *lowerer) rank(args []ast.Expr) (*Rank, bool) {
	if len(args) != 2 {
		return nil, false
	}
	s := l.subject(args[1])
	if s.stage != stageField {
		return nil, false
	}
	r := &Rank{By: s.c.Field}
	if args[0].Kind() == ast.LiteralKind {
		n, ok := args[0].AsLiteral().Value().(int64)
		r.Count = int(min(n, maxCount+1))
		return r, ok && n > 0
	}
	if args[0].Kind() == ast.CallKind && args[0].AsCall().FunctionName() == "percent" && len(args[0].AsCall().Args()) == 1 && l.fixed(args[0].AsCall().Args()[0]) {
		v, ok := l.literal(args[0].AsCall().Args()[0])
		r.Percent = v
		return r, ok
	}
	return nil, false
}
