package reportapi

import (
	"context"
	"slices"
	"strings"
	"time"

	"regulars/api"
	"regulars/metric"
	"regulars/report"
)

// Overview says whether customers come back, and what that is worth.
type Overview struct {
	AsOf            time.Time        `json:"asOf" doc:"The moment at which the figures stand: now, or the end of an imported history"`
	Historical      bool             `json:"historical" doc:"Whether asOf is the newest event of a history that ended more than 30 days ago"`
	ComputedAt      time.Time        `json:"computedAt" doc:"When the figures were worked out"`
	Period          ReportPeriod     `json:"period"`
	Currency        string           `json:"currency" doc:"The main currency, of all money here"`
	OtherCurrencies []api.Money      `json:"otherCurrencies" nullable:"false" doc:"Revenue of all time in other currencies, which is in no figure here"`
	Customers       CustomerCounts   `json:"customers"`
	Totals          PeriodTotals     `json:"totals" doc:"What the period brought"`
	Previous        PeriodTotals     `json:"previous" doc:"What the period of equal length before it brought"`
	Days            []DayFigures     `json:"days" nullable:"false" doc:"Every civil day of the period"`
	RepurchaseRate  RateFigure       `json:"repurchaseRate"`
	Repurchase30    RateFigure       `json:"repurchase30"`
	RepurchaseCycle CycleFigure      `json:"repurchaseCycle"`
	ValueAtRisk     RiskFigure       `json:"valueAtRisk"`
	Cohorts         []PurchaseCohort `json:"cohorts" nullable:"false" doc:"By month of the first purchase, the oldest first, at most 24"`
}

// CustomerCounts are how many customers there are.
type CustomerCounts struct {
	Total            int64        `json:"total"`
	NewIn30d         int64        `json:"newIn30d" doc:"First seen in the last 30 days"`
	PreviousNewIn30d int64        `json:"previousNewIn30d" doc:"First seen in the 30 days before"`
	ByStage          []StageCount `json:"byStage" nullable:"false" doc:"In the order of a customer's life"`
	ByTier           []TierCount  `json:"byTier" nullable:"false" doc:"The most valuable first; whoever never bought has no tier"`
	Definition       string       `json:"definition" example:"customers"`
}

// StageCount is how many customers stand in a stage.
type StageCount struct {
	Stage   string    `json:"stage" enum:"prospect,new,active,at_risk,lost,won_back"`
	Count   int64     `json:"count"`
	Value12 api.Money `json:"value12m" doc:"What they are expected to spend in the next twelve months"`
}

// TierCount is how many customers stand in a value tier.
type TierCount struct {
	Tier    string    `json:"tier" enum:"A,B,C,new"`
	Count   int64     `json:"count"`
	Value12 api.Money `json:"value12m" doc:"What they are expected to spend in the next twelve months"`
}

// PeriodTotals are what a period brought.
type PeriodTotals struct {
	Orders       int64      `json:"orders"`
	Revenue      api.Money  `json:"revenue" doc:"What orders came to, before refunds"`
	Refunds      api.Money  `json:"refunds" doc:"What was given back, on the day it was given"`
	AverageOrder *api.Money `json:"averageOrder,omitempty" doc:"Revenue by order; missing without orders"`
	Buyers       int64      `json:"buyers" doc:"Customers who bought"`
	NewBuyers    int64      `json:"newBuyers" doc:"Customers who bought for the first time"`
}

// DayFigures are one civil day, in the workspace's time zone.
type DayFigures struct {
	Day          string `json:"day" example:"2025-06-30"`
	Orders       int64  `json:"orders"`
	RevenueMinor int64  `json:"revenueMinor"`
	RefundsMinor int64  `json:"refundsMinor"`
	NewCustomers int64  `json:"newCustomers" doc:"Customers who bought for the first time"`
}

// RateFigure is a share with the number of customers it rests on.
type RateFigure struct {
	Value      *float64 `json:"value" required:"true" doc:"In [0, 1]; null of nobody"`
	N          int64    `json:"n" doc:"The number of customers it rests on"`
	Previous   *float64 `json:"previous" required:"true" doc:"In the period before; null of nobody"`
	PreviousN  int64    `json:"previousN"`
	Definition string   `json:"definition" doc:"The code under which the guide says how it is counted" example:"repurchase_rate"`
}

// CycleFigure is the median of days between purchases.
type CycleFigure struct {
	MedianDays *float64 `json:"medianDays" required:"true" doc:"Null when nobody came back"`
	N          int64    `json:"n" doc:"The number of times that somebody came back"`
	Previous   *float64 `json:"previous" required:"true"`
	PreviousN  int64    `json:"previousN"`
	Definition string   `json:"definition" example:"repurchase_cycle"`
}

// RiskFigure is what may be lost.
type RiskFigure struct {
	Amount            api.Money  `json:"amount"`
	Customers         int64      `json:"customers"`
	Previous          *api.Money `json:"previous,omitempty" doc:"At the end of the month before; missing when that is not known"`
	PreviousCustomers *int64     `json:"previousCustomers,omitempty"`
	Definition        string     `json:"definition" example:"value_at_risk"`
}

// PurchaseCohort are the customers who first bought in one month.
type PurchaseCohort struct {
	Month        string     `json:"month" example:"2025-06"`
	Customers    int64      `json:"customers"`
	Repurchase30 CohortRate `json:"repurchase30" doc:"Who bought again within 30 days, of those whose 30 days have passed"`
	Returned     []int64    `json:"returned" nullable:"false" doc:"How many of them bought one, two, … months later; the last month may not be over"`
}

// CohortRate is a share of a cohort.
type CohortRate struct {
	Value *float64 `json:"value" required:"true" doc:"In [0, 1]; null of nobody"`
	N     int64    `json:"n"`
}

func overview(a *api.API, reports *report.Reports) {
	api.Handle(a, api.Op{ID: "get-overview", Method: "GET", Path: "/overview", Needs: "reports:read", Tag: tag,
		Summary: "Whether customers come back, and what that is worth",
		Description: "Figures stand at `asOf`. They are worked out at most every few seconds, and `computedAt` says when. " +
			"`definition` is the code under which the guide's page on the Overview says how a figure is counted."},
		func(ctx context.Context, in *period) (Overview, error) {
			o, err := reports.Overview(ctx, in.Days)
			if err != nil {
				return Overview{}, err
			}
			return overviewOf(&o), nil
		})
}

func overviewOf(o *report.Overview) Overview {
	out := Overview{
		AsOf: o.AsOf.UTC(), Historical: o.Historical, ComputedAt: o.ComputedAt.UTC(), Period: periodOf(o.Day, o.Days), Currency: o.Currency,
		Customers: customersOf(o), Totals: totalsOf(o.Period, o.Currency), Previous: totalsOf(o.Before, o.Currency),
		RepurchaseRate: rateOf(o.RepurchaseRate, report.DefRepurchaseRate),
		Repurchase30:   rateOf(o.Repurchase30, report.DefRepurchase30),
		RepurchaseCycle: CycleFigure{MedianDays: medianOf(o.Cycle), N: o.Cycle.N, Previous: medianOf(o.CycleBefore), PreviousN: o.CycleBefore.N,
			Definition: string(report.DefRepurchaseCycle)},
		ValueAtRisk: RiskFigure{Amount: amount(o.AtRisk.Value, o.Currency), Customers: o.AtRisk.Customers, Definition: string(report.DefValueAtRisk)},
	}
	if b := o.AtRiskBefore; b != nil {
		money, customers := amount(b.Value, o.Currency), b.Customers
		out.ValueAtRisk.Previous, out.ValueAtRisk.PreviousCustomers = &money, &customers
	}
	for currency, minor := range o.Elsewhere {
		if currency != "" {
			out.OtherCurrencies = append(out.OtherCurrencies, amount(minor, currency))
		}
	}
	slices.SortFunc(out.OtherCurrencies, func(a, b api.Money) int { return strings.Compare(a.Currency, b.Currency) })
	for _, d := range o.ByDay {
		out.Days = append(out.Days, DayFigures{Day: date(d.Day), Orders: d.Orders, RevenueMinor: d.Revenue, RefundsMinor: d.Refunds, NewCustomers: d.NewBuyers})
	}
	for _, c := range o.Cohorts {
		month := time.Date(1970, time.January+time.Month(c.Month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
		out.Cohorts = append(out.Cohorts, PurchaseCohort{Month: month, Customers: c.Size, Returned: c.Active[1:],
			Repurchase30: CohortRate{Value: shareOf(c.Soon), N: c.Soon.Of}})
	}
	return out
}

func customersOf(o *report.Overview) CustomerCounts {
	out := CustomerCounts{Total: o.Customers.Total, NewIn30d: o.Customers.New, PreviousNewIn30d: o.Customers.NewBefore,
		Definition: string(report.DefCustomers)}
	for _, stage := range metric.Stages() {
		for _, s := range o.Customers.ByStage {
			if s.Name == string(stage) {
				out.ByStage = append(out.ByStage, StageCount{s.Name, s.Customers, amount(s.Value, o.Currency)})
			}
		}
	}
	for _, tier := range metric.Tiers() {
		for _, s := range o.Customers.ByTier {
			if s.Name == string(tier) {
				out.ByTier = append(out.ByTier, TierCount{s.Name, s.Customers, amount(s.Value, o.Currency)})
			}
		}
	}
	return out
}

func totalsOf(t report.Totals, currency string) PeriodTotals {
	out := PeriodTotals{Orders: t.Orders, Revenue: amount(t.Revenue, currency), Refunds: amount(t.Refunds, currency),
		Buyers: t.Buyers, NewBuyers: t.NewBuyers}
	if t.Orders > 0 {
		average := amount(t.AverageOrder(), currency)
		out.AverageOrder = &average
	}
	return out
}

func shareOf(s report.Share) *float64 {
	if s.Of == 0 {
		return nil
	}
	v := s.Value()
	return &v
}

func rateOf(c report.Compared, definition report.Definition) RateFigure {
	return RateFigure{Value: shareOf(c.Now), N: c.Now.Of, Previous: shareOf(c.Before), PreviousN: c.Before.Of, Definition: string(definition)}
}

func medianOf(m report.Median) *float64 {
	if m.N == 0 {
		return nil
	}
	return &m.Days
}
