package warehousetest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

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
