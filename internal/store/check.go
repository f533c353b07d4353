package store

import (
	"context"
	"fmt"
	"os"
)

// Check looks for damage in the database's files and gives what it finds, one
// sentence each. On SQLite it reads everything; PostgreSQL looks after itself
// (its data checksums), so there it only asks whether the database answers.
func (db *DB) Check(ctx context.Context) (faults []string, err error) {
	err = db.Read(ctx, func(tx *Tx) error {
		if db.dialect == Postgres {
			_, err := Row(tx, One[int64], "SELECT 1")
			return err
		}
		for _, pragma := range []string{"integrity_check", "foreign_key_check"} {
			rows, err := tx.Query("PRAGMA " + pragma)
			if err != nil {
				return err
			}
			for rows.Next() {
				if pragma == "foreign_key_check" {
					faults = append(faults, "a row refers to one that is not there")
					continue
				}
				var said string
				if err := rows.Scan(&said); err != nil {
					rows.Close()
					return err
				}
				if said != "ok" {
					faults = append(faults, said)
				}
			}
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	})
	return faults, err
}

// Size gives how many bytes the database takes on disk.
func (db *DB) Size(ctx context.Context) (n int64, err error) {
	if db.dialect == Postgres {
		err = db.Read(ctx, func(tx *Tx) (err error) {
			n, err = Row(tx, One[int64], "SELECT pg_database_size(current_database())")
			return err
		})
		return n, err
	}
	for _, suffix := range []string{"", "-wal"} {
		info, err := os.Stat(db.path + suffix)
		if err != nil && !os.IsNotExist(err) {
			return n, fmt.Errorf("size of the row store: %w", err)
		}
		if err == nil {
			n += info.Size()
		}
	}
	return n, nil
}
