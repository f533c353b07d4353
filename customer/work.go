package customer

import (
	"time"

	"regulars"
	"regulars/customer/identity"
	"regulars/customer/timeline"
	"regulars/internal/store"
)

// work is one batch of events being resolved: what it has changed in memory and
// not yet written.
type work struct {
	*Customers
	tx *store.Tx
	at resolverRow

	fresh    []int64        // numbers given and not yet written
	isFresh  map[int64]bool // the same
	newIDs   []newIdentity
	seen     map[int64]bool // customers whose last time changed; true when the first did, too
	changed  map[int64]bool // numbers whose alias, firmness or end changed
	touched  map[int64]bool // numbers whose name and contacts may have changed
	merges   []mergeRow
	mergeSeq int64 // the event that caused the last merge, and how many it caused
	mergeNth int64
	members  map[[2]int64]int64 // (customer, company): since
	traits   map[int64]traits   // by origin, as far as they were needed
	retold   map[int64]bool     // those that changed
	entries  []timeline.Entry
	announce []regulars.Event
}

type newIdentity struct {
	identity.Identity
	number, since int64
}

// signs are the identities of a batch of events, one after the other.
type signs struct {
	ids  []identity.Identity
	keys []idKey
	ends []int // where each event's identities end
}

func (s *signs) of(i int) ([]identity.Identity, []idKey) {
	from := 0
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.ids[from:s.ends[i]], s.keys[from:s.ends[i]]
}

// Apply resolves a batch: it sets Customer and Origin of each event and writes
// down everything that the events say about who customers are.
func (c *Customers) Apply(tx *store.Tx, events []regulars.Event) error {
	// Whatever is undone later was already in memory.
	tx.AfterRollback(c.forget)
	w, err := c.begin(tx)
	if err != nil {
		return err
	}
	s := w.read(events)
	if err := w.load(events, s); err != nil {
		return err
	}
	for i := range events {
		ids, keys := s.of(i)
		if err := w.resolve(&events[i], ids, keys); err != nil {
			return err
		}
	}
	if err := w.flush(); err != nil {
		return err
	}
	return w.end()
}

// begin makes memory agree with the database.
func (c *Customers) begin(tx *store.Tx) (*work, error) {
	w := &work{Customers: c, tx: tx}
	w.empty()
	var err error
	if w.at, err = readResolver(tx); err != nil {
		return nil, err
	}
	if w.at.stamp != c.stamp {
		c.forget()
	}
	c.stamp = -1 // until this batch has come to its end
	if c.tombs == nil {
		if c.tombs, err = loadTombs(tx); err != nil {
			return nil, err
		}
	}
	if c.waiting == nil {
		if err := c.loadSeen(tx); err != nil {
			return nil, err
		}
	}
	c.turn()
	return w, nil
}

// read gives the identities of events. An event about what we did ourselves
// names its customer by number and has none.
func (w *work) read(events []regulars.Event) *signs {
	s := &signs{ids: make([]identity.Identity, 0, 2*len(events)), ends: make([]int, len(events))}
	for i := range events {
		if e := &events[i]; e.Source != Source && e.Customer == 0 || told(e) {
			s.ids = identity.Of(s.ids, e, w.o.Region)
			if company, ok := identity.CompanyOf(e); ok {
				s.ids = append(s.ids, company)
			}
		}
		s.ends[i] = len(s.ids)
	}
	s.keys = make([]idKey, len(s.ids))
	for i, id := range s.ids {
		s.keys[i] = w.key(id)
	}
	return s
}

func (w *work) empty() {
	w.fresh, w.newIDs, w.merges, w.announce = nil, nil, nil, nil
	w.entries = w.entries[:0]
	w.isFresh, w.seen, w.changed, w.touched = map[int64]bool{}, map[int64]bool{}, map[int64]bool{}, map[int64]bool{}
	w.members, w.traits, w.retold = map[[2]int64]int64{}, map[int64]traits{}, map[int64]bool{}
}

// flush writes down everything that is still in memory only.
func (w *work) flush() error {
	steps := [...]func() error{w.writeFresh, w.writeIdentities, w.writeChanged, w.writeSeen, w.writeMerges, w.writeMembers,
		w.writeTraits, func() error { return timeline.Add(w.tx, w.entries) }, w.refresh}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	if len(w.announce) > 0 {
		if _, err := w.log.Append(w.tx, w.announce); err != nil {
			return err
		}
	}
	w.empty()
	return nil
}

// end lets the next batch know that memory and database agree.
func (w *work) end() error {
	w.at.stamp++
	if err := w.at.write(w.tx); err != nil {
		return err
	}
	w.stamp = w.at.stamp
	return nil
}

// hour is how finely the last time is kept, so that a customer who clicks on
// and on is written once an hour.
const hour = int64(time.Hour / time.Microsecond)

func floorHour(us int64) int64 {
	h := us % hour
	if h < 0 {
		h += hour
	}
	return us - h
}
