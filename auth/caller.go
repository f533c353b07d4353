package auth

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"regulars"
	"regulars/internal/store"
)

// Caller is who stands behind a request.
type Caller struct {
	// Actor is who acts; its Kind is empty when nobody was named.
	Actor regulars.Actor
	// Staff is the signed-in person; zero for an API key.
	Staff Staff
	// Key is the API key; zero for a person.
	Key Key
	// Session is true when a session cookie named them: a browser adds it to
	// every request, so an unsafe one must also carry the CSRF token.
	Session bool
	// CSRF is the token of the session.
	CSRF string

	session string // digest of the session's token, as the store has it
}

// Anonymous reports whether nobody was named.
func (c Caller) Anonymous() bool { return c.Actor.Kind == "" }

// Identify gives who stands behind r, by "Authorization: Bearer KEY" or by the
// session cookie; the zero Caller when r has neither. It gives ErrUnauthorized
// for a key or a session that does not stand, and ErrUnavailable when the store
// cannot answer.
func (a *Auth) Identify(r *http.Request) (Caller, error) {
	if h := r.Header.Get("Authorization"); h != "" {
		scheme, key, _ := strings.Cut(h, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return Caller{}, badKey
		}
		return a.callerOfKey(r.Context(), strings.TrimSpace(key))
	}
	c, err := r.Cookie(a.CookieName())
	if err != nil || c.Value == "" {
		return Caller{}, nil
	}
	return a.callerOfSession(r.Context(), c.Value)
}

var sessionEnded = &regulars.Error{Code: regulars.ErrUnauthorized, Reason: "session", Message: "the session has ended; sign in again"}

func (a *Auth) callerOfSession(ctx context.Context, token string) (Caller, error) {
	held, err := a.sessions.Load(ctx, token)
	if err != nil {
		return Caller{}, err
	}
	id := a.sessions.GetString(held, heldStaff)
	if id == "" {
		return Caller{}, sessionEnded
	}
	var s Staff
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		s, err = getStaff(tx, id)
		return err
	})
	if errors.Is(err, store.ErrNoRow) || err == nil && s.Disabled {
		return Caller{}, sessionEnded
	}
	if err != nil {
		return Caller{}, err
	}
	return Caller{Actor: s.Actor(), Staff: s, Session: true, CSRF: a.sessions.GetString(held, heldCSRF), session: digest(token)}, nil
}
