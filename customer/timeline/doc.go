// Package timeline keeps everything that happened to each customer, in the
// order in which it happened, so that one customer's past is read from a few
// neighbouring places (mission rows K1 and K4). It owns the tables
// timeline_event and timeline_part.
//
//	err := timeline.Add(tx, entries)                                   // from the resolver, many customers at once
//	page, err := timeline.Page(tx, numbers, timeline.Query{Limit: 50}) // the newest first
//	older, err := timeline.Page(tx, numbers, timeline.Query{Before: page[len(page)-1].At(), Limit: 50})
//
// An entry stands under the number that the event's own identities name. Who
// reads a customer's timeline names all the numbers that were merged into it;
// so merging and undoing move no rows.
//
// # Parts
//
// A table clustered by customer takes every new event somewhere else: with a
// million customers, each insert dirties a page of its own, and 5,000 events
// cost 5,000 pages of disk (20,000 events/s were measured). Therefore new
// events go into a small part of the table, one neighbourhood after the other,
// and full parts are moved together into larger ones, a little with every
// batch. Each event is written about once more for each level, and a read looks
// into some thirty parts. It is the log-structured merge tree (O'Neil et al.,
// 1996) in SQL.
//
// On PostgreSQL there is one part only: its rows lie in a heap in the order of
// their coming anyway, and moving them would only leave dead rows behind.
package timeline
