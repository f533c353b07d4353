package lang

import (
	"strconv"
	"strings"
)

// Describe gives a condition as a sentence without a full stop, with the
// names that people know things by.
func (x *Expression) Describe(l Language) string {
	t := teller{catalogue: x.catalogue, zh: l == Chinese}
	return t.node(x.node, false)
}

// teller puts conditions into words.
type teller struct {
	catalogue *Catalogue
	event     *Event // inside of where
	zh        bool
}

// say picks the sentence of the language.
func (t *teller) say(english, chinese string) string {
	if t.zh {
		return chinese
	}
	return english
}

func (t *teller) node(n Node, within bool) string {
	switch {
	case n.Is != nil:
		return t.condition(n.Is)
	case n.Not != nil && n.Not.everybody():
		return t.say("nobody", "没有任何人")
	case n.Not != nil:
		if c := n.Not.Is; c != nil && c.Take == TakeExists {
			return t.say("there are no ", "没有") + t.series(c.Series)
		}
		return t.say("it is not so that ", "并非") + t.quoted(t.node(*n.Not, false))
	case n.Any != nil:
		return t.joined(n.Any, t.say(" or ", " 或 "), within)
	case len(n.All) > 0:
		return t.joined(n.All, t.say(" and ", " 且 "), within)
	}
	return t.say("everybody", "所有人")
}

func (t *teller) joined(nodes []Node, by string, within bool) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = t.node(n, true)
	}
	text := strings.Join(parts, by)
	if within {
		return t.quoted(text)
	}
	return text
}

func (t *teller) quoted(s string) string { return t.say("("+s+")", "（"+s+"）") }

func (t *teller) condition(c *Condition) string {
	switch {
	case c.In != nil:
		return t.group(c.In)
	case c.Series != nil:
		return t.taken(c)
	}
	name := t.field(c.Field)
	switch c.Take {
	case TakeHas:
		return t.say(name+" is known", "有"+name)
	case TakeMonth:
		name = t.say("the month of "+name, name+"的月份")
	case TakeDay:
		name = t.say("the day of the month of "+name, name+"是当月第几天：")
	case TakeDaysAgo:
		name = t.say("the number of days since "+name, "距"+name+"的天数")
	case TakeToday:
		return t.say(name+" is today", "今天是"+name)
	case TakeWithin:
		span := t.span(c.Value.Span())
		return t.say(name+" is today or in the next "+span, name+"在今天或未来"+span+"内")
	case TakeThisMonth:
		return t.say(name+" is this month", name+"在本月")
	}
	return name + t.comparison(c)
}

// field gives what people call a field, or a property inside of where.
func (t *teller) field(name string) string {
	if t.event != nil {
		return t.property(t.event, name)
	}
	if f := t.catalogue.Field(name); f != nil {
		return t.label(f.Name, f.English, f.Chinese)
	}
	return name
}

func (t *teller) property(e *Event, name string) string {
	if p := e.Property(name); p != nil {
		return t.label(p.Name, p.English, p.Chinese)
	}
	return name
}

func (t *teller) label(name, english, chinese string) string {
	switch {
	case t.zh && chinese != "":
		return chinese
	case !t.zh && english != "":
		return english
	}
	return name
}

var operations = map[Op][2]string{
	OpEq: {" is ", " 是 "}, OpNe: {" is not ", " 不是 "}, OpLess: {" is below ", " 小于 "}, OpAtMost: {" is at most ", " 不超过 "},
	OpMore: {" is above ", " 大于 "}, OpAtLeast: {" is at least ", " 至少为 "}, OpIn: {" is ", " 是 "}, OpContains: {" contains ", " 包含 "},
	OpStarts: {" begins with ", " 开头是 "}, OpEnds: {" ends with ", " 结尾是 "}, OpHolds: {" have ", " 中有 "},
}

// dated are the operations' words for dates and instants.
var dated = map[Op][2]string{
	OpEq: {" is on ", " 在 "}, OpNe: {" is not on ", " 不在 "}, OpLess: {" is before ", " 早于 "}, OpAtMost: {" is on or before ", " 不晚于 "},
	OpMore: {" is after ", " 晚于 "}, OpAtLeast: {" is on or after ", " 不早于 "},
}

func (t *teller) comparison(c *Condition) string {
	words := operations[c.Op]
	if c.Value.Kind == KindDate {
		words = dated[c.Op]
	}
	return t.say(words[0], words[1]) + t.value(c.Value)
}

func (t *teller) value(v Value) string {
	switch v.Kind {
	case KindNumber:
		return Number(v.Int).String()
	case KindText:
		return t.say("“"+v.Text+"”", "“"+v.Text+"”")
	case KindBool:
		if v.Int == 1 {
			return t.say("yes", "是")
		}
		return t.say("no", "否")
	case KindDate:
		return dayText(v.Int)
	case KindSpan:
		return t.span(v.Span())
	case KindTexts:
		return strings.Join(v.Texts, t.say(", ", "、"))
	case KindList:
		parts := make([]string, len(v.List))
		for i, x := range v.List {
			parts[i] = t.value(x)
		}
		if n := len(parts); n > 1 {
			return strings.Join(parts[:n-1], t.say(", ", "、")) + t.say(" or ", " 或 ") + parts[n-1]
		}
		return strings.Join(parts, "")
	}
	return t.say("nothing", "无")
}

var unitNames = map[Unit][3]string{
	Minutes: {"minute", "minutes", "分钟"}, Hours: {"hour", "hours", "小时"}, Days: {"day", "days", "天"}, Weeks: {"week", "weeks", "周"},
}

func (t *teller) span(s Span) string {
	names := unitNames[s.Unit]
	if t.zh {
		return " " + strconv.Itoa(s.N) + " " + names[2]
	}
	if s.N == 1 {
		return "1 " + names[0]
	}
	return strconv.Itoa(s.N) + " " + names[1]
}

// taken says what is taken of a series, and how it compares.
func (t *teller) taken(c *Condition) string {
	events := t.series(c.Series)
	property := ""
	if e := t.catalogue.Event(c.Series.Event); e != nil && c.Property != "" {
		property = t.property(e, c.Property)
	}
	what := ""
	switch c.Take {
	case TakeExists:
		return t.say("there are "+events, "有"+events)
	case TakeCount:
		what = t.say("the number of "+events, events+"的次数")
	case TakeDays:
		what = t.say("the number of days with "+events, "有"+events+"的天数")
	case TakeSum:
		what = t.say("the sum of "+property+" of "+events, events+"的"+property+"合计")
	case TakeAvg:
		what = t.say("the average "+property+" of "+events, events+"的平均"+property)
	case TakeMin:
		what = t.say("the smallest "+property+" of "+events, events+"的最小"+property)
	case TakeMax:
		what = t.say("the largest "+property+" of "+events, events+"的最大"+property)
	case TakeDistinct:
		what = t.say("the number of different values of "+property+" of "+events, events+"的"+property+"种类数")
	case TakeRecency:
		what = t.say("the time since the last of "+events, "距最近一次"+events+"的时间")
	case TakeFirst:
		what = t.say(property+" of the first of "+events, "首次"+events+"的"+property)
	case TakeLast:
		what = t.say(property+" of the last of "+events, "最近一次"+events+"的"+property)
	case TakeFirstTime:
		what = t.say("the first of "+events, "首次"+events)
	case TakeLastTime:
		what = t.say("the last of "+events, "最近一次"+events)
	case TakeFirstDaysAgo:
		what = t.say("the number of days since the first of "+events, "距首次"+events+"的天数")
	case TakeLastDaysAgo:
		what = t.say("the number of days since the last of "+events, "距最近一次"+events+"的天数")
	}
	return what + t.comparison(c)
}

// series names events, with what narrows them down.
func (t *teller) series(s *Series) string {
	name := t.events(s.Event, s.Where)
	window := t.window(s.Window)
	follow := ""
	if s.Then != nil {
		other, within := t.events(s.Then.Event, s.Then.Where), t.span(s.Then.Within)
		if s.Then.Not {
			follow = t.say(" not followed by "+other+" within "+within, "之后"+within+"内没有"+other)
		} else {
			follow = t.say(" followed by "+other+" within "+within, "之后"+within+"内有"+other)
		}
	}
	if t.zh {
		if follow != "" {
			return window + name + "（" + follow + "）"
		}
		return window + name
	}
	return name + window + follow
}

func (t *teller) events(word string, where *Node) string {
	e := t.catalogue.Event(word)
	if e == nil {
		return word
	}
	name := t.label(e.Word, e.English, e.Chinese)
	if where == nil {
		return name
	}
	inner := teller{catalogue: t.catalogue, event: e, zh: t.zh}
	condition := inner.node(*where, false)
	return t.say(name+" whose "+condition, "“"+condition+"”的"+name)
}

var periodNames = map[Period][2]string{
	Today: {"today", "今天"}, Yesterday: {"yesterday", "昨天"}, ThisWeek: {"this week", "本周"}, LastWeek: {"last week", "上周"},
	ThisMonth: {"this month", "本月"}, LastMonth: {"last month", "上月"}, ThisQuarter: {"this quarter", "本季度"},
	LastQuarter: {"last quarter", "上季度"}, ThisYear: {"this year", "今年"}, LastYear: {"last year", "去年"},
}

func (t *teller) window(w Window) string {
	from, to := t.span(w.From), t.span(w.To)
	switch {
	case w.From != (Span{}) && w.To != (Span{}):
		return t.say(" from "+from+" to "+to+" ago", from+"前到"+to+"前的")
	case w.From != (Span{}):
		return t.say(" in the last "+from, "最近"+from+"内的")
	case w.To != (Span{}):
		return t.say(" at least "+to+" ago", "至少"+to+"前的")
	case w.During != "":
		return t.say(" "+periodNames[w.During][0], periodNames[w.During][1]+"的")
	case w.Since != "" && w.Until != "":
		return t.say(" from "+w.Since+" to "+w.Until, w.Since+" 至 "+w.Until+" 的")
	case w.Since != "":
		return t.say(" since "+w.Since, w.Since+" 以来的")
	case w.Until != "":
		return t.say(" until "+w.Until, "截至 "+w.Until+" 的")
	}
	return ""
}

func (t *teller) group(g *Group) string {
	switch {
	case g.Audience != "":
		return t.say("the customer is in the audience “"+g.Audience+"”", "属于人群“"+g.Audience+"”")
	case g.List != "":
		return t.say("the customer is on the list “"+g.List+"”", "在名单“"+g.List+"”中")
	case g.Share != nil:
		p := Number(g.Share.Percent.Int).String()
		return t.say("the customer is in a random "+p+" %", "属于随机抽取的 "+p+"%")
	case g.Top != nil:
		return t.rank(g.Top, "top", "最高")
	}
	return t.rank(g.Bottom, "bottom", "最低")
}

func (t *teller) rank(r *Rank, english, chinese string) string {
	size := Number(r.Percent.Int).String() + " %"
	if r.Count > 0 {
		size = strconv.Itoa(r.Count)
	}
	by := t.field(r.By)
	return t.say("the customer is in the "+english+" "+size+" by "+by, by+chinese+"的 "+size)
}
