package metric

import (
	"regulars/internal/store"
)

// AtRiskBefore gives how many customers were at risk at the end of the month
// before that of the day at which scores stand, and their 12-month value in
// minor units of the main currency. ok is false when nothing is kept of that
// month.
func (m *Metrics) AtRiskBefore(tx *store.Tx) (customers, value int64, ok bool, err error) {
	at, err := m.moment(tx)
	if err != nil {
		return 0, 0, false, err
	}
	type standings struct{ kept, customers, value int64 }
	s, err := store.Row(tx, func(row store.Scanner) (s standings, err error) {
		err = row.Scan(&s.kept, &s.customers, &s.value)
		return s, err
	}, `SELECT count(*), count(CASE WHEN stage = ? THEN 1 END), CAST(coalesce(sum(CASE WHEN stage = ? THEN value END), 0) AS BIGINT)
		FROM score_month WHERE month = ?`, string(AtRisk), string(AtRisk), monthOf(at.Day)-1)
	return s.customers, s.value, s.kept > 0, err
}
