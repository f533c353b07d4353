package health

import (
	"context"
	"errors"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/health/index"
	"regulars/internal/store"
)

// Standing is how one customer stands.
type Standing struct {
	Customer int64
	// Total is the index, Missing for who has not bought; Tier is the value
	// tier that it is shown beside, TierTotal the mean of that tier, Missing
	// where there is none.
	Total, TierTotal index.Value
	Tier             string
	Parts            []PartStanding
	// Line is the warning line. Months are the last month ends, oldest first;
	// TierMonths the means of the tier at the same month ends.
	Line       index.Value
	Months     []MonthEnd
	TierMonths []index.Value
	// Temperature is in points; HasTemperature is false without a month end.
	Temperature    int
	HasTemperature bool
	Warmth         index.Warmth
	Rung           index.Rung
	RungSince      time.Time
	// AsOf is the civil day of the last run, in days since 1970-01-01.
	AsOf int32
}

// PartStanding is one part beside the mean of the same tier.
type PartStanding struct {
	Part        index.Part
	Now, Before index.Value // Before is that of the last month end
	Tier        index.Value
	// Weight is as it is set; Share the share of the index it has now, which is
	// more where other parts are missing, and 0 where this one is.
	Weight int
	Share  float64
	// Room is by how many points the index would rise were the part full.
	Room index.Value
}

// MonthEnd is the index and its parts at the end of a month.
type MonthEnd struct {
	Month index.Month
	Total index.Value
	Parts index.Parts
	Rung  index.Rung
}

// Standing gives how a customer stands. It needs customers:read; ErrNotFound
// for who is no customer, or was not worked out yet.
func (h *Health) Standing(ctx context.Context, number int64) (s Standing, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return s, err
	}
	err = h.Store.Read(ctx, func(tx *store.Tx) error {
		r, err := store.Row(tx, scanRow, "SELECT "+columns+" FROM health WHERE customer = ?", number)
		if errors.Is(err, store.ErrNoRow) {
			return regulars.NotFound("health")
		}
		if err != nil {
			return err
		}
		set, err := readRules(tx)
		if err != nil {
			return err
		}
		report, err := lastReport(tx)
		if err != nil && regulars.CodeOf(err) != regulars.ErrNotFound {
			return err
		}
		listed, err := customer.ListedAmong(tx, []int64{number})
		if err != nil {
			return err
		}
		tier := ""
		if len(listed) == 1 {
			tier = listed[0].Tier
		}
		s = standing(&r, set.Rules, tier, report, h.Zone())
		return nil
	})
	return s, err
}

func standing(r *row, rules Rules, tier string, report Report, zone *time.Location) Standing {
	g := report.Tiers[tier]
	if g == nil {
		g = &Group{}
	}
	s := Standing{Customer: r.customer, Total: rules.Weights.Total(r.now.Parts), TierTotal: mean(g.Total), Tier: tier, Line: rules.Line,
		Rung: r.now.Rung, RungSince: startOf(r.rungSince, zone), AsOf: report.AsOf}
	if s.HasTemperature = r.temperature != noTemperature; s.HasTemperature {
		s.Temperature, s.Warmth = r.temperature, index.WarmthOf(r.temperature)
	}
	before := index.None
	for i, k := range r.ends {
		month := r.monthOf(i)
		s.Months = append(s.Months, MonthEnd{Month: month, Total: rules.Weights.Total(k.Parts), Parts: k.Parts, Rung: k.Rung})
		at, average := kept-1-int(report.Month-month), index.Missing
		if at >= 0 && at < kept {
			average = mean(g.Months[at])
		}
		s.TierMonths = append(s.TierMonths, average)
		before = k.Parts
	}
	for _, p := range index.All() {
		s.Parts = append(s.Parts, PartStanding{Part: p, Now: r.now.Parts[p], Before: before[p], Tier: mean(g.Parts[p]),
			Weight: rules.Weights[p], Share: rules.Weights.Share(r.now.Parts, p), Room: rules.Weights.Room(r.now.Parts, p)})
	}
	return s
}

// mean gives a mean in whole points, or Missing.
func mean(s Sum) index.Value {
	m, ok := s.Mean()
	if !ok {
		return index.Missing
	}
	return index.Value(m + 0.5)
}
