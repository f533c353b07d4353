package customer

import (
	"encoding/json"
	"strconv"
	"time"

	"regulars"
	"regulars/customer/identity"
)

// The events by which this package tells what it did. They come from [Source],
// name the customer by number, and stand on its timeline.
const (
	MergedEvent  = "Customer Merged"  // body [Merged]
	SplitEvent   = "Customer Split"   // body [Split]
	BlockedEvent = "Identity Blocked" // body [Blocked]
)

// Merged is the body of a "Customer Merged" event: From is an alias of Into
// from now on.
type Merged struct {
	Merge int64 `json:"merge"`
	From  int64 `json:"from"`
	Into  int64 `json:"into"`
	// Cause is "identity" (Kind says which), "alias" or "staff".
	Cause string        `json:"cause"`
	Kind  identity.Kind `json:"kind,omitempty"`
	// Event is the id of the event that showed it, if one did.
	Event string `json:"event,omitempty"`
	// Fresh says that From was given for a new identity by the same event, and
	// never was a customer that anybody saw.
	Fresh bool `json:"fresh,omitempty"`
}

// Split is the body of a "Customer Split" event: a merge is undone, Customer is
// itself again and leaves From.
type Split struct {
	Merge    int64 `json:"merge"`
	Customer int64 `json:"customer"`
	From     int64 `json:"from"`
	// Origins are Customer and its aliases: events of these origins are its own.
	Origins []int64 `json:"origins"`
	// Cause is "staff", or "shared" when the identity that caused the merge
	// turned out to be used by many.
	Cause string `json:"cause"`
}

// Blocked is the body of an "Identity Blocked" event.
type Blocked struct {
	Kind identity.Kind `json:"kind"`
	// Customers is how many others used the identity.
	Customers int `json:"customers"`
}

// What staff ask for. These events have no customer: what comes of them is told
// by the events above.
const (
	mergeAsked = "Customer Merge Requested"
	splitAsked = "Customer Split Requested"
	keptApart  = "Customers Kept Apart"
	erased     = "Customer Erased"
	allowed    = "Identity Allowed"
)

// asked is the body of what staff ask for.
type asked struct {
	From      int64         `json:"from,omitempty"`
	Into      int64         `json:"into,omitempty"`
	Merge     int64         `json:"merge,omitempty"`
	Customers []int64       `json:"customers,omitempty"`
	Kind      identity.Kind `json:"kind,omitempty"`
	Digest    string        `json:"digest,omitempty"`
	Actor     string        `json:"actor,omitempty"`
}

// OnlyNumbers reports whether an event is one of this package that tells of
// nothing but customers' numbers, so that it may stay when a person is erased.
func OnlyNumbers(e *regulars.Event) bool {
	if e.Source != Source {
		return false
	}
	switch e.Name {
	case MergedEvent, SplitEvent, BlockedEvent, mergeAsked, splitAsked, keptApart, erased, allowed:
		return true
	}
	return false
}

// told reports whether an event is what staff wrote down about a customer.
func told(e *regulars.Event) bool {
	return e.Source == Source && e.Type == regulars.Identify && e.Customer != 0
}

// ourEvent makes an event of this package. Its id must be the same when the
// same thing is done again in a rebuild.
func ourEvent(id, name string, customer int64, at time.Time, body any) regulars.Event {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err) // plain structs of numbers and strings
	}
	return regulars.Event{ID: "customer:" + id, Type: regulars.Track, Name: name, Time: at, Received: at,
		Source: Source, Customer: customer, Body: raw}
}

func (m *Merged) event(at time.Time) regulars.Event {
	return ourEvent("merge:"+strconv.FormatInt(m.Merge, 10), MergedEvent, m.Into, at, m)
}

func (s *Split) event(at time.Time) regulars.Event {
	return ourEvent("split:"+strconv.FormatInt(s.Merge, 10), SplitEvent, s.Customer, at, s)
}
