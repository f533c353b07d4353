package lang

import (
	"strings"

	"cel.dev/cel-go/common/ast"
)

// fixed reports whether an expression is a value by itself.
func (l *lowerer) fixed(e ast.Expr) bool {
	switch e.Kind() {
	case ast.LiteralKind, ast.ListKind:
		return true
	case ast.CallKind:
		c := e.AsCall()
		return !c.IsMemberFunction() && (c.FunctionName() == "date" || unitLength[Unit(c.FunctionName())] > 0)
	}
	return false
}

// literal gives the value that a fixed expression is.
func (l *lowerer) literal(e ast.Expr) (Value, bool) {
	switch e.Kind() {
	case ast.LiteralKind:
		return l.plain(e)
	case ast.ListKind:
		list := Value{Kind: KindList, List: []Value{}}
		for _, x := range e.AsList().Elements() {
			v, ok := Value{}, x.Kind() == ast.LiteralKind
			if ok {
				v, ok = l.plain(x)
			} else {
				l.fault(CodeLiteral, l.at(x), "")
			}
			if !ok {
				return Value{}, false
			}
			list.List = append(list.List, v)
		}
		return list, true
	case ast.CallKind:
		c := e.AsCall()
		switch {
		case c.IsMemberFunction():
		case c.FunctionName() == "date":
			return l.date(e)
		case unitLength[Unit(c.FunctionName())] > 0:
			s, ok := l.span(e)
			return SpanOf(s), ok
		}
	}
	l.fault(CodeLiteral, l.at(e), "")
	return Value{}, false
}

func (l *lowerer) plain(e ast.Expr) (Value, bool) {
	switch v := e.AsLiteral().Value().(type) {
	case bool:
		return BoolOf(v), true
	case string:
		return Value{Kind: KindText, Text: v}, true
	case int64:
		if v < int64(-MostNumber/One) || v > int64(MostNumber/One) {
			l.fault(CodeNumber, l.at(e), "")
			return Value{}, false
		}
		return Whole(v), true
	case float64, uint64:
		// The text, since a float would not be exact.
		text := l.number(l.at(e).from)
		n, ok := ParseNumber(text)
		if !ok || tooFine(text) {
			l.fault(CodeNumber, l.at(e), "")
		}
		return NumberOf(n), ok
	}
	l.fault(CodeKind, l.at(e), "")
	return Value{}, false
}

// number gives the number that stands in the text from a place on.
func (l *lowerer) number(from int) string {
	var b strings.Builder
	for _, r := range l.text[from:] {
		switch {
		case r >= '0' && r <= '9' || r == '.' || r == 'e' || r == 'E' || r == '-' || r == '+' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() <= 1 && (r == ' ' || r == '\n' || r == '\t' || r == '\r'):
		default:
			return b.String()
		}
	}
	return b.String()
}

// textOf gives the text that the only argument of a call is.
func (l *lowerer) textOf(e ast.Expr) (string, bool) {
	args := e.AsCall().Args()
	if len(args) == 1 && args[0].Kind() == ast.LiteralKind {
		if s, ok := args[0].AsLiteral().Value().(string); ok {
			return s, true
		}
	}
	l.fault(CodeUse, l.at(e), "")
	return "", false
}

func (l *lowerer) date(e ast.Expr) (Value, bool) {
	s, ok := l.textOf(e)
	if !ok {
		return Value{}, false
	}
	day, ok := parseDay(s)
	if !ok {
		l.fault(CodeDate, l.at(e), "")
	}
	return Value{Kind: KindDate, Int: day}, ok
}

var unitWords = []string{string(Minutes), string(Hours), string(Days), string(Weeks)}

// span reads a length of time such as days(7).
func (l *lowerer) span(e ast.Expr) (Span, bool) {
	if e.Kind() == ast.CallKind {
		c := e.AsCall()
		unit := Unit(c.FunctionName())
		if !c.IsMemberFunction() && unitLength[unit] > 0 && len(c.Args()) == 1 && c.Args()[0].Kind() == ast.LiteralKind {
			if n, ok := c.Args()[0].AsLiteral().Value().(int64); ok && n > 0 && n <= maxDays*24*60 {
				return Span{int(n), unit}, true
			}
		}
		if named(c.FunctionName()) && unitLength[unit] == 0 {
			l.fault(CodeSpan, l.at(e), nearest(c.FunctionName(), unitWords))
			return Span{}, false
		}
	}
	l.fault(CodeSpan, l.at(e), "")
	return Span{}, false
}
