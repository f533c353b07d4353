package event

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"regulars"
)

// meter counts for /metrics and for the rate that the console shows. Its labels
// name sources, outcomes and reasons, never people.
type meter struct {
	events   *prometheus.CounterVec
	answers  *prometheus.CounterVec
	taken    prometheus.Counter // of answers: success
	bytes    prometheus.Counter
	group    prometheus.Histogram
	duration prometheus.Histogram
	rate     rate
	clock    regulars.Clock
}

func newMeter(r prometheus.Registerer, in *Intake) *meter {
	m := &meter{
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "regulars_intake_events_total", Help: "Events by source and outcome: taken, repeated, refused, forgotten.",
		}, []string{"source", "outcome"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "regulars_intake_requests_total", Help: "Requests by answer: success, or the reason of the failure.",
		}, []string{"answer"}),
		bytes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "regulars_intake_bytes_total", Help: "Bytes of bodies, inflated.",
		}),
		group: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "regulars_intake_group_requests", Help: "Requests written by one append.", Buckets: prometheus.ExponentialBuckets(1, 2, 10),
		}),
		duration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "regulars_intake_append_seconds", Help: "How long one append took.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14),
		}),
		clock: in.o.Clock,
	}
	m.taken = m.answers.WithLabelValues("success")
	if r != nil {
		r.MustRegister(m.events, m.answers, m.bytes, m.group, m.duration,
			prometheus.NewGaugeFunc(prometheus.GaugeOpts{
				Name: "regulars_intake_memory_bytes", Help: "Bytes of requests under way.",
			}, func() float64 { return float64(in.memory.used.Load()) }))
	}
	return m
}

// appended counts one append.
func (m *meter) appended(sums []tally, requests int, took time.Duration) {
	m.group.Observe(float64(requests))
	m.duration.Observe(took.Seconds())
	var taken int64
	for _, t := range sums {
		for _, part := range [...]struct {
			outcome string
			n       int64
		}{{"taken", t.taken}, {"repeated", t.repeated}, {"refused", t.refused}, {"forgotten", t.forgotten}} {
			if part.n > 0 {
				m.events.WithLabelValues(t.source, part.outcome).Add(float64(part.n))
			}
		}
		taken += t.taken
	}
	m.rate.add(m.clock.Now().Unix(), taken)
}

// rate counts events by second for the last minute.
type rate struct {
	mu     sync.Mutex
	second [60]int64 // which second a place holds
	events [60]int64
}

func (r *rate) add(now, n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := now % 60
	if r.second[i] != now {
		r.second[i], r.events[i] = now, 0
	}
	r.events[i] += n
}

// perSecond gives the mean of the last full minute before now.
func (r *rate) perSecond(now int64) float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	var n int64
	for i, s := range r.second {
		if s < now && s >= now-59 {
			n += r.events[i]
		}
	}
	return float64(n) / 59
}
