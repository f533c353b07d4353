package index

import "regulars"

// Rung is how deeply somebody takes part, 1 to 5.
type Rung int8

// The rungs.
const (
	Reached    Rung = 1 + iota // we know how to reach them
	Interested                 // they look
	Buying                     // they have bought
	Returning                  // they buy again
	Involved                   // they buy again and speak
)

// Rungs is how many there are.
const Rungs = 5

// Step is what it takes to stand on a rung: all of it, within Days.
type Step struct {
	// Days is how far back things count.
	Days int32
	// Visits is on how many days they looked, Orders on how many they bought,
	// Words how often they reviewed, rated, complained, shared or referred.
	Visits, Orders, Words int32
}

// Ladder is what it takes to stand on rungs 2 to 5. Everybody we know stands
// on the first.
type Ladder [Rungs - 1]Step

// DefaultLadder is that of a new workspace.
var DefaultLadder = Ladder{
	{Days: 90, Visits: 1}, {Days: 365, Orders: 1}, {Days: 365, Orders: 2}, {Days: 365, Orders: 2, Words: 2},
}

// Check gives ErrInvalid, field ladder, for steps that mean nothing.
func (l Ladder) Check() error {
	for _, s := range l {
		switch {
		case s.Days < 1 || s.Days > 1095:
			return regulars.Invalid("ladder", "days", "a rung looks back 1 to 1,095 days")
		case s.Visits < 0 || s.Orders < 0 || s.Words < 0 || s.Visits > 1000 || s.Orders > 1000 || s.Words > 1000:
			return regulars.Invalid("ladder", "range", "a rung asks for 0 to 1,000 of each")
		case s.Visits+s.Orders+s.Words == 0:
			return regulars.Invalid("ladder", "empty", "a rung asks for something")
		}
	}
	return nil
}

// Rung gives the highest rung whose step is taken at the end of a civil day.
// Purchases count by the day, all else by the month: a month counts while its
// end lies within the days looked back on.
func (l Ladder) Rung(h History, day int32) Rung {
	for i := len(l) - 1; i >= 0; i-- {
		if l[i].taken(h, day) {
			return Rung(i + 2)
		}
	}
	return Reached
}

func (s Step) taken(h History, day int32) bool {
	var visits, orders, words int32
	for _, d := range h.Bought {
		if d <= day && day-d < s.Days {
			orders++
		}
	}
	if orders < s.Orders {
		return false
	}
	month := MonthOf(day)
	for i := range h.Months {
		e := &h.Months[i]
		if e.Month > month || day-e.Month.End() >= s.Days {
			continue
		}
		visits += e.Active
		words += e.Reviews + e.Ratings + e.Complaints + e.Shares + e.Referrals
	}
	return visits >= s.Visits && words >= s.Words
}
