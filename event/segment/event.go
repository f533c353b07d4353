package segment

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"unicode"

	"regulars"
)

// fault is why an event is refused.
type fault struct{ reason, field string }

// event reads the value at hand as one event, into the batch or among its
// refused ones.
func (d *decoder) event() {
	d.cut()
	if d.bad {
		return
	}
	it := &d.it
	o := open{refused: -1, whole: it.whole, channel: it.channel}
	f := d.shape(it)
	var e regulars.Event
	if f == nil {
		o.sentAt, _ = d.instant(it.sent)
		if o.original, o.exact, f = d.original(it); f == nil {
			e, f = d.understand(it)
		}
	}
	if f != nil {
		o.refused = len(d.out.Refused)
		d.out.Refused = append(d.out.Refused, d.refuse(it, f))
	} else {
		d.out.Events = append(d.out.Events, e)
	}
	d.open = append(d.open, o)
}

// shape checks what concerns the whole event.
func (d *decoder) shape(it *item) *fault {
	switch {
	case it.whole.kind != '{':
		return &fault{"object", ""}
	case it.whole.len() > MaxEvent:
		return &fault{"too_large", ""}
	case it.alien:
		return &fault{"encoding", ""}
	case it.deep > maxDepth:
		return &fault{"depth", ""}
	}
	for _, o := range [...]struct {
		v     span
		field string
	}{{it.properties, "properties"}, {it.traits, "traits"}, {it.context, "context"}} {
		if o.v.kind != 0 && o.v.kind != 'n' && o.v.kind != '{' {
			return &fault{"object", o.field}
		}
	}
	return nil
}

// understand turns the parts into an event whose time is still open.
func (d *decoder) understand(it *item) (e regulars.Event, f *fault) {
	e.Source, e.Received = d.o.Source, d.o.Received
	if e.Type, f = d.kind(it); f != nil {
		return e, f
	}
	if f = d.ids(it, &e); f != nil {
		return e, f
	}
	e.Body = d.raw(it.properties)
	switch e.Type {
	case regulars.Identify, regulars.Group:
		e.Body = d.raw(it.traits)
	case regulars.Track:
		if f = d.named(&e, it.event, "event"); f == nil && e.Name == "" {
			f = &fault{"required", "event"}
		}
		if f == nil {
			f = d.order(it, &e)
		}
	case regulars.Page, regulars.Screen:
		title := it.name
		if title.len() <= len(`""`) {
			title = it.propName
		}
		f = d.named(&e, title, "name")
		e.Body = d.withCategory(it)
	}
	if f != nil {
		return e, f
	}
	e.Context = d.raw(it.context)
	e.Channel = d.channel(it, e.Type)
	if e.ID == "" {
		e.ID = d.derivedID(it, &e)
	}
	return e, nil
}

func (d *decoder) kind(it *item) (regulars.EventType, *fault) {
	if d.o.Type != "" {
		return d.o.Type, nil
	}
	if it.kind.kind == '"' {
		switch string(d.b[it.kind.start+1 : it.kind.end-1]) {
		case "track":
			return regulars.Track, nil
		case "identify":
			return regulars.Identify, nil
		case "page":
			return regulars.Page, nil
		case "screen":
			return regulars.Screen, nil
		case "group":
			return regulars.Group, nil
		case "alias":
			return regulars.Alias, nil
		}
	}
	return "", &fault{"type", "type"}
}

// ids reads the ids and checks that the event belongs to somebody.
func (d *decoder) ids(it *item, e *regulars.Event) *fault {
	previous, name := it.previous, "previousId"
	if e.Type == regulars.Group {
		previous, name = it.group, "groupId"
	}
	for _, part := range [...]struct {
		v     span
		to    *string
		field string
	}{
		{it.id, &e.ID, "messageId"}, {it.user, &e.UserID, "userId"},
		{it.anonymous, &e.AnonymousID, "anonymousId"}, {previous, &e.PreviousID, name},
	} {
		if f := d.identifier(part.v, part.to, part.field, maxID); f != nil {
			return f
		}
	}
	if e.Type == regulars.Alias {
		if e.PreviousID == "" {
			e.PreviousID, e.AnonymousID = e.AnonymousID, ""
		}
		if e.UserID == "" {
			return &fault{"required", "userId"}
		}
	} else if e.UserID == "" && e.AnonymousID == "" && !it.known {
		return &fault{"identity", "userId"}
	} else if e.Type != regulars.Group {
		e.PreviousID = ""
		return nil
	}
	if e.PreviousID == "" {
		return &fault{"required", name}
	}
	return nil
}

// identifier reads a string or number of at most limit bytes without control
// characters. Null and a missing value give "".
func (d *decoder) identifier(v span, to *string, field string, limit int) *fault {
	switch v.kind {
	case 0, 'n':
		return nil
	case '"', '0':
	default:
		return &fault{"string", field}
	}
	s := d.string(v)
	if len(s) > limit {
		return &fault{"too_long", field}
	}
	for _, r := range s {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return &fault{"characters", field}
		}
	}
	*to = s
	return nil
}

// named reads the event's name. Equal names of neighbours share their memory.
func (d *decoder) named(e *regulars.Event, v span, field string) *fault {
	if v.kind == '"' && string(d.b[v.start+1:v.end-1]) == d.name {
		e.Name = d.name
		return nil
	}
	f := d.identifier(v, &e.Name, field, maxName)
	if f == nil && e.Name != "" {
		d.name = e.Name
	}
	return f
}

// withCategory gives the properties of a page or screen, with the category
// that some clients send beside them.
func (d *decoder) withCategory(it *item) []byte {
	body := d.raw(it.properties)
	if it.category.len() <= len(`""`) || it.category.kind != '"' || it.propCategory.kind != 0 {
		return body
	}
	with := append([]byte(`{"category":`), d.raw(it.category)...)
	if rest := bytes.TrimLeft(body, "{ \t\r\n"); len(rest) > 1 {
		return append(append(with, ','), rest...)
	}
	return append(with, '}')
}

// derivedID makes an id from what the client said, so that the same event sent
// again is known again. Without a time of its own, equal events of one minute
// are one.
func (d *decoder) derivedID(it *item, e *regulars.Event) string {
	if d.o.ID != "" {
		return d.o.ID
	}
	h := sha256.New()
	var n [8]byte
	part := func(b []byte) {
		binary.LittleEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	for _, s := range [...]string{d.o.Source, string(e.Type), e.Name, e.UserID, e.AnonymousID, e.PreviousID} {
		part([]byte(s))
	}
	part(e.Body)
	at := it.timestamp
	if absent(at) {
		at = it.original
	}
	if b := d.raw(at); b != nil {
		part(b)
	} else {
		binary.LittleEndian.PutUint64(n[:], uint64(d.o.Received.Unix()/60))
		h.Write(n[:])
	}
	return "h" + hex.EncodeToString(h.Sum(nil)[:16])
}

// refuse describes an event that cannot be taken, as far as it can be read.
func (d *decoder) refuse(it *item, f *fault) Refused {
	r := Refused{Raw: d.raw(it.whole), Reason: f.reason, Field: f.field}
	if it.whole.kind == 'n' {
		r.Raw = d.b[it.whole.start:it.whole.end:it.whole.end]
	}
	if it.alien {
		return r
	}
	r.Name = d.string(it.event)
	if r.Name == "" || len(r.Name) > maxName {
		r.Name = d.string(it.kind)
	}
	if r.Name == "" || len(r.Name) > maxName {
		r.Name = string(d.o.Type)
	}
	for _, part := range [...]struct {
		v  span
		to *string
	}{{it.user, &r.UserID}, {it.anonymous, &r.AnonymousID}, {it.id, &r.ID}} {
		d.identifier(part.v, part.to, "", maxID)
	}
	if r.ID == "" {
		e := regulars.Event{Type: d.o.Type, Name: r.Name, UserID: r.UserID, AnonymousID: r.AnonymousID, Body: d.raw(it.whole)}
		if e.Type == "" {
			e.Type = regulars.EventType(d.string(it.kind))
		}
		r.ID = d.derivedID(it, &e)
	}
	return r
}
