package metric

import (
	"context"
	"slices"
	"time"

	"regulars/internal/store"
)

// monthOf numbers the civil month of a day: year × 12 + month - 1.
func monthOf(day int32) int64 {
	d := civil(day)
	return int64(d.Year())*12 + int64(d.Month()) - 1
}

// civil gives a day as midnight UTC.
func civil(day int32) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }

// endOfMonthBefore gives the last day of the month before that of a day.
func endOfMonthBefore(day int32) int32 { return day - int32(civil(day).Day()) }

// What becomes of a standing of the month that is there already.
const (
	replaceMonth = "UPDATE SET tier = excluded.tier, stage = excluded.stage, value = excluded.value"
	keepMonth    = "NOTHING"
)

// insertMonth keeps standings of a month; the last one of a month stays.
func insertMonth(tx *store.Tx, rows []row, month int64, conflict string) error {
	for part := range slices.Chunk(rows, 5*insertAtOnce) {
		args := make([]any, 0, 5*len(part))
		for i := range part {
			args = append(args, month, part[i].customer, string(part[i].tier), string(part[i].stage), part[i].value)
		}
		if _, err := tx.Exec("INSERT INTO score_month (month, customer, tier, stage, value) VALUES "+store.Marks(len(part), 5)+
			" ON CONFLICT (month, customer) DO "+conflict, args...); err != nil {
			return err
		}
	}
	return nil
}

// endOfQuarterBefore gives the last day of the quarter before that of a day.
func endOfQuarterBefore(day int32) int32 {
	d := civil(day)
	first := time.Date(d.Year(), (d.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
	return int32(first.Unix()/86400) - 1
}

// fillMonthBefore keeps how customers stood at the end of the month before, and
// of the quarter before, where nothing is kept of it: an imported history has
// these too, and "this month against last" should not have to wait for one.
func (m *Metrics) fillMonthBefore(ctx context.Context, e *engine, rows []row, at Moment) error {
	month, quarter := endOfMonthBefore(at.Day), endOfQuarterBefore(at.Day)
	if err := m.fillMonth(ctx, e, rows, month); err != nil || quarter == month {
		return err
	}
	return m.fillMonth(ctx, e, rows, quarter)
}

// fillMonth fills in the month that ends with a day. It is worked out with the orders as they stood then, by the same rules and by the models of
// today. What was said in that month stays; no event tells of it, because
// nobody was told at the time.
func (m *Metrics) fillMonth(ctx context.Context, e *engine, rows []row, last int32) error {
	month := monthOf(last)
	missing, err := m.missing(ctx, rows, month, last)
	if err != nil || !missing {
		return err
	}
	then := Moment{Day: last, At: endOf(last, m.zone()), Historical: true}
	var histories []history
	err = m.db.Read(ctx, func(tx *store.Tx) (err error) {
		histories, err = m.all(tx, &reader{asOf: then.Day, minor: e.Minor}, then.At)
		return err
	})
	if err != nil {
		return err
	}
	rows, err = e.score(histories, then.Day)
	if err != nil {
		return err
	}
	past := *e
	past.findCuts(rows)
	past.setTiers(rows)
	for part := range slices.Chunk(rows, saveMost/4) {
		if err := m.db.Write(ctx, func(tx *store.Tx) error { return insertMonth(tx, part, month, keepMonth) }); err != nil {
			return err
		}
	}
	return nil
}

// missing says whether fewer standings of a month are kept than there were
// customers at its end.
func (m *Metrics) missing(ctx context.Context, rows []row, month int64, last int32) (bool, error) {
	var customers, kept int64
	for i := range rows {
		if rows[i].firstDay <= last {
			customers++
		}
	}
	err := m.db.Read(ctx, func(tx *store.Tx) (err error) {
		kept, err = store.Row(tx, store.One[int64], "SELECT count(*) FROM score_month WHERE month = ?", month)
		return err
	})
	return kept < customers, err
}
