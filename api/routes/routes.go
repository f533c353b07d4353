// Package routes brings the operations of all domains together: the one place
// that says what the API has. cmd calls [Register] with everything; the golden
// file and the checks of every route call it with nothing, because declaring an
// operation needs no domain behind it.
//
//	a, err := api.New(api.Deps{Gate: staff, Store: db, Clock: clock, Log: log})
//	routes.Register(a, routes.Deps{Auth: staff})
//	mux.Handle("/api/", a.Handler())
package routes

import (
	"regulars/api"
	authapi "regulars/api/auth"
	eventapi "regulars/api/event"
	jobapi "regulars/api/job"
	metricapi "regulars/api/metric"
	"regulars/auth"
	"regulars/event"
	"regulars/metric"
)

// Deps is what the operations work with. Each member may be nil when only the
// document is wanted. A domain that comes to the API adds its member here and
// its line to [Register].
type Deps struct {
	Auth     *auth.Auth
	Standing authapi.StandingFunc
	Intake   *event.Intake
	Event    eventapi.Deps
	Metrics  *metric.Metrics
	Metric   metricapi.Deps
	Job      jobapi.Deps
}

// Register declares every operation of the API.
func Register(a *api.API, d Deps) {
	authapi.Register(a, d.Auth, d.Standing)
	eventapi.Register(a, d.Intake, d.Event)
	metricapi.Register(a, d.Metrics, d.Metric)
	jobapi.Register(a, d.Job)
}
