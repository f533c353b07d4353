package audience

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"regulars"
	"regulars/audience/lang"
	"regulars/customer"
	"regulars/internal/store"
)

// plan is everything that is to be evaluated, compiled. It never changes.
type plan struct {
	definitions int64
	zone        string
	currency    string
	all         []*compiled // each behind those it refers to
	byName      map[string]*compiled
	lists       map[string]int64
	tags        Tags
	look        look
}

// compiled is an audience ready to be evaluated.
type compiled struct {
	id      int64
	name    string
	x       *lang.Expression // nil when its condition cannot be read any more
	needs   lang.Needs
	founded bool
	wanted  int64
}

// look is what must be read of customers to evaluate some audiences.
type look struct {
	wanted customer.Wanted
	lists  bool
	tags   bool
	ranks  map[string]lang.Group
	events map[eventKey]bool
	back   time.Duration // how old an event may be; meaningless when ever
	ever   bool
	byTime bool
}

// eventKey says which events are meant; an empty name means any.
type eventKey struct {
	kind regulars.EventType
	name string
}

func (l *look) reads(kind regulars.EventType, name string) bool {
	return l.events[eventKey{kind, name}] || l.events[eventKey{kind, ""}]
}

// since gives the instant from which events are read.
func (l *look) since(now time.Time) time.Time {
	if l.ever {
		return time.Time{}
	}
	return now.Add(-l.back - 48*time.Hour) // days of the calendar are longer than 24 hours in autumn
}

// add widens the look to what an expression needs.
func (l *look) add(c *lang.Catalogue, needs lang.Needs) {
	for _, f := range needs.Fields {
		switch {
		case knownByName[f] != nil:
		case strings.HasPrefix(f, tagPrefix):
			l.tags = true
		case strings.HasPrefix(f, traitPrefix):
			l.wanted.Traits = true
		default:
			l.wanted.Attributes = true
		}
	}
	l.wanted.Traits = l.wanted.Traits || needs.Zone
	l.lists = l.lists || len(needs.Lists) > 0
	l.byTime = l.byTime || needs.ByTime
	for _, r := range needs.Ranks {
		l.ranks[rankKey(r)] = r
	}
	for _, e := range needs.Events {
		i := slices.IndexFunc(c.Events, func(o lang.Event) bool { return o.Word == e.Word })
		l.events[eventKey{cmp.Or(c.Events[i].Type, regulars.Track), c.Events[i].Name}] = true
		l.ever = l.ever || e.Back == 0
		l.back = max(l.back, e.Back)
	}
}

func newLook() look { return look{ranks: map[string]lang.Group{}, events: map[eventKey]bool{}} }

func lookOf(list []*compiled) look {
	l := newLook()
	for _, c := range list {
		if c.x != nil {
			l.add(c.x.Catalogue(), c.needs)
		}
	}
	return l
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

// plan gives what is to be evaluated as tx sees it.
func (a *Audiences) plan(tx *store.Tx) (*plan, error) {
	definitions, err := store.Row(tx, store.One[int64], "SELECT definitions FROM audience_state")
	if err != nil {
		return nil, err
	}
	zone, currency := a.Zone().String(), a.Currency()
	a.plans.mu.Lock()
	last := a.plans.last
	a.plans.mu.Unlock()
	if last != nil && last.definitions == definitions && last.zone == zone && last.currency == currency {
		return last, nil
	}
	p := &plan{definitions: definitions, tags: a.Tags, zone: zone, currency: currency, byName: map[string]*compiled{}, lists: map[string]int64{}}
	if err := p.compile(tx, a); err != nil {
		return nil, err
	}
	tx.AfterRollback(a.plans.forget) // then this never was
	a.plans.mu.Lock()
	if a.plans.last == nil || a.plans.last.definitions <= definitions {
		a.plans.last = p
	}
	a.plans.mu.Unlock()
	return p, nil
}

func (p *plan) compile(tx *store.Tx, a *Audiences) error {
	type row struct {
		compiled
		text    string
		founded int64
	}
	rows, err := store.Rows(tx, func(s store.Scanner) (r row, err error) {
		err = s.Scan(&r.id, &r.name, &r.text, &r.wanted, &r.founded)
		return r, err
	}, "SELECT id, name, text, wanted, founded FROM audience WHERE archived_at = 0 ORDER BY id")
	if err != nil || len(rows) == 0 {
		return err
	}
	catalogue, err := a.catalogue(tx)
	if err != nil {
		return err
	}
	byID := map[int64]*compiled{}
	for _, r := range rows {
		c := r.compiled
		c.founded = r.founded == r.wanted
		if c.x, err = lang.Parse(r.text, catalogue.Catalogue); err == nil {
			c.needs = c.x.Needs()
		} else {
			a.Logger.Warn("the condition of an audience cannot be read any more", "audience", c.id)
		}
		byID[c.id], p.byName[c.name] = &c, &c
	}
	if err := store.Each(tx, func(s store.Scanner) error {
		var id int64
		var name string
		err := s.Scan(&id, &name)
		p.lists[name] = id
		return err
	}, "SELECT id, name FROM audience_list"); err != nil {
		return err
	}
	placed := map[int64]bool{}
	var place func(c *compiled)
	place = func(c *compiled) { // circles are refused when a condition is written
		if placed[c.id] {
			return
		}
		placed[c.id] = true
		for _, name := range c.needs.Audiences {
			if of := p.byName[name]; of != nil {
				place(of)
			}
		}
		p.all = append(p.all, c)
	}
	for _, r := range rows {
		place(byID[r.id])
	}
	p.look = lookOf(p.all)
	return nil
}

// founded gives those whose members are known, and unfounded the others.
func (p *plan) founded(yes bool) (out []*compiled) {
	for _, c := range p.all {
		if c.founded == yes {
			out = append(out, c)
		}
	}
	return out
}

// changed notes that what is to be evaluated is not what it was.
func changed(tx *store.Tx) error {
	_, err := tx.Exec("UPDATE audience_state SET definitions = definitions + 1, stamp = stamp + 1")
	return err
}

// start has new audiences founded.
func (a *Audiences) start(ctx context.Context) error {
	if a.Start == nil {
		return nil
	}
	return a.Start(context.WithoutCancel(ctx))
}
