package lang

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	celsource "cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/parser"
)

// Limits of an expression, so that nobody writes one that costs too much.
const (
	maxText       = 20_000    // characters of a text
	maxJSON       = 1_000_000 // bytes of a tree as JSON
	maxDepth      = 20        // nested groups
	maxConditions = 300       // conditions, those of Where included
	maxList       = 1_000     // values of a list
	maxLiteral    = 500       // bytes of a text in it
	maxDays       = 3_660     // days of a span
	maxFaults     = 20        // faults that are told at once
)

// grammar reads CEL's grammar and nothing else: no macros, so has and all are
// words like any other.
var grammar = func() *parser.Parser {
	p, err := parser.NewParser(
		parser.EnablePrattParser(true),
		parser.MaxRecursionDepth(150),
		parser.ErrorRecoveryLimit(1),
		parser.ErrorReportingLimit(3),
		parser.ExpressionSizeCodePointLimit(maxText),
		parser.MaxExpressionNodeCount(20*maxConditions+2*maxList),
	)
	if err != nil {
		panic(err) // the options are constants
	}
	return p
}()

// Parse reads an expression and checks it against a catalogue. Errors are
// [Faults], all that were found.
func Parse(text string, c *Catalogue) (*Expression, error) {
	n, faults := read(text, c)
	x, err := Check(n, c)
	if err == nil && len(faults) == 0 {
		return x, nil
	}
	if more, ok := err.(Faults); ok {
		faults = append(faults, more...)
	}
	for i := range faults {
		faults[i].Path = ""
		faults[i].place(text)
	}
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Compare(a.Offset, b.Offset) })
	faults = slices.CompactFunc(faults, func(a, b Fault) bool { return a.Offset == b.Offset && a.Code == b.Code })
	return nil, faults[:min(len(faults), maxFaults)]
}

// place gives line and column of a fault's offset.
func (f *Fault) place(text string) {
	f.Line, f.Column = 1, 1
	n := 0
	for _, r := range text {
		if n == f.Offset {
			return
		}
		n++
		f.Column++
		if r == '\n' {
			f.Line, f.Column = f.Line+1, 1
		}
	}
	f.Offset = min(f.Offset, n)
}

// read makes a tree of a text. Where it cannot, it leaves a part out and says so.
func read(text string, c *Catalogue) (Node, Faults) {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return Node{}, Faults{{Code: CodeText}}
	case utf8.RuneCountInString(text) > maxText:
		return Node{}, Faults{{Code: CodeLong}}
	case strings.TrimSpace(text) == "":
		return Node{}, Faults{{Code: CodeEmpty}}
	}
	tree, errs := grammar.Parse(celsource.NewTextSource(text))
	runes := []rune(text)
	if found := errs.GetErrors(); len(found) > 0 {
		return Node{}, Faults{syntaxFault(runes, found[0])}
	}
	l := &lowerer{catalogue: c, info: tree.SourceInfo(), text: runes}
	n := l.node(tree.Expr())
	return Normal(n), l.faults
}

// syntaxFault words what the grammar refuses: its own words repeat the text.
func syntaxFault(text []rune, e *celsource.Error) Fault {
	at, line := 0, 1
	for line < e.Location.Line() && at < len(text) {
		if text[at] == '\n' {
			line++
		}
		at++
	}
	at = max(0, min(at+e.Location.Column(), len(text)))
	f := Fault{Code: CodeSyntax, Offset: at, Length: 1}
	switch {
	case strings.Contains(e.Message, "int literal") || strings.Contains(e.Message, "double literal"):
		f.Code = CodeNumber
	case strings.Contains(e.Message, "recursion") || strings.Contains(e.Message, "depth"):
		f.Code = CodeDeep
	case strings.Contains(e.Message, "node count") || strings.Contains(e.Message, "limit"):
		f.Code = CodeMany
	case at < len(text) && strings.ContainsRune("，。（）“”‘’；：！＝＞＜｜＆【】", text[at]):
		f.Code = CodeFullWidth
	default:
		f.Suggest = instead(text[at:])
	}
	return f
}

// instead gives what people mean by words that other languages have.
func instead(rest []rune) string {
	s := strings.ToLower(string(rest[:min(len(rest), 5)]))
	if strings.HasPrefix(s, "&&") || strings.HasPrefix(s, "||") || strings.HasPrefix(s, "==") {
		return "" // right, but not here
	}
	for _, w := range [][2]string{{"and", "&&"}, {"or", "||"}, {"not", "!"}, {"= ", "=="}, {"&", "&&"}, {"|", "||"}} {
		if strings.HasPrefix(s, w[0]) {
			return w[1]
		}
	}
	return ""
}

// lowerer turns the grammar's tree into ours.
type lowerer struct {
	catalogue *Catalogue
	info      *ast.SourceInfo
	text      []rune
	faults    Faults
	event     *Event // inside of where, the event whose properties names are
}

func (l *lowerer) fault(code Code, at span, suggest string) {
	l.faults = append(l.faults, Fault{Code: code, Offset: at.from, Length: at.to - at.from, Suggest: suggest})
}

// at gives where an expression stands: all of it, from its first to its last
// character that the grammar tells of.
func (l *lowerer) at(e ast.Expr) span {
	r, _ := l.info.GetOffsetRange(e.ID())
	s := span{int(r.Start), int(r.Stop)}
	widen := func(c ast.Expr) {
		in := l.at(c)
		s = span{min(s.from, in.from), max(s.to, in.to)}
	}
	switch e.Kind() {
	case ast.CallKind:
		c := e.AsCall()
		if c.IsMemberFunction() {
			widen(c.Target())
		} else if named(c.FunctionName()) {
			s.from = max(0, s.from-utf8.RuneCountInString(c.FunctionName()))
		}
		for _, a := range c.Args() {
			widen(a)
		}
		if named(c.FunctionName()) {
			s.to = l.closing(s.to)
		}
	case ast.SelectKind:
		widen(e.AsSelect().Operand())
		s.to += utf8.RuneCountInString(e.AsSelect().FieldName())
	case ast.ListKind:
		for _, x := range e.AsList().Elements() {
			widen(x)
		}
		s.to = l.closing(s.to)
	}
	return span{max(0, s.from), min(s.to, len(l.text))}
}

// named reports whether a function has a name, and is no operator.
func named(f string) bool { return f != "" && f[0] != '_' && f[0] != '@' && !strings.HasSuffix(f, "_") }

// closing takes in the bracket behind the arguments of a call.
func (l *lowerer) closing(to int) int {
	for i := to; i < len(l.text); i++ {
		switch l.text[i] {
		case ' ', '\t', '\n', '\r', ',':
		case ')', ']':
			return i + 1
		default:
			return to
		}
	}
	return to
}

// word gives where the name of a member function stands.
func (l *lowerer) word(e ast.Expr) span {
	r, _ := l.info.GetOffsetRange(e.ID())
	name := utf8.RuneCountInString(e.AsCall().FunctionName())
	return span{max(0, int(r.Start)-name), int(r.Start)}
}

// name gives the dotted name that an expression is, such as loyalty.level.
func dotted(e ast.Expr) (string, bool) {
	switch e.Kind() {
	case ast.IdentKind:
		return e.AsIdent(), true
	case ast.SelectKind:
		inner, ok := dotted(e.AsSelect().Operand())
		return inner + "." + e.AsSelect().FieldName(), ok
	}
	return "", false
}

func (l *lowerer) node(e ast.Expr) Node {
	if e.Kind() == ast.LiteralKind {
		switch b, ok := e.AsLiteral().Value().(bool); {
		case ok && b:
			return Node{}
		case ok:
			return Node{Not: &Node{}}
		}
		l.fault(CodeTruth, l.at(e), "")
		return Node{}
	}
	if e.Kind() == ast.CallKind {
		c := e.AsCall()
		switch c.FunctionName() {
		case "_&&_":
			return Node{All: []Node{l.node(c.Args()[0]), l.node(c.Args()[1])}}
		case "_||_":
			return Node{Any: []Node{l.node(c.Args()[0]), l.node(c.Args()[1])}}
		case "!_":
			inner := l.node(c.Args()[0])
			return Node{Not: &inner}
		case "@in":
			return l.in(e, c.Args()[0], c.Args()[1])
		}
		if op, ok := comparisons[c.FunctionName()]; ok {
			return l.comparison(op, c.Args()[0], c.Args()[1])
		}
	}
	return l.alone(e)
}

var comparisons = map[string]Op{"_==_": OpEq, "_!=_": OpNe, "_<_": OpLess, "_<=_": OpAtMost, "_>_": OpMore, "_>=_": OpAtLeast}

// turned is the operation when both sides are exchanged.
var turned = map[Op]Op{OpEq: OpEq, OpNe: OpNe, OpLess: OpMore, OpAtMost: OpAtLeast, OpMore: OpLess, OpAtLeast: OpAtMost}

func (l *lowerer) comparison(op Op, left, right ast.Expr) Node {
	if l.fixed(left) && !l.fixed(right) {
		left, right, op = right, left, turned[op]
	}
	if !l.fixed(right) {
		l.subject(left) // its faults count, too
		l.fault(CodeLiteral, l.at(right), "")
		return Node{}
	}
	s := l.subject(left)
	value, ok := l.literal(right)
	if !ok || s.stage == stageBad {
		return Node{}
	}
	if s.stage != stageField && s.stage != stageTaken || s.c.Op != OpNone || s.c.Value.Kind != KindNone {
		l.fault(CodeOperation, l.at(left), "")
		return Node{}
	}
	s.c.Op, s.c.Value, s.c.valueAt = op, value, l.at(right)
	return Node{Is: &s.c}
}

// alone makes a condition of something that stands without a comparison.
func (l *lowerer) alone(e ast.Expr) Node {
	s := l.subject(e)
	switch s.stage {
	case stageBad:
		return Node{}
	case stageSeries:
		s.c.Take = TakeExists
	case stageField:
		// A field of truths; Check refuses others.
		s.c.Op, s.c.Value, s.c.valueAt = OpEq, BoolOf(true), s.c.at
	case stageTaken:
		if s.c.Op == OpNone && !truths[s.c.Take] {
			// A property of the first or last event may be a truth.
			s.c.Op, s.c.Value, s.c.valueAt = OpEq, BoolOf(true), s.c.at
		}
	default:
		l.fault(CodeTruth, l.at(e), "")
		return Node{}
	}
	return Node{Is: &s.c}
}

// truths are what needs no operation to be a condition.
var truths = map[Take]bool{TakeHas: true, TakeToday: true, TakeWithin: true, TakeThisMonth: true, TakeExists: true}
