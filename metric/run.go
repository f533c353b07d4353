package metric

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Run is what a run over all customers found out.
type Run struct {
	ID int64
	// AsOf is the civil day at which the scores stand, RunAt when it ran.
	AsOf  int32
	RunAt time.Time
	// Customers is how many customers have bought.
	Customers int
	Fitted
}

// judgedAfter is the least history, in days, of which the last near days are
// held out to judge the models.
const judgedAfter = 2 * near

// AsOf fits the models as of the end of a civil day in the workspace's zone
// and scores everybody, without saving anything.
func (m *Metrics) AsOf(ctx context.Context, day int32) (Run, error) {
	e, rows, err := m.compute(ctx, Moment{Day: day, At: endOf(day, m.zone())}, nil)
	if err != nil {
		return Run{}, err
	}
	return Run{AsOf: day, Customers: len(rows), Fitted: e.Fitted}, nil
}

// Run fits the models as of now, scores every customer and saves it all. Only
// one runs at a time; a second call waits. progress is told how many of how
// many steps are done; it may be nil.
func (m *Metrics) Run(ctx context.Context, progress func(done, total int64)) (Run, error) {
	m.working.Lock()
	defer m.working.Unlock()
	at, wanted, err := m.beginRun(ctx)
	if err != nil {
		return Run{}, err
	}
	e, rows, err := m.compute(ctx, at, progress)
	if err != nil {
		return Run{}, err
	}
	run := Run{AsOf: at.Day, Customers: len(rows), Fitted: e.Fitted}
	if err := m.fillMonthBefore(ctx, e, rows, at); err != nil {
		return run, err
	}
	if err := m.saveAll(ctx, rows, at, progress); err != nil {
		return run, err
	}
	run.RunAt = m.clock.Now()
	raw, err := json.Marshal(run.Fitted)
	if err != nil {
		return run, err
	}
	err = m.db.Write(ctx, func(tx *store.Tx) error {
		run.ID, err = store.Row(tx, store.One[int64], "SELECT coalesce(max(id), 0) + 1 FROM score_run")
		if err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO score_run (id, as_of, run_at, customers, fitted) VALUES (?, ?, ?, ?, ?)",
			run.ID, run.AsOf, regulars.Micros(run.RunAt), run.Customers, string(raw)); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM score_run WHERE id <= ?", run.ID-keepRuns); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE score_state SET finished = ?", wanted)
		return err
	})
	if err != nil {
		return run, err
	}
	m.wake() // for who has become due meanwhile
	return run, nil
}

// keepRuns is how many runs are kept: more than a year of nights.
const keepRuns = 400

// beginRun notes that a run is wanted until it is finished, so that one that a
// crash cuts off is run again, and takes everybody off the list of those due.
func (m *Metrics) beginRun(ctx context.Context) (at Moment, wanted int64, err error) {
	err = m.db.Write(ctx, func(tx *store.Tx) (err error) {
		if at, err = m.moment(tx); err != nil {
			return err
		}
		if _, err = tx.Exec("DELETE FROM score_due"); err != nil {
			return err
		}
		wanted, err = store.Row(tx, store.One[int64], "UPDATE score_state SET wanted = wanted + 1 RETURNING wanted")
		return err
	})
	return at, wanted, err
}

// compute fits and scores as of a moment.
func (m *Metrics) compute(ctx context.Context, at Moment, progress func(done, total int64)) (e *engine, rows []row, err error) {
	var histories []history
	var rules Rules
	var currency string
	r := &reader{asOf: at.Day, near: near, horizon: near}
	err = m.db.Read(ctx, func(tx *store.Tx) (err error) {
		if rules, err = readRules(tx); err != nil {
			return err
		}
		if currency, err = m.orders.Main(tx); err != nil {
			return err
		}
		first, err := m.firstDay(tx)
		if err != nil {
			return err
		}
		if at.Day-first >= judgedAfter {
			r.past = at.Day - near
		}
		r.minor = minorOf(currency)
		histories, err = m.all(tx, r, at.At)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	tell(progress, 1, 10)
	if e, err = fit(histories, rules, currency, r.minor, r); err != nil {
		return nil, nil, err
	}
	tell(progress, 3, 10)
	if rows, err = e.score(histories, at.Day); err != nil {
		return nil, nil, err
	}
	e.findCuts(rows)
	e.setTiers(rows)
	tell(progress, 4, 10)
	return e, rows, nil
}

// firstDay gives the civil day of the first order; the latest possible day
// when there is none.
func (m *Metrics) firstDay(tx *store.Tx) (int32, error) {
	t, err := m.orders.Stats(tx)
	if err != nil || t.First.IsZero() {
		return 1 << 30, err
	}
	return dayOf(t.First, m.zone()), nil
}

func tell(progress func(done, total int64), done, total int64) {
	if progress != nil {
		progress(done, total)
	}
}

// LastRun gives what the newest run found out; ErrNotFound before the first.
func (m *Metrics) LastRun(ctx context.Context) (run Run, err error) {
	if err := regulars.Require(ctx, "models:read"); err != nil {
		return run, err
	}
	err = m.db.Read(ctx, func(tx *store.Tx) (err error) {
		run, err = lastRun(tx)
		return err
	})
	return run, err
}

func lastRun(tx *store.Tx) (Run, error) {
	run, err := store.Row(tx, func(row store.Scanner) (run Run, err error) {
		var at int64
		var raw string
		if err = row.Scan(&run.ID, &run.AsOf, &at, &run.Customers, &raw); err != nil {
			return run, err
		}
		run.RunAt = regulars.FromMicros(at)
		return run, json.Unmarshal([]byte(raw), &run.Fitted)
	}, "SELECT id, as_of, run_at, customers, fitted FROM score_run ORDER BY id DESC LIMIT 1")
	if errors.Is(err, store.ErrNoRow) {
		return run, regulars.NotFound("scoring run")
	}
	return run, err
}
