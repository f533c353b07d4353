package scan

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"regulars"
	"regulars/audience/lang"
	"regulars/internal/warehouse"
)

// mostCustomers bounds the rows of an answer: one for each customer.
const mostCustomers = 100_000_000

// Plan says what must be asked to answer expressions at an instant.
type Plan struct {
	xs        []*lang.Expression
	catalogue *lang.Catalogue
	zone      *time.Location
	now       time.Time
	at        int64          // now in microseconds
	known     map[string]int // by keyOf: the place in series or facts
	series    []asked
	facts     []lang.Condition
	plain     *group // conditions about single events
	chained   *group // conditions about events that others follow
}

// asked is a condition about events, once.
type asked struct {
	condition *lang.Condition
	usual     bool // what it is for who has no events
}

// keyOf tells conditions apart.
func keyOf(c *lang.Condition) string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // a checked condition has a form
	}
	return string(b)
}

// Compile plans the answer to expressions of one catalogue at an instant. It
// gives ErrInvalid with reason "catalogue" when they have several, and
// ErrTooLarge with reason "expressions" when they are too many for one question.
func Compile(now time.Time, xs ...*lang.Expression) (*Plan, error) {
	p := &Plan{xs: xs, now: now, at: now.UnixMicro(), zone: time.UTC, known: map[string]int{}}
	p.plain, p.chained = &group{plan: p, columns: map[string]string{}}, &group{plan: p, columns: map[string]string{}}
	for _, x := range xs {
		if p.catalogue == nil {
			p.catalogue = x.Catalogue()
		} else if p.catalogue != x.Catalogue() {
			return nil, regulars.Invalid("expressions", "catalogue", "expressions that are answered together have one catalogue")
		}
		if p.catalogue.Zone != nil {
			p.zone = p.catalogue.Zone
		}
		if err := p.collect(x.Node()); err != nil {
			return nil, err
		}
	}
	if len(p.plain.flags) > mostConditions || len(p.chained.flags) > mostConditions || len(p.chained.then) > mostSequences {
		return nil, &regulars.Error{Code: regulars.ErrTooLarge, Reason: "expressions", Message: "there are too many conditions for one question; ask in several"}
	}
	return p, nil
}

// How much one question holds.
const (
	mostConditions = 50 * warehouse.MostFlags
	mostSequences  = 80
)

// collect notes every condition of a tree once.
func (p *Plan) collect(n lang.Node) error {
	for _, kids := range [][]lang.Node{n.All, n.Any} {
		for _, c := range kids {
			if err := p.collect(c); err != nil {
				return err
			}
		}
	}
	if n.Not != nil {
		return p.collect(*n.Not)
	}
	if n.Is == nil || n.Is.In != nil && n.Is.In.Share != nil {
		return nil
	}
	key := keyOf(n.Is)
	if _, ok := p.known[key]; ok {
		return nil
	}
	if n.Is.Series == nil {
		p.known[key] = len(p.facts)
		p.facts = append(p.facts, *n.Is)
		return nil
	}
	alone, err := lang.Check(lang.Node{Is: n.Is}, p.catalogue)
	if err != nil {
		return err
	}
	p.known[key] = len(p.series)
	a := asked{n.Is, alone.Evaluate(&lang.Person{}, p.now).Matches}
	p.series = append(p.series, a)
	g := p.plain
	if n.Is.Series.Then != nil {
		g = p.chained
	}
	g.add(len(p.series)-1, a)
	return nil
}

// Question gives what to ask the warehouse; asks is false when there is nothing
// to ask.
func (p *Plan) Question() (q warehouse.Question, asks bool) {
	q.Most = mostCustomers
	for _, g := range []*group{p.plain, p.chained} {
		if len(g.flags) > 0 {
			q.Relations = append(q.Relations, g.relation())
		}
	}
	return q, len(q.Relations) > 0
}

// group is one pass over events: a row for each customer, with measures, and
// flags over them.
type group struct {
	plan     *Plan
	filter   []warehouse.Expr  // which events are looked at: one of them holds
	kinds    []warehouse.Named // whether an event is of a kind, compared once for all
	counts   []warehouse.Named // whether an event counts in a series, likewise
	columns  map[string]string // the measures there are, by what they measure
	measures []warehouse.Measure
	flags    []warehouse.Expr
	series   []int // which of plan.series each flag is
	then     []follow
}

// follow is what a sequence needs of each event: whether it is one that
// follows, and how many such come within a time.
type follow struct {
	key    string
	is     warehouse.Expr
	within int64
}

func flagColumn(word int) string { return "flags" + strconv.Itoa(word) }

// add notes a condition: its measures, and the flag that it differs from usual.
func (g *group) add(series int, a asked) {
	holds := g.condition(a.condition)
	if a.usual {
		holds = warehouse.Not(holds)
	}
	g.flags, g.series = append(g.flags, holds), append(g.series, series)
}

// relation gives the customers who differ from one without events, with flags.
func (g *group) relation() *warehouse.Relation {
	time := warehouse.Col("time")
	r := warehouse.Events().Where(warehouse.And(g.looked(), warehouse.Int(g.plan.at).AtLeast(time))).WithAll(g.kinds...)
	if len(g.then) > 0 {
		var links []warehouse.Link
		var is []warehouse.Named
		for i, f := range g.then {
			is = append(is, warehouse.Named{As: isColumn(i), Of: warehouse.If(f.is, warehouse.Int(1), warehouse.Int(0))})
			links = append(links, warehouse.Ahead(aheadColumn(i), isColumn(i), f.within-1))
		}
		r = r.WithAll(is...).Chain([]string{"customer"}, []string{"time", "place"}, links...)
	}
	if len(g.counts) == 1 {
		// All that is counted is one series: look at nothing else.
		r = r.Where(g.counts[0].Of).Group(warehouse.Keys("customer"), g.freed()...)
	} else {
		r = r.WithAll(g.counts...).Group(warehouse.Keys("customer"), g.measures...)
	}
	keep := []string{"customer"}
	var some []warehouse.Expr
	var flags []warehouse.Named
	for word := 0; word*warehouse.MostFlags < len(g.flags); word++ {
		first := word * warehouse.MostFlags
		name := flagColumn(word)
		flags = append(flags, warehouse.Named{As: name, Of: warehouse.Flags(g.flags[first:min(len(g.flags), first+warehouse.MostFlags)]...)})
		keep, some = append(keep, name), append(some, warehouse.Col(name).Ne(warehouse.Int(0)))
	}
	return r.WithAll(flags...).Where(warehouse.Or(some...)).Keep(keep...)
}

// freed gives the measures without the condition that an event counts in the
// only series.
func (g *group) freed() []warehouse.Measure {
	out := slices.Clone(g.measures)
	for i := range out {
		if when := out[i].When; when.Op == warehouse.OpAnd {
			out[i].When = warehouse.And(when.Args[1:]...) // the series stands first
		} else {
			out[i].Some, out[i].When = false, warehouse.Expr{}
		}
	}
	return out
}

// looked is which events are looked at, each kind of them once.
func (g *group) looked() warehouse.Expr {
	seen := map[string]bool{}
	var any []warehouse.Expr
	for _, f := range g.filter {
		b, err := json.Marshal(f)
		if err != nil {
			panic(err) // it is made of texts and numbers
		}
		if !seen[string(b)] {
			seen[string(b)] = true
			any = append(any, f)
		}
	}
	return warehouse.Or(any...)
}

// column gives a truth about an event as a column, made once.
func column(list *[]warehouse.Named, prefix, key string, known map[string]string, of warehouse.Expr) warehouse.Expr {
	name, ok := known[prefix+key]
	if !ok {
		name = prefix + strconv.Itoa(len(*list))
		known[prefix+key] = name
		*list = append(*list, warehouse.Named{As: name, Of: of})
	}
	return warehouse.Col(name)
}

func isColumn(i int) string    { return "is" + strconv.Itoa(i) }
func aheadColumn(i int) string { return "ahead" + strconv.Itoa(i) }

// measure gives the column of a measure, which it adds once.
func (g *group) measure(key string, m warehouse.Measure) warehouse.Expr {
	name, ok := g.columns[key]
	if !ok {
		name = "m" + strconv.Itoa(len(g.measures))
		m.As = name
		g.columns[key] = name
		g.measures = append(g.measures, m)
	}
	return warehouse.Col(name)
}
