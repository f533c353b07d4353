package arch_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"regulars/internal/arch"
)

const root = "../.."

// TestRepository holds the repository to its own table.
func TestRepository(t *testing.T) {
	t.Parallel()
	text := read(t, "docs/architecture.md")
	table, err := arch.ParseTable(text)
	if err != nil {
		t.Fatalf("docs/architecture.md: %v", err)
	}
	packages, err := arch.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range arch.Check(table, packages) {
		t.Error(fault)
	}
}

// TestDependencies holds docs/dependencies.md to what is required: every direct
// module of go.mod and every package of the console, no more.
func TestDependencies(t *testing.T) {
	t.Parallel()
	faults, err := arch.CheckDependencies(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		t.Error(fault)
	}
}

// TestDocuments holds links, indexes and the glossary to what is there.
func TestDocuments(t *testing.T) {
	t.Parallel()
	faults, err := arch.CheckDocuments(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		t.Error(fault)
	}
}

// TestDocumentRules gives each rule of documents a repository that breaks it.
func TestDocumentRules(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"README.md":               "[a](docs/guide/README.md#top) [out](https://example.org/x) [nowhere](docs/none.md)\n```\n[code](x)\n```\n",
		"docs/guide/README.md":    "[one](one.md)",
		"docs/guide/one.md":       "[back](README.md)",
		"docs/guide/two.md":       "",
		"docs/guide/one.zh-CN.md": "",
		"docs/glossary.md":        "| English | 中文 |\n|---|---|\n| event | 事件 |\n| log | 日志 |\n| Event | 事件 |\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	faults, err := arch.CheckDocuments(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"README.md links to docs/none.md, which is not there",
		`docs/glossary.md explains "Event" twice`,
		"docs/guide/README.md does not list two.md",
	}
	if !slices.Equal(faults, want) {
		t.Errorf("faults %q, want %q", faults, want)
	}
}

// TestRules gives each rule a small repository that breaks it, and only it.
func TestRules(t *testing.T) {
	t.Parallel()
	const table = "| rank | package | owns |\n|---|---|---|\n" +
		"| 0 | `regulars` | words |\n| 0.5 | `metric/model` | arithmetic |\n" +
		"| 1 | `internal/store` | rows |\n| 1.25 | `internal/store/storetest` | suite |\n" +
		"| 2 | `customer` | who |\n| 2 | `auth` (planned) | staff |\n| 8 | `cmd/regulars` | wiring |\n\n" +
		"| library | home |\n|---|---|\n| `example.org/sql` | `internal/store` |\n\n" +
		"| file | reads the clock |\n|---|---|\n| `clock.go` | it is one |\n"
	good := map[string]string{
		"clock.go":                            "// Package regulars is it.\npackage regulars\nimport \"time\"\nvar _ = time.Now",
		"metric/model/doc.go":                 "// Package model fits.\npackage model\nimport _ \"gonum.org/v1/gonum/mat\"",
		"internal/store/doc.go":               "// Package store keeps.\npackage store\nimport (\n_ \"regulars\"\n_ \"example.org/sql/driver\"\n)",
		"internal/store/store_test.go":        "package store_test\nimport (\n_ \"regulars/internal/store\"\n_ \"regulars/internal/store/storetest\"\n)",
		"internal/store/storetest/suite.go":   "// Package storetest tries.\npackage storetest\nimport (\n_ \"regulars/internal/store\"\n\"time\"\n)\nvar _ = time.Now",
		"customer/doc.go":                     "// Package customer knows.\npackage customer\nimport _ \"regulars/internal/store\"",
		"cmd/regulars/main.go":                "// Command regulars runs.\npackage main\nimport (\n_ \"regulars/customer\"\n\"time\"\n)\nvar _ = time.Now",
		"customer/testdata/ignored.go":        "package nonsense",
		"node_modules/x/also_ignored/nope.go": "package nonsense",
	}
	tests := []struct {
		name  string
		files map[string]string
		want  string // empty: no fault
	}{
		{"all is well", nil, ""},
		{"a package without a row", map[string]string{"misc2/doc.go": "// Package misc2 is.\npackage misc2"}, "misc2 has no row"},
		{"a row without a package", map[string]string{"customer/doc.go": "", "cmd/regulars/main.go": "// Command regulars runs.\npackage main"}, "the table names customer, which is not there"},
		{"planned but there", map[string]string{"auth/doc.go": "// Package auth lets in.\npackage auth"}, "says (planned)"},
		{"upward", map[string]string{"internal/store/up.go": "package store\nimport _ \"regulars/customer\""}, "lower ranks only"},
		{"sideways, in a test", map[string]string{"auth/doc.go": "// Package auth lets in.\npackage auth", "customer/x_test.go": "package customer\nimport _ \"regulars/auth\""}, "lower ranks only"},
		{"for another system", map[string]string{"internal/store/up_plan9.go": "package store\nimport _ \"regulars/customer\""}, "lower ranks only"},
		{"product imports a suite", map[string]string{"customer/x.go": "package customer\nimport _ \"regulars/internal/store/storetest\""}, "imports the test suite"},
		{"no comment", map[string]string{"customer/doc.go": "package customer"}, "no package comment"},
		{"a library from home", map[string]string{"customer/x.go": "package customer\nimport _ \"example.org/sql\""}, "whose home is internal/store"},
		{"a pure core with a library", map[string]string{"metric/model/x.go": "package model\nimport _ \"example.org/fast\""}, "belongs to a pure core"},
		{"a pure core with files", map[string]string{"metric/model/x.go": "package model\nimport _ \"os/exec\""}, "touches the world"},
		{"a pure core with goroutines", map[string]string{"metric/model/x.go": "package model\nfunc f() { go f() }"}, "starts a goroutine"},
		{"the root with gonum", map[string]string{"x.go": "package regulars\nimport _ \"gonum.org/v1/gonum/mat\""}, "belongs to a pure core"},
		{"the clock", map[string]string{"customer/x.go": "package customer\nimport clock \"time\"\nvar _ = clock.Since"}, "reads the machine's clock"},
		{"a clock that is not read", map[string]string{"clock.go": "// Package regulars is it.\npackage regulars"}, "lets clock.go read the clock"},
		{"a long file", map[string]string{"customer/x.go": "package customer\n" + strings.Repeat("\n", 700)}, "more than one room"},
		{"a long generated file", map[string]string{"customer/x.go": "// Code generated by hand. DO NOT EDIT.\n\npackage customer\n" + strings.Repeat("\n", 700)}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for _, files := range []map[string]string{good, tt.files} {
				for name, text := range files {
					write(t, filepath.Join(dir, name), text)
				}
			}
			table, err := arch.ParseTable(table)
			if err != nil {
				t.Fatal(err)
			}
			packages, err := arch.Load(dir)
			if err != nil {
				t.Fatal(err)
			}
			faults := strings.Join(arch.Check(table, packages), "\n")
			if tt.want == "" && faults != "" || !strings.Contains(faults, tt.want) {
				t.Errorf("faults:\n%s\nwant one with %q", faults, tt.want)
			}
		})
	}
}

// TestParseTable names what is wrong with a table that cannot be read.
func TestParseTable(t *testing.T) {
	t.Parallel()
	const head = "| rank | package | owns |\n|---|---|---|\n"
	for text, want := range map[string]string{
		"no table at all":                             "there is no table",
		head + "| x | `a` | it |":                     "line 3: the rank is not a number",
		head + "| 1 | a | it |":                       "not between backquotes",
		head + "| 1 | `a` | it |\n| 2 | `a` | that |": "line 4: a stands twice",
		head + "| 1 | `a` | |":                        "what it owns",
	} {
		if _, err := arch.ParseTable(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q", text, err, want)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// write makes a file with its folders; an empty text takes the file away.
func write(t *testing.T, name, text string) {
	t.Helper()
	if text == "" {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
