package store

import (
	"context"
	"database/sql"
	"net/url"
	"runtime"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// openSQLite opens a file with one writing connection and a pool of readers.
func openSQLite(ctx context.Context, path string) (*DB, error) {
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
		// A larger WAL between checkpoints writes a hot page once instead of many times.
		"wal_autocheckpoint = 16000",
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
	db := &DB{dialect: SQLite, path: path, read: read, write: write}
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
