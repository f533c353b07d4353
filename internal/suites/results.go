package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// results reads what `go test -json` writes: it passes on failures and one line
// a package, and keeps count of the rest.
type results struct {
	out            io.Writer
	passed, failed int
	skipped        []skip
	suites         map[string]map[testName]bool // tests that named themselves part of a suite
	output         map[testName]*strings.Builder
}

type testName struct{ pkg, test string }

// skip is a test that did not run.
type skip struct {
	pkg, test string
	suite     string // the suite whose parts were missing; empty when it was for another reason
	why       string
}

type testEvent struct {
	Action  string
	Package string
	Test    string
	Output  string
	Elapsed float64 // seconds
	Key     string  // of an attribute
	Value   string
}

var (
	skipReason = regexp.MustCompile(`(?m)^\s*\S+\.go:\d+: (.*)$`)
	skipSuite  = regexp.MustCompile(`^suite "([a-z]+)" not run: (.*)$`)
)

func newResults(out io.Writer) *results {
	return &results{out: out, suites: map[string]map[testName]bool{}, output: map[testName]*strings.Builder{}}
}

// read takes a stream of events to its end. Lines that are no event, such as a
// compiler's, are passed on as they are.
func (r *results) read(in io.Reader) {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e testEvent
			if json.Unmarshal([]byte(line), &e) == nil && e.Action != "" {
				r.event(e)
			} else {
				io.WriteString(r.out, line)
			}
		}
		if err != nil {
			return
		}
	}
}

func (r *results) event(e testEvent) {
	name := testName{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		io.WriteString(r.out, e.Output)
	case "attr":
		if e.Key == "suite" {
			if r.suites[e.Value] == nil {
				r.suites[e.Value] = map[testName]bool{}
			}
			r.suites[e.Value][name] = true
		}
	case "output":
		if strings.HasPrefix(e.Output, "=== ") {
			return // the comings and goings of parallel tests
		}
		if r.output[name] == nil {
			r.output[name] = &strings.Builder{}
		}
		r.output[name].WriteString(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.packageDone(e)
		} else {
			r.testDone(e)
		}
		delete(r.output, name)
	}
}

func (r *results) testDone(e testEvent) {
	switch e.Action {
	case "pass":
		r.passed++
		// A report of the race detector may stand with a test that passed: it
		// goes to whichever wrote last.
		if strings.Contains(r.text(testName{e.Package, e.Test}), "WARNING: DATA RACE") {
			r.show(testName{e.Package, e.Test})
		}
	case "fail":
		r.failed++
		r.show(testName{e.Package, e.Test})
	case "skip":
		r.skipped = append(r.skipped, skipOf(e, r.text(testName{e.Package, e.Test})))
	}
}

// packageDone writes the package's line. When the package failed, what its
// unfinished tests wrote is shown too: that is where a panic stands.
func (r *results) packageDone(e testEvent) {
	took := time.Duration(e.Elapsed * float64(time.Second)).Round(10 * time.Millisecond)
	switch e.Action {
	case "pass":
		fmt.Fprintf(r.out, "ok    %s %v\n", e.Package, took)
	case "fail":
		for name := range r.output {
			if name.pkg == e.Package {
				r.show(name)
			}
		}
		fmt.Fprintf(r.out, "FAIL  %s %v\n", e.Package, took)
	}
}

func (r *results) show(name testName) {
	io.WriteString(r.out, r.text(name))
	delete(r.output, name)
}

func (r *results) text(name testName) string {
	if b := r.output[name]; b != nil {
		return b.String()
	}
	return ""
}

func skipOf(e testEvent, output string) skip {
	s := skip{pkg: e.Package, test: e.Test, why: "no reason given"}
	if reasons := skipReason.FindAllStringSubmatch(output, -1); reasons != nil {
		s.why = reasons[len(reasons)-1][1]
	}
	if m := skipSuite.FindStringSubmatch(s.why); m != nil {
		s.suite, s.why = m[1], m[2]
	}
	return s
}
