package api_test

import (
	"html"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"regulars/internal/store/storetest"
)

// TestDocumentPageInBrowser lets a true browser draw the document's page.
func TestDocumentPageInBrowser(t *testing.T) {
	t.Parallel()
	chromium := storetest.Needs(t, "browser", "REGULARS_TEST_CHROMIUM")
	server := httptest.NewServer(frame(t, nil).Handler())
	defer server.Close()
	for address, wants := range map[string][]string{
		"":              {"The API of regulars", "What can go wrong", `id="problem-not_found"`, "Add a source", "First steps"},
		"#add-source":   {"<h1>Add a source</h1>", "sources:write", "curl -X POST", "Idempotency-Key", `aria-current="page"`},
		"#list-actions": {"<h1>What staff and programs did</h1>", "targetKind", "nextCursor"},
	} {
		out, err := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(),
			"--virtual-time-budget=5000", "--dump-dom", server.URL+"/api/docs"+address).Output()
		if err != nil {
			t.Fatal(err)
		}
		page := html.UnescapeString(string(out))
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("/api/docs%s lacks %q", address, want)
			}
		}
	}
}
