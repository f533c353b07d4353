package tag

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/audience"
	"regulars/audience/lang"
	"regulars/customer"
	"regulars/internal/store"
)

// Said is what is said of a customer: a value as text, such as "vip", "12.5" or
// "true".
type Said struct {
	Customer int64
	Value    string
	Until    time.Time // zero for no end
}

// MostSaid is of how many customers one call may say something.
const MostSaid = 10_000

// mostSaidText bounds a text that is said freely, in characters.
const mostSaidText = 60

// Say gives customers a manual or imported tag, and tells of how many numbers
// that are no customer's. What was said of them before is replaced.
//
// The caller needs customers:write for a manual tag and tags:write for an imported
// one. Errors: ErrNotFound; ErrInvalid for a tag of another kind, for values, for
// an end that is past and for more than [MostSaid]. Nothing is said when anything
// is refused.
func (t *Tags) Say(ctx context.Context, id int64, list []Said) (unknown int, err error) {
	if len(list) == 0 || len(list) > MostSaid {
		return 0, regulars.Invalid("values", "count", "1 to 10,000 customers are named at once")
	}
	return unknown, t.Store.Write(ctx, func(tx *store.Tx) error {
		unknown = 0
		x, err := t.sayable(ctx, tx, id)
		if err != nil {
			return err
		}
		numbers := make([]int64, len(list))
		for i, s := range list {
			numbers[i] = s.Customer
		}
		heads, err := customer.Heads(tx, numbers)
		if err != nil {
			return err
		}
		now, by := t.Clock.Now(), actorName(ctx)
		var f regulars.Faults
		var touched []int64
		for i, s := range list {
			raw, fault := x.Rule.sayable(s, now)
			if fault != nil {
				fault.Field = "values[" + strconv.Itoa(i) + "]." + fault.Field
				if f = append(f, fault); len(f) == 20 {
					break
				}
			}
			c, ok := heads[s.Customer]
			if !ok || !c.ErasedAt.IsZero() {
				unknown++
				continue
			}
			if len(f) > 0 {
				continue
			}
			if _, err := tx.Exec(`INSERT INTO tag_given (tag, customer, value, since, until, actor) VALUES (?, ?, ?, ?, ?, ?)
				ON CONFLICT (tag, customer) DO UPDATE SET value = excluded.value, since = excluded.since, until = excluded.until, actor = excluded.actor`,
				id, c.ID, raw, regulars.Micros(now), regulars.Micros(s.Until), by); err != nil {
				return err
			}
			touched = append(touched, c.ID)
		}
		if err := f.Err(); err != nil {
			return err
		}
		if err := t.Touch(tx, touched); err != nil {
			return err
		}
		return t.record(ctx, tx, "tag.said", id)
	})
}

// sayable gives a tag that can be said of customers, to who may.
func (t *Tags) sayable(ctx context.Context, tx *store.Tx, id int64) (Tag, error) {
	x, err := readTag(tx, id)
	if err != nil {
		return x, err
	}
	if !x.Rule.given() {
		return x, regulars.Invalid("tag", "kind", "this tag is worked out; it cannot be said of anybody")
	}
	may := mayChange
	if x.Rule.Kind == Manual {
		may = "customers:write"
	}
	return x, regulars.Require(ctx, may)
}

// sayable gives a value as it is kept, or why it cannot be said.
func (r *Rule) sayable(s Said, now time.Time) (string, *regulars.Error) {
	v := r.parse(strings.TrimSpace(s.Value))
	switch {
	case v.Missing():
		return "", regulars.Invalid("value", "value", "this is no value of the tag")
	case !s.Until.IsZero() && !s.Until.After(now):
		return "", regulars.Invalid("until", "past", "the end is past")
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return "", regulars.Invalid("value", "value", "this is no value of the tag")
	}
	return string(raw), nil
}

// parse reads a value that is said; the zero Value for what it cannot be. A label
// is known by its value and by its names.
func (r *Rule) parse(s string) lang.Value {
	switch r.Of {
	case "number":
		if n, ok := lang.ParseNumber(s); ok {
			return lang.NumberOf(n)
		}
		return lang.Value{}
	case "bool":
		switch strings.ToLower(s) {
		case "true", "yes", "1", "是":
			return lang.BoolOf(true)
		case "false", "no", "0", "否":
			return lang.BoolOf(false)
		}
		return lang.Value{}
	}
	for _, l := range r.Values {
		if l.Value == s || s != "" && (l.Name.English == s || l.Name.Chinese == s) {
			return lang.TextOf(l.Value)
		}
	}
	if len(r.Values) > 0 || !short(s, mostSaidText) || strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		return lang.Value{}
	}
	return lang.TextOf(s)
}

// said gives what was said where it is still a value of the tag.
func (c *compiled) said(v lang.Value) lang.Value {
	if v.Kind != c.kind || len(c.Rule.Values) > 0 && !slices.ContainsFunc(c.Rule.Values, func(l Label) bool { return l.Value == v.Text }) {
		return lang.Value{}
	}
	return v
}

// Unsay takes a manual or imported tag from a customer, under whatever number it
// was said. Permissions and errors as of [Tags.Say].
func (t *Tags) Unsay(ctx context.Context, id, number int64) error {
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := t.sayable(ctx, tx, id); err != nil {
			return err
		}
		known, err := customer.KnownAmong(tx, []int64{number}, customer.Wanted{})
		if err != nil {
			return err
		}
		numbers := []int64{number}
		for _, k := range known {
			numbers = append(numbers, k.Numbers...)
		}
		gone := int64(0)
		for _, n := range numbers {
			m, err := tx.Exec("DELETE FROM tag_given WHERE tag = ? AND customer = ?", id, n)
			if err != nil {
				return err
			}
			gone += m
		}
		if gone == 0 {
			return regulars.NotFound("tag of this customer")
		}
		if err := t.Touch(tx, numbers); err != nil {
			return err
		}
		return t.record(ctx, tx, "tag.unsaid", id)
	})
}

// givenOf gives what was said of customers, by customer and tag; of what was said
// under several numbers the newest.
func givenOf(tx *store.Tx, who []audience.Seen, now time.Time) (map[int64]map[int64]lang.Value, error) {
	some, err := store.Row(tx, store.One[int64], "SELECT count(*) FROM (SELECT 1 FROM tag_given LIMIT 1) one")
	if err != nil || some == 0 {
		return nil, err
	}
	owner := map[int64]int64{}
	var numbers []int64
	for i := range who {
		for _, n := range who[i].Numbers {
			owner[n] = who[i].ID
			numbers = append(numbers, n)
		}
	}
	out := map[int64]map[int64]lang.Value{}
	newest := map[[2]int64][2]int64{} // by customer and tag, when it was said and under which number
	for part := range slices.Chunk(numbers, atOnce) {
		if err := store.Each(tx, func(row store.Scanner) error {
			var id, n, since int64
			var raw string
			if err := row.Scan(&id, &n, &raw, &since); err != nil {
				return err
			}
			key, at := [2]int64{owner[n], id}, [2]int64{since, n}
			if last := newest[key]; slices.Compare(at[:], last[:]) < 0 {
				return nil
			}
			newest[key] = at
			var v lang.Value
			if err := json.Unmarshal([]byte(raw), &v); err != nil {
				return err
			}
			if out[owner[n]] == nil {
				out[owner[n]] = map[int64]lang.Value{}
			}
			out[owner[n]][id] = v
			return nil
		}, "SELECT tag, customer, value, since FROM tag_given WHERE customer IN "+store.Marks(1, len(part))+" AND (until = 0 OR until > ?)",
			append(anys(part), regulars.Micros(now))...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// expire forgets what was said only until now, and has those customers worked out.
func (t *Tags) expire(ctx context.Context, now time.Time) error {
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		over, err := store.Rows(tx, store.One[int64], "SELECT DISTINCT customer FROM tag_given WHERE until > 0 AND until <= ? ORDER BY customer LIMIT 5000", regulars.Micros(now))
		if err != nil || len(over) == 0 {
			return err
		}
		if _, err := tx.Exec("DELETE FROM tag_given WHERE until > 0 AND until <= ? AND customer IN "+store.Marks(1, len(over)),
			append([]any{regulars.Micros(now)}, anys(over)...)...); err != nil {
			return err
		}
		return t.Touch(tx, over)
	})
}
