package segment_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/event/segment"
)

var received = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func options() segment.Options {
	return segment.Options{Received: received, Source: "s1", Currency: "CNY"}
}

// one decodes a single event that must be taken.
func one(t *testing.T, text string, o segment.Options) regulars.Event {
	t.Helper()
	batch, err := segment.Decode([]byte(text), o)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if len(batch.Refused) > 0 {
		t.Fatalf("%s: refused for %s at %s", text, batch.Refused[0].Reason, batch.Refused[0].Field)
	}
	return batch.Events[0]
}

func TestCalls(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		kind regulars.EventType
		want regulars.Event
	}{
		"identify": {
			`{"userId":"u1","traits":{"email":"a@example.com"},"messageId":"m"}`, regulars.Identify,
			regulars.Event{UserID: "u1", Body: json.RawMessage(`{"email":"a@example.com"}`), Channel: regulars.Server},
		},
		"track": {
			`{"anonymousId":"a1","event":"Product Viewed","properties":{"sku":"7"},"context":{"library":{"name":"analytics.js"}},"messageId":"m"}`, regulars.Track,
			regulars.Event{AnonymousID: "a1", Name: "Product Viewed", Body: json.RawMessage(`{"sku":"7"}`), Context: json.RawMessage(`{"library":{"name":"analytics.js"}}`), Channel: regulars.Web},
		},
		"page with a category": {
			`{"anonymousId":"a1","name":"Tea","category":"Shop","properties":{ "path":"/"},"messageId":"m"}`, regulars.Page,
			regulars.Event{AnonymousID: "a1", Name: "Tea", Body: json.RawMessage(`{"category":"Shop","path":"/"}`), Channel: regulars.Web},
		},
		"page with a category and nothing else": {
			`{"anonymousId":"a1","category":"Shop","properties":{ },"messageId":"m"}`, regulars.Page,
			regulars.Event{AnonymousID: "a1", Body: json.RawMessage(`{"category":"Shop"}`), Channel: regulars.Web},
		},
		"screen named by its properties": {
			`{"anonymousId":"a1","properties":{"name":"Cart"},"messageId":"m"}`, regulars.Screen,
			regulars.Event{AnonymousID: "a1", Name: "Cart", Body: json.RawMessage(`{"name":"Cart"}`), Channel: regulars.App},
		},
		"group": {
			`{"userId":"u1","groupId":"g1","traits":{"name":"Teahouse"},"messageId":"m"}`, regulars.Group,
			regulars.Event{UserID: "u1", PreviousID: "g1", Body: json.RawMessage(`{"name":"Teahouse"}`), Channel: regulars.Server},
		},
		"alias": {
			`{"userId":"u2","previousId":"u1","messageId":"m"}`, regulars.Alias,
			regulars.Event{UserID: "u2", PreviousID: "u1", Channel: regulars.Server},
		},
		"alias of a visitor": {
			`{"userId":"u2","anonymousId":"a1","messageId":"m"}`, regulars.Alias,
			regulars.Event{UserID: "u2", PreviousID: "a1", Channel: regulars.Server},
		},
		"type from the event, number as id, empty parts": {
			`{"type":"track","userId":1001,"event":"X","properties":null,"traits":null,"context":null,"timestamp":"","messageId":"m"}`, "",
			regulars.Event{Type: regulars.Track, UserID: "1001", Name: "X", Channel: regulars.Server},
		},
		"known by e-mail alone": {
			`{"event":"X","context":{"traits":{"email":"a@example.com"},"channel":"POS"},"messageId":"m"}`, regulars.Track,
			regulars.Event{Name: "X", Context: json.RawMessage(`{"traits":{"email":"a@example.com"},"channel":"POS"}`), Channel: regulars.Store},
		},
		"a key with escapes": {
			`{"\u0075serId":"u\u0031\ud83c\udf75","event":"X\n"  ,"messageId":"m","type":"identify"}`, "",
			regulars.Event{Type: regulars.Identify, UserID: "u1🍵", Channel: regulars.Server},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options()
			o.Type = tt.kind
			got := one(t, tt.text, o)
			want := tt.want
			if want.Type == "" {
				want.Type = tt.kind
			}
			want.ID, want.Source, want.Time, want.Received = "m", "s1", received, received
			same(t, got, want)
		})
	}
}

// same compares two events by what a reader sees.
func same(t *testing.T, got, want regulars.Event) {
	t.Helper()
	a, b := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want)
	if a != b {
		t.Errorf("\n got %s\nwant %s", a, b)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 300)
	const track = `{"type":"track","event":"X","userId":"u",`
	const order = `{"type":"track","event":"Order Completed","userId":"u","properties":{"order_id":"1",`
	for text, want := range map[string]string{
		`7`:                                          "object ",
		`null`:                                       "object ",
		track + `"properties":[]}`:                   "object properties",
		track + `"context":"web"}`:                   "object context",
		`{"type":"trakc","userId":"u"}`:              "type type",
		`{"event":"X","userId":"u"}`:                 "type type",
		`{"type":"track","userId":"u"}`:              "required event",
		`{"type":"track","event":"X"}`:               "identity userId",
		track + `"userId":"","traits":{"email":""}}`: "identity userId",
		track + `"userId":{"id":1}}`:                 "string userId",
		track + `"userId":"` + long + `"}`:           "too_long userId",
		track + `"messageId":"` + long + `"}`:        "too_long messageId",
		track + `"event":"` + long + `"}`:            "too_long event",
		track + `"userId":"a\u0000b"}`:               "characters userId",
		track + `"event":"X\t"}`:                     "characters event",
		track + "\"properties\":{\"a\":\"\xff\"}}":   "encoding ",
		track + `"properties":` + deep(70) + `}`:     "depth ",
		track + `"properties":{"a":"` + strings.Repeat("a", segment.MaxEvent) + `"}}`: "too_large ",
		track + `"timestamp":"yesterday"}`:                                            "time timestamp",
		track + `"originalTimestamp":true}`:                                           "time originalTimestamp",
		track + `"timestamp":"0001-01-01T00:00:00Z"}`:                                 "time timestamp",
		`{"type":"group","userId":"u"}`:                                               "required groupId",
		`{"type":"alias","userId":"u"}`:                                               "required previousId",
		`{"type":"alias","previousId":"u"}`:                                           "required userId",
		track + `"event":"Order Completed"}`:                                          "required properties.order_id",
		order + `"total":"12,50"}}`:                                                   "number properties.total",
		order + `"total":[1]}}`:                                                       "number properties.total",
		order + `"revenue":1e30}}`:                                                    "range properties.revenue",
		order + `"total":1,"currency":"yuan"}}`:                                       "currency properties.currency",
		order + `"products":[{"price":true}]}}`:                                       "number properties.products.price",
		order + `"products":[{"price":1e13,"quantity":1e10}]}}`:                       "range properties.products",
	} {
		body := []byte(`{"batch":[{"type":"track","event":"Before","userId":"u"},` + text + `,{"type":"track","event":"After","userId":"u"}]}`)
		batch, err := segment.DecodeBatch(body, options())
		if err != nil {
			t.Errorf("%.100s: %v", text, err)
			continue
		}
		if len(batch.Events) != 2 || batch.Events[0].Name != "Before" || batch.Events[1].Name != "After" {
			t.Errorf("%.100s: the neighbours are %+v", text, batch.Events)
		}
		if len(batch.Refused) != 1 || batch.Refused[0].Reason+" "+batch.Refused[0].Field != want {
			t.Errorf("%.100s: refused %+v, want %s", text, batch.Refused, want)
			continue
		}
		if r := batch.Refused[0]; len(r.Raw) != len(text) || r.ID == "" && r.Reason != "encoding" {
			t.Errorf("%.100s: raw %q, id %q", text, r.Raw, r.ID)
		}
	}
}

func deep(n int) string {
	return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n)
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		``: "json", `{`: "json", `{"a":1}}`: "json", `{"a":01}`: "json", `[1,]`: "json", `{"a":"` + "\n" + `"}`: "json",
		`{"batch":[{"type":"track"}`: "json", `{'a':1}`: "json", "\x1f\x8b": "json",
		`[]`: "object", `"x"`: "object", ` 7 `: "object",
		`{}`: "required", `{"batch":{}}`: "required", `{"batch":null}`: "required",
	} {
		_, err := segment.DecodeBatch([]byte(text), options())
		e, ok := err.(*regulars.Error)
		if !ok || e.Code != regulars.ErrInvalid || e.Reason != want {
			t.Errorf("%q gives %v, want %s", text, err, want)
		}
	}
	if b, err := segment.DecodeBatch([]byte("\xef\xbb\xbf"+`{"batch":[]}`), options()); err != nil || len(b.Events) > 0 {
		t.Errorf("byte order mark: %+v, %v", b, err)
	}
}

func TestWriteKey(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"batch":[{"writeKey":"inner"}],"writeKey":"k","sentAt":""}`: "k",
		` {"write\u004bey":"k\u0031"}`:                                "k1",
		`{"batch":[{"writeKey":"inner"}]}`:                            "",
		`{"writeKey":{}}`:                                             "", `["writeKey"]`: "", `{`: "", ``: "", `{"writeKey"`: "",
	} {
		if got := segment.WriteKey([]byte(text)); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestBatchSpeaksForItsEvents(t *testing.T) {
	t.Parallel()
	batch, err := segment.DecodeBatch([]byte(`{"batch":[
		{"type":"track","event":"A","userId":"u","timestamp":"2026-03-01T09:59:00Z"},
		{"type":"track","event":"B","userId":"u","timestamp":"2026-03-01T09:59:00Z","sentAt":"2026-03-01T12:00:00Z","context":{"own":1}},
		{"type":"track","userId":"u"}
		],"context":{"channel":"store"},"sentAt":"2026-03-01T10:00:00Z"}`), options())
	if err != nil || len(batch.Events) != 2 || len(batch.Refused) != 1 {
		t.Fatalf("%+v, %v", batch, err)
	}
	a, b := batch.Events[0], batch.Events[1]
	if want := received.Add(-time.Minute); !a.Time.Equal(want) || string(a.Context) != `{"channel":"store"}` || a.Channel != regulars.Store {
		t.Errorf("A: %v, %s, %s", a.Time, a.Context, a.Channel)
	}
	if want := time.Date(2026, 3, 1, 9, 59, 0, 0, time.UTC); !b.Time.Equal(want) || string(b.Context) != `{"own":1}` || b.Channel != regulars.Server {
		t.Errorf("B: %v, %s, %s", b.Time, b.Context, b.Channel)
	}
	if want := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC); !batch.Refused[0].SentAt.Equal(want) {
		t.Errorf("refused: %v", batch.Refused[0].SentAt)
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for text, want := range map[string]time.Time{
		``: received,
		`"timestamp":"2026-03-01T11:00:00.123456789Z"`: at("2026-03-01T11:00:00.123456Z"),
		`"timestamp":"2026-03-01T11:00:00+08:00"`:      at("2026-03-01T03:00:00Z"),
		`"timestamp":"2026-03-01T11:00:00"`:            at("2026-03-01T11:00:00Z"),
		`"timestamp":"2026-03-01 11:00:00"`:            at("2026-03-01T11:00:00Z"),
		`"timestamp":"2016-05-01"`:                     at("2016-05-01T00:00:00Z"),
		`"timestamp":1772362800`:                       at("2026-03-01T11:00:00Z"),
		`"timestamp":1772362800250`:                    at("2026-03-01T11:00:00.25Z"),
		// Both: the one that the program gave, whatever its clock says.
		`"timestamp":"2026-03-01T11:00:00Z","originalTimestamp":"2026-03-01T14:00:00Z","sentAt":"2026-03-01T14:00:01Z"`: at("2026-03-01T11:00:00Z"),
		`"originalTimestamp":"2026-03-01T13:59:00Z","sentAt":"2026-03-01T14:00:00Z"`:                                    at("2026-03-01T11:59:00Z"),
		// Nothing happens after it was received.
		`"timestamp":"2026-03-02T11:00:00Z"`: received,
		// Ten seconds are not worth a correction.
		`"timestamp":"2026-03-01T11:59:00Z","sentAt":"2026-03-01T11:59:50Z"`: at("2026-03-01T11:59:00Z"),
		// The clock is two hours fast; the clock was reset.
		`"timestamp":"2026-03-01T13:59:00Z","sentAt":"2026-03-01T14:00:00Z"`: at("2026-03-01T11:59:00Z"),
		`"timestamp":"1970-01-02T00:00:00Z","sentAt":"1970-01-02T00:00:10Z"`: at("2026-03-01T11:59:50Z"),
		// A history, sent by a program whose clock is fast.
		`"timestamp":"2020-01-01T00:00:00Z","sentAt":"2026-03-01T14:00:00Z"`: at("2020-01-01T00:00:00Z"),
		// Sent before it happened: one of the two is not a clock.
		`"timestamp":"2026-03-01T10:00:00Z","sentAt":"2026-03-01T09:00:00Z"`: at("2026-03-01T10:00:00Z"),
		`"timestamp":"2026-03-01T10:00:00Z","sentAt":"nonsense"`:             at("2026-03-01T10:00:00Z"),
	} {
		if text != "" {
			text = "," + text
		}
		e := one(t, `{"type":"track","event":"X","userId":"u"`+text+`}`, options())
		if !e.Time.Equal(want) {
			t.Errorf("%s: %v, want %v", text, e.Time, want)
		}
	}
}

func TestOrders(t *testing.T) {
	t.Parallel()
	cny := func(minor int64) regulars.Money { return regulars.Money{Minor: minor, Currency: "CNY"} }
	completed := func(amount regulars.Money) regulars.Event {
		return regulars.Event{Name: "Order Completed", Order: "A-1", Amount: amount}
	}
	for text, want := range map[string]regulars.Event{
		// One more digit than a float64 holds.
		`"event":"Order Completed","properties":{"order_id":"A-1","total":87654321098765.43,"revenue":1}`:                                                   completed(cny(8765432109876543)),
		`"event":"order_completed","properties":{"orderId":17,"revenue":"29.30","total":null}`:                                                              {Name: "Order Completed", Order: "17", Amount: cny(2930)},
		`"event":"Completed Order","properties":{"order_id":"A-1","value":1e2,"total":""}`:                                                                  completed(cny(10000)),
		`"event":"Order Placed","properties":{"order_id":"A-1","total":1500,"currency":"jpy"}`:                                                              {Name: "Order Placed", Order: "A-1", Amount: regulars.Money{Minor: 1500, Currency: "JPY"}},
		`"event":"Order Placed","properties":{"order_id":"A-1","total":0}`:                                                                                  {Name: "Order Placed", Order: "A-1", Amount: cny(0)},
		`"event":"Order Completed","properties":{"order_id":"A-1"}`:                                                                                         completed(regulars.Money{}),
		`"event":"Order Completed","properties":{"order_id":"A-1","products":[{"price":9.99,"quantity":3},{"price":"0.333","quantity":"1.5"},{"price":1}]}`: completed(cny(2997 + 50 + 100)),
		`"event":"Order Completed","properties":{"order_id":"A-1","products":[{"price":9.99},{"sku":"x"}]}`:                                                 completed(regulars.Money{}),
		`"event":"Order Updated","properties":{"order_id":"A-1","total":12.8}`:                                                                              {Name: "Order Updated", Order: "A-1", Amount: cny(1280)},
		`"event":"Order Refunded","properties":{"order_id":"A-1","total":12.8}`:                                                                             {Name: "Order Refunded", Order: "A-1", Amount: cny(-1280)},
		`"event":"Order Refunded","properties":{"order_id":"A-1","total":-12.8}`:                                                                            {Name: "Order Refunded", Order: "A-1", Amount: cny(-1280)},
		`"event":"Order Refunded","properties":{"order_id":"A-1"}`:                                                                                          {Name: "Order Refunded", Order: "A-1"},
		`"event":"Order Canceled","properties":{"order_id":"A-1","total":12.8}`:                                                                             {Name: "Order Cancelled", Order: "A-1"},
		`"event":"Order Shipped","properties":{"order_id":"A-1"}`:                                                                                           {Name: "Order Shipped", Order: "A-1"},
		`"event":"Order Delivered","properties":{"order_id":"A-1"}`:                                                                                         {Name: "Order Delivered", Order: "A-1"},
		// Not of the vocabulary, whatever it carries.
		`"event":"Checkout Started","properties":{"order_id":"A-1","total":"much"}`: {Name: "Checkout Started"},
	} {
		e := one(t, `{"type":"track","userId":"u",`+text+`}`, options())
		if e.Name != want.Name || e.Order != want.Order || e.Amount != want.Amount {
			t.Errorf("%s: %q %q %v", text, e.Name, e.Order, e.Amount)
		}
	}
}

func TestChannels(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]regulars.Channel{
		`"context":{"channel":"Mini Program"}`:                             regulars.MiniProgram,
		`"context":{"channel":"Kiosk-7"}`:                                  "kiosk_7",
		`"context":{"channel":"柜台"}`:                                       regulars.Server,
		`"context":{"channel":7}`:                                          regulars.Server,
		`"channel":"mobile","context":{"library":{"name":"analytics.js"}}`: regulars.App,
		`"context":{"library":{"name":"RudderLabs JavaScript SDK"}}`:       regulars.Web,
		`"context":{"library":{"name":"analytics-ios"}}`:                   regulars.App,
		`"context":{"library":{"name":"@segment/analytics-node"}}`:         regulars.Server,
		`"context":{"library":{"name":""}}`:                                regulars.Server,
		`"integrations":{}`:                                                regulars.Server,
	} {
		if e := one(t, `{"type":"track","event":"X","userId":"u",`+text+`}`, options()); e.Channel != want {
			t.Errorf("%s: %s, want %s", text, e.Channel, want)
		}
	}
	o := options()
	o.Channel = regulars.Store
	if e := one(t, `{"type":"track","event":"X","userId":"u","channel":"server"}`, o); e.Channel != regulars.Store {
		t.Errorf("the source's own channel: %s", e.Channel)
	}
	if e := one(t, `{"type":"track","event":"X","userId":"u","context":{"channel":"hotline"}}`, o); e.Channel != regulars.Hotline {
		t.Errorf("the event's own channel: %s", e.Channel)
	}
}

func TestDerivedID(t *testing.T) {
	t.Parallel()
	const timed = `{"type":"track","event":"X","userId":"u","timestamp":"2026-03-01T10:00:00Z","sentAt":"2026-03-01T11:59:59Z"}`
	first := one(t, timed, options())
	later := options()
	later.Received = received.Add(time.Hour)
	if again := one(t, strings.Replace(timed, "11:59:59", "12:59:59", 1), later); again.ID != first.ID || len(first.ID) != 33 {
		t.Errorf("sent again: %q, then %q", first.ID, again.ID)
	}
	if other := one(t, strings.Replace(timed, "10:00:00", "10:00:01", 1), options()); other.ID == first.ID {
		t.Error("another time, the same id")
	}
	elsewhere := options()
	elsewhere.Source = "s2"
	if other := one(t, timed, elsewhere); other.ID == first.ID {
		t.Error("another source, the same id")
	}
	const untimed = `{"type":"track","event":"X","userId":"u"}`
	if one(t, untimed, options()).ID == one(t, untimed, later).ID {
		t.Error("an event without any time, an hour later, is the same")
	}
	kept := options()
	kept.ID = "kept"
	if e := one(t, untimed, kept); e.ID != "kept" {
		t.Errorf("the given id became %q", e.ID)
	}
	if e := one(t, `{"type":"track","event":"X","userId":"u","messageId":"own"}`, kept); e.ID != "own" {
		t.Errorf("the event's own id became %q", e.ID)
	}
}

func TestMended(t *testing.T) {
	t.Parallel()
	e := one(t, `{"type":"track","event":"X","userId":"u","properties":{"a":"\\u0000 \u0000 \ud83c \udf75 \ud83c\udf75 \ud83cx"}}`, options())
	if want := `{"a":"\\u0000 \ufffd \ufffd \ufffd \ud83c\udf75 \ufffdx"}`; string(e.Body) != want {
		t.Errorf("got %s, want %s", e.Body, want)
	}
}
