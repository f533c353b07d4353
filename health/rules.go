package health

import (
	"context"
	"encoding/json"
	"time"

	"regulars"
	"regulars/health/index"
	"regulars/internal/store"
)

// Rules are what people set about the index and the ladder.
type Rules struct {
	index.Rules
	Ladder index.Ladder
}

// DefaultRules are those of a new workspace.
var DefaultRules = Rules{Rules: index.DefaultRules, Ladder: index.DefaultLadder}

// Set is the rules in force, and who set them when.
type Set struct {
	Rules
	// Changed is zero, and By empty, while the defaults are in force.
	Changed time.Time
	By      string
}

// Rules gives the rules in force. It needs models:read.
func (h *Health) Rules(ctx context.Context) (s Set, err error) {
	if err := regulars.Require(ctx, "models:read"); err != nil {
		return s, err
	}
	err = h.Store.Read(ctx, func(tx *store.Tx) (err error) {
		s, err = readRules(tx)
		return err
	})
	return s, err
}

// SetRules changes the rules and has everybody worked out again: month ends of
// the past, too, so that a change of weights never looks like a fall. It needs
// models:write; ErrInvalid names the field that means nothing.
func (h *Health) SetRules(ctx context.Context, r Rules) error {
	if err := regulars.Require(ctx, "models:write"); err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return err
	}
	if err := r.Ladder.Check(); err != nil {
		return err
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	actor, _ := regulars.ActorFrom(ctx)
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec("UPDATE health_state SET rules = ?, changed = ?, actor = ?", string(raw), regulars.Micros(h.Clock.Now()), actor.Name); err != nil {
			return err
		}
		return h.allDue(tx)
	})
}

func readRules(tx *store.Tx) (Set, error) {
	return store.Row(tx, func(row store.Scanner) (s Set, err error) {
		var raw string
		var changed int64
		if err = row.Scan(&raw, &changed, &s.By); err != nil {
			return s, err
		}
		s.Rules, s.Changed = DefaultRules, regulars.FromMicros(changed)
		if raw != "" {
			err = json.Unmarshal([]byte(raw), &s.Rules)
		}
		return s, err
	}, "SELECT rules, changed, actor FROM health_state")
}
