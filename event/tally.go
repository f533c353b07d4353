package event

import (
	"cmp"
	"slices"
	"time"

	"regulars/internal/eventlog"
)

// tally is what one group brought from one source in one hour.
type tally struct {
	source                              string
	hour, latest                        int64 // microseconds
	taken, repeated, refused, forgotten int64
}

// tallies counts a group by source and hour. Batch says which events were new;
// it may be nil.
func tallies(group []*request, batch *eventlog.Batch) []tally {
	var sums []tally
	of := func(source string, hour int64) *tally {
		for i := range sums {
			if sums[i].source == source && sums[i].hour == hour {
				return &sums[i]
			}
		}
		sums = append(sums, tally{source: source, hour: hour})
		return &sums[len(sums)-1]
	}
	for _, r := range group {
		t := of(r.source, r.received.Truncate(time.Hour).UnixMicro())
		t.repeated += int64(len(r.events))
		t.refused += int64(len(r.held))
		t.forgotten += r.forgotten
		t.latest = max(t.latest, r.received.UnixMicro())
	}
	if batch != nil {
		var t *tally
		for _, events := range batch.Added() {
			for i := range events {
				hour := events[i].Received.Truncate(time.Hour).UnixMicro()
				if t == nil || t.source != events[i].Source || t.hour != hour {
					t = of(events[i].Source, hour)
				}
				t.taken++
				t.repeated--
			}
		}
	}
	// One order for all writers, so that they cannot block in a circle.
	slices.SortFunc(sums, func(a, b tally) int { return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.hour, b.hour)) })
	return sums
}
