package view_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/view"
)

// as gives a context in which a member of staff acts who may do what is said.
func as(id string, may ...regulars.Permission) context.Context {
	return regulars.WithActor(context.Background(), regulars.Actor{Kind: regulars.ActorStaff, ID: id, Can: func(p regulars.Permission) bool {
		for _, m := range append(may, "customers:read") {
			if m == p {
				return true
			}
		}
		return false
	}})
}

func each(t *testing.T, fn func(t *testing.T, v *view.Views)) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		fn(t, view.Open(db, regulars.NewManualClock(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))))
	}, view.Migration())
}

// fails checks an error's code and reason.
func fails(t *testing.T, err error, code regulars.Code, reason string) {
	t.Helper()
	var e *regulars.Error
	if regulars.CodeOf(err) != code || reason != "" && (!errors.As(err, &e) || e.Reason != reason) {
		t.Errorf("%v, want %s %s", err, code, reason)
	}
}

// TestWhoSeesAndChanges: the own views, and those that colleagues share; only
// the owner changes them, and of shared ones who may change the workspace.
func TestWhoSeesAndChanges(t *testing.T) {
	each(t, func(t *testing.T, views *view.Views) {
		ann, bob, boss := as("ann"), as("bob"), as("boss", "workspace:write")
		mine, err := views.Save(ann, view.New{List: view.Customers, Name: " B ", Query: "stage=lost&sort=-value"})
		if err != nil || mine.Name != "B" || mine.Owner != "ann" {
			t.Fatal(mine, err)
		}
		ours, err := views.Save(ann, view.New{List: view.Customers, Name: "A", Shared: true})
		if err != nil {
			t.Fatal(err)
		}
		names := func(ctx context.Context) (s string) {
			list, err := views.List(ctx, view.Customers)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range list {
				s += v.Name
			}
			return s
		}
		if names(ann) != "AB" || names(bob) != "A" {
			t.Errorf("ann sees %q, bob %q", names(ann), names(bob))
		}
		name, yes := "C", true
		_, err = views.Change(bob, mine.ID, view.Change{Name: &name})
		fails(t, err, regulars.ErrNotFound, "")
		_, err = views.Change(bob, ours.ID, view.Change{Name: &name})
		fails(t, err, regulars.ErrForbidden, "not_yours")
		fails(t, views.Remove(boss, mine.ID), regulars.ErrNotFound, "")
		if _, err := views.Change(ann, mine.ID, view.Change{Shared: &yes}); err != nil || names(bob) != "AB" {
			t.Errorf("bob sees %q, %v", names(bob), err)
		}
		if changed, err := views.Change(boss, ours.ID, view.Change{Name: &name}); err != nil || changed.Name != "C" || changed.Owner != "ann" {
			t.Error(changed, err)
		}
		if err := views.Remove(boss, ours.ID); err != nil || names(bob) != "B" {
			t.Errorf("bob sees %q, %v", names(bob), err)
		}
		fails(t, views.Remove(ann, ours.ID), regulars.ErrNotFound, "")
	})
}

// TestWhatIsRefused names the fault of each input.
func TestWhatIsRefused(t *testing.T) {
	each(t, func(t *testing.T, views *view.Views) {
		ann := as("ann")
		save := func(name, query string) error {
			_, err := views.Save(ann, view.New{List: view.Customers, Name: name, Query: query})
			return err
		}
		for _, c := range []struct{ name, query, reason string }{
			{" ", "", "required"}, {strings.Repeat("名", 61), "", "too_long"}, {"a\nb", "", "characters"},
			{"A", strings.Repeat("a", 2001), "too_long"}, {"A", "a=%zz", "query"}, {"A", "a=1#b", "query"}, {"A", "q=王", "query"},
		} {
			fails(t, save(c.name, c.query), regulars.ErrInvalid, c.reason)
		}
		if err := save(strings.Repeat("名", 60), "q=%E7%8E%8B&sort=-value"); err != nil {
			t.Error(err)
		}
		fails(t, save(strings.Repeat("名", 60), ""), regulars.ErrConflict, "taken")
		_, err := views.Save(ann, view.New{List: "orders", Name: "A"})
		fails(t, err, regulars.ErrInvalid, "choice")
		for i := 1; i < view.MaxViews; i++ {
			if err := save(strings.Repeat("i", i%50+1)+string(rune('a'+i/50)), ""); err != nil {
				t.Fatal(err)
			}
		}
		fails(t, save("one more", ""), regulars.ErrConflict, "too_many")

		key := regulars.WithActor(context.Background(), regulars.Actor{Kind: regulars.ActorKey, ID: "k"})
		_, err = views.Save(key, view.New{List: view.Customers, Name: "A"})
		fails(t, err, regulars.ErrForbidden, "staff_only")
		_, err = views.List(context.Background(), view.Customers)
		fails(t, err, regulars.ErrUnauthorized, "")
		blind := regulars.WithActor(context.Background(), regulars.Actor{Kind: regulars.ActorStaff, ID: "x", Can: func(regulars.Permission) bool { return false }})
		_, err = views.List(blind, view.Customers)
		fails(t, err, regulars.ErrForbidden, "permission")
	})
}
