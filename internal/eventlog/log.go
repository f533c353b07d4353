package eventlog

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"regulars"
	"regulars/internal/store"
)

//go:embed migration/*.sql
var files embed.FS

// Migration gives the log's tables.
func Migration() store.Migration {
	sub, err := fs.Sub(files, "migration")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return store.Migration{Domain: "eventlog", Files: sub}
}

// Options are the log's limits. The zero value is right for most.
type Options struct {
	// MaxIDs bounds the ids known for deduplication on SQLite; 0 means 40,000,000.
	MaxIDs int64
	// TailBytes bounds the recent events kept in memory for followers; 0 means 64 MiB.
	TailBytes int
	// FeedDelay is how long a sink lets events gather before a transaction;
	// 0 means 500 ms.
	FeedDelay time.Duration
	// RestAfter is for how long nothing must come before followers rest; 0 means
	// 100 ms.
	RestAfter time.Duration
	// Rebuild says that followers replay what has already happened: what they
	// append is there already, so nothing is appended at all.
	Rebuild bool
	// Logger takes notes without anything personal; nil means slog's default.
	Logger *slog.Logger
}

// Log is the one log. It is safe for use by many goroutines.
type Log struct {
	db    *store.DB
	clock regulars.Clock
	o     Options
	slog  *slog.Logger

	epoch   int64
	ids     window        // SQLite
	loaded  chan struct{} // closed when ids holds the log's window
	loadErr error
	idsFrom int64 // SQLite: ids of events before this seq are not known; for loadIDs, then Trim

	next int64        // SQLite: the next seq; used by the writer alone
	end  atomic.Int64 // SQLite: the last committed seq
	tail tail

	changed signal // something was appended, or a follower came further

	mu        sync.Mutex
	followers []*runner
	feeds     []*feeder
	taps      map[*tap]bool
	cancel    context.CancelFunc
	running   sync.WaitGroup
}

// Open opens the log in db, whose migrations have run. On SQLite the known ids
// are loaded in the background; the first append waits for them.
func Open(ctx context.Context, db *store.DB, clock regulars.Clock, o Options) (*Log, error) {
	if o.MaxIDs == 0 {
		o.MaxIDs = 40_000_000
	}
	if o.TailBytes == 0 {
		o.TailBytes = 64 << 20
	}
	if o.FeedDelay == 0 {
		o.FeedDelay = 500 * time.Millisecond
	}
	if o.RestAfter == 0 {
		o.RestAfter = 100 * time.Millisecond
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	l := &Log{db: db, clock: clock, o: o, slog: o.Logger, loaded: make(chan struct{}), taps: map[*tap]bool{}}
	l.tail.limit = o.TailBytes
	if db.Dialect() == store.Postgres {
		close(l.loaded)
		return l, l.openPostgres(ctx)
	}
	return l, l.openSQLite(ctx)
}

// known describes what of the log is there.
type known struct{ first, end, events int64 }

func (l *Log) openSQLite(ctx context.Context) error {
	var k known
	err := l.db.Read(ctx, func(tx *store.Tx) (err error) {
		k, err = store.Row(tx, func(row store.Scanner) (k known, err error) {
			err = row.Scan(&k.first, &k.end, &k.events)
			return k, err
		}, `SELECT coalesce(min(first_seq), 1), coalesce(max(first_seq + events - 1), 0), coalesce(sum(events), 0) FROM log_chunk`)
		return err
	})
	if err != nil {
		return err
	}
	l.next = k.end + 1
	l.end.Store(k.end)
	l.tail.from = regulars.Position{Seq: k.end}
	if l.o.Rebuild {
		close(l.loaded)
		return nil
	}
	go func() {
		defer close(l.loaded)
		l.loadErr = l.loadIDs(context.WithoutCancel(ctx), k)
	}()
	return nil
}

// idPage is how many chunks' ids are read at once while loading.
const idPage = 4096

type chunkIDs struct {
	first int64
	ids   []byte
}

func (l *Log) loadIDs(ctx context.Context, k known) error {
	l.ids.reserve(min(k.events, l.o.MaxIDs))
	// Gaps in the numbers are rare, so this is where the newest MaxIDs begin.
	l.idsFrom = max(k.first, k.end-l.o.MaxIDs+1)
	for from := l.idsFrom; from <= k.end; {
		var page []chunkIDs
		err := l.db.Read(ctx, func(tx *store.Tx) (err error) {
			page, err = readIDs(tx, from, k.end)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, c := range page {
			l.ids.addAll(c.first, c.ids)
			from = c.first + int64(len(c.ids)/8)
		}
	}
	return nil
}

// readIDs gives a page of the ids of chunks from one seq to another.
func readIDs(tx *store.Tx, from, to int64) ([]chunkIDs, error) {
	return store.Rows(tx, func(row store.Scanner) (c chunkIDs, err error) {
		err = row.Scan(&c.first, &c.ids)
		return c, err
	}, "SELECT first_seq, ids FROM log_chunk WHERE first_seq >= ? AND first_seq <= ? ORDER BY first_seq LIMIT ?", from, to, idPage)
}

// Ready waits until the log can tell old ids from new ones.
func (l *Log) Ready(ctx context.Context) error {
	select {
	case <-l.loaded:
		return l.loadErr
	case <-ctx.Done():
		return ctx.Err()
	}
}

// End gives the position of the last event on disk; zero when the log is empty.
func (l *Log) End(ctx context.Context) (regulars.Position, error) {
	if l.db.Dialect() == store.SQLite {
		return regulars.Position{Seq: l.end.Load()}, nil
	}
	var p regulars.Position
	err := l.db.Read(ctx, func(tx *store.Tx) (err error) {
		p, err = endPostgres(tx)
		return err
	})
	return p, err
}

// Rebuilding reports whether followers replay what has already happened.
func (l *Log) Rebuilding() bool { return l.o.Rebuild }

// Close stops the followers after their transactions under way. The row store
// stays open.
func (l *Log) Close() error {
	l.mu.Lock()
	cancel := l.cancel
	l.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	l.running.Wait()
	<-l.loaded
	return nil
}

// signal wakes everyone who waits for a change. The zero value is ready.
type signal struct {
	mu sync.Mutex
	ch chan struct{}
}

// wait gives a channel that is closed at the next change. Take it before
// looking at what may change.
func (s *signal) wait() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch == nil {
		s.ch = make(chan struct{})
	}
	return s.ch
}

func (s *signal) send() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch != nil {
		close(s.ch)
		s.ch = nil
	}
}
