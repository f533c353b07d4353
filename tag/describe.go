package tag

import (
	"strconv"
	"strings"

	"regulars/audience/lang"
)

// describe says in a sentence, without a full stop, what a tag comes to.
func (c *compiled) describe(l lang.Language) string {
	r := &c.Rule
	say := func(english, chinese string) string {
		if l == lang.Chinese {
			return chinese
		}
		return english
	}
	switch r.Kind {
	case Choice:
		parts := make([]string, 0, len(c.choices)+1)
		for i, x := range c.choices {
			parts = append(parts, r.Choices[i].Name.In(l)+say(" when ", "：")+x.Describe(l))
		}
		return strings.Join(append(parts, r.rest(l, say)...), say("; ", "；"))
	case Condition:
		return say("yes when ", "满足时为是：") + c.x.Describe(l)
	case Metric:
		return c.metricText(l, say)
	case First, Last:
		what := say("the day", "日期")
		if p := c.measure.Property(); p != nil {
			what = Text{p.English, p.Chinese}.In(l)
			if what == "" {
				what = p.Name
			}
		}
		events := c.measure.Describe(l)
		if r.Kind == First {
			return say(what+" of the first of "+events, "首次"+events+"的"+what)
		}
		return say(what+" of the last of "+events, "最近一次"+events+"的"+what)
	case Favourite:
		n := strconv.Itoa(r.Top)
		if r.Top <= 1 {
			return say("the most frequent "+c.propertyName(l)+" of "+c.measure.Describe(l), c.measure.Describe(l)+"中出现最多的"+c.propertyName(l))
		}
		return say("the "+n+" most frequent "+c.propertyName(l)+" of "+c.measure.Describe(l), c.measure.Describe(l)+"中出现最多的 "+n+" 个"+c.propertyName(l))
	case Spread:
		by := map[string][2]string{"hour": {"time of day", "时段"}, "weekday": {"days of the week", "星期"}, "month": {"time of year", "季节"}}[r.By]
		return say("the "+by[0]+" at which most of "+c.measure.Describe(l)+" lie", c.measure.Describe(l)+"最集中的"+by[1])
	case RFM:
		return say("where the scores for recency, frequency and amount lie", "最近购买、频次与金额得分所在的区间")
	case Import:
		return say("what a file or a program says", "由文件或接口导入")
	}
	return say("what staff say", "由员工标注")
}

func (r *Rule) rest(l lang.Language, say func(string, string) string) []string {
	if r.Otherwise == nil {
		return nil
	}
	return []string{r.Otherwise.Name.In(l) + say(" otherwise", "：其他情况")}
}

func (c *compiled) propertyName(l lang.Language) string {
	if c.line != "" {
		name, ok := lineNames[c.line]
		if ok {
			return name.In(l)
		}
		return c.line
	}
	if p := c.measure.Property(); p != nil {
		if name := (Text{p.English, p.Chinese}).In(l); name != "" {
			return name
		}
		return p.Name
	}
	return c.Rule.Property
}

var lineNames = map[string]Text{"product_id": {"product number", "商品编号"}, "name": {"product", "商品"}, "category": {"category", "品类"},
	"brand": {"brand", "品牌"}, "quantity": {"quantity", "件数"}, "price": {"price", "单价"}}

func (c *compiled) metricText(l lang.Language, say func(string, string) string) string {
	r := &c.Rule
	what := c.measure.Describe(l)
	if r.Take != "" {
		words := map[string][2]string{"distinct": {"how many different values of ", "不同取值数："}, "sum": {"the sum of ", "合计："},
			"max": {"the largest ", "最大："}, "avg": {"the average ", "平均："}}[r.Take]
		what = say(words[0], words[1]) + c.propertyName(l) + say(" of ", "，") + what
	}
	if c.per != nil {
		what += say(" divided by ", " 除以 ") + c.per.Describe(l)
	}
	if len(r.Bands) == 0 {
		return what
	}
	parts := make([]string, len(r.Bands))
	for i, b := range r.Bands {
		parts[i] = b.Name.In(l)
		if b.Below != "" {
			parts[i] += say(" below ", " 低于 ") + b.Below
		}
	}
	return what + say(": ", "：") + strings.Join(parts, say(", ", "，"))
}
