package tag

import (
	"bytes"
	"slices"
	"time"

	"regulars/audience"
	"regulars/audience/lang"
	"regulars/internal/store"
)

// work is one run or refresh under way.
type work struct {
	*Tags
	plan   *plan
	reader *audience.Reader
	now    time.Time
	zone   *time.Location
	// anew are the tags worked out of everybody; of others a value that is there stays.
	anew    map[int64]bool
	summary *Summary // nil in a refresh
	touch   bool     // audiences are to hear of it
}

// newWork looks up what is to be worked out; fresh as of [Tags.plan].
func (t *Tags) newWork(tx *store.Tx, now time.Time, fresh bool, anew func(*compiled) bool) (*work, error) {
	p, err := t.plan(tx, fresh)
	if err != nil {
		return nil, err
	}
	w := &work{Tags: t, plan: p, now: now, zone: t.Zone(), anew: map[int64]bool{}, reader: t.Audiences.Reader(p.catalogue, needsOf(p.all))}
	for _, c := range p.all {
		w.anew[c.ID] = anew(c)
	}
	return w, nil
}

// row is a row that is to be written; one without bytes is to go.
type row struct {
	customer int64
	packed   []byte
}

// compute gives the rows that differ from those before; what is left in before is
// of nobody any more.
func (w *work) compute(tx *store.Tx, who []audience.Seen, before map[int64][]byte) (changed []row, err error) {
	given, err := givenOf(tx, who, w.Clock.Now())
	if err != nil {
		return nil, err
	}
	for i := range who {
		p := &who[i]
		was, there := before[p.ID]
		var old values
		if there {
			delete(before, p.ID)
			if old, err = unpack(was, w.plan.words); err != nil {
				return nil, err
			}
		}
		v := w.workOut(p, given[p.ID], old)
		if b := pack(v, w.plan.word); !there || !bytes.Equal(b, was) {
			changed = append(changed, row{p.ID, b})
		}
		if w.summary != nil {
			w.summary.add(w.plan, v)
		}
	}
	return changed, nil
}

// workOut gives all values of one customer; old is nil when there were none.
func (w *work) workOut(p *audience.Seen, given map[int64]lang.Value, old values) values {
	out := make(values, len(w.plan.all))
	for _, c := range w.plan.all {
		var v lang.Value
		switch {
		case c.fault != nil:
		case c.Rule.given():
			v = c.said(given[c.ID])
		case old != nil && !w.anew[c.ID]:
			v = old[c.ID]
		default:
			v = c.value(p, w.now, w.zone)
		}
		if !v.Missing() {
			out[c.ID] = bounded(v)
		}
	}
	return out
}

// mostBytes bounds the texts that events may bring into a row.
const mostBytes = 200

// bounded cuts texts that no tag is meant to have.
func bounded(v lang.Value) lang.Value {
	cut := func(s string) string {
		if len(s) <= mostBytes {
			return s
		}
		return string(bytes.ToValidUTF8([]byte(s[:mostBytes]), nil))
	}
	v.Text = cut(v.Text)
	for i, s := range v.Texts {
		v.Texts[i] = cut(s)
	}
	return v
}

// packedWhere gives rows by customer.
func packedWhere(tx *store.Tx, where string, args ...any) (map[int64][]byte, error) {
	out := map[int64][]byte{}
	return out, store.Each(tx, func(s store.Scanner) error {
		var customer int64
		var packed []byte
		err := s.Scan(&customer, &packed)
		out[customer] = bytes.Clone(packed)
		return err
	}, "SELECT customer, packed FROM tag_customer WHERE "+where, args...)
}

// atOnce keeps one statement well below SQLite's limit of parameters.
const atOnce = 500

// packedAmong gives the rows of some customers.
func packedAmong(tx *store.Tx, customers []int64) (map[int64][]byte, error) {
	out := map[int64][]byte{}
	for part := range slices.Chunk(customers, atOnce) {
		some, err := packedWhere(tx, "customer IN "+store.Marks(1, len(part)), anys(part)...)
		if err != nil {
			return nil, err
		}
		for c, b := range some {
			out[c] = b
		}
	}
	return out, nil
}

func anys(numbers []int64) []any {
	out := make([]any, len(numbers))
	for i, n := range numbers {
		out[i] = n
	}
	return out
}

// save writes rows and takes away those of nobody.
func save(tx *store.Tx, rows []row, gone map[int64][]byte) error {
	for part := range slices.Chunk(rows, atOnce) {
		args := make([]any, 0, 2*len(part))
		for _, r := range part {
			args = append(args, r.customer, r.packed)
		}
		if _, err := tx.Exec("INSERT INTO tag_customer (customer, packed) VALUES "+store.Marks(len(part), 2)+
			" ON CONFLICT (customer) DO UPDATE SET packed = excluded.packed", args...); err != nil {
			return err
		}
	}
	for c := range gone {
		if _, err := tx.Exec("DELETE FROM tag_customer WHERE customer = ?", c); err != nil {
			return err
		}
	}
	return nil
}
