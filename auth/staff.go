package auth

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Staff is a person who signs in to the console.
type Staff struct {
	ID string
	// Email is what they sign in with, in lower case.
	Email string
	// Name is 1 to 80 characters.
	Name string
	Role Role
	// Language is that of the console, a member of [Languages]; empty for the browser's.
	Language string
	// Disabled staff cannot sign in.
	Disabled bool
	// Invited is true until they chose a password.
	Invited bool
	Created time.Time
	// SignedIn is when they last signed in; zero for never.
	SignedIn time.Time

	password string
}

// Languages are those of the console.
var Languages = []string{"en", "zh-CN"}

// Actor gives s as who acts.
func (s Staff) Actor() regulars.Actor {
	role := s.Role
	return regulars.Actor{Kind: regulars.ActorStaff, ID: s.ID, Name: s.Name, Can: func(p regulars.Permission) bool {
		return role.Can(p)
	}}
}

// NewStaff is a person to be invited.
type NewStaff struct {
	Email, Name string
	Role        Role
}

// faults gives what is wrong with s.
func (s Staff) faults() (f regulars.Faults) {
	checkEmail(&f, s.Email)
	checkName(&f, "name", s.Name)
	if !s.Role.Valid() {
		f.Add("role", "choice", "a role is owner, manager, agent or analyst")
	}
	if s.Language != "" && !slices.Contains(Languages, s.Language) {
		f.Add("language", "choice", "a language is en or zh-CN")
	}
	return f
}

// account gives an e-mail address in the form in which it is kept.
func account(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func checkEmail(f *regulars.Faults, email string) {
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || len(email) > 254 {
		f.Add("email", "email", "this must be an e-mail address")
	}
}

// StaffList gives everybody who works here, by name. It gives ErrForbidden
// without staff:read.
func (a *Auth) StaffList(ctx context.Context) (list []Staff, err error) {
	if err := regulars.Require(ctx, "staff:read"); err != nil {
		return nil, err
	}
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		list, err = listStaff(tx)
		return err
	})
	return list, err
}

// Invite adds somebody and gives the link with which they choose a password.
// It gives ErrInvalid, ErrConflict when the address is taken or there is no
// workspace yet, and ErrForbidden without staff:write.
func (a *Auth) Invite(ctx context.Context, n NewStaff) (Staff, Link, error) {
	if err := regulars.Require(ctx, "staff:write"); err != nil {
		return Staff{}, Link{}, err
	}
	s := Staff{ID: regulars.NewID(a.clock.Now()), Email: account(n.Email), Name: strings.TrimSpace(n.Name), Role: n.Role,
		Invited: true, Created: a.clock.Now()}
	if err := s.faults().Err(); err != nil {
		return Staff{}, Link{}, err
	}
	if _, ok := a.Workspace(); !ok {
		return Staff{}, Link{}, &regulars.Error{Code: regulars.ErrConflict, Reason: "not_set_up", Message: "set up the workspace first"}
	}
	link := a.newLink(s.ID)
	err := a.db.Write(ctx, func(tx *store.Tx) error {
		if err := insertStaff(tx, s); err != nil {
			return taken(err, "email", "somebody with this e-mail address works here already")
		}
		if err := insertLink(tx, link); err != nil {
			return err
		}
		return a.Record(ctx, tx, "staff.invited", "staff", s.ID, map[string]string{"role": string(s.Role)})
	})
	return s, link, err
}

// taken gives ErrConflict for field when err says that a row like it is there.
func taken(err error, field, message string) error {
	if store.IsUnique(err) {
		return &regulars.Error{Code: regulars.ErrConflict, Field: field, Reason: "taken", Message: message}
	}
	return err
}

// StaffChange holds what is to change; nil leaves as it is.
type StaffChange struct {
	Email, Name *string
	Role        *Role
	Disabled    *bool
}

// ChangeStaff changes a member of staff. A new role holds at once; disabling
// ends their sessions. It gives ErrInvalid, ErrNotFound, ErrConflict when the
// address is taken or no owner would be left, and ErrForbidden without
// staff:write.
func (a *Auth) ChangeStaff(ctx context.Context, id string, c StaffChange) (s Staff, err error) {
	if err := regulars.Require(ctx, "staff:write"); err != nil {
		return Staff{}, err
	}
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		if s, err = lockStaff(tx, id); err != nil {
			return notFound(err, "member of staff")
		}
		wasOwner := s.activeOwner()
		set(&s.Name, c.Name)
		set(&s.Role, c.Role)
		set(&s.Disabled, c.Disabled)
		if c.Email != nil {
			s.Email = account(*c.Email)
		}
		if err := s.faults().Err(); err != nil {
			return err
		}
		if err := updateStaff(tx, s); err != nil {
			return taken(err, "email", "somebody with this e-mail address works here already")
		}
		if s.Disabled {
			if err := a.endSessions(tx, s.ID, ""); err != nil {
				return err
			}
		}
		if wasOwner {
			if err := needOwner(tx); err != nil {
				return err
			}
		}
		return a.Record(ctx, tx, "staff.changed", "staff", id, staffDetail(c))
	})
	return s, err
}

// staffDetail gives what of a change belongs on record: not a name or an address.
func staffDetail(c StaffChange) map[string]string {
	d := map[string]string{}
	if c.Role != nil {
		d["role"] = string(*c.Role)
	}
	if c.Disabled != nil {
		d["disabled"] = map[bool]string{true: "yes", false: "no"}[*c.Disabled]
	}
	return d
}

// activeOwner reports whether s is an owner who can sign in.
func (s Staff) activeOwner() bool { return s.Role == Owner && !s.Disabled && !s.Invited }

// needOwner refuses to leave the workspace without an owner who can sign in.
func needOwner(tx *store.Tx) error {
	n, err := countOwners(tx)
	if err != nil || n > 0 {
		return err
	}
	return &regulars.Error{Code: regulars.ErrConflict, Reason: "last_owner", Message: "somebody must remain who is owner and can sign in"}
}

// RemoveStaff takes somebody off the staff and ends their sessions. What they
// did stays on record. It gives ErrNotFound, ErrConflict for the last owner,
// and ErrForbidden without staff:write.
func (a *Auth) RemoveStaff(ctx context.Context, id string) error {
	if err := regulars.Require(ctx, "staff:write"); err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *store.Tx) error {
		s, err := lockStaff(tx, id)
		if err != nil {
			return notFound(err, "member of staff")
		}
		if err := deleteStaff(tx, id); err != nil {
			return err
		}
		if s.activeOwner() {
			if err := needOwner(tx); err != nil {
				return err
			}
		}
		return a.Record(ctx, tx, "staff.removed", "staff", id, nil)
	})
}

// SetPassword sets somebody's password and ends their sessions. It is for the
// command line; over the API people choose their own, by a link. It gives
// ErrInvalid, ErrNotFound, and ErrForbidden without staff:write.
func (a *Auth) SetPassword(ctx context.Context, id, password string) error {
	if err := regulars.Require(ctx, "staff:write"); err != nil {
		return err
	}
	return a.setPassword(ctx, id, password, "", nil)
}

// setPassword sets a password, ends every session but the one kept, and does
// first in the same transaction.
func (a *Auth) setPassword(ctx context.Context, id, password, keep string, first func(*store.Tx) error) error {
	var s Staff
	err := a.db.Read(ctx, func(tx *store.Tx) (err error) {
		s, err = getStaff(tx, id)
		return notFound(err, "member of staff")
	})
	if err != nil {
		return err
	}
	var f regulars.Faults
	checkPassword(&f, "password", password, s.Email, s.Name)
	if err := f.Err(); err != nil {
		return err
	}
	hash, err := a.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *store.Tx) error {
		if first != nil {
			if err := first(tx); err != nil {
				return err
			}
		}
		if n, err := updatePassword(tx, id, hash); err != nil || n == 0 {
			return notFound(orNoRow(err), "member of staff")
		}
		if err := a.endSessions(tx, id, keep); err != nil {
			return err
		}
		return a.Record(ctx, tx, "staff.password", "staff", id, nil)
	})
}

// SelfChange holds what people change of themselves; nil leaves as it is.
type SelfChange struct {
	Name, Language *string
}

// ChangeSelf changes the member of staff who acts. It gives ErrInvalid,
// ErrUnauthorized, and ErrForbidden for an API key.
func (a *Auth) ChangeSelf(ctx context.Context, c SelfChange) (s Staff, err error) {
	id, err := self(ctx)
	if err != nil {
		return Staff{}, err
	}
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		if s, err = getStaff(tx, id); err != nil {
			return notFound(err, "member of staff")
		}
		set(&s.Name, c.Name)
		set(&s.Language, c.Language)
		if err := s.faults().Err(); err != nil {
			return err
		}
		return updateStaff(tx, s)
	})
	return s, err
}

// self gives the id of the member of staff who acts in ctx.
func self(ctx context.Context) (string, error) {
	actor, ok := regulars.ActorFrom(ctx)
	switch {
	case !ok:
		return "", &regulars.Error{Code: regulars.ErrUnauthorized, Reason: "sign_in", Message: "sign in first"}
	case actor.Kind != regulars.ActorStaff:
		return "", &regulars.Error{Code: regulars.ErrForbidden, Reason: "staff_only", Message: "this is for a person who is signed in"}
	}
	return actor.ID, nil
}
