package audienceapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/audience"
	"regulars/audience/lang"
	"regulars/internal/store"
)

// Deps is what the operations work with.
type Deps struct {
	Store     *store.DB
	Audiences *audience.Audiences
	// Region is of telephone numbers that name no country.
	Region string
	// Zone gives the workspace's time zone.
	Zone func() *time.Location
	// StartRun evaluates everybody in the background and gives the job's id.
	StartRun func(ctx context.Context) (int64, error)
}

type routes struct{ Deps }

const (
	mayRead  regulars.Permission = "customers:read"
	mayWrite regulars.Permission = "audiences:write"
	tag                          = "Audiences"
)

// Register declares the operations.
func Register(a *api.API, d Deps) {
	r := &routes{d}
	r.definitions(a)
	r.members(a)
	r.editor(a)
	r.console(a)
	r.lists(a)
}

// Audience is an audience and how it stands.
type Audience struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Text        string     `json:"text" doc:"The condition"`
	Tree        any        `json:"tree,omitempty" doc:"The condition as a tree; only of a single audience, missing when it cannot be read any more"`
	English     string     `json:"english,omitempty" doc:"The condition as a sentence; only of a single audience"`
	Chinese     string     `json:"chinese,omitempty" doc:"The condition as a sentence in Chinese; only of a single audience"`
	Version     int64      `json:"version"`
	Size        int64      `json:"size" doc:"How many customers are in it"`
	State       string     `json:"state" enum:"ready,founding,late,broken,archived" doc:"Ready: the members are those of asOf. Founding: they are being found. Late: something has waited for more than ten minutes; it is tried again. Broken: the condition speaks of what is there no more. Archived: nobody keeps them up to date"`
	AsOf        *time.Time `json:"asOf,omitempty" doc:"When the members stand; missing when they were never found"`
	RankedAt    *time.Time `json:"rankedAt,omitempty" doc:"When its ranks (such as the top 10 %) were last worked out; missing when it asks for none"`
	Refers      []string   `json:"refers" doc:"Names of the audiences that the condition asks about"`
	ReferredBy  []string   `json:"referredBy" doc:"Names of the audiences that ask about it"`
	CreatedAt   time.Time  `json:"createdAt"`
	CreatedBy   string     `json:"createdBy"`
	ChangedAt   time.Time  `json:"changedAt"`
	ChangedBy   string     `json:"changedBy"`
}

// Audiences are audiences, by name.
type Audiences struct {
	Items []Audience `json:"items" nullable:"false"`
}

// AudienceVersion is a condition that an audience had.
type AudienceVersion struct {
	Version int64     `json:"version"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
}

// AudienceVersions are the conditions of an audience, the newest first.
type AudienceVersions struct {
	Items []AudienceVersion `json:"items" nullable:"false"`
}

// Condition is a condition as text or as tree.
type Condition struct {
	Text string `json:"text,omitempty" maxLength:"20000" doc:"The condition as text; when it is empty, the tree is meant" example:"orders.last(days(90)).count() >= 2"`
	Tree any    `json:"tree,omitempty" doc:"The condition as a tree: exactly one of all, any, not and is"`
}

// node gives the tree; nil when there is none. Errors: lang.Faults.
func nodeOf(tree any) (*lang.Node, error) {
	if tree == nil {
		return nil, nil
	}
	raw, err := json.Marshal(tree)
	if err != nil {
		return nil, regulars.Invalid("tree", "json", "the tree cannot be read")
	}
	n, err := lang.Decode(raw)
	return &n, err
}

type listAudiences struct {
	Archived bool `query:"archived" doc:"Those that were put away instead"`
}

type createAudience struct {
	Body struct {
		Name        string `json:"name" maxLength:"200" doc:"1 to 80 characters, unique whatever the case" example:"Slipping away"`
		Description string `json:"description,omitempty" maxLength:"2000" doc:"At most 600 characters"`
		Condition
	}
}

// number gives the number that an id is; 0, which nothing has, for what is none.
func number(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

type changeAudience struct {
	api.ByID
	Body struct {
		Name        *string `json:"name,omitempty" maxLength:"200"`
		Description *string `json:"description,omitempty" maxLength:"2000"`
		Text        *string `json:"text,omitempty" maxLength:"20000"`
		Tree        any     `json:"tree,omitempty" doc:"As of making one"`
		Archived    *bool   `json:"archived,omitempty" doc:"Put away, or taken back"`
	}
}

func (r *routes) definitions(a *api.API) {
	conflict := []regulars.Code{regulars.ErrConflict}
	api.Handle(a, api.Op{ID: "list-audiences", Method: "GET", Path: "/audiences", Needs: mayRead, Tag: tag, Summary: "List audiences"}, r.list)
	api.Handle(a, api.Op{ID: "create-audience", Method: "POST", Path: "/audiences", Needs: mayWrite, Tag: tag, Summary: "Make an audience",
		Status: http.StatusCreated, Fails: conflict, Description: "Its members are found in the background. Who belongs then was there from the first: no event tells of it."}, r.create)
	api.Handle(a, api.Op{ID: "get-audience", Method: "GET", Path: "/audiences/{id}", Needs: mayRead, Tag: tag, Summary: "Get an audience"},
		func(ctx context.Context, in *api.ByID) (Audience, error) { return r.get(ctx, number(in.ID)) })
	api.Handle(a, api.Op{ID: "change-audience", Method: "PATCH", Path: "/audiences/{id}", Needs: mayWrite, Tag: tag, Summary: "Change, rename, archive an audience",
		Fails: conflict, Description: "Under a new condition the members are found anew in the background; until then those of the one before stand. Audiences that ask about it follow."}, r.change)
	api.Do(a, api.Op{ID: "remove-audience", Method: "DELETE", Path: "/audiences/{id}", Needs: mayWrite, Tag: tag, Summary: "Remove an audience",
		Fails: conflict, Description: "Refused while others ask about it; the problem names them."},
		func(ctx context.Context, in *api.ByID) error { return r.Audiences.Remove(ctx, number(in.ID)) })
	api.Handle(a, api.Op{ID: "list-audience-versions", Method: "GET", Path: "/audiences/{id}/versions", Needs: mayRead, Tag: tag,
		Summary: "List the conditions that an audience had"}, r.versions)
}

func (r *routes) list(ctx context.Context, in *listAudiences) (Audiences, error) {
	list, err := r.Audiences.List(ctx, in.Archived)
	out := Audiences{Items: []Audience{}}
	for _, x := range list {
		out.Items = append(out.Items, audienceOf(x))
	}
	return out, err
}

func (r *routes) create(ctx context.Context, in *createAudience) (Audience, error) {
	tree, err := nodeOf(in.Body.Tree)
	if err != nil {
		return Audience{}, worded(err)
	}
	id, err := r.Audiences.Create(ctx, audience.Definition{Name: in.Body.Name, Description: in.Body.Description, Text: in.Body.Text, Tree: tree})
	if err != nil {
		return Audience{}, worded(err)
	}
	return r.get(ctx, id)
}

func (r *routes) change(ctx context.Context, in *changeAudience) (Audience, error) {
	b := in.Body
	tree, err := nodeOf(b.Tree)
	if err != nil {
		return Audience{}, worded(err)
	}
	if err := r.Audiences.Change(ctx, number(in.ID), audience.Change{Name: b.Name, Description: b.Description, Text: b.Text, Tree: tree, Archived: b.Archived}); err != nil {
		return Audience{}, worded(err)
	}
	return r.get(ctx, number(in.ID))
}

// get gives an audience with its condition in every form.
func (r *routes) get(ctx context.Context, id int64) (Audience, error) {
	x, err := r.Audiences.Get(ctx, id)
	if err != nil {
		return Audience{}, err
	}
	c, err := r.Audiences.Catalogue(ctx)
	if err != nil {
		return Audience{}, err
	}
	out := audienceOf(x)
	if e, err := c.Check(x.Text, nil); err == nil {
		out.Tree, out.English, out.Chinese = e.Node(), e.Describe(lang.English), e.Describe(lang.Chinese)
	}
	return out, nil
}

func (r *routes) versions(ctx context.Context, in *api.ByID) (AudienceVersions, error) {
	list, err := r.Audiences.Versions(ctx, number(in.ID))
	out := AudienceVersions{Items: []AudienceVersion{}}
	for _, v := range list {
		out.Items = append(out.Items, AudienceVersion{v.Version, v.Text, v.At, v.By})
	}
	return out, err
}

func audienceOf(x audience.Audience) Audience {
	return Audience{ID: strconv.FormatInt(x.ID, 10), Name: x.Name, Description: x.Description, Text: x.Text, Version: x.Version, Size: x.Size,
		State: string(x.State), AsOf: api.Time(x.AsOf), RankedAt: api.Time(x.RankedAt), Refers: x.Refers, ReferredBy: x.ReferredBy,
		CreatedAt: x.Created, CreatedBy: x.CreatedBy, ChangedAt: x.Changed, ChangedBy: x.ChangedBy}
}

// worded gives the faults of a condition as those of the input: each with its
// code and its place.
func worded(err error) error {
	var faults lang.Faults
	if !errors.As(err, &faults) {
		return err
	}
	var out regulars.Faults
	for _, f := range faults {
		field := "text"
		if f.Line == 0 {
			field = "tree"
			if f.Path != "" {
				field += "." + f.Path
			}
		}
		message := f.Message(lang.English)
		if f.Line > 0 {
			message = "line " + strconv.Itoa(f.Line) + ", column " + strconv.Itoa(f.Column) + ": " + message
		}
		out.Add(field, string(f.Code), message)
	}
	return out.Err()
}
