package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"regulars"
	"regulars/auth"
)

// somebody may do everything.
var somebody = auth.Caller{Actor: regulars.Actor{Kind: regulars.ActorStaff, ID: "s1"}}

type oneCaller struct{ auth.Caller }

func (g oneCaller) Identify(*http.Request) (auth.Caller, error) { return g.Caller, nil }

// newFrame gives a frame for somebody, with what deps says besides.
func newFrame(t testing.TB, deps Deps) *API {
	t.Helper()
	if deps.Gate == nil {
		deps.Gate = oneCaller{somebody}
	}
	a, err := New(deps)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// op is a declaration of which only the id and the method matter.
func op(method, id string) Op {
	return Op{ID: id, Method: method, Path: "/" + id, Needs: SignedIn, Tag: "Test", Summary: "Test"}
}

type nothing struct{}

type note struct {
	Body struct {
		Text string `json:"text" maxLength:"50"`
	}
}

func send(h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, Prefix+path, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func problemOf(t *testing.T, body io.Reader) (p Problem) {
	t.Helper()
	if err := json.NewDecoder(body).Decode(&p); err != nil {
		t.Fatalf("not a problem: %v", err)
	}
	return p
}

func TestEveryCodeHasAStatus(t *testing.T) {
	t.Parallel()
	seen := map[int]bool{}
	for _, code := range []regulars.Code{regulars.ErrInvalid, regulars.ErrNotFound, regulars.ErrConflict, regulars.ErrUnauthorized,
		regulars.ErrForbidden, regulars.ErrTooLarge, regulars.ErrTooMany, regulars.ErrUnavailable, regulars.ErrInternal} {
		status := StatusOf(code)
		if seen[status] || meanings[code] == "" || statuses[code] == 0 {
			t.Errorf("%s: %d", code, status)
		}
		seen[status] = true
	}
	if StatusOf("unheard of") != 500 {
		t.Error("an unknown code is not our fault")
	}
}

func TestErrorsOfADomain(t *testing.T) {
	t.Parallel()
	wrapped := fmt.Errorf("while reading: %w", regulars.NotFound("gift"))
	for _, c := range []struct {
		err     error
		status  int
		reason  string
		retry   int
		secrets string
	}{
		{wrapped, 404, "not_found", 0, "while reading"},
		{regulars.Faults{regulars.Invalid("a", "required", "a is required"), regulars.Invalid("b", "choice", "b is not")}, 400, "required", 0, ""},
		{&regulars.Error{Code: regulars.ErrTooMany, Reason: "slow", RetryAfter: 7}, 429, "slow", 7, ""},
		{&regulars.Error{Code: regulars.ErrInternal, Message: "the secret is out"}, 500, "", 0, "secret"},
		{errors.New("no such column: secret"), 500, "internal", 0, "secret"},
		{context.DeadlineExceeded, 503, "timeout", 5, ""},
		{fmt.Errorf("copy: %w", &http.MaxBytesError{Limit: 5}), 413, "body", 0, ""},
	} {
		a := newFrame(t, Deps{})
		Do(a, op("POST", "fail"), func(context.Context, *nothing) error { return c.err })
		w := send(a.Handler(), "POST", "/fail", "")
		text := w.Body.String()
		p := problemOf(t, w.Body)
		if w.Code != c.status || p.Status != c.status || p.Reason != c.reason || p.RetryAfter != c.retry || p.RequestID != w.Header().Get("X-Request-Id") {
			t.Errorf("%v: %d %+v", c.err, w.Code, p)
		}
		if (w.Header().Get("Retry-After") != "") != (c.retry > 0) || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%v: %v", c.err, w.Header())
		}
		if c.secrets != "" && strings.Contains(text, c.secrets) {
			t.Errorf("%v: tells %s", c.err, text)
		}
	}
}

func TestPanicIsAProblemAndALine(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	a := newFrame(t, Deps{Log: slog.New(slog.NewJSONHandler(&log, nil))})
	Do(a, op("GET", "boom"), func(context.Context, *nothing) error { panic("something broke") })
	w := send(a.Handler(), "GET", "/boom?", "")
	p := problemOf(t, w.Body)
	if w.Code != 500 || p.Code != regulars.ErrInternal || strings.Contains(p.Detail, "broke") {
		t.Errorf("%d %+v", w.Code, p)
	}
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil || line["request"] != p.RequestID || line["operation"] != "boom" ||
		!strings.Contains(fmt.Sprint(line["cause"]), "something broke") {
		t.Errorf("the log has %s", log.String())
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	a := newFrame(t, Deps{})
	o := op("GET", "slow")
	o.Timeout = time.Millisecond
	Do(a, o, func(ctx context.Context, _ *nothing) error { <-ctx.Done(); return ctx.Err() })
	if w := send(a.Handler(), "GET", "/slow", ""); w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestBodyLimits(t *testing.T) {
	t.Parallel()
	a := newFrame(t, Deps{})
	o := op("POST", "note")
	o.MaxBody = 40
	ran := false
	Do(a, o, func(context.Context, *note) error { ran = true; return nil })
	fits := `{"text":"` + strings.Repeat("x", 40-11) + `"}`
	if w := send(a.Handler(), "POST", "/note", fits); w.Code != 204 || !ran {
		t.Errorf("exactly the limit: %d %s", w.Code, w.Body)
	}
	if w := send(a.Handler(), "POST", "/note", fits+" "); w.Code != 413 {
		t.Errorf("one more: %d", w.Code)
	}
	// Without a length told beforehand.
	r := httptest.NewRequest("POST", Prefix+"/note", io.MultiReader(strings.NewReader(fits), strings.NewReader("      ")))
	r.ContentLength = -1
	w := httptest.NewRecorder()
	if a.Handler().ServeHTTP(w, r); w.Code != 413 {
		t.Errorf("chunked: %d %s", w.Code, w.Body)
	}
}

func TestBodyThatDoesNotCome(t *testing.T) {
	t.Parallel()
	a := newFrame(t, Deps{})
	a.stall = time.Millisecond
	Do(a, op("POST", "note"), func(context.Context, *note) error { return nil })
	server := httptest.NewServer(a.Handler())
	defer server.Close()
	c, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "POST %s/note HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"te", Prefix)
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	if p := problemOf(t, res.Body); res.StatusCode != http.StatusRequestTimeout || p.Reason != "body_timeout" {
		t.Errorf("%d %+v", res.StatusCode, p)
	}
}

// TestWorkOutlivesTheBodysTime holds the trap that stallGuard is for: time that
// runs out after the body was read must not cancel the work.
func TestWorkOutlivesTheBodysTime(t *testing.T) {
	t.Parallel()
	a := newFrame(t, Deps{})
	a.stall = time.Millisecond
	Do(a, op("POST", "note"), func(ctx context.Context, _ *note) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond): // the work, much longer than a body may take
			return nil
		}
	})
	server := httptest.NewServer(a.Handler())
	defer server.Close()
	for range 3 { // on one connection
		res, err := http.Post(server.URL+Prefix+"/note", "application/json", strings.NewReader(`{"text":"x"}`))
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		if res.Body.Close(); res.StatusCode != 204 {
			t.Errorf("got %d", res.StatusCode)
		}
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	a := newFrame(t, Deps{})
	Handle(a, op("GET", "long"), func(context.Context, *nothing) (Page[string], error) {
		return Page[string]{Items: []string{strings.Repeat("tea ", 1000)}}, nil
	})
	Handle(a, op("GET", "short"), func(context.Context, *nothing) (Page[string], error) { return Page[string]{}, nil })
	h := a.Handler()
	w := send(h, "GET", "/long", "", "Accept-Encoding", "gzip")
	if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 1000 {
		t.Fatalf("%v, %d bytes", w.Header(), w.Body.Len())
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || !bytes.Contains(text, []byte("tea tea")) || !json.Valid(text) {
		t.Errorf("%v %s", err, text)
	}
	if w := send(h, "GET", "/long", ""); w.Header().Get("Content-Encoding") != "" || !json.Valid(w.Body.Bytes()) {
		t.Error("compressed for somebody who did not ask")
	}
	if w := send(h, "GET", "/short", "", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" || w.Body.String() != "{\"items\":[]}\n" {
		t.Errorf("a short answer: %v %s", w.Header(), w.Body)
	}
}

func TestKeysAreLimitedAndPeopleAreNot(t *testing.T) {
	t.Parallel()
	clock := regulars.NewManualClock(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	key := auth.Caller{Actor: regulars.Actor{Kind: regulars.ActorKey, ID: "k1"}}
	for _, c := range []struct {
		caller  auth.Caller
		limited bool
	}{{key, true}, {somebody, false}} {
		a := newFrame(t, Deps{Clock: clock, Gate: oneCaller{c.caller}})
		Do(a, op("GET", "ping"), func(context.Context, *nothing) error { return nil })
		h := a.Handler()
		last := 0
		for range keyBurst + 1 {
			last = send(h, "GET", "/ping", "").Code
		}
		if (last == http.StatusTooManyRequests) != c.limited {
			t.Errorf("%s: %d after %d requests", c.caller.Actor.Kind, last, keyBurst+1)
		}
		clock.Advance(time.Second)
		if w := send(h, "GET", "/ping", ""); w.Code != 204 {
			t.Errorf("%s: %d a second later", c.caller.Actor.Kind, w.Code)
		}
	}
}

func TestClientAddress(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct{ remote, forwarded, want string }{
		{"192.0.2.1:99", "198.51.100.7", "192.0.2.1"}, // not a proxy of ours: its word counts nothing
		{"127.0.0.1:99", "", "127.0.0.1"},
		{"127.0.0.1:99", "198.51.100.7", "198.51.100.7"},
		{"127.0.0.1:99", "203.0.113.9, 198.51.100.7, 10.1.1.1", "198.51.100.7"}, // the first is what the client claims
		{"127.0.0.1:99", "nonsense", "127.0.0.1"},
		{"[::ffff:127.0.0.1]:99", "2001:db8::5", "2001:db8::5"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := ClientAddress(r, proxies).String(); got != c.want {
			t.Errorf("%s, %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

func TestWrongDeclarationsPanic(t *testing.T) {
	t.Parallel()
	good := op("GET", "good")
	for name, spoil := range map[string]func(*Op){
		"no permission":      func(o *Op) { o.Needs = "" },
		"unknown permission": func(o *Op) { o.Needs = "coffee:make" },
		"no summary":         func(o *Op) { o.Summary = "" },
		"bad id":             func(o *Op) { o.ID = "GetGood" },
		"bad path":           func(o *Op) { o.Path = "/good/" },
		"taken id":           func(o *Op) { o.ID = "taken" },
		"path parameter":     func(o *Op) { o.Path = "/good/{id}" },
	} {
		a := newFrame(t, Deps{})
		Do(a, op("GET", "taken"), func(context.Context, *nothing) error { return nil })
		o := good
		spoil(&o)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: declared", name)
				}
			}()
			Do(a, o, func(context.Context, *nothing) error { return nil })
		}()
	}
}

func TestAnswersHaveNoNull(t *testing.T) {
	t.Parallel()
	type inner struct{ List []int }
	type outer struct {
		Inner  inner
		Ptr    *inner
		Many   []inner
		Map    map[string]string
		Raw    json.RawMessage `json:",omitempty"`
		At     time.Time
		Absent *inner `json:",omitempty"`
	}
	a := newFrame(t, Deps{})
	Handle(a, op("GET", "all"), func(context.Context, *nothing) (outer, error) {
		return outer{Ptr: &inner{}, Many: []inner{{}, {}}}, nil
	})
	w := send(a.Handler(), "GET", "/all", "")
	if want := `{"Inner":{"List":[]},"Ptr":{"List":[]},"Many":[{"List":[]},{"List":[]}],"Map":{},"At":"0001-01-01T00:00:00Z"}` + "\n"; w.Body.String() != want {
		t.Errorf("got  %s\nwant %s", w.Body, want)
	}
}

func TestDownload(t *testing.T) {
	t.Parallel()
	a := newFrame(t, Deps{})
	broken := errors.New("the disk is gone")
	Download(a, op("GET", "file"), "text/csv", func(_ context.Context, _ *nothing, f *File) error {
		f.Name = "顾客.csv"
		_, err := io.WriteString(f, "id\n1\n")
		return err
	})
	Download(a, op("GET", "early"), "text/csv", func(context.Context, *nothing, *File) error { return regulars.NotFound("file") })
	Download(a, op("GET", "late"), "text/csv", func(_ context.Context, _ *nothing, f *File) error {
		io.WriteString(f, strings.Repeat("half a file\n", 10_000))
		return broken
	})
	server := httptest.NewServer(a.Handler())
	defer server.Close()
	get := func(path string) (*http.Response, []byte, error) {
		res, err := http.Get(server.URL + Prefix + path)
		if err != nil {
			return nil, nil, err
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		return res, body, err
	}
	res, body, err := get("/file")
	if err != nil || string(body) != "id\n1\n" || res.Header.Get("Content-Type") != "text/csv" ||
		res.Header.Get("Content-Disposition") != "attachment; filename*=utf-8''%E9%A1%BE%E5%AE%A2.csv" {
		t.Errorf("%v %v %q", err, res.Header, body)
	}
	if res, body, _ := get("/early"); res.StatusCode != 404 || !bytes.Contains(body, []byte("not_found")) {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	if _, _, err := get("/late"); err == nil {
		t.Error("half a file looks whole")
	}
}

func TestUpload(t *testing.T) {
	t.Parallel()
	a := newFrame(t, Deps{})
	o := op("POST", "import")
	o.MaxBody = 1000
	Upload(a, o, map[string]string{"file": "A CSV file", "kind": "orders or customers"},
		func(_ context.Context, _ *nothing, form *multipart.Reader) (map[string]int, error) {
			sizes := map[string]int{}
			for {
				part, err := form.NextPart()
				if err == io.EOF {
					return sizes, nil
				}
				if err != nil {
					return nil, err
				}
				text, err := io.ReadAll(part)
				if err != nil {
					return nil, err
				}
				sizes[part.FormName()+" "+part.FileName()] = len(text)
			}
		})
	form := func(size int) (body, contentType string) {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		w.WriteField("kind", "orders")
		f, _ := w.CreateFormFile("file", "订单.csv")
		f.Write(bytes.Repeat([]byte("x"), size))
		w.Close()
		return b.String(), w.FormDataContentType()
	}
	body, kind := form(100)
	if w := send(a.Handler(), "POST", "/import", body, "Content-Type", kind); w.Code != 200 || !strings.Contains(w.Body.String(), `"file 订单.csv":100`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	body, kind = form(5000)
	if w := send(a.Handler(), "POST", "/import", body, "Content-Type", kind); w.Code != 413 {
		t.Errorf("too large: %d %s", w.Code, w.Body)
	}
	if w := send(a.Handler(), "POST", "/import", "{}", "Content-Type", "application/json"); w.Code != 415 {
		t.Errorf("no form: %d", w.Code)
	}
	if b := a.operation("POST", "/import").RequestBody; b == nil || b.Content["multipart/form-data"].Schema.Properties["file"].Format != "binary" {
		t.Error("the form is not documented")
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	a := newFrame(t, Deps{})
	left := make(chan struct{})
	Events(a, op("GET", "tail"), map[string]any{"gift": note{}.Body}, func(ctx context.Context, _ *nothing, send func(string, any) error) error {
		defer close(left)
		if err := send("gift", map[string]string{"text": "line\nbreak"}); err != nil {
			return err
		}
		<-ctx.Done()
		return ctx.Err()
	})
	Events(a, op("GET", "none"), map[string]any{"gift": note{}.Body}, func(context.Context, *nothing, func(string, any) error) error {
		return regulars.NotFound("source")
	})
	server := httptest.NewServer(a.Handler())
	defer server.Close()
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	r, _ := http.NewRequestWithContext(ctx, "GET", server.URL+Prefix+"/tail", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	if res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Content-Encoding") != "" {
		t.Errorf("%v", res.Header)
	}
	lines := bufio.NewScanner(res.Body)
	var got []string
	for lines.Scan() && lines.Text() != "" {
		got = append(got, lines.Text())
	}
	if want := "event: gift|data: {\"text\":\"line\\nbreak\"}"; strings.Join(got, "|") != want {
		t.Errorf("got %q", got)
	}
	leave()
	<-left // the operation learns that the caller left
	if w := send(a.Handler(), "GET", "/none", ""); w.Code != 404 {
		t.Errorf("an error before the first event: %d", w.Code)
	}
}
