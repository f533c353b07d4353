package authapi

import (
	"context"
	"net/http"
	"time"

	"regulars"
	"regulars/api"
	"regulars/auth"
)

// Staff is a person who signs in.
type Staff struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Email      string     `json:"email"`
	Role       auth.Role  `json:"role" enum:"owner,manager,agent,analyst"`
	Language   string     `json:"language,omitempty" doc:"The console's language; absent for the browser's"`
	Disabled   bool       `json:"disabled"`
	Invited    bool       `json:"invited" doc:"They have not chosen a password yet"`
	CreatedAt  time.Time  `json:"createdAt"`
	SignedInAt *time.Time `json:"signedInAt,omitempty" doc:"When they last signed in"`
}

func staffOf(s auth.Staff) Staff {
	return Staff{ID: s.ID, Name: s.Name, Email: s.Email, Role: s.Role, Language: s.Language, Disabled: s.Disabled, Invited: s.Invited,
		CreatedAt: s.Created, SignedInAt: api.Time(s.SignedIn)}
}

// Link lets somebody choose a password, once.
type Link struct {
	Token     string     `json:"token" doc:"Shown this once. The page is /welcome#TOKEN"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty"`
}

func linkOf(l auth.Link) Link { return Link{Token: l.Token, ExpiresAt: api.Time(l.Expires)} }

// Invitation is somebody new, with the link to hand over.
type Invitation struct {
	Staff Staff `json:"staff"`
	Link  Link  `json:"link"`
}

type inviteStaff struct {
	Body struct {
		Name  string    `json:"name" maxLength:"200"`
		Email string    `json:"email" maxLength:"254"`
		Role  auth.Role `json:"role" enum:"owner,manager,agent,analyst"`
	}
}

type changeStaff struct {
	api.ByID
	Body struct {
		Name     *string    `json:"name,omitempty" maxLength:"200"`
		Email    *string    `json:"email,omitempty" maxLength:"254"`
		Role     *auth.Role `json:"role,omitempty" enum:"owner,manager,agent,analyst"`
		Disabled *bool      `json:"disabled,omitempty"`
	}
}

// Grant is a line of the permission table.
type Grant struct {
	Permission regulars.Permission `json:"permission" example:"customers:read"`
	Lets       string              `json:"lets" doc:"What it lets its holder do"`
	Roles      []auth.Role         `json:"roles" doc:"The roles that hold it"`
}

const tagStaff = "Staff"

func (r *routes) staff(a *api.API) {
	api.Handle(a, api.Op{ID: "list-staff", Method: "GET", Path: "/staff", Needs: "staff:read", Tag: tagStaff, Summary: "List staff"},
		func(ctx context.Context, _ *none) (api.Page[Staff], error) {
			list, err := r.auth.StaffList(ctx)
			return page(list, staffOf), err
		})
	api.Handle(a, api.Op{ID: "invite-staff", Method: "POST", Path: "/staff", Needs: "staff:write", Tag: tagStaff,
		Summary: "Invite somebody", Status: http.StatusCreated, Secret: true,
		Description: "Gives a link with which they choose their own password. It works once, for seven days."},
		func(ctx context.Context, in *inviteStaff) (Invitation, error) {
			s, link, err := r.auth.Invite(ctx, auth.NewStaff{Name: in.Body.Name, Email: in.Body.Email, Role: in.Body.Role})
			return Invitation{Staff: staffOf(s), Link: linkOf(link)}, err
		})
	api.Handle(a, api.Op{ID: "change-staff", Method: "PATCH", Path: "/staff/{id}", Needs: "staff:write", Tag: tagStaff,
		Summary: "Change somebody", Description: "A new role holds at once; disabling ends their sessions."},
		func(ctx context.Context, in *changeStaff) (Staff, error) {
			b := in.Body
			s, err := r.auth.ChangeStaff(ctx, in.ID, auth.StaffChange{Name: b.Name, Email: b.Email, Role: b.Role, Disabled: b.Disabled})
			return staffOf(s), err
		})
	api.Do(a, api.Op{ID: "remove-staff", Method: "DELETE", Path: "/staff/{id}", Needs: "staff:write", Tag: tagStaff,
		Summary: "Take somebody off the staff", Description: "Ends their sessions. What they did stays on record."},
		func(ctx context.Context, in *api.ByID) error { return r.auth.RemoveStaff(ctx, in.ID) })
	api.Handle(a, api.Op{ID: "make-staff-link", Method: "POST", Path: "/staff/{id}/links", Needs: "staff:write", Tag: tagStaff,
		Summary: "Make a link for a new password", Status: http.StatusCreated, Secret: true,
		Description: "For somebody who forgot theirs. Earlier links end."},
		func(ctx context.Context, in *api.ByID) (Link, error) {
			l, err := r.auth.NewLink(ctx, in.ID)
			return linkOf(l), err
		})
	api.Handle(a, api.Op{ID: "list-permissions", Method: "GET", Path: "/permissions", Needs: api.SignedIn, Tag: tagStaff,
		Summary: "The permission table", Description: "What each permission lets its holder do, and which roles hold it."},
		func(context.Context, *none) (api.Page[Grant], error) {
			return page(auth.Grants(), func(g auth.Grant) Grant { return Grant(g) }), nil
		})
}

// page gives a list that is short enough to come whole.
func page[F, T any](list []F, of func(F) T) api.Page[T] {
	out := api.Page[T]{Items: make([]T, len(list))}
	for i, v := range list {
		out.Items[i] = of(v)
	}
	return out
}
