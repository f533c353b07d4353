package segment

import (
	"fmt"
	"time"

	"regulars"
)

// Limits of one event.
const (
	MaxEvent   = 32 << 10 // bytes of one event's JSON
	maxID      = 255      // bytes of every id
	maxName    = 200      // bytes of an event's, page's or screen's name
	maxDepth   = 64       // arrays and objects within each other
	maxChannel = 40       // bytes of a channel's name
)

// Options say what a body does not.
type Options struct {
	// Type is the call's kind where the address tells it; empty to read it from
	// each event.
	Type regulars.EventType
	// Received is when the body came in. Where an event and its sending carry
	// the client's clock, and that clock is more than a minute off, the event's
	// time is Received − (sentAt − originalTimestamp), as Segment documents;
	// timestamp stands for originalTimestamp when there is no other. When there
	// are both, timestamp is taken as it is. No event is later than Received.
	Received time.Time
	// SentAt stands in when neither the event nor its batch tells one.
	SentAt time.Time
	// Source is written into every event.
	Source string
	// Channel is the source's own. Only context.channel goes before it.
	Channel regulars.Channel
	// Currency is that of amounts which name none.
	Currency string
	// ID is given to an event without messageId, instead of one derived from
	// its content. It is for a single event that is read again.
	ID string
}

// Batch is what a body held.
type Batch struct {
	Events  []regulars.Event
	Refused []Refused
}

// Refused is an event that cannot be taken.
type Refused struct {
	// Raw is the event's JSON as sent; it shares the body's memory.
	Raw []byte
	// Reason is a stable word: "object", "type" (of call), "required",
	// "identity", "string", "too_long", "too_large", "depth", "encoding",
	// "characters", "time", "number", "currency", "range".
	Reason string
	// Field is the path of what is wrong within the event, or empty.
	Field string
	// Name is the event's name, or its type, if it could be read and is short.
	Name string
	// UserID and AnonymousID are the event's, if they could be read.
	UserID, AnonymousID string
	// ID is the messageId, or the one derived from the content.
	ID string
	// SentAt is what the event or its batch said; zero when they did not.
	SentAt time.Time
}

// decoder holds what is known while a body is read.
type decoder struct {
	scanner
	o    Options
	out  Batch
	it   item
	open []open
	// What the batch says for all its events; it may stand behind them.
	sentAt time.Time
	shared item
	name   string // the latest name, so that equal ones share memory
}

// open remembers what is still to be decided about an event when its batch has
// been read to the end.
type open struct {
	refused  int // index into out.Refused; −1 for the next of out.Events
	whole    span
	channel  span
	original time.Time
	exact    bool // original is not to be corrected
	sentAt   time.Time
}

// Decode reads the body of a single call. It may mend the body in place and
// its result shares the body's memory. Only a body that is not a JSON object
// is an error: ErrInvalid with reason "json" or "object".
func Decode(body []byte, o Options) (Batch, error) {
	d := decoder{o: o}
	if err := d.start(body); err != nil {
		return Batch{}, err
	}
	if d.peek() != '{' {
		return Batch{}, d.notObject()
	}
	d.event()
	if err := d.end(); err != nil {
		return Batch{}, err
	}
	return d.out, nil
}

// DecodeBatch reads the body of /v1/batch: {"batch": [event, …], "sentAt": …,
// "context": …}. Otherwise it is as [Decode]; a body without
// the array gives ErrInvalid with reason "required".
func DecodeBatch(body []byte, o Options) (Batch, error) {
	d := decoder{o: o}
	if err := d.start(body); err != nil {
		return Batch{}, err
	}
	if d.peek() != '{' {
		return Batch{}, d.notObject()
	}
	found := false
	for more := d.begin('{'); more; more = d.next('{') {
		switch key := d.key(); string(key) {
		case "batch":
			if d.peek() != '[' {
				d.value()
				continue
			}
			found = true
			d.out.Events = make([]regulars.Event, 0, min(len(body)/256, 1000)+1)
			for more := d.begin('['); more; more = d.next('[') {
				d.event()
			}
		case "sentAt":
			d.sentAt, _ = d.instant(d.value())
		case "context":
			d.share()
		default:
			d.value()
		}
	}
	if err := d.end(); err != nil {
		return Batch{}, err
	}
	if !found {
		return Batch{}, regulars.Invalid("batch", "required", "a batch needs the array \"batch\"")
	}
	return d.out, nil
}

// WriteKey gives the member writeKey of a body, which browsers send instead of
// a header; "" when there is none. The body is not validated.
func WriteKey(body []byte) string {
	d := decoder{scanner: scanner{b: body}}
	if d.peek() != '{' {
		return ""
	}
	key := ""
	for more := d.begin('{'); more; more = d.next('{') {
		if string(d.key()) == "writeKey" {
			key = d.string(d.value())
		} else {
			d.value()
		}
	}
	return key
}

func (d *decoder) start(body []byte) error {
	if len(body) >= 3 && string(body[:3]) == "\xef\xbb\xbf" {
		body = body[3:] // a byte order mark is not JSON, but some clients write one
	}
	if int64(len(body)) > 1<<31-1 {
		return &regulars.Error{Code: regulars.ErrTooLarge, Reason: "too_large", Message: "the body is too large"}
	}
	d.b = body
	return nil
}

// notObject tells a body of another kind from one that is not JSON.
func (d *decoder) notObject() error {
	d.value()
	if d.peek(); d.bad || d.i < len(d.b) {
		return d.syntax()
	}
	return regulars.Invalid("", "object", "the body must be a JSON object")
}

func (d *decoder) syntax() error {
	return regulars.Invalid("", "json", fmt.Sprintf("the body is not JSON, from byte %d on", d.i))
}

// end checks that the body ends, and gives every event what stood behind it.
func (d *decoder) end() error {
	if d.peek(); d.bad || d.i < len(d.b) {
		return d.syntax()
	}
	next, taken := 0, d.out.Events[:0]
	for _, o := range d.open {
		sent := o.sentAt
		if sent.IsZero() {
			sent = d.sentAt
		}
		if sent.IsZero() {
			sent = d.o.SentAt
		}
		if o.refused >= 0 {
			d.out.Refused[o.refused].SentAt = sent
			continue
		}
		e := &d.out.Events[next]
		next++
		if o.exact {
			sent = time.Time{}
		}
		e.Time = when(o.original, sent, d.o.Received)
		if f := d.inherit(e, o); f != nil {
			d.out.Refused = append(d.out.Refused, Refused{
				Raw: d.raw(o.whole), Reason: f.reason, Field: f.field, SentAt: sent,
				Name: e.Name, UserID: e.UserID, AnonymousID: e.AnonymousID, ID: e.ID,
			})
			continue
		}
		if taken = taken[:len(taken)+1]; len(taken) < next {
			taken[len(taken)-1] = *e
		}
	}
	d.out.Events = taken
	return nil
}

// share reads the context that a batch gives to its events.
func (d *decoder) share() {
	d.clear()
	outer := d.depth
	d.it = item{}
	d.it.context = d.object((*decoder).about)
	d.it.alien, d.it.deep = d.alien, d.deep-outer
	d.shared = d.it
}

// inherit gives an event without context that of its batch.
func (d *decoder) inherit(e *regulars.Event, o open) *fault {
	s := &d.shared
	switch {
	case e.Context != nil || s.context.kind != '{':
		return nil
	case o.whole.len()+s.context.len() > MaxEvent:
		return &fault{"too_large", "context"}
	case s.alien:
		return &fault{"encoding", "context"}
	case s.deep >= maxDepth:
		return &fault{"depth", "context"}
	}
	e.Context = d.raw(s.context)
	e.Channel = d.channel(&item{channel: o.channel, contextChannel: s.contextChannel, library: s.library}, e.Type)
	return nil
}

// raw gives a value's bytes, nil for none and for null.
func (d *decoder) raw(v span) []byte {
	if v.kind == 0 || v.kind == 'n' {
		return nil
	}
	return d.b[v.start:v.end:v.end]
}

// string gives the text of a string or number, and "" for anything else.
func (d *decoder) string(v span) string {
	switch v.kind {
	case '"':
		in := d.b[v.start+1 : v.end-1]
		for _, c := range in {
			if c == '\\' {
				return string(unescape(make([]byte, 0, len(in)), in))
			}
		}
		return string(in)
	case '0':
		return string(d.b[v.start:v.end])
	}
	return ""
}
