// Command audience measures audiences against the warehouse's engine itself, in
// one run: each question as an expression and as the SQL that a person would
// write for the same customers, whose numbers must be equal; and fifty audiences
// in one scan against the dearest of them.
//
//	go run ./bench/audience -events 20000000 -customers 1000000
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"regulars"
	"regulars/audience/lang"
	"regulars/audience/scan"
	"regulars/bench/brand"
	"regulars/internal/warehouse"
	"regulars/internal/warehouse/duckdb"
)

var (
	customers = flag.Int64("customers", 1_000_000, "customers")
	events    = flag.Int64("events", 20_000_000, "events")
	rounds    = flag.Int("rounds", 5, "how often each question is asked; the median counts")
	folder    = flag.String("dir", "", "where the files go, or are; default a temporary folder")
	threads   = flag.Int("threads", 0, "threads of the engine; 0 for one a core")
)

var end = time.Date(2025, 12, 31, 16, 0, 0, 0, time.UTC)

func main() {
	flag.Parse()
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "audience:", err)
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
	path := filepath.Join(dir, "warehouse.duckdb")
	w, err := duckdb.Open(ctx, path, duckdb.Options{Threads: *threads})
	if err != nil {
		return err
	}
	ours, err := measure(ctx, w)
	if err := w.Close(); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	theirs, err := byHand(ctx, path)
	if err != nil {
		return err
	}
	fmt.Printf("%-74s %9s %9s %6s %9s\n", "audience", "scan", "by hand", "ratio", "customers")
	for i, q := range asked {
		if ours[i].members != theirs[i].members {
			return fmt.Errorf("%s: %d customers, by hand %d", q.text, ours[i].members, theirs[i].members)
		}
		fmt.Printf("%-74s %6.0f ms %6.0f ms %6.2f %9d\n", q.text, ms(ours[i].took), ms(theirs[i].took), float64(ours[i].took)/float64(theirs[i].took), ours[i].members)
	}
	many := ours[len(asked)]
	dearest := slices.MaxFunc(ours[len(asked)+1:], func(a, b result) int { return int(a.took - b.took) })
	fmt.Printf("%-74s %6.0f ms, dearest alone %.0f ms: %.2f; sets %.1f kB\n", "fifty audiences in one scan", ms(many.took), ms(dearest.took), float64(many.took)/float64(dearest.took), float64(many.bytes)/1e3)
	return nil
}

func ms(d time.Duration) float64 { return d.Seconds() * 1e3 }

// result is how long a question took, and how many customers it gave.
type result struct {
	took    time.Duration
	members uint64
	bytes   uint64
}

// measure fills the warehouse and asks every question, then fifty audiences at
// once, then each of the fifty alone.
func measure(ctx context.Context, w warehouse.Warehouse) ([]result, error) {
	if err := fill(ctx, w); err != nil {
		return nil, err
	}
	c := catalogue()
	var out []result
	ask := func(texts ...string) error {
		xs := make([]*lang.Expression, len(texts))
		for i, text := range texts {
			x, err := lang.Parse(text, c)
			if err != nil {
				return err
			}
			xs[i] = x
		}
		var r result
		var took []time.Duration
		for range *rounds {
			began := time.Now()
			answer, err := scan.Run(ctx, w, everybody{}, end, xs...)
			if err != nil {
				return err
			}
			took = append(took, time.Since(began))
			r.members, r.bytes = answer.Members[0].GetCardinality(), 0
			for _, m := range answer.Members {
				r.bytes += m.GetSizeInBytes()
			}
		}
		slices.Sort(took)
		r.took = took[len(took)/2]
		out = append(out, r)
		return nil
	}
	for _, q := range asked {
		if err := ask(q.text); err != nil {
			return nil, err
		}
	}
	fifty := many()
	if err := ask(fifty...); err != nil {
		return nil, err
	}
	for _, text := range fifty[:8] { // one of each shape
		if err := ask(text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func fill(ctx context.Context, w warehouse.Warehouse) error {
	at, err := w.Position(ctx)
	if err != nil {
		return err
	}
	b := brand.Brand{Customers: *customers, Events: *events, End: end}
	var batch []regulars.Event
	for from := at.Seq; from < b.Events; from += 50_000 {
		batch = b.Append(batch[:0], from, 50_000)
		if err := w.Append(ctx, batch, batch[len(batch)-1].Position); err != nil {
			return err
		}
	}
	return nil
}

// everybody stands for the row store: all customers, nothing known of them.
type everybody struct{}

func (everybody) Everybody(context.Context) (*roaring.Bitmap, error) {
	set := roaring.New()
	set.AddRange(1, uint64(*customers)+1)
	return set, nil
}

func (everybody) Holding(context.Context, time.Time, []lang.Condition) ([]*roaring.Bitmap, error) {
	return nil, nil
}
