package report

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"regulars"
)

// kept keeps answers by key and has each worked out by one goroutine at a time.
type kept[K comparable, V any] struct {
	clock   regulars.Clock
	slog    *slog.Logger
	compute func(context.Context, K) (V, error)

	patience time.Duration // how long to wait for a fresher answer than the one there is
	oldest   time.Duration // an answer older than this is not given

	mu      sync.Mutex
	entries map[K]*entry[V]
	closed  bool
	working sync.WaitGroup
	cancel  context.CancelFunc
	ctx     context.Context
}

// entry is an answer, or the wait for one.
type entry[V any] struct {
	value V
	at    time.Time // when it was begun; zero while there is none
	cost  time.Duration
	err   error         // of the last attempt
	done  chan struct{} // closed when the attempt under way ends; nil when there is none
	used  time.Time
}

// How answers are kept.
const (
	keptAnswers = 32
	calmFactor  = 20 // an answer counts as fresh for so many times its cost
	calmLeast   = time.Second
	calmMost    = 5 * time.Minute
)

func newKept[K comparable, V any](clock regulars.Clock, logger *slog.Logger, compute func(context.Context, K) (V, error)) *kept[K, V] {
	k := &kept[K, V]{clock: clock, slog: logger, compute: compute, patience: 120 * time.Millisecond, oldest: time.Hour,
		entries: map[K]*entry[V]{}}
	k.ctx, k.cancel = context.WithCancel(context.Background())
	return k
}

// close stops work under way and waits for its end.
func (k *kept[K, V]) close() {
	k.mu.Lock()
	k.closed = true
	k.mu.Unlock()
	k.cancel()
	k.working.Wait()
}

var errClosed = &regulars.Error{Code: regulars.ErrUnavailable, Reason: "closing", Message: "the server is stopping"}

// get gives the answer for key: the one that is kept while it is fresh; else a
// new one when it is there within a moment, or the kept one when it is not.
func (k *kept[K, V]) get(ctx context.Context, key K) (V, error) {
	now := k.clock.Now()
	k.mu.Lock()
	e := k.entries[key]
	if e == nil {
		k.makeRoom()
		e = &entry[V]{}
		k.entries[key] = e
	}
	e.used = now
	there, value := !e.at.IsZero(), e.value
	age := now.Sub(e.at)
	if there && age < min(max(calmFactor*e.cost, calmLeast), calmMost) {
		k.mu.Unlock()
		return value, nil
	}
	done := k.begin(key, e, now)
	k.mu.Unlock()
	if done == nil {
		return value, errClosed
	}
	var enough <-chan time.Time
	if there && age < k.oldest {
		enough = time.After(k.patience)
	}
	select {
	case <-ctx.Done():
		return value, ctx.Err()
	case <-enough:
		return value, nil
	case <-done:
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if e.err != nil && !(there && age < k.oldest) {
		return value, e.err
	}
	return e.value, nil
}

// begin has an answer worked out unless that is under way, and gives what is
// closed when it is there; nil when there is no more work to begin.
func (k *kept[K, V]) begin(key K, e *entry[V], now time.Time) chan struct{} {
	if e.done != nil || k.closed {
		return e.done
	}
	e.done = make(chan struct{})
	k.working.Go(func() {
		value, err := k.compute(k.ctx, key)
		k.mu.Lock()
		defer k.mu.Unlock()
		if e.err = err; err == nil {
			e.value, e.at, e.cost = value, now, k.clock.Now().Sub(now)
		} else if k.ctx.Err() == nil {
			k.slog.Warn("a report was not worked out", "code", regulars.CodeOf(err), "error", err)
		}
		close(e.done)
		e.done = nil
	})
	return e.done
}

// makeRoom forgets the answer that nobody has asked for the longest, when
// there are many.
func (k *kept[K, V]) makeRoom() {
	if len(k.entries) < keptAnswers {
		return
	}
	var oldest K
	var found *entry[V]
	for key, e := range k.entries {
		if e.done == nil && (found == nil || e.used.Before(found.used)) {
			oldest, found = key, e
		}
	}
	if found != nil {
		delete(k.entries, oldest)
	}
}
