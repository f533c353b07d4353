package eventlog

import (
	"context"
	"fmt"

	"regulars"
	"regulars/internal/store"
)

// storedChunk is a row of log_chunk, with its owners when they are known.
type storedChunk struct {
	first  regulars.Position
	n      int
	body   []byte
	owners []byte
}

// Differs because on PostgreSQL a transaction with a lower number may still
// commit; only what lies below the oldest one running is safe to pass.
var settled = store.Fragment{
	SQLite:   "",
	Postgres: "AND c.tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
}

// readChunks gives chunks after a position from the table, up to max events
// (at least one chunk), in order.
func readChunks(tx *store.Tx, after regulars.Position, max int) ([]*chunk, error) {
	var out []*chunk
	for n := 0; n < max; {
		page := max/maxChunk + 8
		rows, err := store.Rows(tx, scanChunk, `SELECT c.epoch, c.tx, c.first_seq, c.events, c.body, o.owners
			FROM log_chunk c LEFT JOIN log_owner o ON o.first_seq = c.first_seq
			WHERE (c.epoch, c.tx, c.first_seq) > (?, ?, ?) `+tx.Pick(settled)+`
			ORDER BY c.epoch, c.tx, c.first_seq LIMIT ?`, after.Epoch, after.Tx, after.Seq, page)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if n += row.n; n > max && len(out) > 0 {
				return out, nil
			}
			c, err := row.chunk()
			if err != nil {
				return nil, err
			}
			out = append(out, c)
			after = c.last()
		}
		if len(rows) < page {
			return out, nil
		}
	}
	return out, nil
}

func scanChunk(row store.Scanner) (s storedChunk, err error) {
	err = row.Scan(&s.first.Epoch, &s.first.Tx, &s.first.Seq, &s.n, &s.body, &s.owners)
	return s, err
}

func (s storedChunk) chunk() (*chunk, error) {
	events, err := unpackEvents(s.body, s.n)
	if err != nil {
		return nil, fmt.Errorf("the log's chunk at %d is damaged: %w", s.first.Seq, err)
	}
	c := &chunk{events: events}
	c.place(s.first)
	if s.owners != nil {
		if c.owners, err = unpackOwners(s.owners, s.n); err != nil {
			return nil, fmt.Errorf("the customers of the log's chunk at %d are damaged: %w", s.first.Seq, err)
		}
	}
	return c, nil
}

// after gives chunks after a position, from memory when they are there.
func (l *Log) after(ctx context.Context, p regulars.Position, max int) ([]*chunk, error) {
	if l.db.Dialect() == store.SQLite {
		if chunks, ok := l.tail.after(p, max); ok {
			return chunks, nil
		}
	}
	var chunks []*chunk
	err := l.db.Read(ctx, func(tx *store.Tx) (err error) {
		chunks, err = readChunks(tx, p, max)
		return err
	})
	return chunks, err
}

// Read gives events after a position in the log's order, up to about max (at
// least one chunk when there is one), with their customers where known.
func (l *Log) Read(ctx context.Context, after regulars.Position, max int) ([]regulars.Event, error) {
	chunks, err := l.after(ctx, after, max)
	if err != nil {
		return nil, err
	}
	return flatten(chunks, true), nil
}

// EventsAt gives the events with the given seqs that the log still holds, for
// views that keep only a reference. Their order is the log's.
func (l *Log) EventsAt(tx *store.Tx, seqs map[int64]bool) ([]regulars.Event, error) {
	var out []regulars.Event
	done := make(map[int64]bool, len(seqs))
	for seq := range seqs {
		if done[seq] {
			continue
		}
		rows, err := store.Rows(tx, scanChunk, `SELECT c.epoch, c.tx, c.first_seq, c.events, c.body, o.owners
			FROM log_chunk c LEFT JOIN log_owner o ON o.first_seq = c.first_seq
			WHERE c.first_seq > ? AND c.first_seq <= ? ORDER BY c.first_seq DESC LIMIT 1`, seq-maxChunk, seq)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			c, err := row.chunk()
			if err != nil {
				return nil, err
			}
			for _, e := range flatten([]*chunk{c}, true) {
				if seqs[e.Position.Seq] && !done[e.Position.Seq] {
					out = append(out, e)
					done[e.Position.Seq] = true
				}
			}
		}
	}
	return out, nil
}

// flatten copies the chunks' events into one list, so that whoever gets it may
// set Customer; with owners, each has its customer.
func flatten(chunks []*chunk, owned bool) []regulars.Event {
	n := 0
	for _, c := range chunks {
		n += len(c.events)
	}
	out := make([]regulars.Event, 0, n)
	for _, c := range chunks {
		at := len(out)
		out = append(out, c.events...)
		if owned && c.owners != nil {
			for i, o := range c.owners {
				out[at+i].Customer, out[at+i].Origin = o.customer, o.origin
			}
		}
	}
	return out
}
