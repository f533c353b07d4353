package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/store"
)

// exportCmd takes data out.
type exportCmd struct {
	Customers exportCustomers `cmd:"" help:"Every customer with contact, stage, tier and worth, as CSV."`
	Events    exportEvents    `cmd:"" help:"Every event, one JSON object a line, in the order in which they came in."`
}

// exportFlags say where to.
type exportFlags struct {
	Out string `name:"out" short:"o" type:"path" placeholder:"FILE" help:"File to write; standard output without."`
}

// writer gives where to write and how to finish.
func (f exportFlags) writer(s *session) (*bufio.Writer, func() error, error) {
	var w io.WriteCloser = nopCloser{s.stdout}
	if f.Out != "" {
		file, err := os.OpenFile(f.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, nil, err
		}
		w = file
	}
	b := bufio.NewWriterSize(w, 1<<20)
	return b, func() error {
		if err := b.Flush(); err != nil {
			return err
		}
		return w.Close()
	}, nil
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

type exportCustomers struct{ exportFlags }

// Run writes every customer.
func (c *exportCustomers) Run(s *session) error {
	w, finish, err := c.writer(s)
	if err != nil {
		return err
	}
	return s.with("export", func(ctx context.Context, a *app) error {
		if err := a.log.CaughtUp(ctx); err != nil {
			return err
		}
		var currency string
		err := a.db.Read(ctx, func(tx *store.Tx) (err error) {
			currency, err = a.orders.Main(tx)
			return err
		})
		if err != nil {
			return err
		}
		if err := a.customers.WriteCSV(ctx, w, customer.ListQuery{}, currency); err != nil {
			return err
		}
		return finish()
	})
}

type exportEvents struct{ exportFlags }

// exportedEvent is one line of an export of events.
type exportedEvent struct {
	Seq         int64           `json:"seq"`
	MessageID   string          `json:"messageId"`
	Type        string          `json:"type"`
	Name        string          `json:"name,omitempty"`
	UserID      string          `json:"userId,omitempty"`
	AnonymousID string          `json:"anonymousId,omitempty"`
	PreviousID  string          `json:"previousId,omitempty"`
	Customer    int64           `json:"customer,omitempty"`
	Timestamp   string          `json:"timestamp"`
	ReceivedAt  string          `json:"receivedAt"`
	Source      string          `json:"source"`
	Channel     string          `json:"channel,omitempty"`
	Order       string          `json:"order,omitempty"`
	Amount      string          `json:"amount,omitempty"`
	Currency    string          `json:"currency,omitempty"`
	Body        json.RawMessage `json:"body,omitempty"`
	Context     json.RawMessage `json:"context,omitempty"`
}

// Run writes every event the warehouse has.
func (c *exportEvents) Run(s *session) error {
	w, finish, err := c.writer(s)
	if err != nil {
		return err
	}
	return s.with("export", func(ctx context.Context, a *app) error {
		if err := a.log.CaughtUp(ctx); err != nil {
			return err
		}
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		err := a.warehouse.Scan(ctx, regulars.Position{}, func(e regulars.Event) error {
			v := exportedEvent{Seq: e.Position.Seq, MessageID: e.ID, Type: string(e.Type), Name: e.Name, UserID: e.UserID,
				AnonymousID: e.AnonymousID, PreviousID: e.PreviousID, Customer: e.Customer, Source: e.Source, Channel: string(e.Channel),
				Timestamp: e.Time.Format(time.RFC3339Nano), ReceivedAt: e.Received.Format(time.RFC3339Nano), Order: e.Order,
				Body: e.Body, Context: e.Context}
			if e.Amount.Currency != "" {
				v.Amount, v.Currency = e.Amount.Decimal(), e.Amount.Currency
			}
			return out.Encode(v)
		})
		if err != nil {
			return err
		}
		return finish()
	})
}
