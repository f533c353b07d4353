package auth

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // a time zone must be known on every machine
	"unicode"
	"unicode/utf8"

	"regulars"
	"regulars/internal/store"
)

// Workspace is the one brand that this data belongs to.
type Workspace struct {
	// Name is what people call it, 1 to 80 characters.
	Name string
	// TimeZone is the IANA name of the zone whose days are business days.
	TimeZone string
	// Currency is the base currency, in which worth is told.
	Currency string
	// Created is when it was set up.
	Created time.Time
}

// zones are the time zones asked for, by name: each comes from a file.
var zones sync.Map

// Location gives the workspace's time zone. It is quick enough to be asked for
// with every customer.
func (w Workspace) Location() *time.Location {
	if l, ok := zones.Load(w.TimeZone); ok {
		return l.(*time.Location)
	}
	l, err := time.LoadLocation(w.TimeZone)
	if err != nil {
		return time.UTC // validated when it was set; only an empty workspace comes here
	}
	zones.Store(w.TimeZone, l)
	return l
}

// faults gives what is wrong with w, with field names below prefix.
func (w Workspace) faults(prefix string) (f regulars.Faults) {
	checkName(&f, prefix+"name", w.Name)
	if _, err := time.LoadLocation(w.TimeZone); err != nil || w.TimeZone == "" || w.TimeZone == "Local" {
		f.Add(prefix+"timeZone", "time_zone", "a time zone is an IANA name such as Asia/Shanghai")
	}
	if !regulars.ValidCurrency(w.Currency) {
		f.Add(prefix+"currency", "currency", "a currency is three capital letters, such as CNY")
	}
	return f
}

// checkName holds a name of a person or thing to 1 to 80 visible characters.
func checkName(f *regulars.Faults, field, name string) {
	switch n := utf8.RuneCountInString(name); {
	case strings.TrimSpace(name) == "":
		f.Add(field, "required", "a name is required")
	case n > 80:
		f.Add(field, "too_long", "a name has at most 80 characters")
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		f.Add(field, "characters", "a name is plain text on one line")
	}
}

// Workspace gives the workspace; ok is false before it was set up. It does no
// I/O.
func (a *Auth) Workspace() (w Workspace, ok bool) {
	if p := a.workspace.Load(); p != nil {
		return *p, true
	}
	return Workspace{}, false
}

// EnsureWorkspace makes the workspace when there is none and gives the one that
// stands. It is for the command line, which may import before anybody set up.
// It gives ErrInvalid, and ErrForbidden without workspace:write.
func (a *Auth) EnsureWorkspace(ctx context.Context, w Workspace) (Workspace, error) {
	if err := regulars.Require(ctx, "workspace:write"); err != nil {
		return Workspace{}, err
	}
	if there, ok := a.Workspace(); ok {
		return there, nil
	}
	if err := w.faults("").Err(); err != nil {
		return Workspace{}, err
	}
	w.Created = a.clock.Now()
	err := a.db.Write(ctx, func(tx *store.Tx) error {
		if err := putWorkspace(tx, w, false); err != nil {
			return err
		}
		return a.Record(ctx, tx, "workspace.made", "workspace", "1", nil)
	})
	if err != nil {
		return Workspace{}, err
	}
	if err := a.loadWorkspace(ctx); err != nil {
		return Workspace{}, err
	}
	w, _ = a.Workspace()
	return w, nil
}

// WorkspaceChange holds what is to change; nil leaves as it is.
type WorkspaceChange struct {
	Name     *string
	TimeZone *string
	Currency *string
}

// ChangeWorkspace changes name, time zone or base currency. What is counted by
// day or told in the base currency follows with the next scoring run. It gives
// ErrInvalid, ErrNotFound before set-up, and ErrForbidden without
// workspace:write.
func (a *Auth) ChangeWorkspace(ctx context.Context, c WorkspaceChange) (Workspace, error) {
	if err := regulars.Require(ctx, "workspace:write"); err != nil {
		return Workspace{}, err
	}
	var w Workspace
	err := a.db.Write(ctx, func(tx *store.Tx) (err error) {
		if w, err = getWorkspace(tx); err != nil {
			return notFound(err, "workspace")
		}
		set(&w.Name, c.Name)
		set(&w.TimeZone, c.TimeZone)
		set(&w.Currency, c.Currency)
		if err := w.faults("").Err(); err != nil {
			return err
		}
		if err := putWorkspace(tx, w, true); err != nil {
			return err
		}
		return a.Record(ctx, tx, "workspace.changed", "workspace", "1",
			map[string]string{"timeZone": w.TimeZone, "currency": w.Currency})
	})
	if err != nil {
		return Workspace{}, err
	}
	return w, a.loadWorkspace(ctx)
}

// set puts what v points to into field, when it points to something.
func set[T any](field *T, v *T) {
	if v != nil {
		*field = *v
	}
}

// loadWorkspace puts the stored workspace at hand.
func (a *Auth) loadWorkspace(ctx context.Context) error {
	return a.db.Read(ctx, func(tx *store.Tx) error {
		w, err := getWorkspace(tx)
		if errors.Is(err, store.ErrNoRow) {
			return nil
		}
		if err == nil {
			a.workspace.Store(&w)
		}
		return err
	})
}

// notFound gives ErrNotFound in place of "no row".
func notFound(err error, what string) error {
	if errors.Is(err, store.ErrNoRow) {
		return regulars.NotFound(what)
	}
	return err
}
