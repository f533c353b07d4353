package tag_test

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/store"
	"regulars/tag"
	"regulars/tag/tagtest"
)

// TestScripts runs testdata/kinds.txt, a script for each kind of tag. "=== name"
// begins one; the rule of a tag follows as JSON. Then
//
//	u1 3d Order Completed 100 {"shop": "a"}    what somebody did, how long ago, for how much
//	u1 is {"city": "上海"}                      what is told of them
//	u1 scored 5 4 3                            their scores for recency, frequency, amount
//	u1 said vip                                what staff or a file says of them
//	u1 = value                                 what the tag comes to; nothing for none
//	en sentence                                how it is described
func TestScripts(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/kinds.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range strings.Split(string(raw), "=== ")[1:] {
		name, body, _ := strings.Cut(script, "\n")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tagtest.Each(t, func(t *testing.T, w *tagtest.World) { (&world{w, t}).play(body) })
		})
	}
}

// world adds what scripts need.
type world struct {
	*tagtest.World
	t *testing.T
}

func (w *world) play(body string) {
	w.t.Helper()
	var rule tag.Rule
	var id int64
	var pending []string
	for _, line := range strings.Split(strings.TrimSpace(body), "\n") {
		words := strings.SplitN(line, " ", 3)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '{':
			w.Check(json.Unmarshal([]byte(line), &rule))
		case words[0] == "en" || words[1] == "=" || words[1] == "said":
			pending = append(pending, line)
		case words[1] == "is":
			w.Tell(w.Is(words[0], words[2]))
		case words[1] == "scored":
			w.score(words[0], words[2])
		default:
			w.Tell(w.happened(words))
		}
	}
	d := tagtest.Definition("it", rule)
	if rule.Kind == tag.Spread && strings.Contains(body, "timezone") {
		d.Zone = tag.CustomerZone
	}
	id, err := w.Tags.Create(w.Ctx, d)
	w.Check(err)
	for _, line := range pending {
		if user, value, ok := strings.Cut(line, " said "); ok {
			_, err := w.Tags.Say(w.Ctx, id, []tag.Said{{Customer: w.Number(user), Value: value}})
			w.Check(err)
		}
	}
	w.Run()
	for _, line := range pending {
		w.look(id, line)
	}
	w.Same()
}

// look holds what a tag comes to against a line.
func (w *world) look(id int64, line string) {
	w.t.Helper()
	if sentence, ok := strings.CutPrefix(line, "en "); ok {
		x, err := w.Tags.Get(w.Ctx, id)
		w.Check(err)
		if x.English != sentence {
			w.t.Errorf("it is described as %q, want %q", x.English, sentence)
		}
		return
	}
	user, value, ok := strings.Cut(line, " =")
	if !ok {
		return
	}
	got, want := w.Of(w.Number(user)), ""
	if value = strings.TrimSpace(value); value != "" {
		want = "it=" + value
	}
	if got != want {
		w.t.Errorf("%s has %q, want %q", user, got, want)
	}
}

// score writes scores of a customer down.
func (w *world) score(user, scores string) {
	w.t.Helper()
	var n [3]int64
	for i, s := range strings.Fields(scores) {
		n[i], _ = strconv.ParseInt(s, 10, 64)
	}
	number := w.Number(user)
	w.Check(w.DB.Write(w.Ctx, func(tx *store.Tx) error {
		return customer.SetScores(tx, []customer.Scores{{Customer: number, AsOf: w.Clock.Now(), R: n[0], F: n[1], M: n[2]}})
	}))
}

// happened makes an event of "u1 3d Order Completed 100 {…}".
func (w *world) happened(words []string) (e regulars.Event) {
	w.t.Helper()
	text, unit := words[1], time.Hour
	if strings.HasSuffix(text, "d") {
		unit = 24 * time.Hour
	}
	n, err := strconv.Atoi(text[:len(text)-1])
	w.Check(err)
	rest, body, _ := strings.Cut(words[2], " {")
	at := strings.LastIndex(rest, " ")
	amount, err := strconv.ParseInt(rest[at+1:], 10, 64)
	w.Check(err)
	return w.Did(words[0], time.Duration(n)*unit, rest[:at], amount, "{"+body)
}
