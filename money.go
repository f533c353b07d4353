package regulars

import (
	"strconv"
	"strings"
)

// Money is an exact amount: an integer number of a currency's minor units
// (cents, fen; for JPY whole yen). The zero value is no money at all.
type Money struct {
	Minor int64
	// Currency is the ISO 4217 code in capitals, such as "CNY"; or empty for no money.
	Currency string
}

// exponents holds the ISO 4217 minor-unit digits that differ from 2.
var exponents = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0,
	"PYG": 0, "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
}

// MinorDigits gives how many decimal digits currency has (ISO 4217).
func MinorDigits(currency string) int {
	if n, ok := exponents[currency]; ok {
		return n
	}
	return 2
}

// ValidCurrency reports whether s has the form of a currency code: three
// capital letters.
func ValidCurrency(s string) bool {
	if len(s) != 3 {
		return false
	}
	for i := range 3 {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}

// ParseMoney reads a decimal number such as "29.33", "-5", "1e2" or "1234.5"
// as an amount of currency, exactly. Digits beyond the minor unit are accepted
// only when the rest rounds half away from zero without loss of meaning: shops
// send computed prices such as 19.989999999999998, so the value is rounded to
// the nearest minor unit, half away from zero.
//
// It gives ErrInvalid with reason "currency", "number" or "range" (beyond
// ±9·10¹⁵ minor units, which a JSON number still carries exactly).
func ParseMoney(s, currency string) (Money, error) {
	if !ValidCurrency(currency) {
		return Money{}, Invalid("currency", "currency", "a currency is three capital letters, such as CNY")
	}
	minor, err := ParseDecimal(s, MinorDigits(currency))
	if err != nil {
		return Money{}, err
	}
	return Money{Minor: minor, Currency: currency}, nil
}

// maxScaled bounds every scaled integer to what a JSON number carries exactly.
const maxScaled = 9_000_000_000_000_000

// ParseDecimal reads a decimal number and gives it times 10^digits, rounded
// half away from zero. It accepts a sign, digits with at most one point, and
// an exponent of at most two digits. Errors are as in [ParseMoney].
func ParseDecimal(s string, digits int) (int64, error) {
	bad := func() (int64, error) { return 0, Invalid("amount", "number", "this is not a decimal number") }
	mant, expo := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		n, err := strconv.Atoi(s[i+1:])
		if err != nil || n > 99 || n < -99 {
			return bad()
		}
		mant, expo = s[:i], n
	}
	neg := false
	if mant != "" && (mant[0] == '-' || mant[0] == '+') {
		neg, mant = mant[0] == '-', mant[1:]
	}
	whole, frac, _ := strings.Cut(mant, ".")
	if whole == "" && frac == "" || len(mant) > 60 {
		return bad()
	}
	all := whole + frac
	for i := range len(all) {
		if all[i] < '0' || all[i] > '9' {
			return bad()
		}
	}
	// The value is all × 10^(expo − len(frac)); keep = digits of it that stay.
	keep := len(whole) + expo + digits
	v, err := takeDigits(all, keep)
	if err != nil {
		return 0, err
	}
	if neg {
		v = -v
	}
	return v, nil
}

// takeDigits reads the first keep digits of s, padded with zeros, and rounds
// by the next one.
func takeDigits(s string, keep int) (int64, error) {
	var v int64
	for i := 0; i < keep; i++ {
		d := int64(0)
		if i < len(s) {
			d = int64(s[i] - '0')
		} else if v == 0 {
			return 0, nil // nothing but zeros before the padding
		}
		v = v*10 + d
		if v > maxScaled {
			return 0, Invalid("amount", "range", "this amount is too large")
		}
	}
	if keep >= 0 && keep < len(s) && s[keep] >= '5' {
		v++
	}
	return v, nil
}

// Decimal gives the amount as a plain decimal number with the currency's
// digits, such as "2500315.63"; "0" for no money.
func (m Money) Decimal() string {
	n := MinorDigits(m.Currency)
	if m.Currency == "" || n == 0 {
		return strconv.FormatInt(m.Minor, 10)
	}
	sign, v := "", uint64(m.Minor)
	if m.Minor < 0 {
		sign, v = "-", -v
	}
	s := strconv.FormatUint(v, 10)
	if len(s) <= n {
		s = strings.Repeat("0", n+1-len(s)) + s
	}
	return sign + s[:len(s)-n] + "." + s[len(s)-n:]
}

// String gives the decimal number and the currency, such as "29.33 USD".
func (m Money) String() string {
	if m.Currency == "" {
		return m.Decimal()
	}
	return m.Decimal() + " " + m.Currency
}
