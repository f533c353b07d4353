package importer

import (
	"context"
	"errors"
	"os"
	"time"

	"regulars"
	"regulars/internal/store"
)

// keptFor is how long a file that nobody imports is kept.
const keptFor = 30 * 24 * time.Hour

// stillFor is how long nothing has been heard of an import that was cut off.
const stillFor = 10 * time.Minute

// Resume has checks and runs go on that the program's end has cut off, and
// lets go of files that nobody asked for in a month. It is called at start-up,
// when [DeskOptions.Start] works.
func (d *Desk) Resume(ctx context.Context) error {
	var tasks []Task
	var old []string
	err := d.im.db.Write(ctx, func(tx *store.Tx) (err error) {
		tasks, err = store.Rows(tx, func(row store.Scanner) (t Task, err error) {
			var state State
			err = row.Scan(&t.Import, &state)
			t.Check = state == Checking
			return t, err
		}, "SELECT id, state FROM import WHERE state IN ('checking', 'running') AND options <> '' ORDER BY created")
		if err != nil {
			return err
		}
		// An import by command line that was cut off waits for its command.
		_, err = tx.Exec("UPDATE import SET state = 'cancelled' WHERE state = 'running' AND options = '' AND updated < ?",
			regulars.Micros(d.im.clock.Now().Add(-stillFor)))
		if err != nil {
			return err
		}
		old, err = store.Rows(tx, store.One[string], `DELETE FROM import WHERE options <> '' AND updated < ?
			AND state IN ('uploaded', 'checked', 'failed', 'cancelled') RETURNING id`, regulars.Micros(d.im.clock.Now().Add(-keptFor)))
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range old {
		os.Remove(d.file(id))
	}
	for _, t := range tasks {
		if err := d.o.Start(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// Work does a task. An error means that it is to be done again; an import that
// cannot be done at all is marked as failed and gives none.
func (d *Desk) Work(ctx context.Context, t Task) error {
	in, err := d.toDo(ctx, t)
	if err != nil || in.ID == "" {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	d.mu.Lock()
	d.stops[in.ID] = stop
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		delete(d.stops, in.ID)
		d.mu.Unlock()
	}()
	res, err := d.im.Run(ctx, d.options(in, t), d.notes(ctx, in.ID, stop))
	return d.settle(context.WithoutCancel(ctx), t, res, err)
}

// toDo gives the import of a task, or the zero Import when there is nothing
// left to do.
func (d *Desk) toDo(ctx context.Context, t Task) (in Import, err error) {
	err = d.im.db.Read(ctx, func(tx *store.Tx) error {
		in, err = readImport(tx, t.Import)
		return err
	})
	if regulars.CodeOf(err) == regulars.ErrNotFound {
		return Import{}, nil // it was removed meanwhile
	}
	if want := map[bool]State{true: Checking, false: Running}[t.Check]; err == nil && in.State != want {
		return Import{}, nil
	}
	return in, err
}

func (d *Desk) options(in Import, t Task) Options {
	o := Options{Kind: in.Kind, File: d.file(in.ID), Shown: in.Name, Map: in.Plan.Map, Currency: in.Plan.Currency,
		Dates: in.Plan.Dates, Decimal: in.Plan.Decimal, DryRun: t.Check}
	if in.Plan.TimeZone != "" {
		o.Zone, _ = time.LoadLocation(in.Plan.TimeZone) // SetPlan took it
	}
	if !t.Check {
		o.id = in.ID
	}
	return o
}

// notes gives a function that writes progress down, about once a second, and
// stops the work when somebody else has cancelled it.
func (d *Desk) notes(ctx context.Context, id string, stop func()) func(Progress) {
	var last time.Time
	return func(p Progress) {
		now := d.im.clock.Now()
		if now.Sub(last) < time.Second && now.After(last) {
			return
		}
		last = now
		err := d.im.db.Write(ctx, func(tx *store.Tx) error {
			n, err := tx.Exec("UPDATE import SET progress = ?, updated = ? WHERE id = ? AND state IN ('checking', 'running')",
				string(marshal(p)), regulars.Micros(now), id)
			if err == nil && n == 0 {
				stop()
			}
			return err
		})
		if err != nil && ctx.Err() == nil {
			d.o.Logger.Warn("the progress of an import was not written", "import", id, "error", err)
		}
	}
}

// settle writes down how a task ended.
func (d *Desk) settle(ctx context.Context, t Task, res Result, failure error) error {
	var coded *regulars.Error
	var many regulars.Faults
	switch {
	case errors.Is(failure, context.Canceled), errors.Is(failure, context.DeadlineExceeded), errors.Is(failure, errCancelled):
		in, err := d.toDo(ctx, t)
		if err != nil || in.ID == "" {
			return err // somebody cancelled it
		}
		return failure // the program ends, or the job's time is up: it goes on later
	case errors.As(failure, &many) && len(many) > 0:
		coded = many[0]
	case errors.As(failure, &coded) && coded.Code != regulars.ErrUnavailable && coded.Code != regulars.ErrInternal:
	case failure != nil:
		return failure
	}
	err := d.im.db.Write(ctx, func(tx *store.Tx) error {
		in, err := readImport(tx, t.Import)
		if err != nil {
			return err
		}
		switch {
		case coded != nil:
			in.State, in.Fault = Failed, &Fault{coded.Code, coded.Field, coded.Reason, coded.Message}
		case t.Check:
			in.State, in.Result = Checked, &res
		default:
			in.State, in.Result = Done, &res
		}
		in.Updated = d.im.clock.Now()
		return saveImport(tx, &in)
	})
	if err == nil && coded == nil && !t.Check {
		os.Remove(d.file(t.Import)) // what it held is in the log now
	}
	if regulars.CodeOf(err) == regulars.ErrNotFound {
		return nil
	}
	return err
}
