package duckdb

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"

	driver "github.com/duckdb/duckdb-go/v2"

	"regulars"
	"regulars/internal/warehouse"
)

// applyMoves brings the table owner up to what the merges and splits among
// events say. Merges of customers that had none before, which is nearly all,
// cost by their number; anything else folds all moves again.
func applyMoves(ctx context.Context, conn *sql.Conn, events []regulars.Event) error {
	var owners warehouse.Owners
	touched, plain := map[int64]bool{}, true
	for i := range events {
		if m, ok := warehouse.MoveOf(&events[i]); ok {
			owners.Move(m)
			plain = plain && m.Origins == nil && owners.Of(m.Into) == m.Into
			touched[m.From], touched[m.Into] = true, true
		}
	}
	if len(touched) == 0 {
		return nil
	}
	moved := map[int64]int64{}
	for customer := range touched {
		moved[customer] = owners.Of(customer)
	}
	if err := fill(ctx, conn, "touched", moved); err != nil {
		return err
	}
	defer run(context.WithoutCancel(ctx), conn, "DROP TABLE IF EXISTS temp.touched")
	var before int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM owner WHERE origin IN (SELECT origin FROM touched)").Scan(&before); err != nil {
		return err
	}
	if !plain || before > 0 {
		return refold(ctx, conn)
	}
	return run(ctx, conn,
		"UPDATE owner SET customer = touched.customer FROM touched WHERE owner.customer = touched.origin",
		"INSERT INTO owner SELECT origin, customer FROM touched WHERE origin <> customer")
}

// refold makes the table owner again from the merges and splits that are kept.
func refold(ctx context.Context, conn *sql.Conn) error {
	owners, err := readMoves(ctx, conn)
	if err != nil {
		return err
	}
	if err := fill(ctx, conn, "refolded", owners.Moved()); err != nil {
		return err
	}
	return run(ctx, conn, "DELETE FROM owner", "INSERT INTO owner SELECT origin, customer FROM refolded", "DROP TABLE refolded")
}

func readMoves(ctx context.Context, conn *sql.Conn) (*warehouse.Owners, error) {
	rows, err := conn.QueryContext(ctx, `SELECT name, body FROM event WHERE name IN (?, ?) AND type = ? AND source = ? ORDER BY place`,
		warehouse.Merged, warehouse.Split, string(regulars.Track), warehouse.MergeSource)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var owners warehouse.Owners
	for rows.Next() {
		e := regulars.Event{Type: regulars.Track, Source: warehouse.MergeSource}
		var body string
		if err := rows.Scan(&e.Name, &body); err != nil {
			return nil, err
		}
		e.Body = []byte(body)
		if m, ok := warehouse.MoveOf(&e); ok {
			owners.Move(m)
		}
	}
	return &owners, rows.Err()
}

// fill makes the temporary table name (origin, customer) anew, with these rows.
func fill(ctx context.Context, conn *sql.Conn, name string, rows map[int64]int64) error {
	if err := run(ctx, conn, "CREATE OR REPLACE TEMP TABLE "+name+" (origin BIGINT NOT NULL, customer BIGINT NOT NULL)"); err != nil {
		return err
	}
	return conn.Raw(func(raw any) error {
		a, err := driver.NewAppender(raw.(sqldriver.Conn), "temp", "main", name)
		if err != nil {
			return err
		}
		for origin, customer := range rows {
			if err := a.AppendRow(origin, customer); err != nil {
				a.Clear()
				a.Close()
				return err
			}
		}
		return a.CloseWithCancel(ctx)
	})
}
