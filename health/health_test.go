package health_test

import (
	"reflect"
	"testing"
	"time"

	"regulars"
	"regulars/health"
	"regulars/health/index"
	"regulars/order"
)

func TestFivePartsWithEvidenceAndMissingOnesWithout(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.order("li", "2026-02-01"), w.order("li", "2026-03-01"), w.visit("li", "2026-03-02"), w.visit("li", "2026-03-02"),
			w.event("li", health.ProductReviewed, "2026-03-03", map[string]any{"rating": 5}),
			w.event("li", health.ServiceRated, "2026-03-04", map[string]any{"rating": "4"}),
			w.event("li", health.ServiceRated, "2026-03-04", map[string]any{"rating": 11}), // no such rating
			w.event("li", health.ProductShared, "2026-03-05", nil),
			w.order("wang", "2026-03-01"),
			w.visit("zhao", "2026-03-01"), w.event("zhao", "Newsletter Opened", "2026-03-01", nil))
		w.run()
		li := w.standing("li")
		for _, p := range li.Parts {
			if !p.Now.Known() || p.Share == 0 {
				t.Errorf("li has no %s: %+v", p.Part, p)
			}
		}
		if r := li.Parts[index.Rating]; r.Now != 75 {
			t.Errorf("a rating of 4 of 5 is %d points", r.Now)
		}
		if !li.Total.Known() || li.Rung != index.Involved || len(li.Months) != 1 || li.Months[0].Month != 56*12+1 {
			t.Errorf("%+v", li)
		}
		wang := w.standing("wang")
		if wang.Total != wang.Parts[index.Frequency].Now || wang.Parts[index.Frequency].Share != 1 {
			t.Errorf("what is missing counts: %+v", wang)
		}
		for _, p := range wang.Parts[1:] {
			if p.Now != index.Missing || p.Share != 0 || p.Room != 0 {
				t.Errorf("wang has %s without evidence: %+v", p.Part, p)
			}
		}
		if zhao := w.standing("zhao"); zhao.Total != index.Missing || zhao.Rung != index.Interested {
			t.Errorf("who never bought: %+v", zhao)
		}
		report, err := w.health.Report(w.ctx)
		w.check(err)
		if report.Customers != 2 || report.Rungs[1].Customers != 1 || report.Rungs[4].Cycle != 28 {
			t.Errorf("%+v", report)
		}
	})
}

func TestThreeFallsRaiseOneAlarmAnEpisode(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.clock.Set(time.Date(2026, 1, 2, 4, 0, 0, 0, time.UTC))
		w.tell(w.regular("li", "2024-06-01", "2025-10-10")...)
		w.tell(w.regular("wang", "2024-06-01", "2026-01-01")...)
		w.run()
		list := w.alarms(health.AlarmQuery{State: health.Waiting})
		if len(list) != 1 || list[0].Customer != w.number("li") || w.told(health.AlarmRaised) != 1 {
			t.Fatalf("%+v", list)
		}
		a := list[0]
		if a.Fell < 10 || len(a.Totals) != 4 || int(a.Totals[3]) != a.Points || a.Points >= int(index.DefaultRules.Line) || a.PartFrom <= a.PartTo {
			t.Errorf("%+v", a)
		}
		// The next nights, and a rebuild, say nothing new.
		for range 3 {
			w.clock.Advance(20 * 24 * time.Hour)
			w.tell(w.visit("wang", w.clock.Now().Format(time.DateOnly)))
			w.run()
		}
		before, told := w.alarms(health.AlarmQuery{Customer: a.Customer}), w.told(health.AlarmRaised)
		standing := w.standing("li")
		w.rebuild()
		if n := w.told(health.AlarmRaised); n != told || len(before) != 1 {
			t.Errorf("told %d times before a rebuild, %d after it, %d alarms", told, n, len(before))
		}
		if after := w.alarms(health.AlarmQuery{Customer: a.Customer}); !reflect.DeepEqual(before, after) {
			t.Errorf("a rebuild changed %+v to %+v", before, after)
		}
		if after := w.standing("li"); !reflect.DeepEqual(standing, after) {
			t.Errorf("a rebuild changed %+v to %+v", standing, after)
		}
		// Back for half a year, then away again: a new episode.
		from := w.clock.Now()
		w.clock.Advance(300 * 24 * time.Hour)
		w.tell(w.regular("li", from.Format(time.DateOnly), from.AddDate(0, 0, 170).Format(time.DateOnly))...)
		w.tell(w.visit("wang", w.clock.Now().Format(time.DateOnly)))
		w.run()
		if list := w.alarms(health.AlarmQuery{Customer: a.Customer}); len(list) != 2 {
			t.Errorf("%d alarms after a second episode: %+v", len(list), list)
		}
	})
}

func TestAnAlarmIsWorkedThroughOnce(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.clock.Set(time.Date(2026, 1, 2, 4, 0, 0, 0, time.UTC))
		w.tell(w.regular("li", "2024-06-01", "2025-10-10")...)
		w.tell(w.regular("wang", "2024-06-01", "2026-01-01")...)
		w.run()
		a := w.alarms(health.AlarmQuery{State: health.Waiting})[0]
		got, err := w.health.SetAlarm(w.ctx, a.ID, health.AlarmChange{State: health.Waiting, Assignee: "7"})
		if err != nil || got.Assignee != "7" || got.State != health.Waiting {
			t.Fatal(got, err)
		}
		for range 2 {
			got, err = w.health.SetAlarm(w.ctx, a.ID, health.AlarmChange{State: health.Done, Assignee: "7", Note: "called"})
			if err != nil || got.State != health.Done || got.Note != "called" {
				t.Fatal(got, err)
			}
		}
		if n := w.told(health.AlarmDone); n != 1 {
			t.Errorf("told %d times", n)
		}
		if len(w.alarms(health.AlarmQuery{State: health.Waiting})) != 0 || len(w.alarms(health.AlarmQuery{State: health.Done})) != 1 {
			t.Error("it still waits")
		}
		if _, err := w.health.SetAlarm(w.ctx, 99, health.AlarmChange{State: health.Done}); regulars.CodeOf(err) != regulars.ErrNotFound {
			t.Error(err)
		}
		if _, err := w.health.SetAlarm(w.ctx, a.ID, health.AlarmChange{State: "later"}); regulars.CodeOf(err) != regulars.ErrInvalid {
			t.Error(err)
		}
	})
}

func TestWhoDidSomethingWeightyIsWorkedOutAgain(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.order("li", "2026-02-01"), w.order("wang", "2026-02-01"))
		w.run()
		before, other := w.standing("li"), w.standing("wang")
		w.tell(w.event("li", health.ComplaintMade, "2026-03-09", nil), w.visit("wang", "2026-03-09"))
		n, err := w.health.Refresh(w.ctx)
		if err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if after := w.standing("li"); after.Parts[index.Rating].Now != 25 || before.Parts[index.Rating].Now.Known() {
			t.Errorf("%+v", after)
		}
		if !reflect.DeepEqual(w.standing("wang"), other) {
			t.Error("a look counts at night only")
		}
		if n, err := w.health.Refresh(w.ctx); n != 0 || err != nil {
			t.Error("still due:", n, err)
		}
		// What a refresh says, a run says too.
		refreshed := w.standing("li")
		w.run()
		if again := w.standing("li"); !reflect.DeepEqual(again.Months, refreshed.Months) || again.Total != refreshed.Total {
			t.Errorf("%+v, by a run %+v", refreshed, again)
		}
	})
}

func TestRulesAreCheckedAndKept(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.order("li", "2026-02-01"), w.visit("li", "2026-03-01"))
		w.run()
		r := health.DefaultRules
		r.Weights = index.Weights{0, 100, 0, 0, 0}
		w.check(w.health.SetRules(w.ctx, r))
		if s := w.standing("li"); s.Total != s.Parts[index.Depth].Now {
			t.Errorf("%+v", s)
		}
		set, err := w.health.Rules(w.ctx)
		if err != nil || set.Rules != r || set.Changed.IsZero() || set.By == "" {
			t.Error(set, err)
		}
		r.Weights = index.Weights{}
		if err := w.health.SetRules(w.ctx, r); regulars.CodeOf(err) != regulars.ErrInvalid {
			t.Error(err)
		}
		r = health.DefaultRules
		r.Ladder[0] = index.Step{Days: 90}
		if err := w.health.SetRules(w.ctx, r); regulars.CodeOf(err) != regulars.ErrInvalid {
			t.Error(err)
		}
	})
}

func TestAnErasedCustomerIsForgotten(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.order("li", "2026-02-01"), w.order("wang", "2026-02-01"))
		w.run()
		n := w.number("li")
		w.check(w.db.Write(w.ctx, erase(w, n)))
		if _, err := w.health.Standing(w.ctx, n); regulars.CodeOf(err) != regulars.ErrNotFound {
			t.Error(err)
		}
	})
}

func TestARefundSaysThatItDidNotFit(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		bought := w.order("li", "2026-02-01")
		refund := w.event("li", order.EventRefunded, "2026-02-05", map[string]any{"currency": "CNY"})
		refund.Order, refund.Amount = bought.Order, regulars.Money{Minor: -5000, Currency: "CNY"}
		w.tell(bought, refund)
		w.run()
		if s := w.standing("li"); !s.Parts[index.Fit].Now.Known() || s.Parts[index.Fit].Now > 40 {
			t.Errorf("%+v", s.Parts[index.Fit])
		}
	})
}
