package reportapi

import (
	"context"
	"time"

	"regulars/api"
	"regulars/report"
)

// Behaviour is what happened besides orders, and what was in them.
type Behaviour struct {
	AsOf       time.Time         `json:"asOf"`
	Historical bool              `json:"historical"`
	ComputedAt time.Time         `json:"computedAt"`
	Period     ReportPeriod      `json:"period"`
	Days       []DayActivity     `json:"days" nullable:"false" doc:"Every civil day of the period"`
	Channels   []ChannelActivity `json:"channels" nullable:"false" doc:"The busiest first"`
	Products   []ProductSold     `json:"products" nullable:"false" doc:"What sold best, by money, at most 50"`
	Visits     VisitTotals       `json:"visits" doc:"How much was looked at"`
	Pages      []PageSeen        `json:"pages" nullable:"false" doc:"The pages and screens seen most, at most 50"`
	Paths      []PathStep        `json:"paths" nullable:"false" doc:"The commonest steps from page to page, at most 50"`
}

// DayActivity is what happened on one civil day.
type DayActivity struct {
	Day       string `json:"day" example:"2025-06-30"`
	Events    int64  `json:"events"`
	Customers int64  `json:"customers" doc:"Customers and visitors who did something"`
}

// ChannelActivity is what happened on one channel.
type ChannelActivity struct {
	Channel   string `json:"channel" doc:"Empty for events that name none" example:"web"`
	Events    int64  `json:"events"`
	Customers int64  `json:"customers"`
}

// ProductSold is what was sold of one product, as orders told it when they were
// placed.
type ProductSold struct {
	Product  string    `json:"product"`
	Name     string    `json:"name,omitempty"`
	Orders   int64     `json:"orders"`
	Quantity float64   `json:"quantity"`
	Revenue  api.Money `json:"revenue" doc:"Price times quantity, before refunds, of orders in the main currency"`
}

// VisitTotals is how much was looked at. A visit ends after half an hour without a page.
type VisitTotals struct {
	Visits       int64    `json:"visits"`
	Views        int64    `json:"views" doc:"Pages and screens seen"`
	Customers    int64    `json:"customers" doc:"Customers and visitors who saw them"`
	DwellSeconds *float64 `json:"dwellSeconds,omitempty" doc:"Median time on a page, until the next one; the last page of a visit is not timed"`
	Timed        int64    `json:"timed" doc:"The number of views that the median rests on"`
}

// PageSeen is one page or screen, and how it was looked at.
type PageSeen struct {
	Page         string   `json:"page" doc:"Its name, else its path" example:"/tea/green"`
	Views        int64    `json:"views"`
	Customers    int64    `json:"customers"`
	Entries      int64    `json:"entries" doc:"Visits that began with it"`
	Exits        int64    `json:"exits" doc:"Visits that ended with it"`
	DwellSeconds *float64 `json:"dwellSeconds,omitempty" doc:"Median time until the next page"`
	Timed        int64    `json:"timed" doc:"The number of views that the median rests on"`
}

// PathStep is a step from one page to the next within half an hour.
type PathStep struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Times     int64  `json:"times"`
	Customers int64  `json:"customers"`
}

func behaviour(a *api.API, reports *report.Reports) {
	api.Handle(a, api.Op{ID: "get-behaviour", Method: "GET", Path: "/overview/behaviour", Needs: "reports:read", Tag: tag,
		Summary:     "What visitors do, and what sells",
		Description: "Counts of events by day and channel, the products that sold best, the pages seen most with their dwell, and the commonest steps from page to page."},
		func(ctx context.Context, in *period) (Behaviour, error) {
			b, err := reports.Behaviour(ctx, in.Days)
			if err != nil {
				return Behaviour{}, err
			}
			return behaviourOf(&b), nil
		})
}

func behaviourOf(b *report.Behaviour) Behaviour {
	out := Behaviour{AsOf: b.AsOf.UTC(), Historical: b.Historical, ComputedAt: b.ComputedAt.UTC(), Period: periodOf(b.Day, b.Days)}
	for _, d := range b.ByDay {
		out.Days = append(out.Days, DayActivity{date(d.Day), d.Events, d.Customers})
	}
	for _, c := range b.Channels {
		out.Channels = append(out.Channels, ChannelActivity{string(c.Channel), c.Events, c.Customers})
	}
	for _, p := range b.Products {
		out.Products = append(out.Products, ProductSold{p.Product, p.Name, p.Orders, float64(p.Quantity) / 1000, amount(p.Minor, b.Currency)})
	}
	v := b.Visited
	out.Visits = VisitTotals{v.Visits, v.Views, v.Customers, secondsOf(v.Dwell, v.Timed), v.Timed}
	for _, p := range b.Pages {
		out.Pages = append(out.Pages, PageSeen{p.Page, p.Views, p.Customers, p.Entries, p.Exits, secondsOf(p.Dwell, p.Timed), p.Timed})
	}
	for _, s := range b.Paths {
		out.Paths = append(out.Paths, PathStep{s.From, s.To, s.Times, s.Customers})
	}
	return out
}

// secondsOf gives a median in seconds; nil when it rests on nothing.
func secondsOf(d time.Duration, of int64) *float64 {
	if of == 0 {
		return nil
	}
	s := d.Seconds()
	return &s
}
