package starter

import "regulars/tag"

const (
	firstTier = `city in ["北京", "上海", "广州", "深圳", "Beijing", "Shanghai", "Guangzhou", "Shenzhen"]`
	newFirst  = `city in ["成都", "杭州", "重庆", "武汉", "苏州", "西安", "南京", "长沙", "天津", "郑州", "东莞", "青岛", "昆明", "宁波", "合肥",
		"Chengdu", "Hangzhou", "Chongqing", "Wuhan", "Suzhou", "Xi'an", "Nanjing", "Changsha", "Tianjin", "Zhengzhou", "Dongguan", "Qingdao", "Kunming", "Ningbo", "Hefei"]`
	eastern  = `city in ["上海", "杭州", "南京", "苏州", "宁波", "合肥", "青岛", "Shanghai", "Hangzhou", "Nanjing", "Suzhou", "Ningbo", "Hefei", "Qingdao"]`
	northern = `city in ["北京", "天津", "郑州", "西安", "沈阳", "大连", "Beijing", "Tianjin", "Zhengzhou", "Xi'an", "Shenyang", "Dalian"]`
	southern = `city in ["广州", "深圳", "东莞", "厦门", "福州", "海口", "Guangzhou", "Shenzhen", "Dongguan", "Xiamen", "Fuzhou", "Haikou"]`
	inland   = `city in ["成都", "重庆", "武汉", "长沙", "昆明", "贵阳", "乌鲁木齐", "兰州", "Chengdu", "Chongqing", "Wuhan", "Changsha", "Kunming", "Guiyang", "Urumqi", "Lanzhou"]`
)

func profile() []tag.Definition {
	c := tag.Category("profile")
	return []tag.Definition{
		daily(of(c, "gender", "Gender", "性别", choose(nil,
			when(`trait.gender in ["female", "f", "女"]`, "female", "female", "女"), when(`trait.gender in ["male", "m", "男"]`, "male", "male", "男")))),
		told(daily(of(c, "age_band", "Age", "年龄段", choose(nil,
			when("birthday.daysAgo() < 6575", "under18", "under 18", "18 岁以下"), when("birthday.daysAgo() < 9132", "from18", "18 to 24", "18–24 岁"),
			when("birthday.daysAgo() < 12784", "from25", "25 to 34", "25–34 岁"), when("birthday.daysAgo() < 16437", "from35", "35 to 44", "35–44 岁"),
			when("birthday.daysAgo() < 20089", "from45", "45 to 54", "45–54 岁"), when("birthday.daysAgo() < 23742", "from55", "55 to 64", "55–64 岁"),
			when("birthday.daysAgo() < 36525", "from65", "65 and above", "65 岁及以上")))),
			"From the birthday, of who told the year", "根据生日计算，仅限提供了年份的客户"),
		daily(of(c, "city_tier", "City tier", "城市级别", choose(nil, when(firstTier, "first", "first tier", "一线城市"),
			when(newFirst, "new_first", "new first tier", "新一线城市"), when("has(city)", "other", "other places", "其他城市")))),
		daily(of(c, "region", "Region", "地区", choose(nil, when(eastern, "east", "east", "华东"), when(northern, "north", "north", "北方"),
			when(southern, "south", "south", "华南"), when(inland, "inland", "inland and west", "中西部"), when("has(city)", "elsewhere", "elsewhere", "其他地区")))),
		of(c, "business", "Company", "企业客户", yes("company")),
	}
}

func occasion() []tag.Definition {
	c := tag.Category("occasion")
	return []tag.Definition{
		aside(of(c, "birthday_soon", "Birthday within two weeks", "两周内生日", yes("birthday.isWithin(days(14))"))),
		aside(of(c, "birthday_this_month", "Birthday this month", "本月生日", yes("birthday.isThisMonth()"))),
		daily(of(c, "birthday_month", "Month of birth", "生日月份", number("birthday.month()"))),
		aside(of(c, "anniversary_soon", "Anniversary with us within two weeks", "两周内相识周年", yes("firstSeen.isWithin(days(14)) && firstSeen.daysAgo() > 300"))),
		daily(of(c, "years_with_us", "Years with us", "相识年数", number("firstSeen.daysAgo()",
			below("365", "first", "first year", "第一年"), below("730", "second", "second year", "第二年"), below("1095", "third", "third year", "第三年"),
			below("", "longer", "longer", "更久")))),
	}
}

func contact() []tag.Definition {
	c := tag.Category("contact")
	return []tag.Definition{
		of(c, "contactable", "Can be reached by", "可触达方式", choose(otherwise("none", "neither", "无"), when("has(email) && has(phone)", "both", "e-mail and phone", "邮箱与电话"),
			when("has(phone)", "phone", "phone only", "仅电话"), when("has(email)", "email", "e-mail only", "仅邮箱"))),
		aside(daily(of(c, "mailbox", "Mailbox", "邮箱服务商", choose(nil, when(`email.endsWith("@qq.com") || email.endsWith("@foxmail.com")`, "qq", "QQ Mail", "QQ 邮箱"),
			when(`email.endsWith("@163.com") || email.endsWith("@126.com")`, "netease", "NetEase", "网易邮箱"), when(`email.endsWith("@gmail.com")`, "gmail", "Gmail", "Gmail"),
			when(`email.endsWith("@outlook.com") || email.endsWith("@hotmail.com")`, "outlook", "Outlook", "Outlook"), when("has(email)", "other", "another one", "其他"))))),
		of(c, "identified_by", "What we know", "资料完整度", choose(otherwise("little", "little", "较少"),
			when("has(name) && has(phone) && has(city) && has(birthday)", "full", "name, phone, city and birthday", "姓名、电话、城市与生日"),
			when("has(name) && (has(phone) || has(email))", "basic", "name and a contact", "姓名与联系方式"))),
	}
}

// said are tags that staff or files give.
func said() []tag.Definition {
	c := tag.Category("other")
	manual := func(of string, values ...tag.Label) tag.Rule {
		return tag.Rule{Kind: tag.Manual, Of: of, Values: values}
	}
	return []tag.Definition{
		told(aside(of(c, "care", "Special care", "特别关照", manual("text", label("vip", "VIP", "贵宾"), label("partner", "partner", "合作伙伴"),
			label("press", "press", "媒体"), label("careful", "handle with care", "谨慎沟通")))), "Set by staff", "由员工标注"),
		told(aside(of(c, "leave_alone", "Do not disturb for now", "暂勿打扰", manual("bool"))), "Set by staff, best with an end", "由员工标注，宜设截止日期"),
		aside(of(c, "taste", "Taste", "口味偏好", manual("text", label("light", "light", "清淡"), label("strong", "strong", "浓郁"),
			label("sweet", "sweet", "偏甜"), label("curious", "likes to try", "爱尝新")))),
		aside(of(c, "household", "Household", "家庭情况", manual("text", label("single", "alone", "独居"), label("couple", "couple", "二人世界"),
			label("children", "with children", "有孩子"), label("elders", "with elders", "与老人同住")))),
		told(aside(of(c, "old_level", "Level in the former programme", "原会员等级", tag.Rule{Kind: tag.Import, Of: "text"})),
			"From a file of the former membership system", "由原会员系统文件导入"),
	}
}
