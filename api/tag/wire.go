package tagapi

import (
	"encoding/json"
	"strconv"
	"time"

	"regulars/api"
	"regulars/audience/lang"
	"regulars/tag"
)

// TagText is something that people read; where one language is empty the other
// stands for it.
type TagText struct {
	English string `json:"en,omitempty" maxLength:"2000"`
	Chinese string `json:"zh,omitempty" maxLength:"2000"`
}

// TagLabel is a value and what people call it.
type TagLabel struct {
	Value string  `json:"value" maxLength:"80" doc:"Small letters, digits and underscores, at most 40" example:"high"`
	Name  TagText `json:"name"`
}

// TagChoice is a value and the condition under which it holds.
type TagChoice struct {
	TagLabel
	When string `json:"when" maxLength:"20000" doc:"In the language of audiences" example:"orders.count() >= 3"`
}

// TagBand is the label of the numbers below a bound that no band before it has.
type TagBand struct {
	TagLabel
	Below string `json:"below,omitempty" maxLength:"40" doc:"A number; the last band has none"`
}

// TagPart is the label of hours, weekdays or months from one to another.
type TagPart struct {
	TagLabel
	From int `json:"from"`
	To   int `json:"to" doc:"Included; smaller than from, it goes over the end"`
}

// TagCell is the label of RFM scores within bounds, both included; 0 for no bound.
type TagCell struct {
	TagLabel
	R []int `json:"r,omitempty" minItems:"2" maxItems:"2"`
	F []int `json:"f,omitempty" minItems:"2" maxItems:"2"`
	M []int `json:"m,omitempty" minItems:"2" maxItems:"2"`
}

// TagRule is how a tag gets its values; each kind has its own members.
type TagRule struct {
	Kind      string      `json:"kind" enum:"rule,condition,metric,first,last,favourite,spread,rfm,import,manual"`
	Text      string      `json:"text,omitempty" maxLength:"20000" doc:"In the language of audiences: a condition (condition), what has a number (metric), a series of events (others)" example:"orders.last(days(90)).sum(amount)"`
	Per       string      `json:"per,omitempty" maxLength:"20000" doc:"What a metric is divided by"`
	Property  string      `json:"property,omitempty" maxLength:"200" doc:"What of the events is looked at; products.name and the like for the lines of orders; time for the day"`
	Take      string      `json:"take,omitempty" enum:"distinct,sum,max,avg" doc:"What a metric takes of the lines of orders"`
	Bands     []TagBand   `json:"bands,omitempty" maxItems:"25"`
	Choices   []TagChoice `json:"choices,omitempty" maxItems:"24" doc:"The first that holds gives the value"`
	Otherwise *TagLabel   `json:"otherwise,omitempty"`
	Top       int         `json:"top,omitempty" minimum:"0" maximum:"10" doc:"How many favourites"`
	Least     int         `json:"least,omitempty" minimum:"0" maximum:"10000" doc:"How many events there must be"`
	By        string      `json:"by,omitempty" enum:"hour,weekday,month"`
	Parts     []TagPart   `json:"parts,omitempty" maxItems:"25"`
	Share     int         `json:"share,omitempty" minimum:"0" maximum:"100" doc:"Percentage of the events that the largest part must have"`
	Cells     []TagCell   `json:"cells,omitempty" maxItems:"25"`
	Values    []TagLabel  `json:"values,omitempty" maxItems:"25" doc:"What may be said; without any, any text"`
	Of        string      `json:"of,omitempty" enum:"text,number,bool" doc:"What is said (manual, import)"`
}

// TagDefinition is what people say of a tag.
type TagDefinition struct {
	Key         string  `json:"key" maxLength:"80" doc:"Its name in conditions, behind tag. It never changes" example:"price_sensitivity"`
	Name        TagText `json:"name"`
	Description TagText `json:"description,omitzero"`
	Category    string  `json:"category" enum:"profile,lifecycle,value,frequency,basket,price,preference,time,channel,engagement,service,feedback,advocacy,occasion,contact,other"`
	Owner       string  `json:"owner" maxLength:"200" doc:"Who answers for it"`
	Purpose     TagText `json:"purpose" doc:"What it is for"`
	Basis       string  `json:"basis" enum:"consent,contract,legal_obligation,legitimate_interest" doc:"By what right it is kept"`
	Freshness   string  `json:"freshness" enum:"live,daily,weekly" doc:"How often it is worked out; live within seconds of what a customer does"`
	Zone        string  `json:"zone" enum:"workspace,customer" doc:"Whose clock a spread goes by"`
	Portrait    bool    `json:"portrait" doc:"Whether it counts towards the coverage of the portrait"`
	Enabled     bool    `json:"enabled"`
	Rule        TagRule `json:"rule"`
}

// Tag is a tag and how it stands.
type Tag struct {
	ID string `json:"id"`
	TagDefinition
	Version   int64      `json:"version"`
	State     string     `json:"state" enum:"ready,waiting,stale,broken,off" doc:"Ready: as fresh as it should be. Waiting: being found, or of the definition before. Stale: not worked out for too long. Broken: it speaks of what was not met yet, or is there no more. Off: not enabled"`
	AsOf      *time.Time `json:"asOf,omitempty" doc:"When it was worked out of everybody; missing for never"`
	Values    string     `json:"values" enum:"number,text,bool,date,texts" doc:"What sort of values it has"`
	English   string     `json:"english" doc:"What it comes to, in a sentence; empty while it is broken"`
	Chinese   string     `json:"chinese"`
	Known     int64      `json:"known" doc:"How many customers have it, as of the last run"`
	Customers int64      `json:"customers" doc:"Of how many"`
	Counts    *TagCounts `json:"counts,omitempty" doc:"How the values lie; only of a single tag"`
	ChangedAt *time.Time `json:"changedAt,omitempty"`
	ChangedBy string     `json:"changedBy"`
}

// TagCounts is how the values of a tag lie.
type TagCounts struct {
	Values []TagCount `json:"values" nullable:"false" doc:"The most frequent values; of numbers, bands by where they begin; of dates, months"`
	Other  int64      `json:"other"`
	Mean   float64    `json:"mean" doc:"Of numbers"`
	Least  float64    `json:"least"`
	Most   float64    `json:"most"`
}

// TagCount is how many customers have a value.
type TagCount struct {
	Value     string  `json:"value"`
	Name      TagText `json:"name"`
	Customers int64   `json:"customers"`
}

// Tags are all tags, by category.
type Tags struct {
	Items []Tag `json:"items" nullable:"false"`
}

// TagVersion is a definition that a tag had.
type TagVersion struct {
	Version    int64         `json:"version"`
	Definition TagDefinition `json:"definition"`
	At         *time.Time    `json:"at"`
	By         string        `json:"by"`
}

// TagVersions are the definitions of a tag, the newest first.
type TagVersions struct {
	Items []TagVersion `json:"items" nullable:"false"`
}

// PortraitRun is how much of the portrait was known at a run.
type PortraitRun struct {
	AsOf      *time.Time `json:"asOf"`
	RunAt     *time.Time `json:"runAt"`
	Customers int64      `json:"customers"`
	Portrait  int        `json:"portrait" doc:"How many tags count"`
	Coverage  float64    `json:"coverage" doc:"Mean over the customers of the share of those tags that is known, 0 to 1"`
}

// PortraitRuns are the runs, the newest first.
type PortraitRuns struct {
	Items []PortraitRun `json:"items" nullable:"false"`
}

// CustomerTag is a tag of a customer.
type CustomerTag struct {
	ID       string     `json:"id"`
	Key      string     `json:"key"`
	Name     TagText    `json:"name"`
	Category string     `json:"category"`
	Kind     string     `json:"kind"`
	Value    string     `json:"value" doc:"Numbers, true and false as texts; several favourites with commas between"`
	Label    TagText    `json:"label" doc:"What people call the value"`
	Since    *time.Time `json:"since,omitempty" doc:"Only of what was said"`
	Until    *time.Time `json:"until,omitempty"`
	By       string     `json:"by,omitempty"`
}

// CustomerTags are the tags of a customer, by category.
type CustomerTags struct {
	Items    []CustomerTag `json:"items" nullable:"false"`
	Coverage float64       `json:"coverage" doc:"Share of the portrait's tags that is known of this customer, 0 to 1"`
}

// TagSaying is what is said of one customer.
type TagSaying struct {
	Customer string     `json:"customer" maxLength:"40" doc:"The customer's id"`
	Value    string     `json:"value" maxLength:"400"`
	Until    *time.Time `json:"until,omitempty" doc:"When it ends; without it, never"`
}

// TagsRun is a run in the background.
type TagsRun struct {
	Job string `json:"job" doc:"The job's id"`
}

// TagsSaid says what came of saying tags.
type TagsSaid struct {
	Rows    int64 `json:"rows"`
	Said    int64 `json:"said"`
	Unknown int64 `json:"unknown" doc:"How many of those named are no customers"`
}

// turn makes one of two types that are the same in JSON of the other.
func turn[To any](from any) (to To, err error) {
	raw, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(raw, &to)
	}
	return to, err
}

func kindName(k lang.Kind) string {
	return map[lang.Kind]string{lang.KindNumber: "number", lang.KindText: "text", lang.KindBool: "bool", lang.KindDate: "date", lang.KindTexts: "texts"}[k]
}

func tagOf(s tag.Standing, counts bool) (Tag, error) {
	d, err := turn[TagDefinition](s.Definition)
	out := Tag{ID: strconv.FormatInt(s.ID, 10), TagDefinition: d, Version: s.Version, State: string(s.State), AsOf: api.Time(s.AsOf), Values: kindName(s.Kind),
		English: s.English, Chinese: s.Chinese, Known: s.Counts.Known, Customers: s.Counts.Customers, ChangedAt: api.Time(s.Changed), ChangedBy: s.ChangedBy}
	if counts {
		out.Counts = countsOf(s)
	}
	return out, err
}

func countsOf(s tag.Standing) *TagCounts {
	c := s.Counts
	whole := func(n lang.Number) float64 { return float64(n) / float64(lang.One) }
	out := &TagCounts{Values: []TagCount{}, Other: c.Other, Mean: c.Mean, Least: whole(c.Least), Most: whole(c.Most)}
	for _, v := range c.Values {
		out.Values = append(out.Values, TagCount{v.Value, TagText(s.Rule.Name(v.Value)), v.N})
	}
	return out
}
