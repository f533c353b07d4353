package metric

import (
	"context"
	"time"

	"regulars/internal/store"
)

// How many customers one transaction writes: as many as take about saveFor, so
// that intake, which waits for the same writer, hardly notices. More at a time
// cost less each, as they share pages of the indexes: below saveFewest, the same
// pages are written again and again.
const (
	saveFor    = 150 * time.Millisecond
	saveFirst  = 10_000
	saveFewest = 10_000
	saveMost   = 20_000
)

// saveAll writes every customer's row, some at a time, and takes away those of
// customers who have no purchases any more.
func (m *Metrics) saveAll(ctx context.Context, rows []row, at Moment, progress func(done, total int64)) error {
	from, batch := int64(0), saveFirst
	for lo := 0; lo < len(rows); {
		hi := min(lo+batch, len(rows))
		to := rows[hi-1].customer
		took, err := m.saveRange(ctx, rows[lo:hi], from, to, at)
		if err != nil {
			return err
		}
		from, lo, batch = to+1, hi, nextBatch(batch, took)
		tell(progress, 4*int64(len(rows))+6*int64(hi), 10*int64(len(rows)))
	}
	_, err := m.saveRange(ctx, nil, from, 1<<62, at)
	return err
}

// nextBatch is how many are written after a transaction that took so long.
func nextBatch(batch int, took time.Duration) int {
	next := 2 * batch
	if took > 0 {
		next = min(next, int(float64(batch)*float64(saveFor)/float64(took)))
	}
	return min(max(next, batch/2, saveFewest), saveMost)
}

// alone has other processes on the same PostgreSQL wait until tx ends, so that
// no change of a standing is told twice.
func alone(tx *store.Tx) error {
	_, err := tx.Exec("UPDATE score_state SET finished = finished")
	return err
}

// saveRange writes the rows of all customers with numbers from from to to;
// scored customers in between without a row lose theirs. It gives for how long
// it held the writer.
func (m *Metrics) saveRange(ctx context.Context, rows []row, from, to int64, at Moment) (time.Duration, error) {
	var began time.Time
	err := m.db.Write(ctx, func(tx *store.Tx) error {
		began = m.clock.Now()
		if err := alone(tx); err != nil {
			return err
		}
		before, err := standings(tx, "customer >= ? AND customer <= ?", from, to)
		if err != nil {
			return err
		}
		return m.save(tx, rows, before, at)
	})
	return m.clock.Now().Sub(began), err
}
