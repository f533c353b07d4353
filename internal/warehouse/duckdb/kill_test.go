package duckdb_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"regulars"
	"regulars/internal/warehouse/duckdb"
)

// childPlace tells the test binary, started again by TestKilled, to be the
// process that is killed, and where.
const childPlace = "REGULARS_WAREHOUSE_CHILD"

func TestMain(m *testing.M) {
	if place := os.Getenv(childPlace); place != "" {
		child(place)
	}
	os.Exit(m.Run())
}

func numbered(from int64, n int) []regulars.Event {
	events := make([]regulars.Event, n)
	for i := range events {
		seq := from + int64(i) + 1
		instant := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(seq) * time.Second)
		events[i] = regulars.Event{Position: regulars.Position{Seq: seq}, ID: strconv.FormatInt(seq, 10), Type: regulars.Track,
			Time: instant, Received: instant, Customer: seq % 7, Body: []byte(`{"a":"` + strconv.FormatInt(seq*seq, 10) + `"}`)}
	}
	return events
}

// child appends batches of many sizes for as long as it lives and says so.
func child(place string) {
	ctx := context.Background()
	w, err := duckdb.Open(ctx, filepath.Join(place, file), duckdb.Options{})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	at, err := w.Position(ctx)
	for n := 1; err == nil; n = n*7%2003 + 1 {
		if err = w.Append(ctx, numbered(at.Seq, n), regulars.Position{Seq: at.Seq + int64(n)}); err == nil {
			at.Seq += int64(n)
			fmt.Println(at.Seq)
		}
	}
	fmt.Println("error", err)
	os.Exit(1)
}

// TestKilled kills a process that appends, again and again, and finds each time
// all that it acknowledged and only whole transactions.
func TestKilled(t *testing.T) {
	t.Parallel()
	place := t.TempDir()
	ctx := context.Background()
	for round := range 5 {
		acknowledged := killAfter(t, place, 3+round*6)
		w, err := duckdb.Open(ctx, filepath.Join(place, file), duckdb.Options{})
		if err != nil {
			t.Fatal(err)
		}
		at, err := w.Position(ctx)
		if err != nil || at.Seq < acknowledged {
			t.Fatalf("killed after %d was acknowledged, it stands at %d, %v", acknowledged, at.Seq, err)
		}
		seen := int64(0)
		err = w.Scan(ctx, regulars.Position{}, func(e regulars.Event) error {
			if seen++; e.Position.Seq != seen || e.ID != strconv.FormatInt(seen, 10) {
				return fmt.Errorf("event %d is where %d should be", e.Position.Seq, seen)
			}
			return nil
		})
		if err != nil || seen != at.Seq {
			t.Fatalf("it stands at %d and holds %d events, %v", at.Seq, seen, err)
		}
		if err := w.Verify(ctx); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// killAfter starts a child, kills it while it works on the batch after the
// given one, and gives the last position that it acknowledged.
func killAfter(t *testing.T, place string, batches int) (acknowledged int64) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childPlace+"="+place)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		seq, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			t.Error(lines.Text())
			break
		}
		if acknowledged = seq; n == batches {
			c.Process.Kill() // what it says in its last moments is read too
		}
	}
	c.Wait() // it was killed, which is no news
	return acknowledged
}
