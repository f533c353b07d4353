package audience

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"regulars"
	"regulars/audience/lang"
	"regulars/customer"
	"regulars/customer/timeline"
	"regulars/internal/store"
)

// people are customers as expressions see them.
type people struct {
	list   []person
	byRoot map[int64]*person
}

// person is a customer with what conditions ask about. It answers them.
type person struct {
	*customer.Known
	events   []regulars.Event
	group    *scene
	lists    map[int64]bool
	verdicts map[string]bool // of audiences evaluated in this round, by name
	tags     map[string]lang.Value
}

// scene is what is the same for all customers of a round.
type scene struct {
	plan  *plan
	ranks map[string]*roaring.Bitmap
	kinds map[string]lang.Kind // of traits and attributes
	// belongs answers for audiences that are not evaluated in this round.
	belongs func(audience, customer int64) bool
}

// Field implements [lang.Facts].
func (p *person) Field(name string) lang.Value {
	if k := knownByName[name]; k != nil {
		return k.value(p.Known, p.group.plan.currency)
	}
	if strings.HasPrefix(name, tagPrefix) {
		return p.tags[name]
	}
	var raw json.RawMessage
	if len(name) > len(traitPrefix) && name[:len(traitPrefix)] == traitPrefix {
		raw = p.Traits[name[len(traitPrefix):]]
	} else {
		raw = p.Attributes[name]
	}
	if raw == nil {
		return lang.Value{}
	}
	return told(raw, p.group.kinds[name])
}

// Belongs implements [lang.Facts].
func (p *person) Belongs(g lang.Group) bool {
	switch {
	case g.Audience != "":
		if v, ok := p.verdicts[g.Audience]; ok {
			return v
		}
		c := p.group.plan.byName[g.Audience]
		return c != nil && p.group.belongs(c.id, p.ID)
	case g.List != "":
		return p.lists[p.group.plan.lists[g.List]]
	}
	set := p.group.ranks[rankKey(g)]
	return set != nil && set.Contains(uint32(p.ID))
}

// sees makes what an expression evaluates.
func (p *person) sees() lang.Person {
	return lang.Person{Number: p.ID, Zone: zoneOf(p.Traits), Facts: p, Events: p.events}
}

// zones remembers zones by name; a name that is none is nil.
var zones sync.Map

// mostZones bounds what made-up names can fill.
const mostZones = 64

// zoneOf gives the zone that a customer told, or nil.
func zoneOf(traits map[string]json.RawMessage) *time.Location {
	raw, ok := traits["timezone"]
	if !ok {
		return nil
	}
	name := plain(raw)
	if len(name) > mostZones || name == "Local" {
		return nil
	}
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location)
	}
	z, err := time.LoadLocation(name)
	if err != nil || name == "" {
		return nil
	}
	zones.Store(name, z)
	return z
}

// scene gives what is the same for everybody, with the ranks as they stand.
func (a *Audiences) scene(tx *store.Tx, p *plan, l *look) (*scene, error) {
	s := &scene{plan: p, ranks: map[string]*roaring.Bitmap{}, kinds: map[string]lang.Kind{}}
	for _, c := range p.all {
		if c.x != nil {
			for _, f := range c.x.Catalogue().Fields {
				s.kinds[f.Name] = f.Kind
			}
			break // all have the same catalogue
		}
	}
	for key := range l.ranks {
		raw, err := store.Row(tx, store.One[[]byte], "SELECT members FROM audience_rank WHERE rank = ?", key)
		if err == store.ErrNoRow {
			continue
		}
		if err != nil {
			return nil, err
		}
		if s.ranks[key], err = readBitmap(raw); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// among reads those of some thousand numbers who are customers.
func (s *scene) among(tx *store.Tx, numbers []int64, l *look, now time.Time) (*people, error) {
	known, err := customer.KnownAmong(tx, numbers, l.wanted)
	if err != nil {
		return nil, err
	}
	p := s.people(known)
	if err := p.readKept(tx, s.plan, l); err != nil || len(l.events) == 0 {
		return p, err
	}
	all, owner := p.numbers()
	err = timeline.EachAmong(tx, all, l.since(now), func(e *timeline.Entry) error {
		p.take(e, owner, l)
		return nil
	})
	p.sort()
	return p, err
}

// between reads the customers with numbers from from up to below to.
func (s *scene) between(tx *store.Tx, from, to int64, l *look, now time.Time) (*people, error) {
	known, err := customer.KnownBetween(tx, from, to, l.wanted)
	if err != nil {
		return nil, err
	}
	p := s.people(known)
	if err := p.readKept(tx, s.plan, l); err != nil || len(l.events) == 0 {
		return p, err
	}
	all, owner := p.numbers()
	take := func(e *timeline.Entry) error {
		p.take(e, owner, l)
		return nil
	}
	if err := timeline.EachBetween(tx, from, to, l.since(now), take); err != nil {
		return nil, err
	}
	outside := slices.DeleteFunc(all, func(n int64) bool { return n >= from && n < to })
	err = timeline.EachAmong(tx, outside, l.since(now), take)
	p.sort()
	return p, err
}

func (s *scene) people(known []customer.Known) *people {
	p := &people{list: make([]person, len(known)), byRoot: make(map[int64]*person, len(known))}
	for i := range known {
		p.list[i] = person{Known: &known[i], group: s, verdicts: map[string]bool{}}
		p.byRoot[known[i].ID] = &p.list[i]
	}
	return p
}

// numbers gives all numbers of all people, and whose each is.
func (p *people) numbers() (all []int64, owner map[int64]*person) {
	owner = make(map[int64]*person, len(p.list))
	for i := range p.list {
		for _, n := range p.list[i].Numbers {
			all = append(all, n)
			owner[n] = &p.list[i]
		}
	}
	return all, owner
}

// readKept reads what others than the log know: lists and tags.
func (p *people) readKept(tx *store.Tx, plan *plan, l *look) error {
	if err := p.readLists(tx, l); err != nil || !l.tags || plan.tags == nil {
		return err
	}
	roots := make([]int64, len(p.list))
	for i := range p.list {
		roots[i] = p.list[i].ID
	}
	tags, err := plan.tags.ValuesAmong(tx, roots)
	for i := range p.list {
		p.list[i].tags = tags[p.list[i].ID]
	}
	return err
}

func (p *people) readLists(tx *store.Tx, l *look) error {
	if !l.lists {
		return nil
	}
	all, owner := p.numbers()
	on, err := onLists(tx, all)
	for n, lists := range on {
		o := owner[n]
		if o.lists == nil {
			o.lists = map[int64]bool{}
		}
		for list := range lists {
			o.lists[list] = true
		}
	}
	return err
}

// take gives an entry to whom it belongs, when somebody asks about it.
func (p *people) take(e *timeline.Entry, owner map[int64]*person, l *look) {
	if o := owner[e.Customer]; o != nil && l.reads(e.Type, e.Name) {
		o.events = append(o.events, e.Event())
	}
}

func (p *people) sort() {
	for i := range p.list {
		slices.SortFunc(p.list[i].events, func(a, b regulars.Event) int {
			return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Position.Seq, b.Position.Seq))
		})
	}
}
