package scan_test

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"

	"regulars"
	"regulars/audience/lang"
	"regulars/audience/lang/langtest"
	"regulars/audience/scan"
	"regulars/internal/warehouse"
	"regulars/internal/warehouse/duckdb"
)

// bench is one warehouse that holds one world after another: customers of a
// world have numbers of their own in it.
type bench struct {
	mu    sync.Mutex
	w     warehouse.Warehouse
	at    regulars.Position
	next  int64
	bases map[*langtest.World]base
}

// base is what was put in of a world, and the number before its first customer.
type base struct {
	before int64
	events int
}

func newBench(t testing.TB) *bench {
	t.Helper()
	w, err := duckdb.Open(context.Background(), filepath.Join(t.TempDir(), "w.duckdb"), duckdb.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return &bench{w: w, bases: map[*langtest.World]base{}}
}

// put appends the events of a world, later ones first: the log's order is not
// that of time. Only events at one instant keep their order.
func (b *bench) put(w *langtest.World) (int64, error) {
	var events []regulars.Event
	for _, p := range w.People {
		events = append(events, p.Events...)
	}
	known, ok := b.bases[w]
	if ok && known.events == len(events) {
		return known.before, nil
	}
	known = base{before: b.next, events: len(events)}
	b.next += int64(len(w.People))
	b.bases[w] = known
	slices.SortStableFunc(events, func(a, o regulars.Event) int { return o.Time.Compare(a.Time) })
	for i := range events {
		b.at.Seq++
		e := &events[i]
		e.Position, e.ID = b.at, "e"
		e.Customer += known.before
		e.Origin = e.Customer
	}
	if len(events) == 0 {
		return known.before, nil
	}
	return known.before, b.w.Append(context.Background(), events, b.at)
}

// backend answers by scanning; it shifts customers to their numbers and back.
func (b *bench) backend(w *langtest.World, xs []*lang.Expression, now time.Time) ([][]int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before, err := b.put(w)
	if err != nil {
		return nil, err
	}
	plan, err := scan.Compile(now, xs...)
	if err != nil {
		return nil, err
	}
	var answer warehouse.Answer
	if q, asks := plan.Question(); asks {
		if answer, err = b.w.Query(context.Background(), q); err != nil {
			return nil, err
		}
	}
	for _, t := range answer.Tables {
		customers := t.Ints("customer")
		for i := range customers {
			customers[i] -= before
		}
	}
	f := facts{w}
	everybody, _ := f.Everybody(context.Background())
	holding, err := f.Holding(context.Background(), now, plan.Facts())
	if err != nil {
		return nil, err
	}
	var out [][]int64
	for _, set := range plan.Members(answer, everybody, holding) {
		var numbers []int64
		for _, n := range set.ToArray() {
			numbers = append(numbers, int64(n))
		}
		out = append(out, numbers)
	}
	return out, nil
}

// facts answers from a world, by evaluation in memory.
type facts struct{ w *langtest.World }

func (f facts) Everybody(context.Context) (*roaring.Bitmap, error) {
	set := roaring.New()
	for _, p := range f.w.People {
		set.Add(uint32(p.Number))
	}
	return set, nil
}

func (f facts) Holding(_ context.Context, now time.Time, conditions []lang.Condition) (out []*roaring.Bitmap, err error) {
	for i := range conditions {
		x, err := lang.Check(lang.Node{Is: &conditions[i]}, f.w.Catalogue)
		if err != nil {
			return nil, err
		}
		set := roaring.New()
		for j := range f.w.People {
			if x.Evaluate(&f.w.People[j], now).Matches {
				set.Add(uint32(f.w.People[j].Number))
			}
		}
		out = append(out, set)
	}
	return out, nil
}

func TestScripts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	langtest.Run(t, "../lang/testdata", b.backend)
}

func TestAgreesWithMemory(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rapid.Check(t, func(t *rapid.T) { langtest.Agree(t, b.backend) })
}
