package health

import (
	"context"
	"time"

	"regulars"
	"regulars/health/index"
	"regulars/internal/store"
	"regulars/internal/warehouse"
	"regulars/metric"
	"regulars/order"
)

// The events that are evidence, by the names of the Segment specification where
// it has one. A review and a rating carry "rating", 1 to 5.
const (
	ProductReviewed   = "Product Reviewed"
	ServiceRated      = "Service Rated"
	ComplaintMade     = "Complaint Made"
	ProductShared     = "Product Shared"
	CartShared        = "Cart Shared"
	InviteSent        = "Invite Sent"
	ReferralCompleted = "Referral Completed"
)

// lookBack is for how many months evidence other than purchases counts. Beyond
// it the little that is left of it is forgotten.
const lookBack = 36

// mostRows bounds one answer about a range of customers.
const mostRows = 20 * rangeSize * 2

// gather asks the warehouse for the evidence about the customers whom which
// picks, up to the end of a civil day, and gives it by customer.
func (h *Health) gather(ctx context.Context, which func(customer warehouse.Expr) warehouse.Expr, day int32) (map[int64][]index.Evidence, error) {
	answer, err := h.Warehouse.Query(ctx, warehouse.Question{Relations: []*warehouse.Relation{evidence(which, day, h.Zone())}, Most: mostRows})
	if err != nil {
		return nil, err
	}
	t := answer.Tables[0]
	out := make(map[int64][]index.Evidence, t.Len()/4)
	month, active := t.Ints("month"), t.Ints("active")
	reviews, reviewSum := t.Ints("reviews"), t.Ints("review_sum")
	ratings, ratingSum := t.Ints("ratings"), t.Ints("rating_sum")
	complaints, returns := t.Ints("complaints"), t.Ints("returns")
	shares, referrals := t.Ints("shares"), t.Ints("referrals")
	for i, c := range t.Ints("customer") { // sorted by customer and month
		out[c] = append(out[c], index.Evidence{
			Month: index.Month(month[i]), Active: int32(active[i]), Reviews: int32(reviews[i]), ReviewSum: reviewSum[i],
			Ratings: int32(ratings[i]), RatingSum: ratingSum[i], Complaints: int32(complaints[i]), Returns: int32(returns[i]),
			Shares: int32(shares[i]), Referrals: int32(referrals[i]),
		})
	}
	return out, nil
}

// evidence counts what customers did by month: first by day, because a visit
// counts once a day.
func evidence(which func(warehouse.Expr) warehouse.Expr, day int32, zone *time.Location) *warehouse.Relation {
	col, text := warehouse.Col, warehouse.Text
	from := (index.MonthOf(day) - lookBack).Begin()
	rated := warehouse.And(col("rating").AtLeast(warehouse.Int(100)), warehouse.Not(warehouse.Int(500).Less(col("rating"))))
	named := func(names ...string) warehouse.Expr { return col("name").InTexts(names...) }
	review, rating := warehouse.And(named(ProductReviewed), rated), warehouse.And(named(ServiceRated), rated)
	looked := warehouse.Or(col("type").InTexts(string(regulars.Page), string(regulars.Screen)),
		warehouse.And(col("type").Eq(text(string(regulars.Track))), col("order").Eq(text("")), warehouse.Not(named(ComplaintMade))))
	days := warehouse.Events().
		Where(warehouse.And(which(col("customer")), col("customer").Ne(warehouse.Int(0)),
			col("time").AtLeast(warehouse.Int(micros(from, zone))), col("time").Less(warehouse.Int(micros(day+1, zone))),
			col("type").InTexts(string(regulars.Page), string(regulars.Screen), string(regulars.Track)),
			warehouse.Not(col("source").InTexts("customer", metric.Source)))).
		With("day", warehouse.Day(col("time"), zone)).
		With("rating", warehouse.If(named(ProductReviewed, ServiceRated), warehouse.Decimal("body", 2, "rating"), warehouse.Int(0))).
		Group(warehouse.Keys("customer", "day"),
			warehouse.Count("looks").If(looked),
			warehouse.Count("reviews").If(review), warehouse.Sum("review_sum", col("rating")).If(review),
			warehouse.Count("ratings").If(rating), warehouse.Sum("rating_sum", col("rating")).If(rating),
			warehouse.Count("complaints").If(named(ComplaintMade)),
			warehouse.Count("returns").If(named(order.EventRefunded)),
			warehouse.Count("shares").If(named(ProductShared, CartShared, InviteSent)),
			warehouse.Count("referrals").If(named(ReferralCompleted)))
	measures := []warehouse.Measure{warehouse.Count("active").If(warehouse.Int(0).Less(col("looks")))}
	for _, name := range []string{"reviews", "review_sum", "ratings", "rating_sum", "complaints", "returns", "shares", "referrals"} {
		measures = append(measures, warehouse.Sum(name, col(name)))
	}
	return days.With("month", warehouse.Month(col("day"))).
		Group(warehouse.Keys("customer", "month"), measures...).
		Sort("customer", "month")
}

// micros gives the first instant of a civil day in a zone.
func micros(day int32, zone *time.Location) int64 {
	return regulars.Micros(startOf(day, zone))
}

func startOf(day int32, zone *time.Location) time.Time {
	d := time.Unix(int64(day)*86400, 0).UTC()
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, zone)
}

// weighty reports whether an event changes a part by more than a look does.
func weighty(e *regulars.Event) bool {
	if e.Type != regulars.Track || e.Source == metric.Source {
		return false
	}
	switch e.Name {
	case ProductReviewed, ServiceRated, ComplaintMade, ProductShared, CartShared, InviteSent, ReferralCompleted:
		return true
	}
	return e.Order != ""
}

// bought reads the days on which customers bought.
func (h *Health) bought(tx *store.Tx, at metric.Moment, read func(until time.Time, fn func(int64, []order.Purchase) error) error) (map[int64][]int32, error) {
	out := map[int64][]int32{}
	err := read(at.At, func(customer int64, purchases []order.Purchase) error {
		days := make([]int32, 0, len(purchases))
		for _, p := range purchases {
			if p.Day <= at.Day {
				days = append(days, p.Day)
			}
		}
		if len(days) > 0 {
			out[customer] = days
		}
		return nil
	})
	return out, err
}
