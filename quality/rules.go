package quality

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/quality/check"
)

// Field is something that the brand wants to know of each customer.
type Field struct {
	// Name is name, email, phone, birthday, city, or the name of a trait.
	Name string
	// Weight says how much it counts among the fields, 1 to 10.
	Weight int
}

// Rules are what people set about the score.
type Rules struct {
	// Fields are the 1 to 30 fields of which completeness is made.
	Fields []Field
	// Weights say how much each aspect counts, 0 to 100; at least one is not 0.
	Weights [check.Aspects]int
	// Target is the score that the brand wants, in percent, 50 to 100.
	Target int
	// FreshDays is for how long after the last telling a customer is fresh;
	// StaleDays, which are more, from when on nothing of it is left.
	FreshDays, StaleDays int
}

// DefaultRules are those of a new workspace.
var DefaultRules = Rules{
	Fields:  []Field{{"name", 3}, {"phone", 3}, {"email", 2}, {"city", 1}, {"birthday", 1}},
	Weights: [check.Aspects]int{25, 30, 15, 15, 15}, Target: 95, FreshDays: 365, StaleDays: 1095,
}

// mostFields bounds the wanted fields.
const mostFields = 30

// Check gives ErrInvalid for the field that means nothing.
func (r Rules) Check() error {
	if len(r.Fields) == 0 || len(r.Fields) > mostFields {
		return regulars.Invalid("fields", "count", "1 to 30 fields are wanted")
	}
	seen := map[string]bool{}
	for _, f := range r.Fields {
		switch {
		case strings.TrimSpace(f.Name) != f.Name || f.Name == "" || len(f.Name) > 100:
			return regulars.Invalid("fields", "name", "a field has the name of a trait, 1 to 100 bytes")
		case seen[f.Name]:
			return regulars.Invalid("fields", "twice", "a field is wanted once")
		case f.Weight < 1 || f.Weight > 10:
			return regulars.Invalid("fields", "weight", "a field's weight is 1 to 10")
		}
		seen[f.Name] = true
	}
	sum := 0
	for _, w := range r.Weights {
		if w < 0 || w > 100 {
			return regulars.Invalid("weights", "range", "a weight is 0 to 100")
		}
		sum += w
	}
	switch {
	case sum == 0:
		return regulars.Invalid("weights", "empty", "one aspect at least must count")
	case r.Target < 50 || r.Target > 100:
		return regulars.Invalid("target", "range", "the target is 50 to 100 %")
	case r.FreshDays < 1 || r.StaleDays <= r.FreshDays || r.StaleDays > 3650:
		return regulars.Invalid("staleDays", "range", "data grow stale later than they cease to be fresh, within ten years")
	}
	return nil
}

// Set is the rules in force, and who set them when.
type Set struct {
	Rules
	// Changed is zero, and By empty, while the defaults are in force.
	Changed time.Time
	By      string
}

// Rules gives the rules in force. It needs models:read.
func (q *Quality) Rules(ctx context.Context) (s Set, err error) {
	if err := regulars.Require(ctx, "models:read"); err != nil {
		return s, err
	}
	err = q.Store.Read(ctx, func(tx *store.Tx) (err error) {
		s, err = readRules(tx)
		return err
	})
	return s, err
}

// SetRules changes the rules; they count from the next run on. It needs
// models:write; ErrInvalid names the field that means nothing.
func (q *Quality) SetRules(ctx context.Context, r Rules) error {
	if err := regulars.Require(ctx, "models:write"); err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return err
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	actor, _ := regulars.ActorFrom(ctx)
	return q.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec("UPDATE quality_state SET rules = ?, changed = ?, actor = ?", string(raw), regulars.Micros(q.Clock.Now()), actor.Name); err != nil {
			return err
		}
		return q.record(ctx, tx, "quality.rules_changed", "quality", "")
	})
}

func (q *Quality) record(ctx context.Context, tx *store.Tx, what, kind, id string) error {
	if q.Record == nil {
		return nil
	}
	return q.Record(ctx, tx, what, kind, id, nil)
}

func readRules(tx *store.Tx) (Set, error) {
	return store.Row(tx, func(row store.Scanner) (s Set, err error) {
		var raw string
		var changed int64
		if err = row.Scan(&raw, &changed, &s.By); err != nil {
			return s, err
		}
		s.Rules, s.Changed = DefaultRules, regulars.FromMicros(changed)
		s.Fields = slices.Clone(s.Fields)
		if raw != "" {
			s.Fields = nil
			err = json.Unmarshal([]byte(raw), &s.Rules)
		}
		return s, err
	}, "SELECT rules, changed, actor FROM quality_state")
}
