package customer

import "regulars/internal/store"

// Listed is a customer as other domains need them to work everybody out: who is
// neither a visitor, nor an alias, nor erased.
type Listed struct {
	Number int64
	// Tier and Stage are empty before the first scores.
	Tier, Stage string
	// Value is the 12-month value, minor units of the main currency.
	Value int64
}

// ListedBetween gives the persons and companies with numbers from from up to
// below to, in order of number.
func ListedBetween(tx *store.Tx, from, to int64) ([]Listed, error) {
	return store.Rows(tx, scanListed, "SELECT id, tier, stage, value FROM customer_list WHERE id >= ? AND id < ? AND listing IN (1, 2) ORDER BY id", from, to)
}

// ListedAmong gives those of some thousand numbers at most that are persons or
// companies, in order of number.
func ListedAmong(tx *store.Tx, numbers []int64) ([]Listed, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	args := make([]any, len(numbers))
	for i, n := range numbers {
		args[i] = n
	}
	return store.Rows(tx, scanListed, "SELECT id, tier, stage, value FROM customer_list WHERE listing IN (1, 2) AND id IN "+
		store.Marks(1, len(numbers))+" ORDER BY id", args...)
}

// Most gives the highest number that was ever given; 0 before the first.
func Most(tx *store.Tx) (int64, error) {
	return store.Row(tx, store.One[int64], "SELECT coalesce(max(id), 0) FROM customer")
}

func scanListed(row store.Scanner) (l Listed, err error) {
	err = row.Scan(&l.Number, &l.Tier, &l.Stage, &l.Value)
	return l, err
}
