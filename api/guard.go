package api

import (
	"context"
	"crypto/subtle"
	"net/http"

	"regulars"
)

// guarded lets a request through to its operation when the caller may call it.
func (a *API) guarded(op *Op, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := exchangeFrom(r.Context())
		x.op = op
		if err := a.admit(x, op, r); err != nil {
			fail(w, r, err)
			return
		}
		ctx := r.Context()
		if !x.caller.Anonymous() {
			ctx = regulars.WithActor(ctx, x.caller.Actor)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// admit finds out who asks and whether they may.
func (a *API) admit(x *exchange, op *Op, r *http.Request) error {
	if a.deps.Gate != nil {
		caller, err := a.deps.Gate.Identify(r)
		// A public operation is for everybody, also for a browser that still
		// sends the cookie of a session that has ended.
		if err != nil && (op.Needs != Public || regulars.CodeOf(err) != regulars.ErrUnauthorized) {
			return err
		}
		x.caller = caller
	}
	if err := a.checkOrigin(x, op, r); err != nil {
		return err
	}
	if op.Needs == Public {
		return nil
	}
	if x.caller.Anonymous() {
		return &regulars.Error{Code: regulars.ErrUnauthorized, Reason: "sign_in", Message: "sign in first"}
	}
	if op.Needs != SignedIn {
		if err := regulars.Require(regulars.WithActor(r.Context(), x.caller.Actor), op.Needs); err != nil {
			return err
		}
	}
	return a.keys.take(x.caller.Actor)
}

// checkOrigin refuses what another site made a browser send. Requests with an
// API key are not made by browsers by themselves, so they need no such check.
func (a *API) checkOrigin(x *exchange, op *Op, r *http.Request) error {
	if !op.unsafe() || x.caller.Actor.Kind == regulars.ActorKey {
		return nil
	}
	if err := a.origin.Check(r); err != nil {
		return &regulars.Error{Code: regulars.ErrForbidden, Reason: "cross_origin", Message: "a page of another site may not do this", Err: err}
	}
	if !x.caller.Session || op.Needs == Public {
		return nil
	}
	if x.caller.CSRF == "" || subtle.ConstantTimeCompare([]byte(r.Header.Get("X-CSRF-Token")), []byte(x.caller.CSRF)) != 1 {
		return &regulars.Error{Code: regulars.ErrForbidden, Reason: "csrf",
			Message: "send the session's csrfToken in the header X-CSRF-Token"}
	}
	return nil
}

// bounded limits how much an operation reads and how long it works.
func (a *API) bounded(op *Op, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > op.MaxBody {
			fail(w, r, &http.MaxBytesError{Limit: op.MaxBody})
			return
		}
		ctx := r.Context()
		if op.Timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, op.Timeout)
			defer cancel()
		}
		r = r.WithContext(ctx)
		if r.Body != nil && r.Body != http.NoBody {
			// One more than we take: huma refuses what reaches its limit, which is
			// that one, and tells it from a body that breaks off.
			body := newStallGuard(w, http.MaxBytesReader(w, r.Body, op.MaxBody+1), a.stall, op.once)
			defer body.stop()
			r.Body = body
		}
		next.ServeHTTP(w, r)
	})
}
