package apitest

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"regulars/api"
	audienceapi "regulars/api/audience"
	customerapi "regulars/api/customer"
	eventapi "regulars/api/event"
	importapi "regulars/api/importer"
	jobapi "regulars/api/job"
	metricapi "regulars/api/metric"
	orderapi "regulars/api/order"
	qualityapi "regulars/api/quality"
	"regulars/api/routes"
	tagapi "regulars/api/tag"
	viewapi "regulars/api/view"
	"regulars/audience"
	"regulars/auth"
	"regulars/customer"
	"regulars/event"
	"regulars/event/importer"
	"regulars/health"
	"regulars/internal/eventlog"
	"regulars/internal/job"
	"regulars/internal/store"
	"regulars/internal/warehouse/duckdb"
	"regulars/metric"
	"regulars/order"
	"regulars/quality"
	"regulars/report"
	"regulars/tag"
	"regulars/view"
)

// Migrations gives the tables of every domain that the API needs.
func Migrations() []store.Migration {
	return []store.Migration{
		eventlog.Migration(), auth.Migration(), customer.Migration(), order.Migration(),
		event.Migration(), importer.Migration(), metric.Migration(), health.Migration(), quality.Migration(), audience.Migration(), tag.Migration(), view.Migration(), api.Migration(),
	}
}

// domains makes the domains behind the operations, as the program does, and
// puts what lies outside of /api/ on root. A domain that comes to the API is
// wired here for the scenarios and adds its tables to [Migrations].
//
// Jobs run until the world ends, so that a scenario can look at one.
func (w *World) domains(root *http.ServeMux) routes.Deps {
	ctx := context.Background()
	logger := slog.New(slog.NewTextHandler(&lockedWriter{w: w.log}, nil))
	log, err := eventlog.Open(ctx, w.DB, w.Clock, eventlog.Options{FeedDelay: time.Millisecond, RestAfter: time.Microsecond, Logger: logger})
	w.check(err)
	customers := customer.New(w.DB, log, w.Clock, customer.Options{Region: "CN", Shared: 2, Record: w.Auth.Record})
	orders := order.Open(order.Options{Zone: w.zone, Currency: w.currency})
	var audiences *audience.Audiences
	metrics := metric.Open(metric.Deps{Store: w.DB, Log: log, Clock: w.Clock, Orders: orders, Zone: w.zone, Logger: logger,
		Told: func(tx *store.Tx, customers []int64) error { return audiences.Touch(tx, customers) }})
	audiences = audience.Open(audience.Deps{Store: w.DB, Log: log, Clock: w.Clock, Moment: metrics.Now, Zone: w.zone, Currency: w.currency,
		Record: w.Auth.Record, Logger: logger})
	log.Follow(customers.Follower())
	log.Follow(orders.Follower())
	log.Follow(metrics.Follower())
	columns, err := duckdb.Open(ctx, filepath.Join(w.t.TempDir(), "warehouse.duckdb"), duckdb.Options{Threads: 1})
	w.check(err)
	standings := health.Open(health.Deps{Store: w.DB, Log: log, Clock: w.Clock, Orders: orders, Metrics: metrics, Warehouse: columns,
		Feed: "warehouse", Zone: w.zone, Logger: logger})
	data := quality.Open(quality.Deps{Store: w.DB, Log: log, Clock: w.Clock, Warehouse: columns, Feed: "warehouse", Region: "CN", Zone: w.zone,
		Currency: w.currency, Moment: metrics.Now, Record: w.Auth.Record})
	log.Follow(standings.Follower())
	log.Follow(audiences.Follower())
	tags := tag.Open(tag.Deps{Store: w.DB, Log: log, Clock: w.Clock, Audiences: audiences, Moment: metrics.Now, Zone: w.zone, Currency: w.currency,
		Record: w.Auth.Record, Logger: logger})
	log.Follow(tags.Follower())
	log.Feed("warehouse", customer.Name, columns)
	w.check(log.Start(ctx))
	score := func(ctx context.Context) error {
		if _, err := metrics.Run(ctx, nil); err != nil {
			return err
		}
		if err := standings.Run(ctx, nil); err != nil {
			return err
		}
		return data.Run(ctx, nil)
	}
	desk, imported := w.desk(log)
	w.waiters = append(w.waiters, imported, log.CaughtUp, score, log.CaughtUp, tagged(tags), evaluate(audiences), log.CaughtUp)

	intake := event.New(w.DB, log, event.Options{Clock: w.Clock, Sources: w.Auth, Record: w.Auth.Record, Currency: w.currency, Logger: logger})
	root.Handle("/v1/", intake)
	reports := report.Open(report.Deps{Store: w.DB, Orders: orders, Warehouse: columns, Clock: w.Clock, Zone: w.zone, Metrics: metrics, Logger: logger,
		Watches: []report.Watch{report.LateOrders(w.DB, orders), report.SlippingValue(w.DB, columns, orders), report.HealthAlarms(standings), report.Sources(intake), report.LogFollowers(log)}})
	w.t.Cleanup(func() {
		intake.Close()
		reports.Close()
		log.Close()
		columns.Close()
	})
	jobs := &queue{w: w, logger: logger}
	return routes.Deps{
		Auth: w.Auth, Intake: intake, Event: eventapi.Deps{Log: log, Version: "test", Started: Began},
		Health: standings, Metrics: metrics, Metric: metricapi.Deps{StartRun: jobs.starter("scores")},
		Job: jobapi.Deps{Jobs: jobs, StartBackup: jobs.starter("backup"), Backups: func(context.Context) ([]jobapi.Backup, error) {
			return []jobapi.Backup{{Name: "2026-02-28T190000Z", At: Began.AddDate(0, 0, -1), Bytes: 4096}}, nil
		}},
		Customer: customerapi.Deps{Store: w.DB, Customers: customers, Region: "CN", Currency: w.currency, Zone: w.zone, Late: orders.LateAmong,
			More: func(tx *store.Tx, n int64) (map[string]any, error) {
				list, err := orders.Export(tx, n)
				if err != nil {
					return nil, err
				}
				standing, err := standings.Export(tx, n)
				if err != nil {
					return nil, err
				}
				membership, err := audiences.Export(tx, n)
				if err != nil {
					return nil, err
				}
				faults, err := data.Export(tx, n)
				if err != nil {
					return nil, err
				}
				said, err := tags.Export(tx, n)
				return map[string]any{"orders": list, "health": standing, "membership": membership, "quality": faults, "tags": said}, err
			},
			Forget: func(ctx context.Context, tx *store.Tx, e customer.Erasure) error {
				if err := orders.Erase(tx, e.Numbers); err != nil {
					return err
				}
				if err := metrics.Erase(tx, e.Numbers); err != nil {
					return err
				}
				if err := standings.Erase(tx, e.Numbers); err != nil {
					return err
				}
				if err := audiences.Erase(tx, e.Numbers); err != nil {
					return err
				}
				if err := data.Erase(tx, e.Numbers); err != nil {
					return err
				}
				if err := tags.Erase(tx, e.Numbers); err != nil {
					return err
				}
				_, err := event.Forget(tx, e.IDs, e.Contacts)
				return err
			}, Forgotten: columns.Erase},
		Order:  orderapi.Deps{Store: w.DB, Orders: orders, Clock: w.Clock, Moment: metrics.Now},
		Import: importapi.Deps{Desk: desk}, Reports: reports,
		Tag:      tagapi.Deps{Tags: tags, Region: "CN", Scratch: w.t.TempDir(), StartRun: jobs.starter("tags")},
		Quality:  qualityapi.Deps{Quality: data, StartRun: jobs.starter("quality")},
		View:     viewapi.Deps{Store: w.DB, Views: view.Open(w.DB, w.Clock)},
		Audience: audienceapi.Deps{Store: w.DB, Audiences: audiences, Region: "CN", Zone: w.zone, StartRun: jobs.starter("audiences")},
	}
}

// tagged gives what works the tags of everybody out.
func tagged(tags *tag.Tags) func(context.Context) error {
	return func(ctx context.Context) error { return tags.Run(ctx, true, nil) }
}

// evaluate gives what finds the members of new audiences and evaluates everybody
// who was touched.
func evaluate(audiences *audience.Audiences) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := audiences.Run(ctx, false, nil); err != nil {
			return err
		}
		for {
			if n, err := audiences.Refresh(ctx); err != nil || n == 0 {
				return err
			}
		}
	}
}

// desk makes the desk of imports and a function that waits for what it does in
// the background.
func (w *World) desk(log *eventlog.Log) (*importer.Desk, func(context.Context) error) {
	im := importer.New(w.DB, log, w.Clock, importer.Settings{Scratch: w.t.TempDir(), Zone: w.zone, Currency: w.currency})
	var desk *importer.Desk
	var work sync.WaitGroup
	desk, err := importer.NewDesk(im, importer.DeskOptions{Dir: w.t.TempDir(), Start: func(_ context.Context, task importer.Task) error {
		work.Go(func() { w.check(desk.Work(context.Background(), task)) })
		return nil
	}})
	w.check(err)
	w.t.Cleanup(work.Wait)
	return desk, func(context.Context) error {
		work.Wait()
		return nil
	}
}

// queue is the job queue of a world. It begins when somebody first asks for it,
// because most scenarios never do.
type queue struct {
	w      *World
	logger *slog.Logger
	once   sync.Once
	jobs   *job.Queue
	err    error
}

func (q *queue) open() (*job.Queue, error) {
	q.once.Do(func() {
		ctx := context.Background()
		if q.jobs, q.err = job.Open(ctx, q.w.DB, q.w.Clock, q.logger); q.err != nil {
			return
		}
		for _, kind := range []string{"scores", "backup", "audiences", "quality", "tags"} {
			q.jobs.Define(job.Kind{Name: kind, Work: func(ctx context.Context, _ *job.Run) error {
				<-ctx.Done()
				return ctx.Err()
			}})
		}
		q.err = q.jobs.Start(ctx)
		q.w.t.Cleanup(func() { q.jobs.Close(ctx) })
	})
	return q.jobs, q.err
}

// starter gives what starts a job of a kind.
func (q *queue) starter(kind string) func(context.Context) (int64, error) {
	return func(ctx context.Context) (int64, error) {
		jobs, err := q.open()
		if err != nil {
			return 0, err
		}
		return jobs.Enqueue(ctx, kind, nil)
	}
}

// List is for the operations on jobs.
func (q *queue) List(ctx context.Context, n int) ([]job.Status, error) {
	jobs, err := q.open()
	if err != nil {
		return nil, err
	}
	return jobs.List(ctx, n)
}

// Get is for the operations on jobs.
func (q *queue) Get(ctx context.Context, id int64) (job.Status, error) {
	jobs, err := q.open()
	if err != nil {
		return job.Status{}, err
	}
	return jobs.Get(ctx, id)
}

func (w *World) check(err error) {
	if err != nil {
		w.t.Helper()
		w.t.Fatal(err)
	}
}

// zone gives the workspace's time zone; UTC before it is set up.
func (w *World) zone() *time.Location {
	if brand, ok := w.Auth.Workspace(); ok {
		return brand.Location()
	}
	return time.UTC
}

// currency gives the workspace's base currency; "" before it is set up.
func (w *World) currency() string {
	brand, _ := w.Auth.Workspace()
	return brand.Currency
}
