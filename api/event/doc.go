// Package eventapi declares the operations on what comes in: a source's live
// tail, the quarantine, and how intake and the followers of the log are doing.
// The rules are those of package event; this is their shape on the wire. The
// addresses below /v1/ to which clients send are package event's own.
//
//	eventapi.Register(a, intake, eventapi.Deps{Log: log, Sizes: sizes, Version: version, Started: started})
package eventapi

import (
	"context"
	"time"

	"regulars/api"
	"regulars/event"
	"regulars/internal/eventlog"
)

// Deps is what the operations work with besides intake.
type Deps struct {
	Log *eventlog.Log
	// Sizes gives the bytes that each part keeps on disk; nil when nobody knows.
	Sizes func(ctx context.Context) ([]Size, error)
	// Version and Started are the program's.
	Version string
	Started time.Time
}

// routes holds what the operations work with.
type routes struct {
	intake *event.Intake
	deps   Deps
}

// Register declares the operations. intake may be nil when only the document
// is wanted.
func Register(a *api.API, intake *event.Intake, d Deps) {
	r := &routes{intake: intake, deps: d}
	r.sources(a)
	r.quarantine(a)
	r.status(a)
}

// none is the input of an operation without parameters.
type none struct{}
