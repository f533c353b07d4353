package api

import (
	"context"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"regulars"
	"regulars/auth"
)

// What an operation may name in Op.Needs besides a permission.
const (
	// Public operations may be called by anybody.
	Public regulars.Permission = "public"
	// SignedIn operations may be called by whoever is named, with any permission.
	SignedIn regulars.Permission = "signed-in"
)

// Op declares an operation.
type Op struct {
	// ID is unique among all operations, in kebab case, verb first: "list-customers".
	ID string
	// Method is GET, POST, PUT, PATCH or DELETE.
	Method string
	// Path is what follows /api/v1, such as "/customers/{id}".
	Path string
	// Needs is the permission that the caller must have, or [Public] or
	// [SignedIn]. Declaring an operation without it panics.
	Needs regulars.Permission
	// Tag is the heading it stands under in the documentation: "Customers".
	Tag string
	// Summary is a short phrase, Description as many sentences as it needs (Markdown).
	Summary, Description string
	// Status is what success answers; 0 stands for 200, or 204 without an answer.
	Status int
	// Fails are the codes it may give besides those that every operation may:
	// invalid, unauthorized, forbidden, too_many, unavailable, internal; and
	// not_found when the path has a parameter.
	Fails []regulars.Code
	// MaxBody bounds the request's body in bytes; 0 stands for 1 MiB.
	MaxBody int64
	// Timeout bounds the work; 0 stands for 30 seconds, negative for no bound.
	Timeout time.Duration
	// Secret says that the answer shows a secret this once: it is not kept for
	// repetitions with the same Idempotency-Key, which get a conflict instead.
	Secret bool
	// once is set for operations whose body or answer is a stream: they ignore
	// an Idempotency-Key.
	once bool
}

// defaults of an operation
const (
	defaultMaxBody = 1 << 20
	defaultTimeout = 30 * time.Second
)

// answer is how huma sees the answer of an operation.
type answer[T any] struct{ Body T }

// Handle declares an operation that answers with T as JSON. I is a struct with
// the parameters and the body, see the package's example.
func Handle[I, T any](a *API, op Op, fn func(ctx context.Context, in *I) (T, error)) {
	if op.Status == 0 {
		op.Status = http.StatusOK
	}
	register(a, a.declare(&op), func(ctx context.Context, in *I) (*answer[T], error) {
		out, err := fn(ctx, in)
		if err != nil {
			return nil, problemIn(ctx, err)
		}
		filled(reflect.ValueOf(&out).Elem())
		return &answer[T]{Body: out}, nil
	})
}

// Do declares an operation that has nothing to answer: 204.
func Do[I any](a *API, op Op, fn func(ctx context.Context, in *I) error) {
	if op.Status == 0 {
		op.Status = http.StatusNoContent
	}
	register(a, a.declare(&op), func(ctx context.Context, in *I) (*struct{}, error) {
		if err := fn(ctx, in); err != nil {
			return nil, problemIn(ctx, err)
		}
		return nil, nil
	})
}

var (
	validID   = regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)*$`)
	validPath = regexp.MustCompile(`^(/[a-z][a-z0-9.-]*|/\{[a-zA-Z]+\})+$`)
)

// metadata is where huma carries our declaration.
const metadata = "regulars"

// declare checks a declaration and turns it into huma's. A wrong one panics:
// it is a fault of the program, found at its first start.
func (a *API) declare(op *Op) huma.Operation {
	switch {
	case !validID.MatchString(op.ID):
		panic("api: the operation id " + op.ID + " is not in kebab case")
	case a.ops[op.ID] != nil:
		panic("api: the operation id " + op.ID + " is taken")
	case !validPath.MatchString(op.Path):
		panic("api: " + op.ID + " has the path " + op.Path)
	case op.Needs != Public && op.Needs != SignedIn && !auth.Known(op.Needs):
		panic("api: " + op.ID + " needs a permission of the table in package auth, or api.Public or api.SignedIn")
	case op.Summary == "" || op.Tag == "":
		panic("api: " + op.ID + " has no summary or no tag")
	}
	if op.MaxBody == 0 {
		op.MaxBody = defaultMaxBody
	}
	if op.Timeout == 0 {
		op.Timeout = defaultTimeout
	}
	a.ops[op.ID] = op
	return huma.Operation{
		OperationID:   op.ID,
		Method:        op.Method,
		Path:          op.Path,
		Summary:       op.Summary,
		Description:   op.Description,
		Tags:          []string{op.Tag},
		DefaultStatus: op.Status,
		// One more than we take, because huma refuses what reaches its limit.
		MaxBodyBytes: op.MaxBody + 1,
		// huma's own timeout would cancel the request's context when it runs out
		// after the body was read; see stallGuard.
		BodyReadTimeout: -1,
		Responses:       a.responses(op),
		Security:        security(op),
		Parameters:      parameters(op),
		Metadata:        map[string]any{metadata: op},
		Extensions:      map[string]any{"x-permission": string(op.Needs)},

		RejectUnknownQueryParameters: true,
	}
}

// register hands an operation to huma, and panics when its input cannot carry
// what its path names: huma passes over what a struct embeds by an unexported
// name, without a word.
func register[I, O any](a *API, h huma.Operation, fn func(context.Context, *I) (*O, error)) {
	for f := range reflect.TypeFor[I]().Fields() {
		if f.Anonymous && !f.IsExported() {
			panic("api: the input of " + h.OperationID + " embeds a struct with an unexported name")
		}
	}
	huma.Register(a.huma, h, fn)
	for _, m := range pathParameter.FindAllStringSubmatch(h.Path, -1) {
		if !slices.ContainsFunc(a.operation(h.Method, h.Path).Parameters, func(p *huma.Param) bool { return p.In == "path" && p.Name == m[1] }) {
			panic("api: the input of " + h.OperationID + " lacks the path parameter " + m[1])
		}
	}
}

var pathParameter = regexp.MustCompile(`\{([a-zA-Z]+)\}`)

// unsafe reports whether the operation may change something.
func (op *Op) unsafe() bool { return op.Method != http.MethodGet && op.Method != http.MethodHead }

// repeats reports whether the operation takes an Idempotency-Key.
func (op *Op) repeats() bool { return op.unsafe() && !op.once && op.Needs != Public }

// codes gives every code the operation may fail with.
func (op *Op) codes() []regulars.Code {
	codes := []regulars.Code{regulars.ErrInvalid}
	if op.Needs != Public {
		codes = append(codes, regulars.ErrUnauthorized, regulars.ErrForbidden)
	}
	if strings.Contains(op.Path, "{") {
		codes = append(codes, regulars.ErrNotFound)
	}
	if op.unsafe() {
		codes = append(codes, regulars.ErrForbidden, regulars.ErrConflict, regulars.ErrTooLarge)
	}
	codes = append(codes, op.Fails...)
	return append(codes, regulars.ErrTooMany, regulars.ErrInternal, regulars.ErrUnavailable)
}
