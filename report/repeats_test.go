package report

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars/order"
)

// on gives one customer's purchases on these days.
func on(days ...int32) []order.Purchase {
	out := make([]order.Purchase, len(days))
	for i, d := range days {
		out[i] = order.Purchase{Day: d, Orders: 1, Minor: 100}
	}
	return out
}

func civil(text string) int32 {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return int32(t.Unix() / 86400)
}

// TestRepeats is a worked example. As of 2025-06-30, over 30 days, so from
// 2025-06-01 on; the period before begins on 2025-05-02.
func TestRepeats(t *testing.T) {
	t.Parallel()
	r := newRepeats(civil("2025-06-30"), 30)
	for _, purchases := range [][]order.Purchase{
		on(civil("2025-06-01"), civil("2025-06-11")),                      // new, and came back after 10 days
		on(civil("2025-06-30")),                                           // new today
		on(civil("2025-05-31"), civil("2025-06-30")),                      // first in the period before, back after 30 days
		on(civil("2025-05-10"), civil("2025-05-20")),                      // both before
		on(civil("2025-05-05")),                                           // once
		on(civil("2024-01-15"), civil("2024-02-01"), civil("2025-06-15")), // back after 500 days
		on(civil("2021-01-01")),                                           // before all cohorts
		on(civil("2025-07-01")),                                           // after the as-of day
		on(civil("2025-06-02"), civil("2025-06-09"), civil("2025-07-02")), // the last is after it
	} {
		r.add(purchases)
	}
	check := func(name string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	check("the repurchase rate", r.rate, Share{4, 5}) // all but the one who is new today
	check("the repurchase rate before", r.rateBefore, Share{1, 3})
	// Thirty days ended in June for the first buyers from 2 to 31 May.
	check("30-day repurchase", r.soon, Share{2, 3})
	check("30-day repurchase before", r.soonBefore, Share{0, 0})
	check("the cycle", r.gaps.median(), Median{20, 4}) // 7, 10, 30 and 500 days
	check("the cycle before", r.gapsBefore.median(), Median{10, 1})
	check("buyers", r.buyers, [2]int64{5, 3})
	check("new buyers", r.newBuyers, [2]int64{3, 3})
	if !slices.Equal(r.firsts[:3], []int64{1, 1, 0}) || r.firsts[29] != 1 {
		t.Errorf("new buyers by day are %v", r.firsts)
	}
	cohorts := r.seen()
	if len(cohorts) != 18 || cohorts[0].Month != (2024-1970)*12 {
		t.Fatalf("there are %d cohorts, the first of month %d", len(cohorts), cohorts[0].Month)
	}
	january, may, june := cohorts[0], cohorts[16], cohorts[17]
	check("January's size", january.Size, int64(1))
	check("January's 30-day repurchase", january.Soon, Share{1, 1})
	if !slices.Equal(january.Active, []int64{1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}) {
		t.Errorf("January's cohort came back in %v", january.Active)
	}
	check("May's 30-day repurchase", may.Soon, Share{2, 3})
	if !slices.Equal(may.Active, []int64{3, 1}) {
		t.Errorf("May's cohort came back in %v", may.Active)
	}
	check("June's size", june.Size, int64(3))
	check("June's 30-day repurchase", june.Soon, Share{0, 0}) // too early to say
}

// TestRepeatsModel compares with counting as one would by hand.
func TestRepeatsModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		asOf, days := civil("2025-06-30"), int32(rapid.IntRange(1, 120).Draw(t, "days"))
		r := newRepeats(asOf, days)
		var all [][]int32
		for range rapid.IntRange(0, 30).Draw(t, "customers") {
			list := rapid.SliceOfNDistinct(rapid.Int32Range(asOf-1000, asOf+20), 1, 12, func(d int32) int32 { return d }).Draw(t, "purchases")
			slices.Sort(list)
			r.add(on(list...))
			list = slices.DeleteFunc(list, func(d int32) bool { return d > asOf })
			if len(list) > 0 {
				all = append(all, list)
			}
		}
		for p, got := range []struct {
			rate, soon Share
			gaps       Median
			buyers     int64
		}{{r.rate, r.soon, r.gaps.median(), r.buyers[0]}, {r.rateBefore, r.soonBefore, r.gapsBefore.median(), r.buyers[1]}} {
			to := asOf - int32(p)*days
			from := to - days + 1
			inside := func(d int32) bool { return d >= from && d <= to }
			var rate, quick Share
			var gaps []int
			for _, list := range all {
				n, bought := 0, false
				for i, d := range list {
					if d <= to {
						n++
					}
					if inside(d) {
						bought = true
						if i > 0 {
							gaps = append(gaps, int(d-list[i-1]))
						}
					}
				}
				if bought {
					rate.count(n >= 2)
				}
				if inside(list[0] + 30) {
					quick.count(len(list) > 1 && list[1]-list[0] <= 30)
				}
			}
			slices.Sort(gaps)
			var median Median
			if n := len(gaps); n > 0 {
				median = Median{float64(gaps[(n-1)/2]+gaps[n/2]) / 2, int64(n)}
			}
			if got.rate != rate || got.soon != quick || got.gaps != median || got.buyers != rate.Of {
				t.Fatalf("period %d is %+v, want %v %v %v", p, got, rate, quick, median)
			}
		}
		checkCohorts(t, r.seen(), all, asOf)
	})
}

func checkCohorts(t *rapid.T, cohorts []Cohort, all [][]int32, asOf int32) {
	month := func(d int32) int {
		m := time.Unix(int64(d)*86400, 0).UTC()
		return (m.Year()-1970)*12 + int(m.Month()) - 1
	}
	seen := int64(0)
	for _, c := range cohorts {
		var size int64
		active := make([]int64, month(asOf)-c.Month+1)
		for _, list := range all {
			if month(list[0]) != c.Month {
				continue
			}
			size++
			for m := range active {
				if slices.ContainsFunc(list, func(d int32) bool { return month(d) == c.Month+m }) {
					active[m]++
				}
			}
		}
		if c.Size != size || !slices.Equal(c.Active, active) || size != c.Active[0] {
			t.Fatalf("the cohort of month %d is %+v, want %d and %v", c.Month, c, size, active)
		}
		seen += size
	}
	for _, list := range all {
		if month(list[0]) > month(asOf)-cohortMonths {
			seen--
		}
	}
	if seen != 0 {
		t.Fatalf("%d customers are in no cohort, or in two", seen)
	}
}
