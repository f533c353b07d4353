package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

//go:embed all:dist
var dist embed.FS

//go:embed placeholder.html
var placeholder []byte

// policy allows what the console does and nothing else. Its component library
// writes style elements, so styles in the page are allowed; scripts are not.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Built reports whether the console is part of this program.
func Built() bool {
	_, err := fs.Stat(dist, "dist/index.html")
	return err == nil
}

// Handler serves the console to whatever address it is given: a file of that
// name, else, because the console has addresses of its own, its page. A missing
// file (an address whose last part has a dot) is 404.
func Handler() http.Handler {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is a constant
	}
	return &console{files: files, page: placeholder}
}

// console serves a folder of built files.
type console struct {
	files fs.FS
	page  []byte   // in place of index.html when there is none
	known sync.Map // name → *file
}

// file is one file, ready to be sent.
type file struct {
	name    string
	text    []byte
	zipped  []byte // nil when it does not shrink
	tag     string
	forever bool // its name changes with its content
}

// ServeHTTP answers GET and HEAD.
func (c *console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "this address is for reading", http.StatusMethodNotAllowed)
		return
	}
	f, ok := c.find(r.URL.Path)
	if !ok {
		http.Error(w, "there is no such file", http.StatusNotFound)
		return
	}
	f.send(w, r)
}

// find gives what stands at an address.
func (c *console) find(address string) (*file, bool) {
	name := strings.TrimPrefix(path.Clean("/"+address), "/")
	last := name[strings.LastIndexByte(name, '/')+1:]
	if last != "" && last[0] != '.' {
		if f, ok := c.load(name); ok {
			return f, true
		}
	}
	if strings.Contains(last, ".") {
		return nil, false
	}
	if f, ok := c.load("index.html"); ok {
		return f, true
	}
	return &file{name: "index.html", text: c.page, tag: tag(c.page)}, true
}

// load reads a file once and keeps it with its compressed form.
func (c *console) load(name string) (*file, bool) {
	if f, ok := c.known.Load(name); ok {
		return f.(*file), true
	}
	text, err := fs.ReadFile(c.files, name)
	if err != nil {
		return nil, false
	}
	f := &file{name: name, text: text, tag: tag(text), forever: strings.HasPrefix(name, "assets/")}
	f.zipped = zip(name, text)
	c.known.Store(name, f)
	return f, true
}

func tag(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// zip compresses what shrinks by it.
func zip(name string, text []byte) []byte {
	switch path.Ext(name) {
	case ".html", ".js", ".css", ".svg", ".json", ".webmanifest", ".txt", ".map":
	default:
		return nil
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	z.Write(text) // to memory: cannot fail
	z.Close()
	if b.Len() >= len(text) {
		return nil
	}
	return b.Bytes()
}

// send answers with the file, or says that the browser has it already.
func (f *file) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", kind(f.name))
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if f.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body, etag := f.text, f.tag
	if f.zipped != nil && takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body, etag = f.zipped, f.tag+"-gz"
	}
	etag = `"` + etag + `"`
	h.Set("ETag", etag)
	if strings.Contains(r.Header.Get("If-None-Match"), etag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method == http.MethodHead {
		return
	}
	w.Write(body) // the browser may be gone; there is nobody to tell
}

// kinds are the types that not every machine knows.
var kinds = map[string]string{".woff2": "font/woff2", ".webmanifest": "application/manifest+json", ".map": "application/json"}

func kind(name string) string {
	ext := path.Ext(name)
	if k := kinds[ext]; k != "" {
		return k
	}
	if k := mime.TypeByExtension(ext); k != "" {
		return k
	}
	return "application/octet-stream"
}

// takesGzip reports whether the browser takes a compressed answer.
func takesGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" {
			return strings.TrimSpace(weight) != "q=0"
		}
	}
	return false
}
