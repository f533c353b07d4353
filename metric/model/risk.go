package model

import "math"

// RiskLevel says how likely a customer is lost, in four steps.
type RiskLevel string

// The levels, by the chance that no order comes within the near period and by
// what has become of the chance that there was right after the last order.
const (
	RiskLow    RiskLevel = "low"    // an order is likely, or the silence is still usual
	RiskMedium RiskLevel = "medium" // the chance has fallen by at least a third
	RiskHigh   RiskLevel = "high"   // the chance has fallen by at least two thirds
	RiskLost   RiskLevel = "lost"   // the chance has fallen by nine tenths and is below 5 %
)

// Clue is one reason of a churn risk: a code, which the console words in each
// language, and the numbers to put into the sentence.
type Clue struct {
	Code ClueCode
	// Value and Reference are what the code says; see the codes.
	Value, Reference float64
}

// ClueCode is a stable word.
type ClueCode string

// The clues. Those that raise the risk come first.
const (
	// SilentLong: Value days since the last order, Reference days usually
	// between orders; Value is at least 1.5 times Reference.
	SilentLong ClueCode = "silent_long"
	// ChanceFell: the chance of an order within the near period is Value, and
	// was Reference right after the last order.
	ChanceFell ClueCode = "chance_fell"
	// OneOrder: Value days since the only order; Reference is the chance that
	// another comes within the near period.
	OneOrder ClueCode = "one_order"
	// SlowBuyer: even an active customer like this one orders only every
	// Value days, longer than the near period of Reference days.
	SlowBuyer ClueCode = "slow_buyer"
	// OrderedLately: Value days since the last order, less than the Reference
	// days that are usual; lowers the risk.
	OrderedLately ClueCode = "ordered_lately"
	// FrequentBuyer: Value orders so far, one every Reference days; lowers
	// the risk.
	FrequentBuyer ClueCode = "frequent_buyer"
)

// ClueCodes gives every code, for whoever has to word them all.
func ClueCodes() []ClueCode {
	return []ClueCode{SilentLong, ChanceFell, OneOrder, SlowBuyer, OrderedLately, FrequentBuyer}
}

// Risk is the churn risk of one customer.
type Risk struct {
	// Score is the chance that no order comes within the near period, in [0, 1].
	Score float64
	// Fallen is the share of the chance of an order that has gone since the
	// last order, in [0, 1]. It tells a customer who is slipping from one who
	// has always ordered rarely.
	Fallen float64
	Level  RiskLevel
	Clues  []Clue // at least one; the weightiest first
}

// ChurnRisk reads the risk from the chance of an order and the usual gap;
// P(alive) has no part in it, as BG/NBD's is 1 for every customer with one
// purchase. near is the period of f.AnyOrder in days ([Scorer.Near]).
func ChurnRisk(t Triple, f Forecast, near int32) Risk {
	r := Risk{Score: 1 - f.AnyOrder, Level: RiskLow}
	if f.AnyFresh > 0 {
		r.Fallen = math.Min(math.Max(1-f.AnyOrder/f.AnyFresh, 0), 1)
	}
	switch {
	case r.Fallen >= 0.9 && f.AnyOrder < 0.05:
		r.Level = RiskLost
	case r.Fallen >= 2./3:
		r.Level = RiskHigh
	case r.Fallen >= 1./3:
		r.Level = RiskMedium
	}
	silence := float64(t.Age - t.Last)
	if silence >= 1.5*f.Gap {
		r.add(SilentLong, silence, f.Gap)
	}
	if r.Fallen >= 1./3 {
		r.add(ChanceFell, f.AnyOrder, f.AnyFresh)
	}
	if t.X == 0 {
		r.add(OneOrder, silence, f.AnyOrder)
	}
	if f.Gap > float64(near) {
		r.add(SlowBuyer, f.Gap, float64(near))
	}
	if silence < f.Gap {
		r.add(OrderedLately, silence, f.Gap)
	}
	if len(r.Clues) == 0 || t.X >= 4 && f.Gap <= float64(near) {
		r.add(FrequentBuyer, float64(t.X)+1, f.Gap)
	}
	return r
}

func (r *Risk) add(code ClueCode, value, reference float64) {
	r.Clues = append(r.Clues, Clue{Code: code, Value: value, Reference: reference})
}
