// Command tag measures how long it takes to work out all tags of the starter set
// for everybody, beside reading the same timelines without working anything out;
// then some customers alone, as after a batch of events, and how large the rows
// are.
//
//	go run ./bench/tag -events 20000000 -customers 1000000
//
// Customers and timelines are filled directly with the events of bench/brand.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"regulars"
	"regulars/audience"
	"regulars/bench/brand"
	"regulars/customer"
	"regulars/customer/timeline"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/tag"
	"regulars/tag/starter"
)

var (
	customers = flag.Int64("customers", 1_000_000, "customers")
	events    = flag.Int64("events", 20_000_000, "events, a fifth of which are orders")
)

func main() {
	flag.Parse()
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "tag:", err)
		os.Exit(1)
	}
}

// end is when the brand's history ends.
var end = time.Date(2025, 12, 30, 16, 0, 0, 0, time.UTC)

func run(ctx context.Context) (err error) {
	ctx = regulars.WithActor(ctx, regulars.System("bench"))
	dir, err := os.MkdirTemp("", "regulars-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "regulars.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx, eventlog.Migration(), customer.Migration(), audience.Migration(), tag.Migration()); err != nil {
		return err
	}
	clock := regulars.NewManualClock(end)
	log, err := eventlog.Open(ctx, db, clock, eventlog.Options{})
	if err != nil {
		return err
	}
	defer log.Close()
	yuan := func() string { return "CNY" }
	audiences := audience.Open(audience.Deps{Store: db, Log: log, Clock: clock, Currency: yuan})
	tags := tag.Open(tag.Deps{Store: db, Log: log, Clock: clock, Audiences: audiences, Currency: yuan})
	if err := fill(ctx, db, audiences); err != nil {
		return err
	}
	if err := tags.Seed(ctx, starter.All()); err != nil {
		return err
	}
	return measure(ctx, db, tags)
}

// fill puts the brand's customers and events where followers would.
func fill(ctx context.Context, db *store.DB, audiences *audience.Audiences) error {
	const batch = 20_000
	began := time.Now()
	us := regulars.Micros(end)
	for from := int64(1); from <= *customers; from += 5000 {
		people, list := "", ""
		var named, seen []any
		for n := from; n < min(from+5000, *customers+1); n++ {
			people, list = people+",(?,'person',3,1,'~')", list+",(?,1,?,?)"
			named, seen = append(named, n), append(seen, n, us, us)
		}
		if err := db.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.Exec("INSERT INTO customer (id, kind, firmness, listing, name_key) VALUES "+people[1:], named...); err != nil {
				return err
			}
			_, err := tx.Exec("INSERT INTO customer_list (id, listing, first_seen, last_seen) VALUES "+list[1:], seen...)
			return err
		}); err != nil {
			return err
		}
	}
	b := brand.Brand{Customers: *customers, Events: *events, End: end}
	var all []regulars.Event
	for from := int64(0); from < b.Events; from += batch {
		all = b.Append(all[:0], from, batch)
		entries := make([]timeline.Entry, len(all))
		for i := range all {
			entries[i] = timeline.EntryOf(&all[i])
			entries[i].Customer = all[i].Customer
		}
		if err := db.Write(ctx, func(tx *store.Tx) error {
			return errors.Join(timeline.Add(tx, entries), audiences.Follower().Apply(tx, all))
		}); err != nil {
			return err
		}
	}
	fmt.Printf("%d customers, %d events, filled in %.1f s\n", *customers, *events, time.Since(began).Seconds())
	return nil
}

func measure(ctx context.Context, db *store.DB, tags *tag.Tags) error {
	began := time.Now()
	read := 0
	for from := int64(1); from <= *customers; from += 2000 {
		if err := db.Read(ctx, func(tx *store.Tx) error {
			return timeline.EachBetween(tx, from, from+2000, time.Time{}, func(*timeline.Entry) error {
				read++
				return nil
			})
		}); err != nil {
			return err
		}
	}
	floor := time.Since(began)
	fmt.Printf("reading %d entries alone: %.1f s\n", read, floor.Seconds())
	for _, what := range []string{"everybody, every row written", "everybody again, the same night"} {
		began = time.Now()
		if err := tags.Run(ctx, true, nil); err != nil {
			return err
		}
		took := time.Since(began)
		fmt.Printf("%s: %.1f s, %.1f × reading, %.1f µs a customer\n", what, took.Seconds(), took.Seconds()/floor.Seconds(), float64(took.Microseconds())/float64(*customers))
	}
	list, err := tags.List(ctx)
	if err != nil {
		return err
	}
	var bytes int64
	for i := range 5 {
		var some []int64
		for n := int64(1); n <= 500; n++ {
			some = append(some, 1+(n**customers/501+int64(i))%*customers)
		}
		if err := db.Write(ctx, func(tx *store.Tx) error { return tags.Touch(tx, some) }); err != nil {
			return err
		}
		began = time.Now()
		if _, err := tags.Refresh(ctx); err != nil {
			return err
		}
		fmt.Printf("500 customers alone: %.0f ms\n", float64(time.Since(began).Microseconds())/1000)
	}
	err = db.Read(ctx, func(tx *store.Tx) error {
		bytes, err = store.Row(tx, store.One[int64], "SELECT CAST(coalesce(sum(length(packed)), 0) AS BIGINT) FROM tag_customer")
		return err
	})
	fmt.Printf("%d tags, %.0f bytes a customer\n", len(list), float64(bytes)/float64(*customers))
	return err
}
