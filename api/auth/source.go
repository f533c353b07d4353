package authapi

import (
	"context"
	"net/http"
	"time"

	"regulars/api"
	"regulars/auth"
)

// Source is where events come from.
type Source struct {
	ID        string          `json:"id"`
	Name      string          `json:"name"`
	Kind      auth.SourceKind `json:"kind" enum:"web,app,server,shopify,woocommerce,youzan"`
	WriteKey  string          `json:"writeKey" doc:"Lets a program send events and nothing else"`
	Signed    bool            `json:"signed" doc:"Its sender signs what it sends, so it needs a secret"`
	HasSecret bool            `json:"hasSecret" doc:"A secret for signatures is set"`
	Origins   []string        `json:"origins" doc:"Origins whose pages may send; none stands for any"`
	Enabled   bool            `json:"enabled"`
	CreatedAt time.Time       `json:"createdAt"`

	LastEventAt *time.Time `json:"lastEventAt,omitempty" doc:"When its last event came in; absent when none did"`
	Events24h   int64      `json:"events24h" doc:"Events of the last 24 hours"`
	Silent      bool       `json:"silent" doc:"It sends on most days and has stopped"`
}

func sourceOf(s auth.Source) Source {
	return Source{ID: s.ID, Name: s.Name, Kind: s.Kind, WriteKey: s.WriteKey, Signed: s.Kind.Signed(), HasSecret: s.Secret != "",
		Origins: s.Origins, Enabled: s.Enabled, CreatedAt: s.Created}
}

// seen adds how the source has been sending.
func (s Source) seen(of map[string]Activity) Source {
	a := of[s.ID]
	s.LastEventAt, s.Events24h, s.Silent = api.Time(a.Latest), a.Day, a.Silent
	return s
}

type addSource struct {
	Body struct {
		Name    string          `json:"name" maxLength:"200"`
		Kind    auth.SourceKind `json:"kind" enum:"web,app,server,shopify,woocommerce,youzan"`
		Secret  string          `json:"secret,omitempty" maxLength:"500" doc:"The shop's secret for webhook signatures. Never shown again"`
		Origins []string        `json:"origins,omitempty" maxItems:"50" maxLength:"300" example:"[\"https://shop.example.com\"]"`
	}
}

type changeSource struct {
	api.ByID
	Body struct {
		Name    *string   `json:"name,omitempty" maxLength:"200"`
		Secret  *string   `json:"secret,omitempty" maxLength:"500" doc:"Empty to remove it"`
		Origins *[]string `json:"origins,omitempty" maxItems:"50" maxLength:"300"`
		Enabled *bool     `json:"enabled,omitempty"`
	}
}

const tagSources = "Sources"

func (r *routes) sources(a *api.API) {
	api.Handle(a, api.Op{ID: "list-sources", Method: "GET", Path: "/sources", Needs: "sources:read", Tag: tagSources, Summary: "List sources"},
		func(ctx context.Context, _ *none) (api.Page[Source], error) {
			list, err := r.auth.Sources(ctx)
			if err != nil {
				return api.Page[Source]{}, err
			}
			seen, err := r.activity(ctx)
			return page(list, func(s auth.Source) Source { return sourceOf(s).seen(seen) }), err
		})
	api.Handle(a, api.Op{ID: "get-source", Method: "GET", Path: "/sources/{id}", Needs: "sources:read", Tag: tagSources, Summary: "See a source"},
		func(ctx context.Context, in *api.ByID) (Source, error) {
			s, err := r.auth.Source(ctx, in.ID)
			if err != nil {
				return Source{}, err
			}
			seen, err := r.activity(ctx)
			return sourceOf(s).seen(seen), err
		})
	api.Handle(a, api.Op{ID: "add-source", Method: "POST", Path: "/sources", Needs: "sources:write", Tag: tagSources,
		Summary: "Add a source", Status: http.StatusCreated},
		func(ctx context.Context, in *addSource) (Source, error) {
			b := in.Body
			s, err := r.auth.AddSource(ctx, auth.NewSource{Name: b.Name, Kind: b.Kind, Secret: b.Secret, Origins: b.Origins})
			return sourceOf(s), err
		})
	api.Handle(a, api.Op{ID: "change-source", Method: "PATCH", Path: "/sources/{id}", Needs: "sources:write", Tag: tagSources, Summary: "Change a source"},
		func(ctx context.Context, in *changeSource) (Source, error) {
			b := in.Body
			s, err := r.auth.ChangeSource(ctx, in.ID, auth.SourceChange{Name: b.Name, Secret: b.Secret, Origins: b.Origins, Enabled: b.Enabled})
			return sourceOf(s), err
		})
	api.Handle(a, api.Op{ID: "replace-write-key", Method: "POST", Path: "/sources/{id}/write-key", Needs: "sources:write", Tag: tagSources,
		Summary: "Replace the write key", Description: "The old one ends at once."},
		func(ctx context.Context, in *api.ByID) (Source, error) {
			s, err := r.auth.ChangeSource(ctx, in.ID, auth.SourceChange{NewKey: true})
			return sourceOf(s), err
		})
	api.Do(a, api.Op{ID: "remove-source", Method: "DELETE", Path: "/sources/{id}", Needs: "sources:write", Tag: tagSources,
		Summary: "Remove a source", Description: "Its events stay."},
		func(ctx context.Context, in *api.ByID) error { return r.auth.RemoveSource(ctx, in.ID) })
}
