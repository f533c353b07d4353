package regulars

import (
	"encoding/json"
	"time"
)

// EventType is the kind of call that carried an event, as in the Segment
// specification.
type EventType string

// The six kinds of event.
const (
	Identify EventType = "identify" // who a customer is: Body holds traits
	Track    EventType = "track"    // something a customer did: Body holds properties
	Page     EventType = "page"     // a page seen on the web
	Screen   EventType = "screen"   // a screen seen in an app
	Group    EventType = "group"    // a customer belongs to a company: Body holds its traits
	Alias    EventType = "alias"    // PreviousID and UserID are the same customer
)

// Valid reports whether t is one of the six kinds.
func (t EventType) Valid() bool {
	switch t {
	case Identify, Track, Page, Screen, Group, Alias:
		return true
	}
	return false
}

// Event is the envelope in which every fact is kept. Intake fills it once;
// afterwards it never changes, except that Position is given by the log and
// Customer by the first follower.
type Event struct {
	// Position is where the event stands in the log; zero before it is appended.
	Position Position
	// ID is the messageId: 1 to 255 bytes, unique within the log's window.
	ID string
	// Type is the kind of call.
	Type EventType
	// Name is the event's name for Track ("Order Completed") and the page's or
	// screen's name for Page and Screen; empty otherwise. At most 200 bytes.
	Name string
	// UserID is the shop's own id of the customer; empty for a visitor.
	UserID string
	// AnonymousID is the id a browser, app or till gave before the customer was known.
	AnonymousID string
	// PreviousID is the earlier id of an Alias, the company's id of a Group.
	PreviousID string
	// Time is when it happened, in UTC, to the microsecond.
	Time time.Time
	// Received is when it reached us, in UTC, to the microsecond.
	Received time.Time
	// Source names the write key, import or domain it came from.
	Source string
	// Channel is where it happened.
	Channel Channel
	// Order is the order it concerns, or empty.
	Order string
	// Amount is the money it moved, exact; negative for a refund; zero value when none.
	Amount Money
	// Body is a JSON object: properties of Track, Page and Screen, traits of
	// Identify and Group. Nil stands for an empty object.
	Body json.RawMessage
	// Context is the JSON object of the call's context (page, device, locale), or nil.
	Context json.RawMessage
	// Customer is the dense number of the customer it belongs to, given by the
	// first follower; 0 before that, or when it belongs to nobody. An event about
	// what we did ourselves names its customer by this number when it is appended.
	Customer int64
	// Origin is the number that the event's own identities stand for, given with
	// Customer. It differs from Customer when the two were merged before the
	// event came; undoing that merge gives the event back to Origin.
	Origin int64
}

// Channel is where something happened, or by which way a customer is reached.
type Channel string

// The channels that have a fixed colour and word in the console. Others are
// allowed and shown by their own name.
const (
	Web         Channel = "web"
	App         Channel = "app"
	Store       Channel = "store"
	Hotline     Channel = "hotline"
	MiniProgram Channel = "mini_program"
	Email       Channel = "email"
	Server      Channel = "server" // sent by a shop's back end without saying more
)

// Position is a place in the log. Positions compare in the order (Epoch, Tx,
// Seq), which is the order in which followers see events.
type Position struct {
	// Epoch grows with every restore on PostgreSQL; 0 on SQLite.
	Epoch int64
	// Tx is the transaction that appended, on PostgreSQL; 0 on SQLite.
	Tx int64
	// Seq numbers events from 1; unique for good within one log.
	Seq int64
}

// Compare gives -1, 0 or +1 as p stands before, at or after q.
func (p Position) Compare(q Position) int {
	for _, d := range [3][2]int64{{p.Epoch, q.Epoch}, {p.Tx, q.Tx}, {p.Seq, q.Seq}} {
		if d[0] != d[1] {
			if d[0] < d[1] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// IsZero reports whether p stands before every event.
func (p Position) IsZero() bool { return p == Position{} }
