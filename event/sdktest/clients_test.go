package sdktest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/analytics-go/v3"

	"regulars"
	"regulars/internal/store/storetest"
)

// node gives the path of Node, or ends the test.
func node(t *testing.T) string {
	t.Helper()
	path := storetest.Needs(t, "sdk", "REGULARS_TEST_NODE")
	if _, err := os.Stat("node_modules"); err != nil {
		storetest.Missing(t, "sdk", "the packages are not installed; run npm --prefix event/sdktest ci")
	}
	return path
}

// run runs a client's program to its end.
func run(t *testing.T, program string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node(t), append([]string{"clients/" + program}, args...)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out.String())
	}
}

// ways are how the world behaves while a client sends.
var ways = map[string]troubles{
	"all is well": {},
	"trouble":     {refuse: 2, lose: 1},
}

func TestSegmentNode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		run(t, "segment-node.mjs", w.address, writeKey)
		w.check(t, regulars.Server)
	})
}

func TestRudderNode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		run(t, "rudder-node.mjs", w.address, writeKey)
		w.check(t, regulars.Server)
		if !slices.ContainsFunc(w.seen, func(r request) bool { return r.encoding == "gzip" }) {
			t.Error("it did not compress, so that was not tried")
		}
	})
}

func TestSegmentGo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		sendGo(t, w)
		w.check(t, regulars.Server)
	})
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	for name, trouble := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, trouble)
			fn(t, w)
			if w.refuse > 0 || w.lose > 0 {
				t.Errorf("the trouble was not met: %+v", w.troubles)
			}
		})
	}
}

// told hears from the Go client what became of each event.
type told struct {
	t    *testing.T
	done chan struct{} // an entry an event that was delivered or given up
}

func (o told) Success(analytics.Message) { o.done <- struct{}{} }
func (o told) Failure(m analytics.Message, err error) {
	o.t.Errorf("given up: %T: %v", m, err)
	o.done <- struct{}{}
}

type quiet struct{}

func (quiet) Logf(string, ...any)   {}
func (quiet) Errorf(string, ...any) {}

func sendGo(t *testing.T, w *world) {
	outcome := told{t: t, done: make(chan struct{}, 16)}
	client, err := analytics.NewWithConfig(writeKey, analytics.Config{Endpoint: w.address, BatchSize: 3, Interval: 50 * time.Millisecond,
		Callback: outcome, Logger: quiet{}, RetryAfter: func(int) time.Duration { return 10 * time.Millisecond }})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []analytics.Message{
		analytics.Identify{UserId: "u-1", Traits: analytics.NewTraits().SetEmail("lin@example.com").SetName("林")},
		analytics.Track{UserId: "u-1", Event: "Product Viewed", Properties: analytics.Properties{"product_id": "tea-7", "price": 19.9}},
		analytics.Page{AnonymousId: "a-1", Name: "Tea", Properties: analytics.Properties{"path": "/tea"}},
		analytics.Screen{AnonymousId: "a-1", Name: "Cart"},
		analytics.Group{UserId: "u-1", GroupId: "g-1", Traits: analytics.Traits{"name": "Tea House"}},
		analytics.Alias{UserId: "u-1", PreviousId: "a-1"},
		analytics.Track{UserId: "u-1", Event: "Order Completed", Timestamp: past, Properties: analytics.Properties{"order_id": "A-77", "total": 128.05,
			"currency": "CNY", "products": []any{map[string]any{"product_id": "tea-7", "price": 64.025, "quantity": 2}}}},
	} {
		if err := client.Enqueue(m); err != nil {
			t.Fatal(err)
		}
	}
	// Closing after a failure would drop what is left, also when it has arrived
	// and only the answer was lost: wait for what the client itself says.
	for range 7 {
		select {
		case <-outcome.done:
		case <-time.After(time.Minute):
			t.Fatal("the client does not say what became of its events")
		}
	}
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestSegmentBrowser(t *testing.T) {
	t.Parallel()
	chromium := storetest.Needs(t, "browser", "REGULARS_TEST_CHROMIUM")
	node(t)
	for name, way := range map[string]struct {
		batching string
		trouble  troubles
	}{
		"one by one":          {"", troubles{}},
		"in batches":          {"1", troubles{}},
		"one by one, trouble": {"", troubles{refuse: 2, lose: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, way.trouble)
			mux := http.NewServeMux()
			mux.Handle("/sdk/", http.StripPrefix("/sdk/", http.FileServer(http.Dir("node_modules/@segment/analytics-next/dist/umd"))))
			mux.HandleFunc("/page", func(rw http.ResponseWriter, r *http.Request) { http.ServeFile(rw, r, "clients/page.html") })
			mux.HandleFunc("/arrived", func(rw http.ResponseWriter, r *http.Request) {
				ctx, cancel := context.WithTimeout(r.Context(), 50*time.Second)
				defer cancel()
				if !w.arrived(ctx, 7) {
					rw.WriteHeader(http.StatusGatewayTimeout)
				}
			})
			shop := httptest.NewServer(mux)
			t.Cleanup(shop.Close)
			run(t, "browser.mjs", shop.URL+"/page?"+url.Values{"key": {writeKey}, "cdn": {w.address}, "batching": {way.batching}}.Encode(), chromium)
			w.check(t, regulars.Web)
		})
	}
}

var past = time.Date(2026, 1, 15, 8, 30, 0, 250e6, time.UTC)

// check holds the log to the calls that every client made.
func (w *world) check(t *testing.T, channel regulars.Channel) {
	t.Helper()
	began := time.Now().Add(-5 * time.Minute)
	var got []string
	ids := map[string]bool{}
	for _, e := range w.events() {
		got = append(got, string(e.Type)+" "+e.Name)
		if ids[e.ID] || e.Source != "s1" || e.Channel != channel {
			t.Errorf("%+v", e)
		}
		ids[e.ID] = true
		if e.Name != "Order Completed" && (e.Time.Before(began) || e.Time.After(e.Received)) {
			t.Errorf("%s %s happened at %v, received %v", e.Type, e.Name, e.Time, e.Received)
		}
		w.checkParts(t, e)
	}
	slices.Sort(got)
	want := []string{"alias ", "group ", "identify ", "page Tea", "screen Cart", "track Order Completed", "track Product Viewed"}
	if !slices.Equal(got, want) {
		t.Errorf("the log holds\n%s\nwant\n%s\nof the requests %+v", strings.Join(got, ", "), strings.Join(want, ", "), w.seen)
	}
}

func (w *world) checkParts(t *testing.T, e regulars.Event) {
	t.Helper()
	var body map[string]any
	if e.Body != nil {
		if err := json.Unmarshal(e.Body, &body); err != nil {
			t.Fatal(err)
		}
	}
	switch string(e.Type) + " " + e.Name {
	case "identify ":
		if e.UserID != "u-1" || body["email"] != "lin@example.com" || body["name"] != "林" {
			t.Errorf("%+v", e)
		}
	case "group ":
		if e.UserID != "u-1" || e.PreviousID != "g-1" || body["name"] != "Tea House" {
			t.Errorf("%+v", e)
		}
	case "alias ":
		if e.UserID != "u-1" || e.PreviousID != "a-1" {
			t.Errorf("%+v", e)
		}
	case "page Tea":
		if body["path"] != "/tea" {
			t.Errorf("%+v", e)
		}
	case "track Order Completed":
		if e.Order != "A-77" || e.Amount != (regulars.Money{Minor: 12805, Currency: "CNY"}) || !e.Time.Equal(past) || e.UserID != "u-1" {
			t.Errorf("%+v", e)
		}
	}
}
