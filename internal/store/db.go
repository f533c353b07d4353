package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
)

// Dialect says which database stands behind a [DB].
type Dialect string

// The two dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is an open row store. It is safe for use by many goroutines.
type DB struct {
	dialect Dialect
	path    string  // SQLite: the file
	url     string  // PostgreSQL: its address
	read    *sql.DB // SQLite: the readers' pool; PostgreSQL: everything
	write   *sql.DB // SQLite: one connection; PostgreSQL: the same as read
	bound   sync.Map

	writer       *writer       // SQLite only
	checkpointer *checkpointer // SQLite only
}

// Open opens the row store that url names: "sqlite:PATH" (made when it is not
// there) or "postgres://…". It gives ErrInvalid for any other form and
// ErrUnavailable when the database cannot be reached.
func Open(ctx context.Context, url string) (*DB, error) {
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		return openSQLite(ctx, strings.TrimPrefix(url, "sqlite:"), walFrames)
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		return openPostgres(ctx, url)
	}
	return nil, errURL
}

// Dialect gives the kind of database.
func (db *DB) Dialect() Dialect { return db.dialect }

// Path gives the file on SQLite and "" on PostgreSQL.
func (db *DB) Path() string { return db.path }

// URL gives the address on PostgreSQL and "" on SQLite. It may hold a password:
// it goes nowhere but to a driver.
func (db *DB) URL() string { return db.url }

// Pool gives the connections themselves, for the job queue, which brings its
// own SQL. Nothing else may use it.
func (db *DB) Pool() *sql.DB { return db.write }

// Close waits for writes under way and closes every connection.
func (db *DB) Close() error {
	if db.writer != nil {
		db.writer.close()
	}
	err := db.read.Close()
	if db.checkpointer != nil {
		if e := db.checkpointer.close(); err == nil {
			err = e
		}
	}
	if db.write != db.read {
		if e := db.write.Close(); err == nil {
			err = e
		}
	}
	return err
}

// Read runs fn in a transaction that sees one state of the database and
// changes nothing. Errors of fn come back as they are; a database that cannot
// answer gives ErrUnavailable.
func (db *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	raw, err := db.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: db.readIsolation()})
	if err != nil {
		return translate(err)
	}
	defer raw.Rollback()
	return translate(fn(&Tx{ctx: ctx, db: db, raw: raw}))
}

func (db *DB) readIsolation() sql.IsolationLevel {
	if db.dialect == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// Write runs fn in a transaction and returns when its effects are on disk, or
// when nothing of them is. On PostgreSQL fn may run again after a deadlock, so
// it must keep its effects outside of the database in [Tx.AfterCommit].
//
// Errors of fn come back as they are. A full disk, a lost connection or a
// closing database gives ErrUnavailable.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if db.writer != nil {
		return translate(db.writer.do(ctx, fn))
	}
	var err error
	for range 4 {
		if err = db.writeOnce(ctx, fn); !isRetryable(err) {
			break
		}
	}
	return translate(err)
}

func (db *DB) writeOnce(ctx context.Context, fn func(*Tx) error) (err error) {
	raw, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	tx := &Tx{ctx: context.WithoutCancel(ctx), db: db, raw: raw}
	defer func() {
		if p := recover(); p != nil {
			raw.Rollback()
			tx.undone()
			panic(p)
		}
	}()
	if err = fn(tx); err != nil {
		raw.Rollback()
		tx.undone()
		return err
	}
	if err = raw.Commit(); err != nil {
		tx.undone()
		return err
	}
	tx.done()
	return nil
}

// rebind turns every "?" outside of quotes into "$n" on PostgreSQL. Texts are
// few and constant, so each is turned once.
func (db *DB) rebind(query string) string {
	if db.dialect == SQLite {
		return query
	}
	if s, ok := db.bound.Load(query); ok {
		return s.(string)
	}
	var b strings.Builder
	n, quoted := 0, false
	for i := range len(query) {
		c := query[i]
		switch {
		case c == '\'':
			quoted = !quoted
			b.WriteByte(c)
		case c == '?' && !quoted:
			n++
			fmt.Fprintf(&b, "$%d", n)
		default:
			b.WriteByte(c)
		}
	}
	s := b.String()
	if len(s) < 4096 { // generated texts with long lists are not worth keeping
		db.bound.Store(query, s)
	}
	return s
}
