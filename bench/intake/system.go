package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"regulars"
	"regulars/auth"
	"regulars/event"
	"regulars/internal/eventlog"
	"regulars/internal/store"
)

// system is the true intake behind a true server on the loopback.
type system struct {
	db      *store.DB
	log     *eventlog.Log
	intake  *event.Intake
	metrics *prometheus.Registry
	server  *http.Server
	address string
	run     int
}

// source is the only sender.
type source struct{}

func (source) SourceByKey(key string) (auth.Source, bool) {
	return auth.Source{ID: "bench", WriteKey: "wk_bench", Kind: auth.WebSource, Enabled: true}, key == "wk_bench"
}

func (s source) SourceByID(string) (auth.Source, bool) { return s.SourceByKey("wk_bench") }

func openSystem(ctx context.Context, path string) (*system, error) {
	db, err := store.Open(ctx, "sqlite:"+path)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, eventlog.Migration(), event.Migration()); err != nil {
		return nil, err
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	log, err := eventlog.Open(ctx, db, regulars.SystemClock{}, eventlog.Options{Logger: quiet})
	if err != nil {
		return nil, err
	}
	s := &system{db: db, log: log, metrics: prometheus.NewRegistry()}
	s.intake = event.New(db, log, event.Options{Clock: regulars.SystemClock{}, Sources: source{}, Metrics: s.metrics, Writers: *writers,
		Currency: func() string { return "CNY" }})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.address = listener.Addr().String()
	s.server = &http.Server{Handler: s.intake.Before(http.NotFoundHandler()), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	go s.server.Serve(listener)
	return s, nil
}

func (s *system) close() {
	s.server.Close()
	s.intake.Close()
	s.log.Close()
	s.db.Close()
}

// fill appends n events with ids as clients make them.
func (s *system) fill(ctx context.Context, n int64) error {
	const page = 65536
	now := time.Now().UTC().Truncate(time.Microsecond)
	for done := int64(0); done < n; done += page {
		events := make([]regulars.Event, min(page, n-done))
		random := make([]byte, 16*len(events))
		rand.Read(random)
		for i := range events {
			events[i] = regulars.Event{ID: hex.EncodeToString(random[16*i : 16*i+16]), Type: regulars.Track, Name: "Seen", UserID: "u",
				Time: now, Received: now, Source: "bench", Channel: regulars.Web}
		}
		batch := eventlog.Prepare(events)
		err := s.db.Write(ctx, func(tx *store.Tx) error {
			added, err := s.log.AppendBatch(tx, batch)
			if err == nil && added != len(events) {
				err = fmt.Errorf("%d of %d events were new", added, len(events))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// measure runs the clients for a while.
func (s *system) measure(perRequest int, d time.Duration) (result, error) {
	s.run++
	before := s.appends()
	end, err := s.log.End(context.Background())
	if err != nil {
		return result{}, err
	}
	used := processor()
	seen, err := load(s.address, *clients, perRequest, s.run, d)
	if err != nil {
		return result{}, err
	}
	after, err := s.log.End(context.Background())
	if err != nil {
		return result{}, err
	}
	if got := after.Seq - end.Seq; got != seen.events {
		return result{}, fmt.Errorf("%d events were acknowledged and %d are on the log", seen.events, got)
	}
	r := result{rate: float64(seen.events) / seen.took.Seconds(), cpu: float64((processor() - used).Microseconds()) / float64(max(1, seen.events)), p50: seen.quantile(0.5), p99: seen.quantile(0.99)}
	r.perCommit = float64(seen.events) / max(1, s.appends()-before)
	return r, nil
}

// appends gives how many appends there were, from the metrics.
func (s *system) appends() float64 {
	families, err := s.metrics.Gather()
	if err != nil {
		return 0
	}
	for _, f := range families {
		if f.GetName() == "regulars_intake_append_seconds" {
			return float64(f.Metric[0].GetHistogram().GetSampleCount())
		}
	}
	return 0
}

func parseShapes(text string) (list []int, err error) {
	for _, s := range strings.Split(text, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is no number of events", s)
		}
		list = append(list, n)
	}
	return list, nil
}
