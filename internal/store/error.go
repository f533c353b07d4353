package store

import (
	"database/sql/driver"
	"errors"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"

	"regulars"
)

var errURL = regulars.Invalid("store", "url", "a row store is sqlite:PATH or postgres://…")

// IsUnique reports whether err says that a row like it is there already.
func IsUnique(err error) bool {
	if e, ok := sqliteError(err); ok {
		return e.ExtendedCode == sqlite3.ErrConstraintUnique ||
			e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey || e.ExtendedCode == sqlite3.ErrConstraintRowID
	}
	return pgCode(err) == "23505"
}

// IsForeignKey reports whether err says that a row it refers to is missing,
// or that rows refer to it.
func IsForeignKey(err error) bool {
	if e, ok := sqliteError(err); ok {
		return e.ExtendedCode == sqlite3.ErrConstraintForeignKey
	}
	return pgCode(err) == "23503"
}

// IsCheck reports whether err says that a CHECK or NOT NULL of the table was broken.
func IsCheck(err error) bool {
	if e, ok := sqliteError(err); ok {
		return e.ExtendedCode == sqlite3.ErrConstraintCheck || e.ExtendedCode == sqlite3.ErrConstraintNotNull
	}
	code := pgCode(err)
	return code == "23514" || code == "23502"
}

func sqliteError(err error) (sqlite3.Error, bool) {
	var e sqlite3.Error
	ok := errors.As(err, &e)
	return e, ok
}

func pgCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// isRetryable reports whether the same transaction may succeed when it is run
// again: a serialisation failure or a deadlock.
func isRetryable(err error) bool {
	code := pgCode(err)
	return code == "40001" || code == "40P01"
}

// translate gives ErrUnavailable for what the database cannot do now, and any
// other error as it is.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var coded *regulars.Error
	if errors.As(err, &coded) || !unavailable(err) {
		return err
	}
	return &regulars.Error{
		Code: regulars.ErrUnavailable, Reason: "store", RetryAfter: 5,
		Message: "the store cannot answer now; try again", Err: err,
	}
}

func unavailable(err error) bool {
	if errors.Is(err, errClosed) || errors.Is(err, driver.ErrBadConn) {
		return true
	}
	if e, ok := sqliteError(err); ok {
		switch e.Code {
		case sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrBusy, sqlite3.ErrLocked,
			sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrNomem:
			return true
		}
		return false
	}
	if code := pgCode(err); len(code) == 5 {
		switch code[:2] {
		case "08", "53", "57", "58": // connection, resources, operator, system
			return true
		}
		return isRetryable(err)
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network)
}
