package warehousetest

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars"
	"regulars/internal/warehouse"
)

// Harness is how the suite gets at an engine. A place is a folder of its own.
type Harness struct {
	// Open opens the warehouse in place, making it when it is not there.
	Open func(t testing.TB, place string) warehouse.Warehouse
	// Crash makes at to what a process killed at this instant would leave of
	// the open warehouse in place.
	Crash func(t testing.TB, place, to string)
	// Restore puts a backup in the folder dir into the empty place.
	Restore func(t testing.TB, dir, place string)
	// Holds reports whether the files in place hold a text anywhere. Nil for
	// an engine that has no files here.
	Holds func(t testing.TB, place, text string) bool
}

// Run runs the whole suite.
func Run(t *testing.T, h Harness) {
	for name, test := range map[string]func(*testing.T, Harness){
		"an empty warehouse stands before every event":   testEmpty,
		"what is appended comes back as it was":          testRoundTrip,
		"events known already are ignored":               testIdempotent,
		"events out of order are refused":                testOrder,
		"a transaction may be large":                     testLarge,
		"cut back, it forgets and goes on":               testCutBack,
		"a merge moves everything, a split undoes it":    testMerge,
		"merges by many batches and by one are the same": testMergeBatches,
		"an erased person is gone, the totals stay":      testErase,
		"a backup is restored as it was":                 testBackup,
		"a killed process loses nothing acknowledged":    testCrash,
		"a bad question is refused":                      testBadQuestion,
		"tables of one answer show one state":            testOneState,
		"a cancelled question ends":                      testCancel,
		"closed, it answers no more":                     testClosed,
		"days are those of the zone":                     testDays,
		"any history and any question, as the model":     testModel,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, h)
		})
	}
}

func (h Harness) empty(t testing.TB) warehouse.Warehouse {
	t.Helper()
	w := h.Open(t, t.TempDir())
	t.Cleanup(func() { w.Close() })
	return w
}

func at(seq int64) regulars.Position { return regulars.Position{Seq: seq} }

var start = time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)

// sample gives n orders of customers 1 to 10, the first at from+1.
func sample(from int64, n int) []regulars.Event {
	events := make([]regulars.Event, n)
	for i := range events {
		seq := from + int64(i) + 1
		events[i] = regulars.Event{
			Position: at(seq), ID: regulars.NewID(start) + "-" + time.Duration(seq).String(), Type: regulars.Track, Name: "Order Completed",
			UserID: "user", Time: start.Add(time.Duration(seq) * time.Minute), Received: start.Add(time.Duration(seq) * time.Minute),
			Source: "shop", Channel: regulars.Web, Order: "A-" + time.Duration(seq).String(), Amount: regulars.Money{Minor: seq, Currency: "CNY"},
			Body: []byte(`{"total":1}`), Customer: seq%10 + 1, Origin: seq%10 + 1,
		}
	}
	return events
}

func moved(seq int64, name, body string) regulars.Event {
	return regulars.Event{Position: at(seq), ID: "move-" + time.Duration(seq).String(), Type: regulars.Track, Name: name, Source: warehouse.MergeSource,
		Time: start, Received: start, Body: []byte(body)}
}

// tb is what both a test and a property test can do.
type tb interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func must(t tb, err error) {
	t.Helper()
	var coded *regulars.Error
	if errors.As(err, &coded) {
		t.Fatal(err, coded.Err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func mustAppend(t tb, w warehouse.Warehouse, events []regulars.Event) {
	t.Helper()
	must(t, w.Append(context.Background(), events, events[len(events)-1].Position))
}

func scan(t tb, w warehouse.Warehouse, from regulars.Position) []regulars.Event {
	t.Helper()
	var out []regulars.Event
	must(t, w.Scan(context.Background(), from, func(e regulars.Event) error {
		out = append(out, e)
		return nil
	}))
	return out
}

func wantSame(t tb, got, want warehouse.Warehouse) {
	t.Helper()
	ctx := context.Background()
	a, err := got.Position(ctx)
	must(t, err)
	b, err := want.Position(ctx)
	must(t, err)
	if a != b {
		t.Fatalf("the position is %v, want %v", a, b)
	}
	x, y := scan(t, got, regulars.Position{}), scan(t, want, regulars.Position{})
	for i := range min(len(x), len(y)) {
		if warehouse.MergeSource == x[i].Source && x[i].ID == "" {
			x[i].Body, y[i].Body = nil, nil // how the numbers of an erased merge are spelled
		}
		if !reflect.DeepEqual(x[i], y[i]) {
			t.Fatalf("event %d is\n%+v, want\n%+v", i, x[i], y[i])
		}
	}
	if len(x) != len(y) {
		t.Fatalf("there are %d events, want %d", len(x), len(y))
	}
}

// wantSameOwners compares who has the events of whom.
func wantSameOwners(t tb, got, want warehouse.Warehouse) {
	t.Helper()
	q := warehouse.Ask(warehouse.Events().Group(warehouse.Keys("origin", "customer"), warehouse.Count("n")))
	a, err := got.Query(context.Background(), q)
	must(t, err)
	b, err := want.Query(context.Background(), q)
	must(t, err)
	if x, y := rowsOf(a.Tables[0], false), rowsOf(b.Tables[0], false); !slices.Equal(x, y) {
		t.Fatalf("by origin and customer there are %v, want %v", x, y)
	}
}

func wantRows(t tb, w warehouse.Warehouse, r *warehouse.Relation, want ...string) {
	t.Helper()
	answer, err := w.Query(context.Background(), warehouse.Ask(r))
	must(t, err)
	if got := rowsOf(answer.Tables[0], true); !slices.Equal(got, want) {
		t.Fatalf("the rows are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func wantCode(t tb, err error, code regulars.Code, reason string) {
	t.Helper()
	var coded *regulars.Error
	if !errors.As(err, &coded) || coded.Code != code || reason != "" && coded.Reason != reason {
		t.Fatalf("the error is %v, want %s with reason %q", err, code, reason)
	}
}

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
