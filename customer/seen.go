package customer

import (
	"encoding/binary"
	"maps"
	"slices"

	"regulars"
	"regulars/internal/store"
)

// A customer's last time changes with nearly every event, and each change
// dirties a page of its own: a million customers at once would write a hundred
// times what they say. So the times of a large batch wait, packed, in
// customer_seen, from which they go where they belong when many have gathered
// or when the log rests. A small batch writes them at once.
const (
	seenAtOnce = 500
	seenMost   = 50_000
)

// span is when a customer was first and last seen, µs; the last is the
// beginning of an hour.
type span struct {
	first, last int64
	earlier     bool // the first changed, too
}

// writeSeen writes the times that this batch changed, or has them wait.
func (w *work) writeSeen() error {
	changed := make(map[int64]span, len(w.seen))
	for n, earlier := range w.seen {
		if f, ok := w.faces.get(n); ok && !w.isFresh[n] {
			changed[n] = span{f.first, f.last, earlier}
		}
	}
	if len(changed) == 0 {
		return nil
	}
	if len(w.waiting) == 0 && len(changed) <= w.seenAtOnce {
		return saveSeen(w.tx, changed)
	}
	for n, s := range changed {
		s.earlier = s.earlier || w.waiting[n].earlier
		w.waiting[n] = s
	}
	if len(w.waiting) >= w.seenMost {
		return w.settle()
	}
	w.waves++
	_, err := w.tx.Exec("INSERT INTO customer_seen (id, spans) VALUES (?, ?)", w.waves, packSeen(changed))
	return err
}

// settle writes the times that wait where they belong.
func (w *work) settle() error {
	if len(w.waiting) == 0 {
		return nil
	}
	if err := saveSeen(w.tx, w.waiting); err != nil {
		return err
	}
	_, err := w.tx.Exec("DELETE FROM customer_seen WHERE id <= ?", w.waves)
	clear(w.waiting)
	return err
}

// rest settles what waits, once the log rests.
func (c *Customers) rest(tx *store.Tx) error {
	tx.AfterRollback(c.forget)
	// Another process that leads meanwhile waits, or has this one read anew.
	if _, err := tx.Exec("UPDATE customer_resolver SET stamp = stamp"); err != nil {
		return err
	}
	w, err := c.begin(tx)
	if err != nil {
		return err
	}
	// Nothing but where the times stand has changed: memory agrees as before.
	err = w.settle()
	c.stamp = w.at.stamp
	return err
}

var (
	updateLast = newBulk("WITH v (id, last_seen) AS (VALUES ", 2,
		") UPDATE customer_list SET last_seen = v.last_seen FROM v WHERE customer_list.id = v.id", "BIGINT", "BIGINT")
	updateFirst = newBulk("WITH v (id, first_seen) AS (VALUES ", 2,
		") UPDATE customer_list SET first_seen = v.first_seen FROM v WHERE customer_list.id = v.id", "BIGINT", "BIGINT")
)

// saveSeen writes first times apart, because they have an index and hardly ever
// change.
func saveSeen(tx *store.Tx, spans map[int64]span) error {
	lasts, firsts := make([]any, 0, 2*len(spans)), []any(nil)
	for _, n := range slices.Sorted(maps.Keys(spans)) {
		s := spans[n]
		lasts = append(lasts, n, s.last)
		if s.earlier {
			firsts = append(firsts, n, s.first)
		}
	}
	if err := updateLast.exec(tx, lasts); err != nil {
		return err
	}
	return updateFirst.exec(tx, firsts)
}

// loadSeen reads the times that wait.
func (c *Customers) loadSeen(tx *store.Tx) (err error) {
	c.waiting, c.waves, err = readSeen(tx)
	return err
}

// readSeen gives the times that wait, and the newest row that has some.
func readSeen(tx *store.Tx) (waiting map[int64]span, waves int64, err error) {
	waiting = map[int64]span{}
	err = store.Each(tx, func(row store.Scanner) error {
		var packed []byte
		if err := row.Scan(&waves, &packed); err != nil {
			return err
		}
		return unpackSeen(waiting, packed)
	}, "SELECT id, spans FROM customer_seen ORDER BY id")
	if err != nil {
		return nil, 0, err
	}
	return waiting, waves, nil
}

// upToDate gives customers the times that wait, for whoever judges them now and
// not again.
func upToDate(tx *store.Tx, list []Customer) error {
	waiting, _, err := readSeen(tx)
	if err != nil || len(waiting) == 0 {
		return err
	}
	for i := range list {
		s, ok := waiting[list[i].ID]
		if !ok {
			continue
		}
		list[i].LastSeen = regulars.FromMicros(s.last)
		if s.earlier {
			list[i].FirstSeen = regulars.FromMicros(s.first)
		}
	}
	return nil
}

// packSeen writes spans in the order of their numbers, as varints: twice the
// distance to the number before, plus one when the first time follows; the last
// time in hours; the first in µs.
func packSeen(spans map[int64]span) []byte {
	out := make([]byte, 0, 8*len(spans))
	before := int64(0)
	for _, n := range slices.Sorted(maps.Keys(spans)) {
		s, step := spans[n], uint64(n-before)<<1
		if s.earlier {
			step |= 1
		}
		out = binary.AppendUvarint(out, step)
		out = binary.AppendVarint(out, s.last/hour)
		if s.earlier {
			out = binary.AppendVarint(out, s.first)
		}
		before = n
	}
	return out
}

func unpackSeen(into map[int64]span, packed []byte) error {
	number, broken := int64(0), false
	take := func(v int64, n int) int64 {
		if n <= 0 {
			broken, n = true, len(packed)
		}
		packed = packed[n:]
		return v
	}
	for len(packed) > 0 {
		u, n := binary.Uvarint(packed)
		step := take(int64(u), n)
		number += step >> 1
		s := into[number]
		s.last = hour * take(binary.Varint(packed))
		if step&1 != 0 {
			s.first, s.earlier = take(binary.Varint(packed)), true
		}
		into[number] = s
	}
	if broken {
		return &regulars.Error{Code: regulars.ErrInternal, Message: "times of customers that wait cannot be read"}
	}
	return nil
}
