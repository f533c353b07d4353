package model

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mathext"

	"regulars"
)

// Two worlds whose true parameters are known.
var (
	leaveAnyTime = truth{r: .6, alpha: 8, s: .6, beta: 12, spend: GammaGamma{P: 6, Q: 4, V: 15}}
	leaveOnOrder = truth{r: .5, alpha: 6, a: .8, b: 2.5, spend: GammaGamma{P: 6, Q: 4, V: 15}}
)

func scorer(t testing.TB, s []Summary, o Options) *Scorer {
	t.Helper()
	sc, err := fitted(t, s).NewScorer(o)
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

func predict(t testing.TB, sc *Scorer, s []Summary) []Forecast {
	t.Helper()
	f := make([]Forecast, len(s))
	if err := sc.Predict(f, s); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestParametersAreRecovered: fits of many customers find the world's truth.
func TestParametersAreRecovered(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 1))
	check := func(f Fit, want ...float64) {
		for i, p := range f.Parameters {
			if want[i] < p.Low*.85 || want[i] > p.High*1.15 {
				t.Errorf("%s %s: %.3g (%.3g to %.3g), truth %.3g", f.Model, p.Name, p.Value, p.Low, p.High, want[i])
			}
		}
	}
	w := leaveAnyTime
	m := fitted(t, summaries(w.simulate(rng, 6000, 100, 1000, 0)))
	check(m.ParetoNBD.Fit, w.r, w.alpha, w.s, w.beta)
	check(m.Spend.Fit, w.spend.P, w.spend.Q, w.spend.V)
	w = leaveOnOrder
	m = fitted(t, summaries(w.simulate(rng, 6000, 100, 1000, 0)))
	check(m.BGNBD.Fit, w.r, w.alpha, w.a, w.b)
}

// TestForecastIsFormula holds the batch to the formulas for one customer.
func TestForecastIsFormula(t *testing.T) {
	t.Parallel()
	s := summaries(leaveAnyTime.simulate(rand.New(rand.NewPCG(2, 2)), 1500, 1, 700, 0))
	m := fitted(t, s)
	sc, err := m.NewScorer(Options{})
	if err != nil {
		t.Fatal(err)
	}
	models := []Orders{m.BGNBD.Orders, m.ParetoNBD.Orders}
	for i, f := range predict(t, sc, s) {
		var orders, chance, fresh float64
		start := s[i].Triple
		start.Age = start.Last
		for _, o := range models {
			orders += Expected(o, s[i].Triple, 365) / 2
			chance += AnyOrder(o, s[i].Triple, 90) / 2
			fresh += AnyOrder(o, start, 90) / 2
		}
		alive := (m.MBGNBD.Orders.Alive(s[i].Triple) + m.ParetoNBD.Orders.Alive(s[i].Triple)) / 2
		spend := m.Spend.Expected(Spender{s[i].X, s[i].Spend})
		for what, pair := range map[string][2]float64{
			"orders": {f.Orders, orders}, "chance": {f.AnyOrder, chance}, "fresh": {f.AnyFresh, fresh},
			"alive": {f.Alive, alive}, "spend": {f.Spend, spend}, "value": {f.Value, orders * spend},
		} {
			if !closeTo(pair[0], pair[1], 1e-7) {
				t.Fatalf("%+v: %s is %.10g, by formula %.10g", s[i], what, pair[0], pair[1])
			}
		}
		if !(f.Low >= 0 && f.Low <= f.Value && f.Value <= f.High && f.AnyOrder <= f.AnyFresh &&
			f.NextOrder > 0 && f.NextOrder <= 365 && f.Gap > 0) {
			t.Fatalf("%+v: %+v", s[i], f)
		}
	}
}

// TestForecastAlone: nobody's forecast depends on who else is asked for.
func TestForecastAlone(t *testing.T) {
	t.Parallel()
	s := summaries(leaveOnOrder.simulate(rand.New(rand.NewPCG(3, 3)), 800, 1, 900, 0))
	sc := scorer(t, s, Options{})
	together := predict(t, sc, s)
	order := rand.New(rand.NewPCG(4, 4)).Perm(len(s))
	shuffled := make([]Summary, len(s))
	for i, j := range order {
		shuffled[i] = s[j]
	}
	for i, f := range predict(t, sc, shuffled) {
		if f != together[order[i]] {
			t.Fatalf("in another order %+v, not %+v", f, together[order[i]])
		}
	}
	for i := range 40 {
		alone := predict(t, sc, s[i:i+1])[0]
		if a, b := alone, together[i]; !closeTo(a.Value, b.Value, 1e-8) || !closeTo(a.AnyOrder, b.AnyOrder, 1e-8) ||
			!closeTo(a.High, b.High, .02) || !closeTo(a.Low, b.Low, .02) {
			t.Fatalf("%+v alone %+v, together %+v", s[i], a, b)
		}
	}
}

// TestIntervalIsQuantile holds the interval from the table to the exact
// distribution of the sum of amounts.
func TestIntervalIsQuantile(t *testing.T) {
	t.Parallel()
	s := summaries(leaveAnyTime.simulate(rand.New(rand.NewPCG(5, 5)), 1500, 20, 900, 0))
	m := fitted(t, s)
	sc, err := m.NewScorer(Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := predict(t, sc, s)
	exceeds := func(c Summary, money float64) float64 {
		q, v := m.Spend.posterior(Spender{c.X, c.Spend})
		y := money / v
		var sum float64
		tails := sc.Tails(c.Triple)
		for k := 1; k <= len(tails); k++ {
			sum += (tailAt(tails, k) - tailAt(tails, k+1)) * mathext.RegIncBeta(q, m.Spend.P*float64(k), 1/(1+y))
		}
		return sum
	}
	checked := 0
	for i := 0; i < len(s); i += 7 {
		if f[i].High > f[i].Value {
			want := .05
			if f[i].Low > 0 {
				want = .025
				near(t, "P(spend above Low)", exceeds(s[i], f[i].Low), .975, .003)
			}
			near(t, "P(spend above High)", exceeds(s[i], f[i].High), want, .002)
			checked++
		}
	}
	if checked < 50 {
		t.Errorf("only %d customers with an interval", checked)
	}
}

// TestTotals: the total is the sum of the values, and what is known of a part
// is less sure than of the whole.
func TestTotals(t *testing.T) {
	t.Parallel()
	s := summaries(leaveAnyTime.simulate(rand.New(rand.NewPCG(6, 6)), 2000, 20, 900, 0))
	sc := scorer(t, s, Options{})
	var value, orders float64
	for _, f := range predict(t, sc, s) {
		value += f.Value
		orders += f.Orders
	}
	whole, err := sc.Total(s)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "value", whole.Value, value, 1e-6*value)
	near(t, "orders", whole.Orders, orders, 1e-6*orders)
	part, err := sc.Total(s[:200])
	if err != nil {
		t.Fatal(err)
	}
	width := func(t Total) float64 { return (t.High - t.Low) / t.Value }
	if !(width(whole) > 0 && width(whole) < width(part) && whole.Low < whole.Value && whole.Value < whole.High) {
		t.Errorf("whole %+v, part %+v", whole, part)
	}
	// A model kept with its covariance, and nothing else of its fit, will do.
	kept := *sc
	kept.averaged = nil
	for _, f := range sc.averaged {
		kept.averaged = append(kept.averaged, Fitted{Orders: f.Orders, Fit: Fit{Covariance: f.Fit.Covariance}})
	}
	if again, err := kept.Total(s); err != nil || again != whole {
		t.Errorf("kept %+v, %v, was %+v", again, err, whole)
	}
	none, err := sc.Total(nil)
	if err != nil || none != (Total{}) {
		t.Errorf("the total of nobody is %+v, %v", none, err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	once := make([]Summary, 500)
	for i := range once {
		once[i].Age = int32(i)
	}
	mixed := summaries(leaveAnyTime.simulate(rand.New(rand.NewPCG(7, 7)), 500, 50, 400, 0))
	few := slices.Clone(once)
	copy(few, slices.DeleteFunc(slices.Clone(mixed), func(s Summary) bool { return s.X == 0 })[:MinRepeaters-1])
	equal, free := slices.Clone(mixed), slices.Clone(mixed)
	for i := range equal {
		equal[i].Spend, free[i].Spend = 9.9, 0
	}
	alike, young := make([]Summary, 300), make([]Summary, 300)
	for i := range alike {
		alike[i] = Summary{Triple{3, 50, 60}, 10}
		young[i] = Summary{Triple{1, 1, int32(1 + i%5)}, 10}
	}
	for _, c := range []struct {
		name          string
		customers     []Summary
		orders, spend Reason
	}{
		{"nobody", nil, NoCustomers, NoSpend},
		{"one", mixed[:1], TooFewCustomers, TooFewSpenders},
		{"few", mixed[:MinCustomers-1], TooFewCustomers, ""},
		{"once each", once, NobodyReturned, NoSpend},
		{"few returned", few, TooFewRepeaters, TooFewSpenders},
		{"equal spend", equal, "", EqualSpend},
		{"free goods", free, "", NoSpend},
		{"all alike", alike, AllAlike, EqualSpend},
		{"young shop", young, HistoryTooShort, EqualSpend},
	} {
		m, err := FitModels(c.customers)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range []error{m.BGNBD.Err, m.MBGNBD.Err, m.ParetoNBD.Err} {
			if reasonOf(e) != c.orders {
				t.Errorf("%s: %v, want %q", c.name, e, c.orders)
			}
		}
		if c.spend != "" && reasonOf(m.Spend.Err) != c.spend && !(c.name == "one" && reasonOf(m.Spend.Err) == NoSpend) {
			t.Errorf("%s: spend %v, want %q", c.name, m.Spend.Err, c.spend)
		}
		if _, err := m.NewScorer(Options{}); (err == nil) != (m.ParetoNBD.Err == nil && m.Spend.Err == nil) {
			t.Errorf("%s: scorer %v", c.name, err)
		}
	}
}

func reasonOf(err error) Reason {
	var r Refusal
	if errors.As(err, &r) {
		return r.Reason
	}
	return ""
}

// TestOddButPossible: histories on the edge are fitted or refused, and never
// give anything but numbers.
func TestOddButPossible(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(8, 8))
	odd := map[string]func(i int) Summary{
		"nobody leaves": func(i int) Summary { return Summary{Triple{50 + int32(i%9), 500 + int32(i%90), 601}, 5 + float64(i%7)} },
		"all the same age": func(i int) Summary {
			if i%3 > 0 {
				return Summary{Triple: Triple{Age: 300}}
			}
			return Summary{Triple{int32(1 + i%5), int32(20 + i%200), 300}, 1 + rng.ExpFloat64()}
		},
		"two kinds": func(i int) Summary {
			if i%2 > 0 {
				return Summary{Triple: Triple{Age: 400}}
			}
			return Summary{Triple{399, 399, 400}, 2}
		},
		"one came back": func(i int) Summary {
			return Summary{Triple{1, 2, int32(100 + i%50)}, math.Exp(rng.NormFloat64() * 6)}
		},
		"ancient": func(i int) Summary {
			if i%2 > 0 {
				return Summary{Triple: Triple{Age: 7000}}
			}
			return Summary{Triple{int32(1 + i%7), int32(4_000 + i), 7000}, 10 + float64(i%11)}
		},
	}
	for name, make1 := range odd {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := make([]Summary, 400)
			for i := range s {
				s[i] = make1(i)
			}
			m, err := FitModels(s)
			if err != nil {
				t.Fatal(err)
			}
			sc, err := m.NewScorer(Options{Spend: FlatSpend(10, 1)})
			if err != nil {
				t.Log(err)
				return
			}
			for i, f := range predict(t, sc, s) {
				for _, v := range []float64{f.Alive, f.AnyOrder, f.AnyFresh, f.Gap, f.NextOrder, f.Orders, f.Spend, f.Value, f.Low, f.High} {
					if !(v >= 0) || math.IsInf(v, 0) {
						t.Fatalf("%+v: %+v", s[i], f)
					}
				}
			}
			if total, err := sc.Total(s); err != nil || !(total.Low <= total.High) || math.IsInf(total.High, 0) {
				t.Fatalf("%+v, %v", total, err)
			}
		})
	}
}

func TestImpossibleInput(t *testing.T) {
	t.Parallel()
	s := summaries(leaveAnyTime.simulate(rand.New(rand.NewPCG(9, 9)), 300, 50, 400, 0))
	sc := scorer(t, s, Options{})
	for _, bad := range []Summary{
		{Triple: Triple{-1, 0, 10}}, {Triple: Triple{1, 0, 10}}, {Triple: Triple{0, 3, 10}}, {Triple: Triple{5, 3, 10}},
		{Triple: Triple{1, 11, 10}}, {Triple: Triple{0, 0, MaxDays + 1}}, {Triple{1, 5, 10}, math.NaN()}, {Triple{1, 5, 10}, math.Inf(1)},
	} {
		_, fit := FitModels(append(slices.Clone(s), bad))
		_, total := sc.Total([]Summary{bad})
		spend := math.IsNaN(bad.Spend) || math.IsInf(bad.Spend, 0)
		if regulars.CodeOf(sc.Predict(make([]Forecast, 1), []Summary{bad})) != regulars.ErrInvalid ||
			regulars.CodeOf(total) != regulars.ErrInvalid || !spend && regulars.CodeOf(fit) != regulars.ErrInvalid {
			t.Errorf("%+v is taken: %v, %v", bad, fit, total)
		}
	}
	if _, err := NewWeightedCohort([]Row{{Triple{}, math.NaN()}}); regulars.CodeOf(err) != regulars.ErrInvalid {
		t.Error("a weight that is no number is taken")
	}
	if _, err := fitted(t, s).NewScorer(Options{Horizon: -1}); regulars.CodeOf(err) != regulars.ErrInvalid {
		t.Error("a horizon in the past is taken")
	}
}

// TestFlatSpend: the stand-in expects the mean of everybody.
func TestFlatSpend(t *testing.T) {
	t.Parallel()
	g := FlatSpend(42, 1)
	near(t, "mean", g.Mean(), 42, 1e-9)
	near(t, "expected of a known spender", g.Expected(Spender{5, 1000}), 42, .1)
}

// summariesOf gives one simulated customer base, for tests that only need some.
func summariesOf(t testing.TB) []Summary {
	t.Helper()
	return summaries(leaveAnyTime.simulate(rand.New(rand.NewPCG(10, 10)), 1200, 10, 800, 0))
}
