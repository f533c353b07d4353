package importer_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"regulars"
	"regulars/event/importer"
	"regulars/event/importer/sheet"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// TestScripts runs the scenarios of testdata, whose notation is described in
// testdata/README.md.
func TestScripts(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				s := &scriptRun{house: newHouse(t, db)}
				s.play(string(text))
			}, migrations...)
		})
	}
}

type scriptRun struct {
	*house
	options importer.Options
	result  importer.Result
	refused []string
	err     error
}

func (s *scriptRun) play(text string) {
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		switch f := strings.Fields(lines[i]); {
		case len(f) == 0 || f[0] == "#":
		case f[0] == "import":
			s.configure(f[1:])
			var file []string
			for i++; i < len(lines) && lines[i] != ""; i++ {
				file = append(file, lines[i])
			}
			s.write(file, f)
			s.take()
		case f[0] == "again":
			s.take()
		case f[0] == "expect":
			want := strings.TrimSpace(strings.TrimPrefix(lines[i], "expect "))
			if got := s.see(want); got != want {
				s.t.Errorf("line %d:\n got %s\nwant %s", i+1, got, want)
			}
		default:
			s.t.Fatalf("line %d: what is this?", i+1)
		}
	}
}

func (s *scriptRun) configure(words []string) {
	s.options = importer.Options{Kind: importer.Kind(words[0])}
	for _, w := range words[1:] {
		k, v, _ := strings.Cut(w, "=")
		var err error
		switch k {
		case "map":
			s.options.Map, err = importer.ParseMapping(v)
		case "currency":
			s.options.Currency = v
		case "zone":
			s.options.Zone, err = time.LoadLocation(v)
		case "dates":
			s.options.Dates = sheet.DayOrder(v)
		case "decimal":
			s.options.Decimal = v
		case "dry":
			s.options.DryRun = true
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
	s.options.Refused = func(r importer.Reason, e importer.Example) {
		s.refused = append(s.refused, fmt.Sprintf("%s %d:%s", r, e.Row, e.Column))
	}
}

func (s *scriptRun) write(lines []string, words []string) {
	content := strings.Join(lines, "\n") + "\n"
	if strings.Contains(strings.Join(words, " "), " gbk") {
		var err error
		if content, err = simplifiedchinese.GBK.NewEncoder().String(content); err != nil {
			s.t.Fatal(err)
		}
	}
	s.options.File = filepath.Join(s.t.TempDir(), "file.csv")
	if err := os.WriteFile(s.options.File, []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scriptRun) take() {
	s.refused = nil
	s.result, s.err = s.im.Run(context.Background(), s.options, nil)
	s.settle()
}

func (s *scriptRun) see(want string) string {
	f := strings.Fields(want)
	if s.err != nil && f[0] != "error" {
		return s.err.Error()
	}
	switch f[0] {
	case "made":
		m := s.result.Made
		return fmt.Sprintf("made orders %d lines %d refunds %d", m.Orders, m.Lines, m.Refunds)
	case "refused":
		return "refused " + strings.Join(s.refused, " ")
	case "stats":
		return "stats " + s.stats()
	case "customers":
		return fmt.Sprint("customers ", s.customers())
	case "order":
		return s.seeOrder(f[1], want)
	case "map":
		var parts []string
		for _, field := range s.options.Kind.Fields() {
			if c, ok := s.result.Map[field]; ok {
				parts = append(parts, field+"="+c)
			}
		}
		return "map " + strings.Join(parts, ",")
	case "format":
		names := map[string]string{",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
		x := s.result.Format
		return strings.Join(strings.Fields(fmt.Sprint("format ", names[x.Delimiter], " ", x.Charset, " ", x.Dates, " ", x.Decimal)), " ")
	case "error":
		e, ok := s.err.(*regulars.Error)
		if !ok {
			if all, many := s.err.(regulars.Faults); many {
				e, ok = all[0], true
			}
		}
		if !ok {
			return fmt.Sprint("error ", s.err)
		}
		return fmt.Sprintf("error %s %s", e.Field, e.Reason)
	}
	return counts(s.result)
}

func (s *scriptRun) seeOrder(id, want string) string {
	o := s.order(id)
	out := fmt.Sprintf("order %s %s %s", id, o.Status, o.Total)
	if o.Refunded.Minor != 0 {
		out += " refunded " + o.Refunded.Decimal()
	}
	if strings.Contains(want, " at ") {
		out += " at " + o.OrderedAt.Format("2006-01-02T15:04")
	}
	if o.Late {
		out += " late"
	}
	if strings.Contains(want, " lines ") {
		var lines []string
		for _, l := range o.Lines {
			lines = append(lines, l.Product+"="+l.Total.Decimal())
		}
		out += " lines " + strings.Join(lines, ",")
	}
	return out
}
