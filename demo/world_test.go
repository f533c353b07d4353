package demo

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

var until = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func TestTheSameSeedIsTheSameWorld(t *testing.T) {
	t.Parallel()
	a, b := New(Options{Seed: 3, Customers: 60, Until: until}), New(Options{Seed: 3, Customers: 60, Until: until})
	if !reflect.DeepEqual(a.calls, b.calls) {
		t.Error("two worlds of one seed differ")
	}
	if c := New(Options{Seed: 4, Customers: 60, Until: until}); reflect.DeepEqual(a.calls, c.calls) {
		t.Error("two seeds give one world")
	}
}

func TestTheWorldIsBelievable(t *testing.T) {
	t.Parallel()
	w := New(Options{Seed: 1, Until: until})
	seen := map[string]int{}
	ids, buyers, orders := map[any]bool{}, map[any]int{}, 0
	last := time.Time{}
	for _, c := range w.calls {
		if c.at.After(until) || c.at.Before(last) {
			t.Fatal("out of time", c.at)
		}
		last = c.at
		if ids[c.body["messageId"]] {
			t.Fatal("a message twice")
		}
		ids[c.body["messageId"]] = true
		name, _ := c.body["event"].(string)
		seen[name]++
		if name == "Order Completed" {
			orders++
			buyers[c.body["userId"]]++
		}
	}
	if len(buyers) < 4990 {
		t.Errorf("%d people bought, want nearly 5,000", len(buyers))
	}
	again := 0
	for _, n := range buyers {
		if n > 1 {
			again++
		}
	}
	if share := float64(again) / float64(len(buyers)); share < 0.35 || share > 0.75 {
		t.Errorf("%.0f %% came back", 100*share)
	}
	for _, name := range []string{"Order Shipped", "Order Delivered", "Order Refunded", "Order Cancelled", "Product Reviewed", "Hotline Called", "Product Added", "Checkout Started",
		"Service Rated", "Complaint Made", "Product Shared", "Invite Sent", "Referral Completed", "Email Sent", "Email Bounced"} {
		if seen[name] < 20 {
			t.Errorf("only %d %s", seen[name], name)
		}
	}
	if n := w.Calls(); n < 60_000 || n > 400_000 {
		t.Errorf("%d messages", n)
	}
	t.Logf("%d messages, %d orders, %d of %d came back, truth %+v", w.Calls(), orders, again, len(buyers), w.Truth(90))
}

func TestSpendFollowsTheCustomersOwnMean(t *testing.T) {
	t.Parallel()
	w := New(Options{Seed: 2, Customers: 3000, Until: until})
	spent, n := map[string]float64{}, map[string]float64{}
	for _, c := range w.calls {
		if c.body["event"] != "Order Completed" || strings.HasPrefix(c.body["messageId"].(string), "T-") {
			continue
		}
		p, _ := c.body["properties"].(map[string]any)
		if total, ok := p["total"].(float64); ok {
			id := c.body["userId"].(string)
			spent[id] += total
			n[id]++
		}
	}
	var got, want float64
	for _, p := range w.People {
		if n[p.UserID] >= 3 {
			got += spent[p.UserID] / n[p.UserID]
			want += p.Spend
		}
	}
	if ratio := got / want; ratio < 0.9 || ratio > 1.1 {
		t.Errorf("people spend %.2f times what they mean to", ratio)
	}
}
