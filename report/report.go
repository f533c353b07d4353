package report

import (
	"context"
	"log/slog"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/internal/warehouse"
	"regulars/metric"
	"regulars/order"
)

// Deps is what reports are made from.
type Deps struct {
	Store     *store.DB
	Orders    *order.Book
	Warehouse warehouse.Warehouse
	Clock     regulars.Clock
	// Zone gives the workspace's time zone; nil means UTC.
	Zone func() *time.Location
	// Metrics says at which moment everything stands.
	Metrics *metric.Metrics
	// Watches look for what needs a person, for [Reports.Today].
	Watches []Watch
	// Logger takes notes without anything personal; nil means slog's default.
	Logger *slog.Logger
}

// Reports answers. It is safe for use by many goroutines.
type Reports struct {
	Deps
	overviews   *kept[int, Overview]
	today       *kept[struct{}, Today]
	behaviour   *kept[int, Behaviour]
	touchpoints *kept[int, Touchpoints]
}

// Open gives the reports of a workspace.
func Open(d Deps) *Reports {
	if d.Zone == nil {
		d.Zone = func() *time.Location { return time.UTC }
	}
	if d.Logger == nil {
		d.Logger = slog.Default()
	}
	r := &Reports{Deps: d}
	r.overviews = newKept(d.Clock, d.Logger, r.overview)
	r.today = newKept(d.Clock, d.Logger, func(ctx context.Context, _ struct{}) (Today, error) { return r.look(ctx) })
	r.behaviour = newKept(d.Clock, d.Logger, r.askBehaviour)
	r.touchpoints = newKept(d.Clock, d.Logger, r.askTouchpoints)
	return r
}

// Close waits for work in the background.
func (r *Reports) Close() error {
	r.overviews.close()
	r.today.close()
	r.behaviour.close()
	r.touchpoints.close()
	return nil
}

// Warm works out what people look at first, so that the first of them need
// not wait.
func (r *Reports) Warm(ctx context.Context) error {
	_, err := r.overviews.get(ctx, DefaultDays)
	return err
}

// The periods that may be asked for, in days.
const (
	LeastDays   = 1
	MostDays    = 731
	DefaultDays = 90
)

// checkDays gives ErrInvalid, field "days", for a period out of range.
func checkDays(days int) error {
	if days < LeastDays || days > MostDays {
		return regulars.Invalid("days", "range", "a period has 1 to 731 days")
	}
	return nil
}

// dayStart is the instant at which a civil day begins in zone.
func dayStart(day int32, zone *time.Location) time.Time {
	return time.Date(1970, 1, 1+int(day), 0, 0, 0, 0, zone).UTC()
}
