// Package regulars is the vocabulary that every other package speaks: the event
// envelope, positions in the log, identifiers, money, the clock, who acts, and
// coded errors. It imports the standard library only and does no I/O.
//
// Everything that happens to a customer is an [Event]. Events enter one log;
// what is known of a customer is derived from it, and what the system does is
// appended to it.
//
//	e := regulars.Event{
//		ID:     regulars.NewID(clock.Now()),
//		Type:   regulars.Track,
//		Name:   "Order Completed",
//		UserID: "c-1001",
//		Time:   clock.Now(),
//		Order:  "A-77",
//		Amount: regulars.Money{Minor: 12800, Currency: "CNY"},
//	}
package regulars
