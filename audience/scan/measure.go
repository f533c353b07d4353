package scan

import (
	"encoding/json"

	"regulars/audience/lang"
	"regulars/internal/warehouse"
)

// condition gives whether a condition about events holds for a customer, over
// the measures that it adds.
func (g *group) condition(c *lang.Condition) warehouse.Expr {
	b, err := json.Marshal(c.Series)
	if err != nil {
		panic(err) // a checked condition has a form
	}
	m := measured{g: g, c: c, key: string(b)}
	m.counts = column(&g.counts, "counts", m.key, g.columns, g.inSeries(c.Series))
	some := m.count().AtLeast(warehouse.Int(1))
	switch c.Take {
	case lang.TakeExists:
		return some
	case lang.TakeCount:
		return m.whole(m.count())
	case lang.TakeDays:
		day := warehouse.Day(warehouse.Col("time"), g.plan.zone)
		return m.whole(g.measure(m.key+"days", warehouse.Distinct("", day).If(m.counts)))
	case lang.TakeRecency:
		return warehouse.And(some, m.recency())
	case lang.TakeFirstTime, lang.TakeLastTime:
		return warehouse.And(some, m.date())
	case lang.TakeFirstDaysAgo, lang.TakeLastDaysAgo:
		return warehouse.And(some, m.daysAgo())
	}
	return m.property()
}

// measured is a condition while its measures are made.
type measured struct {
	g      *group
	c      *lang.Condition
	key    string // of the series
	counts warehouse.Expr
}

func (m *measured) count() warehouse.Expr {
	return m.g.measure(m.key+"count", warehouse.Count("").If(m.counts))
}

// whole compares a whole number.
func (m *measured) whole(e warehouse.Expr) warehouse.Expr {
	return number(m.c.Op, m.c.Value, int64(lang.One), func(n int64) warehouse.Expr { return e.AtLeast(warehouse.Int(n)) })
}

// time is when the first or last event happened.
func (m *measured) time(last bool) warehouse.Expr {
	if last {
		return m.g.measure(m.key+"last", warehouse.Max("", warehouse.Col("time")).If(m.counts))
	}
	return m.g.measure(m.key+"first", warehouse.Min("", warehouse.Col("time")).If(m.counts))
}

// recency compares now − last with a span: last with an instant.
func (m *measured) recency() warehouse.Expr {
	last := m.time(true)
	then := warehouse.Int(m.g.plan.at - m.c.Value.Span().Length().Microseconds())
	switch m.c.Op {
	case lang.OpLess:
		return then.Less(last)
	case lang.OpAtMost:
		return last.AtLeast(then)
	case lang.OpMore:
		return last.Less(then)
	}
	return then.AtLeast(last)
}

// date compares the day of the first or last event.
func (m *measured) date() warehouse.Expr {
	at := m.time(m.c.Take == lang.TakeLastTime)
	zone := m.g.plan.zone
	from := warehouse.Int(lang.StartOfDay(m.c.Value.Int, zone))
	to := warehouse.Int(lang.StartOfDay(m.c.Value.Int+1, zone))
	switch m.c.Op {
	case lang.OpEq:
		return warehouse.And(at.AtLeast(from), at.Less(to))
	case lang.OpNe:
		return warehouse.Or(at.Less(from), at.AtLeast(to))
	case lang.OpLess:
		return at.Less(from)
	case lang.OpAtMost:
		return at.Less(to)
	case lang.OpMore:
		return at.AtLeast(to)
	}
	return at.AtLeast(from)
}

// daysAgo compares the civil days since the first or last event: at least n
// days is before the day after that n days ago.
func (m *measured) daysAgo() warehouse.Expr {
	at := m.time(m.c.Take == lang.TakeLastDaysAgo)
	zone := m.g.plan.zone
	today := lang.DayOf(m.g.plan.at, zone)
	return number(m.c.Op, m.c.Value, int64(lang.One), func(n int64) warehouse.Expr {
		return at.Less(warehouse.Int(lang.StartOfDay(today-n+1, zone)))
	})
}

// property compares what is taken of a property.
func (m *measured) property() warehouse.Expr {
	g, c := m.g, m.c
	v := g.plan.property(g.plan.catalogue.Event(c.Series.Event).Property(c.Property))
	key := m.key + "\x00" + c.Property + "\x00"
	having := warehouse.And(m.counts, v.has)
	if c.Take == lang.TakeFirst || c.Take == lang.TakeLast {
		return m.end(key, v)
	}
	if c.Take == lang.TakeDistinct {
		return m.whole(g.measure(key+"distinct", warehouse.Distinct("", v.value).If(having)))
	}
	sum := func() warehouse.Expr { return g.measure(key+"sum", warehouse.Sum("", v.value).If(having)) }
	if c.Take == lang.TakeSum {
		v.value = sum()
		return v.compare(c)
	}
	n := g.measure(key+"having", warehouse.Count("").If(having))
	some := n.AtLeast(warehouse.Int(1))
	switch c.Take {
	case lang.TakeMin:
		v.value = g.measure(key+"min", warehouse.Min("", v.value).If(having))
	case lang.TakeMax:
		v.value = g.measure(key+"max", warehouse.Max("", v.value).If(having))
	default:
		return warehouse.And(some, average(sum().Times(warehouse.Int(v.scale)), n, c.Op, c.Value))
	}
	return warehouse.And(some, v.compare(c))
}

// end compares a property of the first or last event, if that has it.
func (m *measured) end(key string, v operand) warehouse.Expr {
	time, place := warehouse.Col("time"), warehouse.Col("place")
	name, pick := "first", warehouse.First
	if m.c.Take == lang.TakeLast {
		name, pick = "last", warehouse.Last
	}
	has := m.g.measure(key+name+"has", pick("", warehouse.If(v.has, warehouse.Int(1), warehouse.Int(0)), time, place).If(m.counts))
	v.value = m.g.measure(key+name, pick("", v.value, time, place).If(m.counts))
	return warehouse.And(has.Eq(warehouse.Int(1)), v.compare(m.c))
}

// average compares sum by n with a literal, without dividing.
func average(sum, n warehouse.Expr, op lang.Op, v lang.Value) warehouse.Expr {
	if op == lang.OpIn {
		var any []warehouse.Expr
		for _, x := range v.List {
			any = append(any, average(sum, n, lang.OpEq, x))
		}
		return warehouse.Or(any...)
	}
	other := n.Times(warehouse.Int(v.Int))
	switch op {
	case lang.OpEq:
		return sum.Eq(other)
	case lang.OpNe:
		return sum.Ne(other)
	case lang.OpLess:
		return sum.Less(other)
	case lang.OpAtMost:
		return other.AtLeast(sum)
	case lang.OpMore:
		return other.Less(sum)
	}
	return sum.AtLeast(other)
}
