package scan

import (
	"context"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"regulars"
	"regulars/audience/lang"
	"regulars/internal/warehouse"
)

// Facts tells what is known of customers beside their events.
type Facts interface {
	// Everybody gives the numbers of all customers there are.
	Everybody(ctx context.Context) (*roaring.Bitmap, error)
	// Holding gives, for each condition, for whom it holds at now. Conditions
	// are about fields or groups, never about events or random shares. The
	// sets are not changed afterwards.
	Holding(ctx context.Context, now time.Time, conditions []lang.Condition) ([]*roaring.Bitmap, error)
}

// Answer is who matches.
type Answer struct {
	// At is the position of the log up to which events were counted.
	At regulars.Position
	// Members are the customers that match, for each expression.
	Members []*roaring.Bitmap
}

// Run answers expressions of one catalogue at an instant. Errors are those of
// the warehouse, of facts and of [Compile].
func Run(ctx context.Context, w warehouse.Warehouse, facts Facts, now time.Time, xs ...*lang.Expression) (Answer, error) {
	p, err := Compile(now, xs...)
	if err != nil {
		return Answer{}, err
	}
	everybody, err := facts.Everybody(ctx)
	if err != nil {
		return Answer{}, err
	}
	var holding []*roaring.Bitmap
	if len(p.facts) > 0 {
		if holding, err = facts.Holding(ctx, now, p.facts); err != nil {
			return Answer{}, err
		}
	}
	q, asks := p.Question()
	if !asks {
		at, err := w.Position(ctx)
		return Answer{At: at, Members: p.Members(warehouse.Answer{}, everybody, holding)}, err
	}
	answer, err := w.Query(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	return Answer{At: answer.At, Members: p.Members(answer, everybody, holding)}, nil
}

// Facts gives the conditions that are not about events, in the order in which
// Members wants their sets.
func (p *Plan) Facts() []lang.Condition { return p.facts }

// Members puts together who matches each expression: from the warehouse's
// answer to [Plan.Question], all customers, and a set for each of [Plan.Facts].
func (p *Plan) Members(answer warehouse.Answer, everybody *roaring.Bitmap, holding []*roaring.Bitmap) []*roaring.Bitmap {
	m := merger{plan: p, everybody: everybody, holding: holding, events: make([]*roaring.Bitmap, len(p.series))}
	table := 0
	for _, g := range []*group{p.plain, p.chained} {
		if len(g.flags) > 0 {
			m.read(g, answer.Tables[table])
			table++
		}
	}
	out := make([]*roaring.Bitmap, len(p.xs))
	for i, x := range p.xs {
		out[i] = m.node(x.Node())
	}
	return out
}

// merger is the set algebra of one answer.
type merger struct {
	plan      *Plan
	everybody *roaring.Bitmap
	holding   []*roaring.Bitmap
	events    []*roaring.Bitmap // for each of plan.series
}

// read turns the flags of a table into sets: a bit says that the customer
// differs from one without events.
func (m *merger) read(g *group, t warehouse.Table) {
	customers := t.Ints("customer")
	for word := 0; word*warehouse.MostFlags < len(g.flags); word++ {
		flags := t.Ints(flagColumn(word))
		first := word * warehouse.MostFlags
		for bit, series := range g.series[first:min(len(g.series), first+warehouse.MostFlags)] {
			set := setOf(customers, flags, bit)
			if m.plan.series[series].usual {
				set = roaring.AndNot(m.everybody, set)
			} else {
				set.And(m.everybody)
			}
			m.events[series] = set
		}
	}
}

// setOf collects the customers whose flag is set. Numbers are dense, so a plain
// bitmap holds them without sorting.
func setOf(customers, flags []int64, bit int) *roaring.Bitmap {
	most := int64(0)
	for i, f := range flags {
		if f>>bit&1 == 1 {
			most = max(most, customers[i])
		}
	}
	if most > 64*int64(len(flags))+1<<20 || most > 1<<32-1 { // not dense after all
		var list []uint32
		for i, f := range flags {
			if c := customers[i]; f>>bit&1 == 1 && c > 0 && c < 1<<32 {
				list = append(list, uint32(c))
			}
		}
		slices.Sort(list)
		return roaring.BitmapOf(list...)
	}
	words := make([]uint64, most/64+1)
	for i, f := range flags {
		if c := customers[i]; f>>bit&1 == 1 && c > 0 {
			words[c/64] |= 1 << (c % 64)
		}
	}
	set := roaring.FromDense(words, true)
	set.RunOptimize()
	return set
}

// node gives for whom a tree holds. The set may be shared, so nobody changes it.
func (m *merger) node(n lang.Node) *roaring.Bitmap {
	switch {
	case n.Is != nil:
		return m.condition(n.Is)
	case n.Not != nil:
		return roaring.AndNot(m.everybody, m.node(*n.Not))
	case n.Any != nil:
		sets := make([]*roaring.Bitmap, len(n.Any))
		for i, c := range n.Any {
			sets[i] = m.node(c)
		}
		return roaring.FastOr(sets...)
	}
	out := m.everybody
	for _, c := range n.All {
		out = roaring.And(out, m.node(c))
	}
	return out
}

func (m *merger) condition(c *lang.Condition) *roaring.Bitmap {
	key := keyOf(c)
	if i, ok := m.plan.known[key]; ok {
		if c.Series != nil {
			return m.events[i]
		}
		return m.holding[i]
	}
	out := roaring.New() // a random share
	for it := m.everybody.Iterator(); it.HasNext(); {
		if n := it.Next(); lang.InShare(int64(n), c.In.Share.Salt, lang.Number(c.In.Share.Percent.Int)) {
			out.Add(n)
		}
	}
	return out
}
