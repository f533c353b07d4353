package scan

import (
	"encoding/json"
	"math"

	"regulars"
	"regulars/audience/lang"
	"regulars/internal/warehouse"
)

// inSeries gives whether an event counts in a series, and notes that such events
// are looked at.
func (g *group) inSeries(s *lang.Series) warehouse.Expr {
	p := g.plan
	kind := p.catalogue.Event(s.Event)
	from, to := s.Window.Bounds(p.now, p.zone)
	time := warehouse.Col("time")
	is := []warehouse.Expr{g.covers(kind)}
	look := []warehouse.Expr{covers(kind)}
	if from != math.MinInt64 {
		is = append(is, time.AtLeast(warehouse.Int(from)))
		look = append(look, time.AtLeast(warehouse.Int(from)))
	}
	g.filter = append(g.filter, warehouse.And(look...))
	if to <= p.at {
		is = append(is, time.Less(warehouse.Int(to)))
	}
	if s.Where != nil {
		is = append(is, p.where(*s.Where, kind))
	}
	if s.Then != nil {
		is = append(is, g.follows(s.Then, from))
	}
	return warehouse.And(is...)
}

// covers is whether an event is of a kind, as a column.
func (g *group) covers(e *lang.Event) warehouse.Expr {
	return column(&g.kinds, "kind", e.Word, g.columns, covers(e))
}

// covers is whether an event is of a kind.
func covers(e *lang.Event) warehouse.Expr {
	is := warehouse.Col("type").Eq(warehouse.Text(string(e.EventType())))
	if e.Name == "" {
		return is
	}
	named := warehouse.Col("name").Eq(warehouse.Text(e.Name))
	if e.EventType() == regulars.Track {
		return warehouse.And(named, is) // the name says more
	}
	return warehouse.And(is, named)
}

// follows is whether another event follows one, or none does; from is the
// first instant at which the one may be.
func (g *group) follows(t *lang.Then, from int64) warehouse.Expr {
	p := g.plan
	kind := p.catalogue.Event(t.Event)
	is := g.covers(kind)
	look := []warehouse.Expr{covers(kind)}
	if from != math.MinInt64 {
		look = append(look, warehouse.Col("time").AtLeast(warehouse.Int(from)))
	}
	g.filter = append(g.filter, warehouse.And(look...))
	if t.Where != nil {
		is = warehouse.And(is, p.where(*t.Where, kind))
	}
	within := t.Within.Length().Microseconds()
	b, err := json.Marshal(lang.Then{Event: t.Event, Where: t.Where, Within: t.Within})
	if err != nil {
		panic(err) // a checked condition has a form
	}
	place := -1
	for i, f := range g.then {
		if f.key == string(b) {
			place = i
		}
	}
	if place < 0 {
		place = len(g.then)
		g.then = append(g.then, follow{string(b), is, within})
	}
	// The event itself is among those it counts; others at its instant, too.
	others := warehouse.Col(isColumn(place)).Less(warehouse.Col(aheadColumn(place)))
	if !t.Not {
		return others
	}
	return warehouse.And(warehouse.Not(others), warehouse.Int(p.at-within).AtLeast(warehouse.Col("time")))
}

// where is whether an event fulfils a condition about its properties.
func (p *Plan) where(n lang.Node, kind *lang.Event) warehouse.Expr {
	switch {
	case n.Is != nil:
		v := p.property(kind.Property(n.Is.Field))
		if n.Is.Take == lang.TakeHas {
			return v.has
		}
		return warehouse.And(v.has, v.compare(n.Is))
	case n.Not != nil:
		return warehouse.Not(p.where(*n.Not, kind))
	case n.Any != nil:
		return warehouse.Or(p.wheres(n.Any, kind)...)
	}
	return warehouse.And(p.wheres(n.All, kind)...)
}

func (p *Plan) wheres(nodes []lang.Node, kind *lang.Event) (out []warehouse.Expr) {
	for _, n := range nodes {
		out = append(out, p.where(n, kind))
	}
	return out
}

// operand is a value of an event, or of a group of events: numbers are whole
// multiples of scale ten-thousandths, truths the texts true and false.
type operand struct {
	kind  lang.Kind
	value warehouse.Expr
	has   warehouse.Expr
	scale int64
}

// property reads a property of an event.
func (p *Plan) property(of *lang.Property) operand {
	time := warehouse.Col("time")
	text := func(e warehouse.Expr) operand {
		return operand{lang.KindText, e, e.Ne(warehouse.Text("")), 0}
	}
	switch of.From {
	case lang.FromAmount:
		return p.amount()
	case lang.FromOrder:
		return text(warehouse.Col("order"))
	case lang.FromChannel:
		return text(warehouse.Col("channel"))
	case lang.FromName:
		return text(warehouse.Col("name"))
	case lang.FromHour:
		return operand{lang.KindNumber, warehouse.Hour(time, p.zone), warehouse.And(), int64(lang.One)}
	case lang.FromWeekday:
		day := warehouse.Day(time, p.zone)
		return operand{lang.KindNumber, day.Minus(warehouse.Week(day)).Plus(warehouse.Int(1)), warehouse.And(), int64(lang.One)}
	}
	path := of.BodyPath()
	switch of.Kind {
	case lang.KindNumber:
		return operand{lang.KindNumber, warehouse.Decimal("body", lang.Decimals, path...), warehouse.Numeric("body", lang.Decimals, path...), 1}
	case lang.KindBool:
		v := warehouse.JSON("body", path...)
		return operand{lang.KindBool, v, v.InTexts("true", "false"), 0}
	}
	return text(warehouse.JSON("body", path...))
}

// amount is the money that an event moved, if in the workspace's currency.
func (p *Plan) amount() operand {
	scale := int64(1)
	for range lang.Decimals - regulars.MinorDigits(p.catalogue.Currency) {
		scale *= 10
	}
	has := warehouse.Col("currency").Eq(warehouse.Text(p.catalogue.Currency))
	if p.catalogue.Currency == "" {
		has = warehouse.Or()
	}
	return operand{lang.KindNumber, warehouse.Col("amount"), has, scale}
}

// compare holds a value that is there to a condition's literal.
func (o operand) compare(c *lang.Condition) warehouse.Expr {
	switch o.kind {
	case lang.KindNumber:
		return number(c.Op, c.Value, o.scale, func(n int64) warehouse.Expr { return o.value.AtLeast(warehouse.Int(n)) })
	case lang.KindBool:
		word := "false"
		if c.Value.Int == 1 {
			word = "true"
		}
		is := o.value.Eq(warehouse.Text(word))
		if c.Op == lang.OpNe {
			return warehouse.Not(is)
		}
		return is
	}
	text := warehouse.Text(c.Value.Text)
	switch c.Op {
	case lang.OpEq:
		return o.value.Eq(text)
	case lang.OpNe:
		return o.value.Ne(text)
	case lang.OpContains:
		return o.value.Contains(text)
	case lang.OpStarts:
		return o.value.Starts(text)
	case lang.OpEnds:
		return o.value.Ends(text)
	}
	texts := make([]string, len(c.Value.List))
	for i, v := range c.Value.List {
		texts[i] = v.Text
	}
	return o.value.InTexts(texts...)
}

// number compares a whole multiple of scale with a literal, by nothing but
// whether it is at least some whole number.
func number(op lang.Op, v lang.Value, scale int64, atLeast func(int64) warehouse.Expr) warehouse.Expr {
	if op == lang.OpIn {
		var any []warehouse.Expr
		for _, x := range v.List {
			any = append(any, number(lang.OpEq, x, scale, atLeast))
		}
		return warehouse.Or(any...)
	}
	floor, exact := v.Int/scale, v.Int%scale == 0
	if v.Int < 0 && !exact {
		floor--
	}
	ceiling := floor
	if !exact {
		ceiling++
	}
	switch op {
	case lang.OpAtLeast:
		return atLeast(ceiling)
	case lang.OpMore:
		return atLeast(floor + 1)
	case lang.OpLess:
		return warehouse.Not(atLeast(ceiling))
	case lang.OpAtMost:
		return warehouse.Not(atLeast(floor + 1))
	}
	is := warehouse.Or()
	if exact {
		is = warehouse.And(atLeast(floor), warehouse.Not(atLeast(floor+1)))
	}
	if op == lang.OpNe {
		return warehouse.Not(is)
	}
	return is
}
