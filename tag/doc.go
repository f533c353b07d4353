// Package tag keeps what is said of customers in a word or a number: tags, each
// with an owner, a purpose, a lawful basis and a freshness. It serves row K1 of
// the mission; together the tags are the portrait of a customer.
//
//	tags := tag.Open(tag.Deps{Store: db, Log: log, Clock: clock, Audiences: audiences, Moment: metrics.Now, Zone: zone, Currency: currency})
//	log.Follow(tags.Follower())                 // "tags": notes of whom something was heard
//	go tags.Serve(ctx, run)                     // works them out again
//	err := tags.Seed(ctx)                       // the starters, once
//	err = tags.Run(ctx, true, nil)              // everybody, nightly
//	list, err := tags.Of(ctx, 4711)             // the tags of a customer
//
// # Kinds
//
// What a tag says is worked out from events, fields and scores by its [Rule], in
// the language of audiences (regulars/audience/lang): a choice of values, yes or
// no, a number or its band, a property of the first or last event, favourites,
// the part of the day in which most happens, the place of the RFM scores. Or it
// is said: by staff (Manual, with an end), or by a file or a program (Import).
//
// # How values are kept
//
// All values of a customer are one packed row ([ADR 14] tells why). A run reads
// each customer's past once for all tags (Tags.Run). Meanwhile the follower
// notes of whom something was heard that a tag asks about, and Tags.Refresh works
// out those customers' live tags again. Both go the same way for one customer,
// so a refresh comes to what a run would. Time alone changes tags with the next
// night.
//
// What is said is a record, kept under the number that the customer had then: a
// merge has the newer of two, its undoing gives each back their own. Everything
// else is a projection; a rebuild finds it again.
//
// [ADR 14]: ../docs/adr/0014-tags-in-rows.md
package tag
