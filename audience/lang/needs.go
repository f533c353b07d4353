package lang

import (
	"maps"
	"slices"
	"time"
)

// Needs is what an expression reads.
type Needs struct {
	// Fields are names of the customer's fields, rising.
	Fields []string
	// Audiences and Lists are names, rising.
	Audiences, Lists []string
	// Events are the kinds of event, by word, rising.
	Events []EventNeed
	// Ranks are what must be answered from outside, on a schedule.
	Ranks []Group
	// Share says that it draws a random share.
	Share bool
	// Zone says that it reads the customer's time zone.
	Zone bool
	// ByTime says that time alone can change the answer.
	ByTime bool
}

// EventNeed is what is read of one kind of event.
type EventNeed struct {
	Word string
	// Properties are names, rising.
	Properties []string
	// Back is how old an event may be and still count; 0 for ever. Of windows
	// of the calendar it is their greatest length.
	Back time.Duration
}

// Scheduled reports whether some of the answer is only renewed on a schedule.
func (n Needs) Scheduled() bool { return len(n.Ranks) > 0 }

// Needs tells what an expression reads: which events, properties and fields,
// how far back.
func (x *Expression) Needs() Needs {
	g := gatherer{fields: map[string]bool{}, audiences: map[string]bool{}, lists: map[string]bool{}, events: map[string]*eventNeed{}}
	g.step(&x.root, nil)
	g.out.Fields, g.out.Audiences, g.out.Lists = sorted(g.fields), sorted(g.audiences), sorted(g.lists)
	for _, word := range slices.Sorted(maps.Keys(g.events)) {
		need := g.events[word]
		back := need.back
		if need.ever {
			back = 0
		}
		g.out.Events = append(g.out.Events, EventNeed{Word: word, Properties: sorted(need.properties), Back: back})
	}
	return g.out
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

type eventNeed struct {
	properties map[string]bool
	back       time.Duration
	ever       bool
}

type gatherer struct {
	out                      Needs
	fields, audiences, lists map[string]bool
	events                   map[string]*eventNeed
}

func (g *gatherer) step(s *step, of *eventNeed) {
	for i := range s.kids {
		g.step(&s.kids[i], of)
	}
	l := s.leaf
	switch {
	case l == nil:
	case of != nil:
		of.properties[l.Field] = true
	case l.In != nil:
		g.group(l.In)
	case l.series != nil:
		g.series(l)
	default:
		g.fields[l.Field] = true
		switch l.Take {
		case TakeMonth, TakeDay, TakeToday, TakeWithin, TakeThisMonth:
			g.out.Zone = true
			g.out.ByTime = g.out.ByTime || l.Take != TakeMonth && l.Take != TakeDay
		case TakeDaysAgo:
			g.out.ByTime = true
		}
	}
}

func (g *gatherer) group(in *Group) {
	switch {
	case in.Audience != "":
		g.audiences[in.Audience] = true
	case in.List != "":
		g.lists[in.List] = true
	case in.Share != nil:
		g.out.Share = true
	default:
		g.out.Ranks = append(g.out.Ranks, *in)
	}
}

// periodLength is the greatest age of what counts in a period.
var periodLength = map[Period]time.Duration{
	Today: 2, Yesterday: 3, ThisWeek: 8, LastWeek: 15, ThisMonth: 32, LastMonth: 63, ThisQuarter: 93, LastQuarter: 185, ThisYear: 367, LastYear: 733,
}

func (g *gatherer) series(l *leaf) {
	w := l.Condition.Series.Window
	back := w.From.Length()
	if w.During != "" {
		back = periodLength[w.During] * 24 * time.Hour
	}
	need := g.event(l.series.event.Word, back)
	if l.property != nil {
		need.properties[l.property.Name] = true
	}
	if l.series.where != nil {
		g.step(l.series.where, need)
	}
	if t := l.series.then; t != nil {
		other := g.event(t.event.Word, back) // what follows is not older
		if t.where != nil {
			g.step(t.where, other)
		}
		g.out.ByTime = g.out.ByTime || t.not
	}
	switch l.Take {
	case TakeRecency, TakeFirstDaysAgo, TakeLastDaysAgo:
		g.out.ByTime = true
	}
	if w.From != (Span{}) || w.To != (Span{}) || w.During != "" {
		g.out.ByTime = true
	}
}

func (g *gatherer) event(word string, back time.Duration) *eventNeed {
	need := g.events[word]
	if need == nil {
		need = &eventNeed{properties: map[string]bool{}}
		g.events[word] = need
	}
	need.back = max(need.back, back)
	need.ever = need.ever || back == 0
	return need
}
