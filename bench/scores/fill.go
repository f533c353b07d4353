package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"regulars"
	"regulars/bench/brand"
	"regulars/internal/store"
)

// fillBatch is how many orders and refunds one transaction takes.
const fillBatch = 20_000

// fill puts the brand's customers and orders into an empty store, as the
// followers of the log would.
func (s *system) fill(ctx context.Context, b brand.Brand) error {
	var have int64
	err := s.db.Read(ctx, func(tx *store.Tx) (err error) {
		have, err = store.Row(tx, store.One[int64], "SELECT count(*) FROM customer")
		return err
	})
	if err != nil || have > 0 {
		return err
	}
	began := time.Now()
	var batch []regulars.Event
	flush := func() error {
		err := s.db.Write(ctx, func(tx *store.Tx) error {
			if err := s.book.Apply(tx, batch); err != nil {
				return err
			}
			return s.metrics.Follower().Apply(tx, batch)
		})
		batch = batch[:0]
		return err
	}
	for i := int64(0); i < b.Events; i++ {
		e := b.Event(i)
		if e.Order == "" {
			continue
		}
		if batch = append(batch, e); len(batch) == fillBatch {
			if err := flush(); err != nil {
				return err
			}
			fmt.Fprintf(os.Stderr, "\rfilling %3d %%", 100*i/b.Events)
		}
	}
	if err := flush(); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "\rorders are filled after %.0f s\n", time.Since(began).Seconds())
	return s.fillCustomers(ctx, b.Customers)
}

// fillCustomers makes the rows of the list of customers.
func (s *system) fillCustomers(ctx context.Context, n int64) error {
	const batch = 5000
	us := regulars.Micros(end)
	for from := int64(1); from <= n; from += batch {
		rows := min(batch, n-from+1)
		named, seen := make([]any, 0, 2*rows), make([]any, 0, 3*rows)
		for i := range rows {
			named = append(named, from+i, fmt.Sprintf("name %d", (from+i)*7919%n))
			seen = append(seen, from+i, us-int64(i)*1e6, us)
		}
		err := s.db.Write(ctx, func(tx *store.Tx) error {
			people, list := "", ""
			for range rows {
				people += ",(?,'person',3,1,?)"
				list += ",(?,1,?,?)"
			}
			if _, err := tx.Exec("INSERT INTO customer (id, kind, firmness, listing, name_key) VALUES "+people[1:], named...); err != nil {
				return err
			}
			_, err := tx.Exec("INSERT INTO customer_list (id, listing, first_seen, last_seen) VALUES "+list[1:], seen...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
