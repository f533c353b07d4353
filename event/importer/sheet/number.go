package sheet

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Numbers parses the numbers of a column.
type Numbers struct {
	// Decimal is what stands before the fraction: '.' or ','. The other one,
	// and blanks and apostrophes, may stand between thousands.
	Decimal byte
}

// Number is what a value says.
type Number struct {
	// Digits are plain: '-' in front when it is negative and '.' before the
	// fraction; "" for an empty field.
	Digits string
	// Currency is the ISO 4217 code that the value itself names, by code or by
	// a sign that only one currency has; or "".
	Currency string
}

// Parse gives a number: "1234.50" for "￥1,234.50", "-5" for "(5)". It takes
// currency signs and codes before or behind, blanks, full-width digits and
// signs, and thousands separators where they belong. ok is false for anything
// else. An empty field gives the zero Number and ok.
func (f Numbers) Parse(field []byte) (n Number, ok bool) {
	b := bytes.TrimSpace(field)
	if len(b) == 0 || f.Decimal != ',' && plainNumber(b) {
		return Number{Digits: string(b)}, true
	}
	var buf [64]byte
	bare, ok := strip(fold(b, buf[:0]))
	if !ok {
		return n, false
	}
	out := make([]byte, 0, len(bare.digits)+1)
	if bare.negative {
		out = append(out, '-')
	}
	out, ok = f.digits(bare.digits, out)
	return Number{Digits: string(out), Currency: bare.currency}, ok
}

// plainNumber reports whether b is digits with at most one point and a sign.
func plainNumber(b []byte) bool {
	if len(b) > 0 && b[0] == '-' {
		b = b[1:]
	}
	points, digits := 0, 0
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.':
			points++
		default:
			return false
		}
	}
	return digits > 0 && points <= 1
}

// digits copies a number without its thousands separators.
func (f Numbers) digits(b, out []byte) ([]byte, bool) {
	whole, fraction := b, []byte(nil)
	if i := bytes.IndexByte(b, f.mark()); i >= 0 {
		whole, fraction = b[:i], b[i+1:]
	}
	n := len(out)
	group, groups := 0, 0
	var separator byte
	for _, c := range whole {
		switch {
		case c >= '0' && c <= '9':
			out = append(out, c)
			group++
		case c == f.mark(), c != ',' && c != '.' && c != '\'' && c != ' ':
			return nil, false
		case separator != 0 && c != separator, group == 0, groups > 0 && group != 3 && group != 2, groups == 0 && group > 3:
			return nil, false
		default:
			separator, group = c, 0
			groups++
		}
	}
	if groups > 0 && group != 3 {
		return nil, false
	}
	if len(fraction) > 0 {
		out = append(out, '.')
		for _, c := range fraction {
			if c < '0' || c > '9' {
				return nil, false
			}
			out = append(out, c)
		}
	}
	return out, len(out) > n && (group > 0 || len(fraction) > 0)
}

func (f Numbers) mark() byte {
	if f.Decimal == ',' {
		return ','
	}
	return '.'
}

// signs are what may stand beside an amount, and the currency of those that
// only one has.
var signs = []struct{ sign, currency string }{
	{"US$", "USD"}, {"HK$", "HKD"}, {"NT$", "TWD"}, {"R$", "BRL"}, {"A$", "AUD"}, {"C$", "CAD"}, {"RMB", "CNY"},
	{"kr", ""}, {"zł", "PLN"}, {"元", "CNY"}, {"圆", "CNY"}, {"円", "JPY"}, {"원", "KRW"}, {"$", ""}, {"€", "EUR"},
	{"£", "GBP"}, {"¥", ""}, {"₹", "INR"}, {"₽", "RUB"}, {"₩", "KRW"}, {"₺", "TRY"}, {"₫", "VND"}, {"฿", "THB"}, {"₱", "PHP"},
}

// bare is a number without what stands around it.
type bare struct {
	digits   []byte
	negative bool
	currency string
}

// strip takes away sign, brackets and currency from both ends. It is not ok
// when nothing is left or something stands there twice.
func strip(b []byte) (n bare, ok bool) {
	minus, money := 0, 0
	for {
		before := len(b)
		b = bytes.Trim(b, " ")
		if rest, negative, found := stripSign(b); found {
			b, n.negative = rest, negative
			minus++
		}
		if rest, currency, found := stripCurrency(b); found {
			b, n.currency = rest, currency
			money++
		}
		if len(b) == before {
			n.digits = b
			return n, minus <= 1 && money <= 1 && len(b) > 0
		}
	}
}

func stripSign(b []byte) (rest []byte, negative, found bool) {
	if n := len(b); n > 1 && b[0] == '(' && b[n-1] == ')' {
		return b[1 : n-1], true, true
	}
	if rest, found = bytes.CutPrefix(b, []byte("-")); found {
		return rest, true, true
	}
	if rest, found = bytes.CutPrefix(b, []byte("+")); found {
		return rest, false, true
	}
	rest, found = bytes.CutSuffix(b, []byte("-"))
	return rest, true, found
}

func stripCurrency(b []byte) (rest []byte, currency string, found bool) {
	for _, s := range signs {
		if rest, found = bytes.CutPrefix(b, []byte(s.sign)); found {
			return rest, s.currency, true
		}
		if rest, found = bytes.CutSuffix(b, []byte(s.sign)); found {
			return rest, s.currency, true
		}
	}
	if n := len(b); n > 3 && isCode(b[:3]) {
		return b[3:], string(b[:3]), true
	} else if n > 3 && isCode(b[n-3:]) {
		return b[:n-3], string(b[n-3:]), true
	}
	return b, "", false
}

func isCode(b []byte) bool {
	for _, c := range b {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

// folded maps what full-width input methods and word processors write to ASCII.
var folded = map[rune]byte{
	'，': ',', '．': '.', '。': '.', '－': '-', '−': '-', '–': '-', '—': '-', '＋': '+', '（': '(', '）': ')',
	'　': ' ', '\u00a0': ' ', '\u202f': ' ', '\u2009': ' ', '’': '\'', '：': ':', '／': '/',
}

// fold appends b with full-width digits and signs as ASCII.
func fold(b, out []byte) []byte {
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			out, b = append(out, b[0]), b[1:]
			continue
		}
		r, n := utf8.DecodeRune(b)
		switch c, ok := folded[r]; {
		case ok:
			out = append(out, c)
		case r >= '０' && r <= '９':
			out = append(out, byte(r-'０'+'0'))
		case r == '￥':
			out = append(out, "¥"...)
		default:
			out = append(out, b[:n]...)
		}
		b = b[n:]
	}
	return out
}

// NumberClues gathers from a column's values which mark stands before the fraction.
type NumberClues struct {
	point, comma int // values that only this mark explains
	either       int // values with one mark and three digits behind it
}

// Add looks at a value.
func (c *NumberClues) Add(field []byte) {
	var buf [64]byte
	n, ok := strip(fold(bytes.TrimSpace(field), buf[:0]))
	if !ok {
		return
	}
	b := n.digits
	point, comma := bytes.LastIndexByte(b, '.'), bytes.LastIndexByte(b, ',')
	last, mark, other := point, byte('.'), comma
	if comma > point {
		last, mark, other = comma, ',', point
	}
	if last < 0 {
		return
	}
	decimal := &c.point
	thousand := &c.comma
	if mark == ',' {
		decimal, thousand = thousand, decimal
	}
	behind := len(b) - last - 1
	switch {
	case other >= 0:
		*decimal++ // both: the last one stands before the fraction
	case bytes.Count(b, []byte{mark}) > 1:
		*thousand++
	case behind != 3 || last > 3 || last == 0 || last == 1 && b[0] == '0':
		*decimal++
	default:
		c.either++
	}
}

// Open reports whether the values seen leave both readings possible.
func (c *NumberClues) Open() bool { return c.either > 0 && c.point == 0 && c.comma == 0 }

// Verdict gives the mark before the fraction. Without a clue a comma is one
// only in files cut by semicolons, as countries with the comma write them.
func (c *NumberClues) Verdict(delimiter string) Numbers {
	switch {
	case c.comma > c.point, c.comma == c.point && c.Open() && strings.HasPrefix(delimiter, ";"):
		return Numbers{Decimal: ','}
	}
	return Numbers{Decimal: '.'}
}
