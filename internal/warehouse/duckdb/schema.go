package duckdb

import (
	"context"
	"database/sql"
	"strconv"
)

// schema is a tiny ordered list of migrations: entry n makes version n+1.
// Entries are never changed, only added.
var schema = [][]string{{
	`CREATE TABLE event (
		place BIGINT NOT NULL, epoch BIGINT NOT NULL, tx BIGINT NOT NULL, seq BIGINT NOT NULL,
		id VARCHAR NOT NULL, type VARCHAR NOT NULL, name VARCHAR NOT NULL,
		user_id VARCHAR NOT NULL, anonymous_id VARCHAR NOT NULL, previous_id VARCHAR NOT NULL,
		time BIGINT NOT NULL, received BIGINT NOT NULL,
		source VARCHAR NOT NULL, channel VARCHAR NOT NULL, "order" VARCHAR NOT NULL,
		amount BIGINT NOT NULL, currency VARCHAR NOT NULL,
		body VARCHAR NOT NULL, context VARCHAR NOT NULL, origin BIGINT NOT NULL)`,
	`CREATE TABLE owner (origin BIGINT NOT NULL, customer BIGINT NOT NULL)`,
	// place is that of the last event; rewrite is 1 while erased text may still
	// stand in the file.
	`CREATE TABLE state (epoch BIGINT NOT NULL, tx BIGINT NOT NULL, seq BIGINT NOT NULL,
		place BIGINT NOT NULL, rewrite BIGINT NOT NULL)`,
	`INSERT INTO state VALUES (0, 0, 0, 0, 0)`,
}}

// columns are those of the table event, in the order in which rows are written
// and read.
const columns = `place, epoch, tx, seq, id, type, name, user_id, anonymous_id, previous_id, time, received, source, channel, "order", amount, currency, body, context, origin`

// migrate brings a database up to this program's version, each step in a
// transaction of its own. It gives errNewer for a file of a later program.
func migrate(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)"); err != nil {
		return err
	}
	var version int
	if err := conn.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM schema_version").Scan(&version); err != nil {
		return err
	}
	if version > len(schema) {
		return errNewer
	}
	for n := version; n < len(schema); n++ {
		if err := within(ctx, conn, func() error {
			return run(ctx, conn, append(schema[n], "INSERT INTO schema_version VALUES ("+strconv.Itoa(n+1)+")")...)
		}); err != nil {
			return err
		}
	}
	return nil
}

// run executes statements one after another.
func run(ctx context.Context, conn *sql.Conn, statements ...string) error {
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// within runs fn in a transaction on conn. Once begun it is not cancelled half
// way: DuckDB would leave the connection in a failed transaction.
func within(ctx context.Context, conn *sql.Conn, fn func() error) (err error) {
	if _, err := conn.ExecContext(ctx, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	ended := false
	defer func() {
		if !ended {
			conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		return err
	}
	ended = true
	return nil
}
