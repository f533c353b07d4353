package tag_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/audience"
	"regulars/audience/lang"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/tag"
	"regulars/tag/tagtest"
)

// TestAudiencesAskAboutTags has a tag decide who is in an audience, moved by an event.
func TestAudiencesAskAboutTags(t *testing.T) {
	t.Parallel()
	tagtest.Each(t, func(t *testing.T, w *tagtest.World) {
		w.Tell(w.Did("u1", time.Hour, "Order Completed", 100, ""), w.Did("u2", time.Hour, "Order Completed", 600, ""))
		id := w.Make("worth", tag.Rule{Kind: tag.Metric, Text: "orders.sum(amount)", Bands: []tag.Band{
			{Label: tag.Label{Value: "small", Name: tag.Text{English: "Small"}}, Below: "500"}, {Label: tag.Label{Value: "big", Name: tag.Text{English: "Big"}}}}})
		w.Run()
		members, err := w.Audiences.Create(w.Ctx, audience.Definition{Name: "Big", Text: `tag.worth == "big"`})
		w.Check(err)
		w.Check(w.Audiences.Run(w.Ctx, false, nil))
		in := func(want ...int64) {
			t.Helper()
			for n := 1; n > 0; {
				n, err = w.Audiences.Refresh(w.Ctx)
				w.Check(err)
			}
			list, _, err := w.Audiences.Members(w.Ctx, members, 0, 100)
			w.Check(err)
			if !slices.Equal(list, want) {
				t.Errorf("members %v, want %v", list, want)
			}
		}
		in(w.Number("u2"))
		w.Tell(w.Did("u1", 0, "Order Completed", 500, ""))
		w.Refresh()
		in(w.Number("u1"), w.Number("u2"))
		if err := w.Tags.Remove(w.Ctx, id); regulars.CodeOf(err) != regulars.ErrConflict {
			t.Errorf("a tag that an audience asks about is removed: %v", err)
		}
		_, err = w.Audiences.Create(w.Ctx, audience.Definition{Name: "Bad", Text: `tag.worth == "huge"`})
		var faults lang.Faults
		if !errors.As(err, &faults) || faults[0].Code != lang.CodeValue {
			t.Errorf("a value that is none: %v", err)
		}
	})
}

// TestWhatIsSaid follows a manual tag through its end, a merge, its undoing and erasure.
func TestWhatIsSaid(t *testing.T) {
	t.Parallel()
	tagtest.Each(t, func(t *testing.T, w *tagtest.World) {
		w.Tell(w.Did("u1", time.Hour, "Order Completed", 1, ""), w.Did("u2", time.Hour, "Order Completed", 1, ""))
		id := w.Make("care", tag.Rule{Kind: tag.Manual, Of: "text", Values: []tag.Label{{Value: "vip", Name: tag.Text{English: "VIP"}}, {Value: "press", Name: tag.Text{English: "Press"}}}})
		one, two := w.Number("u1"), w.Number("u2")
		say := func(n int64, value string, until time.Time) error {
			_, err := w.Tags.Say(w.Ctx, id, []tag.Said{{Customer: n, Value: value, Until: until}})
			return err
		}
		is := func(n int64, want string) {
			t.Helper()
			if got := w.Of(n); got != want {
				t.Errorf("customer %d has %q, want %q", n, got, want)
			}
		}
		w.Check(say(one, "vip", time.Time{}))
		is(one, "care=vip") // before anything was worked out
		w.Clock.Advance(time.Second)
		w.Check(say(two, "press", tagtest.Present.Add(time.Hour)))
		w.Refresh()
		w.Tell(w.Alias("u1", "u2"))
		w.Refresh()
		head := w.Number("u1")
		is(head, "care=press") // the newer of two
		w.Same()
		w.Clock.Advance(2 * time.Hour)
		w.Run()
		is(head, "care=vip")
		for value, reason := range map[string]string{"king": "value", "": "value"} {
			if err := say(head, value, time.Time{}); err == nil || !strings.Contains(err.Error(), "no value") {
				t.Errorf("%q (%s): %v", value, reason, err)
			}
		}
		if err := say(head, "vip", tagtest.Present); regulars.CodeOf(err) != regulars.ErrInvalid {
			t.Errorf("an end that is past: %v", err)
		}
		w.Check(w.Tags.Unsay(w.Ctx, id, head))
		is(head, "")
		if err := w.Tags.Unsay(w.Ctx, id, head); regulars.CodeOf(err) != regulars.ErrNotFound {
			t.Errorf("taken twice: %v", err)
		}
		w.Check(say(head, "vip", time.Time{}))
		w.Check(w.DB.Write(w.Ctx, func(tx *store.Tx) error { return w.Tags.Erase(tx, []int64{one, two}) }))
		is(head, "")
		if unknown, err := w.Tags.Say(w.Ctx, id, []tag.Said{{Customer: 999, Value: "vip"}}); err != nil || unknown != 1 {
			t.Errorf("nobody: %d, %v", unknown, err)
		}
	})
}

// TestDefinitions refuses what a tag cannot be, and keeps versions.
func TestDefinitions(t *testing.T) {
	t.Parallel()
	tagtest.Each(t, func(t *testing.T, w *tagtest.World) {
		good := tag.Rule{Kind: tag.Metric, Text: "orders.count()"}
		for name, spoil := range map[string]func(*tag.Definition){
			"a key":            func(d *tag.Definition) { d.Key = "Bad Key" },
			"no name":          func(d *tag.Definition) { d.Name = tag.Text{} },
			"no owner":         func(d *tag.Definition) { d.Owner = "" },
			"no purpose":       func(d *tag.Definition) { d.Purpose = tag.Text{} },
			"no basis":         func(d *tag.Definition) { d.Basis = "because" },
			"no freshness":     func(d *tag.Definition) { d.Freshness = "hourly" },
			"a zone":           func(d *tag.Definition) { d.Zone = tag.CustomerZone },
			"no kind":          func(d *tag.Definition) { d.Rule.Kind = "magic" },
			"more than a kind": func(d *tag.Definition) { d.Rule.Top = 3 },
			"no such event":    func(d *tag.Definition) { d.Rule.Text = "dances.count()" },
			"no number":        func(d *tag.Definition) { d.Rule.Text = "city" },
			"a rank":           func(d *tag.Definition) { d.Rule = tag.Rule{Kind: tag.Condition, Text: "customer in top(10, revenue)"} },
			"a tag": func(d *tag.Definition) {
				d.Rule = tag.Rule{Kind: tag.Condition, Text: `tag.other == "x"`}
			},
			"bands that fall": func(d *tag.Definition) {
				d.Rule.Bands = []tag.Band{{Label: tag.Label{Value: "a", Name: tag.Text{English: "A"}}, Below: "2"},
					{Label: tag.Label{Value: "b", Name: tag.Text{English: "B"}}, Below: "1"}, {Label: tag.Label{Value: "c", Name: tag.Text{English: "C"}}}}
			},
		} {
			d := tagtest.Definition("bad", good)
			spoil(&d)
			if _, err := w.Tags.Create(w.Ctx, d); regulars.CodeOf(err) != regulars.ErrInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		id := w.Make("count", good)
		if _, err := w.Tags.Create(w.Ctx, tagtest.Definition("count", good)); regulars.CodeOf(err) != regulars.ErrConflict {
			t.Errorf("the same key twice: %v", err)
		}
		next := tagtest.Definition("count", tag.Rule{Kind: tag.Metric, Text: "orders.days()"})
		w.Check(w.Tags.Change(w.Ctx, id, 1, next))
		if err := w.Tags.Change(w.Ctx, id, 1, next); regulars.CodeOf(err) != regulars.ErrConflict {
			t.Errorf("a version that is not the newest: %v", err)
		}
		versions, err := w.Tags.Versions(w.Ctx, id)
		w.Check(err)
		if len(versions) != 2 || versions[0].Rule.Text != "orders.days()" || versions[1].Version != 1 {
			t.Errorf("versions %+v", versions)
		}
		x, err := w.Tags.Get(w.Ctx, id)
		w.Check(err)
		if x.State != tag.Waiting {
			t.Errorf("it is %s before a run", x.State)
		}
		w.Run()
		w.Clock.Advance(72 * time.Hour)
		if x, err = w.Tags.Get(w.Ctx, id); err != nil || x.State != tag.Stale {
			t.Errorf("it is %s three days later: %v", x.State, err)
		}
		w.Check(w.Tags.Remove(w.Ctx, id))
		if again := w.Make("count", good); again == id {
			t.Error("an id is given twice")
		}
	})
}

// TestWeekly works a weekly tag out of everybody only after a week.
func TestWeekly(t *testing.T) {
	t.Parallel()
	tagtest.Each(t, func(t *testing.T, w *tagtest.World) {
		w.Tell(w.Did("u1", time.Hour, "Order Completed", 1, ""))
		d := tagtest.Definition("count", tag.Rule{Kind: tag.Metric, Text: "orders.count()"})
		d.Freshness = tag.Weekly
		_, err := w.Tags.Create(w.Ctx, d)
		w.Check(err)
		w.Run()
		w.Tell(w.Did("u1", 0, "Order Completed", 1, ""), w.Did("u2", 0, "Order Completed", 1, ""))
		w.Refresh()
		w.Clock.Advance(24 * time.Hour)
		w.Run()
		if got := w.Of(w.Number("u1")) + w.Of(w.Number("u2")); got != "count=1count=1" {
			t.Errorf("after a day: %s", got)
		}
		w.Clock.Advance(6 * 24 * time.Hour)
		w.Run()
		if got := w.Of(w.Number("u1")); got != "count=2" {
			t.Errorf("after a week: %s", got)
		}
	})
}

// TestPermissions holds every operation to what it needs.
func TestPermissions(t *testing.T) {
	t.Parallel()
	w := tagtest.New(t, storetest.SQLite(t, tagtest.Migrations()...))
	w.Tell(w.Did("u1", time.Hour, "Order Completed", 1, ""))
	manual := w.Make("care", tag.Rule{Kind: tag.Manual, Of: "bool"})
	file := w.Make("level", tag.Rule{Kind: tag.Import, Of: "text"})
	as := func(may ...regulars.Permission) {
		w.Ctx = regulars.WithActor(t.Context(), regulars.Actor{ID: "1", Can: func(p regulars.Permission) bool { return slices.Contains(may, p) }})
	}
	as("customers:read", "customers:write")
	if _, err := w.Tags.Say(w.Ctx, manual, []tag.Said{{Customer: 1, Value: "yes"}}); err != nil {
		t.Error(err)
	}
	_, sayErr := w.Tags.Say(w.Ctx, file, []tag.Said{{Customer: 1, Value: "gold"}})
	_, createErr := w.Tags.Create(w.Ctx, tagtest.Definition("new", tag.Rule{Kind: tag.Manual, Of: "bool"}))
	as("tags:write")
	_, listErr := w.Tags.List(w.Ctx)
	for _, err := range []error{sayErr, createErr, listErr} {
		if regulars.CodeOf(err) != regulars.ErrForbidden {
			t.Errorf("it is allowed: %v", err)
		}
	}
}
