package customer

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"regulars"
	"regulars/customer/identity"
	"regulars/customer/timeline"
	"regulars/internal/store"
)

// tombs says who was erased. Of their identities only keyed digests are kept.
type tombs struct {
	secret  []byte
	digests map[string]int64
	numbers map[int64]bool
}

func loadTombs(tx *store.Tx) (*tombs, error) {
	t := &tombs{digests: map[string]int64{}, numbers: map[int64]bool{}}
	secret, err := store.Row(tx, store.One[[]byte], "SELECT secret FROM customer_tombstone_key")
	if err == store.ErrNoRow {
		return t, nil
	}
	if err != nil {
		return nil, err
	}
	t.secret = secret
	err = store.Each(tx, func(row store.Scanner) error {
		var digest string
		var number int64
		err := row.Scan(&digest, &number)
		t.digests[digest] = number
		return err
	}, "SELECT digest, customer FROM customer_tombstone")
	if err != nil {
		return nil, err
	}
	return t, store.Each(tx, func(row store.Scanner) error {
		n, err := store.One[int64](row)
		t.numbers[n] = true
		return err
	}, "SELECT customer FROM customer_erased")
}

func (t *tombs) digest(id identity.Identity) string { return digest(t.secret, id) }

func digest(secret []byte, id identity.Identity) string {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(id.Kind))
	h.Write([]byte{0})
	h.Write([]byte(id.Value))
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// of gives the erased customer that an identity was of.
func (t *tombs) of(id identity.Identity) (int64, bool) {
	if len(t.digests) == 0 {
		return 0, false
	}
	n, ok := t.digests[t.digest(id)]
	return n, ok
}

// tombSecret gives the key of the digests, and makes it at the first time.
func tombSecret(tx *store.Tx) ([]byte, error) {
	secret, err := store.Row(tx, store.One[[]byte], "SELECT secret FROM customer_tombstone_key")
	if err != store.ErrNoRow {
		return secret, err
	}
	secret = make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	_, err = tx.Exec("INSERT INTO customer_tombstone_key (secret) VALUES (?)", secret)
	return secret, err
}

// bury keeps digests of the identities of numbers and notes that the numbers
// are erased.
func bury(tx *store.Tx, numbers []int64, at int64) error {
	secret, err := tombSecret(tx)
	if err != nil {
		return err
	}
	ids, err := rowsIn(tx, numbers, scanIdentity, selectIdentities+" WHERE customer IN ")
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := tx.Exec("INSERT INTO customer_tombstone (digest, customer) VALUES (?, ?) ON CONFLICT DO NOTHING",
			digest(secret, id.Identity), id.Origin); err != nil {
			return err
		}
	}
	for _, n := range numbers {
		if _, err := tx.Exec(`INSERT INTO customer_erased (customer, kind, alias_of, at, first_seen, last_seen)
			SELECT id, kind, alias_of, ?, first_seen, last_seen FROM customer JOIN customer_list USING (id) WHERE id = ? ON CONFLICT DO NOTHING`, at, n); err != nil {
			return err
		}
	}
	return nil
}

// Erasure is whom another domain must forget, too.
type Erasure struct {
	// Numbers are all that the customer had.
	Numbers []int64
	// IDs and Contacts are the values of the customer's identities.
	IDs, Contacts []string
}

// Erase forgets the person behind a customer, for good: traits, identities,
// attributes and timeline go, under all its numbers. The number stays, so that
// totals stay what they were. It returns when that is done. Also, when not nil,
// erases in other domains, in the transaction that decides it; what lies outside
// of the row store is erased by the caller afterwards, by the numbers. From the
// commit on [Customers.Forgotten] keeps intake and import from taking events of
// this person.
//
// The caller needs customers:erase. Errors: ErrNotFound.
func (c *Customers) Erase(ctx context.Context, customer int64, also func(tx *store.Tx, e Erasure) error) (numbers []int64, err error) {
	if err := regulars.Require(ctx, "customers:erase"); err != nil {
		return nil, err
	}
	err = c.ask(ctx, func(tx *store.Tx) (regulars.Event, error) {
		root, err := rootOf(tx, customer)
		if err != nil {
			return regulars.Event{}, err
		}
		if numbers, err = numbersOf(tx, root); err != nil {
			return regulars.Event{}, err
		}
		if also != nil {
			e, err := erasureOf(tx, numbers)
			if err == nil {
				err = also(tx, e)
			}
			if err != nil {
				return regulars.Event{}, err
			}
		}
		now := c.clock.Now()
		if err := bury(tx, numbers, regulars.Micros(now)); err != nil {
			return regulars.Event{}, err
		}
		fresh, err := loadTombs(tx)
		if err != nil {
			return regulars.Event{}, err
		}
		tx.AfterCommit(func() { c.gone.Store(fresh) })
		return ourEvent("erase:"+regulars.NewID(now), erased, 0, now, asked{Customers: numbers}),
			c.record(ctx, tx, "customer.erased", root, nil)
	})
	return numbers, err
}

func erasureOf(tx *store.Tx, numbers []int64) (Erasure, error) {
	e := Erasure{Numbers: numbers}
	ids, err := rowsIn(tx, numbers, scanIdentity, selectIdentities+" WHERE customer IN ")
	for _, id := range ids {
		if id.Kind == identity.Email || id.Kind == identity.Phone {
			e.Contacts = append(e.Contacts, id.Value)
		} else {
			e.IDs = append(e.IDs, id.Value)
		}
	}
	return e, err
}

// erase is Erase when the resolver gets to it. Meanwhile more may have become
// known under the numbers; that goes too.
func (w *work) erase(e *regulars.Event, ask asked) error {
	var numbers []int64
	for _, n := range ask.Customers {
		family, err := numbersOf(w.tx, n)
		if err != nil {
			return err
		}
		numbers = append(numbers, family...)
	}
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	if err := bury(w.tx, numbers, regulars.Micros(e.Received)); err != nil {
		return err
	}
	for _, n := range numbers {
		if err := w.eraseNumber(n, regulars.Micros(e.Received)); err != nil {
			return err
		}
	}
	if err := timeline.Erase(w.tx, numbers); err != nil {
		return err
	}
	w.claims.clear()
	for _, n := range numbers {
		delete(w.traits, n)
		delete(w.retold, n)
	}
	if err := w.leave(numbers); err != nil {
		return err
	}
	tombs, err := loadTombs(w.tx)
	w.tombs = tombs
	return err
}

// leave takes erased numbers out of a customer into which the first of them was
// merged after its erasure was asked for.
func (w *work) leave(numbers []int64) error {
	for _, n := range numbers {
		f, ok, err := w.face(n)
		if err != nil || !ok || f.aliasOf == 0 || slices.Contains(numbers, f.aliasOf) {
			if err != nil {
				return err
			}
			continue
		}
		if _, err := w.tx.Exec("UPDATE customer SET alias_of = 0 WHERE id = ?", n); err != nil {
			return err
		}
		left, err := w.root(n)
		if err != nil {
			return err
		}
		f.aliasOf = 0
		w.faces.put(n, f)
		if _, err := w.recount(left); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) eraseNumber(n, at int64) error {
	name, err := store.Row(w.tx, store.One[string], "SELECT name FROM customer WHERE id = ?", n)
	if err == store.ErrNoRow {
		return nil
	}
	if err != nil {
		return err
	}
	if err := w.writeTokens([]int64{n}, map[int64]display{n: {name: name}}, nil); err != nil {
		return err
	}
	ids, err := store.Rows(w.tx, scanIdentity, selectIdentities+" WHERE customer = ?", n)
	if err != nil {
		return err
	}
	for _, id := range ids {
		w.ids.put(w.key(id.Identity), found{number: n, erased: true})
		if _, err := w.tx.Exec("DELETE FROM identity_claim WHERE kind = ? AND value = ?", string(id.Kind), id.Value); err != nil {
			return err
		}
	}
	if f, ok, err := w.face(n); err != nil {
		return err
	} else if ok {
		f.erased = true
		w.faces.put(n, f)
	}
	for _, text := range [...]string{
		"DELETE FROM identity WHERE customer = ?",
		"DELETE FROM identity_claim WHERE customer = ?",
		"DELETE FROM customer_trait WHERE customer = ?",
		"DELETE FROM customer_attribute WHERE customer = ?",
		"DELETE FROM customer_member WHERE customer = ?",
		"DELETE FROM customer_member WHERE company = ?",
		"DELETE FROM customer_merge WHERE from_customer = ?",
		"DELETE FROM customer_merge WHERE into_customer = ?",
		"DELETE FROM customer_duplicate WHERE a = ?",
		"DELETE FROM customer_duplicate WHERE b = ?",
		"DELETE FROM customer_apart WHERE a = ?",
		"DELETE FROM customer_apart WHERE b = ?",
	} {
		if _, err := w.tx.Exec(text, n); err != nil {
			return err
		}
	}
	if _, err := w.tx.Exec("UPDATE customer_list SET listing = 0 WHERE id = ?", n); err != nil {
		return err
	}
	_, err = w.tx.Exec(`UPDATE customer SET erased_at = ?, firmness = 0, listing = 0, name = '', name_key = '~', email = '', email_fault = '',
		phone = '', phone_fault = '', city = '', locale = '', birthday = '' WHERE id = ?`, at, n)
	return err
}

// LoadForgotten reads who was erased, for [Customers.Forgotten]. It is called
// before intake begins, and again when another process may have erased somebody.
func (c *Customers) LoadForgotten(ctx context.Context) error {
	return c.db.Read(ctx, func(tx *store.Tx) error {
		t, err := loadTombs(tx)
		c.gone.Store(t)
		return err
	})
}

// Forgotten reports whether an event is that of an erased customer, so that
// intake and import must not take it. It does no I/O.
func (c *Customers) Forgotten(e *regulars.Event) bool {
	t := c.gone.Load()
	if t == nil || len(t.digests) == 0 {
		return false
	}
	var room [8]identity.Identity
	for _, id := range identity.Of(room[:0], e, c.o.Region) {
		if _, gone := t.of(id); gone {
			return true
		}
	}
	return false
}
