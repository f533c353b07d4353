// Command overview measures how quickly Overview, Today and Behaviour answer at
// full size: how long one takes to be worked out, and what somebody who looks
// at the page waits for while it is worked out again and again.
//
//	go run ./bench/overview -customers 1000000 -events 20000000
//
// The ratio is that of a kept answer's 95th percentile to the 200 ms that a
// page may take; working out is compared with reading the same histories and
// doing nothing with them.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"regulars"
	"regulars/bench/brand"
	"regulars/internal/store"
	"regulars/order"
	"regulars/report"
)

var (
	customers = flag.Int64("customers", 1_000_000, "customers")
	events    = flag.Int64("events", 20_000_000, "events")
	looks     = flag.Int("looks", 2_000, "how often the page is asked for")
	every     = flag.Duration("every", 10*time.Millisecond, "how long between two of these")
	folder    = flag.String("dir", "", "where the files go, and are found again; default a temporary folder")
)

// allowed is what a page may take.
const allowed = 200 * time.Millisecond

func main() {
	flag.Parse()
	if err := run(regulars.WithActor(context.Background(), regulars.System("bench"))); err != nil {
		fmt.Fprintln(os.Stderr, "overview:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	dir := *folder
	if dir == "" {
		made, err := os.MkdirTemp("", "regulars-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(made)
		dir = made
	}
	end := time.Now().UTC().Truncate(time.Hour)
	s, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.fill(ctx, brand.Brand{Customers: *customers, Events: *events, End: end}); err != nil {
		return err
	}
	return s.measure(ctx)
}

// measure asks for each report: first when nothing is kept, then again and
// again.
func (s *system) measure(ctx context.Context) error {
	reports := report.Open(report.Deps{Store: s.db, Orders: s.book, Metrics: s.metrics, Warehouse: s.warehouse, Clock: regulars.SystemClock{},
		Zone: zone, Logger: slog.New(slog.DiscardHandler),
		Watches: []report.Watch{report.LateOrders(s.db, s.book), report.SlippingValue(s.db, s.warehouse, s.book)}})
	defer reports.Close()
	floor, err := s.readHistories(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("read all histories       %8.0f ms\n", ms(floor))
	for _, page := range []struct {
		name string
		ask  func() error
	}{
		{"Overview", func() error { _, err := reports.Overview(ctx, 90); return err }},
		{"Today", func() error { _, err := reports.Today(ctx); return err }},
		{"Behaviour", func() error { _, err := reports.Behaviour(ctx, 30); return err }},
	} {
		began := time.Now()
		if err := page.ask(); err != nil {
			return fmt.Errorf("%s: %w", page.name, err)
		}
		cost := time.Since(began)
		fmt.Printf("%-10s worked out    %8.0f ms   %.2f × reading all histories\n", page.name, ms(cost), float64(cost)/float64(floor))
		var waits []time.Duration
		for range *looks {
			began := time.Now()
			if err := page.ask(); err != nil {
				return fmt.Errorf("%s: %w", page.name, err)
			}
			waits = append(waits, time.Since(began))
			time.Sleep(*every)
		}
		slices.Sort(waits)
		p95 := waits[len(waits)*95/100]
		fmt.Printf("%-10s p95           %8.3f ms   p100 %.3f ms   ratio to %v: %.4f\n", page.name, ms(p95), ms(waits[len(waits)-1]), allowed, float64(p95)/float64(allowed))
	}
	return nil
}

func (s *system) readHistories(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	err := s.db.Read(ctx, func(tx *store.Tx) error {
		return s.book.Histories(tx, time.Time{}, func(int64, []order.Purchase) error { return nil })
	})
	return time.Since(began), err
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func rowsPath(dir string) string      { return filepath.Join(dir, "regulars.db") }
func warehousePath(dir string) string { return filepath.Join(dir, "warehouse.duckdb") }
