package arch

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Row is one package of the table in docs/architecture.md.
type Row struct {
	Package string // path below the repository's root; "regulars" for the root
	Rank    float64
	Planned bool // said to be not there yet
}

// Table is what docs/architecture.md says.
type Table struct {
	Rows []Row
	// Homes names, for an outside library and all below it, the packages that
	// alone may import it.
	Homes map[string][]string
	// Clocks are the files below cmd that may read the machine's clock.
	Clocks map[string]bool
}

var (
	rankHeader  = regexp.MustCompile(`^\|\s*rank\s*\|\s*package\s*\|`)
	homeHeader  = regexp.MustCompile(`^\|\s*library\s*\|\s*home\s*\|`)
	clockHeader = regexp.MustCompile(`^\|\s*file\s*\|\s*reads the clock\s*\|`)
	quoted      = regexp.MustCompile("`([^`]+)`")
)

// ParseTable reads the tables of docs/architecture.md whose headers begin "rank
// | package", "library | home" and "file | reads the clock". It gives an error that names the line when a row cannot be read or a package
// stands twice.
func ParseTable(markdown string) (*Table, error) {
	t := &Table{Homes: map[string][]string{}, Clocks: map[string]bool{}}
	seen := map[string]bool{}
	var read func(cells []string) error
	for i, line := range strings.Split(markdown, "\n") {
		switch {
		case !strings.HasPrefix(line, "|"):
			read = nil
		case rankHeader.MatchString(line):
			read = func(cells []string) error { return t.readRank(cells, seen) }
		case homeHeader.MatchString(line):
			read = t.readHome
		case clockHeader.MatchString(line):
			read = t.readClock
		case read == nil || strings.Trim(line, "|-: ") == "":
			// Another table, or the rule below a header.
		default:
			if err := read(strings.Split(strings.Trim(line, "|"), "|")); err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
		}
	}
	if len(t.Rows) == 0 {
		return nil, fmt.Errorf("there is no table with the columns rank and package")
	}
	return t, nil
}

func (t *Table) readRank(cells []string, seen map[string]bool) error {
	if len(cells) < 3 || strings.TrimSpace(cells[2]) == "" {
		return fmt.Errorf("a row needs rank, package and what it owns")
	}
	rank, err := strconv.ParseFloat(strings.TrimSpace(cells[0]), 64)
	if err != nil {
		return fmt.Errorf("the rank is not a number")
	}
	name := quoted.FindStringSubmatch(cells[1])
	if name == nil {
		return fmt.Errorf("the package is not between backquotes")
	}
	if seen[name[1]] {
		return fmt.Errorf("%s stands twice", name[1])
	}
	seen[name[1]] = true
	t.Rows = append(t.Rows, Row{Package: name[1], Rank: rank, Planned: strings.Contains(cells[1], "(planned)")})
	return nil
}

func (t *Table) readHome(cells []string) error {
	if len(cells) < 2 {
		return fmt.Errorf("a row needs library and home")
	}
	library := quoted.FindStringSubmatch(cells[0])
	if library == nil {
		return fmt.Errorf("the library is not between backquotes")
	}
	for _, home := range quoted.FindAllStringSubmatch(cells[1], -1) {
		t.Homes[library[1]] = append(t.Homes[library[1]], home[1])
	}
	return nil
}

func (t *Table) readClock(cells []string) error {
	file := quoted.FindStringSubmatch(cells[0])
	if file == nil || len(cells) < 2 || strings.TrimSpace(cells[1]) == "" {
		return fmt.Errorf("a row needs a file between backquotes and why it reads the clock")
	}
	t.Clocks[file[1]] = true
	return nil
}
