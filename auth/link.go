package auth

import (
	"context"
	"errors"
	"strings"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Link lets whoever holds its token choose a password, once.
type Link struct {
	// Token is the secret. Only its digest is kept.
	Token string
	// Expires is when it ends; zero for never.
	Expires time.Time

	staff string // empty for the set-up link
}

// linkLifetime is how long somebody has to choose a password.
const linkLifetime = 7 * 24 * time.Hour

func (a *Auth) newLink(staff string) Link {
	return Link{Token: secret(), Expires: a.clock.Now().Add(linkLifetime), staff: staff}
}

var badLink = &regulars.Error{Code: regulars.ErrNotFound, Reason: "link", Field: "token",
	Message: "this link was used already, has ended, or was never made"}

// SetupToken makes the token of the one-time set-up link, in place of any made
// before; "" when there is an owner already. The link is PUBLIC_URL/setup#TOKEN.
// It never expires: whoever can read where it is printed runs the program.
func (a *Auth) SetupToken(ctx context.Context) (token string, err error) {
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		token = ""
		n, err := countStaff(tx)
		if err != nil || n > 0 {
			return err
		}
		if err := deleteLinks(tx, ""); err != nil {
			return err
		}
		token = secret()
		return insertLink(tx, Link{Token: token})
	})
	return token, err
}

// NeedsSetup reports whether nobody has set up the workspace yet.
func (a *Auth) NeedsSetup(ctx context.Context) (needed bool, err error) {
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		n, err := countStaff(tx)
		needed = n == 0
		return err
	})
	return needed, err
}

// Setup is what the first person tells.
type Setup struct {
	Token                 string
	Name, Email, Password string
	Workspace             Workspace
}

// SetUp makes the workspace and its owner, and signs them in. It gives
// ErrNotFound for a token that is not the one that was printed last, ErrConflict
// when there is an owner already, and ErrInvalid with the fields name, email,
// password, workspace.name, workspace.timeZone and workspace.currency.
func (a *Auth) SetUp(ctx context.Context, in Setup) (SignedIn, error) {
	now := a.clock.Now()
	owner := Staff{ID: regulars.NewID(now), Email: account(in.Email), Name: strings.TrimSpace(in.Name), Role: Owner, Created: now, SignedIn: now}
	in.Workspace.Created = now
	// The token first: a stranger learns nothing and costs no hash.
	check := func(tx *store.Tx) error { return a.checkSetup(tx, in.Token) }
	if err := a.db.Read(ctx, check); err != nil {
		return SignedIn{}, err
	}
	faults := append(owner.faults(), in.Workspace.faults("workspace.")...)
	checkPassword(&faults, "password", in.Password, owner.Email, owner.Name)
	if err := faults.Err(); err != nil {
		return SignedIn{}, err
	}
	var err error
	if owner.password, err = a.hasher.hash(ctx, in.Password); err != nil {
		return SignedIn{}, err
	}
	ctx = regulars.WithActor(ctx, owner.Actor())
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		if err := check(tx); err != nil {
			return err
		}
		if err := useLink(tx, in.Token); err != nil {
			return err
		}
		if err := putWorkspace(tx, in.Workspace, true); err != nil {
			return err
		}
		if err := insertStaff(tx, owner); err != nil {
			return err
		}
		return a.Record(ctx, tx, "workspace.set_up", "workspace", "1", nil)
	})
	if err != nil {
		return SignedIn{}, err
	}
	if err := a.loadWorkspace(ctx); err != nil {
		return SignedIn{}, err
	}
	return a.begin(ctx, owner)
}

func (a *Auth) checkSetup(tx *store.Tx, token string) error {
	n, err := countStaff(tx)
	if err != nil {
		return err
	}
	if n > 0 {
		return &regulars.Error{Code: regulars.ErrConflict, Reason: "set_up", Message: "this workspace was set up already"}
	}
	staff, err := findLink(tx, token, a.clock.Now())
	if errors.Is(err, store.ErrNoRow) || err == nil && staff != "" {
		return badLink
	}
	return err
}

// NewLink makes a link with which somebody chooses a new password; earlier ones
// end. It gives ErrNotFound, and ErrForbidden without staff:write.
func (a *Auth) NewLink(ctx context.Context, staff string) (Link, error) {
	if err := regulars.Require(ctx, "staff:write"); err != nil {
		return Link{}, err
	}
	link := a.newLink(staff)
	err := a.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := getStaff(tx, staff); err != nil {
			return notFound(err, "member of staff")
		}
		if err := deleteLinks(tx, staff); err != nil {
			return err
		}
		if err := insertLink(tx, link); err != nil {
			return err
		}
		return a.Record(ctx, tx, "staff.link", "staff", staff, nil)
	})
	return link, err
}

// UseLink sets the password of the person whom a link was made for, ends their
// other sessions and signs them in. It gives ErrNotFound for a link that does
// not stand, and ErrInvalid for the field password.
func (a *Auth) UseLink(ctx context.Context, token, password string) (SignedIn, error) {
	var s Staff
	err := a.db.Read(ctx, func(tx *store.Tx) (err error) {
		s, err = a.staffOfLink(tx, token)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	ctx = regulars.WithActor(ctx, s.Actor())
	err = a.setPassword(ctx, s.ID, password, "", func(tx *store.Tx) error {
		if _, err := a.staffOfLink(tx, token); err != nil {
			return err
		}
		if err := useLink(tx, token); err != nil {
			return err
		}
		return deleteLinks(tx, s.ID)
	})
	if err != nil {
		return SignedIn{}, err
	}
	s.Invited = false
	return a.begin(ctx, s)
}

// staffOfLink gives whom a link is for.
func (a *Auth) staffOfLink(tx *store.Tx, token string) (Staff, error) {
	id, err := findLink(tx, token, a.clock.Now())
	if errors.Is(err, store.ErrNoRow) || err == nil && id == "" {
		return Staff{}, badLink
	}
	if err != nil {
		return Staff{}, err
	}
	s, err := getStaff(tx, id)
	if errors.Is(err, store.ErrNoRow) || err == nil && s.Disabled {
		return Staff{}, badLink
	}
	return s, err
}
