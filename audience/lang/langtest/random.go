package langtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"regulars"
	"regulars/audience/lang"
)

// Zones are those whose days are hard to get right.
var Zones = []string{"Asia/Shanghai", "UTC", "America/New_York", "America/Havana", "Asia/Kolkata", "Australia/Lord_Howe"}

// noon is about when random histories end: near two changes of clocks.
var noon = time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)

// Draw draws a world of a few customers and an instant at which to ask.
func Draw(t *rapid.T) (*World, time.Time) {
	zone, err := time.LoadLocation(rapid.SampledFrom(Zones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	w := &World{Catalogue: Catalogue(zone)}
	now := drawInstant(t, "now")
	for i := range rapid.IntRange(1, 6).Draw(t, "people") {
		p := lang.Person{Number: int64(i + 1), Facts: drawFacts(t)}
		if rapid.Bool().Draw(t, "own zone") {
			if p.Zone, err = time.LoadLocation(rapid.SampledFrom(Zones).Draw(t, "zone")); err != nil {
				t.Fatal(err)
			}
		}
		for range rapid.IntRange(0, 8).Draw(t, "events") {
			e := drawEvent(t)
			e.Customer, e.Origin = p.Number, p.Number
			p.Events = append(p.Events, e)
		}
		slices.SortStableFunc(p.Events, func(a, b regulars.Event) int { return a.Time.Compare(b.Time) })
		w.People, w.Names = append(w.People, p), append(w.Names, fmt.Sprint("p", i+1))
	}
	return w, now
}

// drawInstant prefers instants that coincide: few of them, on full hours, in
// the same days, sometimes a microsecond off.
func drawInstant(t *rapid.T, name string) time.Time {
	days := rapid.SampledFrom([]int{0, 0, 1, 1, 2, 3, 7, 8, 30, 31, 89, 90, 400}).Draw(t, name)
	at := noon.AddDate(0, 0, -days).Add(time.Duration(rapid.IntRange(-12, 12).Draw(t, "hour")) * time.Hour)
	return at.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 0, 0, 1, -1}).Draw(t, "microsecond")) * time.Microsecond)
}

var (
	cities     = []string{"上海", "Paris", "x", ""}
	categories = []string{"tea", "cup", "红茶", ""}
)

func drawFacts(t *rapid.T) *Facts {
	f := &Facts{Fields: map[string]lang.Value{}}
	some := func(name string, v func() lang.Value) {
		if rapid.IntRange(0, 3).Draw(t, name) > 0 {
			f.Fields[name] = v()
		}
	}
	some("city", func() lang.Value { return lang.TextOf(rapid.SampledFrom(cities).Draw(t, "text")) })
	some("age", func() lang.Value { return lang.NumberOf(drawNumber(t)) })
	some("spend", func() lang.Value { return lang.Whole(rapid.Int64Range(0, 2000).Draw(t, "whole")) })
	some("level", func() lang.Value {
		return lang.TextOf(rapid.SampledFrom([]string{"silver", "gold"}).Draw(t, "text"))
	})
	some("subscribed", func() lang.Value { return lang.BoolOf(rapid.Bool().Draw(t, "truth")) })
	some("birthday", func() lang.Value {
		return lang.DateOf(rapid.IntRange(1999, 2001).Draw(t, "year"), time.Month(rapid.IntRange(2, 3).Draw(t, "month")), rapid.SampledFrom([]int{1, 8, 9, 10, 16, 28, 29}).Draw(t, "day"))
	})
	some("signedUp", func() lang.Value { return lang.TimeOf(drawInstant(t, "signed up")) })
	some("tags", func() lang.Value { return lang.TextsOf(rapid.SampledFrom(cities[:3]).Draw(t, "tag")) })
	f.In = rapid.SampledFrom([][]string{nil, {"VIP"}, {"Friends", "VIP"}}).Draw(t, "in")
	return f
}

// drawNumber draws numbers of which many are equal or near each other.
func drawNumber(t *rapid.T) lang.Number {
	return lang.Number(rapid.SampledFrom([]int64{0, 1, -1, 5_000, 10_000, 10_001, 20_000, 30_000, -15_000, 1_000_000}).Draw(t, "number"))
}

func drawEvent(t *rapid.T) regulars.Event {
	at := drawInstant(t, "at")
	e := regulars.Event{Type: regulars.Track, Time: at, Received: at, Source: "random"}
	e.Name = rapid.SampledFrom([]string{"Order Completed", "Order Completed", "Product Added", "Product Added", "Email Opened"}).Draw(t, "name")
	if rapid.IntRange(0, 9).Draw(t, "page?") == 0 {
		e.Type, e.Name = regulars.Page, rapid.SampledFrom([]string{"", "首页"}).Draw(t, "page")
	}
	e.Channel = rapid.SampledFrom([]regulars.Channel{"", regulars.Web, regulars.Store}).Draw(t, "channel")
	if rapid.Bool().Draw(t, "amount?") {
		e.Amount = regulars.Money{Minor: rapid.SampledFrom([]int64{0, 1, 100, 150, -100, 10_000}).Draw(t, "minor"), Currency: rapid.SampledFrom([]string{"CNY", "CNY", "CNY", "JPY"}).Draw(t, "currency")}
		e.Order = rapid.SampledFrom([]string{"A-1", "A-2"}).Draw(t, "order")
	}
	body := map[string]any{}
	if rapid.Bool().Draw(t, "category?") {
		body["category"] = rapid.SampledFrom([]any{"tea", "cup", "红茶", "", nil, 7, true}).Draw(t, "category")
	}
	if rapid.Bool().Draw(t, "quantity?") {
		numbers := []any{0, 1, 2, 0.5, "2", "none", nil, json.Number("1.00005"), json.Number("99999999999999"), []int{1}}
		body["quantity"] = rapid.SampledFrom(numbers).Draw(t, "quantity")
		body["price"] = body["quantity"]
	}
	if rapid.Bool().Draw(t, "gift?") {
		body["gift"] = rapid.SampledFrom([]any{true, false, "true", "yes", 1}).Draw(t, "gift")
	}
	if len(body) > 0 {
		e.Body, _ = json.Marshal(body)
	}
	return e
}

// DrawNode draws a tree made of the whole language that fits the catalogue of
// scripts.
func DrawNode(t *rapid.T, depth int) lang.Node {
	if depth > 0 {
		switch rapid.IntRange(0, 5).Draw(t, "node") {
		case 0:
			return lang.Node{All: []lang.Node{DrawNode(t, depth-1), DrawNode(t, depth-1)}}
		case 1:
			return lang.Node{Any: []lang.Node{DrawNode(t, depth-1), DrawNode(t, depth-1)}}
		case 2:
			inner := DrawNode(t, depth-1)
			return lang.Node{Not: &inner}
		}
	}
	var c lang.Condition
	switch rapid.IntRange(0, 9).Draw(t, "condition") {
	case 0, 1:
		c = drawField(t)
	case 2:
		c = drawGroup(t)
	default:
		c = drawSeries(t)
	}
	return lang.Node{Is: &c}
}

var (
	ordered = []lang.Op{lang.OpLess, lang.OpAtMost, lang.OpMore, lang.OpAtLeast}
	equal   = append([]lang.Op{lang.OpEq, lang.OpNe}, ordered...)
)

// compareNumber completes a condition about a number.
func compareNumber(t *rapid.T, c lang.Condition, v func() lang.Value) lang.Condition {
	if rapid.IntRange(0, 6).Draw(t, "in?") == 0 {
		c.Op, c.Value = lang.OpIn, lang.ListOf(v(), v())
		return c
	}
	c.Op, c.Value = rapid.SampledFrom(equal).Draw(t, "op"), v()
	return c
}

func compareText(t *rapid.T, c lang.Condition, texts []string) lang.Condition {
	v := func() lang.Value { return lang.TextOf(rapid.SampledFrom(texts[:len(texts)-1]).Draw(t, "text")) }
	c.Op = rapid.SampledFrom([]lang.Op{lang.OpEq, lang.OpNe, lang.OpIn, lang.OpContains, lang.OpStarts, lang.OpEnds}).Draw(t, "op")
	if c.Value = v(); c.Op == lang.OpIn {
		c.Value = lang.ListOf(c.Value, v())
	}
	return c
}

func drawDate(t *rapid.T) lang.Value {
	at := drawInstant(t, "date")
	return lang.DateOf(at.Year(), at.Month(), at.Day())
}

func drawDays(t *rapid.T) lang.Value {
	return lang.NumberOf(lang.Number(rapid.SampledFrom([]int64{0, 10_000, 15_000, 20_000, 70_000, -10_000, 310_000}).Draw(t, "days")))
}

func drawSpan(t *rapid.T) lang.Span {
	return rapid.SampledFrom([]lang.Span{{N: 1, Unit: lang.Hours}, {N: 90, Unit: lang.Minutes}, {N: 1, Unit: lang.Days}, {N: 7, Unit: lang.Days}, {N: 1, Unit: lang.Weeks}, {N: 30, Unit: lang.Days}, {N: 90, Unit: lang.Days}}).Draw(t, "span")
}

func drawField(t *rapid.T) lang.Condition {
	number := func() lang.Value { return lang.NumberOf(drawNumber(t)) }
	days := func() lang.Value { return drawDays(t) }
	dated := rapid.SampledFrom([]string{"birthday", "signedUp"}).Draw(t, "dated")
	switch rapid.IntRange(0, 11).Draw(t, "field") {
	case 0:
		return compareNumber(t, lang.Condition{Field: "age"}, number)
	case 1:
		return compareText(t, lang.Condition{Field: "city"}, cities)
	case 2:
		return lang.Condition{Field: "level", Op: lang.OpIn, Value: lang.ListOf(lang.TextOf("gold"), lang.TextOf("platinum"))}
	case 3:
		return lang.Condition{Field: "subscribed", Op: rapid.SampledFrom(equal[:2]).Draw(t, "op"), Value: lang.BoolOf(rapid.Bool().Draw(t, "truth"))}
	case 4:
		return lang.Condition{Field: "tags", Op: lang.OpHolds, Value: lang.TextOf(rapid.SampledFrom(cities[:3]).Draw(t, "tag"))}
	case 5:
		return lang.Condition{Field: rapid.SampledFrom([]string{"city", "鞋码", "tags", "birthday"}).Draw(t, "has"), Take: lang.TakeHas}
	case 6:
		return lang.Condition{Field: dated, Op: rapid.SampledFrom(equal).Draw(t, "op"), Value: drawDate(t)}
	case 7:
		return compareNumber(t, lang.Condition{Field: dated, Take: lang.TakeDaysAgo}, days)
	case 8:
		return compareNumber(t, lang.Condition{Field: dated, Take: lang.TakeMonth}, days)
	case 9:
		return lang.Condition{Field: dated, Take: rapid.SampledFrom([]lang.Take{lang.TakeToday, lang.TakeThisMonth}).Draw(t, "take")}
	case 10:
		return lang.Condition{Field: dated, Take: lang.TakeWithin, Value: lang.SpanOf(lang.Span{N: rapid.SampledFrom([]int{1, 7, 366}).Draw(t, "n"), Unit: lang.Days})}
	}
	return compareNumber(t, lang.Condition{Field: dated, Take: lang.TakeDay}, days)
}

func drawGroup(t *rapid.T) lang.Condition {
	percent := lang.NumberOf(lang.Number(rapid.Int64Range(1, 1_000_000).Draw(t, "percent")))
	return lang.Condition{In: rapid.SampledFrom([]*lang.Group{
		{Audience: "VIP"}, {List: "Friends"}, {Share: &lang.Share{Percent: percent, Salt: "s"}},
		{Top: &lang.Rank{Percent: percent, By: "spend"}}, {Bottom: &lang.Rank{Count: 3, By: "age"}},
	}).Draw(t, "group")}
}

// drawWhere draws a condition about the properties of a kind of event.
func drawWhere(t *rapid.T, event string, depth int) *lang.Node {
	if depth == 0 && rapid.Bool().Draw(t, "where?") {
		return nil
	}
	var n lang.Node
	switch rapid.IntRange(0, 5).Draw(t, "where") {
	case 0:
		if depth < 2 {
			n.All = []lang.Node{*drawWhere(t, event, depth+1), *drawWhere(t, event, depth+1)}
			return &n
		}
	case 1:
		if depth < 2 {
			n.Not = drawWhere(t, event, depth+1)
			return &n
		}
	case 2:
		if depth < 2 {
			n.Any = []lang.Node{*drawWhere(t, event, depth+1), *drawWhere(t, event, depth+1)}
			return &n
		}
	}
	n.Is = drawProperty(t, event)
	return &n
}

func drawProperty(t *rapid.T, event string) *lang.Condition {
	number := func() lang.Value { return lang.NumberOf(drawNumber(t)) }
	c := lang.Condition{Field: "channel"}
	kind := rapid.IntRange(0, 6).Draw(t, "property")
	switch {
	case event == "visits":
		c = compareText(t, lang.Condition{Field: "page"}, []string{"首页", ""})
		return &c
	case kind == 0:
		c = compareText(t, lang.Condition{Field: "category"}, categories)
	case kind == 1 && event == "orders":
		c = compareNumber(t, lang.Condition{Field: rapid.SampledFrom([]string{"total", "quantity"}).Draw(t, "number")}, number)
	case kind == 2 && event == "orders":
		c = lang.Condition{Field: "gift", Op: lang.OpEq, Value: lang.BoolOf(rapid.Bool().Draw(t, "truth"))}
	case kind == 3 && event == "orders":
		c.Field, c.Take = rapid.SampledFrom([]string{"total", "quantity", "gift", "category", "id"}).Draw(t, "has"), lang.TakeHas
	case kind == 4 && event == "orders":
		c = compareNumber(t, lang.Condition{Field: rapid.SampledFrom([]string{"hour", "weekday"}).Draw(t, "clock")}, func() lang.Value {
			return lang.Whole(rapid.Int64Range(0, 12).Draw(t, "whole"))
		})
	case kind == 5 && event == "carted":
		c = compareNumber(t, lang.Condition{Field: "price"}, number)
	default:
		c = compareText(t, c, []string{"web", "store", ""})
	}
	return &c
}

func drawWindow(t *rapid.T) (w lang.Window) {
	switch rapid.IntRange(0, 6).Draw(t, "window") {
	case 0, 1:
		w.From = drawSpan(t)
	case 2:
		w.To = drawSpan(t)
	case 3:
		w.From, w.To = lang.Span{N: 31, Unit: lang.Days}, lang.Span{N: rapid.IntRange(1, 30).Draw(t, "days"), Unit: lang.Days}
	case 4:
		w.During = rapid.SampledFrom([]lang.Period{lang.Today, lang.Yesterday, lang.ThisWeek, lang.LastWeek, lang.ThisMonth, lang.LastMonth, lang.ThisQuarter, lang.LastQuarter, lang.ThisYear, lang.LastYear}).Draw(t, "period")
	case 5:
		w.Since, w.Until = "2026-02-06", rapid.SampledFrom([]string{"", "2026-02-06", "2026-03-08"}).Draw(t, "until")
	}
	return w
}

func drawSeries(t *rapid.T) lang.Condition {
	event := rapid.SampledFrom([]string{"orders", "orders", "orders", "carted", "visits"}).Draw(t, "event")
	s := &lang.Series{Event: event, Where: drawWhere(t, event, 0), Window: drawWindow(t)}
	if rapid.IntRange(0, 2).Draw(t, "then?") == 0 {
		other := rapid.SampledFrom([]string{"orders", "carted"}).Draw(t, "other")
		s.Then = &lang.Then{Not: rapid.Bool().Draw(t, "not"), Event: other, Where: drawWhere(t, other, 0), Within: drawSpan(t)}
	}
	c := lang.Condition{Series: s}
	whole := func() lang.Value { return lang.Whole(rapid.Int64Range(0, 3).Draw(t, "whole")) }
	number := func() lang.Value { return lang.NumberOf(drawNumber(t)) }
	amount := map[string]string{"orders": rapid.SampledFrom([]string{"total", "quantity"}).Draw(t, "amount"), "carted": "price"}[event]
	text := map[string]string{"orders": rapid.SampledFrom([]string{"category", "id"}).Draw(t, "text"), "carted": "channel", "visits": "page"}[event]
	take := rapid.IntRange(0, 13).Draw(t, "take")
	if amount == "" && (take >= 3 && take <= 6 || take == 10) {
		take = 0
	}
	switch take {
	case 3, 4, 5, 6:
		c.Take, c.Property = []lang.Take{lang.TakeSum, lang.TakeAvg, lang.TakeMin, lang.TakeMax}[take-3], amount
		return compareNumber(t, c, number)
	case 7:
		c.Take, c.Property = lang.TakeDistinct, text
		return compareNumber(t, c, whole)
	case 8:
		c.Take = lang.TakeRecency
		c.Op, c.Value = rapid.SampledFrom(ordered).Draw(t, "op"), lang.SpanOf(drawSpan(t))
		return c
	case 9:
		c.Take, c.Property = rapid.SampledFrom([]lang.Take{lang.TakeFirst, lang.TakeLast}).Draw(t, "which"), text
		return compareText(t, c, []string{"tea", "A-1", "web", "首页", ""})
	case 10:
		c.Take, c.Property = rapid.SampledFrom([]lang.Take{lang.TakeFirst, lang.TakeLast}).Draw(t, "which"), amount
		return compareNumber(t, c, number)
	case 11:
		c.Take = rapid.SampledFrom([]lang.Take{lang.TakeFirstTime, lang.TakeLastTime}).Draw(t, "which")
		c.Op, c.Value = rapid.SampledFrom(equal).Draw(t, "op"), drawDate(t)
		return c
	case 12:
		c.Take = rapid.SampledFrom([]lang.Take{lang.TakeFirstDaysAgo, lang.TakeLastDaysAgo}).Draw(t, "which")
		return compareNumber(t, c, func() lang.Value { return drawDays(t) })
	case 13:
		c.Take = lang.TakeDays
		return compareNumber(t, c, whole)
	case 0:
		c.Take = lang.TakeExists
		return c
	}
	c.Take = lang.TakeCount
	return compareNumber(t, c, whole)
}
