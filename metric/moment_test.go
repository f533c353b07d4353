package metric_test

import (
	"slices"
	"testing"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/metric"
)

func TestScoresStandTodayOrAtAnImportedHistorysEnd(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		berlin, err := time.LoadLocation("Europe/Berlin")
		if err != nil {
			t.Fatal(err)
		}
		at := func(text string) time.Time {
			v, err := time.ParseInLocation("2006-01-02 15:04", text, berlin)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		for _, c := range []struct {
			name, newest, now, day string
			historical             bool
		}{
			{"a living brand", "2026-03-10 09:00", "2026-03-10 12:00", "2026-03-10", false},
			{"just after midnight", "2026-03-10 09:00", "2026-03-11 00:30", "2026-03-11", false},
			{"thirty days later", "2026-01-10 09:00", "2026-02-09 09:00", "2026-02-09", false},
			{"and a minute", "2026-01-10 09:00", "2026-02-09 09:01", "2026-01-10", true},
			{"the last minute of a day", "1998-06-30 23:59", "2026-02-09 09:01", "1998-06-30", true},
			{"the day that clocks go forward", "2025-03-30 01:30", "2026-02-09 09:01", "2025-03-30", true},
			{"the day that they go back", "2025-10-26 23:30", "2026-02-09 09:01", "2025-10-26", true},
		} {
			w.zone, w.currency = berlin, "EUR"
			w.clock = regulars.NewManualClock(at(c.now))
			setNewest(w, at(c.newest))
			w.reopen()
			m, err := w.metrics.Moment(w.ctx)
			if err != nil {
				t.Fatal(err)
			}
			day := time.Unix(int64(m.Day)*86400, 0).UTC().Format(time.DateOnly)
			if day != c.day || m.Historical != c.historical || m.At.After(w.clock.Now()) {
				t.Errorf("%s: %s, historical %v, at %v", c.name, day, m.Historical, m.At)
			}
			if next := at(c.day+" 00:00").AddDate(0, 0, 1); m.Historical && !m.At.Equal(next.Add(-time.Microsecond)) {
				t.Errorf("%s: the day ends at %v", c.name, m.At)
			}
		}
	})
}

func setNewest(w *world, at time.Time) {
	w.t.Helper()
	if err := w.db.Write(w.ctx, func(tx *store.Tx) error {
		_, err := tx.Exec("UPDATE score_state SET newest = ?", regulars.Micros(at))
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

// TestALivingBrandThatFallsSilentStaysWhereItWas rather than going back by the
// month that it was silent.
func TestALivingBrandThatFallsSilentStaysWhereItWas(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.order("li", 0, 100))
		w.clock.Advance(29 * 24 * time.Hour)
		w.run()
		w.clock.Advance(40 * 24 * time.Hour)
		w.run()
		if s := w.mustScore("li"); s.RecencyDays != 29 {
			t.Errorf("scores stand %d days after the only event", s.RecencyDays)
		}
	})
}

func TestAnImportedHistoryHasAMonthBefore(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.crowd(150)...)
		w.clock.Advance(400 * 24 * time.Hour)
		w.run()
		m, err := w.metrics.Movement(w.ctx, metric.Month{}, "stage")
		if err != nil {
			t.Fatal(err)
		}
		if m.To.String() != "2026-03" || m.From.String() != "2026-02" || m.Currency != "CNY" {
			t.Errorf("%s to %s in %s", m.From, m.To, m.Currency)
		}
		var all, stayed int64
		for _, v := range m.Moves {
			all += v.Customers
			if v.From == "" {
				t.Errorf("%d come from nowhere: %+v", v.Customers, m.Moves)
			}
			if v.From == v.To {
				stayed += v.Customers
			}
		}
		if all != 150 || stayed == 0 || stayed == all {
			t.Errorf("%d customers, %d stayed: %+v", all, stayed, m.Moves)
		}
		if changes := w.changes(); changes != nil {
			t.Error("the past was told as news:", changes)
		}
		months, err := w.metrics.Months(w.ctx)
		if err != nil || !slices.Equal(months, []metric.Month{{2026, 3}, {2026, 2}, {2025, 12}}) {
			t.Error(months, err)
		}
		at, value, ok := int64(0), int64(0), false
		ask(w, func(tx *store.Tx) (_ struct{}, err error) {
			at, value, ok, err = w.metrics.AtRiskBefore(tx)
			return struct{}{}, err
		})
		if !ok || at == 0 || value == 0 {
			t.Errorf("at risk a month before: %d worth %d, %v", at, value, ok)
		}
	})
}

// TestTheMonthBeforeIsWorkedOutWithTheOrdersOfThen.
func TestTheMonthBeforeIsWorkedOutWithTheOrdersOfThen(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		// On 2026-02-28 li was at risk; wang had not bought yet.
		w.tell(w.order("li", 110, 1000), w.order("li", 105, 1000), w.order("li", 2, 1000), w.order("wang", 3, 50))
		w.run()
		want := []metric.Move{{From: "", To: "new", Customers: 1}, {From: "at_risk", To: "active", Customers: 1}}
		if m, err := w.metrics.Movement(w.ctx, metric.Month{Year: 2026, Month: 3}, "stage"); err != nil || !slices.Equal(m.Moves, want) {
			t.Errorf("%+v, %v", m.Moves, err)
		}
		// What comes later of an older time is filled in; what is there stays.
		w.tell(w.order("chen", 40, 10), w.order("li", 20, 1000))
		w.run()
		want = []metric.Move{{From: "", To: "new", Customers: 1}, {From: "at_risk", To: "active", Customers: 1}, {From: "new", To: "new", Customers: 1}}
		if m, err := w.metrics.Movement(w.ctx, metric.Month{}, "stage"); err != nil || !slices.Equal(m.Moves, want) {
			t.Errorf("%+v, %v", m.Moves, err)
		}
	})
}

func TestTheLastStandingOfAMonthStays(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.order("li", 1, 1000))
		w.run()
		w.clock.Advance(25 * 24 * time.Hour) // in April
		w.run()
		w.clock.Advance(10 * 24 * time.Hour)
		w.tell(w.order("li", 0, 500))
		w.run()
		m, err := w.metrics.Movement(w.ctx, metric.Month{}, "stage")
		if err != nil || m.To.String() != "2026-04" || !slices.Equal(m.Moves, []metric.Move{{From: "new", To: "active", Customers: 1}}) {
			t.Errorf("%+v, %v", m, err)
		}
		if _, err := w.metrics.Movement(w.ctx, metric.Month{Year: 2026, Month: 1}, "tier"); regulars.CodeOf(err) != regulars.ErrNotFound {
			t.Error(err)
		}
		if _, err := w.metrics.Movement(w.ctx, metric.Month{}, "city"); regulars.CodeOf(err) != regulars.ErrInvalid {
			t.Error(err)
		}
	})
}

func TestMonthsAreWrittenAsPeopleDo(t *testing.T) {
	t.Parallel()
	m, err := metric.ParseMonth("2026-02")
	if err != nil || m != (metric.Month{Year: 2026, Month: 2}) || m.String() != "2026-02" {
		t.Error(m, err)
	}
	for _, text := range []string{"", "2026", "2026-13", "2026-2", "02/2026"} {
		if _, err := metric.ParseMonth(text); regulars.CodeOf(err) != regulars.ErrInvalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAQuarterIsToldFromTheEndOfTheOneBefore(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		if _, err := w.metrics.Quarter(w.ctx); regulars.CodeOf(err) != regulars.ErrNotFound {
			t.Error(err)
		}
		// On 2025-12-31 li was new; wang had not bought yet.
		w.tell(w.order("li", 110, 1000), w.order("wang", 3, 50))
		w.run()
		q, err := w.metrics.Quarter(w.ctx)
		want := []metric.Move{{From: "", To: "new", Customers: 1}, {From: "new", To: "at_risk", Customers: 1}}
		if err != nil || q.From.String() != "2025-12" || q.To.String() != "2026-03" || !slices.Equal(q.Moves, want) {
			t.Errorf("%+v, %v", q, err)
		}
	})
}
