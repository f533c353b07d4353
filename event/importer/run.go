package importer

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"regulars"
	"regulars/event/importer/row"
	"regulars/event/importer/sheet"
	"regulars/internal/eventlog"
	"regulars/internal/store"
)

// Log is what an import needs of the log.
type Log interface {
	AppendBatch(tx *store.Tx, b *eventlog.Batch) (added int, err error)
	End(ctx context.Context) (regulars.Position, error)
}

// Settings are those of the workspace and the machine.
type Settings struct {
	// Scratch is a folder for files that do not outlive an import; "" means
	// the system's.
	Scratch string
	// Zone and Currency give the workspace's; nil means UTC and none.
	Zone     func() *time.Location
	Currency func() string
	// Pace, when not nil, is called with positions some way behind and returns
	// when the followers have passed them, so that an import does not run far
	// ahead of what is made of it.
	Pace func(ctx context.Context, p regulars.Position) error
	// Forgotten, when not nil, tells of an event whether it is that of a customer
	// who was erased: rows about them are refused.
	Forgotten func(e *regulars.Event) bool
	// Batch is how many orders or persons one transaction takes; 0 means 4,000.
	Batch int
}

// Importer takes files in. One import runs at a time; others wait.
type Importer struct {
	db    *store.DB
	log   Log
	clock regulars.Clock
	s     Settings
	turn  chan struct{}
}

// New gives an importer.
func New(db *store.DB, log Log, clock regulars.Clock, s Settings) *Importer {
	if s.Batch == 0 {
		s.Batch = batchGroups
	}
	return &Importer{db: db, log: log, clock: clock, s: s, turn: make(chan struct{}, 1)}
}

// Phase is what an import is doing.
type Phase string

// The phases.
const (
	Looking Phase = "looking" // at the file as a whole
	Reading Phase = "reading" // and sorting the rows
	Taking  Phase = "taking"  // appending events
)

// Progress is how far an import has come.
type Progress struct {
	Phase Phase `json:"phase"`
	// Rows is how many rows were dealt with in this phase.
	Rows int64 `json:"rows"`
	// Percent is of the whole import, 0 to 100.
	Percent float64 `json:"percent"`
	// LeftSeconds is about how long it still takes; 0 for unknown.
	LeftSeconds int64 `json:"leftSeconds"`
}

// future is how far ahead of our clock a time may lie: shops have other zones.
const future = 36 * time.Hour

// Run imports a file, or tries it without keeping anything. progress, which
// may be nil, is called often, by one goroutine at a time.
//
// A file that cannot be read at all, a mapping that does not fit it and dates
// that may be read in two ways are errors: ErrNotFound or ErrInvalid with the
// field "file", "map", "map.x", "currency", "dates" or "decimal". Rows that
// cannot be taken are not: see [Result]. An import that ends with an error, or
// is killed, is finished by running it again.
func (im *Importer) Run(ctx context.Context, o Options, progress func(Progress)) (Result, error) {
	if !o.Kind.Valid() {
		return Result{}, regulars.Invalid("kind", "kind", "an import is of orders or customers")
	}
	r := &running{Importer: im, o: o, pace: &pace{began: im.clock.Now(), clock: im.clock, tell: progress}}
	select {
	case im.turn <- struct{}{}:
		defer func() { <-im.turn }()
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
	r.pace.at(Looking, 0, 0)
	look, err := sheet.Inspect(o.File, 0)
	if err != nil {
		return Result{}, err
	}
	if r.settled, err = im.settle(o, look); err != nil {
		return Result{}, err
	}
	if err := r.prepare(ctx); err != nil {
		return Result{}, err
	}
	defer r.sorter.Close()
	if err := r.readAll(ctx); err != nil {
		return Result{}, err
	}
	if err := r.takeAll(ctx); err != nil {
		return Result{}, err
	}
	return r.result(), nil
}

// running is one import under way.
type running struct {
	*Importer
	o       Options
	settled *settled
	pace    *pace
	maker   *maker
	sorter  *row.Sorter
	rows    int64 // understood, to be taken
	read    tally // what was refused while reading
	taken   tally // what was done with the others
	record  record
}

func (r *running) prepare(ctx context.Context) error {
	secret, err := r.secret(ctx)
	if err != nil {
		return err
	}
	r.read, r.taken = newTally(), newTally()
	r.maker = &maker{digest: newDigester(secret), zone: r.settled.zone, source: r.settled.Source,
		received: r.clock.Now(), columns: r.settled.columns, refused: r.o.Refused, forgotten: r.s.Forgotten}
	r.sorter = row.NewSorter(r.s.Scratch)
	if r.o.DryRun {
		return nil
	}
	shown := r.o.Shown
	if shown == "" {
		shown = filepath.Base(r.o.File)
	}
	r.record, err = r.begin(ctx, record{kind: r.o.Kind, name: shown, task: r.settled.task()})
	if err == nil && r.record.groups > 0 {
		r.taken = r.record.tally
	}
	return err
}

// readAll reads and sorts the rows.
func (r *running) readAll(ctx context.Context) error {
	in, err := sheet.Open(r.o.File, r.settled.look)
	if err != nil {
		return err
	}
	defer in.Close()
	if _, err := row.ReadHeader(in); err != nil {
		return err
	}
	rows := r.settled.reader(regulars.Micros(r.clock.Now().Add(future)))
	days := map[int64]int32{}
	for n := int64(1); in.Next(); n++ {
		if n%4096 == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r.pace.at(Reading, n, readShare*float64(in.Bytes())/float64(max(1, r.settled.look.Bytes)))
		}
		if f := in.Fault(); f != sheet.NoFault {
			r.refuse(Reason(f), Example{Row: in.Row()})
			continue
		}
		w, fault := rows.Read(in.Row(), in.Fields())
		if fault != nil {
			r.refuse(fault.Reason, Example{Row: in.Row(), Column: r.settled.columns.Name(fault.Field)})
			continue
		}
		if err := r.sorter.Add(r.key(&w, days), &w); err != nil {
			return err
		}
		r.rows++
	}
	return in.Err()
}

func (r *running) refuse(reason Reason, at Example) {
	r.read.refuse(reason, at)
	if r.o.Refused != nil {
		r.o.Refused(reason, at)
	}
}

// key tells which rows belong together. days remembers the days of hours.
func (r *running) key(w *row.Row, days map[int64]int32) key {
	switch {
	case r.o.Kind == Customers:
		return r.maker.digest.personKey(w)
	case w.Order != "":
		return r.maker.digest.orderKey(w.Order)
	}
	// Zones change at quarters of an hour, so one has one day.
	quarter := w.Time / (15 * 60 * 1e6)
	day, ok := days[quarter]
	if !ok {
		day = dayOf(w.Time, r.settled.zone)
		days[quarter] = day
	}
	return r.maker.digest.dayKey(w, day)
}

// takeAll takes what was read, from where an earlier run was cut off. When
// another program took rows of the same orders meanwhile, it looks again.
func (r *running) takeAll(ctx context.Context) error {
	for {
		err := r.take(ctx)
		if !errors.Is(err, errStale) {
			if err == nil && !r.o.DryRun {
				err = r.finish(ctx)
			}
			return err
		}
	}
}

func (r *running) result() Result {
	res := Result{Kind: r.o.Kind, DryRun: r.o.DryRun, Resumed: r.record.resumed, Map: r.settled.Map, Format: r.settled.format()}
	all := newTally()
	all.add(&r.read)
	all.add(&r.taken)
	all.tell(&res)
	return res
}

// readShare is the part of an import's time that reading takes, in percent.
const readShare = 20

// pace tells of progress.
type pace struct {
	began time.Time
	clock regulars.Clock
	tell  func(Progress)
}

func (p *pace) at(phase Phase, rows int64, percent float64) {
	if p.tell == nil {
		return
	}
	out := Progress{Phase: phase, Rows: rows, Percent: min(100, percent)}
	if spent := p.clock.Now().Sub(p.began); percent > 1 && spent > time.Second {
		out.LeftSeconds = int64(spent.Seconds() * (100 - out.Percent) / out.Percent)
	}
	p.tell(out)
}
