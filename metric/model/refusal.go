package model

import "fmt"

// Reason says why a model could not be fitted. It is a stable word: the
// console words it in each language.
type Reason string

// The reasons. Have and Need of a [Refusal] carry the numbers behind them.
const (
	// NoCustomers: nobody has bought anything by the as-of day.
	NoCustomers Reason = "no_customers"
	// TooFewCustomers: fewer than [MinCustomers] buyers.
	TooFewCustomers Reason = "too_few_customers"
	// NobodyReturned: everyone bought on one day only, so nothing can be
	// learned about coming back.
	NobodyReturned Reason = "nobody_returned"
	// TooFewRepeaters: fewer than [MinRepeaters] customers bought on a second day.
	TooFewRepeaters Reason = "too_few_repeaters"
	// HistoryTooShort: even the oldest customer is younger than [MinHistory] days.
	HistoryTooShort Reason = "history_too_short"
	// AllAlike: every customer has the same history, so there is no
	// difference between customers to learn from.
	AllAlike Reason = "all_alike"
	// NoSpend: no repeat purchase has an amount above zero.
	NoSpend Reason = "no_spend"
	// TooFewSpenders: fewer than [MinSpenders] customers with a repeat
	// purchase above zero.
	TooFewSpenders Reason = "too_few_spenders"
	// EqualSpend: every customer's mean spend is the same.
	EqualSpend Reason = "equal_spend"
	// SpendTooUneven: spend is so uneven that its mean is not determined.
	SpendTooUneven Reason = "spend_too_uneven"
	// NotConverged: the search for the parameters did not settle.
	NotConverged Reason = "not_converged"
)

// Reasons gives every reason, for whoever has to word them all.
func Reasons() []Reason {
	return []Reason{
		NoCustomers, TooFewCustomers, NobodyReturned, TooFewRepeaters, HistoryTooShort, AllAlike,
		NoSpend, TooFewSpenders, EqualSpend, SpendTooUneven, NotConverged,
	}
}

// What a fit needs. The numbers come from simulated customer bases: with 100
// customers the 95 % interval of the total holds as promised, and the total is
// wrong by more than half in 10 to 18 % of the bases; with 50 that is 30 %,
// with 30 it is 40 % and the interval fails too often. Below, a plain sentence
// serves a shop manager better.
const (
	MinCustomers = 100 // buyers
	MinRepeaters = 30  // customers with at least one repeat purchase occasion
	MinSpenders  = 30  // customers with a repeat purchase above zero
	MinHistory   = 28  // days between the oldest first purchase and the as-of day
)

// Refusal is the error of every fit that cannot give a sensible answer.
type Refusal struct {
	Reason Reason
	// Have and Need are the count there is and the count needed, where the
	// reason is about a count; else 0.
	Have, Need int
}

// Error gives the reason and the numbers, for logs; the console words Reason.
func (r Refusal) Error() string {
	if r.Need > 0 {
		return fmt.Sprintf("the model cannot be fitted: %s (%d of %d)", r.Reason, r.Have, r.Need)
	}
	return fmt.Sprintf("the model cannot be fitted: %s", r.Reason)
}
