package metric_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/store"
	"regulars/metric"
	"regulars/metric/model"
	"regulars/order"
)

func TestARunScoresEverybody(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.crowd(300)...)
		var told []int64
		run, err := w.metrics.Run(w.ctx, func(done, total int64) { told = append(told, 100*done/total) })
		if err != nil {
			t.Fatal(err)
		}
		if run.Customers != 300 || run.Currency != "CNY" || len(run.Models) != 4 || run.Total == nil || run.Backtest == nil {
			t.Fatalf("%+v", run)
		}
		for _, m := range run.Models {
			if m.Refusal != nil || len(m.Parameters) == 0 || len(m.Covariance) != len(m.Parameters) {
				t.Errorf("%s: %+v", m.Name, m)
			}
		}
		if !slices.IsSorted(told) || told[len(told)-1] != 100 {
			t.Errorf("progress %v", told)
		}
		tiers := map[metric.Tier]int{}
		for i := range 300 {
			s := w.mustScore(text("crowd-", i))
			tiers[s.Tier]++
			if !s.Modelled || s.Risk == nil || len(s.Risk.Clues) == 0 || s.TierWhy.Code == "" || s.StageWhy.Code == "" || s.Action.Code == "" {
				t.Fatalf("%+v", s)
			}
			if s.NextFrom.Before(s.AsOf.AddDate(0, 0, -1)) || s.NextTo.Before(s.NextFrom) || s.NextTo.After(s.AsOf.AddDate(0, 0, 366)) {
				t.Fatalf("the next order comes from %v to %v", s.NextFrom, s.NextTo)
			}
			if s.Low > s.Value || s.Value > s.High || s.Order90 < 0 || s.Order90 > 1 || s.AsOf.After(w.clock.Now()) {
				t.Fatalf("%+v", s)
			}
		}
		// The first fifth and the three tenths behind; equals stay together.
		if tiers[metric.TierA] != 60 || tiers[metric.TierB] < 90 || tiers[metric.TierB] > 92 {
			t.Errorf("tiers %v", tiers)
		}
		last, err := w.metrics.LastRun(w.ctx)
		if err != nil || last.ID != 1 || last.Customers != 300 || !last.RunAt.Equal(w.clock.Now()) || last.Total.Value != run.Total.Value {
			t.Errorf("%+v, %v", last, err)
		}
		// The list of customers says the same.
		page, err := w.customers.List(w.ctx, customer.ListQuery{Sort: customer.ByValue, Descending: true, Limit: 1})
		if err != nil || len(page.Items) != 1 {
			t.Fatal(page, err)
		}
		best := page.Items[0]
		s, err := w.metrics.Score(w.ctx, best.ID)
		if err != nil || best.Scores.Tier != "A" || best.Scores.Value != s.Value || best.Scores.Stage != string(s.Stage) || best.Scores.AsOf.After(w.clock.Now()) {
			t.Errorf("the list says %+v, the score %+v, %v", best.Scores, s, err)
		}
		if changes := w.changes(); changes != nil {
			t.Error("a first score is no change:", changes)
		}
	})
}

// TestAnOrderChangesItsCustomersScore within the loop that serves.
func TestAnOrderChangesItsCustomersScore(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.crowd(200)...)
		w.serve()
		w.until("the first run", func() bool { _, ok := w.score("crowd-3"); return ok })
		before, others := w.mustScore("crowd-3"), w.mustScore("crowd-4")
		if before.Stage == metric.Active || before.Occasions != 1 {
			t.Fatalf("%+v", before)
		}
		w.tell(w.order("crowd-3", 0, 9900), w.order("novel", 0, 5000))
		w.until("the second order's score", func() bool { return w.mustScore("crowd-3").Occasions == 2 })
		after := w.mustScore("crowd-3")
		if after.Order90 <= before.Order90 || after.Monetary != before.Monetary+9900 || after.RecencyDays != 0 || after.Stage != metric.WonBack && after.Stage != metric.Active {
			t.Errorf("before %+v\nafter %+v", before, after)
		}
		w.until("the newcomer's score", func() bool { _, ok := w.score("novel"); return ok })
		if s := w.mustScore("novel"); s.Stage != metric.New || s.Tier != metric.TierNew {
			t.Errorf("%+v", s)
		}
		if s := w.mustScore("crowd-4"); s.Value != others.Value {
			t.Error("another customer's score changed")
		}
		run, err := w.metrics.LastRun(w.ctx)
		if err != nil || run.ID != 1 {
			t.Errorf("there were %d runs, %v", run.ID, err)
		}
	})
}

// TestAFewCustomersAreServedToo: a workspace's first order is scored, too.
func TestAFewCustomersAreServedToo(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.serve()
		w.tell(w.order("first", 0, 100))
		w.until("the score", func() bool { _, ok := w.score("first"); return ok })
		s := w.mustScore("first")
		if s.Modelled || s.Risk != nil || s.Refusal == nil || s.Refusal.Reason != model.TooFewCustomers || s.Refusal.Have != 1 || s.Stage != metric.New {
			t.Errorf("%+v, refusal %+v", s, s.Refusal)
		}
	})
}

func TestEverybodyIsDueWhenTheDayMovedOn(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.order("li", 50, 100), w.order("wang", 10, 100))
		w.run()
		w.clock.Advance(20 * 24 * time.Hour) // nobody ran it at night
		w.tell(w.order("wang", 0, 100))
		w.serve()
		w.until("a run of today", func() bool { return w.mustScore("li").RecencyDays == 70 })
	})
}

func TestAMergedCustomerHasOneScore(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.order("li", 100, 1000), w.order("li2", 10, 2000))
		w.run()
		one, other := w.number("li2"), w.number("li")
		stays, err := w.customers.Merge(w.ctx, one, other)
		if err != nil {
			t.Fatal(err)
		}
		gone := one + other - stays
		w.caughtUp()
		if n, err := w.metrics.Refresh(w.ctx); err != nil || n != 2 {
			t.Fatal(n, err)
		}
		s, err := w.metrics.Score(w.ctx, stays)
		if err != nil || s.Occasions != 2 || s.Monetary != 3000 {
			t.Errorf("the survivor: %+v, %v", s, err)
		}
		if _, err := w.metrics.Score(w.ctx, gone); regulars.CodeOf(err) != regulars.ErrNotFound {
			t.Error("the one merged away still has a score:", err)
		}
		kept := ask(w, func(tx *store.Tx) (int64, error) {
			return store.Row(tx, store.One[int64], "SELECT count(*) FROM score_month WHERE customer = ? AND month = (SELECT max(month) FROM score_month)", gone)
		})
		if kept != 0 {
			t.Error("the one merged away still stands in this month")
		}
		merges := ask(w, func(tx *store.Tx) ([]customer.Merge, error) { return customer.Merges(tx, stays) })
		if err := w.customers.UndoMerge(w.ctx, merges[0].ID); err != nil {
			t.Fatal(err)
		}
		w.caughtUp()
		if _, err := w.metrics.Refresh(w.ctx); err != nil {
			t.Fatal(err)
		}
		for user, monetary := range map[string]int64{"li": 1000, "li2": 2000} {
			if s := w.mustScore(user); s.Monetary != monetary || s.Occasions != 1 {
				t.Errorf("%s after the merge was undone: %+v", user, s)
			}
		}
	})
}

func TestACancelledOrderIsNoPurchase(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		only, first, second := w.order("li", 20, 1000), w.order("wang", 40, 500), w.order("wang", 5, 700)
		w.tell(only, first, second)
		w.run()
		w.tell(w.event("li", order.EventCancelled, only.Order, 0, 0), w.event("wang", order.EventCancelled, second.Order, 0, 0))
		if _, err := w.metrics.Refresh(w.ctx); err != nil {
			t.Fatal(err)
		}
		if _, ok := w.score("li"); ok {
			t.Error("who cancelled the only order still has a score")
		}
		if s := w.mustScore("wang"); s.Occasions != 1 || s.Monetary != 500 || s.RecencyDays != 40 {
			t.Errorf("%+v", s)
		}
		w.run()
		if _, ok := w.score("li"); ok {
			t.Error("a run gave it back")
		}
	})
}

func TestRulesHaveEverybodyScoredAgain(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.order("li", 30, 1000), w.order("wang", 30, 9000), w.order("wang", 20, 9000))
		w.run()
		if s := w.mustScore("li"); s.Stage != metric.New {
			t.Fatalf("%+v", s)
		}
		rules, err := w.metrics.Rules(w.ctx)
		if err != nil || rules != metric.DefaultRules {
			t.Fatal(rules, err)
		}
		rules.NewDays, rules.AmountA, rules.AmountB = 10, 15000, 500
		if err := w.metrics.SetRules(w.ctx, rules); err != nil {
			t.Fatal(err)
		}
		if got, err := w.metrics.Rules(w.ctx); err != nil || got != rules {
			t.Fatal(got, err)
		}
		w.serve()
		w.until("a run by the new rules", func() bool { run, err := w.metrics.LastRun(w.ctx); return err == nil && run.ID == 2 })
		if s := w.mustScore("li"); s.Stage != metric.Active {
			t.Errorf("%+v", s)
		}
		if s := w.mustScore("wang"); s.Tier != metric.TierA || s.TierWhy.Code != "tier_by_spend" || s.TierWhy.Params["cut"] != 15000 {
			t.Errorf("%+v", s)
		}
		if s := w.mustScore("li"); s.Tier != metric.TierB {
			t.Errorf("%+v", s)
		}
		rules.LostDays = 1
		if err := w.metrics.SetRules(w.ctx, rules); regulars.CodeOf(err) != regulars.ErrInvalid {
			t.Error(err)
		}
		reader := regulars.WithActor(context.Background(), regulars.Actor{Kind: regulars.ActorStaff, ID: "x", Can: func(p regulars.Permission) bool { return p == "models:read" }})
		if err := w.metrics.SetRules(reader, metric.DefaultRules); regulars.CodeOf(err) != regulars.ErrForbidden {
			t.Error(err)
		}
	})
}

// TestARunCutOffIsRunAgain: the program dies after a run has written some.
func TestARunCutOffIsRunAgain(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.crowd(120)...)
		func() {
			defer func() {
				if recover() == nil {
					t.Fatal("the run came to its end")
				}
			}()
			w.metrics.Run(w.ctx, func(done, total int64) {
				if done > total/2 {
					panic("the program dies")
				}
			})
		}()
		if _, err := w.metrics.LastRun(w.ctx); regulars.CodeOf(err) != regulars.ErrNotFound {
			t.Fatal("it counts as a run", err)
		}
		w.reopen()
		w.serve()
		w.until("the run", func() bool { run, err := w.metrics.LastRun(w.ctx); return err == nil && run.Customers == 120 })
		w.until("the score", func() bool { _, ok := w.score("crowd-119"); return ok })
	})
}

func TestChangesAreToldOnce(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.order("li", 10, 1000), w.order("wang", 100, 9000), w.order("wang", 85, 9000))
		w.run()
		li, wang := w.number("li"), w.number("wang")
		w.run()
		if got := w.changes(); got != nil {
			t.Fatal("nothing happened, but", got)
		}
		w.clock.Advance(10 * 24 * time.Hour)
		w.run()
		want := []string{text(wang, " Lifecycle Stage Changed: active to at_risk")}
		if got := w.changes(); !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
		if s := w.mustScore("wang"); !s.StageSince.Equal(time.Date(2026, 3, 20, 0, 0, 0, 0, w.zone)) {
			t.Errorf("at risk since %v", s.StageSince)
		}
		w.run()
		w.tell(w.order("wang", 0, 500))
		if _, err := w.metrics.Refresh(w.ctx); err != nil {
			t.Fatal(err)
		}
		want = append(want, text(wang, " Lifecycle Stage Changed: at_risk to active"))
		if got := w.changes(); !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
		if s := w.mustScore("wang"); !s.StageSince.Equal(time.Date(2026, 3, 20, 0, 0, 0, 0, w.zone)) {
			t.Errorf("active since %v", s.StageSince)
		}
		w.clock.Advance(50 * 24 * time.Hour) // li is new no more
		w.tell(w.order("chen", 0, 100))
		w.run()
		got := w.changes()[2:]
		for _, line := range []string{text(li, " Value Tier Changed: new to C"), text(li, " Lifecycle Stage Changed: new to active")} {
			if !slices.Contains(got, line) {
				t.Errorf("%q is not told; told are %q", line, got)
			}
		}
		w.rebuildsTelling(len(want) + len(got))
	})
}

// rebuildsTelling rebuilds, and expects so many changes in the log before and after.
func (w *world) rebuildsTelling(changes int) {
	w.t.Helper()
	if n := len(w.changes()); n != changes {
		w.t.Fatalf("%d changes, want %d", n, changes)
	}
	w.rebuild()
	if n := len(w.changes()); n != changes {
		w.t.Errorf("after a rebuild the log tells %d changes, want %d", n, changes)
	}
	w.run()
	if n := len(w.changes()); n != changes {
		w.t.Errorf("a run after a rebuild told %d changes more", n-changes)
	}
}

func TestARebuildGivesTheSameScores(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.crowd(150)...)
		w.run()
		before, listed := w.mustScore("crowd-5"), w.listed()
		w.rebuild()
		if again := w.listed(); again != listed {
			t.Errorf("the list of customers said\n%s\nand after a rebuild\n%s", listed, again)
		}
		after := w.mustScore("crowd-5")
		if a, b := asJSON(t, before), asJSON(t, after); a != b {
			t.Errorf("before %s\nafter %s", a, b)
		}
	})
}

// listed words the scores in the list of customers.
func (w *world) listed() (out string) {
	w.t.Helper()
	page, err := w.customers.List(w.ctx, customer.ListQuery{Limit: 1000})
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range page.Items {
		out += text(page.Items[i].Scores, "\n")
	}
	return out
}

// TestWhatCannotBeSaidIsSaidPlainly: every odd history gives a run that can be
// written down, and every score a reason.
func TestWhatCannotBeSaidIsSaidPlainly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events  func(w *world) []regulars.Event
		refusal model.Reason
	}{
		"nobody bought": {func(*world) []regulars.Event { return nil }, model.NoCustomers},
		"too few": {func(w *world) []regulars.Event {
			return []regulars.Event{w.order("a", 5, 100), w.order("b", 50, 100), w.order("b", 3, 0)}
		}, model.TooFewCustomers},
		"one purchase each": {func(w *world) (out []regulars.Event) {
			for i := range 150 {
				out = append(out, w.order(text("u", i), i+1, 1000))
			}
			return out
		}, model.NobodyReturned},
		"all of one day": {func(w *world) (out []regulars.Event) {
			for i := range 150 {
				out = append(out, w.order(text("u", i), 3, 1000), w.order(text("u", i), 3, 1000))
			}
			return out
		}, model.NobodyReturned},
		"worth nothing": {func(w *world) []regulars.Event {
			out := w.crowd(150)
			for i := range out {
				out[i].Amount.Minor = 0
			}
			return out
		}, ""},
		"all refunded": {func(w *world) []regulars.Event {
			out := w.crowd(150)
			for _, e := range out[:len(out):len(out)] {
				out = append(out, w.event(e.UserID, order.EventRefunded, e.Order, 0, -e.Amount.Minor))
			}
			return out
		}, ""},
		"immense amounts": {func(w *world) []regulars.Event {
			out := w.crowd(150)
			for i := range out {
				out[i].Amount.Minor *= 1e10
			}
			return out
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			worlds(t, func(t *testing.T, w *world) {
				w.tell(c.events(w)...)
				run := w.run()
				last, err := w.metrics.LastRun(w.ctx)
				if err != nil {
					t.Fatal(err)
				}
				if c.refusal != "" && (last.Models[0].Refusal == nil || last.Models[0].Refusal.Reason != c.refusal) {
					t.Errorf("refusal %+v", last.Models[0].Refusal)
				}
				asJSON(t, run)
				err = w.db.Read(w.ctx, func(tx *store.Tx) error {
					all, err := store.Rows(tx, store.One[int64], "SELECT customer FROM score")
					if err == nil && len(all) != run.Customers {
						t.Errorf("%d scores of %d customers", len(all), run.Customers)
					}
					for _, n := range all {
						s, err := w.metrics.Score(w.ctx, n)
						if err != nil {
							return err
						}
						asJSON(t, s)
						if s.Value < 0 || s.Low < 0 || s.High < s.Low || !s.Modelled && s.Refusal == nil {
							t.Errorf("%+v", s)
						}
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

func TestScoresCountTheMainCurrency(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.order("li", 50, 1000))
		w.currency = "EUR"
		w.tell(w.order("li", 30, 77), w.order("jo", 30, 5))
		w.currency = "CNY"
		run := w.run()
		if run.Currency != "CNY" || run.Customers != 2 {
			t.Errorf("%+v", run)
		}
		if s := w.mustScore("li"); s.Monetary != 1000 || s.Occasions != 2 || s.Currency != "CNY" {
			t.Errorf("%+v", s)
		}
		if s := w.mustScore("jo"); s.Monetary != 0 || s.Occasions != 1 {
			t.Errorf("%+v", s)
		}
	})
}

func TestErasedCustomersLeaveNoScore(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.order("li", 50, 1000), w.order("wang", 50, 1000))
		w.run()
		li := w.number("li")
		if err := w.db.Write(w.ctx, func(tx *store.Tx) error {
			if err := w.orders.Erase(tx, []int64{li}); err != nil {
				return err
			}
			return w.metrics.Erase(tx, []int64{li})
		}); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"score", "score_month"} {
			n := ask(w, func(tx *store.Tx) (int64, error) {
				return store.Row(tx, store.One[int64], "SELECT count(*) FROM "+table+" WHERE customer = ?", li)
			})
			if n != 0 {
				t.Errorf("%s keeps the erased customer", table)
			}
		}
		if n, err := w.metrics.Refresh(w.ctx); err != nil || n != 1 {
			t.Error(n, err)
		}
		if _, ok := w.score("wang"); !ok {
			t.Error("another lost the score")
		}
	})
}

// asJSON fails for numbers that JSON lacks.
func asJSON(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func text(parts ...any) string {
	s := ""
	for _, p := range parts {
		s += fmt.Sprint(p)
	}
	return s
}
