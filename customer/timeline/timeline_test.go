package timeline_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars"
	"regulars/customer/timeline"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// The table is made with those of package customer.
var migration = store.Migration{Domain: "customer", Files: os.DirFS("../migration")}

var epoch = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func write(t testing.TB, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func read[T any](t testing.TB, db *store.DB, fn func(tx *store.Tx) (T, error)) (out T) {
	t.Helper()
	err := db.Read(context.Background(), func(tx *store.Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// newestFirst is the order of pages.
func newestFirst(a, b timeline.Entry) int {
	return cmp.Or(b.Time.Compare(a.Time), cmp.Compare(b.Seq, a.Seq))
}

// TestPagesAreTheTimeline adds entries in batches of any size, through several
// levels of parts, and holds every page to what was added.
func TestPagesAreTheTimeline(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		rapid.Check(t, func(rt *rapid.T) {
			write(t, db, timeline.Reset)
			var all []timeline.Entry
			for seq := int64(1); seq < 600; {
				var batch []timeline.Entry
				for range rapid.SampledFrom([]int{1, 2, 7, 39, 60, 150}).Draw(rt, "batch") {
					batch = append(batch, timeline.Entry{
						Customer: rapid.Int64Range(1, 12).Draw(rt, "customer"),
						Time:     epoch.Add(time.Duration(rapid.IntRange(-50, 50).Draw(rt, "second")) * time.Second),
						Seq:      seq, Kind: rapid.SampledFrom(timeline.Kinds()).Draw(rt, "kind"), Type: regulars.Track,
						Name: fmt.Sprint("n", seq), Own: seq%5 == 0, Amount: regulars.Money{Minor: -seq, Currency: "CNY"},
						Body: json.RawMessage(`{"a":"茶"}`), Channel: regulars.Web, Source: "s", Order: "o",
					})
					seq++
				}
				all = append(all, batch...)
				write(t, db, func(tx *store.Tx) error { return timeline.Add(tx, batch) })
			}
			numbers := rapid.SliceOfNDistinct(rapid.Int64Range(1, 12), 1, 3, rapid.ID).Draw(rt, "numbers")
			kind := rapid.SampledFrom(append(timeline.Kinds(), "")).Draw(rt, "only")
			want := slices.DeleteFunc(slices.Clone(all), func(e timeline.Entry) bool {
				return !slices.Contains(numbers, e.Customer) || kind != "" && e.Kind != kind
			})
			slices.SortFunc(want, newestFirst)
			limit := rapid.IntRange(1, 50).Draw(rt, "limit")
			var down, up []timeline.Entry
			for q := (timeline.Query{Kind: kind, Limit: limit}); ; {
				page := read(t, db, func(tx *store.Tx) ([]timeline.Entry, error) { return timeline.Page(tx, numbers, q) })
				if len(page) == 0 {
					break
				}
				down = append(down, page...)
				q.Before = page[len(page)-1].At()
			}
			for q := (timeline.Query{Kind: kind, Limit: limit, After: timeline.Place{Seq: -1, Time: epoch.Add(-time.Hour)}}); ; {
				page := read(t, db, func(tx *store.Tx) ([]timeline.Entry, error) { return timeline.Page(tx, numbers, q) })
				if len(page) == 0 {
					break
				}
				up = append(page, up...)
				q.After = page[0].At()
			}
			for _, got := range [][]timeline.Entry{down, up} {
				if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
					rt.Fatalf("got %d entries, want %d:\n%+v\n%+v", len(got), len(want), got, want)
				}
			}
			span := read(t, db, func(tx *store.Tx) (timeline.Span, error) { return timeline.SpanOf(tx, numbers) })
			var wantSpan timeline.Span
			for _, e := range all {
				if slices.Contains(numbers, e.Customer) && !e.Own {
					wantSpan = wantSpan.With(timeline.Span{First: e.Time, Last: e.Time, Events: 1})
				}
			}
			if span != wantSpan {
				rt.Fatalf("span %+v, want %+v", span, wantSpan)
			}
		})
	}, migration)
}

func TestEachAndErase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var entries []timeline.Entry
		for i := range 1300 {
			entries = append(entries, timeline.Entry{Customer: int64(i%2 + 1), Time: epoch.Add(time.Duration(i/4) * time.Second), Seq: int64(i + 1), Type: regulars.Page})
		}
		for batch := range slices.Chunk(entries, 33) {
			write(t, db, func(tx *store.Tx) error { return timeline.Add(tx, slices.Clone(batch)) })
		}
		seen := func(numbers ...int64) int {
			return read(t, db, func(tx *store.Tx) (n int, err error) {
				var last timeline.Place
				return n, timeline.Each(tx, numbers, func(e *timeline.Entry) error {
					if at := e.At(); at.Time.Before(last.Time) || at.Time.Equal(last.Time) && at.Seq <= last.Seq {
						t.Errorf("%v after %v", at, last)
					}
					last = e.At()
					n++
					return nil
				})
			})
		}
		if a, b, both := seen(1), seen(2), seen(1, 2); a != 650 || b != 650 || both != 1300 {
			t.Fatal(a, b, both)
		}
		write(t, db, func(tx *store.Tx) error { return timeline.Erase(tx, []int64{1}) })
		if a, b := seen(1), seen(2); a != 0 || b != 650 {
			t.Fatal(a, b)
		}
	}, migration)
}

func TestEntryOf(t *testing.T) {
	t.Parallel()
	page := `{"page":{"path":"/tea","url":"https://x/tea","title":"Tea","referrer":""},"ip":"10.0.0.1"}`
	for _, tt := range []struct {
		event regulars.Event
		kind  timeline.Kind
		body  string
	}{
		{regulars.Event{Type: regulars.Page, Context: json.RawMessage(page)}, timeline.Browse, `{"path":"/tea","url":"https://x/tea","title":"Tea"}`},
		{regulars.Event{Type: regulars.Page, Body: json.RawMessage(`{"path":"/own","a":1}`), Context: json.RawMessage(page)}, timeline.Browse, `{"path":"/own","a":1,"url":"https://x/tea","title":"Tea"}`},
		{regulars.Event{Type: regulars.Page, Body: json.RawMessage(`{}`), Context: json.RawMessage(page)}, timeline.Browse, `{"path":"/tea","url":"https://x/tea","title":"Tea"}`},
		{regulars.Event{Type: regulars.Page, Body: json.RawMessage(`{"a":1}`), Context: json.RawMessage(`{"page":7}`)}, timeline.Browse, `{"a":1}`},
		{regulars.Event{Type: regulars.Page}, timeline.Browse, ``},
		{regulars.Event{Type: regulars.Track, Name: "Order Refunded", Context: json.RawMessage(page)}, timeline.Order, ``},
		{regulars.Event{Type: regulars.Track, Name: "Parcel Lost", Order: "o1"}, timeline.Order, ``},
		{regulars.Event{Type: regulars.Track, Name: "Product Added"}, timeline.Cart, ``},
		{regulars.Event{Type: regulars.Track, Name: "Product Viewed"}, timeline.Browse, ``},
		{regulars.Event{Type: regulars.Track, Name: "Jumped"}, timeline.Other, ``},
		{regulars.Event{Type: regulars.Identify, Body: json.RawMessage(`{"name":"x"}`)}, timeline.Profile, `{"name":"x"}`},
	} {
		tt.event.Origin = 7
		e := timeline.EntryOf(&tt.event)
		if e.Kind != tt.kind || string(e.Body) != tt.body || e.Customer != 7 {
			t.Errorf("%+v gives kind %s, body %s", tt.event, e.Kind, e.Body)
		}
	}
}

func FuzzEntryOf(f *testing.F) {
	f.Add([]byte(`{"a":1}`), []byte(`{"page":{"path":"/"}}`))
	f.Add([]byte(`{`), []byte(`{"page":{"path":"/"}}`))
	f.Add([]byte(` { } `), []byte(`{"page":{"url":"\u0000"}}`))
	f.Fuzz(func(t *testing.T, body, context []byte) {
		e := timeline.EntryOf(&regulars.Event{Type: regulars.Screen, Body: body, Context: context})
		if json.Valid(body) && len(e.Body) > 0 && !json.Valid(e.Body) {
			t.Fatalf("%s and %s became %s", body, context, e.Body)
		}
	})
}
