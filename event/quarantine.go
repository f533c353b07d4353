package event

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Quarantine is where staff work on what could not be taken.
type Quarantine struct{ in *Intake }

// Quarantine gives access to what could not be taken.
func (in *Intake) Quarantine() Quarantine { return Quarantine{in} }

// Keep bounds the quarantine. Zero members have defaults.
type Keep struct {
	// For is how long something stays after it last came in; 0 stands for 90 days.
	For time.Duration
	// Rows is how many stay, the newest; 0 stands for 100,000.
	Rows int
}

func (k *Keep) fill() {
	if k.For == 0 {
		k.For = 90 * 24 * time.Hour
	}
	if k.Rows == 0 {
		k.Rows = 100_000
	}
}

// Filter selects held events; empty members select all, but State stands for
// [Open] when it is empty.
type Filter struct {
	State  HeldState
	Source string
	Reason string
	Name   string
	// IDs selects by id, at most 1,000.
	IDs []string
}

// Place is where a page of the quarantine begins: behind this one.
type Place struct {
	Latest int64  `json:"t"` // microseconds
	ID     string `json:"i"`
}

// ReasonCount says how many events are held for one reason.
type ReasonCount struct {
	Source, Reason, Field string
	// Count is of different events, Times of how often they came in.
	Count, Times int64
	Latest       time.Time
}

// List gives up to limit held events without their bytes, the latest first,
// and where the next page begins; the zero Place when there is none. It needs
// quarantine:read.
func (q Quarantine) List(ctx context.Context, f Filter, after Place, limit int) (list []Held, next Place, err error) {
	if err := q.may(ctx, "quarantine:read", f); err != nil {
		return nil, Place{}, err
	}
	err = q.in.db.Read(ctx, func(tx *store.Tx) error {
		list, err = listHeld(tx, f, after, limit+1)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		last := list[limit-1]
		next = Place{Latest: regulars.Micros(last.Latest), ID: last.ID}
	}
	return list, next, err
}

// Count gives how many held events a filter has, up to most. It needs
// quarantine:read.
func (q Quarantine) Count(ctx context.Context, f Filter, most int) (n int, err error) {
	if err := q.may(ctx, "quarantine:read", f); err != nil {
		return 0, err
	}
	err = q.in.db.Read(ctx, func(tx *store.Tx) error {
		n, err = countHeld(tx, f, most)
		return err
	})
	return n, err
}

// Reasons counts the open held events by source, reason and field, the most
// frequent first. It needs quarantine:read.
func (q Quarantine) Reasons(ctx context.Context) (list []ReasonCount, err error) {
	if err := regulars.Require(ctx, "quarantine:read"); err != nil {
		return nil, err
	}
	err = q.in.db.Read(ctx, func(tx *store.Tx) error {
		list, err = heldReasons(tx)
		return err
	})
	return list, err
}

// Get gives one held event with its bytes. It gives ErrNotFound, and needs
// quarantine:read.
func (q Quarantine) Get(ctx context.Context, id string) (h Held, err error) {
	if err := regulars.Require(ctx, "quarantine:read"); err != nil {
		return Held{}, err
	}
	err = q.in.db.Read(ctx, func(tx *store.Tx) error {
		h, err = getHeld(tx, id)
		return heldError(err)
	})
	return h, err
}

func heldError(err error) error {
	if errors.Is(err, store.ErrNoRow) {
		return regulars.NotFound("held event")
	}
	return err
}

// Drop deletes one held event for good. It gives ErrNotFound, and needs
// quarantine:write.
func (q Quarantine) Drop(ctx context.Context, id string) error {
	if err := regulars.Require(ctx, "quarantine:write"); err != nil {
		return err
	}
	return q.in.db.Write(ctx, func(tx *store.Tx) error {
		n, err := deleteHeld(tx, []string{id})
		if err != nil {
			return err
		}
		if n == 0 {
			return regulars.NotFound("held event")
		}
		return q.record(ctx, tx, "quarantine.dropped", id, nil)
	})
}

// DropAll deletes what a filter selects, at most [MaxAtOnce] at a time, and
// gives how many it deleted. It needs quarantine:write.
func (q Quarantine) DropAll(ctx context.Context, f Filter) (n int64, err error) {
	if err := q.may(ctx, "quarantine:write", f); err != nil {
		return 0, err
	}
	err = q.in.db.Write(ctx, func(tx *store.Tx) error {
		list, err := listHeld(tx, f, Place{}, MaxAtOnce)
		if err != nil {
			return err
		}
		ids := make([]string, len(list))
		for i := range list {
			ids[i] = list[i].ID
		}
		if n, err = deleteHeld(tx, ids); err != nil {
			return err
		}
		return q.record(ctx, tx, "quarantine.dropped", "", counted(n, f))
	})
	return n, err
}

// Forget deletes what the quarantine holds of a customer: by user id, by
// anonymous id, and whatever mentions an id or a contact. It is for erasure, in
// the transaction that erases the rest.
func Forget(tx *store.Tx, ids, contacts []string) (n int64, err error) {
	for _, id := range ids {
		k, err := tx.Exec("DELETE FROM quarantine WHERE user_id = ? OR anonymous_id = ?", id, id)
		if err != nil {
			return n, err
		}
		n += k
	}
	var words [][]byte
	for _, mention := range slices.Concat(ids, contacts) {
		if mention != "" {
			words = append(words, bytes.ToLower([]byte(mention)))
		}
	}
	found, err := mentioning(tx, words)
	if err != nil {
		return n, err
	}
	k, err := deleteHeld(tx, found)
	return n + k, err
}

const maxFilterIDs = 1000

// may checks a permission and a filter.
func (q Quarantine) may(ctx context.Context, p regulars.Permission, f Filter) error {
	if err := regulars.Require(ctx, p); err != nil {
		return err
	}
	if len(f.IDs) > maxFilterIDs {
		return regulars.Invalid("ids", "too_many", "at most 1,000 ids at a time")
	}
	return nil
}

// record keeps what staff did.
func (q Quarantine) record(ctx context.Context, tx *store.Tx, what, id string, detail map[string]string) error {
	if q.in.o.Record == nil {
		return nil
	}
	return q.in.o.Record(ctx, tx, what, "quarantine", id, detail)
}

// pruned remembers when the quarantine was last pruned.
type pruned struct{ at atomic.Int64 } // microseconds

// pruneEvery is how often the quarantine is pruned while things go into it.
const pruneEvery = time.Minute

// pruneSometimes bounds the quarantine after a group that added to it.
func (in *Intake) pruneSometimes(group []*request) {
	added := false
	for _, r := range group {
		added = added || len(r.held) > 0
	}
	now, last := in.o.Clock.Now(), in.pruned.at.Load()
	if !added || now.UnixMicro()-last < pruneEvery.Microseconds() || !in.pruned.at.CompareAndSwap(last, now.UnixMicro()) {
		return
	}
	err := in.db.Write(context.Background(), func(tx *store.Tx) error {
		_, err := pruneHeld(tx, now.Add(-in.o.Keep.For), in.o.Keep.Rows)
		return err
	})
	if err != nil {
		in.o.Logger.Warn("the quarantine could not be pruned", "code", regulars.CodeOf(err), "error", err)
	}
}
