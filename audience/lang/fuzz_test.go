package lang_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"regulars"
	"regulars/audience/lang"
	"regulars/audience/lang/langtest"
)

var seeds = []string{
	`orders.last(days(90)).count() >= 2 && !ordered.last(days(30)) && level in ["gold"]`,
	`carted.where(category == "tea" || !has(price)).then(orders).within(days(7)).sum(price) > -1.50`,
	`customer in top(percent(10), spend) || customer in share(2.5, "x") || "vip" in tags`,
	`birthday.isWithin(days(7)) && signedUp.daysAgo() in [1, 2] && field("鞋码") == 38.5`,
	`orders.between(date("2026-01-01"), date("2026-02-01")).first().property("coupon code").contains("x")`,
	`orders.during(lastMonth).recency() < hours(3)`, `age = 5 and ，`, `((((((`, "\xff", `a.b.c(d)[e]{f: g} ? h : i`, `-(-(5))`, `orders.where(`,
}

// FuzzParse holds the parser to its word: no panic, faults that lie within the
// text, and one form that leads back to itself.
func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	c := langtest.Catalogue(time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		x, err := lang.Parse(text, c)
		if err != nil {
			for _, fault := range err.(lang.Faults) {
				if fault.Line < 1 || fault.Column < 1 || fault.Offset < 0 || fault.Length < 0 || fault.Offset > len(text) {
					t.Fatalf("%q: a fault stands nowhere: %+v", text, fault)
				}
			}
			return
		}
		whole(t, x)
	})
}

// whole holds an expression to its one form and looks at all that can be done
// with it.
func whole(t *testing.T, x *lang.Expression) {
	t.Helper()
	again, err := lang.Parse(x.String(), x.Catalogue())
	if err != nil {
		t.Fatalf("%s: %v", x, err)
	}
	a, err := json.Marshal(x.Node())
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := json.Marshal(again.Node()); string(a) != string(b) || again.String() != x.String() {
		t.Fatalf("%s is read again as %s\n%s\n%s", x, again, a, b)
	}
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	p := lang.Person{Facts: &langtest.Facts{}, Events: []regulars.Event{{Type: regulars.Track, Name: "Order Completed", Time: now, Body: []byte(`{"category":"tea"}`)}}}
	x.Evaluate(&p, now)
	x.Explain(&p, now, lang.English)
	x.Describe(lang.Chinese)
	x.Needs()
}

// FuzzDecode holds the tree's decoder to the same.
func FuzzDecode(f *testing.F) {
	c := langtest.Catalogue(time.UTC)
	for _, s := range seeds {
		if x, err := lang.Parse(s, c); err == nil {
			b, _ := json.Marshal(x.Node())
			f.Add(b)
		}
	}
	f.Add([]byte(`{"any":[],"not":{}}`))
	f.Add([]byte(`{"all":[{"is":{"field":"age","op":"in","value":[1,null]}}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := lang.Decode(b)
		if err != nil {
			return
		}
		x, err := lang.Check(n, c)
		if err != nil {
			return
		}
		whole(t, x)
	})
}

// FuzzBody holds the reading of bodies to the standard library.
func FuzzBody(f *testing.F) {
	f.Add([]byte(`{"a":{"b":"x\n"},"category":"te\u0061","c":[1,{"category":2}]}`))
	f.Add([]byte(`{"c":"}\"","category" : 12.50 }`))
	f.Add([]byte(`{"category":`))
	c := langtest.Catalogue(time.UTC)
	x, err := lang.Parse(`orders.where(has(category))`, c)
	if err != nil {
		f.Fatal(err)
	}
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte) {
		p := lang.Person{Facts: &langtest.Facts{}, Events: []regulars.Event{{Type: regulars.Track, Name: "Order Completed", Time: now, Body: body}}}
		got := x.Evaluate(&p, now).Matches
		var fields map[string]json.RawMessage
		if json.Unmarshal(body, &fields) != nil || len(fields) != countKeys(body) {
			return // no JSON, or a key twice: anything but a panic will do
		}
		var s string
		raw := fields["category"]
		want := len(raw) > 0 && (raw[0] == '"' && json.Unmarshal(raw, &s) == nil && s != "" || raw[0] != '"' && raw[0] != '{' && raw[0] != '[' && raw[0] != 'n')
		if got != want {
			t.Fatalf("%q: it is there: %v, want %v", body, got, want)
		}
	})
}

// countKeys counts the keys of the outermost object, one that stands twice
// twice.
func countKeys(body []byte) int {
	n := 0
	d := json.NewDecoder(bytes.NewReader(body))
	depth := 0
	key := false
	for {
		token, err := d.Token()
		if err != nil {
			return n
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
			key = depth == 1
			continue
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 1 {
			if key {
				n++
			}
			key = !key
		}
	}
}
