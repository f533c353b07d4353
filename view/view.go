package view

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"regulars"
	"regulars/internal/store"
)

//go:embed migration/*.sql
var files embed.FS

// Migration gives the table of views.
func Migration() store.Migration {
	sub, err := fs.Sub(files, "migration")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return store.Migration{Domain: "view", Files: sub}
}

// Customers is the list of customers; it is the one that has views.
const Customers = "customers"

// needs says what somebody must be allowed to, to have views of a list.
var needs = map[string]regulars.Permission{Customers: "customers:read"}

// The limits of views.
const (
	MaxName  = 60    // characters
	MaxQuery = 2_000 // bytes
	MaxViews = 100   // of one list by one member of staff
)

// View is a list's filters, sort and columns under a name.
type View struct {
	ID   string
	List string
	// Name is 1 to 60 characters, unique among the owner's views of the list.
	Name string
	// Query is what stands behind "?" in the address of the list, without it;
	// empty for the whole list.
	Query string
	// Shared views are seen by all who may see the list.
	Shared bool
	// Owner is the id of the member of staff who saved it.
	Owner   string
	Changed time.Time
}

// New is a view to be saved.
type New struct {
	List, Name, Query string
	Shared            bool
}

// Change holds what is to change; nil leaves as it is.
type Change struct {
	Name, Query *string
	Shared      *bool
}

// Views keeps views. It is safe for use by many goroutines.
type Views struct {
	db    *store.DB
	clock regulars.Clock
}

// Open gives the views of a workspace.
func Open(db *store.DB, clock regulars.Clock) *Views { return &Views{db, clock} }

// List gives the views of a list that the caller sees: the own ones by name,
// then those that colleagues share. ErrInvalid, field list, for another list;
// ErrForbidden for who may not see the list.
func (v *Views) List(ctx context.Context, list string) (views []View, err error) {
	if err := allowed(ctx, list); err != nil {
		return nil, err
	}
	actor, _ := regulars.ActorFrom(ctx)
	err = v.db.Read(ctx, func(tx *store.Tx) error {
		views, err = visible(tx, list, actor.ID)
		return err
	})
	return views, err
}

// Save keeps a new view of the member of staff who acts. ErrInvalid for the
// fields list, name and query; ErrConflict with the reason "taken" for a name
// that one of their views of the list has, and "too_many" beyond [MaxViews];
// ErrForbidden for an API key.
func (v *Views) Save(ctx context.Context, n New) (View, error) {
	if err := allowed(ctx, n.List); err != nil {
		return View{}, err
	}
	actor, err := person(ctx)
	if err != nil {
		return View{}, err
	}
	now := v.clock.Now()
	view := View{ID: regulars.NewID(now), List: n.List, Name: strings.TrimSpace(n.Name), Query: n.Query, Shared: n.Shared, Owner: actor.ID, Changed: now}
	if err := view.check(); err != nil {
		return View{}, err
	}
	err = v.db.Write(ctx, func(tx *store.Tx) error {
		if have, err := count(tx, n.List, actor.ID); err != nil {
			return err
		} else if have >= MaxViews {
			return &regulars.Error{Code: regulars.ErrConflict, Reason: "too_many", Message: "there are 100 views already; remove some first"}
		}
		return taken(insert(tx, view))
	})
	return view, err
}

// Change changes a view: its owner may, and of a shared one whoever may change
// the workspace. ErrNotFound, also for what others keep to themselves;
// ErrForbidden; ErrInvalid and ErrConflict as in [Views.Save].
func (v *Views) Change(ctx context.Context, id string, c Change) (view View, err error) {
	err = v.db.Write(ctx, func(tx *store.Tx) error {
		if view, err = mine(ctx, tx, id); err != nil {
			return err
		}
		if c.Name != nil {
			view.Name = strings.TrimSpace(*c.Name)
		}
		if c.Query != nil {
			view.Query = *c.Query
		}
		if c.Shared != nil {
			view.Shared = *c.Shared
		}
		view.Changed = v.clock.Now()
		if err := view.check(); err != nil {
			return err
		}
		return taken(update(tx, view))
	})
	return view, err
}

// Remove removes a view. It may be done by those who may change it, with the
// same errors.
func (v *Views) Remove(ctx context.Context, id string) error {
	return v.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := mine(ctx, tx, id); err != nil {
			return err
		}
		_, err := tx.Exec("DELETE FROM list_view WHERE id = ?", id)
		return err
	})
}

// Editable reports whether the caller may change or remove a view.
func Editable(ctx context.Context, v View) bool {
	actor, ok := regulars.ActorFrom(ctx)
	return ok && actor.Kind == regulars.ActorStaff && (v.Owner == actor.ID || v.Shared && actor.Allowed("workspace:write"))
}

// mine gives a view that the caller may change.
func mine(ctx context.Context, tx *store.Tx, id string) (View, error) {
	actor, err := person(ctx)
	if err != nil {
		return View{}, err
	}
	v, err := get(tx, id)
	if errors.Is(err, store.ErrNoRow) || err == nil && !v.Shared && v.Owner != actor.ID {
		return View{}, regulars.NotFound("view")
	}
	if err != nil {
		return View{}, err
	}
	if err := allowed(ctx, v.List); err != nil {
		return View{}, err
	}
	if !Editable(ctx, v) {
		return View{}, &regulars.Error{Code: regulars.ErrForbidden, Reason: "not_yours", Message: "a colleague saved this view; save one of your own"}
	}
	return v, nil
}

// allowed checks that a list has views, and that the caller may see the list.
func allowed(ctx context.Context, list string) error {
	p, ok := needs[list]
	if !ok {
		return regulars.Invalid("list", "choice", "there are views of customers only")
	}
	return regulars.Require(ctx, p)
}

// person gives the member of staff who acts.
func person(ctx context.Context) (regulars.Actor, error) {
	actor, ok := regulars.ActorFrom(ctx)
	switch {
	case !ok:
		return actor, &regulars.Error{Code: regulars.ErrUnauthorized, Reason: "sign_in", Message: "sign in first"}
	case actor.Kind != regulars.ActorStaff:
		return actor, &regulars.Error{Code: regulars.ErrForbidden, Reason: "staff_only", Message: "this is for a person who is signed in"}
	}
	return actor, nil
}

func (v *View) check() error {
	var f regulars.Faults
	switch {
	case v.Name == "":
		f.Add("name", "required", "a name is required")
	case utf8.RuneCountInString(v.Name) > MaxName:
		f.Add("name", "too_long", "a name has at most 60 characters")
	case !utf8.ValidString(v.Name) || strings.ContainsFunc(v.Name, unicode.IsControl):
		f.Add("name", "characters", "a name is plain text on one line")
	}
	if len(v.Query) > MaxQuery {
		f.Add("query", "too_long", "a query has at most 2,000 bytes")
	} else if _, err := url.ParseQuery(v.Query); err != nil || strings.ContainsFunc(v.Query, beyondAddress) {
		f.Add("query", "query", "this is not what stands behind ? in an address")
	}
	return f.Err()
}

// beyondAddress reports what an address has only in its escaped form.
func beyondAddress(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`#?"<>\`, r) }

func taken(err error) error {
	if store.IsUnique(err) {
		return &regulars.Error{Code: regulars.ErrConflict, Field: "name", Reason: "taken", Message: "you have a view of this name already"}
	}
	return err
}
