package metric

import (
	"context"
	"errors"
	"fmt"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Move is one cell of the migration matrix.
type Move struct {
	// From is the tier or stage of the earlier month ("" for not a customer
	// yet), To that of the later one.
	From, To  string
	Customers int64
	// Value is the 12-month value of these customers in the later month.
	Value int64
}

// Month is a civil month.
type Month struct{ Year, Month int }

func (m Month) number() int64 { return int64(m.Year)*12 + int64(m.Month) - 1 }

func monthFrom(n int64) Month { return Month{int(n / 12), int(n%12) + 1} }

// Movement says who moved between tiers, or between stages, from the month
// before to a month.
type Movement struct {
	From, To Month
	Currency string
	Moves    []Move
}

// Months lists the months of which standings are kept, the newest first.
func (m *Metrics) Months(ctx context.Context) (out []Month, err error) {
	if err := regulars.Require(ctx, "models:read"); err != nil {
		return nil, err
	}
	err = m.db.Read(ctx, func(tx *store.Tx) error {
		numbers, err := monthsKept(tx)
		for _, n := range numbers {
			out = append(out, monthFrom(n))
		}
		return err
	})
	return out, err
}

// monthsKept numbers the months of which standings are kept, the newest first.
// It takes one step of an index for each, however many customers there are.
func monthsKept(tx *store.Tx) ([]int64, error) {
	return store.Rows(tx, store.One[int64], `WITH RECURSIVE months(month) AS (
		SELECT max(month) FROM score_month
		UNION ALL SELECT (SELECT max(s.month) FROM score_month s WHERE s.month < months.month) FROM months WHERE month IS NOT NULL)
		SELECT month FROM months WHERE month IS NOT NULL ORDER BY month DESC`)
}

// Movement gives who moved from the month before to a month; the zero Month
// means the newest. by is "tier" or "stage". ErrInvalid for another by;
// ErrNotFound when nothing is kept of the month.
func (m *Metrics) Movement(ctx context.Context, to Month, by string) (out Movement, err error) {
	if by != "tier" && by != "stage" {
		return out, regulars.Invalid("by", "enum", "migration is by tier or by stage")
	}
	months, err := m.Months(ctx)
	if err != nil {
		return out, err
	}
	if to == (Month{}) && len(months) > 0 {
		to = months[0]
	}
	found := false
	for _, month := range months {
		found = found || month == to
	}
	if !found {
		return out, regulars.NotFound("month")
	}
	out.To, out.From = to, monthFrom(to.number()-1)
	err = m.db.Read(ctx, func(tx *store.Tx) (err error) {
		if out.Currency, err = m.orders.Main(tx); err != nil {
			return err
		}
		out.Moves, err = moves(tx, to.number()-1, to.number(), by)
		return err
	})
	return out, err
}

// moves counts customers by where they stood in two months; by is a column.
func moves(tx *store.Tx, from, to int64, by string) ([]Move, error) {
	return store.Rows(tx, func(row store.Scanner) (v Move, err error) {
		err = row.Scan(&v.From, &v.To, &v.Customers, &v.Value)
		return v, err
	}, `SELECT coalesce(a.`+by+`, ''), b.`+by+`, count(*), CAST(sum(b.value) AS BIGINT)
		FROM score_month b LEFT JOIN score_month a ON a.month = ? AND a.customer = b.customer
		WHERE b.month = ? GROUP BY 1, 2 ORDER BY 1, 2`, from, to)
}

// Quarter gives who moved between stages in the quarter of the day at which
// scores stand: from the end of the quarter before to now. It needs models:read;
// ErrNotFound before the first run.
func (m *Metrics) Quarter(ctx context.Context) (out Movement, err error) {
	if err := regulars.Require(ctx, "models:read"); err != nil {
		return out, err
	}
	err = m.db.Read(ctx, func(tx *store.Tx) error {
		run, err := newestRun(tx)
		if errors.Is(err, store.ErrNoRow) {
			return regulars.NotFound("scoring run")
		}
		if err != nil {
			return err
		}
		from, to := monthOf(endOfQuarterBefore(run.asOf)), monthOf(run.asOf)
		out.From, out.To = monthFrom(from), monthFrom(to)
		if out.Currency, err = m.orders.Main(tx); err != nil {
			return err
		}
		out.Moves, err = moves(tx, from, to, "stage")
		return err
	})
	return out, err
}

// String writes the month as in 2026-11.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year, m.Month) }

// ParseMonth reads a month written as in 2026-11, or gives ErrInvalid for the
// field month.
func ParseMonth(text string) (Month, error) {
	t, err := time.Parse("2006-01", text)
	if err != nil {
		return Month{}, regulars.Invalid("month", "date", "a month is written 2026-11")
	}
	return Month{t.Year(), int(t.Month())}, nil
}
