package audience

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/audience/lang"
	"regulars/customer"
	"regulars/internal/store"
)

// List is a list of customers that people keep by hand.
type List struct {
	ID                int64
	Name, Description string
	Size              int64
	Created           time.Time
	By                string
}

// Lists gives all lists, by name. It needs customers:read.
func (a *Audiences) Lists(ctx context.Context) (out []List, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, err
	}
	err = a.Store.Read(ctx, func(tx *store.Tx) error {
		out, err = store.Rows(tx, scanList, selectLists+" ORDER BY name_key")
		return err
	})
	return out, err
}

const selectLists = `SELECT id, name, description, created_at, created_by,
	(SELECT count(*) FROM audience_listed WHERE list = id) FROM audience_list`

func scanList(row store.Scanner) (l List, err error) {
	var at int64
	err = row.Scan(&l.ID, &l.Name, &l.Description, &at, &l.By, &l.Size)
	l.Created = regulars.FromMicros(at)
	return l, err
}

// CreateList makes an empty list. It needs audiences:write; ErrInvalid for name
// and description, ErrConflict with reason "taken".
func (a *Audiences) CreateList(ctx context.Context, name, description string) (id int64, err error) {
	if err := regulars.Require(ctx, mayChange); err != nil {
		return 0, err
	}
	if name, err = checkWords(name, description); err != nil {
		return 0, err
	}
	return id, a.Store.Write(ctx, func(tx *store.Tx) error {
		if id, err = newID(tx); err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO audience_list (id, name, name_key, description, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?)",
			id, name, strings.ToLower(name), description, regulars.Micros(a.Clock.Now()), actorName(ctx)); err != nil {
			return taken(err)
		}
		return errors.Join(changed(tx), a.record(ctx, tx, "list.created", "list", strconv.FormatInt(id, 10)))
	})
}

// ChangeList renames a list; conditions go on to speak of it. It needs
// audiences:write; ErrNotFound and what [Audiences.CreateList] gives.
func (a *Audiences) ChangeList(ctx context.Context, id int64, name, description string) error {
	if err := regulars.Require(ctx, mayChange); err != nil {
		return err
	}
	name, err := checkWords(name, description)
	if err != nil {
		return err
	}
	return a.Store.Write(ctx, func(tx *store.Tx) error {
		old, err := readList(tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE audience_list SET name = ?, name_key = ?, description = ? WHERE id = ?",
			name, strings.ToLower(name), description, id); err != nil {
			return taken(err)
		}
		if name != old.Name {
			if err := a.reword(tx, old.Name, "SELECT id, text FROM audience", nil, func(g *lang.Group) {
				if g.List == old.Name {
					g.List = name
				}
			}); err != nil {
				return err
			}
		}
		return errors.Join(changed(tx), a.record(ctx, tx, "list.changed", "list", strconv.FormatInt(id, 10)))
	})
}

func readList(tx *store.Tx, id int64) (List, error) {
	l, err := store.Row(tx, scanList, selectLists+" WHERE id = ?", id)
	if err == store.ErrNoRow {
		return l, regulars.NotFound("list")
	}
	return l, err
}

// RemoveList takes a list away. It needs audiences:write; ErrNotFound;
// ErrConflict with reason "referenced" when audiences speak of it, whom the
// message names.
func (a *Audiences) RemoveList(ctx context.Context, id int64) error {
	if err := regulars.Require(ctx, mayChange); err != nil {
		return err
	}
	return a.Store.Write(ctx, func(tx *store.Tx) error {
		l, err := readList(tx, id)
		if err != nil {
			return err
		}
		p, err := a.plan(tx)
		if err != nil {
			return err
		}
		var by []string
		for _, c := range p.all {
			if slices.Contains(c.needs.Lists, l.Name) {
				by = append(by, c.name)
			}
		}
		if len(by) > 0 {
			return &regulars.Error{Code: regulars.ErrConflict, Reason: "referenced",
				Message: "it cannot be removed: “" + strings.Join(by, "”, “") + "” refer to it"}
		}
		for _, text := range []string{"DELETE FROM audience_listed WHERE list = ?", "DELETE FROM audience_list WHERE id = ?"} {
			if _, err := tx.Exec(text, id); err != nil {
				return err
			}
		}
		return errors.Join(changed(tx), a.record(ctx, tx, "list.removed", "list", strconv.FormatInt(id, 10)))
	})
}

// MostListed is how many customers one call adds to a list or takes from it.
const MostListed = 10_000

// AddToList puts customers on a list, and gives how many were not there before
// and how many numbers are no customer's. It needs audiences:write; ErrNotFound,
// ErrInvalid for customers.
func (a *Audiences) AddToList(ctx context.Context, id int64, customers []int64) (added, unknown int, err error) {
	err = a.changeList(ctx, id, customers, func(tx *store.Tx, numbers []int64) error {
		added, unknown = 0, 0
		heads, err := customer.Heads(tx, numbers)
		if err != nil {
			return err
		}
		now, by := regulars.Micros(a.Clock.Now()), actorName(ctx)
		for _, n := range numbers {
			if c, ok := heads[n]; !ok || !c.ErasedAt.IsZero() {
				unknown++
				continue
			}
			m, err := tx.Exec("INSERT INTO audience_listed (list, customer, since, actor) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", id, heads[n].ID, now, by)
			if err != nil {
				return err
			}
			added += int(m)
		}
		return nil
	})
	return added, unknown, err
}

// TakeFromList takes customers off a list, under whatever number they were put
// there, and gives how many entries went. It needs audiences:write; ErrNotFound,
// ErrInvalid for customers.
func (a *Audiences) TakeFromList(ctx context.Context, id int64, customers []int64) (taken int, err error) {
	err = a.changeList(ctx, id, customers, func(tx *store.Tx, numbers []int64) error {
		taken = 0
		known, err := customer.KnownAmong(tx, numbers, customer.Wanted{})
		if err != nil {
			return err
		}
		for _, k := range known {
			numbers = append(numbers, k.Numbers...)
		}
		for _, n := range numbers {
			m, err := tx.Exec("DELETE FROM audience_listed WHERE list = ? AND customer = ?", id, n)
			if err != nil {
				return err
			}
			taken += int(m)
		}
		return nil
	})
	return taken, err
}

func (a *Audiences) changeList(ctx context.Context, id int64, customers []int64, fn func(*store.Tx, []int64) error) error {
	if err := regulars.Require(ctx, mayChange); err != nil {
		return err
	}
	if len(customers) == 0 || len(customers) > MostListed {
		return regulars.Invalid("customers", "count", "1 to 10,000 customers are named at once")
	}
	return a.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := readList(tx, id); err != nil {
			return err
		}
		if err := fn(tx, slices.Clone(customers)); err != nil {
			return err
		}
		if err := a.Touch(tx, customers); err != nil {
			return err
		}
		return a.record(ctx, tx, "list.members", "list", strconv.FormatInt(id, 10))
	})
}

// Listed gives the customers on a list after a number, rising, at most limit.
// It needs customers:read; ErrNotFound.
func (a *Audiences) Listed(ctx context.Context, id, after int64, limit int) (out []int64, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, err
	}
	err = a.Store.Read(ctx, func(tx *store.Tx) error {
		if _, err := readList(tx, id); err != nil {
			return err
		}
		out, err = store.Rows(tx, store.One[int64], "SELECT customer FROM audience_listed WHERE list = ? AND customer > ? ORDER BY customer LIMIT ?", id, after, limit)
		return err
	})
	return out, err
}

// onLists gives on which lists the owners of numbers are.
func onLists(tx *store.Tx, numbers []int64) (map[int64]map[int64]bool, error) {
	out := map[int64]map[int64]bool{}
	for part := range slices.Chunk(numbers, 500) {
		if err := store.Each(tx, func(row store.Scanner) error {
			var list, n int64
			err := row.Scan(&list, &n)
			if out[n] == nil {
				out[n] = map[int64]bool{}
			}
			out[n][list] = true
			return err
		}, "SELECT list, customer FROM audience_listed WHERE customer IN "+store.Marks(1, len(part)), anys(part)...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func anys(numbers []int64) []any {
	out := make([]any, len(numbers))
	for i, n := range numbers {
		out[i] = n
	}
	return out
}
