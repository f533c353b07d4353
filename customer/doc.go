// Package customer knows who each customer is: the identities by which they are
// recognised, the merges that made one customer of two, what they told about
// themselves, what is known about them, and their timeline. Mission rows K1, K2
// and K4; part of K3.
//
//	customers := customer.New(log, clock, customer.Options{Region: "CN"})
//	log.Follow(customers.Follower()) // "customers", the first follower: it says whose each event is
//	…
//	id, err := customer.Lookup(tx, identity.Email, "li@shop.cn", "CN")
//	profile, err := customer.Get(tx, id)
//	page, err := customers.List(ctx, customer.ListQuery{
//		Filter: customer.Filter{Stages: []string{"at_risk"}}, Sort: customer.ByValue, Descending: true, Limit: 50})
//
// # Numbers
//
// A customer is a number from 1. A number is never given twice, and never
// disappears: when two customers are found to be one, one number becomes an
// alias of the other, and whatever asks for it is led to the survivor. Every
// fact (an identity, a trait, an event) stays under the number whose identities
// named it, its origin. So a merge writes one row, and undoing it gives back
// exactly what was there.
//
// # Who is who
//
// The resolver reads every event in the order of the log. What it does with the
// identities that the event carries (package identity) is:
//
//   - none is known: the event begins a new customer;
//   - all known ones are one customer's: it is theirs, and new identities
//     become theirs, too;
//   - they are several customers': those are found to be one and are merged.
//     The one the shop knows by a user id survives, else one with a contact,
//     else the older number.
//
// Three things it does not do. Two customers with user ids of their own are
// never merged because they share something: the event goes to the one its own
// user id names (else its firmest identity), the shared identity stays where
// it was, and people are shown a possible duplicate. Only an alias call, which
// says so outright, or a member of staff joins them. An identity that more
// than [Options.Shared] different customers have used (the shop's own number,
// typed for everybody; a till) is blocked: it identifies nobody any more, and
// the merges that it caused are undone. And what staff have taken apart is not
// joined again, but by staff or an alias call.
//
// A new address or number that comes with somebody else's shared identity, and
// without a user id, begins a number of its own that is merged at once: so
// there is something to undo.
//
// # What does not depend on the order of events
//
// As long as no two user ids meet in one circle of shared identities without an
// alias call between them, nothing is shared by more than Options.Shared, and
// nobody intervenes, the customers are exactly the connected circles of
// identities, in whatever order the events come (a property test holds this).
// What does depend on it: which number survives, and, where two user ids claim
// one e-mail address, which of them has it (the first).
//
// # What staff do
//
// Merging, undoing, keeping apart and erasing append an event; the resolver does
// it when it gets there, so that all changes happen in one order, and a rebuild
// repeats them. What the resolver has done it tells in "Customer Merged",
// "Customer Split" and "Identity Blocked" events (see [Merged], [Split]).
package customer
