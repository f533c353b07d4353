package customer

import (
	"context"
	"embed"
	"io/fs"
	"sync/atomic"

	"regulars"
	"regulars/customer/timeline"
	"regulars/internal/eventlog"
	"regulars/internal/store"
)

//go:embed migration/*.sql
var files embed.FS

// Migration gives the tables of customers and their timelines.
func Migration() store.Migration {
	sub, err := fs.Sub(files, "migration")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return store.Migration{Domain: "customer", Files: sub}
}

// Name is the follower's name, and the source of the events that this package
// appends.
const Name = "customers"

// Source is the source of the events by which this package tells what it did.
const Source = "customer"

// Log is what customers need of the log.
type Log interface {
	Append(tx *store.Tx, events []regulars.Event) (added int, err error)
	End(ctx context.Context) (regulars.Position, error)
	WaitFor(ctx context.Context, p regulars.Position, followers ...string) error
}

// Options are the policy of who is who. A change of Region or Shared takes
// effect on new events; a rebuild applies it to all.
type Options struct {
	// Region is the ISO 3166 code of the country of telephone numbers that name
	// none; empty means that only international numbers are read.
	Region string
	// Shared is by how many customers besides its own an identity may be used
	// before it identifies nobody; 0 means 20.
	Shared int
	// Cache is how many identities are remembered; 0 means 1,500,000, which is
	// about 100 MB once so many have been seen.
	Cache int
	// Record keeps what staff did, in the transaction of the deed; nil for no record.
	Record func(ctx context.Context, tx *store.Tx, what, targetKind, targetID string, detail map[string]string) error
}

// Customers resolves events and changes customers. Reading one customer needs
// no Customers: see [Get], [Search], [Timeline].
type Customers struct {
	db    *store.DB
	log   Log
	clock regulars.Clock
	o     Options
	memory
	sorter sorter
	counts counts

	seenAtOnce, seenMost int                   // as the constants; tests have fewer wait
	gone                 atomic.Pointer[tombs] // for Forgotten
}

// New makes the customers of a workspace. Its follower must be registered with
// the log before the log starts.
func New(db *store.DB, log Log, clock regulars.Clock, o Options) *Customers {
	if o.Shared == 0 {
		o.Shared = 20
	}
	if o.Cache == 0 {
		o.Cache = 1_500_000
	}
	return &Customers{db: db, log: log, clock: clock, o: o, memory: newMemory(o.Cache), sorter: newSorter(),
		seenAtOnce: seenAtOnce, seenMost: seenMost}
}

// Follower gives the first follower of the log, the one that says whose each
// event is.
func (c *Customers) Follower() eventlog.Follower {
	return eventlog.Follower{Name: Name, Owns: true, Apply: c.Apply, Rest: c.rest}
}

// Reset empties everything that the log can tell again. Decisions (who was
// erased) stay. Scores and attributes are emptied too: their owners write them
// again when they rebuild.
func Reset(tx *store.Tx) error {
	for _, table := range [...]string{"customer", "customer_list", "customer_seen", "identity", "identity_claim", "customer_merge", "customer_apart",
		"customer_duplicate", "customer_trait", "customer_attribute", "customer_member", "customer_token"} {
		if _, err := tx.Exec("DELETE FROM " + table); err != nil {
			return err
		}
	}
	if err := timeline.Reset(tx); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO customer (id, kind, alias_of, erased_at, firmness, listing)
		SELECT customer, kind, alias_of, at, 0, 0 FROM customer_erased`); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO customer_list (id, listing, first_seen, last_seen)
		SELECT customer, 0, first_seen, last_seen FROM customer_erased`); err != nil {
		return err
	}
	_, err := tx.Exec("UPDATE customer_resolver SET next_customer = 1, stamp = stamp + 1")
	return err
}
