// Package lang is the language in which audiences are told (mission rows K1 and
// K5): a condition about a customer, as text that can be read aloud and as a
// tree that the console's builder edits. It reads, checks, formats, explains and
// evaluates conditions in memory; it does no I/O and has no clock.
//
//	x, err := lang.Parse(`orders.last(days(90)).count() >= 2 && !ordered.last(days(30)) && level in ["gold"]`, catalogue)
//	if err != nil {
//		var faults lang.Faults // every fault, with its place, a code and the nearest word
//		errors.As(err, &faults)
//	}
//	verdict := x.Evaluate(&person, now) // matches, and until when that is certain
//	x.Describe(lang.Chinese)            // 最近 90 天内的订单的次数 至少为 2 且 …
//
// # From text to answer
//
//	text ─CEL's grammar─▶ Node ─Check against a Catalogue─▶ Expression ─▶ Evaluate, Explain, Needs
//	JSON ────Decode─────▶
//
// The grammar only reads. Words, kinds, limits and every error are ours. A
// [Node] has one form ([Normal]) and one text ([Format]); both lead back to it.
// package scan answers the same expressions for all customers at once.
//
// # What holds everywhere
//
//   - Missing. A field, a property, or the first of no events has no value; the
//     empty text is none, either. Every comparison with what is missing is false,
//     != too; so !(city == "x") holds for who has no city, city != "x" does not.
//     Of no events, count, days, sum and distinct are 0, all else is missing.
//   - Numbers are exact decimals with four digits behind the point ([Number]),
//     and compare freely, whole or not. An average is compared without dividing.
//     Money is in whole units of the workspace's currency; an amount in another
//     one is missing. Numbers in events are rounded half away from zero.
//   - Texts compare exactly, letter for letter and with case.
//   - Windows. last(days(n)) are the n × 24 hours up to now: an event counts from
//     its instant until exactly n × 24 hours later, when it no longer does.
//     Calendar windows (during, since, until, between) and daysAgo() go by civil
//     days in the workspace's zone, weeks from Monday. Events after now do not
//     count yet.
//   - Sequences. carted.then(orders).within(days(7)) keeps the carts that an
//     order follows: at the same instant or later, and less than 7 × 24 hours
//     later. thenNot keeps those that none follows; a cart is kept from the
//     instant on at which the 7 days have passed.
//   - Anniversaries (isToday, isWithin, isThisMonth, month, day) go by the
//     customer's zone. Who was born on 29 February has the birthday on the 28th
//     in other years.
//   - Ties. Of events at one instant, the log's order says which is first.
package lang
