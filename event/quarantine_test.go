package event_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/event"
	"regulars/internal/store"
)

const nameless = `{"type":"track","userId":"u2","timestamp":"2026-03-01T11:00:00Z","properties":{"a":1}}`

// only gives the one event that is held.
func (b *bench) only() event.Held {
	b.t.Helper()
	list := b.held()
	if len(list) != 1 {
		b.t.Fatalf("%d are held", len(list))
	}
	return list[0]
}

func reasonOf(err error) string {
	var e *regulars.Error
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	return string(e.Code) + " " + e.Reason + " " + e.Field
}

func TestReplay(t *testing.T) {
	each(t, func(b *bench) {
		b.must(200, "/v1/batch", `{"batch":[`+nameless+`],"sentAt":"2026-03-01T13:00:00Z"}`)
		b.clock.Advance(48 * time.Hour)
		q, h := b.intake.Quarantine(), b.only()
		if err := q.Replay(system(), h.ID, nil); reasonOf(err) != "invalid required event" {
			b.t.Errorf("as it was: %v", err)
		}
		if err := q.Replay(system(), h.ID, []byte(`{"type":`)); reasonOf(err) != "invalid json " {
			b.t.Errorf("mended badly: %v", err)
		}
		if got := b.only(); got.State != event.Open || got.Times != 1 {
			b.t.Errorf("after failures: %+v", got)
		}
		if err := q.Replay(system(), h.ID, []byte(strings.Replace(nameless, `"userId"`, `"event":"Named","userId"`, 1))); err != nil {
			b.t.Fatal(err)
		}
		list := b.events()
		if len(list) != 1 {
			b.t.Fatalf("%+v", list)
		}
		// Received when it came in; its time corrected by the clock that sent it then.
		if e := list[0]; e.ID != h.Event || e.Name != "Named" || e.Source != "id-k1" || !e.Received.Equal(start) || !e.Time.Equal(start.Add(-2*time.Hour)) {
			b.t.Errorf("%+v, the id was to be %s", e, h.Event)
		}
		if err := q.Replay(system(), h.ID, nil); reasonOf(err) != "conflict replayed " {
			b.t.Errorf("again: %v", err)
		}
		if len(b.held()) != 0 {
			b.t.Error("it is still open")
		}
		// The client sends the bad one again: counted, not held anew.
		b.must(200, "/v1/batch", `{"batch":[`+nameless+`]}`)
		whole, err := q.Get(system(), h.ID)
		if err != nil || whole.Times != 2 || whole.State != event.Replayed || len(whole.Raw) != 0 || len(b.held()) != 0 {
			b.t.Errorf("%+v, %v", whole, err)
		}
	})
}

func TestReplayBody(t *testing.T) {
	each(t, func(b *bench) {
		broken := `{"batch":[` + track("1", "A") + `,` + nameless + `],`
		b.must(400, "/v1/batch", broken)
		q, h := b.intake.Quarantine(), b.only()
		if err := q.Replay(system(), h.ID, []byte(strings.TrimSuffix(broken, ",")+"}")); err != nil {
			b.t.Fatal(err)
		}
		if got := b.only(); b.names() != "A" || got.Reason != "required" || got.Kind != "" {
			b.t.Errorf("%s, %+v", b.names(), got)
		}
	})
}

func TestReplaySingleCall(t *testing.T) {
	each(t, func(b *bench) {
		b.must(200, "/v1/track", `{"messageId":"own","event":"A"}`)
		if err := b.intake.Quarantine().Replay(system(), b.only().ID, []byte(`{"messageId":"own","event":"A","userId":"u"}`)); err != nil {
			b.t.Fatal(err)
		}
		if list := b.events(); len(list) != 1 || list[0].ID != "own" || list[0].Type != regulars.Track {
			b.t.Errorf("%+v", list)
		}
	})
}

func TestTooLargeToKeep(t *testing.T) {
	each(t, func(b *bench) {
		b.must(200, "/v1/batch", batch(`{"type":"track","event":"A","userId":"u","properties":{"a":"`+strings.Repeat("x", 300<<10)+`"}}`,
			`{"type":"track","event":"B","userId":"u","properties":{"a":"`+strings.Repeat("x", 40<<10)+`"}}`))
		q := b.intake.Quarantine()
		for _, h := range b.held() {
			whole, err := q.Get(system(), h.ID)
			if err != nil || h.Reason != "too_large" {
				b.t.Fatal(h, err)
			}
			switch h.Name {
			case "A":
				if !whole.Cut() || len(whole.Raw) != 256<<10 {
					b.t.Errorf("A: %d of %d bytes", len(whole.Raw), h.Size)
				}
				if err := q.Replay(system(), h.ID, nil); reasonOf(err) != "invalid cut event" {
					b.t.Errorf("A: %v", err)
				}
			case "B":
				if whole.Cut() || int64(len(whole.Raw)) != h.Size {
					b.t.Errorf("B: %d of %d bytes", len(whole.Raw), h.Size)
				}
			}
		}
		out, err := q.ReplayAll(system(), event.Filter{Reason: "too_large"})
		if err != nil || out.Still != 2 || out.Replayed != 0 {
			b.t.Errorf("%+v, %v", out, err)
		}
	})
}

// TestReplayAll replays a reason after the cause is gone: the workspace now has
// a currency.
func TestReplayAll(t *testing.T) {
	each(t, func(b *bench) {
		currency := ""
		intake := event.New(b.db, b.log, event.Options{Clock: b.clock, Sources: b.sources, Currency: func() string { return currency }})
		defer intake.Close()
		var messages [][]byte
		for i := range 450 {
			messages = append(messages, fmt.Appendf(nil, `{"type":"track","event":"Order Completed","userId":"u","properties":{"order_id":"%d","total":1.5}}`, i))
		}
		messages = append(messages, []byte(nameless), []byte(`{"type":"track","event":"Order Completed","userId":"u","properties":{"order_id":"x","total":"much","currency":"CNY"}}`))
		if refused, err := intake.Accept(context.Background(), "id-k1", messages...); err != nil || refused != 452 {
			b.t.Fatal(refused, err)
		}
		q := intake.Quarantine()
		reasons, err := q.Reasons(system())
		if err != nil || len(reasons) != 3 || reasons[0].Count != 450 || reasons[0].Reason != "currency" {
			b.t.Fatalf("%+v, %v", reasons, err)
		}
		currency = "CNY"
		out, err := q.ReplayAll(system(), event.Filter{Reason: "currency", Source: "id-k1"})
		if err != nil || out != (event.Outcome{Replayed: 450}) {
			b.t.Fatalf("%+v, %v", out, err)
		}
		if n := len(b.events()); n != 450 {
			b.t.Errorf("%d events", n)
		}
		if out, err = q.ReplayAll(system(), event.Filter{}); err != nil || out != (event.Outcome{Still: 2}) {
			b.t.Errorf("%+v, %v", out, err)
		}
		if n, err := q.DropAll(system(), event.Filter{Reason: "number"}); err != nil || n != 1 {
			b.t.Errorf("%d, %v", n, err)
		}
		if got := b.only(); got.Reason != "required" {
			b.t.Errorf("%+v", got)
		}
		if err := q.Drop(system(), b.only().ID); err != nil {
			b.t.Error(err)
		}
		if err := q.Drop(system(), "nothing"); regulars.CodeOf(err) != regulars.ErrNotFound {
			b.t.Error(err)
		}
	})
}

func TestPages(t *testing.T) {
	each(t, func(b *bench) {
		for i := range 25 {
			b.must(200, "/v1/batch", batch(fmt.Sprintf(`{"type":"track","userId":"u%d"}`, i), `{"type":"identify","n":`+fmt.Sprint(i)+`}`))
			if i%5 == 0 { // several share an instant
				b.clock.Advance(time.Second)
			}
		}
		q := b.intake.Quarantine()
		f := event.Filter{Reason: "required"}
		var seen []string
		for after, more := (event.Place{}), true; more; {
			list, next, err := q.List(system(), f, after, 7)
			if err != nil {
				b.t.Fatal(err)
			}
			for _, h := range list {
				seen = append(seen, h.ID)
				if h.Reason != "required" || len(h.Raw) > 0 {
					b.t.Errorf("%+v", h)
				}
			}
			after, more = next, next != event.Place{}
		}
		slices.Sort(seen)
		if len(slices.Compact(seen)) != 25 {
			b.t.Errorf("%d of 25 were listed", len(seen))
		}
		if n, err := q.Count(system(), event.Filter{IDs: seen[:3]}, 100); err != nil || n != 3 {
			b.t.Errorf("by id: %d, %v", n, err)
		}
		if n, err := q.Count(system(), event.Filter{}, 10); err != nil || n != 10 {
			b.t.Errorf("at most ten: %d, %v", n, err)
		}
		if _, _, err := q.List(system(), event.Filter{IDs: make([]string, 2000)}, event.Place{}, 7); regulars.CodeOf(err) != regulars.ErrInvalid {
			b.t.Errorf("too many ids: %v", err)
		}
	})
}

func TestQuarantineNeedsPermission(t *testing.T) {
	b := onSQLite(t, event.Options{})
	b.must(200, "/v1/batch", batch(nameless))
	q, h := b.intake.Quarantine(), b.only()
	reader := regulars.WithActor(context.Background(), regulars.Actor{Kind: regulars.ActorStaff, Can: func(p regulars.Permission) bool { return p == "quarantine:read" }})
	if _, err := q.Get(reader, h.ID); err != nil {
		t.Error(err)
	}
	outsider := context.Background()
	for name, err := range map[string]error{
		"get":        second(q.Get(outsider, h.ID)),
		"count":      second(q.Count(outsider, event.Filter{}, 1)),
		"reasons":    second(q.Reasons(outsider)),
		"replay":     q.Replay(reader, h.ID, nil),
		"replay all": second(q.ReplayAll(reader, event.Filter{})),
		"drop":       q.Drop(reader, h.ID),
		"drop all":   second(q.DropAll(reader, event.Filter{})),
		"hours":      second(b.intake.Hours(reader, "", start)),
	} {
		if code := regulars.CodeOf(err); code != regulars.ErrForbidden && code != regulars.ErrUnauthorized {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestForget(t *testing.T) {
	each(t, func(b *bench) {
		b.must(200, "/v1/batch", batch(nameless, `{"type":"track","anonymousId":"a9"}`, `{"type":"identify","userId":"u7","traits":[],"properties":{"email":"A@example.com"}}`,
			`{"type":"track","properties":{"note":"from mail a@example.com"}}`, `{"type":"track","userId":"stays"}`))
		err := b.db.Write(context.Background(), func(tx *store.Tx) error {
			n, err := event.Forget(tx, []string{"u2", "a9"}, []string{"a@example.com", ""})
			if n != 4 {
				b.t.Errorf("%d forgotten", n)
			}
			return err
		})
		if err != nil {
			b.t.Fatal(err)
		}
		for _, h := range b.held() {
			if h.UserID != "stays" {
				b.t.Errorf("still held: %+v", h)
			}
		}
	})
}

func TestQuarantineIsBounded(t *testing.T) {
	b := onSQLite(t, event.Options{Keep: event.Keep{For: 24 * time.Hour, Rows: 5}})
	for i := range 8 {
		b.must(200, "/v1/batch", batch(fmt.Sprintf(`{"type":"track","userId":"u%d"}`, i)))
		b.clock.Advance(2 * time.Minute)
	}
	if n := len(b.held()); n != 5 {
		t.Errorf("%d are held", n)
	}
	b.clock.Advance(48 * time.Hour)
	b.must(200, "/v1/batch", batch(`{"type":"track","userId":"late"}`))
	if h := b.only(); h.UserID != "late" {
		t.Errorf("%+v", h)
	}
}

func TestActivity(t *testing.T) {
	each(t, func(b *bench) {
		for day := range 7 {
			b.must(200, "/v1/batch", batch(track(fmt.Sprintf("%da", day), "A"), track(fmt.Sprintf("%db", day), "A"), `{"type":"track","userId":"u"}`))
			b.clock.Advance(24 * time.Hour)
		}
		at := func() event.Activity {
			list, err := b.intake.Activity(context.Background())
			if err != nil {
				b.t.Fatal(err)
			}
			return list["id-k1"]
		}
		if a := at(); a.Silent || a.Usual < 1.5 || a.Usual > 2 {
			b.t.Errorf("%+v", a)
		}
		b.clock.Advance(2 * time.Hour)
		if a := at(); !a.Silent || a.Day != 0 {
			b.t.Errorf("%+v", a)
		}
		b.must(200, "/v1/batch", batch(track("new", "A"), `{"type":"track","userId":"u"}`))
		if a := at(); a.Silent || a.Day != 2 || a.Refused != 1 {
			b.t.Errorf("%+v", a)
		}
	})
}
