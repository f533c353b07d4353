package quality_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/warehouse/duckdb"
	"regulars/order"
	"regulars/quality"
	"regulars/quality/check"
)

// present is when tests happen.
var present = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// world is a workspace wired as the program wires it.
type world struct {
	t         testing.TB
	ctx       context.Context
	db        *store.DB
	clock     *regulars.ManualClock
	log       *eventlog.Log
	warehouse *duckdb.Warehouse
	customers *customer.Customers
	quality   *quality.Quality
	events    int
}

// worlds runs fn in an empty world on each database.
func worlds(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, newWorld(t, db)) },
		eventlog.Migration(), customer.Migration(), order.Migration(), quality.Migration())
}

func newWorld(t testing.TB, db *store.DB) *world {
	t.Helper()
	w := &world{t: t, db: db, clock: regulars.NewManualClock(present)}
	w.ctx = regulars.WithActor(context.Background(), regulars.System("test"))
	var err error
	w.warehouse, err = duckdb.Open(w.ctx, filepath.Join(t.TempDir(), "warehouse.duckdb"), duckdb.Options{Threads: 1})
	w.check(err)
	w.log, err = eventlog.Open(w.ctx, db, w.clock, eventlog.Options{FeedDelay: time.Millisecond, RestAfter: time.Microsecond})
	w.check(err)
	currency := func() string { return "CNY" }
	w.customers = customer.New(db, w.log, w.clock, customer.Options{Region: "CN", Shared: 3})
	orders := order.Open(order.Options{Zone: func() *time.Location { return time.UTC }, Currency: currency})
	w.quality = quality.Open(quality.Deps{Store: db, Log: w.log, Clock: w.clock, Warehouse: w.warehouse, Feed: "warehouse", Region: "CN",
		Currency: currency, Moment: func(context.Context) (time.Time, error) { return w.clock.Now(), nil }})
	w.log.Follow(w.customers.Follower())
	w.log.Follow(orders.Follower())
	w.log.Feed("warehouse", customer.Name, w.warehouse)
	w.check(w.log.Start(w.ctx))
	t.Cleanup(func() {
		w.log.Close()
		w.warehouse.Close()
	})
	return w
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

type traits = map[string]any

// event is something that a source tells of a user, a day before the present.
func (w *world) event(source string, kind regulars.EventType, name, user string, body traits) regulars.Event {
	w.t.Helper()
	w.events++
	raw, err := json.Marshal(body)
	w.check(err)
	return regulars.Event{ID: fmt.Sprint("e", w.events), Type: kind, Name: name, Source: source, Channel: regulars.Web,
		Time: present.AddDate(0, 0, -1).Add(time.Duration(w.events) * time.Millisecond), Received: w.clock.Now(), UserID: user, Body: raw}
}

// who tells traits.
func (w *world) who(source, user string, body traits) regulars.Event {
	return w.event(source, regulars.Identify, "", user, body)
}

func (w *world) tell(events ...regulars.Event) {
	w.t.Helper()
	for len(events) > 0 {
		n := min(len(events), 2000)
		w.check(w.db.Write(w.ctx, func(tx *store.Tx) error {
			_, err := w.log.Append(tx, events[:n])
			return err
		}))
		events = events[n:]
	}
	w.check(w.log.CaughtUp(w.ctx))
}

func (w *world) run() quality.Report {
	w.t.Helper()
	w.check(w.quality.Run(w.ctx, nil))
	r, err := w.quality.Report(w.ctx)
	w.check(err)
	return r
}

func (w *world) faults(kind check.Kind) []quality.Fault {
	w.t.Helper()
	var out []quality.Fault
	for q := (quality.FaultQuery{Kind: kind, Limit: 3}); ; {
		list, next, err := w.quality.Faults(w.ctx, q)
		w.check(err)
		out = append(out, list...)
		if next == (quality.FaultCursor{}) {
			return out
		}
		q.After = next
	}
}

func (w *world) number(user string) (n int64) {
	w.t.Helper()
	w.check(w.db.Read(w.ctx, func(tx *store.Tx) (err error) {
		n, err = customer.Lookup(tx, "user_id", user, "")
		return err
	}))
	return n
}
