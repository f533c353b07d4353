package order

import (
	"math/bits"

	"regulars"
)

// maxMinor bounds amounts as regulars.ParseMoney does.
const maxMinor = 9_000_000_000_000_000

// Times gives price × quantity, where quantity is in thousandths, rounded half
// away from zero to minor units. It gives ErrInvalid with reason "range" when
// the product is too large to be kept exactly.
func Times(price, quantity int64) (int64, error) {
	v, ok := Scale(price, quantity, 1000)
	if !ok {
		return 0, regulars.Invalid("amount", "range", "this amount is too large")
	}
	return v, nil
}

// share gives total × part ÷ whole, rounded half away from zero.
func share(total, part, whole int64) int64 {
	v, _ := Scale(total, part, whole)
	return v
}

// Scale gives a × b ÷ c, rounded half away from zero, by arithmetic of 128
// bits; c is positive. It is not ok beyond ±9·10¹⁵.
func Scale(a, b, c int64) (int64, bool) {
	hi, lo := bits.Mul64(uint64(abs(a)), uint64(abs(b)))
	if hi >= uint64(c) {
		return 0, false
	}
	q, r := bits.Div64(hi, lo, uint64(c))
	if r >= uint64(c)-r {
		q++
	}
	if q > maxMinor {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(q), true
	}
	return int64(q), true
}
