package tag

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"regulars"
	"regulars/customer"
	"regulars/customer/identity"
	"regulars/event/importer/sheet"
	"regulars/internal/store"
)

// FileSaid is what a file came to.
type FileSaid struct {
	Rows    int64 // without the heading
	Said    int64
	Unknown int64 // rows that name nobody
}

// mostFileFaults is how many rows that cannot be taken are told at once.
const mostFileFaults = 20

// SayFile gives customers a manual or imported tag from a file, as package sheet
// reads them: a heading, then rows of whom it is said (an identity of a kind, or
// with kind "" the customer's number) and the value. A file in which a value is
// none of the tag's is refused as a whole, with the rows. The same file again
// changes nothing.
//
// Permissions and errors as of [Tags.Say]; ErrInvalid for a file that cannot be read.
func (t *Tags) SayFile(ctx context.Context, id int64, path string, kind identity.Kind, region string) (out FileSaid, err error) {
	look, err := sheet.Inspect(path, 0)
	if err != nil {
		return out, err
	}
	var x Tag
	if err := t.Store.Read(ctx, func(tx *store.Tx) error {
		x, err = t.sayable(ctx, tx, id)
		return err
	}); err != nil {
		return out, err
	}
	var faults regulars.Faults
	if err := eachRow(path, look, func(row int64, who, value string) error {
		out.Rows++
		if who == "" || x.Rule.parse(value).Missing() {
			faults.Add("row "+strconv.FormatInt(row, 10), "value", "this is no value of the tag, or nobody is named")
		}
		if len(faults) == mostFileFaults {
			return errEnough
		}
		return nil
	}); err != nil && !errors.Is(err, errEnough) {
		return out, err
	}
	if err := faults.Err(); err != nil {
		return FileSaid{}, err
	}
	return out, t.sayRows(ctx, id, path, look, kind, region, &out)
}

var errEnough = errors.New("tag: enough rows that cannot be taken")

// sayRows says what stands in a file that was checked, some thousand rows at a time.
func (t *Tags) sayRows(ctx context.Context, id int64, path string, look sheet.Look, kind identity.Kind, region string, out *FileSaid) error {
	type line struct{ who, value string }
	var lines []line
	flush := func() error {
		var list []Said
		if err := t.Store.Read(ctx, func(tx *store.Tx) error {
			list = list[:0]
			for _, l := range lines {
				n, err := whoIs(tx, kind, l.who, region)
				if regulars.CodeOf(err) == regulars.ErrNotFound {
					continue
				}
				if err != nil {
					return err
				}
				list = append(list, Said{Customer: n, Value: l.value})
			}
			return nil
		}); err != nil {
			return err
		}
		out.Unknown += int64(len(lines) - len(list))
		if lines = lines[:0]; len(list) == 0 {
			return nil
		}
		unknown, err := t.Say(ctx, id, list)
		out.Unknown += int64(unknown)
		out.Said += int64(len(list) - unknown)
		return err
	}
	err := eachRow(path, look, func(_ int64, who, value string) error {
		if lines = append(lines, line{who, value}); len(lines) < MostSaid/2 {
			return nil
		}
		return flush()
	})
	if err != nil || len(lines) == 0 {
		return err
	}
	return flush()
}

func whoIs(tx *store.Tx, kind identity.Kind, who, region string) (int64, error) {
	if kind != "" {
		return customer.Lookup(tx, kind, who, region)
	}
	n, err := strconv.ParseInt(who, 10, 64)
	if err != nil {
		return 0, regulars.NotFound("customer")
	}
	return n, nil
}

// eachRow calls fn with every row behind the heading.
func eachRow(path string, look sheet.Look, fn func(row int64, who, value string) error) error {
	r, err := sheet.Open(path, look)
	if err != nil {
		return err
	}
	defer r.Close()
	for first := true; r.Next(); first = false {
		if first {
			continue
		}
		var who, value string
		if f := r.Fields(); r.Fault() == sheet.NoFault && len(f) >= 2 {
			who, value = trimmed(f[0]), trimmed(f[1])
		}
		if err := fn(r.Row(), who, value); err != nil {
			return err
		}
	}
	return r.Err()
}

func trimmed(field []byte) string { return strings.TrimSpace(string(field)) }
