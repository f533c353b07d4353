package job

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"regulars"
	"regulars/internal/store"
)

//go:embed migration/*.sql
var files embed.FS

func migration() store.Migration {
	sub, err := fs.Sub(files, "migration")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return store.Migration{Domain: "job", Files: sub}
}

// Kind is one sort of work.
type Kind struct {
	// Name is stable: waiting jobs are kept under it.
	Name string
	// Attempts bounds how often a job runs until it counts as failed; 0 means 5.
	Attempts int
	// Timeout bounds one attempt; 0 means one hour.
	Timeout time.Duration
	// Work does it. An error has it tried again, later and later.
	Work func(ctx context.Context, run *Run) error
}

// Run is one attempt at a job.
type Run struct {
	// ID names the job.
	ID int64
	// Attempt counts from 1.
	Attempt int
	// Args is what Enqueue was given, as JSON; null without.
	Args json.RawMessage

	queue *Queue
	mu    sync.Mutex
	last  time.Time
}

// Queue is the job queue. It is safe for use by many goroutines.
type Queue struct {
	db     *store.DB
	clock  regulars.Clock
	slog   *slog.Logger
	pool   *pgxpool.Pool // PostgreSQL: River brings its own connections
	kinds  map[string]Kind
	timed  []*river.PeriodicJob
	client client
}

// client is River on either database.
type client interface {
	Start(context.Context) error
	StopAndCancel(context.Context) error
	Insert(context.Context, river.JobArgs, *river.InsertOpts) (*rivertype.JobInsertResult, error)
	JobGet(context.Context, int64) (*rivertype.JobRow, error)
	JobList(context.Context, *river.JobListParams) (*river.JobListResult, error)
}

// work is the one kind of job that River knows; Kind says which of ours.
type work struct {
	Name string          `json:"kind" river:"unique"`
	Args json.RawMessage `json:"args,omitempty" river:"unique"`
}

// Kind is River's name for all of our jobs.
func (work) Kind() string { return "regulars" }

// Open makes the queue's tables in db. A nil logger means slog's default.
func Open(ctx context.Context, db *store.DB, clock regulars.Clock, logger *slog.Logger) (*Queue, error) {
	if logger == nil {
		logger = slog.Default()
	}
	q := &Queue{db: db, clock: clock, slog: logger, kinds: map[string]Kind{}}
	var err error
	if db.Dialect() == store.SQLite {
		err = makeTables(ctx, logger, riversqlite.New(db.Pool()))
	} else if q.pool, err = pgxpool.New(ctx, db.URL()); err == nil {
		err = makeTables(ctx, logger, riverpgxv5.New(q.pool))
	}
	if err != nil {
		return nil, fmt.Errorf("tables of the job queue: %w", err)
	}
	return q, db.Migrate(ctx, migration())
}

func makeTables[T any](ctx context.Context, logger *slog.Logger, driver riverdriver.Driver[T]) error {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: quiet(logger)})
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// quiet keeps River's own chatter out of the log; its warnings stay.
func quiet(logger *slog.Logger) *slog.Logger {
	return slog.New(minLevel{logger.Handler(), slog.LevelWarn})
}

type minLevel struct {
	slog.Handler
	level slog.Level
}

func (h minLevel) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= h.level && h.Handler.Enabled(ctx, l)
}

// Define makes a kind of job known, before Start.
func (q *Queue) Define(k Kind) {
	if k.Attempts == 0 {
		k.Attempts = 5
	}
	if k.Timeout == 0 {
		k.Timeout = time.Hour
	}
	q.kinds[k.Name] = k
}

// Daily has a kind run every day when the clock in zone shows at (since
// midnight). A time that a zone skips comes at the next instant that exists.
func (q *Queue) Daily(kind string, at time.Duration, zone func() *time.Location) {
	q.timed = append(q.timed, river.NewPeriodicJob(daily{at, zone},
		func() (river.JobArgs, *river.InsertOpts) { return work{Name: kind}, q.insert(kind) },
		&river.PeriodicJobOpts{ID: kind}))
}

// Every has a kind run after each interval, for work that costs little.
func (q *Queue) Every(kind string, interval time.Duration) {
	q.timed = append(q.timed, river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) { return work{Name: kind}, q.insert(kind) },
		&river.PeriodicJobOpts{ID: kind}))
}

// daily is a time of day in a zone that may change.
type daily struct {
	at   time.Duration
	zone func() *time.Location
}

// Next gives the first such time after now.
func (d daily) Next(now time.Time) time.Time { return NextDaily(now, d.at, d.zone()) }

// NextDaily gives the first instant after now at which the clock in zone shows
// at (since midnight), on days that are longer or shorter than 24 hours too.
func NextDaily(now time.Time, at time.Duration, zone *time.Location) time.Time {
	local := now.In(zone)
	for day := 0; ; day++ {
		next := time.Date(local.Year(), local.Month(), local.Day()+day, int(at/time.Hour),
			int(at%time.Hour/time.Minute), int(at%time.Minute/time.Second), 0, zone)
		if next.After(now) {
			return next
		}
	}
}

// Start works jobs until Close.
func (q *Queue) Start(ctx context.Context) error {
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker{queue: q})
	if q.db.Dialect() == store.SQLite {
		// Nobody else works on this file: what runs now was cut off by a crash.
		if _, err := q.db.Pool().ExecContext(ctx, "UPDATE river_job SET state = 'available' WHERE state = 'running'"); err != nil {
			return err
		}
	}
	config := &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}},
		// In this process an insert wakes the workers by itself; asking is for
		// retries that come due and for jobs that another process put in.
		FetchPollInterval: 5 * time.Second,
		// On SQLite River's notifications are a table that is looked at many times
		// a second; nobody else inserts there.
		PollOnly:                    q.pool == nil,
		Workers:                     workers,
		PeriodicJobs:                q.timed,
		Logger:                      quiet(q.slog),
		JobTimeout:                  -1, // each kind has its own
		CompletedJobRetentionPeriod: 30 * 24 * time.Hour,
		DiscardedJobRetentionPeriod: 90 * 24 * time.Hour,
		SoftStopTimeout:             10 * time.Second,
	}
	var err error
	if q.pool == nil {
		q.client, err = newClient(riversqlite.New(q.db.Pool()), config)
	} else {
		q.client, err = newClient(riverpgxv5.New(q.pool), config)
	}
	if err != nil {
		return err
	}
	return q.client.Start(context.WithoutCancel(ctx))
}

func newClient[T any](driver riverdriver.Driver[T], config *river.Config) (client, error) {
	c, err := river.NewClient(driver, config)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Close lets jobs under way finish for ten seconds, then cuts them off; they
// run again after the next start.
func (q *Queue) Close(ctx context.Context) error {
	if q.pool != nil {
		defer q.pool.Close()
	}
	if q.client == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	if err := q.client.StopAndCancel(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// worker hands River's jobs to our kinds.
type worker struct {
	river.WorkerDefaults[work]
	queue *Queue
}

// Work runs one attempt.
func (w *worker) Work(ctx context.Context, j *river.Job[work]) error {
	kind, ok := w.queue.kinds[j.Args.Name]
	if !ok {
		return river.JobCancel(fmt.Errorf("no kind of job is named %q any more", j.Args.Name))
	}
	ctx, cancel := context.WithTimeout(ctx, kind.Timeout)
	defer cancel()
	return kind.Work(ctx, &Run{ID: j.ID, Attempt: j.Attempt, Args: j.Args.Args, queue: w.queue})
}

// unfinished are the states of a job that is still to be done.
var unfinished = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending,
	rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled}

func (q *Queue) insert(kind string) *river.InsertOpts {
	return &river.InsertOpts{
		MaxAttempts: q.kinds[kind].Attempts,
		UniqueOpts:  river.UniqueOpts{ByArgs: true, ByState: unfinished},
	}
}

// Enqueue has a job of a kind run as soon as may be, with args as JSON. When
// an equal job is not finished yet, that one is it. It gives the job's id.
func (q *Queue) Enqueue(ctx context.Context, kind string, args any) (int64, error) {
	w, err := q.work(kind, args)
	if err != nil {
		return 0, err
	}
	res, err := q.client.Insert(ctx, w, q.insert(kind))
	if err != nil {
		return 0, err
	}
	return res.Job.ID, nil
}

func (q *Queue) work(kind string, args any) (work, error) {
	if _, ok := q.kinds[kind]; !ok {
		return work{}, fmt.Errorf("no kind of job is named %q", kind)
	}
	if args == nil {
		return work{Name: kind}, nil
	}
	raw, err := json.Marshal(args)
	return work{Name: kind, Args: raw}, err
}
