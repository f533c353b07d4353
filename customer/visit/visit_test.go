package visit_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars"
	"regulars/customer/timeline"
	"regulars/customer/visit"
)

var day = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// entries reads "minute type path-or-name" lines.
func entries(t *testing.T, text string) (out []timeline.Entry) {
	t.Helper()
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		f := strings.Fields(line)
		var minute float64
		if _, err := fmt.Sscan(f[0], &minute); err != nil {
			t.Fatal(err)
		}
		e := timeline.Entry{Seq: int64(i + 1), Time: day.Add(time.Duration(minute * float64(time.Minute))), Type: regulars.EventType(f[1]), Channel: regulars.Web}
		switch {
		case f[1] == "own":
			e.Type, e.Own = regulars.Track, true
		case f[1] == "track":
			e.Name = strings.Join(f[2:], " ")
		default:
			body := map[string]string{"path": f[2]}
			if len(f) > 3 {
				body["url"], body["referrer"] = "https://shop.cn"+f[2], f[3]
			}
			e.Body, _ = json.Marshal(body)
		}
		out = append(out, e)
	}
	return out
}

func describe(visits []visit.Visit) string {
	var b strings.Builder
	for _, v := range visits {
		fmt.Fprintf(&b, "%s–%s from %q, %d events, ordered %v:", v.Begin.Format("15:04"), v.End.Format("15:04"), v.Referrer, v.Events, v.Ordered)
		for _, p := range v.Pages {
			fmt.Fprintf(&b, " %s %s", p.Path, p.Dwell)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestOf(t *testing.T) {
	t.Parallel()
	got := describe(visit.Of(entries(t, `
		0 page / https://www.baidu.com/s?wd=tea
		1 page /tea https://shop.cn/
		3.5 track Product Added
		4 page /cart
		10 track Order Completed
		20 own
		39 track Product Viewed
		69.5 track Newsletter Opened
		80 screen Home
		120 page /late
		151 track Hotline Called
	`), 10))
	want := "" +
		"11:00–11:00 from \"\", 1 events, ordered false: /late 0s\n" +
		"10:20–10:20 from \"\", 1 events, ordered false: Home 0s\n" +
		"09:00–09:39 from \"www.baidu.com\", 6 events, ordered true: / 1m0s /tea 2m30s /cart 6m0s\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if n := len(visit.Of(entries(t, "0 page /a\n100 page /b\n200 page /c"), 2)); n != 2 {
		t.Error(n)
	}
	if len(visit.Of(nil, 5)) != 0 || len(visit.Of(entries(t, "0 track Jumped"), 5)) != 0 {
		t.Error("visits without pages")
	}
}

// TestEveryViewIsInOneVisit: views are kept, once each, in order, and visits
// are apart by more than the gap.
func TestEveryViewIsInOneVisit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var list []timeline.Entry
		views := 0
		for i := range rapid.IntRange(0, 60).Draw(t, "n") {
			e := timeline.Entry{Seq: int64(i), Time: day.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "minute")) * time.Minute), Type: regulars.Track}
			if rapid.Bool().Draw(t, "view") {
				e.Type, views = regulars.Page, views+1
			}
			list = append(list, e)
		}
		visits := visit.Of(list, 1000)
		seen := 0
		for i, v := range visits {
			seen += len(v.Pages)
			if len(v.Pages) == 0 || v.Pages[0].At != v.Begin || v.End.Before(v.Begin) || v.Events < len(v.Pages) {
				t.Fatalf("%+v", v)
			}
			var total time.Duration
			for k, p := range v.Pages {
				total += p.Dwell
				if k > 0 && p.At.Before(v.Pages[k-1].At) || p.Dwell < 0 {
					t.Fatalf("%+v", v)
				}
			}
			if total > v.End.Sub(v.Begin) {
				t.Fatalf("looked %s within %s", total, v.End.Sub(v.Begin))
			}
			if i > 0 && visits[i-1].Begin.Sub(v.End) <= visit.Gap {
				t.Fatalf("%s and %s are one visit", v.End, visits[i-1].Begin)
			}
		}
		if seen != views {
			t.Fatalf("%d of %d views", seen, views)
		}
	})
}

func FuzzOf(f *testing.F) {
	f.Add([]byte(`{"path":"/a","url":"https://x/a","referrer":"https://y/"}`))
	f.Add([]byte(`{"path":1,"url":"::"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		visit.Of([]timeline.Entry{{Type: regulars.Page, Time: day, Body: body}}, 1)
	})
}
