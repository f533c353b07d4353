package duckdb

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"regulars"
	"regulars/internal/warehouse"
)

// TestMend: after the engine gave up, the next who asks opens the file anew,
// once, and nobody sees an error.
func TestMend(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w, err := Open(ctx, filepath.Join(t.TempDir(), "w.duckdb"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	event := func(seq int64) []regulars.Event {
		return []regulars.Event{{Position: regulars.Position{Seq: seq}, ID: "x", Type: regulars.Page, Time: at, Received: at}}
	}
	if err := w.Append(ctx, event(1), regulars.Position{Seq: 1}); err != nil {
		t.Fatal(err)
	}
	old := w.db
	w.broken.Store(true)
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			answer, err := w.Query(ctx, warehouse.Ask(warehouse.Events().Group(nil, warehouse.Count("n"))))
			if err != nil || answer.Tables[0].Ints("n")[0] < 1 {
				t.Errorf("the answer is %v, %v", answer, err)
			}
		})
	}
	asking.Wait()
	if w.db == old || w.broken.Load() {
		t.Fatal("the file was not opened anew")
	}
	if err := w.Append(ctx, event(2), regulars.Position{Seq: 2}); err != nil {
		t.Fatal(err)
	}
}

func TestBytesOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"18.8 GiB": 20186346291, "512.0 MiB": 512 << 20, "1.5 TiB": 3 << 39, "0 bytes": 0, "": 0, "x GiB": 0} {
		if got := bytesOf(text); got != want {
			t.Errorf("%q is %d bytes, want %d", text, got, want)
		}
	}
}

func TestBadPlaces(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := t.TempDir()
	if _, err := Open(ctx, filepath.Join(dir, "a?b"), Options{}); regulars.CodeOf(err) != regulars.ErrInvalid {
		t.Errorf("a question mark gives %v", err)
	}
	if err := Restore(ctx, dir, filepath.Join(dir, "w")); regulars.CodeOf(err) != regulars.ErrNotFound {
		t.Errorf("a folder without a backup gives %v", err)
	}
	w, err := Open(ctx, filepath.Join(dir, "w"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := Restore(ctx, dir, filepath.Join(dir, "w")); regulars.CodeOf(err) != regulars.ErrConflict {
		t.Errorf("a warehouse that is there already gives %v", err)
	}
}
