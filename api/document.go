package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"regulars"
)

// config is huma's configuration: JSON only, no links built from the Host
// header, and none of its own pages, which would load scripts from elsewhere.
func (a *API) config() huma.Config {
	version := a.deps.Version
	if version == "" {
		version = "0"
	}
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "regulars",
				Version:     version,
				Description: about,
				License:     &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Servers: []*huma.Server{{URL: Prefix}},
			Components: &huma.Components{
				Schemas:   huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				Responses: failures(),
				Parameters: map[string]*huma.Param{"Idempotency-Key": {
					Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: huma.TypeString},
					Description: "1 to 255 visible characters of your choice: the same request with the same key happens once within 24 hours",
				}},
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"key": {Type: "http", Scheme: "bearer", Description: "An API key: `Authorization: Bearer rk_…`"},
					"session": {Type: "apiKey", In: "cookie", Name: "regulars_session",
						Description: "A signed-in browser. Unsafe methods also need the session's `csrfToken` in the header `X-CSRF-Token`."},
				},
			},
		},
		Formats:          map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat:    "application/json",
		NoFormatFallback: false,
	}
	return config
}

// about is the text on top of the document.
const about = `The API of regulars. The console is a client of it like any other.

**Who asks.** A program sends an API key: ` + "`Authorization: Bearer rk_…`" + `. A browser has a session.
Each operation names the permission it needs (` + "`x-permission`" + `).

**Errors** are problem+json (RFC 9457) with a ` + "`code`" + ` for programs, a ` + "`reason`" + `, and in ` + "`errors`" + ` every
field that is wrong. They never repeat what was sent.

**Lists** come in pages: pass ` + "`nextCursor`" + ` as ` + "`cursor`" + ` to get the next one. A cursor is opaque.

**Repeating.** An unsafe request may carry an ` + "`Idempotency-Key`" + ` of your choice. The same request with the same
key gets the same answer for 24 hours and happens once.

Instants are RFC 3339 in UTC, ids are strings, money is an integer of minor units with its currency.`

// responses documents how an operation may end. How it may fail is described
// once for all operations and referred to.
func (a *API) responses(op *Op) map[string]*huma.Response {
	out := map[string]*huma.Response{strconv.Itoa(op.Status): {Description: http.StatusText(op.Status)}}
	for _, code := range op.codes() {
		out[strconv.Itoa(StatusOf(code))] = &huma.Response{Ref: responseRef + string(code)}
	}
	if op.unsafe() {
		out["408"] = &huma.Response{Ref: responseRef + "body_timeout"}
		out["415"] = &huma.Response{Ref: responseRef + "media_type"}
	}
	return out
}

const responseRef = "#/components/responses/"

// failures are the responses that operations refer to.
func failures() map[string]*huma.Response {
	out := map[string]*huma.Response{}
	for name, meaning := range meanings {
		r := &huma.Response{Description: meaning, Content: map[string]*huma.MediaType{
			"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}},
		}}
		if name == regulars.ErrTooMany || name == regulars.ErrUnavailable {
			r.Headers = map[string]*huma.Param{"Retry-After": {Description: "Seconds to wait", Schema: &huma.Schema{Type: huma.TypeInteger}}}
		}
		out[string(name)] = r
	}
	return out
}

// meanings says in the document what each code means, and the two faults of a
// request that have a status but no code of their own.
var meanings = map[regulars.Code]string{
	regulars.ErrInvalid:      "What was sent is not right; `errors` says what",
	regulars.ErrNotFound:     "There is no such thing",
	regulars.ErrConflict:     "It clashes with what is there",
	regulars.ErrUnauthorized: "Nobody is signed in, or the key is not known",
	regulars.ErrForbidden:    "The caller may not do this",
	regulars.ErrTooLarge:     "More than this operation takes",
	regulars.ErrTooMany:      "Too many requests; wait as Retry-After says",
	regulars.ErrUnavailable:  "Not now; try again as Retry-After says",
	regulars.ErrInternal:     "A fault of ours; the log has it under the request id",
	"body_timeout":           "The body did not arrive in time",
	"media_type":             "The body has another media type",
}

// parameters documents what every operation of its sort takes.
func parameters(op *Op) []*huma.Param {
	if !op.repeats() {
		return nil
	}
	return []*huma.Param{{Ref: "#/components/parameters/Idempotency-Key"}}
}

func security(op *Op) []map[string][]string {
	if op.Needs == Public {
		return []map[string][]string{}
	}
	return []map[string][]string{{"session": {}}, {"key": {}}}
}

// operation gives the document's entry for an operation.
func (a *API) operation(method, path string) *huma.Operation {
	item := a.huma.OpenAPI().Paths[path]
	return map[string]*huma.Operation{
		"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete,
	}[strings.ToUpper(method)]
}

// Document gives the OpenAPI 3.1 document as indented JSON.
func (a *API) Document() ([]byte, error) {
	return json.MarshalIndent(a.huma.OpenAPI(), "", "  ")
}

// Operations gives every declared operation, in no particular order.
func (a *API) Operations() []Op {
	out := make([]Op, 0, len(a.ops))
	for _, op := range a.ops {
		out = append(out, *op)
	}
	return out
}

// Conforms reports where an answer departs from the document: an operation or a
// status that the document does not have, or a body that its schema refuses.
// The scenario tests hold every answer to it.
func (a *API) Conforms(method, path string, status int, contentType string, body []byte) error {
	probe, err := http.NewRequest(method, Prefix+path, nil)
	if err != nil {
		return err
	}
	_, pattern := a.mux.Handler(probe)
	_, pattern, _ = strings.Cut(pattern, " ")
	item := a.huma.OpenAPI().Paths[strings.TrimPrefix(pattern, Prefix)]
	if item == nil {
		return fmt.Errorf("no operation has this address")
	}
	op := a.operation(method, strings.TrimPrefix(pattern, Prefix))
	if op == nil || op.Responses[strconv.Itoa(status)] == nil {
		return fmt.Errorf("%d is not documented", status)
	}
	response := op.Responses[strconv.Itoa(status)]
	if name, ok := strings.CutPrefix(response.Ref, responseRef); ok {
		if response = a.huma.OpenAPI().Components.Responses[name]; response == nil {
			return fmt.Errorf("%d refers to %s, which is not documented", status, name)
		}
	}
	media, _, _ := strings.Cut(contentType, ";")
	content := response.Content[media]
	switch {
	case len(body) == 0 && len(response.Content) == 0:
		return nil
	case content == nil:
		return fmt.Errorf("%d with %s is not documented", status, media)
	case !strings.HasSuffix(media, "json"), content.Schema != nil && content.Schema.Format == "binary":
		return nil // a file, of whatever form
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	result := &huma.ValidateResult{}
	huma.Validate(a.huma.OpenAPI().Components.Schemas, content.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, result)
	return errors.Join(result.Errors...)
}
