package metric

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"

	"regulars"
	"regulars/internal/store"
	"regulars/metric/model"
)

// Tier is a customer's value tier.
type Tier string

// The tiers.
const (
	TierA   Tier = "A"
	TierB   Tier = "B"
	TierC   Tier = "C"
	TierNew Tier = "new" // first bought lately: too early to say
)

// Tiers lists the tiers, the most valuable first.
func Tiers() []Tier { return []Tier{TierA, TierB, TierC, TierNew} }

// Stage is where a customer stands in their life with the brand.
type Stage string

// The stages.
const (
	Prospect Stage = "prospect" // known, has not bought
	New      Stage = "new"      // bought for the first time lately
	Active   Stage = "active"   // buys as usual
	AtRisk   Stage = "at_risk"  // silent for longer than usual
	Lost     Stage = "lost"     // an order is hardly to be expected any more
	WonBack  Stage = "won_back" // bought again after having been lost
)

// Stages lists the stages in the order of a customer's life.
func Stages() []Stage { return []Stage{Prospect, New, Active, AtRisk, Lost, WonBack} }

// Rules are what people set about tiers and stages.
type Rules struct {
	// ShareA and ShareB are the shares of customers, by 12-month value, that
	// are tier A, and tier B behind them; in [0, 1]. They count while AmountA
	// and AmountB are 0.
	ShareA, ShareB float64
	// AmountA and AmountB are the least 12-month values of tiers A and B, in
	// minor units of the main currency; both 0 to go by shares.
	AmountA, AmountB int64
	// NewDays is for how many days after the first purchase a customer who
	// bought once is new.
	NewDays int32
	// AtRiskDays and LostDays are the silences that count where the models
	// cannot tell (too few customers); LostDays is also the least silence
	// from which a customer can be won back.
	AtRiskDays, LostDays int32
}

// DefaultRules are the rules of a new workspace.
var DefaultRules = Rules{ShareA: 0.2, ShareB: 0.3, NewDays: 60, AtRiskDays: 90, LostDays: 180}

// faults says what is wrong with the rules.
func (r Rules) faults() error {
	var f regulars.Faults
	share := func(field string, v float64) {
		if !(v >= 0 && v <= 1) {
			f.Add(field, "range", "a share lies between 0 and 1")
		}
	}
	share("shareA", r.ShareA)
	share("shareB", r.ShareB)
	if r.ShareA+r.ShareB > 1 {
		f.Add("shareB", "range", "the shares of A and B come to more than all customers")
	}
	if r.AmountA < 0 || r.AmountB < 0 || (r.AmountA == 0) != (r.AmountB == 0) {
		f.Add("amountA", "range", "give both amounts above zero, or neither")
	} else if r.AmountA < r.AmountB {
		f.Add("amountA", "order", "the amount of tier A is not below that of tier B")
	}
	days := func(field string, v int32) {
		if v < 1 || v > 3650 {
			f.Add(field, "range", "a number of days lies between 1 and 3650")
		}
	}
	days("newDays", r.NewDays)
	days("atRiskDays", r.AtRiskDays)
	days("lostDays", r.LostDays)
	if r.LostDays < r.AtRiskDays {
		f.Add("lostDays", "order", "a customer is at risk before being lost")
	}
	return f.Err()
}

// Rules gives the rules in force.
func (m *Metrics) Rules(ctx context.Context) (r Rules, err error) {
	if err := regulars.Require(ctx, "models:read"); err != nil {
		return r, err
	}
	err = m.db.Read(ctx, func(tx *store.Tx) (err error) {
		r, err = readRules(tx)
		return err
	})
	return r, err
}

// SetRules changes the rules; everybody is due for scoring then. It gives
// ErrInvalid with the fields shareA, shareB, amountA, newDays, atRiskDays and
// lostDays.
func (m *Metrics) SetRules(ctx context.Context, r Rules) error {
	if err := regulars.Require(ctx, "models:write"); err != nil {
		return err
	}
	if err := r.faults(); err != nil {
		return err
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return m.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec("DELETE FROM score_rules"); err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO score_rules (rules, changed) VALUES (?, ?)", string(raw), regulars.Micros(m.clock.Now())); err != nil {
			return err
		}
		return m.allDue(tx)
	})
}

func readRules(tx *store.Tx) (Rules, error) {
	raw, err := store.Row(tx, store.One[string], "SELECT rules FROM score_rules")
	if errors.Is(err, store.ErrNoRow) {
		return DefaultRules, nil
	}
	if err != nil {
		return Rules{}, err
	}
	r := DefaultRules
	return r, json.Unmarshal([]byte(raw), &r)
}

// cuts are the least worths of tiers A and B in force, in minor units.
type cuts struct{ A, B int64 }

// tierCuts turns shares into amounts, by the worths of all who are not new.
func (r Rules) tierCuts(worths []int64) cuts {
	if r.AmountA > 0 {
		return cuts{r.AmountA, r.AmountB}
	}
	if len(worths) == 0 {
		return cuts{math.MaxInt64, math.MaxInt64}
	}
	slices.Sort(worths)
	at := func(share float64) int64 {
		n := int(math.Round(share * float64(len(worths))))
		if n == 0 {
			return math.MaxInt64
		}
		// Worth nothing is tier C, however few are worth more.
		return max(1, worths[len(worths)-n])
	}
	return cuts{at(r.ShareA), at(min(1, r.ShareA+r.ShareB))}
}

func (c cuts) tier(stage Stage, worth int64) Tier {
	switch {
	case stage == New:
		return TierNew
	case worth >= c.A:
		return TierA
	case worth >= c.B:
		return TierB
	}
	return TierC
}

// stage says where a customer stands. risk is nil where the models cannot tell.
func (r Rules) stage(h *history, asOf int32, gap float64, risk *model.Risk) Stage {
	silent := h.silent(asOf)
	switch {
	case h.X == 0 && h.Age < r.NewDays:
		return New
	case risk != nil && risk.Level == model.RiskLost, risk == nil && silent >= r.LostDays:
		return Lost
	case risk != nil && slipping(h, silent, gap, risk), risk == nil && silent >= r.AtRiskDays:
		return AtRisk
	case h.X > 0 && float64(h.lastGap) >= max(float64(r.LostDays), 2*gap) && silent < r.AtRiskDays:
		return WonBack
	}
	return Active
}

// slipping says whether the models see a customer at risk: the chance of an
// order has fallen by two thirds, or by one third and a regular has been silent
// for twice as long as usual. The second is what people notice first.
func slipping(h *history, silent int32, gap float64, risk *model.Risk) bool {
	return risk.Level == model.RiskHigh ||
		risk.Level == model.RiskMedium && h.X > 0 && float64(silent) >= 2*gap
}

// since gives the day from which a stage holds that was another one before:
// by its rule where that tells, else the as-of day.
func (s Stage) since(firstDay, lastDay, asOf int32) int32 {
	switch s {
	case New:
		return firstDay
	case WonBack:
		return lastDay
	}
	return asOf
}

// sinceUnseen is since for a customer of whom no earlier stage is known: who
// is active is taken to have been so from the first purchase.
func (s Stage) sinceUnseen(firstDay, lastDay, asOf int32) int32 {
	if s == Active {
		return firstDay
	}
	return s.since(firstDay, lastDay, asOf)
}
