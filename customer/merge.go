package customer

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"regulars"
	"regulars/customer/identity"
	"regulars/internal/store"
)

// record keeps that staff did something to a customer.
func (c *Customers) record(ctx context.Context, tx *store.Tx, what string, customer int64, detail map[string]string) error {
	if c.o.Record == nil {
		return nil
	}
	return c.o.Record(ctx, tx, what, "customer", strconv.FormatInt(customer, 10), detail)
}

// ask appends what staff want and returns when the resolver has done it.
func (c *Customers) ask(ctx context.Context, fn func(tx *store.Tx) (regulars.Event, error)) error {
	err := c.db.Write(ctx, func(tx *store.Tx) error {
		e, err := fn(tx)
		if err != nil {
			return err
		}
		_, err = c.log.Append(tx, []regulars.Event{e})
		return err
	})
	if err != nil {
		return err
	}
	end, err := c.log.End(ctx)
	if err != nil {
		return err
	}
	return c.log.WaitFor(ctx, end, Name)
}

func actorID(ctx context.Context) string {
	actor, _ := regulars.ActorFrom(ctx)
	return actor.ID
}

// Merge makes one customer of two and gives the survivor's number: the one with
// the firmer identities, else the one known longer. It can be undone.
//
// The caller needs customers:merge. Errors: ErrNotFound; ErrConflict with
// reason "self" when they are one already, "kind" for a person and a company,
// "erased", or "changed" when it became impossible meanwhile.
func (c *Customers) Merge(ctx context.Context, a, b int64) (survivor int64, err error) {
	if err := regulars.Require(ctx, "customers:merge"); err != nil {
		return 0, err
	}
	err = c.ask(ctx, func(tx *store.Tx) (regulars.Event, error) {
		if err := mergeable(tx, a, b); err != nil {
			return regulars.Event{}, err
		}
		now := c.clock.Now()
		return ourEvent("ask:"+regulars.NewID(now), mergeAsked, 0, now, asked{From: b, Into: a, Actor: actorID(ctx)}),
			c.record(ctx, tx, "customer.merged", a, map[string]string{"with": strconv.FormatInt(b, 10)})
	})
	if err != nil {
		return 0, err
	}
	err = c.db.Read(ctx, func(tx *store.Tx) error {
		var other int64
		if survivor, err = rootOf(tx, a); err == nil {
			other, err = rootOf(tx, b)
		}
		if err == nil && survivor != other {
			err = conflict("changed", "one of the customers changed meanwhile")
		}
		return err
	})
	return survivor, err
}

func conflict(reason, message string) error {
	return &regulars.Error{Code: regulars.ErrConflict, Reason: reason, Message: message}
}

// mergeable says why two numbers cannot be made one customer.
func mergeable(tx *store.Tx, a, b int64) error {
	one, err := head(tx, a)
	if err != nil {
		return err
	}
	two, err := head(tx, b)
	switch {
	case err != nil:
		return err
	case one.ID == two.ID:
		return conflict("self", "these are one customer already")
	case one.Company != two.Company:
		return conflict("kind", "a person and a company cannot be one customer")
	case !one.ErasedAt.IsZero() || !two.ErasedAt.IsZero():
		return conflict("erased", "an erased customer cannot be merged")
	}
	return nil
}

// UndoMerge makes two customers of one again: each has what its own identities
// brought, before the merge and since. They are not merged again by themselves.
//
// The caller needs customers:merge. Errors: ErrNotFound; ErrConflict with
// reason "undone" when that was done already.
func (c *Customers) UndoMerge(ctx context.Context, id int64) error {
	if err := regulars.Require(ctx, "customers:merge"); err != nil {
		return err
	}
	return c.ask(ctx, func(tx *store.Tx) (regulars.Event, error) {
		m, err := mergeByID(tx, id)
		if err == store.ErrNoRow {
			return regulars.Event{}, regulars.NotFound("merge")
		}
		if err == nil && m.undoneAt != 0 {
			err = conflict("undone", "this merge was undone already")
		}
		if err == nil {
			err = c.record(ctx, tx, "customer.split", m.into, map[string]string{"from": strconv.FormatInt(m.from, 10)})
		}
		now := c.clock.Now()
		return ourEvent("ask:"+regulars.NewID(now), splitAsked, 0, now, asked{Merge: id, Actor: actorID(ctx)}), err
	})
}

// KeepApart settles that two customers, shown as a possible duplicate, are not
// one: they are not shown again, and not merged by themselves.
//
// The caller needs customers:merge. Errors: ErrNotFound; ErrConflict with
// reason "self" when they are one already.
func (c *Customers) KeepApart(ctx context.Context, a, b int64) error {
	if err := regulars.Require(ctx, "customers:merge"); err != nil {
		return err
	}
	return c.ask(ctx, func(tx *store.Tx) (regulars.Event, error) {
		one, err := rootOf(tx, a)
		if err != nil {
			return regulars.Event{}, err
		}
		two, err := rootOf(tx, b)
		if err == nil && one == two {
			err = conflict("self", "these are one customer already")
		}
		if err == nil {
			err = c.record(ctx, tx, "customer.kept_apart", a, map[string]string{"from": strconv.FormatInt(b, 10)})
		}
		now := c.clock.Now()
		return ourEvent("ask:"+regulars.NewID(now), keptApart, 0, now, asked{From: a, Into: b, Actor: actorID(ctx)}), err
	})
}

// Allow gives a blocked identity its meaning back, for good. Merges that were
// undone when it was blocked are made again when events show them again.
//
// The caller needs customers:merge. Errors: ErrNotFound when no such identity
// is blocked.
func (c *Customers) Allow(ctx context.Context, id identity.Identity) error {
	if err := regulars.Require(ctx, "customers:merge"); err != nil {
		return err
	}
	return c.ask(ctx, func(tx *store.Tx) (regulars.Event, error) {
		owner, err := store.Row(tx, store.One[int64], "SELECT customer FROM identity WHERE kind = ? AND value = ? AND standing = 'blocked'",
			string(id.Kind), id.Value)
		if err == store.ErrNoRow {
			return regulars.Event{}, regulars.NotFound("blocked identity")
		}
		if err != nil {
			return regulars.Event{}, err
		}
		if err := c.record(ctx, tx, "customer.identity_allowed", owner, map[string]string{"kind": string(id.Kind)}); err != nil {
			return regulars.Event{}, err
		}
		secret, err := tombSecret(tx)
		now := c.clock.Now()
		return ourEvent("ask:"+regulars.NewID(now), allowed, 0, now,
			asked{Kind: id.Kind, Digest: digest(secret, id), Actor: actorID(ctx)}), err
	})
}

// Merge is a merge that made a customer what it is, or that was undone.
type Merge struct {
	ID         int64
	From, Into int64
	// FromName and IntoName are the names that their own identities told.
	FromName, IntoName string
	// Cause is "identity", "alias" or "staff".
	Cause string
	// By is the identity that both have, With the one it came with; empty for staff.
	By, With identity.Identity
	// Event is the id of the event that showed it; empty for staff.
	Event string
	// Actor is who asked for it, and UndoneBy who for its undoing.
	Actor, UndoneBy string
	At, UndoneAt    time.Time
	// UndoneCause is "staff" or "shared".
	UndoneCause string
}

// Merges gives the merges of a customer and its aliases, the newest first.
// Errors: ErrNotFound.
func Merges(tx *store.Tx, number int64) ([]Merge, error) {
	root, err := rootOf(tx, number)
	if err != nil {
		return nil, err
	}
	numbers, err := numbersOf(tx, root)
	if err != nil {
		return nil, err
	}
	seen := map[int64]bool{}
	var out []Merge
	for _, column := range [...]string{"from_customer", "into_customer"} {
		rows, err := rowsIn(tx, numbers, scanMerge, selectMerges+" WHERE "+column+" IN ")
		if err != nil {
			return nil, err
		}
		for _, m := range rows {
			if !seen[m.id] {
				seen[m.id] = true
				out = append(out, m.public())
			}
		}
	}
	slices.SortFunc(out, func(a, b Merge) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID)) })
	for i := range out {
		if out[i].FromName, err = ownName(tx, out[i].From); err != nil {
			return nil, err
		}
		if out[i].IntoName, err = ownName(tx, out[i].Into); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ownName gives the name that was told under one number.
func ownName(tx *store.Tx, number int64) (string, error) {
	raw, err := store.Row(tx, store.One[string], "SELECT traits FROM customer_trait WHERE customer = ?", number)
	if err == store.ErrNoRow {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	t, err := readTraits(raw)
	return short(nameOf(t), 200), err
}

func (m *mergeRow) public() Merge {
	return Merge{ID: m.id, From: m.from, Into: m.into, Cause: m.cause, By: m.by, With: m.with, Event: m.event, Actor: m.actor,
		UndoneBy: m.undoneBy, At: regulars.FromMicros(m.at), UndoneAt: regulars.FromMicros(m.undoneAt), UndoneCause: m.undone}
}

// Duplicate is another customer that may be the same one.
type Duplicate struct {
	// A and B are the numbers of the two.
	A, B int64
	// Both used this identity, which one of them has.
	Identity identity.Identity
	At       time.Time
}

// Duplicates gives the possible duplicates of a customer, or of all when number
// is 0, the newest first, at most limit.
func Duplicates(tx *store.Tx, number int64, limit int) ([]Duplicate, error) {
	text, args := "SELECT a, b, kind, value, time FROM customer_duplicate", []any(nil)
	if number != 0 {
		root, err := rootOf(tx, number)
		if err != nil {
			return nil, err
		}
		numbers, err := numbersOf(tx, root)
		if err != nil {
			return nil, err
		}
		in := store.Marks(1, len(numbers))
		text += " WHERE a IN " + in + " OR b IN " + in
		for range 2 {
			for _, n := range numbers {
				args = append(args, n)
			}
		}
	}
	all, err := store.Rows(tx, func(row store.Scanner) (d Duplicate, err error) {
		var at int64
		err = row.Scan(&d.A, &d.B, &d.Identity.Kind, &d.Identity.Value, &at)
		d.At = regulars.FromMicros(at)
		return d, err
	}, text+" ORDER BY time DESC, a, b LIMIT "+strconv.Itoa(4*limit), args...)
	if err != nil {
		return nil, err
	}
	var out []Duplicate
	seen := map[[2]int64]bool{}
	for _, d := range all {
		if d.A, err = rootOf(tx, d.A); err != nil {
			return nil, err
		}
		if d.B, err = rootOf(tx, d.B); err != nil {
			return nil, err
		}
		pair := [2]int64{min(d.A, d.B), max(d.A, d.B)}
		if d.A != d.B && !seen[pair] && len(out) < limit {
			seen[pair] = true
			out = append(out, d)
		}
	}
	return out, nil
}
