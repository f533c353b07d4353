package metric

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"regulars"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/order"
)

// FollowerName is the name of the follower that notes who is due.
const FollowerName = "scores"

// Follower gives the follower "scores", which stands behind "orders". It only
// notes whose scores are due; [Metrics.Serve] works them out.
func (m *Metrics) Follower() eventlog.Follower {
	return eventlog.Follower{Name: FollowerName, After: order.FollowerName, Apply: m.apply}
}

// happened reports whether an event tells of something that happened. Who
// somebody is does not count (a list of customers that is imported today speaks
// of people who may have come years ago), nor does what we did ourselves.
func happened(e *regulars.Event) bool {
	switch e.Type {
	case regulars.Track, regulars.Page, regulars.Screen:
		return e.Source != Source && e.Source != "customer"
	}
	return false
}

func (m *Metrics) apply(tx *store.Tx, events []regulars.Event) error {
	due := map[int64]bool{}
	var newest int64
	for i := range events {
		e := &events[i]
		if happened(e) {
			// A clock that is ahead must not make scores stand in the future.
			newest = max(newest, min(regulars.Micros(e.Time), regulars.Micros(e.Received)))
		}
		if e.Order != "" && e.Customer != 0 {
			due[e.Customer] = true
		}
		if e.Source == "customer" && (e.Name == "Customer Merged" || e.Name == "Customer Split") {
			var both struct{ From, Into, Customer int64 }
			if err := json.Unmarshal(e.Body, &both); err != nil {
				return regulars.Invalid("properties", "json", "the merge cannot be read")
			}
			due[both.From], due[both.Into], due[both.Customer] = true, true, true
		}
	}
	delete(due, 0)
	if newest > 0 {
		if _, err := tx.Exec("UPDATE score_state SET newest = ? WHERE newest < ?", newest, newest); err != nil {
			return err
		}
	}
	customers := make([]int64, 0, len(due))
	for c := range due {
		customers = append(customers, c)
	}
	slices.Sort(customers)
	for part := range slices.Chunk(customers, 5000) {
		if err := noteDue(tx, part); err != nil {
			return err
		}
	}
	if len(customers) > 0 {
		tx.AfterCommit(m.wake)
	}
	return nil
}

// noteDue has customers scored soon, some thousand at most.
func noteDue(tx *store.Tx, customers []int64) error {
	_, err := tx.Exec("INSERT INTO score_due (customer) VALUES "+store.Marks(len(customers), 1)+" ON CONFLICT DO NOTHING", anys(customers)...)
	return err
}

func (m *Metrics) wake() {
	select {
	case m.due <- struct{}{}:
	default:
	}
}

// allDue has everybody scored again, by a run.
func (m *Metrics) allDue(tx *store.Tx) error {
	_, err := tx.Exec("UPDATE score_state SET wanted = wanted + 1")
	tx.AfterCommit(m.wake)
	return err
}

// Reset has everything worked out again after a rebuild. The rows stay until
// then: since when somebody has been in a tier or stage is not derived again.
func (m *Metrics) Reset(tx *store.Tx) error {
	if _, err := tx.Exec("DELETE FROM score_due"); err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE score_state SET newest = 0"); err != nil {
		return err
	}
	// The list of customers was emptied: what it is told is all new.
	if _, err := tx.Exec("UPDATE score SET value = -1"); err != nil {
		return err
	}
	return m.allDue(tx)
}

const (
	// refreshBatch is how many due customers are scored at once, in one transaction.
	refreshBatch = 2000
	// refreshShare keeps refreshes to one part in so many of the time, so that
	// intake, which waits for the same writer, hardly notices them.
	refreshShare = 6
	// runShare is the share of customers, one in so many, from which on a run
	// over everybody is better than many refreshes.
	runShare = 5
)

// pace is how Serve takes its time.
type pace struct {
	// gather is how long news may gather before they are looked at, so that a
	// burst is one batch and a lone order is scored within a second.
	gather time.Duration
	// settle is how long no news may come before a run over everybody; it is
	// not waited for longer than most.
	settle, most time.Duration
	// again is how long it waits after a failure.
	again time.Duration
}

var usualPace = pace{gather: 300 * time.Millisecond, settle: 2 * time.Second, most: 30 * time.Second, again: 10 * time.Second}

// Serve scores due customers until ctx ends. run starts a run over everybody
// when that is due; nil means here and now.
func (m *Metrics) Serve(ctx context.Context, run func(ctx context.Context) error) {
	if run == nil {
		run = func(ctx context.Context) error {
			_, err := m.Run(ctx, nil)
			return err
		}
	}
	m.wake() // for what was due before the start
	for {
		select {
		case <-ctx.Done():
			return
		case <-m.due:
		}
		if !wait(ctx, m.pace.gather) {
			return
		}
		if err := m.work(ctx, run); err != nil && ctx.Err() == nil {
			m.slog.Warn("scores were not worked out; trying again soon", "error", err)
			if !wait(ctx, m.pace.again) {
				return
			}
			m.wake()
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

// work scores everybody who is due, by a run when there are many.
func (m *Metrics) work(ctx context.Context, run func(context.Context) error) error {
	for {
		everybody, n, err := m.whoIsDue(ctx)
		if err != nil {
			return err
		}
		switch {
		case everybody:
			if err := m.settled(ctx); err != nil {
				return err
			}
			return run(ctx)
		case n == 0:
			return nil
		}
		began := m.clock.Now()
		if _, err := m.Refresh(ctx); err != nil {
			return err
		}
		took := min(m.clock.Now().Sub(began), 10*time.Second) // a clock may be set meanwhile
		if !wait(ctx, max(m.pace.gather, (refreshShare-1)*took)) {
			return ctx.Err()
		}
	}
}

// settled waits until no news has come for a while.
func (m *Metrics) settled(ctx context.Context) error {
	end := time.After(m.pace.most)
	for {
		select {
		case <-m.due:
		case <-time.After(m.pace.settle):
			return nil
		case <-end:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// whoIsDue says whether everybody is due, or how many are. Everybody is when a
// run was asked for or cut off, when nobody was ever scored, when many are due,
// and when the day moved on without a run: the program did not run at night, or
// news came to an imported history.
func (m *Metrics) whoIsDue(ctx context.Context) (everybody bool, n int64, err error) {
	err = m.db.Read(ctx, func(tx *store.Tx) error {
		open, err := store.Row(tx, store.One[int64], "SELECT wanted - finished FROM score_state")
		if err != nil {
			return err
		}
		if n, err = store.Row(tx, store.One[int64], "SELECT count(*) FROM score_due"); err != nil {
			return err
		}
		run, err := newestRun(tx)
		if errors.Is(err, store.ErrNoRow) {
			everybody = open > 0 || n > 0
			return nil
		}
		if err != nil {
			return err
		}
		at, err := m.moment(tx)
		everybody = open > 0 || n > run.customers/runShare+20 || at.Day < run.asOf || at.Day > run.asOf+1
		return err
	})
	return everybody, n, err
}

// runMark says what the newest run covered.
type runMark struct {
	asOf      int32
	customers int64
}

// newestRun gives it, or [store.ErrNoRow] before the first.
func newestRun(tx *store.Tx) (runMark, error) {
	return store.Row(tx, func(row store.Scanner) (r runMark, err error) {
		err = row.Scan(&r.asOf, &r.customers)
		return r, err
	}, "SELECT as_of, customers FROM score_run ORDER BY id DESC LIMIT 1")
}

// Refresh scores some of the customers who are due, with the models of the
// last run, and gives how many.
func (m *Metrics) Refresh(ctx context.Context) (n int, err error) {
	m.working.Lock()
	defer m.working.Unlock()
	err = m.db.Write(ctx, func(tx *store.Tx) error {
		if err := alone(tx); err != nil {
			return err
		}
		e, err := m.engine(tx)
		if err != nil {
			return err
		}
		due, err := store.Rows(tx, store.One[int64], "SELECT customer FROM score_due ORDER BY customer LIMIT ?", refreshBatch)
		if err != nil || len(due) == 0 {
			return err
		}
		n = len(due)
		at, err := m.moment(tx)
		if err != nil {
			return err
		}
		// First, so that whoever is due again meanwhile is noted anew.
		if err := m.clearDue(tx, due); err != nil {
			return err
		}
		if err := m.refresh(tx, e, due, at); err != nil {
			return err
		}
		return m.told(tx, due)
	})
	return n, err
}

func (m *Metrics) refresh(tx *store.Tx, e *engine, due []int64, at Moment) error {
	r := &reader{asOf: at.Day, minor: e.Minor}
	var histories []history
	err := m.orders.HistoryOf(tx, at.At, due, func(customer int64, bought []order.Purchase) error {
		if h, ok := r.read(customer, bought); ok {
			histories = append(histories, h)
		}
		return nil
	})
	if err != nil {
		return err
	}
	rows, err := e.score(histories, at.Day)
	if err != nil {
		return err
	}
	e.setTiers(rows)
	before := map[int64]standing{}
	for part := range slices.Chunk(due, 1000) {
		some, err := standings(tx, "customer IN "+store.Marks(1, len(part)), anys(part)...)
		if err != nil {
			return err
		}
		for c, s := range some {
			before[c] = s
		}
	}
	return m.save(tx, rows, before, at)
}

func (m *Metrics) clearDue(tx *store.Tx, due []int64) error {
	for part := range slices.Chunk(due, 1000) {
		if _, err := tx.Exec("DELETE FROM score_due WHERE customer IN "+store.Marks(1, len(part)), anys(part)...); err != nil {
			return err
		}
	}
	return nil
}

// engine gives the models of the last run with the rules in force, or errNoRun.
// They are kept until there is a newer run, be it of another process.
func (m *Metrics) engine(tx *store.Tx) (*engine, error) {
	newest, err := store.Row(tx, store.One[int64], "SELECT coalesce(max(id), 0) FROM score_run")
	if err != nil {
		return nil, err
	}
	if newest == 0 {
		return nil, errNoRun
	}
	m.mu.Lock()
	e := m.current
	m.mu.Unlock()
	if e != nil && e.run == newest {
		return e, nil
	}
	rules, err := readRules(tx)
	if err != nil {
		return nil, err
	}
	run, err := lastRun(tx)
	if err != nil {
		return nil, err
	}
	e = run.open(rules)
	e.run = run.ID
	m.mu.Lock()
	m.current = e
	m.mu.Unlock()
	return e, nil
}

var errNoRun = errors.New("metric: there was no run yet")
