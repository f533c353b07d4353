package eventlog

import (
	"encoding/binary"
	"errors"

	"regulars"
)

// codecVersion is the first byte of every encoded list of events.
const codecVersion = 1

var errCodec = errors.New("eventlog: these bytes are no list of events")

var typeCodes = [...]regulars.EventType{1: regulars.Identify, 2: regulars.Track, 3: regulars.Page,
	4: regulars.Screen, 5: regulars.Group, 6: regulars.Alias}

func typeCode(t regulars.EventType) byte {
	for i, v := range typeCodes {
		if v == t {
			return byte(i)
		}
	}
	return 2
}

// encodeEvents gives the envelopes of events without their positions and
// owners, which the log keeps beside them. Customer is what it was when the
// event was appended: 0, or whom one of our own acts concerns.
func encodeEvents(buf []byte, events []regulars.Event) []byte {
	buf = append(buf, codecVersion)
	for i := range events {
		e := &events[i]
		buf = append(buf, typeCode(e.Type))
		for _, s := range [...]string{e.ID, e.Name, e.UserID, e.AnonymousID, e.PreviousID, e.Source,
			string(e.Channel), e.Order, e.Amount.Currency} {
			buf = binary.AppendUvarint(buf, uint64(len(s)))
			buf = append(buf, s...)
		}
		buf = binary.AppendVarint(buf, e.Amount.Minor)
		buf = binary.AppendVarint(buf, regulars.Micros(e.Time))
		buf = binary.AppendVarint(buf, regulars.Micros(e.Received))
		buf = binary.AppendVarint(buf, e.Customer)
		for _, b := range [...][]byte{e.Body, e.Context} {
			buf = binary.AppendUvarint(buf, uint64(len(b)))
			buf = append(buf, b...)
		}
	}
	return buf
}

// decodeEvents is the inverse of encodeEvents for n events. The events share
// the memory of buf, which must not change afterwards.
func decodeEvents(buf []byte, n int) ([]regulars.Event, error) {
	if len(buf) == 0 || buf[0] != codecVersion || n < 0 || n > len(buf) {
		return nil, errCodec
	}
	d := decoder{buf: buf, text: string(buf), at: 1}
	events := make([]regulars.Event, n)
	for i := range events {
		d.event(&events[i])
	}
	if d.bad || d.at != len(buf) {
		return nil, errCodec
	}
	return events, nil
}

// decoder reads one list. Strings are cut out of one copy of the whole, so
// that an event costs no allocation of its own.
type decoder struct {
	buf  []byte
	text string
	at   int
	bad  bool
}

func (d *decoder) event(e *regulars.Event) {
	code := d.byte()
	if code == 0 || int(code) >= len(typeCodes) {
		d.bad = true
		return
	}
	e.Type = typeCodes[code]
	e.ID, e.Name = d.str(), d.str()
	e.UserID, e.AnonymousID, e.PreviousID = d.str(), d.str(), d.str()
	e.Source, e.Channel, e.Order = d.str(), regulars.Channel(d.str()), d.str()
	e.Amount.Currency = d.str()
	e.Amount.Minor = d.varint()
	e.Time = regulars.FromMicros(d.varint())
	e.Received = regulars.FromMicros(d.varint())
	e.Customer = d.varint()
	e.Body, e.Context = d.bytes(), d.bytes()
}

func (d *decoder) byte() byte {
	if d.bad || d.at >= len(d.buf) {
		d.bad = true
		return 0
	}
	d.at++
	return d.buf[d.at-1]
}

func (d *decoder) varint() int64 {
	if d.bad {
		return 0
	}
	v, n := binary.Varint(d.buf[d.at:])
	if n <= 0 {
		d.bad = true
		return 0
	}
	d.at += n
	return v
}

// span reads a length and gives where that many bytes begin and end.
func (d *decoder) span() (int, int) {
	if d.bad {
		return 0, 0
	}
	v, n := binary.Uvarint(d.buf[d.at:])
	if n <= 0 || v > uint64(len(d.buf)-d.at-n) {
		d.bad = true
		return 0, 0
	}
	from := d.at + n
	d.at = from + int(v)
	return from, d.at
}

func (d *decoder) str() string {
	from, to := d.span()
	return d.text[from:to]
}

func (d *decoder) bytes() []byte {
	from, to := d.span()
	if from == to {
		return nil
	}
	return d.buf[from:to:to]
}
