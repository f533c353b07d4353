package store_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func TestASoundDatabaseHasNoFaults(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		if faults, err := db.Check(context.Background()); err != nil || len(faults) != 0 {
			t.Error(faults, err)
		}
		if n, err := db.Size(context.Background()); err != nil || n == 0 {
			t.Error(n, err)
		}
	})
}

func TestDamageIsFound(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, tables)
	ctx := context.Background()
	err := db.Write(ctx, func(tx *store.Tx) error {
		for i := range 2000 {
			if _, err := tx.Exec("INSERT INTO account VALUES (?, 'name ' || ?, 0, NULL)", i, i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	path := db.Path()
	db.Close() // moves everything out of the WAL into the file
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xa5}, 12*4096), 4*4096); err != nil {
		t.Fatal(err)
	}
	f.Close()
	again, err := store.Open(ctx, "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if faults, err := again.Check(ctx); err == nil && len(faults) == 0 {
		t.Error("the damage was not found")
	}
}
