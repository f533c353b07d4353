package lang

import (
	"slices"
	"strconv"
	"strings"
)

// Format gives the text of a tree in its one form. Parsing it gives the tree
// again, and formatting that the same text.
func Format(n Node) string {
	var w writer
	w.node(Normal(n), 0)
	return w.String()
}

type writer struct {
	strings.Builder
	inside bool // of where: names are properties
}

// How closely an operation binds.
const (
	bindsAny = 1 + iota
	bindsAll
	bindsNot
)

func (w *writer) node(n Node, binds int) {
	switch {
	case n.Is != nil:
		w.condition(n.Is, binds)
	case n.Not != nil && n.Not.everybody():
		w.WriteString("false")
	case n.Not != nil:
		w.WriteString("!")
		w.node(*n.Not, bindsNot)
	case n.Any != nil:
		w.joined(n.Any, " || ", bindsAny, binds)
	case len(n.All) > 0:
		w.joined(n.All, " && ", bindsAll, binds)
	default:
		w.WriteString("true")
	}
}

func (w *writer) joined(nodes []Node, by string, mine, binds int) {
	if binds > mine {
		w.WriteString("(")
		defer w.WriteString(")")
	}
	for i, n := range nodes {
		if i > 0 {
			w.WriteString(by)
		}
		w.node(n, mine)
	}
}

// reserved are words that the grammar keeps for itself.
var reserved = []string{"as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
	"package", "namespace", "return", "var", "void", "while", "in", "true", "false", "null", "customer"}

// isName reports whether a name can be written as it is.
func isName(name string) bool {
	for _, part := range strings.Split(name, ".") {
		if part == "" || part[0] >= '0' && part[0] <= '9' || slices.Contains(reserved, part) {
			return false
		}
		for _, b := range []byte(part) {
			if b != '_' && (b < '0' || b > '9') && (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') {
				return false
			}
		}
	}
	return true
}

// name writes a name, or a call with it when it cannot stand by itself.
func (w *writer) name(name, call string) {
	if isName(name) {
		w.WriteString(name)
		return
	}
	w.WriteString(call + "(" + strconv.Quote(name) + ")")
}

func (w *writer) field(name string) {
	if w.inside {
		w.name(name, "property")
	} else {
		w.name(name, "field")
	}
}

func (w *writer) condition(c *Condition, binds int) {
	if c.In != nil {
		w.bracketed(binds == bindsNot, func() {
			w.WriteString("customer in ")
			w.group(c.In)
		})
		return
	}
	truth := c.Op == OpEq && c.Value.Kind == KindBool && c.Value.Int == 1 && (c.Take == TakeValue || c.Take == TakeFirst || c.Take == TakeLast)
	w.bracketed(binds == bindsNot && !truth && c.Op != OpNone && !c.Op.isMethod(), func() {
		if c.Op == OpHolds {
			w.value(c.Value)
			w.WriteString(" in ")
		}
		w.subject(c)
		switch {
		case truth || c.Op == OpNone || c.Op == OpHolds:
		case c.Op.isMethod():
			w.WriteString("." + string(c.Op) + "(")
			w.value(c.Value)
			w.WriteString(")")
		default:
			w.WriteString(" " + string(c.Op) + " ")
			w.value(c.Value)
		}
	})
}

func (w *writer) bracketed(yes bool, write func()) {
	if yes {
		w.WriteString("(")
	}
	write()
	if yes {
		w.WriteString(")")
	}
}

func (o Op) isMethod() bool { return o == OpContains || o == OpStarts || o == OpEnds }

// subject writes what a condition is about.
func (w *writer) subject(c *Condition) {
	if c.Series != nil {
		w.series(c.Series)
		w.taken(c)
		return
	}
	if c.Take == TakeHas {
		w.WriteString("has(")
		w.field(c.Field)
		w.WriteString(")")
		return
	}
	w.field(c.Field)
	switch c.Take {
	case TakeValue:
	case TakeWithin:
		w.WriteString(".isWithin(")
		w.value(c.Value)
		w.WriteString(")")
	default:
		w.WriteString("." + string(c.Take) + "()")
	}
}

func (w *writer) series(s *Series) {
	w.name(s.Event, "event")
	w.where(s.Where)
	w.window(s.Window)
	if t := s.Then; t != nil {
		if t.Not {
			w.WriteString(".thenNot(")
		} else {
			w.WriteString(".then(")
		}
		w.name(t.Event, "event")
		w.where(t.Where)
		w.WriteString(").within(" + t.Within.String() + ")")
	}
}

func (w *writer) where(n *Node) {
	if n == nil {
		return
	}
	w.WriteString(".where(")
	w.inside = true
	w.node(*n, 0)
	w.inside = false
	w.WriteString(")")
}

// String gives a span as days(7).
func (s Span) String() string { return string(s.Unit) + "(" + strconv.Itoa(s.N) + ")" }

func (w *writer) window(v Window) {
	switch {
	case v.From != (Span{}) && v.To != (Span{}):
		w.WriteString(".ago(" + v.From.String() + ", " + v.To.String() + ")")
	case v.From != (Span{}):
		w.WriteString(".last(" + v.From.String() + ")")
	case v.To != (Span{}):
		w.WriteString(".earlier(" + v.To.String() + ")")
	case v.During != "":
		w.WriteString(".during(" + string(v.During) + ")")
	case v.Since != "" && v.Until != "":
		w.WriteString(".between(date(" + strconv.Quote(v.Since) + "), date(" + strconv.Quote(v.Until) + "))")
	case v.Since != "":
		w.WriteString(".since(date(" + strconv.Quote(v.Since) + "))")
	case v.Until != "":
		w.WriteString(".until(date(" + strconv.Quote(v.Until) + "))")
	}
}

// taken writes what is taken of a series; a series alone means that there is an
// event, but behind a series that ends in a bare word it must be said.
func (w *writer) taken(c *Condition) {
	switch c.Take {
	case TakeExists:
		if s := c.Series; s.Where == nil && s.Window == (Window{}) && s.Then == nil {
			w.WriteString(".exists()")
		}
	case TakeCount, TakeDays, TakeRecency:
		w.WriteString("." + string(c.Take) + "()")
	case TakeFirst, TakeLast:
		w.WriteString("." + string(c.Take) + "()")
		if isName(c.Property) && !strings.Contains(c.Property, ".") && c.Property != "time" {
			w.WriteString("." + c.Property)
		} else {
			w.WriteString(".property(" + strconv.Quote(c.Property) + ")")
		}
	case TakeFirstTime:
		w.WriteString(".first().time")
	case TakeLastTime:
		w.WriteString(".last().time")
	case TakeFirstDaysAgo:
		w.WriteString(".first().daysAgo()")
	case TakeLastDaysAgo:
		w.WriteString(".last().daysAgo()")
	default:
		w.WriteString("." + string(c.Take) + "(")
		w.name(c.Property, "property")
		w.WriteString(")")
	}
}

func (w *writer) value(v Value) {
	switch v.Kind {
	case KindNumber:
		w.WriteString(Number(v.Int).String())
	case KindText:
		w.WriteString(strconv.Quote(v.Text))
	case KindBool:
		w.WriteString(strconv.FormatBool(v.Int == 1))
	case KindDate:
		w.WriteString("date(" + strconv.Quote(dayText(v.Int)) + ")")
	case KindSpan:
		w.WriteString(v.Span().String())
	case KindList:
		w.WriteString("[")
		for i, x := range v.List {
			if i > 0 {
				w.WriteString(", ")
			}
			w.value(x)
		}
		w.WriteString("]")
	}
}

func (w *writer) group(g *Group) {
	switch {
	case g.Audience != "":
		w.WriteString("audience(" + strconv.Quote(g.Audience) + ")")
	case g.List != "":
		w.WriteString("list(" + strconv.Quote(g.List) + ")")
	case g.Share != nil:
		w.WriteString("share(" + Number(g.Share.Percent.Int).String() + ", " + strconv.Quote(g.Share.Salt) + ")")
	case g.Top != nil:
		w.rank("top", g.Top)
	case g.Bottom != nil:
		w.rank("bottom", g.Bottom)
	}
}

func (w *writer) rank(word string, r *Rank) {
	w.WriteString(word + "(")
	if r.Count > 0 {
		w.WriteString(strconv.Itoa(r.Count))
	} else {
		w.WriteString("percent(" + Number(r.Percent.Int).String() + ")")
	}
	w.WriteString(", ")
	w.field(r.By)
	w.WriteString(")")
}
