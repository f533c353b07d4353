package health

import (
	"embed"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"regulars"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/warehouse"
	"regulars/metric"
	"regulars/order"
)

//go:embed migration/*.sql
var files embed.FS

// Migration gives the tables of health.
func Migration() store.Migration {
	sub, err := fs.Sub(files, "migration")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return store.Migration{Domain: "health", Files: sub}
}

// Deps is what health is worked out with.
type Deps struct {
	Store     *store.DB
	Log       *eventlog.Log
	Clock     regulars.Clock
	Orders    *order.Book
	Metrics   *metric.Metrics
	Warehouse warehouse.Warehouse
	// Feed is the name under which the warehouse follows the log.
	Feed string
	// Zone gives the workspace's time zone; it may change while the program runs.
	Zone func() *time.Location
	// Logger takes notes without anything personal; nil means slog's default.
	Logger *slog.Logger
}

// Health works out how customers stand, and answers about it. It is safe for
// use by many goroutines.
type Health struct {
	Deps
	pace    pace
	working sync.Mutex // one run or refresh at a time
	due     chan struct{}
}

// Open gives the health of a workspace, whose migrations have run.
func Open(d Deps) *Health {
	if d.Zone == nil {
		d.Zone = func() *time.Location { return time.UTC }
	}
	if d.Logger == nil {
		d.Logger = slog.Default()
	}
	return &Health{Deps: d, pace: usualPace, due: make(chan struct{}, 1)}
}

// kept is of how many month ends the index is kept.
const kept = 24

// Erase forgets customers for good, in the transaction that erases their orders.
func (h *Health) Erase(tx *store.Tx, customers []int64) error {
	for _, c := range customers {
		for _, from := range []string{"health WHERE customer = ?", "health_due WHERE customer = ?"} {
			if _, err := tx.Exec("DELETE FROM "+from, c); err != nil {
				return err
			}
		}
		if _, err := tx.Exec("DELETE FROM health_alarm WHERE customer = ? OR origin = ?", c, c); err != nil {
			return err
		}
	}
	return h.allDue(tx)
}

// Reset has everybody worked out again after a rebuild. Alarms, and since when
// somebody has stood on a rung, are not derived again.
func (h *Health) Reset(tx *store.Tx) error {
	if _, err := tx.Exec("DELETE FROM health_due"); err != nil {
		return err
	}
	return h.allDue(tx)
}

// allDue has everybody worked out again, by a run.
func (h *Health) allDue(tx *store.Tx) error {
	_, err := tx.Exec("UPDATE health_state SET wanted = wanted + 1")
	tx.AfterCommit(h.wake)
	return err
}
