package customer

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"regulars"
	"regulars/internal/store"
)

// SetAttributes writes what another domain knows about a customer, in that
// domain's transaction. Names begin with the domain's, as "loyalty.level"; a
// nil value takes one away. At is when it became so, by the event that made it
// so. After a "Customer Merged" event the owner writes the survivor's again.
func SetAttributes(tx *store.Tx, customer int64, at time.Time, values map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if values[name] == nil {
			if _, err := tx.Exec("DELETE FROM customer_attribute WHERE customer = ? AND name = ?", customer, name); err != nil {
				return err
			}
			continue
		}
		raw, err := json.Marshal(values[name])
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO customer_attribute (customer, name, value, at) VALUES (?, ?, ?, ?)
			ON CONFLICT (customer, name) DO UPDATE SET value = excluded.value, at = excluded.at`,
			customer, name, string(raw), regulars.Micros(at)); err != nil {
			return err
		}
	}
	return nil
}

func attributesOf(tx *store.Tx, customer int64) ([]Attribute, error) {
	return store.Rows(tx, func(row store.Scanner) (a Attribute, err error) {
		var value string
		var at int64
		err = row.Scan(&a.Name, &value, &at)
		a.Value, a.At = json.RawMessage(value), regulars.FromMicros(at)
		return a, err
	}, "SELECT name, value, at FROM customer_attribute WHERE customer = ? ORDER BY name", customer)
}
