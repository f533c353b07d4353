package apitest

import (
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := Parse("tea.txt", `
# a comment
=== one
as key sources:read sources:write
POST /sources {"name":
  "Web shop"}
Idempotency-Key: k
201 {"id": "$id",
     "enabled": true}
Location: *

=== two (fresh)
POST /imports
@field kind=orders
@file orders.csv
id,amount
1,5
@end
200
GET /export.csv
200
| id,amount
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []Scenario{
		{File: "tea.txt", Line: 3, Name: "one", Steps: []Step{
			{Line: 4, Direction: "as key sources:read sources:write"},
			{Line: 5, Method: "POST", Path: "/sources", Body: "{\"name\":\n\"Web shop\"}", Headers: [][2]string{{"Idempotency-Key", "k"}},
				Status: 201, Want: "{\"id\": \"$id\",\n\"enabled\": true}", WantHeaders: [][2]string{{"Location", "*"}}},
		}},
		{File: "tea.txt", Line: 12, Name: "two", Fresh: true, Steps: []Step{
			{Line: 13, Method: "POST", Path: "/imports", Status: 200,
				Form: []Part{{Field: "kind", Text: "orders"}, {Field: "file", File: "orders.csv", Text: "id,amount\n1,5\n"}}},
			{Line: 20, Method: "GET", Path: "/export.csv", Status: 200, WantText: []string{"id,amount"}},
		}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestParseNamesTheLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"GET /x":                           "x.txt:1: a script begins",
		"=== a\nnonsense":                  "x.txt:2: this is neither",
		"=== a\nGET /x\n":                  "x.txt:2: a request without the answer",
		"=== a\nGET /x\n200 {\"a\":\n":     "x.txt:2: the answer is not JSON",
		"=== a\nPOST /x\n@file a.csv\n1,2": "@end",
	} {
		if _, err := Parse("x.txt", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	object := func(kv ...any) map[string]any {
		m := map[string]any{}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i].(string)] = kv[i+1]
		}
		return m
	}
	for _, c := range []struct {
		want, got any
		faults    int
	}{
		{object("a", 1.0), object("a", 1.0, "b", 2.0), 0},
		{object("a", 1.0, "c", "absent"), object("a", 2.0, "c", 1.0), 2},
		{object("a", "*"), object("a", nil), 1},
		{object("a", "*"), object("a", 0.0), 0},
		{[]any{"x"}, []any{"x", "y"}, 1},
		{[]any{"x", object()}, []any{"x", object("y", 1.0)}, 0},
		{"~^a+$", "aaa", 0},
		{"~^a+$", "aab", 1},
		{"~1", 1.0, 1},
		{"$known", "tea", 0},
		{"$known", "cup", 1},
		{"a ${known}", "a tea", 0},
		{"$new", 7.0, 0},
		{true, "true", 1},
		{nil, nil, 0},
	} {
		n := names{"known": "tea"}
		if faults := n.match("answer", c.want, c.got); len(faults) != c.faults {
			t.Errorf("%v against %v: %v", c.want, c.got, faults)
		}
		if c.want == "$new" && n["new"] != 7.0 {
			t.Error("a new name is not taken")
		}
	}
}
