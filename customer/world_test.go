package customer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/customer/identity"
	"regulars/customer/timeline"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// day is when the events of tests begin.
var day = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// world is a workspace with a log and its customers.
type world struct {
	t         testing.TB
	db        *store.DB
	clock     *regulars.ManualClock
	log       *eventlog.Log
	customers *customer.Customers
	options   customer.Options
	gather    int // how many times of customers wait; 0 for as the program has it
	ctx       context.Context
}

// newWorld opens a log in db, followed by the resolver.
func newWorld(t testing.TB, db *store.DB, o customer.Options) *world {
	t.Helper()
	if o.Region == "" {
		o.Region = "CN"
	}
	w := &world{t: t, db: db, clock: regulars.NewManualClock(day), options: o}
	w.ctx = regulars.WithActor(context.Background(), regulars.Actor{Kind: regulars.ActorStaff, ID: "mei", Name: "Mei"})
	w.open(false)
	t.Cleanup(func() { w.log.Close() })
	return w
}

func (w *world) open(rebuild bool) {
	w.t.Helper()
	var err error
	if w.log, err = eventlog.Open(w.ctx, w.db, w.clock, eventlog.Options{Rebuild: rebuild, RestAfter: time.Microsecond}); err != nil {
		w.t.Fatal(err, errors.Unwrap(err))
	}
	w.customers = customer.New(w.db, w.log, w.clock, w.options)
	if w.gather > 0 {
		w.customers.Gather(w.gather)
	}
	w.log.Follow(w.customers.Follower())
	if err := w.log.Start(w.ctx); err != nil {
		w.t.Fatal(err, errors.Unwrap(err))
	}
}

// add appends events as one batch and waits until they are resolved.
func (w *world) add(events ...regulars.Event) {
	w.t.Helper()
	if len(events) == 0 {
		return
	}
	w.write(func(tx *store.Tx) error {
		_, err := w.log.Append(tx, events)
		return err
	})
	w.caughtUp()
}

func (w *world) caughtUp() {
	w.t.Helper()
	if err := w.log.CaughtUp(w.ctx); err != nil {
		w.t.Fatal(err, errors.Unwrap(err))
	}
	status, err := w.log.Status(w.ctx)
	if err != nil {
		w.t.Fatal(err, errors.Unwrap(err))
	}
	for _, s := range status {
		if s.Skipped > 0 || s.Failure != "" {
			w.t.Fatalf("the follower %s skipped %d events, failure %q", s.Name, s.Skipped, s.Failure)
		}
	}
}

// rebuild derives everything again from the log.
func (w *world) rebuild() {
	w.t.Helper()
	if err := w.log.Close(); err != nil {
		w.t.Fatal(err, errors.Unwrap(err))
	}
	w.write(func(tx *store.Tx) error {
		if err := customer.Reset(tx); err != nil {
			return err
		}
		return eventlog.Reset(tx, customer.Name)
	})
	w.open(true)
	w.caughtUp()
	if err := w.log.Close(); err != nil {
		w.t.Fatal(err, errors.Unwrap(err))
	}
	w.open(false)
}

func (w *world) write(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(w.ctx, fn); err != nil {
		w.t.Fatal(err, errors.Unwrap(err))
	}
}

func (w *world) read(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Read(w.ctx, fn); err != nil {
		w.t.Fatal(err, errors.Unwrap(err))
	}
}

func ask[T any](w *world, fn func(tx *store.Tx) (T, error)) (out T) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out
}

func openWorlds(t *testing.T, o customer.Options, fn func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, newWorld(t, db, o)) }, eventlog.Migration(), customer.Migration())
}

// describe writes down everything that is known of who is who, for people.
func (w *world) describe() string {
	w.t.Helper()
	var b strings.Builder
	w.read(func(tx *store.Tx) error {
		roots, err := store.Rows(tx, store.One[int64], "SELECT id FROM customer WHERE alias_of = 0 ORDER BY id")
		if err != nil {
			return err
		}
		for _, id := range roots {
			if err := describe(&b, tx, id); err != nil {
				return err
			}
		}
		return describeMerges(&b, tx)
	})
	return b.String()
}

func describe(b *strings.Builder, tx *store.Tx, id int64) error {
	p, err := customer.Get(tx, id)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "%d", id)
	for _, n := range p.Numbers {
		if n != id {
			fmt.Fprintf(b, "+%d", n)
		}
	}
	switch {
	case !p.ErasedAt.IsZero():
		b.WriteString(" erased")
	case p.Company:
		b.WriteString(" company")
	case p.Visitor:
		b.WriteString(" visitor")
	}
	for _, f := range [...][2]string{{"", p.Name}, {"email ", p.Email}, {"(" + string(p.EmailFault) + ")", " "}, {"phone ", p.Phone},
		{"(" + string(p.PhoneFault) + ")", " "}, {"city ", p.City}, {"locale ", p.Locale}, {"birthday ", p.Birthday}} {
		if f[1] != "" && f[0] != "()" {
			b.WriteString(strings.TrimRight(" "+f[0]+f[1], " "))
		}
	}
	b.WriteString("\n")
	for _, id := range p.Identities {
		fmt.Fprintf(b, "  %s %s", id.Kind, id.Value)
		if id.Origin != p.ID {
			fmt.Fprintf(b, " of %d", id.Origin)
		}
		if id.Standing != "" {
			fmt.Fprintf(b, " %s", id.Standing)
		}
		b.WriteString("\n")
	}
	var names []string
	for _, t := range p.Traits {
		names = append(names, t.Name+"="+string(t.Value))
	}
	line(b, "traits", names)
	names = nil
	for _, m := range p.Companies {
		names = append(names, fmt.Sprintf("%d %s", m.Customer, m.Name))
	}
	line(b, "member of", names)
	entries, err := customer.Timeline(tx, id, timeline.Query{Limit: 1000})
	names = nil
	for i := len(entries) - 1; i >= 0; i-- {
		names = append(names, entryName(&entries[i]))
	}
	line(b, "timeline", names)
	return err
}

func line(b *strings.Builder, name string, items []string) {
	if len(items) > 0 {
		fmt.Fprintf(b, "  %s: %s\n", name, strings.Join(items, ", "))
	}
}

func entryName(e *timeline.Entry) string {
	name := e.Name
	var path struct{ Path string }
	if json.Unmarshal(e.Body, &path) == nil && path.Path != "" {
		name = path.Path
	}
	if name == "" {
		name = string(e.Type)
	}
	return name
}

func describeMerges(b *strings.Builder, tx *store.Tx) error {
	ids, err := store.Rows(tx, store.One[int64], "SELECT id FROM customer_merge ORDER BY id")
	if err != nil {
		return err
	}
	seen := map[int64]bool{}
	for _, id := range ids {
		from, err := store.Row(tx, store.One[int64], "SELECT from_customer FROM customer_merge WHERE id = ?", id)
		if err != nil {
			return err
		}
		all, err := customer.Merges(tx, from)
		if err != nil {
			return err
		}
		for i := len(all) - 1; i >= 0; i-- {
			m := all[i]
			if m.ID != id || seen[id] {
				continue
			}
			seen[id] = true
			fmt.Fprintf(b, "merge %d into %d: %s", m.From, m.Into, m.Cause)
			if m.Cause == "identity" {
				fmt.Fprintf(b, " %s %s with %s %s", m.By.Kind, m.By.Value, m.With.Kind, m.With.Value)
			}
			if m.UndoneCause != "" {
				fmt.Fprintf(b, ", undone: %s", m.UndoneCause)
			}
			b.WriteString("\n")
		}
	}
	duplicates, err := customer.Duplicates(tx, 0, 100)
	for i := len(duplicates) - 1; i >= 0; i-- {
		d := duplicates[i]
		fmt.Fprintf(b, "perhaps %d is %d: %s %s\n", min(d.A, d.B), max(d.A, d.B), d.Identity.Kind, d.Identity.Value)
	}
	return err
}

// openSQLite runs fn in a world on SQLite.
func openSQLite(t *testing.T, o customer.Options, fn func(w *world)) {
	t.Helper()
	fn(newWorld(t, storetest.SQLite(t, eventlog.Migration(), customer.Migration()), o))
}

func idsOf(e *regulars.Event) []identity.Identity { return identity.Of(nil, e, "CN") }
