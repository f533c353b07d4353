package eventlog

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/stdlib"

	"regulars"
	"regulars/internal/store"
)

// Start reads the cursors and runs every follower and sink until ctx ends or
// Close is called. On PostgreSQL, where several processes may share the log,
// it waits in the background for its turn to lead; only one process follows.
func (l *Log) Start(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	l.mu.Lock()
	l.cancel = cancel
	l.mu.Unlock()
	if l.db.Dialect() == store.Postgres {
		l.running.Go(func() { l.lead(ctx) })
		return nil
	}
	return l.begin(ctx, ctx)
}

// begin reads the cursors with ctx and runs everything until running ends.
func (l *Log) begin(ctx, running context.Context) error {
	err := l.db.Read(ctx, func(tx *store.Tx) error {
		for _, r := range l.followers {
			at, err := cursor(tx, r.Name)
			if err != nil {
				return err
			}
			n, err := store.Row(tx, store.One[int64], "SELECT count(*) FROM log_skip WHERE follower = ?", r.Name)
			if err != nil {
				return err
			}
			r.mu.Lock()
			r.at, r.skipped = at, n
			r.mu.Unlock()
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, f := range l.feeds {
		if err := f.begin(ctx); err != nil {
			return err
		}
	}
	for _, r := range l.followers {
		r.stir()
		l.running.Go(func() { r.run(running) })
	}
	for _, f := range l.feeds {
		l.running.Go(func() { f.run(running) })
	}
	return nil
}

// pause waits for the next change; it gives false when ctx ended. On
// PostgreSQL events may be on disk that no reader may pass yet, because an
// older transaction still runs; nobody signals its end, so look again soon.
func (l *Log) pause(ctx context.Context, changed <-chan struct{}, at regulars.Position) bool {
	var again <-chan time.Time
	if l.db.Dialect() == store.Postgres {
		if end, err := l.End(ctx); err != nil || end.Compare(at) > 0 {
			again = time.After(20 * time.Millisecond)
		}
	}
	select {
	case <-changed:
	case <-again:
	case <-ctx.Done():
		return false
	}
	return ctx.Err() == nil
}

// leadKey is the advisory lock of the process that follows the log.
const leadKey = 0x726567756c617273 // "regulars"

// lead waits for the advisory lock, then follows until ctx or the lock's
// connection ends.
func (l *Log) lead(ctx context.Context) {
	for ctx.Err() == nil {
		if err := l.leadOnce(ctx); err != nil && ctx.Err() == nil {
			l.slog.Warn("this process stopped following the log and tries again", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (l *Log) leadOnce(ctx context.Context) error {
	conn, err := l.db.Pool().Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(driver any) error {
		pg := driver.(*stdlib.Conn).Conn()
		// The session may not go back to the pool holding the lock or listening.
		defer pg.Close(context.WithoutCancel(ctx))
		if _, err := pg.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(leadKey)); err != nil {
			return err
		}
		if _, err := pg.Exec(ctx, "LISTEN regulars_log"); err != nil {
			return err
		}
		running, stop := context.WithCancel(ctx)
		defer stop()
		if err := l.begin(ctx, running); err != nil {
			return err
		}
		for {
			if _, err := pg.WaitForNotification(ctx); err != nil {
				return err
			}
			l.changed.send()
		}
	})
}

// WaitFor waits until the named followers and sinks have passed p; with no
// names, all of them.
func (l *Log) WaitFor(ctx context.Context, p regulars.Position, names ...string) error {
	if len(names) == 0 {
		names = l.names()
	}
	for {
		changed := l.changed.wait()
		passed, err := l.allPassed(ctx, p, names)
		if err != nil || passed {
			return err
		}
		var again <-chan time.Time
		if l.db.Dialect() == store.Postgres {
			again = time.After(20 * time.Millisecond) // another process may be the one that follows
		}
		select {
		case <-changed:
		case <-again:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (l *Log) allPassed(ctx context.Context, p regulars.Position, names []string) (bool, error) {
	for _, name := range names {
		at, err := l.positionOf(ctx, name)
		if err != nil || at.Compare(p) < 0 {
			return false, err
		}
	}
	return true, nil
}

var errUnknownFollower = errors.New("eventlog: no follower or sink has this name")

func (l *Log) positionOf(ctx context.Context, name string) (p regulars.Position, err error) {
	for _, f := range l.feeds {
		if f.name == name {
			return f.position(), nil
		}
	}
	r := l.runner(name)
	if r == nil {
		return p, errUnknownFollower
	}
	if l.db.Dialect() == store.SQLite {
		return r.position(), nil
	}
	err = l.db.Read(ctx, func(tx *store.Tx) (err error) {
		p, err = cursor(tx, name)
		return err
	})
	return p, err
}

// CaughtUp waits until every follower and sink has passed what is in the log
// now, and what they themselves appended on the way, and followers have rested.
func (l *Log) CaughtUp(ctx context.Context) error {
	for {
		end, err := l.End(ctx)
		if err != nil {
			return err
		}
		if err := l.WaitFor(ctx, end); err != nil {
			return err
		}
		if err := l.rested(ctx); err != nil {
			return err
		}
		now, err := l.End(ctx)
		if err != nil || now == end {
			return err
		}
	}
}

// rested waits until no follower of this process has yet to rest.
func (l *Log) rested(ctx context.Context) error {
	for {
		changed := l.changed.wait()
		if !slices.ContainsFunc(l.followers, (*runner).isRestless) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// FollowerStatus says how far a follower or sink has come.
type FollowerStatus struct {
	Name     string
	Position regulars.Position
	// Backlog is about how many events it has yet to see.
	Backlog int64
	// Skipped counts the events that it could not apply.
	Skipped int64
	// Failure says why it stands still; empty when it does not.
	Failure string
}

// Status gives how far each follower and sink has come.
func (l *Log) Status(ctx context.Context) ([]FollowerStatus, error) {
	end, err := l.End(ctx)
	if err != nil {
		return nil, err
	}
	var out []FollowerStatus
	add := func(name string, at regulars.Position, skipped int64, failure error) {
		s := FollowerStatus{Name: name, Position: at, Skipped: skipped}
		if end.Compare(at) > 0 {
			s.Backlog = max(1, end.Seq-at.Seq)
		}
		if failure != nil {
			s.Failure = skipReason(failure)
		}
		out = append(out, s)
	}
	for _, r := range l.followers {
		r.mu.Lock()
		at, skipped, failure := r.at, r.skipped, r.failure
		r.mu.Unlock()
		add(r.Name, at, skipped, failure)
	}
	for _, f := range l.feeds {
		f.mu.Lock()
		at, failure := f.at, f.failure
		f.mu.Unlock()
		add(f.name, at, 0, failure)
	}
	return out, nil
}

// Backlog gives how many events the slowest follower or sink has yet to see.
// It costs no I/O on SQLite, so that intake may ask for every request.
func (l *Log) Backlog(ctx context.Context) (n int64, err error) {
	end, err := l.End(ctx)
	if err != nil {
		return 0, err
	}
	for _, r := range l.followers {
		n = max(n, end.Seq-r.position().Seq)
	}
	for _, f := range l.feeds {
		n = max(n, end.Seq-f.position().Seq)
	}
	return n, nil
}
