package importer

import (
	"encoding/json"
	"time"

	"regulars"
	"regulars/event/importer/row"
)

// contact is the traits by which a customer without an id is recognised.
type contact struct {
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// contactContext lets an event be recognised by e-mail and phone.
func contactContext(w *row.Row) json.RawMessage {
	if w.Email == "" && w.Phone == "" {
		return nil
	}
	return marshal(map[string]contact{"traits": {w.Email, w.Phone}})
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
func (m *maker) person(rows []*row.Row, k *known) made {
	out := made{tally: newTally()}
	for i, w := range rows {
		id := m.digest.facts(w)
		if k.has(id) {
			out.tally.Already++
			continue
		}
		e := m.identify(w, m.received.Add(time.Duration(i)*time.Microsecond))
		if m.forgotten != nil && m.forgotten(&e) {
			m.refuse(&out.tally, w, row.Erased, row.Customer)
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
func (m *maker) identify(w *row.Row, at time.Time) regulars.Event {
	traits := map[string]string{}
	note := func(name, value string) {
		if value != "" {
			traits[name] = value
		}
	}
	note("name", w.Name)
	note("email", w.Email)
	note("phone", w.Phone)
	e := regulars.Event{Type: regulars.Identify, UserID: w.Customer, Time: at, Received: m.received, Source: m.source}
	if len(w.More) > 0 {
		note("city", w.More[1])
		note("birthday", w.More[2])
		note("createdAt", w.More[3])
		for i, name := range m.columns.Traits() {
			note(name, w.More[4+i])
		}
		if alias := w.More[0]; alias != "" && alias != w.Customer {
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
