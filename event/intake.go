package event

import (
	"bytes"
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"regulars"
	"regulars/event/segment"
	"regulars/internal/eventlog"
	"regulars/internal/store"
)

//go:embed migration/*.sql
var files embed.FS

// Migration gives the tables of this package.
func Migration() store.Migration {
	sub, err := fs.Sub(files, "migration")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return store.Migration{Domain: "event", Files: sub}
}

// Options say what intake works with. Clock and Sources are required; the
// rest may be zero.
type Options struct {
	Clock   regulars.Clock
	Sources Sources
	// Currency gives the workspace's base currency, for amounts that name none.
	Currency func() string
	// Forgotten reports whether an event is that of an erased customer: it is
	// dropped, and only counted. It must not do I/O. Nil: nobody was erased.
	Forgotten func(e *regulars.Event) bool
	// Record keeps what staff did with the quarantine; nil for no record.
	Record func(ctx context.Context, tx *store.Tx, what, targetKind, targetID string, detail map[string]string) error
	// PublicURL is where browsers reach us, such as "https://events.example.com";
	// empty to take it from each request.
	PublicURL string
	// Memory bounds the bytes of requests under way; 0 stands for 256 MiB. More
	// are told to wait.
	Memory int64
	// Backlog bounds how many events the slowest follower may be behind before
	// clients are told to wait; 0 stands for 5,000,000, negative for no bound.
	Backlog int64
	// Writers is how many appends may be under way; 0 stands for 2.
	Writers int
	// Keep bounds the quarantine.
	Keep Keep
	// Metrics receives the counters; nil for none.
	Metrics prometheus.Registerer
	// Logger takes notes without anything personal; nil means slog's default.
	Logger *slog.Logger
}

// Intake takes events in. It is safe for use by many goroutines.
type Intake struct {
	db     *store.DB
	log    *eventlog.Log
	o      Options
	memory budget
	behind behind
	meter  *meter
	tails  tails
	pruned pruned

	unwritten  atomic.Int64 // requests that could not be written, not noted yet
	complained atomic.Int64 // when that was last noted, in microseconds

	gate    sync.RWMutex // held to send on queue, and by Close alone
	closed  bool
	closing chan struct{}
	queue   chan *request
	writers sync.WaitGroup
}

// New gives an intake that appends to log, and starts its writers. The tables
// must be migrated.
func New(db *store.DB, log *eventlog.Log, o Options) *Intake {
	if o.Currency == nil {
		o.Currency = func() string { return "" }
	}
	if o.Memory == 0 {
		o.Memory = 256 << 20
	}
	if o.Backlog == 0 {
		o.Backlog = 5_000_000
	}
	if o.Writers == 0 {
		o.Writers = 2
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	o.Keep.fill()
	in := &Intake{db: db, log: log, o: o, queue: make(chan *request, maxWaiting), closing: make(chan struct{})}
	in.memory.limit = o.Memory
	in.meter = newMeter(o.Metrics, in)
	for range o.Writers {
		in.writers.Go(in.write)
	}
	return in
}

// Close refuses further requests, waits until those under way are on disk, and
// returns. The log and the row store stay open.
func (in *Intake) Close() error {
	in.gate.Lock()
	if !in.closed {
		in.closed = true
		close(in.closing)
		close(in.queue)
	}
	in.gate.Unlock()
	in.writers.Wait()
	return nil
}

// Closing gives a channel that is closed when the intake closes: whoever
// watches a tail ends then.
func (in *Intake) Closing() <-chan struct{} { return in.closing }

// SourceName gives a source's name, "" when it is no longer there.
func (in *Intake) SourceName(id string) string {
	s, _ := in.o.Sources.SourceByID(id)
	return s.Name
}

// Accept takes messages of the Segment API in for a source, as if they had
// come over HTTP, and returns when they are on disk. Refused counts those that
// went to the quarantine. It is for the siblings that take in other languages
// and translate, such as event/shop.
//
// It gives ErrTooMany or ErrUnavailable with a RetryAfter when nothing was taken.
func (in *Intake) Accept(ctx context.Context, source string, messages ...[]byte) (refused int, err error) {
	if err := in.pressure(ctx); err != nil {
		return 0, err
	}
	r := in.request(source)
	for _, m := range messages {
		batch, err := segment.Decode(m, in.reading(r, ""))
		if err != nil {
			in.hold(r, wholeBody("", m, err))
			continue
		}
		in.add(r, "", batch)
	}
	refused = len(r.held)
	return refused, in.submit(r)
}

// request begins one request's list of events.
func (in *Intake) request(source string) *request {
	return &request{source: source, received: in.o.Clock.Now(), done: make(chan struct{})}
}

// reading gives how the messages of a request are read.
func (in *Intake) reading(r *request, t regulars.EventType) segment.Options {
	return segment.Options{Type: t, Received: r.received, Source: r.source, Currency: in.o.Currency()}
}

// add puts what a body held into its request, without the erased customers'.
// Kind is the call's type as the address told it.
func (in *Intake) add(r *request, kind string, batch segment.Batch) {
	events := batch.Events
	if in.o.Forgotten != nil {
		events = events[:0]
		for i := range batch.Events {
			if in.o.Forgotten(&batch.Events[i]) {
				r.forgotten++
				continue
			}
			events = append(events, batch.Events[i])
		}
	}
	if r.events == nil {
		r.events = events
	} else {
		r.events = append(r.events, events...)
	}
	for i := range batch.Refused {
		in.hold(r, heldEvent(kind, &batch.Refused[i]))
	}
}

// detach copies the objects of events out of the body they were cut from, when
// they are but a small part of it: the log keeps recent events in memory, and
// they must not keep megabytes of white space there.
func detach(events []regulars.Event, body int) {
	held := 4 << 10
	for i := range events {
		held += len(events[i].Body) + len(events[i].Context)
	}
	if body <= 3*held {
		return
	}
	for i := range events {
		events[i].Body, events[i].Context = bytes.Clone(events[i].Body), bytes.Clone(events[i].Context)
	}
}

// hold puts what cannot be taken into its request, for the quarantine.
func (in *Intake) hold(r *request, h Held) {
	if in.o.Forgotten != nil && (h.UserID != "" || h.AnonymousID != "") &&
		in.o.Forgotten(&regulars.Event{UserID: h.UserID, AnonymousID: h.AnonymousID}) {
		r.forgotten++
		return
	}
	h.Source, h.First, h.Latest, h.Times = r.source, r.received, r.received, 1
	h.ID = heldID(&h)
	if len(h.Raw) > maxKept {
		h.Raw = h.Raw[:maxKept]
	}
	r.held = append(r.held, h)
}
