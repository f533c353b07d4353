package metric

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"time"

	"regulars"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/order"
)

//go:embed migration/*.sql
var files embed.FS

// Migration gives the tables of scores.
func Migration() store.Migration {
	sub, err := fs.Sub(files, "migration")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return store.Migration{Domain: "metric", Files: sub}
}

// Deps is what scores are worked out with.
type Deps struct {
	Store  *store.DB
	Log    *eventlog.Log
	Clock  regulars.Clock
	Orders *order.Book
	// Zone gives the workspace's time zone; it may change while the program runs.
	Zone func() *time.Location
	// Told, when not nil, is called with customers who were scored again because
	// they bought, in the transaction that keeps their scores. Of a run over
	// everybody it is told nothing.
	Told func(tx *store.Tx, customers []int64) error
	// Logger takes notes without anything personal; nil means slog's default.
	Logger *slog.Logger
}

// Metrics works out scores and answers about them. It is safe for use by many
// goroutines.
type Metrics struct {
	db     *store.DB
	log    *eventlog.Log
	clock  regulars.Clock
	orders *order.Book
	zone   func() *time.Location
	told   func(tx *store.Tx, customers []int64) error
	slog   *slog.Logger
	pace   pace

	working sync.Mutex // one run or refresh at a time
	due     chan struct{}

	mu      sync.Mutex
	current *engine // of a run; nil before one was read
}

// Open gives the scores of a workspace, whose migrations have run.
func Open(d Deps) *Metrics {
	m := &Metrics{db: d.Store, log: d.Log, clock: d.Clock, orders: d.Orders, zone: d.Zone,
		told: d.Told, slog: d.Logger, pace: usualPace, due: make(chan struct{}, 1)}
	if m.zone == nil {
		m.zone = func() *time.Location { return time.UTC }
	}
	if m.told == nil {
		m.told = func(*store.Tx, []int64) error { return nil }
	}
	if m.slog == nil {
		m.slog = slog.Default()
	}
	return m
}

// staleAfter is how old the newest event may be before scores stand at it
// rather than at today.
const staleAfter = 30 * 24 * time.Hour

// Moment is the day at which scores stand.
type Moment struct {
	// Day is the civil day in the workspace's zone, since 1970-01-01.
	Day int32
	// At is the instant up to which events count; never in the future.
	At time.Time
	// Historical says that this is the day of the newest event rather than
	// today, because the data are an imported history.
	Historical bool
}

// Moment gives the day at which scores stand now.
func (m *Metrics) Moment(ctx context.Context) (at Moment, err error) {
	err = m.db.Read(ctx, func(tx *store.Tx) (err error) {
		at, err = m.moment(tx)
		return err
	})
	return at, err
}

// Now gives the instant at which everything stands: the present, or the end of
// an imported history.
func (m *Metrics) Now(ctx context.Context) (time.Time, error) {
	at, err := m.Moment(ctx)
	return at.At, err
}

func (m *Metrics) moment(tx *store.Tx) (Moment, error) {
	us, err := store.Row(tx, store.One[int64], "SELECT newest FROM score_state")
	if err != nil {
		return Moment{}, err
	}
	now, newest := m.clock.Now(), regulars.FromMicros(us)
	today := dayOf(now, m.zone())
	if newest.IsZero() || now.Sub(newest) <= staleAfter {
		return Moment{Day: today, At: now}, nil
	}
	day := dayOf(newest, m.zone())
	// A living brand that falls silent stays where it was scored last: going
	// back by a month would take back what has been told.
	if run, err := newestRun(tx); err == nil && run.customers > 0 {
		day = min(max(day, run.asOf), today)
	} else if err != nil && !errors.Is(err, store.ErrNoRow) {
		return Moment{}, err
	}
	return Moment{Day: day, At: notAfter(endOf(day, m.zone()), now), Historical: true}, nil
}

// notAfter gives the earlier of two instants.
func notAfter(t, limit time.Time) time.Time {
	if t.After(limit) {
		return limit
	}
	return t
}

// Erase forgets the scores of customers for good, in the transaction that
// erases their orders. What all customers come to stays as the last run told it.
func (m *Metrics) Erase(tx *store.Tx, customers []int64) error {
	months, err := monthsKept(tx)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(customers, 1000) {
		which, args := store.Marks(1, len(part)), anys(part)
		if _, err := tx.Exec("DELETE FROM score WHERE customer IN "+which, args...); err != nil {
			return err
		}
		for _, month := range months {
			if _, err := tx.Exec("DELETE FROM score_month WHERE month = ? AND customer IN "+which, append([]any{month}, args...)...); err != nil {
				return err
			}
		}
		// A run that has read their orders already will write them once more.
		if err := noteDue(tx, part); err != nil {
			return err
		}
	}
	tx.AfterCommit(m.wake)
	return nil
}

func anys(numbers []int64) []any {
	out := make([]any, len(numbers))
	for i, n := range numbers {
		out[i] = n
	}
	return out
}
