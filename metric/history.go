package metric

import (
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/metric/model"
	"regulars/order"
)

// history is what the models and rules know of one customer at an as-of day.
type history struct {
	customer          int64
	model.Summary           // x, t_x, T and the mean spend of repeats
	firstDay, lastDay int32 // civil days in the workspace's zone
	lastGap           int32 // days between the last two occasions; 0 with one
	orders            int32 // orders, of which several may be one occasion
	monetary          int64 // all that was spent, minor units
	lastAt            int64 // when the last order was placed, microseconds
	outcome           model.Outcome
	past              model.Summary // as of an earlier day, when hasPast
	hasPast           bool
}

func (h *history) occasions() int32 { return h.X + 1 }

func (h *history) silent(asOf int32) int32 { return asOf - h.lastDay }

// reader turns purchases into histories.
type reader struct {
	asOf    int32
	minor   int64 // minor units in a major one
	past    int32 // an earlier as-of day to judge by; 0 for none
	near    int32
	horizon int32
	scratch []model.Purchase
}

// read gives a customer's history; false when nothing was bought by the day.
func (r *reader) read(customer int64, bought []order.Purchase) (history, bool) {
	r.scratch = r.scratch[:0]
	h := history{customer: customer}
	for _, p := range bought {
		if p.Day > r.asOf {
			break
		}
		r.scratch = append(r.scratch, model.Purchase{Day: p.Day, Minor: p.Minor})
		if h.orders > 0 {
			h.lastGap = p.Day - h.lastDay
		} else {
			h.firstDay = p.Day
		}
		h.lastDay, h.lastAt = p.Day, regulars.Micros(p.Time)
		h.orders += p.Orders
		h.monetary += p.Minor
	}
	var ok bool
	if h.Summary, ok = model.Summarize(r.scratch, r.asOf, r.minor); !ok {
		return h, false
	}
	if r.past > 0 {
		if h.past, h.hasPast = model.Summarize(r.scratch, r.past, r.minor); h.hasPast {
			h.outcome = model.HoldOut(r.scratch, r.past, r.horizon, r.near, r.minor)
		}
	}
	return h, true
}

// all reads every customer's history as of the end of a day.
func (m *Metrics) all(tx *store.Tx, r *reader, until time.Time) ([]history, error) {
	var out []history
	err := m.orders.Histories(tx, until, func(customer int64, bought []order.Purchase) error {
		if h, ok := r.read(customer, bought); ok {
			out = append(out, h)
		}
		return nil
	})
	return out, err
}

// summaries gives what the models read of histories.
func summaries(histories []history) []model.Summary {
	out := make([]model.Summary, len(histories))
	for i := range histories {
		out[i] = histories[i].Summary
	}
	return out
}

// dayOf gives the civil day of an instant in a zone, counted from 1970-01-01.
func dayOf(t time.Time, zone *time.Location) int32 {
	y, mo, d := t.In(zone).Date()
	return int32(time.Date(y, mo, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// endOf gives the last microsecond of a civil day in a zone.
func endOf(day int32, zone *time.Location) time.Time {
	d := time.Unix(int64(day)*86400, 0).UTC()
	return time.Date(d.Year(), d.Month(), d.Day()+1, 0, 0, 0, 0, zone).Add(-time.Microsecond)
}

// startOf gives the first instant of a civil day in a zone.
func startOf(day int32, zone *time.Location) time.Time {
	d := time.Unix(int64(day)*86400, 0).UTC()
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, zone)
}
