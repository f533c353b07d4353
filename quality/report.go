package quality

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/quality/check"
)

// Month is the score at the last run of a month.
type Month struct {
	// Month is as in 2026-11.
	Month   string
	Score   float64
	Aspects [check.Aspects]float64
}

// Report is what the newest run found out, what is open now, and the months.
type Report struct {
	Summary
	RunAt time.Time
	// Open counts the faults that nobody has mended or dismissed, by kind, with
	// the 12-month value of whom they concern.
	Open map[string]Group
	// Months are the last 24, the oldest first; the last is that of RunAt.
	Months []Month
	// Currency is that of all values.
	Currency string
}

// keptMonths is how many months the line has.
const keptMonths = 24

// Report gives what the newest run found out. It needs customers:read;
// ErrNotFound before the first run.
func (q *Quality) Report(ctx context.Context) (r Report, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return r, err
	}
	err = q.Store.Read(ctx, func(tx *store.Tx) error {
		if r, err = lastReport(tx); err != nil {
			return err
		}
		if r.Open, err = openByKind(tx); err != nil {
			return err
		}
		r.Months, err = months(tx)
		return err
	})
	r.Currency = q.Currency()
	return r, err
}

func lastReport(tx *store.Tx) (Report, error) {
	r, err := store.Row(tx, func(row store.Scanner) (r Report, err error) {
		var at int64
		var raw string
		if err = row.Scan(&at, &raw); err != nil {
			return r, err
		}
		r.RunAt = regulars.FromMicros(at)
		return r, json.Unmarshal([]byte(raw), &r.Summary)
	}, "SELECT run_at, summary FROM quality_run ORDER BY id DESC LIMIT 1")
	if errors.Is(err, store.ErrNoRow) {
		err = regulars.NotFound("quality run")
	}
	return r, err
}

// openByKind reads an index only.
func openByKind(tx *store.Tx) (map[string]Group, error) {
	out := map[string]Group{}
	return out, store.Each(tx, func(row store.Scanner) error {
		var kind check.Kind
		var g Group
		err := row.Scan(&kind, &g.Customers, &g.Value)
		out[kind.String()] = g
		return err
	}, "SELECT kind, count(*), CAST(sum(value) AS BIGINT) FROM quality_fault WHERE hidden = 0 GROUP BY kind")
}

func months(tx *store.Tx) ([]Month, error) {
	list, err := store.Rows(tx, func(row store.Scanner) (m Month, err error) {
		var month int
		var raw string
		if err = row.Scan(&month, &raw); err != nil {
			return m, err
		}
		var s Summary
		err = json.Unmarshal([]byte(raw), &s)
		return Month{fmt.Sprintf("%04d-%02d", 1970+month/12, month%12+1), s.Score, s.Aspects}, err
	}, `SELECT month, summary FROM quality_run WHERE id IN (SELECT max(id) FROM quality_run GROUP BY month)
		ORDER BY month DESC LIMIT ?`, keptMonths)
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list, err
}
