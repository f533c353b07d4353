package eventlog

import (
	"context"

	"regulars"
	"regulars/internal/store"
)

// First gives the position of the oldest event in the log, and false when the
// log is empty. What was before it, the warehouse keeps.
func (l *Log) First(ctx context.Context) (p regulars.Position, ok bool, err error) {
	err = l.db.Read(ctx, func(tx *store.Tx) error {
		p, err = store.Row(tx, scanPosition, "SELECT epoch, tx, first_seq FROM log_chunk ORDER BY epoch, tx, first_seq LIMIT 1")
		ok = err == nil
		if err == store.ErrNoRow {
			return nil
		}
		return err
	})
	return p, ok, err
}

// Refill puts events back into the log that [Log.Trim] had removed, at the
// positions they had, so that followers can be rebuilt from the beginning. scan
// gives them in the log's order, as they were when they were appended (so with
// a Customer only where one of our own acts named it); those that the log still
// holds are left out.
func (l *Log) Refill(ctx context.Context, scan func(fn func(regulars.Event) error) error) (refilled int64, err error) {
	first, ok, err := l.First(ctx)
	if err != nil {
		return 0, err
	}
	var run []regulars.Event
	flush := func() error {
		if len(run) == 0 {
			return nil
		}
		c := &chunk{events: run, first: run[0].Position}
		p := part{events: run, ids: packIDs(run), body: packEvents(run)}
		run = nil
		refilled += int64(len(c.events))
		return l.db.Write(ctx, func(tx *store.Tx) error { return insertChunk(tx, c, p) })
	}
	err = scan(func(e regulars.Event) error {
		if ok && e.Position.Compare(first) >= 0 {
			return nil
		}
		if n := len(run); n > 0 && (n == maxChunk || e.Position != next(run[n-1].Position)) {
			if err := flush(); err != nil {
				return err
			}
		}
		run = append(run, e)
		return nil
	})
	if err != nil {
		return refilled, err
	}
	return refilled, flush()
}

// next is the position of an event right behind another in one chunk.
func next(p regulars.Position) regulars.Position {
	p.Seq++
	return p
}
