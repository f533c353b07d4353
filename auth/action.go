package auth

import (
	"context"
	"encoding/json"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Action is one line of the record of what staff, keys and the system did. The
// record only grows.
type Action struct {
	ID string
	At time.Time
	// ActorKind, ActorID and ActorName say who; the name as it was then.
	ActorKind regulars.ActorKind
	ActorID   string
	ActorName string
	// What was done, as "thing.deed": "key.revoked".
	What string
	// TargetKind and TargetID say to what: "api_key" and its id.
	TargetKind, TargetID string
	// Detail says more, in words of ours: nothing personal, no secret.
	Detail map[string]string
}

// Record adds a line in the transaction of the deed, with who acts in ctx.
// Domains above record through it what staff should answer for: exports,
// erasures, merges.
func (a *Auth) Record(ctx context.Context, tx *store.Tx, what, targetKind, targetID string, detail map[string]string) error {
	actor, ok := regulars.ActorFrom(ctx)
	if !ok {
		actor = regulars.System("unknown")
	}
	if detail == nil {
		detail = map[string]string{}
	}
	text, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	now := a.clock.Now()
	return insertAction(tx, Action{ID: regulars.NewID(now), At: now, ActorKind: actor.Kind, ActorID: actor.ID, ActorName: actor.Name,
		What: what, TargetKind: targetKind, TargetID: targetID}, string(text))
}

// ActionCursor is where a page of the record begins: behind this line.
type ActionCursor struct {
	At int64  `json:"t"` // microseconds since the epoch
	ID string `json:"i"`
}

// ActionFilter selects lines of the record; empty members select all.
type ActionFilter struct {
	ActorID              string
	TargetKind, TargetID string
}

// Actions gives up to limit lines of the record, the newest first, and where
// the next page begins; zero when there is none. It gives ErrForbidden without
// audit:read.
func (a *Auth) Actions(ctx context.Context, f ActionFilter, after ActionCursor, limit int) (list []Action, next ActionCursor, err error) {
	if err := regulars.Require(ctx, "audit:read"); err != nil {
		return nil, ActionCursor{}, err
	}
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		list, err = listActions(tx, f, after, limit+1)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		last := list[limit-1]
		next = ActionCursor{At: regulars.Micros(last.At), ID: last.ID}
	}
	return list, next, err
}
