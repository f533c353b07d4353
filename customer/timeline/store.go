package timeline

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/internal/store"
)

const columns = 14

// bulk is how many entries one statement inserts. With few sizes the prepared
// texts are few.
var bulk = [...]int{128, 16, 1}

var inserts = func() (texts [len(bulk)]string) {
	for i, n := range bulk {
		texts[i] = `INSERT INTO timeline_event (part, customer, time, seq, kind, type, name, channel, source, order_id,
			amount, currency, own, body) VALUES ` + store.Marks(n, columns)
	}
	return texts
}()

// Add puts entries on their customers' timelines and moves some older ones to
// where they will stay. It sorts entries.
func Add(tx *store.Tx, entries []Entry) error {
	if len(entries) == 0 {
		return nil
	}
	slices.SortFunc(entries, func(a, b Entry) int {
		if c := cmp.Compare(a.Customer, b.Customer); c != 0 {
			return c
		}
		if c := a.Time.Compare(b.Time); c != 0 {
			return c
		}
		return cmp.Compare(a.Seq, b.Seq)
	})
	part, err := partFor(tx, len(entries))
	if err != nil {
		return err
	}
	args := make([]any, 0, bulk[0]*columns)
	for i, rest := 0, entries; i < len(bulk); i++ {
		for len(rest) >= bulk[i] {
			args = args[:0]
			for k := range rest[:bulk[i]] {
				args = rest[k].appendTo(args, part)
			}
			if _, err := tx.Exec(inserts[i], args...); err != nil {
				return err
			}
			rest = rest[bulk[i]:]
		}
	}
	return compact(tx, len(entries))
}

func (e *Entry) appendTo(args []any, part int64) []any {
	own := int64(0)
	if e.Own {
		own = 1
	}
	return append(args, part, e.Customer, regulars.Micros(e.Time), e.Seq, string(e.Kind), string(e.Type), clean(e.Name),
		clean(string(e.Channel)), e.Source, clean(e.Order), e.Amount.Minor, e.Amount.Currency, own, clean(string(e.Body)))
}

// clean takes out what PostgreSQL refuses in a text: NUL and broken UTF-8.
func clean(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

const selectEntries = "SELECT customer, time, seq, kind, type, name, channel, source, order_id, amount, currency, own, body FROM timeline_event"

func scanEntry(row store.Scanner) (Entry, error) {
	var e Entry
	var us, own int64
	var body string
	err := row.Scan(&e.Customer, &us, &e.Seq, &e.Kind, &e.Type, &e.Name, &e.Channel, &e.Source, &e.Order,
		&e.Amount.Minor, &e.Amount.Currency, &own, &body)
	e.Time, e.Own = regulars.FromMicros(us), own != 0
	if body != "" {
		e.Body = json.RawMessage(body)
	}
	return e, err
}

// Query says which entries of a timeline are wanted.
type Query struct {
	// Before and After bound the entries, exclusively; zero for no bound. With
	// After alone the oldest entries after it are meant, else the newest.
	Before, After Place
	// Kind is the only kind wanted; empty for all.
	Kind Kind
	// Limit is how many entries at most; at least 1.
	Limit int
}

// Page gives entries of the customers with the given numbers together, the
// newest first.
func Page(tx *store.Tx, numbers []int64, q Query) ([]Entry, error) {
	parts, err := allParts(tx)
	if err != nil {
		return nil, err
	}
	forward := q.Before.IsZero() && !q.After.IsZero()
	text := selectEntries + " WHERE part = ? AND customer = ? AND (time, seq) < (?, ?) AND (time, seq) > (?, ?)"
	if q.Kind != "" {
		text += " AND kind = ?"
	}
	if forward {
		text += " ORDER BY time, seq LIMIT ?"
	} else {
		text += " ORDER BY time DESC, seq DESC LIMIT ?"
	}
	before, after := bounds(q)
	var all []Entry
	for _, part := range parts {
		for _, number := range numbers {
			args := append([]any{part, number}, before.us, before.seq, after.us, after.seq)
			if q.Kind != "" {
				args = append(args, string(q.Kind))
			}
			some, err := store.Rows(tx, scanEntry, text, append(args, q.Limit)...)
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
	}
	slices.SortFunc(all, func(a, b Entry) int {
		if c := b.Time.Compare(a.Time); c != 0 {
			return c
		}
		return cmp.Compare(b.Seq, a.Seq)
	})
	if over := len(all) - q.Limit; over > 0 {
		if forward {
			all = all[over:]
		} else {
			all = all[:q.Limit]
		}
	}
	return all, nil
}

type bound struct{ us, seq int64 }

const forever = 1<<63 - 1

func bounds(q Query) (before, after bound) {
	before, after = bound{forever, forever}, bound{-forever, -forever}
	if !q.Before.IsZero() {
		before = bound{regulars.Micros(q.Before.Time), q.Before.Seq}
	}
	if !q.After.IsZero() {
		after = bound{regulars.Micros(q.After.Time), q.After.Seq}
	}
	return before, after
}

// Span is when customers were seen: by what they did, not by what we did.
type Span struct {
	First, Last time.Time
	Events      int64
}

// SpanOf gives the span of the customers with the given numbers together.
func SpanOf(tx *store.Tx, numbers []int64) (Span, error) {
	parts, err := allParts(tx)
	if err != nil {
		return Span{}, err
	}
	var all Span
	for _, part := range parts {
		for _, number := range numbers {
			s, err := store.Row(tx, scanSpan, `SELECT coalesce(min(time), 0), coalesce(max(time), 0), count(*)
				FROM timeline_event WHERE part = ? AND customer = ? AND own = 0`, part, number)
			if err != nil {
				return Span{}, err
			}
			all = all.With(s)
		}
	}
	return all, nil
}

func scanSpan(row store.Scanner) (Span, error) {
	var first, last int64
	var s Span
	err := row.Scan(&first, &last, &s.Events)
	s.First, s.Last = regulars.FromMicros(first), regulars.FromMicros(last)
	return s, err
}

// With gives the span of both.
func (s Span) With(o Span) Span {
	if o.Events == 0 {
		return s
	}
	if s.Events == 0 {
		return o
	}
	if o.First.Before(s.First) {
		s.First = o.First
	}
	if o.Last.After(s.Last) {
		s.Last = o.Last
	}
	s.Events += o.Events
	return s
}

// Each calls fn with every entry of the customers with the given numbers, the
// oldest first, holding a page at a time.
func Each(tx *store.Tx, numbers []int64, fn func(*Entry) error) error {
	q := Query{After: Place{Seq: -1}, Limit: 500}
	for {
		page, err := Page(tx, numbers, q)
		if err != nil {
			return err
		}
		for i := len(page) - 1; i >= 0; i-- {
			if err := fn(&page[i]); err != nil {
				return err
			}
		}
		if len(page) < q.Limit {
			return nil
		}
		q.After = page[0].At()
	}
}

// Erase removes everything from the timelines of the given numbers.
func Erase(tx *store.Tx, numbers []int64) error {
	parts, err := allParts(tx)
	if err != nil {
		return err
	}
	for _, part := range parts {
		for _, number := range numbers {
			if _, err := tx.Exec("DELETE FROM timeline_event WHERE part = ? AND customer = ?", part, number); err != nil {
				return err
			}
		}
	}
	return nil
}

// Reset empties every timeline.
func Reset(tx *store.Tx) error {
	_, err1 := tx.Exec("DELETE FROM timeline_event")
	_, err2 := tx.Exec("DELETE FROM timeline_part")
	return errors.Join(err1, err2)
}
