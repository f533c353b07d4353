package lang_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/audience/lang"
	"regulars/audience/lang/langtest"
)

// TestTreeFaults holds faults of a tree to their code, place and suggestion.
func TestTreeFaults(t *testing.T) {
	t.Parallel()
	c := langtest.Catalogue(time.UTC)
	deep := strings.Repeat(`{"not":`, 25) + `{"is":{"field":"age","take":"has"}}` + strings.Repeat("}", 25)
	for _, test := range []struct{ tree, want string }{
		{`{"all":[{"is":{"field":"ctiy","op":"==","value":"x"}}]}`, "field all[0].is.field city"},
		{`{"any":[{},{"is":{"field":"age","op":"==","value":"x"}}]}`, "kind any[1].is.value"},
		{`{"is":{"field":"level","op":"in","value":["glod"]}}`, "value is.value[0] gold"},
		{`{"is":{"series":{"event":"ordered"},"take":"exists"}}`, "event is.series.event orders"},
		{`{"is":{"series":{"event":"orders","where":{"is":{"field":"totl","op":">","value":1}}},"take":"exists"}}`, "property is.series.where.is.field total"},
		{`{"is":{"series":{"event":"orders","where":{"is":{"series":{"event":"orders"},"take":"exists"}}},"take":"exists"}}`, "shape is.series.where.is"},
		{`{"is":{"series":{"event":"orders","window":{"from":{"days":9999}}},"take":"exists"}}`, "span is.series.window.from"},
		{`{"is":{"series":{"event":"orders","window":{"from":{"days":9},"during":"today"}},"take":"exists"}}`, "window is.series.window"},
		{`{"is":{"series":{"event":"orders"}}}`, "shape is.take"},
		{`{"is":{"series":{"event":"orders","then":{"event":"carted"}},"take":"exists"}}`, "span is.series.then.within"},
		{`{"is":{"field":"age"}}`, "truth is.op"},
		{`{"is":{}}`, "shape is"},
		{`{"is":{"field":"age","in":{"list":"Friends"}}}`, "shape is"},
		{`{"is":{"in":{"list":"Friends","audience":"VIP"}}}`, "shape is.in"},
		{`{"is":{"in":{"top":{"by":"spend"}}}}`, "shape is.in.top"},
		{`{"all":[],"not":{}}`, "shape "},
		{`{"is":{"field":"age","op":"==","value":{"years":1}}}`, "json "},
		{`{"is":{"field":"age","op":"==","value":0.00001}}`, "json "},
		{`[`, "json "},
		{deep, "deep " + strings.Repeat("not.", 20) + "not"},
	} {
		n, err := lang.Decode([]byte(test.tree))
		if err == nil {
			_, err = lang.Check(n, c)
		}
		var faults lang.Faults
		if !errors.As(err, &faults) || len(faults) != 1 {
			t.Errorf("%s: %v", test.tree, err)
			continue
		}
		if got := strings.TrimRight(string(faults[0].Code)+" "+faults[0].Path+" "+faults[0].Suggest, " "); got != strings.TrimRight(test.want, " ") {
			t.Errorf("%s: %s, want %s", test.tree, got, test.want)
		}
		if regulars.CodeOf(err) != regulars.ErrInvalid {
			t.Errorf("%s: the code is %s", test.tree, regulars.CodeOf(err))
		}
	}
}

// TestNothingIsEchoed holds messages to repeating nothing that was written.
func TestNothingIsEchoed(t *testing.T) {
	t.Parallel()
	c := langtest.Catalogue(time.UTC)
	for _, text := range []string{`secretword == 1`, `city == secretword`, `level == "secretword"`, `secretword secretword`, `"secretword" in secretword`} {
		_, err := lang.Parse(text, c)
		if err == nil || strings.Contains(err.Error(), "secretword") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	c := langtest.Catalogue(time.UTC)
	x, err := lang.Parse(`orders.where(category == "tea").last(days(90)).sum(total) > 5 && ordered.last(days(30)) && carted.thenNot(visits.where(page == "x")).within(days(7))
		&& (birthday.isToday() || level == "gold") && customer in audience("VIP") && customer in top(5, spend) && customer in share(5, "x")`, c)
	if err != nil {
		t.Fatal(err)
	}
	n := x.Needs()
	want := []lang.EventNeed{{Word: "carted"}, {Word: "orders", Properties: []string{"category", "total"}, Back: 90 * 24 * time.Hour}, {Word: "visits", Properties: []string{"page"}}}
	if !reflect.DeepEqual(n.Events, want) {
		t.Errorf("events are %+v", n.Events)
	}
	if !slices.Equal(n.Fields, []string{"birthday", "level"}) || !slices.Equal(n.Audiences, []string{"VIP"}) || len(n.Ranks) != 1 || !n.Scheduled() || !n.Share || !n.Zone || !n.ByTime {
		t.Errorf("needs are %+v", n)
	}
}

// TestShareIsFair draws a tenth of 20,000 customers: 2,000 give or take 4
// standard deviations.
func TestShareIsFair(t *testing.T) {
	t.Parallel()
	n := 0
	for i := range int64(20_000) {
		in := lang.InShare(i, "spring", 10*lang.One)
		if in {
			n++
		}
		if in && !lang.InShare(i, "spring", 11*lang.One) {
			t.Fatal("a larger share leaves somebody out")
		}
	}
	if n < 1830 || n > 2170 {
		t.Errorf("%d of 20,000 are in a tenth", n)
	}
}

// TestOneNameForTwo lets a field and an event have the same name.
func TestOneNameForTwo(t *testing.T) {
	t.Parallel()
	c := langtest.Catalogue(time.UTC)
	c.Fields = append(c.Fields, lang.Field{Name: "orders", Kind: lang.KindNumber})
	x, err := lang.Parse(`orders > 5 && orders.last(days(3)) && orders.days() > 1 && carted.then(orders).within(days(1)) && orders.exists()`, c)
	if err != nil {
		t.Fatal(err)
	}
	whole(t, x)
	if n := x.Needs(); !slices.Equal(n.Fields, []string{"orders"}) || len(n.Events) != 2 {
		t.Errorf("needs are %+v", n)
	}
}
