package sheet_test

import (
	"strings"
	"testing"

	"regulars"
	"regulars/event/importer/sheet"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in       string
		decimal  byte
		digits   string // "!" for not a number
		currency string
	}{
		{"11.77", '.', "11.77", ""},
		{" -5 ", '.', "-5", ""},
		{"", '.', "", ""},
		{"  ", ',', "", ""},
		{"1,234.50", '.', "1234.50", ""},
		{"1.234,50", ',', "1234.50", ""},
		{"1234,5", ',', "1234.5", ""},
		{"12,34", '.', "!", ""},               // neither thousands nor a fraction
		{"1,23,456.78", '.', "123456.78", ""}, // lakh and crore
		{"1 234 567,8", ',', "1234567.8", ""},
		{"1'234.50", '.', "1234.50", ""},
		{"1,234 567", '.', "!", ""},
		{"￥1,234.50", '.', "1234.50", ""},
		{"１２８．００元", '.', "128.00", "CNY"},
		{"$12", '.', "12", ""},
		{"US$ 12.00", '.', "12.00", "USD"},
		{"€ 1.299,00", ',', "1299.00", "EUR"},
		{"R$ 12,79", ',', "12.79", "BRL"},
		{"12.5 EUR", '.', "12.5", "EUR"},
		{"(5.00)", '.', "-5.00", ""},
		{"-$5.00", '.', "-5.00", ""},
		{"$-5.00", '.', "-5.00", ""},
		{"5.00-", '.', "-5.00", ""},
		{"−5", '.', "-5", ""},
		{"+5", '.', "5", ""},
		{"--5", '.', "!", ""},
		{"$5€", '.', "!", ""},
		{"$", '.', "!", ""},
		{"-", '.', "!", ""},
		{".5", '.', ".5", ""},
		{"5.", '.', "5.", ""},
		{",5", ',', ".5", ""},
		{"1.2.3", '.', "!", ""},
		{"twelve", '.', "!", ""},
		{"0x10", '.', "!", ""},
		{"NaN", '.', "!", ""},
	} {
		got, ok := sheet.Numbers{Decimal: tt.decimal}.Parse([]byte(tt.in))
		if !ok {
			got = sheet.Number{Digits: "!"}
		}
		if got.Digits != tt.digits || got.Currency != tt.currency {
			t.Errorf("%q with %q gives %+v, want %q %q", tt.in, tt.decimal, got, tt.digits, tt.currency)
		}
	}
}

func TestNumberClues(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		values, delimiter string
		decimal           byte
		open              bool
	}{
		{"1.5 2.25 3", ",", '.', false},
		{"1,5 2,25 3", ";", ',', false},
		{"1,234 5,678", ",", '.', true},
		{"1,234 5,678", ";", ',', true},
		{"1,234 5,678.50", ",", '.', false},
		{"1.234 5.678,50", ",", ',', false},
		{"1.234.567 12", ",", ',', false},
		{"1.234 1.999", ",", '.', true},
		{"0,123", ",", ',', false},
		{"10 20", ";", '.', false},
	} {
		var c sheet.NumberClues
		for _, v := range strings.Fields(tt.values) {
			c.Add([]byte(v))
		}
		if got := c.Verdict(tt.delimiter).Decimal; got != tt.decimal || c.Open() != tt.open {
			t.Errorf("%s: decimal %q open %v", tt.values, got, c.Open())
		}
	}
}

// FuzzNumbers: what is taken is a plain decimal number that ParseMoney can read.
func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"1,234.50", "１２８．００元", "(5)", "R$ 1.299,00", "5-", "1 2"} {
		f.Add([]byte(s), byte('.'))
		f.Add([]byte(s), byte(','))
	}
	f.Fuzz(func(t *testing.T, in []byte, decimal byte) {
		n, ok := sheet.Numbers{Decimal: decimal}.Parse(in)
		if !ok || n.Digits == "" {
			return
		}
		if strings.Trim(n.Digits, "-.0123456789") != "" {
			t.Errorf("%q gives %q", in, n.Digits)
		}
		if _, err := regulars.ParseDecimal(n.Digits, 2); err != nil {
			if e := err.(*regulars.Error); e.Reason != "range" && len(n.Digits) < 60 {
				t.Errorf("%q gives %q: %v", in, n.Digits, err)
			}
		}
		if n.Currency != "" && !regulars.ValidCurrency(n.Currency) {
			t.Errorf("%q names %q", in, n.Currency)
		}
		var c sheet.NumberClues
		c.Add(in)
	})
}
