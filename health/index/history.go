package index

import (
	"math"
	"time"
)

// Month is a civil month: months since January 1970.
type Month int32

// MonthOf gives the month of a civil day.
func MonthOf(day int32) Month {
	y, m, _ := time.Unix(int64(day)*86400, 0).UTC().Date()
	return Month(y-1970)*12 + Month(m) - 1
}

// End gives the last civil day of the month.
func (m Month) End() int32 { return (m + 1).Begin() - 1 }

// Begin gives the first civil day of the month.
func (m Month) Begin() int32 {
	return int32(time.Date(1970, time.Month(m)+1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Evidence is what one customer did in one month besides buying.
type Evidence struct {
	Month Month
	// Active counts the days on which they looked, opened or clicked.
	Active int32
	// Reviews counts their reviews of products, ReviewSum adds up the ratings
	// (1 to 5) in hundredths; Ratings and RatingSum the same of being served.
	Reviews, Ratings     int32
	ReviewSum, RatingSum int64
	// Complaints counts what they complained of, Returns the refunds they had.
	Complaints, Returns int32
	// Shares counts what they shared and whom they invited, Referrals who came
	// by them.
	Shares, Referrals int32
}

// History is the evidence about one customer, in order of time.
type History struct {
	// Bought holds the days on which they bought, each once.
	Bought []int32
	Months []Evidence
}

// How fast evidence fades: after so many days it counts half.
const (
	halfBought    = 365
	halfActive    = 30
	halfNote      = 180 // reviews, ratings, complaints, refunds
	halfInfluence = 180
)

// Past these evidence has faded to nothing worth counting.
const mostDays = 3650

type fading [mostDays + 1]float64

func fade(half float64) *fading {
	var f fading
	for d := range f {
		f[d] = math.Exp2(-float64(d) / half)
	}
	return &f
}

var (
	fadeBought    = fade(halfBought)
	fadeActive    = fade(halfActive)
	fadeNote      = fade(halfNote)
	fadeInfluence = fade(halfInfluence)
)

// after gives what is left of evidence after so many days.
func (f *fading) after(days int32) float64 {
	switch {
	case days <= 0: // of the month that is not over
		return 1
	case days > mostDays:
		return 0
	}
	return f[days]
}

// At gives the parts at the end of a civil day. They are all missing before
// the first purchase: health is that of a customer who has bought. What a month
// holds counts as of the month's end.
func (h History) At(day int32) Parts {
	bought := h.Bought
	for len(bought) > 0 && bought[len(bought)-1] > day {
		bought = bought[:len(bought)-1]
	}
	if len(bought) == 0 {
		return None
	}
	var s sums
	s.kept = frequent(bought, day).sum
	month := MonthOf(day)
	for i := range h.Months {
		e := &h.Months[i]
		if e.Month > month {
			break
		}
		s.add(e, day-e.Month.End())
	}
	return s.parts(frequent(bought, day).points())
}

// rhythm is how somebody buys.
type rhythm struct {
	sum     float64 // purchase days, faded
	gap     float64 // their own usual days between purchases
	silence float64 // days since the last
}

// Before somebody has shown a rhythm of their own, half a year counts as one;
// below a week nobody's silence is told apart.
const (
	usualGap = 180
	leastGap = 7
)

func frequent(bought []int32, day int32) rhythm {
	var r rhythm
	for _, d := range bought {
		r.sum += fadeBought.after(day - d)
	}
	first, last := bought[0], bought[len(bought)-1]
	r.gap = max(leastGap, float64(last-first+usualGap)/float64(len(bought)))
	r.silence = float64(day - last)
	return r
}

// points: three faded purchases are half of the scale; a silence of more than
// the own gap halves what is left with every two gaps more.
func (r rhythm) points() Value {
	late := max(0, r.silence/r.gap-1)
	return points((1 - math.Exp2(-r.sum/3)) * math.Exp2(-late/2))
}

// sums adds up faded evidence.
type sums struct {
	active            float64
	kept              float64
	product, products float64 // notes of products: their sum (0 to 1 each) and weight
	service, services float64
	told              float64
	anyActive         bool
	anyProduct        bool
	anyService        bool
	anyTold           bool
}

// A complaint is a note of a quarter; an order that was kept without a word
// says half as much as a review, and three quarters of the best.
const (
	noteComplaint = 0.25
	noteKept      = 0.75
	weightKept    = 0.5
)

// What it counts to tell others: a review half, a share one, somebody who came two.
const (
	toldReview   = 0.5
	toldShare    = 1
	toldReferral = 2
)

// add takes a month's evidence, days after the month's end.
func (s *sums) add(e *Evidence, days int32) {
	if e.Active > 0 {
		s.anyActive = true
		s.active += float64(e.Active) * fadeActive.after(days)
	}
	if e.Reviews > 0 || e.Returns > 0 {
		s.anyProduct = true
		f := fadeNote.after(days)
		s.product += f * note(e.ReviewSum, e.Reviews)
		s.products += f * float64(e.Reviews+e.Returns)
	}
	if e.Ratings > 0 || e.Complaints > 0 {
		s.anyService = true
		f := fadeNote.after(days)
		s.service += f * (note(e.RatingSum, e.Ratings) + noteComplaint*float64(e.Complaints))
		s.services += f * float64(e.Ratings+e.Complaints)
	}
	if told := toldReview*float64(e.Reviews) + toldShare*float64(e.Shares) + toldReferral*float64(e.Referrals); told > 0 {
		s.anyTold = true
		s.told += told * fadeInfluence.after(days)
	}
}

// note adds up ratings of 1 to 5, in hundredths, as shares of the best.
func note(sum int64, n int32) float64 { return (float64(sum)/100 - float64(n)) / 4 }

func (s *sums) parts(frequency Value) Parts {
	p := None
	p[Frequency] = frequency
	if s.anyActive {
		p[Depth] = points(1 - math.Exp2(-s.active/4))
	}
	if s.anyProduct && s.products > 0 {
		kept := weightKept * s.kept
		p[Fit] = points((s.product + noteKept*kept) / (s.products + kept))
	}
	if s.anyService && s.services > 0 {
		p[Rating] = points(s.service / s.services)
	}
	if s.anyTold {
		p[Influence] = points(1 - math.Exp2(-s.told))
	}
	return p
}

// MonthEnds gives the parts at the end of each month from first to last.
func (h History) MonthEnds(first, last Month) []Parts {
	out := make([]Parts, 0, max(0, int(last-first)+1))
	for m := first; m <= last; m++ {
		out = append(out, h.At(m.End()))
	}
	return out
}

// Since gives the month of the first purchase; false when there is none.
func (h History) Since() (Month, bool) {
	if len(h.Bought) == 0 {
		return 0, false
	}
	return MonthOf(h.Bought[0]), true
}
