package audience

import (
	"context"
	"io"
	"strconv"

	"regulars"
	"regulars/customer"
	"regulars/internal/store"
)

// exportAtOnce is how many members are read at a time.
const exportAtOnce = 1000

// WriteCSV writes the members of an audience to w, as the list of customers is
// exported, page by page; who enters or leaves meanwhile may be in it or not.
//
// The caller needs customers:export. Errors: ErrNotFound, before anything is
// written.
func (a *Audiences) WriteCSV(ctx context.Context, id int64, w io.Writer) error {
	if err := regulars.Require(ctx, "customers:export"); err != nil {
		return err
	}
	if err := a.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := readAudience(tx, id); err != nil {
			return err
		}
		return a.record(ctx, tx, "audience.exported", "audience", strconv.FormatInt(id, 10))
	}); err != nil {
		return err
	}
	out, err := customer.NewCSV(w, a.Currency())
	if err != nil {
		return err
	}
	for after := int64(0); ; {
		numbers, _, err := a.Members(ctx, id, after, exportAtOnce)
		if err != nil || len(numbers) == 0 {
			return err
		}
		list, err := a.customers(ctx, numbers)
		if err != nil {
			return err
		}
		if err := out.Write(list...); err != nil {
			return err
		}
		after = numbers[len(numbers)-1]
	}
}

// customers gives what lists show of customers.
func (a *Audiences) customers(ctx context.Context, numbers []int64) (out []customer.Customer, err error) {
	return out, a.Store.Read(ctx, func(tx *store.Tx) error {
		known, err := customer.KnownAmong(tx, numbers, customer.Wanted{})
		for _, k := range known {
			out = append(out, k.Customer)
		}
		return err
	})
}
