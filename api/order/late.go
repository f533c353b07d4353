package orderapi

import (
	"context"
	"time"

	"regulars"
	"regulars/api"
	"regulars/customer"
	"regulars/internal/store"
	"regulars/order"
)

// Lateness is a page of orders that are late or may become so, with how many
// there are.
type Lateness struct {
	api.Page[LateOrder]
	AsOf          time.Time `json:"asOf" doc:"The instant at which they stand: now, or the end of an imported history"`
	Overdue       int64     `json:"overdue" doc:"Orders whose promise has passed within these days and that are not delivered"`
	Due           int64     `json:"due" doc:"Orders promised for the days ahead and not delivered"`
	DeliveredLate int64     `json:"deliveredLate" doc:"Orders delivered after the promise within these days"`
}

// LateOrder is an order that is late or may become so, and whose it is.
type LateOrder struct {
	Order
	Buyer *Buyer `json:"buyer,omitempty" doc:"Who waits for it; absent when that is not known, or without the permission customers:read"`
}

// Buyer names the customer of an order.
type Buyer struct {
	ID    string `json:"id"`
	Name  string `json:"name" doc:"The name, else a contact, else the shop's own id; empty when nobody told anything"`
	Tier  string `json:"tier,omitempty" doc:"Value tier" example:"A"`
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
}

type lateOrders struct {
	api.Paging
	Kind  string `query:"kind" enum:"overdue,due,delivered" default:"overdue" doc:"Promised and not delivered; to be delivered soon; delivered after the promise"`
	Days  int    `query:"days" minimum:"1" maximum:"3650" default:"30" doc:"How far back promises and deliveries are looked at"`
	Ahead int    `query:"ahead" minimum:"1" maximum:"30" default:"3" doc:"How many days ahead promises are looked at"`
}

func (r *routes) lateness(a *api.API) {
	api.Handle(a, api.Op{ID: "list-late-orders", Method: "GET", Path: "/late-orders", Needs: MayRead, Tag: tag,
		Summary: "List late orders, and those that may become late",
		Description: "Overdue ones begin with the longest overdue, those due with the soonest, late deliveries with the newest. " +
			"They stand at `asOf`: for an imported history that is its end."}, r.late)
}

func (r *routes) late(ctx context.Context, in *lateOrders) (out Lateness, err error) {
	after, err := api.DecodeCursor[order.Cursor](in.Cursor)
	if err != nil {
		return out, err
	}
	now := r.Clock.Now()
	if r.Moment != nil {
		if now, err = r.Moment(ctx); err != nil {
			return out, err
		}
	}
	since, until := now.AddDate(0, 0, -in.Days), now.AddDate(0, 0, in.Ahead)
	out.AsOf = now.UTC()
	err = r.Store.Read(ctx, func(tx *store.Tx) error {
		n, err := r.Orders.Lateness(tx, since, now, until)
		if err != nil {
			return err
		}
		out.Overdue, out.Due, out.DeliveredLate = n.Overdue, n.Due, n.Late
		var p order.Page
		switch in.Kind {
		case "delivered":
			p, err = r.Orders.Late(tx, since, after, in.Limit)
		case "due":
			p, err = r.Orders.Due(tx, now, until, after, in.Limit)
		default:
			if after == (order.Cursor{}) {
				after.At = regulars.Micros(since)
			}
			p, err = r.Orders.Overdue(tx, now, after, in.Limit)
		}
		if err != nil {
			return err
		}
		buyers, err := buyersOf(ctx, tx, p.Orders)
		out.Items, out.NextCursor = make([]LateOrder, len(p.Orders)), api.EncodeCursor(p.Next)
		for i := range p.Orders {
			out.Items[i] = LateOrder{Order: r.order(p.Orders[i]), Buyer: buyers[p.Orders[i].Customer]}
			out.Items[i].Overdue = p.Orders[i].Overdue(now)
		}
		return err
	})
	return out, err
}

// buyersOf names the customers of orders for who may see them.
func buyersOf(ctx context.Context, tx *store.Tx, orders []order.Order) (map[int64]*Buyer, error) {
	if regulars.Require(ctx, "customers:read") != nil {
		return nil, nil
	}
	numbers := make([]int64, len(orders))
	for i := range orders {
		numbers[i] = orders[i].Customer
	}
	heads, err := customer.Heads(tx, numbers)
	if err != nil {
		return nil, err
	}
	called, err := customer.Titles(tx, numbers)
	out := make(map[int64]*Buyer, len(heads))
	for n, c := range heads {
		out[n] = &Buyer{ID: id(c.ID), Name: called[n], Tier: c.Tier, Phone: c.Phone, Email: c.Email}
	}
	return out, err
}
