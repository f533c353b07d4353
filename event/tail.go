package event

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"regulars"
	"regulars/internal/eventlog"
)

// Sighting is one line of a source's live tail: an event that was taken, or one
// that was refused, with the reason.
type Sighting struct {
	Seq         int64 // its number in the log; 0 for what was refused
	At          time.Time
	ID          string
	Type        regulars.EventType
	Name        string
	UserID      string
	AnonymousID string
	Channel     regulars.Channel
	Order       string
	Amount      regulars.Money
	Time        time.Time
	Body        json.RawMessage // nil when it is longer than 8 KB
	// Reason and Field say why it was refused; empty for what was taken. ID is
	// then its id in the quarantine.
	Reason, Field string
}

const (
	tailRoom = 256     // sightings that wait for a slow watcher
	tailBody = 8 << 10 // bytes of a body that are shown
)

// Tail is one watcher of a source.
type Tail struct {
	source string
	in     *Intake
	seen   chan Sighting
	missed atomic.Int64
}

// Watch gives what comes in from a source from now on, until Stop is called. It
// needs the permission events:read, and gives ErrUnauthorized, ErrForbidden or
// ErrNotFound. On several nodes each sees what it took in itself.
func (in *Intake) Watch(ctx context.Context, source string) (*Tail, error) {
	if err := regulars.Require(ctx, "events:read"); err != nil {
		return nil, err
	}
	if _, ok := in.o.Sources.SourceByID(source); !ok {
		return nil, regulars.NotFound("source")
	}
	t := &Tail{source: source, in: in, seen: make(chan Sighting, tailRoom)}
	in.tails.mu.Lock()
	defer in.tails.mu.Unlock()
	if in.tails.of == nil {
		in.tails.of = map[string]map[*Tail]bool{}
	}
	if in.tails.of[source] == nil {
		in.tails.of[source] = map[*Tail]bool{}
	}
	in.tails.of[source][t] = true
	in.tails.watched.Add(1)
	return t, nil
}

// Seen gives what came in, oldest first. What a watcher does not fetch in time
// is left out and counted, see [Tail.Missed].
func (t *Tail) Seen() <-chan Sighting { return t.seen }

// Missed gives how many were left out since the last call.
func (t *Tail) Missed() int64 { return t.missed.Swap(0) }

// Stop ends the watch.
func (t *Tail) Stop() {
	tails := &t.in.tails
	tails.mu.Lock()
	defer tails.mu.Unlock()
	if tails.of[t.source][t] {
		delete(tails.of[t.source], t)
		if len(tails.of[t.source]) == 0 {
			delete(tails.of, t.source)
		}
		tails.watched.Add(-1)
	}
}

// tails are the watchers by source.
type tails struct {
	watched atomic.Int64
	mu      sync.Mutex
	of      map[string]map[*Tail]bool
}

// publish shows watchers what a group brought.
func (t *tails) publish(group []*request, batch *eventlog.Batch) {
	if t.watched.Load() == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if batch != nil {
		for _, events := range batch.Added() {
			for i := range events {
				if watchers := t.of[events[i].Source]; watchers != nil {
					show(watchers, sightingOf(&events[i]))
				}
			}
		}
	}
	for _, r := range group {
		watchers := t.of[r.source]
		for i := range r.held {
			h := &r.held[i]
			show(watchers, Sighting{At: h.Latest, ID: h.ID, Type: regulars.EventType(h.Kind), Name: h.Name,
				UserID: h.UserID, AnonymousID: h.AnonymousID, Reason: h.Reason, Field: h.Field})
		}
	}
}

func show(watchers map[*Tail]bool, s Sighting) {
	for w := range watchers {
		select {
		case w.seen <- s:
		default:
			w.missed.Add(1)
		}
	}
}

func sightingOf(e *regulars.Event) Sighting {
	s := Sighting{Seq: e.Position.Seq, At: e.Received, ID: e.ID, Type: e.Type, Name: e.Name, UserID: e.UserID, AnonymousID: e.AnonymousID,
		Channel: e.Channel, Order: e.Order, Amount: e.Amount, Time: e.Time}
	if len(e.Body) <= tailBody {
		s.Body = e.Body
	}
	return s
}
