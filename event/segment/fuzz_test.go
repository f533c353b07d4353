package segment_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"regulars"
	"regulars/event/segment"
)

// seeds are bodies from which fuzzing starts.
var seeds = []string{
	`{"batch":[` + usual(1) + `],"sentAt":"2026-03-01T10:12:00.000Z","writeKey":"k"}`,
	`{"batch":[{"type":"identify","userId":"u","traits":{"email":"a@example.com","n":-1.5e-3}},null,7,"x",[[]]]}`,
	`{"batch":[{"type":"page","anonymousId":"a","category":"Shop","properties":{}},{"type":"alias","userId":"u","anonymousId":"a"}]}`,
	`{"batch":[{"type":"track","event":"order_completed","userId":"u","properties":{"order_id":1,"total":12.5,"currency":"jpy","products":[{"price":1,"quantity":2}]}}]}`,
	`{"batch":[{"type":"group","userId":"u","groupId":"g","traits":{"name":"\ud83c\udf75\u0000\ud83c"}}],"context":{"channel":"store"}}`,
	"{\"batch\":[{\"type\":\"screen\",\"anonymousId\":\"a\",\"name\":\"\\u00e9\xff\"}]}",
	`{"type":"track","userId":"u","event":"X","originalTimestamp":1772362800250,"writeKey":"k"}`,
	`{"batch":[{"\u0074ype":"track","event":"X","userId":"u","userId":"v","messageId":"m"}]}`,
}

// FuzzDecode holds the decoder to encoding/json: what it takes is JSON, what
// is JSON it takes or refuses for a stated reason, and what it gives stands in
// the body. Writing an event and reading it again gives the same event.
func FuzzDecode(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		segment.WriteKey(bytes.Clone(body))
		valid := json.Valid(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
		for name, decode := range map[string]func([]byte, segment.Options) (segment.Batch, error){"batch": segment.DecodeBatch, "single": segment.Decode} {
			batch, err := decode(bytes.Clone(body), options())
			if err != nil {
				reason := err.(*regulars.Error).Reason
				if valid && reason == "json" || !valid && reason != "json" {
					t.Fatalf("%s: %v, but valid is %t", name, err, valid)
				}
				continue
			}
			if !valid {
				t.Fatalf("%s: took what is not JSON", name)
			}
			for _, e := range batch.Events {
				checkEvent(t, e)
			}
			for _, r := range batch.Refused {
				if r.Reason == "" || !json.Valid(r.Raw) {
					t.Fatalf("%s: refused %+v", name, r)
				}
			}
		}
	})
}

// checkEvent holds what is true of every event that was taken.
func checkEvent(t *testing.T, e regulars.Event) {
	for _, s := range []string{e.ID, e.Name, e.UserID, e.AnonymousID, e.PreviousID, e.Order, string(e.Channel)} {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) || len(s) > 255 {
			t.Fatalf("a bad word in %+v", e)
		}
	}
	switch {
	case e.ID == "", !e.Type.Valid(), e.Channel == "", e.Time.After(e.Received), e.Time.UnixMicro() <= 0, e.Time.Nanosecond()%1000 != 0:
		t.Fatalf("a bad event: %+v", e)
	case e.Amount.Currency != "" && !regulars.ValidCurrency(e.Amount.Currency), e.Amount.Currency == "" && e.Amount.Minor != 0:
		t.Fatalf("a bad amount: %+v", e)
	}
	for _, raw := range []json.RawMessage{e.Body, e.Context} {
		if raw != nil && (!json.Valid(raw) || raw[0] != '{' || !utf8.Valid(raw)) {
			t.Fatalf("a bad object: %q", raw)
		}
	}
	text := segment.Append(nil, e)
	if len(text) > segment.MaxEvent {
		return // the same event, written with all that its batch said, may be longer than one may be
	}
	batch, err := segment.Decode(text, options())
	if err != nil || len(batch.Events) != 1 {
		t.Fatalf("%s: %+v, %v", text, batch.Refused, err)
	}
	same(t, batch.Events[0], e)
}

// TestAgainstEncodingJSON compares every part of an event with what
// encoding/json reads from the same text.
func TestAgainstEncodingJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		want := struct {
			Type        string         `json:"type"`
			MessageID   string         `json:"messageId"`
			Event       string         `json:"event"`
			UserID      string         `json:"userId"`
			AnonymousID string         `json:"anonymousId,omitempty"`
			Properties  map[string]any `json:"properties,omitempty"`
			Context     map[string]any `json:"context,omitempty"`
		}{
			Type:        "track",
			MessageID:   word().Draw(rt, "id"),
			Event:       word().Draw(rt, "event"),
			UserID:      word().Draw(rt, "user"),
			AnonymousID: rapid.OneOf(rapid.Just(""), word()).Draw(rt, "anonymous"),
			Properties:  object(2).Draw(rt, "properties"),
			Context:     object(2).Draw(rt, "context"),
		}
		text, err := json.MarshalIndent(want, "", rapid.SampledFrom([]string{"", " ", "\t"}).Draw(rt, "indent"))
		if err != nil {
			rt.Fatal(err)
		}
		e := one(t, string(text), options())
		if e.ID != want.MessageID || e.Name != want.Event || e.UserID != want.UserID || e.AnonymousID != want.AnonymousID {
			rt.Fatalf("%s\n%+v", text, e)
		}
		for _, part := range []struct {
			got  json.RawMessage
			want map[string]any
		}{{e.Body, want.Properties}, {e.Context, want.Context}} {
			var got map[string]any
			if part.got != nil {
				if err := json.Unmarshal(part.got, &got); err != nil {
					rt.Fatal(err)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(part.want) && len(part.want) > 0 {
				rt.Fatalf("%v, want %v", got, part.want)
			}
		}
	})
}

// TestClock draws a customer's clock and delays, and checks Segment's rule.
func TestClock(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		happened := received.Add(-time.Duration(rapid.Int64Range(0, int64(20*24*time.Hour)).Draw(rt, "ago"))).Truncate(time.Millisecond)
		skew := time.Duration(rapid.Int64Range(int64(-48*time.Hour), int64(48*time.Hour)).Draw(rt, "skew")).Truncate(time.Millisecond)
		e := one(t, fmt.Sprintf(`{"type":"track","event":"X","userId":"u","timestamp":%q,"sentAt":%q}`,
			happened.Add(skew).Format(time.RFC3339Nano), received.Add(skew).Format(time.RFC3339Nano)), options())
		off := e.Time.Sub(happened)
		if corrected := skew < -time.Minute || skew > time.Minute; corrected && off != 0 || off > time.Minute || off < -time.Minute {
			rt.Fatalf("happened %v, clock off by %v, taken as %v", happened, skew, e.Time)
		}
	})
}

// word draws an id or a name.
func word() *rapid.Generator[string] {
	return rapid.StringOfN(rapid.RuneFrom([]rune(`abcXYZ09 _-"\/<>&é茶🍵`)), 1, 20, -1)
}

func object(depth int) *rapid.Generator[map[string]any] {
	values := []*rapid.Generator[any]{
		rapid.Map(word(), func(s string) any { return s }),
		rapid.Map(rapid.Float64Range(-1e6, 1e6), func(f float64) any { return f }),
		rapid.Just(any(nil)), rapid.Just(any(true)), rapid.Just(any([]any{})), rapid.Just(any([]any{1.0, "x"})),
	}
	if depth > 0 {
		values = append(values, rapid.Map(object(depth-1), func(m map[string]any) any { return m }))
	}
	return rapid.MapOfN(word(), rapid.OneOf(values...), 0, 5)
}
