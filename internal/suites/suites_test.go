package main

import (
	"context"
	"os"
	"strings"
	"testing"

	"regulars/internal/store/storetest"
)

// TestResults reads a run as the go command writes it: a pass, a failure with
// its words, a suite that was left out, another skip, a panic and a build that
// broke.
func TestResults(t *testing.T) {
	t.Parallel()
	const stream = `{"Action":"start","Package":"a"}
{"Action":"output","Package":"a","Test":"TestGood","Output":"quiet\n"}
{"Action":"attr","Package":"a","Test":"TestGood","Key":"suite","Value":"data"}
{"Action":"attr","Package":"a","Test":"TestGood","Key":"suite","Value":"data"}
{"Action":"output","Package":"a","Test":"TestRaced","Output":"WARNING: DATA RACE\nWrite at 0x1\n"}
{"Action":"pass","Package":"a","Test":"TestRaced","Elapsed":0.1}
{"Action":"output","Package":"a","Test":"TestBad","Output":"=== PAUSE TestBad\n"}
{"Action":"pass","Package":"a","Test":"TestGood","Elapsed":0.1}
{"Action":"output","Package":"a","Test":"TestBad","Output":"    a_test.go:7: wrong by one\n"}
{"Action":"fail","Package":"a","Test":"TestBad"}
{"Action":"output","Package":"a","Test":"TestPg","Output":"    storetest.go:99: suite \"postgres\" not run: REGULARS_TEST_POSTGRES is not set\n"}
{"Action":"skip","Package":"a","Test":"TestPg"}
{"Action":"output","Package":"a","Test":"TestRoot","Output":"    a_test.go:9: root may write anywhere\n"}
{"Action":"skip","Package":"a","Test":"TestRoot"}
{"Action":"output","Package":"a","Test":"TestPanics","Output":"panic: boom\n"}
{"Action":"fail","Package":"a","Elapsed":1.5}
{"ImportPath":"b","Action":"build-output","Output":"b.go:1: syntax error\n"}
{"Action":"fail","Package":"b"}
{"Action":"skip","Package":"c"}
{"Action":"pass","Package":"d","Elapsed":0.25}
go: a warning`
	var out strings.Builder
	r := newResults(&out)
	r.read(strings.NewReader(stream))
	for _, want := range []string{"Write at 0x1", "wrong by one", "panic: boom", "FAIL  a 1.5s", "b.go:1: syntax error", "FAIL  b 0s", "ok    d 250ms", "go: a warning"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output has no %q:\n%s", want, out.String())
		}
	}
	for _, unwanted := range []string{"quiet", "PAUSE"} {
		if strings.Contains(out.String(), unwanted) {
			t.Errorf("the output has %q:\n%s", unwanted, out.String())
		}
	}
	if len(r.suites["data"]) != 1 {
		t.Errorf("suites %v, want one test of data", r.suites)
	}
	if r.passed != 2 || r.failed != 1 {
		t.Errorf("%d passed, %d failed, want 2 and 1", r.passed, r.failed)
	}
	want := []skip{
		{"a", "TestPg", "postgres", "REGULARS_TEST_POSTGRES is not set"},
		{"a", "TestRoot", "", "root may write anywhere"},
	}
	if len(r.skipped) != 2 || r.skipped[0] != want[0] || r.skipped[1] != want[1] {
		t.Errorf("skipped %v, want %v", r.skipped, want)
	}
}

// TestReport gives each verdict once, and fails for what is required only.
func TestReport(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		require []string
		change  func(s map[string]*suite)
		ok      bool
		want    string
	}{
		{"all passed", names, func(map[string]*suite) {}, true, "passed"},
		{"a suite is missing", nil, func(s map[string]*suite) { s["browser"].missing = "no chromium" }, true, "not run  no chromium"},
		{"a required suite is missing", []string{"browser"}, func(s map[string]*suite) { s["browser"].missing = "no chromium" }, false, "MISSED   no chromium"},
		{"a test failed", nil, func(s map[string]*suite) { s["go"].failed = true }, false, "FAILED"},
		{"an unknown suite is required", []string{"moon"}, func(map[string]*suite) {}, false, "no such suite"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			r := &runner{options: options{require: tt.require}, out: &out, suites: map[string]*suite{}}
			for _, name := range names {
				r.suites[name] = &suite{name: name}
			}
			tt.change(r.suites)
			if ok := r.report(); ok != tt.ok || !strings.Contains(out.String(), tt.want) {
				t.Errorf("ok = %v, want %v with %q:\n%s", ok, tt.ok, tt.want, out.String())
			}
		})
	}
}

// TestPostgres starts the throw-away server and sees that nothing of it is left.
func TestPostgres(t *testing.T) {
	t.Parallel()
	server, err := startPostgres(context.Background())
	if err != nil {
		storetest.Missing(t, "postgres", err.Error())
	}
	if !strings.HasPrefix(server.version, "PostgreSQL ") {
		t.Errorf("version %q", server.version)
	}
	server.stop()
	if _, err := os.Stat(server.dir); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
}

// TestMajor reads the first number of a version.
func TestMajor(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]int{"v20.20.2": 20, "22": 22, "15": 15, "": 0, "next": 0} {
		if got := major(version); got != want {
			t.Errorf("major(%q) = %d, want %d", version, got, want)
		}
	}
}
