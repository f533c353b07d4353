package tag

import (
	"regulars/audience/lang"
	"regulars/internal/store"
)

// fieldPrefix begins the names of fields that are tags.
const fieldPrefix = "tag."

// Fields gives the tags that conditions of audiences may speak of: those that are
// enabled and not broken.
func (t *Tags) Fields(tx *store.Tx) (out []lang.Field, err error) {
	p, err := t.plan(tx, false)
	if err != nil {
		return nil, err
	}
	for _, c := range p.all {
		if c.fault != nil {
			continue
		}
		f := lang.Field{Name: fieldPrefix + c.Key, Kind: c.kind, English: c.Name.In(lang.English), Chinese: c.Name.In(lang.Chinese)}
		if c.kind == lang.KindText {
			for _, l := range c.Rule.labels() {
				f.Values = append(f.Values, l.Value)
			}
		}
		out = append(out, f)
	}
	return out, nil
}

// ValuesAmong gives the values of some thousand customers by field, as they were
// worked out last.
func (t *Tags) ValuesAmong(tx *store.Tx, customers []int64) (map[int64]map[string]lang.Value, error) {
	p, err := t.plan(tx, false)
	if err != nil {
		return nil, err
	}
	rows, err := packedAmong(tx, customers)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]map[string]lang.Value, len(rows))
	for n, packed := range rows {
		v, err := unpack(packed, p.words)
		if err != nil {
			return nil, err
		}
		fields := make(map[string]lang.Value, len(v))
		for id, x := range v {
			if c := p.byID[id]; c != nil {
				fields[fieldPrefix+c.Key] = x
			}
		}
		out[n] = fields
	}
	return out, nil
}
