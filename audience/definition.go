package audience

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"regulars"
	"regulars/audience/lang"
	"regulars/internal/store"
)

// Definition is what people say of an audience.
type Definition struct {
	Name        string // 1 to 80 characters, unique whatever the case
	Description string // at most 600 characters
	// Text is the condition; Tree the same as a tree, used when Text is empty.
	Text string
	Tree *lang.Node
}

// Change is what becomes of a definition; nil means that it stays.
type Change struct {
	Name, Description, Text *string
	Tree                    *lang.Node
	Archived                *bool
}

// Version is a condition that an audience had.
type Version struct {
	Version int64
	Text    string
	At      time.Time
	By      string
}

const (
	mostName        = 80
	mostDescription = 600
	// mostAudiences bounds what every event may have to be held against.
	mostAudiences = 500
)

const mayChange regulars.Permission = "audiences:write"

// Create makes an audience and has its members found in the background.
//
// The caller needs audiences:write. Errors: lang.Faults; ErrInvalid for name
// and description; ErrConflict with reason "taken" for the name, "circle" when
// it would refer to itself, "too_many" beyond 500.
func (a *Audiences) Create(ctx context.Context, d Definition) (id int64, err error) {
	if err := regulars.Require(ctx, mayChange); err != nil {
		return 0, err
	}
	name, err := checkWords(d.Name, d.Description)
	if err != nil {
		return 0, err
	}
	err = a.Store.Write(ctx, func(tx *store.Tx) error {
		n, err := store.Row(tx, store.One[int64], "SELECT count(*) FROM audience")
		if err != nil {
			return err
		}
		if n >= mostAudiences {
			return &regulars.Error{Code: regulars.ErrConflict, Reason: "too_many", Message: "there are 500 audiences already"}
		}
		x, err := a.check(tx, d.Text, d.Tree)
		if err != nil {
			return err
		}
		now := regulars.Micros(a.Clock.Now())
		by := actorName(ctx)
		if id, err = newID(tx); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO audience (id, name, name_key, description, text, version, wanted, founded, asked_at,
			founded_at, ranked_at, archived_at, created_at, created_by, changed_at, changed_by, step, size)
			VALUES (?, ?, ?, ?, ?, 1, 1, 0, ?, 0, 0, 0, ?, ?, ?, ?, 0, 0)`,
			id, name, strings.ToLower(name), d.Description, x.String(), now, now, by, now, by); err != nil {
			return taken(err)
		}
		if err := a.condition(ctx, tx, id, 1, x); err != nil {
			return err
		}
		return errors.Join(changed(tx), a.record(ctx, tx, "audience.created", "audience", strconv.FormatInt(id, 10)))
	})
	if err != nil {
		return 0, err
	}
	return id, a.start(ctx)
}

// newID gives an id that no audience and no list ever had.
func newID(tx *store.Tx) (int64, error) {
	return store.Row(tx, store.One[int64], "UPDATE audience_state SET last_id = last_id + 1 RETURNING last_id")
}

// check reads a condition and holds it to the catalogue.
func (a *Audiences) check(tx *store.Tx, text string, tree *lang.Node) (*lang.Expression, error) {
	c, err := a.catalogue(tx)
	if err != nil {
		return nil, err
	}
	return c.Check(text, tree)
}

// condition writes down a version of a condition and what it refers to.
func (a *Audiences) condition(ctx context.Context, tx *store.Tx, id, version int64, x *lang.Expression) error {
	if _, err := tx.Exec("INSERT INTO audience_version (audience, version, text, at, actor) VALUES (?, ?, ?, ?, ?)",
		id, version, x.String(), regulars.Micros(a.Clock.Now()), actorName(ctx)); err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM audience_reference WHERE audience = ?", id); err != nil {
		return err
	}
	for _, name := range x.Needs().Audiences {
		if _, err := tx.Exec("INSERT INTO audience_reference (audience, target) SELECT ?, id FROM audience WHERE name = ?", id, name); err != nil {
			return err
		}
	}
	return noCircle(tx, id)
}

// Change changes an audience. A new condition is evaluated in the background;
// until then the members are those of the one before.
//
// The caller needs audiences:write. Errors as of [Audiences.Create], and
// ErrNotFound; ErrConflict with reason "referenced" when an audience is to be
// archived on which others depend; the message names them.
func (a *Audiences) Change(ctx context.Context, id int64, c Change) error {
	if err := regulars.Require(ctx, mayChange); err != nil {
		return err
	}
	err := a.Store.Write(ctx, func(tx *store.Tx) error {
		old, err := readAudience(tx, id)
		if err != nil {
			return err
		}
		if err := a.rename(tx, &old, c); err != nil {
			return err
		}
		if c.Text != nil || c.Tree != nil {
			if err := a.rewrite(ctx, tx, &old, c); err != nil {
				return err
			}
		}
		if c.Archived != nil && *c.Archived != !old.Archived.IsZero() {
			if err := a.archive(tx, &old, *c.Archived); err != nil {
				return err
			}
		}
		if _, err := tx.Exec("UPDATE audience SET changed_at = ?, changed_by = ? WHERE id = ?",
			regulars.Micros(a.Clock.Now()), actorName(ctx), id); err != nil {
			return err
		}
		return errors.Join(changed(tx), a.record(ctx, tx, "audience.changed", "audience", strconv.FormatInt(id, 10)))
	})
	if err != nil {
		return err
	}
	return a.start(ctx)
}

// rename changes name and description. Conditions that speak of the audience
// speak of it by its new name.
func (a *Audiences) rename(tx *store.Tx, old *Audience, c Change) error {
	name, description := old.Name, old.Description
	if c.Name != nil {
		name = *c.Name
	}
	if c.Description != nil {
		description = *c.Description
	}
	name, err := checkWords(name, description)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE audience SET name = ?, name_key = ?, description = ? WHERE id = ?",
		name, strings.ToLower(name), description, old.ID); err != nil {
		return taken(err)
	}
	if name == old.Name {
		return nil
	}
	return a.reword(tx, old.Name, "SELECT a.id, a.text FROM audience a JOIN audience_reference r ON r.audience = a.id WHERE r.target = ?", []any{old.ID},
		func(g *lang.Group) {
			if g.Audience == old.Name {
				g.Audience = name
			}
		})
}

// reword changes the names of groups in the conditions that a query gives, which
// still speak of one by its old name.
func (a *Audiences) reword(tx *store.Tx, old, query string, args []any, rename func(*lang.Group)) error {
	type row struct {
		id   int64
		text string
	}
	rows, err := store.Rows(tx, func(s store.Scanner) (r row, err error) {
		err = s.Scan(&r.id, &r.text)
		return r, err
	}, query, args...)
	if err != nil {
		return err
	}
	catalogue, err := a.catalogue(tx)
	if err != nil {
		return err
	}
	catalogue.Audiences, catalogue.Lists = append(catalogue.Audiences, old), append(catalogue.Lists, old)
	for _, r := range rows {
		x, err := lang.Parse(r.text, catalogue.Catalogue)
		if err != nil {
			continue // it is shown as what it is: unreadable
		}
		text := lang.Format(renamed(x.Node(), rename))
		if _, err := tx.Exec("UPDATE audience SET text = ? WHERE id = ?", text, r.id); err != nil {
			return err
		}
	}
	return nil
}

// rewrite gives an audience another condition, unless it is the same.
func (a *Audiences) rewrite(ctx context.Context, tx *store.Tx, old *Audience, c Change) error {
	text := ""
	if c.Text != nil {
		text = *c.Text
	}
	x, err := a.check(tx, text, c.Tree)
	if err != nil || x.String() == old.Text {
		return err
	}
	if _, err := tx.Exec("UPDATE audience SET text = ?, version = version + 1 WHERE id = ?", x.String(), old.ID); err != nil {
		return err
	}
	if err := a.condition(ctx, tx, old.ID, old.Version+1, x); err != nil {
		return err
	}
	return a.want(tx, old.ID)
}

// want has the members of an audience, and of those that depend on it, found
// anew.
func (a *Audiences) want(tx *store.Tx, id int64) error {
	_, err := tx.Exec(`WITH RECURSIVE behind (id) AS (
		SELECT CAST(? AS BIGINT) UNION SELECT r.audience FROM behind JOIN audience_reference r ON r.target = behind.id)
		UPDATE audience SET wanted = wanted + 1, asked_at = ? WHERE id IN (SELECT id FROM behind)`, id, regulars.Micros(a.Clock.Now()))
	return err
}

// archive puts an audience away, or takes it back.
func (a *Audiences) archive(tx *store.Tx, old *Audience, away bool) error {
	if !away {
		if _, err := tx.Exec("UPDATE audience SET archived_at = 0 WHERE id = ?", old.ID); err != nil {
			return err
		}
		if _, err := a.check(tx, old.Text, nil); err != nil {
			return err
		}
		return a.want(tx, old.ID)
	}
	if err := unreferenced(tx, old.ID, "archived"); err != nil {
		return err
	}
	_, err := tx.Exec("UPDATE audience SET archived_at = ? WHERE id = ?", regulars.Micros(a.Clock.Now()), old.ID)
	return err
}

// Remove takes an audience away for good, with its members and how it grew.
//
// The caller needs audiences:write. Errors: ErrNotFound; ErrConflict with
// reason "referenced" when others depend on it; the message names them.
func (a *Audiences) Remove(ctx context.Context, id int64) error {
	if err := regulars.Require(ctx, mayChange); err != nil {
		return err
	}
	return a.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := readAudience(tx, id); err != nil {
			return err
		}
		if err := unreferenced(tx, id, "removed"); err != nil {
			return err
		}
		for _, table := range []string{"audience_version", "audience_reference", "audience_base", "audience_delta", "audience_day"} {
			if _, err := tx.Exec("DELETE FROM "+table+" WHERE audience = ?", id); err != nil {
				return err
			}
		}
		if _, err := tx.Exec("DELETE FROM audience WHERE id = ?", id); err != nil {
			return err
		}
		tx.AfterCommit(func() { a.memory.forget(id) })
		return errors.Join(changed(tx), a.record(ctx, tx, "audience.removed", "audience", strconv.FormatInt(id, 10)))
	})
}

func checkWords(name, description string) (string, error) {
	var faults regulars.Faults
	name = strings.Join(strings.Fields(name), " ")
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		faults.Add("name", "required", "a name is needed")
	case n > mostName || !utf8.ValidString(name) || strings.ContainsRune(name, 0):
		faults.Add("name", "too_long", "a name has at most 80 characters")
	}
	if utf8.RuneCountInString(description) > mostDescription || !utf8.ValidString(description) || strings.ContainsRune(description, 0) {
		faults.Add("description", "too_long", "a description has at most 600 characters")
	}
	return name, faults.Err()
}

func taken(err error) error {
	if store.IsUnique(err) {
		return &regulars.Error{Code: regulars.ErrConflict, Field: "name", Reason: "taken", Message: "this name is taken"}
	}
	return err
}
