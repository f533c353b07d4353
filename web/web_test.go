package web

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/klauspost/compress/gzip"
)

var script = strings.Repeat("console.log('regulars');\n", 100)

func built() *console {
	return &console{page: placeholder, files: fstest.MapFS{
		"index.html":           {Data: []byte("<!doctype html><title>console</title>")},
		"assets/app-1a2b3c.js": {Data: []byte(script)},
		"favicon.svg":          {Data: []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")},
		".gitkeep":             {},
	}}
}

func get(h http.Handler, method, path string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, path string
		status       int
		has          string
	}{
		{"GET", "/", 200, "<title>console</title>"},
		{"GET", "/customers/4711?tab=orders", 200, "<title>console</title>"},
		{"GET", "/assets/app-1a2b3c.js", 200, "console.log"},
		{"GET", "/assets/app-000000.js", 404, ""},
		{"GET", "/favicon.ico", 404, ""},
		{"GET", "/.gitkeep", 404, ""},
		{"GET", "/../../etc/passwd", 200, "<title>console</title>"},
		{"POST", "/", 405, ""},
		{"HEAD", "/", 200, ""},
	} {
		res := get(built(), c.method, c.path)
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != c.status || !strings.Contains(string(body), c.has) {
			t.Errorf("%s %s: %d %s", c.method, c.path, res.StatusCode, body)
		}
		if csp := res.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self';") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: policy %s", c.path, csp)
		}
	}
}

func TestCaching(t *testing.T) {
	t.Parallel()
	c := built()
	asset := get(c, "GET", "/assets/app-1a2b3c.js")
	if !strings.Contains(asset.Header.Get("Cache-Control"), "immutable") {
		t.Error("an asset with a hash in its name is not kept for ever")
	}
	page := get(c, "GET", "/")
	if page.Header.Get("Cache-Control") != "no-cache" {
		t.Error("the page is kept without asking")
	}
	again := get(c, "GET", "/", "If-None-Match", page.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("got %d for a page that the browser has", again.StatusCode)
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	c := built()
	res := get(c, "GET", "/assets/app-1a2b3c.js", "Accept-Encoding", "br, gzip")
	if res.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal("not compressed")
	}
	raw, _ := io.ReadAll(res.Body)
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || string(text) != script {
		t.Errorf("%v, %d bytes", err, len(text))
	}
	if get(c, "GET", "/assets/app-1a2b3c.js", "Accept-Encoding", "gzip;q=0").Header.Get("Content-Encoding") != "" {
		t.Error("compressed for a browser that refuses it")
	}
}

func TestWithoutConsole(t *testing.T) {
	t.Parallel()
	res := get(&console{files: fstest.MapFS{}, page: placeholder}, "GET", "/anything")
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != 200 || !strings.Contains(string(body), "make console") || strings.Contains(string(body), "<script") {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	if res := get(Handler(), "GET", "/"); res.StatusCode != 200 {
		t.Errorf("the embedded files: %d", res.StatusCode)
	}
}
