package shop_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"regulars"
	"regulars/auth"
	"regulars/event"
	"regulars/event/segment"
	"regulars/event/shop"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/order"
)

var update = flag.Bool("update", false, "write testdata/*/events.txt anew")

const secret = "the shop's secret"

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

type sources struct{}

func (s sources) SourceByKey(string) (auth.Source, bool) { return auth.Source{}, false }

func (sources) SourceByID(id string) (auth.Source, bool) {
	kind, _, _ := strings.Cut(id, "-")
	s := auth.Source{ID: id, Kind: auth.SourceKind(kind), Enabled: true, Secret: secret}
	switch {
	case strings.HasSuffix(id, "-off"):
		s.Enabled = false
	case strings.HasSuffix(id, "-unset"):
		s.Secret = ""
	}
	return s, kind != "nothing"
}

// world is the hooks in front of a true intake, with orders behind it.
type world struct {
	t       *testing.T
	db      *store.DB
	log     *eventlog.Log
	intake  *event.Intake
	book    *order.Book
	hooks   *shop.Hooks
	metrics *prometheus.Registry
}

func open(t *testing.T, db *store.DB) *world {
	t.Helper()
	clock := regulars.NewManualClock(start)
	log, err := eventlog.Open(context.Background(), db, clock, eventlog.Options{RestAfter: time.Microsecond})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, log: log, metrics: prometheus.NewRegistry(), book: order.Open(order.Options{})}
	w.intake = event.New(db, log, event.Options{Clock: clock, Sources: sources{}})
	w.hooks = shop.New(shop.Options{Intake: w.intake, Sources: sources{}, Metrics: w.metrics})
	log.Follow(eventlog.Follower{Name: "customers", Owns: true, Apply: func(_ *store.Tx, events []regulars.Event) error {
		for i := range events {
			events[i].Customer = 7
		}
		return nil
	}})
	log.Follow(w.book.Follower())
	if err := log.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.intake.Close()
		log.Close()
	})
	return w
}

func each(t *testing.T, fn func(w *world)) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(open(t, db)) }, eventlog.Migration(), event.Migration(), order.Migration())
}

func onSQLite(t *testing.T) *world {
	t.Parallel()
	return open(t, storetest.SQLite(t, eventlog.Migration(), event.Migration(), order.Migration()))
}

// post sends a webhook as a kind of shop does, and gives the answer.
func (w *world) post(kind, topic string, body []byte, change ...func(*http.Request)) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest("POST", "/hooks/"+kind+"/"+kind+"-1", bytes.NewReader(body))
	sign(r.Header, kind, topic, body)
	for _, c := range change {
		c(r)
	}
	answer := httptest.NewRecorder()
	w.hooks.ServeHTTP(answer, r)
	return answer
}

// sign signs a body by each vendor's documentation.
func sign(h http.Header, kind, topic string, body []byte) {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	signature := base64.StdEncoding.EncodeToString(mac.Sum(nil))
	switch kind {
	case "shopify":
		h.Set("X-Shopify-Topic", topic)
		h.Set("X-Shopify-Webhook-Id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043")
		h.Set("X-Shopify-Hmac-Sha256", signature)
	case "woocommerce":
		h.Set("X-WC-Webhook-Topic", topic)
		h.Set("X-WC-Webhook-Signature", signature)
	case "youzan":
		sum := md5.Sum([]byte("cc939cb8063622a84d" + string(body) + secret))
		h.Set("Event-Type", topic)
		h.Set("Client-Id", "cc939cb8063622a84d")
		h.Set("Event-Sign", hex.EncodeToString(sum[:]))
	}
}

// delivery is one file of testdata.
type delivery struct {
	name, topic string
	body        []byte
}

// deliveries reads the webhooks of a kind of shop, in the order in which they
// were sent.
func deliveries(t *testing.T, kind string) (list []delivery) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", kind, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("no webhooks of", kind, err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		_, topic, _ := strings.Cut(name, "_")
		topic, _, _ = strings.Cut(topic, "~")
		if kind == "shopify" {
			topic = strings.Replace(topic, "-", "/", 1)
		}
		list = append(list, delivery{name, topic, asSent(t, kind, topic, body)})
	}
	return list
}

// asSent puts a Youzan trade's message into the form in which it travels: JSON,
// percent-encoded, as a string. Messages of the newer kind are objects.
func asSent(t *testing.T, kind, topic string, body []byte) []byte {
	t.Helper()
	if kind != "youzan" || !strings.HasPrefix(topic, "trade_") {
		return body
	}
	var outer map[string]json.RawMessage
	if err := json.Unmarshal(body, &outer); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(url.QueryEscape(string(outer["msg"])))
	if err != nil {
		t.Fatal(err)
	}
	outer["msg"] = text
	sent, err := json.Marshal(outer)
	if err != nil {
		t.Fatal(err)
	}
	return sent
}

func (w *world) events() []regulars.Event {
	w.t.Helper()
	if err := w.log.CaughtUp(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	list, err := w.log.Read(context.Background(), regulars.Position{}, 1<<20)
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// TestEvents shows which events each webhook makes; testdata/*/events.txt is
// what a person reviews.
func TestEvents(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"shopify", "woocommerce", "youzan"} {
		t.Run(kind, func(t *testing.T) {
			w := onSQLite(t)
			var got strings.Builder
			seen := 0
			for _, d := range deliveries(t, kind) {
				answer := w.post(kind, d.topic, d.body)
				if answer.Code != 200 || !strings.Contains(answer.Body.String(), "success") {
					t.Errorf("%s: %d %s", d.name, answer.Code, answer.Body)
				}
				fmt.Fprintf(&got, "== %s\n", d.name)
				events := w.events()
				for _, e := range events[seen:] {
					fmt.Fprintf(&got, "%s\n", segment.Append(nil, e))
					if e.Order != "" {
						fmt.Fprintf(&got, "\torder %s, amount %s\n", e.Order, e.Amount)
					}
				}
				seen = len(events)
			}
			if held, _, err := w.intake.Quarantine().List(system(), event.Filter{}, event.Place{}, 10); err != nil || len(held) > 0 {
				t.Errorf("held: %+v, %v", held, err)
			}
			compare(t, filepath.Join("testdata", kind, "events.txt"), got.String())
		})
	}
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with -update and look at the difference. Got\n%s", file, got)
	}
}

func system() context.Context {
	return regulars.WithActor(context.Background(), regulars.System("test"))
}

// told is what an order must have come to.
type told struct {
	id, total, refunded string
	status              order.Status
	lines               int64
	ordered             time.Time
}

var outcomes = map[string][]told{
	"shopify": {
		{"5601120034817", "128.05 USD", "42.69 USD", order.Delivered, 2, time.Date(2026, 2, 20, 15, 15, 0, 0, time.UTC)},
		{"5601120034999", "20.00 USD", "20.00 USD", order.Cancelled, 1, time.Date(2026, 2, 22, 13, 0, 0, 0, time.UTC)},
	},
	"woocommerce": {
		{"727", "29.35 EUR", "10.68 EUR", order.Shipped, 1, time.Date(2026, 2, 20, 15, 16, 29, 0, time.UTC)},
	},
	"youzan": {
		{"E20260220101500012345", "128.05 CNY", "64.02 CNY", order.Delivered, 1, time.Date(2026, 2, 20, 2, 15, 58, 0, time.UTC)},
	},
}

// TestOrders follows the webhooks to the orders they make: as they came, each
// twice, and backwards.
func TestOrders(t *testing.T) {
	t.Parallel()
	for kind, want := range outcomes {
		list := deliveries(t, kind)
		var twice, backwards []delivery
		for i := range list {
			twice = append(twice, list[i], list[i])
			backwards = append(backwards, list[len(list)-1-i])
		}
		for name, sent := range map[string][]delivery{"in order": list, "twice": twice, "backwards": backwards} {
			t.Run(kind+" "+name, func(t *testing.T) {
				each(t, func(w *world) {
					for _, d := range sent {
						if answer := w.post(kind, d.topic, d.body); answer.Code != 200 {
							w.t.Fatalf("%s: %d %s", d.name, answer.Code, answer.Body)
						}
					}
					w.events()
					for _, o := range want {
						w.checkOrder(o)
					}
				})
			})
		}
	}
}

func (w *world) checkOrder(want told) {
	w.t.Helper()
	err := w.db.Read(context.Background(), func(tx *store.Tx) error {
		o, err := w.book.Get(tx, want.id)
		if err != nil {
			return err
		}
		got := told{o.ID, o.Total.String(), o.Refunded.String(), o.Status, o.LineCount, o.OrderedAt}
		if got != want {
			w.t.Errorf("\n got %+v\nwant %+v", got, want)
		}
		return nil
	})
	if err != nil {
		w.t.Error(want.id, err)
	}
}

func TestSignatures(t *testing.T) {
	w := onSQLite(t)
	for kind, header := range map[string]string{"shopify": "X-Shopify-Hmac-Sha256", "woocommerce": "X-WC-Webhook-Signature", "youzan": "Event-Sign"} {
		d := deliveries(t, kind)[1]
		for name, change := range map[string]func(*http.Request){
			"none":          func(r *http.Request) { r.Header.Del(header) },
			"no base64":     func(r *http.Request) { r.Header.Set(header, "?") },
			"another's":     func(r *http.Request) { r.Header.Set(header, base64.StdEncoding.EncodeToString(make([]byte, 32))) },
			"another body":  func(r *http.Request) { r.Body = http.NoBody },
			"without a key": func(r *http.Request) { r.URL.Path = "/hooks/" + kind + "/" + kind + "-unset" },
			"odd client id": func(r *http.Request) {
				if kind == "youzan" {
					r.Header.Set("Client-Id", "{")
				} else {
					r.Header.Del(header)
				}
			},
		} {
			answer := w.post(kind, d.topic, d.body, change)
			if answer.Code != 401 || strings.Contains(answer.Body.String(), "success") {
				t.Errorf("%s, %s: %d %s", kind, name, answer.Code, answer.Body)
			}
		}
		for name, path := range map[string]string{"unknown": "/hooks/" + kind + "/nothing-1", "off": "/hooks/" + kind + "/" + kind + "-off",
			"another kind": "/hooks/" + kind + "/web-1", "no shop": "/hooks/etsy/etsy-1", "nothing": "/hooks/"} {
			if answer := w.post(kind, d.topic, d.body, func(r *http.Request) { r.URL.Path = path }); answer.Code != 404 {
				t.Errorf("%s, %s: %d", kind, name, answer.Code)
			}
		}
		if answer := w.post(kind, d.topic, d.body, func(r *http.Request) { r.Method = "GET" }); answer.Code != 405 {
			t.Errorf("%s: GET: %d", kind, answer.Code)
		}
	}
	if list := w.events(); len(list) > 0 {
		t.Errorf("taken without a signature: %+v", list)
	}
}

func TestOddBodies(t *testing.T) {
	w := onSQLite(t)
	// WooCommerce's trial when a webhook is saved has neither topic nor signature.
	trial := httptest.NewRequest("POST", "/hooks/woocommerce/woocommerce-1", strings.NewReader("webhook_id=17"))
	answer := httptest.NewRecorder()
	if w.hooks.ServeHTTP(answer, trial); answer.Code != 200 {
		t.Errorf("trial: %d %s", answer.Code, answer.Body)
	}
	if answer := w.post("shopify", "orders/create", []byte(`{"id":`)); answer.Code != 200 {
		t.Errorf("no JSON: %d", answer.Code)
	}
	if answer := w.post("youzan", "trade_TradePaid", []byte(`{"msg":"%zz"}`)); answer.Code != 200 {
		t.Errorf("no message: %d", answer.Code)
	}
	if answer := w.post("shopify", "orders/create", []byte(`{"id":1,"total_price":"a lot","currency":"USD","email":"a@example.com"}`)); answer.Code != 200 {
		t.Errorf("no amount: %d", answer.Code)
	}
	if answer := w.post("shopify", "orders/create", bytes.Repeat([]byte(" "), 5<<20)); answer.Code != 413 {
		t.Errorf("too large: %d", answer.Code)
	}
	held, _, err := w.intake.Quarantine().List(system(), event.Filter{}, event.Place{}, 10)
	if err != nil || len(held) != 3 {
		t.Errorf("held: %+v, %v", held, err)
	}
	w.intake.Close()
	if answer := w.post("shopify", "orders/create", []byte(`{"id":2,"email":"a@example.com","total_price":"1","currency":"USD"}`)); answer.Code != 503 || answer.Header().Get("Retry-After") == "" {
		t.Errorf("while stopping: %d %v", answer.Code, answer.Header())
	}
	families, err := w.metrics.Gather()
	if err != nil || len(families) == 0 {
		t.Errorf("no counts: %v", err)
	}
}

func TestTopics(t *testing.T) {
	t.Parallel()
	if got := shop.Topics(auth.WooCommerceSource); len(got) != 6 || got[0] != "customer.created" {
		t.Errorf("%v", got)
	}
	if got := shop.Topics(auth.WebSource); got != nil {
		t.Errorf("%v", got)
	}
}

// FuzzHook feeds the readers what a shop that knows the secret might send.
func FuzzHook(f *testing.F) {
	for _, kind := range []string{"shopify", "woocommerce", "youzan"} {
		files, err := filepath.Glob(filepath.Join("testdata", kind, "*.json"))
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			body, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(kind, "orders/updated", body)
		}
	}
	f.Add("woocommerce", "order.updated", []byte(`{"refunds":[{"..":{"id":1}},7],"status":"processing","..":{}}`))
	f.Add("youzan", "trade_TradePaid", []byte(`{"msg":"%7B%7D"}`))
	hooks := shop.New(shop.Options{Intake: checker{}, Sources: sources{}})
	f.Fuzz(func(t *testing.T, kind, topic string, body []byte) {
		r := httptest.NewRequest("POST", "/hooks/x", bytes.NewReader(body))
		r.URL.Path = "/hooks/" + kind + "/" + kind + "-1"
		sign(r.Header, kind, topic, body)
		hooks.ServeHTTP(httptest.NewRecorder(), r.WithContext(context.WithValue(r.Context(), testKey{}, t)))
	})
}

type testKey struct{}

// checker is an intake that looks at what it is given.
type checker struct{}

func (checker) Accept(ctx context.Context, source string, messages ...[]byte) (int, error) {
	t := ctx.Value(testKey{}).(*testing.T)
	for _, m := range messages {
		batch, err := segment.Decode(bytes.Clone(m), segment.Options{Received: start, Source: source, Currency: "CNY"})
		if err != nil && json.Valid(m) && bytes.HasPrefix(m, []byte(`{"messageId"`)) {
			t.Fatalf("%s: %v", m, err)
		}
		for _, e := range batch.Events {
			if e.Channel != regulars.Web || e.ID == "" {
				t.Fatalf("%+v", e)
			}
		}
	}
	return 0, nil
}
