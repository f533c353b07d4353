package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// Tx is a transaction, valid only inside the function it was given to and
// used by one goroutine.
type Tx struct {
	ctx      context.Context
	db       *DB
	raw      *sql.Tx
	broken   bool // the database undid the whole transaction by itself
	commit   []func()
	rollback []func()
}

// Context is the caller's context. In a writing transaction it cannot be
// cancelled: SQLite answers a cancelled statement by undoing the whole
// transaction, which other callers share.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Dialect gives the kind of database.
func (tx *Tx) Dialect() Dialect { return tx.db.dialect }

// Exec runs a statement and gives how many rows it changed.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	res, err := tx.raw.ExecContext(tx.ctx, tx.db.rebind(query), args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Query runs a query. The caller closes the rows and looks at their error;
// [Rows] and [Row] do both.
func (tx *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	return tx.raw.QueryContext(tx.ctx, tx.db.rebind(query), args...)
}

// AfterCommit has fn called, in the order of registration, once the
// transaction is on disk and before Write returns.
func (tx *Tx) AfterCommit(fn func()) { tx.commit = append(tx.commit, fn) }

// AfterRollback has fn called, last registered first, when the transaction's
// effects are undone, be it by its own error or by a failed commit.
func (tx *Tx) AfterRollback(fn func()) { tx.rollback = append(tx.rollback, fn) }

func (tx *Tx) done() {
	for _, fn := range tx.commit {
		fn()
	}
}

func (tx *Tx) undone() {
	for i := len(tx.rollback) - 1; i >= 0; i-- {
		tx.rollback[i]()
	}
}

// Attempt runs fn in a savepoint: when fn fails, only its own effects and
// hooks are undone and its error is returned; the transaction goes on.
func (tx *Tx) Attempt(fn func() error) error {
	nc, nr := len(tx.commit), len(tx.rollback)
	if _, err := tx.raw.ExecContext(tx.ctx, "SAVEPOINT attempt"); err != nil {
		return err
	}
	if err := fn(); err != nil {
		_, e1 := tx.raw.ExecContext(tx.ctx, "ROLLBACK TO SAVEPOINT attempt")
		_, e2 := tx.raw.ExecContext(tx.ctx, "RELEASE SAVEPOINT attempt")
		tx.broken = tx.broken || e1 != nil || e2 != nil
		for i := len(tx.rollback) - 1; i >= nr; i-- {
			tx.rollback[i]()
		}
		tx.commit, tx.rollback = tx.commit[:nc], tx.rollback[:nr]
		return errors.Join(err, e1, e2)
	}
	_, err := tx.raw.ExecContext(tx.ctx, "RELEASE SAVEPOINT attempt")
	return err
}

// Scanner is one row of a result.
type Scanner interface{ Scan(dest ...any) error }

// One scans a row of a single column.
func One[T any](row Scanner) (v T, err error) {
	err = row.Scan(&v)
	return v, err
}

// Rows gives every row of a query, each read by scan. No rows give nil.
func Rows[T any](tx *Tx, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	var out []T
	err := Each(tx, func(row Scanner) error {
		v, err := scan(row)
		out = append(out, v)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Each calls fn for every row of a query, without holding them all.
func Each(tx *Tx, fn func(Scanner) error, query string, args ...any) error {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// ErrNoRow is what [Row] gives when the query has no row.
var ErrNoRow = sql.ErrNoRows

// Row gives the first row of a query, or [ErrNoRow].
func Row[T any](tx *Tx, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	rows, err := tx.Query(query, args...)
	var zero T
	if err != nil {
		return zero, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return zero, err
		}
		return zero, ErrNoRow
	}
	return scan(rows)
}

// Marks gives rows × cols placeholders as VALUES takes them: "(?,?),(?,?)".
// SQLite takes at most 32,766 of them in one statement.
func Marks(rows, cols int) string {
	one := "(" + strings.Repeat("?,", cols-1) + "?)"
	return strings.Repeat(one+",", rows-1) + one
}

// Fragment is a piece of SQL that the two dialects spell differently. The
// comment of each begins "Differs because".
type Fragment struct{ SQLite, Postgres string }

// Pick gives the fragment's text for the transaction's dialect.
func (tx *Tx) Pick(f Fragment) string {
	if tx.db.dialect == Postgres {
		return f.Postgres
	}
	return f.SQLite
}
