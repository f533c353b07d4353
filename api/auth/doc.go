// Package authapi declares the operations on set-up, sign-in, staff, API keys,
// sources, the workspace and the record of actions. The rules are those of
// package auth; this is their shape on the wire.
//
//	authapi.Register(a, staff, func(ctx context.Context) (authapi.Standing, error) {
//		return authapi.Standing{AsOf: scoredAt, Historical: imported}, nil
//	}, nil)
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

// Activity says how a source has been sending.
type Activity struct {
	// Latest is when the last event came in; zero for never.
	Latest time.Time
	// Day counts the events of the last 24 hours.
	Day int64
	// Silent says that it sends on most days and has stopped.
	Silent bool
}

// ActivityFunc gives the activity of the sources that ever sent, by id; it is
// plugged in, because intake is the business of a package above auth.
type ActivityFunc func(ctx context.Context) (map[string]Activity, error)

// routes holds what the operations work with.
type routes struct {
	auth     *auth.Auth
	standing StandingFunc
	activity ActivityFunc
}

// Register declares the operations. standing may be nil: then nothing has been
// scored yet; activity may be nil: then nothing has come in yet.
func Register(a *api.API, staff *auth.Auth, standing StandingFunc, activity ActivityFunc) {
	if standing == nil {
		standing = func(context.Context) (Standing, error) { return Standing{}, nil }
	}
	if activity == nil {
		activity = func(context.Context) (map[string]Activity, error) { return nil, nil }
	}
	r := &routes{auth: staff, standing: standing, activity: activity}
	r.session(a)
	r.staff(a)
	r.keys(a)
	r.sources(a)
	r.workspace(a)
	r.record(a)
}
