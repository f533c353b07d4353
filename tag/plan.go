package tag

import (
	"slices"
	"sync"

	"regulars"
	"regulars/audience/lang"
	"regulars/internal/store"
)

// plan is every tag that is enabled, compiled. It never changes.
type plan struct {
	definitions int64
	zone        string
	currency    string
	catalogue   *lang.Catalogue
	all         []*compiled // by id
	byID        map[int64]*compiled
	words       map[int64]string
	word        map[string]int64
}

// compiled is a tag ready to be worked out.
type compiled struct {
	Tag
	fault   error // why it cannot be: it speaks of what is not there
	choices []*lang.Expression
	x       *lang.Expression
	measure *lang.Measure
	per     *lang.Measure
	bounds  []lang.Number
	needs   []lang.Needs
	kind    lang.Kind
	line    string // which property of the lines of orders
}

// plans remembers the newest plan.
type plans struct {
	mu   sync.Mutex
	last *plan
}

func (p *plans) forget() {
	p.mu.Lock()
	p.last = nil
	p.mu.Unlock()
}

// plan gives what is to be worked out as tx sees it; fresh when what the log
// speaks of is to be looked at anew.
func (t *Tags) plan(tx *store.Tx, fresh bool) (*plan, error) {
	definitions, err := store.Row(tx, store.One[int64], "SELECT definitions FROM tag_state")
	if err != nil {
		return nil, err
	}
	zone, currency := t.Zone().String(), t.Currency()
	t.plans.mu.Lock()
	last := t.plans.last
	t.plans.mu.Unlock()
	if !fresh && last != nil && last.definitions == definitions && last.zone == zone && last.currency == currency {
		return last, nil
	}
	p := &plan{definitions: definitions, zone: zone, currency: currency, byID: map[int64]*compiled{}, words: map[int64]string{}, word: map[string]int64{}}
	if p.catalogue, err = t.Audiences.Speaks(tx); err != nil {
		return nil, err
	}
	list, err := readTags(tx, "")
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		if x.Enabled {
			c := compile(x, p.catalogue)
			p.all, p.byID[x.ID] = append(p.all, c), c
		}
	}
	if err := store.Each(tx, func(row store.Scanner) error {
		var id int64
		var word string
		err := row.Scan(&id, &word)
		p.words[id], p.word[word] = word, id
		return err
	}, "SELECT id, word FROM tag_word"); err != nil {
		return nil, err
	}
	tx.AfterRollback(t.plans.forget) // then this never was
	t.plans.mu.Lock()
	if t.plans.last == nil || t.plans.last.definitions <= definitions {
		t.plans.last = p
	}
	t.plans.mu.Unlock()
	return p, nil
}

// compile holds what a tag speaks of to the catalogue.
func compile(x Tag, c *lang.Catalogue) *compiled {
	out := &compiled{Tag: x, kind: lang.KindText}
	r := &out.Rule
	switch r.Kind {
	case Choice:
		for _, o := range r.Choices {
			out.choices = append(out.choices, out.expression(o.When, c))
		}
	case Condition:
		out.x, out.kind = out.expression(r.Text, c), lang.KindBool
	case Metric, First, Last, Favourite, Spread:
		out.measures(c)
	case RFM:
		out.needs = append(out.needs, lang.Needs{Fields: []string{"r", "f", "m"}})
	default:
		out.kind = map[string]lang.Kind{"text": lang.KindText, "number": lang.KindNumber, "bool": lang.KindBool}[r.Of]
	}
	if x.Zone == CustomerZone {
		out.needs = append(out.needs, lang.Needs{Zone: true})
	}
	for _, n := range out.needs {
		if n.Scheduled() && out.fault == nil {
			out.fault = regulars.Invalid("rule.text", "rank", "a tag cannot ask for a rank")
		}
	}
	return out
}

func (c *compiled) note(err error) {
	if c.fault == nil && err != nil {
		c.fault = err
	}
}

func (c *compiled) expression(text string, catalogue *lang.Catalogue) *lang.Expression {
	x, err := lang.Parse(text, catalogue)
	if c.note(err); err == nil {
		c.needs = append(c.needs, x.Needs())
	}
	return x
}

func (c *compiled) parsed(text, property string, catalogue *lang.Catalogue) *lang.Measure {
	m, err := lang.ParseMeasure(text, property, catalogue)
	if c.note(err); err == nil {
		c.needs = append(c.needs, m.Needs())
	}
	return m
}

// measures compiles what is taken of events.
func (c *compiled) measures(catalogue *lang.Catalogue) {
	r := &c.Rule
	property := r.Property
	name, isLine := ofLines(property)
	switch {
	case isLine:
		c.line, property = name, ""
		if !slices.Contains(lineProperties, name) || r.Kind == First || r.Kind == Last {
			c.note(regulars.Invalid("rule.property", "unknown", "the lines of orders have no such property"))
		}
	case property == "time" && (r.Kind == First || r.Kind == Last):
		property, c.kind = "", lang.KindDate
	}
	if c.measure = c.parsed(r.Text, property, catalogue); c.fault != nil {
		return
	}
	if r.Kind != Metric {
		if c.measure.Events() == nil {
			c.note(regulars.Invalid("rule.text", "series", "it must be a series of events"))
		} else if p := c.measure.Property(); p != nil && (r.Kind == First || r.Kind == Last) {
			c.kind = p.Kind
		}
		if r.Kind == Favourite && r.Top > 1 {
			c.kind = lang.KindTexts
		}
		return
	}
	c.metric(catalogue)
}

func (c *compiled) metric(catalogue *lang.Catalogue) {
	r := &c.Rule
	if r.Take != "" {
		if c.line == "" || c.measure.Events() == nil {
			c.note(regulars.Invalid("rule.property", "lines", "write what is taken of events into the text; only lines of orders stand beside it"))
		}
	} else if c.measure.Kind() != lang.KindNumber {
		c.note(regulars.Invalid("rule.text", "number", "it must be a number"))
	}
	if r.Per != "" {
		if c.per = c.parsed(r.Per, "", catalogue); c.fault == nil && c.per.Kind() != lang.KindNumber {
			c.note(regulars.Invalid("rule.per", "number", "it must be a number"))
		}
	}
	if len(r.Bands) == 0 {
		c.kind = lang.KindNumber
		return
	}
	for _, b := range r.Bands[:len(r.Bands)-1] {
		n, _ := lang.ParseNumber(b.Below) // checked when it was written
		c.bounds = append(c.bounds, n)
	}
}

// needs gives what some tags read together.
func needsOf(list []*compiled) (out []lang.Needs) {
	for _, c := range list {
		if c.fault == nil {
			out = append(out, c.needs...)
		}
	}
	return out
}
