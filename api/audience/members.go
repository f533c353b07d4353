package audienceapi

import (
	"context"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/customer"
	"regulars/internal/store"
)

// AudienceMember is a customer in an audience or on a list.
type AudienceMember struct {
	Customer string `json:"customer"`
	Name     string `json:"name" doc:"Empty when it is not known"`
	Email    string `json:"email"`
	Phone    string `json:"phone"`
	City     string `json:"city"`
	Stage    string `json:"stage"`
	Tier     string `json:"tier"`
}

// AudienceDay is how an audience grew on a day.
type AudienceDay struct {
	Day     string `json:"day" format:"date"`
	Size    int64  `json:"size" doc:"At the end of the day"`
	Entered int64  `json:"entered"`
	Left    int64  `json:"left"`
}

// AudienceGrowth are the days on which something changed, the oldest first.
type AudienceGrowth struct {
	Items []AudienceDay `json:"items" nullable:"false"`
}

// AudienceOverlap is how two audiences lie.
type AudienceOverlap struct {
	One       int64 `json:"one" doc:"Size of the first"`
	Other     int64 `json:"other" doc:"Size of the second"`
	Both      int64 `json:"both"`
	OnlyOne   int64 `json:"onlyOne"`
	OnlyOther int64 `json:"onlyOther"`
}

// AudienceRun is the job that evaluates everybody.
type AudienceRun struct {
	Job string `json:"job"`
}

// CustomerAudience is an audience that a customer is in.
type CustomerAudience struct {
	ID   string     `json:"id"`
	Name string     `json:"name"`
	AsOf *time.Time `json:"asOf,omitempty"`
}

// CustomerAudiences are the audiences that a customer is in.
type CustomerAudiences struct {
	Items []CustomerAudience `json:"items" nullable:"false"`
}

type listMembers struct {
	api.ByID
	api.Paging
}

type growth struct {
	api.ByID
	Days int `query:"days" minimum:"1" maximum:"1000" default:"90" doc:"How many days back"`
}

type overlap struct {
	One   string `query:"one" pattern:"^[0-9]{1,18}$" required:"true"`
	Other string `query:"other" pattern:"^[0-9]{1,18}$" required:"true"`
}

func (r *routes) members(a *api.API) {
	api.Handle(a, api.Op{ID: "list-audience-members", Method: "GET", Path: "/audiences/{id}/members", Needs: mayRead, Tag: tag,
		Summary: "List the members of an audience", Description: "In the order of their numbers."}, r.listMembers)
	api.Download(a, api.Op{ID: "export-audience-members", Method: "GET", Path: "/audiences/{id}/members.csv", Needs: "customers:export", Tag: tag,
		Summary: "Take the members of an audience out as CSV", Description: "Columns and form are those of the export of customers."}, "text/csv",
		func(ctx context.Context, in *api.ByID, file *api.File) error {
			file.Name = "audience-" + in.ID + ".csv"
			return r.Audiences.WriteCSV(ctx, number(in.ID), file)
		})
	api.Handle(a, api.Op{ID: "get-audience-growth", Method: "GET", Path: "/audiences/{id}/growth", Needs: mayRead, Tag: tag,
		Summary: "How an audience grew", Description: "Under a new condition the size jumps, though nobody entered or left."}, r.growth)
	api.Handle(a, api.Op{ID: "compare-audiences", Method: "GET", Path: "/audiences/overlap", Needs: mayRead, Tag: tag,
		Summary: "How two audiences lie", Fails: []regulars.Code{regulars.ErrNotFound}}, r.overlap)
	api.Handle(a, api.Op{ID: "evaluate-audiences", Method: "POST", Path: "/audiences/evaluate", Needs: mayWrite, Tag: tag, Status: 202,
		Summary: "Evaluate everybody anew", Description: "It is done each night, and works out ranks anew, too. One job at a time: the one under way when there is one."},
		func(ctx context.Context, _ *none) (AudienceRun, error) {
			id, err := r.StartRun(ctx)
			return AudienceRun{strconv.FormatInt(id, 10)}, err
		})
	api.Handle(a, api.Op{ID: "list-customer-audiences", Method: "GET", Path: "/customers/{id}/audiences", Needs: mayRead, Tag: "Customers",
		Summary: "The audiences that a customer is in"}, r.of)
}

func (r *routes) listMembers(ctx context.Context, in *listMembers) (out api.CountedPage[AudienceMember], err error) {
	after, err := api.DecodeCursor[int64](in.Cursor)
	if err != nil {
		return out, err
	}
	numbers, size, err := r.Audiences.Members(ctx, number(in.ID), after, in.Limit+1)
	if err != nil {
		return out, err
	}
	out.Total, out.TotalIsExact = size, true
	if len(numbers) > in.Limit {
		numbers = numbers[:in.Limit]
		out.NextCursor = api.EncodeCursor(numbers[in.Limit-1])
	}
	out.Items, err = r.people(ctx, numbers)
	return out, err
}

// people gives what is shown of customers, by the numbers asked for.
func (r *routes) people(ctx context.Context, numbers []int64) (out []AudienceMember, err error) {
	out = []AudienceMember{}
	return out, r.Store.Read(ctx, func(tx *store.Tx) error {
		heads, err := customer.Heads(tx, numbers)
		for _, n := range numbers {
			if c, ok := heads[n]; ok {
				out = append(out, AudienceMember{strconv.FormatInt(c.ID, 10), c.Name, c.Email, c.Phone, c.City, c.Stage, c.Tier})
			}
		}
		return err
	})
}

func (r *routes) growth(ctx context.Context, in *growth) (AudienceGrowth, error) {
	x, err := r.Audiences.Get(ctx, number(in.ID))
	if err != nil {
		return AudienceGrowth{}, err
	}
	days, err := r.daysOf(ctx, number(in.ID), x.AsOf, in.Days)
	return AudienceGrowth{days}, err
}

func (r *routes) overlap(ctx context.Context, in *overlap) (AudienceOverlap, error) {
	o, err := r.Audiences.Overlap(ctx, number(in.One), number(in.Other))
	return AudienceOverlap{o.A, o.B, o.Both, o.OnlyA, o.OnlyB}, err
}

func (r *routes) of(ctx context.Context, in *api.ByID) (CustomerAudiences, error) {
	out := CustomerAudiences{Items: []CustomerAudience{}}
	var root int64
	err := r.Store.Read(ctx, func(tx *store.Tx) (err error) {
		root, err = customer.Root(tx, number(in.ID))
		return err
	})
	if err != nil {
		return out, err
	}
	list, err := r.Audiences.Of(ctx, root)
	for _, x := range list {
		out.Items = append(out.Items, CustomerAudience{strconv.FormatInt(x.ID, 10), x.Name, api.Time(x.AsOf)})
	}
	return out, err
}

// numbersOf reads customers' ids.
func numbersOf(ids []string) ([]int64, error) {
	out := make([]int64, len(ids))
	for i, s := range ids {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n <= 0 {
			return nil, regulars.Invalid("customers["+strconv.Itoa(i)+"]", "number", "a customer's id is a number")
		}
		out[i] = n
	}
	return out, nil
}
