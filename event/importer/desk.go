package importer

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"regulars"
	"regulars/event/importer/row"
	"regulars/event/importer/sheet"
	"regulars/internal/store"
)

// The permissions of imports.
const (
	MayRead  regulars.Permission = "imports:read"
	MayWrite regulars.Permission = "imports:write"
)

// Plan is how an uploaded file is to be read.
type Plan struct {
	Map      Mapping        `json:"map"`
	Currency string         `json:"currency,omitempty"`
	TimeZone string         `json:"timeZone,omitempty"`
	Dates    sheet.DayOrder `json:"dates,omitempty"`
	Decimal  string         `json:"decimal,omitempty"`
}

// Import is an import as the console shows it.
type Import struct {
	ID      string
	Kind    Kind
	Name    string
	State   State
	Plan    Plan
	Columns []string
	// Preview is there as long as the file is.
	Preview *Preview
	// Progress is how far a check or run has come.
	Progress Progress
	// Result is of the last check or run that came to its end.
	Result *Result
	// Fault says why it failed.
	Fault            *Fault
	Created, Updated time.Time
}

// Fault is an error of a whole import, for people and programs.
type Fault struct {
	Code    regulars.Code `json:"code"`
	Field   string        `json:"field,omitempty"`
	Reason  string        `json:"reason,omitempty"`
	Message string        `json:"message"`
}

// DeskOptions are what a desk works with.
type DeskOptions struct {
	// Dir is the folder in which uploaded files are kept until they are imported.
	Dir string
	// MaxBytes bounds an uploaded file; 0 means 4 GiB.
	MaxBytes int64
	// Start has [Desk.Work] called in the background for a task, again after a
	// failure or a restart, until it gives nil.
	Start func(ctx context.Context, t Task) error
	// Logger takes notes without anything personal; nil means slog's default.
	Logger *slog.Logger
}

// Task is work in the background: the check or the run of an import.
type Task struct {
	Import string `json:"import"`
	Check  bool   `json:"check"`
}

// Desk takes uploaded files and imports them in the background.
type Desk struct {
	im *Importer
	o  DeskOptions
	mu sync.Mutex
	// stops ends what this process is doing, by import.
	stops map[string]context.CancelFunc
}

// NewDesk gives the desk of an importer.
func NewDesk(im *Importer, o DeskOptions) (*Desk, error) {
	if o.MaxBytes == 0 {
		o.MaxBytes = 4 << 30
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	return &Desk{im: im, o: o, stops: map[string]context.CancelFunc{}}, nil
}

// file is where an import's file is kept.
func (d *Desk) file(id string) string { return filepath.Join(d.o.Dir, id+".upload") }

// Upload keeps a file, looks at it and guesses its mapping. It gives ErrInvalid
// when it is no file of rows, and ErrTooLarge beyond [DeskOptions.MaxBytes].
func (d *Desk) Upload(ctx context.Context, kind Kind, name string, content io.Reader) (Import, error) {
	if err := regulars.Require(ctx, MayWrite); err != nil {
		return Import{}, err
	}
	if !kind.Valid() {
		return Import{}, regulars.Invalid("kind", "kind", "an import is of orders or customers")
	}
	now := d.im.clock.Now()
	in := Import{ID: regulars.NewID(now), Kind: kind, Name: filepath.Base(name), State: Uploaded, Created: now, Updated: now}
	if err := d.keep(in.ID, content); err != nil {
		os.Remove(d.file(in.ID))
		return Import{}, err
	}
	preview, err := Inspect(kind, d.file(in.ID))
	if err != nil {
		os.Remove(d.file(in.ID))
		return Import{}, err
	}
	in.Plan.Map, in.Columns, in.Preview = preview.Guess, preview.Columns, &preview
	err = d.im.db.Write(ctx, func(tx *store.Tx) error { return insertImport(tx, &in) })
	return in, err
}

// keep writes a file to the desk's folder, down to the disk.
func (d *Desk) keep(id string, content io.Reader) error {
	f, err := os.OpenFile(d.file(id), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return unavailable(err)
	}
	defer f.Close()
	n, err := io.Copy(f, io.LimitReader(content, d.o.MaxBytes+1))
	var path *os.PathError
	switch {
	case errors.As(err, &path):
		return unavailable(err)
	case err != nil:
		return err // the sender's
	case n > d.o.MaxBytes:
		return &regulars.Error{Code: regulars.ErrTooLarge, Field: "file", Reason: "too_large", Message: "the file is larger than may be uploaded; use the command line"}
	}
	if err := f.Sync(); err != nil {
		return unavailable(err)
	}
	return nil
}

func unavailable(err error) error {
	return &regulars.Error{Code: regulars.ErrUnavailable, Reason: "disk", RetryAfter: 60, Message: "the file cannot be kept now; is the disk full?", Err: err}
}

// Place gives where the import stands in the list.
func (in *Import) Place() Place { return Place{regulars.Micros(in.Created), in.ID} }

// Get gives an import, or ErrNotFound.
func (d *Desk) Get(ctx context.Context, id string) (in Import, err error) {
	if err := regulars.Require(ctx, MayRead); err != nil {
		return in, err
	}
	err = d.im.db.Read(ctx, func(tx *store.Tx) error {
		in, err = readImport(tx, id)
		return err
	})
	if err != nil {
		return in, err
	}
	if preview, err := Inspect(in.Kind, d.file(id)); err == nil {
		in.Preview = &preview
	}
	return in, nil
}

// Place is where a page of imports ended; the zero value stands before the first.
type Place struct {
	Created int64  `json:"created"`
	ID      string `json:"id"`
}

// List gives at most limit imports behind a place, those of the command line
// too, newest first.
func (d *Desk) List(ctx context.Context, after Place, limit int) (list []Import, err error) {
	if err := regulars.Require(ctx, MayRead); err != nil {
		return nil, err
	}
	err = d.im.db.Read(ctx, func(tx *store.Tx) error {
		list, err = listImports(tx, after, limit)
		return err
	})
	return list, err
}

// SetPlan says how the file is to be read. It gives ErrInvalid for a mapping
// that does not fit the file, and ErrConflict while the import runs or after it.
func (d *Desk) SetPlan(ctx context.Context, id string, p Plan) (Import, error) {
	return d.change(ctx, id, Uploaded, func(in *Import) error {
		if _, err := row.Resolve(in.Kind, p.Map, in.Columns); err != nil {
			return err
		}
		if p.Currency != "" && !regulars.ValidCurrency(p.Currency) {
			return regulars.Invalid("currency", "currency", "a currency is three capital letters, such as CNY")
		}
		if _, err := time.LoadLocation(p.TimeZone); err != nil {
			return regulars.Invalid("timeZone", "zone", "a time zone is named like Asia/Shanghai")
		}
		in.Plan, in.Result = p, nil
		return nil
	})
}

// Check has the import tried in the background, without keeping anything.
func (d *Desk) Check(ctx context.Context, id string) (Import, error) {
	return d.begin(ctx, Task{id, true}, Checking)
}

// Run has the import done in the background.
func (d *Desk) Run(ctx context.Context, id string) (Import, error) {
	return d.begin(ctx, Task{id, false}, Running)
}

func (d *Desk) begin(ctx context.Context, t Task, state State) (Import, error) {
	in, err := d.change(ctx, t.Import, state, func(in *Import) error {
		_, err := row.Resolve(in.Kind, in.Plan.Map, in.Columns)
		return err
	})
	if err != nil {
		return in, err
	}
	// Should the program end here, Resume finds the import by its state.
	return in, d.o.Start(ctx, t)
}

// Cancel ends a check or run under way. What was taken stays; running it again
// goes on.
func (d *Desk) Cancel(ctx context.Context, id string) (Import, error) {
	if err := regulars.Require(ctx, MayWrite); err != nil {
		return Import{}, err
	}
	var in Import
	err := d.im.db.Write(ctx, func(tx *store.Tx) (err error) {
		if in, err = readImport(tx, id); err != nil {
			return err
		}
		if in.State != Checking && in.State != Running {
			return &regulars.Error{Code: regulars.ErrConflict, Reason: "state", Message: "this import is not under way"}
		}
		in.State, in.Updated = Cancelled, d.im.clock.Now()
		return saveImport(tx, &in)
	})
	if err != nil {
		return in, err
	}
	d.mu.Lock()
	if stop := d.stops[id]; stop != nil {
		stop()
	}
	d.mu.Unlock()
	return in, nil
}

// Remove takes an import that is not under way off the list, and its file
// away. What it brought stays.
func (d *Desk) Remove(ctx context.Context, id string) error {
	if err := regulars.Require(ctx, MayWrite); err != nil {
		return err
	}
	err := d.im.db.Write(ctx, func(tx *store.Tx) error {
		in, err := readImport(tx, id)
		if err != nil {
			return err
		}
		if in.State == Running || in.State == Checking {
			return errUnderWay
		}
		_, err = tx.Exec("DELETE FROM import WHERE id = ?", id)
		return err
	})
	if err == nil {
		os.Remove(d.file(id))
	}
	return err
}

var errUnderWay = &regulars.Error{Code: regulars.ErrConflict, Reason: "state", Message: "this import is under way or was done already"}

// change alters an import that is not under way and whose file is there.
func (d *Desk) change(ctx context.Context, id string, state State, fn func(*Import) error) (in Import, err error) {
	if err := regulars.Require(ctx, MayWrite); err != nil {
		return in, err
	}
	err = d.im.db.Write(ctx, func(tx *store.Tx) error {
		if in, err = readImport(tx, id); err != nil {
			return err
		}
		if in.State == Checking || in.State == Running || in.State == Done || in.Columns == nil {
			return errUnderWay
		}
		if err := fn(&in); err != nil {
			return err
		}
		in.State, in.Fault, in.Progress, in.Updated = state, nil, Progress{}, d.im.clock.Now()
		return saveImport(tx, &in)
	})
	return in, err
}

// decode reads a JSON column; an empty one leaves to as it is.
func decode(text string, to any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), to)
}
