package regulars

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, currency string
		minor        int64
		reason       string
	}{
		{"29.33", "USD", 2933, ""}, {"-29.33", "USD", -2933, ""}, {"+5", "CNY", 500, ""}, {".5", "CNY", 50, ""}, {"5.", "CNY", 500, ""},
		{"0", "CNY", 0, ""}, {"-0.00", "CNY", 0, ""}, {"19.989999999999998", "USD", 1999, ""}, {"0.005", "USD", 1, ""},
		{"-0.005", "USD", -1, ""}, {"0.0049999", "USD", 0, ""}, {"1e2", "USD", 10000, ""}, {"1.5E-1", "USD", 15, ""}, {"1e-9", "USD", 0, ""},
		{"500", "JPY", 500, ""}, {"499.5", "JPY", 500, ""}, {"1.2345", "KWD", 1235, ""},
		{"0e99", "USD", 0, ""}, {"90000000000000.00", "USD", 9_000_000_000_000_000, ""},
		{"90000000000000.01", "USD", 0, "range"}, {"1e99", "USD", 0, "range"},
		{"", "USD", 0, "number"}, {".", "USD", 0, "number"}, {"-", "USD", 0, "number"}, {"1,000", "USD", 0, "number"}, {"NaN", "USD", 0, "number"},
		{"1e", "USD", 0, "number"}, {"1e100", "USD", 0, "number"}, {"0x10", "USD", 0, "number"}, {"１", "USD", 0, "number"},
		{strings.Repeat("0", 61), "USD", 0, "number"}, {"1", "usd", 0, "currency"}, {"1", "", 0, "currency"},
	} {
		got, err := ParseMoney(c.in, c.currency)
		reason := ""
		if e, ok := err.(*Error); ok {
			reason = e.Reason
		}
		if reason != c.reason || err == nil && got != (Money{c.minor, c.currency}) {
			t.Errorf("ParseMoney(%q, %q) = %v, %v; want %d, %q", c.in, c.currency, got, err, c.minor, c.reason)
		}
	}
}

func TestMoneyIsWrittenAsItIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := Money{rapid.Int64Range(-maxScaled, maxScaled).Draw(t, "minor"), rapid.SampledFrom([]string{"CNY", "JPY", "KWD", "CLF"}).Draw(t, "currency")}
		if got, err := ParseMoney(m.Decimal(), m.Currency); err != nil || got != m {
			t.Fatalf("%q came back as %v, %v", m.Decimal(), got, err)
		}
	})
}

// FuzzParseDecimal compares with exact rational arithmetic.
func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"1.005", "-7e-3", "1e15", "00.10", ".", "9e99"} {
		f.Add(s, 2)
	}
	f.Fuzz(func(t *testing.T, s string, digits int) {
		digits = min(max(digits, 0), 4)
		got, err := ParseDecimal(s, digits)
		if err != nil {
			return
		}
		exact, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("accepted %q, which is no number", s)
		}
		exact.Mul(exact, new(big.Rat).SetInt64([]int64{1, 10, 100, 1000, 10000}[digits]))
		diff := new(big.Rat).Sub(exact, new(big.Rat).SetInt64(got))
		if diff.Abs(diff).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("ParseDecimal(%q, %d) = %d, which is %s off", s, digits, got, diff.FloatString(6))
		}
	})
}
