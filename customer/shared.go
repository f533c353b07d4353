package customer

import (
	"regulars"
	"regulars/customer/identity"
	"regulars/internal/store"
)

// claimed stands in memory for a claim that is in the table already.
type claimed struct {
	id       idKey
	customer int64
}

// claim notes that a customer used an identity that another one has. When more
// have done so than may, the identity is blocked. A user id never is.
func (w *work) claim(id evidence, customer int64, e *regulars.Event) (blocked bool, err error) {
	if id.Kind.Firmness() == identity.Known {
		return false, nil
	}
	if f, ok := w.ids.get(id.key); ok && f.allowed {
		return false, nil
	}
	known := claimed{id.key, customer}
	if _, ok := w.claims.get(known); ok {
		return false, nil
	}
	w.claims.put(known, struct{}{})
	n, err := w.tx.Exec("INSERT INTO identity_claim (kind, value, customer) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
		string(id.Kind), id.Value, customer)
	if err != nil || n == 0 {
		return false, err
	}
	count, err := store.Row(w.tx, store.One[int], "SELECT count(*) FROM identity_claim WHERE kind = ? AND value = ?",
		string(id.Kind), id.Value)
	if err != nil || count <= w.o.Shared {
		return false, err
	}
	return true, w.block(id, count, e)
}

// block makes an identity say nothing any more and undoes the merges that it
// caused.
func (w *work) block(id evidence, customers int, e *regulars.Event) error {
	if err := w.flush(); err != nil {
		return err
	}
	f, _ := w.ids.get(id.key)
	f.blocked = true
	w.ids.put(id.key, f)
	kind, value := string(id.Kind), id.Value
	if _, err := w.tx.Exec("UPDATE identity SET standing = 'blocked' WHERE kind = ? AND value = ?", kind, value); err != nil {
		return err
	}
	users, err := store.Rows(w.tx, store.One[int64], "SELECT customer FROM identity_claim WHERE kind = ? AND value = ?", kind, value)
	if err != nil {
		return err
	}
	for _, n := range users {
		w.touched[n] = true // their contact is nobody's own any more
	}
	if _, err := w.tx.Exec("DELETE FROM customer_duplicate WHERE kind = ? AND value = ?", kind, value); err != nil {
		return err
	}
	merges, err := store.Rows(w.tx, scanMerge, selectMerges+` WHERE cause = 'identity'
		AND (undone_at = 0 AND kind = ? AND value = ? OR undone_at = 0 AND with_kind = ? AND with_value = ?) ORDER BY id`, kind, value, kind, value)
	if err != nil {
		return err
	}
	for _, m := range merges {
		if err := w.split(m, e, "shared", ""); err != nil {
			return err
		}
	}
	owner, err := w.root(f.number)
	if err != nil {
		return err
	}
	if _, err := w.recount(owner); err != nil {
		return err
	}
	w.announce = append(w.announce, ourEvent("blocked:"+e.ID+":"+kind, BlockedEvent, owner, e.Received,
		Blocked{Kind: id.Kind, Customers: customers}))
	return nil
}

// suspect tells people that two customers may be one.
func (w *work) suspect(a, b int64, id identity.Identity, e *regulars.Event) error {
	if apart, err := w.apart(a, b); err != nil || apart {
		return err
	}
	_, err := w.tx.Exec(`INSERT INTO customer_duplicate (a, b, kind, value, event, time) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		min(a, b), max(a, b), string(id.Kind), id.Value, e.ID, regulars.Micros(e.Received))
	return err
}

// apart reports whether people said that two customers are not one.
func (w *work) apart(a, b int64) (bool, error) {
	if !w.at.anyApart {
		return false, nil
	}
	pairs, err := store.Rows(w.tx, scanPair, "SELECT a, b FROM customer_apart")
	if err != nil {
		return false, err
	}
	for _, p := range pairs {
		ra, err := w.root(p[0])
		if err != nil {
			return false, err
		}
		rb, err := w.root(p[1])
		if err != nil {
			return false, err
		}
		if ra == a && rb == b || ra == b && rb == a {
			return true, nil
		}
	}
	return false, nil
}

func scanPair(row store.Scanner) (p [2]int64, err error) {
	err = row.Scan(&p[0], &p[1])
	return p, err
}
