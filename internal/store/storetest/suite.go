package storetest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Needs gives the value of an environment variable without which the tests of
// a suite cannot run, and counts the test as one of the suite. Without the
// variable it ends the test as [Missing] does.
//
//	chromium := storetest.Needs(t, "browser", "REGULARS_TEST_CHROMIUM")
func Needs(t testing.TB, suite, variable string) string {
	t.Helper()
	value := os.Getenv(variable)
	if value == "" {
		Missing(t, suite, variable+" is not set")
	}
	t.Attr("suite", suite)
	return value
}

// Data gives the path of a file of the public data sets, such as
// "cdnow/cdnow_sample.csv.gz": in the folder REGULARS_TEST_DATA, or in
// ../shared/data beside the repository. Without it the test ends as with
// [Missing].
func Data(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("REGULARS_TEST_DATA")
	if dir == "" {
		dir = filepath.Join(repository(t), "..", "shared", "data")
	}
	path := filepath.Join(dir, filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		Missing(t, "data", name+" is not there; see REGULARS_TEST_DATA")
	}
	t.Attr("suite", "data")
	return path
}

// Missing ends a test whose suite cannot run on this machine: it skips, saying
// why, or fails when REGULARS_TEST_REQUIRE lists the suite.
func Missing(t testing.TB, suite, why string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("REGULARS_TEST_REQUIRE"), ","), suite) {
		t.Fatalf("the suite %q is required, but %s", suite, why)
	}
	t.Skipf("suite %q not run: %s", suite, why)
}

// repository gives the folder with go.mod, above the package under test.
func repository(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if up := filepath.Dir(dir); up != dir {
			dir = up
			continue
		}
		t.Fatal("there is no go.mod above this package")
	}
}
