package eventlog_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"regulars"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

var seen = store.Migration{Domain: "seen", Files: fstest.MapFS{"00001_init.sql": {Data: []byte(`
-- +goose Up
CREATE TABLE seen (follower TEXT NOT NULL, id TEXT NOT NULL, customer BIGINT NOT NULL, n BIGINT NOT NULL);
`)}}}

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func event(id string) regulars.Event {
	return regulars.Event{ID: id, Type: regulars.Track, Name: "Seen", UserID: "u" + id, Time: start, Received: start,
		Source: "test", Body: []byte(`{"k":"` + id + `"}`)}
}

func open(t *testing.T, db *store.DB, o eventlog.Options) *eventlog.Log {
	t.Helper()
	o.FeedDelay = time.Millisecond
	l, err := eventlog.Open(context.Background(), db, regulars.NewManualClock(start), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Parallel()
	storetest.Each(t, fn, eventlog.Migration(), seen)
}

func add(t testing.TB, db *store.DB, l *eventlog.Log, events ...regulars.Event) (added int) {
	t.Helper()
	err := db.Write(context.Background(), func(tx *store.Tx) (err error) {
		added, err = l.Append(tx, events)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return added
}

// note is a follower that writes down what it sees, in order.
func note(name, after string, owns bool) eventlog.Follower {
	return eventlog.Follower{Name: name, After: after, Owns: owns, Batch: 50, Apply: func(tx *store.Tx, events []regulars.Event) error {
		for i := range events {
			if owns {
				events[i].Customer = int64(len(events[i].ID)) + 100
				events[i].Origin = 7
			} else if events[i].Origin != 7 {
				return errors.New("the owner's answer did not come along")
			}
			if events[i].Name == "Bad" {
				return errors.New("this event cannot be applied")
			}
			if _, err := tx.Exec("INSERT INTO seen (follower, id, customer, n) VALUES (?, ?, ?, (SELECT count(*) FROM seen WHERE follower = ?))",
				name, events[i].ID, events[i].Customer, name); err != nil {
				return err
			}
		}
		return nil
	}}
}

func ids(t testing.TB, db *store.DB, follower string) (out []string) {
	t.Helper()
	err := db.Read(context.Background(), func(tx *store.Tx) (err error) {
		out, err = store.Rows(tx, store.One[string], "SELECT id FROM seen WHERE follower = ? ORDER BY n", follower)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func run(t testing.TB, l *eventlog.Log) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	if err := l.Start(ctx); err != nil {
		t.Fatal(err)
	}
	caughtUp(t, l)
}

func caughtUp(t testing.TB, l *eventlog.Log) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := l.CaughtUp(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestAFactEntersOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db, eventlog.Options{})
		if n := add(t, db, l, event("a"), event("b"), event("a")); n != 2 {
			t.Errorf("added %d, want 2", n)
		}
		if n := add(t, db, l, event("b"), event("c")); n != 1 {
			t.Errorf("added %d, want 1", n)
		}
		l.Close()
		again := open(t, db, eventlog.Options{}) // knows them after a restart as well
		if n := add(t, db, again, event("a"), event("b"), event("c"), event("d")); n != 1 {
			t.Errorf("added %d after a restart, want 1", n)
		}
	})
}

func TestRolledBackEventsWereNeverThere(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db, eventlog.Options{})
		boom := errors.New("boom")
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			if n, err := l.Append(tx, []regulars.Event{event("a")}); n != 1 || err != nil {
				t.Errorf("added %d, %v", n, err)
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if n := add(t, db, l, event("a")); n != 1 {
			t.Errorf("added %d, want 1", n)
		}
		l.Follow(note("first", "", true))
		run(t, l)
		if got := ids(t, db, "first"); !slices.Equal(got, []string{"a"}) {
			t.Errorf("saw %v", got)
		}
	})
}

func TestFollowersSeeEverythingOnceInOrderWithItsCustomer(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db, eventlog.Options{TailBytes: 20_000})
		l.Follow(note("first", "", true))
		l.Follow(note("second", "first", false))
		sink := &memory{}
		l.Feed("sink", "first", sink)
		var want []string
		for i := range 700 { // before the start: read from the table
			want = append(want, fmt.Sprint("x", i))
			add(t, db, l, event(want[i]))
		}
		run(t, l)
		for i := range 300 { // live: read from memory, with some falling out of it
			id := fmt.Sprint("y", i)
			want = append(want, id)
			add(t, db, l, event(id))
		}
		caughtUp(t, l)
		for _, follower := range []string{"first", "second"} {
			if got := ids(t, db, follower); !slices.Equal(got, want) {
				t.Errorf("%s saw %d events, want %d", follower, len(got), len(want))
			}
		}
		if !slices.Equal(sink.ids, want) {
			t.Errorf("the sink saw %d events, want %d", len(sink.ids), len(want))
		}
		for i, id := range sink.ids {
			if sink.customers[i] != int64(len(id))+100 {
				t.Fatalf("event %s belongs to %d", id, sink.customers[i])
			}
		}
	})
}

func TestManyAppendAtOnceAndNothingIsSteppedOver(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db, eventlog.Options{})
		l.Follow(note("first", "", true))
		run(t, l)
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				for i := range 40 {
					err := db.Write(context.Background(), func(tx *store.Tx) error {
						// Every worker also repeats what its neighbour sends.
						_, err := l.Append(tx, []regulars.Event{event(fmt.Sprint(w, "-", i)), event(fmt.Sprint((w+1)%8, "-", i))})
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		caughtUp(t, l)
		got := ids(t, db, "first")
		slices.Sort(got)
		if n := len(got); n != 320 || len(slices.Compact(got)) != 320 {
			t.Errorf("saw %d events, want 320 different ones", n)
		}
	})
}

func TestABadEventDoesNotHoldUpTheOthers(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db, eventlog.Options{})
		l.Follow(note("first", "", true))
		bad := event("bad")
		bad.Name = "Bad"
		add(t, db, l, event("a"), bad, event("c"))
		run(t, l)
		if got := ids(t, db, "first"); !slices.Equal(got, []string{"a", "c"}) {
			t.Errorf("saw %v", got)
		}
		status, err := l.Status(context.Background())
		if err != nil || status[0].Skipped != 1 || status[0].Backlog != 0 {
			t.Errorf("%+v, %v", status, err)
		}
	})
}

func TestAReplayGivesTheSameAndAppendsNothing(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db, eventlog.Options{})
		follow := func(l *eventlog.Log) {
			f := note("first", "", true)
			apply := f.Apply
			f.Apply = func(tx *store.Tx, events []regulars.Event) error {
				for _, e := range events {
					if e.Name == "Seen" { // what is learned is an event again
						learned := event("learned-" + e.ID)
						learned.Name = "Learned"
						if _, err := l.Append(tx, []regulars.Event{learned}); err != nil {
							return err
						}
					}
				}
				return apply(tx, events)
			}
			l.Follow(f)
		}
		follow(l)
		add(t, db, l, event("a"), event("b"))
		run(t, l)
		want := ids(t, db, "first")
		if len(want) != 4 {
			t.Fatalf("saw %v", want)
		}
		l.Close()
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			if _, err := tx.Exec("DELETE FROM seen"); err != nil {
				return err
			}
			return eventlog.Reset(tx, "first")
		})
		if err != nil {
			t.Fatal(err)
		}
		again := open(t, db, eventlog.Options{Rebuild: true})
		follow(again)
		run(t, again)
		if got := ids(t, db, "first"); !slices.Equal(got, want) {
			t.Errorf("saw %v, want %v", got, want)
		}
	})
}

func TestASinkAheadOfItsLogIsCutBack(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, eventlog.Migration(), seen)
	l := open(t, db, eventlog.Options{})
	add(t, db, l, event("a"))
	sink := &memory{at: regulars.Position{Seq: 9}}
	l.Follow(note("first", "", true))
	l.Feed("sink", "first", sink)
	run(t, l)
	if sink.cut != (regulars.Position{Seq: 1}) {
		t.Errorf("cut back to %+v", sink.cut)
	}
}

func TestTrimKeepsWhatIsNeededAndTheNumbers(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db, eventlog.Options{})
		l.Follow(note("first", "", true))
		for i := range 5 {
			add(t, db, l, event(fmt.Sprint(i)))
		}
		if n, err := l.Trim(context.Background(), start.Add(time.Hour)); n != 0 || err != nil {
			t.Errorf("removed %d before anybody followed, %v", n, err)
		}
		run(t, l)
		if n, err := l.Trim(context.Background(), start); n != 0 || err != nil {
			t.Errorf("removed %d young ones, %v", n, err)
		}
		if n, err := l.Trim(context.Background(), start.Add(time.Hour)); n != 4 || err != nil {
			t.Errorf("removed %d, want all but the newest chunk; %v", n, err)
		}
		end, _ := l.End(context.Background())
		if n := add(t, db, l, event("0"), event("4")); n != 1 {
			t.Errorf("added %d: outside of the window an id is new again, inside it is not", n)
		}
		if now, _ := l.End(context.Background()); now.Compare(end) <= 0 {
			t.Errorf("the numbers went back from %v to %v", end, now)
		}
	})
}

func TestOnlySomeIDsAreKeptInMemory(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, eventlog.Migration(), seen)
	l := open(t, db, eventlog.Options{MaxIDs: 3})
	for i := range 6 {
		add(t, db, l, event(fmt.Sprint(i)))
	}
	if _, err := l.Trim(context.Background(), start); err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]*eventlog.Log{"running": l, "restarted": open(t, db, eventlog.Options{MaxIDs: 3})} {
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			if n, err := l.Append(tx, []regulars.Event{event("2"), event("3")}); n != 1 || err != nil {
				t.Errorf("%s: added %d, want 1; %v", name, n, err)
			}
			return errors.New("undo")
		})
		if err == nil {
			t.Error("not undone")
		}
	}
}

func TestTailShowsWhatIsAppended(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db, eventlog.Options{})
		events, stop := l.Tail()
		defer stop()
		add(t, db, l, event("a"))
		select {
		case got := <-events:
			if len(got) != 1 || got[0].ID != "a" || got[0].Position.Seq == 0 {
				t.Errorf("%+v", got)
			}
		case <-time.After(10 * time.Second):
			t.Error("nothing came")
		}
	})
}

// memory is a sink that keeps everything in memory.
type memory struct {
	mu        sync.Mutex
	at, cut   regulars.Position
	ids       []string
	customers []int64
}

func (m *memory) Position(context.Context) (regulars.Position, error) { return m.at, nil }

func (m *memory) Append(_ context.Context, events []regulars.Event, to regulars.Position) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range events {
		if e.Position.Compare(m.at) > 0 {
			m.ids = append(m.ids, e.ID)
			m.customers = append(m.customers, e.Customer)
		}
	}
	m.at = to
	return nil
}

func (m *memory) CutBack(_ context.Context, to regulars.Position) error {
	m.at, m.cut = to, to
	return nil
}

func TestWhatWasTrimmedCanBePutBack(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		l := open(t, db, eventlog.Options{})
		l.Follow(note("first", "", true))
		var want []string
		for i := range 5 {
			want = append(want, fmt.Sprint("a", i), fmt.Sprint("b", i))
			add(t, db, l, event(want[2*i]), event(want[2*i+1]))
		}
		run(t, l)
		all, err := l.Read(ctx, regulars.Position{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Trim(ctx, start.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		l.Close()
		n, err := l.Refill(ctx, func(fn func(regulars.Event) error) error {
			for _, e := range all {
				if err := fn(e); err != nil {
					return err
				}
			}
			return nil
		})
		if n != 8 || err != nil {
			t.Fatalf("put back %d, want 8; %v", n, err)
		}
		err = db.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.Exec("DELETE FROM seen"); err != nil {
				return err
			}
			return eventlog.Reset(tx, "first")
		})
		if err != nil {
			t.Fatal(err)
		}
		again := open(t, db, eventlog.Options{Rebuild: true})
		again.Follow(note("first", "", true))
		run(t, again)
		if got := ids(t, db, "first"); !slices.Equal(got, want) {
			t.Errorf("saw %v, want %v", got, want)
		}
	})
}

// A follower rests when nothing comes, before anybody is told that it has caught
// up, and also when things never stop coming.
func TestAFollowerRests(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db, eventlog.Options{RestAfter: 10 * time.Millisecond})
		var applied, rested atomic.Int64
		f := note("owner", "", true)
		f.Apply = func(_ *store.Tx, events []regulars.Event) error {
			applied.Add(int64(len(events)))
			return nil
		}
		f.Rest = func(*store.Tx) error {
			rested.Store(applied.Load() + 1)
			return nil
		}
		l.Follow(f)
		run(t, l)
		if rested.Load() == 0 && db.Dialect() == store.SQLite { // on PostgreSQL it may not lead yet
			t.Error("it did not rest after the start")
		}
		add(t, db, l, event("first"))
		caughtUp(t, l)
		if rested.Load() < 2 {
			t.Error("it had caught up before it rested")
		}
		began := time.Now()
		for i := 0; rested.Load() < 3; i++ {
			if add(t, db, l, event(fmt.Sprint(i))); time.Since(began) > 20*time.Second {
				t.Fatal("it never rested while things came")
			}
		}
	})
}
