package shop

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/event/segment"
)

// messages turns a document into messages of the Segment API.
func (v *vendor) messages(source string, rules []message, doc node) (out [][]byte) {
	for i := range rules {
		rule := &rules[i]
		elements := []node{doc}
		if rule.each != "" {
			elements = doc.list(rule.each)
		}
		for _, n := range elements {
			if text, ok := v.message(source, rule, n); ok {
				out = append(out, text)
			}
		}
	}
	return out
}

// message makes one message; ok is false when a condition does not hold, or when
// an identify call would say nothing.
func (v *vendor) message(source string, rule *message, n node) (text []byte, ok bool) {
	for _, c := range rule.when {
		if !c.holds(n) {
			return nil, false
		}
	}
	doc, order := n, n.first(rule.order)
	if outer, ok := n[documentKey].(node); ok {
		doc = outer
	}
	w := writer{}
	w.open('{')
	w.string("messageId", v.name+":"+source+":"+n.fill(rule.id))
	body := "properties"
	if rule.event == "" {
		w.string("type", string(regulars.Identify))
		body = "traits"
	} else {
		w.string("type", string(regulars.Track))
		w.string("event", rule.event)
	}
	if order != "" {
		w.string("anonymousId", v.buyer.visitor+order)
	}
	if t := v.instant(n.first(rule.time)); t != "" {
		w.string("timestamp", t)
	}
	w.key(body)
	w.open('{')
	empty := len(w.b)
	if order != "" && rule.event != "" {
		w.string("order_id", order)
	}
	v.fields(&w, rule.body, n)
	if rule.lines != nil {
		v.lines(&w, rule.lines, n)
	}
	if rule.event == "" && len(w.b) == empty {
		return nil, false
	}
	w.close('}')
	who := &v.buyer
	if rule.who != nil {
		who = rule.who
	}
	v.context(&w, who, doc)
	w.close('}')
	return w.b, true
}

func (v *vendor) fields(w *writer, fields []field, n node) {
	for _, f := range fields {
		value := ""
		if f.calc != nil {
			value = f.calc(n)
		} else {
			value = n.first(f.paths)
		}
		switch {
		case f.time:
			w.string(f.name, v.instant(value))
		case f.number && json.Valid([]byte(value)) && isNumber(value):
			w.key(f.name)
			w.b = append(w.b, value...)
			w.more = true
		default:
			w.string(f.name, value)
		}
	}
}

// isNumber reports whether valid JSON is a number.
func isNumber(text string) bool { return text[0] == '-' || text[0] >= '0' && text[0] <= '9' }

func (v *vendor) lines(w *writer, l *lines, n node) {
	list := n.list(l.path)
	if len(list) == 0 {
		return
	}
	w.key("products")
	w.open('[')
	for _, line := range list {
		w.comma()
		w.open('{')
		v.fields(w, l.body, line)
		w.close('}')
	}
	w.close(']')
}

// context tells who bought, and that it happened on the web.
func (v *vendor) context(w *writer, b *buyer, doc node) {
	w.key("context")
	w.open('{')
	w.string("channel", string(regulars.Web))
	w.key("library")
	w.open('{')
	w.string("name", v.name)
	w.close('}')
	if id := doc.first(b.id); id != "" && id != "0" {
		w.key("externalIds")
		w.open('[')
		w.open('{')
		w.string("type", b.external)
		w.string("id", id)
		w.close('}')
		w.close(']')
	}
	if email, phone := doc.first(b.email), doc.first(b.phone); email != "" || phone != "" {
		w.key("traits")
		w.open('{')
		w.string("email", email)
		w.string("phone", phone)
		w.close('}')
	}
	w.close('}')
}

// traits are the fields of an identify call that every vendor has.
func (b *buyer) traits() []field {
	return []field{
		at("email", b.email...), at("phone", b.phone...),
		{name: "name", calc: b.fullName},
		at("city", b.city...), at("country", b.country...),
	}
}

func (b *buyer) fullName(n node) string {
	var parts []string
	for _, path := range b.name {
		if s := n.text(path); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

// zoneless are the ways in which vendors write instants without a zone.
var zoneless = []string{"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999"}

// instant gives a vendor's instant in a form that names its zone. What it does
// not understand it leaves as it is: then the event goes to the quarantine
// rather than to a wrong day.
func (v *vendor) instant(text string) string {
	for _, form := range zoneless {
		if t, err := time.ParseInLocation(form, text, v.zone); err == nil {
			return t.UTC().Format(time.RFC3339Nano)
		}
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		if n < 1e11 {
			n *= 1000
		}
		return time.UnixMilli(n).UTC().Format(time.RFC3339Nano)
	}
	return text
}

// writer writes JSON. Members without a value are left out.
type writer struct {
	b    []byte
	more bool // a comma is due
}

func (w *writer) open(c byte) {
	w.b = append(w.b, c)
	w.more = false
}

func (w *writer) close(c byte) {
	w.b = append(w.b, c)
	w.more = true
}

func (w *writer) comma() {
	if w.more {
		w.b = append(w.b, ',')
	}
	w.more = false
}

func (w *writer) key(name string) {
	w.comma()
	w.b = append(segment.AppendString(w.b, name), ':')
}

func (w *writer) string(name, value string) {
	if value == "" {
		return
	}
	w.key(name)
	w.b = segment.AppendString(w.b, value)
	w.more = true
}
