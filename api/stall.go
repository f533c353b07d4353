package api

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// maxStall is how long a body may take to arrive, or, for a stream, how long
// it may stand still.
const maxStall = 30 * time.Second

// stallGuard ends the reading of a body that does not come. A deadline on the
// connection alone would outlive the body, and net/http takes a deadline that
// passes while the operation works for a caller who left; so it is set only
// when the time is up.
type stallGuard struct {
	io.ReadCloser
	after  time.Duration
	stream bool
	timer  *time.Timer
	once   sync.Once
}

func newStallGuard(w http.ResponseWriter, body io.ReadCloser, after time.Duration, stream bool) *stallGuard {
	control := http.NewResponseController(w)
	return &stallGuard{ReadCloser: body, after: after, stream: stream, timer: time.AfterFunc(after, func() {
		control.SetReadDeadline(time.Unix(1, 0)) // long ago: a read under way ends at once
	})}
}

// Read reads the body; a stream that moves gets its time anew.
func (g *stallGuard) Read(p []byte) (int, error) {
	n, err := g.ReadCloser.Read(p)
	switch {
	case err != nil:
		g.stop()
	case g.stream:
		g.timer.Reset(g.after)
	}
	return n, err
}

// stop ends the watch.
func (g *stallGuard) stop() { g.once.Do(func() { g.timer.Stop() }) }
