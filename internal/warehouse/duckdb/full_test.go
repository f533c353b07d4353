//go:build unix

package duckdb_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"regulars"
	"regulars/internal/warehouse/duckdb"
)

// fullPlace tells the test binary, started again by TestFullDisk, where to run
// out of space.
const fullPlace = "REGULARS_WAREHOUSE_FULL"

// TestFullDisk: while the disk is full, appends fail with a code and nothing
// of them stays; once there is room again, everything goes on without a restart.
// A process of its own does it, whose files may not grow beyond a few megabytes.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), fullPlace+"="+t.TempDir())
	out, err := c.CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "well\n") {
		t.Fatalf("%s%v", out, err)
	}
}

// runFull is what that process does; it gives what went wrong.
func runFull(place string) error {
	signal.Ignore(unix.SIGXFSZ)
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	all := limit.Cur
	ctx := context.Background()
	w, err := duckdb.Open(ctx, filepath.Join(place, file), duckdb.Options{})
	if err != nil {
		return err
	}
	if limit.Cur = 6 << 20; unix.Setrlimit(unix.RLIMIT_FSIZE, &limit) != nil {
		return fmt.Errorf("files cannot be bounded")
	}
	at := int64(0)
	for err = nil; err == nil; {
		if err = w.Append(ctx, numbered(at, 20_000), regulars.Position{Seq: at + 20_000}); err == nil {
			at += 20_000
		}
		if at > 10_000_000 {
			return fmt.Errorf("the disk is never full")
		}
	}
	for range 3 {
		if code := regulars.CodeOf(err); code != regulars.ErrUnavailable {
			return fmt.Errorf("a full disk gives %s: %w", code, err)
		}
		if err = w.Append(ctx, numbered(at, 20_000), regulars.Position{Seq: at + 20_000}); err == nil {
			return fmt.Errorf("a full disk takes more")
		}
	}
	if limit.Cur = all; unix.Setrlimit(unix.RLIMIT_FSIZE, &limit) != nil {
		return fmt.Errorf("files cannot grow again")
	}
	if err := w.Append(ctx, numbered(at, 20_000), regulars.Position{Seq: at + 20_000}); err != nil {
		return fmt.Errorf("with room again: %w", err)
	}
	seen := int64(0)
	if err := w.Scan(ctx, regulars.Position{}, func(e regulars.Event) error {
		if seen++; e.Position.Seq != seen {
			return fmt.Errorf("event %d is where %d should be", e.Position.Seq, seen)
		}
		return nil
	}); err != nil {
		return err
	}
	if seen != at+20_000 {
		return fmt.Errorf("%d of %d events are there", seen, at+20_000)
	}
	return w.Close()
}

func init() {
	if place := os.Getenv(fullPlace); place != "" {
		if err := runFull(place); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("well")
		os.Exit(0)
	}
}
