package langtest

import (
	"slices"
	"time"

	"regulars"
	"regulars/audience/lang"
)

// World is a handful of customers with all that is known of them.
type World struct {
	Catalogue *lang.Catalogue
	People    []lang.Person
	Names     []string // of the people, in scripts
}

// Backend gives, for each expression, the numbers of those who match at an
// instant, rising.
type Backend func(w *World, xs []*lang.Expression, now time.Time) ([][]int64, error)

// Memory is evaluation in memory, one customer at a time.
func Memory(w *World, xs []*lang.Expression, now time.Time) ([][]int64, error) {
	out := make([][]int64, len(xs))
	for i, x := range xs {
		for j := range w.People {
			if x.Evaluate(&w.People[j], now).Matches {
				out[i] = append(out[i], w.People[j].Number)
			}
		}
		slices.Sort(out[i])
	}
	return out, nil
}

// Facts are the facts of one customer.
type Facts struct {
	Fields map[string]lang.Value
	In     []string // audiences and lists
}

// Field implements [lang.Facts].
func (f *Facts) Field(name string) lang.Value { return f.Fields[name] }

// Belongs implements [lang.Facts]. Of ranks, those with a field spend of 1,000
// or more are at the top.
func (f *Facts) Belongs(g lang.Group) bool {
	if g.Top != nil || g.Bottom != nil {
		v := f.Fields["spend"]
		return !v.Missing() && (v.Int >= int64(1000*lang.One)) == (g.Top != nil)
	}
	return slices.Contains(f.In, g.Audience+g.List)
}

// Catalogue gives the catalogue of scripts, in a zone.
func Catalogue(zone *time.Location) *lang.Catalogue {
	channel := lang.Property{Name: "channel", Kind: lang.KindText, From: lang.FromChannel}
	return &lang.Catalogue{
		Zone: zone, Currency: "CNY",
		Fields: []lang.Field{
			{Name: "city", Kind: lang.KindText, English: "City", Chinese: "城市"},
			{Name: "email", Kind: lang.KindText},
			{Name: "age", Kind: lang.KindNumber, English: "Age", Chinese: "年龄"},
			{Name: "spend", Kind: lang.KindNumber, English: "Spend", Chinese: "消费额"},
			{Name: "level", Kind: lang.KindText, Values: []string{"silver", "gold", "platinum"}, English: "Level", Chinese: "会员等级"},
			{Name: "tier", Kind: lang.KindText, Values: []string{"A", "B", "C", "new"}, English: "Value tier", Chinese: "价值层级"},
			{Name: "subscribed", Kind: lang.KindBool, English: "Subscribed", Chinese: "已订阅"},
			{Name: "birthday", Kind: lang.KindDate, English: "Birthday", Chinese: "生日"},
			{Name: "signedUp", Kind: lang.KindTime, English: "Signed up", Chinese: "注册时间"},
			{Name: "tags", Kind: lang.KindTexts, English: "Tags", Chinese: "标签"},
			{Name: "loyalty.points", Kind: lang.KindNumber},
			{Name: "鞋码", Kind: lang.KindNumber},
		},
		Events: []lang.Event{
			{Word: "orders", Also: []string{"ordered"}, Name: "Order Completed", English: "orders", Chinese: "订单", Properties: []lang.Property{
				{Name: "total", Kind: lang.KindNumber, From: lang.FromAmount, English: "Total", Chinese: "金额"},
				{Name: "category", Kind: lang.KindText, English: "Category", Chinese: "品类"},
				{Name: "quantity", Kind: lang.KindNumber},
				{Name: "gift", Kind: lang.KindBool},
				{Name: "id", Kind: lang.KindText, From: lang.FromOrder},
				{Name: "coupon code", Kind: lang.KindText, Path: []string{"promotion", "code"}},
				{Name: "hour", Kind: lang.KindNumber, From: lang.FromHour},
				{Name: "weekday", Kind: lang.KindNumber, From: lang.FromWeekday},
				channel,
			}},
			{Word: "carted", Name: "Product Added", English: "additions to the cart", Chinese: "加购", Properties: []lang.Property{
				{Name: "category", Kind: lang.KindText}, {Name: "price", Kind: lang.KindNumber}, channel,
			}},
			{Word: "opened", Name: "Email Opened", English: "opened e-mails", Chinese: "打开邮件"},
			{Word: "visits", Also: []string{"visited"}, Type: regulars.Page, English: "page views", Chinese: "浏览", Properties: []lang.Property{
				{Name: "page", Kind: lang.KindText, From: lang.FromName},
			}},
			{Word: "试穿", Name: "Fitting"},
		},
		Audiences: []string{"VIP", "沉睡顾客"},
		Lists:     []string{"Friends"},
	}
}
