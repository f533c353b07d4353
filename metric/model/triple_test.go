package model

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSummarize(t *testing.T) {
	t.Parallel()
	purchases := []Purchase{{100, 5000}, {100, 1000}, {110, 200}, {110, 400}, {131, 800}, {140, 9900}}
	for _, c := range []struct {
		asOf int32
		want Summary
		ok   bool
	}{
		{99, Summary{}, false},
		{100, Summary{Triple{0, 0, 0}, 0}, true},
		{109, Summary{Triple{0, 0, 9}, 0}, true},
		{110, Summary{Triple{1, 10, 10}, 6}, true},
		{139, Summary{Triple{2, 31, 39}, 7}, true},
		{140, Summary{Triple{3, 40, 40}, 113. / 3}, true},
	} {
		got, ok := Summarize(purchases, c.asOf, 100)
		if ok != c.ok || got.Triple != c.want.Triple || !closeTo(got.Spend, c.want.Spend, 1e-15) {
			t.Errorf("as of %d: %+v %v, want %+v", c.asOf, got, ok, c.want)
		}
	}
	if yen, _ := Summarize(purchases, 110, 1); yen.Spend != 600 {
		t.Errorf("without minor units the spend is %g, want 600", yen.Spend)
	}
	if s, ok := Summarize([]Purchase{{-2_000_000_000, 1}, {2_000_000_000, 1}}, 2_100_000_000, 100); ok {
		t.Errorf("two purchases thousands of years ago are %+v", s)
	}
}

// TestSummarizeProperties: a summary is always possible, does not depend on
// the order of purchases or on what came later, leaves its input alone, and
// with the hold-out covers every purchase once.
func TestSummarizeProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		purchases := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Purchase {
			return Purchase{Day: rapid.Int32Range(-50, 400).Draw(t, "day"), Minor: rapid.Int64Range(0, 99_999).Draw(t, "minor")}
		}), 0, 30).Draw(t, "purchases")
		asOf := rapid.Int32Range(-60, 420).Draw(t, "as of")
		before := slices.Clone(purchases)
		s, ok := Summarize(purchases, asOf, 100)
		if !slices.Equal(before, purchases) {
			t.Fatal("the purchases were changed")
		}
		if ok && !s.Valid() {
			t.Fatalf("impossible: %+v", s)
		}
		again, _ := Summarize(rapid.Permutation(purchases).Draw(t, "order"), asOf, 100)
		known := slices.DeleteFunc(slices.Clone(purchases), func(p Purchase) bool { return p.Day > asOf })
		without, _ := Summarize(known, asOf, 100)
		if again != s || without != s {
			t.Fatalf("%+v, in another order %+v, without later ones %+v", s, again, without)
		}
		days := map[int32]bool{}
		for _, p := range purchases {
			days[p.Day] = true
		}
		o := HoldOut(purchases, asOf, 1000, 30, 100)
		n := int(o.Orders)
		if ok {
			n += int(s.X) + 1
		}
		if n != len(days) {
			t.Fatalf("%d days with a purchase, %d before and after", len(days), n)
		}
	})
}

func TestHoldOut(t *testing.T) {
	t.Parallel()
	purchases := []Purchase{{140, 300}, {100, 1}, {121, 50}, {121, 70}, {111, 1000}, {191, 9}}
	for _, c := range []struct {
		asOf, horizon, near int32
		want                Outcome
	}{
		{100, 90, 10, Outcome{3, 14.20, false}},
		{100, 91, 11, Outcome{4, 14.29, true}},
		{121, 18, 18, Outcome{0, 0, false}},
		{121, 10, 19, Outcome{0, 0, true}},
		{300, 90, 90, Outcome{}},
	} {
		if got := HoldOut(purchases, c.asOf, c.horizon, c.near, 100); got != c.want {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}

// TestCohort: collapsing counts everybody once, and the histogram tells how
// many have more than j.
func TestCohort(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ts := rapid.SliceOfN(anyTriple(), 0, 80).Draw(t, "triples")
		c := cohortOf(t, ts)
		distinct := map[Triple]float64{}
		var repeats, repeaters float64
		most := int32(0)
		for _, tr := range ts {
			distinct[tr]++
			repeats += float64(tr.X)
			if tr.X > 0 {
				repeaters++
			}
			most = max(most, tr.X)
		}
		if c.Customers() != float64(len(ts)) || c.Rows() != len(distinct) || c.Repeats() != repeats || c.Repeaters() != repeaters {
			t.Fatalf("%+v of %v", c, ts)
		}
		for _, r := range c.rows {
			if distinct[r.Triple] != r.Weight {
				t.Fatalf("%+v: weight %g, want %g", r.Triple, r.Weight, distinct[r.Triple])
			}
		}
		if !slices.IsSortedFunc(c.rows, func(a, b Row) int { return int(int64(pack(a.Triple)) - int64(pack(b.Triple))) }) {
			t.Fatal("rows are not in order")
		}
		above := c.above()
		if len(above) != int(most) {
			t.Fatalf("histogram up to %d, want %d", len(above), most)
		}
		for j, n := range above {
			var want float64
			for _, tr := range ts {
				if int(tr.X) > j {
					want++
				}
			}
			if n != want {
				t.Fatalf("%g have more than %d, want %g", n, j, want)
			}
		}
	})
}

// TestFitsRepeat: customers in another order give the same models, bit for bit.
func TestFitsRepeat(t *testing.T) {
	t.Parallel()
	s := summariesOf(t)
	a := fitted(t, s)
	shuffled := slices.Clone(s)
	rand.New(rand.NewPCG(13, 13)).Shuffle(len(s), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	b := fitted(t, shuffled)
	if a.BGNBD.Orders != b.BGNBD.Orders || a.MBGNBD.Orders != b.MBGNBD.Orders ||
		a.ParetoNBD.Orders != b.ParetoNBD.Orders || a.Spend.GammaGamma != b.Spend.GammaGamma {
		t.Errorf("%+v and %+v", a, b)
	}
}
