package starter_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/tag"
	"regulars/tag/starter"
	"regulars/tag/tagtest"
)

// TestRefreshIsARun has random things happen to random customers, merges and what
// staff say among them, and holds what refreshes keep to what a run from nothing
// comes to.
func TestRefreshIsARun(t *testing.T) {
	t.Parallel()
	tagtest.Each(t, func(t *testing.T, w *tagtest.World) {
		for seed := range uint64(2) {
			history(w, rand.New(rand.NewPCG(seed, 7)))
		}
	})
}

func history(w *tagtest.World, r *rand.Rand) {
	w.Tell(w.Did("u0", time.Hour, "Order Completed", 10, `{"shop":"a","coupon":"x","products":[{"name":"n","category":"c","quantity":1,"price":1}]}`),
		w.Did("u0", time.Hour, "Product Added", 0, `{"category":"c"}`), w.Did("u0", time.Hour, "Product Reviewed", 0, `{"rating":5}`))
	all := starter.All()
	for i := range all {
		all[i].Freshness = tag.Live // others stay until the next run
	}
	w.Check(w.Tags.Seed(w.Ctx, all))
	w.Run()
	list, err := w.Tags.List(w.Ctx)
	w.Check(err)
	care := list[slices.IndexFunc(list, func(s tag.Standing) bool { return s.Key == "care" })].ID
	for range 12 {
		var events []regulars.Event
		for range 1 + r.IntN(20) {
			events = append(events, random(w, r))
		}
		w.Tell(events...)
		if n := w.Number(fmt.Sprintf("u%d", r.IntN(12))); n != 0 && r.IntN(2) == 0 {
			_, err := w.Tags.Say(w.Ctx, care, []tag.Said{{Customer: n, Value: []string{"vip", "press"}[r.IntN(2)]}})
			w.Check(err)
		}
		w.Clock.Advance(time.Second)
		w.Refresh()
	}
	w.Same()
}

func random(w *tagtest.World, r *rand.Rand) regulars.Event {
	user, ago := fmt.Sprintf("u%d", r.IntN(12)), time.Duration(r.IntN(400*24))*time.Hour
	shop := string(rune('a' + r.IntN(3)))
	switch r.IntN(8) {
	case 0:
		return w.Did(user, ago, "Product Added", 0, fmt.Sprintf(`{"category":"%s"}`, shop))
	case 1:
		return w.Did(user, ago, "Product Reviewed", 0, fmt.Sprintf(`{"rating":%d}`, 1+r.IntN(5)))
	case 2:
		return w.Did(user, ago, "Order Refunded", int64(1+r.IntN(50)), "")
	case 3:
		return w.Is(user, fmt.Sprintf(`{"city":"%s","birthday":"19%d-05-06"}`, []string{"上海", "成都", "北京"}[r.IntN(3)], 60+r.IntN(39)))
	case 4:
		if r.IntN(4) == 0 {
			return w.Alias(user, fmt.Sprintf("u%d", 12+r.IntN(6)))
		}
		return w.Did(fmt.Sprintf("u%d", 12+r.IntN(6)), ago, "Order Completed", int64(1+r.IntN(400)), `{}`)
	}
	return w.Did(user, ago, "Order Completed", int64(1+r.IntN(400)), fmt.Sprintf(`{"shop":"%s","coupon":"x","products":[{"name":"%s","category":"%s","quantity":%d,"price":12.5}]}`, shop, shop, shop, 1+r.IntN(4)))
}

// TestStarters holds the starters to their rules and to what they speak of.
func TestStarters(t *testing.T) {
	t.Parallel()
	tagtest.Each(t, func(t *testing.T, w *tagtest.World) {
		all := starter.All()
		if len(all) < 60 {
			t.Fatalf("there are %d starters", len(all))
		}
		w.Tell(w.Is("u1", `{"gender":"女","city":"上海","birthday":"1990-05-06","name":"Li","email":"li@qq.com","phone":"13800138000"}`))
		for _, e := range [][2]string{{"Order Completed", `{"coupon":"NEW20","store":"杭州","products":[{"product_id":"p1","name":"tea","category":"绿茶","price":98,"quantity":2}]}`},
			{"Product Added", `{"category":"绿茶"}`}, {"Product Reviewed", `{"rating":5}`}, {"Service Rated", `{"rating":4}`}, {"Hotline Called", `{"topic":"发票"}`},
			{"Complaint Made", `{"topic":"物流"}`}, {"Product Shared", `{"share_via":"wechat"}`}, {"Invite Sent", `{}`}, {"Referral Completed", `{}`},
			{"Order Shipped", `{}`}, {"Order Delivered", `{}`}, {"Order Refunded", `{}`}} {
			amount := int64(0)
			if e[0] == "Order Completed" {
				amount = 196
			}
			w.Tell(w.Did("u1", 24*time.Hour, e[0], amount, e[1]))
		}
		w.Check(w.Tags.Seed(w.Ctx, all))
		w.Check(w.Tags.Seed(w.Ctx, all)) // once only
		w.Run()
		list, err := w.Tags.List(w.Ctx)
		w.Check(err)
		if len(list) != len(all) {
			t.Fatalf("%d tags of %d starters", len(list), len(all))
		}
		for _, x := range list {
			if x.State != tag.Ready {
				t.Errorf("%s is %s", x.Key, x.State)
			}
			if x.English == "" || x.Chinese == "" || x.Name.English == "" || x.Name.Chinese == "" || x.Purpose.English == "" || x.Purpose.Chinese == "" {
				t.Errorf("%s is not told in both languages", x.Key)
			}
		}
		got := " " + w.Of(w.Number("u1")) + " "
		for _, want := range []string{"gender=female", "age_band=from35", "city_tier=first", "region=east", "repeat_buyer=false", "spend_total=196", "spend_band=small",
			"price_sensitivity=high", "favourite_category=绿茶", "favourite_store=杭州", "buying_weekday=weekdays", "delivery=smooth", "service_mood=happy",
			"advocate=brings", "contactable=both", "mailbox=qq", "warmth=hot", "units=2", "coupon_share=1", "refund_rate=many", "new_buyer=true"} {
			if !strings.Contains(got, " "+want+" ") {
				t.Errorf("%s is not among %s", want, got)
			}
		}
		runs, err := w.Tags.Coverage(w.Ctx, 10)
		w.Check(err)
		if len(runs) != 1 || runs[0].Customers != 1 || runs[0].Coverage < 0.8 {
			t.Errorf("coverage %+v", runs)
		}
	})
}
