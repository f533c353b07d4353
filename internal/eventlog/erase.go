package eventlog

import (
	"context"
	"strconv"

	"regulars"
	"regulars/internal/store"
)

// erasePage is how many chunks' owners are looked at together.
const erasePage = 512

// Erase takes out of the log what tells who the owners of events are, for every
// event that belongs to one of the given customers or whose origin is one of
// them. What is left of an event is its position, time, source, channel and
// amount, the name of a track call, a stand-in for its order, and the number it
// belongs to, so that a replay comes to the same sums. Events of which keep
// says that they tell of nothing but numbers stay as they are. It gives how
// many events it changed. The same call again changes nothing.
//
// Events that the owning follower has not passed yet are left alone.
func (l *Log) Erase(ctx context.Context, customers []int64, keep func(*regulars.Event) bool) (erased int64, err error) {
	whom := make(map[int64]bool, len(customers))
	for _, c := range customers {
		whom[c] = c != 0
	}
	e := eraser{log: l, whom: whom, keep: keep, orders: map[string]string{}}
	for after := int64(0); ; {
		hits, last, err := e.find(ctx, after)
		if err != nil || last == 0 {
			return erased, err
		}
		for _, first := range hits {
			n, err := e.rewrite(ctx, first)
			if erased += n; err != nil {
				return erased, err
			}
		}
		after = last
	}
}

// eraser is one call of Erase.
type eraser struct {
	log    *Log
	whom   map[int64]bool
	keep   func(*regulars.Event) bool
	orders map[string]string // stand-ins by order
}

func (e *eraser) owns(o owner) bool { return e.whom[o.customer] || e.whom[o.origin] }

// find gives the chunks of a page that have events to erase, and the page's
// last chunk; 0 when there are no more.
func (e *eraser) find(ctx context.Context, after int64) (hits []int64, last int64, err error) {
	type owned struct {
		first  int64
		n      int
		owners []byte
	}
	var page []owned
	err = e.log.db.Read(ctx, func(tx *store.Tx) (err error) {
		page, err = store.Rows(tx, func(row store.Scanner) (o owned, err error) {
			err = row.Scan(&o.first, &o.n, &o.owners)
			return o, err
		}, `SELECT c.first_seq, c.events, o.owners FROM log_chunk c JOIN log_owner o ON o.first_seq = c.first_seq
			WHERE c.first_seq > ? ORDER BY c.first_seq LIMIT ?`, after, erasePage)
		return err
	})
	for _, o := range page {
		owners, err := unpackOwners(o.owners, o.n)
		if err != nil {
			return nil, 0, err
		}
		for _, owner := range owners {
			if e.owns(owner) {
				hits = append(hits, o.first)
				break
			}
		}
		last = o.first
	}
	return hits, last, err
}

// rewrite erases within one chunk.
func (e *eraser) rewrite(ctx context.Context, first int64) (erased int64, err error) {
	err = e.log.db.Write(ctx, func(tx *store.Tx) error {
		erased = 0
		rows, err := store.Rows(tx, scanChunk, `SELECT c.epoch, c.tx, c.first_seq, c.events, c.body, o.owners
			FROM log_chunk c JOIN log_owner o ON o.first_seq = c.first_seq WHERE c.first_seq = ?`, first)
		if err != nil || len(rows) == 0 {
			return err // trimmed meanwhile
		}
		c, err := rows[0].chunk()
		if err != nil {
			return err
		}
		for i := range c.events {
			if ev := &c.events[i]; e.owns(c.owners[i]) && ev.ID != "" && !e.keep(ev) {
				e.blank(ev, c.owners[i].origin)
				erased++
			}
		}
		if erased == 0 {
			return nil
		}
		if _, err := tx.Exec("UPDATE log_chunk SET body = ? WHERE first_seq = ?", packEvents(c.events), first); err != nil {
			return err
		}
		tx.AfterCommit(func() { e.log.tail.replace(c) })
		return nil
	})
	return erased, err
}

// blank leaves of an event what a replay needs.
func (e *eraser) blank(ev *regulars.Event, number int64) {
	left := regulars.Event{Position: ev.Position, Type: regulars.Track, Time: ev.Time, Received: ev.Received, Source: ev.Source,
		Channel: ev.Channel, Amount: ev.Amount, Customer: number}
	if ev.Type == regulars.Track {
		left.Name = ev.Name
	}
	if ev.Order != "" {
		if e.orders[ev.Order] == "" {
			e.orders[ev.Order] = "erased-" + strconv.FormatInt(ev.Position.Seq, 10)
		}
		left.Order = e.orders[ev.Order]
	}
	*ev = left
}

// replace puts a changed chunk in the place of the one in memory.
func (t *tail) replace(c *chunk) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.chunks {
		if t.chunks[i].first == c.first {
			t.chunks[i] = c
			return
		}
	}
}
