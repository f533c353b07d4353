// Package store keeps the row store: SQLite in one file, or PostgreSQL. It owns
// connections, transactions, migrations and the recognition of errors; it owns
// no table. Every domain writes its own SQL, one portable text with "?" for both.
//
// All writing on SQLite goes through one writer that commits many callers'
// work together (group commit): each caller's function runs in a savepoint of
// its own, and returns only when the commit is on disk.
//
//	db, err := store.Open(ctx, "sqlite:/var/lib/regulars/regulars.db")
//	err = db.Write(ctx, func(tx *store.Tx) error {
//		_, err := tx.Exec("UPDATE customer SET name = ? WHERE id = ?", name, id)
//		return err
//	})
//	name, err := store.Row(tx, store.One[string], "SELECT name FROM customer WHERE id = ?", id)
//
// # Portable SQL
//
// Instants are BIGINT microseconds ([regulars.Micros]), truth is BIGINT 0 or 1,
// money is BIGINT minor units and TEXT currency, JSON is TEXT, bytes are BLOB.
// ON CONFLICT, RETURNING, window functions and CTEs are the same on both.
package store
