package importer

import "regulars/event/importer/row"

// What is said of files and rows, so that callers need this package only.
type (
	Kind    = row.Kind
	Mapping = row.Mapping
	Reason  = row.Reason
	Preview = row.Preview
)

// The kinds of file.
const (
	Orders    = row.Orders
	Customers = row.Customers
)

// ParseMapping reads "customer=customer_id,time=\"Invoice date\"": see [row.ParseMapping].
func ParseMapping(text string) (Mapping, error) { return row.ParseMapping(text) }

// Inspect looks at the beginning of a file and guesses its mapping.
func Inspect(kind Kind, file string) (Preview, error) { return row.Inspect(kind, file) }
