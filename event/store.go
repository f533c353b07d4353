package event

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/internal/store"
)

// putHeld enters what could not be taken. What is there already is counted.
func putHeld(tx *store.Tx, held []Held) error {
	for i := range held {
		h := &held[i]
		raw := h.Raw
		if raw == nil {
			raw = []byte{}
		}
		_, err := tx.Exec(`INSERT INTO quarantine (id, source, kind, reason, field, name, event, user_id, anonymous_id,
				first, latest, times, sent, size, raw, state, replayed)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, 'open', 0)
			ON CONFLICT (id) DO UPDATE SET times = quarantine.times + 1, latest = excluded.latest`,
			h.ID, h.Source, h.Kind, h.Reason, h.Field, h.Name, h.Event, h.UserID, h.AnonymousID,
			regulars.Micros(h.First), regulars.Micros(h.Latest), regulars.Micros(h.Sent), h.Size, raw)
		if err != nil {
			return err
		}
	}
	return nil
}

const heldColumns = "id, source, kind, reason, field, name, event, user_id, anonymous_id, first, latest, times, sent, size, state, replayed"

func scanHeld(row store.Scanner) (h Held, err error) {
	var first, latest, sent, replayed int64
	err = row.Scan(&h.ID, &h.Source, &h.Kind, &h.Reason, &h.Field, &h.Name, &h.Event, &h.UserID, &h.AnonymousID,
		&first, &latest, &h.Times, &sent, &h.Size, &h.State, &replayed)
	h.First, h.Latest = regulars.FromMicros(first), regulars.FromMicros(latest)
	h.Sent, h.Replayed = regulars.FromMicros(sent), regulars.FromMicros(replayed)
	return h, err
}

// getHeld gives one held event with its bytes, or store.ErrNoRow.
func getHeld(tx *store.Tx, id string) (Held, error) {
	h, err := store.Row(tx, scanHeld, "SELECT "+heldColumns+" FROM quarantine WHERE id = ?", id)
	if err != nil {
		return h, err
	}
	h.Raw, err = store.Row(tx, store.One[[]byte], "SELECT raw FROM quarantine WHERE id = ?", id)
	return h, err
}

// where gives the condition of a filter and its arguments.
func (f Filter) where() (string, []any) {
	var parts []string
	var args []any
	add := func(column, value string) {
		if value != "" {
			parts = append(parts, column+" = ?")
			args = append(args, value)
		}
	}
	state := f.State
	if state == "" {
		state = Open
	}
	add("state", string(state))
	add("source", f.Source)
	add("reason", f.Reason)
	add("name", f.Name)
	if len(f.IDs) > 0 {
		parts = append(parts, "id IN "+store.Marks(1, len(f.IDs)))
		for _, id := range f.IDs {
			args = append(args, id)
		}
	}
	return strings.Join(parts, " AND "), args
}

// listHeld gives up to limit held events without their bytes, the latest first,
// from behind after on.
func listHeld(tx *store.Tx, f Filter, after Place, limit int) ([]Held, error) {
	where, args := f.where()
	if after != (Place{}) {
		where += " AND (latest, id) < (?, ?)"
		args = append(args, after.Latest, after.ID)
	}
	return store.Rows(tx, scanHeld, "SELECT "+heldColumns+" FROM quarantine WHERE "+where+
		" ORDER BY latest DESC, id DESC LIMIT ?", append(args, limit)...)
}

// countHeld gives how many held events a filter has, up to most.
func countHeld(tx *store.Tx, f Filter, most int) (int, error) {
	where, args := f.where()
	return store.Row(tx, store.One[int], "SELECT count(*) FROM (SELECT 1 FROM quarantine WHERE "+where+" LIMIT ?) AS picked", append(args, most)...)
}

// heldReasons counts the open held events by source, reason and field.
func heldReasons(tx *store.Tx) ([]ReasonCount, error) {
	return store.Rows(tx, func(row store.Scanner) (c ReasonCount, err error) {
		var latest int64
		err = row.Scan(&c.Source, &c.Reason, &c.Field, &c.Count, &c.Times, &latest)
		c.Latest = regulars.FromMicros(latest)
		return c, err
	}, `SELECT source, reason, field, count(*), sum(times), max(latest) FROM quarantine WHERE state = 'open'
		GROUP BY source, reason, field ORDER BY count(*) DESC, source, reason, field`)
}

// setReplayed notes that a held event is in the log; its bytes are no longer
// needed here.
func setReplayed(tx *store.Tx, id string, now time.Time) error {
	_, err := tx.Exec("UPDATE quarantine SET state = 'replayed', replayed = ?, raw = ? WHERE id = ?", regulars.Micros(now), []byte{}, id)
	return err
}

func setReason(tx *store.Tx, id, reason, field string) error {
	_, err := tx.Exec("UPDATE quarantine SET reason = ?, field = ? WHERE id = ?", reason, field, id)
	return err
}

func deleteHeld(tx *store.Tx, ids []string) (n int64, err error) {
	for _, id := range ids {
		k, err := tx.Exec("DELETE FROM quarantine WHERE id = ?", id)
		if err != nil {
			return n, err
		}
		n += k
	}
	return n, nil
}

// pruneHeld deletes what last came in before a time, and the oldest beyond the
// newest rows.
func pruneHeld(tx *store.Tx, before time.Time, rows int) (int64, error) {
	oldest, err := store.Row(tx, store.One[int64], "SELECT latest FROM quarantine ORDER BY latest DESC, id DESC LIMIT 1 OFFSET ?", rows)
	if err != nil && err != store.ErrNoRow {
		return 0, err
	}
	return tx.Exec("DELETE FROM quarantine WHERE latest < ? OR latest <= ?", regulars.Micros(before), oldest)
}

// mentioning gives the ids of held events whose bytes hold one of the words, in
// whatever case of letters.
func mentioning(tx *store.Tx, words [][]byte) (ids []string, err error) {
	if len(words) == 0 {
		return nil, nil
	}
	err = store.Each(tx, func(row store.Scanner) error {
		var id string
		var raw []byte
		if err := row.Scan(&id, &raw); err != nil {
			return err
		}
		raw = bytes.ToLower(raw)
		if slices.ContainsFunc(words, func(w []byte) bool { return bytes.Contains(raw, w) }) {
			ids = append(ids, id)
		}
		return nil
	}, "SELECT id, raw FROM quarantine")
	return ids, err
}

// putTallies adds what one append brought to the counts by source and hour.
func putTallies(tx *store.Tx, sums []tally) error {
	for _, t := range sums {
		_, err := tx.Exec(`INSERT INTO intake_hour (source, hour, taken, repeated, refused, forgotten, latest) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (source, hour) DO UPDATE SET taken = intake_hour.taken + excluded.taken,
				repeated = intake_hour.repeated + excluded.repeated, refused = intake_hour.refused + excluded.refused,
				forgotten = intake_hour.forgotten + excluded.forgotten,
				latest = CASE WHEN excluded.latest > intake_hour.latest THEN excluded.latest ELSE intake_hour.latest END`,
			t.source, t.hour, t.taken, t.repeated, t.refused, t.forgotten, t.latest)
		if err != nil {
			return err
		}
	}
	return nil
}

// hours gives the counts from a time on, oldest first; of one source, or of all.
func hours(tx *store.Tx, source string, from time.Time) ([]Hour, error) {
	where, args := "hour >= ?", []any{regulars.Micros(from)}
	if source != "" {
		where, args = where+" AND source = ?", append(args, source)
	}
	return store.Rows(tx, func(row store.Scanner) (h Hour, err error) {
		var hour, latest int64
		err = row.Scan(&h.Source, &hour, &h.Taken, &h.Repeated, &h.Refused, &h.Forgotten, &latest)
		h.Begin, h.Latest = regulars.FromMicros(hour), regulars.FromMicros(latest)
		return h, err
	}, "SELECT source, hour, taken, repeated, refused, forgotten, latest FROM intake_hour WHERE "+where+" ORDER BY hour, source", args...)
}

// latestBySource gives when each source was last heard of.
func latestBySource(tx *store.Tx) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	err := store.Each(tx, func(row store.Scanner) error {
		var source string
		var latest int64
		if err := row.Scan(&source, &latest); err != nil {
			return err
		}
		out[source] = regulars.FromMicros(latest)
		return nil
	}, "SELECT source, max(latest) FROM intake_hour GROUP BY source")
	return out, err
}

// CountOpen gives how many different events are held in the quarantine.
func CountOpen(tx *store.Tx) (int64, error) {
	return store.Row(tx, store.One[int64], "SELECT count(*) FROM quarantine WHERE state = 'open'")
}
