// Package routes brings the operations of all domains together: the one place
// that says what the API has. cmd calls [Register] with everything; the golden
// file and the checks of every route call it with nothing, because declaring an
// operation needs no domain behind it.
//
//	a, err := api.New(api.Deps{Gate: staff, Store: db, Clock: clock, Log: log})
//	routes.Register(a, routes.Deps{Auth: staff})
//	mux.Handle("/api/", a.Handler())
package routes

import "regulars/api"

// Deps is what the operations work with. Each member may be nil when only the
// document is wanted.
type Deps struct{}

// Register declares every operation of the API.
func Register(a *api.API, d Deps) {}
