package audience

import (
	"context"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"regulars"
	"regulars/customer"
	"regulars/internal/store"
)

// span is how many customer numbers are evaluated at a time: few enough that
// nobody waits long for the transaction that keeps what has changed.
const span = 2000

// Run finds the members of audiences that are new or were changed, all of them in
// one pass over the customers. With everybody it first ranks the customers anew
// and evaluates every audience, which tells of whoever enters or leaves. Only one
// runs at a time; a second call waits. progress may be nil.
//
// Who is found to belong when an audience is made or changed was there from the
// first: no event tells of it. When Run is cut off, the next one begins anew.
func (a *Audiences) Run(ctx context.Context, everybody bool, progress func(done, total int64)) error {
	a.running.Lock()
	defer a.running.Unlock()
	if progress == nil {
		progress = func(int64, int64) {}
	}
	now, err := a.now(ctx)
	if err != nil {
		return err
	}
	if err := a.rank(ctx, now, everybody); err != nil {
		return err
	}
	if everybody {
		if err := a.pass(ctx, now, func(p *plan) []*compiled { return p.founded(true) }, progress); err != nil {
			return err
		}
	}
	return a.found(ctx, now, progress)
}

// pass evaluates everybody in some audiences.
func (a *Audiences) pass(ctx context.Context, now time.Time, which func(*plan) []*compiled, progress func(done, total int64)) error {
	var most int64
	err := a.Store.Read(ctx, func(tx *store.Tx) (err error) {
		most, err = customer.Most(tx)
		return err
	})
	if err != nil {
		return err
	}
	for from := int64(1); from <= most; from += span {
		if err := a.stretch(ctx, now, from, from+span, which); err != nil {
			return err
		}
		progress(min(from+span-1, most), most)
	}
	return nil
}

// stretch evaluates the customers with numbers from from up to below to.
func (a *Audiences) stretch(ctx context.Context, now time.Time, from, to int64, which func(*plan) []*compiled) error {
	a.working.Lock()
	defer a.working.Unlock()
	_, err := a.evaluate(ctx, now, which, func(tx *store.Tx, r *round, s *scene) (*people, []int64, error) {
		who, err := s.between(tx, from, to, &r.look, now)
		if err != nil {
			return nil, nil, err
		}
		gone := roaring.New()
		for _, c := range r.which {
			if err := a.memory.view(tx, c.id, func(members *roaring.Bitmap) {
				it := members.Iterator()
				for it.AdvanceIfNeeded(uint32(from)); it.HasNext() && it.PeekNext() < uint32(to); {
					gone.Add(it.Next())
				}
			}); err != nil {
				return nil, nil, err
			}
		}
		return who, numbersOf(gone), nil
	})
	return err
}

func numbersOf(b *roaring.Bitmap) []int64 {
	out := make([]int64, 0, b.GetCardinality())
	for it := b.Iterator(); it.HasNext(); {
		out = append(out, int64(it.Next()))
	}
	return out
}

// found finds the members of audiences of which they are not known, and again of
// those that were changed meanwhile.
func (a *Audiences) found(ctx context.Context, now time.Time, progress func(done, total int64)) error {
	for {
		var todo []*compiled
		err := a.Store.Read(ctx, func(tx *store.Tx) error {
			p, err := a.plan(tx)
			if err == nil {
				todo = p.founded(false)
			}
			return err
		})
		if todo = slices.DeleteFunc(todo, func(c *compiled) bool { return c.x == nil }); err != nil || len(todo) == 0 {
			return err
		}
		err = a.foundThese(ctx, now, todo, progress)
		a.working.Lock()
		clear(a.growing)
		a.working.Unlock()
		if err != nil {
			return err
		}
	}
}

func (a *Audiences) foundThese(ctx context.Context, now time.Time, todo []*compiled, progress func(done, total int64)) error {
	wanted := map[int64]int64{}
	a.working.Lock()
	for _, c := range todo {
		a.growing[c.id] = roaring.New()
		wanted[c.id] = c.wanted
	}
	a.working.Unlock()
	which := func(p *plan) (out []*compiled) { // what is changed again meanwhile is not meant any more
		for _, c := range p.founded(false) {
			if wanted[c.id] == c.wanted {
				out = append(out, c)
			}
		}
		return out
	}
	if err := a.pass(ctx, now, which, progress); err != nil {
		return err
	}
	a.working.Lock()
	defer a.working.Unlock()
	return a.Store.Write(ctx, func(tx *store.Tx) error {
		for _, c := range todo {
			if err := a.establish(tx, c, now); err != nil {
				return err
			}
		}
		return changed(tx)
	})
}

// establish puts the members that were found in force, unless the condition has
// changed since.
func (a *Audiences) establish(tx *store.Tx, c *compiled, now time.Time) error {
	members := a.growing[c.id]
	ranked := int64(0)
	if c.needs.Scheduled() {
		ranked = regulars.Micros(now)
	}
	step, err := store.Row(tx, store.One[int64], `UPDATE audience SET founded = wanted, founded_at = ?, ranked_at = ?, size = ?, step = step + 1
		WHERE id = ? AND wanted = ? AND archived_at = 0 RETURNING step`,
		regulars.Micros(now), ranked, int64(members.GetCardinality()), c.id, c.wanted)
	if err == store.ErrNoRow {
		return nil
	}
	if err != nil {
		return err
	}
	if err := writeBase(tx, c.id, step, members); err != nil {
		return err
	}
	return grew(tx, c.id, dayOf(now, a.Zone()), 0, 0)
}
