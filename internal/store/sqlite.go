package store

import (
	"context"
	"database/sql"
	"net/url"
	"runtime"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// openSQLite opens a file with one writing connection and a pool of readers. The
// WAL is copied into it when it has so many frames.
func openSQLite(ctx context.Context, path string, frames int) (*DB, error) {
	write, err := sql.Open("sqlite3", sqliteDSN(path, url.Values{
		"_txlock":      {"immediate"},
		"_synchronous": {"FULL"},
		"_cache_size":  {"-262144"},
	}))
	if err != nil {
		return nil, translate(err)
	}
	write.SetMaxOpenConns(1)
	write.SetConnMaxIdleTime(0)
	for _, setting := range [...]string{
		"wal_autocheckpoint = 0", // a checkpointer does that
		// Given a list of a few hundred rows to change, SQLite would rather index
		// the list and go through the whole table than look each row up.
		"automatic_index = OFF",
	} {
		if _, err := write.ExecContext(ctx, "PRAGMA "+setting); err != nil {
			write.Close()
			return nil, translate(err)
		}
	}
	read, err := sql.Open("sqlite3", sqliteDSN(path, url.Values{
		"_query_only": {"true"},
		"_cache_size": {"-65536"},
	}))
	if err != nil {
		write.Close()
		return nil, translate(err)
	}
	readers := max(4, 2*runtime.NumCPU())
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	// The connection that copies must not be one of those that only read.
	copies, err := sql.Open("sqlite3", sqliteDSN(path, url.Values{"_synchronous": {"FULL"}}))
	if err != nil {
		read.Close()
		write.Close()
		return nil, translate(err)
	}
	copies.SetMaxOpenConns(1)
	db := &DB{dialect: SQLite, path: path, read: read, write: write, checkpointer: newCheckpointer(copies, frames)}
	db.writer = newWriter(db)
	return db, nil
}

func sqliteDSN(path string, more url.Values) string {
	more.Set("_journal_mode", "WAL")
	more.Set("_busy_timeout", "10000")
	more.Set("_foreign_keys", "true")
	more.Set("_stmt_cache_size", "128")
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + more.Encode()
}
