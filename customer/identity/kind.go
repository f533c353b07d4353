package identity

// Kind is a sort of identity.
type Kind string

// The kinds, the firmest first.
const (
	UserID   Kind = "user_id"  // the shop's own id of the customer
	Alias    Kind = "alias"    // an earlier id that an alias call named
	UnionID  Kind = "union_id" // WeChat: one per person and open-platform account
	OpenID   Kind = "open_id"  // WeChat: one per person and app
	Card     Kind = "card"     // the number of a member's card
	External Kind = "external" // an id of another system, as "system:id"
	Email    Kind = "email"
	Phone    Kind = "phone"        // E.164
	Device   Kind = "device"       // a telephone's or till's own id
	Visitor  Kind = "anonymous_id" // the id a browser, app or till gave before the customer was known
	Company  Kind = "company"      // the shop's own id of a company (a group)
)

// Firmness says how much an identity tells about who somebody is.
type Firmness int

// The three grades. A customer is as firm as the firmest identity it has.
const (
	// Weak identities belong to a device, which people share and replace.
	Weak Firmness = 1
	// Firm ones belong to a person, but may be shared or typed wrongly.
	Firm Firmness = 2
	// Known is what the shop itself says: a user id.
	Known Firmness = 3
)

// order gives the firmness of each kind and its rank, the firmest first.
var order = map[Kind]struct {
	firmness Firmness
	rank     int
}{
	UserID: {Known, 0}, Company: {Known, 0}, Alias: {Known, 1},
	UnionID: {Firm, 2}, OpenID: {Firm, 3}, Card: {Firm, 4}, External: {Firm, 5},
	Email: {Firm, 6}, Phone: {Firm, 7},
	Device: {Weak, 8}, Visitor: {Weak, 9},
}

// Kinds gives every kind of a person's identity, the firmest first.
func Kinds() []Kind {
	return []Kind{UserID, Alias, UnionID, OpenID, Card, External, Email, Phone, Device, Visitor}
}

// Valid reports whether k is a kind.
func (k Kind) Valid() bool { _, ok := order[k]; return ok }

// Firmness gives how much an identity of this kind tells; 0 for no kind.
func (k Kind) Firmness() Firmness { return order[k].firmness }

// Before reports whether k is firmer than o.
func (k Kind) Before(o Kind) bool { return order[k].rank < order[o].rank }

// Identity is one way to recognise a customer, in its one form.
type Identity struct {
	Kind  Kind
	Value string
}
