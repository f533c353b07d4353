// Package index holds the formulas of the health index and of the ladder: what
// somebody did becomes five parts of 0 to 100 points, the parts one index, the
// month ends of the index an alarm, and the same evidence a rung (mission rows
// K7 and K8).
//
// It is pure: numbers in, numbers out; no I/O, no clock, no other customer.
// Every scale is fixed, so that a fall is a fall of this customer and never a
// rise of others. Why the scales are what they are is in
// docs/adr/0009-health-on-fixed-scales.md; docs/guide/health.md says them in
// words.
//
// # Worked example
//
//	h := index.History{Bought: days, Months: evidence}  // in order of time
//	now := h.At(asOf)                                   // five parts, some missing
//	total := index.DefaultRules.Weights.Total(now)      // 0 to 100, or Missing
//	past := h.MonthEnds(first, last)                    // the same, month by month
//	fall, ok := index.DefaultRules.Episode(past)        // three falls that end below the line
//	rung := index.DefaultLadder.Rung(h, asOf)           // 1 to 5
//
// Days are civil days since 1970-01-01 in the workspace's zone, months are
// months since January 1970.
package index
