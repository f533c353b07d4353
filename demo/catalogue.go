package demo

// product is something the brand sells; price in fen.
type product struct {
	id, name, category string
	price              int64
	weight             int // how often it is bought, against the others
}

// catalogue is the brand's range.
var catalogue = []product{
	{"tea-longjing-50", "明前龙井 50g", "绿茶", 16800, 14},
	{"tea-longjing-250", "雨前龙井 250g", "绿茶", 38800, 4},
	{"tea-biluochun-50", "碧螺春 50g", "绿茶", 12800, 9},
	{"tea-maofeng-100", "黄山毛峰 100g", "绿茶", 9800, 10},
	{"tea-tieguanyin-125", "安溪铁观音 125g", "乌龙茶", 8800, 13},
	{"tea-dahongpao-80", "武夷大红袍 80g", "乌龙茶", 15800, 8},
	{"tea-dancong-100", "凤凰单丛 100g", "乌龙茶", 18800, 5},
	{"tea-puer-cake-357", "熟普洱茶饼 357g", "黑茶", 23800, 6},
	{"tea-puer-2008", "2008 年生普洱茶饼", "黑茶", 128000, 1},
	{"tea-keemun-100", "祁门红茶 100g", "红茶", 7800, 11},
	{"tea-lapsang-80", "正山小种 80g", "红茶", 9900, 8},
	{"tea-baihao-50", "白毫银针 50g", "白茶", 21800, 4},
	{"tea-jasmine-100", "茉莉花茶 100g", "花茶", 5900, 15},
	{"tea-osmanthus-30", "桂花乌龙 便携装", "花茶", 2900, 16},
	{"tea-trial-12", "十二味尝鲜装", "尝鲜", 3900, 12},
	{"ware-gaiwan", "白瓷盖碗", "茶具", 12800, 6},
	{"ware-yixing", "宜兴紫砂壶", "茶具", 58800, 2},
	{"ware-travel", "旅行快客杯", "茶具", 8900, 9},
	{"ware-glass", "高硼硅玻璃壶", "茶具", 10900, 7},
	{"ware-tray", "竹制茶盘", "茶具", 16900, 3},
	{"ware-tin", "锡制茶叶罐", "茶具", 19800, 3},
	{"home-candle", "茶香蜡烛", "家居", 9900, 6},
	{"home-towel", "竹纤维茶巾", "家居", 1900, 12},
	{"home-incense", "沉香线香", "家居", 6800, 5},
	{"home-vase", "天青釉花瓶", "家居", 26800, 2},
	{"gift-mid-autumn", "中秋茶礼盒", "礼盒", 29800, 5},
	{"gift-new-year", "新春贺岁礼盒", "礼盒", 36800, 4},
	{"gift-two", "闲暇双人茶礼", "礼盒", 19900, 5},
}

// city is where customers live; a carrier's way there takes days.
type city struct {
	name, en, area string
	weight         int
	days           float64 // usual days of delivery
}

var cities = []city{
	{"上海", "Shanghai", "021", 18, 1.6}, {"北京", "Beijing", "010", 15, 2.4}, {"杭州", "Hangzhou", "0571", 12, 1.2},
	{"深圳", "Shenzhen", "0755", 10, 2.2}, {"广州", "Guangzhou", "020", 9, 2.3}, {"成都", "Chengdu", "028", 8, 3.0},
	{"南京", "Nanjing", "025", 7, 1.7}, {"武汉", "Wuhan", "027", 6, 2.2}, {"西安", "Xi'an", "029", 5, 2.9},
	{"苏州", "Suzhou", "0512", 5, 1.5}, {"重庆", "Chongqing", "023", 4, 3.1}, {"乌鲁木齐", "Urumqi", "0991", 1, 5.5},
}

// stores are the brand's own shops.
var stores = []string{"杭州·湖滨店", "上海·武康路店"}

var surnames = []string{"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高", "罗",
	"郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "潘", "袁", "蔡", "蒋", "余", "欧阳", "司马"}

var givenNames = []string{"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明", "超", "秀英", "霞", "平",
	"雨桐", "子涵", "欣怡", "浩然", "思远", "梓萱", "宇轩", "诗涵", "佳怡", "俊杰", "晓彤", "建国", "海燕", "志强", "雪梅", "文博", "若曦", "嘉懿", "一诺", "清妍"}

var englishNames = []string{"Emma Clarke", "Daniel Weber", "Sophie Martin", "James Cooper", "Olivia Brown", "Lucas Meyer", "Hannah Fischer",
	"Marco Rossi", "Elena García", "Thomas Dubois", "Grace Lin", "Kevin Tan", "Rachel Wong", "Peter Novak", "Yuki Tanaka", "Minjun Kim"}

// pages of the web shop that are not about one product.
var pages = []struct{ path, title string }{
	{"/", "山泉集 · 好茶回甘"}, {"/tea", "茶叶"}, {"/ware", "茶具"}, {"/home", "家居"}, {"/gift", "礼盒"},
	{"/stories/spring-picking", "明前采茶记"}, {"/stories/gaiwan", "盖碗怎么用"}, {"/membership", "会员权益"}, {"/delivery", "配送说明"},
}

var goodWords = []string{"茶香很正，会回购。", "包装用心，送人很体面。", "回甘明显，比上次的还好。", "物流很快，第二天就到了。", "客服耐心，值得推荐。", "Lovely tea, arrived quickly."}
var fairWords = []string{"还可以，价格略高。", "味道淡了一点。", "一般，期待改进。", "Fine, but the box was dented."}
var badWords = []string{"晚到了好几天，联系客服才有回复。", "包装破损，茶叶受潮。", "和描述不太一样，失望。", "Late, and nobody told me why."}
var hotlineTopics = []string{"物流查询", "退换货", "冲泡咨询", "会员积分", "发票"}

// mobilePrefixes begin numbers as China's networks give them out.
var mobilePrefixes = []string{"133", "135", "136", "137", "138", "139", "150", "151", "158", "159", "177", "180", "186", "187", "188", "189"}
