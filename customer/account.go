package customer

import (
	"cmp"
	"slices"
	"time"

	"regulars"
	"regulars/customer/identity"
	"regulars/internal/store"
)

// Account is what is known of a person, as those need it who judge how good
// that is: what was told as it was told, beside what is shown.
type Account struct {
	Number int64
	// Numbers are the customer's own and those that lead to it.
	Numbers []int64
	// What lists show; see [Customer].
	Name, Email, Phone, City, Birthday string
	EmailFault, PhoneFault             identity.Fault
	FirstSeen                          time.Time
	// Value is the 12-month value, minor units of the main currency.
	Value int64

	told traits
}

// Told gives the trait of the first of these names that is a text or a number
// without outer spaces, and what it is called; empty when there is none.
func (a *Account) Told(names ...string) (value, name string, said Told) {
	for _, name := range names {
		if s := a.told.text(name); s != "" {
			return s, name, a.told[name]
		}
	}
	return "", "", Told{}
}

// Trait gives a trait as JSON; ok is false when it is not known.
func (a *Account) Trait(name string) (said Told, ok bool) {
	said, ok = a.told[name]
	return said, ok && string(said.Value) != "null"
}

// LastTold gives when the newest trait was told, by the event's own time; zero
// when none was.
func (a *Account) LastTold() time.Time {
	last := int64(0)
	for _, said := range a.told {
		last = max(last, said.Time)
	}
	return regulars.FromMicros(last)
}

const selectAccounts = `SELECT id, name, email, email_fault, phone, phone_fault, city, birthday, first_seen, value
	FROM customer JOIN customer_list USING (id) WHERE customer_list.listing = 1 AND `

func scanAccount(row store.Scanner) (a Account, err error) {
	var first int64
	err = row.Scan(&a.Number, &a.Name, &a.Email, &a.EmailFault, &a.Phone, &a.PhoneFault, &a.City, &a.Birthday, &first, &a.Value)
	a.FirstSeen, a.told = regulars.FromMicros(first), traits{}
	return a, err
}

// AccountsBetween gives the persons with numbers from from up to below to, in
// order of number. Companies, visitors, aliases and the erased are left out.
func AccountsBetween(tx *store.Tx, from, to int64) ([]Account, error) {
	list, err := store.Rows(tx, scanAccount, selectAccounts+"id >= ? AND id < ? ORDER BY id", from, to)
	if err != nil {
		return nil, err
	}
	return list, fillAccounts(tx, list)
}

// AccountsAmong gives those of some thousand numbers at most that are persons,
// in order of number.
func AccountsAmong(tx *store.Tx, numbers []int64) ([]Account, error) {
	list, err := rowsIn(tx, numbers, scanAccount, selectAccounts+"id IN ")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b Account) int { return cmp.Compare(a.Number, b.Number) })
	return list, fillAccounts(tx, list)
}

// fillAccounts adds the numbers and what was told under them; of two values the
// later one counts.
func fillAccounts(tx *store.Tx, list []Account) error {
	roots := make([]int64, len(list))
	at := make(map[int64]*Account, len(list)) // by each of their numbers
	numbers := make([]int64, 0, len(list))
	for i := range list {
		roots[i], at[list[i].Number] = list[i].Number, &list[i]
	}
	if err := eachFamily(tx, roots, func(root, number int64) {
		a := at[root]
		a.Numbers = append(a.Numbers, number)
		at[number] = a
		numbers = append(numbers, number)
	}); err != nil {
		return err
	}
	return eachIn(tx, numbers, func(row store.Scanner) error {
		var number int64
		var raw string
		if err := row.Scan(&number, &raw); err != nil {
			return err
		}
		t, err := readTraits(raw)
		if a := at[number]; len(a.told) == 0 {
			a.told = t
		} else {
			a.told.with(t)
		}
		return err
	}, selectTraits)
}

// KeptApart gives the pairs of customers of whom people said that they are not
// one, the smaller number first.
func KeptApart(tx *store.Tx) (map[[2]int64]bool, error) {
	pairs, err := store.Rows(tx, scanPair, "SELECT a, b FROM customer_apart")
	if err != nil {
		return nil, err
	}
	out := make(map[[2]int64]bool, len(pairs))
	for _, p := range pairs {
		a, err := rootOf(tx, p[0])
		if err != nil {
			return nil, err
		}
		b, err := rootOf(tx, p[1])
		if err != nil {
			return nil, err
		}
		out[[2]int64{min(a, b), max(a, b)}] = true
	}
	return out, nil
}
