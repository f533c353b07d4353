package event

import (
	"net/http"
	"slices"
	"strings"

	"regulars"
	"regulars/auth"
	"regulars/event/segment"
)

// prefix is where the addresses of the Segment API begin.
const prefix = "/v1/"

// call is what an address stands for.
type call struct {
	kind  regulars.EventType // empty for a batch and for metrics
	batch bool
}

// calls are the addresses, by what follows the prefix; the short ones are
// those of browsers.
var calls = map[string]call{
	"identify": {kind: regulars.Identify}, "i": {kind: regulars.Identify},
	"track": {kind: regulars.Track}, "t": {kind: regulars.Track},
	"page": {kind: regulars.Page}, "p": {kind: regulars.Page},
	"screen": {kind: regulars.Screen}, "s": {kind: regulars.Screen},
	"group": {kind: regulars.Group}, "g": {kind: regulars.Group},
	"alias": {kind: regulars.Alias}, "a": {kind: regulars.Alias},
	"batch": {batch: true}, "b": {batch: true}, "import": {batch: true},
}

// metricsCall is where browser clients report on themselves. It is answered
// and not kept: it says nothing about a customer.
const metricsCall = "m"

// Before gives a handler that takes the requests below /v1/ itself and leaves
// the others to next. It stands before any ServeMux, which would answer
// "//v1/batch" with a redirect: the clients take that for success and throw
// their events away.
func (in *Intake) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path, ok := ours(r.URL.Path); ok {
			in.serve(w, r, path)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ServeHTTP serves the addresses below /v1/ and answers any other 404.
func (in *Intake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := ours(r.URL.Path)
	if !ok {
		path = "/"
	}
	in.serve(w, r, path)
}

// ours gives what follows /v1/ in a path, with repeated slashes read as one and
// a slash at the end passed over.
func ours(path string) (rest string, ok bool) {
	if strings.Contains(path, "//") {
		parts := slices.DeleteFunc(strings.Split(path, "/"), func(s string) bool { return s == "" })
		path = "/" + strings.Join(parts, "/")
	}
	if rest, ok = strings.CutPrefix(path, prefix); !ok {
		return "", false
	}
	return strings.TrimSuffix(rest, "/"), true
}

func (in *Intake) serve(w http.ResponseWriter, r *http.Request, path string) {
	h := w.Header()
	allowOrigin(h, "*")
	if r.Method == http.MethodOptions {
		preflight(w, r)
		return
	}
	if key, ok := settingsKey(path); ok {
		in.settings(w, r, key)
		return
	}
	c, known := calls[path]
	switch {
	case !known && path != metricsCall:
		in.fail(w, regulars.NotFound("address"))
	case r.Method != http.MethodPost:
		h.Set("Allow", "POST, OPTIONS")
		in.failAs(w, http.StatusMethodNotAllowed, regulars.Invalid("", "method", "send this with POST"))
	case path == metricsCall:
		in.succeed(w)
	default:
		in.take(w, r, c)
	}
}

// take reads, decodes and keeps the events of one request.
func (in *Intake) take(w http.ResponseWriter, r *http.Request, c call) {
	if err := in.pressure(r.Context()); err != nil {
		in.fail(w, err)
		return
	}
	var source auth.Source
	key, _, named := r.BasicAuth()
	if named = named && key != ""; named {
		var err error
		if source, err = in.admit(w.Header(), r, key); err != nil {
			in.fail(w, err)
			return
		}
	}
	body, err := in.read(w, r)
	defer in.memory.give(body.held)
	if err != nil {
		in.tooLarge(source, c, body, err)
		in.fail(w, err)
		return
	}
	if !named {
		if source, err = in.admit(w.Header(), r, segment.WriteKey(body.data)); err != nil {
			in.fail(w, err)
			return
		}
	}
	if err := in.keep(source, c, body.data); err != nil {
		in.fail(w, err)
		return
	}
	in.succeed(w)
}

// keep decodes a body and has its events written. What is no JSON goes to the
// quarantine as a whole, and its fault is returned.
func (in *Intake) keep(source auth.Source, c call, body []byte) error {
	r := in.request(source.ID)
	r.bytes = int64(len(body))
	o := in.reading(r, c.kind)
	o.Channel = channelOf(source.Kind)
	var batch segment.Batch
	var fault error
	if c.batch {
		batch, fault = segment.DecodeBatch(body, o)
	} else {
		batch, fault = segment.Decode(body, o)
	}
	if fault != nil {
		in.hold(r, wholeBody(c.name(), body, fault))
	} else {
		detach(batch.Events, len(body))
		in.add(r, c.name(), batch)
	}
	in.meter.bytes.Add(float64(len(body)))
	if err := in.submit(r); err != nil {
		return err
	}
	return fault
}

// name is how the quarantine remembers the address.
func (c call) name() string {
	if c.batch {
		return batchKind
	}
	return string(c.kind)
}

// tooLarge keeps the beginning of a body that was larger than one may be, when
// it is known whose it is: its sender will not send it again.
func (in *Intake) tooLarge(source auth.Source, c call, body body, err error) {
	if source.ID == "" || regulars.CodeOf(err) != regulars.ErrTooLarge || len(body.data) == 0 {
		return
	}
	r := in.request(source.ID)
	h := wholeBody(c.name(), body.data, err)
	h.Size = body.size
	in.hold(r, h)
	if err := in.submit(r); err != nil {
		in.o.Logger.Warn("a body that was too large could not be noted", "code", regulars.CodeOf(err))
	}
}

// admit finds the source of a write key, and checks that the page that sends
// may do so.
func (in *Intake) admit(h http.Header, r *http.Request, key string) (auth.Source, error) {
	source, ok := in.o.Sources.SourceByKey(key)
	if !ok || key == "" {
		return auth.Source{}, &regulars.Error{Code: regulars.ErrUnauthorized, Reason: "write_key", Message: "this write key is unknown"}
	}
	if !source.Enabled {
		return auth.Source{}, &regulars.Error{Code: regulars.ErrUnauthorized, Reason: "disabled", Message: "this source is switched off"}
	}
	if len(source.Origins) == 0 {
		return source, nil
	}
	origin := r.Header.Get("Origin")
	if origin == "" { // not a page
		return source, nil
	}
	h.Add("Vary", "Origin")
	if !slices.Contains(source.Origins, origin) {
		h.Del("Access-Control-Allow-Origin")
		return auth.Source{}, &regulars.Error{Code: regulars.ErrForbidden, Reason: "origin", Message: "pages of this origin may not send to this source"}
	}
	allowOrigin(h, origin)
	return source, nil
}

func allowOrigin(h http.Header, origin string) { h["Access-Control-Allow-Origin"] = []string{origin} }

// preflight tells a browser that it may send, with whatever headers it asks
// for: clients add their own when they try again. It does not say for which
// source, so every origin is told so; the request itself is checked.
func preflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "POST, GET, OPTIONS")
	headers := r.Header.Get("Access-Control-Request-Headers")
	if headers == "" {
		headers = "Authorization, Content-Type"
	}
	h.Set("Access-Control-Allow-Headers", headers)
	h.Set("Vary", "Access-Control-Request-Headers")
	h.Set("Access-Control-Max-Age", "86400")
	if r.Header.Get("Access-Control-Request-Private-Network") != "" {
		h.Set("Access-Control-Allow-Private-Network", "true")
	}
	w.WriteHeader(http.StatusNoContent)
}
