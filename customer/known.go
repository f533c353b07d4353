package customer

import (
	"cmp"
	"maps"
	"slices"

	"regulars"
	"regulars/customer/identity"
	"regulars/internal/store"
)

// KnownAs gives the id by which the shop itself knows each of these customers:
// a user id, else an alias, an external id or a card; of several, the one known
// longest. Customers without any are left out. It is for pages that have
// customers without a name: it reads the identities of those asked for.
func KnownAs(tx *store.Tx, customers []int64) (map[int64]string, error) {
	rootOf := map[int64]int64{}
	var numbers []int64
	err := eachFamily(tx, customers, func(root, number int64) {
		if _, ok := rootOf[number]; !ok { // one that was asked for itself keeps its own
			rootOf[number] = root
			numbers = append(numbers, number)
		}
	})
	if err != nil {
		return nil, err
	}
	list, err := rowsIn(tx, numbers, scanIdentity, selectIdentities+
		" WHERE kind IN ('user_id', 'alias', 'external', 'card') AND standing <> 'blocked' AND customer IN ")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b Identity) int {
		return cmp.Or(cmp.Compare(shopsOwn(a.Kind), shopsOwn(b.Kind)), a.Since.Compare(b.Since), cmp.Compare(a.Value, b.Value))
	})
	out := make(map[int64]string, len(customers))
	for _, id := range list {
		if root := rootOf[id.Origin]; out[root] == "" {
			out[root] = id.Value
		}
	}
	return out, nil
}

// shopsOwn orders the kinds of ids that shops give.
func shopsOwn(k identity.Kind) int {
	return slices.Index([]identity.Kind{identity.UserID, identity.Alias, identity.External, identity.Card}, k)
}

// Titles gives by what people call the customers that numbers lead to: the
// name, else an e-mail address or telephone number, else the shop's own id.
// Those of whom nothing of it is known are left out.
func Titles(tx *store.Tx, numbers []int64) (map[int64]string, error) {
	out := make(map[int64]string, len(numbers))
	roots := map[int64]int64{}
	for _, n := range numbers {
		c, err := head(tx, n)
		if regulars.CodeOf(err) == regulars.ErrNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		if title := cmp.Or(c.Name, c.Email, c.Phone); title != "" {
			out[n] = title
		} else if c.ErasedAt.IsZero() {
			roots[n] = c.ID
		}
	}
	known, err := KnownAs(tx, slices.Compact(slices.Sorted(maps.Values(roots))))
	for n, root := range roots {
		if known[root] != "" {
			out[n] = known[root]
		}
	}
	return out, err
}
