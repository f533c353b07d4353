package event_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"regulars"
	"regulars/auth"
	"regulars/event"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// sources are known by write key; the id is the key with "id-" before it.
type sources struct {
	mu   sync.Mutex
	list []auth.Source
}

func (s *sources) find(is func(auth.Source) bool) (auth.Source, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.list {
		if is(x) {
			return x, true
		}
	}
	return auth.Source{}, false
}

func (s *sources) SourceByKey(key string) (auth.Source, bool) {
	return s.find(func(x auth.Source) bool { return x.WriteKey == key })
}

func (s *sources) SourceByID(id string) (auth.Source, bool) {
	return s.find(func(x auth.Source) bool { return x.ID == id })
}

// bench is an intake with its log, for one test.
type bench struct {
	t       *testing.T
	db      *store.DB
	log     *eventlog.Log
	intake  *event.Intake
	clock   *regulars.ManualClock
	sources *sources
	metrics *prometheus.Registry
}

func each(t *testing.T, fn func(b *bench)) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(open(t, db, event.Options{})) }, eventlog.Migration(), event.Migration())
}

func onSQLite(t *testing.T, o event.Options) *bench {
	t.Parallel()
	return open(t, storetest.SQLite(t, eventlog.Migration(), event.Migration()), o)
}

func open(t *testing.T, db *store.DB, o event.Options) *bench {
	t.Helper()
	b := &bench{t: t, db: db, clock: regulars.NewManualClock(start), metrics: prometheus.NewRegistry(), sources: &sources{list: []auth.Source{
		{ID: "id-k1", WriteKey: "k1", Kind: auth.ServerSource, Enabled: true},
		{ID: "id-web", WriteKey: "web", Kind: auth.WebSource, Enabled: true, Origins: []string{"https://shop.example.com"}},
		{ID: "id-off", WriteKey: "off", Kind: auth.ServerSource},
	}}}
	var err error
	if b.log, err = eventlog.Open(context.Background(), db, b.clock, eventlog.Options{}); err != nil {
		t.Fatal(err)
	}
	o.Clock, o.Sources, o.Metrics = b.clock, b.sources, b.metrics
	o.Currency = func() string { return "CNY" }
	b.intake = event.New(db, b.log, o)
	t.Cleanup(func() {
		b.intake.Close()
		b.log.Close()
	})
	return b
}

// send posts a body with the write key k1 and gives the answer.
func (b *bench) send(path, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.SetBasicAuth("k1", "")
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	b.intake.ServeHTTP(w, r)
	return w
}

// must posts a body that must be answered with a status.
func (b *bench) must(status int, path, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	b.t.Helper()
	w := b.send(path, body, change...)
	if w.Code != status {
		b.t.Fatalf("%s %.80s: %d %s, want %d", path, body, w.Code, w.Body, status)
	}
	return w
}

// events gives what is on the log. On PostgreSQL a reader sees an event only
// when every older transaction of the server has ended, so it looks again.
func (b *bench) events() []regulars.Event {
	b.t.Helper()
	end, err := b.log.End(context.Background())
	if err != nil {
		b.t.Fatal(err)
	}
	for {
		list, err := b.log.Read(context.Background(), regulars.Position{}, 1<<20)
		if err != nil {
			b.t.Fatal(err)
		}
		if end.IsZero() || len(list) > 0 && list[len(list)-1].Position.Compare(end) >= 0 {
			return list
		}
	}
}

// names gives the names of the events on the log, in order.
func (b *bench) names() string {
	var names []string
	for _, e := range b.events() {
		names = append(names, e.Name)
	}
	return strings.Join(names, " ")
}

func (b *bench) held() []event.Held {
	b.t.Helper()
	list, _, err := b.intake.Quarantine().List(system(), event.Filter{}, event.Place{}, 100)
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

func system() context.Context {
	return regulars.WithActor(context.Background(), regulars.System("test"))
}

func track(id, name string) string {
	return fmt.Sprintf(`{"type":"track","messageId":%q,"event":%q,"userId":"u1"}`, id, name)
}

func batch(events ...string) string { return `{"batch":[` + strings.Join(events, ",") + `]}` }

func TestEveryAddress(t *testing.T) {
	each(t, func(b *bench) {
		for i, path := range []string{"identify", "i", "track", "t", "page", "p", "screen", "s", "group", "g", "alias", "a"} {
			body := fmt.Sprintf(`{"messageId":"m%d","userId":"u1","event":"E","groupId":"g1","previousId":"p1","name":"N"}`, i)
			if w := b.must(200, "/v1/"+path, body); w.Body.String() != `{"success":true}` {
				t.Errorf("%s: %s", path, w.Body)
			}
		}
		for i, path := range []string{"batch", "b", "import", "batch/", "/batch"} {
			b.must(200, "/v1/"+path, batch(track(fmt.Sprintf("b%d", i), "B")))
		}
		b.must(200, "/v1/m", `{"series":[]}`)
		var kinds []string
		for _, e := range b.events() {
			if e.Source != "id-k1" || !e.Received.Equal(start) || !e.Time.Equal(start) {
				t.Errorf("%+v", e)
			}
			kinds = append(kinds, string(e.Type))
		}
		want := "identify identify track track page page screen screen group group alias alias track track track track track"
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		b.must(404, "/v1/nothing", "{}")
		b.must(404, "/elsewhere", "{}")
		if w := b.must(405, "/v1/track", "", func(r *http.Request) { r.Method = "GET" }); w.Header().Get("Allow") == "" {
			t.Error("405 without Allow")
		}
	})
}

func TestSentTwiceIsThereOnce(t *testing.T) {
	each(t, func(b *bench) {
		b.must(200, "/v1/batch", batch(track("1", "A"), track("2", "B"), track("1", "A")))
		b.must(200, "/v1/batch", batch(track("2", "B"), track("3", "C")))
		if got := b.names(); got != "A B C" {
			t.Errorf("the log holds %s", got)
		}
		list, err := b.intake.Hours(system(), "id-k1", start)
		if err != nil || len(list) != 1 || list[0].Taken != 3 || list[0].Repeated != 2 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestWhoMaySend(t *testing.T) {
	each(t, func(b *bench) {
		for key, want := range map[string]int{"k1": 200, "": 401, "nobody": 401, "off": 401} {
			if w := b.send("/v1/track", track("basic"+key, "X"), func(r *http.Request) { r.SetBasicAuth(key, "") }); w.Code != want {
				t.Errorf("basic %q: %d", key, w.Code)
			}
			w := b.send("/v1/batch", `{"batch":[],"writeKey":"`+key+`"}`, func(r *http.Request) { r.Header.Del("Authorization") })
			if w.Code != want {
				t.Errorf("body %q: %d", key, w.Code)
			}
		}
		web := func(origin string) func(*http.Request) {
			return func(r *http.Request) {
				r.SetBasicAuth("web", "")
				r.Header.Set("Origin", origin)
			}
		}
		w := b.must(200, "/v1/t", track("o1", "X"), web("https://shop.example.com"))
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != "https://shop.example.com" || w.Header().Get("Vary") != "Origin" {
			t.Errorf("allowed origin: %v", w.Header())
		}
		w = b.must(403, "/v1/t", track("o2", "X"), web("https://evil.example.com"))
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("another origin may read: %s", got)
		}
		if e := b.events(); len(e) != 2 || e[1].Channel != regulars.Web {
			t.Errorf("%+v", e)
		}
	})
}

func TestBrowserAsksFirst(t *testing.T) {
	b := onSQLite(t, event.Options{})
	w := b.must(204, "/v1/t", "", func(r *http.Request) {
		r.Method = "OPTIONS"
		r.Header.Set("Access-Control-Request-Private-Network", "true")
		r.Header.Set("Access-Control-Request-Headers", "authorization,content-type,x-retry-count")
	})
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "POST",
		"Access-Control-Allow-Headers": "authorization,content-type,x-retry-count", "Access-Control-Allow-Private-Network": "true",
	} {
		if !strings.HasPrefix(w.Header().Get(name), want) {
			t.Errorf("%s: %q", name, w.Header().Get(name))
		}
	}
}

func TestSettings(t *testing.T) {
	b := onSQLite(t, event.Options{})
	get := func(r *http.Request) { r.Method = "GET" }
	w := b.must(200, "/v1/projects/web/settings", "", get)
	var got struct {
		Integrations map[string]struct{ APIKey, APIHost, Protocol string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if s := got.Integrations["Segment.io"]; s.APIKey != "web" || s.APIHost != "example.com/v1" || s.Protocol != "http" {
		t.Errorf("%+v", got)
	}
	b.must(404, "/v1/projects/nobody/settings", "", get)
	b.must(404, "/v1/projects/off/settings", "", get)
	b.must(405, "/v1/projects/web/settings", "")
}

func TestNeverARedirect(t *testing.T) {
	b := onSQLite(t, event.Options{})
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(418) })
	server := httptest.NewServer(b.intake.Before(mux))
	t.Cleanup(server.Close)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("a redirect") }}
	for path, want := range map[string]int{"/v1/track": 200, "//v1/track": 200, "/v1//track/": 200, "/v1/track/": 200, "//v1/nothing": 404, "/v1": 418, "/other": 418} {
		r, err := http.NewRequest("POST", server.URL+path, strings.NewReader(track("m"+path, "X")))
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth("k1", "")
		res, err := client.Do(r)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, want)
		}
	}
}

func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return b.String()
}

func TestBodies(t *testing.T) {
	b := onSQLite(t, event.Options{})
	b.must(200, "/v1/batch", zipped(batch(track("1", "Zipped"))), func(r *http.Request) { r.Header.Set("Content-Encoding", "gzip") })
	b.must(200, "/v1/batch", zipped(batch(track("2", "Unannounced"))), func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") })
	b.must(200, "/v1/batch", batch(track("3", "Chunked")), func(r *http.Request) { r.ContentLength = -1 })
	long := batch(track("4", "Long"), `{"type":"track","event":"Padding","userId":"u","messageId":"p","properties":{"a":"`+strings.Repeat("x", 30000)+`"}}`)
	for i := range 3 {
		b.must(200, "/v1/batch", zipped(strings.Replace(long, `"4"`, fmt.Sprintf(`"4%d"`, i), 1)), func(r *http.Request) { r.ContentLength = -1 })
	}
	if got := b.names(); got != "Zipped Unannounced Chunked Long Padding Long Long" {
		t.Errorf("the log holds %s", got)
	}
	b.must(400, "/v1/batch", "\x1f\x8b nonsense")
	b.must(400, "/v1/batch", zipped(batch(track("5", "Cut")))[:40])
	b.must(400, "/v1/batch", batch(), func(r *http.Request) { r.Header.Set("Content-Encoding", "br") })
	b.must(400, "/v1/batch", batch(), func(r *http.Request) {
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), brokenReader{}))
	})
	b.must(413, "/v1/batch", batch(track("6", strings.Repeat("x", 4<<20))))
	b.must(413, "/v1/batch", zipped(batch(track("7", strings.Repeat("x", 16<<20)))))
	list := b.held()
	if len(list) != 2 || list[0].Reason != "request_too_large" || list[1].Size <= 4<<20 && list[0].Size <= 4<<20 {
		t.Errorf("held: %+v", list)
	}
	if b.must(200, "/v1/batch", batch(track("8", "Still"))); !strings.HasSuffix(b.names(), "Still") {
		t.Error("intake is stuck")
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("broken off") }

func TestPartlyBadBatch(t *testing.T) {
	each(t, func(b *bench) {
		const bad = `{"type":"track","event":"Order Completed","userId":"u2","properties":{"total":5}}`
		for range 2 {
			b.must(200, "/v1/batch", batch(track("1", "A"), bad, track("2", "B")))
			b.clock.Advance(time.Second)
		}
		if got := b.names(); got != "A B" {
			t.Errorf("the log holds %s", got)
		}
		list := b.held()
		if len(list) != 1 {
			t.Fatalf("held: %+v", list)
		}
		h := list[0]
		if h.Reason != "required" || h.Field != "properties.order_id" || h.Name != "Order Completed" || h.UserID != "u2" ||
			h.Source != "id-k1" || h.Times != 2 || !h.First.Equal(start) || !h.Latest.Equal(start.Add(time.Second)) || h.Size != int64(len(bad)) {
			t.Errorf("%+v", h)
		}
		whole, err := b.intake.Quarantine().Get(system(), h.ID)
		if err != nil || string(whole.Raw) != bad {
			t.Errorf("%s, %v", whole.Raw, err)
		}
	})
}

func TestBodyThatIsNoJSON(t *testing.T) {
	each(t, func(b *bench) {
		w := b.must(400, "/v1/batch", `{"batch":[`+track("1", "A"))
		if w.Header().Get("Content-Type") != "application/problem+json" || strings.Contains(w.Body.String(), "u1") {
			t.Errorf("%v %s", w.Header(), w.Body)
		}
		if list := b.held(); len(list) != 1 || list[0].Kind != "batch" || list[0].Reason != "json" {
			t.Errorf("held: %+v", list)
		}
		b.must(401, "/v1/batch", `{"batch":[`, func(r *http.Request) { r.Header.Del("Authorization") })
		if list := b.held(); len(list) != 1 {
			t.Errorf("held of nobody: %+v", list)
		}
	})
}

func TestManyAtOnce(t *testing.T) {
	each(t, func(b *bench) {
		const clients, each = 32, 20
		var wg sync.WaitGroup
		for c := range clients {
			wg.Go(func() {
				for i := range each {
					// Every event is sent by two clients, every second batch has a bad one.
					events := []string{track(fmt.Sprintf("%d-%d", c/2, i), "X")}
					if i%2 == 0 {
						events = append(events, fmt.Sprintf(`{"type":"track","userId":"u","n":%d}`, i))
					}
					if w := b.send("/v1/batch", batch(events...)); w.Code != 200 {
						b.t.Errorf("%d %s", w.Code, w.Body)
					}
				}
			})
		}
		wg.Wait()
		if n := len(b.events()); n != clients/2*each {
			b.t.Errorf("%d events, want %d", n, clients/2*each)
		}
		list, err := b.intake.Hours(system(), "", start)
		if err != nil || len(list) != 1 || list[0].Taken != clients/2*each || list[0].Repeated != clients/2*each || list[0].Refused != clients*each/2 {
			b.t.Errorf("%+v, %v", list, err)
		}
		if held := b.held(); len(held) != each/2 || held[0].Times != clients {
			b.t.Errorf("%d held", len(held))
		}
	})
}

func TestClosedStoreIsNeverSuccess(t *testing.T) {
	b := onSQLite(t, event.Options{})
	b.db.Close()
	w := b.must(503, "/v1/track", track("1", "A"))
	if w.Header().Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
}

func TestClosingIsNeverSuccess(t *testing.T) {
	b := onSQLite(t, event.Options{})
	b.intake.Close()
	b.intake.Close()
	if w := b.must(503, "/v1/track", track("1", "A")); w.Header().Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
}

func TestOverload(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		b := onSQLite(t, event.Options{Memory: 1000})
		w := b.must(429, "/v1/track", track("1", strings.Repeat("x", 2000)))
		if w.Header().Get("Retry-After") == "" {
			t.Error("429 without Retry-After")
		}
		b.must(200, "/v1/track", track("1", "A"))
	})
	t.Run("a follower that is behind", func(t *testing.T) {
		b := onSQLite(t, event.Options{Backlog: 2})
		b.log.Follow(eventlog.Follower{Name: "slow", Apply: func(*store.Tx, []regulars.Event) error { return nil }})
		b.must(200, "/v1/batch", batch(track("1", "A"), track("2", "B"), track("3", "C")))
		b.clock.Advance(time.Second)
		w := b.must(429, "/v1/track", track("4", "D"))
		if w.Header().Get("Retry-After") == "" {
			t.Error("429 without Retry-After")
		}
		if err := b.log.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := b.log.CaughtUp(context.Background()); err != nil {
			t.Fatal(err)
		}
		b.clock.Advance(time.Second)
		b.must(200, "/v1/track", track("4", "D"))
	})
}

func TestForgottenCustomers(t *testing.T) {
	b := onSQLite(t, event.Options{Forgotten: func(e *regulars.Event) bool { return e.UserID == "gone" }})
	gone := `{"type":"track","messageId":"2","event":"B","userId":"gone"}`
	b.must(200, "/v1/batch", batch(track("1", "A"), gone, `{"type":"track","userId":"gone"}`))
	if b.names() != "A" || len(b.held()) != 0 {
		t.Errorf("%s, %+v", b.names(), b.held())
	}
	if list, err := b.intake.Hours(system(), "id-k1", start); err != nil || list[0].Forgotten != 2 || list[0].Taken != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAccept(t *testing.T) {
	b := onSQLite(t, event.Options{})
	refused, err := b.intake.Accept(context.Background(), "id-k1", []byte(track("1", "A")), []byte(`{`), []byte(`{}`), []byte(track("2", "B")))
	if err != nil || refused != 2 || b.names() != "A B" || len(b.held()) != 2 {
		t.Errorf("%d, %v, %s", refused, err, b.names())
	}
	b.intake.Close()
	if _, err := b.intake.Accept(context.Background(), "id-k1", []byte(track("3", "C"))); regulars.CodeOf(err) != regulars.ErrUnavailable {
		t.Errorf("after closing: %v", err)
	}
}

func TestTail(t *testing.T) {
	b := onSQLite(t, event.Options{})
	if _, err := b.intake.Watch(context.Background(), "id-k1"); regulars.CodeOf(err) != regulars.ErrUnauthorized {
		t.Errorf("nobody watches: %v", err)
	}
	if _, err := b.intake.Watch(system(), "nothing"); regulars.CodeOf(err) != regulars.ErrNotFound {
		t.Errorf("no source: %v", err)
	}
	tail, err := b.intake.Watch(system(), "id-k1")
	if err != nil {
		t.Fatal(err)
	}
	other, err := b.intake.Watch(system(), "id-web")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Stop()
	b.must(200, "/v1/batch", batch(track("1", "A"), `{"type":"track","userId":"u"}`))
	a, bad := <-tail.Seen(), <-tail.Seen()
	if a.Name != "A" || a.Reason != "" || bad.Reason != "required" || bad.UserID != "u" || bad.ID == "" {
		t.Errorf("%+v, %+v", a, bad)
	}
	var many []string
	for i := range 300 {
		many = append(many, track(fmt.Sprintf("x%d", i), "X"))
	}
	b.must(200, "/v1/batch", batch(many...))
	if n := len(tail.Seen()); n+int(tail.Missed()) != 300 || tail.Missed() != 0 {
		t.Errorf("%d seen", n)
	}
	tail.Stop()
	tail.Stop()
	if len(other.Seen()) != 0 {
		t.Error("another source's events were shown")
	}
}

func TestMetrics(t *testing.T) {
	b := onSQLite(t, event.Options{})
	b.must(200, "/v1/batch", batch(track("1", "A"), `{}`))
	b.must(200, "/v1/batch", batch(track("1", "A")))
	b.must(401, "/v1/batch", `{}`, func(r *http.Request) { r.SetBasicAuth("who", "") })
	families, err := b.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range families {
		for _, m := range f.Metric {
			name := strings.TrimPrefix(f.GetName(), "regulars_intake_")
			for _, l := range m.Label {
				name += " " + l.GetValue()
			}
			got[name] = m.GetCounter().GetValue()
		}
	}
	for name, want := range map[string]float64{"events_total taken id-k1": 1, "events_total repeated id-k1": 1, "events_total refused id-k1": 1, "requests_total success": 2, "requests_total write_key": 1} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v (%v)", name, got[name], want, got)
		}
	}
	b.clock.Advance(10 * time.Second)
	if rate := b.intake.Rate(); rate < 1.0/60 || rate > 1.0/50 {
		t.Errorf("rate %v", rate)
	}
}

// TestFullDisk lets SQLite run out of room and get it back: what was refused
// with 503 is taken when it is sent again, and nothing is lost or doubled.
func TestFullDisk(t *testing.T) {
	b := onSQLite(t, event.Options{})
	limit := func(pages int) {
		t.Helper()
		if err := b.db.Pool().QueryRow(fmt.Sprintf("PRAGMA max_page_count = %d", pages)).Scan(new(int)); err != nil {
			t.Fatal(err)
		}
	}
	b.must(200, "/v1/track", track("first", "A"))
	limit(1) // SQLite takes the present size for less than that
	var random [20000]byte
	refused := 0
	var bodies []string
	for i := range 40 {
		if _, err := rand.Read(random[:]); err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, fmt.Sprintf(`{"messageId":"m%d","event":"B","userId":"u","properties":{"a":"%x"}}`, i, random[:10000]))
		w := b.send("/v1/track", bodies[i])
		switch w.Code {
		case 200:
		case 503:
			refused++
			if w.Header().Get("Retry-After") == "" {
				t.Error("503 without Retry-After")
			}
		default:
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	if refused == 0 {
		t.Fatal("the disk did not fill up")
	}
	limit(1 << 30)
	for _, body := range bodies {
		b.must(200, "/v1/track", body)
	}
	seen := map[string]int{}
	for _, e := range b.events() {
		seen[e.ID]++
	}
	if len(seen) != 41 || len(b.events()) != 41 {
		t.Errorf("%d different events, %d in all, want 41", len(seen), len(b.events()))
	}
}
