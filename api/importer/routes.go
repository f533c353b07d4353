package importapi

import (
	"context"
	"errors"
	"io"
	"mime/multipart"

	"regulars"
	"regulars/api"
	"regulars/event/importer"
	"regulars/event/importer/sheet"
)

// Deps is what the operations work with.
type Deps struct{ Desk *importer.Desk }

type routes struct{ desk *importer.Desk }

const tag = "Imports"

// maxUpload bounds the body of an upload; the desk has a limit of its own.
const maxUpload = 5 << 30

// Register declares the operations.
func Register(a *api.API, d Deps) {
	r := &routes{d.Desk}
	api.Upload(a, api.Op{ID: "upload-import", Method: "POST", Path: "/imports", Needs: importer.MayWrite, Tag: tag, Status: 201,
		Summary:     "Upload a file of orders or customers",
		Description: "CSV, also gzipped. The mapping of its columns is guessed; nothing is imported yet.",
		MaxBody:     maxUpload, Timeout: -1},
		map[string]string{"kind": "orders or customers; before the file", "file": "The file"}, r.upload)
	api.Handle(a, api.Op{ID: "list-imports", Method: "GET", Path: "/imports", Needs: importer.MayRead, Tag: tag,
		Summary: "List imports", Description: "Newest first; those of the command line too."}, r.list)
	api.Handle(a, api.Op{ID: "get-import", Method: "GET", Path: "/imports/{id}", Needs: importer.MayRead, Tag: tag,
		Summary: "Get an import with its progress and result"}, r.get)
	api.Handle(a, api.Op{ID: "set-import-mapping", Method: "PUT", Path: "/imports/{id}/mapping", Needs: importer.MayWrite, Tag: tag,
		Summary: "Say which column is which field, and how the file is read"}, r.plan)
	for _, op := range []struct {
		id, path, summary, description string
		do                             func(*importer.Desk, context.Context, string) (importer.Import, error)
	}{
		{"check-import", "/imports/{id}/check", "Try an import", "A dry run: everything is reported, nothing is kept.", (*importer.Desk).Check},
		{"run-import", "/imports/{id}/run", "Run an import", "It goes on after a restart. The same rows again change nothing.", (*importer.Desk).Run},
		{"cancel-import", "/imports/{id}/cancel", "Stop an import", "What was taken stays. Running it again goes on.", (*importer.Desk).Cancel},
	} {
		api.Handle(a, api.Op{ID: op.id, Method: "POST", Path: op.path, Needs: importer.MayWrite, Tag: tag, Summary: op.summary,
			Description: op.description}, func(ctx context.Context, in *api.ByID) (Import, error) {
			x, err := op.do(r.desk, ctx, in.ID)
			return wire(x), err
		})
	}
	api.Do(a, api.Op{ID: "remove-import", Method: "DELETE", Path: "/imports/{id}", Needs: importer.MayWrite, Tag: tag,
		Summary: "Take an import off the list", Description: "Its file goes, too; what it brought stays."},
		func(ctx context.Context, in *api.ByID) error { return r.desk.Remove(ctx, in.ID) })
}

type none struct{}

func (r *routes) upload(ctx context.Context, _ *none, form *multipart.Reader) (Import, error) {
	kind := importer.Orders
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return Import{}, regulars.Invalid("file", "required", "send the file in the field file")
		}
		if err != nil {
			return Import{}, broken(err)
		}
		switch part.FormName() {
		case "kind":
			b, err := io.ReadAll(io.LimitReader(part, 32))
			if err != nil {
				return Import{}, broken(err)
			}
			kind = importer.Kind(b)
		case "file":
			x, err := r.desk.Upload(ctx, kind, part.FileName(), part)
			return wire(x), err
		}
	}
}

// broken says that the form cannot be read, unless something more exact is known.
func broken(err error) error {
	var coded *regulars.Error
	if errors.As(err, &coded) {
		return err
	}
	return &regulars.Error{Code: regulars.ErrInvalid, Field: "file", Reason: "form", Message: "the form cannot be read", Err: err}
}

func (r *routes) list(ctx context.Context, in *api.Paging) (api.Page[Import], error) {
	p := api.Page[Import]{Items: []Import{}}
	after, err := api.DecodeCursor[importer.Place](in.Cursor)
	if err != nil {
		return p, err
	}
	list, err := r.desk.List(ctx, after, in.Limit+1)
	if len(list) > in.Limit {
		list = list[:in.Limit]
		p.NextCursor = api.EncodeCursor(list[in.Limit-1].Place())
	}
	for _, x := range list {
		p.Items = append(p.Items, wire(x))
	}
	return p, err
}

func (r *routes) get(ctx context.Context, in *api.ByID) (Import, error) {
	x, err := r.desk.Get(ctx, in.ID)
	return wire(x), err
}

type planOf struct {
	api.ByID
	Body ImportPlan
}

func (r *routes) plan(ctx context.Context, in *planOf) (Import, error) {
	x, err := r.desk.SetPlan(ctx, in.ID, importer.Plan{Map: in.Body.Map, Currency: in.Body.Currency, TimeZone: in.Body.TimeZone,
		Dates: sheet.DayOrder(in.Body.Dates), Decimal: in.Body.Decimal})
	return wire(x), err
}

// ImportPlan says how a file is read.
type ImportPlan struct {
	Map      map[string]string `json:"map" doc:"Field to column. Fields of orders: customer, order, time, amount, quantity, price, product, name, email, phone, currency, status, promised, shipped, delivered. Of customers: customer, alias, name, email, phone, city, birthday, created, trait.x"`
	Currency string            `json:"currency,omitempty" doc:"Of amounts that name none; the workspace's without" example:"CNY"`
	TimeZone string            `json:"timeZone,omitempty" doc:"Of times that name none; the workspace's without" example:"Asia/Shanghai"`
	Dates    string            `json:"dates,omitempty" enum:"dmy,mdy" doc:"How 3/4/2024 is read, when the file does not show it"`
	Decimal  string            `json:"decimal,omitempty" pattern:"^[.,]$" doc:"The mark before a fraction; found out without"`
}
