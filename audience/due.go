package audience

import (
	"slices"
	"time"

	"regulars"
	"regulars/internal/store"
)

// writeFlips keeps when time alone can change something about customers. When
// only some audiences were evaluated, an earlier instant stays.
func writeFlips(tx *store.Tx, flips map[int64]time.Time, all bool) error {
	var none []int64
	args := make([]any, 0, 2*len(flips))
	for n, at := range flips {
		if at.IsZero() {
			none = append(none, n)
		} else {
			args = append(args, n, regulars.Micros(at))
		}
	}
	if all {
		slices.Sort(none)
		for part := range slices.Chunk(none, 500) {
			if _, err := tx.Exec("DELETE FROM audience_flip WHERE customer IN "+store.Marks(1, len(part)), anys(part)...); err != nil {
				return err
			}
		}
	}
	than := ""
	if !all {
		than = " WHERE excluded.at < audience_flip.at"
	}
	for part := range slices.Chunk(args, 2*500) {
		if _, err := tx.Exec("INSERT INTO audience_flip (customer, at) VALUES "+store.Marks(len(part)/2, 2)+
			" ON CONFLICT (customer) DO UPDATE SET at = excluded.at"+than, part...); err != nil {
			return err
		}
	}
	return nil
}

func scanDue(row store.Scanner) (d dueRow, err error) {
	err = row.Scan(&d.customer, &d.seq, &d.at)
	return d, err
}

// dueNow gives customers that are to be evaluated: those touched, those whose
// flip has come, and with each the kin that is due, too, so that what one had
// is known when the other is evaluated.
func dueNow(tx *store.Tx, now time.Time, limit int) (due []dueRow, numbers []int64, err error) {
	if due, err = store.Rows(tx, scanDue, "SELECT customer, seq, at FROM audience_due ORDER BY at, customer LIMIT ?", limit); err != nil {
		return nil, nil, err
	}
	have := map[int64]bool{}
	for _, d := range due {
		have[d.customer] = true
	}
	kins, err := store.Rows(tx, func(row store.Scanner) (k kin, err error) {
		err = row.Scan(&k.customer, &k.of)
		return k, err
	}, "SELECT customer, of FROM audience_kin LIMIT 10000")
	if err != nil {
		return nil, nil, err
	}
	for grew := len(kins) > 0; grew; {
		grew = false
		for _, k := range kins {
			if have[k.customer] == have[k.of] {
				continue
			}
			for _, n := range []int64{k.customer, k.of} {
				if have[n] {
					continue
				}
				have[n], grew = true, true
				more, err := store.Rows(tx, scanDue, "SELECT customer, seq, at FROM audience_due WHERE customer = ?", n)
				if err != nil {
					return nil, nil, err
				}
				due = append(due, more...)
			}
		}
	}
	flipped, err := store.Rows(tx, store.One[int64], "SELECT customer FROM audience_flip WHERE at <= ? ORDER BY at LIMIT ?", regulars.Micros(now), limit)
	for _, n := range flipped {
		have[n] = true
	}
	for n := range have {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return due, numbers, err
}

// nextFlip gives the earliest instant at which time alone changes something;
// zero for never.
func nextFlip(tx *store.Tx) (time.Time, error) {
	at, err := store.Row(tx, store.One[int64], "SELECT coalesce(min(at), 0) FROM audience_flip")
	return regulars.FromMicros(at), err
}

// dayOf gives the civil day of an instant in a zone, since 1970-01-01.
func dayOf(t time.Time, zone *time.Location) int64 {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// grew notes how many came and went on a day.
func grew(tx *store.Tx, audience, day int64, entered, left int) error {
	_, err := tx.Exec(`INSERT INTO audience_day (audience, day, size, entered, gone)
		SELECT id, CAST(? AS BIGINT), size, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM audience WHERE id = ?
		ON CONFLICT (audience, day) DO UPDATE SET size = excluded.size, entered = audience_day.entered + excluded.entered,
		gone = audience_day.gone + excluded.gone`, day, entered, left, audience)
	return err
}
