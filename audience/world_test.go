package audience_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"regulars"
	"regulars/audience"
	"regulars/customer"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
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
	customers *customer.Customers
	audiences *audience.Audiences
	events    int
}

func migrations() []store.Migration {
	return []store.Migration{eventlog.Migration(), customer.Migration(), audience.Migration()}
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
	w.open(false)
	t.Cleanup(func() { w.log.Close() })
	return w
}

func (w *world) open(rebuild bool) {
	w.t.Helper()
	var err error
	if w.log, err = eventlog.Open(w.ctx, w.db, w.clock, eventlog.Options{Rebuild: rebuild}); err != nil {
		w.t.Fatal(err)
	}
	w.customers = customer.New(w.db, w.log, w.clock, customer.Options{Region: "CN"})
	w.audiences = audience.Open(audience.Deps{Store: w.db, Log: w.log, Clock: w.clock,
		Zone: func() *time.Location { return w.zone }, Currency: func() string { return "CNY" }})
	w.log.Follow(w.customers.Follower())
	w.log.Follow(w.audiences.Follower())
	w.check(w.log.Start(w.ctx))
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
	for part := range slices.Chunk(events, 2000) {
		w.check(w.db.Write(w.ctx, func(tx *store.Tx) error {
			_, err := w.log.Append(tx, part)
			return err
		}))
	}
	w.caughtUp()
}

// did makes a track event of somebody at the present.
func (w *world) did(user, name string, amount int64, body map[string]any) regulars.Event {
	w.events++
	raw, err := json.Marshal(body)
	w.check(err)
	e := regulars.Event{ID: fmt.Sprintf("e%d", w.events), Type: regulars.Track, Name: name, UserID: user, Time: w.clock.Now(), Received: w.clock.Now(),
		Source: "shop", Channel: regulars.Web, Body: raw}
	if amount != 0 {
		e.Amount = regulars.Money{Minor: amount * 100, Currency: "CNY"}
		e.Order = e.ID
	}
	return e
}

// is makes an identify event.
func (w *world) is(user string, traits map[string]any) regulars.Event {
	e := w.did(user, "", 0, traits)
	e.Type = regulars.Identify
	return e
}

// alias makes an event that says outright that two are one.
func (w *world) alias(user, previous string) regulars.Event {
	e := w.did(user, "", 0, nil)
	e.Type, e.PreviousID, e.Body = regulars.Alias, previous, nil
	return e
}

// make makes an audience.
func (w *world) make(name, text string) int64 {
	w.t.Helper()
	id, err := w.audiences.Create(w.ctx, audience.Definition{Name: name, Text: text})
	w.check(err)
	return id
}

func (w *world) run(everybody bool) {
	w.t.Helper()
	w.check(w.audiences.Run(w.ctx, everybody, nil))
	w.refresh()
}

// refresh evaluates until nobody is due.
func (w *world) refresh() {
	w.t.Helper()
	for range 1000 {
		n, err := w.audiences.Refresh(w.ctx)
		w.check(err)
		if n == 0 {
			w.caughtUp()
			return
		}
	}
	w.t.Fatal("there is always somebody due")
}

func (w *world) members(id int64) []int64 {
	w.t.Helper()
	list, size, err := w.audiences.Members(w.ctx, id, 0, 1_000_000)
	w.check(err)
	x, err := w.audiences.Get(w.ctx, id)
	w.check(err)
	if int64(len(list)) != size || x.Size != size {
		w.t.Fatalf("%d members, counted as %d and %d", len(list), size, x.Size)
	}
	return list
}

// moved counts the events that tell of who entered and who left.
func (w *world) moved() map[string]int {
	w.t.Helper()
	out := map[string]int{}
	at := regulars.Position{}
	for {
		events, err := w.log.Read(w.ctx, at, 10_000)
		w.check(err)
		if len(events) == 0 {
			return out
		}
		for _, e := range events {
			if e.Source == audience.Source {
				var m audience.Moved
				w.check(json.Unmarshal(e.Body, &m))
				out[fmt.Sprintf("%s %s %d", e.Name[len("Audience "):], m.Name, e.Customer)]++
			}
		}
		at = events[len(events)-1].Position
	}
}

// same compares what is kept with what everybody's past comes to.
func (w *world) same() {
	w.t.Helper()
	want, err := w.audiences.Scratch(w.ctx)
	w.check(err)
	list, err := w.audiences.List(w.ctx, false)
	w.check(err)
	for _, x := range list {
		if got := w.members(x.ID); !slices.Equal(got, want[x.Name]) {
			w.t.Fatalf("%s (%s): kept %v, from scratch %v", x.Name, x.Text, got, want[x.Name])
		}
	}
}

// reopen begins a new process on what is on disk.
func (w *world) reopen() {
	w.t.Helper()
	w.check(w.log.Close())
	w.open(false)
}

// cutOff ends a process while it evaluates everybody.
func (w *world) cutOff() {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.ctx)
	w.audiences.Run(ctx, true, func(int64, int64) { cancel() })
	cancel()
	w.reopen()
	w.caughtUp()
}

// rebuild derives everything again from the log, as the command does.
func (w *world) rebuild() {
	w.t.Helper()
	w.caughtUp()
	w.check(w.log.Close())
	w.check(w.db.Write(w.ctx, func(tx *store.Tx) error {
		for _, reset := range []func(*store.Tx) error{customer.Reset, w.audiences.Reset} {
			if err := reset(tx); err != nil {
				return err
			}
		}
		return eventlog.Reset(tx, customer.Name, audience.FollowerName)
	}))
	w.open(true)
	w.caughtUp()
	w.run(false)
	w.check(w.log.Close())
	w.open(false)
}
