package eventapi

import (
	"cmp"
	"context"
	"slices"
	"time"

	"regulars/api"
	"regulars/event"
)

// Status is how intake and everything behind it is doing.
type Status struct {
	Intake    IntakeStatus     `json:"intake"`
	Followers []FollowerStatus `json:"followers"`
	Log       LogStatus        `json:"log"`
	Sizes     []Size           `json:"sizes"`
	Version   string           `json:"version"`
	StartedAt time.Time        `json:"startedAt"`
}

// IntakeStatus is how much comes in.
type IntakeStatus struct {
	PerSecond      float64    `json:"perSecond" doc:"Events a second over the last minute, taken by this process"`
	Last24h        int64      `json:"last24h" doc:"Events of the last 24 hours, refused ones included"`
	Quarantined24h int64      `json:"quarantined24h" doc:"Those of them that went to the quarantine"`
	LastEventAt    *time.Time `json:"lastEventAt,omitempty"`
}

// FollowerStatus is how far one follower of the log has come.
type FollowerStatus struct {
	Name    string `json:"name"`
	Backlog int64  `json:"backlog" doc:"About how many events it has yet to see"`
	Skipped int64  `json:"skipped" doc:"Events that it could not apply"`
	Failure string `json:"failure,omitempty" doc:"Why it stands still"`
}

// LogStatus is how much the log holds.
type LogStatus struct {
	Events  int64      `json:"events"`
	FirstAt *time.Time `json:"firstAt,omitempty" doc:"When the oldest came in"`
	LastAt  *time.Time `json:"lastAt,omitempty"`
}

// Size is what one part keeps on disk.
type Size struct {
	Name  string `json:"name" example:"row_store"`
	Bytes int64  `json:"bytes"`
}

func (r *routes) status(a *api.API) {
	api.Handle(a, api.Op{ID: "get-status", Method: "GET", Path: "/status", Needs: "status:read", Tag: "Status",
		Summary: "See whether events come in and everything behind keeps up"}, r.get)
}

func (r *routes) get(ctx context.Context, _ *none) (s Status, err error) {
	activity, err := r.intake.Activity(ctx)
	if err != nil {
		return s, err
	}
	s = Status{Version: r.deps.Version, StartedAt: r.deps.Started.UTC(), Intake: intakeStatus(r.intake.Rate(), activity)}
	followers, err := r.deps.Log.Status(ctx)
	if err != nil {
		return s, err
	}
	for _, f := range followers {
		s.Followers = append(s.Followers, FollowerStatus{Name: f.Name, Backlog: f.Backlog, Skipped: f.Skipped, Failure: f.Failure})
	}
	extent, err := r.deps.Log.Extent(ctx)
	if err != nil {
		return s, err
	}
	s.Log = LogStatus{Events: extent.Events, FirstAt: api.Time(extent.First), LastAt: api.Time(extent.Last)}
	if r.deps.Sizes != nil {
		s.Sizes, err = r.deps.Sizes(ctx)
	}
	return s, err
}

func intakeStatus(rate float64, activity map[string]event.Activity) IntakeStatus {
	s := IntakeStatus{PerSecond: rate}
	var latest time.Time
	for _, a := range activity {
		s.Last24h += a.Day
		s.Quarantined24h += a.Refused
		if a.Latest.After(latest) {
			latest = a.Latest
		}
	}
	s.LastEventAt = api.Time(latest)
	return s
}

// activities gives the activity of sources in a steady order.
func activities(of map[string]event.Activity) (list []Activity) {
	for _, a := range of {
		list = append(list, Activity{SourceID: a.Source, LastEventAt: api.Time(a.Latest), Events24h: a.Day, Refused24h: a.Refused,
			UsualPerDay: a.Usual, Silent: a.Silent})
	}
	slices.SortFunc(list, func(a, b Activity) int { return cmp.Compare(a.SourceID, b.SourceID) })
	return list
}
