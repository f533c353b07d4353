// Command scores measures how long it takes to score everybody, and how much
// memory, beside the raw limits of the same run: reading the rows that scores
// are made of, and writing rows as wide as scores, without working anything out.
//
//	go run ./bench/scores -events 20000000 -customers 1000000
//
// The store is filled directly with the orders and refunds among the events of
// bench/brand, and is kept with -dir, so that it can be scored again. The first
// run finds nothing; the second is that of the next night. Beside them somebody
// else writes a row every 20 ms, as intake does, and waits for the commit.
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
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/metric"
	"regulars/order"
)

var (
	customers = flag.Int64("customers", 1_000_000, "customers")
	events    = flag.Int64("events", 20_000_000, "events, a fifth of which are orders")
	folder    = flag.String("dir", "", "where the store is; default a temporary folder")
	database  = flag.String("store", "", "address of the store; default a SQLite file in the folder")
	profile   = flag.String("profile", "", "a file for the processor's profile of the runs")
)

func main() {
	flag.Parse()
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "scores:", err)
		os.Exit(1)
	}
}

// end is when the brand's history ends.
var end = time.Date(2025, 12, 30, 16, 0, 0, 0, time.UTC)

func run(ctx context.Context) (err error) {
	dir := *folder
	if dir == "" {
		if dir, err = os.MkdirTemp("", "regulars-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	address := *database
	if address == "" {
		address = "sqlite:" + filepath.Join(dir, "regulars.db")
	}
	s, err := open(ctx, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.log.Close(), s.db.Close()) }()
	if err := s.fill(ctx, brand.Brand{Customers: *customers, Events: *events, End: end}); err != nil {
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

// system is what scores are worked out in, wired as in the program but for the
// warehouse.
type system struct {
	db      *store.DB
	clock   *regulars.ManualClock
	log     *eventlog.Log
	book    *order.Book
	metrics *metric.Metrics
}

func open(ctx context.Context, address string) (*system, error) {
	db, err := store.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, eventlog.Migration(), customer.Migration(), order.Migration(), metric.Migration()); err != nil {
		return nil, err
	}
	s := &system{db: db, clock: regulars.NewManualClock(end)}
	if s.log, err = eventlog.Open(ctx, db, s.clock, eventlog.Options{}); err != nil {
		return nil, err
	}
	s.book = order.Open(order.Options{Currency: func() string { return "CNY" }})
	s.metrics = metric.Open(metric.Deps{Store: db, Log: s.log, Clock: s.clock, Orders: s.book})
	return s, nil
}

// measure runs twice and prints.
func (s *system) measure(ctx context.Context) error {
	read, n, err := s.bareRead(ctx)
	if err != nil {
		return err
	}
	write, err := s.bareWrite(ctx, n)
	if err != nil {
		return err
	}
	fmt.Printf("reading every purchase       %8.1f s   (%d customers)\n", read.Seconds(), n)
	fmt.Printf("writing a row for each       %8.1f s\n", write.Seconds())
	for _, name := range []string{"the first run", "the next night"} {
		waits := s.beside(ctx)
		began, busy := time.Now(), processor()
		found, err := s.metrics.Run(ctx, phases())
		took := time.Since(began)
		if err != nil {
			return err
		}
		fmt.Printf("%-28s %8.1f s   ratio to both limits %.1f, %d customers, processor %.1f s, peak memory %.2f GiB\n",
			name, took.Seconds(), took.Seconds()/(read+write).Seconds(), found.Customers, processor()-busy, peakMemory())
		fmt.Printf("  another's commits meanwhile          %s\n", waits())
		s.clock.Advance(24 * time.Hour)
	}
	return nil
}

// phases prints how long each tenth of a run takes.
func phases() func(done, total int64) {
	began, last := time.Now(), int64(-1)
	return func(done, total int64) {
		if tenth := 10 * done / max(1, total); tenth > last {
			last = tenth
			fmt.Fprintf(os.Stderr, "  %3d %% after %5.1f s\n", 10*tenth, time.Since(began).Seconds())
		}
	}
}
