package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"regulars"
	"regulars/internal/warehouse"
)

// freshSuffix marks the file that a rewrite is filling.
const freshSuffix = ".rewrite"

// Erase implements [warehouse.Warehouse]. The engine leaves the bytes of
// deleted rows in its file, so the file is written anew: about two seconds for
// a million events, while appends wait and questions go on.
func (w *Warehouse) Erase(ctx context.Context, customers []int64) error {
	w.change.Lock()
	defer w.change.Unlock()
	var rewrite bool
	err := w.reading(ctx, func(conn *sql.Conn) (err error) {
		if rewrite, err = eraseRows(ctx, conn, customers); err != nil || !rewrite {
			return err
		}
		return copyFresh(ctx, conn, w.path+freshSuffix)
	})
	if err != nil || !rewrite {
		os.Remove(w.path + freshSuffix)
		return err
	}
	return w.exchange(context.WithoutCancel(ctx))
}

// eraseRows forgets the persons behind customers in a transaction of its own
// and reports whether the file must be written anew, be it for what was erased
// earlier.
func eraseRows(ctx context.Context, conn *sql.Conn, customers []int64) (rewrite bool, err error) {
	err = within(ctx, conn, func() error {
		s, err := readState(ctx, conn)
		if err != nil {
			return err
		}
		erased, err := takeOut(ctx, conn, customers)
		if err != nil {
			return err
		}
		s.rewrite = s.rewrite || erased
		rewrite = s.rewrite
		return writeState(ctx, conn, s)
	})
	return rewrite, err
}

// gone is the condition for rows to erase that still say who it was. A row that
// was erased before has no id.
const gone = `id <> '' AND origin IN (SELECT origin FROM persons)`

// onlyNumbers is the body of a merge or split without anything but what it says.
const onlyNumbers = `coalesce(TRY(CAST(json_object('from', body->'$.from', 'into', body->'$.into', 'customer', body->'$.customer', 'origins', body->'$.origins') AS VARCHAR)), '')`

// takeOut takes the persons behind customers out of the rows, in the
// transaction that is open on conn, and reports whether there were any.
func takeOut(ctx context.Context, conn *sql.Conn, customers []int64) (erased bool, err error) {
	whom := map[int64]int64{}
	for _, c := range customers {
		if c > 0 {
			whom[c] = c
		}
	}
	if len(whom) == 0 {
		return false, nil
	}
	if err := fill(ctx, conn, "persons", whom); err != nil {
		return false, err
	}
	moves := fmt.Sprintf("(type = %s AND source = %s AND name IN (%s, %s))", quote(string(regulars.Track)),
		quote(warehouse.MergeSource), quote(warehouse.Merged), quote(warehouse.Split))
	for _, statement := range []string{
		`INSERT INTO persons SELECT o.origin, o.customer FROM owner o WHERE o.customer IN (SELECT customer FROM persons)`,
		`CREATE OR REPLACE TEMP TABLE stand_in AS SELECT "order", 'erased-' || min(place) AS name
			FROM event WHERE "order" <> '' AND ` + gone + ` GROUP BY "order"`,
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return false, err
		}
	}
	for _, statement := range []string{
		`DELETE FROM event WHERE amount = 0 AND "order" = '' AND NOT ` + moves + ` AND ` + gone,
		// Merges stay, with the numbers of customers only, to say who has what.
		`UPDATE event SET id = '', name = CASE WHEN type = 'track' THEN name ELSE '' END,
			user_id = '', anonymous_id = '', previous_id = '', context = '',
			body = CASE WHEN ` + moves + ` THEN ` + onlyNumbers + ` ELSE '' END,
			"order" = coalesce((SELECT s.name FROM stand_in s WHERE s."order" = event."order"), '')
			WHERE ` + gone,
	} {
		result, err := conn.ExecContext(ctx, statement)
		if err != nil {
			return false, err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return false, err
		}
		erased = erased || n > 0
	}
	return erased, run(ctx, conn, "DROP TABLE persons", "DROP TABLE stand_in")
}

// copyFresh writes everything into a new file.
func copyFresh(ctx context.Context, conn *sql.Conn, fresh string) (err error) {
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var old string
	if err := conn.QueryRowContext(ctx, "SELECT current_database()").Scan(&old); err != nil {
		return err
	}
	old = identifier(old)
	if err := run(ctx, conn, "ATTACH "+quote(fresh)+" AS fresh"); err != nil {
		return err
	}
	defer func() {
		if e := run(context.WithoutCancel(ctx), conn, "DETACH fresh"); err == nil {
			err = e
		}
	}()
	if err := run(ctx, conn, "COPY FROM DATABASE "+old+" TO fresh (SCHEMA)"); err != nil {
		return err
	}
	for _, table := range []string{"event", "owner", "state", "schema_version"} {
		if err := run(ctx, conn, "INSERT INTO fresh."+table+" FROM "+old+"."+table); err != nil {
			return err
		}
	}
	return run(ctx, conn, "UPDATE fresh.state SET rewrite = 0", "CHECKPOINT fresh")
}

// exchange puts the new file in the old one's place.
func (w *Warehouse) exchange(ctx context.Context) error {
	w.files.Lock()
	defer w.files.Unlock()
	if w.db == nil {
		return errClosed
	}
	// Everything must be in the file itself: a log of writes left behind would
	// be taken for the new file's.
	if _, err := w.db.ExecContext(ctx, "FORCE CHECKPOINT"); err != nil {
		return translate(err)
	}
	db := w.db
	w.db = nil
	if err := db.Close(); err != nil {
		return translate(err)
	}
	err := os.Rename(w.path+freshSuffix, w.path)
	if err == nil {
		err = syncFolder(filepath.Dir(w.path))
	}
	if e := w.open(ctx); e != nil {
		return translate(e)
	}
	return translate(err)
}

// syncFolder makes renames in a folder last.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
