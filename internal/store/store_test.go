package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"regulars"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

var tables = store.Migration{Domain: "test", Files: fstest.MapFS{"00001_init.sql": {Data: []byte(`
-- +goose Up
CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, balance BIGINT NOT NULL CHECK (balance >= 0), photo BLOB);
CREATE TABLE entry (account BIGINT NOT NULL REFERENCES account (id), n BIGINT NOT NULL, PRIMARY KEY (account, n)) WITHOUT ROWID;
`)}}}

func each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Parallel()
	storetest.Each(t, fn, tables)
}

func write(t *testing.T, db *store.DB, query string, args ...any) error {
	t.Helper()
	return db.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	})
}

func count(t *testing.T, db *store.DB, query string, args ...any) (n int64) {
	t.Helper()
	err := db.Read(context.Background(), func(tx *store.Tx) (err error) {
		n, err = store.Row(tx, store.One[int64], query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestConstraintsAreKnownByCode(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		if err := write(t, db, "INSERT INTO account VALUES (1, 'it''s ?', 5, ?)", []byte{0, 1}); err != nil {
			t.Fatal(err)
		}
		if err := write(t, db, "INSERT INTO account VALUES (2, 'it''s ?', 5, NULL)"); !store.IsUnique(err) {
			t.Errorf("unique: %v", err)
		}
		if err := write(t, db, "INSERT INTO account VALUES (1, 'b', 5, NULL)"); !store.IsUnique(err) {
			t.Errorf("primary key: %v", err)
		}
		if err := write(t, db, "INSERT INTO entry VALUES (?, ?)", 9, 1); !store.IsForeignKey(err) {
			t.Errorf("foreign key: %v", err)
		}
		if err := write(t, db, "UPDATE account SET balance = ?", -1); !store.IsCheck(err) {
			t.Errorf("check: %v", err)
		}
	})
}

func TestFailureUndoesOnlyItsOwnCaller(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		var committed, undone atomic.Int64
		var wg sync.WaitGroup
		boom := errors.New("boom")
		for i := range 100 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err := db.Write(context.Background(), func(tx *store.Tx) error {
					tx.AfterCommit(func() { committed.Add(1) })
					tx.AfterRollback(func() { undone.Add(1) })
					if _, err := tx.Exec("INSERT INTO account VALUES (?, ?, 0, NULL)", i, regulars.NewID(regulars.SystemClock{}.Now())); err != nil {
						return err
					}
					if i%4 == 0 {
						return boom
					}
					return nil
				})
				if (i%4 == 0) != errors.Is(err, boom) {
					t.Errorf("caller %d got %v", i, err)
				}
			}()
		}
		wg.Wait()
		if n := count(t, db, "SELECT count(*) FROM account"); n != 75 {
			t.Errorf("%d rows, want 75", n)
		}
		if committed.Load() != 75 || undone.Load() != 25 {
			t.Errorf("hooks: %d committed, %d undone", committed.Load(), undone.Load())
		}
	})
}

func TestAttemptUndoesOnlyItself(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			for i := range 4 {
				err := tx.Attempt(func() error {
					_, err := tx.Exec("INSERT INTO account VALUES (?, ?, 0, NULL)", i/2, regulars.NewID(regulars.SystemClock{}.Now()))
					return err
				})
				if (i%2 == 1) != store.IsUnique(err) {
					t.Errorf("attempt %d: %v", i, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, db, "SELECT count(*) FROM account"); n != 2 {
			t.Errorf("%d rows, want 2", n)
		}
	})
}

func TestPanicIsAnErrorOfItsCallerAlone(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, tables)
	if err := db.Write(context.Background(), func(*store.Tx) error { panic("oops") }); err == nil {
		t.Fatal("no error")
	}
	if err := write(t, db, "INSERT INTO account VALUES (1, 'a', 0, NULL)"); err != nil {
		t.Fatal(err)
	}
}

func TestReadSeesOneStateAndCannotWrite(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		err := db.Read(context.Background(), func(tx *store.Tx) error {
			before, err := store.Row(tx, store.One[int64], "SELECT count(*) FROM account")
			if err != nil {
				return err
			}
			if err := write(t, db, "INSERT INTO account VALUES (1, 'a', 0, NULL)"); err != nil {
				return err
			}
			after, err := store.Row(tx, store.One[int64], "SELECT count(*) FROM account")
			if before != 0 || after != 0 {
				t.Errorf("saw %d, then %d", before, after)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec("DELETE FROM account")
			return err
		})
		if err == nil {
			t.Error("a reader wrote")
		}
	})
}

func TestClosedStoreIsUnavailable(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, tables)
	db.Close()
	if err := write(t, db, "DELETE FROM account"); regulars.CodeOf(err) != regulars.ErrUnavailable {
		t.Errorf("got %v", err)
	}
}

func TestWithdrawnCallerLeavesNothing(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, tables)
	hold, held := make(chan struct{}), make(chan struct{})
	go db.Write(context.Background(), func(*store.Tx) error { close(held); <-hold; return nil })
	<-held
	ctx, cancel := context.WithCancel(context.Background())
	cancelled := make(chan error)
	go func() {
		cancelled <- db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec("INSERT INTO account VALUES (1, 'a', 0, NULL)")
			return err
		})
	}()
	cancel()
	if err := <-cancelled; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(hold)
	if n := count(t, db, "SELECT count(*) FROM account"); n != 0 {
		t.Errorf("%d rows", n)
	}
}

// A change of a few hundred rows by a list looks each of them up: going through
// the table instead would cost with the number of all rows.
func TestAListOfChangesLooksRowsUp(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		if db.Dialect() != store.SQLite {
			t.Skip("PostgreSQL plans by what it has counted")
		}
		args := make([]any, 0, 512)
		for i := range 256 {
			args = append(args, i, i)
		}
		var plan []string
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			return store.Each(tx, func(row store.Scanner) error {
				var a, b, c int
				var step string
				err := row.Scan(&a, &b, &c, &step)
				plan = append(plan, step)
				return err
			}, `EXPLAIN QUERY PLAN WITH v (id, balance) AS (VALUES `+strings.ReplaceAll(store.Marks(256, 2), "?", "CAST(? AS BIGINT)")+`)
				UPDATE account SET balance = v.balance FROM v WHERE account.id = v.id`, args...)
		})
		if err != nil || !slices.Contains(plan, "SEARCH account USING INTEGER PRIMARY KEY (rowid=?)") {
			t.Errorf("%q, %v", plan, err)
		}
	})
}
