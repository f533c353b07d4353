package eventlog

import (
	"context"
	"time"

	"regulars"
	"regulars/internal/store"
)

// trimPage is how many chunks one transaction of [Log.Trim] removes.
const trimPage = 256

// Trim removes chunks that were received before an instant and that every
// follower and sink has passed, and gives how many events it removed. The
// newest chunk always stays: it holds the high-water mark of seq.

func (l *Log) Trim(ctx context.Context, before time.Time) (removed int64, err error) {
	if err := l.Ready(ctx); err != nil {
		return 0, err
	}
	limit, err := l.slowest(ctx)
	if err != nil {
		return 0, err
	}
	for {
		n, more, err := l.trimOnce(ctx, before, limit)
		removed += n
		if err != nil {
			return removed, err
		}
		if !more {
			return removed, l.forget(ctx)
		}
	}
}

// forget lets go of the oldest ids in memory above the limit of [Options].
func (l *Log) forget(ctx context.Context) error {
	for over := l.ids.size() - l.o.MaxIDs; over > 0; {
		var page []chunkIDs
		err := l.db.Read(ctx, func(tx *store.Tx) (err error) {
			page, err = readIDs(tx, l.idsFrom, l.end.Load())
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, c := range page {
			if over <= 0 {
				break
			}
			l.ids.removeAll(c.first, c.ids)
			l.idsFrom = c.first + int64(len(c.ids)/8)
			over -= int64(len(c.ids) / 8)
		}
	}
	return nil
}

// slowest gives the position that every follower and sink has passed.
func (l *Log) slowest(ctx context.Context) (regulars.Position, error) {
	limit, err := l.End(ctx)
	if err != nil {
		return limit, err
	}
	for _, name := range l.names() {
		at, err := l.positionOf(ctx, name)
		if err != nil {
			return limit, err
		}
		if at.Compare(limit) < 0 {
			limit = at
		}
	}
	return limit, nil
}

func (l *Log) trimOnce(ctx context.Context, before time.Time, limit regulars.Position) (removed int64, more bool, err error) {
	err = l.db.Write(ctx, func(tx *store.Tx) error {
		chunks, err := store.Rows(tx, func(row store.Scanner) (c chunkIDs, err error) {
			err = row.Scan(&c.first, &c.ids)
			return c, err
		}, `SELECT first_seq, ids FROM log_chunk
			WHERE received < ? AND (epoch, tx, first_seq + events - 1) <= (?, ?, ?)
			AND first_seq < (SELECT max(first_seq) FROM log_chunk)
			ORDER BY first_seq LIMIT ?`, regulars.Micros(before), limit.Epoch, limit.Tx, limit.Seq, trimPage)
		if err != nil {
			return err
		}
		removed, more = 0, len(chunks) == trimPage
		for _, c := range chunks {
			for _, table := range [...]string{"log_chunk", "log_owner"} {
				if _, err := tx.Exec("DELETE FROM "+table+" WHERE first_seq = ?", c.first); err != nil {
					return err
				}
			}
			n := int64(len(c.ids) / 8)
			if tx.Dialect() == store.Postgres {
				if _, err := tx.Exec("DELETE FROM log_id WHERE seq = ?", c.first); err != nil {
					return err
				}
			}
			removed += n
			tx.AfterCommit(func() { l.ids.removeAll(c.first, c.ids) })
		}
		return nil
	})
	return removed, more, err
}
