package customer

import (
	"sync"
	"time"

	"regulars/internal/store"
)

// Counted is how many persons share a stage, a tier and a level of risk.
type Counted struct {
	Stage, Tier, Risk string
	Customers         int64
}

// Count gives how many customers there are: persons of whom a firm identity is
// known, each once, without those erased.
func Count(tx *store.Tx) (int64, error) {
	return store.Row(tx, store.One[int64], "SELECT count(*) FROM customer_list WHERE listing = 1")
}

// CountBy gives how many customers there are by stage, tier and level of risk.
func CountBy(tx *store.Tx) ([]Counted, error) {
	return store.Rows(tx, func(row store.Scanner) (k Counted, err error) {
		err = row.Scan(&k.Stage, &k.Tier, &k.Risk, &k.Customers)
		return k, err
	}, `SELECT stage, tier, churn_level, count(*) FROM customer_list WHERE listing = 1
		GROUP BY stage, tier, churn_level ORDER BY stage, tier, churn_level`)
}

// countsKept is how long counts serve lists.
const countsKept = 30 * time.Second

// counts are the counts of a moment ago, so that turning a list's pages does
// not count a million customers each time.
type counts struct {
	mu   sync.Mutex
	at   time.Time
	last []Counted
}

func (c *Customers) counted(tx *store.Tx) ([]Counted, error) {
	c.counts.mu.Lock()
	defer c.counts.mu.Unlock()
	if now := c.clock.Now(); c.counts.last == nil || now.Sub(c.counts.at) > countsKept || now.Before(c.counts.at) {
		fresh, err := CountBy(tx)
		if err != nil {
			return nil, err
		}
		c.counts.last, c.counts.at = fresh, now
	}
	return c.counts.last, nil
}
