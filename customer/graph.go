package customer

import (
	"regulars"
	"regulars/customer/identity"
	"regulars/customer/timeline"
	"regulars/internal/store"
)

// face gives what is known of a number; ok is false when it was never given.
func (w *work) face(number int64) (f face, ok bool, err error) {
	if f, ok = w.faces.get(number); ok {
		return f, true, nil
	}
	if err := w.loadFaces([]int64{number}); err != nil {
		return f, false, err
	}
	f, ok = w.faces.get(number)
	return f, ok, nil
}

// rootFace gives the customer that a number leads to, and its face.
func (w *work) rootFace(number int64) (int64, face, error) {
	for {
		f, ok, err := w.face(number)
		if err != nil || !ok || f.aliasOf == 0 {
			return number, f, err
		}
		number = f.aliasOf
	}
}

func (w *work) root(number int64) (int64, error) {
	root, _, err := w.rootFace(number)
	return root, err
}

// give begins a customer with new identities and gives its number. Numbers of
// erased customers are stepped over, so that a rebuild gives everybody else the
// number they had.
func (w *work) give(e *regulars.Event, company bool, ids []evidence) int64 {
	for w.tombs.numbers[w.at.next] {
		w.at.next++
	}
	number := w.at.next
	w.at.next++
	at := regulars.Micros(e.Time)
	w.faces.put(number, face{first: at, last: floorHour(at), company: company})
	w.fresh = append(w.fresh, number)
	w.isFresh[number] = true
	for _, id := range ids {
		w.put(id, number, at)
	}
	return number
}

// attach gives a new identity to a number that is there.
func (w *work) attach(id evidence, number int64, e *regulars.Event) error {
	root, f, err := w.rootFace(number)
	if err != nil {
		return err
	}
	w.put(id, number, regulars.Micros(e.Time))
	if id.Kind.Firmness() > f.firmness {
		f.firmness = id.Kind.Firmness()
		w.faces.put(root, f)
		w.changed[root] = true
	}
	return nil
}

func (w *work) put(id evidence, number, at int64) {
	w.ids.put(id.key, found{number: number})
	w.newIDs = append(w.newIDs, newIdentity{id.Identity, number, at})
	if f, ok := w.faces.get(number); ok && f.aliasOf == 0 && id.Kind.Firmness() > f.firmness {
		f.firmness = id.Kind.Firmness()
		w.faces.put(number, f)
		w.changed[number] = true
	}
	if id.Kind == identity.Email || id.Kind == identity.Phone {
		w.touched[number] = true
	}
}

// see notes that a customer did something at an instant.
func (w *work) see(customer, at int64) error {
	f, ok, err := w.face(customer)
	if err != nil || !ok {
		return err
	}
	if last := floorHour(at); at < f.first || last > f.last {
		w.seen[customer] = w.seen[customer] || at < f.first
		f.first, f.last = min(at, f.first), max(last, f.last)
		w.faces.put(customer, f)
	}
	return nil
}

// belongs notes that a customer is a member of a company.
func (w *work) belongs(customer, company, at int64) {
	key := [2]int64{customer, company}
	if since, ok := w.members[key]; !ok || at < since {
		w.members[key] = at
	}
}

// mergeRow is a merge, and its undoing.
type mergeRow struct {
	id               int64
	from, into       int64
	cause            string
	by, with         identity.Identity
	event, actor     string
	at               int64
	undoneAt         int64
	undoneBy, undone string
	fresh            int64 // a number that the same event gave; not kept
}

// merge makes one of two customers an alias of the other: the firmer one
// survives, else the older number.
func (w *work) merge(a, b int64, e *regulars.Event, m mergeRow) error {
	fa, okA, err := w.face(a)
	if err != nil {
		return err
	}
	fb, okB, err := w.face(b)
	if err != nil || !okA || !okB || a == b {
		return err
	}
	if fb.firmness > fa.firmness || fb.firmness == fa.firmness && b < a {
		a, b, fa, fb = b, a, fb, fa
	}
	fa.first, fa.last = min(fa.first, fb.first), max(fa.last, fb.last)
	fb.aliasOf, fa.joined = a, true
	w.faces.put(a, fa)
	w.faces.put(b, fb)
	w.seen[a], w.changed[b], w.touched[a], w.touched[b] = true, true, true, true
	at := regulars.Micros(e.Received)
	m.id, m.from, m.into, m.event, m.at = w.mergeID(e), b, a, e.ID, at
	w.merges = append(w.merges, m)
	told := Merged{Merge: m.id, From: b, Into: a, Cause: m.cause, Kind: m.by.Kind, Event: e.ID, Fresh: m.fresh == b}
	if m.cause == "staff" {
		told.Event = ""
	}
	w.announce = append(w.announce, told.event(e.Received))
	return nil
}

// mergesPerEvent is more than the merges that one event can cause.
const mergesPerEvent = 64

// mergeID gives the next id of a merge that an event causes.
func (w *work) mergeID(e *regulars.Event) int64 {
	if w.mergeSeq != e.Position.Seq {
		w.mergeSeq, w.mergeNth = e.Position.Seq, 0
	}
	w.mergeNth++
	return e.Position.Seq*mergesPerEvent + w.mergeNth - 1
}

// split undoes a merge: from is itself again, with all that is its own. The
// caller has flushed.
func (w *work) split(m mergeRow, e *regulars.Event, cause, actor string) error {
	old, err := w.root(m.from)
	if err != nil {
		return err
	}
	f, ok, err := w.face(m.from)
	if err != nil || !ok || f.aliasOf == 0 {
		return err
	}
	f.aliasOf = 0
	w.faces.put(m.from, f)
	at := regulars.Micros(e.Received)
	if _, err := w.tx.Exec("UPDATE customer_merge SET undone_at = ?, undone_by = ?, undone_cause = ? WHERE id = ?",
		at, actor, cause, m.id); err != nil {
		return err
	}
	if _, err := w.tx.Exec("UPDATE customer SET alias_of = 0 WHERE id = ?", m.from); err != nil {
		return err
	}
	own, err := w.recount(m.from)
	if err != nil {
		return err
	}
	if _, err := w.recount(old); err != nil {
		return err
	}
	told := Split{Merge: m.id, Customer: m.from, From: old, Origins: own, Cause: cause}
	w.announce = append(w.announce, told.event(e.Received))
	return nil
}

// recount finds out again what is known of a customer together with its
// aliases, and gives all their numbers.
func (w *work) recount(customer int64) ([]int64, error) {
	numbers, err := numbersOf(w.tx, customer)
	if err != nil {
		return nil, err
	}
	f, ok, err := w.face(customer)
	if err != nil || !ok {
		return nil, err
	}
	span, err := timeline.SpanOf(w.tx, numbers)
	if err != nil {
		return nil, err
	}
	if span.Events > 0 {
		f.first, f.last = regulars.Micros(span.First), floorHour(regulars.Micros(span.Last))
	}
	if f.firmness, err = firmnessOf(w.tx, numbers); err != nil {
		return nil, err
	}
	w.faces.put(customer, f)
	w.changed[customer], w.seen[customer], w.touched[customer] = true, true, true
	return numbers, nil
}

// firmnessOf gives how firm the firmest identity of numbers is.
func firmnessOf(tx *store.Tx, numbers []int64) (identity.Firmness, error) {
	firmest := identity.Weak
	err := eachIn(tx, numbers, func(row store.Scanner) error {
		var kind identity.Kind
		err := row.Scan(&kind)
		firmest = max(firmest, kind.Firmness())
		return err
	}, "SELECT DISTINCT kind FROM identity WHERE standing <> 'blocked' AND customer IN ")
	return firmest, err
}
