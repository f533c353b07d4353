package report

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"regulars"
)

// work is a computation that a test lets end when it wants.
type work struct {
	clock *regulars.ManualClock
	kept  *kept[int, int]
	began chan int      // tells each beginning, with the key
	end   chan result   // ends one
	cost  time.Duration // by which each moves the clock
}

type result struct {
	value int
	err   error
}

func newWork(t *testing.T) *work {
	w := &work{clock: regulars.NewManualClock(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)), began: make(chan int, 100), end: make(chan result)}
	w.kept = newKept(w.clock, slog.New(slog.DiscardHandler), func(ctx context.Context, key int) (int, error) {
		w.began <- key
		select {
		case r := <-w.end:
			w.clock.Advance(w.cost)
			return r.value, r.err
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	})
	w.kept.patience = time.Hour // a test decides what comes first, not time
	t.Cleanup(w.kept.close)
	return w
}

// ask asks in the background and gives where the answer comes.
func (w *work) ask(key int) <-chan result {
	out := make(chan result, 1)
	go func() {
		v, err := w.kept.get(context.Background(), key)
		out <- result{v, err}
	}()
	return out
}

func want(t *testing.T, got <-chan result, value int, err error) {
	t.Helper()
	if r := <-got; r.value != value && err == nil || !errors.Is(r.err, err) {
		t.Fatalf("the answer is %d, %v; want %d, %v", r.value, r.err, value, err)
	}
}

func TestKeptIsWorkedOutOnce(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	var all []<-chan result
	for range 20 {
		all = append(all, w.ask(1))
	}
	<-w.began
	w.end <- result{value: 7}
	for _, a := range all {
		want(t, a, 7, nil)
	}
	want(t, w.ask(1), 7, nil) // fresh for a second
	if len(w.began) != 0 {
		t.Fatal("it was worked out twice")
	}
}

func TestKeptIsRenewedBehind(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	w.cost = 10 * time.Second
	a := w.ask(1)
	<-w.began
	w.end <- result{value: 7}
	want(t, a, 7, nil)
	w.clock.Advance(199 * time.Second) // begun 209 s ago; fresh for 20 × 10 s
	w.kept.patience = 0
	want(t, w.ask(1), 7, nil)
	<-w.began
	w.kept.patience = time.Hour
	b := w.ask(1)
	w.end <- result{value: 8}
	want(t, b, 8, nil)
	// An answer that is too old is not given at all.
	w.clock.Advance(2 * time.Hour)
	w.kept.patience = 0
	c := w.ask(1)
	<-w.began
	w.end <- result{value: 9}
	want(t, c, 9, nil)
}

func TestKeptAfterFailure(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	fault := errors.New("broken")
	a := w.ask(1)
	<-w.began
	w.end <- result{err: fault}
	want(t, a, 0, fault)
	b := w.ask(1)
	<-w.began
	w.end <- result{value: 3}
	want(t, b, 3, nil)
	w.clock.Advance(time.Minute)
	c := w.ask(1) // the older answer is better than the failure
	<-w.began
	w.end <- result{err: fault}
	want(t, c, 3, nil)
}

func TestKeptCloses(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	a := w.ask(1)
	<-w.began
	w.kept.close()
	want(t, a, 0, context.Canceled)
	want(t, w.ask(2), 0, errClosed)
}

func TestKeptForgets(t *testing.T) {
	t.Parallel()
	clock := regulars.NewManualClock(time.Unix(0, 0))
	var mu sync.Mutex
	times := map[int]int{}
	k := newKept(clock, slog.New(slog.DiscardHandler), func(_ context.Context, key int) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		times[key]++
		return key, nil
	})
	defer k.close()
	for key := range keptAnswers + 5 {
		clock.Advance(time.Millisecond)
		if _, err := k.get(context.Background(), key); err != nil {
			t.Fatal(err)
		}
	}
	if len(k.entries) != keptAnswers {
		t.Fatalf("%d answers are kept", len(k.entries))
	}
	for _, key := range []int{keptAnswers + 4, 0} {
		if v, err := k.get(context.Background(), key); v != key || err != nil {
			t.Fatal(v, err)
		}
	}
	if times[keptAnswers+4] != 1 || times[0] != 2 {
		t.Fatalf("the newest was worked out %d times, the oldest %d times", times[keptAnswers+4], times[0])
	}
}
