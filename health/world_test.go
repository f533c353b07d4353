package health_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/health"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/warehouse/duckdb"
	"regulars/metric"
	"regulars/order"
)

// present is when tests happen: the evening of a day in Shanghai.
var present = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// world is a workspace wired as the program wires it.
type world struct {
	t         testing.TB
	ctx       context.Context
	db        *store.DB
	clock     *regulars.ManualClock
	zone      *time.Location
	log       *eventlog.Log
	orders    *order.Book
	metrics   *metric.Metrics
	warehouse *duckdb.Warehouse
	customers *customer.Customers
	health    *health.Health
	events    int
}

func migrations() []store.Migration {
	return []store.Migration{eventlog.Migration(), customer.Migration(), order.Migration(), metric.Migration(), health.Migration()}
}

// worlds runs fn in an empty world on each database.
func worlds(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, newWorld(t, db)) }, migrations()...)
}

func newWorld(t testing.TB, db *store.DB) *world {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, clock: regulars.NewManualClock(present), zone: zone}
	w.ctx = regulars.WithActor(context.Background(), regulars.System("test"))
	if w.warehouse, err = duckdb.Open(w.ctx, filepath.Join(t.TempDir(), "warehouse.duckdb"), duckdb.Options{Threads: 1}); err != nil {
		t.Fatal(err)
	}
	w.open(false)
	t.Cleanup(func() {
		w.log.Close()
		w.warehouse.Close()
	})
	return w
}

func (w *world) open(rebuild bool) {
	w.t.Helper()
	var err error
	if w.log, err = eventlog.Open(w.ctx, w.db, w.clock, eventlog.Options{Rebuild: rebuild, FeedDelay: time.Millisecond}); err != nil {
		w.t.Fatal(err)
	}
	zone := func() *time.Location { return w.zone }
	w.customers = customer.New(w.db, w.log, w.clock, customer.Options{Region: "CN"})
	w.orders = order.Open(order.Options{Zone: zone, Currency: func() string { return "CNY" }})
	w.metrics = metric.Open(metric.Deps{Store: w.db, Log: w.log, Clock: w.clock, Orders: w.orders, Zone: zone})
	w.health = health.Open(health.Deps{Store: w.db, Log: w.log, Clock: w.clock, Orders: w.orders, Metrics: w.metrics,
		Warehouse: w.warehouse, Feed: "warehouse", Zone: zone})
	w.log.Follow(w.customers.Follower())
	w.log.Follow(w.orders.Follower())
	w.log.Follow(w.metrics.Follower())
	w.log.Follow(w.health.Follower())
	w.log.Feed("warehouse", customer.Name, w.warehouse)
	if err := w.log.Start(w.ctx); err != nil {
		w.t.Fatal(err)
	}
}

// rebuild derives everything again from the log, as the command does.
func (w *world) rebuild() {
	w.t.Helper()
	w.caughtUp()
	w.check(w.log.Close())
	w.check(w.db.Write(w.ctx, func(tx *store.Tx) error {
		for _, reset := range []func(*store.Tx) error{customer.Reset, w.orders.Reset, w.metrics.Reset, w.health.Reset} {
			if err := reset(tx); err != nil {
				return err
			}
		}
		return eventlog.Reset(tx, customer.Name, order.FollowerName, metric.FollowerName, health.FollowerName)
	}))
	w.check(w.warehouse.CutBack(w.ctx, regulars.Position{}))
	w.open(true)
	w.caughtUp()
	w.run()
	w.check(w.log.Close())
	w.open(false)
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) caughtUp() {
	w.t.Helper()
	w.check(w.log.CaughtUp(w.ctx))
	status, err := w.log.Status(w.ctx)
	w.check(err)
	for _, s := range status {
		if s.Skipped > 0 || s.Failure != "" {
			w.t.Fatalf("the follower %s skipped %d events, failure %q", s.Name, s.Skipped, s.Failure)
		}
	}
}

// tell appends events and waits until all followers have seen them.
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
	w.caughtUp()
}

// run scores everybody, then works out their health.
func (w *world) run() {
	w.t.Helper()
	_, err := w.metrics.Run(w.ctx, nil)
	w.check(err)
	w.check(w.health.Run(w.ctx, nil))
	w.caughtUp()
}

// event is something a customer did at noon of a day.
func (w *world) event(user, name, day string, properties map[string]any) regulars.Event {
	w.t.Helper()
	w.events++
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" 12:00", w.zone)
	w.check(err)
	if properties == nil {
		properties = map[string]any{}
	}
	body, err := json.Marshal(properties)
	w.check(err)
	return regulars.Event{ID: fmt.Sprint("e", w.events), Type: regulars.Track, Name: name, Source: "web", Channel: regulars.Web,
		Time: at.UTC(), Received: w.clock.Now(), UserID: user, Body: body}
}

// order is a completed order of 100 yuan.
func (w *world) order(user, day string) regulars.Event {
	e := w.event(user, order.EventCompleted, day, map[string]any{"currency": "CNY"})
	e.Order, e.Amount = "A-"+e.ID, regulars.Money{Minor: 10_000, Currency: "CNY"}
	return e
}

// visit is a page seen.
func (w *world) visit(user, day string) regulars.Event {
	e := w.event(user, "Home", day, nil)
	e.Type = regulars.Page
	return e
}

func (w *world) number(user string) (n int64) {
	w.t.Helper()
	w.check(w.db.Read(w.ctx, func(tx *store.Tx) (err error) {
		n, err = store.Row(tx, store.One[int64], "SELECT customer FROM identity WHERE value = ?", user)
		return err
	}))
	return n
}

func (w *world) standing(user string) health.Standing {
	w.t.Helper()
	s, err := w.health.Standing(w.ctx, w.number(user))
	w.check(err)
	return s
}

// told counts what the log tells under a name.
func (w *world) told(name string) (n int) {
	w.t.Helper()
	w.caughtUp()
	for from := (regulars.Position{}); ; {
		events, err := w.log.Read(w.ctx, from, 1000)
		w.check(err)
		if len(events) == 0 {
			return n
		}
		for _, e := range events {
			if from = e.Position; e.Name == name {
				n++
			}
		}
	}
}

func (w *world) alarms(q health.AlarmQuery) []health.Alarm {
	w.t.Helper()
	list, _, err := w.health.Alarms(w.ctx, q)
	w.check(err)
	return list
}

// regular buys every twelve days from one day on until another, and looks in
// every week.
func (w *world) regular(user, from, until string) (out []regulars.Event) {
	w.t.Helper()
	day, err := time.Parse(time.DateOnly, from)
	w.check(err)
	end, err := time.Parse(time.DateOnly, until)
	w.check(err)
	for i := 0; !day.After(end); i++ {
		if i%2 == 0 {
			out = append(out, w.order(user, day.Format(time.DateOnly)))
		}
		out = append(out, w.visit(user, day.Format(time.DateOnly)))
		day = day.AddDate(0, 0, 6)
	}
	return out
}

func erase(w *world, customers ...int64) func(tx *store.Tx) error {
	return func(tx *store.Tx) error { return w.health.Erase(tx, customers) }
}
