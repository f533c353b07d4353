package orderapi

import (
	"context"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/customer"
	"regulars/internal/store"
	"regulars/order"
)

// MayRead is the permission that orders need.
const MayRead regulars.Permission = "orders:read"

// Deps is what the operations work with.
type Deps struct {
	Store  *store.DB
	Orders *order.Book
	Clock  regulars.Clock
	// Moment gives the instant at which everything stands: now, or the end of an
	// imported history. Nil stands for now.
	Moment func(ctx context.Context) (time.Time, error)
}

type routes struct{ Deps }

const tag = "Orders"

// Order is one purchase.
type Order struct {
	ID          string        `json:"id" doc:"The shop's number of the order" example:"A-1001"`
	Customer    string        `json:"customer,omitempty" doc:"The customer's id; absent when it is not known"`
	Status      order.Status  `json:"status" enum:"expected,placed,shipped,delivered,refunded,cancelled" doc:"How far it has come. expected: only a refund or a delivery was told so far"`
	Total       api.Money     `json:"total" doc:"Gross: before refunds"`
	Refunded    api.Money     `json:"refunded"`
	OrderedAt   *time.Time    `json:"orderedAt,omitempty"`
	PromisedAt  *time.Time    `json:"promisedAt,omitempty" doc:"When delivery was promised"`
	ShippedAt   *time.Time    `json:"shippedAt,omitempty"`
	DeliveredAt *time.Time    `json:"deliveredAt,omitempty"`
	CancelledAt *time.Time    `json:"cancelledAt,omitempty"`
	Late        bool          `json:"late" doc:"Delivered after the promise"`
	Overdue     bool          `json:"overdue" doc:"The promise has passed, and it is not delivered"`
	Channel     string        `json:"channel,omitempty" example:"web"`
	Source      string        `json:"source,omitempty"`
	LineCount   int64         `json:"lineCount"`
	Lines       []OrderLine   `json:"lines" nullable:"false"`
	Refunds     []OrderRefund `json:"refunds" nullable:"false"`
}

// OrderLine is one product within an order.
type OrderLine struct {
	ID       string    `json:"id"`
	Product  string    `json:"product,omitempty" doc:"The shop's id of the product"`
	Name     string    `json:"name,omitempty"`
	Quantity float64   `json:"quantity" example:"2"`
	Price    api.Money `json:"price" doc:"Of one unit"`
	Total    api.Money `json:"total" doc:"Of the line"`
}

// OrderRefund is money given back.
type OrderRefund struct {
	ID     string           `json:"id"`
	Kind   order.RefundKind `json:"kind" enum:"part,lines,rest,cancellation" doc:"A stated amount; of lines; in full; what was left when the order was cancelled"`
	At     time.Time        `json:"at"`
	Amount api.Money        `json:"amount"`
}

type byOrder struct {
	ID string `path:"id" maxLength:"255" doc:"The shop's number of the order"`
}

type ofCustomer struct {
	api.ByID
	api.Paging
}

// Register declares the operations.
func Register(a *api.API, d Deps) {
	r := &routes{d}
	api.Handle(a, api.Op{ID: "get-order", Method: "GET", Path: "/orders/{id}", Needs: MayRead, Tag: tag,
		Summary: "Get an order with its lines and refunds"}, r.get)
	api.Handle(a, api.Op{ID: "list-customer-orders", Method: "GET", Path: "/customers/{id}/orders", Needs: MayRead, Tag: tag,
		Summary: "List a customer's orders", Description: "Newest first, with their lines and refunds."}, r.list)
	r.lateness(a)
}

func (r *routes) get(ctx context.Context, in *byOrder) (out Order, err error) {
	err = r.Store.Read(ctx, func(tx *store.Tx) error {
		o, err := r.Orders.Get(tx, in.ID)
		out = r.order(o)
		return err
	})
	return out, err
}

func (r *routes) list(ctx context.Context, in *ofCustomer) (out api.Page[Order], err error) {
	after, err := api.DecodeCursor[order.Cursor](in.Cursor)
	if err != nil {
		return out, err
	}
	number, err := strconv.ParseInt(in.ID, 10, 64)
	if err != nil || number < 1 {
		return out, regulars.NotFound("customer")
	}
	err = r.Store.Read(ctx, func(tx *store.Tx) error {
		root, err := customer.Root(tx, number)
		if err != nil {
			return err
		}
		p, err := r.Orders.OfCustomer(tx, root, after, in.Limit)
		out = r.page(p)
		return err
	})
	return out, err
}

func (r *routes) page(p order.Page) api.Page[Order] {
	out := api.Page[Order]{Items: make([]Order, len(p.Orders)), NextCursor: api.EncodeCursor(p.Next)}
	for i, o := range p.Orders {
		out.Items[i] = r.order(o)
	}
	return out
}

func (r *routes) order(o order.Order) Order {
	out := Order{ID: o.ID, Status: o.Status, Total: api.MoneyOf(o.Total), Refunded: api.MoneyOf(o.Refunded),
		OrderedAt: api.Time(o.OrderedAt), PromisedAt: api.Time(o.PromisedAt), ShippedAt: api.Time(o.ShippedAt),
		DeliveredAt: api.Time(o.DeliveredAt), CancelledAt: api.Time(o.CancelledAt), Late: o.Late, Overdue: o.Overdue(r.Clock.Now()),
		Channel: string(o.Channel), Source: o.Source, LineCount: o.LineCount, Lines: []OrderLine{}, Refunds: []OrderRefund{}}
	if o.Customer != 0 {
		out.Customer = id(o.Customer)
	}
	for _, l := range o.Lines {
		out.Lines = append(out.Lines, OrderLine{ID: l.ID, Product: l.Product, Name: l.Name, Quantity: float64(l.Quantity) / 1000,
			Price: api.MoneyOf(l.Price), Total: api.MoneyOf(l.Total)})
	}
	for _, x := range o.Refunds {
		out.Refunds = append(out.Refunds, OrderRefund{ID: x.ID, Kind: x.Kind, At: x.At.UTC(), Amount: api.MoneyOf(x.Amount)})
	}
	return out
}

// id gives a customer's number for the wire.
func id(customer int64) string { return strconv.FormatInt(customer, 10) }
