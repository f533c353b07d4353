package report

import (
	"context"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/store"
	"regulars/metric"
	"regulars/order"
)

// Definition is the code under which people read how a figure is counted.
type Definition string

// The definitions of Overview's figures, worded in docs/guide/overview.md.
const (
	DefCustomers       Definition = "customers"
	DefOrders          Definition = "orders"
	DefRevenue         Definition = "revenue"
	DefRefunds         Definition = "refunds"
	DefNewCustomers    Definition = "new_customers"
	DefRepurchaseRate  Definition = "repurchase_rate"
	DefRepurchase30    Definition = "repurchase_30"
	DefRepurchaseCycle Definition = "repurchase_cycle"
	DefValueAtRisk     Definition = "value_at_risk"
	DefCohorts         Definition = "cohorts"
)

// AtRisk are the customers whose stage is at risk, and their twelve-month value
// in minor units.
type AtRisk struct{ Customers, Value int64 }

// Totals are what a period brought. Money is minor units of one currency.
type Totals struct {
	Orders, Revenue, Refunds int64
	// Buyers bought on at least one day; NewBuyers for the first time.
	Buyers, NewBuyers int64
}

// AverageOrder gives revenue by order, rounded down to minor units; 0 without
// orders.
func (t Totals) AverageOrder() int64 {
	if t.Orders == 0 {
		return 0
	}
	return t.Revenue / t.Orders
}

// Day is one civil day.
type Day struct {
	// Day is in days since 1970-01-01.
	Day                                 int32
	Orders, Revenue, Refunds, NewBuyers int64
}

// Compared is a share in the period and in the one before it.
type Compared struct{ Now, Before Share }

// Overview says whether customers come back, and what that is worth.
type Overview struct {
	// AsOf is the moment at which everything stands, Day its civil day.
	AsOf time.Time
	Day  int32
	// Historical says that AsOf is the newest event of an imported history.
	Historical bool
	// ComputedAt is when the answer was worked out.
	ComputedAt time.Time
	// Days is the length of the period, which ends with Day.
	Days int
	// Currency is the main one, of all money below.
	Currency string
	// Elsewhere is the revenue in other currencies, all time, by currency in
	// minor units: it is in no sum below.
	Elsewhere map[string]int64

	Customers      customer.Census
	Period, Before Totals
	// ByDay has every day of the period.
	ByDay []Day

	RepurchaseRate, Repurchase30 Compared
	Cycle, CycleBefore           Median
	AtRisk                       AtRisk
	// AtRiskBefore is as of the end of the month before; nil when not known.
	AtRiskBefore *AtRisk
	Cohorts      []Cohort
}

// Overview gives the overview of the last days (1 to 731). It needs
// reports:read; ErrInvalid, field days, when days are out of range.
func (r *Reports) Overview(ctx context.Context, days int) (Overview, error) {
	if err := regulars.Require(ctx, "reports:read"); err != nil {
		return Overview{}, err
	}
	if err := checkDays(days); err != nil {
		return Overview{}, err
	}
	return r.overviews.get(ctx, days)
}

// overview works it out: all from one state of the row store.
func (r *Reports) overview(ctx context.Context, days int) (Overview, error) {
	moment, err := r.Metrics.Moment(ctx)
	if err != nil {
		return Overview{}, err
	}
	o := Overview{AsOf: moment.At, Day: moment.Day, Historical: moment.Historical, ComputedAt: r.Clock.Now(), Days: days}
	err = r.Store.Read(ctx, func(tx *store.Tx) error {
		if err := r.money(tx, &o); err != nil {
			return err
		}
		if err := r.comingBack(tx, &o, moment); err != nil {
			return err
		}
		return r.standing(tx, &o, moment)
	})
	return o, err
}

// money fills in what package order sums up by day.
func (r *Reports) money(tx *store.Tx, o *Overview) (err error) {
	if o.Currency, err = r.Orders.Main(tx); err != nil {
		return err
	}
	stats, err := r.Orders.Stats(tx)
	if err != nil {
		return err
	}
	delete(stats.Revenue, o.Currency)
	o.Elsewhere = stats.Revenue

	zone := r.Zone()
	begin := o.Day - int32(o.Days) + 1
	list, err := r.Orders.Days(tx, dayStart(begin-int32(o.Days), zone), dayStart(o.Day+1, zone), o.Currency)
	if err != nil {
		return err
	}
	o.ByDay = make([]Day, o.Days)
	for i := range o.ByDay {
		o.ByDay[i].Day = begin + int32(i)
	}
	for _, d := range list {
		period := &o.Before
		if i := d.Day - begin; i >= 0 && int(i) < o.Days {
			period = &o.Period
			day := &o.ByDay[i]
			day.Orders, day.Revenue, day.Refunds = d.Orders, d.Revenue, d.Refunds
		}
		period.Orders += d.Orders
		period.Revenue += d.Revenue
		period.Refunds += d.Refunds
	}
	return nil
}

// comingBack fills in what follows from the histories.
func (r *Reports) comingBack(tx *store.Tx, o *Overview, moment metric.Moment) error {
	seen := newRepeats(moment.Day, int32(o.Days))
	err := r.Orders.Histories(tx, moment.At, func(_ int64, purchases []order.Purchase) error {
		seen.add(purchases)
		return nil
	})
	if err != nil {
		return err
	}
	o.RepurchaseRate = Compared{seen.rate, seen.rateBefore}
	o.Repurchase30 = Compared{seen.soon, seen.soonBefore}
	o.Cycle, o.CycleBefore = seen.gaps.median(), seen.gapsBefore.median()
	o.Cohorts = seen.seen()
	o.Period.Buyers, o.Before.Buyers = seen.buyers[0], seen.buyers[1]
	o.Period.NewBuyers, o.Before.NewBuyers = seen.newBuyers[0], seen.newBuyers[1]
	for i, n := range seen.firsts {
		o.ByDay[i].NewBuyers = n
	}
	return nil
}

// newFor is for how many days a customer counts as newly seen.
const newFor = 30

// standing fills in what the owners of stages, tiers and values count.
func (r *Reports) standing(tx *store.Tx, o *Overview, moment metric.Moment) (err error) {
	zone := r.Zone()
	since, before := dayStart(moment.Day-newFor+1, zone), dayStart(moment.Day-2*newFor+1, zone)
	if o.Customers, err = customer.TakeCensus(tx, since, before); err != nil {
		return err
	}
	for i := range o.Customers.ByStage {
		switch s := &o.Customers.ByStage[i]; s.Name {
		case "":
			s.Name = string(metric.Prospect)
		case string(metric.AtRisk):
			o.AtRisk = AtRisk{Customers: s.Customers, Value: s.Value}
		}
	}
	var earlier AtRisk
	var known bool
	if earlier.Customers, earlier.Value, known, err = r.Metrics.AtRiskBefore(tx); known {
		o.AtRiskBefore = &earlier
	}
	return err
}
