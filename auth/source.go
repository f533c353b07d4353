package auth

import (
	"context"
	"crypto/rand"
	"net/url"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/internal/store"
)

// SourceKind says what sort of thing sends events.
type SourceKind string

// The kinds of source.
const (
	WebSource         SourceKind = "web"         // a browser, with a Segment client
	AppSource         SourceKind = "app"         // an app on a phone
	ServerSource      SourceKind = "server"      // a shop's back end, with a Segment client
	ShopifySource     SourceKind = "shopify"     // Shopify's order webhooks
	WooCommerceSource SourceKind = "woocommerce" // WooCommerce's order webhooks
	YouzanSource      SourceKind = "youzan"      // Youzan's order messages
)

// SourceKinds gives the kinds.
func SourceKinds() []SourceKind {
	return []SourceKind{WebSource, AppSource, ServerSource, ShopifySource, WooCommerceSource, YouzanSource}
}

// Signed reports whether senders of this kind sign what they send, so that a
// source of it needs a secret.
func (k SourceKind) Signed() bool {
	return k == ShopifySource || k == WooCommerceSource || k == YouzanSource
}

// Source is where events come from.
type Source struct {
	ID string
	// Name is 1 to 80 characters, unique.
	Name string
	Kind SourceKind
	// WriteKey lets a program send events and nothing else. Browsers show it to
	// everybody, so it is no secret and can be seen again.
	WriteKey string
	// Secret signs webhooks; empty when it is not set. It is never shown again.
	Secret string
	// Origins are those whose pages may send, such as "https://shop.example.com";
	// none stands for any.
	Origins []string
	// Enabled sources are taken from.
	Enabled bool
	Created time.Time
}

// NewSource is a source to be added.
type NewSource struct {
	Name    string
	Kind    SourceKind
	Secret  string
	Origins []string
}

const (
	maxOrigins = 50
	maxSecret  = 500
)

// writeKey gives a new write key of 128 random bits.
func writeKey() string { return "wk_" + strings.ToLower(rand.Text()) }

func (s Source) faults() (f regulars.Faults) {
	checkName(&f, "name", s.Name)
	if !slices.Contains(SourceKinds(), s.Kind) {
		f.Add("kind", "choice", "a kind is web, app, server, shopify, woocommerce or youzan")
	}
	if len(s.Secret) > maxSecret {
		f.Add("secret", "too_long", "a secret has at most 500 bytes")
	}
	if len(s.Origins) > maxOrigins {
		f.Add("origins", "too_many", "there are at most 50 origins")
	}
	for _, o := range s.Origins {
		u, err := url.Parse(o)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Scheme+"://"+u.Host != o {
			f.Add("origins", "origin", "an origin looks like https://shop.example.com")
			break
		}
	}
	return f
}

// AddSource adds a source with a write key. It gives ErrInvalid, ErrConflict
// when the name is taken, and ErrForbidden without sources:write.
func (a *Auth) AddSource(ctx context.Context, n NewSource) (Source, error) {
	if err := regulars.Require(ctx, "sources:write"); err != nil {
		return Source{}, err
	}
	s := Source{ID: regulars.NewID(a.clock.Now()), Name: strings.TrimSpace(n.Name), Kind: n.Kind, WriteKey: writeKey(),
		Secret: n.Secret, Origins: slices.Clone(n.Origins), Enabled: true, Created: a.clock.Now()}
	if err := s.faults().Err(); err != nil {
		return Source{}, err
	}
	err := a.writeSources(ctx, func(tx *store.Tx) error {
		if err := insertSource(tx, s); err != nil {
			return taken(err, "name", "there is a source of this name already")
		}
		return a.Record(ctx, tx, "source.added", "source", s.ID, map[string]string{"kind": string(s.Kind)})
	})
	return s, err
}

// SourceChange holds what is to change; nil leaves as it is.
type SourceChange struct {
	Name    *string
	Secret  *string
	Origins *[]string
	Enabled *bool
	// NewKey replaces the write key; the old one ends at once.
	NewKey bool
}

// ChangeSource changes a source. It gives ErrInvalid, ErrNotFound, ErrConflict
// when the name is taken, and ErrForbidden without sources:write.
func (a *Auth) ChangeSource(ctx context.Context, id string, c SourceChange) (s Source, err error) {
	if err := regulars.Require(ctx, "sources:write"); err != nil {
		return Source{}, err
	}
	err = a.writeSources(ctx, func(tx *store.Tx) error {
		if s, err = getSource(tx, id); err != nil {
			return notFound(err, "source")
		}
		set(&s.Name, c.Name)
		set(&s.Secret, c.Secret)
		set(&s.Enabled, c.Enabled)
		detail := map[string]string{}
		if c.Origins != nil {
			s.Origins = slices.Clone(*c.Origins)
		}
		if c.NewKey {
			s.WriteKey, detail["writeKey"] = writeKey(), "new"
		}
		if c.Enabled != nil {
			detail["enabled"] = map[bool]string{true: "yes", false: "no"}[s.Enabled]
		}
		if err := s.faults().Err(); err != nil {
			return err
		}
		if err := updateSource(tx, s); err != nil {
			return taken(err, "name", "there is a source of this name already")
		}
		return a.Record(ctx, tx, "source.changed", "source", id, detail)
	})
	return s, err
}

// RemoveSource removes a source; its events stay. It gives ErrNotFound, and
// ErrForbidden without sources:write.
func (a *Auth) RemoveSource(ctx context.Context, id string) error {
	if err := regulars.Require(ctx, "sources:write"); err != nil {
		return err
	}
	return a.writeSources(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec("DELETE FROM source WHERE id = ?", id)
		if err != nil {
			return err
		}
		if n == 0 {
			return regulars.NotFound("source")
		}
		return a.Record(ctx, tx, "source.removed", "source", id, nil)
	})
}

// Sources gives every source, by name. It gives ErrForbidden without
// sources:read.
func (a *Auth) Sources(ctx context.Context) (list []Source, err error) {
	if err := regulars.Require(ctx, "sources:read"); err != nil {
		return nil, err
	}
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		list, err = listSources(tx)
		return err
	})
	return list, err
}

// Source gives one source. It gives ErrNotFound, and ErrForbidden without
// sources:read.
func (a *Auth) Source(ctx context.Context, id string) (s Source, err error) {
	if err := regulars.Require(ctx, "sources:read"); err != nil {
		return Source{}, err
	}
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		s, err = getSource(tx, id)
		return notFound(err, "source")
	})
	return s, err
}
