package qualityapi

import (
	"context"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/quality"
	"regulars/quality/check"
)

// QualityFault is one thing to mend, as it is now.
type QualityFault struct {
	Customer string `json:"customer"`
	Name     string `json:"name" doc:"The name, else a contact or the shop's own id; empty when none is known"`
	Kind     string `json:"kind" enum:"email,phone,bounced,shared_email,shared_phone,address,birthday,country,currency,date,order,city,duplicate"`
	Aspect   string `json:"aspect" enum:"validity,consistency,uniqueness"`
	Reason   string `json:"reason" doc:"A code that says what is wrong" example:"misspelt_domain"`
	// Reasons are why two customers may be one.
	Reasons    []string  `json:"reasons,omitempty" doc:"Of a possible duplicate: why the two may be one"`
	Is         string    `json:"is" doc:"The value that is wrong; empty when there is not one value"`
	Suggestion string    `json:"suggestion,omitempty" doc:"A better value"`
	Trait      string    `json:"trait,omitempty" doc:"The trait to correct, with change-customer; missing when the value came as an identity only"`
	Other      string    `json:"other,omitempty" doc:"The possible duplicate: merge-customers or keep-apart"`
	OtherName  string    `json:"otherName,omitempty"`
	Source     string    `json:"source,omitempty" doc:"The id of the source that told it"`
	Value12m   api.Money `json:"value12m" doc:"12-month value of whom it concerns"`
	Since      time.Time `json:"since" doc:"When a run first found it"`
}

// QualityFaults are what is left to mend of a customer.
type QualityFaults struct {
	Items []QualityFault `json:"items" nullable:"false"`
}

type listFaults struct {
	api.Paging
	Kind string `query:"kind" enum:"email,phone,bounced,shared_email,shared_phone,address,birthday,country,currency,date,order,city,duplicate" doc:"Only this kind"`
}

func (r *routes) faults(a *api.API) {
	api.Handle(a, api.Op{ID: "list-quality-faults", Method: "GET", Path: "/quality/faults", Needs: mayRead, Tag: tag,
		Summary: "What to mend, the customers worth most first",
		Description: "What was mended since the last run is left out, so a page may have fewer items than asked for. " +
			"A value is corrected with change-customer, two customers are joined with merge-customers or settled with keep-apart."}, r.list)
	api.Handle(a, api.Op{ID: "recheck-customer", Method: "POST", Path: "/customers/{id}/quality", Needs: mayWrite, Tag: tag,
		Summary: "Look at a customer's faults again", Description: "After something was mended: what is left of the faults that the last run found.",
		Fails: []regulars.Code{regulars.ErrNotFound}},
		func(ctx context.Context, in *api.ByID) (QualityFaults, error) {
			n, err := number(in.ID)
			if err != nil {
				return QualityFaults{}, err
			}
			list, err := r.Quality.Recheck(ctx, n)
			return QualityFaults{faultsOf(list)}, err
		})
}

func number(id string) (int64, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 1 {
		return 0, regulars.NotFound("customer")
	}
	return n, nil
}

func (r *routes) list(ctx context.Context, in *listFaults) (page api.Page[QualityFault], err error) {
	after, err := api.DecodeCursor[quality.FaultCursor](in.Cursor)
	if err != nil {
		return page, err
	}
	list, next, err := r.Quality.Faults(ctx, quality.FaultQuery{Kind: check.KindOf(in.Kind), After: after, Limit: in.Limit})
	if page.Items = faultsOf(list); next != (quality.FaultCursor{}) {
		page.NextCursor = api.EncodeCursor(next)
	}
	return page, err
}

func faultsOf(list []quality.Fault) []QualityFault {
	out := []QualityFault{}
	for _, f := range list {
		item := QualityFault{Customer: strconv.FormatInt(f.Customer, 10), Name: f.Name, Kind: f.Kind.String(), Aspect: f.Kind.Aspect().String(),
			Reason: f.Reason, Reasons: f.Reasons, Is: f.Is, Suggestion: f.Suggestion, Trait: f.Trait, OtherName: f.OtherName, Source: f.Source,
			Value12m: api.MoneyOf(f.Value), Since: f.Since.UTC()}
		if f.Other != 0 {
			item.Other = strconv.FormatInt(f.Other, 10)
		}
		out = append(out, item)
	}
	return out
}
