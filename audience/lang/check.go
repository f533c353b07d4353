package lang

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxCount bounds how many customers a rank may name.
const maxCount = 100_000_000

// Expression is a condition that was checked against a catalogue, ready to be
// evaluated. It never changes; many goroutines may use it at once.
type Expression struct {
	node      Node
	catalogue *Catalogue
	root      step
}

// Node gives the tree, in its one form ([Normal]). It must not be changed.
func (x *Expression) Node() Node { return x.node }

// Catalogue gives what the expression was checked against.
func (x *Expression) Catalogue() *Catalogue { return x.catalogue }

// String gives the text, as [Format] does.
func (x *Expression) String() string { return Format(x.node) }

// Check holds a tree to a catalogue. Errors are [Faults], all that were found,
// each with its path in the tree as given.
func Check(n Node, c *Catalogue) (*Expression, error) {
	k := &checker{catalogue: c}
	root := k.node(n, "", 0, nil)
	if k.conditions > maxConditions {
		k.faults = append(k.faults, Fault{Code: CodeMany})
	}
	if len(k.faults) > 0 {
		return nil, k.faults[:min(len(k.faults), maxFaults)]
	}
	normal := Normal(n)
	again := &checker{catalogue: c} // so that reasons have the paths of the tree that is kept
	root = again.node(normal, "", 0, nil)
	return &Expression{node: normal, catalogue: c, root: root}, nil
}

// step is a part of a tree with everything looked up, for evaluation.
type step struct {
	sort sort
	kids []step // of stepAll and stepAny; one of stepNot
	leaf *leaf
}

type sort int

const (
	stepAll sort = iota
	stepAny
	stepNot
	stepLeaf
)

// leaf is a condition with everything looked up.
type leaf struct {
	*Condition
	kind     Kind      // of what is compared
	field    Kind      // of the field
	property *Property // inside of where, or what is taken of a series
	series   *series
	from, to int64 // instants at which the day of a date literal begins and ends
	path     string
}

// series is a series with everything looked up.
type series struct {
	event        *Event
	where        *step
	age          [2]int64 // microseconds: from, to
	during       Period
	since, until int64 // instants
	then         *then
}

type then struct {
	not    bool
	event  *Event
	where  *step
	within int64
}

type checker struct {
	catalogue  *Catalogue
	faults     Faults
	conditions int
}

func (k *checker) fault(code Code, path string, at span, suggest string) {
	k.faults = append(k.faults, Fault{Code: code, Path: path, Offset: at.from, Length: at.to - at.from, Suggest: suggest})
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// node checks a tree; event is the one whose properties fields are, inside of
// where.
func (k *checker) node(n Node, path string, depth int, event *Event) step {
	if depth > maxDepth {
		k.fault(CodeDeep, path, span{}, "")
		return step{}
	}
	given := 0
	for _, is := range []bool{n.All != nil, n.Any != nil, n.Not != nil, n.Is != nil} {
		if is {
			given++
		}
	}
	if given > 1 {
		k.fault(CodeShape, path, span{}, "")
		return step{}
	}
	switch {
	case n.Is != nil:
		if k.conditions++; k.conditions > maxConditions {
			return step{}
		}
		return step{sort: stepLeaf, leaf: k.condition(n.Is, join(path, "is"), depth, event)}
	case n.Not != nil:
		return step{sort: stepNot, kids: []step{k.node(*n.Not, join(path, "not"), depth+1, event)}}
	case n.Any != nil:
		return step{sort: stepAny, kids: k.nodes(n.Any, join(path, "any"), depth+1, event)}
	}
	return step{sort: stepAll, kids: k.nodes(n.All, join(path, "all"), depth+1, event)}
}

func (k *checker) nodes(nodes []Node, path string, depth int, event *Event) (out []step) {
	if len(nodes) > 10*maxConditions {
		k.fault(CodeMany, path, span{}, "")
		return nil
	}
	for i, n := range nodes {
		out = append(out, k.node(n, path+"["+strconv.Itoa(i)+"]", depth, event))
	}
	return out
}

func (k *checker) condition(c *Condition, path string, depth int, event *Event) *leaf {
	l := &leaf{Condition: c, path: path}
	given := 0
	for _, is := range []bool{c.Field != "", c.Series != nil, c.In != nil} {
		if is {
			given++
		}
	}
	if given != 1 || event != nil && c.Field == "" {
		k.fault(CodeShape, path, c.at, "")
		return l
	}
	before := len(k.faults)
	switch {
	case c.In != nil:
		k.group(c, path)
		return l
	case c.Field != "":
		k.field(l, path, event)
	default:
		k.series(l, path, depth)
	}
	if len(k.faults) == before {
		k.comparison(l, path)
	}
	return l
}

// field finds out what a condition about a field or property compares.
func (k *checker) field(l *leaf, path string, event *Event) {
	kind, found := KindNone, false
	if event != nil {
		if l.property = event.Property(l.Field); l.property != nil {
			kind, found = l.property.Kind, true
		} else {
			k.fault(CodeProperty, join(path, "field"), l.at, nearest(l.Field, event.propertyNames()))
		}
	} else if f := k.catalogue.Field(l.Field); f != nil {
		kind, found = f.Kind, true
		l.field = kind
	} else {
		k.fault(CodeField, join(path, "field"), l.at, nearest(l.Field, k.catalogue.fieldNames()))
	}
	if !found {
		return
	}
	if l.Condition.Property != "" {
		k.fault(CodeShape, join(path, "property"), l.at, "")
	}
	dated := event == nil && (kind == KindDate || kind == KindTime)
	switch l.Take {
	case TakeValue:
		l.kind = kind
		return
	case TakeHas:
		l.kind = KindNone
		return
	case TakeMonth, TakeDay, TakeDaysAgo:
		l.kind = KindNumber
	case TakeToday, TakeWithin, TakeThisMonth:
		l.kind = KindNone
	default:
		k.fault(CodeShape, join(path, "take"), l.at, "")
		return
	}
	if !dated {
		k.fault(CodeOperation, join(path, "take"), l.at, "")
	}
}

// series looks a series up and finds out what is taken of it.
func (k *checker) series(l *leaf, path string, depth int) {
	s := l.Condition.Series
	at := join(path, "series")
	event := k.catalogue.Event(s.Event)
	if event == nil || event.Word != s.Event { // a tree has the word itself
		k.fault(CodeEvent, join(at, "event"), s.at, k.mainWord(s.Event))
		return
	}
	l.series = &series{event: event, where: k.where(s.Where, join(at, "where"), depth, event)}
	k.window(l, join(at, "window"))
	if s.Then != nil {
		k.then(l.series, s.Then, join(at, "then"), depth)
	}
	kinds := map[Take]Kind{
		TakeExists: KindNone, TakeCount: KindNumber, TakeDays: KindNumber, TakeRecency: KindSpan,
		TakeFirstTime: KindTime, TakeLastTime: KindTime, TakeFirstDaysAgo: KindNumber, TakeLastDaysAgo: KindNumber,
	}
	kind, simple := kinds[l.Take]
	if simple {
		l.kind = kind
		if l.Property != "" {
			k.fault(CodeShape, join(path, "property"), l.at, "")
		}
		return
	}
	if !slices.Contains([]Take{TakeSum, TakeAvg, TakeMin, TakeMax, TakeDistinct, TakeFirst, TakeLast}, l.Take) {
		k.fault(CodeShape, join(path, "take"), l.at, "")
		return
	}
	if l.property = event.Property(l.Property); l.property == nil {
		k.fault(CodeProperty, join(path, "property"), l.propertyAt, nearest(l.Property, event.propertyNames()))
		return
	}
	switch l.Take {
	case TakeFirst, TakeLast:
		l.kind = l.property.Kind
	case TakeDistinct:
		l.kind = KindNumber
	default:
		if l.kind = KindNumber; l.property.Kind != KindNumber {
			k.fault(CodeKind, join(path, "property"), l.propertyAt, "")
		}
	}
}

// mainWord gives the word for what a tree calls otherwise, or the nearest one.
func (k *checker) mainWord(word string) string {
	if event := k.catalogue.Event(word); event != nil {
		return event.Word
	}
	return nearest(word, k.catalogue.eventWords())
}

func (k *checker) where(n *Node, path string, depth int, event *Event) *step {
	if n == nil {
		return nil
	}
	s := k.node(*n, path, depth+1, event)
	return &s
}

func (k *checker) then(s *series, t *Then, path string, depth int) {
	event := k.catalogue.Event(t.Event)
	if event == nil || event.Word != t.Event {
		k.fault(CodeEvent, join(path, "event"), t.at, k.mainWord(t.Event))
		return
	}
	k.span(t.Within, join(path, "within"), t.at)
	s.then = &then{not: t.Not, event: event, where: k.where(t.Where, join(path, "where"), depth, event), within: t.Within.Length().Microseconds()}
}

// span holds a length of time to its limits.
func (k *checker) span(s Span, path string, at span) bool {
	if s.N <= 0 || unitLength[s.Unit] == 0 || s.N > maxDays*24*60 || s.Length() > maxDays*24*time.Hour {
		k.fault(CodeSpan, path, at, "")
		return false
	}
	return true
}

// window holds the time of a series to its rules and looks it up.
func (k *checker) window(l *leaf, path string) {
	w, at := l.Condition.Series.Window, l.Condition.at
	ages, days := w.From != (Span{}) || w.To != (Span{}), w.Since != "" || w.Until != ""
	if ages && (days || w.During != "") || days && w.During != "" {
		k.fault(CodeWindow, path, at, "")
		return
	}
	if w.From != (Span{}) && !k.span(w.From, join(path, "from"), at) || w.To != (Span{}) && !k.span(w.To, join(path, "to"), at) {
		return
	}
	l.series.age = [2]int64{w.From.Length().Microseconds(), w.To.Length().Microseconds()}
	if w.From != (Span{}) && w.From.Length() <= w.To.Length() {
		k.fault(CodeWindow, path, at, "")
	}
	if l.series.during = w.During; w.During != "" && !slices.Contains(periods, w.During) {
		k.fault(CodePeriod, join(path, "during"), at, nearest(string(w.During), periodWords()))
	}
	l.series.since, l.series.until = forEver, never
	if w.Since != "" {
		day, ok := parseDay(w.Since)
		if l.series.since = startOfDay(day, k.catalogue.zone()); !ok {
			k.fault(CodeDate, join(path, "since"), at, "")
		}
	}
	if w.Until != "" {
		day, ok := parseDay(w.Until)
		if l.series.until = startOfDay(day+1, k.catalogue.zone()); !ok {
			k.fault(CodeDate, join(path, "until"), at, "")
		}
	}
	if l.series.since >= l.series.until {
		k.fault(CodeWindow, path, at, "")
	}
}

// allowed are the operations on each kind.
var allowed = map[Kind][]Op{
	KindNumber: {OpEq, OpNe, OpLess, OpAtMost, OpMore, OpAtLeast, OpIn},
	KindText:   {OpEq, OpNe, OpIn, OpContains, OpStarts, OpEnds},
	KindBool:   {OpEq, OpNe},
	KindDate:   {OpEq, OpNe, OpLess, OpAtMost, OpMore, OpAtLeast},
	KindTime:   {OpEq, OpNe, OpLess, OpAtMost, OpMore, OpAtLeast},
	KindSpan:   {OpLess, OpAtMost, OpMore, OpAtLeast},
	KindTexts:  {OpHolds},
}

// comparison holds operation and value to the kind of what is compared.
func (k *checker) comparison(l *leaf, path string) {
	if l.kind == KindNone {
		k.plain(l, path)
		return
	}
	if !slices.Contains(allowed[l.kind], l.Op) {
		code := CodeOperation
		if l.Op == OpNone || l.Op == OpEq && l.Value.Kind == KindBool && l.valueAt == l.at {
			code = CodeTruth
		}
		k.fault(code, join(path, "op"), l.at, "")
		return
	}
	want := l.kind
	switch {
	case l.Op == OpIn:
		want = KindList
	case want == KindTexts:
		want = KindText
	case want == KindTime:
		want = KindDate
	}
	at := join(path, "value")
	if l.Value.Kind != want {
		code := CodeKind
		if l.Op == OpEq && l.valueAt == l.at && l.at != (span{}) {
			code = CodeTruth
		}
		k.fault(code, at, l.valueAt, "")
		return
	}
	if want == KindList {
		k.list(l, at)
		return
	}
	k.literal(l, l.Value, at)
	if l.kind == KindTime || l.kind == KindDate {
		l.from, l.to = startOfDay(l.Value.Int, k.catalogue.zone()), startOfDay(l.Value.Int+1, k.catalogue.zone())
	}
}

// plain is for what has no operation; isWithin has a span of days.
func (k *checker) plain(l *leaf, path string) {
	if l.Op != OpNone {
		k.fault(CodeOperation, join(path, "op"), l.at, "")
		return
	}
	if l.Take != TakeWithin {
		if !l.Value.Missing() {
			k.fault(CodeOperation, join(path, "value"), l.valueAt, "")
		}
		return
	}
	s := l.Value.Span()
	if l.Value.Kind != KindSpan || s.Unit != Days && s.Unit != Weeks || s.N <= 0 || s.N > 366 || s.Length() > 366*24*time.Hour {
		k.fault(CodeSpan, join(path, "value"), l.valueAt, "")
	}
}

func (k *checker) list(l *leaf, path string) {
	if n := len(l.Value.List); n == 0 || n > maxList {
		k.fault(CodeList, path, l.valueAt, "")
		return
	}
	for i, v := range l.Value.List {
		at := path + "[" + strconv.Itoa(i) + "]"
		if v.Kind != l.kind {
			k.fault(CodeKind, at, l.valueAt, "")
			return
		}
		k.literal(l, v, at)
	}
}

// literal holds one value to its limits and to what a field can be.
func (k *checker) literal(l *leaf, v Value, path string) {
	switch v.Kind {
	case KindText:
		if !goodText(v.Text) {
			k.fault(CodeText, path, l.valueAt, "")
			return
		}
		if values := k.values(l); len(values) > 0 && l.Op != OpContains && l.Op != OpStarts && l.Op != OpEnds && !slices.Contains(values, v.Text) {
			k.fault(CodeValue, path, l.valueAt, nearest(v.Text, values))
		}
	case KindSpan:
		k.span(v.Span(), path, l.valueAt)
	case KindNumber:
		days := l.Take == TakeDaysAgo || l.Take == TakeFirstDaysAgo || l.Take == TakeLastDaysAgo
		if days && (Number(v.Int) > 40_000*One || Number(v.Int) < -40_000*One) {
			k.fault(CodeNumber, path, l.valueAt, "")
		}
	}
}

// values gives all that the text of a field or property can be, if that is known.
func (k *checker) values(l *leaf) []string {
	if l.property != nil {
		return l.property.Values
	}
	if f := k.catalogue.Field(l.Field); f != nil {
		return f.Values
	}
	return nil
}

func goodText(s string) bool {
	return s != "" && len(s) <= maxLiteral && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// group holds a condition about belonging to its rules.
func (k *checker) group(c *Condition, path string) {
	g := c.In
	if c.Op != OpNone || !c.Value.Missing() || c.Take != "" || c.Property != "" {
		k.fault(CodeShape, path, c.at, "")
	}
	given := 0
	for _, is := range []bool{g.Audience != "", g.List != "", g.Share != nil, g.Top != nil, g.Bottom != nil} {
		if is {
			given++
		}
	}
	at := join(path, "in")
	switch {
	case given != 1:
		k.fault(CodeShape, at, c.at, "")
	case g.Audience != "":
		if !slices.Contains(k.catalogue.Audiences, g.Audience) {
			k.fault(CodeAudience, join(at, "audience"), c.at, nearest(g.Audience, k.catalogue.Audiences))
		}
	case g.List != "":
		if !slices.Contains(k.catalogue.Lists, g.List) {
			k.fault(CodeListName, join(at, "list"), c.at, nearest(g.List, k.catalogue.Lists))
		}
	case g.Share != nil:
		k.percent(g.Share.Percent, join(at, "share.percent"), c.at)
		if !goodText(g.Share.Salt) {
			k.fault(CodeText, join(at, "share.salt"), c.at, "")
		}
	case g.Top != nil:
		k.rank(g.Top, join(at, "top"), c.at)
	default:
		k.rank(g.Bottom, join(at, "bottom"), c.at)
	}
}

func (k *checker) percent(v Value, path string, at span) {
	if v.Kind != KindNumber || v.Int <= 0 || Number(v.Int) > 100*One {
		k.fault(CodePercent, path, at, "")
	}
}

func (k *checker) rank(r *Rank, path string, at span) {
	if f := k.catalogue.Field(r.By); f == nil {
		k.fault(CodeField, join(path, "by"), at, nearest(r.By, k.catalogue.fieldNames()))
	} else if f.Kind != KindNumber {
		k.fault(CodeKind, join(path, "by"), at, "")
	}
	switch {
	case r.Percent.Missing() == (r.Count == 0):
		k.fault(CodeShape, path, at, "")
	case r.Count != 0 && (r.Count < 1 || r.Count > maxCount):
		k.fault(CodeNumber, join(path, "count"), at, "")
	case r.Count == 0:
		k.percent(r.Percent, join(path, "percent"), at)
	}
}
