// Package authapi declares the operations on set-up, sign-in, staff, API keys,
// sources, the workspace and the record of actions. The rules are those of
// package auth; this is their shape on the wire.
//
//	authapi.Register(a, staff, func(ctx context.Context) (authapi.Standing, error) {
//		return authapi.Standing{AsOf: scoredAt, Historical: imported}, nil
//	})
package authapi

import (
	"context"
	"time"

	"regulars/api"
	"regulars/auth"
)

// Standing says at which moment the workspace's scores stand.
type Standing struct {
	// AsOf is that moment; zero before the first scoring.
	AsOf time.Time
	// Historical is true when it is the newest event of an imported history
	// rather than now.
	Historical bool
}

// StandingFunc gives the standing; it is plugged in, because scores are the
// business of a package above auth.
type StandingFunc func(ctx context.Context) (Standing, error)

// routes holds what the operations work with.
type routes struct {
	auth     *auth.Auth
	standing StandingFunc
}

// Register declares the operations. standing may be nil: then nothing has been
// scored yet.
func Register(a *api.API, staff *auth.Auth, standing StandingFunc) {
	if standing == nil {
		standing = func(context.Context) (Standing, error) { return Standing{}, nil }
	}
	r := &routes{auth: staff, standing: standing}
	r.session(a)
	r.staff(a)
	r.keys(a)
	r.sources(a)
	r.workspace(a)
	r.record(a)
}
