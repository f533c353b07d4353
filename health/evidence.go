package health

import (
	"context"
	"slices"
	"time"

	"regulars"
	"regulars/customer"
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
// picks, up to the end of a civil day, and gives it by customer, in order of
// time.
func (h *Health) gather(ctx context.Context, which func(customer warehouse.Expr) warehouse.Expr, day int32) (map[int64][]index.Evidence, error) {
	events := theirs(which, day, h.Zone())
	answer, err := h.Warehouse.Query(ctx, warehouse.Question{Relations: []*warehouse.Relation{looks(events, h.Zone()), words(events, h.Zone())}, Most: mostRows})
	if err != nil {
		return nil, err
	}
	out := make(map[int64][]index.Evidence, answer.Tables[0].Len()/8)
	t := answer.Tables[0]
	month, active := t.Ints("month"), t.Ints("active")
	for i, c := range t.Ints("customer") { // sorted by customer and month
		out[c] = append(out[c], index.Evidence{Month: index.Month(month[i]), Active: int32(active[i])})
	}
	t = answer.Tables[1]
	month = t.Ints("month")
	reviews, reviewSum := t.Ints("reviews"), t.Ints("review_sum")
	ratings, ratingSum := t.Ints("ratings"), t.Ints("rating_sum")
	complaints, returns := t.Ints("complaints"), t.Ints("returns")
	shares, referrals := t.Ints("shares"), t.Ints("referrals")
	for i, c := range t.Ints("customer") {
		e := at(out, c, index.Month(month[i]))
		e.Reviews, e.ReviewSum, e.Ratings, e.RatingSum = int32(reviews[i]), reviewSum[i], int32(ratings[i]), ratingSum[i]
		e.Complaints, e.Returns, e.Shares, e.Referrals = int32(complaints[i]), int32(returns[i]), int32(shares[i]), int32(referrals[i])
	}
	return out, nil
}

// at gives the evidence of a customer's month, and makes it where there is none.
func at(of map[int64][]index.Evidence, customer int64, month index.Month) *index.Evidence {
	list := of[customer]
	i, found := slices.BinarySearchFunc(list, month, func(e index.Evidence, m index.Month) int { return int(e.Month - m) })
	if !found {
		list = slices.Insert(list, i, index.Evidence{Month: month})
		of[customer] = list
	}
	return &list[i]
}

// theirs is what the customers themselves did within the months that count.
func theirs(which func(warehouse.Expr) warehouse.Expr, day int32, zone *time.Location) *warehouse.Relation {
	col := warehouse.Col
	from := (index.MonthOf(day) - lookBack).Begin()
	return warehouse.Events().Where(warehouse.And(which(col("customer")), col("customer").Ne(warehouse.Int(0)),
		col("time").AtLeast(warehouse.Int(micros(from, zone))), col("time").Less(warehouse.Int(micros(day+1, zone))),
		warehouse.Not(col("source").InTexts(customer.Source, metric.Source))))
}

// looks counts the days of each month on which customers looked, opened or
// clicked: first by day, because a visit counts once a day. That a message was
// sent to them, arrived or came back is none of their doing.
func looks(events *warehouse.Relation, zone *time.Location) *warehouse.Relation {
	col, text := warehouse.Col, warehouse.Text
	looked := warehouse.Or(col("type").InTexts(string(regulars.Page), string(regulars.Screen)),
		warehouse.And(col("type").Eq(text(string(regulars.Track))), col("order").Eq(text("")),
			warehouse.Not(col("name").InTexts(ComplaintMade, "Email Sent", "Email Delivered", "Email Bounced"))))
	return events.Where(looked).
		With("day", warehouse.Day(col("time"), zone)).
		Group(warehouse.Keys("customer", "day"), warehouse.Count("looks")).
		With("month", warehouse.Month(col("day"))).
		Group(warehouse.Keys("customer", "month"), warehouse.Count("active")).
		Sort("customer", "month")
}

// words counts what customers said, gave back and told others, by month. Few
// events are of these names, so their bodies are read only here.
func words(events *warehouse.Relation, zone *time.Location) *warehouse.Relation {
	col := warehouse.Col
	named := func(names ...string) warehouse.Expr { return col("name").InTexts(names...) }
	rated := warehouse.And(col("rating").AtLeast(warehouse.Int(100)), warehouse.Not(warehouse.Int(500).Less(col("rating"))))
	review, rating := warehouse.And(named(ProductReviewed), rated), warehouse.And(named(ServiceRated), rated)
	return events.
		Where(warehouse.And(col("type").Eq(warehouse.Text(string(regulars.Track))), named(ProductReviewed, ServiceRated, ComplaintMade,
			order.EventRefunded, ProductShared, CartShared, InviteSent, ReferralCompleted))).
		With("month", warehouse.Month(warehouse.Day(col("time"), zone))).
		With("rating", warehouse.If(named(ProductReviewed, ServiceRated), warehouse.Decimal("body", 2, "rating"), warehouse.Int(0))).
		Group(warehouse.Keys("customer", "month"),
			warehouse.Count("reviews").If(review), warehouse.Sum("review_sum", col("rating")).If(review),
			warehouse.Count("ratings").If(rating), warehouse.Sum("rating_sum", col("rating")).If(rating),
			warehouse.Count("complaints").If(named(ComplaintMade)),
			warehouse.Count("returns").If(named(order.EventRefunded)),
			warehouse.Count("shares").If(named(ProductShared, CartShared, InviteSent)),
			warehouse.Count("referrals").If(named(ReferralCompleted))).
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
