package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// Many times what the WAL may hold goes through it, and it stays small: it is
// copied meanwhile and begins anew.
func TestTheWALBeginsAnew(t *testing.T) {
	t.Parallel()
	const frames, page, transactions, rows = 100, 4096, 400, 20
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "test.db")
	db, err := openSQLite(ctx, path, frames)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	write := func(query string, times int, args ...any) {
		err := db.Write(ctx, func(tx *Tx) (err error) {
			for range times {
				if _, err = tx.Exec(query, args...); err != nil {
					return err
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	write("CREATE TABLE filler (bytes BLOB NOT NULL)", 1)
	for range transactions {
		write("INSERT INTO filler VALUES (?)", rows, make([]byte, page))
	}
	wal, err := os.Stat(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if most := int64(transactions * rows * page / 2); wal.Size() > most {
		t.Errorf("the WAL has %d bytes, more than %d", wal.Size(), most)
	}
}
