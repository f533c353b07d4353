package api

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"regulars"
	"regulars/auth"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// shop is a frame whose one operation counts how often it runs.
type shop struct {
	http.Handler
	api   *API
	clock *regulars.ManualClock
	runs  atomic.Int64
	// behave is what the operation does; nil for success.
	behave func(ctx context.Context) error
}

func newShop(t *testing.T, db *store.DB, caller auth.Caller) *shop {
	s := &shop{clock: regulars.NewManualClock(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))}
	a := newFrame(t, Deps{Store: db, Clock: s.clock, Gate: oneCaller{caller}})
	o := op("POST", "buy")
	o.Status = http.StatusCreated
	Handle(a, o, func(ctx context.Context, in *note) (map[string]int64, error) {
		n := s.runs.Add(1)
		if s.behave != nil {
			if err := s.behave(ctx); err != nil {
				return nil, err
			}
		}
		Header(ctx).Set("Location", fmt.Sprint("/orders/", n))
		return map[string]int64{"order": n}, nil
	})
	s.Handler, s.api = a.Handler(), a
	return s
}

func (s *shop) buy(key, text string) *httptest.ResponseRecorder {
	return send(s, "POST", "/buy", `{"text":"`+text+`"}`, "Idempotency-Key", key, "Content-Type", "application/json")
}

func eachShop(t *testing.T, fn func(t *testing.T, s *shop)) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, newShop(t, db, somebody)) }, Migration())
}

func TestSameKeySameAnswer(t *testing.T) {
	eachShop(t, func(t *testing.T, s *shop) {
		first, second := s.buy("k", "tea"), s.buy("k", "tea")
		if first.Code != 201 || second.Code != 201 || first.Body.String() != second.Body.String() || s.runs.Load() != 1 {
			t.Errorf("%d %s, then %d %s", first.Code, first.Body, second.Code, second.Body)
		}
		if second.Header().Get("Location") != "/orders/1" || second.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("headers: %v", second.Header())
		}
		if other := s.buy("k", "cup"); other.Code != 409 || s.runs.Load() != 1 {
			t.Errorf("another request with the key: %d", other.Code)
		}
		if next := s.buy("l", "tea"); next.Code != 201 || s.runs.Load() != 2 {
			t.Errorf("another key: %d", next.Code)
		}
		s.clock.Advance(keepAnswer - time.Second)
		s.buy("k", "tea")
		if s.runs.Load() != 2 {
			t.Error("forgotten within a day")
		}
		s.clock.Advance(time.Second)
		if s.buy("k", "tea"); s.runs.Load() != 3 {
			t.Error("remembered for more than a day")
		}
	})
}

func TestRepetitionsAtTheSameMoment(t *testing.T) {
	eachShop(t, func(t *testing.T, s *shop) {
		begun, go_on := make(chan struct{}), make(chan struct{})
		s.behave = func(context.Context) error {
			begun <- struct{}{}
			<-go_on
			return nil
		}
		done := make(chan *httptest.ResponseRecorder)
		go func() { done <- s.buy("k", "tea") }()
		<-begun
		var wg sync.WaitGroup
		for range 10 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				w := s.buy("k", "tea")
				if w.Code != 409 || w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), "under_way") {
					t.Errorf("while under way: %d %s", w.Code, w.Body)
				}
			}()
		}
		wg.Wait()
		close(go_on)
		if w := <-done; w.Code != 201 || s.runs.Load() != 1 {
			t.Errorf("%d after %d runs", w.Code, s.runs.Load())
		}
	})
}

func TestFailuresGiveTheKeyBack(t *testing.T) {
	eachShop(t, func(t *testing.T, s *shop) {
		for i, fail := range []func(context.Context) error{
			func(context.Context) error { return &regulars.Error{Code: regulars.ErrUnavailable} },
			func(context.Context) error { return &regulars.Error{Code: regulars.ErrTooMany} },
			func(context.Context) error { return context.Canceled },
			func(context.Context) error { panic("boom") },
		} {
			key := fmt.Sprint("key", i)
			s.behave = fail
			if w := s.buy(key, "tea"); w.Code < 429 {
				t.Errorf("%d: %d", i, w.Code)
			}
			s.behave = nil
			if w := s.buy(key, "tea"); w.Code != 201 {
				t.Errorf("%d again: %d %s", i, w.Code, w.Body)
			}
		}
		// A refusal that would come again is an answer like any other.
		s.behave = func(context.Context) error { return regulars.NotFound("tea") }
		before := s.runs.Load()
		if a, b := s.buy("refused", "tea"), s.buy("refused", "tea"); a.Code != 404 || b.Code != 404 || s.runs.Load() != before+1 {
			t.Errorf("%d, %d, %d runs", a.Code, b.Code, s.runs.Load()-before)
		}
	})
}

func TestClaimOfADeadProgramRunsOut(t *testing.T) {
	eachShop(t, func(t *testing.T, s *shop) {
		r := httptest.NewRequest("POST", Prefix+"/buy", nil)
		if _, err := s.api.repeats.claim(context.Background(), "staff:s1", "k", requestSum(r, []byte(`{"text":"tea"}`))); err != nil {
			t.Fatal(err)
		}
		if w := s.buy("k", "tea"); w.Code != 409 {
			t.Errorf("while the claim stands: %d", w.Code)
		}
		s.clock.Advance(claimFor)
		if w := s.buy("k", "tea"); w.Code != 201 {
			t.Errorf("after it ran out: %d", w.Code)
		}
	})
}

func TestKeysBelongToTheirCaller(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		other := somebody
		other.Actor.ID = "s2"
		a, b := newShop(t, db, somebody), newShop(t, db, other)
		if x, y := a.buy("k", "tea"), b.buy("k", "cup"); x.Code != 201 || y.Code != 201 {
			t.Errorf("%d, %d", x.Code, y.Code)
		}
		for _, key := range []string{"two words", strings.Repeat("x", 256), "ü"} {
			if w := a.buy(key, "tea"); w.Code != 400 {
				t.Errorf("%q: %d", key, w.Code)
			}
		}
	}, Migration())
}

func TestOldAnswersGoAway(t *testing.T) {
	eachShop(t, func(t *testing.T, s *shop) {
		for i := range 20 {
			s.buy(fmt.Sprint("k", i), "tea")
		}
		s.clock.Advance(keepAnswer)
		s.buy("last", "tea")
		count(t, s, 1)
		s.clock.Advance(keepAnswer)
		if err := Sweep(context.Background(), s.api.deps.Store, s.clock.Now()); err != nil {
			t.Fatal(err)
		}
		count(t, s, 0)
	})
}

// count counts the answers that are kept.
func count(t *testing.T, s *shop, want int64) {
	t.Helper()
	err := s.api.deps.Store.Read(context.Background(), func(tx *store.Tx) error {
		n, err := store.Row(tx, store.One[int64], "SELECT count(*) FROM repeat")
		if n != want {
			t.Errorf("%d answers are kept, want %d", n, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestLimitsHoldForRepeatableRequests sends a body whose length is not told
// beforehand.
func TestLimitsHoldForRepeatableRequests(t *testing.T) {
	t.Parallel()
	s := newShop(t, storetest.SQLite(t, Migration()), somebody)
	r := httptest.NewRequest("POST", Prefix+"/buy", strings.NewReader(strings.Repeat(" ", defaultMaxBody+1)))
	r.ContentLength = -1
	r.Header.Set("Idempotency-Key", "k")
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, r); w.Code != 413 || s.runs.Load() != 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := s.buy("k", "tea"); w.Code != 201 {
		t.Errorf("the key was claimed for nothing: %d", w.Code)
	}
}
