package warehousetest

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars"
	"regulars/internal/warehouse"
)

func testBadQuestion(t *testing.T, h Harness) {
	w := h.empty(t)
	events := warehouse.Events()
	for name, q := range map[string]warehouse.Question{
		"nothing":         warehouse.Ask(),
		"unknown column":  warehouse.Ask(events.Where(warehouse.Col("nope").Eq(warehouse.Text("")))),
		"kinds differ":    warehouse.Ask(events.Where(warehouse.Col("name").Eq(warehouse.Int(1)))),
		"sum of texts":    warehouse.Ask(events.Group(nil, warehouse.Sum("s", warehouse.Col("name")))),
		"name twice":      warehouse.Ask(events.Group(warehouse.Keys("name"), warehouse.Count("Name"))),
		"name of symbols": warehouse.Ask(events.With(`x"; --`, warehouse.Int(1))),
		"no divisor":      warehouse.Ask(events.With("x", warehouse.Col("time").Over(0))),
		"no zone":         warehouse.Ask(events.With("x", warehouse.Day(warehouse.Col("time"), nil))),
		"bad path":        warehouse.Ask(events.With("x", warehouse.JSON("body", `a"b`))),
		"zero byte":       warehouse.Ask(events.With("x", warehouse.Text("a\x00"))),
		"no order":        warehouse.Ask(events.Chain([]string{"customer"}, nil, warehouse.Nth("n"))),
		"negative limit":  warehouse.Ask(events.Top(-1)),
		"not a number":    warehouse.Ask(events.Where(warehouse.Col("time"))),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Query(context.Background(), q)
			wantCode(t, err, regulars.ErrInvalid, "question")
		})
	}
}

func testOneState(t *testing.T, h Harness) {
	w := h.empty(t)
	ctx := context.Background()
	done := make(chan error, 1)
	go func() {
		var err error
		for seq := int64(0); seq < 2_000 && err == nil; seq += 100 {
			err = w.Append(ctx, sample(seq, 100), at(seq+100))
		}
		done <- err
	}()
	byDay := warehouse.Events().Group(warehouse.Keys("customer"), warehouse.Count("n"))
	q := warehouse.Ask(byDay, byDay.Group(nil, warehouse.Sum("n", warehouse.Col("n"))), warehouse.Events().Group(nil, warehouse.Count("n"), warehouse.Max("seq", warehouse.Col("seq"))))
	for seq := int64(0); seq < 2_000; {
		answer, err := w.Query(ctx, q)
		must(t, err)
		seq = answer.At.Seq
		a, b, c := answer.Tables[1].Ints("n")[0], answer.Tables[2].Ints("n")[0], answer.Tables[2].Ints("seq")[0]
		if a != seq || b != seq || c != seq {
			t.Fatalf("at %d one table counts %d, another %d up to %d", seq, a, b, c)
		}
	}
	must(t, <-done)
}

func testCancel(t *testing.T, h Harness) {
	w := h.empty(t)
	mustAppend(t, w, sample(0, 1000))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := w.Query(ctx, warehouse.Ask(warehouse.Events())); err == nil {
		t.Fatal("a question that was cancelled is answered")
	}
	wantRows(t, w, warehouse.Events().Group(nil, warehouse.Count("n")), "1000")
}

func testBound(t *testing.T, h Harness) {
	w := h.empty(t)
	mustAppend(t, w, sample(0, 20))
	q := warehouse.Ask(warehouse.Events().Keep("seq"), warehouse.Events().Group(nil, warehouse.Count("n")))
	q.Most = 19
	_, err := w.Query(context.Background(), q)
	wantCode(t, err, regulars.ErrTooLarge, "rows")
	q.Most = 20
	answer, err := w.Query(context.Background(), q)
	must(t, err)
	if n := answer.Tables[0].Len(); n != 20 {
		t.Fatalf("there are %d rows", n)
	}
}

// testDays is a worked example: New York went from five hours behind to four
// on 2025-03-09 at 07:00 UTC, so that day had 23 hours.
func testDays(t *testing.T, h Harness) {
	w := h.empty(t)
	zone, err := time.LoadLocation("America/New_York")
	must(t, err)
	var events []regulars.Event
	for i := range 96 {
		instant := time.Date(2025, 3, 8, 0, 30, 0, 0, time.UTC).Add(time.Duration(i) * time.Hour)
		events = append(events, regulars.Event{Position: at(int64(i) + 1), ID: "x", Type: regulars.Track, Time: instant, Received: instant})
	}
	mustAppend(t, w, events)
	day := warehouse.Day(warehouse.Col("time"), zone)
	wantRows(t, w, warehouse.Events().With("day", day).Group(warehouse.Keys("day"), warehouse.Count("hours")).Sort("day"),
		"20154 | 5", "20155 | 24", "20156 | 23", "20157 | 24", "20158 | 20")
	wantRows(t, w, warehouse.Events().Group([]warehouse.Named{{As: "week", Of: warehouse.Week(day)}, {As: "month", Of: warehouse.Month(day)}}, warehouse.Count("hours")).Sort("week"),
		"20150 | 662 | 52", "20157 | 662 | 44")
}

func testModel(t *testing.T, h Harness) {
	w := h.empty(t)
	ctx := context.Background()
	rapid.Check(t, func(rt *rapid.T) {
		m := &Model{}
		must(rt, w.CutBack(ctx, regulars.Position{}))
		for range rapid.IntRange(1, 4).Draw(rt, "rounds") {
			switch rapid.IntRange(0, 5).Draw(rt, "act") {
			case 0:
				to := at(rapid.Int64Range(0, max(0, m.at.Seq)+1).Draw(rt, "to"))
				must(rt, w.CutBack(ctx, to))
				must(rt, m.CutBack(ctx, to))
			case 1:
				whom := rapid.SliceOfN(rapid.Int64Range(1, 6), 1, 2).Draw(rt, "whom")
				must(rt, w.Erase(ctx, whom))
				must(rt, m.Erase(ctx, whom))
			default:
				if events := drawEvents(rt, m.at, 25); len(events) > 0 {
					mustAppend(rt, w, events)
					mustAppend(rt, m, events)
				}
			}
		}
		wantSame(rt, w, m)
		for range 4 {
			q := drawQuestion(rt)
			got, err := w.Query(ctx, q)
			must(rt, err)
			want, err := m.Query(ctx, q)
			must(rt, err)
			for i := range want.Tables {
				a, b := rowsOf(got.Tables[i], false), rowsOf(want.Tables[i], false)
				for j := range max(len(a), len(b)) {
					if len(a) != len(b) || a[j] != b[j] {
						rt.Fatalf("table %d has %d rows, row %d is\n%s\nwant %d rows\n%s", i, len(a), j, a[min(j, len(a)-1):], len(b), b[min(j, len(b)-1):])
					}
				}
			}
		}
	})
}
