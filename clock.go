package regulars

import (
	"sync"
	"time"
)

// Clock tells the time. Nothing below cmd calls time.Now itself.
type Clock interface {
	// Now gives the present instant in UTC, to the microsecond.
	Now() time.Time
}

// SystemClock is the machine's clock.
type SystemClock struct{}

// Now gives the machine's time in UTC, to the microsecond.
func (SystemClock) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// ManualClock stands still until it is moved. It is for tests and replays.
type ManualClock struct {
	mu  sync.Mutex
	now time.Time
}

// NewManualClock gives a clock that stands at now.
func NewManualClock(now time.Time) *ManualClock {
	return &ManualClock{now: now.UTC().Truncate(time.Microsecond)}
}

// Now gives the instant the clock stands at.
func (c *ManualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock by d.
func (c *ManualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set moves the clock to now.
func (c *ManualClock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now.UTC().Truncate(time.Microsecond)
}

// Micros gives t as microseconds since the Unix epoch, the form in which every
// table keeps an instant. The zero time gives 0.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// FromMicros is the inverse of [Micros]: 0 gives the zero time.
func FromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
