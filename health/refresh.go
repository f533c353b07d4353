package health

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/warehouse"
	"regulars/order"
)

// FollowerName is the name of the follower that notes who is due.
const FollowerName = "health"

// Follower gives the follower "health", which stands behind "orders". It notes
// of whom something weighty was heard, and takes alarms along when customers
// are merged.
func (h *Health) Follower() eventlog.Follower {
	return eventlog.Follower{Name: FollowerName, After: order.FollowerName, Apply: h.apply}
}

func (h *Health) apply(tx *store.Tx, events []regulars.Event) error {
	due := map[int64]int64{}
	for i := range events {
		e := &events[i]
		if weighty(e) && e.Customer != 0 {
			due[e.Customer] = e.Position.Seq
		}
		if e.Source == customer.Source && (e.Name == customer.MergedEvent || e.Name == customer.SplitEvent) {
			both, err := move(tx, e)
			if err != nil {
				return err
			}
			for _, c := range both {
				due[c] = e.Position.Seq
			}
		}
	}
	delete(due, 0)
	if len(due) == 0 {
		return nil
	}
	customers := make([]int64, 0, len(due))
	for c := range due {
		customers = append(customers, c)
	}
	slices.Sort(customers)
	for part := range slices.Chunk(customers, 5000) {
		args := make([]any, 0, 2*len(part))
		for _, c := range part {
			args = append(args, c, due[c])
		}
		if _, err := tx.Exec("INSERT INTO health_due (customer, seq) VALUES "+store.Marks(len(part), 2)+
			" ON CONFLICT (customer) DO UPDATE SET seq = excluded.seq", args...); err != nil {
			return err
		}
	}
	tx.AfterCommit(h.wake)
	return nil
}

// move gives alarms to whom they belong after a merge or its undoing, and tells
// whose index is due.
func move(tx *store.Tx, e *regulars.Event) ([]int64, error) {
	var body struct {
		From, Into, Customer int64
		Origins              []int64
	}
	if err := json.Unmarshal(e.Body, &body); err != nil {
		return nil, regulars.Invalid("properties", "json", "the merge cannot be read")
	}
	if e.Name == customer.MergedEvent {
		_, err := tx.Exec("UPDATE health_alarm SET customer = ? WHERE customer = ?", body.Into, body.From)
		return []int64{body.From, body.Into}, err
	}
	for _, origin := range append(body.Origins, body.Customer) {
		if _, err := tx.Exec("UPDATE health_alarm SET customer = ? WHERE customer = ? AND origin = ?", body.Customer, body.From, origin); err != nil {
			return nil, err
		}
	}
	return []int64{body.From, body.Customer}, nil
}

func (h *Health) wake() {
	select {
	case h.due <- struct{}{}:
	default:
	}
}

const (
	// refreshBatch is how many due customers are worked out at once.
	refreshBatch = 1000
	// runShare is the share of customers, one in so many, from which on a run
	// over everybody is better than many refreshes.
	runShare = 5
)

// pace is how Serve takes its time.
type pace struct {
	// gather is how long news may gather before they are looked at.
	gather time.Duration
	// settle is how long no news may come before a run over everybody; it is
	// not waited for longer than most.
	settle, most time.Duration
	// rest is how many times as long as the last refresh took it rests before
	// the next: a twentieth of the machine is the most that this takes.
	rest int
	// again is how long it waits after a failure.
	again time.Duration
}

var usualPace = pace{gather: 500 * time.Millisecond, settle: 3 * time.Second, most: 30 * time.Second, rest: 20, again: 10 * time.Second}

// Serve works out who is due until ctx ends. run starts a run over everybody,
// scores first, when that is due; it may return before that has ended.
func (h *Health) Serve(ctx context.Context, run func(ctx context.Context) error) {
	h.wake() // for what was due before the start
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.due:
		}
		if !wait(ctx, h.pace.gather) {
			return
		}
		took, err := h.serve(ctx, run)
		if err != nil && ctx.Err() == nil {
			h.Logger.Warn("health was not worked out; trying again soon", "error", err)
			if !wait(ctx, h.pace.again) {
				return
			}
			h.wake()
		}
		if !wait(ctx, time.Duration(h.pace.rest)*took) {
			return
		}
	}
}

func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// serve does what is due now, some of it at least, and gives how long it took.
func (h *Health) serve(ctx context.Context, run func(context.Context) error) (took time.Duration, err error) {
	everybody, some, err := h.whoIsDue(ctx)
	switch {
	case err != nil:
		return 0, err
	case everybody:
		if err := h.settled(ctx); err != nil {
			return 0, err
		}
		return 0, run(ctx)
	case !some:
		return 0, nil
	}
	began := h.Clock.Now()
	if _, err := h.Refresh(ctx); err != nil {
		return 0, err
	}
	h.wake()                                                  // for who is left
	return min(h.Clock.Now().Sub(began), 10*time.Second), nil // a clock may be set meanwhile
}

// settled waits until no news has come for a while.
func (h *Health) settled(ctx context.Context) error {
	end := time.After(h.pace.most)
	for {
		select {
		case <-h.due:
		case <-time.After(h.pace.settle):
			return nil
		case <-end:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// whoIsDue says whether everybody is due, or only some. Everybody is when a run
// was asked for or cut off, when there never was one, and when many are due.
func (h *Health) whoIsDue(ctx context.Context) (everybody, some bool, err error) {
	err = h.Store.Read(ctx, func(tx *store.Tx) error {
		type state struct{ open, due, runs, customers int64 }
		s, err := store.Row(tx, func(row store.Scanner) (s state, err error) {
			err = row.Scan(&s.open, &s.due, &s.runs, &s.customers)
			return s, err
		}, `SELECT wanted - finished, (SELECT count(*) FROM health_due), (SELECT count(*) FROM health_run),
			(SELECT coalesce(max(customer), 0) FROM health) FROM health_state`)
		everybody = s.open > 0 || s.due > s.customers/runShare+20 && s.runs > 0 || s.due > 0 && s.runs == 0
		some = s.due > 0
		return err
	})
	return everybody, some, err
}

// Refresh works out some of the customers who are due, by the rules in force,
// and gives how many. It raises no alarm: those go by month ends.
func (h *Health) Refresh(ctx context.Context) (n int, err error) {
	h.working.Lock()
	defer h.working.Unlock()
	type dueRow struct{ customer, seq int64 }
	var due []dueRow
	w := &work{Health: h}
	err = h.Store.Read(ctx, func(tx *store.Tx) error {
		set, err := readRules(tx)
		if err != nil {
			return err
		}
		w.rules = set.Rules
		due, err = store.Rows(tx, func(row store.Scanner) (d dueRow, err error) {
			err = row.Scan(&d.customer, &d.seq)
			return d, err
		}, "SELECT customer, seq FROM health_due ORDER BY customer LIMIT ?", refreshBatch)
		return err
	})
	if err != nil || len(due) == 0 {
		return 0, err
	}
	if w.at, err = h.moment(ctx); err != nil {
		return 0, err
	}
	numbers := make([]int64, len(due))
	for i, d := range due {
		numbers[i] = d.customer
	}
	rows, gone, err := w.some(ctx, numbers)
	if err != nil {
		return 0, err
	}
	return len(due), h.Store.Write(ctx, func(tx *store.Tx) error {
		if err := errors.Join(writeRows(tx, rows), forget(tx, gone)); err != nil {
			return err
		}
		for _, d := range due { // what was heard since stays due
			if _, err := tx.Exec("DELETE FROM health_due WHERE customer = ? AND seq = ?", d.customer, d.seq); err != nil {
				return err
			}
		}
		return nil
	})
}

// some works out some thousand customers at most.
func (w *work) some(ctx context.Context, numbers []int64) (rows []row, gone map[int64]row, err error) {
	seen, err := w.gather(ctx, func(c warehouse.Expr) warehouse.Expr { return c.InInts(numbers...) }, w.at.Day)
	if err != nil {
		return nil, nil, err
	}
	var listed []customer.Listed
	var bought map[int64][]int32
	err = w.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if listed, err = customer.ListedAmong(tx, numbers); err != nil {
			return err
		}
		if bought, err = w.bought(tx, w.at, func(until time.Time, fn func(int64, []order.Purchase) error) error {
			return w.Orders.HistoryOf(tx, until, numbers, fn)
		}); err != nil {
			return err
		}
		args := make([]any, len(numbers))
		for i, n := range numbers {
			args[i] = n
		}
		gone, err = rowsWhere(tx, "customer IN "+store.Marks(1, len(numbers)), args...)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	rows, _ = w.compute(listed, bought, seen, gone)
	return rows, gone, nil
}
