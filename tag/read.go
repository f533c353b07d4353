package tag

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/audience"
	"regulars/audience/lang"
	"regulars/customer"
	"regulars/internal/store"
)

// State says how far the values of a tag can be relied on.
type State string

// The states.
const (
	Ready   State = "ready"   // they are as fresh as they are meant to be
	Waiting State = "waiting" // they are being found, or those shown are of the definition before
	Stale   State = "stale"   // the last run was longer ago than the freshness allows
	Broken  State = "broken"  // it speaks of what was not met in the log, or is there no more
	Off     State = "off"     // it is not enabled
)

// Standing is a tag and how its values stand.
type Standing struct {
	Tag
	State State
	// Kind is that of the values.
	Kind lang.Kind
	// Counts is as of the last run; zero before.
	Counts Counts
	// English and Chinese say in a sentence what it comes to; "" while it is broken.
	English, Chinese string
}

// List gives all tags, by category and name. It needs customers:read.
func (t *Tags) List(ctx context.Context) (out []Standing, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, err
	}
	return out, t.Store.Read(ctx, func(tx *store.Tx) error {
		list, err := readTags(tx, "")
		if err != nil {
			return err
		}
		if out, err = t.stand(tx, list); err != nil {
			return err
		}
		slices.SortStableFunc(out, func(a, b Standing) int {
			return cmp.Or(cmp.Compare(slices.Index(Categories, a.Category), slices.Index(Categories, b.Category)), cmp.Compare(a.ID, b.ID))
		})
		return nil
	})
}

// Get gives a tag. It needs customers:read; ErrNotFound.
func (t *Tags) Get(ctx context.Context, id int64) (out Standing, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return out, err
	}
	return out, t.Store.Read(ctx, func(tx *store.Tx) error {
		x, err := readTag(tx, id)
		if err != nil {
			return err
		}
		list, err := t.stand(tx, []Tag{x})
		if err == nil {
			out = list[0]
		}
		return err
	})
}

// stand says how tags stand.
func (t *Tags) stand(tx *store.Tx, list []Tag) ([]Standing, error) {
	p, err := t.plan(tx, false)
	if err != nil {
		return nil, err
	}
	now, err := t.Moment(tx.Context())
	if err != nil {
		return nil, err
	}
	out := make([]Standing, len(list))
	for i, x := range list {
		c := p.byID[x.ID]
		if c == nil {
			c = compile(x, p.catalogue)
		}
		s := Standing{Tag: x, Kind: c.kind, State: x.state(c, now)}
		if x.counts != "" {
			if err := unmarshal(x.counts, &s.Counts); err != nil {
				return nil, err
			}
		}
		if c.fault == nil {
			s.English, s.Chinese = c.describe(lang.English), c.describe(lang.Chinese)
		}
		out[i] = s
	}
	return out, nil
}

func (x *Tag) state(c *compiled, now time.Time) State {
	most := 48 * time.Hour
	if x.Freshness == Weekly {
		most = 15 * 24 * time.Hour
	}
	switch {
	case !x.Enabled:
		return Off
	case c.fault != nil:
		return Broken
	case x.computed != x.Version:
		return Waiting
	case now.Sub(x.AsOf) > most:
		return Stale
	}
	return Ready
}

// Coverage gives the last runs over everybody, the newest first, at most limit:
// how much of the portrait was known. It needs customers:read.
func (t *Tags) Coverage(ctx context.Context, limit int) (out []Ran, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, err
	}
	return out, t.Store.Read(ctx, func(tx *store.Tx) error {
		out, err = readRuns(tx, limit)
		return err
	})
}

// Held is a tag of a customer.
type Held struct {
	Tag
	Value lang.Value
	// Since, Until and By are of what was said; zero of what was worked out.
	Since, Until time.Time
	By           string
}

// Text gives the value as a text.
func (h *Held) Text() string { return textOf(h.Value) }

// Label gives what people call the value; empty where the value says it itself.
func (h *Held) Label() Text {
	if h.Value.Kind != lang.KindText {
		return Text{}
	}
	return h.Rule.Name(h.Value.Text)
}

// Name gives what people call a value; empty for one that the rule does not name.
func (r *Rule) Name(value string) Text {
	for _, l := range r.labels() {
		if l.Value == value {
			return l.Name
		}
	}
	return Text{}
}

// Known gives which share of the portrait's tags is among those of a customer,
// 0 to 1. It needs customers:read.
func (t *Tags) Known(ctx context.Context, list []Held) (share float64, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return 0, err
	}
	return share, t.Store.Read(ctx, func(tx *store.Tx) error {
		p, err := t.plan(tx, false)
		if err != nil {
			return err
		}
		of, known := 0, 0
		for _, c := range p.all {
			if c.Portrait {
				of++
			}
		}
		for i := range list {
			if list[i].Portrait {
				known++
			}
		}
		if of > 0 {
			share = float64(known) / float64(of)
		}
		return nil
	})
}

// textOf gives a value as a text: yes or no as true or false, several texts with
// commas between.
func textOf(v lang.Value) string {
	switch v.Kind {
	case lang.KindNumber:
		return lang.Number(v.Int).String()
	case lang.KindBool:
		if v.Int == 1 {
			return "true"
		}
		return "false"
	case lang.KindDate:
		return time.Unix(v.Int*86400, 0).UTC().Format(time.DateOnly)
	case lang.KindTexts:
		return strings.Join(v.Texts, ", ")
	}
	return v.Text
}

// Of gives the tags of a customer, by category. What was said just now is there
// already. It needs customers:read; ErrNotFound for who is no customer.
func (t *Tags) Of(ctx context.Context, number int64) (out []Held, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, err
	}
	return out, t.Store.Read(ctx, func(tx *store.Tx) error {
		out, err = t.of(tx, number)
		return err
	})
}

func (t *Tags) of(tx *store.Tx, number int64) ([]Held, error) {
	known, err := customer.KnownAmong(tx, []int64{number}, customer.Wanted{})
	if err != nil {
		return nil, err
	}
	if len(known) == 0 {
		return nil, regulars.NotFound("customer")
	}
	p, err := t.plan(tx, false)
	if err != nil {
		return nil, err
	}
	packed, err := packedAmong(tx, []int64{number})
	if err != nil {
		return nil, err
	}
	v, err := unpack(packed[number], p.words)
	if err != nil {
		return nil, err
	}
	given, err := givenOf(tx, []audience.Seen{{Known: &known[0]}}, t.Clock.Now())
	if err != nil {
		return nil, err
	}
	var out []Held
	for _, c := range p.all {
		h := Held{Tag: c.Tag, Value: v[c.ID]}
		if c.Rule.given() {
			if h.Value = c.said(given[number][c.ID]); h.Value.Missing() {
				continue
			}
			if err := h.readSaid(tx, known[0].Numbers); err != nil {
				return nil, err
			}
		}
		if !h.Value.Missing() {
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b Held) int {
		return cmp.Compare(slices.Index(Categories, a.Category), slices.Index(Categories, b.Category))
	})
	return out, nil
}

// readSaid reads who said it, when and for how long.
func (h *Held) readSaid(tx *store.Tx, numbers []int64) error {
	return store.Each(tx, func(row store.Scanner) error {
		var since, until int64
		err := row.Scan(&since, &until, &h.By)
		h.Since, h.Until = regulars.FromMicros(since), regulars.FromMicros(until)
		return err
	}, "SELECT since, until, actor FROM tag_given WHERE tag = ? AND customer IN "+store.Marks(1, len(numbers))+" ORDER BY since, customer",
		append([]any{h.ID}, anys(numbers)...)...)
}

func unmarshal(raw string, into any) error { return json.Unmarshal([]byte(raw), into) }
