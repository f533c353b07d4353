package model

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// valueTable holds, for customers of one x, the distribution of what a
// customer who is alive spends within the horizon. The sum of k amounts of a
// customer with posterior (q', v') is v' times a beta prime (p·k, q') variable
// (Gamma amounts with a Gamma distributed rate), so with Y orders
//
//	P(V > y·v' | alive) = Σ over k ≥ 1 of P(Y = k) · [1 − I(y/(1+y); p·k, q')]
//
// depends on x, age and y only: it is tabulated over some ages and a
// logarithmic grid of y, and a customer's quantile is had by interpolation.
type valueTable struct {
	own, prior amounts // for customers whose spend is known, and not
	ages       []float64
	tails      [][][]float64 // by age and model: P(Y ≥ k)
}

// amounts is the part for one q'.
type amounts struct {
	ready       bool
	first, step float64     // ln y of the first column, and between columns
	above       [][]float64 // by bin of k and column: P(sum of k amounts > y·v')
	// beyond is, by age, model and column, P(V > y·v' | alive).
	beyond [][][]float64
}

const (
	columns   = 48
	manyAges  = 16
	valueTail = 1e-5
)

// bins groups the numbers of orders: singly up to 16, then by about 10 %; the
// spread of the amounts is wider than that.
func bins(most int) []int {
	edges := []int{1}
	for last := 1; last <= most; {
		last++
		if last > 16 {
			last += last / 10
		}
		edges = append(edges, last)
	}
	return edges
}

// prepare chooses the ages, and finds the distribution of the number of
// orders at each.
func (t *valueTable) prepare(w *worker, customers []Summary, order []int32) {
	t.own.ready, t.prior.ready = false, false
	t.ages = gridOfAges(t.ages[:0], customers, order)
	t.tails = t.tails[:0]
	horizon := period(float64(w.options.Horizon))
	for _, age := range t.ages {
		var byModel [][]float64
		for _, m := range w.models {
			byModel = append(byModel, m.ahead(w.x, int32(age)).tails(nil, horizon, valueTail))
		}
		t.tails = append(t.tails, byModel)
	}
}

// gridOfAges gives all ages when they are few, else some, closer together for
// young customers, whose future changes faster; the oldest and youngest are
// always among them.
func gridOfAges(ages []float64, customers []Summary, order []int32) []float64 {
	low, high := int32(math.MaxInt32), int32(0)
	for _, i := range order {
		age := customers[i].Age
		low, high = min(low, age), max(high, age)
		if len(ages) <= manyAges {
			if at, found := slices.BinarySearch(ages, float64(age)); !found {
				ages = slices.Insert(ages, at, float64(age))
			}
		}
	}
	if len(ages) <= manyAges {
		return ages
	}
	ages = ages[:0]
	const start = 14 // days: below that, ages are as good as equally spaced
	step := math.Log((float64(high)+start)/(float64(low)+start)) / (manyAges - 1)
	for i := range manyAges {
		age := math.Round((float64(low)+start)*math.Exp(step*float64(i)) - start)
		if i == 0 || age > ages[len(ages)-1] {
			ages = append(ages, age)
		}
	}
	return ages
}

// fill makes the table for the posterior shape q.
func (a *amounts) fill(w *worker, t *valueTable, q float64) {
	p := w.spend.P
	one := p / (q - 1) // mean of one amount, in units of v'
	most, mean := 0, 1.0
	for _, byModel := range t.tails {
		for _, tails := range byModel {
			most = max(most, len(tails))
			mean = math.Max(mean, sum(tails))
		}
	}
	edges := bins(most)
	// From where one amount hardly ever is to where the sum hardly ever is.
	a.first = math.Log(one) - math.Min(2+6/math.Sqrt(p), 8)
	a.step = (math.Log(mean*one) + 4 - a.first) / (columns - 1)
	a.above = grid(a.above, len(edges)-1)
	for b := range a.above {
		k := (float64(edges[b]) + float64(edges[b+1]-1)) / 2
		for j := range columns {
			y := math.Exp(a.first + a.step*float64(j))
			a.above[b][j] = mathext.RegIncBeta(q, p*k, 1/(1+y))
		}
	}
	a.beyond = make([][][]float64, len(t.ages))
	for i, byModel := range t.tails {
		a.beyond[i] = grid(nil, len(byModel))
		for m, tails := range byModel {
			for b, above := range a.above {
				weight := tailAt(tails, edges[b]) - tailAt(tails, edges[b+1])
				if weight <= 0 {
					continue
				}
				for j, v := range above {
					a.beyond[i][m][j] += weight * v
				}
			}
		}
	}
	a.ready = true
}

// interval gives what the customer really spends with 95 % probability;
// alive is P(alive) by model, already divided by the number of models, and
// chance the probability of any order.
func (t *valueTable) interval(w *worker, c *Summary, alive *[maxAveraged]float64, chance float64) (low, high float64) {
	const miss = 0.05
	if chance <= miss {
		return 0, 0
	}
	known := Spender{X: c.X, Spend: c.Spend}
	q, v := w.spend.posterior(known)
	a := &t.prior
	if known.known() {
		a = &t.own
	}
	if !a.ready {
		a.fill(w, t, q)
	}
	age := float64(c.Age)
	i, found := slices.BinarySearch(t.ages, age)
	m := mix{amounts: a, alive: alive, here: a.beyond[i]}
	if !found {
		m.here, m.before = a.beyond[i], a.beyond[i-1]
		m.weight = (t.ages[i] - age) / (t.ages[i] - t.ages[i-1])
	}
	if 1-chance >= miss/2 {
		return 0, v * m.quantile(miss)
	}
	return v * m.quantile(1-miss/2), v * m.quantile(miss/2)
}

// mix is the distribution of one customer's spend: an average of the models',
// between two ages of the table.
type mix struct {
	*amounts
	alive        *[maxAveraged]float64
	here, before [][]float64
	weight       float64 // of before
}

// tail is P(V > y·v') at column j.
func (m *mix) tail(j int) float64 {
	var sum float64
	for i, row := range m.here {
		v := row[j]
		if m.weight > 0 {
			v += m.weight * (m.before[i][j] - v)
		}
		sum += m.alive[i] * v
	}
	return sum
}

// quantile gives the y that is exceeded with the probability p. Between
// columns the log-odds are a straight line in ln y, which is right for the
// power-law tails of the beta prime distribution.
func (m *mix) quantile(p float64) float64 {
	lo, hi := 0, columns-1
	above, below := m.tail(lo), m.tail(hi)
	switch {
	case above <= p:
		return math.Exp(m.first)
	case below >= p:
		return math.Exp(m.first + m.step*float64(hi))
	}
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		if v := m.tail(mid); v > p {
			lo, above = mid, v
		} else {
			hi, below = mid, v
		}
	}
	from, to := logit(above), logit(below)
	return math.Exp(m.first + m.step*(float64(lo)+(from-logit(p))/(from-to)))
}

// logit is the logarithm of the odds, kept finite.
func logit(p float64) float64 {
	const least = 1e-15
	p = math.Min(math.Max(p, least), 1-least)
	return math.Log(p) - math.Log1p(-p)
}

func tailAt(tails []float64, k int) float64 {
	if k > len(tails) {
		return 0
	}
	return tails[k-1]
}

func sum(v []float64) float64 {
	var s float64
	for _, x := range v {
		s += x
	}
	return s
}

// grid gives rows of columns zeros, reusing old.
func grid(old [][]float64, rows int) [][]float64 {
	for len(old) < rows {
		old = append(old, make([]float64, columns))
	}
	for _, r := range old[:rows] {
		clear(r)
	}
	return old[:rows]
}
