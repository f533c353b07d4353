package metric

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/metric/model"
	"regulars/order"
)

// TestScripts runs the scenarios of testdata, whose notation testdata/README.md
// describes.
func TestScripts(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(text), "\n=== ")[1:] {
			title, body, _ := strings.Cut(part, "\n")
			t.Run(filepath.Base(name)+"/"+title, func(t *testing.T) {
				t.Parallel()
				s := script{Fitted: Fitted{Currency: "USD", Minor: 100, CutA: 20000, CutB: 5000, RFM: model.NewRFM(nil)}, rules: DefaultRules}
				for _, line := range strings.Split(body, "\n") {
					if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
						s.line(t, line)
					}
				}
			})
		}
	}
}

// script is one customer among others of whom only the models tell.
type script struct {
	Fitted
	rules  Rules
	bought []order.Purchase
	said   []string // what is said of the customer at the last "as of"
}

func (s *script) line(t *testing.T, line string) {
	f := strings.Fields(line)
	switch {
	case f[0] == "rules":
		for i := 1; i+1 < len(f); i += 2 {
			n := int32(number(t, f[i+1]))
			switch f[i] {
			case "new":
				s.rules.NewDays = n
			case "at-risk":
				s.rules.AtRiskDays = n
			case "lost":
				s.rules.LostDays = n
			default:
				t.Fatalf("unknown rule in %q", line)
			}
		}
	case line == "models cdnow":
		s.Models, s.Cycle = published, 115
	case f[0] == "cuts":
		s.CutA, s.CutB = cents(t, f[1]), cents(t, f[2])
	case strings.HasPrefix(line, "as of "):
		s.said = s.say(t, date(t, f[2]))
	case f[0] == "expect":
		want := strings.TrimPrefix(line, "expect ")
		if !slices.ContainsFunc(s.said, func(said string) bool {
			return said == want || strings.HasPrefix(said, want+":") || strings.HasPrefix(said, want+" since ")
		}) {
			t.Errorf("expected %q; said is\n\t%s", want, strings.Join(s.said, "\n\t"))
		}
	default:
		p := order.Purchase{Day: date(t, f[0]), Orders: 1, Minor: cents(t, f[1])}
		p.Time = startOf(p.Day, time.UTC).Add(12 * time.Hour)
		s.bought = append(s.bought, p)
	}
}

// say words everything about the customer.
func (s *script) say(t *testing.T, day int32) []string {
	r := &reader{asOf: day, minor: s.Minor}
	h, ok := r.read(1, s.bought)
	if !ok {
		return []string{"nothing bought"}
	}
	e := s.open(s.rules)
	rows, err := e.score([]history{h}, day)
	if err != nil {
		t.Fatal(err)
	}
	e.setTiers(rows)
	v := e.explain(&rows[0], time.UTC, endOf(day, time.UTC).Add(time.Hour))
	out := []string{
		fmt.Sprintf("tier %s since %s: %s", v.Tier, v.TierSince.Format(time.DateOnly), told(v.TierWhy)),
		fmt.Sprintf("stage %s since %s: %s", v.Stage, v.StageSince.Format(time.DateOnly), told(v.StageWhy)),
		"action " + told(v.Action),
		fmt.Sprintf("silent %d days", v.RecencyDays),
	}
	out[2] = strings.Replace(out[2], " ", "\x00", 1)
	out[2] = strings.Replace(out[2], " ", ": ", 1)
	out[2] = strings.Replace(out[2], "\x00", " ", 1)
	if v.Modelled {
		out = append(out, fmt.Sprintf("risk %s: order90 %.2f, gap %.0f, next in %.0f, value %.2f", v.Risk.Level, v.Order90, v.Gap,
			rows[0].forecast.NextOrder, float64(v.Value)/100))
	} else {
		out = append(out, "not modelled")
	}
	return out
}

// told words a reason: its code and the numbers in the order of their names.
func told(r Reason) string {
	out := r.Code
	for _, name := range slices.Sorted(maps.Keys(r.Params)) {
		out += fmt.Sprintf(" %s %s", name, strconv.FormatFloat(roundTo(r.Params[name]), 'f', -1, 64))
	}
	return out
}

func roundTo(v float64) float64 {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'f', 2, 64), 64)
	return v
}

// published are the models of CDNOW as of 1997-09-30, by their authors.
var published = []ModelFit{
	{Name: "bg/nbd", Parameters: []model.Parameter{{Name: "r", Value: .242595}, {Name: "alpha", Value: 4.41360}, {Name: "a", Value: .79292}, {Name: "b", Value: 2.42591}}},
	{Name: "mbg/nbd", Parameters: []model.Parameter{{Name: "r", Value: .52484}, {Name: "alpha", Value: 6.18309}, {Name: "a", Value: .89136}, {Name: "b", Value: 1.61400}}},
	{Name: "pareto/nbd", Parameters: []model.Parameter{{Name: "r", Value: .55328}, {Name: "alpha", Value: 10.5777}, {Name: "s", Value: .60624}, {Name: "beta", Value: 11.6687}}},
	{Name: "gamma-gamma", Parameters: []model.Parameter{{Name: "p", Value: 6.24957}, {Name: "q", Value: 3.74422}, {Name: "v", Value: 15.44352}}},
}

func number(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func cents(t *testing.T, text string) int64 {
	t.Helper()
	m, err := regulars.ParseMoney(text, "USD")
	if err != nil {
		t.Fatal(err)
	}
	return m.Minor
}

func date(t *testing.T, text string) int32 {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return dayOf(d, time.UTC)
}
