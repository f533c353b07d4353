package customer

import (
	"strings"

	"regulars/internal/store"
)

// sizes are how many rows one statement takes. With few sizes there are few
// texts, each prepared once.
var sizes = [...]int{256, 32, 4, 1}

// bulk is a statement that takes many rows of parameters.
type bulk struct {
	cols  int
	texts [len(sizes)]string
}

// newBulk makes a statement of head, rows of parameters and tail. Types, when
// given, are the columns' (PostgreSQL cannot tell them in a VALUES that is not
// an INSERT's).
func newBulk(head string, cols int, tail string, types ...string) *bulk {
	b := &bulk{cols: cols}
	row := "(" + strings.Repeat("?,", cols-1) + "?)"
	if len(types) > 0 {
		cols := make([]string, len(types))
		for i, t := range types {
			cols[i] = "CAST(? AS " + t + ")"
		}
		row = "(" + strings.Join(cols, ",") + ")"
	}
	for i, n := range sizes {
		b.texts[i] = head + strings.Repeat(row+",", n-1) + row + tail
	}
	return b
}

// exec runs the statement for all rows whose parameters args holds one after
// the other.
func (b *bulk) exec(tx *store.Tx, args []any) error {
	for i, n := range sizes {
		for len(args) >= n*b.cols {
			if _, err := tx.Exec(b.texts[i], args[:n*b.cols]...); err != nil {
				return err
			}
			args = args[n*b.cols:]
		}
	}
	return nil
}

// lists are the texts of "IN" with as many parameters as sizes says.
var lists = func() (texts [len(sizes)]string) {
	for i, n := range sizes {
		texts[i] = store.Marks(1, n)
	}
	return texts
}()

// eachIn runs query, which ends in "IN ", for values, and calls fn with every
// row. Parameters before the list come first.
func eachIn[T any](tx *store.Tx, values []T, fn func(store.Scanner) error, query string, before ...any) error {
	args := make([]any, 0, sizes[0]+len(before))
	for i, n := range sizes {
		for len(values) >= n {
			args = append(args[:0], before...)
			for _, v := range values[:n] {
				args = append(args, v)
			}
			if err := store.Each(tx, fn, query+lists[i], args...); err != nil {
				return err
			}
			values = values[n:]
		}
	}
	return nil
}

// rowsIn is eachIn that gives what scan reads.
func rowsIn[T, R any](tx *store.Tx, values []T, scan func(store.Scanner) (R, error), query string, before ...any) ([]R, error) {
	var out []R
	err := eachIn(tx, values, func(row store.Scanner) error {
		r, err := scan(row)
		out = append(out, r)
		return err
	}, query, before...)
	return out, err
}
