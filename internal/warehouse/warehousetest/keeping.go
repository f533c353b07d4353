package warehousetest

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/internal/warehouse"
)

func testEmpty(t *testing.T, h Harness) {
	w := h.empty(t)
	wantSame(t, w, &Model{})
	wantRows(t, w, warehouse.Events().Group(nil, warehouse.Count("n"), warehouse.Sum("sum", warehouse.Col("amount")),
		warehouse.Max("max", warehouse.Col("name")), warehouse.Quantile("median", warehouse.Col("time"), 0.5)), `0 | 0 | "" | 0`)
	wantRows(t, w, warehouse.Events().Group(warehouse.Keys("name"), warehouse.Count("n")))
}

func testRoundTrip(t *testing.T, h Harness) {
	w := h.empty(t)
	full := regulars.Event{
		Position: regulars.Position{Epoch: 1, Tx: 2, Seq: 3}, ID: "消息-1", Type: regulars.Identify, Name: "it's; DROP TABLE event --",
		UserID: "u", AnonymousID: "a", PreviousID: "p", Time: start.Add(123456 * time.Microsecond), Received: start,
		Source: "s", Channel: "kiosk", Order: "O", Amount: regulars.Money{Minor: -9_000_000_000_000_000, Currency: "JPY"},
		Body: []byte(`{"a":"\u0000","b":[1,2,{"c":"😀"}]}`), Context: []byte(`{"locale":"zh-CN"}`), Customer: 1 << 40, Origin: 1 << 40,
	}
	before := full
	before.Position, before.Time = regulars.Position{Epoch: 1, Tx: 2, Seq: 2}, time.Date(1899, 12, 31, 23, 59, 59, 0, time.UTC)
	least := regulars.Event{Position: regulars.Position{Epoch: 1, Tx: 3, Seq: 1}, ID: "x", Type: regulars.Page}
	var m Model
	for _, to := range []warehouse.Warehouse{w, &m} {
		mustAppend(t, to, []regulars.Event{before, full, least})
	}
	wantSame(t, w, &m)
	if got := scan(t, w, full.Position); len(got) != 1 || got[0].ID != "x" {
		t.Fatalf("a scan from the second event gives %+v", got)
	}
	stop := errors.New("enough")
	if err := w.Scan(context.Background(), regulars.Position{}, func(regulars.Event) error { return stop }); err != stop {
		t.Fatalf("a scan gives %v, not its function's error", err)
	}
	strange := regulars.Event{Position: regulars.Position{Epoch: 1, Tx: 4, Seq: 9}, ID: "bad\xff\x00", Type: regulars.Track, Body: []byte("{\"a\":\"\xff\"}")}
	mustAppend(t, w, []regulars.Event{strange})
	if got := scan(t, w, least.Position); len(got) != 1 || !strings.HasPrefix(got[0].ID, "bad") {
		t.Fatalf("an event that is not UTF-8 comes back as %+v", got)
	}
}

func testIdempotent(t *testing.T, h Harness) {
	w, m := h.empty(t), &Model{}
	events := sample(0, 100)
	mustAppend(t, m, events)
	mustAppend(t, w, events[:60])
	mustAppend(t, w, events[:60])
	mustAppend(t, w, events[20:40])
	mustAppend(t, w, events)
	wantSame(t, w, m)
	// Positions move over what concerns nobody.
	must(t, w.Append(context.Background(), nil, at(500)))
	must(t, w.Append(context.Background(), sample(300, 10), at(400)))
	must(t, m.Append(context.Background(), nil, at(500)))
	wantSame(t, w, m)
}

func testOrder(t *testing.T, h Harness) {
	w := h.empty(t)
	ctx := context.Background()
	two := sample(0, 2)
	wantCode(t, w.Append(ctx, []regulars.Event{two[1], two[0]}, at(2)), regulars.ErrInvalid, "order")
	wantCode(t, w.Append(ctx, []regulars.Event{two[0], two[0]}, at(2)), regulars.ErrInvalid, "order")
	wantCode(t, w.Append(ctx, two, at(1)), regulars.ErrInvalid, "order")
	wantSame(t, w, &Model{})
}

func testLarge(t *testing.T, h Harness) {
	w := h.empty(t)
	const n = 60_000
	mustAppend(t, w, sample(0, n))
	wantRows(t, w, warehouse.Events().Group(nil, warehouse.Count("n"), warehouse.Sum("sum", warehouse.Col("amount")), warehouse.Distinct("d", warehouse.Col("customer"))),
		"60000 | 1800030000 | 10")
	seen := int64(0)
	must(t, w.Scan(context.Background(), at(17), func(e regulars.Event) error {
		if seen++; e.Position.Seq != 17+seen {
			t.Fatalf("event %d stands where %d should", e.Position.Seq, 17+seen)
		}
		return nil
	}))
	if seen != n-17 {
		t.Fatalf("a scan gives %d events", seen)
	}
}

func testCutBack(t *testing.T, h Harness) {
	w, m := h.empty(t), &Model{}
	ctx := context.Background()
	events := append(sample(0, 50), moved(51, warehouse.Merged, `{"from":1,"into":2}`), moved(52, warehouse.Merged, `{"from":2,"into":3}`))
	for _, to := range []warehouse.Warehouse{w, m} {
		mustAppend(t, to, events)
		must(t, to.CutBack(ctx, at(100)))
		must(t, to.CutBack(ctx, at(51)))
	}
	wantSame(t, w, m)
	for _, seq := range []int64{30, 0} {
		for _, to := range []warehouse.Warehouse{w, m} {
			must(t, to.CutBack(ctx, at(seq)))
			mustAppend(t, to, events[:40])
		}
		wantSame(t, w, m)
	}
}

func testBackup(t *testing.T, h Harness) {
	w := h.empty(t)
	ctx := context.Background()
	events := sample(0, 300)
	mustAppend(t, w, events[:200])
	dir := filepath.Join(t.TempDir(), "new", "backup")
	must(t, w.Backup(ctx, dir))
	mustAppend(t, w, events[200:])
	place := t.TempDir()
	h.Restore(t, dir, place)
	restored := h.Open(t, place)
	defer restored.Close()
	var m Model
	mustAppend(t, &m, events[:200])
	wantSame(t, restored, &m)
	// The log feeds it what it missed.
	mustAppend(t, restored, events)
	wantSame(t, restored, w)
}

func testCrash(t *testing.T, h Harness) {
	place := t.TempDir()
	w := h.Open(t, place)
	defer w.Close()
	var m Model
	var seq int64
	for round, n := range []int{1, 5_000, 3, 40_000, 700} {
		events := append(sample(seq, n), moved(seq+int64(n)+1, warehouse.Merged, `{"from":`+string(rune('1'+round))+`,"into":9}`))
		seq += int64(n) + 1
		mustAppend(t, w, events)
		mustAppend(t, &m, events)
		left := t.TempDir()
		h.Crash(t, place, left)
		again := h.Open(t, left)
		wantSame(t, again, &m)
		next := sample(seq, 10)
		mustAppend(t, again, next)
		must(t, again.Close())
	}
}

func testClosed(t *testing.T, h Harness) {
	place := t.TempDir()
	w := h.Open(t, place)
	ctx := context.Background()
	mustAppend(t, w, sample(0, 10))
	must(t, w.Close())
	must(t, w.Close())
	_, err := w.Query(ctx, warehouse.Ask(warehouse.Events()))
	wantCode(t, err, regulars.ErrUnavailable, "")
	wantCode(t, w.Append(ctx, sample(10, 1), at(11)), regulars.ErrUnavailable, "")
	w = h.Open(t, place)
	defer w.Close()
	wantRows(t, w, warehouse.Events().Group(nil, warehouse.Count("n")), "10")
}
