package customerapi

import (
	"context"
	"encoding/json"
	"time"

	"regulars/api"
	"regulars/customer"
	"regulars/customer/identity"
	"regulars/internal/store"
)

// CustomerDetail is everything that is known of one customer, but for the
// timeline, orders and scores with their reasons.
type CustomerDetail struct {
	CustomerItem
	Aliases    []string                   `json:"aliases" nullable:"false" doc:"Earlier ids that lead to this customer"`
	Emails     []ContactPoint             `json:"emails" nullable:"false" doc:"The one to use first"`
	Phones     []ContactPoint             `json:"phones" nullable:"false"`
	Locale     string                     `json:"locale,omitempty" example:"zh-CN"`
	Birthday   string                     `json:"birthday,omitempty" doc:"YYYY-MM-DD, or MM-DD when the year was not told"`
	Identities []IdentityItem             `json:"identities" nullable:"false" doc:"The firmest first"`
	Traits     map[string]json.RawMessage `json:"traits" nullable:"false" doc:"What sources told, the newest of each"`
	Attributes map[string]json.RawMessage `json:"attributes" nullable:"false" doc:"What regulars knows"`
	Company    *CustomerRef               `json:"company,omitempty" doc:"The company that a person joined last"`
	Companies  []CustomerRef              `json:"companies,omitempty"`
	Members    []CustomerRef              `json:"members,omitempty" doc:"Up to a hundred members of a company"`
	Duplicates []DuplicateItem            `json:"duplicates" nullable:"false" doc:"Customers that may be the same one"`
	AsOf       *time.Time                 `json:"asOf,omitempty" doc:"When the scores stand"`
	ErasedAt   *time.Time                 `json:"erasedAt,omitempty" doc:"When the person was forgotten"`
}

// ContactPoint is an e-mail address or telephone number.
type ContactPoint struct {
	Value string `json:"value"`
	Valid bool   `json:"valid" doc:"Whether a message can arrive"`
	Fault string `json:"fault,omitempty" enum:"placeholder,syntax,extension,reserved_domain,misspelt_domain,unused_number,shared,too_long,unreadable" doc:"Why none can"`
}

// IdentityItem is a way to recognise a customer.
type IdentityItem struct {
	Kind        string     `json:"kind" enum:"user_id,alias,union_id,open_id,card,external,email,phone,device,anonymous_id,company"`
	Value       string     `json:"value"`
	FirstSeenAt *time.Time `json:"firstSeenAt,omitempty"`
	Standing    string     `json:"standing,omitempty" enum:"blocked,allowed" doc:"blocked: shared by so many that it identifies nobody; allowed: staff gave it its meaning back"`
}

// CustomerRef names another customer.
type CustomerRef struct {
	ID   string `json:"id"`
	Name string `json:"name" doc:"The name, else a contact, else the shop's own id; empty when nobody told anything"`
}

// DuplicateItem is another customer that may be the same.
type DuplicateItem struct {
	CustomerRef
	Kind  string    `json:"kind" doc:"The kind of identity that both used" example:"email"`
	Value string    `json:"value"`
	At    time.Time `json:"at"`
}

type changeCustomer struct {
	api.ByID
	Body struct {
		Traits map[string]json.RawMessage `json:"traits" doc:"null takes a trait away" example:"{\"city\": \"Shanghai\"}"`
	}
}

// one declares the operations on one customer.
func (r *routes) one(a *api.API) {
	api.Handle(a, api.Op{ID: "get-customer", Method: "GET", Path: "/customers/{id}", Needs: mayRead, Tag: tag,
		Summary:     "Get a customer",
		Description: "An id that was merged into another customer gives the survivor, with its own id."}, r.get)
	api.Handle(a, api.Op{ID: "change-customer", Method: "PATCH", Path: "/customers/{id}", Needs: mayWrite, Tag: tag,
		Summary:     "Write down what was learned about a customer",
		Description: "It is an event like those of sources and stands on the timeline. A new e-mail address or telephone number also identifies the customer from now on."}, r.change)
	api.Do(a, api.Op{ID: "erase-customer", Method: "DELETE", Path: "/customers/{id}", Needs: mayErase, Tag: tag, Summary: "Forget a customer for good", Timeout: 5 * time.Minute,
		Description: "Identities, traits, timeline and orders go; sums of money stay. Events of this person are not taken in again. This cannot be undone."}, r.erase)
	api.Download(a, api.Op{ID: "export-customer", Method: "GET", Path: "/customers/{id}/export", Needs: mayExport, Tag: tag,
		Summary: "Take out everything that is known of a customer"}, "application/json", r.export)
}

func (r *routes) get(ctx context.Context, in *api.ByID) (CustomerDetail, error) {
	return read(ctx, r, in.ID, r.detail)
}

func (r *routes) detail(tx *store.Tx, n int64) (out CustomerDetail, err error) {
	p, err := customer.Get(tx, n)
	if err != nil {
		return out, err
	}
	items, err := r.items(tx, []customer.Customer{p.Customer})
	if err != nil {
		return out, err
	}
	out = CustomerDetail{CustomerItem: items[0], Emails: contacts(p.Emails), Phones: contacts(p.Phones), Locale: p.Locale, Birthday: p.Birthday,
		Traits: map[string]json.RawMessage{}, Attributes: map[string]json.RawMessage{}, AsOf: api.Time(p.AsOf), ErasedAt: api.Time(p.ErasedAt),
		Aliases: []string{}, Identities: []IdentityItem{}}
	for _, n := range p.Numbers {
		if n != p.ID {
			out.Aliases = append(out.Aliases, idOf(n))
		}
	}
	for _, id := range p.Identities {
		out.Identities = append(out.Identities, IdentityItem{string(id.Kind), id.Value, api.Time(id.Since), id.Standing})
	}
	for _, t := range p.Traits {
		out.Traits[t.Name] = t.Value
	}
	for _, a := range p.Attributes {
		out.Attributes[a.Name] = a.Value
	}
	if out.Companies, err = refs(tx, p.Companies); err != nil {
		return out, err
	}
	if out.Members, err = refs(tx, p.Members); err != nil {
		return out, err
	}
	if n := len(out.Companies); n > 0 {
		out.Company = &out.Companies[n-1]
	}
	out.Duplicates, err = duplicatesOf(tx, p.ID)
	return out, err
}

func contacts(list []customer.Contact) []ContactPoint {
	out := make([]ContactPoint, len(list))
	for i, c := range list {
		out[i] = ContactPoint{c.Value, c.Fault == identity.Fine, string(c.Fault)}
	}
	return out
}

func refs(tx *store.Tx, list []customer.Member) (out []CustomerRef, err error) {
	numbers := make([]int64, len(list))
	for i := range list {
		numbers[i] = list[i].Customer
	}
	called, err := customer.Titles(tx, numbers)
	for _, n := range numbers {
		out = append(out, CustomerRef{idOf(n), called[n]})
	}
	return out, err
}

func (r *routes) change(ctx context.Context, in *changeCustomer) (CustomerDetail, error) {
	n, err := number(in.ID)
	if err != nil {
		return CustomerDetail{}, err
	}
	if err := r.Customers.Update(ctx, n, in.Body.Traits); err != nil {
		return CustomerDetail{}, err
	}
	return read(ctx, r, in.ID, r.detail)
}

func (r *routes) erase(ctx context.Context, in *api.ByID) error {
	n, err := number(in.ID)
	if err != nil {
		return err
	}
	numbers, err := r.Customers.Erase(ctx, n, func(tx *store.Tx, e customer.Erasure) error {
		if r.Forget == nil {
			return nil
		}
		return r.Forget(ctx, tx, e)
	})
	if err != nil || r.Forgotten == nil {
		return err
	}
	return r.Forgotten(ctx, numbers)
}

func (r *routes) export(ctx context.Context, in *api.ByID, file *api.File) error {
	n, err := number(in.ID)
	if err != nil {
		return err
	}
	file.Name = "customer-" + idOf(n) + ".json"
	return r.Customers.WriteDossier(ctx, n, file, r.More)
}
