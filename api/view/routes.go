package viewapi

import (
	"context"
	"net/http"
	"time"

	"regulars"
	"regulars/api"
	"regulars/auth"
	"regulars/internal/store"
	"regulars/view"
)

// Deps is what the operations work with.
type Deps struct {
	Store *store.DB
	Views *view.Views
}

// ListView is a list's filters, sort and columns under a name.
type ListView struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Query     string    `json:"query" doc:"What stands behind ? in the address of the list" example:"risk=high&sort=-value"`
	Shared    bool      `json:"shared" doc:"Whether colleagues see it"`
	Mine      bool      `json:"mine" doc:"Whether the caller saved it"`
	Editable  bool      `json:"editable" doc:"Whether the caller may change and remove it"`
	Owner     string    `json:"owner" doc:"The name of who saved it; empty when they no longer work here"`
	ChangedAt time.Time `json:"changedAt"`
}

// ListViews are the views of a list.
type ListViews struct {
	Items []ListView `json:"items" nullable:"false"`
}

type listViews struct {
	List string `query:"list" enum:"customers" default:"customers" doc:"The list they are of"`
}

type saveView struct {
	Body struct {
		List   string `json:"list,omitempty" enum:"customers" default:"customers"`
		Name   string `json:"name" maxLength:"200" doc:"1 to 60 characters, unique among the own ones" example:"Slipping, A and B"`
		Query  string `json:"query" maxLength:"2000" doc:"What stands behind ? in the address of the list; empty for the whole list"`
		Shared bool   `json:"shared,omitempty" doc:"Whether colleagues see it"`
	}
}

type changeView struct {
	api.ByID
	Body struct {
		Name   *string `json:"name,omitempty" maxLength:"200"`
		Query  *string `json:"query,omitempty" maxLength:"2000"`
		Shared *bool   `json:"shared,omitempty"`
	}
}

const (
	mayRead regulars.Permission = "customers:read"
	tag                         = "Views"
)

type routes struct{ Deps }

// Register declares the operations.
func Register(a *api.API, d Deps) {
	r := &routes{d}
	conflict := []regulars.Code{regulars.ErrConflict}
	api.Handle(a, api.Op{ID: "list-views", Method: "GET", Path: "/views", Needs: mayRead, Tag: tag, Summary: "List the views of a list",
		Description: "The caller's own, by name, then those that colleagues share."}, r.list)
	api.Handle(a, api.Op{ID: "save-view", Method: "POST", Path: "/views", Needs: mayRead, Tag: tag, Summary: "Save a view",
		Status: http.StatusCreated, Fails: conflict, Description: "For a person who is signed in. At most 100 each."}, r.save)
	api.Handle(a, api.Op{ID: "change-view", Method: "PATCH", Path: "/views/{id}", Needs: mayRead, Tag: tag, Summary: "Rename, renew or share a view",
		Fails: conflict, Description: "Whoever saved it may; a shared one also who has the permission workspace:write."}, r.change)
	api.Do(a, api.Op{ID: "remove-view", Method: "DELETE", Path: "/views/{id}", Needs: mayRead, Tag: tag, Summary: "Remove a view",
		Description: "Those who may change it may."},
		func(ctx context.Context, in *api.ByID) error { return r.Views.Remove(ctx, in.ID) })
}

func (r *routes) list(ctx context.Context, in *listViews) (ListViews, error) {
	list, err := r.Views.List(ctx, in.List)
	if err != nil {
		return ListViews{}, err
	}
	items, err := r.shown(ctx, list)
	return ListViews{Items: items}, err
}

func (r *routes) save(ctx context.Context, in *saveView) (ListView, error) {
	v, err := r.Views.Save(ctx, view.New{List: in.Body.List, Name: in.Body.Name, Query: in.Body.Query, Shared: in.Body.Shared})
	return r.one(ctx, v, err)
}

func (r *routes) change(ctx context.Context, in *changeView) (ListView, error) {
	v, err := r.Views.Change(ctx, in.ID, view.Change{Name: in.Body.Name, Query: in.Body.Query, Shared: in.Body.Shared})
	return r.one(ctx, v, err)
}

func (r *routes) one(ctx context.Context, v view.View, err error) (ListView, error) {
	if err != nil {
		return ListView{}, err
	}
	items, err := r.shown(ctx, []view.View{v})
	if err != nil {
		return ListView{}, err
	}
	return items[0], nil
}

// shown gives views with the names of who saved them.
func (r *routes) shown(ctx context.Context, list []view.View) (items []ListView, err error) {
	owners := make([]string, len(list))
	for i := range list {
		owners[i] = list[i].Owner
	}
	var names map[string]string
	err = r.Store.Read(ctx, func(tx *store.Tx) error {
		names, err = auth.Names(tx, owners)
		return err
	})
	actor, _ := regulars.ActorFrom(ctx)
	items = make([]ListView, len(list))
	for i, v := range list {
		items[i] = ListView{ID: v.ID, Name: v.Name, Query: v.Query, Shared: v.Shared, Mine: v.Owner == actor.ID,
			Editable: view.Editable(ctx, v), Owner: names[v.Owner], ChangedAt: v.Changed.UTC()}
	}
	return items, err
}
