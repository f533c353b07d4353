package customer_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"regulars"
	"regulars/customer"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// key is an identity of the property tests: a letter for its kind and a value.
type key string

// sign puts an identity on an event.
func sign(e *regulars.Event, k key) {
	value := string(k[1:])
	add := func(name string) {
		text := fmt.Sprintf(`"%s":"%s"`, name, value)
		if len(e.Context) == 0 {
			e.Context = []byte(`{"traits":{` + text + `}}`)
		} else {
			e.Context = append(e.Context[:len(e.Context)-2:len(e.Context)-2], []byte(","+text+"}}")...)
		}
	}
	switch k[0] {
	case 'u':
		e.UserID = value
	case 'a':
		e.AnonymousID = value
	case 'e':
		value += "@shop.cn"
		add("email")
	case 'p':
		value = "139123456" + value
		add("phone")
	case 'o':
		add("openid")
	case 'c':
		add("card")
	}
}

// person is the identities of one true person. Only one of them is a user id,
// unless alias calls join more.
func person(t *rapid.T, n int) []key {
	ids := []key{key(fmt.Sprintf("u%d", n))}
	for _, kind := range "aaeepoc" {
		if rapid.Bool().Draw(t, "has") {
			ids = append(ids, key(fmt.Sprintf("%c%d%d", kind, n, len(ids))))
		}
	}
	return ids
}

// glimpses makes events, each of which shows some identities of one person.
func glimpses(t *rapid.T, persons [][]key) []regulars.Event {
	var out []regulars.Event
	for i := range rapid.IntRange(1, 14).Draw(t, "events") {
		p := rapid.SampledFrom(persons).Draw(t, "person")
		shown := map[byte]key{}
		for _, k := range rapid.SliceOfN(rapid.SampledFrom(p), 1, 3).Draw(t, "shown") {
			shown[k[0]] = k
		}
		e := regulars.Event{ID: fmt.Sprint("m", i), Type: regulars.Track, Name: fmt.Sprint("Did ", i), Source: "shop",
			Time: day.AddDate(0, 0, i), Received: day.AddDate(0, 0, i)}
		for _, kind := range slices.Sorted(maps.Keys(shown)) {
			sign(&e, shown[kind])
		}
		if rapid.IntRange(0, 3).Draw(t, "tells") == 0 {
			e.Type, e.Name, e.Body = regulars.Identify, "", []byte(fmt.Sprintf(`{"name":"N%d","t%d":%d}`, i%3, i%2, i))
		}
		out = append(out, e)
	}
	return out
}

// circles gives the connected circles of identities that events show.
func circles(events []regulars.Event) map[string]string {
	parent := map[string]string{}
	var find func(s string) string
	find = func(s string) string {
		if parent[s] == "" || parent[s] == s {
			parent[s] = s
			return s
		}
		return find(parent[s])
	}
	for i := range events {
		first := ""
		for _, id := range idsOf(&events[i]) {
			s := string(id.Kind) + ":" + id.Value
			if first == "" {
				first = s
			}
			parent[find(s)] = find(first)
		}
	}
	members := map[string][]string{}
	for s := range parent {
		members[find(s)] = append(members[find(s)], s)
	}
	out := map[string]string{}
	for _, list := range members {
		slices.Sort(list)
		for _, s := range list {
			out[s] = strings.Join(list, " ")
		}
	}
	return out
}

// parts gives the customers of a world as circles of identities.
func (w *world) parts() map[string]string {
	w.t.Helper()
	type held struct {
		id     string
		number int64
	}
	members := map[int64][]string{}
	w.read(func(tx *store.Tx) error {
		ids, err := store.Rows(tx, func(row store.Scanner) (h held, err error) {
			var kind, value string
			err = row.Scan(&kind, &value, &h.number)
			h.id = kind + ":" + value
			return h, err
		}, "SELECT kind, value, customer FROM identity")
		for _, h := range ids {
			root, err := customer.Root(tx, h.number)
			if err != nil {
				return err
			}
			members[root] = append(members[root], h.id)
		}
		return err
	})
	out := map[string]string{}
	for _, list := range members {
		slices.Sort(list)
		for _, s := range list {
			out[s] = strings.Join(list, " ")
		}
	}
	return out
}

// clear makes a world empty again, log and all.
func (w *world) clear() {
	w.t.Helper()
	reopen := w.db.Dialect() == store.SQLite // where the log keeps in memory how far it has come
	if reopen {
		if err := w.log.Close(); err != nil {
			w.t.Fatal(err)
		}
	}
	w.write(func(tx *store.Tx) error {
		for _, table := range [...]string{"log_chunk", "log_owner", "log_id", "log_cursor", "log_skip", "customer_erased", "customer_tombstone"} {
			if _, err := tx.Exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		return customer.Reset(tx)
	})
	if reopen {
		w.open(false)
	}
}

// worlds gives the databases on which a property is tried: SQLite with many
// tries, PostgreSQL with few, because it is slow to empty.
func worlds(t *testing.T, o customer.Options, check func(rt *rapid.T, w *world)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, ...store.Migration) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, open(t, eventlog.Migration(), customer.Migration()), o)
			w.gather = 3
			tries := 0
			rapid.Check(t, func(rt *rapid.T) {
				if tries++; name == "postgres" && tries > 12 {
					return
				}
				w.clear()
				check(rt, w)
			})
		})
	}
}

// TestAnyOrderGivesTheSameCustomers: as long as no two user ids meet and nothing
// is shared by many, customers are the connected circles of identities, in
// whatever order and however many at once the events come.
func TestAnyOrderGivesTheSameCustomers(t *testing.T) {
	t.Parallel()
	worlds(t, customer.Options{}, func(rt *rapid.T, w *world) {
		var persons [][]key
		for n := range rapid.IntRange(1, 3).Draw(rt, "persons") {
			persons = append(persons, person(rt, n+1))
		}
		events := glimpses(rt, persons)
		want := circles(events)
		for range 2 {
			order := rapid.Permutation(events).Draw(rt, "order")
			w.clear()
			for len(order) > 0 {
				n := rapid.IntRange(1, len(order)).Draw(rt, "at once")
				w.add(order[:n]...)
				order = order[n:]
			}
			if got := w.parts(); !maps.Equal(got, want) {
				rt.Fatalf("got %v\nwant %v", got, want)
			}
		}
	})
}

// TestAliasesJoinWhateverTheOrder: user ids that alias calls name in a chain are
// one customer, with everything that any of them used.
func TestAliasesJoinWhateverTheOrder(t *testing.T) {
	t.Parallel()
	worlds(t, customer.Options{}, func(rt *rapid.T, w *world) {
		n := rapid.IntRange(2, 4).Draw(rt, "ids")
		var events []regulars.Event
		for i := range n {
			e := regulars.Event{ID: fmt.Sprint("m", i), Type: regulars.Track, Source: "shop", Time: day, Received: day, UserID: fmt.Sprint("u", i)}
			sign(&e, key(fmt.Sprint("e", rapid.IntRange(1, 2).Draw(rt, "mail"))))
			events = append(events, e)
			if i > 0 {
				events = append(events, regulars.Event{ID: fmt.Sprint("alias", i), Type: regulars.Alias, Source: "shop", Time: day, Received: day,
					UserID: fmt.Sprint("u", i), PreviousID: fmt.Sprint("u", rapid.IntRange(0, i-1).Draw(rt, "earlier"))})
			}
		}
		for _, e := range rapid.Permutation(events).Draw(rt, "order") {
			w.add(e)
		}
		circle := ""
		for id, c := range w.parts() {
			if circle != "" && c != circle {
				rt.Fatalf("%s is not with the others: %v", id, w.parts())
			}
			circle = c
		}
	})
}

// TestUndoingAMergeGivesBackWhatWas: after a merge and its undoing everything is
// as it was, also when events came meanwhile: then it is as if they had come to
// the two apart.
func TestUndoingAMergeGivesBackWhatWas(t *testing.T) {
	t.Parallel()
	worlds(t, customer.Options{}, func(rt *rapid.T, w *world) {
		persons := [][]key{person(rt, 1), person(rt, 2), person(rt, 3)}
		w.add(glimpses(rt, persons)...)
		roots := ask(w, func(tx *store.Tx) ([]int64, error) {
			return store.Rows(tx, store.One[int64], "SELECT id FROM customer WHERE alias_of = 0 ORDER BY id")
		})
		if len(roots) < 2 {
			return
		}
		pair := rapid.Permutation(roots).Draw(rt, "pair")[:2]
		before := w.state()
		survivor, err := w.customers.Merge(w.ctx, pair[0], pair[1])
		if err != nil {
			rt.Fatal(err)
		}
		if w.state() == before {
			rt.Fatal("the merge changed nothing")
		}
		w.undoLast(rt, survivor)
		if after := w.state(); after != before {
			rt.Fatal(difference(before, after))
		}
	})
}

// undoLast undoes the newest merge of a customer.
func (w *world) undoLast(rt *rapid.T, number int64) {
	rt.Helper()
	merges := ask(w, func(tx *store.Tx) ([]customer.Merge, error) { return customer.Merges(tx, number) })
	for _, m := range merges {
		if m.Cause == "staff" && m.UndoneAt.IsZero() {
			if err := w.customers.UndoMerge(w.ctx, m.ID); err != nil {
				rt.Fatal(err)
			}
			return
		}
	}
	rt.Fatal("there is no merge to undo")
}

// state is every row that tells of customers, but for merges, decisions and what
// stands on the timeline about them.
func (w *world) state() string {
	w.t.Helper()
	w.caughtUp() // times that wait belong to it
	var b strings.Builder
	w.read(func(tx *store.Tx) error {
		for _, q := range [...]string{
			`SELECT id, kind, alias_of, firmness, customer.listing, customer_list.listing, first_seen, last_seen, name, name_key, email, email_fault,
				phone, phone_fault, city FROM customer JOIN customer_list USING (id) ORDER BY id`,
			"SELECT kind, value, customer, since, standing FROM identity ORDER BY kind, value",
			"SELECT customer, traits FROM customer_trait ORDER BY customer",
			"SELECT token, customer FROM customer_token ORDER BY token, customer",
			"SELECT customer, company, since FROM customer_member ORDER BY customer, company",
			"SELECT customer, time, seq, kind, type, name, source, body FROM timeline_event WHERE own = 0 ORDER BY customer, time, seq",
		} {
			if err := dump(&b, tx, q); err != nil {
				return err
			}
		}
		return nil
	})
	return b.String()
}

func dump(b *strings.Builder, tx *store.Tx, query string) error {
	rows, err := tx.Query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			if raw, ok := v.([]byte); ok {
				v = string(raw)
			}
			fmt.Fprintf(b, "%s=%v ", columns[i], v)
		}
		b.WriteString("\n")
	}
	return rows.Err()
}

// TestTheLogTellsEverything: whatever happened, in whatever batches, with staff
// in between, a rebuild comes to the same rows.
//
// Either persons meet, because they share a mail address and a device; or some
// are erased. What erased persons showed about others is not shown again, so
// with both at once a rebuild may join less.
func TestTheLogTellsEverything(t *testing.T) {
	t.Parallel()
	worlds(t, customer.Options{Shared: 2}, func(rt *rapid.T, w *world) {
		erasing := rapid.Bool().Draw(rt, "erasing")
		persons := [][]key{person(rt, 1), person(rt, 2), person(rt, 3), person(rt, 4)}
		for i := range persons {
			if !erasing {
				persons[i] = append(persons[i], "e9", "a9")
			}
		}
		events := glimpses(rt, persons)
		for len(events) > 0 {
			n := rapid.IntRange(1, len(events)).Draw(rt, "at once")
			w.add(events[:n]...)
			events = events[n:]
			w.staff(rt, erasing)
		}
		if !erasing {
			w.add(aliasOf(rt)...)
		}
		w.caughtUp() // what the resolver itself told is in the log, too
		before := w.state() + w.describe()
		w.rebuild()
		if after := w.state() + w.describe(); after != before {
			rt.Fatal(difference(before, after))
		}
	})
}

// difference shows the lines in which two texts differ.
func difference(before, after string) string {
	var b strings.Builder
	old, now := strings.Split(before, "\n"), strings.Split(after, "\n")
	for _, line := range old {
		if !slices.Contains(now, line) {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range now {
		if !slices.Contains(old, line) {
			b.WriteString("+ " + line + "\n")
		}
	}
	return b.String()
}

// staff does something that staff do, if it is possible.
func (w *world) staff(rt *rapid.T, erasing bool) {
	rt.Helper()
	a, b := rapid.Int64Range(1, 5).Draw(rt, "a"), rapid.Int64Range(1, 5).Draw(rt, "b")
	w.clock.Advance(1e9)
	var err error
	deeds := []string{"", "", "merge", "undo", "apart"}
	if erasing {
		deeds = append(deeds, "erase")
	}
	switch rapid.SampledFrom(deeds).Draw(rt, "staff") {
	case "merge":
		_, err = w.customers.Merge(w.ctx, a, b)
	case "undo":
		var merges []customer.Merge
		w.read(func(tx *store.Tx) error {
			merges, err = customer.Merges(tx, a)
			return nil
		})
		if len(merges) > 0 {
			err = w.customers.UndoMerge(w.ctx, merges[0].ID)
		}
	case "apart":
		err = w.customers.KeepApart(w.ctx, a, b)
	case "erase":
		_, err = w.customers.Erase(w.ctx, a, nil)
	}
	if code := regulars.CodeOf(err); err != nil && code != regulars.ErrNotFound && code != regulars.ErrConflict {
		rt.Fatal(err)
	}
}

func aliasOf(rt *rapid.T) []regulars.Event {
	if !rapid.Bool().Draw(rt, "alias") {
		return nil
	}
	return []regulars.Event{{ID: "alias", Type: regulars.Alias, Source: "shop", Time: day, Received: day, UserID: "1", PreviousID: "2"}}
}
