package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"regulars"
	"regulars/api"
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
	"regulars/tag"
	"regulars/view"
)

// app is the wired system on one data folder.
type app struct {
	config
	clock  regulars.Clock
	slog   *slog.Logger
	folder *folder

	db        *store.DB
	warehouse *duckdb.Warehouse
	jobs      *job.Queue
	staff     *auth.Auth
	log       *eventlog.Log
	customers *customer.Customers
	orders    *order.Book
	metrics   *metric.Metrics
	health    *health.Health
	quality   *quality.Quality
	audiences *audience.Audiences
	tags      *tag.Tags
	importer  *importer.Importer
}

// feedName is the name of the warehouse among the log's followers.
const feedName = "warehouse"

// migrations are the tables of every domain, in the order of their ranks.
func migrations() []store.Migration {
	return []store.Migration{
		eventlog.Migration(), auth.Migration(), customer.Migration(), order.Migration(),
		view.Migration(), event.Migration(), importer.Migration(), metric.Migration(), health.Migration(), quality.Migration(), audience.Migration(), tag.Migration(), api.Migration(),
	}
}

// openApp holds the data folder and wires everything on it. Nothing runs yet:
// start does that. With rebuild, the log replays and appends nothing.
func openApp(ctx context.Context, s *session, rebuild bool) (_ *app, err error) {
	a := &app{config: s.config, clock: s.clock, slog: s.logger()}
	defer func() {
		if err != nil {
			a.close(ctx)
		}
	}()
	if a.folder, err = holdFolder(s.Data); err != nil {
		return nil, err
	}
	if a.db, err = store.Open(ctx, s.storeURL()); err != nil {
		return nil, err
	}
	if err = a.db.Migrate(ctx, migrations()...); err != nil {
		return nil, err
	}
	if a.staff, err = auth.Open(ctx, a.db, a.clock, auth.Options{Secure: s.secure()}); err != nil {
		return nil, err
	}
	if a.jobs, err = job.Open(ctx, a.db, a.clock, a.slog); err != nil {
		return nil, err
	}
	if a.log, err = eventlog.Open(ctx, a.db, a.clock, eventlog.Options{Rebuild: rebuild, Logger: a.slog}); err != nil {
		return nil, err
	}
	a.warehouse, err = duckdb.Open(ctx, a.folder.file("warehouse.duckdb"), duckdb.Options{Memory: int64(s.WarehouseMemory) << 20})
	if err != nil {
		return nil, err
	}
	a.wire()
	return a, nil
}

// wire makes the domains and has them follow the log.
func (a *app) wire() {
	a.customers = customer.New(a.db, a.log, a.clock, customer.Options{Region: a.DefaultRegion, Record: a.staff.Record})
	a.orders = order.Open(order.Options{Zone: a.zone, Currency: a.currency})
	a.metrics = metric.Open(metric.Deps{Store: a.db, Log: a.log, Clock: a.clock, Orders: a.orders,
		Zone: a.zone, Logger: a.slog, Told: func(tx *store.Tx, customers []int64) error {
			return errors.Join(a.tags.Touch(tx, customers), a.audiences.Touch(tx, customers))
		}})
	a.health = health.Open(health.Deps{Store: a.db, Log: a.log, Clock: a.clock, Orders: a.orders, Metrics: a.metrics,
		Warehouse: a.warehouse, Feed: feedName, Zone: a.zone, Logger: a.slog})
	a.quality = quality.Open(quality.Deps{Store: a.db, Log: a.log, Clock: a.clock, Warehouse: a.warehouse, Feed: feedName,
		Region: a.DefaultRegion, Zone: a.zone, Currency: a.currency, Moment: a.metrics.Now, Record: a.staff.Record})
	a.audiences = audience.Open(audience.Deps{Store: a.db, Log: a.log, Clock: a.clock, Moment: a.metrics.Now, Zone: a.zone, Currency: a.currency,
		Start: func(ctx context.Context) error {
			_, err := a.jobs.Enqueue(ctx, jobAudiences, audienceTask{Asked: a.clock.Now().UnixNano()})
			return err
		}, Record: a.staff.Record, Logger: a.slog})
	a.tags = tag.Open(tag.Deps{Store: a.db, Log: a.log, Clock: a.clock, Audiences: a.audiences, Moment: a.metrics.Now, Zone: a.zone, Currency: a.currency,
		Record: a.staff.Record, Logger: a.slog})
	a.importer = importer.New(a.db, a.log, a.clock, importer.Settings{Scratch: a.folder.path, Zone: a.zone, Currency: a.currency,
		Forgotten: a.customers.Forgotten,
		Pace:      func(ctx context.Context, p regulars.Position) error { return a.log.WaitFor(ctx, p, order.FollowerName) }})
	a.log.Follow(a.customers.Follower())
	a.log.Follow(a.orders.Follower())
	a.log.Follow(a.metrics.Follower())
	a.log.Follow(a.health.Follower())
	a.log.Follow(a.audiences.Follower())
	a.log.Follow(a.tags.Follower())
	a.log.Feed(feedName, customer.Name, a.warehouse)
}

// zone gives the workspace's time zone; UTC before it is set up.
func (a *app) zone() *time.Location {
	if w, ok := a.staff.Workspace(); ok {
		return w.Location()
	}
	return time.UTC
}

// currency gives the workspace's base currency; "" before it is set up.
func (a *app) currency() string {
	w, _ := a.staff.Workspace()
	return w.Currency
}

// start has the log followed.
func (a *app) start(ctx context.Context) error { return a.log.Start(ctx) }

// close stops everything in the opposite order. It may be called for an app
// that was opened only in part.
func (a *app) close(ctx context.Context) error {
	var errs []error
	note := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	ctx = context.WithoutCancel(ctx)
	if a.jobs != nil {
		note(a.jobs.Close(ctx))
	}
	if a.log != nil {
		note(a.log.Close())
	}
	if a.warehouse != nil {
		note(a.warehouse.Close())
	}
	if a.db != nil {
		note(a.db.Close())
	}
	if a.folder != nil {
		note(a.folder.release())
	}
	return errors.Join(errs...)
}

// with opens the system for a command, runs fn with the log followed, and
// closes it again.
func (s *session) with(part string, fn func(ctx context.Context, a *app) error) error {
	a, err := openApp(s.ctx, s, false)
	if err != nil {
		return err
	}
	ctx := s.as(part)
	if err := a.start(ctx); err != nil {
		return errors.Join(err, a.close(ctx))
	}
	return errors.Join(fn(ctx, a), a.close(ctx))
}

// secure reports whether people reach us by HTTPS.
func (c config) secure() bool { return len(c.PublicURL) > 8 && c.PublicURL[:8] == "https://" }
