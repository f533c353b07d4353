// Command warehouse measures the warehouse against the engine itself in the
// same run: appends against DuckDB's bare appender writing the same rows, and
// questions against the shortest SQL a person would write.
//
//	go run ./bench/warehouse -events 20000000 -customers 1000000
//
// The events are made while they are stored, so memory stays bounded; making
// them is not counted. Folders of earlier runs can be asked again with -dir.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"regulars"
	"regulars/bench/brand"
	"regulars/internal/warehouse/duckdb"
)

var (
	customers = flag.Int64("customers", 1_000_000, "customers")
	events    = flag.Int64("events", 20_000_000, "events")
	batch     = flag.Int64("batch", 50_000, "events a transaction")
	bare      = flag.Int64("bare", 2_000_000, "events written by the bare appender, and counted for the ratio")
	rounds    = flag.Int("rounds", 5, "how often each question is asked; the median counts")
	folder    = flag.String("dir", "", "where the files go; default a temporary folder")
	threads   = flag.Int("threads", 0, "threads of the engine; 0 for one a core")
)

func main() {
	flag.Parse()
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "warehouse:", err)
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
	b := brand.Brand{Customers: *customers, Events: *events, End: time.Date(2025, 12, 31, 16, 0, 0, 0, time.UTC)}
	began := time.Now()
	w, err := duckdb.Open(ctx, filepath.Join(dir, "warehouse.duckdb"), duckdb.Options{Threads: *threads})
	if err != nil {
		return err
	}
	defer w.Close()
	fmt.Printf("open                     %8.0f ms\n", time.Since(began).Seconds()*1e3)
	if err := appends(ctx, w, b, filepath.Join(dir, "bare.duckdb")); err != nil {
		return err
	}
	if info, err := os.Stat(filepath.Join(dir, "warehouse.duckdb")); err == nil {
		fmt.Printf("file                     %8.1f bytes an event\n", float64(info.Size())/float64(b.Events))
	}
	return questions(ctx, w)
}

// appends fills the warehouse from where it stands, and writes the first of the
// same events with the bare appender.
func appends(ctx context.Context, w *duckdb.Warehouse, b brand.Brand, barePath string) error {
	at, err := w.Position(ctx)
	if err != nil || at.Seq >= b.Events {
		return err
	}
	ours, total, err := fill(ctx, w, b, at.Seq)
	if err != nil {
		return err
	}
	theirs, err := fillBare(ctx, b, barePath)
	if err != nil {
		return err
	}
	fmt.Printf("append, first part       %8.0f events/s\n", ours)
	fmt.Printf("append, all              %8.0f events/s\n", total)
	fmt.Printf("bare appender            %8.0f events/s\n", theirs)
	fmt.Printf("ratio                    %8.2f\n", ours/theirs)
	return nil
}

// fill gives the events a second of the first part, as many as the bare
// appender writes, and of all.
func fill(ctx context.Context, w *duckdb.Warehouse, b brand.Brand, from int64) (first, all float64, err error) {
	var list []regulars.Event
	var spent time.Duration
	began := from
	for n := from; n < b.Events; {
		list = b.Append(list[:0], n, *batch)
		n += int64(len(list))
		start := time.Now()
		if err := w.Append(ctx, list, list[len(list)-1].Position); err != nil {
			return 0, 0, err
		}
		spent += time.Since(start)
		all = float64(n-began) / spent.Seconds()
		if n-began <= *bare {
			first = all
		}
	}
	return first, all, nil
}
