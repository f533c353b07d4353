package audienceapi

import (
	"context"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/audience/lang"
)

// GrowthOf is how one audience grew.
type GrowthOf struct {
	ID   string        `json:"id"`
	Days []AudienceDay `json:"days" nullable:"false" doc:"The days on which something changed, the oldest first"`
}

// Growths are how all audiences grew.
type Growths struct {
	Items []GrowthOf `json:"items" nullable:"false"`
}

// MemberReasons says why a customer is in an audience, or is not.
type MemberReasons struct {
	Customer string           `json:"customer"`
	Name     string           `json:"name" doc:"Empty when it is not known"`
	Matches  bool             `json:"matches" doc:"Whether the condition holds now"`
	Reasons  []AudienceReason `json:"reasons" nullable:"false"`
}

// SeenValues are texts that something was seen to be.
type SeenValues struct {
	Items []string `json:"items" nullable:"false" doc:"The most frequent first"`
}

type allGrowth struct {
	Days int `query:"days" minimum:"1" maximum:"90" default:"14" doc:"How many days back"`
}

type whyMember struct {
	api.ByID
	Customer string `query:"customer" pattern:"^[0-9]{1,18}$" required:"true"`
	Language string `query:"language" enum:"en,zh" default:"en" doc:"Of the reasons"`
}

type seenValues struct {
	Field    string `query:"field" maxLength:"200" doc:"A field"`
	Event    string `query:"event" maxLength:"200" doc:"Or an event, by its word,"`
	Property string `query:"property" maxLength:"200" doc:"and a property of it"`
}

// console declares what only lists and editors ask.
func (r *routes) console(a *api.API) {
	api.Handle(a, api.Op{ID: "get-growth-of-audiences", Method: "GET", Path: "/audiences/growth", Needs: mayRead, Tag: tag,
		Summary: "How all audiences grew of late"}, r.growths)
	api.Handle(a, api.Op{ID: "get-member-reasons", Method: "GET", Path: "/audiences/{id}/reasons", Needs: mayRead, Tag: tag,
		Summary: "Why a customer is in an audience", Description: "As the customer is now, each part of the condition by itself.",
		Fails: []regulars.Code{regulars.ErrConflict}}, r.reasons)
	api.Handle(a, api.Op{ID: "list-seen-values", Method: "GET", Path: "/audiences/values", Needs: mayRead, Tag: tag,
		Summary:     "Texts that a field or a property was seen to be",
		Description: "At most 50, of the customers of which estimates are made. None of names and contacts, and of what is no text."}, r.values)
}

func (r *routes) growths(ctx context.Context, in *allGrowth) (Growths, error) {
	list, err := r.Audiences.List(ctx, false)
	out := Growths{Items: []GrowthOf{}}
	for _, x := range list {
		if x.AsOf.IsZero() {
			continue
		}
		days, err := r.daysOf(ctx, x.ID, x.AsOf, in.Days)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, GrowthOf{strconv.FormatInt(x.ID, 10), days})
	}
	return out, err
}

// daysOf gives the days before an instant on which an audience changed.
func (r *routes) daysOf(ctx context.Context, id int64, until time.Time, days int) ([]AudienceDay, error) {
	from := int64(0)
	if !until.IsZero() {
		from = until.In(r.Zone()).AddDate(0, 0, -days).Unix() / 86400
	}
	list, err := r.Audiences.Growth(ctx, id, from)
	out := []AudienceDay{}
	for _, d := range list {
		out = append(out, AudienceDay{time.Unix(d.Day*86400, 0).UTC().Format(time.DateOnly), d.Size, d.Entered, d.Left})
	}
	return out, err
}

func (r *routes) reasons(ctx context.Context, in *whyMember) (MemberReasons, error) {
	e, err := r.Audiences.Explain(ctx, number(in.ID), number(in.Customer), lang.Language(in.Language))
	if err != nil {
		return MemberReasons{}, err
	}
	out := MemberReasons{Customer: strconv.FormatInt(e.Customer, 10), Name: e.Name, Matches: e.Matches, Reasons: []AudienceReason{}}
	for _, reason := range e.Reasons {
		out.Reasons = append(out.Reasons, AudienceReason(reason))
	}
	return out, nil
}

func (r *routes) values(ctx context.Context, in *seenValues) (SeenValues, error) {
	event, name := "", in.Field
	if in.Event != "" {
		event, name = in.Event, in.Property
	}
	if name == "" {
		return SeenValues{}, regulars.Invalid("field", "required", "name a field, or an event and a property")
	}
	list, err := r.Audiences.Seen(ctx, event, name)
	if err != nil {
		return SeenValues{}, worded(err)
	}
	return SeenValues{append([]string{}, list...)}, nil
}
