package timeline

import (
	"encoding/json"
	"strings"
	"unicode"

	"regulars"
)

// Summary says an entry as a sentence in a code that the console words, with
// the parts to put in.
type Summary struct {
	// Code is the event's name in lower case with underscores ("order_completed")
	// when it is of our vocabulary, else the type of call or "did" for any other.
	Code string
	// Params are texts, numbers and amounts by name.
	Params map[string]any
}

// told are the properties that sentences use, by the code's first part.
var told = map[string][]string{
	"order":   {"status", "coupon", "promised_at", "delivered_at"},
	"product": {"name", "product_id", "rating"},
	"products": {
		"query"},
	"checkout": {"step"}, "coupon": {"coupon_id", "coupon"}, "promotion": {"name", "promotion_id"},
	"value": {"from", "to"}, "lifecycle": {"from", "to"},
	"customer": {"from", "into", "customer", "cause", "kind"}, "identity": {"kind", "customers"},
	"page": {"path", "title", "url"}, "screen": {"path", "title"}, "group": {"name"},
}

// Summarise gives an entry's summary.
func Summarise(e *Entry) Summary {
	s := Summary{Params: map[string]any{}}
	switch {
	case e.Type == regulars.Page, e.Type == regulars.Screen, e.Type == regulars.Identify, e.Type == regulars.Group, e.Type == regulars.Alias:
		s.Code = string(e.Type)
	case byName[e.Name] != "":
		s.Code = strings.ReplaceAll(strings.ToLower(e.Name), " ", "_")
	default:
		s.Code = "did"
	}
	if e.Name != "" {
		s.Params["event"] = e.Name
	}
	if e.Order != "" {
		s.Params["order"] = e.Order
	}
	if e.Amount.Currency != "" {
		s.Params["amount"] = map[string]any{"minor": e.Amount.Minor, "currency": e.Amount.Currency}
	}
	var body map[string]json.RawMessage
	if json.Unmarshal(e.Body, &body) != nil {
		return s
	}
	first, _, _ := strings.Cut(s.Code, "_")
	for _, name := range told[first] {
		if v, ok := plain(body[name]); ok {
			s.Params[name] = v
		}
	}
	if s.Code == "identify" {
		s.Params["traits"] = len(body)
	}
	return s
}

// plain gives a JSON text, number or truth as a value; a long text is cut.
func plain(raw json.RawMessage) (any, bool) {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return nil, false
	}
	switch v := v.(type) {
	case string:
		v = strings.TrimSpace(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, v))
		if r := []rune(v); len(r) > 200 {
			v = string(r[:200]) + "…"
		}
		return v, v != ""
	case float64, bool:
		return v, true
	}
	return nil, false
}
