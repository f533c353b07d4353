package report

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/event"
	"regulars/internal/eventlog"
	"regulars/internal/job"
	"regulars/internal/store"
	"regulars/internal/warehouse"
	"regulars/metric"
	"regulars/order"
)

// The codes of the concerns that this package finds.
const (
	OrdersOverdue   = "order_late"         // the promise has passed, nothing arrived
	OrdersLate      = "order_arrived_late" // they arrived after the promise
	ValueSlipping   = "risk_rose"          // valuable customers have come to be at risk lately
	SourceSilent    = "source_silent"      // a source that sends daily sends no more
	EventsRefused   = "quarantine_grew"    // events went to the quarantine
	JobFailed       = "job_failed"         // a background job failed for good
	FollowerStuck   = "follower_stuck"     // a follower of the log stands still
	FollowersBehind = "follower_behind"    // a follower is far behind the log
	EventsSkipped   = "events_skipped"     // a follower could not apply events
)

// How far watches look.
const (
	overdueDays = 30 // a promise that passed before is no news, or its delivery was never told
	lateDays    = 3  // the golden window: whom to apologise to while it still counts
	slipDays    = 7
	pageOfLate  = 200
)

// LateOrders watches promises of delivery. The money is that of the orders in
// the main currency.
func LateOrders(db *store.DB, book *order.Book) Watch {
	return Watch{Name: "late orders", Look: func(ctx context.Context, now time.Time, _ *time.Location) (out []Concern, err error) {
		err = db.Read(ctx, func(tx *store.Tx) error {
			currency, err := book.Main(tx)
			if err != nil {
				return err
			}
			from := order.Cursor{At: regulars.Micros(now.AddDate(0, 0, -overdueDays))}
			overdue, err := book.Overdue(tx, now, from, pageOfLate)
			if err != nil {
				return err
			}
			late, err := book.Late(tx, now.AddDate(0, 0, -lateDays), order.Cursor{}, pageOfLate)
			if err != nil {
				return err
			}
			out = append(out, orders(Alarm, OrdersOverdue, overdue, currency)...)
			out = append(out, orders(Task, OrdersLate, late, currency)...)
			return called(tx, out)
		})
		return out, err
	}}
}

// orders makes one concern of a page of orders, none of an empty one.
func orders(kind Kind, code string, page order.Page, currency string) []Concern {
	if len(page.Orders) == 0 {
		return nil
	}
	c := Concern{Kind: kind, Code: code, Count: int64(len(page.Orders)), Amount: regulars.Money{Currency: currency},
		Params: map[string]any{"more": page.Next != (order.Cursor{})}}
	for _, o := range page.Orders {
		if o.Total.Currency == currency {
			c.Amount.Minor += o.Total.Minor
		}
		if c.Since.IsZero() || o.PromisedAt.Before(c.Since) {
			c.Since = o.PromisedAt
		}
		c.Subjects = append(c.Subjects, Subject{What: "order", ID: o.ID, Customer: o.Customer, Amount: o.Total, At: o.PromisedAt})
	}
	return []Concern{c}
}

// called names the customers of the subjects that concerns will show.
func called(tx *store.Tx, concerns []Concern) error {
	for _, c := range concerns {
		shown := c.Subjects[:min(len(c.Subjects), MostSubjects)]
		numbers := make([]int64, len(shown))
		for i := range shown {
			numbers[i] = shown[i].Customer
		}
		titles, err := customer.Titles(tx, numbers)
		if err != nil {
			return err
		}
		for i := range shown {
			shown[i].Name = titles[shown[i].Customer]
		}
	}
	return nil
}

// SlippingValue watches customers of tier A who have come to be at risk lately.
func SlippingValue(db *store.DB, w warehouse.Warehouse, book *order.Book) Watch {
	return Watch{Name: "slipping value", Look: func(ctx context.Context, now time.Time, _ *time.Location) ([]Concern, error) {
		whom, err := becameAtRisk(ctx, w, now.AddDate(0, 0, -slipDays))
		if err != nil || len(whom) == 0 {
			return nil, err
		}
		c := Concern{Kind: Task, Code: ValueSlipping, Params: map[string]any{"days": slipDays}}
		err = db.Read(ctx, func(tx *store.Tx) error {
			if c.Amount.Currency, err = book.Main(tx); err != nil {
				return err
			}
			heads, err := customer.Heads(tx, whom)
			if err != nil {
				return err
			}
			for _, h := range heads {
				if h.Tier == string(metric.TierA) && h.Stage == string(metric.AtRisk) {
					c.Count++
					c.Amount.Minor += h.Value
					c.Subjects = append(c.Subjects, Subject{What: "customer", ID: strconv.FormatInt(h.ID, 10), Customer: h.ID,
						Amount: regulars.Money{Minor: h.Value, Currency: c.Amount.Currency}, At: h.LastOrder})
				}
			}
			slices.SortFunc(c.Subjects, func(a, b Subject) int {
				return cmp.Or(cmp.Compare(b.Amount.Minor, a.Amount.Minor), cmp.Compare(a.Customer, b.Customer))
			})
			return called(tx, []Concern{c})
		})
		if err != nil || c.Count == 0 {
			return nil, err
		}
		return []Concern{c}, nil
	}}
}

// mostSlipping bounds the customers looked up by SlippingValue.
const mostSlipping = 20_000

// becameAtRisk gives the customers whose stage changed to at risk since an
// instant, from the events that tell of it.
func becameAtRisk(ctx context.Context, w warehouse.Warehouse, since time.Time) ([]int64, error) {
	changed := warehouse.Events().
		Where(warehouse.And(
			warehouse.Col("time").AtLeast(warehouse.Int(regulars.Micros(since))),
			warehouse.Col("name").Eq(warehouse.Text(metric.StageChanged)),
			warehouse.Col("source").Eq(warehouse.Text(metric.Source)),
			warehouse.JSON("body", "to").Eq(warehouse.Text(string(metric.AtRisk))))).
		Group(warehouse.Keys("customer"), warehouse.Last("place", warehouse.Col("place"), warehouse.Col("place"))).
		Top(mostSlipping, "-place")
	answer, err := w.Query(ctx, warehouse.Ask(changed))
	if err != nil {
		return nil, err
	}
	return answer.Tables[0].Ints("customer"), nil
}

// Intake is what the watch of sources needs of package event.
type Intake interface {
	Activity(ctx context.Context) (map[string]event.Activity, error)
	SourceName(id string) string
}

// Events refused are an alarm from this many and this share of a day on.
const (
	manyRefused  = 20
	refusedShare = 0.05
)

// Sources watches sources that went silent, and what they send that cannot be
// taken.
func Sources(in Intake) Watch {
	return Watch{Name: "sources", Look: func(ctx context.Context, _ time.Time, _ *time.Location) (out []Concern, err error) {
		activity, err := in.Activity(ctx)
		for id, a := range activity {
			of := []Subject{{What: "source", ID: id, Name: in.SourceName(id), At: a.Latest}}
			if a.Silent {
				out = append(out, Concern{Kind: Alarm, Code: SourceSilent, Count: 1, Since: a.Latest, Subjects: of,
					Params: map[string]any{"usual": int64(a.Usual)}})
			}
			if a.Refused > 0 {
				kind := Odd
				if a.Refused >= manyRefused && float64(a.Refused) >= refusedShare*float64(a.Day) {
					kind = Alarm
				}
				out = append(out, Concern{Kind: kind, Code: EventsRefused, Count: a.Refused, Subjects: of,
					Params: map[string]any{"day": a.Day}})
			}
		}
		return out, err
	}}
}

// Jobs is what the watch of jobs needs of package job.
type Jobs interface {
	List(ctx context.Context, n int) ([]job.Status, error)
}

// FailedJobs watches kinds of job whose newest finished run failed, or keeps
// failing.
func FailedJobs(jobs Jobs) Watch {
	return Watch{Name: "jobs", Look: func(ctx context.Context, _ time.Time, _ *time.Location) (out []Concern, err error) {
		list, err := jobs.List(ctx, 500)
		seen := map[string]bool{}
		for _, s := range list { // the newest first
			over := s.State == job.Done || s.State == job.Failed || s.State == job.Retrying && s.Attempt > 2
			if s.State == job.Cancelled || !over || seen[s.Kind] {
				continue
			}
			seen[s.Kind] = true
			if s.State != job.Done {
				out = append(out, Concern{Kind: Alarm, Code: JobFailed, Count: 1, Since: s.Queued,
					Params:   map[string]any{"job": s.Kind, "attempts": s.Attempt},
					Subjects: []Subject{{What: "job", ID: strconv.FormatInt(s.ID, 10), Name: s.Kind, At: s.Queued}}})
			}
		}
		return out, err
	}}
}

// Followers is what the watch of the log's followers needs of package eventlog.
type Followers interface {
	Status(ctx context.Context) ([]eventlog.FollowerStatus, error)
}

// farBehind is from how many events on a follower counts as behind.
const farBehind = 100_000

// LogFollowers watches what follows the log.
func LogFollowers(log Followers) Watch {
	return Watch{Name: "followers", Look: func(ctx context.Context, _ time.Time, _ *time.Location) (out []Concern, err error) {
		list, err := log.Status(ctx)
		for _, f := range list {
			of, part := []Subject{{What: "follower", ID: f.Name}}, map[string]any{"part": f.Name}
			if f.Failure != "" {
				out = append(out, Concern{Kind: Alarm, Code: FollowerStuck, Count: f.Backlog, Subjects: of, Params: part})
			} else if f.Backlog > farBehind {
				out = append(out, Concern{Kind: Odd, Code: FollowersBehind, Count: f.Backlog, Subjects: of, Params: part})
			}
			if f.Skipped > 0 {
				out = append(out, Concern{Kind: Odd, Code: EventsSkipped, Count: f.Skipped, Subjects: of, Params: part})
			}
		}
		return out, err
	}}
}
