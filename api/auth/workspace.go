package authapi

import (
	"context"
	"time"

	"regulars"
	"regulars/api"
	"regulars/auth"
)

// Workspace is the one brand that this data belongs to.
type Workspace struct {
	Name       string     `json:"name"`
	TimeZone   string     `json:"timeZone" example:"Asia/Shanghai"`
	Currency   string     `json:"currency" example:"CNY"`
	AsOf       *time.Time `json:"asOf,omitempty" doc:"The moment at which scores stand; absent before the first scoring"`
	Historical bool       `json:"historical" doc:"Scores stand at the newest event of an imported history, not at now"`
}

type changeWorkspace struct {
	Body struct {
		Name     *string `json:"name,omitempty" maxLength:"200"`
		TimeZone *string `json:"timeZone,omitempty" maxLength:"64"`
		Currency *string `json:"currency,omitempty" maxLength:"3"`
	}
}

const tagWorkspace = "Workspace"

func (r *routes) workspace(a *api.API) {
	api.Handle(a, api.Op{ID: "get-workspace", Method: "GET", Path: "/workspace", Needs: api.SignedIn, Tag: tagWorkspace, Summary: "See the workspace"},
		func(ctx context.Context, _ *none) (Workspace, error) { return r.workspaceOf(ctx) })
	api.Handle(a, api.Op{ID: "change-workspace", Method: "PATCH", Path: "/workspace", Needs: "workspace:write", Tag: tagWorkspace,
		Summary: "Change the workspace", Fails: []regulars.Code{regulars.ErrNotFound},
		Description: "Numbers by day and in the base currency follow with the next scoring run."},
		func(ctx context.Context, in *changeWorkspace) (Workspace, error) {
			_, err := r.auth.ChangeWorkspace(ctx, auth.WorkspaceChange{Name: in.Body.Name, TimeZone: in.Body.TimeZone, Currency: in.Body.Currency})
			if err != nil {
				return Workspace{}, err
			}
			return r.workspaceOf(ctx)
		})
}

func (r *routes) workspaceOf(ctx context.Context) (Workspace, error) {
	w, _ := r.auth.Workspace()
	s, err := r.standing(ctx)
	return Workspace{Name: w.Name, TimeZone: w.TimeZone, Currency: w.Currency, AsOf: api.Time(s.AsOf), Historical: s.Historical}, err
}

// Action is a line of the record of what staff and programs did.
type Action struct {
	ID         string             `json:"id"`
	At         time.Time          `json:"at"`
	ActorKind  regulars.ActorKind `json:"actorKind" enum:"staff,key,system"`
	ActorID    string             `json:"actorId"`
	ActorName  string             `json:"actorName" doc:"The name as it was then"`
	What       string             `json:"what" doc:"What was done, as thing.deed" example:"key.revoked"`
	TargetKind string             `json:"targetKind" example:"api_key"`
	TargetID   string             `json:"targetId"`
	Detail     map[string]string  `json:"detail"`
}

type listActions struct {
	api.Paging
	Actor      string `query:"actor" maxLength:"64" doc:"Only what this actor did"`
	TargetKind string `query:"targetKind" maxLength:"64" doc:"Only what was done to things of this kind"`
	TargetID   string `query:"targetId" maxLength:"64" doc:"Only what was done to this thing"`
}

func (r *routes) record(a *api.API) {
	api.Handle(a, api.Op{ID: "list-actions", Method: "GET", Path: "/actions", Needs: "audit:read", Tag: "Record",
		Summary: "What staff and programs did", Description: "The newest first. Lines are added and never changed."},
		func(ctx context.Context, in *listActions) (api.Page[Action], error) {
			after, err := api.DecodeCursor[auth.ActionCursor](in.Cursor)
			if err != nil {
				return api.Page[Action]{}, err
			}
			f := auth.ActionFilter{ActorID: in.Actor, TargetKind: in.TargetKind, TargetID: in.TargetID}
			list, next, err := r.auth.Actions(ctx, f, after, in.Limit)
			out := page(list, actionOf)
			out.NextCursor = api.EncodeCursor(next)
			return out, err
		})
}

func actionOf(a auth.Action) Action {
	return Action{ID: a.ID, At: a.At, ActorKind: a.ActorKind, ActorID: a.ActorID, ActorName: a.ActorName, What: a.What,
		TargetKind: a.TargetKind, TargetID: a.TargetID, Detail: a.Detail}
}
