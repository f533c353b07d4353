package warehouse

import (
	"math"
	"time"
)

// Offset says by how much civil time is ahead of UTC from an instant on.
type Offset struct {
	// From is in microseconds since 1970; the first of a list holds always.
	From int64
	// Ahead is in microseconds, negative west of Greenwich.
	Ahead int64
}

// Rules of zones are listed within these years; what lies outside has the
// nearest offset that is listed.
var (
	offsetsFrom = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	offsetsTo   = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

// Offsets gives the offsets of zone that hold between two instants in
// microseconds, rising, at least one. Adapters turn an instant into a civil one
// by adding its offset, so that a day is the same in Go and in every engine,
// whatever rules of time zones the engine knows.
func Offsets(zone *time.Location, from, to int64) []Offset {
	at := time.UnixMicro(max(from, offsetsFrom.UnixMicro())).In(zone)
	until := time.UnixMicro(min(to, offsetsTo.UnixMicro()))
	var out []Offset
	for {
		_, seconds := at.Zone()
		ahead := int64(seconds) * 1_000_000
		switch {
		case len(out) == 0:
			out = append(out, Offset{math.MinInt64, ahead})
		case out[len(out)-1].Ahead != ahead:
			out = append(out, Offset{at.UnixMicro(), ahead})
		}
		_, end := at.ZoneBounds()
		if end.IsZero() || end.After(until) {
			return out
		}
		if !end.After(at) {
			// Go takes every year for one of 365 days where a rule goes on for
			// ever, so on the last day of a leap year it ends in the past.
			end = at.AddDate(0, 0, 1)
		}
		at = end.In(zone)
	}
}
