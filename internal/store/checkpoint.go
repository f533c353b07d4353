package store

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"time"
)

// How many frames (pages) of the WAL are copied into the database file at once.
// More between copies write a hot page once instead of many times.
const (
	walFrames = 16_000
	// walRest is how few frames may be left for the writer to copy itself: only
	// with nothing left can the WAL begin anew.
	walRest = 2_000
	// walMost is from when on the writer copies more, so that the WAL ends.
	walMost = 20 * walFrames
	// walPause is how long nobody looks after a look.
	walPause = 20 * time.Millisecond
)

// checkpointer copies what was committed from the WAL into the database file,
// on a connection of its own. When the writer did that after a commit, as
// SQLite does by itself, all that wait for the writer would wait for thousands
// of pages to reach the disk.
type checkpointer struct {
	conn   *sql.DB
	frames int
	wake   chan struct{}
	stop   chan struct{}
	ended  chan struct{}
	once   sync.Once
	// little says that the writer can copy the rest in no time.
	little atomic.Bool
}

func newCheckpointer(conn *sql.DB, frames int) *checkpointer {
	c := &checkpointer{conn: conn, frames: frames, wake: make(chan struct{}, 1), stop: make(chan struct{}), ended: make(chan struct{})}
	go c.run()
	return c
}

// committed is told after each commit, by the writer.
func (c *checkpointer) committed(writer *sql.DB) {
	if c.little.CompareAndSwap(true, false) {
		// A commit since may have been a large one.
		if frames, copied, err := checkpoint(writer, "NOOP"); err == nil && c.isLittle(frames, copied) {
			checkpoint(writer, "PASSIVE")
		}
	}
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *checkpointer) run() {
	defer close(c.ended)
	for {
		select {
		case <-c.wake:
		case <-c.stop:
			return
		}
		c.look()
		select {
		case <-time.After(walPause):
		case <-c.stop:
			return
		}
	}
}

// look copies when there is much to copy. An error leaves the WAL as it is: the
// next commit has it tried again, and a disk that is full tells the writer.
func (c *checkpointer) look() {
	frames, _, err := checkpoint(c.conn, "NOOP")
	if err != nil || frames < c.frames {
		return
	}
	frames, copied, err := checkpoint(c.conn, "PASSIVE")
	if err == nil && c.isLittle(frames, copied) {
		c.little.Store(true)
	}
}

// isLittle says whether the writer may copy the rest: little, or, of a WAL that
// must end, as much as is usually copied at once.
func (c *checkpointer) isLittle(frames, copied int) bool {
	return frames-copied <= walRest || frames >= c.frames*(walMost/walFrames) && frames-copied <= c.frames
}

// checkpoint gives how many frames the WAL has and how many of them are in the
// database file.
func checkpoint(conn *sql.DB, mode string) (frames, copied int, err error) {
	var busy int
	err = conn.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &frames, &copied)
	return frames, copied, err
}

func (c *checkpointer) close() error {
	c.once.Do(func() { close(c.stop) })
	<-c.ended
	return c.conn.Close()
}
