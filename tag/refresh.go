package tag

import (
	"context"
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/eventlog"
	"regulars/internal/store"
)

// FollowerName is the name of the follower that notes who is due.
const FollowerName = "tags"

// Follower gives the follower "tags", which stands behind "customers". It notes of
// whom something was heard that a tag asks about.
func (t *Tags) Follower() eventlog.Follower {
	return eventlog.Follower{Name: FollowerName, After: customer.Name, Apply: t.apply}
}

func (t *Tags) apply(tx *store.Tx, events []regulars.Event) error {
	p, err := t.plan(tx, false)
	if err != nil || len(p.all) == 0 {
		return err
	}
	reads := t.Audiences.Reader(p.catalogue, needsOf(p.all))
	due := map[int64]int64{}
	for i := range events {
		e := &events[i]
		if e.Source == customer.Source {
			for _, c := range concerned(e) {
				due[c] = e.Position.Seq
			}
			continue
		}
		if e.Type == regulars.Identify || e.Type == regulars.Group || e.Type == regulars.Alias || reads.Reads(e.Type, e.Name) {
			due[e.Customer] = e.Position.Seq
		}
	}
	return t.note(tx, due)
}

// concerned gives everybody whom an act on identities concerns.
func concerned(e *regulars.Event) []int64 {
	var body struct {
		From, Into, Customer int64
		Customers            []int64
	}
	if json.Unmarshal(e.Body, &body) != nil {
		return []int64{e.Customer}
	}
	return append(body.Customers, e.Customer, body.From, body.Into, body.Customer)
}

// note writes down who is to be worked out again.
func (t *Tags) note(tx *store.Tx, due map[int64]int64) error {
	delete(due, 0)
	if len(due) == 0 {
		return nil
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(due)), 5000) {
		args := make([]any, 0, 2*len(part))
		for _, c := range part {
			args = append(args, c, due[c])
		}
		if _, err := tx.Exec("INSERT INTO tag_due (customer, seq) VALUES "+store.Marks(len(part), 2)+
			" ON CONFLICT (customer) DO UPDATE SET seq = excluded.seq", args...); err != nil {
			return err
		}
	}
	tx.AfterCommit(t.wake)
	return nil
}

// Touch has customers worked out again of whom something changed that no event
// tells of. It is called in the transaction of the change.
func (t *Tags) Touch(tx *store.Tx, customers []int64) error {
	due := make(map[int64]int64, len(customers))
	for _, c := range customers {
		due[c] = -1 - rand.Int64N(math.MaxInt64) // another mark each time: what is noted meanwhile stays due
	}
	return t.note(tx, due)
}

func (t *Tags) wake() {
	select {
	case t.due <- struct{}{}:
	default:
	}
}

// refreshBatch is how many due customers are worked out at once.
const refreshBatch = 500

// pace is how Serve takes its time.
type pace struct {
	// gather is how long news may gather before they are looked at.
	gather time.Duration
	// settle is how long no news may come before a run that was asked for.
	settle time.Duration
	// rest is how many times as long as the last refresh took it rests: a tenth of
	// the machine is the most that this takes.
	rest int
	// again is how long it waits after a failure.
	again time.Duration
}

var usualPace = pace{gather: 300 * time.Millisecond, settle: 2 * time.Second, rest: 9, again: 10 * time.Second}

// Serve works out who is due until ctx ends. run starts a run over everybody when
// one was asked for; it may return before that has ended.
func (t *Tags) Serve(ctx context.Context, run func(ctx context.Context) error) {
	t.wake() // for what was due before the start
	for t.sleep(ctx) && wait(ctx, t.pace.gather) {
		began := t.Clock.Now()
		err := t.serve(ctx, run)
		if err != nil && ctx.Err() == nil {
			t.Logger.Warn("tags were not worked out; trying again soon", "error", err)
			if !wait(ctx, t.pace.again) {
				return
			}
			t.wake()
		}
		if !wait(ctx, time.Duration(t.pace.rest)*min(t.Clock.Now().Sub(began), 10*time.Second)) {
			return
		}
	}
}

func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// sleep waits until somebody is due or something that was said ends; false when
// ctx ends first.
func (t *Tags) sleep(ctx context.Context) bool {
	var end <-chan time.Time
	at := int64(0)
	err := t.Store.Read(ctx, func(tx *store.Tx) (err error) {
		at, err = store.Row(tx, store.One[int64], "SELECT coalesce(min(until), 0) FROM tag_given WHERE until > 0")
		return err
	})
	if err == nil && at > 0 {
		timer := time.NewTimer(max(0, regulars.FromMicros(at).Sub(t.Clock.Now())) + time.Millisecond)
		defer timer.Stop()
		end = timer.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-t.due:
	case <-end:
	}
	return true
}

// serve does what is due now, some of it at least.
func (t *Tags) serve(ctx context.Context, run func(context.Context) error) error {
	if err := t.expire(ctx, t.Clock.Now()); err != nil {
		return err
	}
	asked, err := t.asked(ctx)
	if err != nil {
		return err
	}
	if asked {
		if !wait(ctx, t.pace.settle) {
			return ctx.Err()
		}
		return run(ctx)
	}
	n, err := t.Refresh(ctx)
	if n > 0 {
		t.wake() // for who is left
	}
	return err
}

// asked reports whether a run over everybody was asked for and none has finished since.
func (t *Tags) asked(ctx context.Context) (yes bool, err error) {
	err = t.Store.Read(ctx, func(tx *store.Tx) error {
		n, err := store.Row(tx, store.One[int64], "SELECT wanted - finished FROM tag_state")
		yes = n > 0
		return err
	})
	return yes, err
}

// Refresh works out the live tags of some of the customers who are due, and gives
// how many; 0 when there was nobody.
func (t *Tags) Refresh(ctx context.Context) (n int, err error) {
	t.working.Lock()
	defer t.working.Unlock()
	now, err := t.Moment(ctx)
	if err != nil {
		return 0, err
	}
	type dueRow struct{ customer, seq int64 }
	var due []dueRow
	var rows []row
	var gone map[int64][]byte
	err = t.Store.Read(ctx, func(tx *store.Tx) error {
		due, err = store.Rows(tx, func(row store.Scanner) (d dueRow, err error) {
			err = row.Scan(&d.customer, &d.seq)
			return d, err
		}, "SELECT customer, seq FROM tag_due ORDER BY customer LIMIT ?", refreshBatch)
		if err != nil || len(due) == 0 {
			return err
		}
		w, err := t.newWork(tx, now, false, func(c *compiled) bool { return c.Freshness == Live })
		if err != nil {
			return err
		}
		numbers := make([]int64, len(due))
		for i, d := range due {
			numbers[i] = d.customer
		}
		rows, gone, err = w.among(tx, numbers)
		return err
	})
	if err != nil || len(due) == 0 {
		return 0, err
	}
	return len(due), t.Store.Write(ctx, func(tx *store.Tx) error {
		if err := save(tx, rows, gone); err != nil {
			return err
		}
		for _, d := range due { // what was heard since stays due
			if _, err := tx.Exec("DELETE FROM tag_due WHERE customer = ? AND seq = ?", d.customer, d.seq); err != nil {
				return err
			}
		}
		return t.Audiences.TouchTagged(tx, numbersOf(rows))
	})
}
