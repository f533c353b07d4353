package audience

import (
	"context"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"regulars"
	"regulars/audience/lang"
	"regulars/internal/store"
)

// State says how far the members of an audience can be relied on.
type State string

// The states.
const (
	Ready    State = "ready"    // they are what they are at AsOf
	Founding State = "founding" // they are being found for the first time, or for a new condition
	Late     State = "late"     // that, or news of customers, has waited for too long: see the alarm
	Broken   State = "broken"   // the condition speaks of what is there no more; the members stay as they were
	Archived State = "archived" // nobody keeps them up to date any more
)

// lateAfter is how long anything may wait before it is an alarm.
const lateAfter = 10 * time.Minute

// Audience is an audience with how it stands.
type Audience struct {
	ID                         int64
	Name, Description, Text    string
	Version                    int64
	Created, Changed, Archived time.Time
	CreatedBy, ChangedBy       string
	Size                       int64
	State                      State
	// AsOf is the instant at which the members stand; zero when they were never
	// found. RankedAt is when its ranks were last worked out; zero without any.
	AsOf, RankedAt time.Time
	// Refers and ReferredBy are names of audiences.
	Refers, ReferredBy []string

	wanted, founded  int64
	askedAt, foundAt time.Time
}

const selectAudiences = `SELECT id, name, description, text, version, wanted, founded, asked_at, founded_at, ranked_at, archived_at,
	created_at, created_by, changed_at, changed_by, size FROM audience`

func scanAudience(row store.Scanner) (x Audience, err error) {
	var asked, found, ranked, archived, created, changed int64
	err = row.Scan(&x.ID, &x.Name, &x.Description, &x.Text, &x.Version, &x.wanted, &x.founded, &asked, &found, &ranked, &archived,
		&created, &x.CreatedBy, &changed, &x.ChangedBy, &x.Size)
	x.askedAt, x.foundAt, x.RankedAt = regulars.FromMicros(asked), regulars.FromMicros(found), regulars.FromMicros(ranked)
	x.Archived, x.Created, x.Changed = regulars.FromMicros(archived), regulars.FromMicros(created), regulars.FromMicros(changed)
	return x, err
}

func readAudience(tx *store.Tx, id int64) (Audience, error) {
	x, err := store.Row(tx, scanAudience, selectAudiences+" WHERE id = ?", id)
	if err == store.ErrNoRow {
		return x, regulars.NotFound("audience")
	}
	return x, err
}

// List gives the audiences, by name; those put away only when asked for. It
// needs customers:read.
func (a *Audiences) List(ctx context.Context, archived bool) (out []Audience, err error) {
	return a.read(ctx, func(tx *store.Tx) ([]Audience, error) {
		where := " WHERE archived_at = 0"
		if archived {
			where = " WHERE archived_at <> 0"
		}
		return store.Rows(tx, scanAudience, selectAudiences+where+" ORDER BY name_key")
	})
}

// Get gives an audience. It needs customers:read; ErrNotFound.
func (a *Audiences) Get(ctx context.Context, id int64) (x Audience, err error) {
	list, err := a.read(ctx, func(tx *store.Tx) ([]Audience, error) {
		x, err := readAudience(tx, id)
		return []Audience{x}, err
	})
	if err != nil {
		return x, err
	}
	return list[0], nil
}

func (a *Audiences) read(ctx context.Context, fn func(tx *store.Tx) ([]Audience, error)) (out []Audience, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, err
	}
	now, err := a.now(ctx)
	if err != nil {
		return nil, err
	}
	return out, a.Store.Read(ctx, func(tx *store.Tx) error {
		if out, err = fn(tx); err != nil {
			return err
		}
		return a.stand(tx, out, now)
	})
}

// stand says how audiences stand.
func (a *Audiences) stand(tx *store.Tx, list []Audience, now time.Time) error {
	p, err := a.plan(tx)
	if err != nil {
		return err
	}
	waiting, err := waitingSince(tx, now)
	if err != nil {
		return err
	}
	present := a.Clock.Now()
	for i := range list {
		x := &list[i]
		if x.Refers, err = names(tx, "SELECT name FROM audience JOIN audience_reference ON target = id WHERE audience = ? ORDER BY name_key", x.ID); err != nil {
			return err
		}
		if x.ReferredBy, err = names(tx, "SELECT name FROM audience JOIN audience_reference ON audience = id WHERE target = ? ORDER BY name_key", x.ID); err != nil {
			return err
		}
		c := p.byName[x.Name]
		switch {
		case !x.Archived.IsZero():
			x.State, x.AsOf = Archived, x.Archived
		case c == nil || c.x == nil:
			x.State, x.AsOf = Broken, x.foundAt
		case x.wanted != x.founded:
			x.State, x.AsOf = Founding, x.foundAt
			if present.Sub(x.askedAt) > lateAfter {
				x.State = Late
			}
		case waiting.IsZero():
			x.State, x.AsOf = Ready, now
		default:
			x.State, x.AsOf = Ready, waiting
			if present.Sub(waiting) > lateAfter {
				x.State = Late
			}
		}
	}
	return nil
}

// waitingSince gives since when the longest waiting customer is to be evaluated;
// zero when none is.
func waitingSince(tx *store.Tx, now time.Time) (time.Time, error) {
	at, err := store.Row(tx, store.One[int64], "SELECT coalesce(min(at), 0) FROM audience_due")
	if err != nil {
		return time.Time{}, err
	}
	flip, err := nextFlip(tx)
	since := regulars.FromMicros(at)
	if !flip.IsZero() && !flip.After(now) && (since.IsZero() || flip.Before(since)) {
		since = flip
	}
	return since, err
}

// Late gives the audiences that have waited for too long to be evaluated: the
// alarm of the watchdog. Nothing is dropped meanwhile; it is tried again.
func (a *Audiences) Late(ctx context.Context) (out []Audience, err error) {
	list, err := a.List(ctx, false)
	for _, x := range list {
		if x.State == Late {
			out = append(out, x)
		}
	}
	return out, err
}

// Versions gives the conditions that an audience had, the newest first. It needs
// customers:read; ErrNotFound.
func (a *Audiences) Versions(ctx context.Context, id int64) (out []Version, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, err
	}
	return out, a.Store.Read(ctx, func(tx *store.Tx) error {
		if _, err := readAudience(tx, id); err != nil {
			return err
		}
		out, err = store.Rows(tx, func(row store.Scanner) (v Version, err error) {
			var at int64
			err = row.Scan(&v.Version, &v.Text, &at, &v.By)
			v.At = regulars.FromMicros(at)
			return v, err
		}, "SELECT version, text, at, actor FROM audience_version WHERE audience = ? ORDER BY version DESC", id)
		return err
	})
}

// Day is how an audience grew on a civil day.
type Day struct {
	Day           int64 // since 1970-01-01 in the workspace's zone
	Size          int64 // at its end
	Entered, Left int64
}

// Growth gives the days from a day on, oldest first, on which something changed.
// Where an audience was founded anew, the size jumps though nobody entered. It
// needs customers:read; ErrNotFound.
func (a *Audiences) Growth(ctx context.Context, id, from int64) (out []Day, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, err
	}
	return out, a.Store.Read(ctx, func(tx *store.Tx) error {
		if _, err := readAudience(tx, id); err != nil {
			return err
		}
		out, err = store.Rows(tx, func(row store.Scanner) (d Day, err error) {
			err = row.Scan(&d.Day, &d.Size, &d.Entered, &d.Left)
			return d, err
		}, "SELECT day, size, entered, gone FROM audience_day WHERE audience = ? AND day >= ? ORDER BY day", id, from)
		return err
	})
}

// Members gives members of an audience with numbers above after, rising, at most
// limit, and how many there are. It needs customers:read; ErrNotFound.
func (a *Audiences) Members(ctx context.Context, id, after int64, limit int) (out []int64, size int64, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, 0, err
	}
	err = a.Store.Read(ctx, func(tx *store.Tx) error {
		if _, err := readAudience(tx, id); err != nil {
			return err
		}
		return a.memory.view(tx, id, func(members *roaring.Bitmap) {
			size = int64(members.GetCardinality())
			it := members.Iterator()
			for it.AdvanceIfNeeded(uint32(after + 1)); it.HasNext() && len(out) < limit; {
				out = append(out, int64(it.Next()))
			}
		})
	})
	return out, size, err
}

// Of gives the names of the audiences that a customer is in. It needs
// customers:read.
func (a *Audiences) Of(ctx context.Context, customer int64) (out []Audience, err error) {
	list, err := a.List(ctx, false)
	if err != nil {
		return nil, err
	}
	return out, a.Store.Read(ctx, func(tx *store.Tx) error {
		for _, x := range list {
			if err := a.memory.view(tx, x.ID, func(members *roaring.Bitmap) {
				if members.Contains(uint32(customer)) {
					out = append(out, x)
				}
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Export gives what audiences and lists a customer is in, for what they may ask
// for.
func (a *Audiences) Export(tx *store.Tx, customer int64) (map[string][]string, error) {
	out := map[string][]string{"audiences": {}, "lists": {}}
	list, err := store.Rows(tx, scanAudience, selectAudiences+" WHERE archived_at = 0 ORDER BY name_key")
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		if err := a.memory.view(tx, x.ID, func(members *roaring.Bitmap) {
			if members.Contains(uint32(customer)) {
				out["audiences"] = append(out["audiences"], x.Name)
			}
		}); err != nil {
			return nil, err
		}
	}
	out["lists"], err = names(tx, "SELECT DISTINCT name FROM audience_list JOIN audience_listed ON list = id WHERE customer = ? ORDER BY name", customer)
	return out, err
}

// Overlap is how two audiences lie.
type Overlap struct{ A, B, Both, OnlyA, OnlyB int64 }

// Overlap compares the members of two audiences. It needs customers:read;
// ErrNotFound.
func (a *Audiences) Overlap(ctx context.Context, one, other int64) (o Overlap, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return o, err
	}
	return o, a.Store.Read(ctx, func(tx *store.Tx) error {
		for _, id := range []int64{one, other} {
			if _, err := readAudience(tx, id); err != nil {
				return err
			}
		}
		first, err := a.memory.members(tx, one)
		if err != nil {
			return err
		}
		return a.memory.view(tx, other, func(second *roaring.Bitmap) {
			o.A, o.B = int64(first.GetCardinality()), int64(second.GetCardinality())
			o.Both = int64(first.AndCardinality(second))
			o.OnlyA, o.OnlyB = o.A-o.Both, o.B-o.Both
		})
	})
}

// Describe gives the condition of an audience as a sentence; "" when it cannot be
// read any more.
func (a *Audiences) Describe(c *Catalogue, text string, l lang.Language) string {
	x, err := c.Check(text, nil)
	if err != nil {
		return ""
	}
	return x.Describe(l)
}
