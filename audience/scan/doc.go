// Package scan answers audience expressions for all customers at once (mission
// row K1): one question to the warehouse for what is about events, sets of
// customer numbers for everything else, and set algebra to put them together.
// What an expression means is told by audience/lang; scan agrees with its
// evaluation in memory, which a property test holds it to.
//
//	answer, err := scan.Run(ctx, warehouse, facts, now, vip, asleep)
//	answer.Members[0].GetCardinality() // how many are in the first
//	answer.At                          // up to which event of the log
//
// Conditions about events become bits of one row for each customer, all of them
// in one pass over the events; equal conditions of several expressions are
// computed once. Sequences need the events of a customer in order, so they are
// a second pass, over the events they are about.
//
// What is not in the warehouse (fields, audiences, lists, ranks) comes through
// the port [Facts], one set for each condition. Random shares are computed here.
//
// Lists and objects in an event's body count as texts in the warehouse and as
// missing in memory; properties should not be declared on them.
package scan
