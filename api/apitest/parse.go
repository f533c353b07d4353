package apitest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Scenario is one "=== name" of a script.
type Scenario struct {
	File  string
	Line  int
	Name  string
	Fresh bool // before set-up
	Steps []Step
}

// Step is one request with its answer, or one line of direction.
type Step struct {
	Line int
	// Direction is a line such as "as owner"; then the rest is empty.
	Direction string

	Method, Path string
	Headers      [][2]string
	Body         string
	Form         []Part

	Status      int
	WantHeaders [][2]string
	Want        string   // JSON
	WantText    []string // parts of an answer that is not JSON
}

// Part is one part of a multipart form.
type Part struct{ Field, File, Text string }

var (
	requestLine = regexp.MustCompile(`^(GET|HEAD|POST|PUT|PATCH|DELETE) (/\S*)(?:\s+(.*))?$`)
	statusLine  = regexp.MustCompile(`^([1-5]\d\d)(?:\s+(.*))?$`)
	headerLine  = regexp.MustCompile(`^([A-Z][A-Za-z0-9-]*): (.*)$`)
	direction   = regexp.MustCompile(`^(as|advance|wait)\b`)
)

// Load reads the scenarios of every *.txt file in a folder.
func Load(folder string) ([]Scenario, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return nil, err
	}
	var all []Scenario
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		scenarios, err := Parse(filepath.Base(file), string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, scenarios...)
	}
	return all, nil
}

// parser goes through a script line by line.
type parser struct {
	file string
	out  []Scenario
	step *Step   // the step under construction
	into *string // where further lines of JSON go
	part *Part   // the file whose lines are being read
}

// Parse reads a script. An error names the file and line.
func Parse(file, text string) ([]Scenario, error) {
	p := &parser{file: file}
	for i, line := range strings.Split(text, "\n") {
		if err := p.line(i+1, strings.TrimSuffix(line, "\r")); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, i+1, err)
		}
	}
	if p.part != nil {
		return nil, fmt.Errorf("%s: a @file has no @end", file)
	}
	for _, s := range p.out {
		for _, step := range s.Steps {
			if err := step.check(); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", file, step.Line, err)
			}
		}
	}
	return p.out, nil
}

func (p *parser) line(n int, raw string) error {
	if p.part != nil {
		p.fileLine(raw)
		return nil
	}
	line := strings.TrimSpace(raw)
	switch {
	case line == "" || strings.HasPrefix(line, "#"):
		return nil
	case strings.HasPrefix(line, "=== "):
		name, fresh := strings.CutSuffix(strings.TrimSpace(line[4:]), " (fresh)")
		p.out = append(p.out, Scenario{File: p.file, Line: n, Name: name, Fresh: fresh})
		p.step, p.into = nil, nil
		return nil
	case len(p.out) == 0:
		return fmt.Errorf("a script begins with === and the name of a scenario")
	case direction.MatchString(line):
		p.add(Step{Line: n, Direction: line})
		p.step, p.into = nil, nil
		return nil
	}
	if m := requestLine.FindStringSubmatch(line); m != nil {
		p.step = p.add(Step{Line: n, Method: m[1], Path: m[2], Body: m[3]})
		p.into = &p.step.Body
		return nil
	}
	if p.step == nil {
		return fmt.Errorf("this is neither a request nor a direction")
	}
	return p.detail(line)
}

// detail reads a line that belongs to the present step.
func (p *parser) detail(line string) error {
	s := p.step
	if m := statusLine.FindStringSubmatch(line); m != nil && s.Status == 0 {
		s.Status, _ = strconv.Atoi(m[1])
		s.Want, p.into = m[2], &s.Want
		return nil
	}
	if m := headerLine.FindStringSubmatch(line); m != nil {
		to := &s.Headers
		if s.Status != 0 {
			to = &s.WantHeaders
		}
		*to = append(*to, [2]string{m[1], m[2]})
		return nil
	}
	switch {
	case strings.HasPrefix(line, "|") && s.Status != 0:
		s.WantText = append(s.WantText, strings.TrimPrefix(strings.TrimPrefix(line, "|"), " "))
	case strings.HasPrefix(line, "@field "):
		name, value, _ := strings.Cut(line[7:], "=")
		s.Form = append(s.Form, Part{Field: name, Text: value})
	case strings.HasPrefix(line, "@file "):
		p.part = &Part{Field: "file", File: strings.TrimSpace(line[6:])}
	default:
		*p.into += "\n" + line
	}
	return nil
}

func (p *parser) fileLine(raw string) {
	if strings.TrimSpace(raw) == "@end" {
		p.step.Form = append(p.step.Form, *p.part)
		p.part = nil
		return
	}
	p.part.Text += strings.TrimLeft(raw, "\t") + "\n"
}

func (p *parser) add(s Step) *Step {
	steps := &p.out[len(p.out)-1].Steps
	*steps = append(*steps, s)
	return &(*steps)[len(*steps)-1]
}

// check finds steps that are not whole.
func (s Step) check() error {
	if s.Direction != "" {
		return nil
	}
	if s.Status == 0 {
		return fmt.Errorf("a request without the answer it must get")
	}
	if s.Want != "" && !json.Valid([]byte(s.Want)) {
		return fmt.Errorf("the answer is not JSON")
	}
	return nil
}
