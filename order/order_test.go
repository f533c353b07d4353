package order_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/order"
)

// anyEvent draws an event of one of a few orders, so that they get in each
// other's way: equal times, equal ids and equal amounts are frequent.
func anyEvent(t *rapid.T, n int) regulars.Event {
	names := []string{order.EventPlaced, order.EventCompleted, order.EventUpdated, order.EventShipped,
		order.EventDelivered, order.EventRefunded, order.EventCancelled, order.EventReopened}
	start := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	e := regulars.Event{
		ID: fmt.Sprint(n), Type: regulars.Track, Name: rapid.SampledFrom(names).Draw(t, "name"),
		Order:    rapid.SampledFrom([]string{"A", "B"}).Draw(t, "order"),
		Time:     start.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "hour")) * time.Hour),
		Source:   rapid.SampledFrom([]string{"web", "till"}).Draw(t, "source"),
		Customer: int64(rapid.IntRange(0, 2).Draw(t, "customer")),
	}
	if rapid.Bool().Draw(t, "has amount") {
		e.Amount = regulars.Money{Minor: int64(rapid.IntRange(-3, 30).Draw(t, "amount")), Currency: rapid.SampledFrom([]string{"USD", "EUR"}).Draw(t, "currency")}
	}
	body := map[string]any{}
	maybe := func(key string, values ...any) {
		if v := rapid.SampledFrom(append(values, nil)).Draw(t, key); v != nil {
			body[key] = v
		}
	}
	maybe("status", "shipped", "delivered", "cancelled", "refunded", "paid")
	maybe("promised_at", "2024-03-01T02:00:00Z", "2024-03-01T04:00:00Z")
	maybe("delivered_at", "2024-03-01T03:00:00Z")
	maybe("refund_id", "r1", "r2", "rest")
	maybe("added", true)
	var products []any
	for range rapid.IntRange(0, 3).Draw(t, "products") {
		p := map[string]any{"product_id": rapid.SampledFrom([]string{"tea", "cup"}).Draw(t, "product")}
		if rapid.Bool().Draw(t, "has line id") {
			p["line_id"] = rapid.SampledFrom([]string{"l1", "l2", "l3"}).Draw(t, "line id")
		}
		if rapid.Bool().Draw(t, "has price") {
			p["price"], p["quantity"] = rapid.IntRange(0, 9).Draw(t, "price"), rapid.IntRange(0, 3).Draw(t, "quantity")
		}
		products = append(products, p)
	}
	if products != nil || rapid.Bool().Draw(t, "no products") {
		body["products"] = products
	}
	e.Body, _ = json.Marshal(body)
	return e
}

// picture is everything that can be asked about the orders.
func picture(t *rapid.T, db *store.DB, book *order.Book) map[string]any {
	out := map[string]any{}
	note := func(key string, value any, err error) {
		if err != nil && regulars.CodeOf(err) != regulars.ErrNotFound {
			t.Fatal(err)
		}
		out[key] = value
	}
	err := db.Read(context.Background(), func(tx *store.Tx) error {
		for _, id := range []string{"A", "B"} {
			o, err := book.Get(tx, id)
			note("order "+id, o, err)
		}
		stats, err := book.Stats(tx)
		note("stats", stats, err)
		for _, c := range []string{"USD", "EUR"} {
			days, err := book.Days(tx, time.Unix(0, 0), time.Unix(4e9, 0), c)
			note("days "+c, days, err)
		}
		for _, hours := range []time.Duration{1, 3, 9} {
			at := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).Add(hours * time.Hour)
			err = book.Histories(tx, at, func(c int64, p []order.Purchase) error {
				out[fmt.Sprint("history ", c, at)] = fmt.Sprint(p)
				return nil
			})
			note("histories", nil, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAnyOrderAndAnyRepetitionGivesTheSame applies the same events twice: as
// drawn, and shuffled, some repeated, in other batches.
func TestAnyOrderAndAnyRepetitionGivesTheSame(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := storetest.SQLite(t, order.Migration())
	book := order.Open(order.Options{Currency: func() string { return "USD" }})
	rapid.Check(t, func(t *rapid.T) {
		var events []regulars.Event
		for i := range rapid.IntRange(1, 10).Draw(t, "events") {
			events = append(events, anyEvent(t, i))
		}
		pictures := make([]map[string]any, 2)
		for i := range pictures {
			list := events
			if i == 1 {
				r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "shuffle"), 1))
				for _, e := range events {
					if r.IntN(3) == 0 {
						list = append(list[:len(list):len(list)], e)
					}
				}
				list = append([]regulars.Event(nil), list...)
				r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			}
			err := db.Write(ctx, book.Reset)
			for len(list) > 0 && err == nil {
				n := rapid.IntRange(1, len(list)).Draw(t, "batch")
				err = db.Write(ctx, func(tx *store.Tx) error { return book.Apply(tx, list[:n]) })
				list = list[n:]
			}
			if err != nil {
				t.Fatal(err)
			}
			pictures[i] = picture(t, db, book)
		}
		for key, want := range pictures[0] {
			if got := pictures[1][key]; !reflect.DeepEqual(got, want) {
				t.Errorf("%s\nas drawn: %+v\nshuffled: %+v", key, want, got)
			}
		}
		if len(pictures[0]) != len(pictures[1]) {
			t.Error("one has more customers than the other")
		}
	})
}

func TestEraseKeepsSumsAndExportGivesAll(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		book := order.Open(order.Options{Currency: func() string { return "USD" }})
		at := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
		money := func(minor int64) regulars.Money { return regulars.Money{Minor: minor, Currency: "USD"} }
		var events []regulars.Event
		for i := range 600 { // more than one page
			events = append(events, regulars.Event{Type: regulars.Track, Name: order.EventCompleted, Order: fmt.Sprint("A", i),
				Customer: 1, Time: at.Add(time.Duration(i) * time.Minute), Amount: money(100)})
		}
		events = append(events,
			regulars.Event{Type: regulars.Track, Name: order.EventRefunded, Order: "C1", Customer: 1, Time: at, Amount: money(-5)},
			regulars.Event{Type: regulars.Track, Name: order.EventCompleted, Order: "B1", Customer: 2, Time: at, Amount: money(7)})
		apply(t, db, book, events)
		err := db.Write(ctx, func(tx *store.Tx) error {
			before, err := book.Stats(tx)
			if err != nil {
				return err
			}
			all, err := book.Export(tx, 1)
			if err != nil {
				return err
			}
			if len(all) != 601 || all[0].ID != "A599" || all[600].ID != "C1" || len(all[600].Refunds) != 1 {
				t.Errorf("exported %d, first %s, last %+v", len(all), all[0].ID, all[len(all)-1])
			}
			if err := book.Erase(tx, []int64{1}); err != nil {
				return err
			}
			if all, err = book.Export(tx, 1); err != nil || len(all) != 0 {
				t.Errorf("after erasing there are %d, %v", len(all), err)
			}
			if all, err = book.Export(tx, 2); err != nil || len(all) != 1 {
				t.Errorf("the other customer has %d, %v", len(all), err)
			}
			after, err := book.Stats(tx)
			if !reflect.DeepEqual(before.Revenue, after.Revenue) || after.Orders != 601 {
				t.Errorf("sums were %+v, are %+v", before, after)
			}
			for _, table := range []string{"order_line", "refund"} {
				if n, err := store.Row(tx, store.One[int64], "SELECT count(*) FROM "+table); err != nil || n != 0 {
					t.Errorf("%d rows of %s are left, %v", n, table, err)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}, order.Migration())
}
