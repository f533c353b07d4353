package main

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"os"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"regulars"
	"regulars/bench/brand"
)

// fillBare writes the first events with the engine's appender: the same
// columns, as many rows a transaction, no position and no care.
func fillBare(ctx context.Context, b brand.Brand, path string) (float64, error) {
	os.Remove(path)
	defer os.Remove(path)
	connector, err := duckdb.NewConnector(path, nil)
	if err != nil {
		return 0, err
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `CREATE TABLE event (place BIGINT, epoch BIGINT, tx BIGINT, seq BIGINT, id VARCHAR, type VARCHAR,
		name VARCHAR, user_id VARCHAR, anonymous_id VARCHAR, previous_id VARCHAR, time BIGINT, received BIGINT, source VARCHAR,
		channel VARCHAR, "order" VARCHAR, amount BIGINT, currency VARCHAR, body VARCHAR, context VARCHAR, origin BIGINT)`); err != nil {
		return 0, err
	}
	var list []regulars.Event
	var spent time.Duration
	n := int64(0)
	for n < min(*bare, b.Events) {
		list = b.Append(list[:0], n, *batch)
		start := time.Now()
		if err := bareBatch(ctx, conn, list); err != nil {
			return 0, err
		}
		spent += time.Since(start)
		n += int64(len(list))
	}
	return float64(n) / spent.Seconds(), nil
}

func bareBatch(ctx context.Context, conn *sql.Conn, list []regulars.Event) error {
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	err := conn.Raw(func(raw any) error {
		a, err := duckdb.NewAppenderFromConn(raw.(sqldriver.Conn), "", "event")
		if err != nil {
			return err
		}
		for i := range list {
			e := &list[i]
			if err := a.AppendRow(e.Position.Seq, int64(0), int64(0), e.Position.Seq, e.ID, string(e.Type), e.Name, e.UserID, "", "",
				e.Time.UnixMicro(), e.Received.UnixMicro(), e.Source, string(e.Channel), e.Order, e.Amount.Minor, e.Amount.Currency,
				string(e.Body), "", e.Customer); err != nil {
				return err
			}
		}
		return a.Close()
	})
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "COMMIT")
	return err
}
