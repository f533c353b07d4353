// Package warehousetest is what every warehouse must do: one suite, run by each
// adapter against its own engine, and [Model], a warehouse of a few hundred
// lines of plain Go that says what the right answer is.
//
//	func TestWarehouse(t *testing.T) {
//		warehousetest.Run(t, warehousetest.Harness{Open: …, Crash: …, Restore: …})
//	}
//
// The suite covers each method of the port, and holds random batches, merges,
// erasures and questions against the model. An adapter that needs more time
// than a local file runs it unchanged; nothing in it waits.
package warehousetest
