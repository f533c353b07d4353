package arch

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Limits and names that the rules hold to.
const (
	maxLines  = 700 // of a file; the habit is 250
	rankPure  = 0.5 // this rank and below: no I/O, clock or goroutine
	rankTools = 9   // tools around the product
)

// vague are names that say nothing about what a package owns.
var vague = []string{"util", "utils", "common", "helper", "helpers", "manager", "service", "services", "misc", "shared"}

// worldly are the parts of the standard library by which a program touches the
// world; a pure core imports none of them, nor what lies below them.
var worldly = []string{"os", "net", "database/sql", "log", "syscall", "plugin", "io/ioutil", "testing", "flag"}

// Check gives every fault of the packages against the table, one sentence each.
func Check(t *Table, packages []Package) []string {
	c := checker{table: t, ranks: map[string]Row{}, reads: map[string]bool{}}
	for _, row := range t.Rows {
		c.ranks[row.Package] = row
	}
	there := map[string]bool{}
	for _, p := range packages {
		there[p.Path] = true
		row, ok := c.ranks[p.Path]
		if !ok {
			c.fault("%s has no row in the table of docs/architecture.md", p.Path)
			continue
		}
		if row.Planned {
			c.fault("%s is there, but the table says (planned)", p.Path)
		}
		c.words(p)
		c.imports(p, row)
		c.files(p, row)
	}
	for name := range t.Clocks {
		if !c.reads[name] {
			c.fault("the table lets %s read the clock, but it does not", name)
		}
	}
	for _, row := range t.Rows {
		if !row.Planned && !there[row.Package] {
			c.fault("the table names %s, which is not there; if it is to come, write (planned) behind the name", row.Package)
		}
	}
	return c.faults
}

type checker struct {
	table  *Table
	ranks  map[string]Row
	reads  map[string]bool // files that read the machine's clock
	faults []string
}

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// words holds a package to a name that says something and a comment that says
// what it owns.
func (c *checker) words(p Package) {
	if slices.Contains(vague, path.Base(p.Path)) {
		c.fault("%s: this name says nothing about what the package owns", p.Path)
	}
	begins := "Package " + p.Name + " "
	if p.Name == "main" {
		begins = "Command " + path.Base(p.Path) + " "
	}
	if !strings.HasPrefix(p.Doc, begins) {
		c.fault("%s has no package comment that begins %q", p.Path, begins)
	}
}

// imports holds every file of p to the ranks.
func (c *checker) imports(p Package, row Row) {
	for _, f := range p.Files {
		for _, imported := range f.Imports {
			if imported == Root || strings.HasPrefix(imported, Root+"/") {
				c.inside(p, row, f, strings.TrimPrefix(imported, Root+"/"))
			} else {
				c.outside(p, row, f, imported)
			}
		}
	}
}

func (c *checker) inside(p Package, row Row, f File, imported string) {
	target, ok := c.ranks[imported]
	suite := isSuite(imported)
	switch {
	case !ok:
		c.fault("%s imports %s, which has no row in the table", f.Name, imported)
	case f.Test && (imported == p.Path || suite):
		// An outer test of its own package, or a suite made for tests.
	case suite && !isSuite(p.Path) && row.Rank < rankTools:
		c.fault("%s is product code and imports the test suite %s", f.Name, imported)
	case target.Rank >= row.Rank:
		c.fault("%s (rank %g) imports %s (rank %g): a package imports lower ranks only", f.Name, row.Rank, imported, target.Rank)
	}
}

func (c *checker) outside(p Package, row Row, f File, imported string) {
	if f.Test {
		return
	}
	if row.Rank <= rankPure {
		std := !strings.Contains(strings.Split(imported, "/")[0], ".")
		// Numerics and a parser compute and touch nothing.
		pure := row.Rank > 0 && (below(imported, "gonum.org/v1/gonum") || below(imported, "cel.dev/cel-go"))
		if !std && !pure {
			c.fault("%s belongs to a pure core and imports %s", f.Name, imported)
		}
		for _, w := range worldly {
			if below(imported, w) {
				c.fault("%s belongs to a pure core and imports %s, which touches the world", f.Name, imported)
			}
		}
	}
	for library, homes := range c.table.Homes {
		at := slices.ContainsFunc(homes, func(home string) bool { return below(p.Path, home) })
		if below(imported, library) && !at && row.Rank < rankTools && !isSuite(p.Path) {
			c.fault("%s imports %s, whose home is %s", f.Name, imported, strings.Join(homes, ", "))
		}
	}
}

// files holds every file of p to its length, and product code to its clock.
func (c *checker) files(p Package, row Row) {
	for _, f := range p.Files {
		if f.Lines > maxLines && !f.Generated {
			c.fault("%s has %d lines; a file over %d is more than one room", f.Name, f.Lines, maxLines)
		}
		c.reads[f.Name] = len(f.Clock) > 0
		if f.Test || isSuite(p.Path) || row.Rank >= rankTools {
			continue
		}
		if len(f.Clock) > 0 && !below(p.Path, "cmd") && !c.table.Clocks[f.Name] {
			c.fault("%s:%d reads the machine's clock; take a regulars.Clock", f.Name, f.Clock[0])
		}
		if len(f.Go) > 0 && row.Rank <= rankPure {
			c.fault("%s:%d starts a goroutine in a pure core", f.Name, f.Go[0])
		}
	}
}

// isSuite reports whether a package is made for tests, by its name.
func isSuite(pkg string) bool { return strings.HasSuffix(pkg, "test") }

// below reports whether name is dir or lies below it.
func below(name, dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }
