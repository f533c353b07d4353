package audience

import (
	"context"
	"time"

	"regulars/internal/store"
)

const (
	// batch is how many customers are evaluated at once.
	batch = 1000
	// gather is how long news may gather before they are looked at.
	gather = 100 * time.Millisecond
	// rest is how many times as long as the last batch took it rests before the
	// next, so that intake has the machine.
	rest = 2
	// retry is how long it waits after a failure.
	retry = 5 * time.Second
)

// Serve evaluates whoever was touched, and those whose flip time has come, until
// ctx ends. It sleeps when there is nobody, until the earliest flip.
func (a *Audiences) Serve(ctx context.Context) {
	a.wake() // for what was due before the start
	for ctx.Err() == nil {
		began := a.Clock.Now()
		n, err := a.Refresh(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			a.Logger.Warn("audiences were not brought up to date; trying again soon", "error", err)
			a.sleep(ctx, retry, false)
		case n > 0:
			a.sleep(ctx, gather/2+rest*min(a.Clock.Now().Sub(began), 10*time.Second), false)
		default:
			d, err := a.untilFlip(ctx)
			if err != nil {
				d = retry
			}
			a.sleep(ctx, d, true)
		}
	}
}

// untilFlip gives how long until the earliest flip; negative for none. In an
// imported history no time passes.
func (a *Audiences) untilFlip(ctx context.Context) (time.Duration, error) {
	now, err := a.now(ctx)
	if err != nil || a.Clock.Now().Sub(now) > time.Minute {
		return -1, err
	}
	var at time.Time
	err = a.Store.Read(ctx, func(tx *store.Tx) error {
		at, err = nextFlip(tx)
		return err
	})
	if err != nil || at.IsZero() {
		return -1, err
	}
	return max(gather/2, at.Sub(now)+time.Millisecond), nil
}

// sleep waits for a while (for ever when it is negative), or until somebody is
// due when that may wake it.
func (a *Audiences) sleep(ctx context.Context, d time.Duration, wakes bool) {
	var end <-chan time.Time
	if d >= 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		end = t.C
	}
	if !wakes {
		select {
		case <-end:
		case <-ctx.Done():
		}
		return
	}
	select {
	case <-a.due:
		a.sleep(ctx, gather, false)
	case <-end:
	case <-ctx.Done():
	}
}

// Refresh evaluates some of those who were touched or whose flip time has come,
// and gives how many; 0 when there was nobody. Membership, the events that tell
// of it, and who is still due are one transaction.
func (a *Audiences) Refresh(ctx context.Context) (n int, err error) {
	a.working.Lock()
	defer a.working.Unlock()
	now, err := a.now(ctx)
	if err != nil {
		return 0, err
	}
	if waits, err := a.waits(ctx, now); err != nil || !waits {
		return 0, err
	}
	_, err = a.evaluate(ctx, now, func(p *plan) (out []*compiled) {
		for _, c := range p.all {
			if c.founded || a.growing[c.id] != nil {
				out = append(out, c)
			}
		}
		return out
	}, func(tx *store.Tx, r *round, s *scene) (*people, []int64, error) {
		r.all = true
		due, numbers, err := dueNow(tx, now, batch)
		if err != nil {
			return nil, nil, err
		}
		r.due, n = due, len(numbers)
		who, err := s.among(tx, numbers, &r.look, now)
		return who, numbers, err
	})
	return n, err
}

// waits reports whether anybody is due.
func (a *Audiences) waits(ctx context.Context, now time.Time) (yes bool, err error) {
	err = a.Store.Read(ctx, func(tx *store.Tx) error {
		due, err := store.Row(tx, store.One[int64], "SELECT count(*) FROM (SELECT 1 FROM audience_due LIMIT 1) one")
		if err != nil {
			return err
		}
		at, err := nextFlip(tx)
		yes = due > 0 || !at.IsZero() && !at.After(now)
		return err
	})
	return yes, err
}
