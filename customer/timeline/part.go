package timeline

import (
	"errors"

	"regulars/internal/store"
)

// The shape of the tree; variables so that tests can make it small.
var (
	// openEvents is how full the open part grows before the next one is begun.
	openEvents = 8192
	// fan is how many parts of one level become one part of the next.
	fan = 24
)

// onePart reports whether this database has a single part, number 0.
// Differs because PostgreSQL keeps rows in a heap; see the package's comment.
func onePart(tx *store.Tx) bool { return tx.Dialect() == store.Postgres }

type part struct {
	id, level, events, into int64
	open                    bool
}

func scanPart(row store.Scanner) (p part, err error) {
	var open int64
	err = row.Scan(&p.id, &p.level, &p.events, &open, &p.into)
	p.open = open != 0
	return p, err
}

// partFor gives the part that takes n more entries, beginning one when needed.
func partFor(tx *store.Tx, n int) (int64, error) {
	if onePart(tx) {
		return 0, nil
	}
	p, err := store.Row(tx, scanPart, "SELECT id, level, events, is_open, into_part FROM timeline_part WHERE is_open = 1")
	if err != nil && !errors.Is(err, store.ErrNoRow) {
		return 0, err
	}
	if err == nil && int(p.events)+n <= openEvents {
		_, err := tx.Exec("UPDATE timeline_part SET events = events + ? WHERE id = ?", n, p.id)
		return p.id, err
	}
	if _, err := tx.Exec("UPDATE timeline_part SET is_open = 0 WHERE is_open = 1"); err != nil {
		return 0, err
	}
	return newPart(tx, 0, n, true)
}

// newPart begins a part. Ids are never used again while any part is there, so
// a new part's rows lie behind all others.
func newPart(tx *store.Tx, level int64, events int, open bool) (int64, error) {
	isOpen := 0
	if open {
		isOpen = 1
	}
	return store.Row(tx, store.One[int64], `INSERT INTO timeline_part (id, level, events, is_open, into_part)
		SELECT coalesce(max(id), 0) + 1, ?, ?, ?, 0 FROM timeline_part RETURNING id`, level, events, isOpen)
}

// allParts gives the ids of the parts in which entries may stand.
func allParts(tx *store.Tx) ([]int64, error) {
	if onePart(tx) {
		return []int64{0}, nil
	}
	return store.Rows(tx, store.One[int64], "SELECT id FROM timeline_part ORDER BY id DESC")
}

// compact moves some entries of full parts into larger ones: for each level
// that has a move under way, somewhat more than came in, so that a move is over
// before the next one is due.
func compact(tx *store.Tx, added int) error {
	if onePart(tx) {
		return nil
	}
	parts, err := store.Rows(tx, scanPart, "SELECT id, level, events, is_open, into_part FROM timeline_part ORDER BY id")
	if err != nil {
		return err
	}
	sources := map[int64][]part{} // by the part they are being moved into
	busy := map[int64]bool{}      // levels that are being moved from
	for _, p := range parts {
		if p.into != 0 {
			sources[p.into] = append(sources[p.into], p)
			busy[p.level] = true
		}
	}
	idle := map[int64][]part{} // full parts by level
	for _, p := range parts {
		switch {
		case len(sources[p.id]) > 0:
			if err := move(tx, p.id, sources[p.id], added+added/2+64); err != nil {
				return err
			}
		case !p.open && p.into == 0 && !busy[p.level]:
			if idle[p.level] = append(idle[p.level], p); len(idle[p.level]) == fan {
				return begin(tx, p.level, idle[p.level])
			}
		}
	}
	return nil
}

// begin starts to move parts of one level into a new part of the next.
func begin(tx *store.Tx, level int64, sources []part) error {
	events := int64(0)
	for _, s := range sources {
		events += s.events
	}
	target, err := newPart(tx, level+1, int(events), false)
	if err != nil {
		return err
	}
	for _, s := range sources {
		if _, err := tx.Exec("UPDATE timeline_part SET into_part = ? WHERE id = ?", target, s.id); err != nil {
			return err
		}
	}
	return nil
}

type key struct{ customer, time, seq int64 }

func (k key) less(o key) bool {
	if k.customer != o.customer {
		return k.customer < o.customer
	}
	if k.time != o.time {
		return k.time < o.time
	}
	return k.seq < o.seq
}

func scanKey(row store.Scanner) (k key, err error) {
	err = row.Scan(&k.customer, &k.time, &k.seq)
	return k, err
}

// move takes about budget of the smallest entries of sources over into target,
// so that it grows at its end only.
func move(tx *store.Tx, target int64, sources []part, budget int) error {
	last := key{forever, forever, forever}
	each := max(1, budget/len(sources))
	for _, s := range sources {
		k, err := store.Row(tx, scanKey, `SELECT customer, time, seq FROM timeline_event WHERE part = ?
			ORDER BY customer, time, seq LIMIT 1 OFFSET ?`, s.id, each)
		if errors.Is(err, store.ErrNoRow) {
			continue
		}
		if err != nil {
			return err
		}
		if k.less(last) {
			last = k
		}
	}
	args := []any{target}
	for _, s := range sources {
		args = append(args, s.id)
	}
	args = append(args, last.customer, last.time, last.seq)
	if _, err := tx.Exec(`INSERT INTO timeline_event (part, customer, time, seq, kind, type, name, channel, source,
			order_id, amount, currency, own, body)
		SELECT ?, customer, time, seq, kind, type, name, channel, source, order_id, amount, currency, own, body
		FROM timeline_event WHERE part IN `+store.Marks(1, len(sources))+` AND (customer, time, seq) <= (?, ?, ?)
		ORDER BY customer, time, seq`, args...); err != nil {
		return err
	}
	for _, s := range sources {
		if _, err := tx.Exec("DELETE FROM timeline_event WHERE part = ? AND (customer, time, seq) <= (?, ?, ?)",
			s.id, last.customer, last.time, last.seq); err != nil {
			return err
		}
	}
	if last.customer != forever {
		return nil
	}
	_, err := tx.Exec("DELETE FROM timeline_part WHERE into_part = ?", target)
	return err
}
