// Package duckdb keeps the warehouse in one DuckDB file beside the row store.
// It is the only package that links DuckDB.
//
//	w, err := duckdb.Open(ctx, filepath.Join(data, "warehouse.duckdb"), duckdb.Options{})
//	log.Feed("warehouse", "customers", w)
//	answer, err := w.Query(ctx, warehouse.Ask(relation))
//
// # What is in the file
//
// The table event has a row an event, in the order of the log, without index:
// DuckDB scans faster than it keeps one up. Rows are never changed, except by
// erasure. The table owner says, for each customer that was merged into
// another, who has its events now; it follows from the merge events themselves
// and is small, so that a merge costs the same at any number of events. The
// table state has the position and is written in the transaction of the rows.
//
// # What is safe
//
// A commit is on disk (DuckDB syncs its log of writes before it returns), and
// every block carries a checksum that is verified when it is read. A process
// killed at any instant comes back with whole transactions.
package duckdb
