package apitest

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/api"
	"regulars/api/routes"
	"regulars/auth"
	"regulars/internal/store"
)

// World is everything behind the API, wired as the program wires it, with a
// clock that stands still.
type World struct {
	API   *api.API
	Auth  *auth.Auth
	DB    *store.DB
	Clock *regulars.ManualClock
	// Server serves the whole address space over loopback.
	Server *httptest.Server

	t       testing.TB
	log     *strings.Builder
	waiters []func(context.Context) error
	actors  map[string]*client

	vocabulary map[string]bool // see words
}

// Began is when every scenario begins.
var Began = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// quick is a hash that costs next to nothing.
var quick = auth.Hashing{MemoryKiB: 8, Passes: 1, Lanes: 1}

// Open wires a world on an empty, migrated store.
func Open(t testing.TB, db *store.DB) *World {
	t.Helper()
	w := &World{t: t, DB: db, Clock: regulars.NewManualClock(Began), log: &strings.Builder{}, actors: map[string]*client{}}
	var err error
	if w.Auth, err = auth.Open(context.Background(), db, w.Clock, auth.Options{Hashing: quick}); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&lockedWriter{w: w.log}, nil))
	if w.API, err = api.New(api.Deps{Gate: w.Auth, Store: db, Clock: w.Clock, Log: log}); err != nil {
		t.Fatal(err)
	}
	root := http.NewServeMux()
	routes.Register(w.API, w.domains(root))
	root.Handle("/api/", w.API.Handler())
	w.Server = httptest.NewServer(root)
	t.Cleanup(w.Server.Close)
	return w
}

// Frame gives the API with every operation declared and no domain behind it,
// for looking at what is declared and at what comes before an operation.
func Frame(gate api.Gate) (*api.API, error) {
	a, err := api.New(api.Deps{Gate: gate})
	if err == nil {
		routes.Register(a, routes.Deps{})
	}
	return a, err
}

// client is who sends a request: nothing, a session or an API key.
type client struct {
	cookie *http.Cookie
	csrf   string
	key    string
}

const password = "a password of the tests"

// setUp sets the workspace up and gives its owner.
func (w *World) setUp() {
	w.t.Helper()
	ctx := context.Background()
	token, err := w.Auth.SetupToken(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	in, err := w.Auth.SetUp(ctx, auth.Setup{Token: token, Name: "Lin", Email: "owner@example.com", Password: password,
		Workspace: auth.Workspace{Name: "Tea House", TimeZone: "Asia/Shanghai", Currency: "CNY"}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.actors["owner"] = &client{cookie: in.Cookie, csrf: in.CSRF}
}

// system is a context in which the test itself acts.
func system() context.Context {
	return regulars.WithActor(context.Background(), regulars.System("apitest"))
}

// actor gives the client that a direction names: "owner", "key customers:read".
func (w *World) actor(who string) (*client, error) {
	if c := w.actors[who]; c != nil || who == "nobody" {
		return c, nil
	}
	c := &client{}
	if permissions, ok := strings.CutPrefix(who, "key"); ok {
		n := auth.NewKey{Name: "Scenario"}
		for _, p := range strings.Fields(permissions) {
			n.Permissions = append(n.Permissions, regulars.Permission(p))
		}
		_, key, err := w.Auth.MakeKey(system(), n)
		if err != nil {
			return nil, err
		}
		c.key = key
	} else {
		role := auth.Role(who)
		if !role.Valid() {
			return nil, fmt.Errorf("nobody is called %s", who)
		}
		_, link, err := w.Auth.Invite(system(), auth.NewStaff{Name: who, Email: who + "@example.com", Role: role})
		if err != nil {
			return nil, err
		}
		in, err := w.Auth.UseLink(context.Background(), link.Token, password)
		if err != nil {
			return nil, err
		}
		c.cookie, c.csrf = in.Cookie, in.CSRF
	}
	w.actors[who] = c
	return c, nil
}
