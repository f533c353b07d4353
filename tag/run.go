package tag

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"regulars"
	"regulars/audience"
	"regulars/customer"
	"regulars/internal/store"
)

const (
	// span is how many customer numbers are worked out at a time.
	span = 2000
	// keepRuns is how many runs are kept: a year of nights, and changes.
	keepRuns = 500
	// week is after what a weekly tag is worked out again: seven nights, of which
	// the last may come a little early.
	week = 7*24*time.Hour - 2*time.Hour
)

// Run works all tags of everybody out as of now, reading each past once, and
// keeps what it comes to. Only one runs at a time; a second call waits. It reads
// the scores, so it runs after them. progress is told how many of how many
// customer numbers are done; it may be nil. A run that is cut off is asked for
// again.
//
// touch has audiences evaluate those whose tags changed; without it, whoever calls
// has them evaluate everybody afterwards.
func (t *Tags) Run(ctx context.Context, touch bool, progress func(done, total int64)) error {
	t.working.Lock()
	defer t.working.Unlock()
	if progress == nil {
		progress = func(int64, int64) {}
	}
	if err := t.expire(ctx, t.Clock.Now()); err != nil {
		return err
	}
	now, err := t.Moment(ctx)
	if err != nil {
		return err
	}
	w, wanted, most, err := t.begin(ctx, now)
	if err != nil {
		return err
	}
	w.touch = touch
	for from := int64(1); from <= most; from += span {
		if err := w.stretch(ctx, from, min(from+span, most+1)); err != nil {
			return err
		}
		progress(min(from+span-1, most), most)
	}
	if err := w.finish(ctx, wanted); err != nil {
		return err
	}
	t.wake() // for who has become due meanwhile
	return nil
}

// begin takes everybody off the list of those due and looks up what is to be done.
func (t *Tags) begin(ctx context.Context, now time.Time) (w *work, wanted, most int64, err error) {
	if err = t.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec("DELETE FROM tag_due"); err != nil {
			return err
		}
		wanted, err = store.Row(tx, store.One[int64], "UPDATE tag_state SET wanted = wanted + 1 RETURNING wanted")
		return err
	}); err != nil {
		return nil, 0, 0, err
	}
	err = t.Store.Read(ctx, func(tx *store.Tx) error {
		if w, err = t.newWork(tx, now, true, func(c *compiled) bool {
			return c.Freshness != Weekly || c.computed != c.Version || now.Sub(c.AsOf) >= week
		}); err != nil {
			return err
		}
		most, err = customer.Most(tx)
		return err
	})
	if err == nil {
		w.summary = newSummary(w.plan)
	}
	return w, wanted, most, err
}

// stretch works out the customers with numbers from from up to below to.
func (w *work) stretch(ctx context.Context, from, to int64) error {
	var rows []row
	var before map[int64][]byte
	err := w.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if before, err = packedWhere(tx, "customer >= ? AND customer < ?", from, to); err != nil {
			return err
		}
		var who []audience.Seen
		if who, err = w.reader.Between(tx, from, to, w.now); err != nil {
			return err
		}
		rows, err = w.compute(tx, who, before)
		return err
	})
	if err != nil || len(rows)+len(before) == 0 {
		return err
	}
	return w.Store.Write(ctx, func(tx *store.Tx) error {
		if err := save(tx, rows, before); err != nil {
			return err
		}
		if !w.touch {
			return nil
		}
		return w.Audiences.TouchTagged(tx, numbersOf(rows))
	})
}

func numbersOf(rows []row) []int64 {
	out := make([]int64, len(rows))
	for i, r := range rows {
		out[i] = r.customer
	}
	return out
}

// finish keeps what the run comes to.
func (w *work) finish(ctx context.Context, wanted int64) error {
	at := regulars.Micros(w.now)
	raw, err := json.Marshal(w.summary.close(w.plan))
	if err != nil {
		return err
	}
	return w.Store.Write(ctx, func(tx *store.Tx) error {
		id, err := store.Row(tx, store.One[int64], "SELECT coalesce(max(id), 0) + 1 FROM tag_run")
		if err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO tag_run (id, as_of, run_at, summary) VALUES (?, ?, ?, ?)", id, at, regulars.Micros(w.Clock.Now()), string(raw)); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM tag_run WHERE id <= ?", id-keepRuns); err != nil {
			return err
		}
		for _, c := range w.plan.all {
			counts, err := json.Marshal(w.summary.counts[c.ID])
			if err != nil {
				return err
			}
			if _, err := tx.Exec("UPDATE tag SET counts = ? WHERE id = ?", string(counts), c.ID); err != nil {
				return err
			}
			if !w.anew[c.ID] || c.fault != nil {
				continue
			}
			if _, err := tx.Exec("UPDATE tag SET computed = ?, as_of = ? WHERE id = ?", c.Version, at, c.ID); err != nil {
				return err
			}
		}
		w.plans.forget() // it has when each tag was worked out
		_, err = tx.Exec("UPDATE tag_state SET finished = ? WHERE finished < ?", wanted, wanted)
		return err
	})
}

// among works out some customers again.
func (w *work) among(tx *store.Tx, numbers []int64) (rows []row, gone map[int64][]byte, err error) {
	if gone, err = packedAmong(tx, numbers); err != nil {
		return nil, nil, err
	}
	who, err := w.reader.Among(tx, numbers, w.now)
	if err != nil {
		return nil, nil, err
	}
	who = slices.DeleteFunc(who, func(p audience.Seen) bool { return !slices.Contains(numbers, p.ID) })
	rows, err = w.compute(tx, who, gone)
	return rows, gone, err
}
