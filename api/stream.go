package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"regulars"
)

// File is the answer of a [Download].
type File struct {
	// Name is what the browser saves it as.
	Name string
	io.Writer
}

// Download declares an operation that sends a file of contentType. The function
// sets the file's name before it first writes. An error before the first write
// is a problem like any other; one after it breaks the connection off, so that
// half a file is never taken for a whole one.
func Download[I any](a *API, op Op, contentType string, fn func(ctx context.Context, in *I, file *File) error) {
	op.Status, op.once = http.StatusOK, true
	if op.Timeout == 0 {
		op.Timeout = -1
	}
	h := a.declare(&op)
	h.Responses["200"] = binary("The file", contentType)
	register(a, h, func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		out := &fileWriter{x: exchangeFrom(ctx), contentType: contentType}
		out.file.Writer = out
		if err := fn(ctx, in, &out.file); err != nil {
			if out.begun {
				out.x.cause = err
				panic(http.ErrAbortHandler)
			}
			return nil, problemIn(ctx, err)
		}
		return &huma.StreamResponse{Body: func(huma.Context) { out.begin() }}, nil
	})
}

func binary(description, contentType string) *huma.Response {
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{
		contentType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}
}

// fileWriter sends the headers with the first byte.
type fileWriter struct {
	x           *exchange
	contentType string
	file        File
	begun       bool
}

func (f *fileWriter) begin() {
	if f.begun {
		return
	}
	f.begun = true
	h := f.x.writer.Header()
	h.Set("Content-Type", f.contentType)
	if f.file.Name != "" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.file.Name}))
	}
	f.x.writer.WriteHeader(http.StatusOK)
}

func (f *fileWriter) Write(p []byte) (int, error) {
	f.begin()
	return f.x.writer.Write(p)
}

// Upload declares an operation that takes a multipart form as a stream: fn reads
// the parts in the order in which they come and is never handed a temporary
// file. I has parameters only. fields describes the form's parts: their names
// and what they are; the one called "file" is binary. An Idempotency-Key is
// ignored, since the body would have to be read to compare it.
func Upload[I, T any](a *API, op Op, fields map[string]string, fn func(ctx context.Context, in *I, form *multipart.Reader) (T, error)) {
	if op.Status == 0 {
		op.Status = http.StatusOK
	}
	if op.Timeout == 0 {
		op.Timeout = -1
	}
	op.once = true
	h := a.declare(&op)
	register(a, h, func(ctx context.Context, in *I) (*answer[T], error) {
		form, err := exchangeFrom(ctx).request.MultipartReader()
		if err != nil {
			return nil, problemIn(ctx, newProblem(regulars.ErrInvalid, "media_type", "send the file as multipart/form-data").withStatus(http.StatusUnsupportedMediaType))
		}
		out, err := fn(ctx, in, form)
		if err != nil {
			return nil, problemIn(ctx, err)
		}
		filled(reflect.ValueOf(&out).Elem())
		return &answer[T]{Body: out}, nil
	})
	schema := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}}
	for name, what := range fields {
		p := &huma.Schema{Type: huma.TypeString, Description: what}
		if name == "file" {
			p.Format = "binary"
			schema.Required = []string{"file"}
		}
		schema.Properties[name] = p
	}
	// Set afterwards: huma would read a body that it knows of.
	a.operation(op.Method, op.Path).RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: schema},
	}}
}

// Events declares an operation that sends server-sent events until fn returns
// or the caller leaves (then ctx ends). kinds gives an example value of the
// data of each event name, for the document. A comment every 20 seconds keeps
// the connection open, beginning with the first send; send("", nil) sends one
// at once, so that the caller knows that the stream has begun.
func Events[I any](a *API, op Op, kinds map[string]any, fn func(ctx context.Context, in *I, send func(event string, data any) error) error) {
	op.Status, op.Timeout, op.once = http.StatusOK, -1, true
	h := a.declare(&op)
	h.Responses["200"] = a.eventStream(kinds)
	register(a, h, func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		out := &eventWriter{x: exchangeFrom(ctx)}
		defer out.keepOpen()()
		if err := fn(ctx, in, out.send); err != nil && ctx.Err() == nil {
			if out.begun {
				out.x.cause = err
				panic(http.ErrAbortHandler)
			}
			return nil, problemIn(ctx, err)
		}
		return &huma.StreamResponse{Body: func(huma.Context) { out.begin() }}, nil
	})
}

// eventStream documents the events of a stream.
func (a *API) eventStream(kinds map[string]any) *huma.Response {
	var names []string
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	var kindsOf []*huma.Schema
	for _, name := range names {
		kindsOf = append(kindsOf, &huma.Schema{
			Title: name, Type: huma.TypeObject, Required: []string{"event", "data"},
			Properties: map[string]*huma.Schema{
				"event": {Type: huma.TypeString, Enum: []any{name}},
				"data":  a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(kinds[name]), true, name),
			},
		})
	}
	return &huma.Response{Description: "Server-sent events", Content: map[string]*huma.MediaType{
		"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{OneOf: kindsOf}}},
	}}
}

// eventWriter writes server-sent events.
type eventWriter struct {
	x     *exchange
	mu    sync.Mutex
	begun bool
}

// keepOpen sends a comment now and then until the function it gives is called.
func (e *eventWriter) keepOpen() (stop func()) {
	ended, stopped := make(chan struct{}), make(chan struct{})
	tick := time.NewTicker(20 * time.Second)
	go func() {
		defer close(stopped)
		for {
			select {
			case <-tick.C:
				e.mu.Lock()
				if e.begun {
					e.write([]byte(": still here\n\n")) // a caller who left is noticed by the next event
				}
				e.mu.Unlock()
			case <-ended:
				return
			}
		}
	}()
	return func() {
		tick.Stop()
		close(ended)
		<-stopped
	}
}

func (e *eventWriter) write(p []byte) error {
	if _, err := e.x.writer.Write(p); err != nil {
		return err
	}
	return http.NewResponseController(e.x.writer).Flush()
}

func (e *eventWriter) begin() {
	if e.begun {
		return
	}
	e.begun = true
	h := e.x.writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // a proxy in between passes events on at once
	e.x.writer.WriteHeader(http.StatusOK)
}

// send writes one event, or a comment when it has no name.
func (e *eventWriter) send(event string, data any) error {
	text := []byte(": here\n\n")
	if event != "" {
		body, err := json.Marshal(data)
		if err != nil {
			return err
		}
		text = fmt.Appendf(nil, "event: %s\ndata: %s\n\n", event, body)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.begin()
	return e.write(text)
}
