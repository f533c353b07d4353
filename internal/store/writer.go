package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxGroup bounds how many callers share one commit.
	maxGroup = 512
	// maxGroupTime bounds how long the first caller of a group waits for the
	// others before the commit.
	maxGroupTime = 50 * time.Millisecond
)

var errClosed = errors.New("the row store is closed")

// writer is the one goroutine that writes to a SQLite file. It takes callers'
// functions from a queue and commits as many together as are waiting.
type writer struct {
	db    *DB
	queue chan *task
	stop  chan struct{}
	ended chan struct{}
	once  sync.Once
}

// task is one caller's function and where its result goes.
type task struct {
	ctx   context.Context
	fn    func(*Tx) error
	state atomic.Int32 // waiting, taken or withdrawn
	done  chan struct{}
	err   error
	tx    *Tx
}

const (
	waiting = iota
	taken
	withdrawn
)

func newWriter(db *DB) *writer {
	w := &writer{db: db, queue: make(chan *task, 1024), stop: make(chan struct{}), ended: make(chan struct{})}
	go w.run()
	return w
}

// do queues fn and waits for its outcome. A caller that gives up while its
// task still waits withdraws it; once taken, the outcome is always told.
func (w *writer) do(ctx context.Context, fn func(*Tx) error) error {
	t := &task{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case w.queue <- t:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.stop:
		return errClosed
	}
	select {
	case <-t.done:
		return t.err
	case <-ctx.Done():
		if t.state.CompareAndSwap(waiting, withdrawn) {
			return ctx.Err()
		}
		<-t.done
		return t.err
	case <-w.ended:
		// The writer may have ended between our queueing and its last look.
		if t.state.CompareAndSwap(waiting, withdrawn) {
			return errClosed
		}
		<-t.done
		return t.err
	}
}

func (w *writer) close() {
	w.once.Do(func() { close(w.stop) })
	<-w.ended
}

func (w *writer) run() {
	defer close(w.ended)
	for {
		select {
		case t := <-w.queue:
			w.group(t)
		case <-w.stop:
			for {
				select {
				case t := <-w.queue:
					w.group(t)
				default:
					return
				}
			}
		}
	}
}

// group runs first and whatever else is waiting in one transaction.
func (w *writer) group(first *task) {
	raw, err := w.db.write.BeginTx(context.Background(), nil)
	if err != nil {
		if first.state.CompareAndSwap(waiting, taken) {
			first.finish(err)
		}
		return
	}
	ran, err := w.runTasks(raw, first)
	if err == nil {
		err = raw.Commit()
	}
	if err != nil {
		raw.Rollback()
	}
	for _, t := range ran {
		if err != nil {
			t.tx.undone()
		} else {
			t.tx.done()
		}
		t.finish(err)
	}
	w.db.checkpointer.committed(w.db.write)
}

// runTasks runs tasks until none waits or the group is full, and gives those
// whose effects now stand in the transaction. Tasks that failed are finished.
// An error means that SQLite undid the whole transaction (a full disk does
// that), so that nothing of the group may count.
func (w *writer) runTasks(raw *sql.Tx, first *task) (ran []*task, err error) {
	began := time.Now() // measures how long the group may grow; not a business time
	for t := first; ; {
		if t.state.CompareAndSwap(waiting, taken) {
			if err := w.runOne(raw, t); err != nil {
				t.finish(err)
				if t.tx.broken {
					return ran, err
				}
			} else {
				ran = append(ran, t)
			}
		}
		if len(ran) >= maxGroup || time.Since(began) > maxGroupTime {
			return ran, nil
		}
		if t = w.next(); t == nil {
			return ran, nil
		}
	}
}

// next gives a waiting task, letting other goroutines queue theirs first.
func (w *writer) next() *task {
	select {
	case t := <-w.queue:
		return t
	default:
	}
	runtime.Gosched()
	select {
	case t := <-w.queue:
		return t
	default:
		return nil
	}
}

func (w *writer) runOne(raw *sql.Tx, t *task) (err error) {
	t.tx = &Tx{ctx: context.WithoutCancel(t.ctx), db: w.db, raw: raw}
	return t.tx.Attempt(func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("a write panicked: %v\n%s", p, debug.Stack())
			}
		}()
		return t.fn(t.tx)
	})
}

func (t *task) finish(err error) {
	t.err = err
	close(t.done)
}
