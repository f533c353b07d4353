package customer

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"regulars"
	"regulars/customer/identity"
	"regulars/customer/timeline"
	"regulars/customer/visit"
	"regulars/internal/store"
)

// Customer is what lists show: a customer together with all its aliases.
type Customer struct {
	ID        int64
	Company   bool
	Name      string
	Email     string
	Phone     string
	City      string
	Locale    string
	Birthday  string // YYYY-MM-DD or MM-DD
	FirstSeen time.Time
	// LastSeen is exact to the hour.
	LastSeen time.Time
	// Visitor says that no identity tells who this is.
	Visitor bool
	// EmailFault and PhoneFault say why a contact cannot be right; empty when it can.
	EmailFault, PhoneFault identity.Fault
	// ErasedAt is when the person behind the customer was forgotten.
	ErasedAt time.Time
	nameKey  string
	Scores
}

const selectCustomers = `SELECT id, kind, erased_at, firmness, first_seen, last_seen, name, name_key, email, email_fault, phone, phone_fault,
	city, locale, birthday, scored_as_of, stage, tier, r, f, m, orders, revenue, value, value_low, value_high, order90, churn,
	churn_level, last_order, next_order FROM customer JOIN customer_list USING (id)`

func scanCustomer(row store.Scanner) (Customer, error) {
	var c Customer
	var kind string
	var erasedAt, first, last, asOf, lastOrder, nextOrder int64
	var firmness identity.Firmness
	err := row.Scan(&c.ID, &kind, &erasedAt, &firmness, &first, &last, &c.Name, &c.nameKey, &c.Email, &c.EmailFault, &c.Phone, &c.PhoneFault,
		&c.City, &c.Locale, &c.Birthday, &asOf, &c.Stage, &c.Tier, &c.R, &c.F, &c.M, &c.Orders, &c.Revenue, &c.Value, &c.ValueLow,
		&c.ValueHigh, &c.Order90, &c.Churn, &c.ChurnLevel, &lastOrder, &nextOrder)
	c.Company, c.Visitor = kind == "company", kind == "person" && firmness <= identity.Weak
	c.ErasedAt, c.FirstSeen, c.LastSeen = regulars.FromMicros(erasedAt), regulars.FromMicros(first), regulars.FromMicros(last)
	c.AsOf, c.LastOrder, c.NextOrder = regulars.FromMicros(asOf), regulars.FromMicros(lastOrder), regulars.FromMicros(nextOrder)
	c.Scores.Customer = c.ID
	return c, err
}

// Identity is an identity of a customer.
type Identity struct {
	identity.Identity
	// Origin is the number that it names.
	Origin int64
	// Since is when it was first seen.
	Since time.Time
	// Standing is "", "blocked" when it is shared by too many to identify
	// anybody, or "allowed" when staff gave it its meaning back.
	Standing string
}

func scanIdentity(row store.Scanner) (id Identity, err error) {
	var since int64
	err = row.Scan(&id.Kind, &id.Value, &id.Origin, &since, &id.Standing)
	id.Since = regulars.FromMicros(since)
	return id, err
}

// newestFirst orders identities of a kind.
func newestFirst(a, b Identity) int {
	return cmp.Or(b.Since.Compare(a.Since), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
}

// byFirmness orders identities for people: the firmest kinds first, then the newest.
func byFirmness(a, b Identity) int {
	switch {
	case a.Kind.Before(b.Kind):
		return -1
	case b.Kind.Before(a.Kind):
		return 1
	}
	return newestFirst(a, b)
}

// Trait is what a source told about a customer.
type Trait struct {
	Name  string
	Value json.RawMessage
	// Told is when, by the event's own time.
	Told time.Time
}

// Attribute is what another domain knows about a customer.
type Attribute struct {
	Name  string
	Value json.RawMessage
	At    time.Time
}

// Member is a customer's membership of a company, or a company's of its members.
type Member struct {
	Customer int64
	Name     string
	Since    time.Time
}

// Contact is an e-mail address or telephone number of a customer.
type Contact struct {
	Value string
	// Fault says why it cannot be right; empty when it can.
	Fault identity.Fault
}

// Profile is everything that is known of a customer, but for its timeline.
type Profile struct {
	Customer
	// Numbers are the customer's own and those that lead to it, the smallest first.
	Numbers        []int64
	Emails, Phones []Contact
	// Identities are in the order of firmness, the newest of a kind first.
	Identities []Identity
	Traits     []Trait
	Attributes []Attribute
	// Companies are those of a person, Members some of a company's.
	Companies, Members []Member
}

// maxMembers bounds the members shown with a company.
const maxMembers = 100

// head gives what lists show of the customer that a number leads to.
func head(tx *store.Tx, number int64) (Customer, error) {
	root, err := rootOf(tx, number)
	if err != nil {
		return Customer{}, err
	}
	return store.Row(tx, scanCustomer, selectCustomers+" WHERE id = ?", root)
}

// Root gives the customer that a number leads to: itself, or the survivor of
// its merges. Errors: ErrNotFound.
func Root(tx *store.Tx, number int64) (int64, error) { return rootOf(tx, number) }

// Lookup gives the customer that has an identity, in any form (see package
// identity for region). Errors: ErrNotFound, also for a blocked one.
func Lookup(tx *store.Tx, kind identity.Kind, value, region string) (int64, error) {
	id, fault := identity.New(kind, value, region)
	if !fault.Identifies() {
		return 0, regulars.NotFound("customer")
	}
	origin, err := store.Row(tx, store.One[int64], "SELECT customer FROM identity WHERE kind = ? AND value = ? AND standing <> 'blocked'",
		string(id.Kind), id.Value)
	if err == store.ErrNoRow && kind == identity.UserID {
		return Lookup(tx, identity.Alias, value, region)
	}
	if err == store.ErrNoRow {
		return 0, regulars.NotFound("customer")
	}
	if err != nil {
		return 0, err
	}
	return rootOf(tx, origin)
}

// Heads gives what lists show of several customers, by the numbers asked for.
// Numbers that were never given are left out.
func Heads(tx *store.Tx, numbers []int64) (map[int64]Customer, error) {
	out := make(map[int64]Customer, len(numbers))
	asked := map[int64][]int64{} // by the customer they lead to
	for _, n := range numbers {
		root, err := rootOf(tx, n)
		if regulars.CodeOf(err) == regulars.ErrNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		asked[root] = append(asked[root], n)
	}
	roots := slices.Sorted(maps.Keys(asked))
	list, err := rowsIn(tx, roots, scanCustomer, selectCustomers+" WHERE id IN ")
	for _, c := range list {
		for _, n := range asked[c.ID] {
			out[n] = c
		}
	}
	return out, err
}

// Get gives everything that is known of the customer that a number leads to.
// Errors: ErrNotFound.
func Get(tx *store.Tx, number int64) (Profile, error) {
	c, err := head(tx, number)
	if err != nil {
		return Profile{}, err
	}
	p := Profile{Customer: c}
	if p.Numbers, err = numbersOf(tx, c.ID); err != nil {
		return Profile{}, err
	}
	if p.Identities, err = rowsIn(tx, p.Numbers, scanIdentity, selectIdentities+" WHERE customer IN "); err != nil {
		return Profile{}, err
	}
	slices.SortFunc(p.Identities, byFirmness)
	if err := p.readTraits(tx); err != nil {
		return Profile{}, err
	}
	if p.Attributes, err = attributesOf(tx, c.ID); err != nil {
		return Profile{}, err
	}
	p.Emails, p.Phones = p.contacts()
	if c.Company {
		p.Members, err = members(tx, "company", "customer", p.Numbers)
	} else {
		p.Companies, err = members(tx, "customer", "company", p.Numbers)
	}
	return p, err
}

func (p *Profile) readTraits(tx *store.Tx) error {
	all := traits{}
	err := eachIn(tx, p.Numbers, func(row store.Scanner) error {
		raw, err := store.One[string](row)
		if err != nil {
			return err
		}
		t, err := readTraits(raw)
		all.with(t)
		return err
	}, "SELECT traits FROM customer_trait WHERE customer IN ")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if t := all[name]; string(t.Value) != "null" {
			p.Traits = append(p.Traits, Trait{Name: name, Value: t.Value, Told: regulars.FromMicros(t.Time)})
		}
	}
	return err
}

// contacts gives the contact that is shown first, then the customer's others.
func (p *Profile) contacts() (emails, phones []Contact) {
	add := func(list []Contact, value string, fault identity.Fault) []Contact {
		if value == "" || slices.ContainsFunc(list, func(c Contact) bool { return c.Value == value }) {
			return list
		}
		return append(list, Contact{value, fault})
	}
	emails = add(nil, p.Email, p.EmailFault)
	phones = add(nil, p.Phone, p.PhoneFault)
	for _, id := range p.Identities {
		fault := identity.Fine
		if id.Standing == "blocked" {
			fault = SharedContact
		}
		switch id.Kind {
		case identity.Email:
			if fault == identity.Fine {
				_, fault = identity.NormalEmail(id.Value)
			}
			emails = add(emails, id.Value, fault)
		case identity.Phone:
			if fault == identity.Fine {
				_, fault = identity.NormalPhone(id.Value, "")
			}
			phones = add(phones, id.Value, fault)
		}
	}
	return emails, phones
}

// members gives the other side of memberships of numbers on one side.
func members(tx *store.Tx, one, other string, numbers []int64) ([]Member, error) {
	rows, err := rowsIn(tx, numbers, func(row store.Scanner) (m Member, err error) {
		var since int64
		err = row.Scan(&m.Customer, &since)
		m.Since = regulars.FromMicros(since)
		return m, err
	}, "SELECT "+other+", since FROM customer_member WHERE "+one+" IN ")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b Member) int { return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Customer, b.Customer)) })
	var out []Member
	for _, m := range rows {
		c, err := head(tx, m.Customer)
		if err != nil {
			return nil, err
		}
		m.Customer, m.Name = c.ID, c.Name
		if !slices.ContainsFunc(out, func(o Member) bool { return o.Customer == m.Customer }) && c.ErasedAt.IsZero() {
			out = append(out, m)
		}
		if len(out) == maxMembers {
			break
		}
	}
	return out, nil
}

// visitEntries is of how many entries visits are computed.
const visitEntries = 2000

// Visits gives the newest visits of the customer that a number leads to, the
// newest first, at most limit, computed from the newest 2,000 entries of the
// timeline. Errors: ErrNotFound.
func Visits(tx *store.Tx, number int64, limit int) ([]visit.Visit, error) {
	entries, err := Timeline(tx, number, timeline.Query{Limit: visitEntries})
	return visit.Of(entries, limit), err
}

// Shared gives identities that are blocked or were allowed again, at most limit.
func Shared(tx *store.Tx, limit int) ([]Identity, error) {
	return store.Rows(tx, scanIdentity, selectIdentities+" WHERE standing <> '' ORDER BY standing DESC, kind, value LIMIT ?", limit)
}

// Timeline gives entries of the timeline of the customer that a number leads
// to, the newest first. Errors: ErrNotFound.
func Timeline(tx *store.Tx, number int64, q timeline.Query) ([]timeline.Entry, error) {
	root, err := rootOf(tx, number)
	if err != nil {
		return nil, err
	}
	numbers, err := numbersOf(tx, root)
	if err != nil {
		return nil, err
	}
	return timeline.Page(tx, numbers, q)
}
