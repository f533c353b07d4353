package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"regulars"
	"regulars/auth"
	"regulars/internal/store"
)

// Prefix is where the operations live.
const Prefix = "/api/v1"

// Gate says who asks. [auth.Auth] is the one of the true program.
type Gate interface {
	// Identify gives who stands behind r: the zero Caller when it names nobody,
	// ErrUnauthorized when it names somebody we do not know.
	Identify(r *http.Request) (auth.Caller, error)
}

// Deps is what the frame works with. For the document alone, all may be zero.
type Deps struct {
	Gate  Gate
	Store *store.DB // keeps answers for Idempotency-Key
	Clock regulars.Clock
	Log   *slog.Logger
	// Proxies are the addresses whose X-Forwarded-For is believed.
	Proxies []netip.Prefix
	// Origins are further origins, such as "https://crm.example.com", whose
	// pages may call with a session: needed behind a proxy that changes Host.
	Origins []string
	// Version stands in the OpenAPI document.
	Version string
}

// API collects operations and serves them. Declare everything before the
// first request.
type API struct {
	deps    Deps
	mux     *http.ServeMux
	huma    huma.API
	ops     map[string]*Op
	origin  *http.CrossOriginProtection
	keys    *keyLimits
	repeats *repeats
	stall   time.Duration // how long a body may take, see stallGuard
}

// New makes a frame without operations. It gives ErrInvalid for an origin that
// is none.
func New(deps Deps) (*API, error) {
	if deps.Clock == nil {
		deps.Clock = regulars.SystemClock{}
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	a := &API{
		deps:   deps,
		mux:    http.NewServeMux(),
		ops:    map[string]*Op{},
		origin: http.NewCrossOriginProtection(),
		keys:   newKeyLimits(deps.Clock),
		stall:  maxStall,
	}
	for _, o := range deps.Origins {
		if err := a.origin.AddTrustedOrigin(o); err != nil {
			return nil, regulars.Invalid("origins", "origin", "an origin looks like https://crm.example.com")
		}
	}
	if deps.Store != nil {
		a.repeats = &repeats{db: deps.Store, clock: deps.Clock}
	}
	a.huma = huma.NewAPI(a.config(), adapter{a})
	a.serveDocument()
	a.mux.HandleFunc("/", a.unrouted)
	return a, nil
}

// Handler serves everything below /api/: the operations, the OpenAPI document
// and its page.
func (a *API) Handler() http.Handler { return a.outer(a.mux) }

// adapter puts huma's operations on the mux, behind our own checks.
type adapter struct{ a *API }

// ServeHTTP is for huma.
func (m adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.a.mux.ServeHTTP(w, r) }

// Handle puts one operation on the mux.
func (m adapter) Handle(h *huma.Operation, handler func(huma.Context)) {
	op := h.Metadata[metadata].(*Op)
	var inner http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := exchangeFrom(r.Context())
		x.request, x.writer = r, w
		handler(humago.NewContext(h, r, w))
	})
	inner = m.a.repeatable(op, inner)
	inner = m.a.bounded(op, inner)
	inner = m.a.guarded(op, inner)
	m.a.mux.Handle(op.Method+" "+Prefix+op.Path, inner)
}

// exchange is what the frame knows of one request and its answer.
type exchange struct {
	id      string
	op      *Op
	a       *API
	request *http.Request // as the operation sees it
	writer  http.ResponseWriter
	caller  auth.Caller
	address netip.Addr
	cause   error // of a problem, for the log
}

type exchangeKey struct{}

// exchangeFrom gives the exchange of ctx, or nil outside of a request.
func exchangeFrom(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// CallerOf gives who asks in ctx; the zero Caller outside of a request.
func CallerOf(ctx context.Context) auth.Caller {
	if x := exchangeFrom(ctx); x != nil {
		return x.caller
	}
	return auth.Caller{}
}

// AddressOf gives the caller's network address, behind the proxies that are
// believed; the zero Addr outside of a request.
func AddressOf(ctx context.Context) netip.Addr {
	if x := exchangeFrom(ctx); x != nil {
		return x.address
	}
	return netip.Addr{}
}

// Header gives the headers of the answer, for an operation to add to, such as
// Location or Set-Cookie.
func Header(ctx context.Context) http.Header {
	if x := exchangeFrom(ctx); x != nil && x.writer != nil {
		return x.writer.Header()
	}
	return http.Header{}
}
