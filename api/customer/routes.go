package customerapi

import (
	"context"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/customer"
	"regulars/internal/store"
)

// The permissions of customers.
const (
	mayRead   regulars.Permission = "customers:read"
	mayWrite  regulars.Permission = "customers:write"
	mayMerge  regulars.Permission = "customers:merge"
	mayErase  regulars.Permission = "customers:erase"
	mayExport regulars.Permission = "customers:export"
)

const tag = "Customers"

// Deps is what the operations work with.
type Deps struct {
	Store     *store.DB
	Customers *customer.Customers
	// Region is of telephone numbers that name no country; see customer.Options.
	Region string
	// Currency and Zone give those of the workspace.
	Currency func() string
	Zone     func() *time.Location
	// Late reports which of these orders were delivered after the promise; nil
	// when nobody knows.
	Late func(tx *store.Tx, orders []string) (map[string]bool, error)
	// More gives what other domains know of a customer, by their names, for an
	// export. Nil when there is nothing.
	More func(tx *store.Tx, customer int64) (map[string]any, error)
	// Forget erases a customer in the row store's other domains, in the
	// transaction that decides it; Forgotten outside of the row store,
	// afterwards. Nil when there is nothing.
	Forget    func(ctx context.Context, tx *store.Tx, e customer.Erasure) error
	Forgotten func(ctx context.Context, numbers []int64) error
}

type routes struct{ Deps }

// Register declares the operations on customers.
func Register(a *api.API, d Deps) {
	r := &routes{d}
	r.lists(a)
	r.one(a)
	r.past(a)
	r.sameness(a)
}

// number reads a customer's id.
func number(id string) (int64, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 1 {
		return 0, regulars.NotFound("customer")
	}
	return n, nil
}

func idOf(n int64) string { return strconv.FormatInt(n, 10) }

// read runs fn for the customer that an id names.
func read[T any](ctx context.Context, r *routes, id string, fn func(tx *store.Tx, number int64) (T, error)) (out T, err error) {
	n, err := number(id)
	if err != nil {
		return out, err
	}
	err = r.Store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = fn(tx, n)
		return err
	})
	return out, err
}

func (r *routes) money(minor int64) api.Money {
	return api.Money{Minor: minor, Currency: r.Currency()}
}
