package auth

import "regulars"

// Caller is who stands behind a request.
type Caller struct {
	// Actor is who acts; its Kind is empty when nobody was named.
	Actor regulars.Actor
	// Session is true when a session cookie named them: a browser adds it to
	// every request, so an unsafe one must also carry the CSRF token.
	Session bool
	// CSRF is the token of the session.
	CSRF string
}

// Anonymous reports whether nobody was named.
func (c Caller) Anonymous() bool { return c.Actor.Kind == "" }
