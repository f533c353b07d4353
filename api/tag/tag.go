package tagapi

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/audience/lang"
	"regulars/customer/identity"
	"regulars/tag"
)

// Deps is what the operations work with.
type Deps struct {
	Tags *tag.Tags
	// Region is of telephone numbers that name no country.
	Region string
	// Scratch is a folder for files on their way; "" for the system's.
	Scratch string
	// StartRun works everybody out in the background and gives the job's id.
	StartRun func(ctx context.Context) (int64, error)
}

type routes struct{ Deps }

const (
	mayRead  regulars.Permission = "customers:read"
	maySay   regulars.Permission = "customers:write"
	mayWrite regulars.Permission = "tags:write"
	group                        = "Tags"
	// mostFile bounds an uploaded file.
	mostFile = 200 << 20
)

// Register declares the operations.
func Register(a *api.API, d Deps) {
	r := &routes{d}
	r.definitions(a)
	r.values(a)
}

type none struct{}

type writeTag struct {
	Body TagDefinition
}

type changeTag struct {
	api.ByID
	Body struct {
		TagDefinition
		Version int64 `json:"version,omitempty" minimum:"0" doc:"The version that was changed; 0 for any"`
	}
}

type listRuns struct {
	Limit int `query:"limit" minimum:"1" maximum:"500" default:"90"`
}

// number gives the number that an id is; 0, which nothing has, for what is none.
func number(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (r *routes) definitions(a *api.API) {
	conflict := []regulars.Code{regulars.ErrConflict}
	api.Handle(a, api.Op{ID: "list-tags", Method: "GET", Path: "/tags", Needs: mayRead, Tag: group, Summary: "List tags", Description: "By category."}, r.list)
	api.Handle(a, api.Op{ID: "create-tag", Method: "POST", Path: "/tags", Needs: mayWrite, Tag: group, Summary: "Make a tag", Status: http.StatusCreated, Fails: conflict,
		Description: "It is worked out of everybody in the background."}, func(ctx context.Context, in *writeTag) (Tag, error) {
		d, err := turn[tag.Definition](in.Body)
		if err != nil {
			return Tag{}, regulars.Invalid("rule", "json", "the rule cannot be read")
		}
		id, err := r.Tags.Create(ctx, d)
		if err != nil {
			return Tag{}, worded(err)
		}
		return r.get(ctx, id)
	})
	api.Handle(a, api.Op{ID: "get-tag", Method: "GET", Path: "/tags/{id}", Needs: mayRead, Tag: group, Summary: "Get a tag with how its values lie"},
		func(ctx context.Context, in *api.ByID) (Tag, error) { return r.get(ctx, number(in.ID)) })
	api.Handle(a, api.Op{ID: "change-tag", Method: "PUT", Path: "/tags/{id}", Needs: mayWrite, Tag: group, Summary: "Give a tag another definition", Fails: conflict,
		Description: "Key and kind stay. Until everybody is worked out, the values of the definition before are shown."}, r.change)
	api.Do(a, api.Op{ID: "remove-tag", Method: "DELETE", Path: "/tags/{id}", Needs: mayWrite, Tag: group, Summary: "Remove a tag and its values", Fails: conflict,
		Description: "Refused while audiences ask about it; the problem names them."},
		func(ctx context.Context, in *api.ByID) error { return r.Tags.Remove(ctx, number(in.ID)) })
	api.Handle(a, api.Op{ID: "list-tag-versions", Method: "GET", Path: "/tags/{id}/versions", Needs: mayRead, Tag: group, Summary: "List the definitions that a tag had"}, r.versions)
	api.Handle(a, api.Op{ID: "list-portrait-coverage", Method: "GET", Path: "/portrait/coverage", Needs: mayRead, Tag: group,
		Summary: "How much of the portrait was known, run by run"}, r.coverage)
	api.Handle(a, api.Op{ID: "run-tags", Method: "POST", Path: "/tags/run", Needs: mayWrite, Tag: group, Summary: "Work all tags of everybody out", Status: http.StatusAccepted},
		func(ctx context.Context, _ *none) (TagsRun, error) {
			id, err := r.StartRun(ctx)
			return TagsRun{strconv.FormatInt(id, 10)}, err
		})
}

func (r *routes) list(ctx context.Context, _ *none) (Tags, error) {
	list, err := r.Tags.List(ctx)
	out := Tags{Items: []Tag{}}
	for _, s := range list {
		t, err := tagOf(s, false)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, t)
	}
	return out, err
}

func (r *routes) get(ctx context.Context, id int64) (Tag, error) {
	s, err := r.Tags.Get(ctx, id)
	if err != nil {
		return Tag{}, err
	}
	return tagOf(s, true)
}

func (r *routes) change(ctx context.Context, in *changeTag) (Tag, error) {
	d, err := turn[tag.Definition](in.Body.TagDefinition)
	if err != nil {
		return Tag{}, regulars.Invalid("rule", "json", "the rule cannot be read")
	}
	if err := r.Tags.Change(ctx, number(in.ID), in.Body.Version, d); err != nil {
		return Tag{}, worded(err)
	}
	return r.get(ctx, number(in.ID))
}

func (r *routes) versions(ctx context.Context, in *api.ByID) (TagVersions, error) {
	list, err := r.Tags.Versions(ctx, number(in.ID))
	out := TagVersions{Items: []TagVersion{}}
	for _, v := range list {
		d, err := turn[TagDefinition](v.Definition)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, TagVersion{v.Version, d, api.Time(v.At), v.By})
	}
	return out, err
}

func (r *routes) coverage(ctx context.Context, in *listRuns) (PortraitRuns, error) {
	list, err := r.Tags.Coverage(ctx, in.Limit)
	out := PortraitRuns{Items: []PortraitRun{}}
	for _, x := range list {
		out.Items = append(out.Items, PortraitRun{api.Time(x.AsOf), api.Time(x.At), x.Customers, x.Summary.Portrait, x.Summary.Coverage})
	}
	return out, err
}

// worded gives the faults of a text of the language as those of the rule.
func worded(err error) error {
	var faults lang.Faults
	if !errors.As(err, &faults) {
		return err
	}
	var out regulars.Faults
	for _, f := range faults {
		out.Add("rule.text", string(f.Code), "line "+strconv.Itoa(max(1, f.Line))+", column "+strconv.Itoa(max(1, f.Column))+": "+f.Message(lang.English))
	}
	return out.Err()
}

type sayTags struct {
	api.ByID
	Body struct {
		Values []TagSaying `json:"values" minItems:"1" maxItems:"10000"`
	}
}

type sayOne struct {
	ID   string `path:"id" maxLength:"64"`
	Tag  string `path:"tag" maxLength:"64"`
	Body struct {
		Value string     `json:"value" maxLength:"400" doc:"One of the tag's values, a text, a number, true or false"`
		Until *time.Time `json:"until,omitempty" doc:"When it ends; without it, never"`
	}
}

type unsayOne struct {
	ID  string `path:"id" maxLength:"64"`
	Tag string `path:"tag" maxLength:"64"`
}

func (r *routes) values(a *api.API) {
	api.Handle(a, api.Op{ID: "list-customer-tags", Method: "GET", Path: "/customers/{id}/tags", Needs: mayRead, Tag: group, Summary: "List the tags of a customer"},
		func(ctx context.Context, in *api.ByID) (CustomerTags, error) { return r.of(ctx, number(in.ID)) })
	api.Handle(a, api.Op{ID: "set-customer-tag", Method: "PUT", Path: "/customers/{id}/tags/{tag}", Needs: maySay, Tag: group, Summary: "Give a customer a tag",
		Description: "Of the kind manual; one of the kind import needs tags:write."}, func(ctx context.Context, in *sayOne) (CustomerTags, error) {
		s := tag.Said{Customer: number(in.ID), Value: in.Body.Value, Until: until(in.Body.Until)}
		unknown, err := r.Tags.Say(ctx, number(in.Tag), []tag.Said{s})
		if err == nil && unknown > 0 {
			err = regulars.NotFound("customer")
		}
		if err != nil {
			return CustomerTags{}, err
		}
		return r.of(ctx, number(in.ID))
	})
	api.Do(a, api.Op{ID: "remove-customer-tag", Method: "DELETE", Path: "/customers/{id}/tags/{tag}", Needs: maySay, Tag: group, Summary: "Take a tag from a customer"},
		func(ctx context.Context, in *unsayOne) error { return r.Tags.Unsay(ctx, number(in.Tag), number(in.ID)) })
	api.Handle(a, api.Op{ID: "set-tag-values", Method: "POST", Path: "/tags/{id}/values", Needs: mayWrite, Tag: group, Summary: "Give many customers a tag",
		Description: "All or, when anything is refused, nobody."}, r.say)
	api.Upload(a, api.Op{ID: "import-tag-values", Method: "POST", Path: "/tags/{id}/import", Needs: mayWrite, Tag: group, Summary: "Give customers a tag from a file",
		Description: "CSV, also gzipped: a heading, then whom it is said of and the value. Refused as a whole, with the rows, when a value is none of the tag's.", MaxBody: mostFile},
		map[string]string{"kind": "What names the customers: user_id, email, phone, card …; empty for their ids. Before the file", "file": "The file"}, r.upload)
}

func until(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func (r *routes) of(ctx context.Context, n int64) (CustomerTags, error) {
	out := CustomerTags{Items: []CustomerTag{}}
	list, err := r.Tags.Of(ctx, n)
	if err != nil {
		return out, err
	}
	if out.Coverage, err = r.Tags.Known(ctx, list); err != nil {
		return out, err
	}
	for _, h := range list {
		out.Items = append(out.Items, CustomerTag{ID: strconv.FormatInt(h.ID, 10), Key: h.Key, Name: TagText(h.Name), Category: string(h.Category),
			Kind: string(h.Rule.Kind), Value: h.Text(), Label: TagText(h.Label()), Since: api.Time(h.Since), Until: api.Time(h.Until), By: h.By})
	}
	return out, nil
}

func (r *routes) say(ctx context.Context, in *sayTags) (TagsSaid, error) {
	list := make([]tag.Said, len(in.Body.Values))
	for i, v := range in.Body.Values {
		list[i] = tag.Said{Customer: number(v.Customer), Value: v.Value, Until: until(v.Until)}
	}
	unknown, err := r.Tags.Say(ctx, number(in.ID), list)
	return TagsSaid{int64(len(list)), int64(len(list) - unknown), int64(unknown)}, err
}

func (r *routes) upload(ctx context.Context, in *api.ByID, form *multipart.Reader) (TagsSaid, error) {
	kind := ""
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return TagsSaid{}, regulars.Invalid("file", "required", "send the file in the field file")
		}
		if err != nil {
			return TagsSaid{}, broken(err)
		}
		switch part.FormName() {
		case "kind":
			b, err := io.ReadAll(io.LimitReader(part, 40))
			if err != nil {
				return TagsSaid{}, broken(err)
			}
			kind = string(b)
		case "file":
			return r.file(ctx, number(in.ID), identity.Kind(kind), part)
		}
	}
}

// file keeps a file for as long as it is read.
func (r *routes) file(ctx context.Context, id int64, kind identity.Kind, from io.Reader) (TagsSaid, error) {
	f, err := os.CreateTemp(r.Scratch, "tags-*.csv")
	if err != nil {
		return TagsSaid{}, err
	}
	defer os.Remove(f.Name())
	_, err = io.Copy(f, from)
	if err = errors.Join(err, f.Close()); err != nil {
		return TagsSaid{}, broken(err)
	}
	said, err := r.Tags.SayFile(ctx, id, f.Name(), kind, r.Region)
	return TagsSaid{said.Rows, said.Said, said.Unknown}, err
}

// broken says that the form cannot be read, unless something more exact is known.
func broken(err error) error {
	var coded *regulars.Error
	if errors.As(err, &coded) {
		return err
	}
	return &regulars.Error{Code: regulars.ErrInvalid, Field: "file", Reason: "form", Message: "the form cannot be read", Err: err}
}
