package customer

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"regulars"
	"regulars/customer/identity"
	"regulars/internal/store"
)

// Update writes down what staff learned about a customer: traits, of which a
// null takes one away. It is an identify event like those of sources, so an
// e-mail address or telephone number becomes an identity, too, and may show a
// customer to be another one. It returns when that is done.
//
// The caller needs customers:write. Errors: ErrNotFound; ErrInvalid for the
// field traits with reason "required", "too_many", "name" or "too_large".
func (c *Customers) Update(ctx context.Context, customer int64, traits map[string]json.RawMessage) error {
	if err := regulars.Require(ctx, "customers:write"); err != nil {
		return err
	}
	if err := checkTraits(traits); err != nil {
		return err
	}
	return c.ask(ctx, func(tx *store.Tx) (regulars.Event, error) {
		h, err := head(tx, customer)
		if err == nil && !h.ErasedAt.IsZero() {
			err = regulars.NotFound("customer")
		}
		if err != nil {
			return regulars.Event{}, err
		}
		now := c.clock.Now()
		e := ourEvent("told:"+regulars.NewID(now), "", h.ID, now, traits)
		e.Type = regulars.Identify
		return e, c.record(ctx, tx, "customer.changed", h.ID, nil)
	})
}

func checkTraits(traits map[string]json.RawMessage) error {
	size := 0
	for name, value := range traits {
		if strings.TrimSpace(name) == "" || len(name) > maxTraitName {
			return regulars.Invalid("traits", "name", "a trait's name has 1 to 100 bytes")
		}
		if !json.Valid(value) || bytes.ContainsRune(value, 0) {
			return regulars.Invalid("traits", "json", "a trait's value is JSON")
		}
		size += len(name) + len(value)
	}
	switch {
	case len(traits) == 0:
		return regulars.Invalid("traits", "required", "there is nothing to change")
	case len(traits) > MaxTraits:
		return regulars.Invalid("traits", "too_many", "a customer has at most 200 traits")
	case size > MaxTraitBytes:
		return regulars.Invalid("traits", "too_large", "a customer's traits have at most 32 KiB")
	}
	return nil
}

// toldByStaff takes in what staff wrote down. The number stands for a user id:
// it says outright whose the new identities are.
func (w *work) toldByStaff(e *regulars.Event, number int64, ids []identity.Identity, keys []idKey) error {
	c := &circle{work: w, event: e, ids: ids, keys: keys}
	c.known = append(c.known, evidence{Identity: identity.Identity{Kind: identity.UserID}, number: number})
	for i := range ids {
		if f, ok := w.ids.get(keys[i]); ok && f.erased {
			continue
		}
		if err := c.look(ids[i], keys[i]); err != nil {
			return err
		}
	}
	if _, err := c.join(); err != nil {
		return err
	}
	root, err := w.root(number)
	if err != nil {
		return err
	}
	e.Customer = root
	return w.told(number, e)
}
