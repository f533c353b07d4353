package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"regulars/auth"
	"regulars/event/importer"
	"regulars/event/importer/sheet"
)

// importCmd takes a file in.
type importCmd struct {
	Orders    importOrders    `cmd:"" help:"Import what was bought: a row an order or an order line."`
	Customers importCustomers `cmd:"" help:"Import who customers are."`
}

// importFlags are those of both kinds of file.
type importFlags struct {
	File     string `arg:"" type:"existingfile" help:"CSV file, also gzipped."`
	Map      string `name:"map" placeholder:"FIELD=COLUMN,…" help:"Which column is which field; guessed without. A column's name may be quoted."`
	TimeZone string `name:"time-zone" placeholder:"ZONE" help:"Zone of times that name none, such as Asia/Shanghai; the workspace's without."`
	Dates    string `name:"dates" enum:"dmy,mdy," default:"" placeholder:"dmy|mdy" help:"How 3/4/2024 is read, when the file does not show it."`
	Decimal  string `name:"decimal" enum:"point,comma," default:"" placeholder:"point|comma" help:"The mark before a fraction; found out without."`
	DryRun   bool   `name:"dry-run" help:"Only say what would become of each row."`
	JSON     bool   `name:"json" help:"Put the result on stdout as JSON."`
}

type importOrders struct {
	importFlags
	Currency string `name:"currency" placeholder:"CODE" help:"Currency of amounts that name none; the workspace's without."`
}

type importCustomers struct{ importFlags }

// Run imports orders.
func (c *importOrders) Run(s *session) error {
	return c.run(s, importer.Orders, c.Currency)
}

// Run imports customers.
func (c *importCustomers) Run(s *session) error {
	return c.run(s, importer.Customers, "")
}

func (c *importFlags) run(s *session, kind importer.Kind, currency string) error {
	mapping, err := importer.ParseMapping(c.Map)
	if err != nil {
		return err
	}
	return s.with("import", func(ctx context.Context, a *app) error {
		zone, err := a.settle(ctx, c.TimeZone, currency)
		if err != nil {
			return err
		}
		if currency == "" {
			currency = a.currency()
		}
		if err := a.customers.LoadForgotten(ctx); err != nil {
			return err
		}
		marks := map[string]string{"point": ".", "comma": ","}
		result, err := a.importer.Run(ctx, importer.Options{Kind: kind, File: c.File, Map: mapping, Currency: currency, Zone: zone,
			Dates: sheet.DayOrder(c.Dates), Decimal: marks[c.Decimal], DryRun: c.DryRun}, meter(s.stderr))
		if err != nil {
			return err
		}
		if err := a.log.CaughtUp(ctx); err != nil {
			return err
		}
		if err := s.print(c.JSON, result, imported(result)); err != nil {
			return err
		}
		if result.Refused > 0 {
			return exitCode(1)
		}
		return nil
	})
}

// settle makes the workspace when there is none yet: an import from the command
// line into an empty folder is a good way to begin. It gives the zone of times
// that name none.
func (a *app) settle(ctx context.Context, zone, currency string) (*time.Location, error) {
	w, ok := a.staff.Workspace()
	if !ok {
		w = auth.Workspace{Name: "regulars", TimeZone: "UTC", Currency: "CNY"}
		if zone != "" {
			w.TimeZone = zone
		}
		if currency != "" {
			w.Currency = currency
		}
		var err error
		if w, err = a.staff.EnsureWorkspace(ctx, w); err != nil {
			return nil, err
		}
	}
	if zone == "" {
		return w.Location(), nil
	}
	return zoneNamed(zone)
}

// meter writes progress on one line of a terminal, at most some times a second.
func meter(w io.Writer) func(importer.Progress) {
	var last time.Time
	return func(p importer.Progress) {
		now := time.Now()
		if p.Percent < 100 && now.Sub(last) < 200*time.Millisecond {
			return
		}
		last = now
		fmt.Fprintf(w, "\r%-10s %5.1f %%  %d rows, %d s left ", p.Phase, p.Percent, p.Rows, p.LeftSeconds)
		if p.Percent >= 100 {
			fmt.Fprintln(w)
		}
	}
}

// imported writes an import's result for people.
func imported(r importer.Result) func(io.Writer) {
	return func(w io.Writer) {
		fmt.Fprintf(w, "%d rows: %d taken, %d were there already, %d refused\n", r.Rows, r.Taken, r.Already, r.Refused)
		for _, reason := range r.Reasons {
			fmt.Fprintf(w, "  refused: %s %d, for instance", reason.Reason, reason.Count)
			for _, e := range reason.Examples {
				fmt.Fprintf(w, " row %d %s", e.Row, e.Column)
			}
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "made %d orders with %d lines, %d refunds, updated %d orders, told of %d customers\n",
			r.Made.Orders, r.Made.Lines, r.Made.Refunds, r.Made.Updated, r.Made.Persons)
	}
}
