package event

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"time"

	"regulars"
	"regulars/internal/eventlog"
	"regulars/internal/store"
)

const (
	maxWaiting     = 4096    // requests that wait for a writer
	maxGroupEvents = 16384   // of one append
	maxGroupBytes  = 8 << 20 // of one append; a single request may be larger
)

// request is what one HTTP request brought, on its way to the disk.
type request struct {
	source    string
	received  time.Time
	events    []regulars.Event
	held      []Held
	forgotten int64
	bytes     int64

	done chan struct{}
	err  error
}

// submit hands a request to the writers and waits until it is on disk. Once
// handed over its outcome is always waited for: it counts, whether or not the
// client is still there.
func (in *Intake) submit(r *request) error {
	if len(r.events) == 0 && len(r.held) == 0 && r.forgotten == 0 {
		return nil
	}
	if err := in.enqueue(r); err != nil {
		return err
	}
	<-r.done
	return r.err
}

func (in *Intake) enqueue(r *request) error {
	in.gate.RLock()
	defer in.gate.RUnlock()
	if in.closed {
		return errClosing
	}
	select {
	case in.queue <- r:
		return nil
	default:
		return errBusy
	}
}

var (
	errClosing = &regulars.Error{Code: regulars.ErrUnavailable, Reason: "closing", RetryAfter: 5, Message: "the server is stopping; try again"}
	errBusy    = &regulars.Error{Code: regulars.ErrTooMany, Reason: "busy", RetryAfter: 1, Message: "more is coming in than can be written; try again"}
	errBehind  = &regulars.Error{Code: regulars.ErrTooMany, Reason: "behind", RetryAfter: 10, Message: "what came in earlier is still being worked on; try again"}
)

// write appends groups of requests until the queue is closed and empty.
func (in *Intake) write() {
	for first := range in.queue {
		in.append(in.gather(first))
	}
}

// gather takes whatever else is waiting, so that one append serves them all.
func (in *Intake) gather(first *request) []*request {
	group := []*request{first}
	events, bytes, yielded := len(first.events), first.bytes, false
	for events < maxGroupEvents && bytes < maxGroupBytes {
		select {
		case r, ok := <-in.queue:
			if !ok {
				return group
			}
			group = append(group, r)
			events += len(r.events)
			bytes += r.bytes
		default:
			if yielded {
				return group
			}
			yielded = true // let requests that are being decoded come along
			runtime.Gosched()
		}
	}
	return group
}

// append puts a group on disk. When something other than the store's health is
// in the way, each request is tried by itself, so that none suffers for another.
func (in *Intake) append(group []*request) {
	err := in.appendOnce(group)
	if err != nil && len(group) > 1 && regulars.CodeOf(err) != regulars.ErrUnavailable {
		for _, r := range group {
			in.append([]*request{r})
		}
		return
	}
	if err != nil {
		in.complain(err, len(group))
		err = unwritten(err)
	}
	for _, r := range group {
		r.err = err
		close(r.done)
	}
}

// complainEvery is how often a failure to write is noted, in microseconds: when
// the disk is full, notes must not fill it further.
const complainEvery = 10_000_000

// complain notes that requests could not be written, now and then.
func (in *Intake) complain(err error, requests int) {
	n := in.unwritten.Add(int64(requests))
	now, last := in.o.Clock.Now().UnixMicro(), in.complained.Load()
	if now-last < complainEvery || !in.complained.CompareAndSwap(last, now) {
		return
	}
	in.unwritten.Add(-n)
	in.o.Logger.Error("events could not be written; their senders were told to try again",
		"requests", n, "code", regulars.CodeOf(err), "error", err, "cause", errors.Unwrap(err))
}

// unwritten is what a client is told of any failure to write: try again.
func unwritten(err error) error {
	if regulars.CodeOf(err) == regulars.ErrUnavailable {
		return err
	}
	return &regulars.Error{Code: regulars.ErrUnavailable, Reason: "store", RetryAfter: 10,
		Message: "this could not be written; try again", Err: err}
}

func (in *Intake) appendOnce(group []*request) error {
	began := in.o.Clock.Now()
	var batch *eventlog.Batch
	if events := joined(group); len(events) > 0 {
		batch = eventlog.Prepare(events)
	}
	var sums []tally
	err := in.db.Write(context.Background(), func(tx *store.Tx) error {
		if batch != nil {
			if _, err := in.log.AppendBatch(tx, batch); err != nil {
				return err
			}
		}
		for _, r := range group {
			if err := putHeld(tx, r.held); err != nil {
				return err
			}
		}
		sums = tallies(group, batch)
		return putTallies(tx, sums)
	})
	if err != nil {
		return err
	}
	in.meter.appended(sums, len(group), in.o.Clock.Now().Sub(began))
	in.tails.publish(group, batch)
	in.pruneSometimes(group)
	return nil
}

// joined gives the events of all requests in one list.
func joined(group []*request) []regulars.Event {
	if len(group) == 1 {
		return group[0].events
	}
	n := 0
	for _, r := range group {
		n += len(r.events)
	}
	events := make([]regulars.Event, 0, n)
	for _, r := range group {
		events = append(events, r.events...)
	}
	return events
}

// budget bounds the memory of requests under way.
type budget struct {
	limit int64
	used  atomic.Int64
}

func (b *budget) take(n int64) bool {
	if b.used.Add(n) > b.limit {
		b.used.Add(-n)
		return false
	}
	return true
}

func (b *budget) give(n int64) { b.used.Add(-n) }

// behind remembers for a moment how far the slowest follower is behind.
type behind struct {
	looked atomic.Int64 // microseconds
	events atomic.Int64
}

// lookAgain is how long a look at the followers is good for, in microseconds.
const lookAgain = 250_000

// pressure says whether anything can be taken now.
func (in *Intake) pressure(ctx context.Context) error {
	if in.o.Backlog < 0 {
		return nil
	}
	now, looked := in.o.Clock.Now().UnixMicro(), in.behind.looked.Load()
	if now-looked >= lookAgain && in.behind.looked.CompareAndSwap(looked, now) {
		n, err := in.log.Backlog(ctx)
		if err != nil {
			return unwritten(err)
		}
		in.behind.events.Store(n)
	}
	if in.behind.events.Load() > in.o.Backlog {
		return errBehind
	}
	return nil
}
