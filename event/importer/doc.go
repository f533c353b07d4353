// Package importer takes rows of files in: what was bought (orders) and who
// customers are (customers). It serves row K2 of the mission.
//
// # From a file to events
//
// A file is looked at as a whole (package sheet), so that one character set,
// one decimal mark and one order of day and month hold for all of it. Its rows
// are sorted outside of memory so that the rows of one order come together;
// each order becomes one "Order Completed" event with its lines, and more where
// a status, a promise, a delivery or a refund was told. Package order makes
// orders of them, exactly as of events that come in live.
//
//	im := importer.New(db, log, clock, importer.Settings{Scratch: dir})
//	result, err := im.Run(ctx, importer.Options{
//		Kind: importer.Orders, File: "orders.csv.gz",
//		Map:  importer.Mapping{"customer": "customer_id", "time": "date", "amount": "dollar_value"},
//		Currency: "USD", Zone: time.UTC,
//	}, progress)
//	// result.Rows == 69659, result.Taken == 69659, result.Refused == 0
//
// # The same again changes nothing
//
// A row is known by its order (without an order column: by its customer and
// day), by what it says of the sale (time, product, quantity, price, amount,
// currency, sale or refund) and by its ordinal among rows of that order that
// say the same. What is known is kept for good in the table import_known, as
// keyed digests, in the transaction that appends the events. So the same file
// again, the overlap of two files, and a file whose import was killed half-way
// add only what is new, and equal rows of one order stay apart.
//
// What may change later (status, promise, shipping and delivery times, and who
// the customer is) is not part of what a row is known by: a newer export of the
// same order updates it and doubles nothing.
//
// # What becomes of a row
//
//   - taken: it brought something new;
//   - already: all of it was there;
//   - refused: it could not be understood, with a [Reason]; the
//     other rows go through.
//
// A negative quantity or amount makes a refund, as does a row whose status says
// so: of the order it names, or, when the order has no sale, of the order it is
// itself. An order all of whose rows say that it was cancelled is cancelled.
//
// The [Desk] is the same for the console: a file is uploaded, looked at, tried
// and run in the background, and goes on after a restart.
package importer
