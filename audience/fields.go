package audience

import (
	"encoding/json"
	"math"
	"strings"
	"time"

	"regulars"
	"regulars/audience/lang"
	"regulars/customer"
)

// known is a field that regulars itself knows of every customer.
type known struct {
	lang.Field
	value func(k *customer.Known, currency string) lang.Value
}

func text(name, english, chinese string, value func(k *customer.Known) string, values ...string) known {
	return known{lang.Field{Name: name, Kind: lang.KindText, Values: values, English: english, Chinese: chinese},
		func(k *customer.Known, _ string) lang.Value { return lang.TextOf(value(k)) }}
}

func money(name, english, chinese string, value func(k *customer.Known) int64) known {
	return known{lang.Field{Name: name, Kind: lang.KindNumber, English: english, Chinese: chinese},
		func(k *customer.Known, currency string) lang.Value {
			return scored(k, func() lang.Value { return amount(value(k), currency) })
		}}
}

func number(name, english, chinese string, value func(k *customer.Known) float64) known {
	return known{lang.Field{Name: name, Kind: lang.KindNumber, English: english, Chinese: chinese},
		func(k *customer.Known, _ string) lang.Value {
			return scored(k, func() lang.Value { return lang.NumberOf(lang.Number(math.Round(value(k) * float64(lang.One)))) })
		}}
}

func instant(name, english, chinese string, value func(k *customer.Known) time.Time) known {
	return known{lang.Field{Name: name, Kind: lang.KindTime, English: english, Chinese: chinese},
		func(k *customer.Known, _ string) lang.Value { return lang.TimeOf(value(k)) }}
}

// scored gives nothing for who was never scored: what is not known is missing,
// not zero.
func scored(k *customer.Known, value func() lang.Value) lang.Value {
	if k.AsOf.IsZero() {
		return lang.Value{}
	}
	return value()
}

// knowns are the fields that regulars itself knows, in the order of catalogues.
var knowns = []known{
	text("name", "Name", "姓名", func(k *customer.Known) string { return k.Name }),
	text("email", "E-mail", "邮箱", func(k *customer.Known) string { return k.Email }),
	text("phone", "Telephone", "电话", func(k *customer.Known) string { return k.Phone }),
	text("city", "City", "城市", func(k *customer.Known) string { return k.City }),
	text("locale", "Language", "语言", func(k *customer.Known) string { return k.Locale }),
	{lang.Field{Name: "birthday", Kind: lang.KindDate, English: "Birthday", Chinese: "生日"},
		func(k *customer.Known, _ string) lang.Value { return birthday(k.Birthday) }},
	{lang.Field{Name: "company", Kind: lang.KindBool, English: "Company", Chinese: "企业客户"},
		func(k *customer.Known, _ string) lang.Value { return lang.BoolOf(k.Company) }},
	instant("firstSeen", "First seen", "首次出现", func(k *customer.Known) time.Time { return k.FirstSeen }),
	instant("lastSeen", "Last seen (to the hour)", "最近出现（精确到小时）", func(k *customer.Known) time.Time { return k.LastSeen }),
	text("stage", "Stage", "生命周期阶段", func(k *customer.Known) string { return k.Stage }, "prospect", "new", "active", "at_risk", "lost", "won_back"),
	text("tier", "Value tier", "价值层级", func(k *customer.Known) string { return k.Tier }, "A", "B", "C", "new"),
	money("value", "Twelve-month value", "十二个月价值", func(k *customer.Known) int64 { return k.Value }),
	money("revenue", "Revenue", "销售额", func(k *customer.Known) int64 { return k.Revenue }),
	number("orderCount", "Number of orders", "订单数", func(k *customer.Known) float64 { return float64(k.Orders) }),
	number("r", "Recency (1 to 5)", "最近购买（1 至 5）", func(k *customer.Known) float64 { return float64(k.R) }),
	number("f", "Frequency (1 to 5)", "购买频次（1 至 5）", func(k *customer.Known) float64 { return float64(k.F) }),
	number("m", "Monetary (1 to 5)", "购买金额（1 至 5）", func(k *customer.Known) float64 { return float64(k.M) }),
	number("order90", "Chance of an order in 90 days (0 to 1)", "90 天内下单概率（0 至 1）", func(k *customer.Known) float64 { return k.Order90 }),
	number("churn", "Churn risk (0 to 1)", "流失风险（0 至 1）", func(k *customer.Known) float64 { return k.Churn }),
	text("churnLevel", "Level of churn risk", "流失风险级别", func(k *customer.Known) string { return k.ChurnLevel }, "low", "medium", "high"),
	instant("lastOrder", "Last order", "最近一次下单", func(k *customer.Known) time.Time { return k.LastOrder }),
	instant("nextOrder", "Expected next order", "预计下次购买", func(k *customer.Known) time.Time { return k.NextOrder }),
}

var knownByName = func() map[string]*known {
	out := map[string]*known{}
	for i := range knowns {
		out[knowns[i].Name] = &knowns[i]
	}
	return out
}()

// traitPrefix begins the names of fields that sources told: a brand's own words
// never meet ours.
const traitPrefix = "trait."

// amount gives minor units as a number of whole units.
func amount(minor int64, currency string) lang.Value {
	scale := int64(lang.One)
	for range regulars.MinorDigits(currency) {
		if scale /= 10; scale == 0 {
			return lang.Value{}
		}
	}
	if minor > int64(lang.MostNumber)/scale || minor < -int64(lang.MostNumber)/scale {
		return lang.Value{}
	}
	return lang.NumberOf(lang.Number(minor * scale))
}

// leapYear stands in for the year of a birthday that was told without one: a
// year that has a 29 February.
const leapYear = "1904-"

func birthday(s string) lang.Value {
	if len(s) == len("01-02") {
		s = leapYear + s
	}
	return dateOf(s)
}

func dateOf(s string) lang.Value {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return lang.Value{}
	}
	return lang.DateOf(d.Year(), d.Month(), d.Day())
}

// told gives a JSON value as a value of a kind; missing when it is none.
func told(raw json.RawMessage, kind lang.Kind) lang.Value {
	switch kind {
	case lang.KindBool:
		switch string(raw) {
		case "true":
			return lang.BoolOf(true)
		case "false":
			return lang.BoolOf(false)
		}
		return lang.Value{}
	case lang.KindTexts:
		var list []any
		if json.Unmarshal(raw, &list) != nil {
			return lang.Value{}
		}
		texts := []string{}
		for _, v := range list {
			if s, ok := v.(string); ok && s != "" {
				texts = append(texts, s)
			}
		}
		return lang.TextsOf(texts...)
	}
	s := plain(raw)
	switch kind {
	case lang.KindNumber:
		if n, ok := lang.ParseNumber(strings.TrimSpace(s)); ok {
			return lang.NumberOf(n)
		}
	case lang.KindDate:
		return dateOf(s)
	case lang.KindTime:
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			return lang.TimeOf(t)
		}
	case lang.KindText:
		return lang.TextOf(s)
	}
	return lang.Value{}
}

// plain gives a JSON text without its quotes, a number or truth as written, ""
// for anything else.
func plain(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	switch raw[0] {
	case '"':
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return ""
		}
		return s
	case '{', '[', 'n':
		return ""
	}
	return string(raw)
}

// kindOf gives the kind of a JSON value; KindNone for what cannot be a field.
func kindOf(raw json.RawMessage, dates bool) lang.Kind {
	if len(raw) == 0 {
		return lang.KindNone
	}
	switch raw[0] {
	case 't', 'f':
		return lang.KindBool
	case '"':
		s := plain(raw)
		switch {
		case s == "":
			return lang.KindNone
		case !dates:
		case !dateOf(s).Missing():
			return lang.KindDate
		case !told(raw, lang.KindTime).Missing():
			return lang.KindTime
		}
		return lang.KindText
	case '[':
		if !dates || len(told(raw, lang.KindTexts).Texts) == 0 {
			return lang.KindNone
		}
		return lang.KindTexts
	case '{', 'n':
		return lang.KindNone
	}
	return lang.KindNumber
}
