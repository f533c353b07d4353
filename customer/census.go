package customer

import (
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
// those before them from before on. It reads indexes only.
func TakeCensus(tx *store.Tx, since, before time.Time) (c Census, err error) {
	if c.ByStage, err = standings(tx, "stage"); err != nil {
		return c, err
	}
	if c.ByTier, err = standings(tx, "tier"); err != nil {
		return c, err
	}
	for _, s := range c.ByStage {
		c.Total += s.Customers
	}
	from := "SELECT count(*) FROM customer WHERE listing = 1 AND first_seen >= ?"
	if c.New, err = store.Row(tx, store.One[int64], from, regulars.Micros(since)); err != nil {
		return c, err
	}
	c.NewBefore, err = store.Row(tx, store.One[int64], from+" AND first_seen < ?", regulars.Micros(before), regulars.Micros(since))
	return c, err
}

func standings(tx *store.Tx, column string) ([]Standing, error) {
	return store.Rows(tx, func(row store.Scanner) (s Standing, err error) {
		err = row.Scan(&s.Name, &s.Customers, &s.Value)
		return s, err
	}, "SELECT "+column+", count(*), CAST(sum(value) AS BIGINT) FROM customer WHERE listing = 1 GROUP BY "+column+" ORDER BY "+column)
}
