// Package event takes events in. It owns the Segment HTTP API's addresses below
// /v1/, the quarantine of what could not be taken, and the counts of what came
// from where; it serves rows K2 and K4 of the mission. Files are taken in by
// event/importer, shops' webhooks by event/shop; what a message says is read by
// event/segment.
//
// # What an answer means
//
// 200 says that every event of the request is on disk: in the log, or, when it
// could not be taken, in the quarantine with the reason. An event that the log
// knows by its id is counted as repeated and changes nothing, so a client that
// got no answer sends again without harm. Never is a request answered with
// success, with a redirect, or with 400 for some of its events, unless that is
// true of all that it carried: the client libraries throw events away then.
//
//	401  the write key is unknown
//	400  the body is no JSON; it is in the quarantine
//	413  more than 4 MB, or 16 MB inflated
//	429  more at once than can be written, with Retry-After
//	503  the store or its disk cannot take anything now, with Retry-After
//
// # How
//
// Requests are read and decoded side by side. A few writers gather whatever
// waits into one append of the log, and one transaction holds the events, the
// quarantine's new rows and the counts.
//
//	intake, err := event.New(db, log, event.Options{Clock: clock, Sources: staff})
//	defer intake.Close()
//	server.Handler = intake.Before(mux) // before a ServeMux: it would redirect "//v1/batch"
//
// The quarantine is worked on with [Intake.Quarantine]: an event is mended,
// replayed with the id it always had, or dropped.
package event
