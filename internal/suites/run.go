package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

type options struct {
	root     string   // the folder with go.mod
	race     bool     // Go tests with the race detector
	short    bool     // short Go tests only
	require  []string // suites that must run
	packages []string // Go packages; none means everything, with the suites of the console
}

// suite is one line of the report at the end.
type suite struct {
	name    string
	with    string // what it ran with
	missing string // why it did not run, or not whole; empty when it did
	failed  bool
}

// names are all suites, in the order of the report.
var names = []string{"go", "postgres", "data", "sdk", "console", "browser"}

type runner struct {
	options
	out    io.Writer
	env    []string
	suites map[string]*suite
}

// run runs what it can, writes what happens to out, and reports whether every
// test passed and every required suite ran.
func run(ctx context.Context, o options, out io.Writer) bool {
	r := &runner{options: o, out: out, env: os.Environ(), suites: map[string]*suite{}}
	for _, name := range names {
		r.suites[name] = &suite{name: name}
	}
	r.setenv("REGULARS_TEST_REQUIRE", strings.Join(o.require, ","))
	stop := r.prepare(ctx)
	defer stop()
	r.goTests(ctx)
	r.consoleTests(ctx)
	return r.report() && ctx.Err() == nil
}

// prepare finds out what this machine has and fills the environment. The
// function it gives stops what it started.
func (r *runner) prepare(ctx context.Context) (stop func()) {
	stop = r.preparePostgres(ctx)
	r.prepareData()

	node, err := findNode(ctx)
	if err != nil {
		r.suites["sdk"].missing, r.suites["console"].missing, r.suites["browser"].missing = err.Error(), err.Error(), err.Error()
		return stop
	}
	r.setenv("REGULARS_TEST_NODE", node.path)
	r.suites["sdk"].missing = r.install(ctx, "event/sdktest")
	r.suites["sdk"].with = "Node " + node.version
	r.suites["console"].missing = "only some packages were asked for"
	if len(r.packages) == 0 {
		r.suites["console"].missing = r.install(ctx, "web/console")
	}
	r.suites["console"].with = "Node " + node.version
	r.suites["browser"].missing = r.suites["console"].missing
	if chromium, err := findChromium(); err != nil {
		r.suites["browser"].missing = err.Error()
	} else {
		r.setenv("REGULARS_TEST_CHROMIUM", chromium)
		r.suites["browser"].with = chromium
	}
	return stop
}

func (r *runner) preparePostgres(ctx context.Context) (stop func()) {
	s := r.suites["postgres"]
	if os.Getenv("REGULARS_TEST_POSTGRES") != "" {
		s.with = "the server of REGULARS_TEST_POSTGRES"
		return func() {}
	}
	server, err := startPostgres(ctx)
	if err != nil {
		s.missing = err.Error()
		return func() {}
	}
	r.setenv("REGULARS_TEST_POSTGRES", server.url)
	s.with = server.version + ", started for this run"
	return server.stop
}

func (r *runner) prepareData() {
	s := r.suites["data"]
	dir := os.Getenv("REGULARS_TEST_DATA")
	if dir == "" {
		dir = filepath.Join(r.root, "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		s.missing = "the folder of public data sets is not there; see REGULARS_TEST_DATA"
		return
	}
	r.setenv("REGULARS_TEST_DATA", dir)
	s.with = dir
}

func (r *runner) goTests(ctx context.Context) {
	args := []string{"test", "-json", "-timeout", "20m"}
	s := r.suites["go"]
	s.with = "without the race detector"
	if r.race {
		args = append(args, "-race")
		s.with = "with the race detector"
	}
	if r.short {
		args = append(args, "-short")
		s.with += ", short"
	}
	if len(r.packages) == 0 {
		args = append(args, "./...")
	}
	results := newResults(r.out)
	err := r.pipe(ctx, results.read, "go", append(args, r.packages...)...)
	s.failed = err != nil
	s.with = fmt.Sprintf("%d tests, %s", results.passed+results.failed, s.with)
	r.leftOut(results.skipped)
	for _, name := range []string{"postgres", "data", "sdk"} {
		s := r.suites[name]
		s.with = fmt.Sprintf("%d tests, %s", len(results.suites[name]), s.with)
		if s.missing == "" && len(results.suites[name]) == 0 {
			s.missing = "no test named itself part of it"
		}
	}
}

// leftOut notes the tests that Go tests skipped: a suite that misses some did
// not run whole. Other skips are named with their reasons.
func (r *runner) leftOut(skipped []skip) {
	count := map[string]int{}
	for _, skip := range skipped {
		if r.suites[skip.suite] == nil {
			fmt.Fprintf(r.out, "skip  %s %s: %s\n", skip.pkg, skip.test, skip.why)
		}
		count[skip.suite]++
	}
	for _, skip := range skipped {
		s := r.suites[skip.suite]
		if s == nil || count[skip.suite] == 0 {
			continue
		}
		if s.missing == "" {
			s.missing = skip.why
		}
		s.missing += fmt.Sprintf(" (%d tests skipped)", count[skip.suite])
		count[skip.suite] = 0
	}
}

// consoleTests runs the npm scripts of the console that it has.
func (r *runner) consoleTests(ctx context.Context) {
	const dir = "web/console"
	for _, step := range []struct{ suite, script string }{{"console", "test"}, {"browser", "e2e"}} {
		s := r.suites[step.suite]
		if s.missing != "" {
			continue
		}
		if !r.hasScript(dir, step.script) {
			s.missing = dir + " has no script " + step.script
			continue
		}
		if step.suite == "browser" {
			if err := r.command(ctx, "make", "build"); err != nil {
				s.failed = true
				continue
			}
		}
		s.failed = r.command(ctx, "npm", "--prefix", dir, "run", step.script) != nil || s.failed
	}
}

func (r *runner) hasScript(dir, script string) bool {
	text, err := os.ReadFile(filepath.Join(r.root, dir, "package.json"))
	if err != nil {
		return false
	}
	var manifest struct {
		Scripts map[string]string `json:"scripts"`
	}
	return json.Unmarshal(text, &manifest) == nil && manifest.Scripts[script] != ""
}

// install installs the packages of an npm project from its lock file, unless
// they are there, and gives the reason when it cannot.
func (r *runner) install(ctx context.Context, dir string) (missing string) {
	if _, err := os.Stat(filepath.Join(r.root, dir, "package.json")); err != nil {
		return dir + " is not there"
	}
	if err := r.command(ctx, "make", "-s", dir+"/node_modules/.package-lock.json"); err != nil {
		return "the packages of " + dir + " could not be installed"
	}
	return ""
}

// report writes the last lines and gives whether all is well.
func (r *runner) report() bool {
	ok := true
	fmt.Fprintln(r.out, "\nSuites")
	for _, name := range names {
		s := r.suites[name]
		verdict, detail := "passed", s.with
		required := slices.Contains(r.require, name)
		switch {
		case s.failed:
			verdict, ok = "FAILED", false
		case s.missing != "" && required:
			verdict, detail, ok = "MISSED", s.missing+" (required)", false
		case s.missing != "":
			verdict, detail = "not run", s.missing
		case name != "go" && r.suites["go"].failed && name != "console" && name != "browser":
			verdict = "see go"
		}
		fmt.Fprintf(r.out, "  %-9s %-8s %s\n", name, verdict, detail)
	}
	for _, name := range r.require {
		if !slices.Contains(names, name) {
			fmt.Fprintf(r.out, "  %-9s %-8s there is no such suite (required)\n", name, "MISSED")
			ok = false
		}
	}
	return ok
}

func (r *runner) setenv(name, value string) { r.env = append(r.env, name+"="+value) }

// command runs a command in the root and shows what it writes.
func (r *runner) command(ctx context.Context, name string, args ...string) error {
	fmt.Fprintf(r.out, "\n$ %s %s\n", name, strings.Join(args, " "))
	return r.pipe(ctx, func(in io.Reader) { io.Copy(r.out, in) }, name, args...)
}

// pipe runs a command in the root and hands what it writes to read. When ctx
// ends, the command and its children are told to stop, and ten seconds later made to.
func (r *runner) pipe(ctx context.Context, read func(io.Reader), name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = r.root, r.env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	in, out := io.Pipe()
	cmd.Stdout, cmd.Stderr = out, out
	done := make(chan struct{})
	go func() {
		defer close(done)
		read(in)
		io.Copy(io.Discard, in)
	}()
	err := cmd.Run()
	out.Close()
	<-done
	return err
}
