package authapi

import (
	"context"
	"net/http"
	"time"

	"regulars"
	"regulars/api"
	"regulars/auth"
)

// APIKey is an API key, without the key itself.
type APIKey struct {
	ID          string                `json:"id"`
	Name        string                `json:"name"`
	Prefix      string                `json:"prefix" doc:"How the key begins" example:"rk_a1b2c3"`
	Permissions []regulars.Permission `json:"permissions"`
	CreatedAt   time.Time             `json:"createdAt"`
	ExpiresAt   *time.Time            `json:"expiresAt,omitempty"`
	UsedAt      *time.Time            `json:"usedAt,omitempty" doc:"When it was last used, to the minute"`
}

func keyOf(k auth.Key) APIKey {
	return APIKey{ID: k.ID, Name: k.Name, Prefix: k.Prefix, Permissions: k.Permissions, CreatedAt: k.Created,
		ExpiresAt: api.Time(k.Expires), UsedAt: api.Time(k.Used)}
}

// MadeAPIKey is a new API key with the key itself.
type MadeAPIKey struct {
	APIKey
	Key string `json:"key" doc:"The key. Shown this once"`
}

type makeKey struct {
	Body struct {
		Name        string                `json:"name" maxLength:"200"`
		Permissions []regulars.Permission `json:"permissions" maxItems:"100" doc:"What the program may do; no more than you may"`
		ExpiresAt   *time.Time            `json:"expiresAt,omitempty" doc:"When it ends; absent for never"`
	}
}

const tagKeys = "API keys"

func (r *routes) keys(a *api.API) {
	api.Handle(a, api.Op{ID: "list-api-keys", Method: "GET", Path: "/api-keys", Needs: "keys:read", Tag: tagKeys, Summary: "List API keys"},
		func(ctx context.Context, _ *none) (api.Page[APIKey], error) {
			list, err := r.auth.Keys(ctx)
			return page(list, keyOf), err
		})
	api.Handle(a, api.Op{ID: "make-api-key", Method: "POST", Path: "/api-keys", Needs: "keys:write", Tag: tagKeys,
		Summary: "Make an API key", Status: http.StatusCreated, Secret: true},
		func(ctx context.Context, in *makeKey) (MadeAPIKey, error) {
			n := auth.NewKey{Name: in.Body.Name, Permissions: in.Body.Permissions}
			if in.Body.ExpiresAt != nil {
				n.Expires = in.Body.ExpiresAt.UTC()
			}
			k, text, err := r.auth.MakeKey(ctx, n)
			return MadeAPIKey{APIKey: keyOf(k), Key: text}, err
		})
	api.Do(a, api.Op{ID: "revoke-api-key", Method: "DELETE", Path: "/api-keys/{id}", Needs: "keys:write", Tag: tagKeys,
		Summary: "Revoke an API key", Description: "It ends at once."},
		func(ctx context.Context, in *api.ByID) error { return r.auth.RevokeKey(ctx, in.ID) })
}
