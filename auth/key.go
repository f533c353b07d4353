package auth

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Key lets a program call the API within its permissions. It belongs to the
// workspace: it goes on when whoever made it leaves.
type Key struct {
	ID string
	// Name is 1 to 80 characters.
	Name string
	// Prefix is the beginning of the key, by which people tell keys apart.
	Prefix string
	// Permissions are what the program may do; at least one.
	Permissions []regulars.Permission
	Created     time.Time
	// Expires is when it ends; zero for never.
	Expires time.Time
	// Used is when it was last used, to the minute; zero for never.
	Used time.Time

	hash string
}

// keyPrefix begins every API key, shown is how much of one is shown later.
const (
	keyPrefix = "rk_"
	keyShown  = len(keyPrefix) + 6
)

// Actor gives k as who acts.
func (k Key) Actor() regulars.Actor {
	return regulars.Actor{Kind: regulars.ActorKey, ID: k.ID, Name: k.Name, Can: func(p regulars.Permission) bool {
		return slices.Contains(k.Permissions, p)
	}}
}

// NewKey is an API key to be made.
type NewKey struct {
	Name        string
	Permissions []regulars.Permission
	// Expires is when it ends; zero for never.
	Expires time.Time
}

// MakeKey makes an API key and gives the key itself, which is shown this once.
// Nobody can give more than they have. It gives ErrInvalid for name,
// permissions and expiresAt, and ErrForbidden without keys:write.
func (a *Auth) MakeKey(ctx context.Context, n NewKey) (Key, string, error) {
	if err := regulars.Require(ctx, "keys:write"); err != nil {
		return Key{}, "", err
	}
	now := a.clock.Now()
	if err := n.faults(ctx, now).Err(); err != nil {
		return Key{}, "", err
	}
	text := keyPrefix + secret()
	permissions := slices.Clone(n.Permissions)
	slices.Sort(permissions)
	k := Key{ID: regulars.NewID(now), Name: strings.TrimSpace(n.Name), Prefix: text[:keyShown], hash: digest(text),
		Permissions: slices.Compact(permissions), Created: now, Expires: n.Expires}
	err := a.db.Write(ctx, func(tx *store.Tx) error {
		if err := insertKey(tx, k); err != nil {
			return err
		}
		return a.Record(ctx, tx, "key.made", "api_key", k.ID, map[string]string{"permissions": joinPermissions(k.Permissions)})
	})
	return k, text, err
}

func (n NewKey) faults(ctx context.Context, now time.Time) (f regulars.Faults) {
	checkName(&f, "name", n.Name)
	if len(n.Permissions) == 0 {
		f.Add("permissions", "required", "a key needs at least one permission")
	}
	actor, _ := regulars.ActorFrom(ctx)
	for _, p := range n.Permissions {
		switch {
		case !Known(p):
			f.Add("permissions", "choice", "one of the permissions does not exist")
		case !actor.Allowed(p):
			f.Add("permissions", "more_than_own", "a key cannot have the permission "+string(p)+", which you lack yourself")
		}
	}
	if !n.Expires.IsZero() && !n.Expires.After(now) {
		f.Add("expiresAt", "past", "a key must end in the future")
	}
	return f
}

// Keys gives every API key, the newest first. It gives ErrForbidden without
// keys:read.
func (a *Auth) Keys(ctx context.Context) (list []Key, err error) {
	if err := regulars.Require(ctx, "keys:read"); err != nil {
		return nil, err
	}
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		list, err = listKeys(tx)
		return err
	})
	return list, err
}

// RevokeKey ends an API key at once. It gives ErrNotFound, and ErrForbidden
// without keys:write.
func (a *Auth) RevokeKey(ctx context.Context, id string) error {
	if err := regulars.Require(ctx, "keys:write"); err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec("DELETE FROM api_key WHERE id = ?", id)
		if err != nil {
			return err
		}
		if n == 0 {
			return regulars.NotFound("API key")
		}
		return a.Record(ctx, tx, "key.revoked", "api_key", id, nil)
	})
}

var badKey = &regulars.Error{Code: regulars.ErrUnauthorized, Reason: "key", Message: "this API key does not exist, was revoked or has ended"}

// callerOfKey gives who stands behind an API key.
func (a *Auth) callerOfKey(ctx context.Context, text string) (Caller, error) {
	if !strings.HasPrefix(text, keyPrefix) || len(text) > 100 {
		return Caller{}, badKey
	}
	now := a.clock.Now()
	var k Key
	err := a.db.Read(ctx, func(tx *store.Tx) (err error) {
		k, err = findKey(tx, digest(text))
		return err
	})
	if errors.Is(err, store.ErrNoRow) || err == nil && !k.Expires.IsZero() && !now.Before(k.Expires) {
		return Caller{}, badKey
	}
	if err != nil {
		return Caller{}, err
	}
	if now.Sub(k.Used) >= touchEvery {
		// Should this fail, the list of keys only tells an earlier use.
		a.db.Write(ctx, func(tx *store.Tx) error { return touchKey(tx, k.ID, now) })
	}
	return Caller{Actor: k.Actor(), Key: k}, nil
}
