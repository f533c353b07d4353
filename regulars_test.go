package regulars

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPositionsHaveOneOrder(t *testing.T) {
	t.Parallel()
	small := rapid.Custom(func(t *rapid.T) Position {
		n := rapid.Int64Range(0, 3)
		return Position{n.Draw(t, "epoch"), n.Draw(t, "tx"), n.Draw(t, "seq")}
	})
	rapid.Check(t, func(t *rapid.T) {
		p, q, r := small.Draw(t, "p"), small.Draw(t, "q"), small.Draw(t, "r")
		if p.Compare(q) != -q.Compare(p) || (p.Compare(q) == 0) != (p == q) {
			t.Fatal(p, q)
		}
		if p.Compare(q) <= 0 && q.Compare(r) <= 0 && p.Compare(r) > 0 {
			t.Fatal(p, q, r)
		}
	})
}

func TestIDsSortByTime(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_700_000_000_000)
	a, b := NewID(now), NewID(now.Add(time.Millisecond))
	if len(a) != 32 || a >= b || a == NewID(now) {
		t.Error(a, b)
	}
}

func TestErrorsKeepTheirCode(t *testing.T) {
	t.Parallel()
	var faults Faults
	if faults.Err() != nil {
		t.Error("no faults are an error")
	}
	faults.Add("name", "required", "a name is needed")
	faults.Add("email", "email", "this is not an e-mail address")
	for _, c := range []struct {
		err  error
		code Code
	}{
		{nil, ""}, {errors.New("x"), ErrInternal}, {NotFound("customer"), ErrNotFound},
		{fmt.Errorf("while saving: %w", faults.Err()), ErrInvalid},
	} {
		if got := CodeOf(c.err); got != c.code {
			t.Errorf("CodeOf(%v) = %q, want %q", c.err, got, c.code)
		}
	}
	if got := faults.Error(); got != "name: a name is needed; email: this is not an e-mail address" {
		t.Error(got)
	}
}

func TestRequireAsksTheActor(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	if code := CodeOf(Require(ctx, "customers:read")); code != ErrUnauthorized {
		t.Error(code)
	}
	agent := Actor{Kind: ActorStaff, Can: func(p Permission) bool { return p == "customers:read" }}
	ctx = WithActor(ctx, agent)
	if err := Require(ctx, "customers:read"); err != nil {
		t.Error(err)
	}
	if code := CodeOf(Require(ctx, "staff:write")); code != ErrForbidden {
		t.Error(code)
	}
	if err := Require(WithActor(ctx, System("jobs")), "staff:write"); err != nil {
		t.Error(err)
	}
}

func TestInstantsComeBackFromMicros(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(time.Date(2026, 3, 29, 3, 30, 0, 123_456_789, time.FixedZone("CEST", 7200)))
	clock.Advance(time.Second)
	if now := clock.Now(); now.Location() != time.UTC || FromMicros(Micros(now)) != now {
		t.Error(now)
	}
	if Micros(time.Time{}) != 0 || !FromMicros(0).IsZero() {
		t.Error("the zero time does not come back")
	}
}
