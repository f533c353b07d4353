package eventlog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Follower derives something from the log.
type Follower struct {
	// Name is stable: the cursor is kept under it.
	Name string
	// After names the follower that must have passed first; events come with
	// the customers that the owning follower gave them. Empty for the owner.
	After string
	// Owns says that Apply sets Customer and Origin of each event, and that the
	// log keeps them.
	Owns bool
	// Batch is about how many events Apply takes at once when it is behind; 0
	// means 8,192.
	Batch int
	// Apply makes the effects of events in tx. It must give the same effects
	// for the same log: it never looks at a clock. When it fails for a reason
	// other than an unavailable store, its events are tried one by one, and
	// the one that fails is skipped and noted.
	Apply func(tx *store.Tx, events []regulars.Event) error
	// Rest, when not nil, is called in a transaction of its own after batches,
	// once nothing has come for [Options.RestAfter] or when things have kept
	// coming for fifty times as long, and once after the start: for what Apply has
	// left to do later. It must be right to call it at any time.
	Rest func(tx *store.Tx) error
}

// Follow registers a follower. All are registered before [Log.Start], each
// after the one it names.
func (l *Log) Follow(f Follower) {
	if f.Batch == 0 {
		f.Batch = 8192
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.followers = append(l.followers, &runner{log: l, Follower: f})
}

// runner drives one follower.
type runner struct {
	Follower
	log *Log

	mu       sync.Mutex
	at       regulars.Position
	skipped  int64
	failure  error     // why it stands still, if it does
	restless time.Time // since when it has not rested; zero when there is no need to
}

func (r *runner) position() regulars.Position {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at
}

func (r *runner) moveTo(p regulars.Position) {
	r.mu.Lock()
	r.at, r.failure = p, nil
	r.mu.Unlock()
	r.log.changed.send()
}

// stir notes that it has to rest. The machine's clock measures for how long, it
// tells no business time.
func (r *runner) stir() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Rest != nil && r.restless.IsZero() {
		r.restless = time.Now()
	}
}

// run applies batches until ctx ends.
func (r *runner) run(ctx context.Context) {
	defer r.rested() // another process may be the one that rests
	for ctx.Err() == nil {
		changed := r.log.changed.wait()
		moved, err := r.step(ctx)
		since := r.restlessSince()
		switch {
		case err != nil:
		case !since.IsZero() && time.Since(since) > restLatest*r.log.o.RestAfter:
			err = r.rest(ctx)
		case moved:
		case !since.IsZero():
			select {
			case <-changed:
			case <-ctx.Done():
			case <-time.After(r.log.o.RestAfter):
				err = r.rest(ctx)
			}
		case !r.log.pause(ctx, changed, r.position()):
			return
		}
		if err != nil {
			r.failed(ctx, err)
		}
	}
}

// restLatest is how many times [Options.RestAfter] a follower goes without rest
// when things keep coming.
const restLatest = 50

func (r *runner) rest(ctx context.Context) error {
	if err := r.log.db.Write(ctx, r.Rest); err != nil {
		return err
	}
	r.rested()
	return nil
}

func (r *runner) rested() {
	r.mu.Lock()
	r.restless, r.failure = time.Time{}, nil
	r.mu.Unlock()
	r.log.changed.send()
}

func (r *runner) restlessSince() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.restless
}

func (r *runner) isRestless() bool { return !r.restlessSince().IsZero() }

// failed notes why the follower stands still and waits before the next try.
func (r *runner) failed(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	r.mu.Lock()
	r.failure = err
	r.mu.Unlock()
	r.log.slog.Warn("a follower of the log waits and tries again", "follower", r.Name, "code", regulars.CodeOf(err), "error", err)
	select {
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
}

// step applies the next batch, if there is one.
func (r *runner) step(ctx context.Context) (moved bool, err error) {
	from := r.position()
	chunks, err := r.log.behind(ctx, r.After, from, r.Batch)
	if err != nil || len(chunks) == 0 {
		return false, err
	}
	to := chunks[len(chunks)-1].last()
	r.stir() // before anybody can see that it has come further
	err = r.log.db.Write(ctx, func(tx *store.Tx) error {
		if err := r.apply(tx, chunks); err != nil {
			return err
		}
		return saveCursor(tx, r.Name, from, to)
	})
	if err != nil {
		return false, err
	}
	r.moveTo(to)
	return true, nil
}

// behind gives chunks after a position that the follower named leader has
// passed already; with no leader, any.
func (l *Log) behind(ctx context.Context, leader string, from regulars.Position, max int) ([]*chunk, error) {
	if leader == "" {
		return l.after(ctx, from, max)
	}
	// The limit is taken before the chunks: those below it have their owners.
	limit := l.runner(leader).position()
	if from.Compare(limit) >= 0 {
		return nil, nil
	}
	chunks, err := l.after(ctx, from, max)
	if err != nil {
		return nil, err
	}
	for i, c := range chunks {
		if c.last().Compare(limit) > 0 {
			return chunks[:i], nil
		}
	}
	return chunks, nil
}

func (l *Log) runner(name string) *runner {
	for _, r := range l.followers {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// apply makes the effects of chunks: all at once, or one by one when that fails.
func (r *runner) apply(tx *store.Tx, chunks []*chunk) error {
	events := flatten(chunks, r.After != "")
	err := tx.Attempt(func() error { return r.Apply(tx, events) })
	if err != nil {
		if regulars.CodeOf(err) == regulars.ErrUnavailable {
			return err
		}
		events = flatten(chunks, r.After != "")
		if err := r.applySingly(tx, events); err != nil {
			return err
		}
	}
	if !r.Owns {
		return nil
	}
	return r.log.saveOwners(tx, chunks, events)
}

// applySingly applies events one by one and skips those that fail.
func (r *runner) applySingly(tx *store.Tx, events []regulars.Event) error {
	var skipped int64
	for i := range events {
		one := events[i : i+1]
		err := tx.Attempt(func() error { return r.Apply(tx, one) })
		if err == nil {
			continue
		}
		if regulars.CodeOf(err) == regulars.ErrUnavailable {
			return err
		}
		if r.Owns {
			events[i].Customer, events[i].Origin = 0, 0
		}
		skipped++
		if _, err := tx.Exec("INSERT INTO log_skip (follower, seq, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
			r.Name, events[i].Position.Seq, skipReason(err)); err != nil {
			return err
		}
		r.log.slog.Error("a follower of the log skipped an event", "follower", r.Name, "seq", events[i].Position.Seq, "error", err)
	}
	tx.AfterCommit(func() {
		r.mu.Lock()
		r.skipped += skipped
		r.mu.Unlock()
	})
	return nil
}

// skipReason words err without anything a customer sent.
func skipReason(err error) string {
	var e *regulars.Error
	if errors.As(err, &e) {
		return fmt.Sprintf("%s: %s", e.Code, e.Error())
	}
	return string(regulars.ErrInternal)
}

// saveOwners keeps whose the owner found the events of chunks to be.
func (l *Log) saveOwners(tx *store.Tx, chunks []*chunk, events []regulars.Event) error {
	for _, c := range chunks {
		owners := make([]owner, len(c.events))
		for i := range owners {
			owners[i] = owner{events[i].Customer, events[i].Origin}
		}
		events = events[len(owners):]
		if _, err := tx.Exec(`INSERT INTO log_owner (first_seq, owners) VALUES (?, ?)
			ON CONFLICT (first_seq) DO UPDATE SET owners = excluded.owners`, c.first.Seq, packOwners(owners)); err != nil {
			return err
		}
		if l.db.Dialect() == store.SQLite {
			tx.AfterCommit(func() { l.tail.own(c.first, owners) })
		}
	}
	return nil
}

// saveCursor moves a follower's cursor, and fails when another process has
// moved it meanwhile.
func saveCursor(tx *store.Tx, name string, from, to regulars.Position) error {
	n, err := tx.Exec(`INSERT INTO log_cursor (follower, epoch, tx, seq) VALUES (?, ?, ?, ?)
		ON CONFLICT (follower) DO UPDATE SET epoch = excluded.epoch, tx = excluded.tx, seq = excluded.seq
		WHERE log_cursor.epoch = ? AND log_cursor.tx = ? AND log_cursor.seq = ?`,
		name, to.Epoch, to.Tx, to.Seq, from.Epoch, from.Tx, from.Seq)
	if err != nil {
		return err
	}
	if n == 0 {
		return &regulars.Error{Code: regulars.ErrUnavailable, Reason: "follower", Message: "another process follows the log", RetryAfter: 1}
	}
	return nil
}

func cursor(tx *store.Tx, name string) (regulars.Position, error) {
	p, err := store.Row(tx, scanPosition, "SELECT epoch, tx, seq FROM log_cursor WHERE follower = ?", name)
	if errors.Is(err, store.ErrNoRow) {
		return regulars.Position{}, nil
	}
	return p, err
}

// Reset sends followers back to the log's beginning. Whoever rebuilds empties
// their projections in the same transaction.
func Reset(tx *store.Tx, followers ...string) error {
	for _, name := range followers {
		if _, err := tx.Exec("DELETE FROM log_cursor WHERE follower = ?", name); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM log_skip WHERE follower = ?", name); err != nil {
			return err
		}
	}
	return nil
}

func (l *Log) names() []string {
	var names []string
	for _, r := range l.followers {
		names = append(names, r.Name)
	}
	for _, f := range l.feeds {
		names = append(names, f.name)
	}
	return slices.Clip(names)
}
