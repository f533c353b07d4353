package demo

import (
	"fmt"
	"math"
	"time"
)

// spoken are the channels of sources that are servers: a till stands in a store.
var spoken = map[string]string{SourceTill: "store", SourceHotline: "hotline"}

// say adds a message of a person at an instant, if that lies in the past.
func (w *World) say(p *Person, at time.Time, source string, body map[string]any) {
	if at.After(w.Until) {
		return
	}
	body["messageId"] = fmt.Sprintf("%s-%06x", p.UserID, len(w.calls))
	body["timestamp"] = at.UTC().Format("2006-01-02T15:04:05.000Z")
	if channel := spoken[source]; channel != "" {
		context, _ := body["context"].(map[string]any)
		if context == nil {
			context = map[string]any{}
		}
		context["channel"], body["context"] = channel, context
	}
	w.calls = append(w.calls, call{at: at, source: source, body: body, n: len(w.calls)})
}

// track is something a known customer did.
func (w *World) track(p *Person, at time.Time, source, event string, properties map[string]any) {
	w.say(p, at, source, map[string]any{"type": "track", "event": event, "userId": p.UserID, "properties": properties})
}

// live tells a person's whole history: the first order, orders while they
// stay, visits between them.
func (w *World) live(p *Person) {
	w.arrive(p)
	w.buy(p, p.First)
	for at := p.First; ; {
		at = at.Add(weeks(w.random.ExpFloat64() / p.Rate))
		if at.After(p.Left) || at.After(w.Until) {
			break
		}
		w.buy(p, w.daytime(at))
	}
	w.visits(p)
}

// arrive tells how somebody became a customer: they looked around first,
// without a name, and signed up.
func (w *World) arrive(p *Person) {
	traits := map[string]any{"name": p.Name, "phone": p.Phone, "city": cities[p.City].name, "createdAt": p.First.UTC().Format(time.RFC3339)}
	if p.english {
		traits["city"] = cities[p.City].en
	}
	if p.Email != "" {
		traits["email"] = p.Email
	}
	if w.chance(0.55) {
		traits["birthday"] = fmt.Sprintf("%d-%02d-%02d", 1960+w.random.IntN(45), 1+w.random.IntN(12), 1+w.random.IntN(28))
	}
	if w.chance(0.6) {
		traits["gender"] = []string{"female", "male"}[w.weighted(2, func(i int) int { return []int{62, 38}[i] })]
	}
	source := w.source(p)
	w.misspell(p, traits, source)
	if source == SourceWeb {
		w.browse(p, p.First.Add(-time.Duration(5+w.random.IntN(25))*time.Minute), 2+w.random.IntN(4), true)
	}
	identify := map[string]any{"type": "identify", "userId": p.UserID, "traits": traits}
	if source == SourceWeb || source == SourceApp {
		identify["anonymousId"] = p.AnonymousID
	}
	if p.Card != "" {
		identify["context"] = map[string]any{"externalIds": []any{map[string]any{"id": p.Card, "type": "card", "collection": "users", "encoding": "none"}}}
	}
	w.say(p, p.First.Add(-90*time.Second), source, identify)
	w.letters(p, traits["email"])
}

// source gives the way somebody comes this time.
func (w *World) source(p *Person) string {
	likes := [3][3]int{{78, 16, 6}, {18, 76, 6}, {16, 12, 72}}
	return []string{SourceWeb, SourceApp, SourceTill}[w.weighted(3, func(i int) int { return likes[p.home][i] })]
}

// visits tells what somebody looked at without buying, while they stayed and a
// little beyond: interest fades before a customer is gone.
func (w *World) visits(p *Person) {
	if p.home == 2 {
		return
	}
	end := p.Left.Add(2 * week)
	if end.After(w.Until) {
		end = w.Until
	}
	rate := 0.08 + 0.7*math.Min(p.Rate, 0.5)
	for at := p.First; ; {
		at = at.Add(weeks(w.random.ExpFloat64() / rate))
		if at.After(end) {
			return
		}
		when := w.daytime(at)
		if p.home == 1 {
			w.screens(p, when)
		} else {
			w.browse(p, when, 1+w.random.IntN(5), false)
		}
		w.tells(p, when.Add(2*time.Minute))
		if w.chance(0.18) {
			item := pick(w, catalogue)
			w.track(p, when.Add(3*time.Minute), w.home(p), "Product Added", w.line(item, 1))
		}
	}
}

func (w *World) home(p *Person) string { return []string{SourceWeb, SourceApp, SourceTill}[p.home] }

// browse tells n pages of the web shop seen in one visit.
func (w *World) browse(p *Person, at time.Time, n int, anonymous bool) {
	for range n {
		path, title := "", ""
		if w.chance(0.6) {
			item := pick(w, catalogue)
			path, title = "/p/"+item.id, item.name
		} else {
			page := pick(w, pages)
			path, title = page.path, page.title
		}
		body := map[string]any{"type": "page", "anonymousId": p.AnonymousID,
			"properties": map[string]any{"path": path, "title": title, "url": "https://shanquan.example" + path}}
		if !anonymous {
			body["userId"] = p.UserID
		}
		w.say(p, at, SourceWeb, body)
		at = at.Add(time.Duration(12+w.random.IntN(150)) * time.Second)
	}
}

// screens tells a visit in the app.
func (w *World) screens(p *Person, at time.Time) {
	for range 1 + w.random.IntN(3) {
		name := "商品"
		properties := map[string]any{"product_id": pick(w, catalogue).id}
		if w.chance(0.4) {
			name, properties = pick(w, []string{"首页", "我的", "积分", "订单"}), map[string]any{}
		}
		w.say(p, at, SourceApp, map[string]any{"type": "screen", "userId": p.UserID, "name": name, "properties": properties})
		at = at.Add(time.Duration(10+w.random.IntN(90)) * time.Second)
	}
}

// accidents are what a real shop sends by mistake: they end in quarantine.
func (w *World) accidents() {
	if len(w.People) == 0 {
		return
	}
	at := w.Until.Add(-26 * time.Hour)
	p := w.People[0]
	w.say(p, at, SourceTill, map[string]any{"type": "track", "userId": p.UserID, "event": "Order Completed",
		"properties": map[string]any{"total": "128.00 元", "order_id": "T-TEST-1", "currency": "CNY"}})
	w.say(p, at.Add(time.Minute), SourceWeb, map[string]any{"type": "track", "userId": p.UserID, "properties": map[string]any{"step": 2}})
	w.say(p, at.Add(2*time.Minute), SourceApp, map[string]any{"type": "screen", "name": "首页"})
	w.say(p, at.Add(3*time.Minute), SourceTill, map[string]any{"type": "track", "userId": p.UserID, "event": "Order Completed",
		"properties": map[string]any{"total": 59, "currency": "CNY"}})
}
