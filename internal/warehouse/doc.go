// Package warehouse is the port to the columnar store: every event of the log,
// once, for questions about everybody (mission rows K2, P1, P4). It owns what a
// warehouse must do ([Warehouse]), the language in which it is asked
// ([Question]), and how merges of customers change whose an event is. It holds
// no data; adapters live below it and pass the suite in warehousetest.
//
// # Asking
//
// A caller hands over a value, never text. A [Relation] begins with [Events]
// and is narrowed, widened and grouped; [Check] holds it to its types, and each
// adapter renders it in its own dialect. This asks for orders and money by day,
// and by how many-th purchase it was:
//
//	bought := warehouse.Events().
//		Where(warehouse.Col("name").Eq(warehouse.Text("Order Completed"))).
//		Chain([]string{"customer"}, []string{"time", "place"}, warehouse.Nth("nth"))
//	days := bought.
//		With("day", warehouse.Day(warehouse.Col("time"), shanghai)).
//		Group(warehouse.Keys("day"), warehouse.Count("orders"), warehouse.Sum("minor", warehouse.Col("amount"))).
//		Sort("day")
//	nths := bought.Group(warehouse.Keys("nth"), warehouse.Count("orders"))
//	answer, err := w.Query(ctx, warehouse.Ask(days, nths))
//	for i := range answer.Tables[0].Len() {
//		day, orders := answer.Tables[0].Ints("day")[i], answer.Tables[0].Ints("orders")[i]
//	}
//
// A relation that stands in a question more than once is computed once, and all
// tables of an answer show one state, that at [Answer.At].
//
// # Nothing is ever NULL
//
// Databases disagree about NULL, so there is none: an absent text is "", an
// absent number 0, in the events kept and in every answer. A count beside a
// median or a minimum says whether there was anything.
//
// # Whose an event is
//
// The column origin is the customer that the log gave the event, and never
// changes. The column customer is whom it belongs to now: a [Merge] event moves
// everything of one customer to another, a [Split] undoes that. Both take
// effect in the order of the log, in the transaction that appends them.
package warehouse
