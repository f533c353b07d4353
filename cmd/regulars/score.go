package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"regulars"
	"regulars/metric"
)

// scoreCmd scores customers.
type scoreCmd struct {
	AsOf string `name:"as-of" placeholder:"YYYY-MM-DD" help:"Fit as of the end of this day and save nothing."`
	JSON bool   `name:"json" help:"Put the result on stdout as JSON."`
}

// scored is what `regulars score` says.
type scored struct {
	AsOf      string        `json:"as_of"`
	Customers int           `json:"customers"`
	Models    []scoredModel `json:"models"`
}

type scoredModel struct {
	Name          string             `json:"name"`
	LogLikelihood float64            `json:"log_likelihood"`
	Parameters    map[string]float64 `json:"parameters"`
	// Reason says why the model could not be fitted.
	Reason string `json:"reason,omitempty"`
}

// Run fits, scores and, without --as-of, saves.
func (c *scoreCmd) Run(s *session) error {
	var day time.Time
	if c.AsOf != "" {
		var err error
		if day, err = time.Parse(time.DateOnly, c.AsOf); err != nil {
			return regulars.Invalid("as-of", "date", "a day is written 2026-11-22")
		}
	}
	return s.with("score", func(ctx context.Context, a *app) error {
		if err := a.log.CaughtUp(ctx); err != nil {
			return err
		}
		var run metric.Run
		var err error
		if c.AsOf != "" {
			run, err = a.metrics.AsOf(ctx, int32(day.Unix()/86400))
		} else {
			run, err = a.scoreAll(ctx, func(done, total int64) {
				fmt.Fprintf(s.stderr, "\rscoring %3d %%", 100*done/max(1, total))
			})
			fmt.Fprintln(s.stderr)
		}
		if err != nil {
			return err
		}
		if err := a.log.CaughtUp(ctx); err != nil {
			return err
		}
		out := scoredOf(run)
		return s.print(c.JSON, out, out.text)
	})
}

func scoredOf(run metric.Run) scored {
	out := scored{AsOf: time.Unix(int64(run.AsOf)*86400, 0).UTC().Format(time.DateOnly), Customers: run.Customers}
	for _, m := range run.Models {
		v := scoredModel{Name: m.Name, LogLikelihood: m.LogLikelihood, Parameters: map[string]float64{}}
		for _, p := range m.Parameters {
			v.Parameters[p.Name] = p.Value
		}
		if m.Refusal != nil {
			v.Reason = string(m.Refusal.Reason)
		}
		out.Models = append(out.Models, v)
	}
	return out
}

func (o scored) text(w io.Writer) {
	fmt.Fprintf(w, "as of %s, %d customers\n", o.AsOf, o.Customers)
	for _, m := range o.Models {
		if m.Reason != "" {
			fmt.Fprintf(w, "%-12s not fitted: %s\n", m.Name, m.Reason)
			continue
		}
		fmt.Fprintf(w, "%-12s log-likelihood %.4f", m.Name, m.LogLikelihood)
		for _, name := range []string{"r", "alpha", "a", "b", "s", "beta", "p", "q", "v"} {
			if v, ok := m.Parameters[name]; ok {
				fmt.Fprintf(w, "  %s %.5f", name, v)
			}
		}
		fmt.Fprintln(w)
	}
}

// zoneNamed gives a time zone, or ErrInvalid.
func zoneNamed(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, regulars.Invalid("time-zone", "zone", "a time zone is named as in Asia/Shanghai or UTC")
	}
	return zone, nil
}

// scoreAll scores everybody, then works out their health, which reads the
// scores. progress may be nil.
func (a *app) scoreAll(ctx context.Context, progress func(done, total int64)) (metric.Run, error) {
	tell := func(from, to int64) func(done, total int64) { // parts of a hundred
		return func(done, total int64) {
			if progress != nil {
				progress(from+(to-from)*done/max(1, total), 100)
			}
		}
	}
	run, err := a.metrics.Run(ctx, tell(0, 70))
	if err != nil {
		return run, err
	}
	return run, a.health.Run(ctx, tell(70, 100))
}
