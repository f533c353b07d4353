package apitest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"regulars/api"
	"regulars/auth"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// Run runs every scenario of a folder on both engines, each in a world of its
// own.
func Run(t *testing.T, folder string) {
	t.Helper()
	scenarios, err := Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scenarios {
		t.Run(s.File+"/"+s.Name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) { play(t, db, s) }, Migrations()...)
		})
	}
}

// player plays one scenario.
type player struct {
	*World
	names names
	as    *client
}

func play(t *testing.T, db *store.DB, s Scenario) {
	p := &player{World: Open(t, db), names: names{}}
	if s.Fresh {
		token, err := p.Auth.SetupToken(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		p.names["setup"] = token
	} else {
		p.setUp()
		p.as = p.actors["owner"]
	}
	for _, step := range s.Steps {
		faults := p.step(step)
		for _, f := range faults {
			t.Errorf("%s:%d: %s", s.File, step.Line, f)
		}
		if len(faults) > 0 {
			t.Fatalf("the log says:\n%s", p.log)
		}
	}
}

func (p *player) step(s Step) []string {
	var err error
	if s.Direction != "" {
		err = p.direct(s.Direction)
	} else {
		var faults []string
		if faults, err = p.exchange(s); err == nil {
			return faults
		}
	}
	if err != nil {
		return []string{err.Error()}
	}
	return nil
}

// direct follows a direction.
func (p *player) direct(line string) (err error) {
	verb, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch verb {
	case "as":
		p.as, err = p.actor(rest)
	case "advance":
		var d time.Duration
		if d, err = time.ParseDuration(rest); err == nil {
			p.Clock.Advance(d)
		}
	case "wait":
		for _, caughtUp := range p.waiters {
			if err := caughtUp(context.Background()); err != nil {
				return err
			}
		}
	}
	return err
}

// exchange sends a request and compares the answer.
func (p *player) exchange(s Step) ([]string, error) {
	r, sent, err := p.request(s)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := readAnswer(res)
	if err != nil {
		return nil, err
	}
	p.keepCookie(res)
	faults := p.compare(s, res, body)
	if res.StatusCode >= 400 {
		faults = append(faults, p.echoes(sent, body)...)
	}
	if path, ok := strings.CutPrefix(r.URL.Path, api.Prefix); ok && res.StatusCode != http.StatusMethodNotAllowed && !unrouted(body) {
		if err := p.API.Conforms(s.Method, path, res.StatusCode, res.Header.Get("Content-Type"), body); err != nil {
			faults = append(faults, "does not conform to the document: "+err.Error())
		}
	}
	if len(faults) > 0 {
		faults = append(faults, fmt.Sprintf("the answer was %d %s", res.StatusCode, body))
	}
	return faults, nil
}

func unrouted(body []byte) bool { return bytes.Contains(body, []byte(`there is no such address`)) }

// request builds a step's request, and gives the texts that it sends.
func (p *player) request(s Step) (r *http.Request, sent []string, err error) {
	path := p.names.fill(s.Path)
	if !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "/v1/") && !strings.HasPrefix(path, "/hooks/") {
		path = api.Prefix + path
	}
	text := p.names.fill(s.Body)
	body, contentType := io.Reader(strings.NewReader(text)), "application/json"
	if len(s.Form) > 0 {
		body, contentType, err = form(s.Form, p.names)
		if err != nil {
			return nil, nil, err
		}
	}
	if r, err = http.NewRequest(s.Method, p.Server.URL+path, body); err != nil {
		return nil, nil, err
	}
	if text != "" || len(s.Form) > 0 {
		r.Header.Set("Content-Type", contentType)
	}
	var value any
	if json.Unmarshal([]byte(text), &value) == nil {
		sent = texts(value)
	} else if text != "" {
		sent = []string{text}
	}
	for _, values := range r.URL.Query() {
		sent = append(sent, values...)
	}
	p.sign(r)
	for _, h := range s.Headers {
		r.Header.Set(h[0], p.names.fill(h[1]))
	}
	return r, sent, nil
}

// sign adds what says who asks.
func (p *player) sign(r *http.Request) {
	switch c := p.as; {
	case c == nil:
	case c.key != "":
		r.Header.Set("Authorization", "Bearer "+c.key)
	case c.cookie != nil:
		r.AddCookie(c.cookie)
		if r.Method != http.MethodGet {
			r.Header.Set("X-CSRF-Token", c.csrf)
		}
	}
}

// keepCookie makes whoever got a session cookie the one who acts, as a browser
// would.
func (p *player) keepCookie(res *http.Response) {
	for _, c := range res.Cookies() {
		if c.Name == p.Auth.CookieName() {
			p.as = &client{cookie: c}
			if c.MaxAge < 0 {
				p.as = nil
			}
		}
	}
}

func form(parts []Part, n names) (io.Reader, string, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, part := range parts {
		create := w.CreateFormField
		if part.File != "" {
			create = func(field string) (io.Writer, error) { return w.CreateFormFile(field, part.File) }
		}
		to, err := create(part.Field)
		if err != nil {
			return nil, "", err
		}
		io.WriteString(to, n.fill(part.Text))
	}
	return &b, w.FormDataContentType(), w.Close()
}

// readAnswer reads an answer; of a stream of events only the first of them.
func readAnswer(res *http.Response) ([]byte, error) {
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return io.ReadAll(res.Body)
	}
	var b bytes.Buffer
	for !bytes.HasSuffix(b.Bytes(), []byte("\n\n")) {
		if _, err := io.CopyN(&b, res.Body, 1); err != nil {
			return b.Bytes(), err
		}
	}
	return b.Bytes(), nil
}

func (p *player) compare(s Step, res *http.Response, body []byte) (faults []string) {
	if res.StatusCode != s.Status {
		return []string{fmt.Sprintf("want %d", s.Status)}
	}
	for _, h := range s.WantHeaders {
		got := res.Header.Get(h[0])
		faults = append(faults, p.names.match("header "+h[0], h[1], any(got))...)
	}
	for _, part := range s.WantText {
		if !strings.Contains(string(body), p.names.fill(part)) {
			faults = append(faults, "the answer lacks "+part)
		}
	}
	var got any
	if err := json.Unmarshal(body, &got); err != nil && s.Want != "" {
		return append(faults, "the answer is not JSON")
	}
	if s.Want != "" {
		var want any
		if err := json.Unmarshal([]byte(s.Want), &want); err != nil {
			return append(faults, err.Error())
		}
		faults = append(faults, p.names.match("answer", want, got)...)
	}
	// The CSRF token of a session that has just begun.
	if o, ok := got.(map[string]any); ok && p.as != nil && p.as.cookie != nil {
		if token, ok := o["csrfToken"].(string); ok {
			p.as.csrf = token
		}
	}
	return faults
}

// echoes finds what was sent within an error. Short texts occur by chance, and
// words of the API itself may be named; anything else must not come back.
func (w *World) echoes(sent []string, body []byte) (faults []string) {
	for _, text := range sent {
		if len(text) >= 6 && bytes.Contains(body, []byte(text)) && !w.words()[text] {
			faults = append(faults, "the error repeats "+text)
		}
	}
	return faults
}

// words gives every text of the document: names of members and parameters,
// choices, permissions.
func (w *World) words() map[string]bool {
	if w.vocabulary == nil {
		w.vocabulary = map[string]bool{}
		text, err := w.API.Document()
		w.check(err)
		var doc any
		w.check(json.Unmarshal(text, &doc))
		for _, word := range texts(doc) {
			w.vocabulary[word] = true
		}
		for _, g := range auth.Grants() {
			w.vocabulary[string(g.Permission)] = true
		}
	}
	return w.vocabulary
}

// lockedWriter lets the goroutines of a server share a builder.
type lockedWriter struct {
	mu sync.Mutex
	w  *strings.Builder
}

// Write writes one line of the log.
func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// Covered gives the operations that no step of the scenarios calls.
func Covered(ops []api.Op, scenarios []Scenario) (missing []string) {
	mux := http.NewServeMux()
	called := map[string]bool{}
	for _, op := range ops {
		mux.HandleFunc(op.Method+" "+op.Path, func(http.ResponseWriter, *http.Request) {})
	}
	for _, s := range scenarios {
		for _, step := range s.Steps {
			if step.Method == "" {
				continue
			}
			r, err := http.NewRequest(step.Method, strings.NewReplacer("$", "", "{", "", "}", "").Replace(step.Path), nil)
			if err == nil {
				_, pattern := mux.Handler(r)
				called[pattern] = true
			}
		}
	}
	for _, op := range ops {
		if !called[op.Method+" "+op.Path] {
			missing = append(missing, op.ID)
		}
	}
	return missing
}
