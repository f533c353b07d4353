package tag

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"regulars"
	"regulars/audience"
	"regulars/internal/eventlog"
	"regulars/internal/store"
)

//go:embed migration/*.sql
var files embed.FS

// Migration gives the tables of tags.
func Migration() store.Migration {
	sub, err := fs.Sub(files, "migration")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return store.Migration{Domain: "tag", Files: sub}
}

// Deps is what tags work with.
type Deps struct {
	Store *store.DB
	Log   *eventlog.Log
	Clock regulars.Clock
	// Audiences reads customers as the language sees them, and is told whose tags
	// changed; [Open] has it ask for their fields.
	Audiences *audience.Audiences
	// Moment gives the instant at which everything stands; nil means the present.
	Moment func(ctx context.Context) (time.Time, error)
	// Zone and Currency give the workspace's; they may change while the program runs.
	Zone     func() *time.Location
	Currency func() string
	// Record keeps what staff did, in the transaction of the deed; nil for no record.
	Record func(ctx context.Context, tx *store.Tx, what, targetKind, targetID string, detail map[string]string) error
	// Logger takes notes without anything personal; nil means slog's default.
	Logger *slog.Logger
}

// Tags knows the tags of customers. It is safe for use by many goroutines.
type Tags struct {
	Deps
	plans   plans
	pace    pace
	working sync.Mutex // one run or refresh at a time
	due     chan struct{}
}

// Open gives the tags of a workspace, whose migrations have run, and has the
// audiences ask about them.
func Open(d Deps) *Tags {
	if d.Zone == nil {
		d.Zone = func() *time.Location { return time.UTC }
	}
	if d.Currency == nil {
		d.Currency = func() string { return "" }
	}
	if d.Moment == nil {
		d.Moment = func(context.Context) (time.Time, error) { return d.Clock.Now(), nil }
	}
	if d.Logger == nil {
		d.Logger = slog.Default()
	}
	t := &Tags{Deps: d, pace: usualPace, due: make(chan struct{}, 1)}
	d.Audiences.Tags = t
	return t
}

// Erase forgets customers for good, in the transaction that erases them elsewhere.
func (t *Tags) Erase(tx *store.Tx, customers []int64) error {
	for _, c := range customers {
		for _, table := range []string{"tag_customer", "tag_given", "tag_due"} {
			if _, err := tx.Exec("DELETE FROM "+table+" WHERE customer = ?", c); err != nil {
				return err
			}
		}
	}
	return nil
}

// Reset has everybody worked out again after a rebuild. Definitions and what was
// said of customers stay.
func (t *Tags) Reset(tx *store.Tx) error {
	for _, text := range []string{"DELETE FROM tag_customer", "DELETE FROM tag_due", "UPDATE tag SET computed = 0",
		"UPDATE tag_state SET wanted = wanted + 1, definitions = definitions + 1"} {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	t.plans.forget()
	return nil
}

// Export gives a customer's tags by name, for what they may ask for.
func (t *Tags) Export(tx *store.Tx, customer int64) (map[string]string, error) {
	list, err := t.of(tx, customer)
	out := map[string]string{}
	for _, x := range list {
		out[x.Key] = x.Text()
	}
	return out, err
}

// record keeps what staff did to a tag.
func (t *Tags) record(ctx context.Context, tx *store.Tx, what string, id int64) error {
	if t.Record == nil {
		return nil
	}
	return t.Record(ctx, tx, what, "tag", strconv.FormatInt(id, 10), nil)
}

// actorName gives who acts, for people to see.
func actorName(ctx context.Context) string {
	actor, _ := regulars.ActorFrom(ctx)
	if actor.Name != "" {
		return actor.Name
	}
	return actor.ID
}
