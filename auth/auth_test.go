package auth_test

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"testing"
	"time"

	"regulars"
	"regulars/auth"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// quick is a hash that costs next to nothing, for tests.
var quick = auth.Hashing{MemoryKiB: 8, Passes: 1, Lanes: 1}

const goodPassword = "warm tea and a long walk"

var home = netip.MustParseAddr("192.0.2.7")

// office is a workspace with an owner, and what a test needs around it.
type office struct {
	*auth.Auth
	t     *testing.T
	db    *store.DB
	clock *regulars.ManualClock
	// owner is a context in which the owner acts.
	owner context.Context
	first auth.SignedIn
}

// each runs fn on both engines with a workspace that was set up.
func each(t *testing.T, fn func(t *testing.T, o *office)) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := open(t, db, auth.Options{Hashing: quick})
		o.setUp()
		fn(t, o)
	}, auth.Migration())
}

func open(t *testing.T, db *store.DB, options auth.Options) *office {
	t.Helper()
	clock := regulars.NewManualClock(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	a, err := auth.Open(context.Background(), db, clock, options)
	if err != nil {
		t.Fatal(err)
	}
	return &office{Auth: a, t: t, db: db, clock: clock}
}

var brand = auth.Workspace{Name: "Tea House", TimeZone: "Asia/Shanghai", Currency: "CNY"}

func (o *office) setUp() {
	o.t.Helper()
	ctx := context.Background()
	token := must(o.SetupToken(ctx))(o.t)
	in := auth.Setup{Token: token, Name: "Lin", Email: "Lin@Example.com", Password: goodPassword, Workspace: brand}
	o.first = must(o.SetUp(ctx, in))(o.t)
	o.owner = regulars.WithActor(ctx, o.first.Staff.Actor())
}

// as gives a context in which a new member of staff of role acts.
func (o *office) as(role auth.Role) (context.Context, auth.Staff) {
	o.t.Helper()
	s, link, err := o.Invite(o.owner, auth.NewStaff{Email: string(role) + "@example.com", Name: string(role), Role: role})
	if err != nil {
		o.t.Fatal(err)
	}
	must(o.UseLink(context.Background(), link.Token, goodPassword))(o.t)
	return regulars.WithActor(context.Background(), s.Actor()), s
}

func (o *office) signIn(email, password string) (auth.SignedIn, error) {
	return o.SignIn(context.Background(), auth.Credentials{Email: email, Password: password, Address: home})
}

// caller gives who stands behind a request with the cookie.
func (o *office) caller(cookie *http.Cookie) (auth.Caller, error) {
	r, _ := http.NewRequest("GET", "http://shop.example/", nil)
	if cookie != nil {
		r.AddCookie(cookie)
	}
	return o.Identify(r)
}

// must gives v, and ends the test when there is an error.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// wants checks an error's code and, unless it is empty, its reason.
func wants(t *testing.T, err error, code regulars.Code, reason string) {
	t.Helper()
	var e *regulars.Error
	if regulars.CodeOf(err) != code || reason != "" && (!errors.As(err, &e) || e.Reason != reason) {
		t.Errorf("got %v (%s), want %s %s", err, regulars.CodeOf(err), code, reason)
	}
}

func TestSetUpOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		o := open(t, db, auth.Options{Hashing: quick})
		if _, ok := o.Workspace(); ok || !must(o.NeedsSetup(ctx))(t) {
			t.Error("a fresh workspace is set up")
		}
		_, _, err := o.Invite(regulars.WithActor(ctx, regulars.System("test")), auth.NewStaff{Email: "a@b.de", Name: "A", Role: auth.Agent})
		wants(t, err, regulars.ErrConflict, "not_set_up")
		before := must(o.SetupToken(ctx))(t)
		token := must(o.SetupToken(ctx))(t)
		in := auth.Setup{Token: before, Name: "Lin", Email: "lin@example.com", Password: goodPassword, Workspace: brand}
		_, err = o.SetUp(ctx, in)
		wants(t, err, regulars.ErrNotFound, "link")
		in.Token = token
		bad := in
		bad.Email, bad.Password, bad.Workspace = "lin", "short", auth.Workspace{TimeZone: "Mars/Base", Currency: "yuan"}
		_, err = o.SetUp(ctx, bad)
		var faults regulars.Faults
		if !errors.As(err, &faults) || len(faults) != 5 {
			t.Errorf("faults: %v", err)
		}
		first := must(o.SetUp(ctx, in))(t)
		if w, ok := o.Workspace(); !ok || w.Name != brand.Name || w.Location().String() != "Asia/Shanghai" {
			t.Errorf("workspace: %v %v", w, ok)
		}
		if c := must(o.caller(first.Cookie))(t); c.Staff.ID != first.Staff.ID || c.CSRF != first.CSRF || !c.Actor.Allowed("workspace:write") {
			t.Errorf("the owner is not signed in: %v", c)
		}
		_, err = o.SetUp(ctx, in)
		wants(t, err, regulars.ErrConflict, "set_up")
		if again := must(o.SetupToken(ctx))(t); again != "" || must(o.NeedsSetup(ctx))(t) {
			t.Error("there is another set-up link")
		}
		// Another opening finds what was set up.
		if w, ok := open(t, db, auth.Options{}).Workspace(); !ok || w.Currency != "CNY" {
			t.Error("the workspace is forgotten")
		}
	}, auth.Migration())
}

func TestRacingSetUpsMakeOneOwner(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := open(t, db, auth.Options{Hashing: quick})
		token := must(o.SetupToken(context.Background()))(t)
		results := make(chan error)
		for _, email := range []string{"a@example.com", "b@example.com", "c@example.com", "d@example.com"} {
			go func() {
				_, err := o.SetUp(context.Background(), auth.Setup{Token: token, Name: "N", Email: email, Password: goodPassword, Workspace: brand})
				results <- err
			}()
		}
		won := 0
		for range 4 {
			if err := <-results; err == nil {
				won++
			} else if code := regulars.CodeOf(err); code != regulars.ErrConflict && code != regulars.ErrNotFound {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d owners were made", won)
		}
	}, auth.Migration())
}

func TestSignInTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		_, agent := o.as(auth.Agent)
		_, disabled := o.as(auth.Analyst)
		must(o.ChangeStaff(o.owner, disabled.ID, auth.StaffChange{Disabled: ptr(true)}))(t)
		_, _, err := o.Invite(o.owner, auth.NewStaff{Email: "invited@example.com", Name: "I", Role: auth.Agent})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ email, password string }{
			{"nobody@example.com", goodPassword}, {agent.Email, "wrong"}, {agent.Email, ""},
			{disabled.Email, goodPassword}, {"invited@example.com", ""}, {"invited@example.com", goodPassword},
		} {
			_, err := o.signIn(c.email, c.password)
			wants(t, err, regulars.ErrUnauthorized, "credentials")
		}
		in := must(o.signIn(" LIN@example.com ", goodPassword))(t)
		if in.Staff.Role != auth.Owner || !in.Cookie.HttpOnly || in.Cookie.SameSite != http.SameSiteLaxMode || in.Cookie.Secure {
			t.Errorf("signed in: %+v", in)
		}
		// The same password typed on another keyboard: full-width letters.
		must(o.signIn("lin@example.com", "ｗarm tea and a long walk"))(t)
	})
}

func TestSecureCookieIsHeldToItsHost(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.SQLite(t, auth.Migration()), auth.Options{Hashing: quick, Secure: true})
	o.setUp()
	if c := o.first.Cookie; !c.Secure || c.Name != "__Host-regulars_session" || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie: %v", c)
	}
}

func TestSignInIsLimited(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.SQLite(t, auth.Migration()), auth.Options{Hashing: quick})
	o.setUp()
	for _, email := range []string{"lin@example.com", "nobody@example.com"} {
		var err error
		tries := 0
		for ; tries < 20; tries++ {
			if _, err = o.signIn(email, "wrong"); regulars.CodeOf(err) == regulars.ErrTooMany {
				break
			}
		}
		var e *regulars.Error
		if tries != 5 || !errors.As(err, &e) || e.RetryAfter < 1 || e.RetryAfter > 60 {
			t.Errorf("%s: after %d tries %v", email, tries, err)
		}
		o.clock.Advance(time.Duration(e.RetryAfter) * time.Second)
		if _, err := o.signIn(email, "wrong"); regulars.CodeOf(err) != regulars.ErrUnauthorized {
			t.Errorf("%s: after the wait: %v", email, err)
		}
	}
	// The right password is refused too while the account waits, and is not from elsewhere.
	for range 2 {
		o.signIn("lin@example.com", "wrong")
	}
	_, err := o.signIn("lin@example.com", goodPassword)
	wants(t, err, regulars.ErrTooMany, "sign_in_rate")
	must(o.SignIn(context.Background(), auth.Credentials{Email: "lin@example.com", Password: goodPassword, Address: netip.MustParseAddr("2001:db8::1")}))(t)
	// One address cannot go on with other accounts for ever.
	for i := range 40 {
		_, err = o.signIn(regulars.NewID(o.clock.Now())+"@example.com", "wrong")
		if regulars.CodeOf(err) == regulars.ErrTooMany {
			if i < 10 {
				t.Errorf("the address is limited after %d tries", i)
			}
			return
		}
	}
	t.Error("an address may try without end")
}

func TestAccountIsLimitedFromEverywhere(t *testing.T) {
	t.Parallel()
	o := open(t, storetest.SQLite(t, auth.Migration()), auth.Options{Hashing: quick})
	o.setUp()
	for i := range 100 {
		from := netip.AddrFrom4([4]byte{10, 0, byte(i), 1})
		_, err := o.SignIn(context.Background(), auth.Credentials{Email: "lin@example.com", Password: "wrong", Address: from})
		if regulars.CodeOf(err) == regulars.ErrTooMany {
			if i < 30 {
				t.Errorf("limited after %d failures", i)
			}
			return
		}
	}
	t.Error("an account may be tried without end from many addresses")
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		cookie := o.first.Cookie
		stands := func(c *http.Cookie) bool {
			t.Helper()
			caller, err := o.caller(c)
			if err != nil {
				wants(t, err, regulars.ErrUnauthorized, "session")
			}
			return !caller.Anonymous()
		}
		if c, err := o.caller(nil); err != nil || !c.Anonymous() {
			t.Error("somebody without a cookie")
		}
		if stands(&http.Cookie{Name: cookie.Name, Value: "made-up"}) {
			t.Error("a made-up session stands")
		}
		// Use keeps it alive, up to its lifetime.
		for range 15 {
			o.clock.Advance(11 * time.Hour)
			if !stands(cookie) {
				t.Fatalf("ended while in use, at %v", o.clock.Now())
			}
		}
		o.clock.Advance(11 * time.Hour)
		if stands(cookie) {
			t.Error("outlived seven days")
		}
		cookie = must(o.signIn("lin@example.com", goodPassword))(t).Cookie
		o.clock.Advance(13 * time.Hour)
		if stands(cookie) {
			t.Error("outlived twelve idle hours")
		}
		a, b := must(o.signIn("lin@example.com", goodPassword))(t), must(o.signIn("lin@example.com", goodPassword))(t)
		forget := must(o.SignOut(o.owner, must(o.caller(a.Cookie))(t), false))(t)
		if forget.MaxAge >= 0 || stands(a.Cookie) || !stands(b.Cookie) {
			t.Error("sign out ended the wrong session")
		}
		c := must(o.signIn("lin@example.com", goodPassword))(t)
		must(o.SignOut(o.owner, must(o.caller(c.Cookie))(t), true))(t)
		if stands(b.Cookie) || stands(c.Cookie) {
			t.Error("sign out everywhere left a session")
		}
	})
}

func TestSweepRemovesWhatHasEnded(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		_, agent := o.as(auth.Agent)
		must(o.NewLink(o.owner, agent.ID))(t)
		rows := func() (n int64) {
			t.Helper()
			err := o.db.Read(context.Background(), func(tx *store.Tx) (err error) {
				n, err = store.Row(tx, store.One[int64], "SELECT (SELECT count(*) FROM session) + (SELECT count(*) FROM link)")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if err := o.Sweep(context.Background()); err != nil || rows() != 3 {
			t.Errorf("%v, %d rows of those that stand", err, rows())
		}
		o.clock.Advance(8 * 24 * time.Hour)
		if err := o.Sweep(context.Background()); err != nil || rows() != 0 {
			t.Errorf("%v, %d rows of those that have ended", err, rows())
		}
	})
}

func TestStaffChangesHoldAtOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx, s := o.as(auth.Agent)
		in := must(o.signIn(s.Email, goodPassword))(t)
		_, err := o.StaffList(ctx)
		wants(t, err, regulars.ErrForbidden, "permission")
		must(o.ChangeStaff(o.owner, s.ID, auth.StaffChange{Role: ptr(auth.Manager)}))(t)
		caller := must(o.caller(in.Cookie))(t)
		if list := must(o.StaffList(regulars.WithActor(ctx, caller.Actor)))(t); len(list) != 2 {
			t.Errorf("staff: %v", list)
		}
		must(o.ChangeStaff(o.owner, s.ID, auth.StaffChange{Disabled: ptr(true)}))(t)
		_, err = o.caller(in.Cookie)
		wants(t, err, regulars.ErrUnauthorized, "session")
		must(o.ChangeStaff(o.owner, s.ID, auth.StaffChange{Disabled: ptr(false), Email: ptr("New@example.com")}))(t)
		in = must(o.signIn("new@example.com", goodPassword))(t)
		if err := o.RemoveStaff(o.owner, s.ID); err != nil {
			t.Fatal(err)
		}
		_, err = o.caller(in.Cookie)
		wants(t, err, regulars.ErrUnauthorized, "session")
		wants(t, o.RemoveStaff(o.owner, s.ID), regulars.ErrNotFound, "")
	})
}

func TestAnOwnerRemains(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		me := o.first.Staff.ID
		_, err := o.ChangeStaff(o.owner, me, auth.StaffChange{Role: ptr(auth.Agent)})
		wants(t, err, regulars.ErrConflict, "last_owner")
		_, err = o.ChangeStaff(o.owner, me, auth.StaffChange{Disabled: ptr(true)})
		wants(t, err, regulars.ErrConflict, "last_owner")
		wants(t, o.RemoveStaff(o.owner, me), regulars.ErrConflict, "last_owner")
		_, _, err = o.Invite(o.owner, auth.NewStaff{Email: "lin@example.com", Name: "Twin", Role: auth.Owner})
		wants(t, err, regulars.ErrConflict, "taken")
		// Two owners who dismiss each other at the same moment: one stays.
		ctx, other := o.as(auth.Owner)
		done := make(chan error)
		go func() { done <- o.RemoveStaff(o.owner, other.ID) }()
		go func() { done <- o.RemoveStaff(ctx, me) }()
		e1, e2 := <-done, <-done
		if (e1 == nil) == (e2 == nil) {
			t.Errorf("dismissed: %v, %v", e1, e2)
		}
	})
}

func TestLinksServeOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := context.Background()
		s, link, err := o.Invite(o.owner, auth.NewStaff{Email: "mei@example.com", Name: "Mei", Role: auth.Agent})
		if err != nil || !s.Invited {
			t.Fatal(s, err)
		}
		_, err = o.UseLink(ctx, link.Token, "mei@example.com")
		wants(t, err, regulars.ErrInvalid, "")
		must(o.UseLink(ctx, link.Token, goodPassword))(t)
		_, err = o.UseLink(ctx, link.Token, goodPassword)
		wants(t, err, regulars.ErrNotFound, "link")
		old := must(o.signIn("mei@example.com", goodPassword))(t)
		first := must(o.NewLink(o.owner, s.ID))(t)
		second := must(o.NewLink(o.owner, s.ID))(t)
		_, err = o.UseLink(ctx, first.Token, goodPassword+"!")
		wants(t, err, regulars.ErrNotFound, "link")
		in := must(o.UseLink(ctx, second.Token, goodPassword+"!"))(t)
		if _, err := o.caller(old.Cookie); err == nil {
			t.Error("a session outlived the password it was begun with")
		}
		must(o.caller(in.Cookie))(t)
		late := must(o.NewLink(o.owner, s.ID))(t)
		o.clock.Advance(8 * 24 * time.Hour)
		_, err = o.UseLink(ctx, late.Token, goodPassword)
		wants(t, err, regulars.ErrNotFound, "link")
	})
}

func TestChangePassword(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		other := must(o.signIn("lin@example.com", goodPassword))(t)
		caller := must(o.caller(o.first.Cookie))(t)
		wants(t, o.ChangePassword(o.owner, caller, home, "wrong", "another long password"), regulars.ErrInvalid, "credentials")
		wants(t, o.ChangePassword(o.owner, caller, home, goodPassword, "1234567890"), regulars.ErrInvalid, "too_easy")
		if err := o.ChangePassword(o.owner, caller, home, goodPassword, "another long password"); err != nil {
			t.Fatal(err)
		}
		must(o.caller(o.first.Cookie))(t)
		if _, err := o.caller(other.Cookie); err == nil {
			t.Error("the other session goes on")
		}
		_, err := o.signIn("lin@example.com", goodPassword)
		wants(t, err, regulars.ErrUnauthorized, "")
		must(o.signIn("lin@example.com", "another long password"))(t)
		// A key has no password.
		key := regulars.WithActor(context.Background(), auth.Key{ID: "k"}.Actor())
		wants(t, o.ChangePassword(key, auth.Caller{}, home, "", ""), regulars.ErrForbidden, "staff_only")
	})
}

func TestRehashWhenTheCostChanges(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		stored := func() (hash string) {
			o.db.Read(context.Background(), func(tx *store.Tx) (err error) {
				hash, err = store.Row(tx, store.One[string], "SELECT password FROM staff WHERE email = 'lin@example.com'")
				return err
			})
			return hash
		}
		before := stored()
		must(o.signIn("lin@example.com", goodPassword))(t)
		if stored() != before {
			t.Error("hashed anew without need")
		}
		dearer := open(t, o.db, auth.Options{Hashing: auth.Hashing{MemoryKiB: 16, Passes: 2, Lanes: 1}})
		must(dearer.signIn("lin@example.com", goodPassword))(t)
		after := stored()
		if after == before {
			t.Error("not hashed anew")
		}
		must(dearer.signIn("lin@example.com", goodPassword))(t)
		if stored() != after {
			t.Error("hashed anew twice")
		}
	})
}

func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ask := func(text string) (auth.Caller, error) {
			r, _ := http.NewRequest("GET", "http://shop.example/", nil)
			r.Header.Set("Authorization", "Bearer "+text)
			return o.Identify(r)
		}
		k, text, err := o.MakeKey(o.owner, auth.NewKey{Name: "Till", Permissions: []regulars.Permission{"orders:read", "customers:read", "orders:read"}})
		if err != nil || len(k.Permissions) != 2 || k.Prefix != text[:len(k.Prefix)] || len(k.Prefix) > 12 {
			t.Fatal(k, err)
		}
		c := must(ask(text))(t)
		if c.Actor.Kind != regulars.ActorKey || c.Session || !c.Actor.Allowed("orders:read") || c.Actor.Allowed("orders:write") || c.Actor.Allowed("keys:write") {
			t.Errorf("caller: %+v", c)
		}
		if list := must(o.Keys(o.owner))(t); len(list) != 1 || list[0].Used.IsZero() {
			t.Errorf("keys: %+v", list)
		}
		for _, wrong := range []string{"", "rk_", text[:len(text)-1], text + "x", "wk_" + text[3:]} {
			_, err := ask(wrong)
			wants(t, err, regulars.ErrUnauthorized, "key")
		}
		ctx, _ := o.as(auth.Manager)
		_, _, err = o.MakeKey(ctx, auth.NewKey{Name: "X", Permissions: []regulars.Permission{"customers:read"}})
		wants(t, err, regulars.ErrForbidden, "")
		// A key that makes keys gives no more than it has.
		_, maker, err := o.MakeKey(o.owner, auth.NewKey{Name: "Maker", Permissions: []regulars.Permission{"keys:write", "orders:read"}})
		if err != nil {
			t.Fatal(err)
		}
		made := regulars.WithActor(context.Background(), must(ask(maker))(t).Actor)
		_, _, err = o.MakeKey(made, auth.NewKey{Name: "Y", Permissions: []regulars.Permission{"staff:write"}})
		wants(t, err, regulars.ErrInvalid, "more_than_own")
		_, _, err = o.MakeKey(o.owner, auth.NewKey{Name: "Z", Permissions: []regulars.Permission{"coffee:make"}})
		wants(t, err, regulars.ErrInvalid, "choice")
		_, short, err := o.MakeKey(o.owner, auth.NewKey{Name: "Short", Permissions: []regulars.Permission{"orders:read"}, Expires: o.clock.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		must(ask(short))(t)
		o.clock.Advance(time.Hour)
		_, err = ask(short)
		wants(t, err, regulars.ErrUnauthorized, "key")
		if err := o.RevokeKey(o.owner, k.ID); err != nil {
			t.Fatal(err)
		}
		_, err = ask(text)
		wants(t, err, regulars.ErrUnauthorized, "key")
		wants(t, o.RevokeKey(o.owner, k.ID), regulars.ErrNotFound, "")
	})
}

func TestNoSecretIsStored(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		_, key, err := o.MakeKey(o.owner, auth.NewKey{Name: "Till", Permissions: []regulars.Permission{"orders:read"}})
		if err != nil {
			t.Fatal(err)
		}
		_, link, err := o.Invite(o.owner, auth.NewStaff{Email: "a@example.com", Name: "A", Role: auth.Agent})
		if err != nil {
			t.Fatal(err)
		}
		secrets := []any{key, link.Token, o.first.Cookie.Value, goodPassword}
		tables := map[string]string{"api_key": "hash", "link": "token", "session": "token", "staff": "password"}
		o.db.Read(context.Background(), func(tx *store.Tx) error {
			for table, column := range tables {
				n, err := store.Row(tx, store.One[int64], "SELECT count(*) FROM "+table+" WHERE "+column+" IN (?, ?, ?, ?)", secrets...)
				if err != nil || n != 0 {
					t.Errorf("%s holds a secret: %d %v", table, n, err)
				}
			}
			return nil
		})
	})
}

func TestSources(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := must(o.AddSource(o.owner, auth.NewSource{Name: "Web shop", Kind: auth.WebSource, Origins: []string{"https://shop.example"}}))(t)
		if got, ok := o.SourceByKey(s.WriteKey); !ok || got.ID != s.ID || !got.Enabled || !slices.Equal(got.Origins, s.Origins) {
			t.Errorf("by key: %+v %v", got, ok)
		}
		if got, ok := o.SourceByID(s.ID); !ok || got.WriteKey != s.WriteKey {
			t.Errorf("by id: %+v %v", got, ok)
		}
		_, err := o.AddSource(o.owner, auth.NewSource{Name: "Web shop", Kind: auth.WebSource})
		wants(t, err, regulars.ErrConflict, "taken")
		_, err = o.AddSource(o.owner, auth.NewSource{Name: "", Kind: "carrier pigeon", Origins: []string{"shop.example/path"}})
		var faults regulars.Faults
		if !errors.As(err, &faults) || len(faults) != 3 {
			t.Errorf("faults: %v", err)
		}
		changed := must(o.ChangeSource(o.owner, s.ID, auth.SourceChange{NewKey: true, Enabled: ptr(false), Secret: ptr("hush")}))(t)
		if _, ok := o.SourceByKey(s.WriteKey); ok {
			t.Error("the old key still opens")
		}
		if got, ok := o.SourceByKey(changed.WriteKey); !ok || got.Enabled || got.Secret != "hush" {
			t.Errorf("after the change: %+v %v", got, ok)
		}
		// Another node on the same database learns of it within seconds.
		if o.db.Dialect() == store.Postgres {
			other := open(t, o.db, auth.Options{})
			added := must(o.AddSource(o.owner, auth.NewSource{Name: "Till", Kind: auth.ServerSource}))(t)
			other.clock.Advance(2 * time.Second)
			if _, ok := other.SourceByKey(added.WriteKey); !ok {
				t.Error("the other node does not know the key")
			}
		}
		if err := o.RemoveSource(o.owner, s.ID); err != nil {
			t.Fatal(err)
		}
		if _, ok := o.SourceByKey(changed.WriteKey); ok {
			t.Error("a removed source still stands")
		}
		_, err = o.Source(o.owner, s.ID)
		wants(t, err, regulars.ErrNotFound, "")
		wants(t, o.RemoveSource(o.owner, s.ID), regulars.ErrNotFound, "")
	})
}

func TestWorkspaceChanges(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		w := must(o.ChangeWorkspace(o.owner, auth.WorkspaceChange{TimeZone: ptr("Europe/Berlin")}))(t)
		if got, _ := o.Workspace(); got != w || w.TimeZone != "Europe/Berlin" || w.Name != brand.Name {
			t.Errorf("workspace: %+v, at hand %+v", w, got)
		}
		_, err := o.ChangeWorkspace(o.owner, auth.WorkspaceChange{Currency: ptr("renminbi")})
		wants(t, err, regulars.ErrInvalid, "currency")
		ctx, _ := o.as(auth.Manager)
		_, err = o.ChangeWorkspace(ctx, auth.WorkspaceChange{Name: ptr("Mine")})
		wants(t, err, regulars.ErrForbidden, "")
		same := must(o.EnsureWorkspace(o.owner, auth.Workspace{Name: "Other", TimeZone: "UTC", Currency: "USD"}))(t)
		if same.Currency != "CNY" {
			t.Error("ensuring replaced the workspace")
		}
	})
}

func TestChangeSelf(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := must(o.ChangeSelf(o.owner, auth.SelfChange{Language: ptr("zh-CN"), Name: ptr("林")}))(t)
		if s.Language != "zh-CN" || s.Name != "林" || s.Role != auth.Owner {
			t.Errorf("self: %+v", s)
		}
		_, err := o.ChangeSelf(o.owner, auth.SelfChange{Language: ptr("tlh")})
		wants(t, err, regulars.ErrInvalid, "choice")
		_, err = o.ChangeSelf(context.Background(), auth.SelfChange{})
		wants(t, err, regulars.ErrUnauthorized, "")
	})
}

func TestRecordKeepsWhatStaffDid(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for range 5 {
			o.clock.Advance(time.Second)
			s := must(o.AddSource(o.owner, auth.NewSource{Name: regulars.NewID(o.clock.Now()), Kind: auth.ServerSource}))(t)
			if err := o.RemoveSource(o.owner, s.ID); err != nil {
				t.Fatal(err)
			}
		}
		var all []auth.Action
		var after auth.ActionCursor
		for {
			page, next, err := o.Actions(o.owner, auth.ActionFilter{TargetKind: "source"}, after, 3)
			if err != nil {
				t.Fatal(err)
			}
			if all = append(all, page...); next == (auth.ActionCursor{}) {
				break
			}
			after = next
		}
		if len(all) != 10 || !slices.IsSortedFunc(all, func(a, b auth.Action) int { return b.At.Compare(a.At) }) {
			t.Fatalf("%d actions", len(all))
		}
		if a := all[0]; a.ActorID != o.first.Staff.ID || a.ActorName != "Lin" || a.ActorKind != regulars.ActorStaff {
			t.Errorf("who: %+v", a)
		}
		// A failed deed leaves no line.
		wants(t, o.RemoveSource(o.owner, "none"), regulars.ErrNotFound, "")
		page, _, err := o.Actions(o.owner, auth.ActionFilter{TargetID: "none"}, auth.ActionCursor{}, 3)
		if err != nil || len(page) != 0 {
			t.Error(page, err)
		}
	})
}

func ptr[T any](v T) *T { return &v }
