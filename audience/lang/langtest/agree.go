package langtest

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"regulars/audience/lang"
)

// Agree draws a world and expressions, and holds a back end to what memory
// says, also around each instant at which memory says that somebody flips.
func Agree(t *rapid.T, b Backend) {
	w, now := Draw(t)
	xs := make([]*lang.Expression, rapid.IntRange(1, 3).Draw(t, "expressions"))
	var instants []time.Time
	for i := range xs {
		n := DrawNode(t, rapid.IntRange(0, 2).Draw(t, "depth"))
		x, err := lang.Check(n, w.Catalogue)
		if err != nil {
			t.Fatalf("%s: %v", lang.Format(n), err)
		}
		if err := steady(x); err != nil {
			t.Fatal(err)
		}
		xs[i] = x
		for j := range w.People {
			flip := x.Evaluate(&w.People[j], now).Flip
			if flip.IsZero() {
				flip = now.AddDate(0, 0, rapid.IntRange(1, 900).Draw(t, "later"))
			} else {
				instants = append(instants, flip)
			}
			stays(t, x, &w.People[j], now, flip)
			instants = append(instants, flip.Add(-time.Microsecond))
		}
	}
	for _, at := range append(instants[:min(4, len(instants))], now) {
		want, _ := Memory(w, xs, at)
		got, err := b(w, xs, at)
		if err != nil {
			t.Fatal(err)
		}
		for i := range xs {
			if !slices.Equal(got[i], want[i]) {
				t.Fatalf("at %s, %s\nmatches %v, in memory %v", at.Format(time.RFC3339Nano), xs[i], got[i], want[i])
			}
		}
	}
}

// stays holds memory to its own promise: nothing changes before the flip.
func stays(t *rapid.T, x *lang.Expression, p *lang.Person, now, flip time.Time) {
	if !flip.After(now) {
		t.Fatalf("%s flips at %s, asked at %s", x, flip, now)
	}
	before := x.Evaluate(p, now)
	span := flip.Sub(now)
	for _, at := range []time.Time{flip.Add(-time.Microsecond), now.Add(span / 2), now.Add(span / 7), now.Add(span - span/50)} {
		if at.Before(flip) && x.Evaluate(p, at).Matches != before.Matches {
			t.Fatalf("%s: at %s it is %v until %s, but not at %s", x, now, before.Matches, flip, at)
		}
	}
}
