// Package quality says how good what we know of customers is: one score from 0
// to 100 % of five aspects, which source tells bad data, what to mend first,
// and what dead addresses cost. It serves row K3 of the mission; what is wrong
// with one person is the matter of package [regulars/quality/check].
//
// # The score
//
// Persons only: neither visitors nor companies. Each aspect is a share:
//
//   - completeness: of the fields that the brand wants, by weight, those that
//     are known; the mean over all customers;
//   - validity: of the values that can be checked (e-mail address, telephone
//     number, birthday, postal address), those that can be right and reach
//     somebody;
//   - consistency: of the comparisons that can be made (number and country,
//     currency and country, city and address, dates), those that agree;
//   - uniqueness: of the customers, those who are not the lesser half of a
//     possible duplicate;
//   - freshness: 1 for whoever told something within the last FreshDays,
//     falling evenly to 0 at StaleDays; the mean over all customers.
//
// The score is their mean by weight. An aspect of which nothing can be said is
// left out. What people have dismissed counts as right.
//
// # Where it comes from
//
// One pass over the customers by ranges of numbers, at night and on demand
// ([Quality.Run]); nothing is done per event. The warehouse is asked which
// source told what, and which messages came back ("Email Bounced" with no
// bounce_type soft). Faults are projections that each run renews; dismissals
// are records.
//
//	q := quality.Open(quality.Deps{Store: db, Log: log, Clock: clock, Warehouse: w, Feed: "warehouse", Region: "CN", Zone: zone, Moment: metrics.Now})
//	err := q.Run(ctx, nil)
//	report, err := q.Report(ctx)
//	list, next, err := q.Faults(ctx, quality.FaultQuery{})   // the most valuable customers first
//
// # Possible duplicates
//
// Those that shared an identity (package customer) are known already. Others
// are looked for among customers with one thing in common: the mailbox behind
// differing addresses, name and the end of the telephone number, name and
// birthday. They are suggestions with reasons; nothing is merged by itself. In
// memory stand some 60 bytes a customer while a run looks for them.
package quality
