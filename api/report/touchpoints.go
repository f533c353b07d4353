package reportapi

import (
	"context"
	"time"

	"regulars/api"
	"regulars/report"
)

// Touchpoints are the channels on which customers meet the brand, graded.
type Touchpoints struct {
	AsOf       time.Time    `json:"asOf"`
	Historical bool         `json:"historical"`
	ComputedAt time.Time    `json:"computedAt"`
	Period     ReportPeriod `json:"period"`
	Items      []Touchpoint `json:"items" nullable:"false" doc:"The busiest first"`
}

// Touchpoint is one channel in the period.
type Touchpoint struct {
	Channel    string   `json:"channel" doc:"Empty for what names none" example:"store"`
	Customers  int64    `json:"customers" doc:"Customers and visitors who looked at something, did something or ordered there"`
	Buyers     int64    `json:"buyers" doc:"Of them, those who ordered there"`
	Orders     int64    `json:"orders"`
	Conversion float64  `json:"conversion" doc:"Buyers among customers, 0 to 1"`
	Complaints int64    `json:"complaints" doc:"\"Complaint Made\", by the channel where the order was placed, or where it was said when it names none"`
	Ratings    int64    `json:"ratings" doc:"\"Service Rated\", likewise, unless its property channel says which is meant"`
	Rating     *float64 `json:"rating,omitempty" doc:"Their mean, 1 to 5; missing without any"`
	Points     *float64 `json:"points,omitempty" doc:"0 to 100: 70 % the mean rating, 30 % complaints among orders"`
	Grade      string   `json:"grade,omitempty" enum:"A,B,C,D,E" doc:"A from 85 points on, B 70, C 55, D 40; missing with fewer than 30 customers or 10 ratings"`
}

func touchpoints(a *api.API, reports *report.Reports) {
	api.Handle(a, api.Op{ID: "get-touchpoints", Method: "GET", Path: "/overview/touchpoints", Needs: "reports:read", Tag: tag,
		Summary:     "Where customers meet the brand, graded by what they say",
		Description: "Traffic, conversion, complaints and rating by channel. Few ratings and orders are mixed with the brand's mean."},
		func(ctx context.Context, in *period) (Touchpoints, error) {
			t, err := reports.Touchpoints(ctx, in.Days)
			if err != nil {
				return Touchpoints{}, err
			}
			out := Touchpoints{AsOf: t.AsOf.UTC(), Historical: t.Historical, ComputedAt: t.ComputedAt.UTC(), Period: periodOf(t.Day, t.Days), Items: []Touchpoint{}}
			for i := range t.List {
				out.Items = append(out.Items, touchpointOf(&t.List[i]))
			}
			return out, nil
		})
}

func touchpointOf(t *report.Touchpoint) Touchpoint {
	out := Touchpoint{Channel: string(t.Channel), Customers: t.Customers, Buyers: t.Buyers, Orders: t.Orders, Complaints: t.Complaints,
		Ratings: t.Ratings, Grade: t.Grade}
	if t.Customers > 0 {
		out.Conversion = float64(t.Buyers) / float64(t.Customers)
	}
	if mean, ok := t.Rating(); ok {
		out.Rating = &mean
	}
	if t.Grade != "" {
		points := t.Points
		out.Points = &points
	}
	return out
}
