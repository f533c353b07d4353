package auth

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars"
)

var cheap = Hashing{MemoryKiB: 8, Passes: 1, Lanes: 1}

func TestHashVerifiesItsPasswordOnly(t *testing.T) {
	t.Parallel()
	h, ctx := newHasher(cheap), context.Background()
	rapid.Check(t, func(rt *rapid.T) {
		password, other := rapid.String().Draw(rt, "password"), rapid.String().Draw(rt, "other")
		hash, err := h.hash(ctx, password)
		if err != nil {
			rt.Fatal(err)
		}
		if again, _ := h.hash(ctx, password); again == hash {
			rt.Error("two hashes share a salt")
		}
		if ok, stale, err := h.verify(ctx, hash, password); !ok || stale || err != nil {
			rt.Errorf("%q does not verify: %v %v", password, stale, err)
		}
		if ok, _, _ := h.verify(ctx, hash, other); ok != (normal(other) == normal(password)) {
			rt.Errorf("%q verifies as %q: %v", other, password, ok)
		}
	})
}

func TestKnownHash(t *testing.T) {
	t.Parallel()
	// Made with the reference implementation:
	// echo -n password | argon2 somesalt -id -t 2 -k 256 -p 1 -l 32 -e
	const hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	ok, stale, err := newHasher(cheap).verify(context.Background(), hash, "password")
	if !ok || !stale || err != nil {
		t.Errorf("%v %v %v", ok, stale, err)
	}
}

func FuzzPHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Add("$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$x")
	f.Add("$$$$$")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		cost, salt, key, err := parsePHC(s)
		if err != nil {
			if regulars.CodeOf(err) != regulars.ErrInternal || s != "" && strings.Contains(err.Error(), s) {
				t.Errorf("%v", err)
			}
			return
		}
		back, salt2, key2, err := parsePHC(phc(cost, salt, key))
		if err != nil || back != cost || string(salt2) != string(salt) || string(key2) != string(key) {
			t.Errorf("%q reads as %v", s, back)
		}
	})
}

func TestEasyPasswords(t *testing.T) {
	t.Parallel()
	for password, reason := range map[string]string{
		"short":                        "too_short",
		"红茶红茶":                         "too_short",
		strings.Repeat("a b", 70):      "too_long",
		"1234567890":                   "too_easy",
		"abcdefghijklm":                "too_easy",
		"9876543210":                   "too_easy",
		"aaaaaaaaaaaa":                 "too_easy",
		"ababababab":                   "too_easy",
		"Password2026!":                "too_easy",
		"qwertyuiop":                   "too_easy",
		"LIN@example.com":              "too_easy",
		"Lin Mei Hua":                  "too_easy",
		"woaini1314520":                "too_easy",
		"a walk by the lake":           "",
		"春眠不觉晓处处闻啼鸟":                   "",
		"kT7#pq-91xz":                  "",
		"correct horse battery tea":    "",
		strings.Repeat("tea cup ", 25): "",
	} {
		var f regulars.Faults
		checkPassword(&f, "password", password, "lin@example.com", "Lin Mei Hua")
		if got := ""; len(f) > 0 {
			got = f[0].Reason
			if got != reason {
				t.Errorf("%q: %s, want %q", password, got, reason)
			}
		} else if reason != "" {
			t.Errorf("%q passes, want %s", password, reason)
		}
	}
}

// TestHashingIsBounded holds every turn and looks at what happens to the rest.
func TestHashingIsBounded(t *testing.T) {
	t.Parallel()
	h := newHasher(cheap)
	var ends []func()
	for range runtime.NumCPU() {
		end, err := h.turn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, end)
	}
	ctx, cancel := context.WithCancel(context.Background())
	results := make(chan error)
	for range maxWaiting + 20 {
		go func() {
			_, err := h.turn(ctx)
			results <- err
		}()
	}
	for range 20 { // those for whom the queue has no room
		if err := <-results; regulars.CodeOf(err) != regulars.ErrTooMany {
			t.Errorf("got %v", err)
		}
	}
	cancel()
	for range maxWaiting {
		if err := <-results; err != context.Canceled {
			t.Errorf("got %v", err)
		}
	}
	for _, end := range ends {
		end()
	}
	if _, err := h.hash(context.Background(), "again"); err != nil {
		t.Errorf("after all that: %v", err)
	}
}

func TestBuckets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		burst := rapid.IntRange(1, 10).Draw(rt, "burst")
		b := newBuckets(burst, time.Second)
		now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		for range burst {
			if b.ready("k", now) != 0 || b.take("k", now) != 0 {
				rt.Fatal("refused within the burst")
			}
		}
		wait := b.take("k", now)
		if wait <= 0 || wait > time.Second || b.ready("k", now) != wait || b.take("k", now) != wait {
			rt.Fatalf("waits %v; being refused costs something", wait)
		}
		if now = now.Add(wait); b.take("k", now) != 0 {
			rt.Error("refused after the wait")
		}
		b.forget("k")
		if b.take("k", now) != 0 {
			rt.Error("not forgotten")
		}
	})
}
