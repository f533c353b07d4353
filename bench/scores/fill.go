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
		args := make([]any, 0, 4*rows)
		for i := range rows {
			args = append(args, from+i, us-int64(i)*1e6, us, fmt.Sprintf("name %d", (from+i)*7919%n))
		}
		err := s.db.Write(ctx, func(tx *store.Tx) error {
			marks := ""
			for range rows {
				marks += ",(?,'person',3,1,?,?,?)"
			}
			_, err := tx.Exec("INSERT INTO customer (id, kind, firmness, listing, first_seen, last_seen, name_key) VALUES "+marks[1:], args...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
