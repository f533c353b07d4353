package lang

import (
	"slices"
	"time"

	"regulars"
)

// Catalogue is what an expression may speak of. It must not change while
// expressions of it are in use.
type Catalogue struct {
	// Zone is the workspace's: of calendar windows, days and dates.
	Zone *time.Location
	// Currency is the workspace's; amounts in another one count as missing.
	Currency string
	Fields   []Field
	Events   []Event
	// Audiences and Lists are names.
	Audiences, Lists []string
}

// Field is something that is known of a customer: a trait, a tag, a score, a
// level, a stage, a tier.
type Field struct {
	// Name stands in expressions: identifiers joined by dots, or any other
	// text, which is then written field("…").
	Name string
	Kind Kind
	// Values, when there are any, are all that a text can be.
	Values []string
	// English and Chinese are what people read; Name when empty.
	English, Chinese string
}

// Event is a kind of event.
type Event struct {
	// Word stands in expressions, as Field.Name does; others go as event("…").
	Word string
	// Also are other words for it, so that sentences read well: ordered for orders.
	Also []string
	// Type and Name are those of the events; Type "" is Track, Name "" any.
	Type       regulars.EventType
	Name       string
	Properties []Property
	// English and Chinese are what people read, in the plural; Word when empty.
	English, Chinese string
}

// Property is a property of an event.
type Property struct {
	Name string
	Kind Kind // KindNumber, KindText or KindBool
	// From says where it stands.
	From Source
	// Path is where in the body, for FromBody; Name when empty.
	Path             []string
	Values           []string // as in Field
	English, Chinese string
}

// Source says where a property stands in an event.
type Source int

// The sources.
const (
	FromBody    Source = iota // at Path in the body
	FromAmount                // the amount, a number of whole units of the workspace's currency
	FromOrder                 // the order it concerns, a text
	FromChannel               // the channel, a text
	FromName                  // the event's name, a text
	FromHour                  // the hour of its day in the workspace's zone, 0 to 23
	FromWeekday               // the day of its week there, 1 for Monday to 7
)

// Field gives the field of a name; nil when there is none.
func (c *Catalogue) Field(name string) *Field {
	for i := range c.Fields {
		if c.Fields[i].Name == name {
			return &c.Fields[i]
		}
	}
	return nil
}

// Event gives the event of a word, also of another word for it; nil when there
// is none.
func (c *Catalogue) Event(word string) *Event {
	for i := range c.Events {
		if e := &c.Events[i]; e.Word == word || slices.Contains(e.Also, word) {
			return e
		}
	}
	return nil
}

// Property gives the property of a name; nil when there is none.
func (e *Event) Property(name string) *Property {
	for i := range e.Properties {
		if e.Properties[i].Name == name {
			return &e.Properties[i]
		}
	}
	return nil
}

// BodyPath gives where a property stands in the body.
func (p *Property) BodyPath() []string {
	if len(p.Path) == 0 {
		return []string{p.Name}
	}
	return p.Path
}

func (c *Catalogue) fieldNames() (names []string) {
	for _, f := range c.Fields {
		names = append(names, f.Name)
	}
	return names
}

func (c *Catalogue) eventWords() (words []string) {
	for _, e := range c.Events {
		words = append(append(words, e.Word), e.Also...)
	}
	return words
}

func (e *Event) propertyNames() (names []string) {
	for _, p := range e.Properties {
		names = append(names, p.Name)
	}
	return names
}

// zone gives the workspace's zone; UTC when none is given.
func (c *Catalogue) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

// covers reports whether an event is of this kind.
func (e *Event) covers(x *regulars.Event) bool {
	return x.Type == e.EventType() && (e.Name == "" || x.Name == e.Name)
}

// EventType gives the type of the events.
func (e *Event) EventType() regulars.EventType {
	if e.Type == "" {
		return regulars.Track
	}
	return e.Type
}
