package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"regulars"
	"regulars/audience"
	"regulars/customer"
	"regulars/health"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/metric"
	"regulars/order"
	"regulars/tag"
)

// rebuildCmd derives everything anew.
type rebuildCmd struct {
	JSON bool `name:"json" help:"Put the result on stdout as JSON."`
}

// rebuilt is what `regulars rebuild` says.
type rebuilt struct {
	Events  int64 `json:"events"`
	Before  stats `json:"before"`
	After   stats `json:"after"`
	Equal   bool  `json:"equal"`
	Seconds int   `json:"seconds"`
}

// Run empties the projections and replays the log. Nothing is appended and
// nothing is sent: what was decided or promised is not derived again.
func (c *rebuildCmd) Run(s *session) error {
	began := s.clock.Now()
	out := rebuilt{}
	if err := s.with("rebuild", func(ctx context.Context, a *app) (err error) {
		if err := a.log.CaughtUp(ctx); err != nil {
			return err
		}
		out.Before, err = a.stats(ctx)
		return err
	}); err != nil {
		return err
	}
	if err := s.replay(&out); err != nil {
		return err
	}
	out.Events = out.After.Events
	out.Equal = fmt.Sprint(out.Before) == fmt.Sprint(out.After)
	out.Seconds = int(s.clock.Now().Sub(began) / time.Second)
	err := s.print(c.JSON, out, func(w io.Writer) {
		fmt.Fprintf(w, "replayed %d events in %d s; totals are equal to before: %v\n", out.Events, out.Seconds, out.Equal)
	})
	if err == nil && !out.Equal {
		return exitCode(1)
	}
	return err
}

func (s *session) replay(out *rebuilt) error {
	a, err := openApp(s.ctx, s, true)
	if err != nil {
		return err
	}
	ctx := s.as("rebuild")
	err = a.rebuild(ctx, s.stderr)
	if err == nil {
		out.After, err = a.stats(ctx)
	}
	return errors.Join(err, a.close(ctx))
}

func (a *app) rebuild(ctx context.Context, progress io.Writer) error {
	// First everything goes back into the log, so that nothing hangs on the
	// warehouse while it is emptied.
	_, err := a.log.Refill(ctx, func(fn func(regulars.Event) error) error {
		return a.warehouse.Scan(ctx, regulars.Position{}, func(e regulars.Event) error {
			if e.Source != customer.Source && e.Source != metric.Source && e.Source != audience.Source {
				e.Customer = 0 // only our own acts name their customer by number
			}
			return fn(e)
		})
	})
	if err != nil {
		return err
	}
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		if err := customer.Reset(tx); err != nil {
			return err
		}
		if err := a.orders.Reset(tx); err != nil {
			return err
		}
		if err := a.metrics.Reset(tx); err != nil {
			return err
		}
		if err := a.health.Reset(tx); err != nil {
			return err
		}
		if err := a.audiences.Reset(tx); err != nil {
			return err
		}
		if err := a.tags.Reset(tx); err != nil {
			return err
		}
		if err := a.quality.Reset(tx); err != nil {
			return err
		}
		return eventlog.Reset(tx, customer.Name, order.FollowerName, metric.FollowerName, health.FollowerName, audience.FollowerName, tag.FollowerName)
	})
	if err != nil {
		return err
	}
	if err := a.warehouse.CutBack(ctx, regulars.Position{}); err != nil {
		return err
	}
	if err := a.start(ctx); err != nil {
		return err
	}
	if err := a.showBacklog(ctx, progress); err != nil {
		return err
	}
	if _, err = a.scoreAll(ctx, nil); err != nil {
		return err
	}
	if err := a.quality.Run(ctx, nil); err != nil {
		return err
	}
	if err := a.tags.Run(ctx, false, nil); err != nil {
		return err
	}
	return a.audiences.Run(ctx, false, nil)
}

// showBacklog waits until every follower is at the end, and shows how far.
func (a *app) showBacklog(ctx context.Context, w io.Writer) error {
	done := make(chan error, 1)
	go func() { done <- a.log.CaughtUp(ctx) }()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			fmt.Fprintln(w)
			return err
		case <-tick.C:
			if n, err := a.log.Backlog(ctx); err == nil {
				fmt.Fprintf(w, "\r%12d events to go", n)
			}
		}
	}
}
