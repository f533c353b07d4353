package lang

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// Kind is what sort of thing a [Value], a field or a property is.
type Kind int

// The kinds. Fields may be of the first six kinds after KindNone, properties
// of events number, text or truth; spans and lists only stand in expressions.
const (
	KindNone   Kind = iota // nothing: the value is missing
	KindNumber             // an exact number, also money in whole units
	KindText               // a text; the empty text counts as missing
	KindBool               // true or false
	KindDate               // a day without a zone, such as a birthday
	KindTime               // an instant, such as when somebody signed up
	KindTexts              // a set of texts, such as tags
	KindSpan               // a length of time, such as days(7)
	KindList               // numbers or texts to choose from
)

// Value is one value: of a field, of an event's property, or written in an
// expression. The zero value is missing.
type Value struct {
	Kind Kind
	// Int holds a [Number], 0 or 1 for a truth, days since 1970-01-01 for a
	// date, microseconds since then for an instant, or the count of a span.
	Int int64
	// Text holds a text, or the unit of a span.
	Text string
	// Texts is a set of texts.
	Texts []string
	// List is what a list offers.
	List []Value
}

// Missing reports whether there is no value.
func (v Value) Missing() bool { return v.Kind == KindNone }

// NumberOf makes a value of a number.
func NumberOf(n Number) Value { return Value{Kind: KindNumber, Int: int64(n)} }

// Whole makes a value of a whole number.
func Whole(n int64) Value { return NumberOf(Number(n) * One) }

// TextOf makes a value of a text; the empty text is missing.
func TextOf(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{Kind: KindText, Text: s}
}

// BoolOf makes a value of a truth.
func BoolOf(b bool) Value {
	if b {
		return Value{Kind: KindBool, Int: 1}
	}
	return Value{Kind: KindBool}
}

// DateOf makes a value of a civil day.
func DateOf(year int, month time.Month, day int) Value {
	return Value{Kind: KindDate, Int: time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400}
}

// TimeOf makes a value of an instant; the zero time is missing.
func TimeOf(t time.Time) Value {
	if t.IsZero() {
		return Value{}
	}
	return Value{Kind: KindTime, Int: t.UnixMicro()}
}

// TextsOf makes a value of a set of texts, also of an empty one.
func TextsOf(texts ...string) Value { return Value{Kind: KindTexts, Texts: texts} }

// ListOf makes a list of values to choose from.
func ListOf(values ...Value) Value { return Value{Kind: KindList, List: values} }

// SpanOf makes a value of a length of time.
func SpanOf(s Span) Value { return Value{Kind: KindSpan, Int: int64(s.N), Text: string(s.Unit)} }

// Span gives the length of time of a KindSpan.
func (v Value) Span() Span { return Span{N: int(v.Int), Unit: Unit(v.Text)} }

const dateForm = "2006-01-02"

// dayText gives a civil day as 2026-03-05.
func dayText(day int64) string { return time.Unix(day*86400, 0).UTC().Format(dateForm) }

// parseDay reads a civil day from 1900 to 2199.
func parseDay(s string) (int64, bool) {
	t, err := time.Parse(dateForm, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return 0, false
	}
	return t.Unix() / 86400, true
}

// MarshalJSON gives numbers, texts, truths and lists as themselves, a date as
// {"date": "2026-03-05"} and a span as {"days": 7}.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.Kind {
	case KindNone:
		return []byte("null"), nil
	case KindNumber:
		return []byte(Number(v.Int).String()), nil
	case KindText:
		return json.Marshal(v.Text)
	case KindBool:
		return json.Marshal(v.Int == 1)
	case KindDate:
		return json.Marshal(map[string]string{"date": dayText(v.Int)})
	case KindSpan:
		return json.Marshal(v.Span())
	case KindList:
		return json.Marshal(slices.Concat([]Value{}, v.List))
	}
	return nil, errValue
}

var errValue = errors.New("a value is a number, a text, true, false, a list, a date or a span")

// UnmarshalJSON reads what MarshalJSON gives.
func (v *Value) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	*v = Value{}
	if len(b) == 0 {
		return errValue
	}
	switch b[0] {
	case 'n':
		return nil
	case 't', 'f':
		*v = BoolOf(b[0] == 't')
		return nil
	case '"':
		v.Kind = KindText
		return json.Unmarshal(b, &v.Text)
	case '[':
		v.Kind, v.List = KindList, []Value{}
		return json.Unmarshal(b, &v.List)
	case '{':
		return v.unmarshalObject(b)
	}
	n, ok := ParseNumber(string(b))
	*v = NumberOf(n)
	if !ok || tooFine(string(b)) {
		return errValue
	}
	return nil
}

func (v *Value) unmarshalObject(b []byte) error {
	var date struct {
		Date string `json:"date"`
	}
	if json.Unmarshal(b, &date) == nil && date.Date != "" {
		day, ok := parseDay(date.Date)
		if !ok {
			return errValue
		}
		*v = Value{Kind: KindDate, Int: day}
		return nil
	}
	var s Span
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*v = SpanOf(s)
	return nil
}

// tooFine reports whether a number has more digits behind the point than a
// Number keeps, so that it would be changed silently.
func tooFine(s string) bool {
	i := bytes.IndexByte([]byte(s), '.')
	if i < 0 && !bytes.ContainsAny([]byte(s), "eE") {
		return false
	}
	if bytes.ContainsAny([]byte(s), "eE") {
		return true // nobody writes it, and its digits are not counted easily
	}
	return len(s)-i-1 > Decimals
}
