package model

import (
	"cmp"
	"math"

	"regulars"
)

// Forecast is what the models expect of one customer from the as-of day on.
type Forecast struct {
	// Alive is the probability that the customer has not left for good, by
	// MBG/NBD and Pareto/NBD.
	Alive float64
	// AnyOrder is the probability of at least one order in the next Near days.
	AnyOrder float64
	// AnyFresh is what AnyOrder was when the customer had just ordered the
	// last time. AnyOrder never exceeds it.
	AnyFresh float64
	// Gap is the customer's usual number of days between orders: the own mean
	// gap, drawn towards that of all customers when there were few orders.
	Gap float64
	// NextOrder is the expected number of days to the next order, given that
	// it comes within Horizon; within (0, Horizon].
	NextOrder float64
	// Orders is the expected number of orders (purchase occasions) within Horizon.
	Orders float64
	// Spend is the expected amount of one of them, in major units.
	Spend float64
	// Value is Orders × Spend.
	Value float64
	// Low and High hold what the customer will really spend within Horizon
	// with 95 % probability. When spending nothing is not unlikely (2.5 % or
	// more), Low is 0 and High is exceeded with 5 % probability; else each end
	// is passed with 2.5 %. Value is always within: a customer with a chance
	// of an order below 5 % has Low 0 and High equal to Value.
	Low, High float64
}

// Scorer turns summaries into forecasts. It is read-only and may be shared.
type Scorer struct {
	averaged, alive []Fitted
	spend           GammaGamma
	spendFit        Fit
	options         Options
}

// Options of a [Scorer]. The zero value is the usual one.
type Options struct {
	Horizon int32 // days that value and orders look ahead; 365 when 0
	Near    int32 // days for the chance of an order; 90 when 0
	// Correction is what the brand's own last period taught; see [LearnCorrection].
	Correction Correction
	// Spend stands in when the spend model could not be fitted; see [FlatSpend].
	Spend GammaGamma
}

// NewScorer makes a scorer. It returns the models' [Refusal] when no model of
// orders was fitted, and the spend model's when there is neither that nor
// Options.Spend. ErrInvalid when a period is negative or beyond [MaxDays].
func (m Models) NewScorer(o Options) (*Scorer, error) {
	if o.Horizon == 0 {
		o.Horizon = 365
	}
	if o.Near == 0 {
		o.Near = 90
	}
	if o.Horizon < 0 || o.Near < 0 || o.Horizon > MaxDays || o.Near > MaxDays {
		return nil, regulars.Invalid("horizon", "range", "a period must be a number of days above zero")
	}
	s := &Scorer{averaged: m.averaged(), alive: m.alive(), spend: m.Spend.GammaGamma, spendFit: m.Spend.Fit, options: o}
	if len(s.averaged) == 0 {
		return nil, cmp.Or(m.ParetoNBD.Err, error(Refusal{Reason: NoCustomers, Need: MinCustomers}))
	}
	if len(s.alive) == 0 {
		s.alive = s.averaged
	}
	if m.Spend.Err != nil || m.Spend.GammaGamma == (GammaGamma{}) {
		if o.Spend == (GammaGamma{}) {
			return nil, cmp.Or(m.Spend.Err, error(Refusal{Reason: NoSpend, Need: MinSpenders}))
		}
		s.spend, s.spendFit = o.Spend, Fit{}
	}
	return s, nil
}

// Horizon is the number of days that Orders and Value look ahead.
func (s *Scorer) Horizon() int32 { return s.options.Horizon }

// Near is the number of days of AnyOrder.
func (s *Scorer) Near() int32 { return s.options.Near }

// Predict writes one forecast for each customer into dst, which is as long. It
// may be called for one customer or for millions: it groups equal
// histories, and works in parallel on at most GOMAXPROCS goroutines that have
// ended when it returns. A customer's forecast does not depend on who else is
// asked for, apart from rounding of the interval (below one per cent). It
// returns ErrInvalid when a summary is impossible or dst has another length.
func (s *Scorer) Predict(dst []Forecast, customers []Summary) error {
	if len(dst) != len(customers) {
		return unequal()
	}
	order, oldest, err := byX(customers)
	if err != nil {
		return err
	}
	shared := s.newShared(oldest, theForecast, orders(s.averaged), orders(s.alive))
	chunks(len(order), predictChunk, func(_, lo, hi int) {
		w := shared.worker()
		runsOfX(customers, order[lo:hi], func(run []int32) { w.run(dst, customers, run) })
	})
	return nil
}

// predictChunk is large, because each piece makes its own tables.
const predictChunk = 1 << 16

// runsOfX calls visit for each run of customers with one X in order.
func runsOfX(customers []Summary, order []int32, visit func(run []int32)) {
	for lo := 0; lo < len(order); {
		hi := lo + 1
		for hi < len(order) && customers[order[hi]].X == customers[order[lo]].X {
			hi++
		}
		visit(order[lo:hi])
		lo = hi
	}
}

func unequal() error {
	return regulars.Invalid("customers", "length", "there must be one entry for each customer")
}

// byX sorts the indexes of customers by X, and finds the largest Age.
func byX(customers []Summary) (order []int32, oldest int32, err error) {
	most := int32(0)
	for i := range customers {
		c := &customers[i]
		if !c.Valid() || math.IsNaN(c.Spend) || math.IsInf(c.Spend, 0) {
			return nil, 0, invalidTriple()
		}
		most, oldest = max(most, c.X), max(oldest, c.Age)
	}
	start := make([]int32, most+2)
	for i := range customers {
		start[customers[i].X+1]++
	}
	for x := range most {
		start[x+1] += start[x]
	}
	order = make([]int32, len(customers))
	for i := range customers {
		x := customers[i].X
		order[start[x]] = int32(i)
		start[x]++
	}
	return order, oldest, nil
}
