package warehousetest

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"regulars"
	"regulars/internal/warehouse"
)

func testMerge(t *testing.T, h Harness) {
	w := h.empty(t)
	byCustomer := warehouse.Events().Where(warehouse.Col("name").Eq(warehouse.Text("Order Completed"))).
		Group(warehouse.Keys("customer"), warehouse.Sum("sum", warehouse.Col("amount"))).Sort("customer")
	events := sample(0, 4) // of customers 2, 3, 4 and 5
	mustAppend(t, w, append(events, moved(5, warehouse.Merged, `{"from":2,"into":3}`)))
	wantRows(t, w, byCustomer, "3 | 3", "4 | 3", "5 | 4")
	mustAppend(t, w, []regulars.Event{moved(6, warehouse.Merged, `{"from":3,"into":"5"}`)})
	wantRows(t, w, byCustomer, "4 | 3", "5 | 7")
	// What comes after a merge knows its origin.
	late := sample(6, 1)[0]
	late.Customer, late.Origin = 5, 3
	mustAppend(t, w, []regulars.Event{late})
	wantRows(t, w, byCustomer, "4 | 3", "5 | 14")
	mustAppend(t, w, []regulars.Event{moved(8, warehouse.Split, `{"customer":3,"from":5,"origins":[3,2]}`)})
	wantRows(t, w, byCustomer, "3 | 10", "4 | 3", "5 | 4")
	mustAppend(t, w, []regulars.Event{moved(9, warehouse.Split, `{"customer":2,"from":3}`)})
	wantRows(t, w, byCustomer, "2 | 1", "3 | 9", "4 | 3", "5 | 4")
	// Somebody else's event of that name means nothing.
	alien := moved(10, warehouse.Merged, `{"from":2,"into":3}`)
	alien.Source = "web"
	mustAppend(t, w, []regulars.Event{alien, moved(11, warehouse.Merged, `{"from":"x"}`), moved(12, warehouse.Split, ``)})
	wantRows(t, w, byCustomer, "2 | 1", "3 | 9", "4 | 3", "5 | 4")
}

func testMergeBatches(t *testing.T, h Harness) {
	one, many := h.empty(t), h.empty(t)
	rapid.Check(t, func(rt *rapid.T) {
		for _, w := range []warehouse.Warehouse{one, many} {
			must(rt, w.CutBack(context.Background(), regulars.Position{}))
		}
		events := drawEvents(rt, regulars.Position{}, 30)
		if len(events) == 0 {
			return
		}
		mustAppend(rt, one, events)
		for len(events) > 0 {
			n := rapid.IntRange(1, len(events)).Draw(rt, "batch")
			mustAppend(rt, many, events[:n])
			events = events[n:]
		}
		wantSame(rt, many, one)
		wantSameOwners(rt, many, one)
	})
}

func testErase(t *testing.T, h Harness) {
	place := t.TempDir()
	w := h.Open(t, place)
	defer func() { w.Close() }()
	ctx := context.Background()
	secret := "Zanzibar Quuxington the Third"
	var events []regulars.Event
	for i, e := range sample(0, 40) {
		if e.Customer <= 2 {
			e.UserID, e.AnonymousID, e.Body, e.Context = secret, secret, []byte(`{"name":"`+secret+`"}`), []byte(`{"traits":"`+secret+`"}`)
			if i%20 >= 10 {
				e.Order, e.Amount, e.Name, e.Type = "", regulars.Money{}, secret, regulars.Page
			}
		}
		events = append(events, e)
	}
	events = append(events, moved(41, warehouse.Merged, `{"from":1,"into":2,"cause":"`+secret+`"}`))
	events[40].Customer, events[40].Origin = 2, 2
	mustAppend(t, w, events)
	var m Model
	mustAppend(t, &m, events)
	total := warehouse.Events().Group(warehouse.Keys("currency"), warehouse.Sum("sum", warehouse.Col("amount")), warehouse.Distinct("orders", warehouse.Col("order"))).Sort("currency")
	before, err := w.Query(ctx, warehouse.Ask(total))
	must(t, err)
	for range 2 { // the second time changes nothing
		must(t, w.Erase(ctx, []int64{2, 999, 0}))
		must(t, m.Erase(ctx, []int64{2, 999, 0}))
		wantSame(t, w, &m)
	}
	wantRows(t, w, total.Where(warehouse.Col("currency").Ne(warehouse.Text(""))), rowsOf(before.Tables[0], true)[1:]...)
	// What the log says to forget goes when it is said, and nothing after it.
	log := []regulars.Event{sample(41, 1)[0], {Position: at(43), ID: "forget", Type: regulars.Track, Name: warehouse.Erased, Source: warehouse.MergeSource,
		Time: start, Received: start, Body: []byte(`{"customers":[3]}`)}, sample(43, 1)[0]}
	log[0].Customer, log[0].Origin, log[0].UserID = 3, 3, secret
	log[2].Customer, log[2].Origin = 3, 3
	mustAppend(t, w, log)
	mustAppend(t, &m, log)
	wantSame(t, w, &m)
	backup := t.TempDir() // a backup never holds it
	must(t, w.Backup(ctx, backup))
	if h.Holds != nil && h.Holds(t, backup, secret) {
		t.Fatal("the backup holds what was erased")
	}
	must(t, w.Erase(ctx, nil)) // takes what that left out of the files
	// New facts and moves of the same numbers go on as before.
	more := append(sample(44, 9), moved(54, warehouse.Split, `{"customer":1,"from":2}`))
	mustAppend(t, w, more)
	mustAppend(t, &m, more)
	wantSame(t, w, &m)
	must(t, w.Close())
	if h.Holds != nil && h.Holds(t, place, secret) {
		t.Fatal("the files still hold what was erased")
	}
	w = h.Open(t, place)
	wantSame(t, w, &m)
}
