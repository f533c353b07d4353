package audienceapi

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/audience"
	"regulars/customer"
	"regulars/customer/identity"
	"regulars/internal/store"
)

// ManualList is a list of customers kept by hand.
type ManualList struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Description string    `json:"description"`
	Size        int64     `json:"size" doc:"How many entries it has; two numbers that were merged since are two entries"`
	CreatedAt   time.Time `json:"createdAt"`
	CreatedBy   string    `json:"createdBy"`
}

// ManualLists are all lists, by name.
type ManualLists struct {
	Items []ManualList `json:"items" nullable:"false"`
}

// ListAdded says what adding to a list came to.
type ListAdded struct {
	Added   int `json:"added" doc:"How many were not on it before"`
	Unknown int `json:"unknown" doc:"How many of those named are no customer's"`
}

// ListTaken says what taking from a list came to.
type ListTaken struct {
	Taken int `json:"taken"`
}

type nameList struct {
	Body listBody
}

type renameList struct {
	api.ByID
	Body listBody
}

type listBody struct {
	Name        string `json:"name" maxLength:"200" doc:"1 to 80 characters, unique whatever the case"`
	Description string `json:"description,omitempty" maxLength:"2000" doc:"At most 600 characters"`
}

type onList struct {
	api.ByID
	Body struct {
		Customers []string `json:"customers,omitempty" maxItems:"10000" doc:"Customers' ids"`
		Kind      string   `json:"kind,omitempty" maxLength:"40" doc:"What values are: email, phone, user_id, card or another kind of identity"`
		Values    []string `json:"values,omitempty" maxItems:"10000" doc:"Identities of customers, such as rows of a file"`
	}
}

func (r *routes) lists(a *api.API) {
	conflict := []regulars.Code{regulars.ErrConflict}
	api.Handle(a, api.Op{ID: "list-lists", Method: "GET", Path: "/lists", Needs: mayRead, Tag: tag, Summary: "List the lists kept by hand"}, r.allLists)
	api.Handle(a, api.Op{ID: "create-list", Method: "POST", Path: "/lists", Needs: mayWrite, Tag: tag, Summary: "Make a list", Status: http.StatusCreated,
		Fails: conflict}, func(ctx context.Context, in *nameList) (ManualList, error) {
		id, err := r.Audiences.CreateList(ctx, in.Body.Name, in.Body.Description)
		if err != nil {
			return ManualList{}, err
		}
		return r.oneList(ctx, id)
	})
	api.Handle(a, api.Op{ID: "change-list", Method: "PUT", Path: "/lists/{id}", Needs: mayWrite, Tag: tag, Summary: "Rename a list", Fails: conflict},
		func(ctx context.Context, in *renameList) (ManualList, error) {
			if err := r.Audiences.ChangeList(ctx, number(in.ID), in.Body.Name, in.Body.Description); err != nil {
				return ManualList{}, err
			}
			return r.oneList(ctx, number(in.ID))
		})
	api.Do(a, api.Op{ID: "remove-list", Method: "DELETE", Path: "/lists/{id}", Needs: mayWrite, Tag: tag, Summary: "Remove a list", Fails: conflict,
		Description: "Refused while audiences ask about it; the problem names them."},
		func(ctx context.Context, in *api.ByID) error { return r.Audiences.RemoveList(ctx, number(in.ID)) })
	api.Handle(a, api.Op{ID: "list-list-members", Method: "GET", Path: "/lists/{id}/members", Needs: mayRead, Tag: tag, Summary: "List who is on a list"}, r.listed)
	api.Handle(a, api.Op{ID: "add-to-list", Method: "POST", Path: "/lists/{id}/members", Needs: mayWrite, Tag: tag, Summary: "Put customers on a list",
		Description: "By their ids, by identities of one kind, or both; 1 to 10,000 at once."}, r.add)
	api.Handle(a, api.Op{ID: "take-from-list", Method: "POST", Path: "/lists/{id}/members/remove", Needs: mayWrite, Tag: tag, Summary: "Take customers off a list"}, r.take)
}

func listOf(l audience.List) ManualList {
	return ManualList{strconv.FormatInt(l.ID, 10), l.Name, l.Description, l.Size, l.Created, l.By}
}

func (r *routes) allLists(ctx context.Context, _ *none) (ManualLists, error) {
	list, err := r.Audiences.Lists(ctx)
	out := ManualLists{Items: []ManualList{}}
	for _, l := range list {
		out.Items = append(out.Items, listOf(l))
	}
	return out, err
}

func (r *routes) oneList(ctx context.Context, id int64) (ManualList, error) {
	list, err := r.Audiences.Lists(ctx)
	for _, l := range list {
		if l.ID == id {
			return listOf(l), nil
		}
	}
	if err == nil {
		err = regulars.NotFound("list")
	}
	return ManualList{}, err
}

func (r *routes) listed(ctx context.Context, in *listMembers) (out api.Page[AudienceMember], err error) {
	after, err := api.DecodeCursor[int64](in.Cursor)
	if err != nil {
		return out, err
	}
	numbers, err := r.Audiences.Listed(ctx, number(in.ID), after, in.Limit+1)
	if err != nil {
		return out, err
	}
	if len(numbers) > in.Limit {
		numbers = numbers[:in.Limit]
		out.NextCursor = api.EncodeCursor(numbers[in.Limit-1])
	}
	out.Items, err = r.people(ctx, numbers)
	return out, err
}

// named gives the customers that a request names, and how many identities are
// nobody's.
func (r *routes) named(ctx context.Context, in *onList) (numbers []int64, unknown int, err error) {
	if numbers, err = numbersOf(in.Body.Customers); err != nil || len(in.Body.Values) == 0 {
		return numbers, 0, err
	}
	if in.Body.Kind == "" {
		return nil, 0, regulars.Invalid("kind", "required", "say what the values are")
	}
	return numbers, unknown, r.Store.Read(ctx, func(tx *store.Tx) error {
		for _, v := range in.Body.Values {
			n, err := customer.Lookup(tx, identity.Kind(in.Body.Kind), v, r.Region)
			if regulars.CodeOf(err) == regulars.ErrNotFound {
				unknown++
				continue
			}
			if err != nil {
				return err
			}
			numbers = append(numbers, n)
		}
		return nil
	})
}

func (r *routes) add(ctx context.Context, in *onList) (ListAdded, error) {
	numbers, unknown, err := r.named(ctx, in)
	if err != nil || len(numbers) == 0 && unknown > 0 {
		return ListAdded{Unknown: unknown}, err
	}
	added, more, err := r.Audiences.AddToList(ctx, number(in.ID), numbers)
	return ListAdded{added, unknown + more}, err
}

func (r *routes) take(ctx context.Context, in *onList) (ListTaken, error) {
	numbers, unknown, err := r.named(ctx, in)
	if err != nil || len(numbers) == 0 && unknown > 0 {
		return ListTaken{}, err
	}
	taken, err := r.Audiences.TakeFromList(ctx, number(in.ID), numbers)
	return ListTaken{taken}, err
}
