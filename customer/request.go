package customer

import (
	"encoding/json"
	"slices"

	"regulars"
	"regulars/customer/identity"
	"regulars/customer/timeline"
	"regulars/internal/store"
)

// ours takes in an event about what we did ourselves. One that tells of a
// customer stands on its timeline; what staff ask for is done.
func (w *work) ours(e *regulars.Event, ids []identity.Identity, keys []idKey) error {
	if e.Source == Source {
		if do := w.requests()[e.Name]; do != nil {
			e.Customer = 0
			var body asked
			if err := json.Unmarshal(e.Body, &body); err != nil {
				return regulars.Invalid("body", "json", "a request of staff cannot be read")
			}
			if err := w.flush(); err != nil {
				return err
			}
			return do(e, body)
		}
	}
	named := e.Customer
	f, ok, err := w.face(named)
	if err != nil {
		return err
	}
	if !ok {
		e.Customer = 0
		return nil
	}
	e.Origin = named
	if e.Customer, err = w.root(named); err != nil || f.erased {
		return err
	}
	if e.Source == Source && e.Name == MergedEvent {
		var told Merged
		if json.Unmarshal(e.Body, &told) == nil && told.Fresh {
			return nil // nobody ever saw the other
		}
	}
	if told(e) {
		if err := w.toldByStaff(e, named, ids, keys); err != nil {
			return err
		}
	}
	entry := timeline.EntryOf(e)
	entry.Own = true
	w.entries = append(w.entries, entry)
	return nil
}

func (w *work) requests() map[string]func(*regulars.Event, asked) error {
	return map[string]func(*regulars.Event, asked) error{
		mergeAsked: w.mergeAsked,
		splitAsked: w.splitAsked,
		keptApart:  w.keptApart,
		allowed:    w.allowed,
		erased:     w.erase,
	}
}

// mergeAsked merges two customers because staff say so. What has become
// impossible meanwhile is left undone: the caller looks afterwards.
func (w *work) mergeAsked(e *regulars.Event, ask asked) error {
	from, ff, err := w.rootFace(ask.From)
	if err != nil {
		return err
	}
	into, fi, err := w.rootFace(ask.Into)
	if err != nil || from == into || ff.company != fi.company || ff.erased || fi.erased {
		return err
	}
	if err := w.forgetApart(from, into); err != nil {
		return err
	}
	return w.merge(into, from, e, mergeRow{cause: "staff", actor: ask.Actor})
}

// forgetApart takes back that two customers are not one.
func (w *work) forgetApart(a, b int64) error {
	if !w.at.anyApart {
		return nil
	}
	as, err := numbersOf(w.tx, a)
	if err != nil {
		return err
	}
	bs, err := numbersOf(w.tx, b)
	if err != nil {
		return err
	}
	pairs, err := store.Rows(w.tx, scanPair, "SELECT a, b FROM customer_apart")
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if slices.Contains(as, p[0]) && slices.Contains(bs, p[1]) || slices.Contains(bs, p[0]) && slices.Contains(as, p[1]) {
			if _, err := w.tx.Exec("DELETE FROM customer_apart WHERE a = ? AND b = ?", p[0], p[1]); err != nil {
				return err
			}
		}
	}
	return nil
}

// splitAsked undoes a merge because staff say so, and keeps the two apart.
func (w *work) splitAsked(e *regulars.Event, ask asked) error {
	m, err := mergeByID(w.tx, ask.Merge)
	if err == store.ErrNoRow || err == nil && m.undoneAt != 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if err := w.split(m, e, "staff", ask.Actor); err != nil {
		return err
	}
	return w.setApart(m.from, m.into)
}

func (w *work) setApart(a, b int64) error {
	w.at.anyApart = true
	_, err := w.tx.Exec("INSERT INTO customer_apart (a, b) VALUES (?, ?) ON CONFLICT DO NOTHING", min(a, b), max(a, b))
	return err
}

// keptApart settles a possible duplicate: the two are not one.
func (w *work) keptApart(_ *regulars.Event, ask asked) error {
	a, fa, err := w.rootFace(ask.From)
	if err != nil {
		return err
	}
	b, fb, err := w.rootFace(ask.Into)
	if err != nil || a == b || fa.firmness == 0 || fb.firmness == 0 {
		return err
	}
	if _, err := w.tx.Exec("DELETE FROM customer_duplicate WHERE a = ? AND b = ?", min(ask.From, ask.Into), max(ask.From, ask.Into)); err != nil {
		return err
	}
	return w.setApart(a, b)
}

// allowed gives a blocked identity its meaning back, for good.
func (w *work) allowed(_ *regulars.Event, ask asked) (err error) {
	if w.tombs, err = loadTombs(w.tx); err != nil {
		return err
	}
	blocked, err := store.Rows(w.tx, scanIdentity, selectIdentities+" WHERE standing = 'blocked' AND standing <> '' AND kind = ?", string(ask.Kind))
	if err != nil {
		return err
	}
	for _, b := range blocked {
		if w.tombs.digest(b.Identity) != ask.Digest {
			continue
		}
		if _, err := w.tx.Exec("UPDATE identity SET standing = 'allowed' WHERE kind = ? AND value = ?", string(b.Kind), b.Value); err != nil {
			return err
		}
		w.ids.put(w.key(b.Identity), found{number: b.Origin, allowed: true})
		owner, err := w.root(b.Origin)
		if err != nil {
			return err
		}
		if _, err := w.recount(owner); err != nil {
			return err
		}
		if err := w.touchUsers(b.Value); err != nil {
			return err
		}
	}
	return nil
}

// touchUsers has everybody described again who shows a contact.
func (w *work) touchUsers(contact string) error {
	users, err := store.Rows(w.tx, store.One[int64], "SELECT id FROM customer WHERE email = ? OR phone = ?", contact, contact)
	for _, n := range users {
		w.touched[n] = true
	}
	return err
}
