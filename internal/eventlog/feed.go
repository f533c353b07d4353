package eventlog

import (
	"context"
	"sync"
	"time"

	"regulars"
)

// Sink is a follower that keeps its data, and its cursor with them, outside of
// the row store.
type Sink interface {
	// Position gives where the sink has come to.
	Position(ctx context.Context) (regulars.Position, error)
	// Append stores events and the position to in one transaction. Events at
	// or before its position are ignored.
	Append(ctx context.Context, events []regulars.Event, to regulars.Position) error
	// CutBack removes everything after a position: the log lost its end, for
	// instance by a restore, and the sink is ahead of it.
	CutBack(ctx context.Context, to regulars.Position) error
}

// feedBatch bounds a sink's transaction: columnar stores want few, large ones.
const feedBatch = 32_768

// Feed registers a sink that follows behind the follower named after.
func (l *Log) Feed(name, after string, sink Sink) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.feeds = append(l.feeds, &feeder{log: l, name: name, after: after, sink: sink})
}

type feeder struct {
	log         *Log
	name, after string
	sink        Sink

	mu      sync.Mutex
	at      regulars.Position
	failure error
}

func (f *feeder) position() regulars.Position {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at
}

func (f *feeder) moveTo(p regulars.Position) {
	f.mu.Lock()
	f.at, f.failure = p, nil
	f.mu.Unlock()
	f.log.changed.send()
}

// begin finds where the sink stands and cuts off what the log does not have.
func (f *feeder) begin(ctx context.Context) error {
	at, err := f.sink.Position(ctx)
	if err != nil {
		return err
	}
	end, err := f.log.End(ctx)
	if err != nil {
		return err
	}
	if at.Compare(end) > 0 {
		f.log.slog.Warn("a sink is ahead of its log and is cut back", "sink", f.name)
		if err := f.sink.CutBack(ctx, end); err != nil {
			return err
		}
		at = end
	}
	f.moveTo(at)
	return nil
}

func (f *feeder) run(ctx context.Context) {
	for ctx.Err() == nil {
		changed := f.log.changed.wait()
		moved, err := f.step(ctx)
		if err != nil {
			f.failed(ctx, err)
			continue
		}
		if !moved {
			if !f.log.pause(ctx, changed, f.position()) {
				return
			}
			// Something came: let more of it gather before the next transaction.
			f.gather(ctx)
		}
	}
}

func (f *feeder) gather(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(f.log.o.FeedDelay):
	}
}

func (f *feeder) failed(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	f.mu.Lock()
	f.failure = err
	f.mu.Unlock()
	f.log.slog.Warn("a sink of the log waits and tries again", "sink", f.name, "code", regulars.CodeOf(err), "error", err)
	select {
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
}

func (f *feeder) step(ctx context.Context) (moved bool, err error) {
	chunks, err := f.log.behind(ctx, f.after, f.position(), feedBatch)
	if err != nil || len(chunks) == 0 {
		return false, err
	}
	to := chunks[len(chunks)-1].last()
	// A transaction under way is finished even when the program is told to stop.
	if err := f.sink.Append(context.WithoutCancel(ctx), flatten(chunks, true), to); err != nil {
		return false, err
	}
	f.moveTo(to)
	return true, nil
}
