// Package tagtest is a workspace with tags for tests, wired as the program wires it.
//
//	tagtest.Each(t, func(t *testing.T, w *tagtest.World) {
//		w.Tell(w.Did("u1", time.Hour, "Order Completed", 100, ""))
//		w.Make("count", tag.Rule{Kind: tag.Metric, Text: "orders.count()"})
//		w.Run()
//		w.Of(w.Number("u1")) // "count=1"
//	})
package tagtest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/audience"
	"regulars/customer"
	"regulars/customer/identity"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/tag"
)

// Present is when tests happen: a Tuesday evening in Shanghai.
var Present = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// World is a workspace.
type World struct {
	t         testing.TB
	Ctx       context.Context
	DB        *store.DB
	Clock     *regulars.ManualClock
	log       *eventlog.Log
	customers *customer.Customers
	Audiences *audience.Audiences
	Tags      *tag.Tags
	events    int
}

// Migrations are the tables that a world needs.
func Migrations() []store.Migration {
	return []store.Migration{eventlog.Migration(), customer.Migration(), audience.Migration(), tag.Migration()}
}

// Each runs fn in an empty world on each database.
func Each(t *testing.T, fn func(t *testing.T, w *World)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, New(t, db)) }, Migrations()...)
}

// New opens an empty world on a database with [Migrations].
func New(t testing.TB, db *store.DB) *World {
	t.Helper()
	w := &World{t: t, DB: db, Clock: regulars.NewManualClock(Present)}
	w.Ctx = regulars.WithActor(context.Background(), regulars.System("test"))
	w.open(false)
	t.Cleanup(func() { w.log.Close() })
	return w
}

func (w *World) open(rebuild bool) {
	w.t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	w.Check(err)
	if w.log, err = eventlog.Open(w.Ctx, w.DB, w.Clock, eventlog.Options{Rebuild: rebuild}); err != nil {
		w.t.Fatal(err)
	}
	zoned, yuan := func() *time.Location { return zone }, func() string { return "CNY" }
	w.customers = customer.New(w.DB, w.log, w.Clock, customer.Options{Region: "CN"})
	w.Audiences = audience.Open(audience.Deps{Store: w.DB, Log: w.log, Clock: w.Clock, Zone: zoned, Currency: yuan})
	w.Tags = tag.Open(tag.Deps{Store: w.DB, Log: w.log, Clock: w.Clock, Audiences: w.Audiences, Zone: zoned, Currency: yuan})
	w.log.Follow(w.customers.Follower())
	w.log.Follow(w.Audiences.Follower())
	w.log.Follow(w.Tags.Follower())
	w.Check(w.log.Start(w.Ctx))
}

// Check ends the test when there is an error.
func (w *World) Check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// Tell appends events and waits until all followers have seen them.
func (w *World) Tell(events ...regulars.Event) {
	w.t.Helper()
	for part := range slices.Chunk(events, 2000) {
		w.Check(w.DB.Write(w.Ctx, func(tx *store.Tx) error {
			_, err := w.log.Append(tx, part)
			return err
		}))
	}
	w.Check(w.log.CaughtUp(w.Ctx))
}

// Did makes a track event of somebody some time ago.
func (w *World) Did(user string, ago time.Duration, name string, amount int64, body string) regulars.Event {
	w.events++
	e := regulars.Event{ID: fmt.Sprintf("e%d", w.events), Type: regulars.Track, Name: name, UserID: user, Time: w.Clock.Now().Add(-ago),
		Received: w.Clock.Now(), Source: "shop", Channel: regulars.Web, Body: json.RawMessage(body)}
	if body == "" {
		e.Body = json.RawMessage("{}")
	}
	if amount != 0 {
		e.Amount, e.Order = regulars.Money{Minor: amount * 100, Currency: "CNY"}, e.ID
	}
	return e
}

// Is makes an identify event.
func (w *World) Is(user, traits string) regulars.Event {
	e := w.Did(user, 0, "", 0, traits)
	e.Type = regulars.Identify
	return e
}

// Alias makes an event that says outright that two are one.
func (w *World) Alias(user, previous string) regulars.Event {
	e := w.Did(user, 0, "", 0, "")
	e.Type, e.PreviousID, e.Body = regulars.Alias, previous, nil
	return e
}

// Definition gives a tag with a rule.
func Definition(key string, rule tag.Rule) tag.Definition {
	return tag.Definition{Key: key, Name: tag.Text{English: key}, Category: "other", Owner: "CRM", Purpose: tag.Text{English: "To try"},
		Basis: "consent", Freshness: tag.Live, Zone: tag.WorkspaceZone, Portrait: true, Enabled: true, Rule: rule}
}

// Make makes a tag and works everybody out.
func (w *World) Make(key string, rule tag.Rule) int64 {
	w.t.Helper()
	id, err := w.Tags.Create(w.Ctx, Definition(key, rule))
	w.Check(err)
	return id
}

// Run works everybody out.
func (w *World) Run() {
	w.t.Helper()
	w.Check(w.Tags.Run(w.Ctx, true, nil))
}

// Refresh works out whoever is due.
func (w *World) Refresh() {
	w.t.Helper()
	for range 100 {
		n, err := w.Tags.Refresh(w.Ctx)
		w.Check(err)
		if n == 0 {
			return
		}
	}
	w.t.Fatal("there is always somebody due")
}

// Number gives the number of the customer with a user id.
func (w *World) Number(user string) int64 {
	w.t.Helper()
	var n int64
	w.Check(w.DB.Read(w.Ctx, func(tx *store.Tx) (err error) {
		n, err = customer.Lookup(tx, identity.UserID, user, "CN")
		return err
	}))
	return n
}

// Of gives the tags of a customer as "key=value", by key.
func (w *World) Of(number int64) string {
	w.t.Helper()
	list, err := w.Tags.Of(w.Ctx, number)
	w.Check(err)
	var out []string
	for _, h := range list {
		out = append(out, h.Key+"="+h.Text())
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// Everything gives the tags of everybody.
func (w *World) Everything() map[int64]string {
	w.t.Helper()
	out := map[int64]string{}
	var numbers []int64
	w.Check(w.DB.Read(w.Ctx, func(tx *store.Tx) error {
		list, err := customer.ListedBetween(tx, 1, 1_000_000)
		for _, l := range list {
			numbers = append(numbers, l.Number)
		}
		return err
	}))
	for _, n := range numbers {
		out[n] = w.Of(n)
	}
	return out
}

// Same fails when a run from nothing comes to something else than what is kept.
func (w *World) Same() {
	w.t.Helper()
	kept := w.Everything()
	w.Check(w.DB.Write(w.Ctx, w.Tags.Reset))
	w.Run()
	if again := w.Everything(); !maps.Equal(kept, again) {
		for n, s := range again {
			if kept[n] != s {
				had := strings.Fields(kept[n])
				differ := slices.DeleteFunc(strings.Fields(s), func(v string) bool { return slices.Contains(had, v) })
				w.t.Errorf("customer %d: from nothing %v", n, differ)
			}
		}
	}
}
