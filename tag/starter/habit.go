package starter

import "regulars/tag"

func preference() []tag.Definition {
	c := tag.Category("preference")
	return []tag.Definition{
		of(c, "favourite_category", "Favourite category", "最爱品类", favourite("orders", "products.category", 1, 1)),
		of(c, "favourite_categories", "Three favourite categories", "最爱的三个品类", favourite("orders", "products.category", 3, 1)),
		of(c, "favourite_product", "Favourite product", "最爱商品", favourite("orders", "products.name", 1, 1)),
		daily(of(c, "recent_category", "Category of the last half year", "近半年品类", favourite("orders.last(days(183))", "products.category", 1, 1))),
		aside(of(c, "wanted_category", "Puts into the cart", "加购品类", favourite("carted", "category", 1, 1))),
		aside(of(c, "favourite_store", "Favourite store", "常去门店", favourite("orders", "store", 1, 1))),
		aside(daily(of(c, "favourite_page", "Favourite page", "最常看页面", favourite("visits.last(days(180))", "title", 1, 2)))),
	}
}

// hours tells the times of the day apart.
var hours = []tag.Part{{Label: label("morning", "morning", "早晨"), From: 5, To: 10}, {Label: label("midday", "midday", "中午"), From: 11, To: 13},
	{Label: label("afternoon", "afternoon", "下午"), From: 14, To: 17}, {Label: label("evening", "evening", "晚上"), From: 18, To: 22},
	{Label: label("night", "night", "深夜"), From: 23, To: 4}}

func times() []tag.Definition {
	c := tag.Category("time")
	spread := func(text, by string, least, share int, parts []tag.Part, rest *tag.Label) tag.Rule {
		return tag.Rule{Kind: tag.Spread, Text: text, By: by, Least: least, Share: share, Parts: parts, Otherwise: rest}
	}
	days := []tag.Part{{Label: label("weekdays", "Monday to Friday", "工作日"), From: 1, To: 5}, {Label: label("weekend", "weekend", "周末"), From: 6, To: 7}}
	seasons := []tag.Part{{Label: label("spring", "spring", "春季"), From: 3, To: 5}, {Label: label("summer", "summer", "夏季"), From: 6, To: 8},
		{Label: label("autumn", "autumn", "秋季"), From: 9, To: 11}, {Label: label("winter", "winter", "冬季"), From: 12, To: 2}}
	customers := func(d tag.Definition) tag.Definition {
		d.Zone = tag.CustomerZone
		return d
	}
	return []tag.Definition{
		customers(of(c, "buying_hour", "Time of day of orders", "下单时段", spread("orders", "hour", 1, 0, hours, nil))),
		customers(of(c, "buying_weekday", "Days of orders", "下单日", spread("orders", "weekday", 1, 60, days, otherwise("any", "any day", "不定")))),
		daily(of(c, "buying_season", "Season of orders", "下单季节", spread("orders", "month", 2, 50, seasons, otherwise("all_year", "all year", "全年")))),
		aside(customers(of(c, "browsing_hour", "Time of day of visits", "浏览时段", spread("visits.last(days(180))", "hour", 2, 0, hours, nil)))),
		of(c, "weekend_share", "Share of orders on weekends", "周末订单占比", ratio("orders.where(weekday >= 6).count()", "orders.count()")),
		aside(of(c, "night_buyer", "Buys at night", "深夜下单", yes("orders.where(hour >= 23 || hour < 5).count() >= 2"))),
	}
}

func channel() []tag.Definition {
	c := tag.Category("channel")
	return []tag.Definition{
		of(c, "favourite_channel", "Favourite channel", "常用渠道", favourite("orders", "channel", 1, 1)),
		of(c, "first_channel", "First channel", "首购渠道", first("orders", "channel")),
		of(c, "last_channel", "Last channel", "最近渠道", last("orders", "channel")),
		of(c, "channel_breadth", "Channels used", "渠道数", number("orders.distinct(channel)", below("1", "none", "none yet", "暂无"), below("2", "one", "one", "单渠道"), below("", "several", "several", "多渠道"))),
		aside(of(c, "looks_on", "Looks on", "浏览端", choose(nil, when("visits.last(days(180)) && screens.last(days(180))", "both", "site and app", "网站与 App"),
			when("screens.last(days(180))", "app", "app", "App"), when("visits.last(days(180))", "site", "site", "网站")))),
	}
}

func engagement() []tag.Definition {
	c := tag.Category("engagement")
	return []tag.Definition{
		of(c, "warmth", "Warmth", "活跃热度", choose(otherwise("cold", "cold", "冷"), when("visits.last(days(7)) || screens.last(days(7)) || orders.last(days(7))", "hot", "hot: within 7 days", "热：7 天内"),
			when("visits.last(days(30)) || screens.last(days(30)) || orders.last(days(30))", "warm", "warm: within 30 days", "温：30 天内"),
			when("visits.last(days(90)) || screens.last(days(90)) || orders.last(days(90))", "cool", "cool: within 90 days", "凉：90 天内"))),
		of(c, "visit_days", "Days on the site in 90 days", "90 天访问天数", number("visits.last(days(90)).days()", below("1", "none", "none", "无"),
			below("3", "few", "1 or 2", "1–2 天"), below("8", "some", "3 to 7", "3–7 天"), below("", "many", "8 and more", "8 天以上"))),
		of(c, "app_days", "Days in the app in 90 days", "90 天 App 使用天数", number("screens.last(days(90)).days()", below("1", "none", "none", "无"),
			below("3", "few", "1 or 2", "1–2 天"), below("8", "some", "3 to 7", "3–7 天"), below("", "many", "8 and more", "8 天以上"))),
		aside(of(c, "last_visit_day", "Last visit", "最近访问", last("visits", "time"))),
		of(c, "cart_adds", "Put into the cart in 90 days", "90 天加购次数", number("carted.last(days(90)).count()")),
		aside(of(c, "left_cart", "Left a cart in 60 days", "60 天内弃购", yes("carted.last(days(60)).thenNot(ordered).within(days(7))"))),
		aside(of(c, "looks_only", "Looks and does not buy", "只逛不买", yes("(visits.last(days(30)).days() >= 3 || screens.last(days(30)).days() >= 3) && !ordered.last(days(90))"))),
	}
}

func service() []tag.Definition {
	c := tag.Category("service")
	return []tag.Definition{
		of(c, "hotline_calls", "Calls to the hotline in a year", "近一年来电次数", number(`event("Hotline Called").last(days(365)).count()`)),
		aside(of(c, "hotline_topic", "Calls about", "来电主题", favourite(`event("Hotline Called")`, "topic", 1, 1))),
		of(c, "complaints", "Complaints in a year", "近一年投诉次数", number(`event("Complaint Made").last(days(365)).count()`)),
		aside(of(c, "silent_after_complaint", "Complained and did not order since", "投诉后未再购", yes(`event("Complaint Made").last(days(180)).thenNot(ordered).within(days(60))`))),
		of(c, "slow_parcels", "Slow parcels in a year", "近一年慢件数", number(`event("Order Shipped").last(days(365)).thenNot(delivered).within(days(4)).count()`)),
		of(c, "delivery", "Delivery so far", "配送体验", choose(nil,
			when(`event("Order Shipped").thenNot(delivered).within(days(4)).count() >= 2`, "troubled", "slow again and again", "多次延迟"),
			when(`event("Order Shipped").thenNot(delivered).within(days(4))`, "once_slow", "slow once", "曾有延迟"), when("delivered", "smooth", "smooth", "顺利"))),
		of(c, "refund_count", "Refunds", "退款次数", number("refunds.count()")),
		of(c, "refund_rate", "Refunds for each order", "退款率", ratio("refunds.count()", "orders.count()", below("0.01", "none", "none", "无"),
			below("0.2", "some", "some", "偶尔"), below("", "many", "many", "频繁"))),
		of(c, "refund_amount", "Refunded in all", "累计退款", number("refunds.sum(amount)")),
		of(c, "cancellations", "Cancelled orders", "取消订单数", number("cancelled.count()")),
	}
}

func feedback() []tag.Definition {
	c := tag.Category("feedback")
	mood := []tag.Band{below("2.5", "unhappy", "unhappy", "不满"), below("4", "neutral", "neutral", "一般"), below("", "happy", "happy", "满意")}
	return []tag.Definition{
		of(c, "reviews", "Reviews", "评价数", number("reviewed.count()")),
		of(c, "review_rate", "Reviews for each order", "评价率", ratio("reviewed.count()", "orders.count()")),
		of(c, "product_mood", "Product reviews", "商品评价", number("reviewed.avg(rating)", mood...)),
		of(c, "service_mood", "Rating of service", "服务评分", number(`event("Service Rated").avg(rating)`, mood...)),
		aside(of(c, "last_rating", "Last rating", "最近评分", last("reviewed", "rating"))),
		aside(of(c, "bad_review", "Bad review in half a year", "半年内差评", yes("reviewed.last(days(183)).min(rating) <= 2"))),
	}
}

func advocacy() []tag.Definition {
	c := tag.Category("advocacy")
	return []tag.Definition{
		of(c, "shares", "Shared products", "分享次数", number(`event("Product Shared").count()`)),
		of(c, "referrals", "Friends who came", "推荐成功数", number(`event("Referral Completed").count()`)),
		of(c, "advocate", "Advocate", "口碑传播", choose(otherwise("quiet", "quiet", "未传播"), when(`event("Referral Completed")`, "brings", "brings friends", "带来朋友"),
			when(`event("Invite Sent")`, "invites", "invites", "发出邀请"), when(`event("Product Shared")`, "shares", "shares", "分享商品"))),
		aside(of(c, "shares_by", "Shares by", "分享方式", favourite(`event("Product Shared")`, "share_via", 1, 1))),
	}
}
