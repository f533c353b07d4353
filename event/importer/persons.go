package importer

import (
	"encoding/json"
	"time"

	"regulars"
)

// contact is the traits by which a customer without an id is recognised.
type contact struct {
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// contactContext lets an event be recognised by e-mail and phone.
func contactContext(w *row) json.RawMessage {
	if w.email == "" && w.phone == "" {
		return nil
	}
	return marshal(map[string]contact{"traits": {w.email, w.phone}})
}

// introduce tells what the order's rows say of its customer, once.
func (p *purchase) introduce(person *known) {
	facts := p.digest.facts(p.head)
	if person.has(facts) {
		return
	}
	person.learn(facts)
	p.changed = true
	p.tally.Persons++
	p.events = append(p.events, p.identify(p.head, regulars.FromMicros(p.soldAt())))
}

// person makes the events of a customers file's rows about one customer. A
// later row counts more.
func (m *maker) person(rows []*row, k *known) made {
	out := made{tally: newTally()}
	for i, w := range rows {
		id := m.digest.facts(w)
		if k.has(id) {
			out.tally.Already++
			continue
		}
		e := m.identify(w, m.received.Add(time.Duration(i)*time.Microsecond))
		if m.forgotten != nil && m.forgotten(&e) {
			m.refuse(&out.tally, w, Erased, Customer)
			continue
		}
		k.learn(id)
		out.tally.Taken++
		out.tally.Persons++
		out.events = append(out.events, e)
	}
	return out
}

// identify makes the event that tells who a customer is.
func (m *maker) identify(w *row, at time.Time) regulars.Event {
	traits := map[string]string{}
	note := func(name, value string) {
		if value != "" {
			traits[name] = value
		}
	}
	note("name", w.name)
	note("email", w.email)
	note("phone", w.phone)
	e := regulars.Event{Type: regulars.Identify, UserID: w.customer, Time: at, Received: m.received, Source: m.source}
	if len(w.more) > 0 {
		note("city", w.more[1])
		note("birthday", w.more[2])
		note("createdAt", w.more[3])
		for i, t := range m.columns.traits {
			note(t.name, w.more[4+i])
		}
		if alias := w.more[0]; alias != "" && alias != w.customer {
			e.Context = aliasContext(alias)
		}
	}
	e.Body = marshal(traits)
	e.ID = m.eventID(&e)
	return e
}

// aliasContext names another id of the same customer, as Segment does.
func aliasContext(alias string) json.RawMessage {
	type externalID struct {
		ID         string `json:"id"`
		Type       string `json:"type"`
		Collection string `json:"collection"`
		Encoding   string `json:"encoding"`
	}
	return marshal(map[string][]externalID{"externalIds": {{alias, "user_id", "users", "none"}}})
}
