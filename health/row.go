package health

import (
	"bytes"
	"slices"

	"regulars/health/index"
	"regulars/internal/store"
)

// row is a row of the table health.
type row struct {
	customer    int64
	total       index.Value
	now         index.Kept // the parts and the rung of today
	temperature int        // or noTemperature
	rungSince   int32
	month       index.Month // of the last month end
	ends        []index.Kept
}

const noTemperature = -1000

// workOut gives the row of a customer as of the end of a civil day. Since when
// they stand on their rung is told as the month ends have it.
func (r Rules) workOut(customer int64, h index.History, day int32) row {
	out := row{customer: customer, month: index.MonthOf(day) - 1, temperature: noTemperature}
	out.now = index.Kept{Parts: h.At(day), Rung: r.Ladder.Rung(h, day)}
	out.total = r.Weights.Total(out.now.Parts)
	first, some := beginning(h)
	if some {
		for m := max(first, out.month-kept+1); m <= out.month; m++ {
			out.ends = append(out.ends, index.Kept{Parts: h.At(m.End()), Rung: r.Ladder.Rung(h, m.End())})
		}
	}
	if t, ok := r.Weights.Temperature(out.now.Parts, index.PartsOf(out.ends)); ok {
		out.temperature = t
	}
	out.rungSince = day
	for i := len(out.ends) - 1; i >= 0 && out.ends[i].Rung == out.now.Rung; i-- {
		out.rungSince = (out.month - index.Month(len(out.ends)-1-i)).Begin()
	}
	return out
}

// beginning gives the month of the first evidence; false when there is none.
func beginning(h index.History) (index.Month, bool) {
	first, some := h.Since()
	if len(h.Months) > 0 && (!some || h.Months[0].Month < first) {
		return h.Months[0].Month, true
	}
	return first, some
}

// monthOf gives the month of the month end at a place in ends.
func (r *row) monthOf(i int) index.Month { return r.month - index.Month(len(r.ends)-1-i) }

// same reports whether nothing that is kept differs.
func (r *row) same(o *row) bool {
	return r.total == o.total && r.now == o.now && r.temperature == o.temperature && r.rungSince == o.rungSince &&
		r.month == o.month && slices.Equal(r.ends, o.ends)
}

// rowsWhere gives the rows there are, by customer.
func rowsWhere(tx *store.Tx, where string, args ...any) (map[int64]row, error) {
	out := map[int64]row{}
	err := store.Each(tx, func(s store.Scanner) error {
		r, err := scanRow(s)
		out[r.customer] = r
		return err
	}, "SELECT "+columns+" FROM health WHERE "+where, args...)
	return out, err
}

const columns = "customer, total, parts, temperature, rung, rung_since, month, ends"

func scanRow(s store.Scanner) (r row, err error) {
	var now, ends []byte
	if err = s.Scan(&r.customer, &r.total, &now, &r.temperature, &r.now.Rung, &r.rungSince, &r.month, &ends); err != nil {
		return r, err
	}
	if k := index.Decode(now); len(k) == 1 {
		r.now = k[0]
	}
	r.ends = index.Decode(bytes.Clone(ends))
	return r, nil
}

// writeAtOnce keeps one statement below SQLite's limit of parameters.
const writeAtOnce = 1000

func writeRows(tx *store.Tx, rows []row) error {
	for part := range slices.Chunk(rows, writeAtOnce) {
		args := make([]any, 0, 8*len(part))
		for i := range part {
			r := &part[i]
			args = append(args, r.customer, int(r.total), index.Encode([]index.Kept{r.now}), r.temperature, int(r.now.Rung), r.rungSince, int(r.month), index.Encode(r.ends))
		}
		if _, err := tx.Exec("INSERT INTO health ("+columns+") VALUES "+store.Marks(len(part), 8)+
			` ON CONFLICT (customer) DO UPDATE SET total = excluded.total, parts = excluded.parts, temperature = excluded.temperature,
			rung = excluded.rung, rung_since = excluded.rung_since, month = excluded.month, ends = excluded.ends`, args...); err != nil {
			return err
		}
	}
	return nil
}
