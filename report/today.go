package report

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"regulars"
)

// Kind says how a concern wants to be met.
type Kind string

// The kinds of concern.
const (
	Alarm Kind = "alarm" // something is wrong: see to it now
	Task  Kind = "task"  // somebody should do something today
	Odd   Kind = "odd"   // worth a look
)

// Concern is one thing that may need a person now.
type Concern struct {
	Kind Kind
	// Code is a stable word that the console turns into a sentence with Params,
	// such as "source_silent".
	Code   string
	Params map[string]any
	// Count is how many things it is about: orders, customers, events.
	Count int64
	// Amount is the money at stake, when that is known.
	Amount regulars.Money
	// Since is when it began; zero when that is not known.
	Since time.Time
	// Subjects are some of the things, the most pressing first, at most ten.
	Subjects []Subject
}

// Subject is one thing that a concern is about, for the console to link to.
type Subject struct {
	// What is its kind: "customer", "order", "source", "job", "follower".
	What string
	ID   string
	// Name is what people call it, of an order the customer whose it is; empty
	// when there is no other name than ID.
	Name string
	// Customer is whose it is, when it is somebody's.
	Customer int64
	Amount   regulars.Money
	At       time.Time
}

// MostSubjects is how many subjects a concern names.
const MostSubjects = 10

// Watch looks for concerns of one sort. Most data lie in other domains, so cmd
// plugs their watches in; those of this package are in watches.go.
type Watch struct {
	Name string
	// Look gives what there is. now is the moment at which everything stands:
	// for an imported history, its end.
	Look func(ctx context.Context, now time.Time, zone *time.Location) ([]Concern, error)
}

// Today is what needs a person now.
type Today struct {
	// AsOf is the moment at which everything stands; Historical says that it is
	// the end of an imported history. LookedAt is when all watches looked.
	AsOf       time.Time
	Historical bool
	LookedAt   time.Time
	Concerns   []Concern
	// Blind names the watches that could not look.
	Blind []string
}

// Of gives the concerns of one kind, the most pressing first.
func (t Today) Of(kind Kind) []Concern {
	var out []Concern
	for _, c := range t.Concerns {
		if c.Kind == kind {
			out = append(out, c)
		}
	}
	return out
}

// Today gives what needs a person now. A watch that cannot look is named in
// Blind, and the others are shown all the same. It needs reports:read.
func (r *Reports) Today(ctx context.Context) (Today, error) {
	if err := regulars.Require(ctx, "reports:read"); err != nil {
		return Today{}, err
	}
	return r.today.get(ctx, struct{}{})
}

// watchTime bounds one watch, so that a slow one does not hold up the page.
const watchTime = 10 * time.Second

func (r *Reports) look(ctx context.Context) (Today, error) {
	moment, err := r.Metrics.Moment(ctx)
	if err != nil {
		return Today{}, err
	}
	t := Today{AsOf: moment.At, Historical: moment.Historical, LookedAt: r.Clock.Now()}
	zone := r.Zone()
	found := make([][]Concern, len(r.Watches))
	failed := make([]error, len(r.Watches))
	var looking sync.WaitGroup
	for i, w := range r.Watches {
		looking.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, watchTime)
			defer cancel()
			found[i], failed[i] = w.Look(ctx, t.AsOf, zone)
		})
	}
	looking.Wait()
	if err := ctx.Err(); err != nil {
		return t, err
	}
	for i, w := range r.Watches {
		if failed[i] != nil {
			t.Blind = append(t.Blind, w.Name)
			r.Logger.Warn("a watch could not look", "watch", w.Name, "code", regulars.CodeOf(failed[i]), "error", failed[i])
		}
		for _, c := range found[i] {
			c.Subjects = c.Subjects[:min(len(c.Subjects), MostSubjects)]
			t.Concerns = append(t.Concerns, c)
		}
	}
	slices.SortStableFunc(t.Concerns, func(a, b Concern) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.Amount.Minor, a.Amount.Minor), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Code, b.Code))
	})
	return t, nil
}
