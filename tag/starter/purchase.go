package starter

import "regulars/tag"

func lifecycle() []tag.Definition {
	c := tag.Category("lifecycle")
	return []tag.Definition{
		of(c, "stage", "Stage", "生命周期阶段", choose(nil, when(`stage == "prospect"`, "prospect", "prospect", "潜在客户"), when(`stage == "new"`, "new", "new", "新客"),
			when(`stage == "active"`, "active", "active", "活跃"), when(`stage == "at_risk"`, "at_risk", "at risk", "流失风险"),
			when(`stage == "lost"`, "lost", "lost", "已流失"), when(`stage == "won_back"`, "won_back", "won back", "已召回"))),
		of(c, "rfm", "RFM group", "RFM 分群", tag.Rule{Kind: tag.RFM, Otherwise: otherwise("ordinary", "ordinary", "一般客户"), Cells: []tag.Cell{
			{Label: label("champion", "champions", "重要价值客户"), R: [2]int{4, 0}, F: [2]int{4, 0}, M: [2]int{4, 0}},
			{Label: label("loyal", "loyal", "忠诚客户"), R: [2]int{3, 0}, F: [2]int{4, 0}},
			{Label: label("promising", "promising", "潜力客户"), R: [2]int{4, 0}, F: [2]int{2, 3}},
			{Label: label("fresh", "fresh", "新近客户"), R: [2]int{4, 0}, F: [2]int{0, 1}},
			{Label: label("big", "big spenders going", "重要挽留客户"), R: [2]int{0, 2}, M: [2]int{4, 0}},
			{Label: label("slipping", "slipping", "重要保持客户"), R: [2]int{2, 3}, F: [2]int{2, 0}},
			{Label: label("asleep", "asleep", "沉睡客户"), R: [2]int{0, 1}}}}),
		of(c, "first_order_day", "First order", "首次下单日", first("orders", "time")),
		of(c, "last_order_day", "Last order", "最近下单日", last("orders", "time")),
		of(c, "since_order", "Time since the last order", "距最近下单", number("orders.last().daysAgo()", below("31", "month", "a month", "一个月内"),
			below("92", "quarter", "three months", "三个月内"), below("183", "half", "half a year", "半年内"), below("366", "year", "a year", "一年内"),
			below("", "longer", "longer", "更久"))),
		aside(of(c, "overdue", "Next order overdue", "复购已到期", yes("nextOrder.daysAgo() > 0"))),
		aside(of(c, "one_and_done", "Only one order, some time ago", "仅购一次且已久", yes("orders.count() == 1 && orders.first().daysAgo() > 60"))),
		aside(of(c, "new_buyer", "First order in the last 30 days", "30 天内首购", yes("orders.first().daysAgo() <= 30"))),
		of(c, "churn_risk", "Risk of leaving", "流失风险", choose(nil, when(`churnLevel == "high"`, "high", "high", "高"),
			when(`churnLevel == "medium"`, "medium", "medium", "中"), when(`churnLevel == "low"`, "low", "low", "低"))),
		of(c, "next_90_days", "Will order in 90 days", "90 天内复购可能", number("order90", below("0.2", "unlikely", "unlikely", "低"),
			below("0.5", "perhaps", "perhaps", "中"), below("", "likely", "likely", "高"))),
	}
}

func value() []tag.Definition {
	c := tag.Category("value")
	return []tag.Definition{
		of(c, "value_tier", "Value tier", "价值层级", choose(nil, when(`tier == "A"`, "a", "A", "A"), when(`tier == "B"`, "b", "B", "B"),
			when(`tier == "C"`, "c", "C", "C"), when(`tier == "new"`, "new", "new", "新客"))),
		of(c, "spend_total", "Spent so far", "累计消费", number("orders.sum(amount)")),
		of(c, "spend_year", "Spent in a year", "近一年消费", number("orders.last(days(365)).sum(amount)")),
		of(c, "spend_band", "Spending band", "消费档次", number("orders.last(days(365)).sum(amount)", below("0.01", "none", "nothing this year", "今年未消费"),
			below("200", "small", "below 200", "200 以下"), below("500", "some", "200 to 500", "200–500"), below("1000", "much", "500 to 1,000", "500–1000"),
			below("3000", "very_much", "1,000 to 3,000", "1000–3000"), below("", "most", "3,000 and more", "3000 以上"))),
		of(c, "expected_value", "Expected in twelve months", "未来十二个月预期", number("value")),
		of(c, "largest_order", "Largest order", "最大一单", number("orders.max(amount)")),
		of(c, "spend_trend", "Trend of spending", "消费趋势", ratio("orders.last(days(180)).sum(amount)", "orders.ago(days(360), days(180)).sum(amount)",
			below("0.5", "falling", "falling", "下降"), below("1.5", "steady", "steady", "平稳"), below("", "rising", "rising", "上升"))),
	}
}

func frequency() []tag.Definition {
	c := tag.Category("frequency")
	return []tag.Definition{
		of(c, "order_count", "Orders so far", "累计订单数", number("orders.count()")),
		of(c, "orders_year", "Orders in a year", "近一年订单数", number("orders.last(days(365)).count()")),
		of(c, "frequency_band", "How often they buy", "购买频次", number("orders.last(days(365)).count()", below("1", "none", "not this year", "今年未购"),
			below("2", "once", "once", "一次"), below("4", "few", "2 or 3 times", "2–3 次"), below("7", "often", "4 to 6 times", "4–6 次"), below("", "very_often", "7 times and more", "7 次以上"))),
		of(c, "repeat_buyer", "Bought again", "复购客户", yes("orders.count() >= 2")),
		told(of(c, "order_interval", "Days for each order", "平均购买间隔（天）", ratio("orders.first().daysAgo()", "orders.count()")),
			"Days since the first order, divided by the number of orders", "首次下单以来的天数除以订单数"),
		daily(of(c, "buying_days", "Days with an order", "下单天数", number("orders.days()"))),
	}
}

func basket() []tag.Definition {
	c := tag.Category("basket")
	return []tag.Definition{
		of(c, "average_order", "Average order", "客单价", number("orders.avg(amount)")),
		of(c, "basket_band", "Size of orders", "客单价档次", number("orders.avg(amount)", below("100", "small", "below 100", "100 以下"), below("200", "medium", "100 to 200", "100–200"),
			below("500", "large", "200 to 500", "200–500"), below("", "very_large", "500 and more", "500 以上"))),
		daily(of(c, "units", "Pieces bought", "累计件数", ofLines("orders", "sum", "quantity"))),
		daily(of(c, "category_breadth", "Breadth of categories", "品类宽度", ofLines("orders", "distinct", "category", below("1", "unknown", "unknown", "未知"),
			below("2", "one", "one category", "单一品类"), below("4", "few", "2 or 3", "2–3 个"), below("", "many", "4 and more", "4 个以上")))),
		daily(of(c, "product_breadth", "Different products", "购买商品种数", ofLines("orders", "distinct", "product_id"))),
		daily(of(c, "dearest_product", "Dearest product", "最高单价", ofLines("orders", "max", "price"))),
		aside(daily(of(c, "broadening", "New to explore", "尝新程度", ofLines("orders.last(days(180))", "distinct", "category", below("2", "settled", "stays with one kind", "专一"),
			below("", "exploring", "tries several kinds", "多样"))))),
	}
}

func price() []tag.Definition {
	c := tag.Category("price")
	const orders, coupons = "orders.count()", `orders.where(has(coupon)).count()`
	return []tag.Definition{
		of(c, "coupon_orders", "Orders with a coupon", "用券订单数", number(coupons)),
		of(c, "coupon_share", "Share of orders with a coupon", "用券订单占比", ratio(coupons, orders)),
		of(c, "price_sensitivity", "Price sensitivity", "价格敏感度", ratio(coupons, orders, below("0.01", "none", "buys at full price", "不用券"),
			below("0.34", "some", "likes a coupon", "偶尔用券"), below("", "high", "mostly with a coupon", "多用券"))),
		aside(of(c, "last_coupon", "Last coupon", "最近用券", last("orders", "coupon"))),
		of(c, "price_level", "Price level", "价格带", ofLines("orders", "avg", "price", below("60", "low", "low", "低"), below("150", "middle", "middle", "中"), below("", "high", "high", "高"))),
		aside(of(c, "coupon_first", "Came with a coupon", "首单用券", yes(`has(firstSeen) && orders.where(has(coupon)).first().daysAgo() >= 0 && orders.count() == 1`))),
	}
}
