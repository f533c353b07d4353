package customer

import (
	"cmp"
	"encoding/json"
	"slices"

	"regulars/internal/store"
)

// Known is what is known of a customer, as those need it who work out many at
// once: persons and companies, who stand in lists.
type Known struct {
	Customer
	// Numbers are the customer's own and those that lead to it.
	Numbers []int64
	// Traits and Attributes are JSON values by name; nil when not asked for.
	Traits, Attributes map[string]json.RawMessage
}

// Wanted says what else is wanted of many customers.
type Wanted struct{ Traits, Attributes bool }

// KnownAmong gives those of some thousand numbers at most that are persons or
// companies, rising. Aliases, visitors and the erased are left out.
func KnownAmong(tx *store.Tx, numbers []int64, w Wanted) ([]Known, error) {
	list, err := rowsIn(tx, numbers, scanCustomer, selectCustomers+" WHERE customer_list.listing IN (1, 2) AND id IN ")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b Customer) int { return cmp.Compare(a.ID, b.ID) })
	if err := upToDate(tx, list); err != nil {
		return nil, err
	}
	return known(tx, list, w)
}

// KnownBetween gives the persons and companies with numbers from from up to
// below to, rising.
func KnownBetween(tx *store.Tx, from, to int64, w Wanted) ([]Known, error) {
	list, err := store.Rows(tx, scanCustomer, selectCustomers+" WHERE id >= ? AND id < ? AND customer_list.listing IN (1, 2) ORDER BY id", from, to)
	if err != nil {
		return nil, err
	}
	if err := upToDate(tx, list); err != nil {
		return nil, err
	}
	return known(tx, list, w)
}

// known adds to customers what else is wanted.
func known(tx *store.Tx, list []Customer, w Wanted) ([]Known, error) {
	out := make([]Known, len(list))
	roots := make([]int64, len(list))
	at := make(map[int64]*Known, len(list)) // by each of their numbers
	var numbers []int64
	for i, c := range list {
		out[i].Customer, roots[i] = c, c.ID
		at[c.ID] = &out[i]
	}
	err := eachFamily(tx, roots, func(root, number int64) {
		k := at[root]
		k.Numbers = append(k.Numbers, number)
		at[number] = k
		numbers = append(numbers, number)
	})
	if err != nil {
		return nil, err
	}
	if w.Traits {
		if err := knownTraits(tx, numbers, at); err != nil {
			return nil, err
		}
	}
	if !w.Attributes {
		return out, nil
	}
	return out, eachIn(tx, roots, func(row store.Scanner) error {
		var number int64
		var name, value string
		err := row.Scan(&number, &name, &value)
		k := at[number]
		if k.Attributes == nil {
			k.Attributes = map[string]json.RawMessage{}
		}
		k.Attributes[name] = json.RawMessage(value)
		return err
	}, "SELECT customer, name, value FROM customer_attribute WHERE customer IN ")
}

// knownTraits adds what sources told under all numbers; of two values the
// later one counts.
func knownTraits(tx *store.Tx, numbers []int64, at map[int64]*Known) error {
	told := make(map[*Known]traits, len(numbers))
	err := eachIn(tx, numbers, func(row store.Scanner) error {
		var number int64
		var raw string
		if err := row.Scan(&number, &raw); err != nil {
			return err
		}
		t, err := readTraits(raw)
		if err != nil {
			return err
		}
		if k := at[number]; told[k] == nil {
			told[k] = t
		} else {
			told[k].with(t)
		}
		return nil
	}, selectTraits)
	for k, t := range told {
		k.Traits = make(map[string]json.RawMessage, len(t))
		for name, v := range t {
			if string(v.Value) != "null" {
				k.Traits[name] = v.Value
			}
		}
	}
	return err
}

// AttributeNames gives the names of attributes that domains have written, with
// a value of each, told from about the newest rows rows.
func AttributeNames(tx *store.Tx, rows int) (map[string]json.RawMessage, error) {
	out := map[string]json.RawMessage{}
	return out, store.Each(tx, func(row store.Scanner) error {
		var name, value string
		err := row.Scan(&name, &value)
		out[name] = json.RawMessage(value)
		return err
	}, `SELECT name, min(value) FROM (SELECT name, value FROM customer_attribute ORDER BY customer DESC, name LIMIT ?) newest
		GROUP BY name`, rows)
}

// CountListed gives how many persons and companies there are.
func CountListed(tx *store.Tx) (int64, error) {
	return store.Row(tx, store.One[int64], "SELECT count(*) FROM customer_list WHERE listing IN (1, 2)")
}
