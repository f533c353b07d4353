package eventlog

import (
	"context"
	"errors"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Extent says how much the log holds.
type Extent struct {
	// Events is exact on PostgreSQL; on SQLite it is told from the numbers of the
	// first and the last event, in which gaps are rare.
	Events int64
	// First and Last are when the oldest and the newest chunk came in; zero when
	// the log is empty.
	First, Last time.Time
}

// Extent says how much the log holds. It is cheap on SQLite.
func (l *Log) Extent(ctx context.Context) (e Extent, err error) {
	err = l.db.Read(ctx, func(tx *store.Tx) error {
		first, err := edge(tx, "")
		if errors.Is(err, store.ErrNoRow) {
			return nil
		}
		if err != nil {
			return err
		}
		last, err := edge(tx, "DESC")
		if err != nil {
			return err
		}
		e = Extent{Events: last.seq + last.events - first.seq, First: regulars.FromMicros(first.received), Last: regulars.FromMicros(last.received)}
		if tx.Dialect() == store.Postgres { // where every chunk takes as many numbers as the largest may need
			e.Events, err = store.Row(tx, store.One[int64], "SELECT sum(events)::bigint FROM log_chunk")
		}
		return err
	})
	return e, err
}

type edgeChunk struct{ seq, events, received int64 }

// edge gives the first chunk in an order of positions.
func edge(tx *store.Tx, direction string) (edgeChunk, error) {
	return store.Row(tx, func(row store.Scanner) (c edgeChunk, err error) {
		err = row.Scan(&c.seq, &c.events, &c.received)
		return c, err
	}, "SELECT first_seq, events, received FROM log_chunk ORDER BY epoch "+direction+", tx "+direction+", first_seq "+direction+" LIMIT 1")
}
