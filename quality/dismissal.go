package quality

import (
	"context"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/store"
	"regulars/quality/check"
)

// Dismissal is what people said is right as it is.
type Dismissal struct {
	ID       int64
	Customer int64
	// Name is the customer's name, for lists; empty when it is not known.
	Name   string `json:",omitempty"`
	Kind   string
	Reason string
	At     time.Time
	// By is who said it.
	By string
	// UndoneAt is zero, and UndoneBy empty, while it holds.
	UndoneAt time.Time
	UndoneBy string
}

// mostReason bounds a reason, in bytes.
const mostReason = 500

// Dismiss notes that a fault is none: the value is right as it is. It counts as
// right from now on, until something else is told. A possible duplicate is not
// dismissed but kept apart (package customer).
//
// It needs customers:write. Errors: ErrNotFound when there is no such fault;
// ErrInvalid for the fields kind and reason.
func (q *Quality) Dismiss(ctx context.Context, number int64, kind check.Kind, reason string) (d Dismissal, err error) {
	if err := regulars.Require(ctx, "customers:write"); err != nil {
		return d, err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case !kind.Valid() || kind == check.Duplicate:
		return d, regulars.Invalid("kind", "enum", "this kind of fault cannot be dismissed")
	case reason == "":
		return d, regulars.Invalid("reason", "required", "say why this is right")
	case len(reason) > mostReason:
		return d, regulars.Invalid("reason", "too_long", "a reason has at most 500 bytes")
	}
	now, err := q.Moment(ctx)
	if err != nil {
		return d, err
	}
	actor, _ := regulars.ActorFrom(ctx)
	err = q.Store.Write(ctx, func(tx *store.Tx) error {
		found, err := q.faultOf(tx, number, kind, now)
		if err != nil {
			return err
		}
		d = Dismissal{Customer: number, Kind: kind.String(), Reason: reason, At: q.Clock.Now(), By: actor.Name}
		d.ID, err = store.Row(tx, store.One[int64], `INSERT INTO quality_dismissal (id, customer, kind, digest, reason, at, actor, undone_at, undone_by)
			SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ?, ?, ?, 0, '' FROM quality_dismissal RETURNING id`,
			number, int(kind), digest(found), reason, regulars.Micros(d.At), actor.Name)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE quality_fault SET hidden = 1 WHERE customer = ? AND kind = ?", number, int(kind)); err != nil {
			return err
		}
		return q.record(ctx, tx, "quality.dismissed", "customer", strconv.FormatInt(number, 10))
	})
	return d, err
}

// faultOf gives what is wrong with a customer now, or ErrNotFound.
func (q *Quality) faultOf(tx *store.Tx, number int64, kind check.Kind, now time.Time) (check.Found, error) {
	rows, err := store.Rows(tx, scanFault, "SELECT "+faultColumns+" FROM quality_fault WHERE customer = ? AND kind = ? AND hidden = 0", number, int(kind))
	if err != nil {
		return check.Found{}, err
	}
	list, err := q.look(tx, rows, now)
	if err == nil && len(list) == 0 {
		err = regulars.NotFound("fault")
	}
	if err != nil {
		return check.Found{}, err
	}
	return list[0].Found, nil
}

// Undismiss takes a dismissal back: the fault is one again. It needs
// customers:write. Errors: ErrNotFound; ErrConflict with reason "undone" when
// that was done already.
func (q *Quality) Undismiss(ctx context.Context, id int64) error {
	if err := regulars.Require(ctx, "customers:write"); err != nil {
		return err
	}
	actor, _ := regulars.ActorFrom(ctx)
	return q.Store.Write(ctx, func(tx *store.Tx) error {
		list, err := dismissalsWhere(tx, "id = ?", id)
		switch {
		case err != nil:
			return err
		case len(list) == 0:
			return regulars.NotFound("dismissal")
		case !list[0].UndoneAt.IsZero():
			return &regulars.Error{Code: regulars.ErrConflict, Reason: "undone", Message: "this was taken back already"}
		}
		if _, err := tx.Exec("UPDATE quality_dismissal SET undone_at = ?, undone_by = ? WHERE id = ?", regulars.Micros(q.Clock.Now()), actor.Name, id); err != nil {
			return err
		}
		d := list[0]
		if _, err := tx.Exec("UPDATE quality_fault SET hidden = 0 WHERE customer = ? AND kind = ?", d.Customer, int(check.KindOf(d.Kind))); err != nil {
			return err
		}
		return q.record(ctx, tx, "quality.dismissal_undone", "customer", strconv.FormatInt(d.Customer, 10))
	})
}

// Dismissals lists what people have dismissed, the newest first; before is the
// last id of the page before, 0 for the first. It needs customers:read.
func (q *Quality) Dismissals(ctx context.Context, before int64, limit int) (list []Dismissal, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, err
	}
	err = q.Store.Read(ctx, func(tx *store.Tx) error {
		where, args := "id > ?", []any{0}
		if before != 0 {
			where, args = "id < ?", []any{before}
		}
		if list, err = dismissalsWhere(tx, where+" ORDER BY id DESC LIMIT ?", append(args, limit)...); err != nil {
			return err
		}
		numbers := make([]int64, len(list))
		for i := range list {
			numbers[i] = list[i].Customer
		}
		titles, err := customer.Titles(tx, unique(numbers))
		for i := range list {
			list[i].Name = titles[list[i].Customer]
		}
		return err
	})
	return list, err
}

func dismissalsWhere(tx *store.Tx, where string, args ...any) ([]Dismissal, error) {
	return store.Rows(tx, func(row store.Scanner) (d Dismissal, err error) {
		var kind check.Kind
		var at, undone int64
		err = row.Scan(&d.ID, &d.Customer, &kind, &d.Reason, &at, &d.By, &undone, &d.UndoneBy)
		d.Kind, d.At, d.UndoneAt = kind.String(), regulars.FromMicros(at), regulars.FromMicros(undone)
		return d, err
	}, "SELECT id, customer, kind, reason, at, actor, undone_at, undone_by FROM quality_dismissal WHERE "+where, args...)
}

// dismissed are the digests that hold, by customer number and kind.
type dismissed map[dismissedKey]bool

type dismissedKey struct {
	customer int64
	kind     check.Kind
	digest   string
}

func readDismissed(tx *store.Tx) (dismissed, error) {
	out := dismissed{}
	return out, store.Each(tx, func(row store.Scanner) error {
		var k dismissedKey
		err := row.Scan(&k.customer, &k.kind, &k.digest)
		out[k] = true
		return err
	}, "SELECT customer, kind, digest FROM quality_dismissal WHERE undone_at = 0")
}

// has reports whether people said that what was found under any of a customer's
// numbers is right.
func (d dismissed) has(numbers []int64, f check.Found) bool {
	if len(d) == 0 {
		return false
	}
	sum := digest(f)
	for _, n := range numbers {
		if d[dismissedKey{n, f.Kind, sum}] {
			return true
		}
	}
	return false
}
