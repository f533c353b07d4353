package langtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/audience/lang"
)

// Run plays every script of a folder on a back end, each case as a test of its
// own. It gives the number of cases.
func Run(t *testing.T, folder string, b Backend) (cases int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal("there are no scripts in", folder, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split("\n"+string(text), "\n=== ")
		for _, part := range parts[1:] {
			name, body, _ := strings.Cut(part, "\n")
			cases++
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txt")+"/"+strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
				t.Parallel()
				play(t, body, b)
			})
		}
	}
	return cases
}

// game is one case while it is played.
type game struct {
	t       *testing.T
	backend Backend
	world   *World
	zone    *time.Location
	now     time.Time
	x       *lang.Expression
	err     error
	flips   map[string]bool // who has a line flip
}

func play(t *testing.T, body string, b Backend) {
	g := &game{t: t, backend: b}
	g.setZone("Asia/Shanghai")
	for i, line := range strings.Split(body, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := g.line(line); err != nil {
			t.Fatalf("line %d: %s\n%v", i+1, line, err)
		}
	}
	g.done()
}

func (g *game) setZone(name string) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		g.t.Fatal(err)
	}
	g.zone, g.world = zone, &World{Catalogue: Catalogue(zone)}
}

func (g *game) line(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "zone":
		g.setZone(rest)
		return nil
	case "now":
		var err error
		g.now, err = g.instant(rest)
		return err
	case "?":
		g.done()
		g.flips = map[string]bool{}
		g.x, g.err = lang.Parse(strings.ReplaceAll(rest, `\n`, "\n"), g.world.Catalogue)
		return nil
	case "error":
		return g.wantError(strings.Fields(rest))
	}
	if g.x == nil && g.err != nil {
		return g.err
	}
	switch word {
	case "matches":
		return g.matches(strings.Fields(rest))
	case "flip":
		return g.flip(rest, true)
	case "look":
		return g.flip(rest, false)
	case "why":
		return g.why(rest)
	case "text":
		return same(g.x.String(), rest)
	case "en":
		return same(g.x.Describe(lang.English), rest)
	case "zh":
		return same(g.x.Describe(lang.Chinese), rest)
	}
	return g.fact(word, rest)
}

func same(got, want string) error {
	if got != want {
		return fmt.Errorf("got %s", got)
	}
	return nil
}

// done looks at those of the last expression who are said never to flip.
func (g *game) done() {
	if g.x == nil {
		return
	}
	for i, name := range g.world.Names {
		if v := g.x.Evaluate(&g.world.People[i], g.now); !g.flips[name] && !v.Flip.IsZero() {
			g.t.Fatalf("%s: %s flips at %s, which is not said", g.x, name, v.Flip.In(g.zone))
		}
	}
	g.x = nil
}

func (g *game) instant(s string) (time.Time, error) {
	for _, form := range []string{"2006-01-02 15:04:05.000000", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(form, s, g.zone); err == nil {
			return t.UTC(), nil
		}
	}
	t, err := time.Parse(time.RFC3339, s)
	return t.UTC(), err
}

func (g *game) person(name string) *lang.Person {
	i := slices.Index(g.world.Names, name)
	if i < 0 {
		i = len(g.world.Names)
		g.world.Names = append(g.world.Names, name)
		g.world.People = append(g.world.People, lang.Person{Number: int64(i + 1), Facts: &Facts{Fields: map[string]lang.Value{}}})
	}
	return &g.world.People[i]
}

// fact reads "ann: level=…" and "ann 2026-03-01 10:00 orders total=…".
func (g *game) fact(word, rest string) error {
	if name, ok := strings.CutSuffix(word, ":"); ok {
		return g.fields(g.person(name), rest)
	}
	parts := strings.SplitN(rest, " ", 4)
	if len(parts) < 3 {
		return errors.New("an event has a date, a time and a word")
	}
	at, err := g.instant(strings.TrimSuffix(parts[0]+" "+parts[1], " -"))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(g.world.Catalogue.Events, func(e lang.Event) bool { return e.Word == parts[2] })
	if i < 0 {
		return errors.New("there is no such event")
	}
	kind := g.world.Catalogue.Events[i]
	e := regulars.Event{Type: kind.Type, Name: kind.Name, Time: at, Received: at, Source: "script"}
	if e.Type == "" {
		e.Type = regulars.Track
	}
	if len(parts) == 4 {
		if err := fill(&e, parts[3]); err != nil {
			return err
		}
	}
	p := g.person(word)
	e.Customer, e.Origin = p.Number, p.Number
	p.Events = append(p.Events, e)
	slices.SortStableFunc(p.Events, func(a, b regulars.Event) int { return a.Time.Compare(b.Time) })
	return nil
}

// pairs reads key=value pairs; a value is JSON or a bare word.
func pairs(s string, each func(key, value string) error) error {
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		key, rest, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("a pair has an =")
		}
		end, quoted := len(rest), false
		for i, r := range rest {
			if r == '"' {
				quoted = !quoted
			}
			if r == ' ' && !quoted {
				end = i
				break
			}
		}
		if err := each(key, rest[:end]); err != nil {
			return err
		}
		s = rest[end:]
	}
	return nil
}

// fill sets what an event carries: total is its amount in CNY, or another
// currency behind it; the rest is its body.
func fill(e *regulars.Event, s string) error {
	body := map[string]json.RawMessage{}
	err := pairs(s, func(key, value string) (err error) {
		switch key {
		case "total":
			currency := "CNY"
			if n := len(value) - 3; n > 0 && regulars.ValidCurrency(value[n:]) {
				value, currency = value[:n], value[n:]
			}
			e.Amount, err = regulars.ParseMoney(value, currency)
		case "id":
			err = json.Unmarshal([]byte(value), &e.Order)
		case "channel":
			err = json.Unmarshal([]byte(value), &e.Channel)
		case "page":
			err = json.Unmarshal([]byte(value), &e.Name)
		case "coupon":
			body["promotion"] = json.RawMessage(`{"code":` + value + `}`)
		default:
			body[key] = json.RawMessage(value)
		}
		return err
	})
	if err != nil || len(body) == 0 {
		return err
	}
	e.Body, err = json.Marshal(body)
	return err
}

func (g *game) fields(p *lang.Person, s string) error {
	facts := p.Facts.(*Facts)
	return pairs(s, func(key, value string) (err error) {
		switch key {
		case "in":
			return json.Unmarshal([]byte(value), &facts.In)
		case "zone":
			p.Zone, err = time.LoadLocation(strings.Trim(value, `"`))
			return err
		}
		i := slices.IndexFunc(g.world.Catalogue.Fields, func(f lang.Field) bool { return f.Name == key })
		if i < 0 {
			return errors.New("there is no field " + key)
		}
		var v lang.Value
		switch g.world.Catalogue.Fields[i].Kind {
		case lang.KindDate:
			err = v.UnmarshalJSON([]byte(`{"date":"` + value + `"}`))
		case lang.KindTime:
			var at time.Time
			at, err = g.instant(value)
			v = lang.TimeOf(at)
		case lang.KindTexts:
			var texts []string
			err = json.Unmarshal([]byte(value), &texts)
			v = lang.TextsOf(texts...)
		default:
			err = v.UnmarshalJSON([]byte(value))
		}
		facts.Fields[key] = v
		return err
	})
}

// names gives who matches on the back end at an instant.
func (g *game) names(now time.Time) ([]string, error) {
	answers, err := g.backend(g.world, []*lang.Expression{g.x}, now)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, n := range answers[0] {
		names = append(names, g.world.Names[n-1])
	}
	slices.Sort(names)
	return names, nil
}

func (g *game) matches(want []string) error {
	slices.Sort(want)
	if err := steady(g.x); err != nil {
		return err
	}
	got, err := g.names(g.now)
	if err == nil && !slices.Equal(got, want) {
		err = fmt.Errorf("%s: there match %v", g.x, got)
	}
	return err
}

// steady holds an expression to its one form, as text and as JSON.
func steady(x *lang.Expression) error {
	again, err := lang.Parse(x.String(), x.Catalogue())
	if err != nil {
		return fmt.Errorf("%s: %w", x, err)
	}
	a, _ := json.Marshal(x.Node())
	b, _ := json.Marshal(again.Node())
	if string(a) != string(b) || again.String() != x.String() {
		return fmt.Errorf("%s is read again as %s\n%s\n%s", x, again, a, b)
	}
	n, err := lang.Decode(a)
	if err != nil {
		return err
	}
	decoded, err := lang.Check(n, x.Catalogue())
	if err != nil {
		return err
	}
	return same(decoded.String(), x.String())
}

// flip holds memory to the instant, and the back end to what is so around it:
// at the instant itself the answer changes, or is only looked at.
func (g *game) flip(rest string, changes bool) error {
	name, text, _ := strings.Cut(rest, " ")
	want, err := g.instant(text)
	if err != nil {
		return err
	}
	g.flips[name] = true
	v := g.x.Evaluate(g.person(name), g.now)
	if !v.Flip.Equal(want) {
		return fmt.Errorf("%s flips at %s", name, v.Flip.In(g.zone).Format("2006-01-02 15:04:05.000000"))
	}
	for _, at := range []time.Time{want.Add(-time.Microsecond), want} {
		names, err := g.names(at)
		if err != nil {
			return err
		}
		if changed := slices.Contains(names, name) != v.Matches; changed != (changes && at.Equal(want)) {
			return fmt.Errorf("%s: at %s there match %v", g.x, at.In(g.zone), names)
		}
	}
	return nil
}

func (g *game) why(rest string) error {
	name, want, _ := strings.Cut(rest, ": ")
	var parts []string
	for _, r := range g.x.Explain(g.person(name), g.now, lang.English) {
		holds := "no"
		if r.Holds {
			holds = "yes"
		}
		parts = append(parts, holds+" "+r.Found)
	}
	return same(strings.Join(parts, "; "), want)
}

// wantError reads "error field 1:5 city [and event 1:9]".
func (g *game) wantError(want []string) error {
	var faults lang.Faults
	if !errors.As(g.err, &faults) {
		return errors.New("there is no error")
	}
	g.err = nil
	var got []string
	for _, f := range faults {
		if f.Message(lang.English) == "" || f.Message(lang.Chinese) == "" {
			return errors.New("a message is missing")
		}
		got = append(got, "and", string(f.Code), fmt.Sprintf("%d:%d", f.Line, f.Column))
		if f.Suggest != "" {
			got = append(got, f.Suggest)
		}
	}
	return same(strings.Join(got[1:], " "), strings.Join(want, " "))
}
