package regulars

import (
	"errors"
	"strings"
)

// Code says what went wrong, for programs. One map in api turns it into an
// HTTP status.
type Code string

// The codes.
const (
	ErrInvalid      Code = "invalid"      // the input is wrong; Field and Reason say where and why
	ErrNotFound     Code = "not_found"    // there is no such thing
	ErrConflict     Code = "conflict"     // it clashes with what is there
	ErrUnauthorized Code = "unauthorized" // nobody is signed in, or the key is unknown
	ErrForbidden    Code = "forbidden"    // the actor may not do this
	ErrTooLarge     Code = "too_large"    // more than the stated limit
	ErrTooMany      Code = "too_many"     // slow down; RetryAfter says how long
	ErrUnavailable  Code = "unavailable"  // not now: overload, full disk, starting; try again
	ErrInternal     Code = "internal"     // our fault
)

// Error is an error with a code. Its text may be shown to a user: it never
// carries a submitted value or anything personal.
type Error struct {
	Code Code
	// Field is the path of the input that is wrong, such as "lines[2].price"; or empty.
	Field string
	// Reason is a stable word the console translates, such as "required".
	Reason string
	// Message is a plain English sentence without a full stop.
	Message string
	// RetryAfter is in seconds, for ErrTooMany and ErrUnavailable; 0 for unknown.
	RetryAfter int
	// Err is the cause, for logs; never shown.
	Err error
}

// Error gives the field and the message.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Field != "" {
		b.WriteString(e.Field)
		b.WriteString(": ")
	}
	if e.Message != "" {
		b.WriteString(e.Message)
	} else {
		b.WriteString(string(e.Code))
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf gives the code of the first [Error] in err's tree; ErrInternal for
// any other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ErrInternal
}

// Invalid gives an ErrInvalid for a field, with a stable reason and a sentence.
func Invalid(field, reason, message string) *Error {
	return &Error{Code: ErrInvalid, Field: field, Reason: reason, Message: message}
}

// NotFound gives an ErrNotFound; what names the kind of thing, such as "customer".
func NotFound(what string) *Error {
	return &Error{Code: ErrNotFound, Reason: "not_found", Message: "there is no such " + what}
}

// Faults collects every fault of one input, so that a user can mend them at once.
type Faults []*Error

// Add appends a fault.
func (f *Faults) Add(field, reason, message string) {
	*f = append(*f, Invalid(field, reason, message))
}

// Err gives nil when there are no faults, else f itself as an error.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// Error joins the faults' texts.
func (f Faults) Error() string {
	s := make([]string, len(f))
	for i, e := range f {
		s[i] = e.Error()
	}
	return strings.Join(s, "; ")
}

// Unwrap gives the faults, for errors.As and [CodeOf].
func (f Faults) Unwrap() []error {
	out := make([]error, len(f))
	for i, e := range f {
		out[i] = e
	}
	return out
}
