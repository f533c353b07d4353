package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strconv"

	"regulars"
)

// statuses is the one map from codes to HTTP statuses.
var statuses = map[regulars.Code]int{
	regulars.ErrInvalid:      http.StatusBadRequest,
	regulars.ErrNotFound:     http.StatusNotFound,
	regulars.ErrConflict:     http.StatusConflict,
	regulars.ErrUnauthorized: http.StatusUnauthorized,
	regulars.ErrForbidden:    http.StatusForbidden,
	regulars.ErrTooLarge:     http.StatusRequestEntityTooLarge,
	regulars.ErrTooMany:      http.StatusTooManyRequests,
	regulars.ErrUnavailable:  http.StatusServiceUnavailable,
	regulars.ErrInternal:     http.StatusInternalServerError,
}

// StatusOf gives the HTTP status of a code; 500 for one it does not know.
func StatusOf(code regulars.Code) int {
	if s, ok := statuses[code]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// Problem is how every error looks on the wire: RFC 9457 with our members. It
// never repeats what was sent.
type Problem struct {
	Type   string        `json:"type" doc:"Where the kind of problem is explained" example:"/api/docs#problem-invalid"`
	Title  string        `json:"title" doc:"The status in words" example:"Bad Request"`
	Status int           `json:"status" doc:"The HTTP status" example:"400"`
	Detail string        `json:"detail" doc:"A plain English sentence for people"`
	Code   regulars.Code `json:"code" enum:"invalid,not_found,conflict,unauthorized,forbidden,too_large,too_many,unavailable,internal" doc:"What went wrong, for programs"`
	Reason string        `json:"reason,omitempty" doc:"A stable word that says more than the code" example:"required"`
	// Errors are sorted as they were found.
	Errors     []Fault `json:"errors,omitempty" doc:"Every fault of the input, so that all can be mended at once"`
	RetryAfter int     `json:"retryAfter,omitempty" doc:"Seconds to wait before trying again, as in the header Retry-After"`
	RequestID  string  `json:"requestId,omitempty" doc:"The request's id, which is also in the log and in the header X-Request-Id"`

	cause error
}

// Fault is one thing that is wrong with the input.
type Fault struct {
	Field   string `json:"field" doc:"The path of the parameter or member, such as lines[2].price; empty for the whole input"`
	Reason  string `json:"reason" doc:"A stable word" example:"too_short"`
	Message string `json:"message" doc:"A plain English sentence without a full stop"`
}

// Error gives the detail.
func (p *Problem) Error() string { return p.Detail }

// Unwrap gives the cause, which is for the log only.
func (p *Problem) Unwrap() error { return p.cause }

// GetStatus is for huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is for huma.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders is for huma: Retry-After and WWW-Authenticate.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="regulars"`)
	}
	return h
}

// newProblem gives the problem of a code.
func newProblem(code regulars.Code, reason, detail string) *Problem {
	p := &Problem{Code: code, Reason: reason, Detail: detail, Type: "/api/docs#problem-" + string(code)}
	return p.withStatus(StatusOf(code))
}

func (p *Problem) withStatus(status int) *Problem {
	p.Status, p.Title = status, http.StatusText(status)
	return p
}

// statusGone is the customary status for a caller who went away; nobody sees it.
const statusGone = 499

// ProblemOf turns an error of a domain into a problem. Only coded errors tell
// their text; any other becomes "internal" with the error as the cause.
func ProblemOf(err error) *Problem {
	var problem *Problem
	var faults regulars.Faults
	var coded *regulars.Error
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &problem):
		return problem
	case errors.As(err, &faults) && len(faults) > 0:
		p := newProblem(regulars.ErrInvalid, faults[0].Reason, "some of what was sent is not right; errors says what")
		for _, f := range faults {
			p.Errors = append(p.Errors, Fault{Field: f.Field, Reason: f.Reason, Message: f.Message})
		}
		return p
	case errors.As(err, &coded):
		return problemOfCoded(coded)
	case errors.As(err, &tooLarge):
		return newProblem(regulars.ErrTooLarge, "body", "the body is larger than this operation takes")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return newProblem(regulars.ErrInvalid, "body_timeout", "the body did not arrive in time").withStatus(http.StatusRequestTimeout)
	case errors.Is(err, context.DeadlineExceeded):
		p := newProblem(regulars.ErrUnavailable, "timeout", "this took longer than it may; try again")
		p.RetryAfter, p.cause = 5, err
		return p
	case errors.Is(err, context.Canceled):
		p := newProblem(regulars.ErrUnavailable, "gone", "the caller went away").withStatus(statusGone)
		p.cause = err
		return p
	}
	p := newProblem(regulars.ErrInternal, "internal", "something went wrong on our side; the log has it under the request id")
	p.cause = err
	return p
}

func problemOfCoded(e *regulars.Error) *Problem {
	p := newProblem(e.Code, e.Reason, e.Message)
	p.RetryAfter, p.cause = e.RetryAfter, e.Err
	switch {
	case e.Code == regulars.ErrInternal:
		p.Detail, p.cause = "something went wrong on our side; the log has it under the request id", e
	case p.Detail == "":
		p.Detail = p.Title
	}
	if e.Field != "" {
		p.Errors = []Fault{{Field: e.Field, Reason: e.Reason, Message: e.Message}}
	}
	return p
}

// problemIn is ProblemOf for a request: it carries its id and leaves the cause
// for the log.
func problemIn(ctx context.Context, err error) *Problem {
	p := *ProblemOf(err)
	if x := exchangeFrom(ctx); x != nil {
		p.RequestID = x.id
		if p.cause != nil {
			x.cause = p.cause
		}
	}
	return &p
}

// fail answers a request with a problem.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemIn(r.Context(), err)
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		json.NewEncoder(w).Encode(p) // the caller may be gone; there is nobody to tell
	}
}
