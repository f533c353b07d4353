package event

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"regulars"
)

var success = []byte(`{"success":true}`)

// jsonType is shared by all answers; nobody changes it.
var jsonType = []string{"application/json"}

// succeed says that everything is on disk.
func (in *Intake) succeed(w http.ResponseWriter) {
	in.meter.taken.Inc()
	w.Header()["Content-Type"] = jsonType
	w.Write(success)
}

// statuses gives the HTTP status of each code that intake answers with.
var statuses = map[regulars.Code]int{
	regulars.ErrInvalid:      http.StatusBadRequest,
	regulars.ErrUnauthorized: http.StatusUnauthorized,
	regulars.ErrForbidden:    http.StatusForbidden,
	regulars.ErrNotFound:     http.StatusNotFound,
	regulars.ErrTooLarge:     http.StatusRequestEntityTooLarge,
	regulars.ErrTooMany:      http.StatusTooManyRequests,
	regulars.ErrUnavailable:  http.StatusServiceUnavailable,
}

// fail answers with a problem (RFC 9457). Whatever we do not know is ours, and
// the client is to try again.
func (in *Intake) fail(w http.ResponseWriter, err error) {
	status, ok := statuses[regulars.CodeOf(err)]
	if !ok {
		status = http.StatusServiceUnavailable
	}
	if errors.Is(err, errSlow) {
		status = http.StatusRequestTimeout
	}
	in.failAs(w, status, err)
}

func (in *Intake) failAs(w http.ResponseWriter, status int, err error) {
	var e *regulars.Error
	if !errors.As(err, &e) {
		e = &regulars.Error{Code: regulars.ErrUnavailable, Reason: "internal", Message: "this could not be taken now; try again", RetryAfter: 10}
	}
	in.meter.answers.WithLabelValues(e.Reason).Inc()
	h := w.Header()
	h["Content-Type"] = []string{"application/problem+json"}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		h.Set("Retry-After", strconv.Itoa(max(1, e.RetryAfter)))
	}
	if status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Basic realm="write key"`)
	}
	if errors.Is(err, errTooLarge) || errors.Is(err, errSlow) || errors.Is(err, errBusy) {
		h.Set("Connection", "close") // rather than read the rest of the body
	}
	text, _ := json.Marshal(map[string]any{
		"type": "/api/docs#problem-" + string(e.Code), "title": http.StatusText(status), "status": status,
		"detail": e.Message, "code": e.Code, "reason": e.Reason,
	})
	w.WriteHeader(status)
	w.Write(text)
}

// settingsKey gives the write key in the address "projects/{key}/settings",
// where browser clients ask how to send.
func settingsKey(path string) (key string, ok bool) {
	rest, ok := strings.CutPrefix(path, "projects/")
	if !ok {
		return "", false
	}
	key, ok = strings.CutSuffix(rest, "/settings")
	return key, ok && key != "" && !strings.Contains(key, "/")
}

// settings tells a browser client to send to us and to nobody else.
func (in *Intake) settings(w http.ResponseWriter, r *http.Request, key string) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		in.failAs(w, http.StatusMethodNotAllowed, regulars.Invalid("", "method", "ask for this with GET"))
		return
	}
	if source, ok := in.o.Sources.SourceByKey(key); !ok || !source.Enabled {
		in.fail(w, regulars.NotFound("source"))
		return
	}
	protocol, host := in.address(r)
	text, _ := json.Marshal(map[string]any{
		"integrations": map[string]any{"Segment.io": map[string]any{
			"apiKey": key, "apiHost": host + "/v1", "protocol": protocol,
			"unbundledIntegrations": []string{}, "addBundledMetadata": true,
			"maybeBundledConfigIds": map[string]any{}, "versionSettings": map[string]any{"version": "4.4.7", "componentTypes": []string{"browser"}},
		}},
		"plan":                      map[string]any{"track": map[string]any{"__default": map[string]any{"enabled": true}}},
		"edgeFunction":              map[string]any{},
		"analyticsNextEnabled":      true,
		"middlewareSettings":        map[string]any{},
		"enabledMiddleware":         map[string]any{},
		"metrics":                   map[string]any{"sampleRate": 0},
		"legacyVideoPluginsEnabled": false,
		"remotePlugins":             []string{},
	})
	h := w.Header()
	h["Content-Type"] = jsonType
	h.Set("Cache-Control", "no-store")
	w.Write(text)
}

// address gives the protocol and host under which a browser reaches us.
func (in *Intake) address(r *http.Request) (protocol, host string) {
	if protocol, host, ok := strings.Cut(in.o.PublicURL, "://"); ok {
		return protocol, strings.TrimSuffix(host, "/")
	}
	protocol = "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		protocol = "https"
	}
	return protocol, r.Host
}
