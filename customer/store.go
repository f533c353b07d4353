package customer

import (
	"cmp"
	"maps"
	"slices"

	"regulars"
	"regulars/customer/identity"
	"regulars/internal/store"
)

// resolverRow is where the resolver goes on.
type resolverRow struct {
	next, stamp        int64
	anyApart, anyAlias bool
}

func readResolver(tx *store.Tx) (resolverRow, error) {
	return store.Row(tx, func(row store.Scanner) (r resolverRow, err error) {
		var apart, alias int
		err = row.Scan(&r.next, &r.stamp, &apart, &alias)
		r.anyApart, r.anyAlias = apart != 0, alias != 0
		return r, err
	}, `SELECT next_customer, stamp, CASE WHEN EXISTS (SELECT 1 FROM customer_apart) THEN 1 ELSE 0 END,
		CASE WHEN EXISTS (SELECT 1 FROM identity WHERE kind = 'alias') THEN 1 ELSE 0 END FROM customer_resolver`)
}

func (r resolverRow) write(tx *store.Tx) error {
	_, err := tx.Exec("UPDATE customer_resolver SET next_customer = ?, stamp = ?", r.next, r.stamp)
	return err
}

// load brings into memory everything that the events' identities and numbers
// concern, in a few queries for all of them.
func (w *work) load(events []regulars.Event, s *signs) error {
	missing := map[identity.Kind][]string{}
	asked := map[idKey]identity.Identity{}
	want := func(id identity.Identity, key idKey) {
		if _, ok := w.ids.get(key); ok {
			return
		}
		if _, ok := asked[key]; !ok {
			asked[key] = id
			missing[id.Kind] = append(missing[id.Kind], id.Value)
		}
	}
	for i, id := range s.ids {
		want(id, s.keys[i])
	}
	for i := range events {
		if events[i].Type == regulars.Alias {
			ids, _ := s.of(i)
			for _, id := range behindAlias(ids) {
				want(id, w.key(id))
			}
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(missing)) {
		slices.Sort(missing[kind])
		if err := w.loadIdentities(kind, missing[kind]); err != nil {
			return err
		}
	}
	if err := w.loadAliases(missing, asked); err != nil {
		return err
	}
	for key, id := range asked {
		if number, ok := w.tombs.of(id); ok {
			w.ids.put(key, found{number: number, erased: true})
		}
	}
	var numbers []int64
	for _, key := range s.keys {
		if f, ok := w.ids.get(key); ok {
			numbers = append(numbers, f.number)
		}
	}
	for i := range events {
		if events[i].Customer != 0 {
			numbers = append(numbers, events[i].Customer)
		}
	}
	if err := w.loadFaces(numbers); err != nil {
		return err
	}
	return w.loadTraits(w.tellers(events, s))
}

// tellers gives the numbers under which events will probably tell traits.
func (w *work) tellers(events []regulars.Event, s *signs) (numbers []int64) {
	for i := range events {
		if events[i].Type != regulars.Identify && events[i].Type != regulars.Group {
			continue
		}
		_, keys := s.of(i)
		for k, key := range keys {
			if f, ok := w.ids.get(key); ok && (k == 0 || k == len(keys)-1) {
				numbers = append(numbers, f.number)
			}
		}
	}
	return numbers
}

const selectIdentities = "SELECT kind, value, customer, since, standing FROM identity"

// loadIdentities reads identities of one kind, sorted by value.
func (w *work) loadIdentities(kind identity.Kind, values []string) error {
	return eachIn(w.tx, values, func(row store.Scanner) error {
		id, err := scanIdentity(row)
		w.ids.put(w.key(id.Identity), found{number: id.Origin, blocked: id.Standing == "blocked", allowed: id.Standing == "allowed"})
		return err
	}, selectIdentities+" WHERE kind = ? AND value IN ", string(kind))
}

// loadAliases looks for new user ids and visitors among what alias calls named.
func (w *work) loadAliases(missing map[identity.Kind][]string, asked map[idKey]identity.Identity) error {
	if !w.at.anyAlias {
		return nil
	}
	var values []string
	for _, kind := range [...]identity.Kind{identity.UserID, identity.Visitor} {
		for _, v := range missing[kind] {
			id := identity.Identity{Kind: identity.Alias, Value: v}
			if _, ok := w.ids.get(w.key(id)); !ok {
				values = append(values, v)
			}
		}
	}
	slices.Sort(values)
	return w.loadIdentities(identity.Alias, slices.Compact(values))
}

const selectFaces = `SELECT id, kind, alias_of, erased_at, firmness, first_seen, last_seen,
	CASE WHEN EXISTS (SELECT 1 FROM customer c WHERE c.alias_of = customer.id AND c.alias_of <> 0) THEN 1 ELSE 0 END
	FROM customer JOIN customer_list USING (id) WHERE id IN `

// loadFaces reads numbers that memory does not have, and those they lead to.
func (w *work) loadFaces(numbers []int64) error {
	for len(numbers) > 0 {
		slices.Sort(numbers)
		numbers = slices.DeleteFunc(slices.Compact(numbers), func(n int64) bool {
			_, ok := w.faces.get(n)
			return ok
		})
		var next []int64
		err := eachIn(w.tx, numbers, func(row store.Scanner) error {
			var id, erasedAt int64
			var kind string
			var joined int
			var f face
			err := row.Scan(&id, &kind, &f.aliasOf, &erasedAt, &f.firmness, &f.first, &f.last, &joined)
			f.company, f.erased, f.joined = kind == "company", erasedAt != 0, joined != 0
			if s, ok := w.waiting[id]; ok {
				f.last = s.last
				if s.earlier {
					f.first = s.first
				}
			}
			w.faces.put(id, f)
			if f.aliasOf != 0 {
				next = append(next, f.aliasOf)
			}
			return err
		}, selectFaces)
		if err != nil {
			return err
		}
		numbers = next
	}
	return nil
}

// listing gives which list a number stands in: 0 none, 1 persons, 2 companies,
// 3 visitors.
func (f face) listing() int64 {
	switch {
	case f.aliasOf != 0 || f.erased:
		return 0
	case f.company:
		return 2
	case f.firmness <= identity.Weak:
		return 3
	}
	return 1
}

func (f face) kind() string {
	if f.company {
		return "company"
	}
	return "person"
}

var (
	insertCustomers = newBulk(`INSERT INTO customer (id, kind, alias_of, firmness, listing, name, name_key,
		email, email_fault, phone, phone_fault, city, locale, birthday) VALUES `, 14, "")
	insertList = newBulk("INSERT INTO customer_list (id, listing, first_seen, last_seen) VALUES ", 4, "")
)

// writeFresh writes the numbers that this batch gave, with what is known of
// them: to write that afterwards would touch most indexes twice.
func (w *work) writeFresh() error {
	if len(w.fresh) == 0 {
		return nil
	}
	shown, err := w.describeFresh()
	if err != nil {
		return err
	}
	args, list := make([]any, 0, 14*len(w.fresh)), make([]any, 0, 4*len(w.fresh))
	for _, n := range w.fresh {
		f, _ := w.faces.get(n)
		d := shown[n]
		args = append(args, n, f.kind(), f.aliasOf, int64(f.firmness), f.listing(), d.name, w.sorter.key(d.name),
			d.email, string(d.emailFault), d.phone, string(d.phoneFault), d.city, d.locale, d.birthday)
		list = append(list, n, f.listing(), f.first, f.last)
	}
	if err := insertCustomers.exec(w.tx, args); err != nil {
		return err
	}
	if err := insertList.exec(w.tx, list); err != nil {
		return err
	}
	return w.writeTokens(slices.Sorted(maps.Keys(shown)), nil, shown)
}

var insertIdentities = newBulk("INSERT INTO identity (kind, value, customer, since) VALUES ", 4, "")

func (w *work) writeIdentities() error {
	slices.SortFunc(w.newIDs, func(a, b newIdentity) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	args := make([]any, 0, 4*len(w.newIDs))
	for _, id := range w.newIDs {
		args = append(args, string(id.Kind), id.Value, id.number, id.since)
	}
	return insertIdentities.exec(w.tx, args)
}

// writeChanged writes what rarely changes of numbers that were there before.
func (w *work) writeChanged() error {
	for _, n := range slices.Sorted(maps.Keys(w.changed)) {
		if w.isFresh[n] {
			continue
		}
		f, _ := w.faces.get(n)
		if _, err := w.tx.Exec("UPDATE customer SET alias_of = ?, firmness = ?, listing = ? WHERE id = ?",
			f.aliasOf, int64(f.firmness), f.listing(), n); err != nil {
			return err
		}
		if _, err := w.tx.Exec("UPDATE customer_list SET listing = ? WHERE id = ? AND listing <> ?", f.listing(), n, f.listing()); err != nil {
			return err
		}
	}
	return nil
}

var insertMerges = newBulk(`INSERT INTO customer_merge (id, from_customer, into_customer, cause, kind, value, with_kind, with_value,
	event, actor, time) VALUES `, 11, "")

func (w *work) writeMerges() error {
	args := make([]any, 0, 11*len(w.merges))
	for _, m := range w.merges {
		args = append(args, m.id, m.from, m.into, m.cause, string(m.by.Kind), m.by.Value, string(m.with.Kind), m.with.Value,
			m.event, m.actor, m.at)
	}
	return insertMerges.exec(w.tx, args)
}

const selectMerges = `SELECT id, from_customer, into_customer, cause, kind, value, with_kind, with_value, event, actor, time,
	undone_at, undone_by, undone_cause FROM customer_merge`

func scanMerge(row store.Scanner) (m mergeRow, err error) {
	err = row.Scan(&m.id, &m.from, &m.into, &m.cause, &m.by.Kind, &m.by.Value, &m.with.Kind, &m.with.Value, &m.event, &m.actor,
		&m.at, &m.undoneAt, &m.undoneBy, &m.undone)
	return m, err
}

func mergeByID(tx *store.Tx, id int64) (mergeRow, error) {
	return store.Row(tx, scanMerge, selectMerges+" WHERE id = ?", id)
}

var insertMembers = newBulk("INSERT INTO customer_member (customer, company, since) VALUES ", 3,
	" ON CONFLICT (customer, company) DO UPDATE SET since = excluded.since WHERE excluded.since < customer_member.since")

func (w *work) writeMembers() error {
	keys := slices.SortedFunc(maps.Keys(w.members), func(a, b [2]int64) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	args := make([]any, 0, 3*len(keys))
	for _, k := range keys {
		args = append(args, k[0], k[1], w.members[k])
	}
	return insertMembers.exec(w.tx, args)
}

// eachFamily calls fn with each of the customers and each number that leads to
// one of them.
func eachFamily(tx *store.Tx, roots []int64, fn func(root, number int64)) error {
	rootOf := make(map[int64]int64, len(roots))
	for _, r := range roots {
		rootOf[r] = r
		fn(r, r)
	}
	for level := roots; len(level) > 0; {
		var next []int64
		err := eachIn(tx, level, func(row store.Scanner) error {
			var parent, number int64
			err := row.Scan(&parent, &number)
			rootOf[number] = rootOf[parent]
			fn(rootOf[parent], number)
			next = append(next, number)
			return err
		}, "SELECT alias_of, id FROM customer WHERE alias_of <> 0 AND alias_of IN ")
		if err != nil {
			return err
		}
		level = next
	}
	return nil
}

// numbersOf gives a customer's number and all that lead to it.
func numbersOf(tx *store.Tx, customer int64) ([]int64, error) {
	return store.Rows(tx, store.One[int64], `WITH RECURSIVE family (id) AS (
		SELECT CAST(? AS BIGINT)
		UNION ALL SELECT c.id FROM family JOIN customer c ON c.alias_of = family.id AND c.alias_of <> 0)
		SELECT id FROM family ORDER BY id`, customer)
}

// rootOf gives the customer that a number leads to, or ErrNotFound.
func rootOf(tx *store.Tx, number int64) (int64, error) {
	for {
		alias, err := store.Row(tx, store.One[int64], "SELECT alias_of FROM customer WHERE id = ?", number)
		if err == store.ErrNoRow {
			return 0, regulars.NotFound("customer")
		}
		if err != nil || alias == 0 {
			return number, err
		}
		number = alias
	}
}
