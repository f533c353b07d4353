package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"regulars"
)

// huma reports what is wrong with an input through this hook. Its reports hold
// what was sent: as a value, in the text of an error, as the name of an unknown
// member. None of it may go back, so each report is worded anew.
func init() {
	huma.DefaultArrayNullable = false // lists are never null, see filled
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return inputProblem(nil, status, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return inputProblem(ctx, status, errs)
	}
}

// inputProblem is the problem for what huma found at fault before an operation
// began.
func inputProblem(hctx huma.Context, status int, errs []error) *Problem {
	ctx := context.Background()
	if hctx != nil {
		ctx = hctx.Context()
	}
	switch status {
	case http.StatusRequestEntityTooLarge:
		return problemIn(ctx, &http.MaxBytesError{})
	case http.StatusRequestTimeout:
		return problemIn(ctx, newProblem(regulars.ErrInvalid, "body_timeout", "the body did not arrive in time").withStatus(status))
	case http.StatusUnsupportedMediaType:
		return problemIn(ctx, newProblem(regulars.ErrInvalid, "media_type", "send JSON, with Content-Type: application/json").withStatus(status))
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
	default:
		return problemIn(ctx, errorOf(errs))
	}
	if len(errs) == 0 {
		return problemIn(ctx, newProblem(regulars.ErrInvalid, "body", "a body is required"))
	}
	p := newProblem(regulars.ErrInvalid, "input", "some of what was sent is not right; errors says what")
	for _, err := range errs {
		p.Errors = append(p.Errors, reword(ctx, hctx, err))
	}
	p.Reason = p.Errors[0].Reason
	return problemIn(ctx, p)
}

func errorOf(errs []error) error {
	if len(errs) > 0 {
		return errs[0]
	}
	return &regulars.Error{Code: regulars.ErrInternal}
}

// wordings tells huma's sentences by their beginning and gives ours. A message
// that ends in a space keeps the rest of huma's, which is a limit that we
// declared ourselves.
var wordings = []struct{ begins, reason, message string }{
	{"unexpected property", "unknown", "there is a member that this operation does not know"},
	{"unknown query parameter", "unknown", "there is a parameter that this operation does not know"},
	{"expected required property", "required", "this is required"},
	{"required ", "required", "this is required"},
	{"expected string to be RFC 3339 date-time", "date_time", "this must be an instant such as 2026-01-31T09:30:00Z"},
	{"expected string to be RFC 3339 date", "date", "this must be a day such as 2026-01-31"},
	{"expected string to be RFC 5322 email", "email", "this must be an e-mail address"},
	{"expected string to be RFC 3986 uri", "uri", "this must be an address such as https://example.com"},
	{"expected string to be RFC 4122 uuid", "uuid", "this must be a UUID"},
	{"expected string to match pattern", "pattern", "this does not have the form that is documented"},
	{"expected string to be base64", "base64", "this must be base64"},
	{"expected string to be", "format", "this does not have the form that is documented"},
	{"expected value to be one of ", "choice", "this must be one of"},
	{"expected length >= ", "too_short", "the least number of characters is "},
	{"expected length <= ", "too_long", "the greatest number of characters is "},
	{"expected array length >= ", "too_few", "the least number of entries is "},
	{"expected array length <= ", "too_many", "the greatest number of entries is "},
	{"expected array items to be unique", "unique", "an entry stands here twice"},
	{"expected number >= ", "too_small", "the least value is "},
	{"expected number > ", "too_small", "it must be more than "},
	{"expected number <= ", "too_large", "the greatest value is "},
	{"expected number < ", "too_large", "it must be less than "},
	{"expected boolean", "type", "this must be true or false"},
	{"invalid boolean", "type", "this must be true or false"},
	{"expected integer", "type", "this must be a whole number"},
	{"invalid integer", "type", "this must be a whole number"},
	{"expected number", "type", "this must be a number"},
	{"invalid float", "type", "this must be a number"},
	{"expected string", "type", "this must be a text"},
	{"expected array", "type", "this must be a list"},
	{"expected object", "type", "this must be an object"},
	{"unexpected end of JSON", "syntax", "this is not whole JSON"},
	{"invalid character", "syntax", "this is not JSON"},
}

// reword gives the fault for one of huma's reports, or for one of ours.
func reword(ctx context.Context, hctx huma.Context, err error) Fault {
	detailer, ok := err.(huma.ErrorDetailer)
	if !ok {
		if p := ProblemOf(err); len(p.Errors) > 0 {
			return p.Errors[0]
		}
		return Fault{Reason: "invalid", Message: "this is not valid"}
	}
	d := detailer.ErrorDetail()
	field, names := knownField(ctx, hctx, d.Location)
	f := Fault{Field: field, Reason: "invalid", Message: "this is not valid"}
	for _, w := range wordings {
		rest, ok := strings.CutPrefix(d.Message, w.begins)
		if !ok {
			continue
		}
		f.Reason, f.Message = w.reason, w.message
		switch {
		case strings.HasSuffix(w.message, " "):
			f.Message += rest
		case w.reason == "choice":
			f.Message += " " + strings.Trim(rest, `"`)
		case w.reason == "unknown" && len(names) > 0:
			f.Message += "; it knows " + strings.Join(names, ", ")
		case w.begins == "expected required property":
			// The member that lacks is the object's, and its name is ours.
			name, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
			f.Field = joinField(f.Field, name)
		}
		break
	}
	return f
}

func joinField(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "." + name
}

// knownField gives the part of a location that the operation itself names:
// parameters, members of the body's schema, indices. What the caller named (a
// key of a map, an unknown member) is left off; names are then those that the
// operation knows at that place.
func knownField(ctx context.Context, hctx huma.Context, location string) (field string, names []string) {
	in, rest, _ := strings.Cut(location, ".")
	if hctx == nil {
		return "", nil
	}
	op := hctx.Operation()
	if in != "body" {
		for _, p := range op.Parameters {
			if p.In == in && p.Name == rest {
				return rest, nil
			}
			if p.In == in {
				names = append(names, p.Name)
			}
		}
		slices.Sort(names)
		return "", names
	}
	x := exchangeFrom(ctx)
	if x == nil || op.RequestBody == nil || op.RequestBody.Content["application/json"] == nil {
		return "", nil
	}
	return x.a.knownMembers(op.RequestBody.Content["application/json"].Schema, rest)
}

// knownMembers follows path through a schema as far as the schema names it.
func (a *API) knownMembers(s *huma.Schema, path string) (known string, names []string) {
	for {
		if s.Ref != "" {
			s = a.huma.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
		}
		end := strings.IndexAny(path, ".[]")
		switch {
		case path == "":
			return known, slices.Sorted(maps.Keys(s.Properties))
		case path[0] == '[' && s.Type == huma.TypeArray && end == 0:
			if end = strings.IndexByte(path, ']'); end < 0 {
				return known, nil
			}
			known += path[:end+1]
			path, s = strings.TrimPrefix(path[end+1:], "."), s.Items
			continue
		case end < 0:
			end = len(path)
		}
		next, ok := s.Properties[path[:end]]
		if !ok {
			return known, slices.Sorted(maps.Keys(s.Properties))
		}
		known = joinField(known, path[:end])
		path, s = strings.TrimPrefix(path[end:], "."), next
	}
}
