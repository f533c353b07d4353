package customerapi

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"regulars/api"
	"regulars/customer"
	"regulars/customer/timeline"
	"regulars/customer/visit"
	"regulars/internal/store"
)

// TimelineItem is one thing that happened.
type TimelineItem struct {
	Seq     string          `json:"seq" doc:"Tells items of one instant apart"`
	Time    time.Time       `json:"time"`
	Kind    timeline.Kind   `json:"kind" enum:"order,cart,browse,profile,score,other"`
	Type    string          `json:"type" enum:"identify,track,page,screen,group,alias"`
	Name    string          `json:"name,omitempty" example:"Order Completed"`
	Channel string          `json:"channel,omitempty" example:"web"`
	Source  string          `json:"source,omitempty"`
	Own     bool            `json:"own,omitempty" doc:"We did it, not the customer"`
	Order   string          `json:"order,omitempty" doc:"The order it concerns"`
	Amount  *api.Money      `json:"amount,omitempty" doc:"The money it moved; negative for a refund"`
	Late    bool            `json:"late,omitempty" doc:"A delivery that came after its promise"`
	Summary SummaryItem     `json:"summary"`
	Body    json.RawMessage `json:"body,omitempty" doc:"Properties or traits"`
}

// SummaryItem is a sentence in a code that the console words.
type SummaryItem struct {
	Code   string         `json:"code" example:"order_completed"`
	Params map[string]any `json:"params" nullable:"false"`
}

type readTimeline struct {
	api.ByID
	api.Paging
	Kind   timeline.Kind `query:"kind" enum:"order,cart,browse,profile,score,other" doc:"Only what is of this kind"`
	Before time.Time     `query:"before" doc:"Only what happened before this instant; for the first page"`
}

type readVisits struct {
	api.ByID
	Limit int `query:"limit" minimum:"1" maximum:"50" default:"10" doc:"How many visits at most, the newest first"`
}

// VisitItem is a time in which somebody looked at pages; it ends after half an
// hour in which nothing happens.
type VisitItem struct {
	BeginAt  time.Time   `json:"beginAt"`
	EndAt    time.Time   `json:"endAt"`
	Channel  string      `json:"channel,omitempty"`
	Referrer string      `json:"referrer,omitempty" doc:"The host that the visit came from"`
	Entry    string      `json:"entry" doc:"The path of the first page"`
	Exit     string      `json:"exit" doc:"The path of the last page"`
	Events   int         `json:"events" doc:"How many things happened"`
	Ordered  bool        `json:"ordered" doc:"An order was placed"`
	Pages    []VisitPage `json:"pages" nullable:"false" doc:"In the order in which they were seen"`
}

// VisitPage is one view of a page or screen.
type VisitPage struct {
	At           time.Time `json:"at"`
	Path         string    `json:"path"`
	Title        string    `json:"title,omitempty"`
	DwellSeconds *float64  `json:"dwellSeconds,omitempty" doc:"Until the next thing in the visit; absent for the last one, of which it is not known"`
}

// Visits are a customer's newest visits.
type Visits struct {
	Items []VisitItem `json:"items" nullable:"false"`
}

// past declares the operations on what happened.
func (r *routes) past(a *api.API) {
	api.Handle(a, api.Op{ID: "get-timeline", Method: "GET", Path: "/customers/{id}/timeline", Needs: mayRead, Tag: tag,
		Summary: "Read a customer's timeline", Description: "The newest first, of all the ids that lead to the customer."}, r.timeline)
	api.Handle(a, api.Op{ID: "get-visits", Method: "GET", Path: "/customers/{id}/visits", Needs: mayRead, Tag: tag,
		Summary: "Read a customer's visits", Description: "Paths and dwell, computed from the newest 2,000 entries of the timeline."}, r.visits)
}

func (r *routes) timeline(ctx context.Context, in *readTimeline) (out api.Page[TimelineItem], err error) {
	q := timeline.Query{Kind: in.Kind, Limit: in.Limit + 1}
	if q.Before, err = api.DecodeCursor[timeline.Place](in.Cursor); err != nil {
		return out, err
	}
	if q.Before.IsZero() && !in.Before.IsZero() {
		q.Before = timeline.Place{Time: in.Before, Seq: -1}
	}
	return read(ctx, r, in.ID, func(tx *store.Tx, n int64) (out api.Page[TimelineItem], err error) {
		entries, err := customer.Timeline(tx, n, q)
		if err != nil {
			return out, err
		}
		if len(entries) > in.Limit {
			entries = entries[:in.Limit]
			out.NextCursor = api.EncodeCursor(entries[in.Limit-1].At())
		}
		late, err := r.lateOf(tx, entries)
		out.Items = make([]TimelineItem, len(entries))
		for i := range entries {
			out.Items[i] = itemOf(&entries[i])
			out.Items[i].Late = entries[i].Name == delivered && late[entries[i].Order]
		}
		return out, err
	})
}

const delivered = "Order Delivered"

// lateOf finds out which deliveries among entries came after their promise.
func (r *routes) lateOf(tx *store.Tx, entries []timeline.Entry) (map[string]bool, error) {
	var orders []string
	for i := range entries {
		if entries[i].Name == delivered && entries[i].Order != "" {
			orders = append(orders, entries[i].Order)
		}
	}
	if len(orders) == 0 || r.Late == nil {
		return nil, nil
	}
	return r.Late(tx, orders)
}

func itemOf(e *timeline.Entry) TimelineItem {
	s := timeline.Summarise(e)
	out := TimelineItem{Seq: strconv.FormatInt(e.Seq, 10), Time: e.Time.UTC(), Kind: e.Kind, Type: string(e.Type), Name: e.Name, Channel: string(e.Channel),
		Source: e.Source, Own: e.Own, Order: e.Order, Summary: SummaryItem{s.Code, s.Params}}
	if e.Amount.Currency != "" {
		amount := api.MoneyOf(e.Amount)
		out.Amount = &amount
	}
	if json.Valid(e.Body) {
		out.Body = e.Body
	}
	return out
}

func (r *routes) visits(ctx context.Context, in *readVisits) (Visits, error) {
	return read(ctx, r, in.ID, func(tx *store.Tx, n int64) (Visits, error) {
		list, err := customer.Visits(tx, n, in.Limit)
		out := Visits{Items: make([]VisitItem, len(list))}
		for i := range list {
			out.Items[i] = visitOf(&list[i])
		}
		return out, err
	})
}

func visitOf(v *visit.Visit) VisitItem {
	out := VisitItem{BeginAt: v.Begin.UTC(), EndAt: v.End.UTC(), Channel: string(v.Channel), Referrer: v.Referrer, Entry: v.Entry(), Exit: v.Exit(),
		Events: v.Events, Ordered: v.Ordered, Pages: make([]VisitPage, len(v.Pages))}
	for i, p := range v.Pages {
		out.Pages[i] = VisitPage{At: p.At.UTC(), Path: p.Path, Title: p.Title}
		if p.Dwell > 0 {
			seconds := p.Dwell.Seconds()
			out.Pages[i].DwellSeconds = &seconds
		}
	}
	return out
}
