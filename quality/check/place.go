package check

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// names are how people write the countries that shops hear of most; codes are
// read anyway.
var names = map[string]string{
	"china": "CN", "中国": "CN", "中国大陆": "CN", "mainland china": "CN", "hong kong": "HK", "香港": "HK", "中国香港": "HK", "macau": "MO", "macao": "MO",
	"澳门": "MO", "中国澳门": "MO", "taiwan": "TW", "台湾": "TW", "中国台湾": "TW", "usa": "US", "united states": "US", "united states of america": "US",
	"美国": "US", "uk": "GB", "united kingdom": "GB", "great britain": "GB", "england": "GB", "英国": "GB", "germany": "DE", "deutschland": "DE", "德国": "DE",
	"france": "FR", "法国": "FR", "japan": "JP", "日本": "JP", "korea": "KR", "south korea": "KR", "韩国": "KR", "singapore": "SG", "新加坡": "SG",
	"australia": "AU", "澳大利亚": "AU", "canada": "CA", "加拿大": "CA", "italy": "IT", "意大利": "IT", "spain": "ES", "西班牙": "ES", "netherlands": "NL",
	"荷兰": "NL", "switzerland": "CH", "瑞士": "CH", "austria": "AT", "奥地利": "AT", "india": "IN", "印度": "IN", "malaysia": "MY", "马来西亚": "MY",
	"thailand": "TH", "泰国": "TH", "vietnam": "VN", "越南": "VN", "new zealand": "NZ", "新西兰": "NZ", "brazil": "BR", "巴西": "BR", "mexico": "MX", "墨西哥": "MX",
}

// region gives the ISO 3166 code of a country's code or name; empty when it is
// neither.
func region(country string) string {
	s := strings.TrimSpace(norm.NFKC.String(country))
	if s == "" {
		return ""
	}
	if code, ok := names[strings.ToLower(s)]; ok {
		return code
	}
	if len(s) != 2 && len(s) != 3 {
		return ""
	}
	r, err := language.ParseRegion(s)
	if err != nil || !r.IsCountry() {
		return ""
	}
	return r.Canonicalize().String()
}

// codes are the forms of postal codes.
var codes = map[string]*regexp.Regexp{
	"CN": regexp.MustCompile(`^\d{6}$`), "US": regexp.MustCompile(`^\d{5}(-?\d{4})?$`), "DE": regexp.MustCompile(`^\d{5}$`),
	"FR": regexp.MustCompile(`^\d{5}$`), "IT": regexp.MustCompile(`^\d{5}$`), "ES": regexp.MustCompile(`^\d{5}$`), "AT": regexp.MustCompile(`^\d{4}$`),
	"CH": regexp.MustCompile(`^\d{4}$`), "AU": regexp.MustCompile(`^\d{4}$`), "NZ": regexp.MustCompile(`^\d{4}$`), "JP": regexp.MustCompile(`^\d{3}-?\d{4}$`),
	"KR": regexp.MustCompile(`^\d{5}$`), "SG": regexp.MustCompile(`^\d{6}$`), "IN": regexp.MustCompile(`^\d{3} ?\d{3}$`), "MY": regexp.MustCompile(`^\d{5}$`),
	"NL": regexp.MustCompile(`^\d{4} ?[A-Z]{2}$`), "CA": regexp.MustCompile(`^[A-Z]\d[A-Z] ?\d[A-Z]\d$`),
	"GB": regexp.MustCompile(`^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$`), "BR": regexp.MustCompile(`^\d{5}-?\d{3}$`), "MX": regexp.MustCompile(`^\d{5}$`),
	"TH": regexp.MustCompile(`^\d{5}$`), "VN": regexp.MustCompile(`^\d{5,6}$`), "TW": regexp.MustCompile(`^\d{3}(\d{2,3})?$`),
}

// validCode holds a postal code to its country's form; of other countries any
// is right.
func validCode(code, country string) bool {
	form := codes[country]
	return form == nil || form.MatchString(strings.ToUpper(strings.TrimSpace(norm.NFKC.String(code))))
}

// currencyFault says what is wrong with a currency beside a country. People pay
// in dollars and euros everywhere.
func currencyFault(code, country string) string {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return "unknown"
	}
	if country == "" || code == "USD" || code == "EUR" {
		return ""
	}
	r, err := language.ParseRegion(country)
	if err != nil {
		return ""
	}
	if usual, ok := currency.FromRegion(r); ok && usual != unit {
		return "not_of_country"
	}
	return ""
}

// placeEnds are what is left out of a city's name as often as not.
var placeEnds = strings.NewReplacer("市", "", "特别行政区", "", " city", "", "-", "", " ", "", "'", "")

// latin are the names under which large Chinese cities are written in Latin letters.
var latin = map[string]string{
	"beijing": "北京", "shanghai": "上海", "guangzhou": "广州", "shenzhen": "深圳", "hangzhou": "杭州", "chengdu": "成都", "nanjing": "南京", "wuhan": "武汉",
	"xian": "西安", "chongqing": "重庆", "suzhou": "苏州", "tianjin": "天津", "changsha": "长沙", "qingdao": "青岛", "xiamen": "厦门", "ningbo": "宁波",
	"kunming": "昆明", "dalian": "大连", "fuzhou": "福州", "jinan": "济南", "hongkong": "香港", "macau": "澳门", "macao": "澳门", "taipei": "台北",
}

// samePlace reports whether two names may be of one city: one may have the
// other's province or district with it.
func samePlace(a, b string) bool {
	a, b = place(a), place(b)
	return a == "" || b == "" || strings.Contains(a, b) || strings.Contains(b, a)
}

func place(s string) string {
	s = placeEnds.Replace(strings.ToLower(strings.TrimSpace(norm.NFKC.String(s))))
	if han, ok := latin[s]; ok {
		return han
	}
	return s
}

func digits(n int) string { return strconv.Itoa(n) }
