package metric_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/metric"
	"regulars/order"
)

// TestARefreshSaysWhatARunWouldSay of what was bought, whatever comes: orders,
// cancelled ones, refunds, merges, in any order.
func TestARefreshSaysWhatARunWouldSay(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		random := rand.New(rand.NewPCG(1, 2))
		var placed []regulars.Event
		user := func() string { return text("u", random.IntN(25)) }
		events := func(n int) (out []regulars.Event) {
			for range n {
				switch k := random.IntN(10); {
				case k < 6 || len(placed) == 0:
					e := w.order(user(), random.IntN(400), random.Int64N(50_000))
					placed, out = append(placed, e), append(out, e)
				case k < 8:
					e := placed[random.IntN(len(placed))]
					out = append(out, w.event(e.UserID, order.EventCancelled, e.Order, random.IntN(30), 0))
				default:
					e := placed[random.IntN(len(placed))]
					out = append(out, w.event(e.UserID, order.EventRefunded, e.Order, random.IntN(30), -random.Int64N(20_000)))
				}
			}
			return out
		}
		w.tell(events(60)...)
		w.run()
		for range 4 {
			w.clock.Advance(time.Duration(random.IntN(20)) * time.Hour)
			w.tell(events(25)...)
			all := w.everybody()
			if a, b := all[random.IntN(len(all))], all[random.IntN(len(all))]; a != b {
				// Two with user ids of their own; staff say that they are one.
				if _, err := w.customers.Merge(w.ctx, a, b); err != nil {
					t.Fatal(err)
				}
				w.caughtUp()
			}
			for n := 1; n > 0; {
				var err error
				if n, err = w.metrics.Refresh(w.ctx); err != nil {
					t.Fatal(err)
				}
			}
			refreshed := w.facts()
			w.run()
			if ran := w.facts(); refreshed != ran {
				t.Fatalf("refreshed\n%s\nrun\n%s", refreshed, ran)
			}
		}
	})
}

// everybody lists the customers who have a score.
func (w *world) everybody() []int64 {
	w.t.Helper()
	return ask(w, func(tx *store.Tx) ([]int64, error) {
		return store.Rows(tx, store.One[int64], "SELECT customer FROM score ORDER BY customer")
	})
}

// facts words what the scores say that depends neither on the day nor on anybody
// else; stages
// do, by the usual gap of all.
func (w *world) facts() (out string) {
	w.t.Helper()
	for _, n := range w.everybody() {
		s, err := w.metrics.Score(w.ctx, n)
		if err != nil {
			w.t.Fatal(err)
		}
		out += text(n, " ", s.Orders, " orders on ", s.Occasions, " days for ", s.Monetary, "\n")
	}
	return out
}

// TestTwoProcessesTellAChangeOnce: both score the same customers at the same
// time, and each change of a standing is one event.
func TestTwoProcessesTellAChangeOnce(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		var first, second []regulars.Event
		for i := range 40 {
			first = append(first, w.order(text("u", i), 300, 1000))
			second = append(second, w.order(text("u", i), 1, 1_000_000))
		}
		w.tell(first...)
		w.run()
		before := w.changes()
		w.tell(second...)
		other := metric.Open(metric.Deps{Store: w.db, Log: w.log, Clock: w.clock, Orders: w.orders, Zone: func() *time.Location { return w.zone }})
		var refreshing sync.WaitGroup
		for _, m := range []*metric.Metrics{w.metrics, other} {
			refreshing.Go(func() {
				for n := 1; n > 0; {
					var err error
					if n, err = m.Refresh(w.ctx); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		refreshing.Wait()
		w.caughtUp()
		changes := w.changes()[len(before):]
		told := map[string]int{}
		for _, c := range changes {
			if told[c]++; told[c] > 1 {
				t.Errorf("%q is told again", c)
			}
		}
		if len(changes) == 0 {
			t.Error("nothing changed")
		}
	})
}
