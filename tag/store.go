package tag

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Tag is a tag and how it stands.
type Tag struct {
	ID int64
	Definition
	Version int64
	// AsOf is when everybody's values were worked out last; zero for never.
	AsOf, Changed time.Time
	ChangedBy     string
	computed      int64
	counts        string
}

// Version is a definition that a tag had.
type Version struct {
	Version int64
	Definition
	At time.Time
	By string
}

const mayChange regulars.Permission = "tags:write"

func readTags(tx *store.Tx, where string, args ...any) ([]Tag, error) {
	return store.Rows(tx, func(row store.Scanner) (x Tag, err error) {
		var raw string
		var asOf, changed int64
		if err = row.Scan(&x.ID, &raw, &x.Version, &x.computed, &asOf, &x.counts, &changed, &x.ChangedBy); err != nil {
			return x, err
		}
		x.AsOf, x.Changed = regulars.FromMicros(asOf), regulars.FromMicros(changed)
		return x, json.Unmarshal([]byte(raw), &x.Definition)
	}, "SELECT id, definition, version, computed, as_of, counts, changed_at, changed_by FROM tag "+where+" ORDER BY id", args...)
}

func readTag(tx *store.Tx, id int64) (Tag, error) {
	list, err := readTags(tx, "WHERE id = ?", id)
	if err != nil {
		return Tag{}, err
	}
	if len(list) == 0 {
		return Tag{}, regulars.NotFound("tag")
	}
	return list[0], nil
}

// Create makes a tag and has it worked out in the background. It needs tags:write.
// Errors: ErrInvalid, for every fault; lang.Faults for what it speaks of;
// ErrConflict with reason "taken" for the key, "too_many" beyond 1,000.
func (t *Tags) Create(ctx context.Context, d Definition) (id int64, err error) {
	if err := regulars.Require(ctx, mayChange); err != nil {
		return 0, err
	}
	if err := d.check(); err != nil {
		return 0, err
	}
	return id, t.Store.Write(ctx, func(tx *store.Tx) error {
		n, err := store.Row(tx, store.One[int64], "SELECT count(*) FROM tag")
		if err != nil {
			return err
		}
		if n >= mostTags {
			return &regulars.Error{Code: regulars.ErrConflict, Reason: "too_many", Message: "there are 1,000 tags already"}
		}
		if err := t.speaks(tx, &d); err != nil {
			return err
		}
		if id, err = t.insert(ctx, tx, &d); err != nil {
			return err
		}
		return errors.Join(t.changed(tx), t.record(ctx, tx, "tag.created", id))
	})
}

// speaks holds what a definition speaks of to the catalogue.
func (t *Tags) speaks(tx *store.Tx, d *Definition) error {
	c, err := t.Audiences.Speaks(tx)
	if err != nil {
		return err
	}
	return compile(Tag{Definition: *d}, c).fault
}

func (t *Tags) insert(ctx context.Context, tx *store.Tx, d *Definition) (int64, error) {
	id, err := store.Row(tx, store.One[int64], "SELECT coalesce(max(tag), 0) + 1 FROM tag_version") // versions stay, so no id is given twice
	if err != nil {
		return 0, err
	}
	now, by := regulars.Micros(t.Clock.Now()), actorName(ctx)
	if _, err := tx.Exec(`INSERT INTO tag (id, name_key, definition, version, computed, as_of, counts, changed_at, changed_by)
		VALUES (?, ?, ?, 1, 0, 0, '', ?, ?)`, id, d.Key, d.json(), now, by); err != nil {
		if store.IsUnique(err) {
			return 0, &regulars.Error{Code: regulars.ErrConflict, Field: "key", Reason: "taken", Message: "another tag has this key"}
		}
		return 0, err
	}
	return id, t.version(ctx, tx, id, 1, d)
}

// version writes a definition down, and the words that its values are.
func (t *Tags) version(ctx context.Context, tx *store.Tx, id, version int64, d *Definition) error {
	if _, err := tx.Exec("INSERT INTO tag_version (tag, version, definition, at, actor) VALUES (?, ?, ?, ?, ?)",
		id, version, d.json(), regulars.Micros(t.Clock.Now()), actorName(ctx)); err != nil {
		return err
	}
	for _, l := range d.Rule.labels() {
		if _, err := tx.Exec(`INSERT INTO tag_word (id, word) SELECT (SELECT coalesce(max(id), 0) + 1 FROM tag_word), CAST(? AS TEXT)
			WHERE NOT EXISTS (SELECT 1 FROM tag_word WHERE word = ?)`, l.Value, l.Value); err != nil {
			return err
		}
	}
	return nil
}

// changed notes that tags are not what they were, for us and the audiences.
func (t *Tags) changed(tx *store.Tx) error {
	if _, err := tx.Exec("UPDATE tag_state SET definitions = definitions + 1, wanted = wanted + 1"); err != nil {
		return err
	}
	tx.AfterCommit(t.wake)
	return t.Audiences.Respoken(tx)
}

// Change gives a tag another definition; its key and kind stay, for conditions
// speak of them. Everybody is worked out again in the background. It needs
// tags:write. Errors as of [Tags.Create], ErrNotFound; ErrConflict with reason
// "version" when it is not the one that version says (0 for any), "referenced" when
// it is to be disabled and conditions of audiences speak of it.
func (t *Tags) Change(ctx context.Context, id, version int64, d Definition) error {
	if err := regulars.Require(ctx, mayChange); err != nil {
		return err
	}
	if err := d.check(); err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		old, err := readTag(tx, id)
		if err != nil {
			return err
		}
		switch {
		case version != 0 && old.Version != version:
			return &regulars.Error{Code: regulars.ErrConflict, Reason: "version", Message: "somebody else changed the tag meanwhile"}
		case old.Key != d.Key:
			return regulars.Invalid("key", "fixed", "the key of a tag never changes")
		case old.Rule.Kind != d.Rule.Kind || old.Rule.Of != d.Rule.Of:
			return regulars.Invalid("rule.kind", "fixed", "the kind of a tag never changes")
		}
		if old.Enabled && !d.Enabled {
			if err := t.Audiences.Unspoken(tx, fieldPrefix+old.Key); err != nil {
				return err
			}
		}
		if err := t.speaks(tx, &d); err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE tag SET definition = ?, version = version + 1, changed_at = ?, changed_by = ? WHERE id = ?",
			d.json(), regulars.Micros(t.Clock.Now()), actorName(ctx), id); err != nil {
			return err
		}
		return errors.Join(t.version(ctx, tx, id, old.Version+1, &d), t.changed(tx), t.record(ctx, tx, "tag.changed", id))
	})
}

// Remove takes a tag and all its values away; its versions stay as a record. It
// needs tags:write; ErrNotFound; ErrConflict with reason "referenced" when
// conditions of audiences speak of it.
func (t *Tags) Remove(ctx context.Context, id int64) error {
	if err := regulars.Require(ctx, mayChange); err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		x, err := readTag(tx, id)
		if err != nil {
			return err
		}
		if err := t.Audiences.Unspoken(tx, fieldPrefix+x.Key); err != nil {
			return err
		}
		for _, text := range []string{"DELETE FROM tag WHERE id = ?", "DELETE FROM tag_given WHERE tag = ?"} {
			if _, err := tx.Exec(text, id); err != nil {
				return err
			}
		}
		return errors.Join(t.changed(tx), t.record(ctx, tx, "tag.removed", id))
	})
}

// Versions gives the definitions that a tag had, the newest first. It needs
// customers:read; ErrNotFound.
func (t *Tags) Versions(ctx context.Context, id int64) (out []Version, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, err
	}
	return out, t.Store.Read(ctx, func(tx *store.Tx) error {
		if _, err := readTag(tx, id); err != nil {
			return err
		}
		out, err = store.Rows(tx, func(row store.Scanner) (v Version, err error) {
			var raw string
			var at int64
			if err = row.Scan(&v.Version, &raw, &at, &v.By); err != nil {
				return v, err
			}
			v.At = regulars.FromMicros(at)
			return v, json.Unmarshal([]byte(raw), &v.Definition)
		}, "SELECT version, definition, at, actor FROM tag_version WHERE tag = ? ORDER BY version DESC", id)
		return err
	})
}

// Seed makes the tags with which a workspace begins, once in its life: what staff
// removed does not come back. They may speak of what was not met in the log yet.
func (t *Tags) Seed(ctx context.Context, list []Definition) error {
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec("UPDATE tag_state SET seeded = 1 WHERE seeded = 0")
		if err != nil || n == 0 {
			return err
		}
		for i := range list {
			if err := list[i].check(); err != nil {
				return err
			}
			if _, err := t.insert(ctx, tx, &list[i]); err != nil {
				return err
			}
		}
		return t.changed(tx)
	})
}
