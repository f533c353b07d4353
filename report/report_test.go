package report_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/warehouse/duckdb"
	"regulars/metric"
	"regulars/order"
	"regulars/report"
)

// world is a workspace with everything that reports are made from.
type world struct {
	t         *testing.T
	ctx       context.Context
	clock     *regulars.ManualClock
	zone      *time.Location
	db        *store.DB
	log       *eventlog.Log
	book      *order.Book
	metrics   *metric.Metrics
	warehouse *duckdb.Warehouse
	reports   *report.Reports
	events    int
}

func newWorld(t *testing.T, db *store.DB, now, zone string) *world {
	t.Helper()
	w := &world{t: t, clock: regulars.NewManualClock(instant(t, now)), db: db}
	// What no permission is asked of has them all.
	w.ctx = regulars.WithActor(context.Background(), regulars.System("test"))
	var err error
	if w.zone, err = time.LoadLocation(zone); err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	if w.log, err = eventlog.Open(w.ctx, db, w.clock, eventlog.Options{FeedDelay: time.Millisecond, RestAfter: time.Microsecond, Logger: quiet}); err != nil {
		t.Fatal(err)
	}
	if w.warehouse, err = duckdb.Open(w.ctx, filepath.Join(t.TempDir(), "w.duckdb"), duckdb.Options{Threads: 1}); err != nil {
		t.Fatal(err)
	}
	zoneOf := func() *time.Location { return w.zone }
	w.book = order.Open(order.Options{Zone: zoneOf, Currency: func() string { return "CNY" }})
	w.metrics = metric.Open(metric.Deps{Store: db, Log: w.log, Clock: w.clock, Orders: w.book, Zone: zoneOf, Logger: quiet})
	w.log.Follow(customer.New(db, w.log, w.clock, customer.Options{Region: "CN"}).Follower())
	w.log.Follow(w.book.Follower())
	w.log.Follow(w.metrics.Follower())
	w.log.Feed("warehouse", customer.Name, w.warehouse)
	if err := w.log.Start(w.ctx); err != nil {
		t.Fatal(err)
	}
	w.reports = report.Open(report.Deps{Store: db, Orders: w.book, Metrics: w.metrics, Warehouse: w.warehouse, Clock: w.clock, Zone: zoneOf,
		Logger: quiet, Watches: []report.Watch{report.LateOrders(db, w.book), report.SlippingValue(db, w.warehouse, w.book), report.LogFollowers(w.log)}})
	t.Cleanup(func() {
		w.reports.Close()
		w.log.Close()
		w.warehouse.Close()
	})
	return w
}

func migrations() []store.Migration {
	return []store.Migration{eventlog.Migration(), customer.Migration(), order.Migration(), metric.Migration()}
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

// event makes a track event of a user at a time.
func (w *world) event(user, at, name string, body map[string]any) regulars.Event {
	w.t.Helper()
	w.events++
	raw, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	when := instant(w.t, at)
	return regulars.Event{ID: fmt.Sprint("e", w.events), Type: regulars.Track, Name: name, UserID: user, Time: when, Received: when,
		Source: "shop", Channel: regulars.Web, Body: raw}
}

// buys makes an order event of so many minor units.
func (w *world) buys(user, at, id string, minor int64) regulars.Event {
	e := w.event(user, at, order.EventCompleted, map[string]any{"order_id": id})
	e.Order, e.Amount = id, regulars.Money{Minor: minor, Currency: "CNY"}
	return e
}

func (w *world) append(events ...regulars.Event) {
	w.t.Helper()
	err := w.db.Write(w.ctx, func(tx *store.Tx) error {
		_, err := w.log.Append(tx, events)
		return err
	})
	if err == nil {
		err = w.log.CaughtUp(w.ctx)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// score has everybody scored, and what that appended seen.
func (w *world) score() {
	w.t.Helper()
	if _, err := w.metrics.Run(w.ctx, nil); err != nil {
		w.t.Fatal(err)
	}
	if err := w.log.CaughtUp(w.ctx); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) overview(days int) report.Overview {
	w.t.Helper()
	w.clock.Advance(2 * time.Second) // what was kept before is not fresh any more
	o, err := w.reports.Overview(w.ctx, days)
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

func equal[T comparable](t *testing.T, name string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", name, got, want)
	}
}

// TestOverview is a worked example in Shanghai, eight hours ahead of UTC.
func TestOverview(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db, "2025-06-30T04:00:00Z", "Asia/Shanghai")
		back := w.event("ann", "2025-06-25T03:00:00Z", order.EventRefunded, map[string]any{"order_id": "A2"})
		back.Order, back.Amount = "A2", regulars.Money{Minor: -500, Currency: "CNY"}
		off := w.event("cid", "2025-06-29T03:00:00Z", order.EventCancelled, map[string]any{"order_id": "C1"})
		off.Order = "C1"
		dollars := w.buys("dan", "2025-06-20T03:00:00Z", "D1", 9900)
		dollars.Amount.Currency = "USD"
		w.append(
			w.buys("ann", "2025-06-01T15:59:59Z", "A1", 1000), // 1 June, 23:59:59
			w.buys("ann", "2025-06-01T16:00:00Z", "A2", 2000), // 2 June, 00:00
			w.buys("ann", "2025-06-01T17:00:00Z", "A3", 4000), // the same day: one occasion
			w.buys("ann", "2025-06-01T16:00:00Z", "A2", 2000), // the same news again
			back,
			w.buys("bob", "2025-05-10T03:00:00Z", "B1", 800),
			w.buys("bob", "2025-06-30T03:00:00Z", "B2", 1600),
			w.buys("cid", "2025-06-28T03:00:00Z", "C1", 3000), off,
			dollars,
			w.event("eve", "2025-06-03T03:00:00Z", "Product Viewed", map[string]any{}),
		)
		w.score()
		o := w.overview(30)

		equal(t, "the day", o.Day, 20269) // 2025-06-30
		equal(t, "historical", o.Historical, false)
		equal(t, "the currency", o.Currency, "CNY")
		equal(t, "revenue in dollars", o.Elsewhere["USD"], 9900)
		equal(t, "the number of days", len(o.ByDay), 30)
		equal(t, "1 June", o.ByDay[0], report.Day{Day: 20240, Orders: 1, Revenue: 1000, NewBuyers: 1})
		equal(t, "2 June", o.ByDay[1], report.Day{Day: 20241, Orders: 2, Revenue: 6000})
		equal(t, "25 June", o.ByDay[24], report.Day{Day: 20264, Refunds: 500})
		// A cancelled order stays in revenue and is given back as a refund.
		equal(t, "28 June", o.ByDay[27], report.Day{Day: 20267, Orders: 1, Revenue: 3000})
		equal(t, "29 June", o.ByDay[28], report.Day{Day: 20268, Refunds: 3000})
		equal(t, "30 June", o.ByDay[29], report.Day{Day: 20269, Orders: 1, Revenue: 1600})
		equal(t, "the period", o.Period, report.Totals{Orders: 5, Revenue: 11600, Refunds: 3500, Buyers: 3, NewBuyers: 2})
		equal(t, "the average order", o.Period.AverageOrder(), 2320)
		equal(t, "the period before", o.Before, report.Totals{Orders: 1, Revenue: 800, Buyers: 1, NewBuyers: 1})
		// Ann and Bob have bought on two days, Dan on one; Cid's order was cancelled.
		equal(t, "the repurchase rate", o.RepurchaseRate, report.Compared{Now: report.Share{Came: 2, Of: 3}, Before: report.Share{Came: 0, Of: 1}})
		// Bob's 30 days ended in the period; he came back after 51.
		equal(t, "30-day repurchase", o.Repurchase30.Now, report.Share{Came: 0, Of: 1})
		equal(t, "the cycle", o.Cycle, report.Median{Days: 26, N: 2}) // 1 and 51 days
		equal(t, "the number of cohorts", len(o.Cohorts), 2)
		equal(t, "the customers", o.Customers.Total, 5)
		stages := map[string]int64{}
		for _, s := range o.Customers.ByStage {
			stages[s.Name] = s.Customers
		}
		equal(t, "customers who never bought", stages["prospect"], 2) // Eve, and Cid whose order was cancelled
		if o.AtRiskBefore == nil || *o.AtRiskBefore != (report.AtRisk{}) {
			t.Errorf("at the end of May at risk were %v, want nobody", o.AtRiskBefore)
		}

		// The same sums as those of the command line.
		var stats order.Totals
		err := db.Read(w.ctx, func(tx *store.Tx) (err error) {
			stats, err = w.book.Stats(tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "revenue by stats", stats.Revenue["CNY"], o.Period.Revenue+o.Before.Revenue)
		equal(t, "refunds by stats", stats.Refunds["CNY"], o.Period.Refunds+o.Before.Refunds)
	}, migrations()...)
}

// TestOverviewOfHistory asks about an import that ended long ago.
func TestOverviewOfHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t, migrations()...), "2025-06-30T04:00:00Z", "America/New_York")
	// Clocks went forward on 2019-03-10, so that day has 23 hours.
	w.append(
		w.buys("ann", "2019-03-10T04:59:00Z", "A1", 100), // 9 March, 23:59
		w.buys("ann", "2019-03-10T05:00:00Z", "A2", 200), // 10 March, 00:00
		w.buys("ann", "2019-03-11T03:59:00Z", "A3", 400), // 10 March, 23:59
		w.buys("bob", "2019-03-11T04:00:00Z", "B1", 800), // 11 March, 00:00
	)
	w.score()
	o := w.overview(3)
	equal(t, "historical", o.Historical, true)
	equal(t, "the day", o.Day, 17966) // 2019-03-11
	equal(t, "9 March", o.ByDay[0].Revenue, 100)
	equal(t, "10 March", o.ByDay[1], report.Day{Day: 17965, Orders: 2, Revenue: 600})
	equal(t, "11 March", o.ByDay[2], report.Day{Day: 17966, Orders: 1, Revenue: 800, NewBuyers: 1})
	equal(t, "the moment", o.AsOf.Before(instant(t, "2019-03-12T04:00:01Z")) && o.AsOf.After(instant(t, "2019-03-12T03:59:00Z")), true)
	if _, err := w.reports.Overview(w.ctx, 0); regulars.CodeOf(err) != regulars.ErrInvalid {
		t.Errorf("no days at all give %v", err)
	}
	if _, err := w.reports.Overview(context.Background(), 90); regulars.CodeOf(err) != regulars.ErrUnauthorized {
		t.Errorf("nobody asks and gets %v", err)
	}
}

func TestOverviewOfNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t, migrations()...), "2025-06-30T04:00:00Z", "UTC")
	o := w.overview(90)
	equal(t, "the days", len(o.ByDay), 90)
	equal(t, "the rate", o.RepurchaseRate.Now.Value(), 0)
	equal(t, "the cohorts", len(o.Cohorts), 0)
	if _, err := w.reports.Behaviour(w.ctx, 90); err != nil {
		t.Fatal(err)
	}
	today, err := w.reports.Today(w.ctx)
	if err != nil || len(today.Concerns)+len(today.Blind) != 0 {
		t.Fatal(today, err)
	}
}

func TestBehaviour(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t, migrations()...), "2025-06-30T04:00:00Z", "Asia/Shanghai")
	page := func(user, anonymous, at, name, path string) regulars.Event {
		e := w.event(user, at, name, map[string]any{"path": path})
		e.Type, e.AnonymousID = regulars.Page, anonymous
		return e
	}
	products := func(e regulars.Event, body string) regulars.Event {
		e.Body = []byte(body)
		return e
	}
	shop := products(w.buys("ann", "2025-06-30T02:00:00Z", "A1", 4500), `{"products":[
		{"product_id":"t1","name":"Tea 茶","price":"12.50","quantity":2},{"sku":"c7","name":"Cup","price":20}]}`)
	shop.Channel = regulars.Store
	again := shop
	again.ID = "again"
	w.append(
		page("ann", "", "2025-06-29T01:00:00Z", "Home", "/"),
		page("ann", "", "2025-06-29T01:05:00Z", "", "/tea"),
		page("ann", "", "2025-06-29T01:06:00Z", "", "/tea"),  // a reload is no step
		page("ann", "", "2025-06-29T01:40:00Z", "Home", "/"), // another visit
		page("", "x", "2025-06-29T01:01:00Z", "Home", "/"),
		page("", "x", "2025-06-29T01:02:00Z", "", "/tea"),
		shop, again,
		products(w.buys("bob", "2025-06-30T03:00:00Z", "B1", 1), `{"products":[{"product_id":"t1","price":12.5,"quantity":"0.5"},{"price":1}]}`),
		w.buys("bob", "2025-01-01T03:00:00Z", "B0", 1), // before the period
	)
	b, err := w.reports.Behaviour(w.ctx, 7)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "29 June", b.ByDay[5], report.DayActivity{Day: 20268, Events: 6, Customers: 2})
	equal(t, "30 June", b.ByDay[6], report.DayActivity{Day: 20269, Events: 3, Customers: 2})
	equal(t, "the busiest channel", b.Channels[0], report.ChannelActivity{Channel: regulars.Web, Events: 7, Customers: 3})
	equal(t, "the number of products", len(b.Products), 2)
	equal(t, "tea", b.Products[0], report.Sale{Product: "t1", Name: "Tea 茶", Orders: 2, Quantity: 2500, Minor: 3125})
	equal(t, "cups", b.Products[1], report.Sale{Product: "c7", Name: "Cup", Orders: 1, Quantity: 1000, Minor: 2000})
	equal(t, "the number of steps", len(b.Paths), 1)
	equal(t, "the commonest step", b.Paths[0], report.PathStep{From: "Home", To: "/tea", Times: 2, Customers: 2})
	equal(t, "visits", b.Visited, report.Visited{Visits: 3, Views: 6, Customers: 2, Dwell: time.Minute, Timed: 3})
	equal(t, "the number of pages", len(b.Pages), 2)
	equal(t, "the path without a name", b.Pages[0], report.PageSeen{Page: "/tea", Views: 3, Customers: 2, Exits: 2, Dwell: time.Minute, Timed: 1})
	equal(t, "the page with a name", b.Pages[1], report.PageSeen{Page: "Home", Views: 3, Customers: 2, Entries: 3, Exits: 1, Dwell: 3 * time.Minute, Timed: 2})
}
