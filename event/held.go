package event

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"regulars"
	"regulars/event/segment"
)

// Held is what the quarantine holds: an event, or a whole body, that could not
// be taken.
type Held struct {
	// ID is made of the source and the bytes: the same bad event sent again is
	// counted in Times.
	ID     string
	Source string
	// Kind is the call's type where the address told it, "batch" for the whole
	// body of a batch, else empty.
	Kind string
	// Reason and Field say what is wrong; see [segment.Refused]. A whole body has
	// "json", "object", "required" or "request_too_large".
	Reason, Field string
	// Name is the event's name, or its type; empty when it could not be read.
	Name string
	// Event is the id that the event gets when it is replayed.
	Event               string
	UserID, AnonymousID string
	// First and Latest are when it came in; Sent what the client says of it, or zero.
	First, Latest, Sent time.Time
	Times               int64
	// Size is in bytes, as sent. Raw has as many unless it was too long to keep;
	// it is empty in lists, and once the event was replayed.
	Size     int64
	Raw      []byte
	State    HeldState
	Replayed time.Time
}

// HeldState says what became of a held event.
type HeldState string

// The states.
const (
	Open     HeldState = "open"     // waits to be mended, replayed or dropped
	Replayed HeldState = "replayed" // is in the log now
)

const (
	batchKind = "batch"
	maxKept   = 256 << 10 // bytes of one held event; a longer one must be mended to be replayed
)

// Cut reports whether Raw is only the beginning of what was sent.
func (h *Held) Cut() bool { return h.Size > maxKept }

// heldEvent describes a refused event.
func heldEvent(kind string, r *segment.Refused) Held {
	if kind == batchKind {
		kind = "" // within a batch, each event tells its own type
	}
	return Held{Kind: kind, Reason: r.Reason, Field: r.Field, Name: r.Name, Event: r.ID,
		UserID: r.UserID, AnonymousID: r.AnonymousID, Sent: r.SentAt, Size: int64(len(r.Raw)), Raw: r.Raw, State: Open}
}

// wholeBody describes a body that could not be cut into events.
func wholeBody(kind string, body []byte, fault error) Held {
	h := Held{Kind: kind, Reason: "json", Size: int64(len(body)), Raw: body, State: Open}
	var e *regulars.Error
	if errors.As(fault, &e) {
		h.Reason, h.Field = e.Reason, e.Field
	}
	return h
}

func heldID(h *Held) string {
	sum := sha256.New()
	sum.Write([]byte(h.Source + "\x00" + h.Kind + "\x00"))
	sum.Write(h.Raw)
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// wordings say what each reason means, in English, for programs that show no
// translation of their own.
var wordings = map[string]string{
	"object":            "this must be a JSON object",
	"type":              "a call is of the type identify, track, page, screen, group or alias",
	"string":            "this must be a text or a number",
	"required":          "this is required",
	"identity":          "an event needs a userId, an anonymousId, an external id, or an e-mail or phone among its traits",
	"too_long":          "this is longer than it may be",
	"too_large":         "an event has at most 32 KB",
	"depth":             "objects and arrays are nested too deeply",
	"encoding":          "this holds bytes that are not UTF-8",
	"characters":        "ids and names hold no control characters",
	"time":              "this is no time that is understood; RFC 3339 is best",
	"number":            "this is not a decimal number",
	"currency":          "a currency is three letters, such as CNY",
	"range":             "this amount is too large",
	"json":              "this is not JSON",
	"request_too_large": "a body has at most 4 MB, and 16 MB inflated",
}

func wording(reason string) string {
	if text, ok := wordings[reason]; ok {
		return text
	}
	return "this cannot be taken"
}

// Message says in English what is wrong.
func (h *Held) Message() string { return wording(h.Reason) }

// refusal gives the error of an event that still cannot be taken.
func refusal(reason, field string) error { return regulars.Invalid(field, reason, wording(reason)) }
