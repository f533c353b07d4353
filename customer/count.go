package customer

import "regulars/internal/store"

// Count gives how many customers there are: persons and companies, without
// aliases, erased ones, and visitors of whom nothing but a browser is known.
func Count(tx *store.Tx) (int64, error) {
	return store.Row(tx, store.One[int64], "SELECT count(*) FROM customer WHERE listing = 1 OR listing = 2")
}
