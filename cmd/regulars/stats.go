package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/event"
	"regulars/internal/store"
	"regulars/internal/warehouse"
)

// statsCmd counts what is there.
type statsCmd struct {
	JSON bool `name:"json" help:"Put the result on stdout as JSON."`
}

// stats is what `regulars stats` says.
type stats struct {
	Customers   int64             `json:"customers"`
	Orders      int64             `json:"orders"`
	Lines       int64             `json:"lines"`
	Late        int64             `json:"late"`
	Revenue     map[string]string `json:"revenue"`
	Refunds     map[string]string `json:"refunds"`
	FirstOrder  string            `json:"first_order"`
	LastOrder   string            `json:"last_order"`
	Events      int64             `json:"events"`
	Quarantined int64             `json:"quarantined"`
}

// Run counts once everything that was taken in is visible.
func (c *statsCmd) Run(s *session) error {
	return s.with("stats", func(ctx context.Context, a *app) error {
		if err := a.log.CaughtUp(ctx); err != nil {
			return err
		}
		out, err := a.stats(ctx)
		if err != nil {
			return err
		}
		return s.print(c.JSON, out, out.text)
	})
}

// stats counts customers, orders, money and events.
func (a *app) stats(ctx context.Context) (stats, error) {
	out := stats{Revenue: map[string]string{}, Refunds: map[string]string{}}
	err := a.db.Read(ctx, func(tx *store.Tx) error {
		totals, err := a.orders.Stats(tx)
		if err != nil {
			return err
		}
		out.Orders, out.Lines = totals.Orders, totals.Lines
		for currency, minor := range totals.Revenue {
			out.Revenue[currency] = regulars.Money{Minor: minor, Currency: currency}.Decimal()
		}
		for currency, minor := range totals.Refunds {
			out.Refunds[currency] = regulars.Money{Minor: minor, Currency: currency}.Decimal()
		}
		out.FirstOrder, out.LastOrder = instant(totals.First), instant(totals.Last)
		n, err := a.orders.Lateness(tx, time.Time{}, time.Time{}, time.Time{})
		if err != nil {
			return err
		}
		out.Late = n.Late
		if out.Customers, err = customer.Count(tx); err != nil {
			return err
		}
		out.Quarantined, err = event.CountOpen(tx)
		return err
	})
	if err != nil {
		return out, err
	}
	answer, err := a.warehouse.Query(ctx, warehouse.Ask(warehouse.Events().Group(warehouse.Keys(), warehouse.Count("events"))))
	if err == nil && answer.Tables[0].Len() > 0 {
		out.Events = answer.Tables[0].Ints("events")[0]
	}
	return out, err
}

// instant writes a time, or nothing for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func (o stats) text(w io.Writer) {
	fmt.Fprintf(w, "customers    %d\norders       %d (%d delivered late)\nlines        %d\n", o.Customers, o.Orders, o.Late, o.Lines)
	for name, sums := range map[string]map[string]string{"revenue": o.Revenue, "refunds": o.Refunds} {
		currencies := make([]string, 0, len(sums))
		for c := range sums {
			currencies = append(currencies, c)
		}
		slices.Sort(currencies)
		for _, c := range currencies {
			fmt.Fprintf(w, "%-12s %s %s\n", name, sums[c], c)
		}
	}
	fmt.Fprintf(w, "first order  %s\nlast order   %s\nevents       %d\nquarantined  %d\n", o.FirstOrder, o.LastOrder, o.Events, o.Quarantined)
}
