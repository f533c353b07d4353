package api

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"regulars"
)

// wide has one of everything that a body or a query can get wrong.
type wide struct {
	Paging
	When string `query:"when" format:"date"`
	Sort string `query:"sort" enum:"name,-name"`
	Body struct {
		Email string            `json:"email" format:"email"`
		At    string            `json:"at" format:"date-time"`
		Site  string            `json:"site,omitempty" format:"uri"`
		UUID  string            `json:"uuid,omitempty" format:"uuid"`
		Size  int               `json:"size" minimum:"1" maximum:"9"`
		Ratio float64           `json:"ratio,omitempty"`
		Code  string            `json:"code,omitempty" pattern:"^[a-z]{3}$" minLength:"3" maxLength:"3"`
		Kind  string            `json:"kind,omitempty" enum:"tea,cup"`
		Yes   bool              `json:"yes,omitempty"`
		Lines []Money           `json:"lines,omitempty" maxItems:"2"`
		More  map[string]Money  `json:"more,omitempty"`
		Any   map[string]string `json:"any,omitempty"`
	}
}

func wideFrame(t testing.TB) *API {
	a := newFrame(t, Deps{})
	Do(a, op("POST", "wide"), func(context.Context, *wide) error { return regulars.Invalid("email", "taken", "this is taken") })
	return a
}

func TestFaultsAreNamedAndWorded(t *testing.T) {
	t.Parallel()
	h := wideFrame(t).Handler()
	for _, c := range []struct{ query, body, want string }{
		{"", `{"email":"x","at":"x","size":1}`, "email email, at date_time"},
		{"", `{"email":"a@b.de","at":"2026-01-01T00:00:00Z","size":0}`, "size too_small"},
		{"", `{"email":"a@b.de","at":"2026-01-01T00:00:00Z","size":1.5}`, "size type"},
		{"", `{"at":"2026-01-01T00:00:00Z","size":10}`, "email required, size too_large"},
		{"", `{"email":"a@b.de","at":"2026-01-01T00:00:00Z","size":1,"lines":[{"minor":1,"currency":"CNY"},{"minor":"1"}]}`, "lines[1].currency required, lines[1].minor type"},
		{"", `{"email":"a@b.de","at":"2026-01-01T00:00:00Z","size":1,"more":{"somebody@example.com":{"minor":true,"currency":"CNY"}}}`, "more type"},
		{"", `{"email":"a@b.de","at":"2026-01-01T00:00:00Z","size":1,"phone":"123"}`, " unknown"},
		{"", `{"email":"a@b.de","at":"2026-01-01T00:00:00Z","size":1,"kind":"coffee","code":"ABC","yes":"no"}`, "kind choice, code pattern, yes type"},
		{"", `[1]`, " type"},
		{"", `{"email":`, " syntax"},
		{"?limit=0&sort=size&when=yesterday", `{"email":"a@b.de","at":"2026-01-01T00:00:00Z","size":1}`, "limit too_small, when date, sort choice"},
		{"?limit=many", `{"email":"a@b.de","at":"2026-01-01T00:00:00Z","size":1}`, "limit type"},
		{"?phone=123", `{"email":"a@b.de","at":"2026-01-01T00:00:00Z","size":1}`, " unknown"},
		{"", `{"email":"a@b.de","at":"2026-01-01T00:00:00Z","size":1}`, "email taken"},
	} {
		w := send(h, "POST", "/wide"+c.query, c.body)
		p := problemOf(t, w.Body)
		got := map[string]bool{}
		for _, f := range p.Errors {
			got[f.Field+" "+f.Reason] = true
		}
		for _, want := range strings.Split(c.want, ", ") {
			if !got[want] {
				t.Errorf("%s %s: no %q in %+v", c.query, c.body, want, p.Errors)
			}
		}
		if len(got) != len(strings.Split(c.want, ", ")) || w.Code != 400 {
			t.Errorf("%s %s: %d %+v, want %s", c.query, c.body, w.Code, p.Errors, c.want)
		}
	}
}

// TestUnknownNamesAreAnsweredWithTheKnown helps whoever mistyped, without
// repeating what they typed.
func TestUnknownNamesAreAnsweredWithTheKnown(t *testing.T) {
	t.Parallel()
	h := wideFrame(t).Handler()
	for query, want := range map[string]string{"?lmit=5": "; it knows cursor, limit, sort, when", "": "; it knows currency, minor"} {
		body := `{"email":"a@b.de","at":"2026-01-01T00:00:00Z","size":1,"lines":[{"minor":1,"currency":"CNY","amuont":2}]}`
		p := problemOf(t, send(h, "POST", "/wide"+query, body).Body)
		if len(p.Errors) != 1 || !strings.HasSuffix(p.Errors[0].Message, want) {
			t.Errorf("%s: %+v", query, p.Errors)
		}
	}
}

// TestNothingSentComesBack sends values and names that nobody would choose, in
// every place, and looks for them in the answer.
func TestNothingSentComesBack(t *testing.T) {
	t.Parallel()
	h := wideFrame(t).Handler()
	const mark = "zQ7"
	rapid.Check(t, func(rt *rapid.T) {
		odd := func(label string) any {
			return rapid.OneOf(
				rapid.Just[any](mark+"@ex ample"), rapid.Just[any](mark), rapid.Just[any]("http://["+mark), rapid.Just[any](mark+"-1-1"),
				rapid.Just[any](map[string]any{mark: mark}), rapid.Just[any]([]any{mark, mark, mark}), rapid.Just[any](nil), rapid.Just[any](true),
				rapid.Just[any](77123.5),
			).Draw(rt, label)
		}
		body := map[string]any{}
		for _, name := range []string{"email", "at", "site", "uuid", "size", "ratio", "code", "kind", "yes", "lines", "more", "any", mark} {
			if rapid.Bool().Draw(rt, "has "+name) {
				body[name] = odd(name)
			}
		}
		text, err := json.Marshal(body)
		if err != nil {
			rt.Fatal(err)
		}
		if rapid.Bool().Draw(rt, "broken") {
			text = append(text[:len(text)-1], mark...)
		}
		query := rapid.SampledFrom([]string{"", "?" + mark + "=1", "?limit=" + mark, "?sort=" + mark, "?when=" + mark, "?cursor=" + mark}).Draw(rt, "query")
		w := send(h, "POST", "/wide"+query, string(text), "X-"+mark, mark)
		if strings.Contains(w.Body.String(), mark) || strings.Contains(w.Body.String(), "77123") {
			rt.Errorf("%s %s comes back in %s", query, text, w.Body)
		}
	})
}

// FuzzBody sends any bytes as a body: the answer is a problem or 204, and what
// was sent is not in it.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{`{}`, `{"email":"somebody@example.com"}`, `[{"a":1}]`, `"x"`, `{"more":{"zzzzzzzz":{"minor":"yyyyyyyy"}}}`, "\xff\xfe", `{"size":1e999}`} {
		f.Add([]byte(seed))
	}
	h := wideFrame(f).Handler()
	f.Fuzz(func(t *testing.T, body []byte) {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("POST", Prefix+"/wide", strings.NewReader(string(body)))
		h.ServeHTTP(w, r)
		if w.Code >= 500 || w.Code < 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		var p Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		var sent any
		if json.Unmarshal(body, &sent) == nil {
			for _, s := range longTexts(sent) {
				for _, e := range p.Errors {
					if strings.Contains(e.Field, s) || strings.Contains(e.Message, s) {
						t.Errorf("%q comes back in %+v", s, e)
					}
				}
			}
		}
	})
}

// longTexts gives the texts of a value that no word of ours contains.
func longTexts(v any) (out []string) {
	add := func(s string) {
		if len(s) >= 8 && strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }) >= 0 {
			out = append(out, s)
		}
	}
	switch v := v.(type) {
	case string:
		add(v)
	case []any:
		for _, e := range v {
			out = append(out, longTexts(e)...)
		}
	case map[string]any:
		for name, e := range v {
			add(name)
			out = append(out, longTexts(e)...)
		}
	}
	return out
}

// place is a cursor of a list.
type place struct {
	Name string `json:"n"`
	At   int64  `json:"t,omitempty"`
	Last bool   `json:"l,omitempty"`
}

func TestCursorComesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p := place{rapid.String().Draw(rt, "name"), rapid.Int64().Draw(rt, "at"), rapid.Bool().Draw(rt, "last")}
		text := EncodeCursor(p)
		if len(text) > maxCursor {
			rt.Skip("longer than a cursor may be")
		}
		back, err := DecodeCursor[place](text)
		if err != nil || back != p && strings.ToValidUTF8(p.Name, "\uFFFD") == p.Name {
			rt.Errorf("%+v gave %+v, %v", p, back, err)
		}
	})
	if EncodeCursor(place{}) != "" {
		t.Error("the zero place is a page")
	}
}

// FuzzCursor gives DecodeCursor any text: it gives a place that encodes again,
// or ErrInvalid for the field cursor.
func FuzzCursor(f *testing.F) {
	for _, seed := range []string{"", "e30", "eyJuIjoiYSJ9", EncodeCursor(place{Name: "Ä", At: 5}), "eyJuIjoiYSJ9e30", "!!!!", "bnVsbA"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := DecodeCursor[place](text)
		if err != nil {
			e, ok := err.(*regulars.Error)
			if !ok || e.Code != regulars.ErrInvalid || e.Field != "cursor" || p != (place{}) {
				t.Errorf("%v, %+v", err, p)
			}
			return
		}
		if again, err := DecodeCursor[place](EncodeCursor(p)); err != nil || again != p {
			t.Errorf("%+v gave %+v, %v", p, again, err)
		}
	})
}
