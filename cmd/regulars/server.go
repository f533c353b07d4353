package main

import (
	"context"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"regulars"
	"regulars/api"
	audienceapi "regulars/api/audience"
	authapi "regulars/api/auth"
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
	"regulars/customer"
	"regulars/event"
	"regulars/event/importer"
	"regulars/event/shop"
	"regulars/internal/store"
	"regulars/report"
	"regulars/view"
	"regulars/web"
)

// server puts everything that answers HTTP together.
func (a *app) server(ctx context.Context) (*server, error) {
	proxies, err := a.proxies()
	if err != nil {
		return nil, err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &backlog{a})
	if err := a.customers.LoadForgotten(ctx); err != nil {
		return nil, err
	}
	intake := event.New(a.db, a.log, event.Options{
		Clock: a.clock, Sources: a.staff, Currency: a.currency, Record: a.staff.Record, Forgotten: a.customers.Forgotten,
		PublicURL: a.PublicURL, Metrics: registry, Logger: a.slog,
	})
	hooks := shop.New(shop.Options{Intake: intake, Sources: a.staff, Metrics: registry})
	frame, err := api.New(api.Deps{Gate: a.staff, Store: a.db, Clock: a.clock, Log: a.slog, Proxies: proxies,
		Origins: a.origins(), Version: version})
	if err != nil {
		return nil, err
	}
	srv := &server{intake: intake, reports: a.reports(intake)}
	if srv.desk, err = importer.NewDesk(a.importer, importer.DeskOptions{Dir: a.folder.file("uploads"), Logger: a.slog, Start: func(ctx context.Context, t importer.Task) error {
		_, err := a.jobs.Enqueue(ctx, jobImport, t)
		return err
	}}); err != nil {
		return nil, err
	}
	routes.Register(frame, a.routes(srv))
	mux := http.NewServeMux()
	mux.Handle("/api/", frame.Handler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.Handle("/", web.Handler())
	srv.http = &http.Server{
		Handler:           hooks.Before(intake.Before(mux)),
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	return srv, nil
}

// reports makes the reports, with everything that is watched for Today.
func (a *app) reports(intake *event.Intake) *report.Reports {
	return report.Open(report.Deps{
		Store: a.db, Orders: a.orders, Warehouse: a.warehouse, Clock: a.clock, Zone: a.zone, Metrics: a.metrics, Logger: a.slog,
		Watches: []report.Watch{
			report.LateOrders(a.db, a.orders), report.SlippingValue(a.db, a.warehouse, a.orders), report.HealthAlarms(a.health), report.Sources(intake),
			report.FailedJobs(a.jobs), report.LogFollowers(a.log),
		},
	})
}

// routes gives the API's operations what they work with.
func (a *app) routes(srv *server) routes.Deps {
	return routes.Deps{
		Auth: a.staff, Standing: a.standing, Intake: srv.intake, Reports: srv.reports,
		Customer: customerapi.Deps{
			Store: a.db, Customers: a.customers, Region: a.DefaultRegion, Currency: a.currency, Zone: a.zone,
			Late: a.orders.LateAmong, Forget: a.forget,
			// The log tells the warehouse within a second; writing its file anew
			// takes longer than anybody wants to wait.
			Forgotten: func(ctx context.Context, numbers []int64) error {
				_, err := a.jobs.Enqueue(ctx, jobForget, numbers)
				return err
			},
			More: func(tx *store.Tx, customer int64) (map[string]any, error) {
				orders, err := a.orders.Export(tx, customer)
				if err != nil {
					return nil, err
				}
				standing, err := a.health.Export(tx, customer)
				if err != nil {
					return nil, err
				}
				membership, err := a.audiences.Export(tx, customer)
				if err != nil {
					return nil, err
				}
				faults, err := a.quality.Export(tx, customer)
				if err != nil {
					return nil, err
				}
				tags, err := a.tags.Export(tx, customer)
				return map[string]any{"orders": orders, "health": standing, "membership": membership, "quality": faults, "tags": tags}, err
			},
		},
		Order: orderapi.Deps{Store: a.db, Orders: a.orders, Clock: a.clock, Moment: a.metrics.Now}, Import: importapi.Deps{Desk: srv.desk},
		View: viewapi.Deps{Store: a.db, Views: view.Open(a.db, a.clock)},
		Audience: audienceapi.Deps{Store: a.db, Audiences: a.audiences, Region: a.DefaultRegion, Zone: a.zone, StartRun: func(ctx context.Context) (int64, error) {
			return a.jobs.Enqueue(ctx, jobAudiences, audienceTask{Everybody: true})
		}},
		Tag: tagapi.Deps{Tags: a.tags, Region: a.DefaultRegion, Scratch: a.folder.path, StartRun: func(ctx context.Context) (int64, error) {
			return a.jobs.Enqueue(ctx, jobTags, tagTask{})
		}},
		Quality: qualityapi.Deps{Quality: a.quality, StartRun: func(ctx context.Context) (int64, error) {
			return a.jobs.Enqueue(ctx, jobQuality, nil)
		}},
		Event:  eventapi.Deps{Log: a.log, Sizes: a.sizes, Version: version, Started: a.clock.Now()},
		Health: a.health, Metrics: a.metrics, Metric: metricapi.Deps{StartRun: func(ctx context.Context) (int64, error) {
			return a.jobs.Enqueue(ctx, jobScores, nil)
		}},
		Job: jobapi.Deps{Jobs: a.jobs, Backups: a.backups, StartBackup: func(ctx context.Context) (int64, error) {
			return a.jobs.Enqueue(ctx, jobBackup, nil)
		}},
	}
}

// forget erases a customer in the domains above customer, in the transaction
// that decides it.
func (a *app) forget(_ context.Context, tx *store.Tx, e customer.Erasure) error {
	if err := a.orders.Erase(tx, e.Numbers); err != nil {
		return err
	}
	if err := a.metrics.Erase(tx, e.Numbers); err != nil {
		return err
	}
	if err := a.health.Erase(tx, e.Numbers); err != nil {
		return err
	}
	if err := a.audiences.Erase(tx, e.Numbers); err != nil {
		return err
	}
	if err := a.quality.Erase(tx, e.Numbers); err != nil {
		return err
	}
	if err := a.tags.Erase(tx, e.Numbers); err != nil {
		return err
	}
	_, err := event.Forget(tx, e.IDs, e.Contacts)
	return err
}

// origins gives the address at which people reach us behind a proxy.
func (a *app) origins() []string {
	if a.PublicURL == "" {
		return nil
	}
	return []string{a.publicURL("")}
}

// standing tells the console at which moment scores stand.
func (a *app) standing(ctx context.Context) (authapi.Standing, error) {
	at, err := a.metrics.Moment(ctx)
	return authapi.Standing{AsOf: at.At, Historical: at.Historical}, err
}

// sizes gives what each part keeps on disk.
func (a *app) sizes(ctx context.Context) ([]eventapi.Size, error) {
	rows, err := a.db.Size(ctx)
	if err != nil {
		return nil, err
	}
	columns := int64(0)
	for _, suffix := range []string{"", ".wal"} {
		if info, err := os.Stat(a.folder.file("warehouse.duckdb") + suffix); err == nil {
			columns += info.Size()
		}
	}
	return []eventapi.Size{{Name: "row_store", Bytes: rows}, {Name: "warehouse", Bytes: columns}}, nil
}

// readyz answers 200 when events can be taken in and followers move.
func (a *app) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := a.log.Ready(ctx); err != nil {
		plain(w, http.StatusServiceUnavailable, "the log is loading")
		return
	}
	if err := a.db.Read(ctx, func(tx *store.Tx) error {
		_, err := store.Row(tx, store.One[int64], "SELECT 1")
		return err
	}); err != nil {
		plain(w, http.StatusServiceUnavailable, "the row store does not answer")
		return
	}
	status, err := a.log.Status(ctx)
	if err != nil {
		plain(w, http.StatusServiceUnavailable, "the log does not answer")
		return
	}
	for _, f := range status {
		if f.Failure != "" {
			plain(w, http.StatusServiceUnavailable, "the follower "+f.Name+" stands still")
			return
		}
	}
	plain(w, http.StatusOK, "ok")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write([]byte(text + "\n"))
}

// backlog tells Prometheus how far the log's followers are behind.
type backlog struct{ a *app }

var backlogDesc = prometheus.NewDesc("regulars_log_backlog_events", "Events that a follower of the log has yet to see.", []string{"follower"}, nil)

// Describe is for Prometheus.
func (b *backlog) Describe(c chan<- *prometheus.Desc) { c <- backlogDesc }

// Collect is for Prometheus.
func (b *backlog) Collect(c chan<- prometheus.Metric) {
	status, err := b.a.log.Status(regulars.WithActor(context.Background(), regulars.System("metrics")))
	if err != nil {
		return
	}
	for _, f := range status {
		c <- prometheus.MustNewConstMetric(backlogDesc, prometheus.GaugeValue, float64(f.Backlog), f.Name)
	}
}
