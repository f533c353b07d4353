// Package row understands the rows of a file of orders or customers: which
// column is what, what its values say, and why a row cannot be taken. It serves
// package importer and row K2 of the mission.
//
//	m := row.Guess(row.Orders, header, sample)
//	columns, err := row.Resolve(row.Orders, m, header)
//	r := row.Reader{Kind: row.Orders, Columns: columns, Currency: "CNY", Latest: latest, …}
//	w, refusal := r.Read(in.Row(), in.Fields())
//	// w.Minor == 12800, w.Refund == false
//
// A [Sorter] brings the rows of one order together, however many there are.
package row
