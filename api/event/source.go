package eventapi

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/event"
)

const tagSources = "Sources"

// Activity is how one source has been sending.
type Activity struct {
	SourceID    string     `json:"sourceId"`
	LastEventAt *time.Time `json:"lastEventAt,omitempty" doc:"When the last event came in"`
	Events24h   int64      `json:"events24h" doc:"Events of the last 24 hours, refused ones included"`
	Refused24h  int64      `json:"refused24h" doc:"Those of them that went to the quarantine"`
	UsualPerDay float64    `json:"usualPerDay" doc:"Mean of a day over the seven days before"`
	Silent      bool       `json:"silent" doc:"It sent on most of those days and not since"`
}

// TailEvent is an event that was taken, in a live tail.
type TailEvent struct {
	Seq         string             `json:"seq" doc:"Its number in the log"`
	ID          string             `json:"id" doc:"Its messageId"`
	Time        time.Time          `json:"time" doc:"When it happened"`
	ReceivedAt  time.Time          `json:"receivedAt"`
	Type        regulars.EventType `json:"type" enum:"identify,track,page,screen,group,alias"`
	Name        string             `json:"name"`
	UserID      string             `json:"userId,omitempty"`
	AnonymousID string             `json:"anonymousId,omitempty"`
	Channel     regulars.Channel   `json:"channel"`
	Order       string             `json:"order,omitempty"`
	Amount      *api.Money         `json:"amount,omitempty"`
	Body        json.RawMessage    `json:"body,omitempty" doc:"Properties or traits; absent when longer than 8 KB"`
}

// TailRefusal is an event that went to the quarantine, in a live tail.
type TailRefusal struct {
	ID         string    `json:"id" doc:"Its id in the quarantine"`
	ReceivedAt time.Time `json:"receivedAt"`
	Name       string    `json:"name"`
	Reason     string    `json:"reason"`
	Field      string    `json:"field,omitempty"`
}

// TailMissed says that events came in faster than the watcher took them.
type TailMissed struct {
	Count int64 `json:"count" doc:"How many were left out since the last line"`
}

func (r *routes) sources(a *api.API) {
	api.Handle(a, api.Op{ID: "list-source-activity", Method: "GET", Path: "/sources/activity", Needs: "sources:read", Tag: tagSources,
		Summary: "See how each source has been sending", Description: "Sources that never sent are left out."},
		func(ctx context.Context, _ *none) (api.Page[Activity], error) {
			list, err := r.intake.Activity(ctx)
			return api.Page[Activity]{Items: activities(list)}, err
		})
	api.Events(a, api.Op{ID: "watch-source", Method: "GET", Path: "/sources/{id}/tail", Needs: "events:read", Tag: tagSources,
		Summary: "Watch what comes in", Description: "Server-sent events from now on: `event` for what was taken, `refused` for what " +
			"went to the quarantine, `missed` when the watcher is too slow and events were left out. Nothing is kept back for a watcher " +
			"who joins again. Of several nodes, each shows what it took in itself."},
		map[string]any{"event": TailEvent{}, "refused": TailRefusal{}, "missed": TailMissed{}}, r.watch)
}

func (r *routes) watch(ctx context.Context, in *api.ByID, send func(event string, data any) error) error {
	tail, err := r.intake.Watch(ctx, in.ID)
	if err != nil {
		return err
	}
	defer tail.Stop()
	if err := send("", nil); err != nil {
		return err
	}
	for {
		select {
		case s := <-tail.Seen():
			if err := sendSighting(send, s); err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		case <-r.intake.Closing():
			return nil
		}
		if n := tail.Missed(); n > 0 {
			if err := send("missed", TailMissed{Count: n}); err != nil {
				return err
			}
		}
	}
}

func sendSighting(send func(event string, data any) error, s event.Sighting) error {
	if s.Reason != "" {
		return send("refused", TailRefusal{ID: s.ID, ReceivedAt: s.At, Name: s.Name, Reason: s.Reason, Field: s.Field})
	}
	e := TailEvent{Seq: strconv.FormatInt(s.Seq, 10), ID: s.ID, Time: s.Time, ReceivedAt: s.At, Type: s.Type, Name: s.Name,
		UserID: s.UserID, AnonymousID: s.AnonymousID, Channel: s.Channel, Order: s.Order, Body: s.Body}
	if s.Amount.Currency != "" {
		m := api.MoneyOf(s.Amount)
		e.Amount = &m
	}
	return send("event", e)
}
