package customer

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"regulars/customer/identity"
	"regulars/internal/store"
)

// Hit is a customer found by a search.
type Hit struct {
	Customer
	// By is the kind of identity by whose beginning it was found, or "name" or "id".
	By string
}

// Search finds customers by the beginning of a word of their name, any part of
// a Chinese name, or the beginning of an e-mail address, telephone number or
// other id; the best matches first, at most limit. Visitors are found by
// identity only. Region is of telephone numbers that name no country.
func Search(tx *store.Tx, text, region string, limit int) ([]Hit, error) {
	found, err := find(tx, text, region, max(4*limit, 64))
	if err != nil {
		return nil, err
	}
	hits, err := found.hits(tx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		if ra, rb := found.rank(&a), found.rank(&b); ra != rb {
			return ra - rb
		}
		switch {
		case a.Value != b.Value:
			if a.Value > b.Value {
				return -1
			}
			return 1
		case a.Orders != b.Orders:
			return int(b.Orders - a.Orders)
		}
		return 0
	})
	return hits[:min(limit, len(hits))], nil
}

// finding is what a search came across, by number.
type finding struct {
	folded string
	terms  []string
	order  []int64 // numbers as they were found
	by     map[int64]string
	exact  map[int64]bool
	more   bool // there may be more than were taken
	roots  map[int64]int64
}

func (f *finding) add(number int64, by string, exact bool) {
	if _, ok := f.by[number]; !ok {
		f.order = append(f.order, number)
		f.by[number] = by
	}
	if exact {
		f.exact[number], f.by[number] = true, by
	}
}

// rank orders hits: an exact id, a whole word of the name, the rest.
func (f *finding) rank(h *Hit) int {
	if f.exact[h.ID] {
		return 0
	}
	if h.By == "name" && slices.ContainsFunc(words(fold(h.Name)), func(w string) bool { return slices.Contains(f.terms, w) }) {
		return 1
	}
	return 2
}

// find looks for text in every place, up to limit in each.
func find(tx *store.Tx, text, region string, limit int) (*finding, error) {
	f := &finding{folded: fold(strings.TrimSpace(text)), terms: terms(text), by: map[int64]string{}, exact: map[int64]bool{}}
	if f.folded == "" || len(text) > 200 {
		return f, nil
	}
	if n, err := strconv.ParseInt(f.folded, 10, 64); err == nil && n > 0 {
		there, err := store.Rows(tx, store.One[int64], "SELECT id FROM customer WHERE id = ?", n)
		if err != nil {
			return nil, err
		}
		for _, id := range there {
			f.add(id, "id", true)
		}
	}
	for _, p := range prefixes(text, region) {
		if err := f.byIdentity(tx, p, limit); err != nil {
			return nil, err
		}
	}
	if err := f.byName(tx, limit); err != nil {
		return nil, err
	}
	return f, f.toRoots(tx)
}

// prefix is a beginning of identities of one kind.
type prefix struct {
	kind  identity.Kind
	value string
}

// prefixes gives the forms in which text may be the beginning of an identity.
func prefixes(text, region string) (out []prefix) {
	norm, fault := identity.New(identity.UserID, text, region)
	plain := norm.Value
	if fault != identity.Fine {
		if fault != identity.Placeholder {
			return nil
		}
		plain = strings.TrimSpace(text)
	}
	for _, kind := range [...]identity.Kind{identity.UserID, identity.Alias, identity.UnionID, identity.OpenID, identity.External,
		identity.Company, identity.Visitor, identity.Device} {
		out = append(out, prefix{kind, plain})
	}
	if card := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(plain)); card != "" {
		out = append(out, prefix{identity.Card, card})
	}
	out = append(out, prefix{identity.Email, strings.ToLower(plain)})
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case strings.ContainsRune("+ -()./", r):
			return -1
		}
		return 'x'
	}, plain)
	if digits == "" || strings.ContainsRune(digits, 'x') {
		return out
	}
	out = append(out, prefix{identity.Phone, "+" + strings.TrimPrefix(digits, "00")})
	if !strings.HasPrefix(plain, "+") {
		if code := phonenumbers.GetCountryCodeForRegion(region); code != 0 {
			out = append(out, prefix{identity.Phone, "+" + strconv.Itoa(code) + strings.TrimLeft(digits, "0")})
		}
	}
	return out
}

// beyond gives the first text after all that begin with s.
func beyond(s string) string { return s + "\U0010FFFF" }

func (f *finding) byIdentity(tx *store.Tx, p prefix, limit int) error {
	n := 0
	err := store.Each(tx, func(row store.Scanner) error {
		var value string
		var number int64
		if err := row.Scan(&value, &number); err != nil {
			return err
		}
		n++
		f.add(number, string(p.kind), value == p.value)
		return nil
	}, "SELECT value, customer FROM identity WHERE kind = ? AND value >= ? AND value < ? ORDER BY value LIMIT ?",
		string(p.kind), p.value, beyond(p.value), limit)
	f.more = f.more || n == limit
	return err
}

// byName looks for names that have all the terms: it goes through those with
// the rarest one and looks at the rest of their name.
func (f *finding) byName(tx *store.Tx, limit int) error {
	if len(f.terms) == 0 {
		return nil
	}
	rarest, few := "", 1<<30
	probe := max(limit, 2000)
	for _, term := range f.terms {
		n, err := store.Row(tx, store.One[int], "SELECT count(*) FROM (SELECT 1 FROM customer_token WHERE token >= ? AND token < ? LIMIT ?) AS capped",
			term, beyond(term), probe)
		if err != nil {
			return err
		}
		if n < few || n == few && len(term) > len(rarest) {
			rarest, few = term, n
		}
	}
	take := limit
	if len(f.terms) > 1 {
		take = max(limit, few)
	}
	numbers, err := store.Rows(tx, store.One[int64], `SELECT customer FROM customer_token WHERE token >= ? AND token < ?
		ORDER BY token, customer LIMIT ?`, rarest, beyond(rarest), take)
	if err != nil {
		return err
	}
	f.more = f.more || len(numbers) == take && (take == limit || few == probe)
	if len(f.terms) == 1 {
		for _, n := range numbers {
			f.add(n, "name", false)
		}
		return nil
	}
	slices.Sort(numbers)
	kept := 0
	return eachIn(tx, slices.Compact(numbers), func(row store.Scanner) error {
		var n int64
		var name string
		err := row.Scan(&n, &name)
		if err == nil && kept < limit && f.inName(name) {
			f.add(n, "name", false)
			kept++
		}
		return err
	}, "SELECT id, name FROM customer WHERE id IN ")
}

// inName reports whether a name has all the terms.
func (f *finding) inName(name string) bool {
	if name == "" {
		return false
	}
	have := tokens(name)
	for _, term := range f.terms {
		if !slices.ContainsFunc(have, func(t string) bool { return strings.HasPrefix(t, term) }) {
			return false
		}
	}
	return true
}

// toRoots leads the numbers found to the customers of today.
func (f *finding) toRoots(tx *store.Tx) (err error) {
	f.roots, err = rootsOf(tx, f.order)
	for number, root := range f.roots {
		if root != number {
			if _, ok := f.by[root]; !ok {
				f.by[root] = f.by[number]
			}
			f.exact[root] = f.exact[root] || f.exact[number]
		}
	}
	return err
}

// hits gives the customers found, in the order of finding, without the erased.
func (f *finding) hits(tx *store.Tx) ([]Hit, error) {
	roots := slices.Sorted(maps.Values(f.roots))
	list, err := rowsIn(tx, slices.Compact(roots), scanCustomer, selectCustomers+" WHERE id IN ")
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]*Customer, len(list))
	for i := range list {
		byID[list[i].ID] = &list[i]
	}
	var out []Hit
	for _, n := range f.order {
		c := byID[f.roots[n]]
		if c == nil {
			continue
		}
		delete(byID, c.ID)
		if c.ErasedAt.IsZero() || f.by[c.ID] == "id" {
			out = append(out, Hit{Customer: *c, By: f.by[c.ID]})
		}
	}
	return out, nil
}

// rootsOf gives the customers that numbers lead to.
func rootsOf(tx *store.Tx, numbers []int64) (map[int64]int64, error) {
	parent := make(map[int64]int64, len(numbers))
	for level := slices.Compact(slices.Sorted(slices.Values(numbers))); len(level) > 0; {
		var next []int64
		err := eachIn(tx, level, func(row store.Scanner) error {
			var id, alias int64
			err := row.Scan(&id, &alias)
			parent[id] = alias
			if _, ok := parent[alias]; alias != 0 && !ok {
				next = append(next, alias)
			}
			return err
		}, "SELECT id, alias_of FROM customer WHERE id IN ")
		if err != nil {
			return nil, err
		}
		slices.Sort(next)
		level = slices.Compact(next)
	}
	roots := make(map[int64]int64, len(numbers))
	for _, n := range numbers {
		root := n
		for parent[root] != 0 {
			root = parent[root]
		}
		if _, ok := parent[n]; ok {
			roots[n] = root
		}
	}
	return roots, nil
}

// listedHits is how many matches a list takes one by one before it goes through
// the list itself.
const listedHits = 5000

// listText gives a page of those who match a text. Few are filtered and sorted
// in memory; when there are many, the list is gone through in its order.
func listText(tx *store.Tx, q ListQuery, region string) (ListPage, error) {
	found, err := find(tx, q.Text, region, listedHits)
	if err != nil {
		return ListPage{}, err
	}
	if found.more {
		q.After.Total, q.After.Exact = listedHits, false
		from, args := q.from(q.Sort)
		return pageOf(tx, q, from, args, found.likely(region))
	}
	hits, err := found.hits(tx)
	if err != nil {
		return ListPage{}, err
	}
	var list []Customer
	for i := range hits {
		if q.match(&hits[i].Customer) {
			list = append(list, hits[i].Customer)
		}
	}
	q.sortBy(list)
	page := ListPage{Total: int64(len(list)), Exact: true}
	if q.After.ID != 0 {
		at, _ := slices.BinarySearchFunc(list, q.After, func(c Customer, a After) int {
			order := q.Sort.compare(&c, a)
			if q.Descending {
				order = -order
			}
			if order <= 0 {
				return -1 // the last one of the page before, too
			}
			return 1
		})
		list = list[at:]
	}
	if len(list) > q.Limit {
		list = list[:q.Limit]
		page.Next = q.place(&list[q.Limit-1])
	}
	page.Items = list
	return page, nil
}

// likely tells from a row alone whether it matches.
func (f *finding) likely(region string) func(*Customer) bool {
	var email, phones []string
	for _, p := range prefixes(f.folded, region) {
		switch p.kind {
		case identity.Email:
			email = append(email, p.value)
		case identity.Phone:
			phones = append(phones, p.value)
		}
	}
	begins := func(value string, with []string) bool {
		return slices.ContainsFunc(with, func(p string) bool { return strings.HasPrefix(value, p) })
	}
	return func(c *Customer) bool {
		_, found := f.by[c.ID]
		return found || len(f.terms) > 0 && f.inName(c.Name) || begins(c.Email, email) || begins(c.Phone, phones)
	}
}
