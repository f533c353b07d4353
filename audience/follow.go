package audience

import (
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"regulars"
	"regulars/audience/lang"
	"regulars/customer"
	"regulars/internal/eventlog"
	"regulars/internal/store"
)

const (
	// FollowerName is the name of the follower that notes who was touched.
	FollowerName = "audiences"
	// Source is the source of the events by which this package tells what it did.
	Source = "audience"
	// EnteredEvent and LeftEvent tell that a customer came into an audience, or
	// is in it no more. Their body is [Moved].
	EnteredEvent = "Audience Entered"
	LeftEvent    = "Audience Left"
)

// Moved is the body of an "Audience Entered" or "Audience Left" event.
type Moved struct {
	Audience int64  `json:"audience"`
	Name     string `json:"name"`
}

// Follower gives the follower "audiences", which stands behind "customers". It
// notes who was touched by an event that an audience asks about, and what the
// log speaks of; [Audiences.Serve] evaluates.
func (a *Audiences) Follower() eventlog.Follower {
	return eventlog.Follower{Name: FollowerName, After: customer.Name, Apply: a.apply}
}

// erasedEvent is how package customer says that somebody was forgotten.
const erasedEvent = "Customer Erased"

// kin says that a customer has what another number had.
type kin struct{ customer, of int64 }

func (a *Audiences) apply(tx *store.Tx, events []regulars.Event) error {
	if err := a.words.note(tx, events); err != nil {
		return err
	}
	p, err := a.plan(tx)
	if err != nil || len(p.all) == 0 {
		return err
	}
	touched := map[int64]dueRow{}
	touch := func(e *regulars.Event, c int64) {
		if c != 0 {
			touched[c] = dueRow{c, e.Position.Seq, regulars.Micros(e.Received)}
		}
	}
	for i := range events {
		e := &events[i]
		if e.Source == customer.Source {
			relations, err := relationsOf(e)
			if err != nil {
				return err
			}
			for _, k := range relations {
				if _, err := tx.Exec("INSERT INTO audience_kin (seq, customer, of) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
					e.Position.Seq, k.customer, k.of); err != nil {
					return err
				}
				touch(e, k.customer)
				touch(e, k.of)
			}
			touch(e, e.Customer)
			for _, c := range forgotten(e) {
				touch(e, c)
			}
			continue
		}
		if e.Type == regulars.Identify || e.Type == regulars.Group || e.Type == regulars.Alias || p.look.reads(e.Type, e.Name) {
			touch(e, e.Customer)
		}
	}
	return a.note(tx, touched)
}

// relationsOf gives who has what others had after a merge or its undoing.
func relationsOf(e *regulars.Event) ([]kin, error) {
	switch e.Name {
	case customer.MergedEvent:
		var m customer.Merged
		if err := json.Unmarshal(e.Body, &m); err != nil {
			return nil, regulars.Invalid("properties", "json", "the merge cannot be read")
		}
		return []kin{{m.Into, m.From}}, nil
	case customer.SplitEvent:
		var s customer.Split
		if err := json.Unmarshal(e.Body, &s); err != nil {
			return nil, regulars.Invalid("properties", "json", "the split cannot be read")
		}
		return []kin{{s.Customer, s.From}}, nil
	}
	return nil, nil
}

// forgotten gives whom an event says to be erased.
func forgotten(e *regulars.Event) []int64 {
	var body struct {
		Customers []int64 `json:"customers"`
	}
	if e.Name != erasedEvent || json.Unmarshal(e.Body, &body) != nil {
		return nil
	}
	return body.Customers
}

// dueRow is somebody who is to be evaluated again.
type dueRow struct{ customer, seq, at int64 }

const dueAtOnce = 5000

// note writes down who is to be evaluated. Since when stays what it was.
func (a *Audiences) note(tx *store.Tx, touched map[int64]dueRow) error {
	for part := range slices.Chunk(slices.Sorted(maps.Keys(touched)), dueAtOnce) {
		args := make([]any, 0, 3*len(part))
		for _, c := range part {
			args = append(args, c, touched[c].seq, touched[c].at)
		}
		if _, err := tx.Exec("INSERT INTO audience_due (customer, seq, at) VALUES "+store.Marks(len(part), 3)+
			" ON CONFLICT (customer) DO UPDATE SET seq = excluded.seq", args...); err != nil {
			return err
		}
	}
	if len(touched) > 0 {
		tx.AfterCommit(a.wake)
	}
	return nil
}

// Respoken has what conditions speak of looked up anew: a tag came, went or was
// renamed. It is called in the transaction of the change.
func (a *Audiences) Respoken(tx *store.Tx) error { return changed(tx) }

// TouchTagged is [Audiences.Touch] for customers whose tags changed; it costs
// nothing while no condition asks about tags.
func (a *Audiences) TouchTagged(tx *store.Tx, customers []int64) error {
	p, err := a.plan(tx)
	if err != nil || !p.look.tags {
		return err
	}
	return a.Touch(tx, customers)
}

// Touch has customers evaluated again of whom something changed that no event
// tells of, such as a score. It is called in the transaction of the change.
func (a *Audiences) Touch(tx *store.Tx, customers []int64) error {
	if len(customers) == 0 {
		return nil
	}
	n, err := store.Row(tx, store.One[int64], "SELECT count(*) FROM audience WHERE archived_at = 0")
	if err != nil || n == 0 {
		return err
	}
	now := a.Clock.Now()
	touched := make(map[int64]dueRow, len(customers))
	for _, c := range customers {
		touched[c] = dueRow{c, -1 - rand.Int64N(math.MaxInt64), regulars.Micros(now)} // another mark each time: what is noted meanwhile stays due
	}
	return a.note(tx, touched)
}

// Unspoken refuses, with ErrConflict and reason "referenced", that a field goes of
// which conditions speak; the message names the audiences.
func (a *Audiences) Unspoken(tx *store.Tx, field string) error {
	p, err := a.plan(tx)
	if err != nil {
		return err
	}
	var by []string
	for _, c := range p.all {
		ranks := slices.ContainsFunc(c.needs.Ranks, func(g lang.Group) bool {
			return g.Top != nil && g.Top.By == field || g.Bottom != nil && g.Bottom.By == field
		})
		if ranks || slices.Contains(c.needs.Fields, field) {
			by = append(by, c.name)
		}
	}
	if len(by) == 0 {
		return nil
	}
	return &regulars.Error{Code: regulars.ErrConflict, Reason: "referenced",
		Message: "it cannot be removed: “" + strings.Join(by, "”, “") + "” refer to it"}
}
