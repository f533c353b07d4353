package model

import (
	"math"
	"sync"
)

// shared is what all workers of one pass over customers read.
type shared struct {
	*Scorer
	oldest  int32
	models  []Orders // whose futures are asked for
	living  []Orders // of which only P(alive) is
	wish    wish
	readers []func() func() reader // made when the first worker needs a table
}

func (s *Scorer) newShared(oldest int32, wish wish, models, living []Orders) *shared {
	out := &shared{Scorer: s, oldest: oldest, models: models, living: living, wish: wish}
	for _, m := range append(models[:len(models):len(models)], living...) {
		out.readers = append(out.readers, sync.OnceValue(func() func() reader { return m.readers(oldest) }))
	}
	return out
}

// orders gives the models of fits.
func orders(fits []Fitted) []Orders {
	out := make([]Orders, len(fits))
	for i, f := range fits {
		out[i] = f.Orders
	}
	return out
}

// future is what one model expects of a customer of the worker's x who is
// alive at some age.
type future struct {
	known        bool
	orders       float64 // E[Y] within Horizon
	square       float64 // E[Y²]; for totals only
	soon         float64 // P(Y ≥ 1) within Near
	chance, wait float64 // P(Y ≥ 1) within Horizon, and the integral of its time
}

// wish says which parts of a future are worth working out.
type wish int

const (
	theMean wish = iota
	theSquare
	theForecast
)

// worker forecasts runs of customers of one x.
type worker struct {
	*shared
	x       int32
	tellers []teller   // of models, then of living
	futures [][]future // by model and age
	values  valueTable
}

// teller gives P(alive): from a table by day, or by the formula where a table
// would cost more than it saves.
type teller struct {
	model  Orders
	reader func() func() reader
	table  reader // nil until it is worth its cost
	use    bool   // whether it is, for this run
	x      int32
}

func (t *teller) tell(last, age int32) float64 {
	if t.use {
		return t.table.alive(last, age)
	}
	return t.model.Alive(Triple{X: t.x, Last: last, Age: age})
}

func (s *shared) worker() *worker {
	w := &worker{shared: s}
	for i, m := range append(s.models[:len(s.models):len(s.models)], s.living...) {
		w.tellers = append(w.tellers, teller{model: m, reader: s.readers[i]})
	}
	for range s.models {
		w.futures = append(w.futures, make([]future, s.oldest+1))
	}
	return w
}

// turn prepares for customers, all of one X.
func (w *worker) turn(customers []Summary, order []int32) {
	w.x = customers[order[0]].X
	from, to := int32(math.MaxInt32), int32(0)
	for _, i := range order {
		from, to = min(from, customers[i].Last), max(to, customers[i].Age)
	}
	const worthATable = 32
	for i := range w.tellers {
		t := &w.tellers[i]
		t.x, t.use = w.x, len(order) >= worthATable
		if t.use {
			if t.table == nil {
				t.table = t.reader()()
			}
			t.table.turn(w.x, from, to)
		}
	}
	for m := range w.futures {
		clear(w.futures[m][from : to+1])
	}
}

// future gives, once for each model and age, what is expected when alive.
func (w *worker) future(m int, age int32) *future {
	f := &w.futures[m][age]
	if f.known {
		return f
	}
	a := w.models[m].ahead(w.x, age)
	horizon := period(float64(w.options.Horizon))
	f.known = true
	f.orders = a.mean(horizon)
	switch w.wish {
	case theSquare:
		f.square = a.square(horizon)
	case theForecast:
		f.soon, _ = a.first(period(float64(w.options.Near)))
		f.chance, f.wait = a.first(horizon)
	}
	return f
}

// run forecasts customers of one x.
func (w *worker) run(dst []Forecast, customers []Summary, order []int32) {
	w.turn(customers, order)
	w.values.prepare(w, customers, order)
	for _, i := range order {
		w.forecast(&dst[i], &customers[i])
	}
}

// forecast averages the models for one customer.
func (w *worker) forecast(dst *Forecast, c *Summary) {
	f := Forecast{Spend: w.spend.Expected(Spender{X: c.X, Spend: c.Spend})}
	n := float64(len(w.models))
	var soon, fresh, chance, wait float64
	var alive [maxAveraged]float64
	for m, model := range w.models {
		alive[m] = w.tellers[m].tell(c.Last, c.Age) / n
		now := w.future(m, c.Age)
		f.Orders += alive[m] * now.orders
		soon += alive[m] * now.soon
		chance += alive[m] * now.chance
		wait += alive[m] * now.wait
		fresh += w.tellers[m].tell(c.Last, c.Last) / n * w.future(m, c.Last).soon
		f.Gap += model.gap(c.X, c.Last) / n
	}
	for m := range w.living {
		f.Alive += w.tellers[len(w.models)+m].tell(c.Last, c.Age) / float64(len(w.living))
	}
	f.AnyOrder = w.correct(soon, f.Orders, c.X)
	f.AnyFresh = math.Max(w.correct(fresh, math.Inf(1), c.X), f.AnyOrder)
	f.NextOrder = expectedWait(chance, wait, float64(w.options.Horizon))
	f.Value = f.Orders * f.Spend
	low, high := w.values.interval(w, c, &alive, chance)
	f.Low, f.High = math.Min(low, f.Value), math.Max(high, f.Value)
	*dst = f
}

// correct applies the correction, but does not let it raise the chance of an
// order above the number of orders expected.
func (w *worker) correct(chance, orders float64, x int32) float64 {
	return math.Min(w.options.Correction.Apply(chance, x), math.Max(orders, chance))
}

// maxAveraged is the most models that are averaged.
const maxAveraged = 2

// expectedWait is in days, as is horizon; wait is in weeks. Where the chance
// has underflowed there is nothing to tell, and the middle is given.
func expectedWait(chance, wait, horizon float64) float64 {
	if !(chance > 1e-300) {
		return horizon / 2
	}
	return math.Min(wait/chance*DaysPerWeek, horizon)
}
