package timeline

import (
	"encoding/json"
	"time"

	"regulars"
)

// Entry is one event on a timeline.
type Entry struct {
	// Customer is the number that the event's own identities name.
	Customer int64
	Time     time.Time
	// Seq is the event's number in the log; it tells entries of one instant apart.
	Seq  int64
	Kind Kind
	Type regulars.EventType
	// Name is the event's name, or the page's or screen's.
	Name    string
	Channel regulars.Channel
	Source  string
	Order   string
	Amount  regulars.Money
	// Own says that we did it, not the customer.
	Own bool
	// Body is a JSON object, or nil: properties or traits. Of a page or screen
	// it also has url, path, title and referrer where only the context had them.
	Body json.RawMessage
}

// At gives the entry's place on the timeline.
func (e *Entry) At() Place { return Place{Time: e.Time, Seq: e.Seq} }

// Place is a place on a timeline. The zero value stands for its end.
type Place struct {
	Time time.Time `json:"t"`
	Seq  int64     `json:"s"`
}

// IsZero reports whether p names no place.
func (p Place) IsZero() bool { return p == Place{} }

// Kind is the sort of thing that happened, by which a timeline is filtered.
type Kind string

// The kinds.
const (
	Order   Kind = "order"   // bought, delivered, refunded
	Cart    Kind = "cart"    // put into the cart, began to check out
	Browse  Kind = "browse"  // saw a page, a screen, a product
	Profile Kind = "profile" // told us something about themselves; was merged or split
	Score   Kind = "score"   // a tier or stage changed
	Other   Kind = "other"   // everything else
)

// Kinds gives the kinds.
func Kinds() []Kind { return []Kind{Order, Cart, Browse, Profile, Score, Other} }

// byName sorts the vocabulary of the Segment e-commerce specification (v2) and
// our own events.
var byName = map[string]Kind{
	"Order Completed": Order, "Order Placed": Order, "Order Updated": Order, "Order Shipped": Order,
	"Order Delivered": Order, "Order Refunded": Order, "Order Cancelled": Order, "Order Reopened": Order,
	"Product Added": Cart, "Product Removed": Cart, "Cart Viewed": Cart, "Checkout Started": Cart,
	"Checkout Step Viewed": Cart, "Checkout Step Completed": Cart, "Payment Info Entered": Cart, "Coupon Entered": Cart,
	"Coupon Applied": Cart, "Coupon Denied": Cart, "Coupon Removed": Cart, "Product Added to Wishlist": Cart,
	"Product Removed from Wishlist": Cart, "Wishlist Product Added to Cart": Cart, "Cart Shared": Cart,
	"Product Viewed": Browse, "Product Clicked": Browse, "Products Searched": Browse, "Product List Viewed": Browse,
	"Product List Filtered": Browse, "Promotion Viewed": Browse, "Promotion Clicked": Browse, "Product Shared": Browse,
	"Customer Merged": Profile, "Customer Split": Profile, "Identity Blocked": Profile, "Identity Allowed": Profile,
	"Value Tier Changed": Score, "Lifecycle Stage Changed": Score,
}

// KindOf gives the kind of an event.
func KindOf(e *regulars.Event) Kind {
	switch e.Type {
	case regulars.Page, regulars.Screen:
		return Browse
	case regulars.Identify, regulars.Group, regulars.Alias:
		return Profile
	}
	if k, ok := byName[e.Name]; ok {
		return k
	}
	if e.Order != "" {
		return Order
	}
	return Other
}

// EntryOf makes the entry of an event that belongs to e.Origin.
func EntryOf(e *regulars.Event) Entry {
	body := e.Body
	if e.Type == regulars.Page || e.Type == regulars.Screen {
		body = withPage(e.Body, e.Context)
	}
	return Entry{Customer: e.Origin, Time: e.Time, Seq: e.Position.Seq, Kind: KindOf(e), Type: e.Type, Name: e.Name,
		Channel: e.Channel, Source: e.Source, Order: e.Order, Amount: e.Amount, Body: body}
}
