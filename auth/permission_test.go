package auth_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"regulars"
	"regulars/auth"
	"regulars/internal/store/storetest"
)

func TestRolesAreNested(t *testing.T) {
	t.Parallel()
	if n := len(auth.Owner.Permissions()); n != len(auth.Grants()) {
		t.Errorf("the owner lacks %d permissions", len(auth.Grants())-n)
	}
	seen := map[regulars.Permission]bool{}
	for _, g := range auth.Grants() {
		if seen[g.Permission] || g.Lets == "" || !auth.Known(g.Permission) {
			t.Errorf("%s stands twice, or says nothing", g.Permission)
		}
		seen[g.Permission] = true
	}
	for _, p := range auth.Analyst.Permissions() {
		if !strings.HasSuffix(string(p), ":read") && p != "customers:export" {
			t.Errorf("an analyst may %s", p)
		}
	}
	if auth.Role("king").Can("customers:read") || auth.Known("public") {
		t.Error("a role or permission out of nowhere")
	}
}

// TestGuideShowsTheTable holds the guide to the permission table.
func TestGuideShowsTheTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/guide/sign-in.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range auth.Grants() {
		line := "| `" + string(g.Permission) + "` | " + g.Lets + " |"
		for _, r := range auth.Roles() {
			mark := "  |"
			if slices.Contains(g.Roles, r) {
				mark = " ✓ |"
			}
			line += mark
		}
		if !strings.Contains(string(text), line+"\n") {
			t.Errorf("docs/guide/sign-in.md lacks the line\n%s", line)
		}
	}
}

// TestPowerlessActorsDoNothing calls every guarded operation without and with
// an actor who may do nothing.
func TestPowerlessActorsDoNothing(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.SQLite(t, auth.Migration()), auth.Options{Hashing: quick})
	o.setUp()
	powerless := regulars.WithActor(context.Background(), regulars.Actor{Kind: regulars.ActorKey, ID: "k", Can: func(regulars.Permission) bool { return false }})
	for name, call := range map[string]func(context.Context) error{
		"StaffList":       func(ctx context.Context) error { _, err := o.StaffList(ctx); return err },
		"Invite":          func(ctx context.Context) error { _, _, err := o.Invite(ctx, auth.NewStaff{}); return err },
		"ChangeStaff":     func(ctx context.Context) error { _, err := o.ChangeStaff(ctx, "x", auth.StaffChange{}); return err },
		"RemoveStaff":     func(ctx context.Context) error { return o.RemoveStaff(ctx, "x") },
		"SetPassword":     func(ctx context.Context) error { return o.SetPassword(ctx, "x", goodPassword) },
		"NewLink":         func(ctx context.Context) error { _, err := o.NewLink(ctx, "x"); return err },
		"ChangeSelf":      func(ctx context.Context) error { _, err := o.ChangeSelf(ctx, auth.SelfChange{}); return err },
		"SignOut":         func(ctx context.Context) error { _, err := o.SignOut(ctx, auth.Caller{}, false); return err },
		"MakeKey":         func(ctx context.Context) error { _, _, err := o.MakeKey(ctx, auth.NewKey{}); return err },
		"Keys":            func(ctx context.Context) error { _, err := o.Keys(ctx); return err },
		"RevokeKey":       func(ctx context.Context) error { return o.RevokeKey(ctx, "x") },
		"AddSource":       func(ctx context.Context) error { _, err := o.AddSource(ctx, auth.NewSource{}); return err },
		"ChangeSource":    func(ctx context.Context) error { _, err := o.ChangeSource(ctx, "x", auth.SourceChange{}); return err },
		"RemoveSource":    func(ctx context.Context) error { return o.RemoveSource(ctx, "x") },
		"Sources":         func(ctx context.Context) error { _, err := o.Sources(ctx); return err },
		"Source":          func(ctx context.Context) error { _, err := o.Source(ctx, "x"); return err },
		"ChangeWorkspace": func(ctx context.Context) error { _, err := o.ChangeWorkspace(ctx, auth.WorkspaceChange{}); return err },
		"EnsureWorkspace": func(ctx context.Context) error { _, err := o.EnsureWorkspace(ctx, auth.Workspace{}); return err },
		"Actions": func(ctx context.Context) error {
			_, _, err := o.Actions(ctx, auth.ActionFilter{}, auth.ActionCursor{}, 1)
			return err
		},
	} {
		if code := regulars.CodeOf(call(context.Background())); code != regulars.ErrUnauthorized {
			t.Errorf("%s without an actor: %q", name, code)
		}
		if code := regulars.CodeOf(call(powerless)); code != regulars.ErrForbidden {
			t.Errorf("%s with a powerless actor: %q", name, code)
		}
	}
}
