package customer

import (
	"maps"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Census counts persons: whoever stands in the list of customers. Companies,
// visitors, aliases and the erased are not in it.
type Census struct {
	Total int64
	// New are those first seen since the instant asked for, NewBefore those in
	// the time asked for before it.
	New, NewBefore  int64
	ByStage, ByTier []Standing
}

// Standing is how many customers stand in one stage, or in one tier. Name is ""
// for those who were never scored: they have not bought.
type Standing struct {
	Name      string
	Customers int64
	// Value is what they are expected to spend in the next twelve months, in
	// minor units of the workspace's currency.
	Value int64
}

// TakeCensus counts customers; new ones are those first seen from since on, and
// those before them from before on. It goes through everybody once, in
// customer_list: about a fifth of a second for a million.
func TakeCensus(tx *store.Tx, since, before time.Time) (c Census, err error) {
	groups, err := store.Rows(tx, func(row store.Scanner) (g group, err error) {
		err = row.Scan(&g.stage, &g.tier, &g.Customers, &g.Value)
		return g, err
	}, // Grouped by an expression, so that SQLite does not go by the index and look up every row.
		"SELECT stage || '', tier, count(*), CAST(sum(value) AS BIGINT) FROM customer_list WHERE listing = 1 GROUP BY stage || '', tier")
	if err != nil {
		return c, err
	}
	for _, g := range groups {
		c.Total += g.Customers
	}
	c.ByStage = standings(groups, func(g group) string { return g.stage })
	c.ByTier = standings(groups, func(g group) string { return g.tier })
	from := "SELECT count(*) FROM customer_list WHERE listing = 1 AND first_seen >= ?"
	if c.New, err = store.Row(tx, store.One[int64], from, regulars.Micros(since)); err != nil {
		return c, err
	}
	c.NewBefore, err = store.Row(tx, store.One[int64], from+" AND first_seen < ?", regulars.Micros(before), regulars.Micros(since))
	return c, err
}

// group is those of one stage and one tier.
type group struct {
	stage, tier string
	Standing
}

// standings adds groups up by a name, in the order of the names.
func standings(groups []group, of func(group) string) []Standing {
	all := map[string]Standing{}
	for _, g := range groups {
		name := of(g)
		s := all[name]
		all[name] = Standing{name, s.Customers + g.Customers, s.Value + g.Value}
	}
	return slices.SortedFunc(maps.Values(all), func(a, b Standing) int { return strings.Compare(a.Name, b.Name) })
}
