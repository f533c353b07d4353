package audience

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"regulars"
	"regulars/audience/lang"
	"regulars/customer"
	"regulars/internal/store"
)

// Explanation says why a condition holds for a customer, or why not.
type Explanation struct {
	Example
	Matches bool
}

// Explain says of each part of an audience's condition whether it holds for a
// customer now, in a language. It needs customers:read; ErrNotFound for the
// audience and for who is no customer, ErrConflict for an audience whose
// condition cannot be read any more.
func (a *Audiences) Explain(ctx context.Context, id, number int64, l lang.Language) (out Explanation, err error) {
	err = a.ask(ctx, func(tx *store.Tx, now time.Time) error {
		audience, err := readAudience(tx, id)
		if err != nil {
			return err
		}
		c, err := a.catalogue(tx)
		if err != nil {
			return err
		}
		x, err := c.Check(audience.Text, nil)
		if err != nil {
			return &regulars.Error{Code: regulars.ErrConflict, Reason: "broken", Message: "the condition speaks of what is there no more"}
		}
		if number, err = customer.Root(tx, number); err != nil {
			return err
		}
		s, look, err := a.sceneOf(tx, x)
		if err != nil {
			return err
		}
		who, err := s.among(tx, []int64{number}, look, now)
		if err != nil {
			return err
		}
		if len(who.list) == 0 {
			return regulars.NotFound("customer")
		}
		p := &who.list[0]
		sees := p.sees()
		out.Customer, out.Name = p.ID, p.Name
		out.Matches, out.Reasons = x.Evaluate(&sees, now).Matches, x.Explain(&sees, now, l)
		return nil
	})
	return out, err
}

// ask is for reading at the instant at which everything stands.
func (a *Audiences) ask(ctx context.Context, fn func(tx *store.Tx, now time.Time) error) error {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return err
	}
	now, err := a.now(ctx)
	if err != nil {
		return err
	}
	return a.Store.Read(ctx, func(tx *store.Tx) error { return fn(tx, now) })
}

// mostSeen bounds how many values are offered.
const mostSeen = 50

// Seen gives texts that a field has, or when event is given a property of its
// events, among the customers of which estimates are made: at most 50, the most
// frequent first. Of contacts and names, which are of one customer each, and of
// what is no text it gives none. It needs customers:read; ErrInvalid for what
// the catalogue does not have.
func (a *Audiences) Seen(ctx context.Context, event, name string) (out []string, err error) {
	err = a.ask(ctx, func(tx *store.Tx, now time.Time) error {
		c, err := a.catalogue(tx)
		if err != nil {
			return err
		}
		has := lang.Node{Is: &lang.Condition{Field: name, Take: lang.TakeHas}}
		tree := has
		if event != "" {
			tree = lang.Node{Is: &lang.Condition{Series: &lang.Series{Event: event, Where: &has}, Take: lang.TakeExists}}
		}
		x, err := lang.Check(tree, c.Catalogue)
		if err != nil || (event == "" && private(name)) {
			return err
		}
		s, look, err := a.sceneOf(tx, x)
		if err != nil {
			return err
		}
		most, err := customer.Most(tx)
		if err != nil {
			return err
		}
		who, err := s.among(tx, a.samples.of(most), look, now)
		if err != nil {
			return err
		}
		times := map[string]int{}
		for i := range who.list {
			for _, text := range who.list[i].texts(c.Event(event), name) {
				times[text]++
			}
		}
		out = frequent(times)
		return nil
	})
	return out, err
}

// private reports whether a field tells customers apart: what one of them has
// is not offered to whom looks for another.
func private(field string) bool {
	return slices.Contains([]string{"name", "email", "phone", "trait.name", "trait.firstName", "trait.lastName", "trait.email", "trait.phone", "trait.address"}, field)
}

// texts gives the texts of a field of a person, or of a property of each event.
func (p *person) texts(e *lang.Event, name string) (out []string) {
	if e == nil {
		switch v := p.Field(name); v.Kind {
		case lang.KindText:
			return []string{v.Text}
		case lang.KindTexts:
			return v.Texts
		}
		return nil
	}
	property := e.Property(name)
	for i := range p.events {
		if text := textOf(property, &p.events[i]); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// textOf gives the text of a property of an event; "" for none, and of the
// order, which is another one each time.
func textOf(p *lang.Property, e *regulars.Event) string {
	switch {
	case p == nil || p.Kind != lang.KindText:
		return ""
	case p.From == lang.FromChannel:
		return string(e.Channel)
	case p.From == lang.FromName:
		return e.Name
	case p.From != lang.FromBody:
		return ""
	}
	raw := json.RawMessage(e.Body)
	for _, key := range p.BodyPath() {
		var body map[string]json.RawMessage
		if json.Unmarshal(raw, &body) != nil {
			return ""
		}
		raw = body[key]
	}
	return plain(raw)
}

// frequent gives the most frequent texts, at most mostSeen.
func frequent(times map[string]int) []string {
	out := make([]string, 0, len(times))
	for text := range times {
		if len(text) <= mostWordBytes {
			out = append(out, text)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(times[b]-times[a], cmp.Compare(a, b)) })
	return out[:min(len(out), mostSeen)]
}
