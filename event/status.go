package event

import (
	"context"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Hour is what came in from one source in one hour.
type Hour struct {
	Source string
	Begin  time.Time
	// Taken are now in the log, Repeated were there already, Refused went to the
	// quarantine, Forgotten were those of erased customers.
	Taken, Repeated, Refused, Forgotten int64
	// Latest is when the last one came in.
	Latest time.Time
}

// Hours gives the counts from a time on by source and hour, oldest first; of one
// source, or of all when it is empty. It needs sources:read.
func (in *Intake) Hours(ctx context.Context, source string, from time.Time) (list []Hour, err error) {
	if err := regulars.Require(ctx, "sources:read"); err != nil {
		return nil, err
	}
	err = in.db.Read(ctx, func(tx *store.Tx) error {
		list, err = hours(tx, source, from.Truncate(time.Hour))
		return err
	})
	return list, err
}

// Activity says how one source has been sending.
type Activity struct {
	Source string
	// Latest is when it was last heard of.
	Latest time.Time
	// Day are the events of the last 24 hours, Refused those of them that went to
	// the quarantine.
	Day, Refused int64
	// Usual is the mean of a day over the seven days before, in events.
	Usual float64
	// Silent says that it sent on most of those days and not since: it is worth
	// a look.
	Silent bool
}

const (
	// silentAfter is how long a source that sends daily may say nothing.
	silentAfter = 24 * time.Hour
	// daily is on how many of the seven days before it must have sent.
	daily = 5
)

// Activity says how each source that ever sent has been sending, as of now. It
// checks no permission: callers that show it to people do.
func (in *Intake) Activity(ctx context.Context) (map[string]Activity, error) {
	now := in.o.Clock.Now()
	day := now.Add(-24 * time.Hour)
	out := map[string]Activity{}
	err := in.db.Read(ctx, func(tx *store.Tx) error {
		latest, err := latestBySource(tx)
		if err != nil {
			return err
		}
		list, err := hours(tx, "", now.Add(-8*24*time.Hour).Truncate(time.Hour))
		if err != nil {
			return err
		}
		sent := map[string]map[int64]bool{}
		for source, at := range latest {
			out[source] = Activity{Source: source, Latest: at}
			sent[source] = map[int64]bool{}
		}
		for _, h := range list {
			a, n := out[h.Source], h.Taken+h.Repeated
			if h.Begin.After(day) {
				a.Day += n + h.Refused
				a.Refused += h.Refused
			} else {
				a.Usual += float64(n) / 7
				sent[h.Source][int64(day.Sub(h.Begin)/(24*time.Hour))] = true
			}
			out[h.Source] = a
		}
		for source, a := range out {
			a.Silent = len(sent[source]) >= daily && now.Sub(a.Latest) > silentAfter
			out[source] = a
		}
		return nil
	})
	return out, err
}

// Rate gives the events a second that were taken in over the last minute, by
// this process.
func (in *Intake) Rate() float64 { return in.meter.rate.perSecond(in.o.Clock.Now().Unix()) }
