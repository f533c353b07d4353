package store_test

import (
	"context"
	"path/filepath"
	"testing"

	"regulars"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func TestABackupComesBack(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, dir := context.Background(), t.TempDir()
		if err := write(t, db, "INSERT INTO account VALUES (1, 'a', 7, ?)", []byte{1, 2}); err != nil {
			t.Fatal(err)
		}
		if err := db.Backup(ctx, dir); err != nil {
			t.Fatal(err)
		}
		if err := write(t, db, "DELETE FROM account"); err != nil {
			t.Fatal(err)
		}
		to := "sqlite:" + filepath.Join(t.TempDir(), "restored.db")
		if db.Dialect() == store.Postgres {
			to = storetest.PostgresURL(t)
		}
		if err := store.Restore(ctx, t.TempDir(), to); regulars.CodeOf(err) != regulars.ErrNotFound {
			t.Errorf("an empty folder was restored: %v", err)
		}
		if err := store.Restore(ctx, dir, to); err != nil {
			t.Fatal(err)
		}
		if err := store.Restore(ctx, dir, to); regulars.CodeOf(err) != regulars.ErrConflict {
			t.Errorf("a restore over a row store: %v", err)
		}
		restored := storetest.Open(t, to, tables)
		if n := count(t, restored, "SELECT sum(balance) FROM account"); n != 7 {
			t.Errorf("balance %d, want 7", n)
		}
	})
}
