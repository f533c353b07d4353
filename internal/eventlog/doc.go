// Package eventlog is the one log of everything that happens: it appends
// events in the caller's transaction, feeds them to followers, and never
// loses, doubles or reorders one.
//
// # Appending
//
// [Log.Append] stores events in the transaction of the change that caused
// them. An event whose id is already in the log's window is left out. Events
// are kept in compressed chunks, so that a hundred cost little more than one.
//
// # Following
//
// A [Follower] derives something from the log. Its effects and its cursor are
// one transaction: killed at any instant, it goes on where it was. The first
// follower (the one that Owns) says which customer each event belongs to;
// those after it see [regulars.Event.Customer]. An event that a follower
// cannot apply is skipped with its reason and never holds up the others.
//
// A [Sink] is a follower outside of the row store, such as the warehouse,
// which keeps its cursor with its own data.
//
// Followers are woken by a signal in the process (on PostgreSQL also from
// other processes); nothing polls while nothing happens.
//
//	log, err := eventlog.Open(ctx, db, clock, eventlog.Options{})
//	log.Follow(eventlog.Follower{Name: "customers", Owns: true, Apply: customers.Apply})
//	log.Follow(eventlog.Follower{Name: "orders", After: "customers", Apply: orders.Apply})
//	log.Feed("warehouse", "customers", warehouse)
//	err = log.Start(ctx)
//	…
//	err = db.Write(ctx, func(tx *store.Tx) error {
//		_, err := log.Append(tx, []regulars.Event{e})
//		return err
//	})
//	err = log.CaughtUp(ctx)
//
// Mission row K2; invariants 1 to 4 of docs/architecture.md.
package eventlog
