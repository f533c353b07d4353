package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"strings"
	"time"

	"regulars"
	"regulars/api"
	"regulars/customer"
	"regulars/event"
	"regulars/event/importer"
	"regulars/internal/job"
	"regulars/report"
	"regulars/tag/starter"
)

// serveCmd runs the server.
type serveCmd struct {
	Demo          bool   `name:"demo" help:"When nobody has set up the workspace yet, fill it with a believable brand."`
	DemoPassword  string `name:"demo-password" env:"REGULARS_DEMO_PASSWORD" placeholder:"TEXT" help:"Password of the demo's owner; made up without."`
	DemoCustomers int    `name:"demo-customers" default:"5000" help:"How many customers the demo has."`
}

// Run serves until the program is told to stop.
func (c *serveCmd) Run(s *session) error {
	ctx, cancel := context.WithCancel(s.as("server"))
	defer cancel()
	a, err := openApp(s.ctx, s, false)
	if err != nil {
		return err
	}
	srv, err := a.server(ctx)
	if err == nil {
		err = c.serve(ctx, s, a, srv)
	}
	cancel()
	return errors.Join(err, a.close(ctx))
}

// server is everything that runs while regulars serves.
type server struct {
	intake  *event.Intake
	desk    *importer.Desk
	reports *report.Reports
	http    *http.Server
}

// serve binds, starts everything that works by itself, and waits.
func (c *serveCmd) serve(ctx context.Context, s *session, a *app, srv *server) error {
	listener, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return fmt.Errorf("the address cannot be used: %w", err)
	}
	address := listener.Addr().String()
	if err := a.start(ctx); err != nil {
		return err
	}
	if err := a.work(ctx, srv); err != nil {
		return err
	}
	if err := a.debug(ctx); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.http.Serve(listener) }()
	a.slog.Info("serving", "address", address, "version", version)
	if s.listening != nil {
		s.listening(address)
	}
	if err := c.greet(ctx, s, a, address); err != nil {
		return err
	}
	select {
	case err := <-ended:
		return err
	case <-s.ctx.Done():
	}
	a.slog.Info("stopping")
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	err = srv.http.Shutdown(stop)
	if errors.Is(err, context.DeadlineExceeded) { // live views stay open for as long as one lets them
		err = srv.http.Close()
	}
	return errors.Join(err, srv.intake.Close(), srv.reports.Close())
}

// greet tells how to begin: the set-up link of a first start, or the demo.
func (c *serveCmd) greet(ctx context.Context, s *session, a *app, address string) error {
	token, err := a.staff.SetupToken(ctx)
	if err != nil {
		return err
	}
	at := s.publicURL(address)
	switch {
	case token == "":
		fmt.Fprintf(s.stdout, "regulars is at %s\n", at)
	case c.Demo:
		go c.fillDemo(ctx, s, a, address, token)
	default:
		fmt.Fprintf(s.stdout, "Set up regulars at %s/setup#%s\n(this link works once)\n", at, token)
	}
	return nil
}

// debug serves Go's profiler on an address of its own, when one is set.
func (a *app) debug(ctx context.Context) error {
	if a.DebugListen == "" {
		return nil
	}
	listener, err := net.Listen("tcp", a.DebugListen)
	if err != nil {
		return fmt.Errorf("the address for the profiler cannot be used: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go srv.Serve(listener)
	context.AfterFunc(ctx, func() { srv.Close() })
	return nil
}

// publicURL gives where people reach us.
func (c config) publicURL(address string) string {
	if c.PublicURL != "" {
		return strings.TrimRight(c.PublicURL, "/")
	}
	return "http://" + address
}

// jobs that run by themselves, and when.
const (
	jobScores    = "scores"    // fit the models anew and score everybody
	jobAudiences = "audiences" // find the members of new audiences; at night, evaluate everybody
	jobTags      = "tags"      // work out all tags of everybody
	jobQuality   = "quality"   // judge what is known of everybody
	jobTrim      = "trim"      // let go of what need not be held any more: log, sessions, links, kept answers
	jobImport    = "import"    // check or run an uploaded file
	jobBackup    = "backup"    // write a backup beside the data
	jobForget    = "forget"    // take whoever was erased out of the log and the warehouse's files
)

// audienceTask says what a job on audiences does.
type audienceTask struct {
	// Everybody has everybody evaluated and ranked anew.
	Everybody bool `json:"everybody"`
	// Asked tells requests apart: one that comes while a job ends is not lost.
	Asked int64 `json:"asked"`
}

// tagTask says what a job on tags does.
type tagTask struct {
	// Nightly says that it follows the scores; then the audiences follow it.
	Nightly bool `json:"nightly"`
}

// work starts what works by itself: jobs, and the scores of whoever ordered.
func (a *app) work(ctx context.Context, srv *server) error {
	a.jobs.Define(job.Kind{Name: jobScores, Attempts: 3, Work: func(ctx context.Context, run *job.Run) error {
		if _, err := a.scoreAll(ctx, run.Progress); err != nil {
			return err
		}
		_, err := a.jobs.Enqueue(ctx, jobTags, tagTask{Nightly: true})
		if err == nil { // what is to be mended is ordered by what customers are worth
			_, err = a.jobs.Enqueue(ctx, jobQuality, nil)
		}
		return err
	}})
	a.jobs.Define(job.Kind{Name: jobTags, Attempts: 3, Timeout: 2 * time.Hour, Work: func(ctx context.Context, run *job.Run) error {
		var t tagTask
		if err := json.Unmarshal(run.Args, &t); err != nil {
			return err
		}
		err := a.tags.Run(regulars.WithActor(ctx, regulars.System(jobTags)), !t.Nightly, run.Progress)
		if t.Nightly { // audiences wait for the tags, but not for ever
			_, next := a.jobs.Enqueue(ctx, jobAudiences, audienceTask{Everybody: true})
			err = errors.Join(err, next)
		}
		return err
	}})
	a.jobs.Define(job.Kind{Name: jobAudiences, Attempts: 20, Timeout: 2 * time.Hour, Work: func(ctx context.Context, run *job.Run) error {
		var t audienceTask
		if err := json.Unmarshal(run.Args, &t); err != nil {
			return err
		}
		return a.audiences.Run(regulars.WithActor(ctx, regulars.System(jobAudiences)), t.Everybody, run.Progress)
	}})
	a.jobs.Define(job.Kind{Name: jobQuality, Attempts: 3, Timeout: 2 * time.Hour, Work: func(ctx context.Context, run *job.Run) error {
		return a.quality.Run(regulars.WithActor(ctx, regulars.System(jobQuality)), run.Progress)
	}})
	a.jobs.Define(job.Kind{Name: jobTrim, Attempts: 3, Work: func(ctx context.Context, _ *job.Run) error {
		_, err := a.log.Trim(ctx, a.clock.Now().AddDate(0, 0, -max(1, a.LogWindow)))
		return errors.Join(err, a.staff.Sweep(ctx), api.Sweep(ctx, a.db, a.clock.Now()), a.warehouse.Erase(ctx, nil))
	}})
	a.jobs.Define(job.Kind{Name: jobForget, Attempts: 20, Timeout: time.Hour, Work: func(ctx context.Context, run *job.Run) error {
		var numbers []int64
		if err := json.Unmarshal(run.Args, &numbers); err != nil {
			return err
		}
		if _, err := a.log.Erase(ctx, numbers, customer.OnlyNumbers); err != nil {
			return err
		}
		return a.warehouse.Erase(ctx, numbers)
	}})
	a.jobs.Define(job.Kind{Name: jobBackup, Attempts: 1, Timeout: 6 * time.Hour, Work: func(ctx context.Context, _ *job.Run) error {
		_, err := a.backup(ctx, a.newBackup())
		return err
	}})
	a.jobs.Define(job.Kind{Name: jobImport, Attempts: 20, Timeout: 24 * time.Hour, Work: func(ctx context.Context, run *job.Run) error {
		var t importer.Task
		if err := json.Unmarshal(run.Args, &t); err != nil {
			return err
		}
		return srv.desk.Work(regulars.WithActor(ctx, regulars.System(jobImport)), t)
	}})
	a.jobs.Daily(jobScores, 3*time.Hour, a.zone)
	a.jobs.Daily(jobTrim, 4*time.Hour, a.zone)
	if err := a.jobs.Start(ctx); err != nil {
		return err
	}
	if err := srv.desk.Resume(ctx); err != nil {
		return err
	}
	if _, err := a.jobs.Enqueue(ctx, jobAudiences, audienceTask{}); err != nil { // what was asked for and not begun
		return err
	}
	if err := a.tags.Seed(ctx, starter.All()); err != nil {
		return err
	}
	go srv.reports.Warm(ctx) // so that the first who looks need not wait
	score := func(ctx context.Context) error {
		_, err := a.jobs.Enqueue(ctx, jobScores, nil)
		return err
	}
	go a.metrics.Serve(ctx, score)
	go a.health.Serve(ctx, score)
	go a.audiences.Serve(ctx)
	go a.tags.Serve(ctx, func(ctx context.Context) error {
		_, err := a.jobs.Enqueue(ctx, jobTags, tagTask{})
		return err
	})
	return nil
}

// proxies gives the networks of the proxies that are believed.
func (c config) proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range c.TrustProxy {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			a, e := netip.ParseAddr(text)
			if e != nil {
				return nil, regulars.Invalid("trust-proxy", "network", "a proxy is an address or a network such as 10.0.0.0/8")
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		out = append(out, p)
	}
	return out, nil
}
