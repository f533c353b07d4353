package event

import (
	"regulars"
	"regulars/auth"
)

// Sources knows who may send. [auth.Auth] is the one of the true program.
type Sources interface {
	// SourceByKey gives the source with a write key, enabled or not.
	SourceByKey(writeKey string) (auth.Source, bool)
	// SourceByID gives a source, enabled or not.
	SourceByID(id string) (auth.Source, bool)
}

// channelOf gives the channel of a source's events that do not tell one.
func channelOf(k auth.SourceKind) regulars.Channel {
	switch k {
	case auth.WebSource:
		return regulars.Web
	case auth.AppSource:
		return regulars.App
	}
	return "" // the message tells
}
