package audienceapi

import (
	"context"
	"errors"
	"strconv"
	"time"

	"regulars/api"
	"regulars/audience"
	"regulars/audience/lang"
)

// AudienceField is something that is known of a customer.
type AudienceField struct {
	Name    string   `json:"name" doc:"As conditions say it"`
	Kind    string   `json:"kind" enum:"number,text,bool,date,time,texts"`
	Values  []string `json:"values" doc:"All that a text can be; empty for any"`
	English string   `json:"english"`
	Chinese string   `json:"chinese"`
	Met     int64    `json:"met" doc:"About how often it was told; 0 for what regulars knows itself"`
}

// AudienceEvent is a kind of event.
type AudienceEvent struct {
	Word       string          `json:"word" doc:"As conditions say it"`
	Also       []string        `json:"also" doc:"Other words for the same"`
	English    string          `json:"english"`
	Chinese    string          `json:"chinese"`
	Met        int64           `json:"met" doc:"How often it was met; 0 also for page and screen views, which are not counted"`
	Properties []AudienceField `json:"properties"`
}

// AudienceCatalogue is what a condition may speak of.
type AudienceCatalogue struct {
	Zone      string          `json:"zone"`
	Currency  string          `json:"currency"`
	Fields    []AudienceField `json:"fields" nullable:"false"`
	Events    []AudienceEvent `json:"events" nullable:"false"`
	Audiences []string        `json:"audiences" nullable:"false"`
	Lists     []string        `json:"lists" nullable:"false"`
}

// AudienceFault is one fault of a condition.
type AudienceFault struct {
	Code    string `json:"code"`
	Offset  int    `json:"offset" doc:"In characters, from 0; 0 in a tree"`
	Length  int    `json:"length"`
	Line    int    `json:"line" doc:"From 1; 0 in a tree"`
	Column  int    `json:"column"`
	Path    string `json:"path" doc:"Where in the tree"`
	Suggest string `json:"suggest" doc:"The nearest word, or empty"`
	English string `json:"english"`
	Chinese string `json:"chinese"`
}

// CheckedCondition is a condition in every form, or what is wrong with it.
type CheckedCondition struct {
	Valid     bool            `json:"valid"`
	Text      string          `json:"text" doc:"In its one form"`
	Tree      any             `json:"tree,omitempty" doc:"In its one form"`
	English   string          `json:"english"`
	Chinese   string          `json:"chinese"`
	Scheduled bool            `json:"scheduled" doc:"Whether it asks for ranks, which are worked out once a night"`
	ByTime    bool            `json:"byTime" doc:"Whether time alone can change the answer"`
	Faults    []AudienceFault `json:"faults" nullable:"false"`
}

// AudienceEstimate tells about how many a condition holds for.
type AudienceEstimate struct {
	Matching  int64             `json:"matching"`
	Low       int64             `json:"low" doc:"With 95 % probability there are no fewer"`
	High      int64             `json:"high" doc:"With 95 % probability there are no more"`
	Customers int64             `json:"customers" doc:"How many there are in all"`
	Looked    int64             `json:"looked" doc:"Of how many it was found out"`
	Exact     bool              `json:"exact" doc:"Everybody was looked at"`
	Unranked  bool              `json:"unranked" doc:"It asks for a rank that is worked out only once an audience uses it: nobody counts as being in it"`
	AsOf      time.Time         `json:"asOf"`
	Examples  []AudienceExample `json:"examples" nullable:"false"`
}

// AudienceExample is a customer for whom it holds, and why.
type AudienceExample struct {
	Customer string           `json:"customer"`
	Name     string           `json:"name" doc:"Empty when it is not known"`
	Reasons  []AudienceReason `json:"reasons" nullable:"false"`
}

// AudienceReason tells of one condition whether it holds, and what was found.
type AudienceReason struct {
	Path      string `json:"path" doc:"Where it stands in the tree"`
	Holds     bool   `json:"holds"`
	Condition string `json:"condition" doc:"As a sentence"`
	Found     string `json:"found" doc:"What the customer has"`
}

type checkCondition struct{ Body Condition }

type estimateCondition struct {
	Body struct {
		Condition
		Language string `json:"language,omitempty" enum:"en,zh" default:"en" doc:"Of the reasons"`
		Examples int    `json:"examples,omitempty" minimum:"0" maximum:"50" default:"10"`
	}
}

type none struct{}

func (r *routes) editor(a *api.API) {
	api.Handle(a, api.Op{ID: "get-audience-catalogue", Method: "GET", Path: "/audiences/catalogue", Needs: mayRead, Tag: tag,
		Summary: "What a condition may speak of"}, r.catalogue)
	api.Handle(a, api.Op{ID: "check-condition", Method: "POST", Path: "/audiences/check", Needs: mayRead, Tag: tag,
		Summary:     "Check a condition and give it as text, tree and sentence",
		Description: "Faults are part of the answer, each with its place, a code and words in both languages. Nothing is evaluated."}, r.check)
	api.Handle(a, api.Op{ID: "estimate-condition", Method: "POST", Path: "/audiences/estimate", Needs: mayRead, Tag: tag,
		Summary:     "Tell about how many customers a condition holds for, and why for some",
		Description: "It looks at a random sample, the same each time, and answers in less than a second."}, r.estimate)
}

var kindWords = map[lang.Kind]string{lang.KindNumber: "number", lang.KindText: "text", lang.KindBool: "bool", lang.KindDate: "date",
	lang.KindTime: "time", lang.KindTexts: "texts"}

func (r *routes) catalogue(ctx context.Context, _ *none) (AudienceCatalogue, error) {
	c, err := r.Audiences.Catalogue(ctx)
	if err != nil {
		return AudienceCatalogue{}, err
	}
	out := AudienceCatalogue{Zone: c.Zone.String(), Currency: c.Currency, Audiences: c.Audiences, Lists: c.Lists}
	for _, f := range c.Catalogue.Fields {
		out.Fields = append(out.Fields, AudienceField{f.Name, kindWords[f.Kind], f.Values, or(f.English, f.Name), or(f.Chinese, f.Name), c.Fields[f.Name]})
	}
	for _, e := range c.Catalogue.Events {
		event := AudienceEvent{Word: e.Word, Also: e.Also, English: or(e.English, e.Word), Chinese: or(e.Chinese, e.Word), Met: c.Events[e.Word]}
		for _, p := range e.Properties {
			event.Properties = append(event.Properties,
				AudienceField{p.Name, kindWords[p.Kind], p.Values, or(p.English, p.Name), or(p.Chinese, p.Name), c.Properties[e.Word][p.Name]})
		}
		out.Events = append(out.Events, event)
	}
	return out, nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (r *routes) check(ctx context.Context, in *checkCondition) (CheckedCondition, error) {
	c, err := r.Audiences.Catalogue(ctx)
	if err != nil {
		return CheckedCondition{}, err
	}
	tree, err := nodeOf(in.Body.Tree)
	var x *lang.Expression
	if err == nil {
		x, err = c.Check(in.Body.Text, tree)
	}
	var faults lang.Faults
	if errors.As(err, &faults) {
		out := CheckedCondition{}
		for _, f := range faults {
			out.Faults = append(out.Faults, AudienceFault{string(f.Code), f.Offset, f.Length, f.Line, f.Column, f.Path, f.Suggest,
				f.Message(lang.English), f.Message(lang.Chinese)})
		}
		return out, nil
	}
	if err != nil {
		return CheckedCondition{}, err
	}
	needs := x.Needs()
	return CheckedCondition{Valid: true, Text: x.String(), Tree: x.Node(), English: x.Describe(lang.English), Chinese: x.Describe(lang.Chinese),
		Scheduled: needs.Scheduled(), ByTime: needs.ByTime}, nil
}

func (r *routes) estimate(ctx context.Context, in *estimateCondition) (AudienceEstimate, error) {
	tree, err := nodeOf(in.Body.Tree)
	if err != nil {
		return AudienceEstimate{}, worded(err)
	}
	e, err := r.Audiences.Estimate(ctx, in.Body.Text, tree, lang.Language(in.Body.Language), in.Body.Examples)
	if err != nil {
		return AudienceEstimate{}, worded(err)
	}
	return estimateOf(e), nil
}

func estimateOf(e audience.Estimate) AudienceEstimate {
	out := AudienceEstimate{Matching: e.Matching, Low: e.Low, High: e.High, Customers: e.Customers, Looked: e.Looked, Exact: e.Exact,
		Unranked: e.Unranked, AsOf: e.AsOf}
	for _, x := range e.Examples {
		example := AudienceExample{Customer: strconv.FormatInt(x.Customer, 10), Name: x.Name}
		for _, reason := range x.Reasons {
			example.Reasons = append(example.Reasons, AudienceReason(reason))
		}
		out.Examples = append(out.Examples, example)
	}
	return out
}
