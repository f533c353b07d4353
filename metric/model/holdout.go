package model

// Outcome is what a customer did after an as-of day.
type Outcome struct {
	Orders int32   // purchase occasions within the horizon
	Spend  float64 // paid within the horizon, in major units
	Soon   bool    // whether the first came within the near period
}

// HoldOut gives what a customer did in the days after the as-of day: orders
// and spend up to asOf+horizon, Soon up to asOf+near. With [Summarize] for the
// same as-of day it splits a history into what a model may learn from and what
// it is judged by. The order of purchases does not matter.
func HoldOut(purchases []Purchase, asOf, horizon, near int32, minorPerMajor int64) Outcome {
	purchases = inOrder(purchases)
	from, to := int64(asOf)+1, int64(asOf)+int64(horizon)+1
	later := purchases[lowerBound(purchases, from):]
	o := Outcome{Soon: len(later) > 0 && int64(later[0].Day) <= int64(asOf)+int64(near)}
	later = later[:lowerBound(later, to)]
	var minor float64
	for i, p := range later {
		if i == 0 || p.Day != later[i-1].Day {
			o.Orders++
		}
		minor += float64(p.Minor)
	}
	o.Spend = minor / float64(max(minorPerMajor, 1))
	return o
}

// Judgement is how good forecasts turned out: the calibration report.
type Judgement struct {
	Customers int
	Ordered   int // of them, within the near period

	OrdersBias        float64 // all orders predicted by all that came, less 1
	OrdersRMSE        float64
	RankedProbability float64 // mean of [RankedProbability] of the orders; smaller is better

	ChanceBins  []Bin   // AnyOrder against the share that ordered, by tenths of customers
	ChanceError float64 // [CalibrationError] of these
	Brier       float64
	AUC         float64 // of AnyOrder for having ordered; NaN when all or none did

	ValueBias  float64 // all value predicted by all that was spent, less 1
	ValueBins  []Bin   // value against spend, by tenths of customers
	InInterval float64 // share of customers who spent between Low and High; 0.95 is promised
}

// Judge compares forecasts as of an earlier day with the outcomes since, had
// by [HoldOut] with the scorer's own Horizon and Near. outcomes belong to
// customers one by one. It returns ErrInvalid as [Scorer.Predict] does.
func (s *Scorer) Judge(customers []Summary, outcomes []Outcome) (Judgement, error) {
	if len(customers) != len(outcomes) {
		return Judgement{}, unequal()
	}
	forecasts := make([]Forecast, len(customers))
	if err := s.Predict(forecasts, customers); err != nil {
		return Judgement{}, err
	}
	n := len(customers)
	column := func(of func(i int) float64) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = of(i)
		}
		return v
	}
	chance := column(func(i int) float64 { return forecasts[i].AnyOrder })
	share := column(func(i int) float64 {
		if outcomes[i].Soon {
			return 1
		}
		return 0
	})
	orders := column(func(i int) float64 { return forecasts[i].Orders })
	came := column(func(i int) float64 { return float64(outcomes[i].Orders) })
	value := column(func(i int) float64 { return forecasts[i].Value })
	spent := column(func(i int) float64 { return outcomes[i].Spend })
	soon := make([]bool, n)
	j := Judgement{Customers: n}
	for i, f := range forecasts {
		if soon[i] = outcomes[i].Soon; soon[i] {
			j.Ordered++
		}
		if spent[i] >= f.Low && spent[i] <= f.High {
			j.InInterval += 1 / float64(n)
		}
	}
	const tenths = 10
	j.OrdersBias, j.OrdersRMSE = TotalBias(orders, came), RMSE(orders, came)
	j.RankedProbability = s.rankedProbability(customers, outcomes)
	j.ChanceBins = CalibrationBins(chance, share, tenths)
	j.ChanceError, j.Brier, j.AUC = CalibrationError(j.ChanceBins), Brier(chance, soon), AUC(chance, soon)
	j.ValueBias, j.ValueBins = TotalBias(value, spent), CalibrationBins(value, spent, tenths)
	return j, nil
}

// rankedProbability is the mean score of at most 100,000 customers, evenly
// spread: whole distributions are dear, and the mean needs no more.
func (s *Scorer) rankedProbability(customers []Summary, outcomes []Outcome) float64 {
	stride := (len(customers) + 99_999) / 100_000
	var sum, n float64
	for i := 0; i < len(customers); i += max(stride, 1) {
		sum += RankedProbability(s.Tails(customers[i].Triple), int(outcomes[i].Orders))
		n++
	}
	return sum / n
}

// Trials gives what [LearnCorrection] learns from: the chances that the scorer,
// which should have no correction of its own, gave as of an earlier day, and
// whether the order came. It returns ErrInvalid as [Scorer.Predict] does.
func (s *Scorer) Trials(customers []Summary, outcomes []Outcome) ([]Trial, error) {
	if len(customers) != len(outcomes) {
		return nil, unequal()
	}
	forecasts := make([]Forecast, len(customers))
	if err := s.Predict(forecasts, customers); err != nil {
		return nil, err
	}
	trials := make([]Trial, len(customers))
	for i, c := range customers {
		trials[i] = Trial{X: c.X, AnyOrder: forecasts[i].AnyOrder, Ordered: outcomes[i].Soon}
	}
	return trials, nil
}
