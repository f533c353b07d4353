package tag

import (
	"encoding/json"
	"regexp"
	"unicode/utf8"

	"regulars/audience/lang"
)

// Text is something that people read, in both languages. Where one is empty, the
// other stands for it.
type Text struct {
	English string `json:"en,omitempty"`
	Chinese string `json:"zh,omitempty"`
}

// In gives the text in a language.
func (t Text) In(l lang.Language) string {
	if l == lang.Chinese && t.Chinese != "" || t.English == "" {
		return t.Chinese
	}
	return t.English
}

// Definition is what people say of a tag.
type Definition struct {
	// Key names the tag in conditions, as tag.key: small letters, digits and
	// underscores, 1 to 40, a letter first. It never changes.
	Key         string `json:"key"`
	Name        Text   `json:"name"`
	Description Text   `json:"description"`
	// Category groups tags; Owner says who answers for it.
	Category Category `json:"category"`
	Owner    string   `json:"owner"`
	// Purpose says what it is for, Basis by what right it is kept.
	Purpose   Text      `json:"purpose"`
	Basis     Basis     `json:"basis"`
	Freshness Freshness `json:"freshness"`
	// Zone is whose clock and calendar [Spread] goes by. Anniversaries always go
	// by the customer's, all else by the workspace's.
	Zone Zone `json:"zone"`
	// Portrait says that it counts towards the coverage of the portrait.
	Portrait bool `json:"portrait"`
	Enabled  bool `json:"enabled"`
	Rule     Rule `json:"rule"`
}

// Category is a group of tags.
type Category string

// Categories are the categories there are, in the order in which people see them.
var Categories = []Category{"profile", "lifecycle", "value", "frequency", "basket", "price", "preference", "time",
	"channel", "engagement", "service", "feedback", "advocacy", "occasion", "contact", "other"}

// Basis is the lawful basis on which a tag is kept (GDPR, article 6; China's
// PIPL, article 13).
type Basis string

// Bases are the bases there are.
var Bases = []Basis{"consent", "contract", "legal_obligation", "legitimate_interest"}

// Freshness says how often a tag is worked out.
type Freshness string

// The freshnesses.
const (
	Live   Freshness = "live"   // within seconds of what the customer does, and nightly
	Daily  Freshness = "daily"  // nightly
	Weekly Freshness = "weekly" // at the first night after a week
)

// Zone says whose time a tag goes by.
type Zone string

// The zones.
const (
	WorkspaceZone Zone = "workspace"
	CustomerZone  Zone = "customer"
)

// Kind says how a tag gets its values.
type Kind string

// The kinds.
const (
	Choice    Kind = "rule"      // the value of the first choice that holds
	Condition Kind = "condition" // whether a condition holds
	Metric    Kind = "metric"    // a number, or the band in which it lies
	First     Kind = "first"     // a property of the first event of a series
	Last      Kind = "last"      // a property of the last one
	Favourite Kind = "favourite" // the most frequent values of a property
	Spread    Kind = "spread"    // the part of the day, week or year in which most events lie
	RFM       Kind = "rfm"       // where the scores for recency, frequency and amount lie
	Import    Kind = "import"    // what a file or a program said
	Manual    Kind = "manual"    // what a person said
)

// Rule is how a tag gets its values. Which members a kind has its comment says.
type Rule struct {
	Kind Kind `json:"kind"`
	// Text is in the language of audiences: a condition; what has a value
	// (Metric); a series of events (First, Last, Favourite, Spread, and Metric
	// with Property).
	Text string `json:"text,omitempty"`
	// Per divides a Metric: another text that has a number.
	Per string `json:"per,omitempty"`
	// Property is what of the events is looked at, or products.name for the
	// lines of orders; "time" for the day (First, Last).
	Property string `json:"property,omitempty"`
	// Take is what a Metric takes of Property: distinct, sum, max, avg.
	Take string `json:"take,omitempty"`
	// Bands label a Metric's numbers, rising; without any the number is the value.
	Bands []Band `json:"bands,omitempty"`
	// Choices are tried in their order (Choice).
	Choices []Option `json:"choices,omitempty"`
	// Otherwise is the value when nothing holds; nil for none (Choice, Spread, RFM).
	Otherwise *Label `json:"otherwise,omitempty"`
	// Top is how many favourites are kept, 1 to 10; with 1 the value is a text.
	Top int `json:"top,omitempty"`
	// Least is how many events there must be (Favourite, Spread).
	Least int `json:"least,omitempty"`
	// By is hour, weekday (1 is Monday) or month, Parts what is told apart, Share
	// the percentage of events that the largest part must have (Spread).
	By    string `json:"by,omitempty"`
	Parts []Part `json:"parts,omitempty"`
	Share int    `json:"share,omitempty"`
	// Cells are tried in their order (RFM).
	Cells []Cell `json:"cells,omitempty"`
	// Values are what may be said (Manual, Import); without any, any text.
	Values []Label `json:"values,omitempty"`
	// Of is the kind of value that may be said: text, number or bool.
	Of string `json:"of,omitempty"`
}

// Label is a value and what people call it.
type Label struct {
	Value string `json:"value"`
	Name  Text   `json:"name"`
}

// Option is a value and the condition under which it holds.
type Option struct {
	Label
	When string `json:"when"`
}

// Band is the label of the numbers below a bound that no earlier band has; the
// last has no bound.
type Band struct {
	Label
	Below string `json:"below,omitempty"` // a number
}

// Part is the label of the hours, weekdays or months from one to another, both
// included; from a later to an earlier one it goes over the end.
type Part struct {
	Label
	From int `json:"from"`
	To   int `json:"to"`
}

// Cell is the label of scores within bounds, both included; 0 for no bound.
type Cell struct {
	Label
	R [2]int `json:"r"`
	F [2]int `json:"f"`
	M [2]int `json:"m"`
}

const (
	// mostTags bounds what every customer may have to be held against.
	mostTags = 1000
	// MostChoices is how many values a rule may tell apart.
	MostChoices = 24
	mostName    = 80
	mostText    = 600
)

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
var valueForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_]{0,39}$`)

// labels gives every value that a rule itself names, in order.
func (r *Rule) labels() (out []Label) {
	for _, x := range r.Choices {
		out = append(out, x.Label)
	}
	for _, x := range r.Bands {
		out = append(out, x.Label)
	}
	for _, x := range r.Parts {
		out = append(out, x.Label)
	}
	for _, x := range r.Cells {
		out = append(out, x.Label)
	}
	out = append(out, r.Values...)
	if r.Otherwise != nil {
		out = append(out, *r.Otherwise)
	}
	return out
}

// given reports whether values are records and not worked out.
func (r *Rule) given() bool { return r.Kind == Manual || r.Kind == Import }

// JSON gives the definition as it is kept.
func (d *Definition) json() string {
	raw, err := json.Marshal(d)
	if err != nil {
		panic(err) // texts, numbers and lists of them
	}
	return string(raw)
}

func short(s string, most int) bool { return utf8.RuneCountInString(s) <= most && utf8.ValidString(s) }
