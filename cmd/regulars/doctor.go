package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"regulars"
)

// doctorCmd looks for damage.
type doctorCmd struct {
	JSON bool `name:"json" help:"Put the result on stdout as JSON."`
}

// finding is one thing that the doctor looked at.
type finding struct {
	Check string `json:"check"`
	OK    bool   `json:"ok"`
	Note  string `json:"note"`
}

// Run looks at everything and exits with 1 when something is wrong.
func (c *doctorCmd) Run(s *session) error {
	a, err := openApp(s.ctx, s, false)
	if err != nil {
		return err
	}
	ctx := s.as("doctor")
	list := a.examine(ctx)
	err = s.print(c.JSON, list, func(w io.Writer) {
		for _, f := range list {
			mark := "ok "
			if !f.OK {
				mark = "BAD"
			}
			fmt.Fprintf(w, "%s  %-28s %s\n", mark, f.Check, f.Note)
		}
	})
	for _, f := range list {
		if !f.OK && err == nil {
			err = exitCode(1)
		}
	}
	return errors.Join(err, a.close(ctx))
}

// examine looks at files, log, followers and totals.
func (a *app) examine(ctx context.Context) (out []finding) {
	note := func(check string, err error, text string) {
		if err != nil {
			out = append(out, finding{check, false, err.Error()})
			return
		}
		out = append(out, finding{check, true, text})
	}
	faults, err := a.db.Check(ctx)
	for _, f := range faults {
		out = append(out, finding{"row store", false, f})
	}
	if len(faults) == 0 {
		size, e := a.db.Size(ctx)
		note("row store", errors.Join(err, e), fmt.Sprintf("%s, %d MB", a.db.Dialect(), size>>20))
	}
	n, err := a.readLog(ctx)
	note("log", err, fmt.Sprintf("%d events, every one read", n))
	note("warehouse", a.warehouse.Verify(ctx), "every block read")
	if err := a.start(ctx); err != nil {
		note("followers", err, "")
		return out
	}
	err = a.log.CaughtUp(ctx)
	note("followers", err, "all at the end of the log")
	status, err := a.log.Status(ctx)
	for _, f := range status {
		if f.Skipped > 0 {
			out = append(out, finding{"follower " + f.Name, false, fmt.Sprintf("%d events could not be applied", f.Skipped)})
		}
	}
	if err != nil {
		note("followers", err, "")
	}
	s, err := a.stats(ctx)
	if err == nil && s.Events < n {
		err = fmt.Errorf("the warehouse has %d events, the log %d", s.Events, n)
	}
	note("totals", err, fmt.Sprintf("%d customers, %d orders, %d events", s.Customers, s.Orders, s.Events))
	return out
}

// readLog reads the whole log, so that damage shows.
func (a *app) readLog(ctx context.Context) (n int64, err error) {
	for at := (regulars.Position{}); ; {
		events, err := a.log.Read(ctx, at, 50_000)
		if err != nil || len(events) == 0 {
			return n, err
		}
		n += int64(len(events))
		at = events[len(events)-1].Position
	}
}
