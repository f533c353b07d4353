package tag

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"regulars"
	"regulars/audience"
	"regulars/audience/lang"
)

// value works out one tag of one customer; the zero Value when it is missing. The
// kinds that are given, not worked out, are not its business.
func (c *compiled) value(p *audience.Seen, now time.Time, zone *time.Location) lang.Value {
	r := &c.Rule
	switch r.Kind {
	case Choice:
		for i, x := range c.choices {
			if x.Evaluate(&p.Person, now).Matches {
				return lang.TextOf(r.Choices[i].Value)
			}
		}
		return r.otherwise()
	case Condition:
		return lang.BoolOf(c.x.Evaluate(&p.Person, now).Matches)
	case Metric:
		return c.band(c.number(&p.Person, now))
	case First, Last:
		return c.end(&p.Person, now, zone)
	case Favourite:
		return c.favourite(&p.Person, now)
	case Spread:
		return c.spread(&p.Person, now, zone)
	case RFM:
		return c.cell(p)
	}
	return lang.Value{}
}

func (r *Rule) otherwise() lang.Value {
	if r.Otherwise == nil {
		return lang.Value{}
	}
	return lang.TextOf(r.Otherwise.Value)
}

// number gives the number of a metric.
func (c *compiled) number(p *lang.Person, now time.Time) lang.Value {
	v := lang.Value{}
	if c.Rule.Take != "" {
		v = c.ofLines(p, now)
	} else {
		v = c.measure.Value(p, now)
	}
	if c.per == nil || v.Missing() {
		return v
	}
	by := c.per.Value(p, now)
	if by.Missing() || by.Int == 0 {
		return lang.Value{}
	}
	return lang.NumberOf(lang.Number(v.Int).Over(lang.Number(by.Int)))
}

// band gives the label of a number, or the number where there are no bands.
func (c *compiled) band(v lang.Value) lang.Value {
	if v.Missing() || len(c.Rule.Bands) == 0 {
		return v
	}
	for i, bound := range c.bounds {
		if lang.Number(v.Int) < bound {
			return lang.TextOf(c.Rule.Bands[i].Value)
		}
	}
	return lang.TextOf(c.Rule.Bands[len(c.bounds)].Value)
}

// end gives a property of the first or last event that has it.
func (c *compiled) end(p *lang.Person, now time.Time, zone *time.Location) (out lang.Value) {
	c.measure.Each(p, now, func(x *regulars.Event, v lang.Value) {
		if c.kind == lang.KindDate {
			v = lang.Value{Kind: lang.KindDate, Int: lang.DayOf(x.Time.UnixMicro(), zone)}
		}
		if !v.Missing() && (out.Missing() || c.Rule.Kind == Last) {
			out = v
		}
	})
	return out
}

// favourite gives the most frequent values; of two as frequent the one that came
// last, then by the alphabet.
func (c *compiled) favourite(p *lang.Person, now time.Time) lang.Value {
	type tally struct {
		n, last int64
	}
	all := map[string]tally{}
	total := 0
	add := func(x *regulars.Event, name string, n int64) {
		t := all[name]
		all[name] = tally{t.n + n, x.Time.UnixMicro()}
	}
	c.measure.Each(p, now, func(x *regulars.Event, v lang.Value) {
		total++
		if c.line != "" {
			for _, l := range linesOf(x) {
				if name := l.text(c.line); name != "" {
					add(x, name, l.quantity())
				}
			}
			return
		}
		if s := plain(v); s != "" {
			add(x, s, 1)
		}
	})
	if total < c.Rule.Least || len(all) == 0 {
		return lang.Value{}
	}
	names := slices.SortedFunc(maps.Keys(all), func(a, b string) int {
		return cmp.Or(cmp.Compare(all[b].n, all[a].n), cmp.Compare(all[b].last, all[a].last), cmp.Compare(a, b))
	})
	if c.Rule.Top <= 1 {
		return lang.TextOf(names[0])
	}
	return lang.TextsOf(names[:min(len(names), c.Rule.Top)]...)
}

// plain gives a value as a text.
func plain(v lang.Value) string {
	switch v.Kind {
	case lang.KindText:
		return v.Text
	case lang.KindNumber:
		return lang.Number(v.Int).String()
	}
	return ""
}

// spread gives the part in which most events lie; of two with as many the
// earlier one.
func (c *compiled) spread(p *lang.Person, now time.Time, zone *time.Location) lang.Value {
	r := &c.Rule
	if c.Zone == CustomerZone && p.Zone != nil {
		zone = p.Zone
	}
	counts := make([]int, len(r.Parts))
	total := 0
	c.measure.Each(p, now, func(x *regulars.Event, _ lang.Value) {
		total++
		at := x.Time.In(zone)
		n := at.Hour()
		switch r.By {
		case "weekday":
			n = (int(at.Weekday())+6)%7 + 1
		case "month":
			n = int(at.Month())
		}
		for i, part := range r.Parts {
			if part.From <= part.To && part.From <= n && n <= part.To || part.From > part.To && (n >= part.From || n <= part.To) {
				counts[i]++
				break
			}
		}
	})
	if total == 0 || total < r.Least {
		return lang.Value{}
	}
	best := 0
	for i := range counts {
		if counts[i] > counts[best] {
			best = i
		}
	}
	if counts[best] == 0 || counts[best]*100 < r.Share*total {
		return r.otherwise()
	}
	return lang.TextOf(r.Parts[best].Value)
}

// cell gives where the scores of a customer lie.
func (c *compiled) cell(p *audience.Seen) lang.Value {
	if p.R == 0 || p.F == 0 || p.M == 0 {
		return lang.Value{}
	}
	in := func(b [2]int, n int) bool { return n >= b[0] && (b[1] == 0 || n <= b[1]) }
	for _, x := range c.Rule.Cells {
		if in(x.R, int(p.R)) && in(x.F, int(p.F)) && in(x.M, int(p.M)) {
			return lang.TextOf(x.Value)
		}
	}
	return c.Rule.otherwise()
}

// line is a line of an order as its event tells it.
type line map[string]json.RawMessage

// linesOf gives the lines that an event tells; none of a body that has none.
func linesOf(x *regulars.Event) []line {
	var body struct {
		Products []line `json:"products"`
	}
	if json.Unmarshal(x.Body, &body) != nil {
		return nil
	}
	return body.Products
}

// text gives a property as text; a number as it is written, "" for nothing.
func (l line) text(name string) string {
	raw := l[name]
	if len(raw) > 0 && raw[0] == '"' {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return ""
		}
		return s
	}
	if n, ok := lang.ParseNumber(string(raw)); ok {
		return n.String()
	}
	return ""
}

// quantity gives how many of the product were bought: at least 1, at most 10,000.
func (l line) quantity() int64 {
	n, ok := lang.ParseNumber(l.text("quantity"))
	if !ok {
		return 1
	}
	return max(1, min(10_000, int64(n/lang.One)))
}

// ofLines takes something of the lines of orders.
func (c *compiled) ofLines(p *lang.Person, now time.Time) lang.Value {
	seen := map[string]bool{}
	var total, most lang.Number
	n := int64(0)
	c.measure.Each(p, now, func(x *regulars.Event, _ lang.Value) {
		for _, l := range linesOf(x) {
			s := l.text(c.line)
			if s == "" {
				continue
			}
			seen[s] = true
			if v, ok := lang.ParseNumber(s); ok {
				if n++; n == 1 || v > most {
					most = v
				}
				total = min(lang.MostNumber, total+v)
			}
		}
	})
	switch {
	case c.Rule.Take == "distinct":
		return lang.Whole(int64(len(seen)))
	case c.Rule.Take == "sum":
		return lang.NumberOf(total)
	case n == 0:
		return lang.Value{}
	case c.Rule.Take == "max":
		return lang.NumberOf(most)
	}
	return lang.NumberOf(total.Over(lang.Number(n) * lang.One))
}
