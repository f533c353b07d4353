package importer

import "regulars/event/importer/row"

// What is said of files and rows, so that callers need this package only.
type (
	Kind    = row.Kind
	Mapping = row.Mapping
	Reason  = row.Reason
)

// The kinds of file.
const (
	Orders    = row.Orders
	Customers = row.Customers
)

// ParseMapping reads "customer=customer_id,time=\"Invoice date\"": see [row.ParseMapping].
func ParseMapping(text string) (Mapping, error) { return row.ParseMapping(text) }

// Guess guesses which column is which field: see [row.Guess].
func Guess(kind Kind, header []string, sample [][]string) Mapping {
	return row.Guess(kind, header, sample)
}
