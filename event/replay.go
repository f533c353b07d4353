package event

import (
	"context"
	"strconv"

	"regulars"
	"regulars/event/segment"
	"regulars/internal/store"
)

// MaxAtOnce bounds how many held events one call works on.
const MaxAtOnce = 10_000

// Replay reads a held event again, as it was sent or as it was mended, and
// appends it to the log with the id and the time of receipt it always had. The
// whole body of a batch is taken apart: what is still wrong in it is held anew,
// event by event.
//
// It gives ErrNotFound; ErrConflict when it was replayed already; ErrInvalid
// with the reason and field when it still cannot be taken, or with reason "cut"
// when only its beginning was kept and mended is nil. It needs quarantine:write.
func (q Quarantine) Replay(ctx context.Context, id string, mended []byte) error {
	if err := regulars.Require(ctx, "quarantine:write"); err != nil {
		return err
	}
	return q.in.db.Write(ctx, func(tx *store.Tx) error {
		h, err := getHeld(tx, id)
		if err != nil {
			return heldError(err)
		}
		if h.State == Replayed {
			return &regulars.Error{Code: regulars.ErrConflict, Reason: "replayed", Message: "this was replayed already"}
		}
		if mended == nil && h.Cut() {
			return regulars.Invalid("event", "cut", "only the beginning of this was kept; mend it to replay it")
		}
		if mended != nil {
			h.Raw = mended
		}
		if fault, err := q.replay(tx, &h); err != nil || fault != nil {
			return first(err, fault)
		}
		return q.record(ctx, tx, "quarantine.replayed", id, map[string]string{"mended": strconv.FormatBool(mended != nil)})
	})
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// replay appends a held event. Fault says why it still cannot be taken.
func (q Quarantine) replay(tx *store.Tx, h *Held) (fault, err error) {
	in := q.in
	r := &request{source: h.Source, received: h.First}
	o := in.reading(r, regulars.EventType(h.Kind))
	o.SentAt, o.ID = h.Sent, h.Event
	if source, ok := in.o.Sources.SourceByID(h.Source); ok {
		o.Channel = channelOf(source.Kind)
	}
	var batch segment.Batch
	if h.Kind == batchKind {
		o.Type, o.ID = "", ""
		batch, fault = segment.DecodeBatch(h.Raw, o)
	} else {
		batch, fault = segment.Decode(h.Raw, o)
		if fault == nil && len(batch.Refused) > 0 {
			fault = refusal(batch.Refused[0].Reason, batch.Refused[0].Field)
		}
	}
	if fault != nil {
		return fault, nil
	}
	in.add(r, h.Kind, batch)
	if _, err := in.log.Append(tx, r.events); err != nil {
		return nil, err
	}
	if err := putHeld(tx, r.held); err != nil {
		return nil, err
	}
	return nil, setReplayed(tx, h.ID, in.o.Clock.Now())
}

// Outcome says what became of many held events.
type Outcome struct {
	Replayed int
	// Still counts those that still cannot be taken; their reason is renewed.
	Still int
	// More says that the filter selects further ones; call again.
	More bool
}

// replayPage is how many held events are replayed in one transaction.
const replayPage = 200

// ReplayAll replays what a filter selects, at most [MaxAtOnce] at a time, for
// instance after the faulty field of a whole reason is now understood, or a
// source's currency was set. It needs quarantine:write.
func (q Quarantine) ReplayAll(ctx context.Context, f Filter) (out Outcome, err error) {
	if err := q.may(ctx, "quarantine:write", f); err != nil {
		return out, err
	}
	f.State = Open
	var after Place
	for out.Replayed+out.Still < MaxAtOnce {
		var page []Held
		var done, still int
		err := q.in.db.Write(ctx, func(tx *store.Tx) (err error) {
			done, still = 0, 0
			if page, err = listHeld(tx, f, after, replayPage); err != nil {
				return err
			}
			done, still, err = q.replayPage(tx, page)
			return err
		})
		out.Replayed, out.Still = out.Replayed+done, out.Still+still
		if err != nil {
			return out, err
		}
		if len(page) < replayPage {
			return out, q.noteReplayed(ctx, out, f)
		}
		last := page[len(page)-1]
		after = Place{Latest: regulars.Micros(last.Latest), ID: last.ID}
	}
	out.More = true
	return out, q.noteReplayed(ctx, out, f)
}

// replayPage replays one page within a transaction.
func (q Quarantine) replayPage(tx *store.Tx, page []Held) (done, still int, err error) {
	for i := range page {
		h, err := getHeld(tx, page[i].ID)
		if err != nil {
			return done, still, err
		}
		var fault error
		if h.Cut() {
			fault = refusal(h.Reason, h.Field)
		} else if fault, err = q.replay(tx, &h); err != nil {
			return done, still, err
		}
		if fault == nil {
			done++
			continue
		}
		still++
		if e, ok := fault.(*regulars.Error); ok && (e.Reason != h.Reason || e.Field != h.Field) {
			if err := setReason(tx, h.ID, e.Reason, e.Field); err != nil {
				return done, still, err
			}
		}
	}
	return done, still, nil
}

// noteReplayed records one call that replayed many.
func (q Quarantine) noteReplayed(ctx context.Context, out Outcome, f Filter) error {
	return q.in.db.Write(ctx, func(tx *store.Tx) error {
		return q.record(ctx, tx, "quarantine.replayed", "", counted(int64(out.Replayed), f))
	})
}

// counted describes a deed on many held events.
func counted(n int64, f Filter) map[string]string {
	detail := map[string]string{"count": strconv.FormatInt(n, 10)}
	for key, value := range map[string]string{"source": f.Source, "reason": f.Reason} {
		if value != "" {
			detail[key] = value
		}
	}
	return detail
}
