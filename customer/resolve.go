package customer

import (
	"regulars"
	"regulars/customer/identity"
	"regulars/customer/timeline"
)

// resolve finds whose an event is and takes in what it says.
func (w *work) resolve(e *regulars.Event, ids []identity.Identity, keys []idKey) error {
	e.Origin = 0
	if e.Source == Source || e.Customer != 0 {
		return w.ours(e, ids, keys)
	}
	var company int64
	if n := len(ids); n > 0 && ids[n-1].Kind == identity.Company {
		var err error
		if company, err = w.company(e, ids[n-1], keys[n-1]); err != nil {
			return err
		}
		ids, keys = ids[:n-1], keys[:n-1]
	}
	who, err := w.person(e, ids, keys)
	if err != nil || who.number == 0 {
		return err
	}
	e.Origin = who.number
	if e.Customer, err = w.root(who.number); err != nil || who.erased {
		return err
	}
	if err := w.see(e.Customer, regulars.Micros(e.Time)); err != nil {
		return err
	}
	if e.Type == regulars.Identify {
		if err := w.told(e.Origin, e); err != nil {
			return err
		}
	}
	if company != 0 {
		w.belongs(e.Origin, company, regulars.Micros(e.Time))
	}
	w.entries = append(w.entries, timeline.EntryOf(e))
	return nil
}

// company finds the company that a group call names and takes in its traits;
// 0 when it was erased.
func (w *work) company(e *regulars.Event, id identity.Identity, key idKey) (int64, error) {
	f, ok := w.ids.get(key)
	if ok && f.erased {
		return 0, nil
	}
	if !ok {
		f.number = w.give(e, true, []evidence{{id, key, 0}})
	}
	if err := w.see(f.number, regulars.Micros(e.Time)); err != nil {
		return 0, err
	}
	return f.number, w.told(f.number, e)
}

// person finds the number that an event's identities name, beginning, joining
// and refusing to join customers on the way. Number is 0 when they name nobody.
func (w *work) person(e *regulars.Event, ids []identity.Identity, keys []idKey) (found, error) {
	c := &circle{work: w, event: e, ids: ids, keys: keys, explicit: e.Type == regulars.Alias}
	for i := range ids {
		if f, ok := w.ids.get(keys[i]); ok && f.erased {
			if i == 0 || i == len(ids)-1 && len(c.known)+len(c.unknown) == 0 {
				return f, nil
			}
			continue
		}
		if err := c.look(ids[i], keys[i]); err != nil {
			return found{}, err
		}
	}
	if c.explicit {
		c.lookBehindAlias()
	}
	switch {
	case len(c.known)+len(c.unknown) == 0:
		return found{}, nil
	case len(c.known) == 0:
		return found{number: w.give(e, false, c.unknown)}, nil
	}
	return c.join()
}

// circle is the identities of one event, which it shows to be one person's.
type circle struct {
	*work
	event    *regulars.Event
	ids      []identity.Identity
	keys     []idKey
	explicit bool // the event says so outright
	known    []evidence
	unknown  []evidence
}

type evidence struct {
	identity.Identity
	key    idKey
	number int64 // whose it is; 0 when it is new
}

// look finds out whose an identity is.
func (c *circle) look(id identity.Identity, key idKey) error {
	f, ok := c.work.ids.get(key)
	if !ok && (id.Kind == identity.UserID || id.Kind == identity.Visitor) {
		// An alias call may have named it before anybody used it.
		a, there := c.work.ids.get(c.key(identity.Identity{Kind: identity.Alias, Value: id.Value}))
		if there && !a.blocked && !a.erased {
			f, ok = a, true
			if err := c.attach(evidence{id, key, 0}, a.number, c.event); err != nil {
				return err
			}
		}
	}
	switch {
	case !ok:
		c.unknown = append(c.unknown, evidence{id, key, 0})
	case !f.blocked:
		c.known = append(c.known, evidence{id, key, f.number})
	}
	return nil
}

// behindAlias gives the other guises of the id that an alias call gives up: it
// was a visitor's or a user's.
func behindAlias(ids []identity.Identity) (guises []identity.Identity) {
	for _, id := range ids {
		if id.Kind == identity.Alias {
			guises = append(guises, identity.Identity{Kind: identity.UserID, Value: id.Value},
				identity.Identity{Kind: identity.Visitor, Value: id.Value})
		}
	}
	return guises
}

func (c *circle) lookBehindAlias() {
	for _, id := range behindAlias(c.ids) {
		key := c.key(id)
		if f, ok := c.work.ids.get(key); ok && !f.blocked && !f.erased {
			c.known = append(c.known, evidence{id, key, f.number})
		}
	}
}

// join makes one customer of those that the event shows to be one, as far as
// that is allowed, gives it the new identities, and tells which number the
// event's firmest identity names.
func (c *circle) join() (found, error) {
	newUser := len(c.unknown) > 0 && c.unknown[0].Kind == identity.UserID && !c.explicit
	lead := c.known[0]
	if newUser {
		free, ok, err := c.withoutUser()
		if err != nil {
			return found{}, err
		}
		if !ok {
			return c.standAlone()
		}
		lead = free
	}
	for _, other := range c.known {
		again, err := c.mergeWith(lead, other, newUser)
		if err != nil {
			return found{}, err
		}
		if again { // an identity was blocked: without it, things look different
			return c.person(c.event, c.ids, c.keys)
		}
	}
	return c.takeIn(lead, newUser)
}

// withoutUser gives the firmest known identity whose customer has no user id.
func (c *circle) withoutUser() (evidence, bool, error) {
	for _, k := range c.known {
		_, f, err := c.rootFace(k.number)
		if err != nil || f.firmness < identity.Known {
			return k, err == nil, err
		}
	}
	return evidence{}, false, nil
}

// standAlone begins a customer for a new user id whose other identities all
// belong to customers with user ids of their own.
func (c *circle) standAlone() (found, error) {
	number := c.give(c.event, false, c.unknown)
	for _, other := range c.known {
		if _, err := c.refuse(number, other); err != nil {
			return found{}, err
		}
	}
	return found{number: number}, nil
}

// mergeWith merges the customer of other with that of lead, if that is allowed.
// Again says that an identity was blocked meanwhile.
func (c *circle) mergeWith(lead, other evidence, newUser bool) (again bool, err error) {
	a, fa, err := c.rootFace(lead.number)
	if err != nil {
		return false, err
	}
	b, fb, err := c.rootFace(other.number)
	if err != nil || a == b {
		return false, err
	}
	cause := mergeRow{cause: "identity", by: other.Identity, with: lead.Identity}
	if c.explicit {
		cause.cause = "alias"
	} else {
		if apart, err := c.apart(a, b); err != nil || apart {
			return false, err
		}
		if (newUser || fa.firmness == identity.Known) && fb.firmness == identity.Known {
			return c.refuse(a, other)
		}
		if fa.firmness > identity.Weak && fb.firmness > identity.Weak {
			if again, err := c.bothUse(lead, other, a, b); err != nil || again {
				return again, err
			}
		}
	}
	return false, c.merge(a, b, c.event, cause)
}

// bothUse notes that a merge of two persons rests on two identities. One that
// has joined too many is shared.
func (c *circle) bothUse(one, two evidence, a, b int64) (blocked bool, err error) {
	if blocked, err = c.claim(one, b, c.event); err != nil || blocked {
		return blocked, err
	}
	return c.claim(two, a, c.event)
}

// refuse leaves an identity with whoever has it, though customer used it too,
// and tells people that the two may be one.
func (c *circle) refuse(customer int64, other evidence) (blocked bool, err error) {
	if blocked, err = c.claim(other, customer, c.event); err != nil || blocked || other.Kind.Firmness() < identity.Firm {
		return blocked, err
	}
	owner, err := c.root(other.number)
	if err != nil || owner == customer {
		return false, err
	}
	return false, c.suspect(customer, owner, other.Identity, c.event)
}

// typed reports kinds that people type or share, so that what comes with one of
// them may be somebody else's. The others are accounts.
func typed(k identity.Kind) bool {
	switch k {
	case identity.Email, identity.Phone, identity.Device, identity.Visitor:
		return true
	}
	return false
}

// takeIn gives the new identities to the customer of lead and tells which
// number the event's firmest identity names.
func (c *circle) takeIn(lead evidence, newUser bool) (found, error) {
	into, f, err := c.rootFace(lead.number)
	if err != nil || len(c.unknown) == 0 {
		return found{number: c.firmest(lead.number)}, err
	}
	own, rest := []evidence(nil), c.unknown
	if f.firmness > identity.Weak && typed(lead.Kind) && !c.explicit {
		own, rest = nil, nil
		for _, u := range c.unknown {
			if newUser || u.Kind.Firmness() > identity.Weak {
				own = append(own, u)
			} else {
				rest = append(rest, u)
			}
		}
	}
	for _, u := range rest {
		if err := c.attach(u, lead.number, c.event); err != nil {
			return found{}, err
		}
	}
	if len(own) == 0 {
		return found{number: c.firmest(lead.number)}, nil
	}
	number := c.give(c.event, false, own)
	who := found{number: number}
	if c.known[0].Kind.Before(own[0].Kind) {
		who.number = c.known[0].number
	}
	if blocked, err := c.bothUse(lead, own[0], into, number); err != nil || blocked {
		return who, err
	}
	return who, c.merge(into, number, c.event, mergeRow{cause: "identity", by: lead.Identity, with: own[0].Identity, fresh: number})
}

// firmest gives the number that the event's firmest identity names; lead's when
// that identity is new.
func (c *circle) firmest(lead int64) int64 {
	if len(c.unknown) > 0 && (len(c.known) == 0 || c.unknown[0].Kind.Before(c.known[0].Kind)) {
		return lead
	}
	return c.known[0].number
}
