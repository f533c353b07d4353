package customer

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/internal/store"
)

// csvHeader are the columns of an export.
var csvHeader = []string{"id", "name", "email", "phone", "city", "stage", "tier", "orders", "revenue", "value_12_months",
	"value_low", "value_high", "churn_risk", "last_order", "last_seen", "first_seen"}

// WriteCSV writes the customers of a list to w, page by page, so that it holds
// little in memory however many there are; who changes meanwhile may stand
// where they were or where they are. Money is in decimal numbers of currency,
// times are UTC. It begins with a byte-order mark, by which spreadsheets know
// that it is UTF-8, and no cell is taken for a formula by one.
//
// The caller needs customers:export.
func (c *Customers) WriteCSV(ctx context.Context, w io.Writer, q ListQuery, currency string) error {
	if err := regulars.Require(ctx, "customers:export"); err != nil {
		return err
	}
	err := c.db.Write(ctx, func(tx *store.Tx) error {
		if c.o.Record == nil {
			return nil
		}
		return c.o.Record(ctx, tx, "customers.exported", "customers", "", nil)
	})
	if err != nil {
		return err
	}
	out, err := NewCSV(w, currency)
	if err != nil {
		return err
	}
	q.Limit, q.After = 1000, After{}
	for {
		page, err := c.List(ctx, q)
		if err != nil {
			return err
		}
		if err := out.Write(page.Items...); err != nil || page.Next == (After{}) {
			return err
		}
		q.After = page.Next
	}
}

// CSV writes customers as rows of a file, see [Customers.WriteCSV].
type CSV struct {
	out      *csv.Writer
	currency string
}

// NewCSV begins a file with its header.
func NewCSV(w io.Writer, currency string) (*CSV, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	c := &CSV{csv.NewWriter(w), currency}
	return c, c.out.Write(csvHeader)
}

// Write writes customers, and everything on to the file.
func (c *CSV) Write(list ...Customer) error {
	for i := range list {
		if err := c.out.Write(csvRow(&list[i], c.currency)); err != nil {
			return err
		}
	}
	c.out.Flush()
	return c.out.Error()
}

func csvRow(c *Customer, currency string) []string {
	money := func(minor int64) string { return regulars.Money{Minor: minor, Currency: currency}.Decimal() }
	return []string{strconv.FormatInt(c.ID, 10), cell(c.Name), cell(c.Email), cell(c.Phone), cell(c.City), cell(c.Stage), cell(c.Tier),
		strconv.FormatInt(c.Orders, 10), money(c.Revenue), money(c.Value), money(c.ValueLow), money(c.ValueHigh), cell(c.ChurnLevel),
		stamp(c.LastOrder), stamp(c.LastSeen), stamp(c.FirstSeen)}
}

// cell makes text harmless: a spreadsheet takes what begins with one of these
// for a formula (OWASP, CSV injection).
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n|%", rune(s[0])) {
		return "'" + s
	}
	return s
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
