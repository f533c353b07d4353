package metric

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"regulars"
	"regulars/metric/model"
)

func drawRules(t *rapid.T) Rules {
	r := Rules{ShareA: rapid.Float64Range(0, 1).Draw(t, "A"), NewDays: rapid.Int32Range(1, 200).Draw(t, "new"),
		AtRiskDays: rapid.Int32Range(1, 300).Draw(t, "atRisk")}
	r.ShareB = rapid.Float64Range(0, 1-r.ShareA).Draw(t, "B")
	r.LostDays = r.AtRiskDays + rapid.Int32Range(0, 300).Draw(t, "lost")
	return r
}

// TestCutsKeepToTheShares: no cut could lie elsewhere and be nearer to what was
// asked for, ties and worthless customers aside.
func TestCutsKeepToTheShares(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRules(t)
		worths := rapid.SliceOfN(rapid.Int64Range(0, rapid.SampledFrom([]int64{0, 3, 100_000}).Draw(t, "range")), 0, 200).Draw(t, "worths")
		c := r.tierCuts(slices.Clone(worths))
		if c.A < c.B || c.B < 1 {
			t.Fatalf("cuts %+v", c)
		}
		for _, at := range []struct {
			cut   int64
			share float64
		}{{c.A, r.ShareA}, {c.B, min(1, r.ShareA+r.ShareB)}} {
			asked := int(math.Round(at.share * float64(len(worths))))
			above, from := 0, 0
			for _, w := range worths {
				if w > at.cut {
					above++
				}
				if w >= at.cut {
					from++
				}
			}
			if above > asked {
				t.Fatalf("%d are worth more than %d, asked for %d", above, at.cut, asked)
			}
			if from < asked && at.cut > 1 {
				t.Fatalf("%d are worth %d or more, asked for %d", from, at.cut, asked)
			}
		}
	})
}

// TestWhoIsWorthMoreIsNotInALowerTier holds for every pair of customers.
func TestWhoIsWorthMoreIsNotInALowerTier(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRules(t)
		worths := rapid.SliceOfN(rapid.Int64Range(0, 1000), 2, 50).Draw(t, "worths")
		c := r.tierCuts(slices.Clone(worths))
		slices.Sort(worths)
		last := 0
		for _, w := range worths {
			place := slices.Index([]Tier{TierC, TierB, TierA}, c.tier(Active, w))
			if place < last {
				t.Fatalf("worth %d is in a lower tier than a smaller one", w)
			}
			last = place
			if w == 0 && place != 0 {
				t.Fatal("worth nothing is not tier C")
			}
			if c.tier(New, w) != TierNew {
				t.Fatal("a new customer has another tier than new")
			}
		}
	})
}

// TestStagesFollowOneAnother: without models silence only ever leads from
// active (or new) to at risk to lost, and an order leads back to life.
func TestStagesFollowOneAnother(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRules(t)
		h := history{firstDay: 1000}
		h.Last = rapid.Int32Range(0, 800).Draw(t, "last")
		if h.Last > 0 {
			h.X, h.lastGap = 1, h.Last
		}
		h.lastDay = h.firstDay + h.Last
		rank := map[Stage]int{New: 0, WonBack: 1, Active: 1, AtRisk: 2, Lost: 3}
		last := 0
		for silent := int32(0); silent < 700; silent++ {
			asOf := h.lastDay + silent
			h.Age = asOf - h.firstDay
			s := r.stage(&h, asOf, 100, nil)
			if rank[s] < last {
				t.Fatalf("after %d silent days %s comes back", silent, s)
			}
			last = rank[s]
			switch {
			case s == Prospect, s == New && h.X > 0, s == WonBack && h.lastGap < r.LostDays:
				t.Fatalf("%s after %d silent days", s, silent)
			case silent >= r.LostDays && s != Lost && s != New:
				t.Fatalf("%s after %d silent days", s, silent)
			}
			if since := s.since(h.firstDay, h.lastDay, asOf); since < h.firstDay || since > asOf {
				t.Fatalf("%s since %d, which is not between %d and %d", s, since, h.firstDay, asOf)
			}
		}
	})
}

// TestRiskDecidesWhereThereIsOne: the models' word goes before the days.
func TestRiskDecidesWhereThereIsOne(t *testing.T) {
	t.Parallel()
	h := history{firstDay: 0, lastDay: 100, lastGap: 100}
	h.X, h.Last, h.Age = 1, 100, 1000
	for level, want := range map[model.RiskLevel]Stage{model.RiskLow: Active, model.RiskMedium: AtRisk, model.RiskHigh: AtRisk, model.RiskLost: Lost} {
		if got := DefaultRules.stage(&h, 1000, 100, &model.Risk{Level: level}); got != want {
			t.Errorf("%s gives %s, want %s", level, got, want)
		}
	}
	if got := DefaultRules.stage(&h, 1000, 500, &model.Risk{Level: model.RiskMedium}); got != Active {
		t.Errorf("a rare buyer who is silent as usual is %s", got)
	}
}

func TestFaultsOfRules(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*Rules){
		"shareA":     func(r *Rules) { r.ShareA = math.NaN() },
		"shareB":     func(r *Rules) { r.ShareB = 0.9 },
		"amountA":    func(r *Rules) { r.AmountA = 100 },
		"newDays":    func(r *Rules) { r.NewDays = 0 },
		"atRiskDays": func(r *Rules) { r.AtRiskDays = 3651; r.LostDays = 3651 },
		"lostDays":   func(r *Rules) { r.LostDays = 10 },
	} {
		r := DefaultRules
		change(&r)
		err := r.faults()
		if regulars.CodeOf(err) != regulars.ErrInvalid || !namesField(err, field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	r := DefaultRules
	r.AmountA, r.AmountB = 100, 200
	if err := r.faults(); !namesField(err, "amountA") {
		t.Error("tier A begins below tier B:", err)
	}
	if err := DefaultRules.faults(); err != nil {
		t.Error("the rules of a new workspace:", err)
	}
}

// namesField says whether an error is about a field.
func namesField(err error, field string) bool {
	var faults regulars.Faults
	if errors.As(err, &faults) {
		return slices.ContainsFunc(faults, func(e *regulars.Error) bool { return e.Field == field })
	}
	var one *regulars.Error
	return errors.As(err, &one) && one.Field == field
}
