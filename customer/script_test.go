package customer_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/customer/identity"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

var update = flag.Bool("update", false, "write what comes out into testdata/*.txt")

// TestScripts runs the scenarios of testdata/*.txt: each in one batch, event by
// event, and once more from the log. All three must come to the same. On
// PostgreSQL, where making a database takes long, all share one.
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		head, scenarios := parseScript(t, string(raw))
		if *update {
			updateScript(t, file, head, scenarios)
			continue
		}
		for _, s := range scenarios {
			t.Run(filepath.Base(file)+"/"+s.name, func(t *testing.T) {
				t.Parallel()
				for mode, batch := range map[string]bool{"together": true, "one by one": false} {
					t.Run(mode, func(t *testing.T) {
						t.Parallel()
						openSQLite(t, customer.Options{Shared: 3}, func(w *world) {
							s.run(w, batch)
							s.check(t, w)
							w.rebuild()
							s.check(t, w)
						})
					})
				}
			})
		}
		t.Run(filepath.Base(file)+"/postgres", func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, storetest.Postgres(t, eventlog.Migration(), customer.Migration()), customer.Options{Shared: 3})
			for _, s := range scenarios {
				w.clear()
				w.clock.Set(day)
				s.run(w, true)
				s.check(t, w)
			}
		})
	}
}

func (s scenario) check(t *testing.T, w *world) {
	t.Helper()
	if got := w.describe(); got != s.want {
		t.Errorf("%s came to\n%swant\n%s", s.name, got, s.want)
	}
}

type scenario struct{ name, steps, want string }

// parseScript reads "=== name", steps, "---", what comes of them. What stands
// before the first scenario explains the notation.
func parseScript(t *testing.T, raw string) (head string, out []scenario) {
	t.Helper()
	head, rest, _ := strings.Cut(raw, "=== ")
	for _, part := range strings.Split(rest, "\n=== ") {
		name, body, _ := strings.Cut(part, "\n")
		steps, want, ok := strings.Cut(body, "---\n")
		if !ok {
			t.Fatalf("%q has no ---", name)
		}
		if want = strings.TrimRight(want, "\n"); want != "" {
			want += "\n"
		}
		out = append(out, scenario{name, steps, want})
	}
	return head, out
}

func updateScript(t *testing.T, file, head string, scenarios []scenario) {
	t.Helper()
	var b strings.Builder
	b.WriteString(head)
	for i, s := range scenarios {
		openSQLite(t, customer.Options{Shared: 3}, func(w *world) {
			s.run(w, true)
			if i > 0 {
				b.WriteString("\n")
			}
			fmt.Fprintf(&b, "=== %s\n%s---\n%s", s.name, s.steps, w.describe())
		})
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// run does the steps of a scenario. Commands of staff wait for what came before.
func (s scenario) run(w *world, together bool) {
	w.t.Helper()
	var batch []regulars.Event
	n := 0
	for line := range strings.Lines(s.steps) {
		words := splitWords(strings.TrimSpace(line))
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if do, ok := commands[words[0]]; ok {
			w.add(batch...)
			batch = nil
			w.clock.Advance(time.Second)
			if got := codeOf(do(w, words[1:])); got != expected(words) {
				w.t.Errorf("%s: %q, want %q", strings.TrimSpace(line), got, expected(words))
			}
			w.caughtUp()
			continue
		}
		n++
		e := parseEvent(w.t, words, n)
		w.clock.Set(e.Received)
		batch = append(batch, e)
		if !together {
			w.add(batch...)
			batch = nil
		}
	}
	w.add(batch...)
}

// expected gives what stands behind "fails" in a command.
func expected(words []string) string {
	for i, word := range words {
		if word == "fails" {
			return words[i+1]
		}
	}
	return ""
}

func codeOf(err error) string {
	var e *regulars.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Reason
	}
	return err.Error()
}

func number(word string) int64 {
	n, _ := strconv.ParseInt(word, 10, 64)
	return n
}

var commands = map[string]func(w *world, words []string) error{
	"merge": func(w *world, words []string) error {
		_, err := w.customers.Merge(w.ctx, number(words[1]), number(words[0]))
		return err
	},
	"undo": func(w *world, words []string) error {
		id := ask(w, func(tx *store.Tx) (int64, error) {
			return store.Row(tx, store.One[int64], "SELECT max(id) FROM customer_merge WHERE from_customer = ?", number(words[0]))
		})
		return w.customers.UndoMerge(w.ctx, id)
	},
	"apart": func(w *world, words []string) error {
		return w.customers.KeepApart(w.ctx, number(words[0]), number(words[1]))
	},
	"allow": func(w *world, words []string) error {
		return w.customers.Allow(w.ctx, identity.Identity{Kind: identity.Kind(words[0]), Value: words[1]})
	},
	"tell": func(w *world, words []string) error {
		traits := map[string]json.RawMessage{}
		for _, word := range words[1:] {
			if key, value, ok := strings.Cut(word, "="); ok {
				traits[key], _ = json.Marshal(strings.Trim(value, `"`))
			}
		}
		return w.customers.Update(w.ctx, number(words[0]), traits)
	},
	"erase": func(w *world, words []string) error {
		_, err := w.customers.Erase(w.ctx, number(words[0]), nil)
		return err
	},
}

var word = regexp.MustCompile(`"[^"]*"|[^ "]+("[^"]*")?`)

func splitWords(line string) []string { return word.FindAllString(line, -1) }

// parseEvent reads "type "Name" key=value …". Keys that are not of the envelope
// are traits or properties.
func parseEvent(t testing.TB, words []string, n int) regulars.Event {
	t.Helper()
	e := regulars.Event{ID: fmt.Sprint("e", n), Type: regulars.EventType(words[0]), Source: "shop", Channel: regulars.Web,
		Time: day.Add(time.Duration(n) * time.Minute), Received: day.Add(time.Duration(n) * time.Minute)}
	if !e.Type.Valid() {
		t.Fatalf("%q is no event", words)
	}
	body, context := map[string]any{}, map[string]any{}
	for _, word := range words[1:] {
		key, value, ok := strings.Cut(word, "=")
		value = strings.Trim(value, `"`)
		switch {
		case !ok:
			e.Name = strings.Trim(word, `"`)
		case key == "user":
			e.UserID = value
		case key == "anon":
			e.AnonymousID = value
		case key == "prev" || key == "group":
			e.PreviousID = value
		case key == "at":
			at, err := time.Parse("15:04", value)
			if err != nil {
				t.Fatal(err)
			}
			e.Time = time.Date(2026, 3, 1, at.Hour(), at.Minute(), 0, 0, time.UTC)
		case key == "own": // one of our own acts, about a number
			e.Customer, e.Source = number(value), "metric"
		case key == "order":
			e.Order = value
		case key == "ext":
			kind, id, _ := strings.Cut(value, ":")
			context["externalIds"] = []any{map[string]any{"type": kind, "id": id}}
		case strings.HasPrefix(key, "with."):
			traits, _ := context["traits"].(map[string]any)
			if traits == nil {
				traits = map[string]any{}
			}
			traits[key[5:]] = value
			context["traits"] = traits
		case value == "null":
			body[key] = nil
		default:
			body[key] = value
		}
	}
	e.Body, e.Context = object(t, body), object(t, context)
	return e
}

func object(t testing.TB, m map[string]any) json.RawMessage {
	t.Helper()
	if len(m) == 0 {
		return nil
	}
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
