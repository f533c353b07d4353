package report_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"regulars"
	"regulars/event"
	"regulars/internal/eventlog"
	"regulars/internal/job"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/report"
)

func (w *world) today() report.Today {
	w.t.Helper()
	w.clock.Advance(2 * time.Second)
	today, err := w.reports.Today(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	return today
}

// promised adds a promise to an order event.
func promised(e regulars.Event, at string) regulars.Event {
	e.Body = []byte(`{"promised_at":"` + at + `"}`)
	return e
}

func TestTodayOfLateOrders(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db, "2025-06-30T04:00:00Z", "Asia/Shanghai")
		arrived := func(user, at, id string) regulars.Event {
			e := w.event(user, at, "Order Delivered", map[string]any{})
			e.Order = id
			return e
		}
		w.append(
			promised(w.buys("ann", "2025-06-20T03:00:00Z", "A1", 1000), "2025-06-25T03:00:00Z"), // overdue
			promised(w.buys("bob", "2025-06-20T03:00:00Z", "B1", 2000), "2025-06-28T03:00:00Z"), // overdue
			promised(w.buys("cid", "2025-06-20T03:00:00Z", "C1", 4000), "2025-07-02T03:00:00Z"), // not yet
			promised(w.buys("dan", "2025-04-20T03:00:00Z", "D1", 8000), "2025-04-25T03:00:00Z"), // so long ago that nobody told
			promised(w.buys("eve", "2025-06-20T03:00:00Z", "E1", 500), "2025-06-27T03:00:00Z"), arrived("eve", "2025-06-28T03:00:00Z", "E1"),
			promised(w.buys("fay", "2025-06-20T03:00:00Z", "F1", 700), "2025-06-29T03:00:00Z"), arrived("fay", "2025-06-28T03:00:00Z", "F1"),
		)
		today := w.today()
		equal(t, "the number of concerns", len(today.Concerns), 2)
		alarm, task := today.Of(report.Alarm)[0], today.Of(report.Task)[0]
		equal(t, "the alarm", alarm.Code, report.OrdersOverdue)
		equal(t, "overdue orders", alarm.Count, 2)
		equal(t, "their money", alarm.Amount, regulars.Money{Minor: 3000, Currency: "CNY"})
		equal(t, "overdue since", alarm.Since, instant(t, "2025-06-25T03:00:00Z"))
		equal(t, "the most overdue", alarm.Subjects[0].ID, "A1")
		equal(t, "the task", task.Code, report.OrdersLate)
		equal(t, "the late order", task.Subjects[0].ID, "E1")
	}, migrations()...)
}

func TestTodayOfSlippingValue(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t, migrations()...), "2025-01-15T04:00:00Z", "Asia/Shanghai")
	// Too few for models, so stages go by days of silence: 90 is at risk. The
	// dearest customer falls silent, the others go on.
	for i := range 10 {
		w.append(w.buys(fmt.Sprint("u", i), "2024-11-01T03:00:00Z", fmt.Sprint("A", i), 1000),
			w.buys(fmt.Sprint("u", i), "2025-01-10T03:00:00Z", fmt.Sprint("B", i), 1000+int64(i)*1000))
	}
	w.score()
	equal(t, "concerns while all is well", len(w.today().Concerns), 0)
	w.clock.Set(instant(t, "2025-04-12T04:00:00Z"))
	for i := range 9 {
		w.append(w.buys(fmt.Sprint("u", i), "2025-04-11T03:00:00Z", fmt.Sprint("C", i), 1))
	}
	w.score()
	today := w.today()
	equal(t, "the number of concerns", len(today.Concerns), 1)
	c := today.Concerns[0]
	equal(t, "the concern", c.Code, report.ValueSlipping)
	equal(t, "the number of customers", c.Count, 1)
	equal(t, "the customer's name", c.Subjects[0].What, "customer")
	// Two weeks later it is no news any more.
	w.clock.Set(instant(t, "2025-04-28T04:00:00Z"))
	equal(t, "concerns two weeks later", len(w.today().Concerns), 0)
}

// fakes stand in for the domains that other tests cover.
type fakes struct {
	activity  map[string]event.Activity
	jobs      []job.Status
	followers []eventlog.FollowerStatus
	err       error
}

func (f *fakes) Activity(context.Context) (map[string]event.Activity, error) {
	return f.activity, f.err
}
func (f *fakes) SourceName(id string) string                               { return "the " + id }
func (f *fakes) List(context.Context, int) ([]job.Status, error)           { return f.jobs, f.err }
func (f *fakes) Status(context.Context) ([]eventlog.FollowerStatus, error) { return f.followers, f.err }

func TestTodayOfTheMachine(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t, migrations()...), "2025-06-30T04:00:00Z", "Asia/Shanghai")
	quietSince := instant(t, "2025-06-28T04:00:00Z")
	f := &fakes{
		activity: map[string]event.Activity{
			"web":  {Source: "web", Latest: quietSince, Usual: 120, Silent: true},
			"till": {Source: "till", Day: 1000, Refused: 60},
			"app":  {Source: "app", Day: 1000, Refused: 3},
		},
		jobs: []job.Status{
			{ID: 9, Kind: "scores", State: job.Running},
			{ID: 8, Kind: "scores", State: job.Failed, Attempt: 5, Queued: quietSince},
			{ID: 7, Kind: "import", State: job.Done},
			{ID: 6, Kind: "import", State: job.Failed},
			{ID: 5, Kind: "trim", State: job.Retrying, Attempt: 1},
		},
		followers: []eventlog.FollowerStatus{
			{Name: "orders", Failure: "busy", Backlog: 5}, {Name: "warehouse", Backlog: 200_000}, {Name: "scores", Skipped: 2},
		},
	}
	blind := report.Watch{Name: "blind", Look: func(context.Context, time.Time, *time.Location) ([]report.Concern, error) {
		return nil, errors.New("no eyes")
	}}
	reports := report.Open(report.Deps{Store: w.db, Orders: w.book, Metrics: w.metrics, Warehouse: w.warehouse, Clock: w.clock,
		Logger: slog.New(slog.DiscardHandler), Watches: []report.Watch{report.Sources(f), report.FailedJobs(f), report.LogFollowers(f), blind}})
	defer reports.Close()
	today, err := reports.Today(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range today.Concerns {
		got = append(got, fmt.Sprintf("%s %s %s %d", c.Kind, c.Code, c.Subjects[0].ID, c.Count))
	}
	equal(t, "what needs a person", fmt.Sprint(got), fmt.Sprint([]string{
		"alarm quarantine_grew till 60", "alarm follower_stuck orders 5", "alarm job_failed 8 1", "alarm source_silent web 1",
		"odd follower_behind warehouse 200000", "odd quarantine_grew app 3", "odd events_skipped scores 2"}))
	equal(t, "the watches that could not look", fmt.Sprint(today.Blind), "[blind]")
	equal(t, "the silent source's name", today.Of(report.Alarm)[3].Subjects[0].Name, "the web")
}
