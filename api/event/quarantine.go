package eventapi

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"regulars"
	"regulars/api"
	"regulars/event"
)

const tagQuarantine = "Quarantine"

// Quarantined is an event, or the whole body of a request, that could not be
// taken.
type Quarantined struct {
	ID              string          `json:"id"`
	State           event.HeldState `json:"state" enum:"open,replayed"`
	Source          SourceRef       `json:"source"`
	ReceivedAt      time.Time       `json:"receivedAt" doc:"When it came in last"`
	FirstReceivedAt time.Time       `json:"firstReceivedAt"`
	Times           int64           `json:"times" doc:"How often it came in"`
	Reason          string          `json:"reason" doc:"A stable word for what is wrong" example:"required"`
	Field           string          `json:"field,omitempty" doc:"The path of what is wrong within the event" example:"properties.order_id"`
	Message         string          `json:"message" doc:"What is wrong, as an English sentence"`
	Type            string          `json:"type,omitempty" doc:"The call's type where the address told it; batch for the body of a whole batch"`
	Name            string          `json:"name,omitempty" doc:"The event's name, or its type"`
	UserID          string          `json:"userId,omitempty"`
	AnonymousID     string          `json:"anonymousId,omitempty"`
	MessageID       string          `json:"messageId,omitempty" doc:"The id that it gets when it is replayed"`
	Bytes           int64           `json:"bytes" doc:"Its size as it was sent"`
	Cut             bool            `json:"cut" doc:"Only its beginning was kept, so that it must be mended to be replayed"`
	ReplayedAt      *time.Time      `json:"replayedAt,omitempty"`
}

// SourceRef names a source.
type SourceRef struct {
	ID   string `json:"id"`
	Name string `json:"name" doc:"Empty when the source is no longer there"`
}

// QuarantinedWhole is what could not be taken, with its bytes.
type QuarantinedWhole struct {
	Quarantined
	Event json.RawMessage `json:"event,omitempty" doc:"What was sent, when that is JSON and was kept whole"`
	Raw   string          `json:"raw,omitempty" doc:"What was sent, else"`
}

// QuarantinePage is one page of the quarantine.
type QuarantinePage struct {
	api.CountedPage[Quarantined]
	Reasons []QuarantineReason `json:"reasons" doc:"Open ones by reason, of the chosen source; the most frequent first"`
}

// QuarantineReason counts what is held for one reason.
type QuarantineReason struct {
	Reason string `json:"reason"`
	Count  int64  `json:"count"`
}

type listQuarantine struct {
	api.Paging
	State  event.HeldState `query:"state" enum:"open,replayed" default:"open"`
	Source string          `query:"source" maxLength:"64" doc:"A source's id"`
	Reason string          `query:"reason" maxLength:"64"`
	Name   string          `query:"name" maxLength:"200" doc:"An event's name"`
}

// chosen says what an operation on many works on: by id, or by filter.
type chosen struct {
	Body struct {
		IDs    []string `json:"ids,omitempty" maxItems:"1000" maxLength:"64" doc:"These"`
		Filter *struct {
			Source string `json:"source,omitempty" maxLength:"64"`
			Reason string `json:"reason,omitempty" maxLength:"64"`
			Name   string `json:"name,omitempty" maxLength:"200"`
		} `json:"filter,omitempty" doc:"All open ones that these select; {} for all"`
	}
}

func (c *chosen) filter() (event.Filter, error) {
	if (len(c.Body.IDs) > 0) == (c.Body.Filter != nil) {
		return event.Filter{}, regulars.Invalid("ids", "choice", "say which ones: by id, or by what they have in common, not both")
	}
	f := event.Filter{IDs: c.Body.IDs}
	if c.Body.Filter != nil {
		f.Source, f.Reason, f.Name = c.Body.Filter.Source, c.Body.Filter.Reason, c.Body.Filter.Name
	}
	return f, nil
}

type replay struct {
	api.ByID
	Body struct {
		Event json.RawMessage `json:"event,omitempty" doc:"The mended event; absent to replay it as it was sent"`
	} `required:"false"`
}

// Replayed says what became of many.
type Replayed struct {
	Replayed int  `json:"replayed" doc:"Now in the log"`
	Refused  int  `json:"refused" doc:"Still cannot be taken; their reason is renewed"`
	More     bool `json:"more" doc:"There are more than one call works on; call again"`
}

// Dropped says how many are gone.
type Dropped struct {
	Dropped int64 `json:"dropped"`
}

// maxTotal is how far the quarantine is counted.
const maxTotal = 10_000

func (r *routes) quarantine(a *api.API) {
	api.Handle(a, api.Op{ID: "list-quarantine", Method: "GET", Path: "/quarantine", Needs: "quarantine:read", Tag: tagQuarantine,
		Summary: "List what could not be taken", Description: "The latest first."}, r.list)
	api.Handle(a, api.Op{ID: "get-quarantined", Method: "GET", Path: "/quarantine/{id}", Needs: "quarantine:read", Tag: tagQuarantine,
		Summary: "See what could not be taken"},
		func(ctx context.Context, in *api.ByID) (QuarantinedWhole, error) {
			h, err := r.intake.Quarantine().Get(ctx, in.ID)
			return r.whole(h), err
		})
	api.Do(a, api.Op{ID: "replay-quarantined", Method: "POST", Path: "/quarantine/{id}/replay", Needs: "quarantine:write", Tag: tagQuarantine,
		Summary: "Mend and replay", Description: "Reads it again, as sent or as mended, and appends it to the log with the id and the time " +
			"of receipt it always had. When it still cannot be taken, the problem says why and nothing changes."},
		func(ctx context.Context, in *replay) error {
			return r.intake.Quarantine().Replay(ctx, in.ID, in.Body.Event)
		})
	api.Handle(a, api.Op{ID: "replay-quarantine", Method: "POST", Path: "/quarantine/replay", Needs: "quarantine:write", Tag: tagQuarantine,
		Summary: "Replay many as they were sent", Timeout: 5 * time.Minute},
		func(ctx context.Context, in *chosen) (Replayed, error) {
			f, err := in.filter()
			if err != nil {
				return Replayed{}, err
			}
			out, err := r.intake.Quarantine().ReplayAll(ctx, f)
			return Replayed{Replayed: out.Replayed, Refused: out.Still, More: out.More}, err
		})
	api.Do(a, api.Op{ID: "drop-quarantined", Method: "DELETE", Path: "/quarantine/{id}", Needs: "quarantine:write", Tag: tagQuarantine,
		Summary: "Drop for good"},
		func(ctx context.Context, in *api.ByID) error { return r.intake.Quarantine().Drop(ctx, in.ID) })
	api.Handle(a, api.Op{ID: "drop-quarantine", Method: "POST", Path: "/quarantine/drop", Needs: "quarantine:write", Tag: tagQuarantine,
		Summary: "Drop many for good", Description: "At most 10,000 at a time."},
		func(ctx context.Context, in *chosen) (Dropped, error) {
			f, err := in.filter()
			if err != nil {
				return Dropped{}, err
			}
			n, err := r.intake.Quarantine().DropAll(ctx, f)
			return Dropped{n}, err
		})
}

func (r *routes) list(ctx context.Context, in *listQuarantine) (p QuarantinePage, err error) {
	after, err := api.DecodeCursor[event.Place](in.Cursor)
	if err != nil {
		return p, err
	}
	q, f := r.intake.Quarantine(), event.Filter{State: in.State, Source: in.Source, Reason: in.Reason, Name: in.Name}
	list, next, err := q.List(ctx, f, after, in.Limit)
	if err != nil {
		return p, err
	}
	total, err := q.Count(ctx, f, maxTotal+1)
	if err != nil {
		return p, err
	}
	reasons, err := q.Reasons(ctx)
	if err != nil {
		return p, err
	}
	for i := range list {
		p.Items = append(p.Items, r.quarantined(&list[i]))
	}
	p.NextCursor, p.Total, p.TotalIsExact = api.EncodeCursor(next), int64(min(total, maxTotal)), total <= maxTotal
	p.Reasons = byReason(reasons, in.Source)
	return p, nil
}

// byReason adds the counts of one source, or of all, by reason alone.
func byReason(counts []event.ReasonCount, source string) (list []QuarantineReason) {
	for _, c := range counts {
		if source != "" && c.Source != source {
			continue
		}
		i := slices.IndexFunc(list, func(r QuarantineReason) bool { return r.Reason == c.Reason })
		if i < 0 {
			i, list = len(list), append(list, QuarantineReason{Reason: c.Reason})
		}
		list[i].Count += c.Count
	}
	slices.SortStableFunc(list, func(a, b QuarantineReason) int { return cmp.Compare(b.Count, a.Count) })
	return list
}

func (r *routes) quarantined(h *event.Held) Quarantined {
	return Quarantined{ID: h.ID, State: h.State, Source: SourceRef{ID: h.Source, Name: r.intake.SourceName(h.Source)},
		ReceivedAt: h.Latest, FirstReceivedAt: h.First, Times: h.Times, Reason: h.Reason, Field: h.Field, Message: h.Message(),
		Type: h.Kind, Name: h.Name, UserID: h.UserID, AnonymousID: h.AnonymousID, MessageID: h.Event, Bytes: h.Size, Cut: h.Cut(),
		ReplayedAt: api.Time(h.Replayed)}
}

func (r *routes) whole(h event.Held) QuarantinedWhole {
	w := QuarantinedWhole{Quarantined: r.quarantined(&h)}
	if json.Valid(h.Raw) && !h.Cut() && h.Reason != "encoding" {
		w.Event = h.Raw
	} else {
		w.Raw = string(h.Raw)
	}
	return w
}
