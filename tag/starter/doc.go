// Package starter has the tags with which a workspace begins: what a shop asks of
// its customers, told from events that shops send (row K1 of the mission). They
// are definitions like any other; staff change or remove them.
//
//	err := tags.Seed(ctx, starter.All())
//
// A tag that speaks of an event or trait that a brand never sends waits until the
// first one comes.
package starter

import (
	"slices"

	"regulars/tag"
)

// All gives the tags, by category.
func All() []tag.Definition {
	return slices.Concat(profile(), lifecycle(), value(), frequency(), basket(), price(), preference(), times(), channel(),
		engagement(), service(), feedback(), advocacy(), occasion(), contact(), said())
}

// ground is why tags of a category are kept, by whom and by what right.
type ground struct {
	owner            string
	english, chinese string
	basis            tag.Basis
}

var grounds = map[tag.Category]ground{
	"profile":    {"CRM", "Speak to customers fittingly and plan the range by region", "恰当地称呼客户，并按地区规划商品", "legitimate_interest"},
	"lifecycle":  {"CRM", "Look after customers by where they stand", "按生命周期照顾客户", "legitimate_interest"},
	"value":      {"CRM", "Decide how much care and effort a customer is given", "决定对客户投入多少关怀", "legitimate_interest"},
	"frequency":  {"CRM", "Choose the right moment for the next contact", "选择下一次联系的时机", "legitimate_interest"},
	"basket":     {"Merchandising", "Plan range, bundles and thresholds for free delivery", "规划商品、组合与包邮门槛", "legitimate_interest"},
	"price":      {"Merchandising", "Give discounts only where they matter", "只在有用之处给予优惠", "legitimate_interest"},
	"preference": {"Merchandising", "Recommend what customers like", "推荐客户喜欢的商品", "legitimate_interest"},
	"time":       {"Marketing", "Send messages when they are read", "在客户会看的时候发送消息", "legitimate_interest"},
	"channel":    {"Marketing", "Meet customers where they buy", "在客户习惯的渠道与其相遇", "legitimate_interest"},
	"engagement": {"Marketing", "Notice interest before it fades", "在兴趣消退之前察觉", "legitimate_interest"},
	"service":    {"Service", "Mend what went wrong, and not bother who waits for it", "弥补失误，不打扰正在等待的客户", "contract"},
	"feedback":   {"Service", "Answer what customers tell us", "回应客户的反馈", "legitimate_interest"},
	"advocacy":   {"Marketing", "Thank those who recommend us", "感谢推荐我们的客户", "legitimate_interest"},
	"occasion":   {"CRM", "Congratulate in time", "及时祝贺", "consent"},
	"contact":    {"CRM", "Know how a customer can be reached", "了解可以怎样联系客户", "contract"},
	"other":      {"Service", "Remember what customers told staff", "记住客户告诉员工的事", "legitimate_interest"},
}

// of gives a tag of a category with the usual particulars; it counts towards
// the portrait.
func of(category tag.Category, key, english, chinese string, rule tag.Rule) tag.Definition {
	g := grounds[category]
	return tag.Definition{Key: key, Name: tag.Text{English: english, Chinese: chinese}, Category: category, Owner: g.owner,
		Purpose: tag.Text{English: g.english, Chinese: g.chinese}, Basis: g.basis, Freshness: tag.Live, Zone: tag.WorkspaceZone,
		Portrait: true, Enabled: true, Rule: rule}
}

func label(value, english, chinese string) tag.Label {
	return tag.Label{Value: value, Name: tag.Text{English: english, Chinese: chinese}}
}

func otherwise(value, english, chinese string) *tag.Label {
	l := label(value, english, chinese)
	return &l
}

// when is a choice.
func when(text, value, english, chinese string) tag.Option {
	return tag.Option{Label: label(value, english, chinese), When: text}
}

func choose(rest *tag.Label, options ...tag.Option) tag.Rule {
	return tag.Rule{Kind: tag.Choice, Choices: options, Otherwise: rest}
}

// below is a band; an empty bound is for the last one.
func below(bound, value, english, chinese string) tag.Band {
	return tag.Band{Label: label(value, english, chinese), Below: bound}
}

func number(text string, bands ...tag.Band) tag.Rule {
	return tag.Rule{Kind: tag.Metric, Text: text, Bands: bands}
}

func ratio(text, per string, bands ...tag.Band) tag.Rule {
	return tag.Rule{Kind: tag.Metric, Text: text, Per: per, Bands: bands}
}

// ofLines takes something of the lines of orders.
func ofLines(text, take, property string, bands ...tag.Band) tag.Rule {
	return tag.Rule{Kind: tag.Metric, Text: text, Take: take, Property: "products." + property, Bands: bands}
}

func yes(text string) tag.Rule { return tag.Rule{Kind: tag.Condition, Text: text} }

func favourite(text, property string, top, least int) tag.Rule {
	return tag.Rule{Kind: tag.Favourite, Text: text, Property: property, Top: top, Least: least}
}

func first(text, property string) tag.Rule {
	return tag.Rule{Kind: tag.First, Text: text, Property: property}
}

func last(text, property string) tag.Rule {
	return tag.Rule{Kind: tag.Last, Text: text, Property: property}
}

// daily has a tag worked out nightly only: nobody waits for it.
func daily(d tag.Definition) tag.Definition {
	d.Freshness = tag.Daily
	return d
}

// weekly has it worked out once a week.
func weekly(d tag.Definition) tag.Definition {
	d.Freshness = tag.Weekly
	return d
}

// aside takes a tag out of the portrait: that it is missing says nothing.
func aside(d tag.Definition) tag.Definition {
	d.Portrait = false
	return d
}

// told adds a description.
func told(d tag.Definition, english, chinese string) tag.Definition {
	d.Description = tag.Text{English: english, Chinese: chinese}
	return d
}
