package health

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/health/index"
	"regulars/internal/store"
	"regulars/internal/warehouse"
	"regulars/metric"
	"regulars/order"
)

const (
	// rangeSize is how many customer numbers are worked out at a time: few
	// enough to hold in memory, many enough that the warehouse is not read often.
	rangeSize = 100_000
	// saveAtOnce is how many rows one transaction writes: about a tenth of a
	// second, so that intake, which waits for the same writer, hardly notices.
	saveAtOnce = 10_000
	// keepRuns is how many runs are kept.
	keepRuns = 60
)

// Run works everybody out as of now, raises the alarms that are due, and keeps
// what it comes to. Only one runs at a time; a second call waits. It reads what
// the scores last said, so it runs after them. progress is told how many of how
// many customer numbers are done; it may be nil.
func (h *Health) Run(ctx context.Context, progress func(done, total int64)) error {
	h.working.Lock()
	defer h.working.Unlock()
	w, err := h.begin(ctx)
	if err != nil {
		return err
	}
	for from := int64(1); from <= w.most; from += rangeSize {
		if err := w.rangeOf(ctx, from, min(from+rangeSize, w.most+1)); err != nil {
			return err
		}
		if progress != nil {
			progress(min(from+rangeSize-1, w.most), w.most)
		}
	}
	if err := w.finish(ctx); err != nil {
		return err
	}
	h.wake() // for who has become due meanwhile
	return nil
}

// work is one run or refresh under way.
type work struct {
	*Health
	at       metric.Moment
	rules    Rules
	currency string
	most     int64 // the highest customer number
	wanted   int64
	summary  *Summary // nil in a refresh
}

// moment gives the day as of which everybody is worked out, and waits until
// the warehouse holds what has happened up to now.
func (h *Health) moment(ctx context.Context) (at metric.Moment, err error) {
	if at, err = h.Metrics.Moment(ctx); err != nil {
		return at, err
	}
	end, err := h.Log.End(ctx)
	if err != nil {
		return at, err
	}
	return at, h.Log.WaitFor(ctx, end, order.FollowerName, h.Feed)
}

// begin notes that a run is wanted until it is finished, so that one that a
// crash cuts off is run again, and takes everybody off the list of those due.
func (h *Health) begin(ctx context.Context) (*work, error) {
	w := &work{Health: h, summary: &Summary{Tiers: map[string]*Group{}}}
	err := h.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec("DELETE FROM health_due"); err != nil {
			return err
		}
		set, err := readRules(tx)
		if err != nil {
			return err
		}
		w.rules = set.Rules
		w.wanted, err = store.Row(tx, store.One[int64], "UPDATE health_state SET wanted = wanted + 1 RETURNING wanted")
		return err
	})
	if err != nil {
		return nil, err
	}
	if w.at, err = h.moment(ctx); err != nil {
		return nil, err
	}
	return w, h.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if w.currency, err = h.Orders.Main(tx); err != nil {
			return err
		}
		w.most, err = customer.Most(tx)
		return err
	})
}

// rangeOf works out the customers with numbers from from up to below to.
func (w *work) rangeOf(ctx context.Context, from, to int64) error {
	seen, err := w.gather(ctx, func(c warehouse.Expr) warehouse.Expr {
		return warehouse.And(c.AtLeast(warehouse.Int(from)), c.Less(warehouse.Int(to)))
	}, w.at.Day)
	if err != nil {
		return err
	}
	var listed []customer.Listed
	var bought map[int64][]int32
	var before map[int64]row
	err = w.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if listed, err = customer.ListedBetween(tx, from, to); err != nil {
			return err
		}
		if bought, err = w.bought(tx, w.at, func(until time.Time, fn func(int64, []order.Purchase) error) error {
			return w.Orders.HistoriesBetween(tx, until, from, to, fn)
		}); err != nil {
			return err
		}
		before, err = rowsWhere(tx, "customer >= ? AND customer < ?", from, to)
		return err
	})
	if err != nil {
		return err
	}
	rows, alarms := w.compute(listed, bought, seen, before)
	for part := range slices.Chunk(rows, saveAtOnce) {
		if err := w.Store.Write(ctx, func(tx *store.Tx) error { return writeRows(tx, part) }); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(alarms, 1000) {
		if err := w.Store.Write(ctx, func(tx *store.Tx) error { return w.raise(tx, part) }); err != nil {
			return err
		}
	}
	return w.Store.Write(ctx, func(tx *store.Tx) error { return forget(tx, before) })
}

// compute gives the rows that differ from those before, and who may be due for
// an alarm; what is left in before is of nobody any more.
func (w *work) compute(listed []customer.Listed, bought map[int64][]int32, seen map[int64][]index.Evidence, before map[int64]row) (changed []row, alarms []candidate) {
	for _, l := range listed {
		history := index.History{Bought: bought[l.Number], Months: seen[l.Number]}
		r := w.rules.workOut(l.Number, history, w.at.Day)
		was, ok := before[l.Number]
		if ok {
			delete(before, l.Number)
			if r.rungSince = w.at.Day; was.now.Rung == r.now.Rung {
				r.rungSince = was.rungSince
			}
		}
		if !ok || !r.same(&was) {
			changed = append(changed, r)
		}
		if w.summary == nil {
			continue
		}
		w.summary.add(&r, l.Tier, history, w.rules)
		if c, ok := w.rules.due(&r, l); ok {
			alarms = append(alarms, c)
		}
	}
	return changed, alarms
}

// forget takes away rows of numbers that are no customers of their own any more.
func forget(tx *store.Tx, rows map[int64]row) error {
	for c := range rows {
		if _, err := tx.Exec("DELETE FROM health WHERE customer = ?", c); err != nil {
			return err
		}
	}
	return nil
}

// finish keeps what the run comes to.
func (w *work) finish(ctx context.Context) error {
	w.summary.close(w.rules, index.MonthOf(w.at.Day)-1)
	raw, err := json.Marshal(w.summary)
	if err != nil {
		return err
	}
	return w.Store.Write(ctx, func(tx *store.Tx) error {
		id, err := store.Row(tx, store.One[int64], "SELECT coalesce(max(id), 0) + 1 FROM health_run")
		if err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO health_run (id, as_of, run_at, summary) VALUES (?, ?, ?, ?)",
			id, w.at.Day, regulars.Micros(w.Clock.Now()), string(raw)); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM health_run WHERE id <= ?", id-keepRuns); err != nil {
			return err
		}
		_, err = tx.Exec("UPDATE health_state SET finished = ?", w.wanted)
		return err
	})
}
