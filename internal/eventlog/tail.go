package eventlog

import (
	"sort"
	"sync"

	"regulars"
)

// tail keeps the most recent chunks in memory, so that followers that keep up
// never read or decode what was just appended. SQLite only: there the process
// that appends is the only one.
type tail struct {
	mu     sync.Mutex
	from   regulars.Position // every event after this one is in chunks
	chunks []*chunk
	bytes  int
	limit  int
}

// add appends a committed chunk and lets go of the oldest ones over the limit.
func (t *tail) add(c *chunk) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.chunks = append(t.chunks, c)
	t.bytes += c.size()
	drop := 0
	for t.bytes > t.limit && drop < len(t.chunks)-1 {
		t.bytes -= t.chunks[drop].size()
		t.from = t.chunks[drop].last()
		t.chunks[drop] = nil
		drop++
	}
	t.chunks = t.chunks[drop:]
}

// after gives chunks of up to max events (at least one chunk) after a
// position; ok is false when the tail does not reach back that far.
func (t *tail) after(p regulars.Position, max int) (out []*chunk, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p.Compare(t.from) < 0 {
		return nil, false
	}
	i := sort.Search(len(t.chunks), func(i int) bool { return t.chunks[i].first.Compare(p) > 0 })
	for n := 0; i < len(t.chunks); i++ {
		if n += len(t.chunks[i].events); n > max && len(out) > 0 {
			break
		}
		c := *t.chunks[i]
		out = append(out, &c)
	}
	return out, true
}

// own notes the customers of a chunk's events.
func (t *tail) own(first regulars.Position, owners []owner) {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := sort.Search(len(t.chunks), func(i int) bool { return t.chunks[i].first.Compare(first) >= 0 })
	if i < len(t.chunks) && t.chunks[i].first == first {
		t.chunks[i].owners = owners
	}
}

// tap is somebody who watches what is appended.
type tap struct{ events chan []regulars.Event }

// Tail gives what is appended from now on, for live views. A watcher that is
// slow misses batches rather than holding anything up. Call stop when done.
func (l *Log) Tail() (events <-chan []regulars.Event, stop func()) {
	t := &tap{events: make(chan []regulars.Event, 64)}
	l.mu.Lock()
	l.taps[t] = true
	l.mu.Unlock()
	return t.events, func() {
		l.mu.Lock()
		delete(l.taps, t)
		l.mu.Unlock()
	}
}

// publish tells watchers and followers of committed events.
func (l *Log) publish(events []regulars.Event) {
	l.mu.Lock()
	for t := range l.taps {
		select {
		case t.events <- events:
		default:
		}
	}
	l.mu.Unlock()
	l.changed.send()
}
