package audience

import (
	"time"

	"regulars"
	"regulars/audience/lang"
	"regulars/customer"
	"regulars/internal/store"
)

// Reader reads customers as conditions see them, for a domain that holds
// expressions of its own against them.
type Reader struct {
	scene *scene
	look  look
}

// Seen is a customer with what expressions ask about. Person evaluates them; its
// events are those that were asked for.
type Seen struct {
	*customer.Known
	Person lang.Person
}

// Speaks gives what such expressions may speak of: fields and events, no tags and
// no groups. The words are those met by now.
func (a *Audiences) Speaks(tx *store.Tx) (*lang.Catalogue, error) {
	c, err := a.ground(tx)
	if err != nil {
		return nil, err
	}
	return c.Catalogue, nil
}

// Reader gives a reader for what expressions over a catalogue of
// [Audiences.Speaks] need.
func (a *Audiences) Reader(c *lang.Catalogue, needs []lang.Needs) *Reader {
	r := &Reader{look: newLook()}
	for _, n := range needs {
		r.look.add(c, n)
	}
	r.scene = &scene{plan: &plan{zone: a.Zone().String(), currency: a.Currency()}, kinds: map[string]lang.Kind{}}
	for _, f := range c.Fields {
		r.scene.kinds[f.Name] = f.Kind
	}
	return r
}

// Reads reports whether an event of a type and name is among what is needed.
func (r *Reader) Reads(kind regulars.EventType, name string) bool { return r.look.reads(kind, name) }

// Among reads those of some thousand numbers who are customers.
func (r *Reader) Among(tx *store.Tx, numbers []int64, now time.Time) ([]Seen, error) {
	who, err := r.scene.among(tx, numbers, &r.look, now)
	return seen(who), err
}

// Between reads the customers with numbers from from up to below to.
func (r *Reader) Between(tx *store.Tx, from, to int64, now time.Time) ([]Seen, error) {
	who, err := r.scene.between(tx, from, to, &r.look, now)
	return seen(who), err
}

func seen(who *people) []Seen {
	if who == nil {
		return nil
	}
	out := make([]Seen, len(who.list))
	for i := range who.list {
		p := &who.list[i]
		out[i] = Seen{Known: p.Known, Person: p.sees()}
	}
	return out
}
