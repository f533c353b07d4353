package customer

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"time"

	"regulars"
	"regulars/customer/timeline"
	"regulars/internal/store"
)

// dossier is what [Export] writes, but for the timeline.
type dossier struct {
	Customer   int64                      `json:"customer"`
	Numbers    []int64                    `json:"numbers"`
	Kind       string                     `json:"kind"`
	Name       string                     `json:"name,omitempty"`
	FirstSeen  time.Time                  `json:"firstSeen"`
	LastSeen   time.Time                  `json:"lastSeen"`
	Identities []dossierIdentity          `json:"identities"`
	Traits     map[string]dossierTrait    `json:"traits"`
	Attributes map[string]json.RawMessage `json:"attributes"`
	Companies  []dossierMember            `json:"companies,omitempty"`
	Members    []dossierMember            `json:"members,omitempty"`
	Merges     []dossierMerge             `json:"merges,omitempty"`
	Scores     *dossierScores             `json:"scores,omitempty"`
}

type dossierScores struct {
	AsOf      time.Time  `json:"asOf"`
	Stage     string     `json:"stage,omitempty"`
	Tier      string     `json:"tier,omitempty"`
	RFM       [3]int64   `json:"rfm"`
	Orders    int64      `json:"orders"`
	Revenue   int64      `json:"revenueMinor"`
	Value     [3]int64   `json:"value12mMinor"` // low, middle, high
	Order90   float64    `json:"order90"`
	Churn     float64    `json:"churn"`
	Risk      string     `json:"churnRisk,omitempty"`
	LastOrder *time.Time `json:"lastOrder,omitempty"`
	NextOrder *time.Time `json:"nextOrder,omitempty"`
}

type dossierIdentity struct {
	Kind     string    `json:"kind"`
	Value    string    `json:"value"`
	Since    time.Time `json:"since"`
	Standing string    `json:"standing,omitempty"`
}

type dossierTrait struct {
	Value json.RawMessage `json:"value"`
	Told  time.Time       `json:"told"`
}

type dossierMember struct {
	Customer int64     `json:"customer"`
	Name     string    `json:"name,omitempty"`
	Since    time.Time `json:"since"`
}

type dossierMerge struct {
	From     int64      `json:"from"`
	Into     int64      `json:"into"`
	Cause    string     `json:"cause"`
	At       time.Time  `json:"at"`
	UndoneAt *time.Time `json:"undoneAt,omitempty"`
}

type dossierEntry struct {
	Time     time.Time       `json:"time"`
	Type     string          `json:"type"`
	Name     string          `json:"name,omitempty"`
	Channel  string          `json:"channel,omitempty"`
	Source   string          `json:"source,omitempty"`
	Order    string          `json:"order,omitempty"`
	Amount   string          `json:"amount,omitempty"`
	Currency string          `json:"currency,omitempty"`
	Body     json.RawMessage `json:"body,omitempty"`
}

// WriteDossier is [Export] for staff, who answer for it: it is recorded. More,
// when not nil, gives what other domains know, by their names.
//
// The caller needs customers:export. Errors: ErrNotFound.
func (c *Customers) WriteDossier(ctx context.Context, number int64, w io.Writer, more func(*store.Tx, int64) (map[string]any, error)) error {
	if err := regulars.Require(ctx, "customers:export"); err != nil {
		return err
	}
	err := c.db.Write(ctx, func(tx *store.Tx) error {
		root, err := rootOf(tx, number)
		if err != nil {
			return err
		}
		return c.record(ctx, tx, "customer.exported", root, nil)
	})
	if err != nil {
		return err
	}
	return c.db.Read(ctx, func(tx *store.Tx) error {
		root, err := rootOf(tx, number)
		if err != nil {
			return err
		}
		var others map[string]any
		if more != nil {
			if others, err = more(tx, root); err != nil {
				return err
			}
		}
		return Export(tx, root, w, others)
	})
}

// Export writes everything that this package knows of a customer as one JSON
// object, the timeline last and the oldest entry first, so that it holds a page
// of it at a time. Others become members of the object beside ours. Errors:
// ErrNotFound, before anything is written.
func Export(tx *store.Tx, number int64, w io.Writer, others map[string]any) error {
	p, err := Get(tx, number)
	if err != nil {
		return err
	}
	merges, err := Merges(tx, number)
	if err != nil {
		return err
	}
	d := dossierOf(&p, merges)
	raw, err := json.Marshal(d)
	if err != nil {
		return err
	}
	raw = raw[:len(raw)-1]
	for _, name := range slices.Sorted(maps.Keys(others)) {
		other, err := json.Marshal(others[name])
		if err != nil {
			return err
		}
		raw = append(append(append(raw, `,"`+name+`":`...), other...), '\n')
	}
	if _, err := w.Write(append(raw, `,"timeline":[`...)); err != nil {
		return err
	}
	separator := ""
	err = timeline.Each(tx, p.Numbers, func(e *timeline.Entry) error {
		raw, err := json.Marshal(entryOf(e))
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, separator+string(raw))
		separator = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "]}\n")
	return err
}

func dossierOf(p *Profile, merges []Merge) dossier {
	d := dossier{Customer: p.ID, Numbers: p.Numbers, Kind: "person", Name: p.Name, FirstSeen: p.FirstSeen, LastSeen: p.LastSeen,
		Identities: []dossierIdentity{}, Traits: map[string]dossierTrait{}, Attributes: map[string]json.RawMessage{}}
	if p.Company {
		d.Kind = "company"
	}
	for _, id := range p.Identities {
		d.Identities = append(d.Identities, dossierIdentity{string(id.Kind), id.Value, id.Since, id.Standing})
	}
	for _, t := range p.Traits {
		d.Traits[t.Name] = dossierTrait{t.Value, t.Told}
	}
	for _, a := range p.Attributes {
		d.Attributes[a.Name] = a.Value
	}
	for _, m := range p.Companies {
		d.Companies = append(d.Companies, dossierMember(m))
	}
	for _, m := range p.Members {
		d.Members = append(d.Members, dossierMember(m))
	}
	for _, m := range merges {
		d.Merges = append(d.Merges, dossierMerge{m.From, m.Into, m.Cause, m.At, instant(m.UndoneAt)})
	}
	if !p.AsOf.IsZero() {
		s := &p.Scores
		d.Scores = &dossierScores{s.AsOf, s.Stage, s.Tier, [3]int64{s.R, s.F, s.M}, s.Orders, s.Revenue, [3]int64{s.ValueLow, s.Value, s.ValueHigh},
			s.Order90, s.Churn, s.ChurnLevel, instant(s.LastOrder), instant(s.NextOrder)}
	}
	return d
}

// instant gives a time, or nothing for none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func entryOf(e *timeline.Entry) dossierEntry {
	out := dossierEntry{Time: e.Time, Type: string(e.Type), Name: e.Name, Channel: string(e.Channel), Source: e.Source, Order: e.Order, Body: e.Body}
	if e.Amount.Currency != "" {
		out.Amount, out.Currency = e.Amount.Decimal(), e.Amount.Currency
	}
	if !json.Valid(out.Body) {
		out.Body = nil
	}
	return out
}
