// Command health measures how long it takes to work out how everybody stands,
// beside the raw limits of the same run: asking the warehouse for everybody's
// evidence, and reading every purchase, without working anything out. Then it
// measures some customers alone, as after a batch of events.
//
//	go run ./bench/health -events 20000000 -customers 1000000
//
// Row store and warehouse are filled directly with the events of bench/brand.
// The first run writes every row; the second is that of the same night again.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"regulars"
	"regulars/bench/brand"
	"regulars/customer"
	"regulars/health"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/warehouse/duckdb"
	"regulars/metric"
	"regulars/order"
)

var (
	customers = flag.Int64("customers", 1_000_000, "customers")
	events    = flag.Int64("events", 20_000_000, "events, a fifth of which are orders")
	profile   = flag.String("profile", "", "a file for the processor's profile of the runs")
)

func main() {
	flag.Parse()
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "health:", err)
		os.Exit(1)
	}
}

// end is when the brand's history ends.
var end = time.Date(2025, 12, 30, 16, 0, 0, 0, time.UTC)

// system is what health is worked out in.
type system struct {
	db     *store.DB
	book   *order.Book
	scores *metric.Metrics
	wh     *duckdb.Warehouse
	health *health.Health
}

func run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "regulars-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s := &system{}
	if s.db, err = store.Open(ctx, "sqlite:"+filepath.Join(dir, "regulars.db")); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.db.Close()) }()
	if err := s.db.Migrate(ctx, eventlog.Migration(), customer.Migration(), order.Migration(), metric.Migration(), health.Migration()); err != nil {
		return err
	}
	if s.wh, err = duckdb.Open(ctx, filepath.Join(dir, "warehouse.duckdb"), duckdb.Options{}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.wh.Close()) }()
	clock := regulars.NewManualClock(end)
	log, err := eventlog.Open(ctx, s.db, clock, eventlog.Options{Rebuild: true}) // no alarms: nothing follows the log here
	if err != nil {
		return err
	}
	defer log.Close()
	s.book = order.Open(order.Options{Currency: func() string { return "CNY" }})
	s.scores = metric.Open(metric.Deps{Store: s.db, Log: log, Clock: clock, Orders: s.book})
	s.health = health.Open(health.Deps{Store: s.db, Log: log, Clock: clock, Orders: s.book, Metrics: s.scores, Warehouse: s.wh, Feed: "warehouse"})
	log.Follow(eventlog.Follower{Name: customer.Name, Owns: true})
	log.Follow(s.book.Follower())
	log.Feed("warehouse", customer.Name, s.wh) // never started: both are filled directly
	if err := s.fill(ctx); err != nil {
		return err
	}
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	return s.measure(ctx)
}

// fill puts the brand's customers, orders and events where followers would.
func (s *system) fill(ctx context.Context) error {
	const batch = 50_000
	began := time.Now()
	b := brand.Brand{Customers: *customers, Events: *events, End: end}
	var all, orders []regulars.Event
	for from := int64(0); from < b.Events; from += batch {
		all, orders = b.Append(all[:0], from, batch), orders[:0]
		for _, e := range all {
			if e.Order != "" {
				orders = append(orders, e)
			}
		}
		if err := s.wh.Append(ctx, all, all[len(all)-1].Position); err != nil {
			return err
		}
		if err := s.db.Write(ctx, func(tx *store.Tx) error {
			return errors.Join(s.book.Apply(tx, orders), s.scores.Follower().Apply(tx, orders))
		}); err != nil {
			return err
		}
	}
	us := regulars.Micros(end)
	for from := int64(1); from <= *customers; from += 5000 {
		people, list := "", ""
		var named, seen []any
		for n := from; n < min(from+5000, *customers+1); n++ {
			people, list = people+",(?,'person',3,1,'~')", list+",(?,1,?,?)"
			named, seen = append(named, n), append(seen, n, us, us)
		}
		if err := s.db.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.Exec("INSERT INTO customer (id, kind, firmness, listing, name_key) VALUES "+people[1:], named...); err != nil {
				return err
			}
			_, err := tx.Exec("INSERT INTO customer_list (id, listing, first_seen, last_seen) VALUES "+list[1:], seen...)
			return err
		}); err != nil {
			return err
		}
	}
	fmt.Fprintf(os.Stderr, "filled after %.0f s\n", time.Since(began).Seconds())
	return nil
}

// measure prints what takes how long.
func (s *system) measure(ctx context.Context) error {
	timed := func(name string, fn func() error) error {
		began := time.Now()
		err := fn()
		fmt.Printf("%-34s %8.2f s\n", name, time.Since(began).Seconds())
		return err
	}
	if err := timed("reading every purchase", func() error {
		return s.db.Read(ctx, func(tx *store.Tx) error {
			return s.book.Histories(tx, end, func(int64, []order.Purchase) error { return nil })
		})
	}); err != nil {
		return err
	}
	for _, name := range []string{"everybody, every row new", "everybody again"} {
		if err := timed(name, func() error { return s.health.Run(ctx, nil) }); err != nil {
			return err
		}
	}
	for _, n := range []int64{1, 100, 1000} {
		b := brand.Brand{Customers: *customers, Events: *events, End: end}
		var heard []regulars.Event
		for i := b.Events - 1; i >= 0 && int64(len(heard)) < n; i-- {
			if e := b.Event(i); e.Order != "" {
				heard = append(heard, e)
			}
		}
		if err := s.db.Write(ctx, func(tx *store.Tx) error { return s.health.Follower().Apply(tx, heard) }); err != nil {
			return err
		}
		if err := timed(fmt.Sprintf("%d customers after an order", n), func() error {
			_, err := s.health.Refresh(ctx)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}
