package health

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"regulars"
	"regulars/health/index"
	"regulars/internal/store"
)

// Sum adds up points; Mean gives their mean.
type Sum struct{ N, Sum int64 }

func (s *Sum) add(v index.Value) {
	if v.Known() {
		s.N, s.Sum = s.N+1, s.Sum+int64(v)
	}
}

// Mean gives the mean in points; ok is false of nobody.
func (s Sum) Mean() (mean float64, ok bool) {
	if s.N == 0 {
		return 0, false
	}
	return float64(s.Sum) / float64(s.N), true
}

// Group is what the customers of one value tier come to.
type Group struct {
	// Total adds up the index, Parts each part of those of whom it is known.
	Total Sum
	Parts [index.Count]Sum
	// Spread counts customers by tens of points: 0–9, 10–19 … 90–100.
	Spread [10]int64
	// Below counts who is below the line, Months adds up the index at each
	// month end, the last of them that of Summary.Month.
	Below  int64
	Months [kept]Sum
}

// RungSum is what the customers on one rung come to.
type RungSum struct {
	Customers int64
	// Repeaters have bought on two days or more; Cycle is the median, over
	// them, of their mean days between purchases. 0 without any.
	Repeaters int64
	Cycle     int32
}

// Summary is what a run over everybody found out.
type Summary struct {
	// Customers counts who has an index: those who have bought.
	Customers int64
	// Line is the warning line, Month the last month end.
	Line  index.Value
	Month index.Month
	// Tiers is by value tier; "" before the first scores.
	Tiers map[string]*Group
	// Warming and Cooling count temperatures of 3 points and more.
	Warming, Cooling int64
	Rungs            [index.Rungs]RungSum
	// Moves counts customers by rung at the last month end and now, both from
	// 1; row 0 are those of whom nothing was known then.
	Moves [index.Rungs + 1][index.Rungs]int64

	cycles [index.Rungs]map[int32]int64
}

func (s *Summary) add(r *row, tier string, h index.History, rules Rules) {
	rung := int(r.now.Rung) - 1
	s.Rungs[rung].Customers++
	was := 0
	if n := len(r.ends); n > 0 {
		was = int(r.ends[n-1].Rung)
	}
	s.Moves[was][rung]++
	if n := len(h.Bought); n > 1 {
		s.Rungs[rung].Repeaters++
		if s.cycles[rung] == nil {
			s.cycles[rung] = map[int32]int64{}
		}
		s.cycles[rung][(h.Bought[n-1]-h.Bought[0])/int32(n-1)]++
	}
	if !r.total.Known() {
		return
	}
	s.Customers++
	g := s.Tiers[tier]
	if g == nil {
		g = &Group{}
		s.Tiers[tier] = g
	}
	g.Total.add(r.total)
	g.Spread[min(int(r.total)/10, 9)]++
	if r.total < rules.Line {
		g.Below++
	}
	for i := range r.ends {
		g.Months[kept-len(r.ends)+i].add(rules.Weights.Total(r.ends[i].Parts))
	}
	for i, v := range r.now.Parts {
		g.Parts[i].add(v)
	}
	switch {
	case r.temperature == noTemperature:
	case index.WarmthOf(r.temperature) == index.Warming:
		s.Warming++
	case index.WarmthOf(r.temperature) == index.Cooling:
		s.Cooling++
	}
}

func (s *Summary) close(rules Rules, month index.Month) {
	s.Line, s.Month = rules.Line, month
	for i := range s.Rungs {
		s.Rungs[i].Cycle = median(s.cycles[i], s.Rungs[i].Repeaters)
	}
}

// median gives the lower median of counted numbers; 0 of none.
func median(counts map[int32]int64, n int64) int32 {
	seen := int64(0)
	for day := int32(0); n > 0; day++ {
		if seen += counts[day]; 2*seen >= n {
			return day
		}
	}
	return 0
}

// Report is what the newest run found out, and when.
type Report struct {
	Summary
	// AsOf is the civil day, in days since 1970-01-01; RunAt when it ran.
	AsOf  int32
	RunAt time.Time
	// OpenAlarms counts the alarms that nobody has worked through yet.
	OpenAlarms int64
}

// Report gives what the newest run found out. It needs customers:read;
// ErrNotFound before the first run.
func (h *Health) Report(ctx context.Context) (r Report, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return r, err
	}
	err = h.Store.Read(ctx, func(tx *store.Tx) (err error) {
		r, err = lastReport(tx)
		return err
	})
	return r, err
}

func lastReport(tx *store.Tx) (Report, error) {
	r, err := store.Row(tx, func(row store.Scanner) (r Report, err error) {
		var at int64
		var raw string
		if err = row.Scan(&r.AsOf, &at, &raw); err != nil {
			return r, err
		}
		r.RunAt = regulars.FromMicros(at)
		return r, json.Unmarshal([]byte(raw), &r.Summary)
	}, "SELECT as_of, run_at, summary FROM health_run ORDER BY id DESC LIMIT 1")
	if errors.Is(err, store.ErrNoRow) {
		return r, regulars.NotFound("health run")
	}
	if err != nil {
		return r, err
	}
	r.OpenAlarms, err = store.Row(tx, store.One[int64], "SELECT count(*) FROM health_alarm WHERE state = ?", string(Waiting))
	return r, err
}
