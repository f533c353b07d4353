package order

import (
	"embed"
	"io/fs"
	"time"

	"regulars"
	"regulars/internal/eventlog"
	"regulars/internal/store"
)

//go:embed migration/*.sql
var files embed.FS

// Migration gives the tables of orders.
func Migration() store.Migration {
	sub, err := fs.Sub(files, "migration")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return store.Migration{Domain: "order", Files: sub}
}

// FollowerName is the name of the follower that makes orders.
const FollowerName = "orders"

// Options say what the workspace has settled. The functions are called for
// each use, because the settings may be changed while the program runs.
type Options struct {
	// Zone gives the workspace's time zone; nil means UTC.
	Zone func() *time.Location
	// Currency gives the workspace's base currency; nil or "" means that there is none.
	Currency func() string
}

// Book is the order book.
type Book struct{ o Options }

// Open gives the order book of a workspace.
func Open(o Options) *Book {
	if o.Zone == nil {
		o.Zone = func() *time.Location { return time.UTC }
	}
	if o.Currency == nil {
		o.Currency = func() string { return "" }
	}
	return &Book{o: o}
}

// Follower gives the follower "orders", which stands behind "customers".
func (b *Book) Follower() eventlog.Follower {
	return eventlog.Follower{Name: FollowerName, After: "customers", Apply: b.Apply}
}

// Apply folds events into the orders, in tx. It fails with ErrInvalid when an
// order event cannot be read.
func (b *Book) Apply(tx *store.Tx, events []regulars.Event) error {
	steps, ids, err := b.steps(events)
	if err != nil || len(steps) == 0 {
		return err
	}
	w := &batch{tx: tx, byID: make(map[string]*state, len(ids)), moves: map[int64][]*state{}, sums: map[sumKey]*sum{}}
	if err := w.load(ids, steps); err != nil {
		return err
	}
	for i := range steps {
		if err := w.take(&steps[i]); err != nil {
			return err
		}
	}
	return w.save()
}

// Reset empties the tables, before a rebuild.
func (b *Book) Reset(tx *store.Tx) error {
	for _, table := range [...]string{"orders", "order_line", "refund", "order_sum"} {
		if _, err := tx.Exec("DELETE FROM " + table); err != nil {
			return err
		}
	}
	return nil
}
