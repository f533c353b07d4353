package audience_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/audience"
	"regulars/audience/lang"
	"regulars/customer"
	"regulars/internal/store"
)

func TestEnterAndLeave(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.is("a", map[string]any{"city": "上海"}), w.is("b", nil), w.did("a", "Order Completed", 300, map[string]any{"category": "tea"}))
		buyers := w.make("Buyers", `orders.last(days(30)).sum(amount) >= 300`)
		tea := w.make("Tea", `orders.where(category == "tea").exists() && !(customer in audience("Buyers"))`)
		w.run(false)
		if got := w.members(buyers); !slices.Equal(got, []int64{1}) {
			t.Fatalf("buyers %v", got)
		}
		if got := w.moved(); len(got) != 0 {
			t.Fatalf("the first members entered: %v", got)
		}
		w.clock.Advance(time.Hour)
		w.tell(w.did("b", "Order Completed", 200, nil), w.did("b", "Order Completed", 200, nil))
		w.refresh()
		w.same()
		w.clock.Advance(30*24*time.Hour - time.Minute) // the order of a is too old now, that of b not quite
		w.refresh()
		w.same()
		if got := w.members(tea); !slices.Equal(got, []int64{1}) {
			t.Fatalf("tea %v", got)
		}
		want := map[string]int{"Entered Buyers 2": 1, "Left Buyers 1": 1, "Entered Tea 1": 1}
		if got := w.moved(); !maps.Equal(got, want) {
			t.Fatalf("moved %v", got)
		}
		w.rebuild()
		w.same()
		if got := w.moved(); !maps.Equal(got, want) {
			t.Fatalf("after a rebuild moved %v", got)
		}
		days, err := w.audiences.Growth(w.ctx, buyers, 0)
		if err != nil || len(days) != 2 || days[0].Size != 2 || days[0].Entered != 1 || days[1].Size != 1 || days[1].Left != 1 {
			t.Fatalf("growth %+v, %v", days, err)
		}
	})
}

// TestMergeMoves holds that a merge alone makes nobody enter or leave.
func TestMergeMoves(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.is("a", nil), w.is("b", nil), w.did("b", "Order Completed", 300, nil))
		id := w.make("Buyers", `orders.exists()`)
		never := w.make("One order", `orders.count() == 1`)
		w.run(false)
		w.tell(w.alias("a", "b"))
		w.refresh()
		w.same()
		if got := w.members(id); !slices.Equal(got, []int64{1}) {
			t.Fatalf("members %v", got)
		}
		if got := w.moved(); len(got) != 0 {
			t.Fatalf("moved %v", got)
		}
		w.tell(w.did("b", "Order Completed", 1, nil))
		w.refresh()
		if got := w.moved(); !maps.Equal(got, map[string]int{"Left One order 1": 1}) || len(w.members(never)) != 0 {
			t.Fatalf("moved %v", got)
		}
	})
}

func TestDefinitions(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		a := w.make("A", `city == "x"`)
		b := w.make("B", `customer in audience("A") || stage == "new"`)
		refused := func(err error, code regulars.Code, reason, says string) {
			t.Helper()
			var e *regulars.Error
			if !errors.As(err, &e) || e.Code != code || e.Reason != reason || !strings.Contains(e.Message, says) {
				t.Fatalf("got %v", err)
			}
		}
		text := func(s string) audience.Change { return audience.Change{Text: &s} }
		refused(w.audiences.Change(w.ctx, a, text(`!(customer in audience("B"))`)), regulars.ErrConflict, "circle", "“A” → “B” → “A”")
		refused(w.audiences.Change(w.ctx, a, text(`customer in audience("A")`)), regulars.ErrConflict, "circle", "“A”")
		refused(w.audiences.Remove(w.ctx, a), regulars.ErrConflict, "referenced", "“B”")
		_, err := w.audiences.Create(w.ctx, audience.Definition{Name: " a ", Text: `city == "y"`})
		refused(err, regulars.ErrConflict, "taken", "")
		_, err = w.audiences.Create(w.ctx, audience.Definition{Name: "C", Text: `cty == "y"`})
		var faults lang.Faults
		if !errors.As(err, &faults) || faults[0].Code != lang.CodeField || faults[0].Suggest != "city" {
			t.Fatalf("got %v", err)
		}
		name := "Alpha"
		w.check(w.audiences.Change(w.ctx, a, audience.Change{Name: &name}))
		x, err := w.audiences.Get(w.ctx, b)
		w.check(err)
		if x.Text != `customer in audience("Alpha") || stage == "new"` || !slices.Equal(x.Refers, []string{"Alpha"}) || x.State != audience.Founding {
			t.Fatalf("got %+v", x)
		}
		w.check(w.audiences.Change(w.ctx, b, text(`stage == "new"`)))
		versions, err := w.audiences.Versions(w.ctx, b)
		if err != nil || len(versions) != 2 || versions[0].Version != 2 {
			t.Fatalf("versions %+v, %v", versions, err)
		}
		w.check(w.audiences.Remove(w.ctx, a))
		w.run(false)
		if x, err = w.audiences.Get(w.ctx, b); err != nil || x.State != audience.Ready || !x.AsOf.Equal(present) {
			t.Fatalf("got %+v, %v", x, err)
		}
	})
}

func TestLists(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.is("a", nil), w.is("b", nil), w.is("c", nil))
		list, err := w.audiences.CreateList(w.ctx, "Friends", "")
		w.check(err)
		id := w.make("Friends only", `customer in list("Friends")`)
		w.run(false)
		added, unknown, err := w.audiences.AddToList(w.ctx, list, []int64{2, 3, 99})
		if err != nil || added != 2 || unknown != 1 {
			t.Fatalf("added %d, unknown %d, %v", added, unknown, err)
		}
		w.refresh()
		w.tell(w.alias("a", "b")) // 1 has now what 2 had
		w.refresh()
		if got := w.members(id); !slices.Equal(got, []int64{1, 3}) {
			t.Fatalf("members %v", got)
		}
		w.check(w.audiences.ChangeList(w.ctx, list, "Best friends", ""))
		if taken, err := w.audiences.TakeFromList(w.ctx, list, []int64{1}); err != nil || taken != 1 {
			t.Fatalf("taken %d, %v", taken, err)
		}
		w.refresh()
		if got := w.members(id); !slices.Equal(got, []int64{3}) {
			t.Fatalf("members %v", got)
		}
		if err := w.audiences.RemoveList(w.ctx, list); regulars.CodeOf(err) != regulars.ErrConflict {
			t.Fatalf("got %v", err)
		}
	})
}

func TestEstimate(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		var events []regulars.Event
		for i := range 3000 {
			user := fmt.Sprint("u", i)
			events = append(events, w.is(user, map[string]any{"n": i % 4}))
			if i%4 == 0 {
				events = append(events, w.did(user, "Order Completed", 10, nil))
			}
		}
		w.tell(events...)
		e, err := w.audiences.Estimate(w.ctx, `orders.exists()`, nil, lang.English, 10)
		w.check(err)
		if e.Customers != 3000 || e.Looked != 2000 || e.Exact || e.Low > 750 || e.High < 750 || e.High-e.Low > 160 || len(e.Examples) != 10 ||
			len(e.Examples[0].Reasons) != 1 || !e.Examples[0].Reasons[0].Holds {
			t.Fatalf("estimate %+v", e)
		}
	})
}

// conditions are what the property test keeps.
var conditions = []string{
	`orders.exists()`,
	`orders.last(days(30)).count() >= 2`,
	`orders.last(days(30)).sum(amount) > 250 && !carted.last(days(7)).exists()`,
	`carted.thenNot(orders).within(days(3)).exists()`,
	`trait.color == "red" || customer in audience("0")`,
	`customer in audience("4") && !(customer in audience("1"))`,
	`customer in share(50, "x")`,
	`orders.last().daysAgo() >= 5`,
	`customer in list("Friends") && orders.during(thisMonth).exists()`,
	`customer in top(percent(20), trait.points)`,
}

// TestIncremental holds that, whatever happens, membership kept event by event is
// what everybody's past comes to.
func TestIncremental(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		r := rand.New(rand.NewPCG(7, 7))
		list, err := w.audiences.CreateList(w.ctx, "Friends", "")
		w.check(err)
		w.tell(w.is("u0", map[string]any{"color": "red", "points": 7}))
		for i, text := range conditions {
			w.make(fmt.Sprint(i), text)
			if i == 5 {
				w.run(false)
			}
		}
		user := func() string { return fmt.Sprintf("u%d", r.IntN(30)) }
		for step := range 60 {
			var events []regulars.Event
			for range r.IntN(6) {
				var e regulars.Event
				switch r.IntN(10) {
				case 0, 1, 2, 3:
					e = w.did(user(), "Order Completed", int64(1+r.IntN(300)), nil)
				case 4, 5:
					e = w.did(user(), "Product Added", 0, nil)
				case 6, 7:
					e = w.is(user(), map[string]any{"color": []string{"red", "blue", ""}[r.IntN(3)], "points": r.IntN(50), "email": fmt.Sprintf("m%d@x.example", r.IntN(40))})
				case 8:
					e = w.did("", "Order Completed", 20, nil)
					e.AnonymousID = fmt.Sprint("v", r.IntN(9))
				default:
					e = w.alias(user(), user())
				}
				if r.IntN(4) == 0 { // late
					e.Time = e.Time.Add(-time.Duration(r.IntN(60*24)) * time.Hour)
				}
				events = append(events, e)
			}
			w.tell(events...)
			switch r.IntN(8) {
			case 0:
				w.clock.Advance(time.Duration(r.IntN(20*24)) * time.Hour)
			case 1:
				w.clock.Advance(time.Duration(r.IntN(3600)) * time.Second)
			case 2:
				_, _, err := w.audiences.AddToList(w.ctx, list, []int64{int64(1 + r.IntN(20))})
				w.check(err)
			case 3:
				w.run(r.IntN(2) == 0)
			case 4:
				undo(w, r)
			case 5:
				if n := int64(1 + r.IntN(25)); step%5 == 0 {
					w.customers.Erase(w.ctx, n, func(tx *store.Tx, e customer.Erasure) error { return w.audiences.Erase(tx, e.Numbers) })
					w.caughtUp()
				}
			case 6:
				w.cutOff()
			}
			w.refresh()
			if step > 0 {
				w.run(false) // founds what came last
				w.same()
			}
		}
		told := w.moved()
		merged := numbers(w, "SELECT from_customer FROM customer_merge UNION SELECT into_customer FROM customer_merge")
		for what, n := range told { // who was never merged enters and leaves by turns
			rest, entered := strings.CutPrefix(what, "Entered ")
			var name string
			var number int64
			if fmt.Sscan(rest, &name, &number); entered && !slices.Contains(merged, number) && n > 1+told["Left "+rest] {
				t.Errorf("%s %d times, left %d", what, n, told["Left "+rest])
			}
		}
		if len(told) == 0 {
			t.Error("nobody ever entered or left")
		}
		w.rebuild()
		w.same()
		if again := w.moved(); !maps.Equal(again, told) {
			t.Error("a rebuild told of members")
		}
	})
}

// TestCutOff holds that what a process did not finish is done by the next one,
// and what it did is not done again.
func TestCutOff(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.is("a", nil), w.is("b", nil))
		id := w.make("Buyers", `orders.exists()`)
		w.cutOff() // while the members are found
		if x, err := w.audiences.Get(w.ctx, id); err != nil || x.State != audience.Founding {
			t.Fatalf("got %+v, %v", x, err)
		}
		w.run(false)
		w.tell(w.did("a", "Order Completed", 1, nil))
		w.reopen() // after the follower, before anybody is evaluated
		if x, err := w.audiences.Get(w.ctx, id); err != nil || x.State != audience.Ready || !x.AsOf.Equal(present) {
			t.Fatalf("got %+v, %v", x, err)
		}
		w.clock.Advance(11 * time.Minute) // nobody evaluates: an alarm
		if late, err := w.audiences.Late(w.ctx); err != nil || len(late) != 1 {
			t.Fatalf("late %+v, %v", late, err)
		}
		for range 3 {
			w.refresh()
			w.reopen()
			if got := w.moved(); !maps.Equal(got, map[string]int{"Entered Buyers 1": 1}) {
				t.Fatalf("moved %v", got)
			}
		}
		if got := w.members(id); !slices.Equal(got, []int64{1}) {
			t.Fatalf("members %v", got)
		}
	})
}

// undo takes apart one of the merges.
func undo(w *world, r *rand.Rand) {
	ids := numbers(w, "SELECT id FROM customer_merge WHERE undone_at = 0 ORDER BY id")
	if len(ids) > 0 {
		w.customers.UndoMerge(w.ctx, ids[r.IntN(len(ids))])
		w.caughtUp()
	}
}

func numbers(w *world, query string) (out []int64) {
	w.t.Helper()
	w.check(w.db.Read(w.ctx, func(tx *store.Tx) (err error) {
		out, err = store.Rows(tx, store.One[int64], query)
		return err
	}))
	return out
}
