package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	driver "github.com/duckdb/duckdb-go/v2"

	"regulars"
	"regulars/internal/warehouse"
)

// Options tune the engine. The zero value is right for most.
type Options struct {
	// Memory bounds what the engine keeps in memory, in bytes; it spills to
	// TempDir beyond that. 0 means a quarter of the machine's memory, at most
	// 4 GiB.
	Memory int64
	// Threads bounds the threads of the engine; 0 means one for each core.
	Threads int
	// TempDir is where large questions spill; "" means beside the file.
	TempDir string
}

// The bounds of Options.Memory's default, and the number of questions that
// are answered at once: each uses all threads.
const (
	memoryShare = 4
	memoryMost  = 4 << 30
	memoryLeast = 64 << 20
	questions   = 4
)

// checkpointAt is how much the log of writes grows before it is worked into
// the file. It bounds what a start after a crash has to read.
const checkpointAt = "64MB"

// Warehouse is a [warehouse.Warehouse] in a DuckDB file.
type Warehouse struct {
	path string
	o    Options

	files  sync.RWMutex // held for writing while the file is closed or exchanged
	db     *sql.DB      // nil when closed
	change sync.Mutex   // one change at a time
	broken atomic.Bool  // the engine gave up: it works again after opening the file anew
	asking chan struct{}

	spanMu      sync.Mutex
	first, last int64 // all instants of events lie between these
}

var _ warehouse.Warehouse = (*Warehouse)(nil)

var (
	errNewer  = &regulars.Error{Code: regulars.ErrConflict, Reason: "version", Message: "the warehouse was written by a newer version of this program"}
	errClosed = &regulars.Error{Code: regulars.ErrUnavailable, Reason: "closed", Message: "the warehouse is closed"}
	errPath   = regulars.Invalid("path", "path", "the path of the warehouse has no ? and no %")
)

// Open opens the warehouse in the file path and makes it when it is not there.
// It gives ErrUnavailable when another process holds the file, ErrConflict
// when a newer program wrote it.
func Open(ctx context.Context, path string, o Options) (*Warehouse, error) {
	if strings.ContainsAny(path, "?%") {
		return nil, errPath // the driver reads the path as an address
	}
	w := &Warehouse{path: path, o: o, asking: make(chan struct{}, questions)}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, unavailable(err)
	}
	if err := w.open(ctx); err != nil {
		return nil, translate(err)
	}
	return w, nil
}

// open connects, sets the engine up and brings the tables up to date.
func (w *Warehouse) open(ctx context.Context) error {
	connector, err := driver.NewConnector(w.path, nil)
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector)
	db.SetMaxIdleConns(questions + 1)
	if err := w.prepare(ctx, db); err != nil {
		return errors.Join(err, db.Close())
	}
	w.db = db
	return nil
}

func (w *Warehouse) prepare(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	w.sweep()
	settings, err := w.settings(ctx, conn)
	if err != nil {
		return err
	}
	if err := run(ctx, conn, settings...); err != nil {
		return err
	}
	if err := migrate(ctx, conn); err != nil {
		return err
	}
	return conn.QueryRowContext(ctx, `SELECT coalesce(least(min(time), min(received)), 0), coalesce(greatest(max(time), max(received)), 0) FROM event`).
		Scan(&w.first, &w.last)
}

// sweep removes what a process that was killed left beside the file, which is
// ours now: a rewrite cut short, and parts of questions that had spilled.
func (w *Warehouse) sweep() {
	os.Remove(w.path + freshSuffix)
	if w.o.TempDir == "" {
		os.RemoveAll(w.path + tempSuffix)
	}
}

// tempSuffix marks the folder into which questions spill.
const tempSuffix = ".tmp"

func (w *Warehouse) settings(ctx context.Context, conn *sql.Conn) ([]string, error) {
	memory := w.o.Memory
	if memory == 0 {
		var most string // the engine's default is four fifths of what the machine, or its control group, has
		if err := conn.QueryRowContext(ctx, "SELECT current_setting('memory_limit')").Scan(&most); err != nil {
			return nil, err
		}
		memory = min(bytesOf(most)/4*5/memoryShare, memoryMost)
	}
	threads := w.o.Threads
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	temp := w.o.TempDir
	if temp == "" {
		temp = w.path + tempSuffix
	}
	return []string{
		"SET GLOBAL memory_limit = '" + strconv.FormatInt(max(memory, memoryLeast), 10) + " B'",
		"SET GLOBAL threads = " + strconv.Itoa(threads),
		"SET GLOBAL temp_directory = " + quote(temp),
		"SET GLOBAL checkpoint_threshold = '" + checkpointAt + "'",
		"SET GLOBAL preserve_insertion_order = true",
		"SET GLOBAL autoinstall_known_extensions = false",
		"SET GLOBAL autoload_known_extensions = false",
	}, nil
}

// bytesOf reads an amount as the engine prints it, such as "18.8 GiB"; 0 when
// it is anything else.
func bytesOf(s string) int64 {
	number, unit, _ := strings.Cut(s, " ")
	v, err := strconv.ParseFloat(number, 64)
	power := strings.Index("KMGT", strings.TrimSuffix(unit, "iB"))
	if err != nil || power < 0 || len(unit) != 3 {
		return 0
	}
	return int64(v * float64(int64(1)<<(10*(power+1))))
}

// Close waits for work under way and closes the file.
func (w *Warehouse) Close() error {
	w.files.Lock()
	defer w.files.Unlock()
	if w.db == nil {
		return nil
	}
	db := w.db
	w.db = nil
	return db.Close()
}

// reading gives a connection on which fn may read; it is rolled back whatever
// fn leaves open.
func (w *Warehouse) reading(ctx context.Context, fn func(*sql.Conn) error) error {
	if w.broken.Load() {
		if err := w.mend(ctx); err != nil {
			return err
		}
	}
	w.files.RLock()
	defer w.files.RUnlock()
	return w.connected(ctx, fn)
}

// changing is as reading, for the one who may change the warehouse.
func (w *Warehouse) changing(ctx context.Context, fn func(*sql.Conn) error) error {
	w.change.Lock()
	defer w.change.Unlock()
	return w.reading(ctx, fn)
}

func (w *Warehouse) connected(ctx context.Context, fn func(*sql.Conn) error) error {
	if w.db == nil {
		return errClosed
	}
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	defer conn.Close()
	err = fn(conn)
	var engine *driver.Error
	if errors.As(err, &engine) && (engine.Type == driver.ErrorTypeFatal || engine.Type == driver.ErrorTypeInternal) {
		w.broken.Store(true)
	}
	return translate(err)
}

// mend opens the file anew after a failure, such as a full disk, that made the
// engine refuse all further work.
func (w *Warehouse) mend(ctx context.Context) error {
	w.files.Lock()
	defer w.files.Unlock()
	if w.db == nil {
		return errClosed
	}
	if !w.broken.Load() {
		return nil
	}
	old := w.db
	if err := errors.Join(old.Close(), w.open(ctx)); err != nil {
		return unavailable(err)
	}
	w.broken.Store(false)
	return nil
}

// translate gives the engine's errors a code. Their text may hold values, so
// it is kept for logs only.
func translate(err error) error {
	var coded *regulars.Error
	switch {
	case err == nil, errors.As(err, &coded), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	var engine *driver.Error
	if errors.As(err, &engine) {
		switch engine.Type {
		case driver.ErrorTypeIO, driver.ErrorTypeConnection, driver.ErrorTypeOutOfMemory, driver.ErrorTypeTransaction, driver.ErrorTypeInterrupt:
			return unavailable(err)
		}
		return &regulars.Error{Code: regulars.ErrInternal, Reason: "warehouse", Message: "the warehouse failed", Err: err}
	}
	return unavailable(err)
}

func unavailable(err error) error {
	return &regulars.Error{Code: regulars.ErrUnavailable, Reason: "warehouse", Message: "the warehouse cannot answer now", Err: err}
}

// identifier gives s as a name of SQL.
func identifier(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// quote gives s as a literal of SQL.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
