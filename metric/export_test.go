package metric

import "time"

// Hurry has Serve wait for nothing.
func (m *Metrics) Hurry() {
	m.pace = pace{gather: time.Millisecond, settle: time.Millisecond, most: time.Second, again: 10 * time.Millisecond}
}
