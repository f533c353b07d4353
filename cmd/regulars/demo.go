package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"strings"
	"time"

	"regulars/demo"
)

// demoOwner is who owns the demo brand.
const demoOwner = "owner@shanquan.example"

// fillDemo sets the workspace up as the demo brand and tells its history, over
// the API as any client would. It tells on stdout how to sign in.
func (c *serveCmd) fillDemo(ctx context.Context, s *session, a *app, address, token string) {
	password := c.DemoPassword
	if password == "" {
		password = "tea-" + strings.ToLower(rand.Text())[:12]
	}
	base := "http://" + dialable(address)
	client, err := demo.SetUp(ctx, base, token, demo.Owner{Name: "林清", Email: demoOwner, Password: password,
		Brand: "山泉集", TimeZone: "Asia/Shanghai", Currency: "CNY"})
	if err != nil {
		a.slog.Error("the demo could not be set up", "error", err)
		return
	}
	fmt.Fprintf(s.stdout, "regulars is at %s\nsign in as %s with the password %s\n", s.publicURL(address), demoOwner, password)
	world := demo.New(demo.Options{Seed: 1, Customers: c.DemoCustomers, Until: a.clock.Now()})
	last := time.Time{}
	err = client.Fill(ctx, world, func(done, total int) {
		if now := a.clock.Now(); done == total || now.Sub(last) > time.Second {
			last = now
			fmt.Fprintf(s.stderr, "\rtelling the demo brand's history %3d %%", 100*done/total)
		}
	})
	fmt.Fprintln(s.stderr)
	if err != nil {
		if ctx.Err() == nil {
			a.slog.Error("the demo's history was cut short", "error", err)
		}
		return
	}
	if err := a.log.CaughtUp(ctx); err != nil {
		return
	}
	fmt.Fprintf(s.stdout, "the demo brand is complete: %d customers, %d events\n", len(world.People), world.Calls())
}

// dialable turns an address that listens everywhere into one to call.
func dialable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	if host == "" || host == "::" || host == "0.0.0.0" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
