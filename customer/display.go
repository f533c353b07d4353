package customer

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"regulars"
	"regulars/customer/identity"
	"regulars/internal/store"
)

// display is what lists show of a customer.
type display struct {
	name, email, phone, city, locale, birthday string
	emailFault, phoneFault                     identity.Fault
}

// SharedContact is the fault of a contact that so many customers use that it
// reaches none of them.
const SharedContact identity.Fault = "shared"

// contacts are the e-mail addresses or telephone numbers that a customer has as
// identities, the newest first, and those of all that are shared.
type contacts struct {
	own    []string
	shared map[string]bool
}

// describe makes the display of a customer of what was told about it.
func describe(t traits, emails, phones contacts, region string) display {
	d := display{
		name: short(nameOf(t), 200), city: short(cityOf(t), 100), locale: short(t.text("locale", "language"), 20),
		birthday: birthdayOf(t.text("birthday", "birthdate", "dateOfBirth")),
	}
	d.email, d.emailFault = contact(t.text("email"), emails, identity.NormalEmail)
	d.phone, d.phoneFault = contact(t.text("phone", "mobile", "phoneNumber", "phone_number"), phones,
		func(s string) (string, identity.Fault) { return identity.NormalPhone(s, region) })
	return d
}

// contact chooses what to show: what was told last if it can be right, else an
// identity, else what was told with what is wrong with it.
func contact(told string, c contacts, normal func(string) (string, identity.Fault)) (string, identity.Fault) {
	value, fault := normal(told)
	if fault.Identifies() && c.shared[value] {
		fault = SharedContact
	}
	if fault == identity.Fine || fault.Identifies() && len(c.own) == 0 {
		return value, fault
	}
	for _, own := range c.own {
		if _, f := normal(own); !c.shared[own] && f == identity.Fine {
			return own, f
		}
	}
	switch {
	case fault == identity.Empty && len(c.own) > 0:
		_, f := normal(c.own[0])
		return c.own[0], f
	case fault == identity.Empty:
		return "", identity.Fine
	case value == "":
		value = short(told, 254)
	}
	return value, fault
}

// nameOf gives a name: as told, or made of its parts in the order of its script.
func nameOf(t traits) string {
	if name := t.text("name", "fullName", "full_name"); name != "" {
		return name
	}
	first, last := t.text("firstName", "first_name"), t.text("lastName", "last_name")
	if strings.ContainsFunc(first+last, isHan) {
		return last + first
	}
	return strings.TrimSpace(first + " " + last)
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

func cityOf(t traits) string {
	if city := t.text("city"); city != "" {
		return city
	}
	var address struct{ City identity.Text }
	if json.Unmarshal(t["address"].Value, &address) != nil {
		return ""
	}
	return strings.TrimSpace(string(address.City))
}

// birthdayOf gives a date as YYYY-MM-DD, or MM-DD when no year was told; empty
// when it is no date.
func birthdayOf(s string) string {
	if len(s) > 10 && s[10] == 'T' {
		s = s[:10]
	}
	for _, layout := range [...]string{"2006-01-02", "2006/1/2", "2006.1.2", "20060102", "2006年1月2日"} {
		if d, err := time.Parse(layout, s); err == nil && d.Year() > 1850 {
			return d.Format("2006-01-02")
		}
	}
	for _, layout := range [...]string{"2006-01-02", "2006-1/2", "2006-1月2日"} {
		if d, err := time.Parse(layout, "2000-"+s); err == nil { // a leap year
			return d.Format("01-02")
		}
	}
	return ""
}

// short cuts a text to at most n bytes between characters.
func short(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// refresh makes the rows of touched customers say what is now known.
func (w *work) refresh() error {
	if len(w.touched) == 0 {
		return nil
	}
	roots, shown := map[int64]bool{}, map[int64]display{}
	for n := range w.touched {
		root, f, err := w.rootFace(n)
		if err != nil {
			return err
		}
		if shown[n] = (display{}); !f.erased {
			roots[root] = true
		}
	}
	told, err := w.gather(slices.Sorted(maps.Keys(roots)))
	if err != nil {
		return err
	}
	for root, g := range told {
		shown[root] = describe(g.traits, g.emails, g.phones, w.o.Region)
	}
	return w.show(shown)
}

// describeFresh describes the numbers that this batch gave, of what memory has.
// Those that were merged with others are left to refresh.
func (w *work) describeFresh() (map[int64]display, error) {
	known := map[int64]*gathered{}
	for _, n := range w.fresh {
		if f, _ := w.faces.get(n); w.touched[n] && f.aliasOf == 0 && !f.joined {
			known[n] = &gathered{traits: w.traits[n]}
			delete(w.touched, n)
		}
	}
	var ids []Identity
	for _, id := range w.newIDs {
		if known[id.number] != nil {
			ids = append(ids, Identity{Identity: id.Identity, Origin: id.number, Since: regulars.FromMicros(id.since)})
		}
	}
	takeContacts(ids, func(number int64) *gathered { return known[number] })
	if err := w.markShared(known); err != nil {
		return nil, err
	}
	shown := make(map[int64]display, len(known))
	for n, g := range known {
		shown[n] = describe(g.traits, g.emails, g.phones, w.o.Region)
	}
	return shown, nil
}

// takeContacts gives each customer its contacts among ids, the newest first.
func takeContacts(ids []Identity, of func(number int64) *gathered) {
	ids = slices.DeleteFunc(ids, func(id Identity) bool {
		return id.Standing == "blocked" || id.Kind != identity.Email && id.Kind != identity.Phone
	})
	slices.SortFunc(ids, newestFirst)
	for _, id := range ids {
		if g := of(id.Origin); id.Kind == identity.Email {
			g.emails.own = append(g.emails.own, id.Value)
		} else {
			g.phones.own = append(g.phones.own, id.Value)
		}
	}
}

// gathered is what is known about a customer under all its numbers.
type gathered struct {
	traits         traits
	emails, phones contacts
}

// gather reads what is known of customers, for all of them together.
func (w *work) gather(roots []int64) (map[int64]*gathered, error) {
	out := make(map[int64]*gathered, len(roots))
	rootOf := make(map[int64]int64, len(roots))
	for _, r := range roots {
		out[r] = &gathered{traits: traits{}}
	}
	if err := w.families(roots, rootOf); err != nil {
		return nil, err
	}
	numbers := slices.Sorted(maps.Keys(rootOf))
	if err := w.loadTraits(slices.Clone(numbers)); err != nil {
		return nil, err
	}
	for _, n := range numbers {
		out[rootOf[n]].traits.with(w.traits[n])
	}
	// Kinds are told apart here: asked for them, SQLite would go through all
	// addresses there are instead of these customers' identities.
	ids, err := rowsIn(w.tx, numbers, scanIdentity, selectIdentities+" WHERE customer IN ")
	if err != nil {
		return nil, err
	}
	takeContacts(ids, func(number int64) *gathered { return out[rootOf[number]] })
	return out, w.markShared(out)
}

// families finds the numbers of customers; most have only their own.
func (w *work) families(roots []int64, rootOf map[int64]int64) error {
	var joined []int64
	for _, r := range roots {
		rootOf[r] = r
		f, _, err := w.face(r)
		if err != nil {
			return err
		}
		if f.joined {
			joined = append(joined, r)
		}
	}
	return eachFamily(w.tx, joined, func(root, number int64) { rootOf[number] = root })
}

// markShared finds out which of the told contacts are shared by many.
func (w *work) markShared(all map[int64]*gathered) error {
	if len(all) == 0 {
		return nil
	}
	anyone, err := store.Row(w.tx, store.One[int], `SELECT CASE WHEN EXISTS
		(SELECT 1 FROM identity WHERE standing = 'blocked' AND standing <> '') THEN 1 ELSE 0 END`)
	if err != nil || anyone == 0 {
		return err
	}
	var values []string
	for _, g := range all {
		email, _ := identity.NormalEmail(g.traits.text("email"))
		phone, _ := identity.NormalPhone(g.traits.text("phone", "mobile", "phoneNumber", "phone_number"), w.o.Region)
		values = append(values, email, phone)
	}
	slices.Sort(values)
	shared := map[string]bool{}
	err = eachIn(w.tx, slices.Compact(values), func(row store.Scanner) error {
		value, err := store.One[string](row)
		shared[value] = true
		return err
	}, "SELECT value FROM identity WHERE standing = 'blocked' AND kind IN ('email', 'phone') AND value IN ")
	for _, g := range all {
		g.emails.shared, g.phones.shared = shared, shared
	}
	return err
}

var updateDisplays = newBulk(`WITH v (id, name, name_key, email, email_fault, phone, phone_fault, city, locale, birthday) AS (VALUES `, 10,
	`) UPDATE customer SET name = v.name, name_key = v.name_key, email = v.email, email_fault = v.email_fault, phone = v.phone, phone_fault = v.phone_fault,
	city = v.city, locale = v.locale, birthday = v.birthday FROM v WHERE customer.id = v.id`,
	"BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT")

// show writes displays, and the tokens by which names are found.
func (w *work) show(shown map[int64]display) error {
	numbers := slices.Sorted(maps.Keys(shown))
	before := map[int64]display{}
	err := eachIn(w.tx, numbers, func(row store.Scanner) error {
		var n int64
		var d display
		err := row.Scan(&n, &d.name, &d.email, &d.emailFault, &d.phone, &d.phoneFault, &d.city, &d.locale, &d.birthday)
		before[n] = d
		return err
	}, "SELECT id, name, email, email_fault, phone, phone_fault, city, locale, birthday FROM customer WHERE id IN ")
	if err != nil {
		return err
	}
	var args []any
	for _, n := range numbers {
		d := shown[n]
		if old, ok := before[n]; !ok || old == d {
			continue
		}
		args = append(args, n, d.name, w.sorter.key(d.name), d.email, string(d.emailFault), d.phone, string(d.phoneFault), d.city, d.locale, d.birthday)
	}
	if err := updateDisplays.exec(w.tx, args); err != nil {
		return err
	}
	return w.writeTokens(numbers, before, shown)
}
