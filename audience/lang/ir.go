package lang

import (
	"encoding/json"
	"time"
)

// Node is a condition about a customer as a tree: what the console's builder
// edits, the API carries and the text of an expression stands for. Exactly one
// of the four is given; the zero Node holds for everybody.
type Node struct {
	All []Node     `json:"all,omitempty"` // all of them hold
	Any []Node     `json:"any,omitempty"` // at least one holds
	Not *Node      `json:"not,omitempty"` // it does not hold
	Is  *Condition `json:"is,omitempty"`
}

// Condition is one condition: about a field of the customer (inside of
// [Series.Where], a property of the event), about a series of events, or about
// belonging to a group.
type Condition struct {
	Field  string  `json:"field,omitempty"`
	Series *Series `json:"series,omitempty"`
	In     *Group  `json:"in,omitempty"`
	// Take says what of the field or series is looked at.
	Take Take `json:"take,omitempty"`
	// Property is what TakeSum, TakeAvg, TakeMin, TakeMax, TakeDistinct,
	// TakeFirst and TakeLast are of.
	Property string `json:"property,omitempty"`
	Op       Op     `json:"op,omitempty"`
	Value    Value  `json:"value,omitzero"`

	// Where it, its property and its value stand in the text; zero in a tree.
	at, propertyAt, valueAt span
}

// Take says what a condition looks at.
type Take string

// What can be looked at. TakeValue is of fields and properties; those from
// TakeHas to TakeThisMonth of fields; the others of series.
const (
	TakeValue     Take = ""
	TakeHas       Take = "has"         // there is a value; no operation
	TakeMonth     Take = "month"       // a date's month, 1 to 12
	TakeDay       Take = "day"         // a date's day of the month, 1 to 31
	TakeDaysAgo   Take = "daysAgo"     // civil days since a date or instant
	TakeToday     Take = "isToday"     // a date's anniversary is today; no operation
	TakeWithin    Take = "isWithin"    // it is today or in the next days; no operation, value a span
	TakeThisMonth Take = "isThisMonth" // it is in this month; no operation

	TakeExists       Take = "exists"   // there is an event; no operation
	TakeCount        Take = "count"    // how many events
	TakeDays         Take = "days"     // on how many civil days
	TakeSum          Take = "sum"      // of a property
	TakeAvg          Take = "avg"      // of the events that have the property
	TakeMin          Take = "min"      // of a property
	TakeMax          Take = "max"      // of a property
	TakeDistinct     Take = "distinct" // how many different values of a property
	TakeRecency      Take = "recency"  // the time since the last event
	TakeFirst        Take = "first"    // a property of the first event
	TakeLast         Take = "last"     // a property of the last event
	TakeFirstTime    Take = "firstTime"
	TakeLastTime     Take = "lastTime"
	TakeFirstDaysAgo Take = "firstDaysAgo"
	TakeLastDaysAgo  Take = "lastDaysAgo"
)

// Op compares what a condition looks at with its value.
type Op string

// The operations.
const (
	OpNone     Op = ""
	OpEq       Op = "=="
	OpNe       Op = "!="
	OpLess     Op = "<"
	OpAtMost   Op = "<="
	OpMore     Op = ">"
	OpAtLeast  Op = ">="
	OpIn       Op = "in"         // equals one of a list
	OpContains Op = "contains"   // a text has the value within
	OpStarts   Op = "startsWith" // a text begins with the value
	OpEnds     Op = "endsWith"   // a text ends with the value
	OpHolds    Op = "holds"      // a set of texts has the value
)

// Series is a series of a customer's events of one kind, in time order.
type Series struct {
	// Event is the catalogue's word for the kind of event.
	Event string `json:"event"`
	// Where keeps only events whose properties fulfil it; conditions in it
	// are about fields only, which are the event's properties.
	Where *Node `json:"where,omitempty"`
	// Window keeps only events of a time; the zero window is ever.
	Window Window `json:"window,omitzero"`
	// Then keeps only events that another follows, or does not.
	Then *Then `json:"then,omitempty"`

	at span
}

// Then asks of each event of a series whether one of another series follows it
// within a time: at the same instant or later, and earlier than Within after
// it. An event never follows itself.
type Then struct {
	// Not asks that none follows. It is decided when Within has passed.
	Not    bool   `json:"not,omitempty"`
	Event  string `json:"event"`
	Where  *Node  `json:"where,omitempty"`
	Within Span   `json:"within"`

	at span
}

// Window is the time in which events count. At most one of the three sorts is
// given: ages, a calendar word, or days.
type Window struct {
	// From and To are ages: an event counts while it is less than From old and
	// at least To old. From 0 is no limit. Days are 24 hours.
	From Span `json:"from,omitzero"`
	To   Span `json:"to,omitzero"`
	// During is a time of the calendar in the workspace's zone.
	During Period `json:"during,omitempty"`
	// Since and Until are the first and the last day that count, in the
	// workspace's zone, as 2026-03-05.
	Since string `json:"since,omitempty"`
	Until string `json:"until,omitempty"`
}

// Period is a time of the calendar in the workspace's zone. Weeks begin on
// Monday.
type Period string

// The periods.
const (
	Today       Period = "today"
	Yesterday   Period = "yesterday"
	ThisWeek    Period = "thisWeek"
	LastWeek    Period = "lastWeek"
	ThisMonth   Period = "thisMonth"
	LastMonth   Period = "lastMonth"
	ThisQuarter Period = "thisQuarter"
	LastQuarter Period = "lastQuarter"
	ThisYear    Period = "thisYear"
	LastYear    Period = "lastYear"
)

// Unit is a unit of time that is always equally long.
type Unit string

// The units.
const (
	Minutes Unit = "minutes"
	Hours   Unit = "hours"
	Days    Unit = "days" // 24 hours each
	Weeks   Unit = "weeks"
)

// Span is a length of time; the zero Span is none.
type Span struct {
	N    int
	Unit Unit
}

// Length gives the length of a span.
func (s Span) Length() time.Duration { return time.Duration(s.N) * unitLength[s.Unit] }

var unitLength = map[Unit]time.Duration{Minutes: time.Minute, Hours: time.Hour, Days: 24 * time.Hour, Weeks: 7 * 24 * time.Hour}

// MarshalJSON gives {"days": 7}.
func (s Span) MarshalJSON() ([]byte, error) {
	if s == (Span{}) {
		return []byte("null"), nil
	}
	return json.Marshal(map[Unit]int{s.Unit: s.N})
}

// UnmarshalJSON reads what MarshalJSON gives.
func (s *Span) UnmarshalJSON(b []byte) error {
	var m map[Unit]int
	if err := json.Unmarshal(b, &m); err != nil || len(m) > 1 {
		return errValue
	}
	*s = Span{}
	for unit, n := range m {
		if unitLength[unit] == 0 {
			return errValue
		}
		*s = Span{n, unit}
	}
	return nil
}

// Group is a group that a customer may belong to. Exactly one of Audience,
// List, Share, Top and Bottom is given.
type Group struct {
	Audience string `json:"audience,omitempty"` // another audience, by name
	List     string `json:"list,omitempty"`     // a list kept by hand, by name
	Share    *Share `json:"share,omitempty"`    // a random share
	Top      *Rank  `json:"top,omitempty"`      // those with the largest values
	Bottom   *Rank  `json:"bottom,omitempty"`   // those with the smallest values
}

// Share is a random share of all customers, the same ones each time: see
// [InShare].
type Share struct {
	Percent Value  `json:"percent"` // a number above 0, at most 100
	Salt    string `json:"salt"`    // another salt draws others
}

// Rank is a share or a number of the customers that have a value, in the order
// of it. It cannot be told from one customer alone: it is answered from
// outside, on a schedule.
type Rank struct {
	Percent Value  `json:"percent,omitzero"` // above 0, at most 100; or
	Count   int    `json:"count,omitempty"`  // how many
	By      string `json:"by"`               // a field of numbers
}

// Decode reads a tree as JSON. It gives [Faults] with code CodeJSON for what
// is no tree; whether it makes sense is for [Check] to say, whose paths are those
// of the tree as it was written.
func Decode(b []byte) (Node, error) {
	var n Node
	if len(b) > maxJSON {
		return Node{}, Faults{{Code: CodeLong}}
	}
	if err := json.Unmarshal(b, &n); err != nil {
		return Node{}, Faults{{Code: CodeJSON}}
	}
	return n, nil
}

// Normal gives a tree in its one form: groups of the same sort merged, groups
// of one unwrapped, double negations gone.
func Normal(n Node) Node {
	switch {
	case n.Is != nil:
		return Node{Is: normalCondition(*n.Is)}
	case n.Not != nil:
		inner := Normal(*n.Not)
		if inner.Not != nil {
			return *inner.Not
		}
		return Node{Not: &inner}
	case n.Any != nil:
		var out []Node
		for _, c := range n.Any {
			if c = Normal(c); c.Any != nil {
				out = append(out, c.Any...)
			} else {
				out = append(out, c)
			}
		}
		switch len(out) {
		case 0:
			return Node{Not: &Node{}} // none of nothing holds
		case 1:
			return out[0]
		}
		return Node{Any: out}
	}
	var out []Node
	for _, c := range n.All {
		switch c = Normal(c); {
		case c.All != nil:
			out = append(out, c.All...)
		case c.everybody():
		default:
			out = append(out, c)
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return Node{All: out}
}

func normalCondition(c Condition) *Condition {
	if c.Series != nil {
		s := *c.Series
		s.Where = normalWhere(s.Where)
		if s.Then != nil {
			t := *s.Then
			t.Where = normalWhere(t.Where)
			s.Then = &t
		}
		c.Series = &s
	}
	return &c
}

// normalWhere gives nil for what holds for every event.
func normalWhere(n *Node) *Node {
	if n == nil {
		return nil
	}
	if out := Normal(*n); !out.everybody() {
		return &out
	}
	return nil
}

// everybody reports whether n holds for everybody because it says nothing.
func (n Node) everybody() bool {
	return len(n.All) == 0 && n.Any == nil && n.Not == nil && n.Is == nil
}
