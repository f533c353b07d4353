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
	"context"

	"regulars/api"
	audienceapi "regulars/api/audience"
	authapi "regulars/api/auth"
	customerapi "regulars/api/customer"
	eventapi "regulars/api/event"
	healthapi "regulars/api/health"
	importapi "regulars/api/importer"
	jobapi "regulars/api/job"
	metricapi "regulars/api/metric"
	orderapi "regulars/api/order"
	qualityapi "regulars/api/quality"
	reportapi "regulars/api/report"
	tagapi "regulars/api/tag"
	viewapi "regulars/api/view"
	"regulars/auth"
	"regulars/event"
	"regulars/health"
	"regulars/metric"
	"regulars/report"
)

// Deps is what the operations work with. Each member may be nil when only the
// document is wanted. A domain that comes to the API adds its member here and
// its line to [Register].
type Deps struct {
	Auth     *auth.Auth
	Standing authapi.StandingFunc
	Intake   *event.Intake
	Event    eventapi.Deps
	Health   *health.Health
	Metrics  *metric.Metrics
	Metric   metricapi.Deps
	Job      jobapi.Deps
	Customer customerapi.Deps
	Order    orderapi.Deps
	Quality  qualityapi.Deps
	Import   importapi.Deps
	Reports  *report.Reports
	View     viewapi.Deps
	Audience audienceapi.Deps
	Tag      tagapi.Deps
}

// Register declares every operation of the API.
func Register(a *api.API, d Deps) {
	authapi.Register(a, d.Auth, d.Standing, d.activity)
	eventapi.Register(a, d.Intake, d.Event)
	metricapi.Register(a, d.Metrics, d.Metric)
	healthapi.Register(a, d.Health)
	jobapi.Register(a, d.Job)
	customerapi.Register(a, d.Customer)
	orderapi.Register(a, d.Order)
	importapi.Register(a, d.Import)
	qualityapi.Register(a, d.Quality)
	reportapi.Register(a, d.Reports)
	viewapi.Register(a, d.View)
	audienceapi.Register(a, d.Audience)
	tagapi.Register(a, d.Tag)
}

// activity tells the sources how intake saw them.
func (d Deps) activity(ctx context.Context) (map[string]authapi.Activity, error) {
	list, err := d.Intake.Activity(ctx)
	out := make(map[string]authapi.Activity, len(list))
	for id, a := range list {
		out[id] = authapi.Activity{Latest: a.Latest, Day: a.Day, Silent: a.Silent}
	}
	return out, err
}
