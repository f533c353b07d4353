package audience

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"regulars"
	"regulars/audience/lang"
	"regulars/internal/eventlog"
	"regulars/internal/store"
)

//go:embed migration/*.sql
var files embed.FS

// Migration gives the tables of audiences.
func Migration() store.Migration {
	sub, err := fs.Sub(files, "migration")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return store.Migration{Domain: "audience", Files: sub}
}

// Deps is what audiences work with.
type Deps struct {
	Store *store.DB
	Log   *eventlog.Log
	Clock regulars.Clock
	// Moment gives the instant at which everything stands: the present, or the
	// end of an imported history. Nil means the present.
	Moment func(ctx context.Context) (time.Time, error)
	// Zone and Currency give the workspace's; they may change while the program runs.
	Zone     func() *time.Location
	Currency func() string
	// Tags gives what is kept as tags; nil for none.
	Tags Tags
	// Start has [Audiences.Run] called in the background, soon and once; nil
	// leaves it to the caller.
	Start func(ctx context.Context) error
	// Record keeps what staff did, in the transaction of the deed; nil for no record.
	Record func(ctx context.Context, tx *store.Tx, what, targetKind, targetID string, detail map[string]string) error
	// Logger takes notes without anything personal; nil means slog's default.
	Logger *slog.Logger
}

// Audiences knows who belongs to which audience. It is safe for use by many
// goroutines.
type Audiences struct {
	Deps
	due chan struct{} // somebody is to be evaluated

	// working guards growing: one evaluation at a time.
	working sync.Mutex
	// growing are the members found so far of audiences that are being founded.
	growing map[int64]*roaring.Bitmap
	running sync.Mutex // one Run at a time

	memory  memory
	words   words
	plans   plans
	samples samples
}

// Tags is what is kept of customers as tags: fields named "tag." and a name.
type Tags interface {
	// Fields gives the fields.
	Fields(tx *store.Tx) ([]lang.Field, error)
	// ValuesAmong gives the values of some thousand customers by field.
	ValuesAmong(tx *store.Tx, customers []int64) (map[int64]map[string]lang.Value, error)
}

// tagPrefix begins the names of fields that are tags.
const tagPrefix = "tag."

// Open gives the audiences of a workspace, whose migrations have run.
func Open(d Deps) *Audiences {
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
	return &Audiences{Deps: d, due: make(chan struct{}, 1), growing: map[int64]*roaring.Bitmap{}, memory: memory{sets: map[int64]*set{}}}
}

// wake has [Audiences.Serve] look who is due.
func (a *Audiences) wake() {
	select {
	case a.due <- struct{}{}:
	default:
	}
}

// Erase forgets customers for good, in the transaction that erases them
// elsewhere. They leave their audiences without an event.
func (a *Audiences) Erase(tx *store.Tx, customers []int64) error {
	for _, c := range customers {
		for _, where := range []string{"audience_listed WHERE customer = ?", "audience_flip WHERE customer = ?",
			"audience_kin WHERE customer = ?", "audience_kin WHERE of = ?"} {
			if _, err := tx.Exec("DELETE FROM "+where, c); err != nil {
				return err
			}
		}
	}
	return a.Touch(tx, customers)
}

// Reset has everybody's membership worked out again after a rebuild, by the
// next [Audiences.Run], without telling of entries: nobody entered. What people
// defined, and how audiences grew, stays.
func (a *Audiences) Reset(tx *store.Tx) error {
	for _, text := range []string{"DELETE FROM audience_due", "DELETE FROM audience_kin", "DELETE FROM audience_flip", "DELETE FROM audience_rank",
		"UPDATE audience_word SET met = 0", "UPDATE audience SET wanted = wanted + 1, asked_at = changed_at",
		"UPDATE audience_state SET definitions = definitions + 1, stamp = stamp + 1"} {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	a.words.forget()
	return nil
}

// record keeps what staff did.
func (a *Audiences) record(ctx context.Context, tx *store.Tx, what, kind, id string) error {
	if a.Record == nil {
		return nil
	}
	return a.Record(ctx, tx, what, kind, id, nil)
}

// actorName gives who acts, for people to see.
func actorName(ctx context.Context) string {
	actor, _ := regulars.ActorFrom(ctx)
	if actor.Name != "" {
		return actor.Name
	}
	return actor.ID
}
