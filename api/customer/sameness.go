package customerapi

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/customer"
	"regulars/customer/identity"
	"regulars/internal/store"
)

const tagSame = "Merges"

// MergeItem is a merge.
type MergeItem struct {
	ID       string      `json:"id"`
	At       time.Time   `json:"at"`
	From     CustomerRef `json:"from" doc:"Who was merged; its id leads to into"`
	Into     CustomerRef `json:"into"`
	Cause    string      `json:"cause" enum:"identity,alias,staff" doc:"identity: both have it; alias: a call said so; staff: a person said so"`
	Kind     string      `json:"kind,omitempty" doc:"The kind of identity that both have" example:"email"`
	Value    string      `json:"value,omitempty"`
	Event    string      `json:"event,omitempty" doc:"The message id of the event that showed it"`
	Undoable bool        `json:"undoable"`
	UndoneAt *time.Time  `json:"undoneAt,omitempty"`
	// UndoneCause is shared when the identity turned out to be used by many.
	UndoneCause string `json:"undoneCause,omitempty" enum:"staff,shared"`
}

// MergeItems are the merges of a customer, the newest first.
type MergeItems struct {
	Items []MergeItem `json:"items" nullable:"false"`
}

// DuplicatePair is two customers that may be one.
type DuplicatePair struct {
	A     CustomerItem `json:"a"`
	B     CustomerItem `json:"b"`
	Kind  string       `json:"kind" doc:"The kind of identity that both used" example:"email"`
	Value string       `json:"value"`
	At    time.Time    `json:"at"`
}

// DuplicatePairs are possible duplicates, the newest first.
type DuplicatePairs struct {
	Items []DuplicatePair `json:"items" nullable:"false"`
}

// SharedIdentity is an identity that so many use that it identifies nobody.
type SharedIdentity struct {
	Kind     string       `json:"kind"`
	Value    string       `json:"value"`
	Standing string       `json:"standing" enum:"blocked,allowed"`
	Customer CustomerItem `json:"customer" doc:"Who had it first"`
}

// SharedIdentities are the identities that many use.
type SharedIdentities struct {
	Items []SharedIdentity `json:"items" nullable:"false"`
}

type mergeCustomers struct {
	api.ByID
	Body struct {
		With string `json:"with" maxLength:"20" doc:"The id of the other customer" example:"1043"`
	}
}

type keepApart struct {
	api.ByID
	Other string `path:"other" maxLength:"20" doc:"The id of the other customer"`
}

type limited struct {
	Limit int `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type allowIdentity struct {
	Body struct {
		Kind  string `json:"kind" enum:"union_id,open_id,card,external,email,phone,device,anonymous_id"`
		Value string `json:"value" minLength:"1" maxLength:"255" doc:"As it is listed"`
	}
}

// sameness declares the operations on who is the same as whom.
func (r *routes) sameness(a *api.API) {
	api.Handle(a, api.Op{ID: "list-merges", Method: "GET", Path: "/customers/{id}/merges", Needs: mayRead, Tag: tagSame,
		Summary: "List a customer's merges"}, r.merges)
	api.Handle(a, api.Op{ID: "merge-customers", Method: "POST", Path: "/customers/{id}/merges", Needs: mayMerge, Tag: tagSame,
		Summary:     "Make one customer of two",
		Description: "The one with the firmer identities survives, else the one known longer; the answer is the survivor. It can be undone.",
		Fails:       []regulars.Code{regulars.ErrConflict}}, r.merge)
	api.Do(a, api.Op{ID: "undo-merge", Method: "DELETE", Path: "/merges/{id}", Needs: mayMerge, Tag: tagSame, Summary: "Undo a merge",
		Description: "Each of the two has what its own identities brought, before the merge and since. They are not merged again by themselves.",
		Fails:       []regulars.Code{regulars.ErrConflict}}, r.undo)
	api.Handle(a, api.Op{ID: "list-duplicates", Method: "GET", Path: "/duplicates", Needs: mayRead, Tag: tagSame, Summary: "List possible duplicates",
		Description: "Customers with user ids of their own that used the same identity. They are never merged by themselves."}, r.duplicates)
	api.Do(a, api.Op{ID: "keep-apart", Method: "DELETE", Path: "/customers/{id}/duplicates/{other}", Needs: mayMerge, Tag: tagSame,
		Summary: "Settle that two customers are not one", Fails: []regulars.Code{regulars.ErrConflict}}, r.apart)
	api.Handle(a, api.Op{ID: "list-shared-identities", Method: "GET", Path: "/shared-identities", Needs: mayRead, Tag: tagSame,
		Summary: "List identities that many use", Description: "The shop's own telephone number, typed for everybody, or a till. They identify nobody."}, r.shared)
	api.Do(a, api.Op{ID: "allow-identity", Method: "POST", Path: "/shared-identities/allowed", Needs: mayMerge, Tag: tagSame,
		Summary: "Give a shared identity its meaning back", Fails: []regulars.Code{regulars.ErrNotFound}}, r.allow)
}

func (r *routes) merges(ctx context.Context, in *api.ByID) (MergeItems, error) {
	return read(ctx, r, in.ID, func(tx *store.Tx, n int64) (MergeItems, error) {
		list, err := customer.Merges(tx, n)
		if err != nil {
			return MergeItems{}, err
		}
		sides := make([]int64, 0, 2*len(list))
		for _, m := range list {
			sides = append(sides, m.From, m.Into)
		}
		known, err := customer.KnownAs(tx, sides)
		out := MergeItems{Items: make([]MergeItem, len(list))}
		for i, m := range list {
			out.Items[i] = MergeItem{ID: idOf(m.ID), At: m.At.UTC(),
				From: CustomerRef{idOf(m.From), cmp.Or(m.FromName, known[m.From])}, Into: CustomerRef{idOf(m.Into), cmp.Or(m.IntoName, known[m.Into])},
				Cause: m.Cause, Kind: string(m.By.Kind), Value: m.By.Value, Event: m.Event, Undoable: m.UndoneAt.IsZero(),
				UndoneAt: api.Time(m.UndoneAt), UndoneCause: m.UndoneCause}
		}
		return out, err
	})
}

func (r *routes) merge(ctx context.Context, in *mergeCustomers) (CustomerDetail, error) {
	n, err := number(in.ID)
	if err != nil {
		return CustomerDetail{}, err
	}
	with, err := strconv.ParseInt(in.Body.With, 10, 64)
	if err != nil {
		return CustomerDetail{}, regulars.Invalid("with", "id", "this is no customer's id")
	}
	survivor, err := r.Customers.Merge(ctx, n, with)
	if err != nil {
		return CustomerDetail{}, err
	}
	return read(ctx, r, idOf(survivor), r.detail)
}

func (r *routes) undo(ctx context.Context, in *api.ByID) error {
	id, err := strconv.ParseInt(in.ID, 10, 64)
	if err != nil {
		return regulars.NotFound("merge")
	}
	return r.Customers.UndoMerge(ctx, id)
}

func duplicatesOf(tx *store.Tx, n int64) ([]DuplicateItem, error) {
	list, err := customer.Duplicates(tx, n, 20)
	if err != nil {
		return nil, err
	}
	out := []DuplicateItem{}
	for _, d := range list {
		other := d.A
		if other == n {
			other = d.B
		}
		called, err := customer.Titles(tx, []int64{other})
		if err != nil {
			return nil, err
		}
		out = append(out, DuplicateItem{CustomerRef{idOf(other), called[other]}, string(d.Identity.Kind), d.Identity.Value, d.At.UTC()})
	}
	return out, nil
}

func (r *routes) duplicates(ctx context.Context, in *limited) (out DuplicatePairs, err error) {
	out.Items = []DuplicatePair{}
	err = r.Store.Read(ctx, func(tx *store.Tx) error {
		list, err := customer.Duplicates(tx, 0, in.Limit)
		if err != nil {
			return err
		}
		for _, d := range list {
			heads, err := customer.Heads(tx, []int64{d.A, d.B})
			if err != nil {
				return err
			}
			two, err := r.items(tx, []customer.Customer{heads[d.A], heads[d.B]})
			if err != nil {
				return err
			}
			out.Items = append(out.Items, DuplicatePair{two[0], two[1], string(d.Identity.Kind), d.Identity.Value, d.At.UTC()})
		}
		return nil
	})
	return out, err
}

func (r *routes) apart(ctx context.Context, in *keepApart) error {
	a, err := number(in.ID)
	if err != nil {
		return err
	}
	b, err := number(in.Other)
	if err != nil {
		return err
	}
	return r.Customers.KeepApart(ctx, a, b)
}

func (r *routes) shared(ctx context.Context, in *limited) (out SharedIdentities, err error) {
	out.Items = []SharedIdentity{}
	err = r.Store.Read(ctx, func(tx *store.Tx) error {
		list, err := customer.Shared(tx, in.Limit)
		if err != nil {
			return err
		}
		for _, id := range list {
			heads, err := customer.Heads(tx, []int64{id.Origin})
			if err != nil {
				return err
			}
			first, err := r.items(tx, []customer.Customer{heads[id.Origin]})
			if err != nil {
				return err
			}
			out.Items = append(out.Items, SharedIdentity{string(id.Kind), id.Value, id.Standing, first[0]})
		}
		return nil
	})
	return out, err
}

func (r *routes) allow(ctx context.Context, in *allowIdentity) error {
	return r.Customers.Allow(ctx, identity.Identity{Kind: identity.Kind(in.Body.Kind), Value: in.Body.Value})
}
