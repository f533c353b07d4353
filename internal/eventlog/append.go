package eventlog

import (
	"slices"

	"regulars"
	"regulars/internal/store"
)

// Batch is a list of events made ready for [Log.AppendBatch]: encoded and
// compressed outside of any transaction.
type Batch struct {
	events []regulars.Event
	parts  []part
	added  [][]regulars.Event
}

// Added gives the events that the latest [Log.AppendBatch] appended, with their
// positions, in pieces; those that it left out are missing. They are the log's
// own: nobody changes them.
func (b *Batch) Added() [][]regulars.Event { return b.added }

// part is one chunk in the making.
type part struct {
	events []regulars.Event
	ids    []byte
	body   []byte
}

// Prepare makes events ready to be appended. The events must not be changed
// afterwards. Two events of one id in the same list are one event: the first.
func Prepare(events []regulars.Event) *Batch {
	events = distinct(events)
	b := &Batch{events: events}
	for c := range slices.Chunk(events, maxChunk) {
		b.parts = append(b.parts, part{events: c, ids: packIDs(c), body: packEvents(c)})
	}
	return b
}

// distinct leaves out events whose id stands earlier in the list.
func distinct(events []regulars.Event) []regulars.Event {
	seen := make(map[string]struct{}, len(events))
	for i := range events {
		seen[events[i].ID] = struct{}{}
	}
	if len(seen) == len(events) {
		return events
	}
	clear(seen)
	out := make([]regulars.Event, 0, len(events))
	for i := range events {
		if _, ok := seen[events[i].ID]; !ok {
			seen[events[i].ID] = struct{}{}
			out = append(out, events[i])
		}
	}
	return out
}

// Append appends events to the log in the caller's transaction, leaving out
// those whose id the window knows, and gives how many it added. Events must
// have an ID, a Type, a Time and a Received. While the log is being rebuilt
// nothing is appended.
//
// Errors are those of the database; ErrUnavailable when the known ids could
// not be loaded.
func (l *Log) Append(tx *store.Tx, events []regulars.Event) (added int, err error) {
	if len(events) == 0 || l.o.Rebuild {
		return 0, nil
	}
	return l.AppendBatch(tx, Prepare(slices.Clone(events)))
}

// AppendBatch is [Log.Append] for events that were prepared outside of the
// transaction.
func (l *Log) AppendBatch(tx *store.Tx, b *Batch) (added int, err error) {
	if l.o.Rebuild {
		return 0, nil
	}
	if err := l.Ready(tx.Context()); err != nil {
		return 0, &regulars.Error{Code: regulars.ErrUnavailable, Reason: "log", RetryAfter: 5,
			Message: "the log is not ready; try again", Err: err}
	}
	b.added = nil // the transaction may run again
	for _, p := range b.parts {
		events, err := l.appendPart(tx, p)
		if err != nil {
			return 0, err
		}
		b.added = append(b.added, events)
		added += len(events)
	}
	return added, nil
}

func (l *Log) appendPart(tx *store.Tx, p part) ([]regulars.Event, error) {
	if tx.Dialect() == store.Postgres {
		return l.appendPostgres(tx, p)
	}
	fresh, err := l.fresh(tx, p.events)
	if err != nil || len(fresh) == 0 {
		return nil, err
	}
	if len(fresh) < len(p.events) {
		p = part{events: fresh, ids: packIDs(fresh), body: packEvents(fresh)}
	}
	c := &chunk{events: p.events}
	c.place(regulars.Position{Seq: l.next})
	if err := insertChunk(tx, c, p); err != nil {
		return nil, err
	}
	l.next += int64(len(c.events))
	l.ids.addAll(c.first.Seq, p.ids)
	tx.AfterRollback(func() { l.ids.removeAll(c.first.Seq, p.ids) })
	tx.AfterCommit(func() {
		l.end.Store(c.last().Seq)
		l.tail.add(c)
		l.publish(c.events)
	})
	return c.events, nil
}

func insertChunk(tx *store.Tx, c *chunk, p part) error {
	_, err := tx.Exec("INSERT INTO log_chunk (first_seq, epoch, tx, events, received, ids, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
		c.first.Seq, c.first.Epoch, c.first.Tx, len(c.events), regulars.Micros(c.events[len(c.events)-1].Received), p.ids, p.body)
	return err
}

// fresh gives the events whose ids the window does not know.
func (l *Log) fresh(tx *store.Tx, events []regulars.Event) ([]regulars.Event, error) {
	var out []regulars.Event
	var seen confirmer
	for i := range events {
		old := false
		if ref, hit := l.ids.find(hashID(events[i].ID)); hit {
			var err error
			if old, err = seen.confirm(tx, ref, events[i].ID); err != nil {
				return nil, err
			}
		}
		switch {
		case old && out == nil:
			out = append(make([]regulars.Event, 0, len(events)), events[:i]...)
		case !old && out != nil:
			out = append(out, events[i])
		}
	}
	if out == nil {
		return events, nil
	}
	return out, nil
}

// confirmer looks up full ids behind hashes, remembering the last chunk: a
// repeated request repeats a whole chunk.
type confirmer struct {
	first, last int64
	ids         map[string]struct{}
}

// confirm reports whether id stands where a hit on its hash points to.
func (c *confirmer) confirm(tx *store.Tx, ref uint32, id string) (bool, error) {
	low := int64(ref) * seqPerRef
	high := low + seqPerRef - 1
	if c.ids != nil && c.first <= low && high <= c.last {
		_, ok := c.ids[id]
		return ok, nil
	}
	type stored struct {
		first int64
		n     int
		body  []byte
	}
	// A chunk has at most maxChunk events, so nothing earlier can reach low.
	chunks, err := store.Rows(tx, func(row store.Scanner) (s stored, err error) {
		err = row.Scan(&s.first, &s.n, &s.body)
		return s, err
	}, "SELECT first_seq, events, body FROM log_chunk WHERE first_seq > ? AND first_seq <= ? AND first_seq + events > ?",
		low-maxChunk, high, low)
	if err != nil {
		return false, err
	}
	found := false
	for _, s := range chunks {
		events, err := unpackEvents(s.body, s.n)
		if err != nil {
			return false, err
		}
		c.first, c.last, c.ids = s.first, s.first+int64(s.n)-1, make(map[string]struct{}, s.n)
		for i := range events {
			c.ids[events[i].ID] = struct{}{}
		}
		if _, ok := c.ids[id]; ok {
			found = true
			break
		}
	}
	return found, nil
}
