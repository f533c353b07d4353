// Package audience says who belongs to which audience: a condition of package
// [regulars/audience/lang] under a name, whose members are kept up to date while
// events come and time passes. It serves rows K1 and K5 of the mission.
//
//	audiences := audience.Open(audience.Deps{Store: db, Log: log, Clock: clock, Moment: metrics.Now, Zone: zone, Currency: currency, Start: start})
//	log.Follow(audiences.Follower())         // "audiences": notes who was touched
//	go audiences.Serve(ctx)                  // evaluates them, and whose time has come
//	id, err := audiences.Create(ctx, audience.Definition{Name: "Asleep", Text: `orders.exists() && !orders.last(days(90)).exists()`})
//	err = audiences.Run(ctx, false, nil)     // finds the first members
//	list, size, err := audiences.Members(ctx, id, 0, 100)
//
// # How members are kept
//
// The follower notes which customers were touched by an event that some
// condition reads, by a merge or a trait. [Audiences.Refresh] reads those
// customers' fields and as much of their timelines as the conditions look back,
// evaluates all audiences in memory, and writes what has changed, the events
// "Audience Entered" and "Audience Left", and who is still due, in one
// transaction. Each evaluation also says when time alone can change something:
// the earliest such instant of a customer is its flip time, at which it is
// evaluated again. So the cost goes with the customers concerned, never with how
// many there are.
//
// [Audiences.Run] finds the members of audiences that are new or were changed, all
// of them in one pass over the customers, and, once a night and after the scores,
// evaluates everybody and ranks them anew. Conditions about ranks (the top 10 %)
// stand as of the last ranking, and say so.
//
// # What counts as entering
//
// Who belongs when an audience is made or its condition changes was there from
// the first: no event tells of it. A merge alone makes nobody enter or leave: the
// customer has the place that either had. Who is erased leaves without an event.
//
// Members are a projection: a rebuild finds them again and tells of nobody.
// Definitions, lists and growth are records.
package audience
