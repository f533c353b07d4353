package demo

import "time"

// What people say about being served, and whom they tell of the brand: the
// evidence behind the health index besides buying and looking.

// rated tells how somebody rates being served, when asked after a delivery or a
// call; most do not answer.
func (w *World) rated(p *Person, at time.Time, order, about string, bad bool, answers float64) {
	if !w.chance(answers) {
		return
	}
	odds := []int{2, 3, 8, 32, 55}
	if bad {
		odds = []int{30, 26, 22, 14, 8}
	}
	rating := 1 + w.weighted(5, func(i int) int { return odds[i] })
	said := map[string]any{"order_id": order, "rating": rating, "about": about}
	if about == "call" {
		said["channel"] = spoken[SourceHotline]
	}
	w.track(p, at, w.home(p), "Service Rated", said)
}

// complained tells that somebody did more than ask.
func (w *World) complained(p *Person, at time.Time, order, topic string) {
	w.track(p, at, SourceHotline, "Complaint Made", map[string]any{"order_id": order, "topic": topic})
}

// tells has somebody who likes to talk share what they saw, and now and then
// bring a friend.
func (w *World) tells(p *Person, at time.Time) {
	if !p.talks {
		return
	}
	switch {
	case w.chance(0.10):
		item := pick(w, catalogue)
		w.track(p, at, w.home(p), "Product Shared", map[string]any{"product_id": item.id, "name": item.name, "share_via": pick(w, []string{"wechat", "weibo", "link"})})
	case w.chance(0.03):
		w.track(p, at, w.home(p), "Invite Sent", map[string]any{"share_via": "wechat"})
		if w.chance(0.35) {
			w.track(p, at.Add(time.Duration(30+w.random.IntN(200))*time.Hour), w.home(p), "Referral Completed", map[string]any{"share_via": "wechat"})
		}
	}
}
