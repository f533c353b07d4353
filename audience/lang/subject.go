package lang

import (
	"slices"

	"cel.dev/cel-go/common/ast"
)

// stage says how far a subject is from being a condition.
type stage int

const (
	stageBad        stage = iota // a fault is told already
	stageField                   // a field as it is
	stageSeries                  // events, of which nothing is taken yet
	stageThen                    // events that others follow, within a time to come
	stageOccurrence              // the first or last event
	stageTaken                   // something that can be compared
)

// subject is what a comparison is about, while it is read.
type subject struct {
	c     Condition
	stage stage
}

// methods are the words behind a field, a series, a first or last event.
var (
	fieldMethods  = []string{"month", "day", "daysAgo", "isToday", "isWithin", "isThisMonth", "contains", "startsWith", "endsWith"}
	seriesMethods = []string{"where", "first", "last", "ago", "earlier", "during", "between", "since", "until", "ever", "then", "thenNot",
		"exists", "count", "days", "sum", "avg", "min", "max", "distinct", "recency"}
	groupWords = []string{"audience", "list", "share", "top", "bottom"}
	calls      = []string{"has", "field", "event", "date", "minutes", "hours", "days", "weeks", "audience", "list", "share", "top", "bottom"}
)

func (l *lowerer) subject(e ast.Expr) subject {
	if name, ok := dotted(e); ok {
		return l.name(e, name, false)
	}
	switch e.Kind() {
	case ast.SelectKind:
		s := l.subject(e.AsSelect().Operand())
		if s.stage != stageOccurrence {
			return l.bad(s, CodeOperation, e)
		}
		return l.taken(s, e, e.AsSelect().FieldName())
	case ast.CallKind:
		c := e.AsCall()
		if !c.IsMemberFunction() {
			return l.call(e)
		}
		return l.method(e, l.target(c))
	}
	return l.bad(subject{stage: stageField}, CodeTruth, e)
}

// target reads what a method belongs to. A method of series makes the
// name that of an event.
func (l *lowerer) target(c ast.CallExpr) subject {
	if name, ok := dotted(c.Target()); ok {
		return l.name(c.Target(), name, slices.Contains(seriesMethods, c.FunctionName()))
	}
	return l.subject(c.Target())
}

// bad tells a fault, unless one is told already.
func (l *lowerer) bad(s subject, code Code, e ast.Expr) subject {
	if s.stage != stageBad {
		l.fault(code, l.at(e), "")
	}
	return subject{}
}

// name finds out what a name is: a property inside of where; else a field, or an
// event where only that makes sense, should both have the name.
func (l *lowerer) name(e ast.Expr, name string, series bool) subject {
	at := l.at(e)
	if l.event != nil {
		if l.event.Property(name) == nil {
			l.fault(CodeProperty, at, nearest(name, l.event.propertyNames()))
			return subject{}
		}
		return subject{Condition{Field: name, at: at}, stageField}
	}
	event := l.catalogue.Event(name)
	if l.catalogue.Field(name) != nil && (event == nil || !series) {
		return subject{Condition{Field: name, at: at}, stageField}
	}
	if event != nil {
		return subject{Condition{Series: &Series{Event: event.Word, at: at}, at: at}, stageSeries}
	}
	if series {
		l.fault(CodeEvent, at, nearest(name, l.catalogue.eventWords()))
	} else {
		l.fault(CodeField, at, nearest(name, slices.Concat(l.catalogue.fieldNames(), l.catalogue.eventWords())))
	}
	return subject{}
}

// call reads has(x), field("…") and event("…").
func (l *lowerer) call(e ast.Expr) subject {
	c := e.AsCall()
	switch c.FunctionName() {
	case "has":
		if len(c.Args()) != 1 {
			return l.bad(subject{stage: stageField}, CodeUse, e)
		}
		s := l.subject(c.Args()[0])
		if s.stage != stageField {
			return l.bad(s, CodeUse, e)
		}
		s.c.Take, s.stage = TakeHas, stageTaken
		return s
	case "field", "property":
		name, ok := l.textOf(e)
		if !ok || (c.FunctionName() == "property") != (l.event != nil) {
			return l.bad(subject{stage: stageField}, CodeUse, e)
		}
		if l.event == nil && l.catalogue.Field(name) == nil {
			l.fault(CodeField, l.at(e), nearest(name, l.catalogue.fieldNames()))
			return subject{}
		}
		return l.name(e, name, false)
	case "event":
		word, ok := l.textOf(e)
		event := l.catalogue.Event(word)
		if !ok || l.event != nil {
			return l.bad(subject{stage: stageField}, CodeUse, e)
		}
		if event == nil {
			l.fault(CodeEvent, l.at(e), nearest(word, l.catalogue.eventWords()))
			return subject{}
		}
		return subject{Condition{Series: &Series{Event: event.Word, at: l.at(e)}, at: l.at(e)}, stageSeries}
	}
	if named(c.FunctionName()) {
		if !slices.Contains(calls, c.FunctionName()) {
			l.fault(CodeWord, l.at(e), nearest(c.FunctionName(), calls))
			return subject{}
		}
		return l.bad(subject{stage: stageField}, CodeTruth, e)
	}
	return l.bad(subject{stage: stageField}, CodeOperation, e)
}

// method reads what stands behind a dot.
func (l *lowerer) method(e ast.Expr, s subject) subject {
	name := e.AsCall().FunctionName()
	var words []string
	switch s.stage {
	case stageBad:
		return s
	case stageField:
		if slices.Contains(fieldMethods, name) {
			return l.fieldMethod(e, s)
		}
		words = fieldMethods
	case stageSeries:
		if slices.Contains(seriesMethods, name) {
			s.c.at.to = l.word(e).to
			return l.seriesMethod(e, s)
		}
		words = seriesMethods
	case stageThen:
		if name == "within" && len(e.AsCall().Args()) == 1 {
			within, ok := l.span(e.AsCall().Args()[0])
			if !ok {
				return subject{}
			}
			s.c.Series.Then.Within, s.stage = within, stageSeries
			return s
		}
		words = []string{"within"}
	case stageOccurrence:
		switch {
		case name == "property":
			if property, ok := l.textOf(e); ok {
				return l.property(s, l.at(e), property)
			}
			return subject{}
		case name == "daysAgo" && len(e.AsCall().Args()) == 0:
			s.c.Take, s.stage = map[Take]Take{TakeFirst: TakeFirstDaysAgo, TakeLast: TakeLastDaysAgo}[s.c.Take], stageTaken
			return s
		}
		words = []string{"daysAgo", "property"}
	case stageTaken:
		words = []string{"contains", "startsWith", "endsWith"}
		if (s.c.Take == TakeFirst || s.c.Take == TakeLast) && s.c.Op == OpNone && slices.Contains(words, name) {
			return l.fieldMethod(e, s)
		}
	}
	l.fault(CodeWord, l.word(e), nearest(name, words))
	return subject{}
}

// taken reads orders.first().total and orders.last().time.
func (l *lowerer) taken(s subject, e ast.Expr, name string) subject {
	if name == "time" {
		s.c.Take, s.stage = map[Take]Take{TakeFirst: TakeFirstTime, TakeLast: TakeLastTime}[s.c.Take], stageTaken
		return s
	}
	return l.property(s, l.at(e), name)
}

// property notes which property of a series is meant, if it has it.
func (l *lowerer) property(s subject, at span, name string) subject {
	event := l.catalogue.Event(s.c.Series.Event)
	if event.Property(name) == nil {
		l.fault(CodeProperty, at, nearest(name, event.propertyNames()))
		return subject{}
	}
	s.c.Property, s.c.propertyAt, s.stage = name, at, stageTaken
	return s
}

func (l *lowerer) fieldMethod(e ast.Expr, s subject) subject {
	c := e.AsCall()
	name, args := c.FunctionName(), c.Args()
	s.stage = stageTaken
	switch name {
	case "contains", "startsWith", "endsWith":
		if len(args) != 1 {
			return l.bad(s, CodeUse, e)
		}
		v, ok := l.literal(args[0])
		if !ok {
			return subject{}
		}
		s.c.Op, s.c.Value, s.c.valueAt = Op(name), v, l.at(args[0])
		return s
	case "isWithin":
		if len(args) != 1 {
			return l.bad(s, CodeUse, e)
		}
		ahead, ok := l.span(args[0])
		s.c.Take, s.c.Value, s.c.valueAt = TakeWithin, SpanOf(ahead), l.at(args[0])
		if !ok {
			return subject{}
		}
		return s
	}
	if len(args) != 0 {
		return l.bad(s, CodeUse, e)
	}
	s.c.Take = Take(name)
	return s
}
