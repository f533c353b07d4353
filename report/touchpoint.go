package report

import (
	"cmp"
	"context"
	"slices"
	"time"

	"regulars"
	"regulars/internal/warehouse"
	"regulars/order"
)

// Touchpoints are the channels on which customers meet the brand, graded by
// what they say of them (mission row K10).
type Touchpoints struct {
	AsOf       time.Time
	Day        int32
	Historical bool
	ComputedAt time.Time
	Days       int
	// List has the busiest first.
	List []Touchpoint
}

// Touchpoint is one channel in a period. What was said about an order counts
// for the channel on which it was placed, unless the event says which channel
// it is about; everything else for the channel on which it was said.
type Touchpoint struct {
	Channel regulars.Channel
	// Customers were there, visitors included: they looked at something, did
	// something, ordered. Buyers of them placed Orders.
	Customers, Buyers, Orders int64
	// Complaints counts "Complaint Made" events.
	Complaints int64
	// Ratings counts "Service Rated" events, RatingSum adds them up in
	// hundredths of a star.
	Ratings, RatingSum int64
	// Points is from 0 to 100, Grade A to E; "" when too little is known.
	Points float64
	Grade  string
}

// Rating gives the mean rating, 1 to 5; ok is false without any.
func (t *Touchpoint) Rating() (mean float64, ok bool) {
	if t.Ratings == 0 {
		return 0, false
	}
	return float64(t.RatingSum) / float64(t.Ratings) / 100, true
}

// served is among how many complaints are counted: orders, or where nobody
// buys, customers.
func (t *Touchpoint) served() int64 {
	if t.Orders > 0 {
		return t.Orders
	}
	return t.Customers
}

// The rule of grades. A mean of few ratings, or a share of few orders, says
// little: both are mixed with the brand's own, as if so many of that were there.
const (
	leastCustomers  = 30   // fewer give no grade
	leastRatings    = 10   // and so do fewer ratings
	priorRatings    = 10   // ratings of the brand's mean
	priorServed     = 50   // orders with the brand's share of complaints
	ratingWeight    = 0.7  // the rest is complaints
	complaintCost   = 10.0 // points for each complaint among a hundred
	priorMean       = 4.0  // where nobody has rated anything
	touchpointsMost = 30
)

// grade gives each touchpoint its points and its grade. Points are by 70 % the
// mean rating (1 star 0, 5 stars 100) and by 30 % complaints: 100 less 10 for
// each complaint among 100 orders.
func grade(list []Touchpoint) {
	var ratings, sum, complaints, served int64
	for i := range list {
		ratings, sum = ratings+list[i].Ratings, sum+list[i].RatingSum
		complaints, served = complaints+list[i].Complaints, served+list[i].served()
	}
	mean, share := priorMean, 0.0
	if ratings > 0 {
		mean = float64(sum) / float64(ratings) / 100
	}
	if served > 0 {
		share = float64(complaints) / float64(served)
	}
	for i := range list {
		t := &list[i]
		if t.Customers < leastCustomers || t.Ratings < leastRatings {
			continue
		}
		stars := (float64(t.RatingSum)/100 + priorRatings*mean) / float64(t.Ratings+priorRatings)
		bad := (float64(t.Complaints) + priorServed*share) / float64(t.served()+priorServed)
		t.Points = ratingWeight*25*(stars-1) + (1-ratingWeight)*max(0, 100-complaintCost*100*bad)
		t.Grade = letter(t.Points)
	}
}

// letter gives A from 85 points on, B from 70, C from 55, D from 40, else E.
func letter(points float64) string {
	for i, from := range [...]float64{85, 70, 55, 40} {
		if points >= from {
			return "ABCD"[i : i+1]
		}
	}
	return "E"
}

// Touchpoints gives how customers meet the brand in the last days (1 to 731).
// It needs reports:read; ErrInvalid, field days, when days are out of range.
func (r *Reports) Touchpoints(ctx context.Context, days int) (Touchpoints, error) {
	if err := regulars.Require(ctx, "reports:read"); err != nil {
		return Touchpoints{}, err
	}
	if err := checkDays(days); err != nil {
		return Touchpoints{}, err
	}
	return r.touchpoints.get(ctx, days)
}

// The events by which customers say something about a touchpoint.
const (
	complaintMade = "Complaint Made"
	serviceRated  = "Service Rated"
)

// placedWithin is how long before the period an order may have been placed about
// which something is said.
const placedWithin = 180

func (r *Reports) askTouchpoints(ctx context.Context, days int) (Touchpoints, error) {
	moment, err := r.Metrics.Moment(ctx)
	if err != nil {
		return Touchpoints{}, err
	}
	out := Touchpoints{AsOf: moment.At, Day: moment.Day, Historical: moment.Historical, ComputedAt: r.Clock.Now(), Days: days}
	zone := r.Zone()
	at := func(day int32) warehouse.Expr { return warehouse.Int(regulars.Micros(dayStart(day, zone))) }
	begin := at(out.Day - int32(days) + 1)
	until := theirs(warehouse.Events()).Where(warehouse.Col("time").Less(at(out.Day + 1)))
	answer, err := r.Warehouse.Query(ctx, warehouse.Ask(
		traffic(until.Where(warehouse.Col("time").AtLeast(begin))),
		said(until.Where(warehouse.Col("time").AtLeast(at(out.Day-int32(days)+1-placedWithin))), begin)))
	if err != nil {
		return out, err
	}
	out.fill(answer.Tables[0], answer.Tables[1])
	return out, nil
}

func isOrder() warehouse.Expr {
	return warehouse.Col("name").InTexts(order.EventCompleted, order.EventPlaced)
}

// traffic counts who was where. What the shop tells about an order, and what is
// sent to customers, is none of their doing.
func traffic(period *warehouse.Relation) *warehouse.Relation {
	customer := warehouse.Col("customer")
	theirs := warehouse.And(customer.Ne(warehouse.Int(0)), warehouse.Or(
		warehouse.Col("type").InTexts(string(regulars.Page), string(regulars.Screen)),
		warehouse.And(warehouse.Col("type").Eq(warehouse.Text(string(regulars.Track))), warehouse.Not(warehouse.Col("name").InTexts(
			order.EventUpdated, order.EventShipped, order.EventDelivered, order.EventRefunded, order.EventCancelled, order.EventReopened,
			"Email Sent", "Email Delivered", "Email Bounced", complaintMade, serviceRated)))))
	return period.Where(theirs).Group(warehouse.Keys("channel"), warehouse.Distinct("customers", customer),
		warehouse.Distinct("buyers", customer).If(isOrder()), warehouse.Distinct("orders", warehouse.Col("order")).If(isOrder())).
		Top(touchpointsMost, "-customers", "channel")
}

// said counts what customers said from an instant on, by the channel that it is
// about.
func said(events *warehouse.Relation, begin warehouse.Expr) *warehouse.Relation {
	col, empty := warehouse.Col, warehouse.Text("")
	complaint, rating := col("name").Eq(warehouse.Text(complaintMade)), col("name").Eq(warehouse.Text(serviceRated))
	saying := warehouse.Or(complaint, rating)
	ofOrder := events.Where(warehouse.And(warehouse.Or(isOrder(), saying), col("type").Eq(warehouse.Text(string(regulars.Track))))).
		With("about", warehouse.If(saying, warehouse.JSON("body", "channel"), empty)).
		// Words name their order among their properties.
		With("order", warehouse.If(col("order").Ne(empty), col("order"), warehouse.JSON("body", "order_id"))).
		With("stars", warehouse.If(rating, warehouse.Decimal("body", 2, "rating"), warehouse.Int(0))).
		// Words that concern no order stand alone: each is its own chain.
		With("alone", warehouse.If(col("order").Eq(empty), col("place"), warehouse.Int(0))).
		Keep("order", "alone", "place", "time", "name", "channel", "about", "stars").
		Chain([]string{"order", "alone"}, []string{"place"}, warehouse.Opening("bought", "channel"))
	rated := warehouse.And(rating, col("stars").AtLeast(warehouse.Int(100)), warehouse.Not(warehouse.Int(500).Less(col("stars"))))
	return ofOrder.Where(warehouse.And(saying, col("time").AtLeast(begin))).
		With("touchpoint", warehouse.If(col("about").Ne(empty), col("about"), col("bought"))).
		Group(warehouse.Keys("touchpoint"), warehouse.Count("complaints").If(complaint),
			warehouse.Count("ratings").If(rated), warehouse.Sum("stars", col("stars")).If(rated)).
		Top(10*touchpointsMost, "touchpoint")
}

func (t *Touchpoints) fill(traffic, said warehouse.Table) {
	by := map[regulars.Channel]*Touchpoint{}
	channels := traffic.Texts("channel")
	t.List = make([]Touchpoint, 0, len(channels))
	for i, c := range channels {
		t.List = append(t.List, Touchpoint{Channel: regulars.Channel(c), Customers: traffic.Ints("customers")[i],
			Buyers: traffic.Ints("buyers")[i], Orders: traffic.Ints("orders")[i]})
	}
	for i := range t.List {
		by[t.List[i].Channel] = &t.List[i]
	}
	for i, c := range said.Texts("touchpoint") {
		if p := by[regulars.Channel(c)]; p != nil { // words about a channel where nobody was are nobody's
			p.Complaints, p.Ratings, p.RatingSum = said.Ints("complaints")[i], said.Ints("ratings")[i], said.Ints("stars")[i]
		}
	}
	grade(t.List)
	slices.SortStableFunc(t.List, func(a, b Touchpoint) int {
		return cmp.Or(cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.Channel, b.Channel))
	})
}
