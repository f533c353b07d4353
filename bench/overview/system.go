package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"regulars"
	"regulars/bench/brand"
	"regulars/customer"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/warehouse/duckdb"
	"regulars/metric"
	"regulars/order"
)

// system is everything that reports are made from.
type system struct {
	db        *store.DB
	log       *eventlog.Log
	warehouse *duckdb.Warehouse
	people    *customer.Customers
	book      *order.Book
	metrics   *metric.Metrics
}

var shanghai = time.FixedZone("CST", 8*60*60)

func zone() *time.Location { return shanghai }

func open(ctx context.Context, dir string) (s *system, err error) {
	s = &system{}
	if s.db, err = store.Open(ctx, "sqlite:"+rowsPath(dir)); err != nil {
		return nil, err
	}
	if err = s.db.Migrate(ctx, eventlog.Migration(), customer.Migration(), order.Migration(), metric.Migration()); err != nil {
		return nil, err
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	clock := regulars.SystemClock{}
	if s.log, err = eventlog.Open(ctx, s.db, clock, eventlog.Options{Logger: quiet}); err != nil {
		return nil, err
	}
	if s.warehouse, err = duckdb.Open(ctx, warehousePath(dir), duckdb.Options{}); err != nil {
		return nil, err
	}
	s.people = customer.New(s.db, s.log, clock, customer.Options{Region: "CN"})
	s.book = order.Open(order.Options{Zone: zone, Currency: func() string { return "CNY" }})
	s.metrics = metric.Open(metric.Deps{Store: s.db, Log: s.log, Clock: clock, Orders: s.book, Zone: zone, Logger: quiet})
	return s, nil
}

func (s *system) close() {
	if err := errors.Join(s.log.Close(), s.warehouse.Close(), s.db.Close()); err != nil {
		fmt.Println(err)
	}
}

const batch = 50_000

// fill tells the brand's history to each part as its follower would, unless an
// earlier run has.
func (s *system) fill(ctx context.Context, b brand.Brand) error {
	at, err := s.warehouse.Position(ctx)
	if err != nil || at.Seq >= b.Events {
		return err
	}
	began := time.Now()
	if err := s.tellPeople(ctx, b); err != nil {
		return err
	}
	fmt.Printf("customers                %8.0f s\n", time.Since(began).Seconds())
	began = time.Now()
	follower := s.metrics.Follower()
	var list, orders []regulars.Event
	for n := int64(0); n < b.Events; n += batch {
		list, orders = b.Append(list[:0], n, batch), orders[:0]
		for _, e := range list {
			if e.Order != "" {
				orders = append(orders, e)
			}
		}
		err := s.db.Write(ctx, func(tx *store.Tx) error {
			return errors.Join(s.book.Apply(tx, orders), follower.Apply(tx, orders))
		})
		if err != nil {
			return err
		}
		if err := s.warehouse.Append(ctx, list, list[len(list)-1].Position); err != nil {
			return err
		}
	}
	fmt.Printf("orders and warehouse     %8.0f s\n", time.Since(began).Seconds())
	began = time.Now()
	if _, err := s.metrics.Run(ctx, nil); err != nil {
		return err
	}
	fmt.Printf("scores                   %8.0f s\n", time.Since(began).Seconds())
	return nil
}

// tellPeople makes every customer known, in the order of their numbers.
func (s *system) tellPeople(ctx context.Context, b brand.Brand) error {
	for n := int64(1); n <= b.Customers; n += batch {
		list := make([]regulars.Event, 0, batch)
		for c := n; c < n+batch && c <= b.Customers; c++ {
			at := b.End.Add(-2 * 365 * 24 * time.Hour).Add(time.Duration(c) * time.Minute)
			list = append(list, regulars.Event{Position: regulars.Position{Seq: c}, ID: fmt.Sprint("who-", c), Type: regulars.Identify,
				UserID: fmt.Sprint("u", c), Time: at, Received: at, Source: "bench", Body: []byte(fmt.Sprintf(`{"name":"Customer %d"}`, c))})
		}
		if err := s.db.Write(ctx, func(tx *store.Tx) error { return s.people.Apply(tx, list) }); err != nil {
			return err
		}
	}
	return nil
}
