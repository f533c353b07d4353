package metric_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/metric"
	"regulars/order"
)

// present is when tests happen: the evening of a day in Shanghai.
var present = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// world is a workspace wired as the program wires it, but for the warehouse.
type world struct {
	t         testing.TB
	ctx       context.Context
	db        *store.DB
	clock     *regulars.ManualClock
	zone      *time.Location
	currency  string
	log       *eventlog.Log
	customers *customer.Customers
	orders    *order.Book
	metrics   *metric.Metrics
	events    int
}

func migrations() []store.Migration {
	return []store.Migration{eventlog.Migration(), customer.Migration(), order.Migration(), metric.Migration()}
}

// worlds runs fn in an empty world on each database.
func worlds(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, newWorld(t, db)) }, migrations()...)
}

func newWorld(t testing.TB, db *store.DB) *world {
	t.Helper()
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, clock: regulars.NewManualClock(present), zone: shanghai, currency: "CNY"}
	w.ctx = regulars.WithActor(context.Background(), regulars.System("test"))
	w.open(false)
	t.Cleanup(func() { w.log.Close() })
	return w
}

func (w *world) open(rebuild bool) {
	w.t.Helper()
	var err error
	if w.log, err = eventlog.Open(w.ctx, w.db, w.clock, eventlog.Options{Rebuild: rebuild, RestAfter: time.Microsecond}); err != nil {
		w.t.Fatal(err)
	}
	zone := func() *time.Location { return w.zone }
	w.customers = customer.New(w.db, w.log, w.clock, customer.Options{Region: "CN"})
	w.orders = order.Open(order.Options{Zone: zone, Currency: func() string { return w.currency }})
	w.metrics = metric.Open(metric.Deps{Store: w.db, Log: w.log, Clock: w.clock, Orders: w.orders, Zone: zone})
	w.metrics.Hurry()
	w.log.Follow(w.customers.Follower())
	w.log.Follow(w.orders.Follower())
	w.log.Follow(w.metrics.Follower())
	if err := w.log.Start(w.ctx); err != nil {
		w.t.Fatal(err)
	}
}

// reopen starts the program again on the same store.
func (w *world) reopen() {
	w.t.Helper()
	if err := w.log.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.open(false)
}

// rebuild derives everything again from the log, as the command does.
func (w *world) rebuild() {
	w.t.Helper()
	w.caughtUp()
	if err := w.log.Close(); err != nil {
		w.t.Fatal(err)
	}
	if err := w.db.Write(w.ctx, func(tx *store.Tx) error {
		if err := customer.Reset(tx); err != nil {
			return err
		}
		if err := w.orders.Reset(tx); err != nil {
			return err
		}
		if err := w.metrics.Reset(tx); err != nil {
			return err
		}
		return eventlog.Reset(tx, customer.Name, order.FollowerName, metric.FollowerName)
	}); err != nil {
		w.t.Fatal(err)
	}
	w.open(true)
	w.caughtUp()
	w.run()
	w.reopen()
}

// tell appends events and waits until all followers have seen them.
func (w *world) tell(events ...regulars.Event) {
	w.t.Helper()
	for len(events) > 0 {
		n := min(len(events), 2000)
		if err := w.db.Write(w.ctx, func(tx *store.Tx) error {
			_, err := w.log.Append(tx, events[:n])
			return err
		}); err != nil {
			w.t.Fatal(err)
		}
		events = events[n:]
	}
	w.caughtUp()
}

func (w *world) caughtUp() {
	w.t.Helper()
	if err := w.log.CaughtUp(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	status, err := w.log.Status(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range status {
		if s.Skipped > 0 || s.Failure != "" {
			w.t.Fatalf("the follower %s skipped %d events, failure %q", s.Name, s.Skipped, s.Failure)
		}
	}
}

// event is an event of a customer so many days before the present.
func (w *world) event(user, name, id string, daysAgo int, minor int64) regulars.Event {
	w.events++
	at := w.clock.Now().AddDate(0, 0, -daysAgo)
	body, err := json.Marshal(map[string]any{"order_id": id, "currency": w.currency})
	if err != nil {
		w.t.Fatal(err)
	}
	return regulars.Event{ID: fmt.Sprint("e", w.events), Type: regulars.Track, Name: name, Source: "web", Channel: regulars.Web,
		Time: at, Received: w.clock.Now(), UserID: user, Order: id, Amount: regulars.Money{Minor: minor, Currency: w.currency}, Body: body}
}

// order is a completed order with a made-up id.
func (w *world) order(user string, daysAgo int, minor int64) regulars.Event {
	return w.event(user, order.EventCompleted, fmt.Sprint("A-", w.events), daysAgo, minor)
}

// crowd is so many customers, told apart by number, that the models can learn:
// some buy often, some have left, most bought once.
func (w *world) crowd(n int) []regulars.Event {
	var out []regulars.Event
	for i := range n {
		user := fmt.Sprint("crowd-", i)
		first := 100 + (i*37)%250
		out = append(out, w.order(user, first, int64(2000+i*13%3000)))
		switch i % 5 {
		case 0: // often, until now
			for day := first - 20; day > 0; day -= 20 + i%11 {
				out = append(out, w.order(user, day, int64(3000+i*17%5000)))
			}
		case 1: // a few times, then no more
			for k := 1; k <= 2+i%2; k++ {
				out = append(out, w.order(user, first-k*(12+i%5), int64(2500+i*7%4000)))
			}
		}
	}
	return out
}

func (w *world) run() metric.Run {
	w.t.Helper()
	run, err := w.metrics.Run(w.ctx, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.caughtUp()
	return run
}

func (w *world) number(user string) int64 {
	w.t.Helper()
	return ask(w, func(tx *store.Tx) (int64, error) {
		return store.Row(tx, store.One[int64], "SELECT customer FROM identity WHERE value = ?", user)
	})
}

// score gives what is said of a customer; ok is false when nothing is.
func (w *world) score(user string) (s metric.Score, ok bool) {
	w.t.Helper()
	s, err := w.metrics.Score(w.ctx, w.number(user))
	if regulars.CodeOf(err) == regulars.ErrNotFound {
		return s, false
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return s, true
}

func (w *world) mustScore(user string) metric.Score {
	w.t.Helper()
	s, ok := w.score(user)
	if !ok {
		w.t.Fatalf("nothing is said of %s", user)
	}
	return s
}

// changes lists what the log tells of tiers and stages, in its order.
func (w *world) changes() (out []string) {
	w.t.Helper()
	w.caughtUp()
	for from := (regulars.Position{}); ; {
		events, err := w.log.Read(w.ctx, from, 1000)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(events) == 0 {
			return out
		}
		for _, e := range events {
			from = e.Position
			if e.Source == metric.Source {
				var body struct{ From, To string }
				if err := json.Unmarshal(e.Body, &body); err != nil {
					w.t.Fatal(err)
				}
				out = append(out, fmt.Sprintf("%d %s: %s to %s", e.Customer, e.Name, body.From, body.To))
			}
		}
	}
}

func ask[T any](w *world, fn func(tx *store.Tx) (T, error)) (out T) {
	w.t.Helper()
	if err := w.db.Read(w.ctx, func(tx *store.Tx) (err error) {
		out, err = fn(tx)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return out
}

// serve scores due customers until the test ends.
func (w *world) serve() {
	ctx, cancel := context.WithCancel(w.ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.metrics.Serve(ctx, nil)
	}()
	w.t.Cleanup(func() {
		cancel()
		<-done
	})
}

// until looks again and again until ok, for as long as a test may take.
func (w *world) until(what string, ok func() bool) {
	w.t.Helper()
	end := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-time.After(2 * time.Millisecond):
		case <-end:
			w.t.Fatalf("%s never happened", what)
		}
	}
}
