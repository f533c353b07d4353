package index_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"regulars"
	"regulars/health/index"
)

func TestTheScalesAreAsTheGuideSays(t *testing.T) {
	t.Parallel()
	day := index.Month(56 * 12).End() // 2026-01-31
	month := index.Month(56 * 12)
	every := func(gap, n int32) (out []int32) {
		for i := n - 1; i >= 0; i-- {
			out = append(out, day-i*gap)
		}
		return out
	}
	for _, c := range []struct {
		name string
		h    index.History
		part index.Part
		want index.Value
	}{
		{"one purchase today", index.History{Bought: every(1, 1)}, index.Frequency, 21},
		{"one purchase half a year ago", index.History{Bought: []int32{day - 180}}, index.Frequency, 15},
		{"monthly for two years", index.History{Bought: every(30, 24)}, index.Frequency, 96},
		{"monthly for two years, then ninety days nothing", index.History{Bought: shift(every(30, 24), -90)}, index.Frequency, 55},
		{"quarterly for two years", index.History{Bought: every(90, 8)}, index.Frequency, 67},
		{"four days of looking this month", seen(day, index.Evidence{Month: month, Active: 4}), index.Depth, 50},
		{"four days of looking last month", seen(day, index.Evidence{Month: month - 1, Active: 4}), index.Depth, 29},
		{"the best review", seen(day, index.Evidence{Month: month, Reviews: 1, ReviewSum: 500}), index.Fit, 92},
		{"the worst review", seen(day, index.Evidence{Month: month, Reviews: 1, ReviewSum: 100}), index.Fit, 25},
		{"a refund", seen(day, index.Evidence{Month: month, Returns: 1}), index.Fit, 25},
		{"a rating of four", seen(day, index.Evidence{Month: month, Ratings: 1, RatingSum: 400}), index.Rating, 75},
		{"a rating of five and a complaint", seen(day, index.Evidence{Month: month, Ratings: 1, RatingSum: 500, Complaints: 1}), index.Rating, 63},
		{"one share", seen(day, index.Evidence{Month: month, Shares: 1}), index.Influence, 50},
		{"somebody came by them", seen(day, index.Evidence{Month: month, Referrals: 1}), index.Influence, 75},
	} {
		if got := c.h.At(day)[c.part]; got != c.want {
			t.Errorf("%s: %d points of %s, want %d", c.name, got, c.part, c.want)
		}
	}
}

func shift(days []int32, by int32) []int32 {
	for i := range days {
		days[i] += by
	}
	return days
}

// seen is somebody who bought once, today, and left this evidence.
func seen(day int32, e index.Evidence) index.History {
	return index.History{Bought: []int32{day}, Months: []index.Evidence{e}}
}

func TestMissingPartsCountNeitherWay(t *testing.T) {
	t.Parallel()
	w := index.DefaultRules.Weights
	for _, c := range []struct {
		p    index.Parts
		want index.Value
	}{
		{index.None, index.Missing},
		{index.Parts{80, -1, -1, -1, -1}, 80},
		{index.Parts{-1, -1, -1, -1, 0}, 0},
		{index.Parts{100, 0, -1, -1, -1}, 64}, // 35 of 55
		{index.Parts{50, 50, 50, 50, 50}, 50},
	} {
		if got := w.Total(c.p); got != c.want {
			t.Errorf("%v: %d, want %d", c.p, got, c.want)
		}
	}
	if got := (index.Weights{0, 1, 0, 0, 0}).Total(index.Parts{80, -1, 3, 3, 3}); got != index.Missing {
		t.Error("a part that does not count gave", got)
	}
}

// ends are month ends of which only the frequency is known.
func ends(points ...index.Value) (out []index.Parts) {
	for _, v := range points {
		p := index.None
		p[index.Frequency] = v
		out = append(out, p)
	}
	return out
}

func TestAnEpisodeBeginsWithThreeFallsBelowTheLine(t *testing.T) {
	t.Parallel()
	r := index.DefaultRules // line 50, fall 10
	for _, c := range []struct {
		name string
		ends []index.Parts
		at   int // -1 for none
	}{
		{"nobody", nil, -1},
		{"three falls below the line", ends(60, 56, 52, 49), 3},
		{"above the line", ends(70, 66, 62, 58), -1},
		{"less than ten points", ends(57, 55, 52, 48), -1},
		{"ten points", ends(58, 55, 52, 48), 3},
		{"on the line", ends(62, 58, 54, 50), -1},
		{"two falls", ends(60, 60, 52, 40), -1},
		{"it goes on falling: one episode", ends(60, 56, 52, 48, 40, 30, 20), 3},
		{"it rises a little and falls again: one episode", ends(60, 56, 52, 48, 49, 45, 40, 30), 3},
		{"it was back at the line", ends(60, 56, 52, 48, 50), -1},
		{"a second episode", ends(60, 56, 52, 48, 60, 55, 50, 45), 7},
		{"a month before the first purchase", ends(-1, 60, 50, 40), -1},
	} {
		f, open := r.Episode(c.ends)
		if open != (c.at >= 0) || open && f.At != c.at {
			t.Errorf("%s: %+v, %v", c.name, f, open)
		}
	}
}

func TestAPartThatAppearsIsNoFall(t *testing.T) {
	t.Parallel()
	r := index.DefaultRules
	four := ends(60, 60, 60, 60)
	four[2][index.Rating], four[3][index.Rating] = 10, 0
	if f, ok := r.Episode(four); ok {
		t.Errorf("%+v", f)
	}
	for i, v := range []index.Value{80, 60, 40, 20} {
		four[i][index.Rating] = v
	}
	f, ok := r.Episode(four)
	if !ok || f.Part != index.Rating || f.Points != 60 || f.From <= f.To {
		t.Errorf("%+v, %v", f, ok)
	}
}

func TestTemperatureIsTheTrendAgainstTheLastThreeMonthEnds(t *testing.T) {
	t.Parallel()
	w := index.DefaultRules.Weights
	for _, c := range []struct {
		now  index.Value
		ends []index.Parts
		want int
		ok   bool
		word index.Warmth
	}{
		{60, ends(50, 50, 50), 10, true, index.Warming},
		{40, ends(99, 50, 44, 41), -5, true, index.Cooling},
		{50, ends(-1, -1, 48), 2, true, index.Steady},
		{50, nil, 0, false, index.Steady},
		{-1, ends(50, 50, 50), 0, false, index.Steady},
	} {
		now := ends(c.now)[0]
		got, ok := w.Temperature(now, c.ends)
		if got != c.want || ok != c.ok || index.WarmthOf(got) != c.word {
			t.Errorf("%d after %v: %d, %v", c.now, c.ends, got, ok)
		}
	}
}

func TestRungs(t *testing.T) {
	t.Parallel()
	day := index.Month(56 * 12).End()
	month := index.Month(56 * 12)
	for _, c := range []struct {
		h    index.History
		want index.Rung
	}{
		{index.History{}, index.Reached},
		{index.History{Months: []index.Evidence{{Month: month - 2, Active: 1}}}, index.Interested},
		{index.History{Months: []index.Evidence{{Month: month - 3, Active: 1}}}, index.Reached},
		{index.History{Bought: []int32{day - 364}}, index.Buying},
		{index.History{Bought: []int32{day - 365}}, index.Reached},
		{index.History{Bought: []int32{day - 20, day}}, index.Returning},
		{index.History{Bought: []int32{day - 20, day}, Months: []index.Evidence{{Month: month, Reviews: 1, Shares: 1}}}, index.Involved},
	} {
		if got := index.DefaultLadder.Rung(c.h, day); got != c.want {
			t.Errorf("%+v stands on %d, want %d", c.h, got, c.want)
		}
	}
}

func TestMonths(t *testing.T) {
	t.Parallel()
	for m := index.Month(-1200); m < 3600; m++ {
		if index.MonthOf(m.Begin()) != m || index.MonthOf(m.End()) != m || (m+1).Begin() != m.End()+1 {
			t.Fatal(m)
		}
	}
}

func TestRulesThatMeanNothing(t *testing.T) {
	t.Parallel()
	for _, change := range []func(r *index.Rules){
		func(r *index.Rules) { r.Weights = index.Weights{} },
		func(r *index.Rules) { r.Weights[2] = -1 },
		func(r *index.Rules) { r.Line = 0 },
		func(r *index.Rules) { r.Fall = 2 },
	} {
		r := index.DefaultRules
		change(&r)
		if regulars.CodeOf(r.Check()) != regulars.ErrInvalid {
			t.Errorf("%+v", r)
		}
	}
	if index.DefaultRules.Check() != nil || index.DefaultLadder.Check() != nil {
		t.Error("the defaults mean nothing")
	}
	for _, s := range []index.Step{{}, {Days: 10}, {Days: 2000, Visits: 1}, {Days: 10, Orders: -1, Visits: 2}} {
		l := index.DefaultLadder
		l[3] = s
		if regulars.CodeOf(l.Check()) != regulars.ErrInvalid {
			t.Errorf("%+v", s)
		}
	}
}

// drawn is any history.
func drawn(t *rapid.T) (index.History, int32) {
	day := rapid.Int32Range(18000, 21000).Draw(t, "day")
	h := index.History{Bought: rapid.SliceOfNDistinct(rapid.Int32Range(day-1500, day), 0, 30, rapid.ID[int32]).Draw(t, "bought")}
	slices.Sort(h.Bought)
	months := rapid.SliceOfNDistinct(rapid.Int32Range(int32(index.MonthOf(day))-36, int32(index.MonthOf(day))), 0, 20, rapid.ID[int32]).Draw(t, "months")
	slices.Sort(months)
	small := rapid.Int32Range(0, 9)
	for _, m := range months {
		e := index.Evidence{Month: index.Month(m), Active: small.Draw(t, "active"), Reviews: small.Draw(t, "reviews"), Ratings: small.Draw(t, "ratings"),
			Complaints: small.Draw(t, "complaints"), Returns: small.Draw(t, "returns"), Shares: small.Draw(t, "shares"), Referrals: small.Draw(t, "referrals")}
		e.ReviewSum = int64(e.Reviews) * int64(rapid.IntRange(100, 500).Draw(t, "review"))
		e.RatingSum = int64(e.Ratings) * int64(rapid.IntRange(100, 500).Draw(t, "rating"))
		h.Months = append(h.Months, e)
	}
	return h, day
}

func TestWhatAlwaysHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, day := drawn(t)
		p := h.At(day)
		w := index.DefaultRules.Weights
		total := w.Total(p)
		low, high := index.Value(100), index.Value(0)
		share := 0.0
		for _, part := range index.All() {
			v := p[part]
			if v != index.Missing && (v < 0 || v > 100) {
				t.Fatalf("%s is %d", part, v)
			}
			if v.Known() {
				low, high = min(low, v), max(high, v)
			}
			share += w.Share(p, part)
		}
		if known := len(h.Bought) > 0; known != total.Known() || known && (total < low || total > high || share < .999 || share > 1.001) {
			t.Fatalf("%v come to %d, shares to %f", p, total, share)
		}
		// What happens later changes nothing about today.
		later := h
		later.Bought = append(slices.Clone(h.Bought), day+3)
		later.Months = append(slices.Clone(h.Months), index.Evidence{Month: index.MonthOf(day) + 1, Shares: 3})
		if later.At(day) != p || index.DefaultLadder.Rung(later, day) != index.DefaultLadder.Rung(h, day) {
			t.Fatal("the future counts")
		}
		// Silence never raises the frequency.
		if q := h.At(day + 30); q[index.Frequency] > p[index.Frequency] {
			t.Fatalf("silence raised %d to %d", p[index.Frequency], q[index.Frequency])
		}
		// Month ends come back as they were kept.
		var all []index.Kept
		for m := index.MonthOf(day) - 5; m <= index.MonthOf(day); m++ {
			all = append(all, index.Kept{Parts: h.At(m.End()), Rung: index.DefaultLadder.Rung(h, m.End())})
		}
		if !slices.Equal(index.Decode(index.Encode(all)), all) {
			t.Fatal("kept otherwise")
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6})
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, k := range index.Decode(raw) {
			if k.Rung < index.Reached || k.Rung > index.Involved {
				t.Fatal(k)
			}
			for _, v := range k.Parts {
				if v < index.Missing || v > 100 {
					t.Fatal(k)
				}
			}
		}
	})
}
