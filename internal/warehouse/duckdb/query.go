package duckdb

import (
	"context"
	"database/sql"

	"regulars/internal/warehouse"
)

// Query implements [warehouse.Warehouse].
func (w *Warehouse) Query(ctx context.Context, q warehouse.Question) (answer warehouse.Answer, err error) {
	plan, err := warehouse.NewPlan(q)
	if err != nil {
		return warehouse.Answer{}, err
	}
	select {
	case w.asking <- struct{}{}:
		defer func() { <-w.asking }()
	case <-ctx.Done():
		return warehouse.Answer{}, ctx.Err()
	}
	err = w.reading(ctx, func(conn *sql.Conn) error {
		answer, err = w.answer(ctx, conn, q, plan)
		return err
	})
	return answer, err
}

// answer asks within one transaction, so that all tables and the position show
// one state. It is rolled back, and the temporary tables with it.
func (w *Warehouse) answer(ctx context.Context, conn *sql.Conn, q warehouse.Question, plan *warehouse.Plan) (answer warehouse.Answer, err error) {
	if err := run(ctx, conn, "BEGIN TRANSACTION"); err != nil {
		return answer, err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	var s state
	if s, err = readState(ctx, conn); err != nil {
		return answer, err
	}
	answer.At = s.at
	// The span is read after the state that is seen: it may be too wide, never
	// too narrow.
	w.spanMu.Lock()
	first, last := w.first, w.last
	w.spanMu.Unlock()
	sqlTexts := render(q, plan, first, last)
	if err := run(ctx, conn, sqlTexts.fill...); err != nil {
		return answer, err
	}
	for i, text := range sqlTexts.queries {
		table, err := ask(ctx, conn, text, plan.Columns(q.Relations[i]), q.Bound())
		if err != nil {
			return warehouse.Answer{}, err
		}
		answer.Tables = append(answer.Tables, table)
	}
	return answer, nil
}

// ask reads a whole result, of at most so many rows, into columns.
func ask(ctx context.Context, conn *sql.Conn, text string, columns []warehouse.Column, most int) (t warehouse.Table, err error) {
	rows, err := conn.QueryContext(ctx, text)
	if err != nil {
		return t, err
	}
	defer rows.Close()
	t.Series = make([]warehouse.Series, len(columns))
	dest := make([]any, len(columns))
	cells := make([]struct {
		i int64
		f float64
		s string
		b bool
	}, len(columns))
	for i, c := range columns {
		t.Series[i].Column = c
		switch cell := &cells[i]; c.Kind {
		case warehouse.KindInt:
			dest[i] = &cell.i
		case warehouse.KindFloat:
			dest[i] = &cell.f
		case warehouse.KindText:
			dest[i] = &cell.s
		case warehouse.KindBool:
			dest[i] = &cell.b
		}
	}
	for n := 0; rows.Next(); n++ {
		if n == most {
			return t, warehouse.ErrRows
		}
		if err := rows.Scan(dest...); err != nil {
			return t, err
		}
		for i := range columns {
			series, cell := &t.Series[i], &cells[i]
			switch columns[i].Kind {
			case warehouse.KindInt:
				series.Ints = append(series.Ints, cell.i)
			case warehouse.KindFloat:
				series.Floats = append(series.Floats, cell.f)
			case warehouse.KindText:
				series.Texts = append(series.Texts, cell.s)
			case warehouse.KindBool:
				series.Bools = append(series.Bools, cell.b)
			}
		}
	}
	return t, rows.Err()
}
