package duckdb_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"regulars/internal/warehouse"
	"regulars/internal/warehouse/duckdb"
	"regulars/internal/warehouse/warehousetest"
)

const file = "warehouse.duckdb"

func open(t testing.TB, place string) warehouse.Warehouse {
	t.Helper()
	w, err := duckdb.Open(context.Background(), filepath.Join(place, file), duckdb.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWarehouse(t *testing.T) {
	t.Parallel()
	warehousetest.Run(t, warehousetest.Harness{
		Open: open,
		Crash: func(t testing.TB, place, to string) {
			t.Helper()
			for _, name := range []string{file, file + ".wal"} {
				content, err := os.ReadFile(filepath.Join(place, name))
				if os.IsNotExist(err) {
					continue
				}
				if err == nil {
					err = os.WriteFile(filepath.Join(to, name), content, 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		},
		Restore: func(t testing.TB, dir, place string) {
			t.Helper()
			if err := duckdb.Restore(context.Background(), dir, filepath.Join(place, file)); err != nil {
				t.Fatal(err)
			}
		},
		Holds: func(t testing.TB, place, text string) bool {
			t.Helper()
			entries, err := os.ReadDir(place)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				content, err := os.ReadFile(filepath.Join(place, e.Name()))
				if err != nil {
					t.Fatal(err)
				}
				if bytes.Contains(content, []byte(text)) {
					return true
				}
			}
			return false
		},
	})
}
