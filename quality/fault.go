package quality

import (
	"context"
	"slices"

	"regulars/internal/store"
	"regulars/quality/check"
)

// faultKey tells faults apart: a customer has at most one of a kind, but for
// possible duplicates.
type faultKey struct {
	customer int64
	kind     check.Kind
	other    int64
}

// fault is a row of quality_fault.
type fault struct {
	faultKey
	reason string
	at     int64 // µs
	source string
	value  int64
	since  int64 // µs
	hidden bool
}

const faultColumns = "customer, kind, other, reason, at, source, value, since, hidden"

func scanFault(row store.Scanner) (f fault, err error) {
	var hidden int
	err = row.Scan(&f.customer, &f.kind, &f.other, &f.reason, &f.at, &f.source, &f.value, &f.since, &hidden)
	f.hidden = hidden != 0
	return f, err
}

func faultsWhere(tx *store.Tx, where string, args ...any) (map[faultKey]fault, error) {
	out := map[faultKey]fault{}
	return out, store.Each(tx, func(row store.Scanner) error {
		f, err := scanFault(row)
		out[f.faultKey] = f
		return err
	}, "SELECT "+faultColumns+" FROM quality_fault WHERE "+where, args...)
}

const (
	// writeAtOnce is how many rows one statement takes, saveAtOnce how many one
	// transaction: intake, which waits for the same writer, hardly notices.
	writeAtOnce = 500
	saveAtOnce  = 10_000
)

// write puts changed faults down and takes those away that are no more.
func (q *Quality) write(ctx context.Context, changed []fault, gone map[faultKey]fault) error {
	for part := range slices.Chunk(changed, saveAtOnce) {
		if err := q.Store.Write(ctx, func(tx *store.Tx) error { return writeFaults(tx, part) }); err != nil {
			return err
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return q.Store.Write(ctx, func(tx *store.Tx) error { return forgetFaults(tx, gone) })
}

func writeFaults(tx *store.Tx, rows []fault) error {
	for part := range slices.Chunk(rows, writeAtOnce) {
		args := make([]any, 0, 9*len(part))
		for _, f := range part {
			hidden := 0
			if f.hidden {
				hidden = 1
			}
			args = append(args, f.customer, int(f.kind), f.other, f.reason, f.at, f.source, f.value, f.since, hidden)
		}
		if _, err := tx.Exec("INSERT INTO quality_fault ("+faultColumns+") VALUES "+store.Marks(len(part), 9)+
			` ON CONFLICT (customer, kind, other) DO UPDATE SET reason = excluded.reason, at = excluded.at, source = excluded.source,
			value = excluded.value, since = excluded.since, hidden = excluded.hidden`, args...); err != nil {
			return err
		}
	}
	return nil
}

func forgetFaults(tx *store.Tx, gone map[faultKey]fault) error {
	for k := range gone {
		if _, err := tx.Exec("DELETE FROM quality_fault WHERE customer = ? AND kind = ? AND other = ?", k.customer, int(k.kind), k.other); err != nil {
			return err
		}
	}
	return nil
}
