// Package sheet reads files of rows as people have them: CSV, gzipped or not,
// in UTF-8, UTF-16, GB18030 or Windows-1252, with commas, semicolons, tabs or
// bars, with quoted line breaks, and the numbers and dates in them as they are
// written in different countries. It serves package importer and row K2 of the
// mission; it knows nothing of customers and orders.
//
// Memory is bounded whatever the file: one record, at most [MaxRecord] bytes,
// is held at a time.
//
//	look, err := sheet.Inspect("orders.csv.gz", 0)     // what it is
//	r, err := sheet.Open("orders.csv.gz", look)
//	defer r.Close()
//	for r.Next() {
//		row, fields, fault := r.Row(), r.Fields(), r.Fault()
//		…
//	}
//	err = r.Err()
//
// Numbers and dates are parsed by [Numbers] and [Dates], whose one question
// that a single value cannot answer (is 1,234 a thousand? is 3/4 in April?) is
// answered from all values of a column by [NumberClues] and [DateClues].
package sheet
