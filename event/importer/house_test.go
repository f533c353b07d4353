package importer_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/event/importer"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/order"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// house is everything that an import touches, as the program wires it.
type house struct {
	t     testing.TB
	db    *store.DB
	log   *eventlog.Log
	clock *regulars.ManualClock
	book  *order.Book
	im    *importer.Importer
}

var migrations = []store.Migration{eventlog.Migration(), customer.Migration(), order.Migration(), importer.Migration()}

// newHouse gives a house whose imports are cut into many small transactions.
func newHouse(t testing.TB, db *store.DB) *house { return newHouseOf(t, db, 300) }

func newHouseOf(t testing.TB, db *store.DB, batch int) *house {
	t.Helper()
	ctx := context.Background()
	h := &house{t: t, db: db, clock: regulars.NewManualClock(now)}
	var err error
	if h.log, err = eventlog.Open(ctx, db, h.clock, eventlog.Options{RestAfter: time.Microsecond}); err != nil {
		t.Fatal(err)
	}
	currency := func() string { return "USD" }
	h.book = order.Open(order.Options{Currency: currency})
	h.log.Follow(customer.New(db, h.log, h.clock, customer.Options{}).Follower())
	h.log.Follow(h.book.Follower())
	if err := h.log.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.log.Close() })
	h.im = importer.New(db, h.log, h.clock, importer.Settings{Scratch: t.TempDir(), Currency: currency, Batch: batch,
		Pace: func(ctx context.Context, p regulars.Position) error { return h.log.WaitFor(ctx, p) }})
	return h
}

// run imports and waits until the followers have seen it.
func (h *house) run(o importer.Options) importer.Result {
	h.t.Helper()
	res, err := h.im.Run(context.Background(), o, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	h.settle()
	return res
}

func (h *house) settle() {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if err := h.log.CaughtUp(ctx); err != nil {
		h.t.Fatal(err)
	}
}

// stats words the totals: "orders 2 lines 3 USD 10.00 refunds USD 1.00".
func (h *house) stats() string {
	h.t.Helper()
	var s string
	h.read(func(tx *store.Tx) error {
		t, err := h.book.Stats(tx)
		s = fmt.Sprintf("orders %d lines %d", t.Orders, t.Lines)
		for _, c := range []string{"USD", "EUR", "CNY", "BRL"} {
			if v, ok := t.Revenue[c]; ok {
				s += " " + regulars.Money{Minor: v, Currency: c}.String()
			}
		}
		for _, c := range []string{"USD", "EUR", "CNY", "BRL"} {
			if v, ok := t.Refunds[c]; ok {
				s += " refunds " + regulars.Money{Minor: v, Currency: c}.String()
			}
		}
		return err
	})
	return s
}

func (h *house) read(fn func(tx *store.Tx) error) {
	h.t.Helper()
	if err := h.db.Read(context.Background(), fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) count(query string) (n int64) {
	h.t.Helper()
	h.read(func(tx *store.Tx) (err error) {
		n, err = store.Row(tx, store.One[int64], query)
		return err
	})
	return n
}

func (h *house) customers() int64 {
	h.t.Helper()
	return h.count("SELECT count(*) FROM customer WHERE alias_of = 0 AND erased_at = 0")
}

func (h *house) order(id string) order.Order {
	h.t.Helper()
	var o order.Order
	h.read(func(tx *store.Tx) (err error) {
		o, err = h.book.Get(tx, id)
		return err
	})
	return o
}

func csvFile(t testing.TB, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// counts words what became of the rows: "3 rows: 2 taken, 0 already, 1 refused (time)".
func counts(r importer.Result) string {
	s := fmt.Sprintf("%d rows: %d taken, %d already, %d refused", r.Rows, r.Taken, r.Already, r.Refused)
	for _, x := range r.Reasons {
		s += fmt.Sprintf(" %s %d", x.Reason, x.Count)
	}
	return s
}
