package model

import "slices"

// Cuts divides values into five groups of about equal size, scored 1 (lowest)
// to 5. Values that are equal always have the same score: a customer's score
// depends on the own value and the cuts only, never on the order of a list.
// Cuts can be kept, and one customer scored again without the others.
type Cuts [4]int64 // the smallest value of scores 2, 3, 4 and 5

// NewCuts finds the cuts of values; their order does not matter. A value's
// place is the share of values below it plus half of the share equal to it,
// and its score is the fifth of [0, 1] that the place falls in. So when more
// than a fifth of the values tie, they share the score of their middle, the
// groups are unequal, and a score may stay empty; when all tie, all score 3.
// Without values every score is 3.
func NewCuts(values []int64) Cuts {
	const never = 1<<63 - 1
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	cuts := Cuts{-never - 1, -never - 1, never, never}
	if len(sorted) == 0 {
		return cuts
	}
	for i := range cuts {
		cuts[i] = never
	}
	n := len(sorted)
	for lo := 0; lo < n; {
		hi := lo + 1
		for hi < n && sorted[hi] == sorted[lo] {
			hi++
		}
		// Place (lo + hi)/2n in [k/5, (k+1)/5), in integers.
		score := 5 * (lo + hi) / (2 * n)
		for k := range min(score, 4) {
			cuts[k] = min(cuts[k], sorted[lo])
		}
		lo = hi
	}
	return cuts
}

// Score is 1 to 5.
func (c Cuts) Score(value int64) int {
	score := 1
	for _, cut := range c {
		if value >= cut {
			score++
		}
	}
	return score
}

// RFM holds the cuts of recency, frequency and monetary value.
type RFM struct{ Recency, Frequency, Monetary Cuts }

// RFMScore is a customer's place among all: 5 is the best fifth in each.
type RFMScore struct{ R, F, M uint8 }

// Buyer is what RFM needs of a customer.
type Buyer struct {
	Recency   int32 // days since the last purchase
	Frequency int32 // purchase occasions
	Monetary  int64 // money spent, in minor units
}

// NewRFM finds the cuts of all buyers; see [NewCuts] for ties.
func NewRFM(buyers []Buyer) RFM {
	values := make([]int64, len(buyers))
	cut := func(of func(*Buyer) int64) Cuts {
		for i := range buyers {
			values[i] = of(&buyers[i])
		}
		return NewCuts(values)
	}
	return RFM{
		Recency:   cut(recent),
		Frequency: cut(func(b *Buyer) int64 { return int64(b.Frequency) }),
		Monetary:  cut(func(b *Buyer) int64 { return b.Monetary }),
	}
}

// recent turns recency round, so that the last to buy score 5.
func recent(b *Buyer) int64 { return -int64(b.Recency) }

// Score places one buyer.
func (r RFM) Score(b Buyer) RFMScore {
	return RFMScore{
		R: uint8(r.Recency.Score(recent(&b))),
		F: uint8(r.Frequency.Score(int64(b.Frequency))),
		M: uint8(r.Monetary.Score(b.Monetary)),
	}
}
