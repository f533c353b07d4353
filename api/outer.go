package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"regulars"
)

// outer wraps every request below /api/: it names it, watches over it, logs it
// and sets the headers that all answers have.
func (a *API) outer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := a.deps.Clock.Now()
		x := &exchange{id: regulars.NewID(began), a: a, address: ClientAddress(r, a.deps.Proxies)}
		r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
		seen := &statusWriter{ResponseWriter: w}
		squeezed := &squeezer{ResponseWriter: seen, accepts: acceptsGzip(r)}
		commonHeaders(w.Header(), x.id)
		defer func() {
			p := recover()
			half := p != nil && seen.begun
			if p != nil {
				squeezed.drop()
				a.recovered(seen, r, x, p)
			}
			squeezed.close()
			a.log(r, x, seen.status, began)
			if half {
				panic(http.ErrAbortHandler) // half an answer is out: break it off rather than end it
			}
		}()
		next.ServeHTTP(squeezed, r)
	})
}

// commonHeaders are on every answer of the API. The document's page sets its
// own Content-Security-Policy.
func commonHeaders(h http.Header, id string) {
	h.Set("X-Request-Id", id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
}

// recovered turns a panic into a problem, when nothing was sent yet.
func (a *API) recovered(w *statusWriter, r *http.Request, x *exchange, p any) {
	if p == http.ErrAbortHandler {
		return
	}
	x.cause = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	if !w.begun {
		fail(w, r, x.cause)
	}
}

// log writes a line about a request. It has the operation's name and not the
// path, which may hold something personal; never a query or a body.
func (a *API) log(r *http.Request, x *exchange, status int, began time.Time) {
	name := "none"
	if x.op != nil {
		name = x.op.ID
	}
	attrs := []slog.Attr{
		slog.String("request", x.id), slog.String("operation", name), slog.Int("status", status),
		slog.Duration("took", a.deps.Clock.Now().Sub(began)),
	}
	if k := x.caller.Actor.Kind; k != "" {
		attrs = append(attrs, slog.String("actor", string(k)+":"+x.caller.Actor.ID))
	}
	level := slog.LevelDebug
	if status >= 500 && !errors.Is(x.cause, context.Canceled) {
		level = slog.LevelError
		attrs = append(attrs, slog.Any("cause", x.cause))
	}
	a.deps.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

// ClientAddress gives the address a request comes from: that of the
// connection, or, when that is one of proxies, the last one of X-Forwarded-For
// that is not.
func ClientAddress(r *http.Request, proxies []netip.Prefix) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	address := from.Addr().Unmap()
	trusted := func(a netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && trusted(address); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = hop.Unmap()
	}
	return address
}

// statusWriter remembers what was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
	begun  bool
}

// WriteHeader remembers and passes on.
func (w *statusWriter) WriteHeader(status int) {
	if !w.begun && status >= 200 {
		w.status, w.begun = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write passes on; like net/http, it stands for 200 when no status was set.
func (w *statusWriter) Write(p []byte) (int, error) {
	if !w.begun {
		w.status, w.begun = http.StatusOK, true
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// unrouted answers what no operation matched: 405 when another method would
// have, else 404.
func (a *API) unrouted(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		probe := r.Clone(r.Context())
		probe.Method = method
		if _, pattern := a.mux.Handler(probe); pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		fail(w, r, newProblem(regulars.ErrInvalid, "method", "this address does not take this method").withStatus(http.StatusMethodNotAllowed))
		return
	}
	fail(w, r, regulars.NotFound("address"))
}
