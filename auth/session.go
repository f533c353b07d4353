package auth

import (
	"context"
	"encoding/json"
	"net/http"
	"net/netip"
	"time"

	"github.com/alexedwards/scs/v2"

	"regulars"
	"regulars/internal/store"
)

// touchEvery is how often the use of a session is noted. Noting each would make
// a write of every read.
const touchEvery = time.Minute

// Names of what a session holds.
const (
	heldStaff = "staff"
	heldCSRF  = "csrf"
)

// newSessions sets up the session library. We drive it by its own calls rather
// than its middleware: that would write for every request, and would answer a
// failing store after the operation has answered.
func (a *Auth) newSessions() *scs.SessionManager {
	m := scs.New()
	m.Store = &sessionStore{a}
	m.Codec = sessionCodec{}
	m.Lifetime = a.options.Lifetime
	return m
}

// CookieName is the name of the session cookie. Browsers hold a name that
// begins with __Host- to this host and to HTTPS.
func (a *Auth) CookieName() string {
	if a.options.Secure {
		return "__Host-regulars_session"
	}
	return "regulars_session"
}

func (a *Auth) cookie(token string, lifetime time.Duration) *http.Cookie {
	c := &http.Cookie{Name: a.CookieName(), Value: token, Path: "/", MaxAge: int(lifetime.Seconds()),
		Secure: a.options.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if lifetime <= 0 {
		c.MaxAge = -1
	}
	return c
}

// SignedIn is a session that has just begun.
type SignedIn struct {
	Staff Staff
	// Cookie holds the session's token.
	Cookie *http.Cookie
	// CSRF goes with every unsafe request, in X-CSRF-Token.
	CSRF string
}

// Credentials are what somebody signs in with.
type Credentials struct {
	Email, Password string
	// Address is where they come from.
	Address netip.Addr
}

var badCredentials = &regulars.Error{Code: regulars.ErrUnauthorized, Reason: "credentials", Message: "the e-mail address or the password is wrong"}

// SignIn begins a session. It gives ErrUnauthorized when there is no such
// account, its password is another, or it is disabled, each in the same words
// and after the same time; and ErrTooMany with RetryAfter when there were too
// many attempts for the account or from the address.
func (a *Auth) SignIn(ctx context.Context, c Credentials) (SignedIn, error) {
	email, now := account(c.Email), a.clock.Now()
	if err := a.limits.try(email, c.Address, now); err != nil {
		return SignedIn{}, err
	}
	var s Staff
	known := false
	err := a.db.Read(ctx, func(tx *store.Tx) (err error) {
		s, known, err = findStaff(tx, email)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	hash := s.password
	if !known || hash == "" {
		hash = a.hasher.nobody
	}
	ok, stale, err := a.hasher.verify(ctx, hash, c.Password)
	if err != nil {
		return SignedIn{}, err
	}
	if !ok || !known || s.password == "" || s.Disabled {
		a.limits.failed(email, now)
		return SignedIn{}, badCredentials
	}
	a.limits.succeeded(email, c.Address)
	if stale {
		if s.password, err = a.hasher.hash(ctx, c.Password); err != nil {
			return SignedIn{}, err
		}
	}
	ctx = regulars.WithActor(ctx, s.Actor())
	before := hash
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		if err := noteSignIn(tx, s, before, now); err != nil {
			return err
		}
		if err := deleteOldSessions(tx, now.Add(-a.options.Lifetime), now.Add(-a.options.Idle)); err != nil {
			return err
		}
		return a.Record(ctx, tx, "session.begun", "staff", s.ID, nil)
	})
	if err != nil {
		return SignedIn{}, err
	}
	s.SignedIn = now
	return a.begin(ctx, s)
}

// begin makes a session for s. It never takes over a token that came with the
// request, so nobody can plant one.
func (a *Auth) begin(ctx context.Context, s Staff) (SignedIn, error) {
	ctx, err := a.sessions.Load(ctx, "")
	if err != nil {
		return SignedIn{}, err
	}
	csrf := secret()
	a.sessions.Put(ctx, heldStaff, s.ID)
	a.sessions.Put(ctx, heldCSRF, csrf)
	token, _, err := a.sessions.Commit(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	return SignedIn{Staff: s, Cookie: a.cookie(token, a.options.Lifetime), CSRF: csrf}, nil
}

// SignOut ends the caller's session and gives the cookie that makes the browser
// forget it. With everywhere, all of their sessions end. It gives
// ErrUnauthorized, and ErrForbidden for an API key.
func (a *Auth) SignOut(ctx context.Context, c Caller, everywhere bool) (*http.Cookie, error) {
	id, err := self(ctx)
	if err != nil {
		return nil, err
	}
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		if everywhere {
			if err := a.endSessions(tx, id, ""); err != nil {
				return err
			}
			return a.Record(ctx, tx, "session.ended_all", "staff", id, nil)
		}
		return deleteSession(tx, c.session)
	})
	return a.cookie("", -1), err
}

// ChangePassword changes the password of the member of staff who acts, who
// tells the present one, and ends their other sessions. Attempts are limited as
// at sign-in. It gives ErrInvalid for current and password, ErrTooMany,
// ErrUnauthorized, and ErrForbidden for an API key.
func (a *Auth) ChangePassword(ctx context.Context, c Caller, from netip.Addr, current, password string) error {
	id, err := self(ctx)
	if err != nil {
		return err
	}
	var s Staff
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		s, err = getStaff(tx, id)
		return notFound(err, "member of staff")
	})
	if err != nil {
		return err
	}
	now := a.clock.Now()
	if err := a.limits.try(s.Email, from, now); err != nil {
		return err
	}
	ok, _, err := a.hasher.verify(ctx, s.password, current)
	if err != nil {
		return err
	}
	if !ok {
		a.limits.failed(s.Email, now)
		return regulars.Invalid("current", "credentials", "this is not the present password")
	}
	a.limits.succeeded(s.Email, from)
	return a.setPassword(ctx, id, password, c.session, nil)
}

// Sweep removes sessions and links that have ended. Those in use push old ones
// out by themselves; this is for a quiet night.
func (a *Auth) Sweep(ctx context.Context) error {
	now := a.clock.Now()
	return a.db.Write(ctx, func(tx *store.Tx) error {
		if err := deleteOldLinks(tx, now); err != nil {
			return err
		}
		return deleteOldSessions(tx, now.Add(-a.options.Lifetime), now.Add(-a.options.Idle))
	})
}

// endSessions ends every session of staff but the one kept.
func (a *Auth) endSessions(tx *store.Tx, staff, keep string) error {
	_, err := tx.Exec("DELETE FROM session WHERE staff = ? AND token <> ?", staff, keep)
	return err
}

// sessionCodec writes what a session holds as JSON.
type sessionCodec struct{}

type sessionData struct {
	Deadline time.Time      `json:"deadline"`
	Values   map[string]any `json:"values"`
}

// Encode is for scs.
func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(sessionData{deadline, values})
}

// Decode is for scs.
func (sessionCodec) Decode(text []byte) (time.Time, map[string]any, error) {
	var d sessionData
	if err := json.Unmarshal(text, &d); err != nil {
		return time.Time{}, nil, err
	}
	return d.Deadline, d.Values, nil
}

// sessionStore keeps sessions in the row store. Lifetimes are its own business,
// by our clock. Of tokens it keeps digests only.
type sessionStore struct{ a *Auth }

// FindCtx gives a session that has neither ended nor been idle for too long.
func (s *sessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	now := s.a.clock.Now()
	var row sessionRow
	err = s.a.db.Read(ctx, func(tx *store.Tx) error {
		row, found, err = findSession(tx, digest(token))
		return err
	})
	if err != nil || !found || now.Sub(row.created) >= s.a.options.Lifetime || now.Sub(row.used) >= s.a.options.Idle {
		return nil, false, err
	}
	if now.Sub(row.used) >= touchEvery {
		// Should this fail, the session only ends a little earlier.
		s.a.db.Write(ctx, func(tx *store.Tx) error { return touchSession(tx, digest(token), now) })
	}
	return []byte(row.data), true, nil
}

// CommitCtx keeps a session. The expiry that the library names is not ours.
func (s *sessionStore) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	var d sessionData
	if err := json.Unmarshal(data, &d); err != nil {
		return err
	}
	staff, _ := d.Values[heldStaff].(string)
	return s.a.db.Write(ctx, func(tx *store.Tx) error { return putSession(tx, digest(token), staff, string(data), s.a.clock.Now()) })
}

// DeleteCtx ends a session.
func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.a.db.Write(ctx, func(tx *store.Tx) error { return deleteSession(tx, digest(token)) })
}

// Find, Commit and Delete are what the library asks for beside the calls with a
// context, which it prefers.
func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is for scs.
func (s *sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is for scs.
func (s *sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
