package order_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/order"
)

// BenchmarkApply folds orders of two lines, their deliveries and a refund in
// twenty, in batches as the log hands them out, of 100,000 customers.
func BenchmarkApply(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchApply(b, storetest.SQLite(b, order.Migration())) })
	b.Run("postgres", func(b *testing.B) { benchApply(b, storetest.Postgres(b, order.Migration())) })
}

func benchApply(b *testing.B, db *store.DB) {
	book := order.Open(order.Options{Currency: func() string { return "USD" }})
	const batch = 8192
	n := 0
	for b.Loop() {
		events := make([]regulars.Event, batch)
		for i := range events {
			events[i] = benchEvent(n)
			n++
		}
		err := db.Write(context.Background(), func(tx *store.Tx) error { return book.Apply(tx, events) })
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*batch/b.Elapsed().Seconds(), "events/s")
}

func benchEvent(n int) regulars.Event {
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	o := n / 2
	e := regulars.Event{ID: fmt.Sprint(n), Type: regulars.Track, Order: fmt.Sprint("A-", o), Customer: int64(o*7919%100_000 + 1),
		Time: start.Add(time.Duration(o) * time.Second), Source: "bench", Channel: regulars.Web}
	switch {
	case n%2 == 0:
		e.Name, e.Amount = order.EventCompleted, regulars.Money{Minor: 4250, Currency: "USD"}
		e.Body = []byte(`{"order_id":"A","total":42.5,"currency":"USD","promised_at":"2024-02-01T00:00:00Z","products":[{"product_id":"tea","name":"Tea","price":10,"quantity":2},{"product_id":"cup","price":22.5}]}`)
	case o%20 == 0:
		e.Name, e.Amount = order.EventRefunded, regulars.Money{Minor: -1000, Currency: "USD"}
		e.Body = []byte(`{"order_id":"A","total":10,"currency":"USD","refund_id":"R1"}`)
	default:
		e.Name, e.Body = order.EventDelivered, []byte(`{"order_id":"A","delivered_at":"2024-02-02T10:00:00Z"}`)
	}
	return e
}

// BenchmarkHistories reads everybody's history, of 100,000 orders.
func BenchmarkHistories(b *testing.B) {
	db := storetest.SQLite(b, order.Migration())
	book := order.Open(order.Options{Currency: func() string { return "USD" }})
	for from := 0; from < 200_000; from += 8000 {
		var events []regulars.Event
		for n := range 8000 {
			events = append(events, benchEvent(from+n))
		}
		if err := db.Write(context.Background(), func(tx *store.Tx) error { return book.Apply(tx, events) }); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		n := 0
		err := db.Read(context.Background(), func(tx *store.Tx) error {
			return book.Histories(tx, time.Time{}, func(_ int64, p []order.Purchase) error {
				n += len(p)
				return nil
			})
		})
		if err != nil || n != 100_000 {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(b.N)*100_000/b.Elapsed().Seconds(), "orders/s")
}
