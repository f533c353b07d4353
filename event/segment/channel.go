package segment

import (
	"bytes"

	"regulars"
)

// channel finds where an event happened: what its context says, else its
// source, else the client's own word, else the client library, else its type.
func (d *decoder) channel(it *item, t regulars.EventType) regulars.Channel {
	if c := channelOf(d.inside(it.contextChannel)); c != "" {
		return c
	}
	if d.o.Channel != "" {
		return d.o.Channel
	}
	if c := channelOf(d.inside(it.channel)); c != "" {
		return c
	}
	if c := channelOfLibrary(d.inside(it.library)); c != "" {
		return c
	}
	switch t {
	case regulars.Page:
		return regulars.Web
	case regulars.Screen:
		return regulars.App
	}
	return regulars.Server
}

// inside gives what stands between a string's quotes, nil for other values.
func (d *decoder) inside(v span) []byte {
	if v.kind != '"' {
		return nil
	}
	return d.b[v.start+1 : v.end-1]
}

// channelOf turns a word into a channel: lower case, with "_" between words.
// Words of other forms give "".
func channelOf(word []byte) regulars.Channel {
	if len(word) == 0 || len(word) > maxChannel {
		return ""
	}
	var buf [maxChannel]byte
	for i, c := range word {
		switch {
		case c >= 'A' && c <= 'Z':
			c |= 0x20
		case c == ' ' || c == '-':
			c = '_'
		case c >= 'a' && c <= 'z' || c-'0' <= 9 || c == '_':
		default:
			return ""
		}
		buf[i] = c
	}
	switch w := buf[:len(word)]; string(w) {
	case "web", "browser", "website":
		return regulars.Web
	case "app", "mobile", "ios", "android":
		return regulars.App
	case "server", "backend", "http":
		return regulars.Server
	case "store", "pos", "retail", "shop", "offline":
		return regulars.Store
	case "hotline", "phone", "call", "call_center":
		return regulars.Hotline
	case "mini_program", "miniprogram", "mini_app", "wechat", "weapp":
		return regulars.MiniProgram
	case "email", "mail":
		return regulars.Email
	default:
		return regulars.Channel(w)
	}
}

// libraries names channels by a part of the client library's name.
var libraries = []struct {
	part    string
	channel regulars.Channel
}{
	{"analytics.js", regulars.Web}, {"JavaScript", regulars.Web}, {"analytics-next", regulars.Web},
	{"ios", regulars.App}, {"swift", regulars.App}, {"android", regulars.App}, {"kotlin", regulars.App},
	{"react-native", regulars.App}, {"flutter", regulars.App}, {"unity", regulars.App}, {"xamarin", regulars.App},
	{"mini", regulars.MiniProgram},
}

func channelOfLibrary(name []byte) regulars.Channel {
	if len(name) == 0 {
		return ""
	}
	for _, l := range libraries {
		if bytes.Contains(name, []byte(l.part)) {
			return l.channel
		}
	}
	return regulars.Server
}
