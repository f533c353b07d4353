package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"regulars"
	"regulars/api"
	"regulars/api/apitest"
	"regulars/auth"
)

var update = flag.Bool("update", false, "write testdata/openapi.json anew")

const golden = "testdata/openapi.json"

// TestDocumentIsGolden holds the API to its recorded contract. A change is
// recorded with "go test ./api -run Golden -update" and read in the diff.
func TestDocumentIsGolden(t *testing.T) {
	t.Parallel()
	a := frame(t, nil)
	text, err := a.Document()
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if *update {
		if err := os.WriteFile(golden, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, want) {
		t.Errorf("the API differs from %s from line %d on; if that is meant, run: go test ./api -run Golden -update", golden, firstDifference(text, want))
	}
}

func firstDifference(a, b []byte) int {
	x, y := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return i + 1
		}
	}
	return len(x)
}

func frame(t *testing.T, gate api.Gate) *api.API {
	t.Helper()
	a, err := apitest.Frame(gate)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// gate lets everybody in as the same caller.
type gate struct{ caller auth.Caller }

func (g gate) Identify(*http.Request) (auth.Caller, error) { return g.caller, nil }

// TestEveryOperationIsGuarded calls each operation without a caller and with
// one who may do nothing.
func TestEveryOperationIsGuarded(t *testing.T) {
	t.Parallel()
	nobody := gate{}
	powerless := gate{auth.Caller{Actor: regulars.Actor{Kind: regulars.ActorKey, ID: "k", Can: func(regulars.Permission) bool { return false }}}}
	stranger, guest := frame(t, nobody), frame(t, powerless)
	for _, op := range stranger.Operations() {
		if op.Needs == api.Public {
			continue
		}
		if status := call(stranger, op); status != http.StatusUnauthorized {
			t.Errorf("%s answers %d to nobody", op.ID, status)
		}
		if op.Needs == api.SignedIn {
			continue
		}
		if status := call(guest, op); status != http.StatusForbidden {
			t.Errorf("%s answers %d to somebody who may do nothing", op.ID, status)
		}
	}
}

// call calls an operation with nothing but its address.
func call(a *api.API, op api.Op) int {
	path := strings.NewReplacer("{", "", "}", "").Replace(op.Path)
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, httptest.NewRequest(op.Method, api.Prefix+path, strings.NewReader("")))
	return w.Code
}

// TestEveryOperationHasAScenario fails for an operation that no script calls.
func TestEveryOperationHasAScenario(t *testing.T) {
	t.Parallel()
	scenarios, err := apitest.Load("testdata")
	if err != nil {
		t.Fatal(err)
	}
	missing := apitest.Covered(frame(t, nil).Operations(), scenarios)
	slices.Sort(missing)
	for _, id := range missing {
		t.Errorf("no scenario in api/testdata calls %s", id)
	}
}

// TestReferencesLeadSomewhere follows every $ref of the document.
func TestReferencesLeadSomewhere(t *testing.T) {
	t.Parallel()
	text, err := frame(t, nil).Document()
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`"\$ref": "#/([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
		at := doc
		for _, name := range strings.Split(m[1], "/") {
			object, _ := at.(map[string]any)
			at = object[name]
		}
		if at == nil {
			t.Errorf("nothing is at %s", m[1])
		}
	}
}

// TestNoUniqueItems keeps a tag out that huma checks with a panic when somebody
// sends an object in the list.
func TestNoUniqueItems(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(golden)
	if err != nil || bytes.Contains(text, []byte(`"uniqueItems"`)) {
		t.Errorf("the tag uniqueItems is used (%v); check for repetitions in the domain", err)
	}
}

// TestPublicOperationsAreFew keeps the list of what anybody may call in sight.
func TestPublicOperationsAreFew(t *testing.T) {
	t.Parallel()
	var public []string
	for _, op := range frame(t, nil).Operations() {
		if op.Needs == api.Public {
			public = append(public, op.ID)
		}
	}
	slices.Sort(public)
	if want := []string{"get-session", "get-setup", "set-up", "sign-in", "use-link"}; !slices.Equal(public, want) {
		t.Errorf("public: %v, want %v", public, want)
	}
}

// TestDocumentPageStandsAlone holds the page of the document to files of its
// own, under a policy without inline scripts.
func TestDocumentPageStandsAlone(t *testing.T) {
	t.Parallel()
	h := frame(t, nil).Handler()
	for _, name := range []string{"", "/docs.js", "/dom.js", "/schema.js", "/docs.css", "/mark.svg"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/api/docs"+name, nil))
		body := w.Body.String()
		if w.Code != 200 || w.Header().Get("Content-Type") == "" {
			t.Errorf("/api/docs%s: %d %s", name, w.Code, w.Header().Get("Content-Type"))
		}
		if strings.Contains(strings.ReplaceAll(body, "http://www.w3.org/2000/svg", ""), "http://") || strings.Contains(body, "//cdn") || strings.Contains(body, "innerHTML") {
			t.Errorf("/api/docs%s reaches out", name)
		}
		if strings.Contains(body, "<script>") || strings.Contains(w.Header().Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("/api/docs%s has a script within", name)
		}
		again := httptest.NewRequest("GET", "/api/docs"+name, nil)
		again.Header.Set("If-None-Match", w.Header().Get("ETag"))
		w = httptest.NewRecorder()
		if h.ServeHTTP(w, again); w.Code != http.StatusNotModified {
			t.Errorf("/api/docs%s again: %d", name, w.Code)
		}
	}
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, httptest.NewRequest("GET", "/api/docs/nothing", nil)); w.Code != http.StatusNotFound {
		t.Errorf("a missing file: %d", w.Code)
	}
}
