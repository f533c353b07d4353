package shop

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"regulars"
	"regulars/auth"
)

// Intake takes messages of the Segment API in; event.Intake is the true one.
type Intake interface {
	// Accept returns when the messages are on disk; refused counts those that
	// went to the quarantine.
	Accept(ctx context.Context, source string, messages ...[]byte) (refused int, err error)
}

// Sources knows the shops; auth.Auth is the true one.
type Sources interface {
	// SourceByID gives a source, enabled or not.
	SourceByID(id string) (auth.Source, bool)
}

// Options say what the hooks work with. Intake and Sources are required.
type Options struct {
	Intake  Intake
	Sources Sources
	// Metrics receives the counters; nil for none.
	Metrics prometheus.Registerer
}

// Hooks takes the webhooks of shops in. It is safe for use by many goroutines.
type Hooks struct {
	o     Options
	count *prometheus.CounterVec
}

// New gives the hooks.
func New(o Options) *Hooks {
	h := &Hooks{o: o, count: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "regulars_hooks_total", Help: "Webhooks by shop system, topic and outcome: taken, passed over, unsigned, failed.",
	}, []string{"shop", "topic", "outcome"})}
	if o.Metrics != nil {
		o.Metrics.MustRegister(h.count)
	}
	return h
}

// vendors are the kinds of shop, by the name in the address.
var vendors = map[string]*vendor{shopify.name: &shopify, woocommerce.name: &woocommerce, youzan.name: &youzan}

const (
	prefix  = "/hooks/"
	maxBody = 4 << 20
)

// Before gives a handler that takes the requests below /hooks/ itself and leaves
// the others to next.
func (h *Hooks) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, prefix) {
			h.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ServeHTTP serves /hooks/{shopify|woocommerce|youzan}/{source id}.
//
//	200  taken, or nothing that we take
//	401  the signature is wrong, or the source has no secret yet
//	404  there is no such source
//	429, 503  it cannot be written now; shops send again
func (h *Hooks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, id, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, prefix), "/")
	v := vendors[name]
	source, ok := h.o.Sources.SourceByID(strings.TrimSuffix(id, "/"))
	if v == nil || !ok || !source.Enabled || string(source.Kind) != v.name {
		fail(w, regulars.NotFound("source"))
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		fail(w, bodyError(err))
		return
	}
	if !v.verify(r.Header, body, source.Secret) {
		h.count.WithLabelValues(v.name, "", "unsigned").Inc()
		fail(w, &regulars.Error{Code: regulars.ErrUnauthorized, Reason: "signature", Message: "the signature does not fit the body and the source's secret"})
		return
	}
	if err := h.take(r, v, source, body); err != nil {
		fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	io.WriteString(w, v.answer)
}

// take turns a verified body into messages and has them taken in.
func (h *Hooks) take(r *http.Request, v *vendor, source auth.Source, body []byte) error {
	topic, doc, err := v.open(r.Header, body)
	rules, known := v.topics[topic]
	label := topic
	if !known {
		label = "other" // topics are ours to count, not anybody's to invent
	}
	var messages [][]byte
	switch {
	case err != nil:
		messages = [][]byte{body} // to the quarantine, to be looked at
	case known:
		messages = v.messages(source.ID, rules, doc)
	}
	if len(messages) == 0 {
		h.count.WithLabelValues(v.name, label, "passed over").Inc()
		return nil
	}
	if _, err := h.o.Intake.Accept(r.Context(), source.ID, messages...); err != nil {
		h.count.WithLabelValues(v.name, label, "failed").Inc()
		return err
	}
	h.count.WithLabelValues(v.name, label, "taken").Inc()
	return nil
}

// Topics gives the topics of a kind of shop that are taken in, for people who
// set the shop up; nil for another kind.
func Topics(kind auth.SourceKind) []string {
	v := vendors[string(kind)]
	if v == nil {
		return nil
	}
	var names []string
	for name := range v.topics {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func bodyError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &regulars.Error{Code: regulars.ErrTooLarge, Reason: "request_too_large", Message: "a body has at most 4 MB"}
	}
	return regulars.Invalid("", "incomplete", "the body broke off")
}

var statuses = map[regulars.Code]int{
	regulars.ErrInvalid:      http.StatusBadRequest,
	regulars.ErrUnauthorized: http.StatusUnauthorized,
	regulars.ErrNotFound:     http.StatusNotFound,
	regulars.ErrTooLarge:     http.StatusRequestEntityTooLarge,
	regulars.ErrTooMany:      http.StatusTooManyRequests,
}

// fail answers with a problem. Whatever we do not know is ours, and the shop is
// to send again.
func fail(w http.ResponseWriter, err error) {
	e := &regulars.Error{Code: regulars.ErrUnavailable, Reason: "internal", Message: "this could not be taken now; try again", RetryAfter: 10}
	errors.As(err, &e)
	status, ok := statuses[e.Code]
	if !ok {
		status = http.StatusServiceUnavailable
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	if e.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(e.RetryAfter))
	}
	text, _ := json.Marshal(map[string]any{"type": "/api/docs#problem-" + string(e.Code), "title": http.StatusText(status),
		"status": status, "detail": e.Message, "code": e.Code, "reason": e.Reason})
	w.WriteHeader(status)
	w.Write(text)
}
