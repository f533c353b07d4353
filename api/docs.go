package api

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"regulars"
)

//go:embed docs
var docs embed.FS

// docsPolicy lets the document's page load its own files and the document.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// serveDocument puts the OpenAPI document and its page on the mux. The page is
// plain files of our own: it loads nothing from any other host.
func (a *API) serveDocument() {
	text := sync.OnceValues(a.Document) // made at the first request, when all is declared
	a.mux.HandleFunc("GET /api/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		body, err := text()
		if err != nil {
			fail(w, r, err)
			return
		}
		sendFile(w, r, "application/json", body)
	})
	files, err := fs.Sub(docs, "docs")
	if err != nil {
		panic(err) // the name is a constant
	}
	a.mux.HandleFunc("GET /api/docs/{file}", func(w http.ResponseWriter, r *http.Request) {
		a.sendDocs(w, r, files, r.PathValue("file"))
	})
	a.mux.HandleFunc("GET /api/docs", func(w http.ResponseWriter, r *http.Request) {
		a.sendDocs(w, r, files, "index.html")
	})
}

func (a *API) sendDocs(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		fail(w, r, regulars.NotFound("address"))
		return
	}
	w.Header().Set("Content-Security-Policy", docsPolicy)
	sendFile(w, r, mime.TypeByExtension(path.Ext(name)), body)
}

// sendFile sends a file that the browser may keep but asks about each time.
func sendFile(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", tag)
	if strings.Contains(r.Header.Get("If-None-Match"), strings.Trim(tag, `"`)) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Write(body) // the caller may be gone; there is nobody to tell
}
