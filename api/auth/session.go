package authapi

import (
	"context"
	"net/http"

	"regulars"
	"regulars/api"
	"regulars/auth"
)

// Session is what a browser learns when it starts and when somebody signs in.
type Session struct {
	SignedIn    bool       `json:"signedIn"`
	SetupNeeded bool       `json:"setupNeeded" doc:"Nobody has set up the workspace yet"`
	Staff       *Self      `json:"staff,omitempty" doc:"Who is signed in"`
	Workspace   *Workspace `json:"workspace,omitempty" doc:"Shown to whoever is signed in"`
	CSRFToken   string     `json:"csrfToken,omitempty" doc:"Goes with every unsafe request, in X-CSRF-Token"`
}

// Self is the person who is signed in.
type Self struct {
	Staff
	Permissions []regulars.Permission `json:"permissions"`
}

type none struct{}

type setUp struct {
	Body struct {
		Token     string `json:"token" maxLength:"200" doc:"What follows # in the link that the first start printed"`
		Name      string `json:"name" maxLength:"200" example:"Lin Mei"`
		Email     string `json:"email" maxLength:"254" example:"lin@example.com"`
		Password  string `json:"password" maxLength:"1000" doc:"10 to 200 characters"`
		Workspace struct {
			Name     string `json:"name" maxLength:"200" example:"Tea House"`
			TimeZone string `json:"timeZone" maxLength:"64" example:"Asia/Shanghai" doc:"IANA name of the zone whose days are business days"`
			Currency string `json:"currency" maxLength:"3" example:"CNY" doc:"The currency in which worth is told"`
		} `json:"workspace"`
	}
}

type credentials struct {
	Body struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"1000"`
	}
}

type signOut struct {
	Everywhere bool `query:"everywhere" doc:"End all sessions of this person, not only this one"`
}

type changeSelf struct {
	Body struct {
		Name     *string `json:"name,omitempty" maxLength:"200"`
		Language *string `json:"language,omitempty" enum:",en,zh-CN" doc:"The console's language; empty for the browser's"`
	}
}

type changePassword struct {
	Body struct {
		Current  string `json:"current" maxLength:"1000"`
		Password string `json:"password" maxLength:"1000" doc:"10 to 200 characters"`
	}
}

type useLink struct {
	Body struct {
		Token    string `json:"token" maxLength:"200" doc:"What follows # in the link"`
		Password string `json:"password" maxLength:"1000" doc:"10 to 200 characters"`
	}
}

// SetupState says whether set-up is needed.
type SetupState struct {
	Needed bool `json:"needed"`
}

const tagSession = "Sign-in"

func (r *routes) session(a *api.API) {
	api.Handle(a, api.Op{ID: "get-setup", Method: "GET", Path: "/setup", Needs: api.Public, Tag: tagSession,
		Summary: "Is set-up needed?"},
		func(ctx context.Context, _ *none) (SetupState, error) {
			needed, err := r.auth.NeedsSetup(ctx)
			return SetupState{Needed: needed}, err
		})
	api.Handle(a, api.Op{ID: "set-up", Method: "POST", Path: "/setup", Needs: api.Public, Tag: tagSession,
		Summary: "Set up the workspace", Status: http.StatusCreated, Fails: []regulars.Code{regulars.ErrNotFound},
		Description: "Makes the workspace and its owner with the token of the link that the first start printed, and signs the owner in."},
		r.setUp)
	api.Handle(a, api.Op{ID: "get-session", Method: "GET", Path: "/session", Needs: api.Public, Tag: tagSession,
		Summary:     "Who is signed in?",
		Description: "Answers also when nobody is, so that a browser can ask without an error."},
		r.current)
	api.Handle(a, api.Op{ID: "sign-in", Method: "POST", Path: "/session", Needs: api.Public, Tag: tagSession,
		Summary: "Sign in", Fails: []regulars.Code{regulars.ErrUnauthorized},
		Description: "Sets the session cookie. Too many attempts for an account or from an address get 429 with Retry-After; an unknown account is answered like a wrong password."},
		func(ctx context.Context, in *credentials) (Session, error) {
			s, err := r.auth.SignIn(ctx, auth.Credentials{Email: in.Body.Email, Password: in.Body.Password, Address: api.AddressOf(ctx)})
			return r.begun(ctx, s, err)
		})
	api.Do(a, api.Op{ID: "sign-out", Method: "DELETE", Path: "/session", Needs: api.SignedIn, Tag: tagSession,
		Summary: "Sign out"},
		func(ctx context.Context, in *signOut) error {
			cookie, err := r.auth.SignOut(ctx, api.CallerOf(ctx), in.Everywhere)
			if err == nil {
				api.Header(ctx).Add("Set-Cookie", cookie.String())
			}
			return err
		})
	api.Handle(a, api.Op{ID: "change-self", Method: "PATCH", Path: "/session", Needs: api.SignedIn, Tag: tagSession,
		Summary: "Change own name or language"},
		func(ctx context.Context, in *changeSelf) (Session, error) {
			s, err := r.auth.ChangeSelf(ctx, auth.SelfChange{Name: in.Body.Name, Language: in.Body.Language})
			if err != nil {
				return Session{}, err
			}
			return r.sessionOf(ctx, s, api.CallerOf(ctx).CSRF)
		})
	api.Do(a, api.Op{ID: "change-password", Method: "PUT", Path: "/session/password", Needs: api.SignedIn, Tag: tagSession,
		Summary: "Change own password", Description: "Ends all other sessions of this person."},
		func(ctx context.Context, in *changePassword) error {
			return r.auth.ChangePassword(ctx, api.CallerOf(ctx), api.AddressOf(ctx), in.Body.Current, in.Body.Password)
		})
	api.Handle(a, api.Op{ID: "use-link", Method: "POST", Path: "/link", Needs: api.Public, Tag: tagSession,
		Summary: "Choose a password with a link", Fails: []regulars.Code{regulars.ErrNotFound},
		Description: "For the link that was made with invite-staff or make-staff-link. Signs in."},
		func(ctx context.Context, in *useLink) (Session, error) {
			s, err := r.auth.UseLink(ctx, in.Body.Token, in.Body.Password)
			return r.begun(ctx, s, err)
		})
}

func (r *routes) setUp(ctx context.Context, in *setUp) (Session, error) {
	b := in.Body
	s, err := r.auth.SetUp(ctx, auth.Setup{Token: b.Token, Name: b.Name, Email: b.Email, Password: b.Password,
		Workspace: auth.Workspace{Name: b.Workspace.Name, TimeZone: b.Workspace.TimeZone, Currency: b.Workspace.Currency}})
	return r.begun(ctx, s, err)
}

func (r *routes) current(ctx context.Context, _ *none) (Session, error) {
	c := api.CallerOf(ctx)
	if !c.Session {
		needed, err := r.auth.NeedsSetup(ctx)
		return Session{SetupNeeded: needed}, err
	}
	return r.sessionOf(ctx, c.Staff, c.CSRF)
}

// begun sets the cookie of a session that has just begun and tells about it.
func (r *routes) begun(ctx context.Context, s auth.SignedIn, err error) (Session, error) {
	if err != nil {
		return Session{}, err
	}
	api.Header(ctx).Add("Set-Cookie", s.Cookie.String())
	return r.sessionOf(ctx, s.Staff, s.CSRF)
}

func (r *routes) sessionOf(ctx context.Context, s auth.Staff, csrf string) (Session, error) {
	w, err := r.workspaceOf(ctx)
	return Session{SignedIn: true, Workspace: &w, CSRFToken: csrf,
		Staff: &Self{Staff: staffOf(s), Permissions: s.Role.Permissions()}}, err
}
