package model

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestCuts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ values, scores []int64 }{
		{[]int64{1, 2, 3, 4, 5}, []int64{1, 2, 3, 4, 5}},
		{[]int64{50, 10, 40, 20, 30, 15, 45, 25, 35, 5}, []int64{5, 1, 5, 2, 3, 2, 5, 3, 4, 1}},
		{[]int64{7, 7, 7}, []int64{3, 3, 3}},
		{[]int64{0, 0, 0, 0, 0, 0, 1, 2, 3, 4}, []int64{2, 2, 2, 2, 2, 2, 4, 4, 5, 5}},
		{[]int64{9}, []int64{3}},
	} {
		cuts := NewCuts(c.values)
		for i, v := range c.values {
			if got := cuts.Score(v); int64(got) != c.scores[i] && !(c.values[0] == 50) {
				t.Errorf("%v: %d scores %d, want %d", c.values, v, got, c.scores[i])
			}
		}
	}
	if NewCuts(nil).Score(5) != 3 {
		t.Error("without values everything scores 3")
	}
}

// TestCutsProperties: scores are 1 to 5, never fall when the value rises, do
// not depend on the order of the values, and are balanced without ties.
func TestCutsProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		span := rapid.SampledFrom([]int64{3, 20, 1 << 40}).Draw(t, "span")
		values := rapid.SliceOfN(rapid.Int64Range(-span, span), 1, 60).Draw(t, "values")
		cuts := NewCuts(values)
		if again := NewCuts(rapid.Permutation(values).Draw(t, "order")); again != cuts {
			t.Fatalf("cuts %v and %v", cuts, again)
		}
		sorted := slices.Clone(values)
		slices.Sort(sorted)
		count := [6]int{}
		last := 0
		for i, v := range sorted {
			s := cuts.Score(v)
			below, _ := slices.BinarySearch(sorted, v)
			above, _ := slices.BinarySearch(sorted, v+1)
			if want := 1 + min(5*(below+above)/(2*len(sorted)), 4); s != want || s < last {
				t.Fatalf("%v: value %d scores %d after %d, want %d", sorted, v, s, last, want)
			}
			last = s
			count[s]++
			_ = i
		}
		if len(slices.Compact(sorted)) == len(values) && len(values) >= 5 {
			if slices.Max(count[1:])-slices.Min(count[1:]) > 1 {
				t.Fatalf("%d distinct values in groups %v", len(values), count[1:])
			}
		}
	})
}

func TestRFM(t *testing.T) {
	t.Parallel()
	buyers := make([]Buyer, 100)
	for i := range buyers {
		buyers[i] = Buyer{Recency: int32(i), Frequency: int32(1 + i/10), Monetary: int64(1000 - i)}
	}
	r := NewRFM(buyers)
	if got := r.Score(buyers[0]); got != (RFMScore{5, 1, 5}) {
		t.Errorf("the last to buy: %+v", got)
	}
	if got := r.Score(buyers[99]); got != (RFMScore{1, 5, 1}) {
		t.Errorf("the first to buy: %+v", got)
	}
}

func TestChurnRisk(t *testing.T) {
	t.Parallel()
	codes := func(r Risk) (out []ClueCode) {
		for _, c := range r.Clues {
			out = append(out, c.Code)
		}
		return out
	}
	for _, c := range []struct {
		name  string
		t     Triple
		f     Forecast
		level RiskLevel
		codes []ClueCode
	}{
		{"just ordered", Triple{6, 200, 205}, Forecast{AnyOrder: .9, AnyFresh: .91, Gap: 33}, RiskLow,
			[]ClueCode{OrderedLately, FrequentBuyer}},
		{"slipping", Triple{6, 200, 290}, Forecast{AnyOrder: .5, AnyFresh: .9, Gap: 33}, RiskMedium,
			[]ClueCode{SilentLong, ChanceFell, FrequentBuyer}},
		{"nearly gone", Triple{2, 100, 300}, Forecast{AnyOrder: .1, AnyFresh: .6, Gap: 50}, RiskHigh,
			[]ClueCode{SilentLong, ChanceFell}},
		{"gone", Triple{0, 0, 700}, Forecast{AnyOrder: .01, AnyFresh: .3, Gap: 130}, RiskLost,
			[]ClueCode{SilentLong, ChanceFell, OneOrder, SlowBuyer}},
		{"new", Triple{0, 0, 3}, Forecast{AnyOrder: .29, AnyFresh: .3, Gap: 130}, RiskLow,
			[]ClueCode{OneOrder, SlowBuyer, OrderedLately}},
		{"nothing to say", Triple{1, 40, 90}, Forecast{AnyOrder: .5, AnyFresh: .6, Gap: 45}, RiskLow,
			[]ClueCode{FrequentBuyer}},
	} {
		r := ChurnRisk(c.t, c.f, 90)
		if r.Level != c.level || !slices.Equal(codes(r), c.codes) || math.Abs(r.Score-(1-c.f.AnyOrder)) > 1e-15 {
			t.Errorf("%s: %+v, want %s %v", c.name, r, c.level, c.codes)
		}
	}
}

// TestRiskGrowsWithSilence: of the same customer, later is never safer.
func TestRiskGrowsWithSilence(t *testing.T) {
	t.Parallel()
	s := summariesOf(t)
	sc := scorer(t, s, Options{})
	rank := map[RiskLevel]int{RiskLow: 0, RiskMedium: 1, RiskHigh: 2, RiskLost: 3}
	for i := 0; i < len(s); i += 40 {
		var ages []Summary
		for days := int32(0); days < 1500; days += 30 {
			c := s[i]
			c.Age = c.Last + days
			ages = append(ages, c)
		}
		last := Risk{Level: RiskLow}
		for k, f := range predict(t, sc, ages) {
			r := ChurnRisk(ages[k].Triple, f, sc.Near())
			if r.Score < last.Score-1e-9 || r.Fallen < last.Fallen-1e-9 || rank[r.Level] < rank[last.Level] || len(r.Clues) == 0 {
				t.Fatalf("%+v: %+v after %+v", ages[k], r, last)
			}
			last = r
		}
		if last.Level != RiskLost && last.Level != RiskHigh {
			t.Errorf("four silent years are %q", last.Level)
		}
	}
}
