package lang

import (
	"strconv"
	"strings"

	"regulars"
)

// Number is an exact decimal number in ten-thousandths: 12.5 is 125,000. It
// lies between −[MostNumber] and MostNumber. Money is such a number in whole
// units of its currency, never a float.
type Number int64

// The form of numbers.
const (
	Decimals   = 4                             // digits behind the point
	One        = Number(10_000)                // the number 1
	MostNumber = Number(9_000_000_000_000_000) // 900 billion
)

// ParseNumber reads a decimal number, rounded half away from zero to
// [Decimals] digits. ok is false for what is no number, or beyond MostNumber.
func ParseNumber(s string) (n Number, ok bool) {
	v, err := regulars.ParseDecimal(s, Decimals)
	return Number(v), err == nil
}

// String gives the number without needless zeros, such as "12.5".
func (n Number) String() string {
	sign, v := "", uint64(n)
	if n < 0 {
		sign, v = "-", -v
	}
	whole, rest := v/uint64(One), v%uint64(One)
	if rest == 0 {
		return sign + strconv.FormatUint(whole, 10)
	}
	digits := strconv.FormatUint(uint64(One)+rest, 10)[1:]
	return sign + strconv.FormatUint(whole, 10) + "." + strings.TrimRight(digits, "0")
}

// moneyNumber gives an amount as a number of whole units of its currency; ok
// is false for another currency than the wanted one.
func moneyNumber(m regulars.Money, currency string) (n Number, ok bool) {
	if m.Currency == "" || m.Currency != currency {
		return 0, false
	}
	v := m.Minor
	for range Decimals - regulars.MinorDigits(currency) {
		v *= 10
	}
	return Number(v), true // an event's amount is at most 9·10¹⁵ minor units
}
