package quality

import (
	"context"
	"embed"
	"io/fs"
	"sync"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/internal/warehouse"
	"regulars/quality/check"
)

//go:embed migration/*.sql
var files embed.FS

// Migration gives the tables of data quality.
func Migration() store.Migration {
	sub, err := fs.Sub(files, "migration")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return store.Migration{Domain: "quality", Files: sub}
}

// Log is what quality needs of the log.
type Log interface {
	End(ctx context.Context) (regulars.Position, error)
	WaitFor(ctx context.Context, p regulars.Position, followers ...string) error
}

// Deps is what quality works with.
type Deps struct {
	Store     *store.DB
	Log       Log
	Clock     regulars.Clock
	Warehouse warehouse.Warehouse
	// Feed is the name under which the warehouse follows the log.
	Feed string
	// Region is the country of telephone numbers that name none.
	Region string
	// Zone gives the workspace's time zone, Currency its currency; both may change.
	Zone     func() *time.Location
	Currency func() string
	// Moment gives the instant at which scores stand: the present, or the end of
	// an imported history.
	Moment func(ctx context.Context) (time.Time, error)
	// Record keeps what staff did, in the transaction of the deed; nil for no record.
	Record func(ctx context.Context, tx *store.Tx, what, targetKind, targetID string, detail map[string]string) error
}

// Quality judges what is known of customers, and answers about it. It is safe
// for use by many goroutines.
type Quality struct {
	Deps
	working sync.Mutex // one run at a time
}

// Open gives the data quality of a workspace, whose migrations have run.
func Open(d Deps) *Quality {
	if d.Zone == nil {
		d.Zone = func() *time.Location { return time.UTC }
	}
	return &Quality{Deps: d}
}

func (q *Quality) options(at time.Time) check.Options {
	return check.Options{Now: at, Region: q.Region}
}

// Erase forgets customers for good, in the transaction that erases them.
func (q *Quality) Erase(tx *store.Tx, customers []int64) error {
	for _, c := range customers {
		if _, err := tx.Exec("DELETE FROM quality_fault WHERE customer = ? OR other = ?", c, c); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM quality_dismissal WHERE customer = ?", c); err != nil {
			return err
		}
	}
	return nil
}

// Reset empties what a run finds out again. Dismissals stay, and so does the
// history of the score.
func (q *Quality) Reset(tx *store.Tx) error {
	_, err := tx.Exec("DELETE FROM quality_fault")
	return err
}

// Export gives everything that is kept about a customer, for their own eyes.
func (q *Quality) Export(tx *store.Tx, number int64) (map[string]any, error) {
	type kept struct {
		Kind   string    `json:"kind"`
		Reason string    `json:"reason"`
		At     time.Time `json:"at"`
	}
	faults, err := store.Rows(tx, func(row store.Scanner) (k kept, err error) {
		var kind check.Kind
		var at int64
		err = row.Scan(&kind, &k.Reason, &at)
		k.Kind, k.At = kind.String(), regulars.FromMicros(at).UTC()
		return k, err
	}, "SELECT kind, reason, since FROM quality_fault WHERE customer = ? ORDER BY kind, other", number)
	if err != nil {
		return nil, err
	}
	dismissed, err := dismissalsWhere(tx, "customer = ? ORDER BY id", number)
	return map[string]any{"faults": faults, "dismissals": dismissed}, err
}
