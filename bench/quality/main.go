// Command quality measures how long it takes to judge what is known of
// everybody, beside the raw limit of the same run: reading the same customers
// without judging them. It tells the highest memory, too.
//
//	go run ./bench/quality -customers 1000000
//
// Row store and warehouse are filled with one telling a customer, an eighth of
// which have a fault, and one order each. The first run writes every fault; the
// second is that of the same night again.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/warehouse/duckdb"
	"regulars/order"
	"regulars/quality"
)

var customers = flag.Int64("customers", 1_000_000, "customers")

func main() {
	flag.Parse()
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "quality:", err)
		os.Exit(1)
	}
}

// end is when the brand's history ends.
var end = time.Date(2025, 12, 30, 16, 0, 0, 0, time.UTC)

// still is a log that has come to its end: all is filled directly.
type still struct{}

// Append takes nothing: nothing is told.
func (still) Append(*store.Tx, []regulars.Event) (int, error) { return 0, nil }

// End is the beginning.
func (still) End(context.Context) (regulars.Position, error) { return regulars.Position{}, nil }

// WaitFor never waits.
func (still) WaitFor(context.Context, regulars.Position, ...string) error { return nil }

// system is what is measured.
type system struct {
	db        *store.DB
	warehouse *duckdb.Warehouse
	customers *customer.Customers
	orders    *order.Book
	quality   *quality.Quality
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
	if err := s.db.Migrate(ctx, eventlog.Migration(), customer.Migration(), order.Migration(), quality.Migration()); err != nil {
		return err
	}
	if s.warehouse, err = duckdb.Open(ctx, filepath.Join(dir, "warehouse.duckdb"), duckdb.Options{}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.warehouse.Close()) }()
	clock, currency := regulars.NewManualClock(end), func() string { return "CNY" }
	s.customers = customer.New(s.db, still{}, clock, customer.Options{Region: "CN"})
	s.orders = order.Open(order.Options{Currency: currency})
	s.quality = quality.Open(quality.Deps{Store: s.db, Log: still{}, Clock: clock, Warehouse: s.warehouse, Feed: "warehouse", Region: "CN",
		Currency: currency, Moment: func(context.Context) (time.Time, error) { return end, nil }})
	if err := s.fill(ctx); err != nil {
		return err
	}
	return s.measure(ctx)
}

// fill tells of every customer as the followers of the log would.
func (s *system) fill(ctx context.Context) error {
	const batch = 20_000
	began := time.Now()
	for from := int64(0); from < *customers; from += batch {
		var events []regulars.Event
		for i := from; i < min(from+batch, *customers); i++ {
			events = append(events, telling(i), bought(i))
		}
		if err := s.db.Write(ctx, func(tx *store.Tx) error {
			return errors.Join(s.customers.Apply(tx, events), s.orders.Apply(tx, events))
		}); err != nil {
			return err
		}
		if err := s.warehouse.Append(ctx, events, events[len(events)-1].Position); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "\rfilling %3d %%", 100*from / *customers)
	}
	fmt.Fprintf(os.Stderr, "\rfilled after %.0f s\n", time.Since(began).Seconds())
	return nil
}

var (
	surnames = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"}
	given    = []string{"伟", "芳", "娜", "敏", "静", "秀英", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "兰", "霞"}
)

// telling is what the i-th customer told; one in eight has a fault.
func telling(i int64) regulars.Event {
	email, birthday, city := fmt.Sprintf("tea%d@qq.com", i), fmt.Sprintf("%d-%02d-%02d", 1960+i%40, 1+i%12, 1+i%28), "上海"
	switch i % 32 {
	case 1:
		email = fmt.Sprintf("tea%d@gmial.com", i)
	case 9:
		birthday = "1900-01-01"
	case 17:
		city = "北京"
	case 25:
		email = fmt.Sprintf("tea%d.@qq", i)
	}
	body := fmt.Sprintf(`{"name":"%s%s%s","email":%q,"phone":"139%08d","city":%q,"birthday":%q,"country":"CN","createdAt":"2024-01-01T00:00:00Z","address":{"street":"南京路 1 号","city":"上海市","postalCode":"200001"}}`,
		surnames[i%10], given[i/10%20], given[i/200%20], email, i%100_000_000, city, birthday)
	return regulars.Event{Position: regulars.Position{Seq: 2*i + 1}, ID: fmt.Sprint("i", i), Type: regulars.Identify, Source: []string{"web", "till"}[i%2],
		Channel: regulars.Web, Time: end.Add(-time.Duration(i%900) * 24 * time.Hour), Received: end, UserID: fmt.Sprint("u", i), Body: []byte(body)}
}

func bought(i int64) regulars.Event {
	return regulars.Event{Position: regulars.Position{Seq: 2*i + 2}, ID: fmt.Sprint("o", i), Type: regulars.Track, Name: order.EventCompleted, Source: "web",
		Channel: regulars.Web, Time: end.Add(-time.Duration(i%700) * 24 * time.Hour), Received: end, UserID: fmt.Sprint("u", i), Order: fmt.Sprint("A-", i),
		Amount: regulars.Money{Minor: 10_000, Currency: "CNY"}, Body: []byte(`{}`)}
}

// measure prints what takes how long.
func (s *system) measure(ctx context.Context) error {
	timed := func(name string, fn func() error) error {
		top, stop := highest()
		began := time.Now()
		err := fn()
		took := time.Since(began)
		stop()
		fmt.Printf("%-32s %8.2f s  heap at most %5.0f MB\n", name, took.Seconds(), float64(top.Load())/1e6)
		return err
	}
	if err := timed("reading everybody", func() error {
		for from := int64(1); from <= *customers; from += 10_000 {
			if err := s.db.Read(ctx, func(tx *store.Tx) error {
				_, err := customer.AccountsBetween(tx, from, from+10_000)
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for _, name := range []string{"everybody, every fault new", "everybody again"} {
		if err := timed(name, func() error { return s.quality.Run(ctx, nil) }); err != nil {
			return err
		}
	}
	asked := regulars.WithActor(ctx, regulars.System("bench"))
	var list []quality.Fault
	if err := timed("the first page of what to mend", func() (err error) {
		list, _, err = s.quality.Faults(asked, quality.FaultQuery{})
		return err
	}); err != nil {
		return err
	}
	return timed(fmt.Sprintf("the report (%d on the page)", len(list)), func() error {
		r, err := s.quality.Report(asked)
		fmt.Printf("score %.2f %%, %d pairs, %d kinds open\n", r.Score, r.Pairs, len(r.Open))
		return err
	})
}

// highest watches how much the heap holds until it is stopped.
func highest() (*atomic.Uint64, func()) {
	top, done := &atomic.Uint64{}, make(chan struct{})
	go func() {
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			top.Store(max(top.Load(), m.HeapAlloc))
			select {
			case <-done:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return top, func() { close(done) }
}
