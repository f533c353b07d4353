package model

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"regulars"
)

// GammaGamma is the Gamma-Gamma model of spend (Colombo & Jiang 1999; Fader &
// Hardie 2013, "The Gamma-Gamma model of monetary value"). The amount of one
// purchase occasion is Gamma(P, ν) distributed; ν varies between customers as
// Gamma(Q, V). Spend is taken to be independent of how often a customer buys.
//
// A customer's conditional mean is an average of the own mean and that of all,
// the own one counting more with each repeat purchase.
type GammaGamma struct {
	P float64 // shape of one customer's amounts: the larger, the more alike
	Q float64 // shape between customers, above 1, so that the mean exists
	V float64 // scale, in the money unit of the spends
}

// Spender is a customer as the spend model sees one.
type Spender struct {
	X     int32   // repeat purchase occasions
	Spend float64 // their mean amount, in major units
}

// known reports whether the spend model can use s: Gamma-Gamma takes only
// x > 0 and a mean above 0.
func (s Spender) known() bool { return s.X > 0 && s.Spend > 0 }

// minQ is the smallest Q for which the mean spend, P·V/(Q−1), is fit to show.
const minQ = 1.05

// FitGammaGamma finds the most likely Gamma-Gamma model from the customers
// with a repeat purchase and a mean spend above zero; others are left out. It
// returns a [Refusal] when the spends cannot tell, and ErrInvalid for a spend
// that is not a finite number.
func FitGammaGamma(spenders []Spender) (GammaGamma, Fit, error) {
	d, err := newSpends(spenders)
	if err != nil {
		return GammaGamma{}, Fit{}, err
	}
	p, fit, err := task{
		model: "gamma-gamma", names: []string{"p", "q", "v"},
		value:  d.likelihood,
		ridges: []ridge{{0, 2, -1}, {1, 2, 1}}, // the mean, p·v/(q−1)
		starts: [][]float64{{4, 3, .75}, {1, 2, 1}, {30, 30, 1}, {.5, 10, 18}},
		total:  float64(len(d.mean)), rows: len(d.mean),
	}.solve()
	if err != nil {
		return GammaGamma{}, fit, err
	}
	// The search is in Q−1, and in units of the mean spend.
	m := GammaGamma{P: p[0], Q: 1 + p[1], V: p[2] * d.unit}
	q, v := &fit.Parameters[1], &fit.Parameters[2]
	q.Value, q.Low, q.High = q.Value+1, q.Low+1, q.High+1
	v.Value, v.Low, v.High = v.Value*d.unit, v.Low*d.unit, v.High*d.unit
	fit.LogLikelihood -= fit.Customers * math.Log(d.unit)
	if m.Q < minQ {
		return GammaGamma{}, fit, Refusal{Reason: SpendTooUneven}
	}
	return m, fit, nil
}

// Mean is the expected amount of one purchase occasion of a customer of whom
// nothing is known: P·V/(Q−1).
func (m GammaGamma) Mean() float64 { return m.P * m.V / (m.Q - 1) }

// Expected is the expected amount of the customer's next purchase occasion,
// given the ones so far (Fader & Hardie 2013, equation 5).
func (m GammaGamma) Expected(s Spender) float64 {
	q, v := m.posterior(s)
	return m.P * v / (q - 1)
}

// posterior gives the parameters of the customer's own ν.
func (m GammaGamma) posterior(s Spender) (q, v float64) {
	if !s.known() {
		return m.Q, m.V
	}
	return m.Q + m.P*float64(s.X), m.V + float64(s.X)*s.Spend
}

// shift moves the logarithm of P, Q−1 or V.
func (m GammaGamma) shift(i int, by float64) GammaGamma {
	switch i {
	case 0:
		m.P *= math.Exp(by)
	case 1:
		m.Q = 1 + (m.Q-1)*math.Exp(by)
	default:
		m.V *= math.Exp(by)
	}
	return m
}

// amountSquares gives E[1/ν²] of a posterior, with which the variance of sums
// of amounts is made. It is infinite for q ≤ 2, where totals have no variance;
// q is then taken as 2.2, so that intervals stay finite.
func amountSquares(q, v float64) float64 {
	return v * v / ((q - 1) * math.Max(q-2, 0.2))
}

// LogLikelihood of the spenders under the model; customers whose spend is not
// known count nothing.
func (m GammaGamma) LogLikelihood(spenders []Spender) float64 {
	var sum float64
	for _, s := range spenders {
		if !s.known() {
			continue
		}
		px := m.P * float64(s.X)
		sum += logBetaRatio(px, m.Q) + m.Q*math.Log(m.V) - math.Log(s.Spend) +
			px*math.Log(float64(s.X)*s.Spend) - (px+m.Q)*math.Log(m.V+float64(s.X)*s.Spend)
	}
	return sum
}

// logBetaRatio gives −ln B(a, b).
func logBetaRatio(a, b float64) float64 { return -mathext.Lbeta(a, b) }

// spends is the data of a fit: for each known spender the total of the repeat
// purchases in units of the mean spend, by x; and the sums that do not depend
// on the parameters.
type spends struct {
	unit   float64
	mean   []float64    // x·m/unit, grouped by x
	groups []spendGroup // ascending x
	// Σ ln m/unit and Σ x·ln(x·m/unit)
	logs, weighted float64
	parts          []spendSums
}

type spendGroup struct {
	x      float64
	lo, hi int
}

func newSpends(spenders []Spender) (*spends, error) {
	known := make([]Spender, 0, len(spenders))
	var sum float64
	for _, s := range spenders {
		if math.IsNaN(s.Spend) || math.IsInf(s.Spend, 0) {
			return nil, regulars.Invalid("spend", "number", "a mean spend must be a finite number")
		}
		if s.known() {
			known = append(known, s)
		}
	}
	if len(known) == 0 {
		return nil, Refusal{Reason: NoSpend, Need: MinSpenders}
	}
	if len(known) < MinSpenders {
		return nil, Refusal{Reason: TooFewSpenders, Have: len(known), Need: MinSpenders}
	}
	slices.SortFunc(known, func(a, b Spender) int {
		if a.X != b.X {
			return int(a.X) - int(b.X)
		}
		switch {
		case a.Spend < b.Spend:
			return -1
		case a.Spend > b.Spend:
			return 1
		}
		return 0
	})
	low, high := known[0].Spend, known[0].Spend
	for _, s := range known {
		sum += s.Spend / float64(len(known))
		low, high = min(low, s.Spend), max(high, s.Spend)
	}
	if high-low <= 1e-9*high {
		return nil, Refusal{Reason: EqualSpend}
	}
	d := &spends{unit: sum, mean: make([]float64, len(known)), parts: make([]spendSums, (len(known)+chunkRows-1)/chunkRows)}
	for i, s := range known {
		x := float64(s.X)
		if i == 0 || s.X != known[i-1].X {
			d.groups = append(d.groups, spendGroup{x: x, lo: i})
		}
		d.groups[len(d.groups)-1].hi = i + 1
		d.mean[i] = x * s.Spend / d.unit
		d.logs += math.Log(s.Spend / d.unit)
		d.weighted += x * math.Log(d.mean[i])
	}
	return d, nil
}

type spendSums struct{ log, weighted, share, weightedShare float64 }

// likelihood gives the log-likelihood in ln p, ln(q−1), ln v of the totals
// y = x·m in units of the mean spend (Fader & Hardie 2013, equation 1a):
//
//	L(m; x) = v^q y^(px) / (m · B(px, q) · (v+y)^(px+q))
//
// Only ln(v+y) is taken for each customer; the gamma terms once for each x.
func (d *spends) likelihood(theta, gradient []float64) float64 {
	p, q, v := math.Exp(theta[0]), 1+math.Exp(theta[1]), math.Exp(theta[2])
	chunks(len(d.mean), chunkRows, func(chunk, lo, hi int) {
		var s spendSums
		for _, g := range d.groups {
			for _, y := range d.mean[min(max(lo, g.lo), hi):max(min(hi, g.hi), lo)] {
				l, share := math.Log1p(y/v), y/(v+y)
				s.log += l
				s.weighted += g.x * l
				s.share += share
				s.weightedShare += g.x * share
			}
		}
		d.parts[chunk] = s
	})
	var s spendSums
	for _, c := range d.parts {
		s.log += c.log
		s.weighted += c.weighted
		s.share += c.share
		s.weightedShare += c.weightedShare
	}
	var repeats, value, byP, byQ float64
	for _, g := range d.groups {
		w, px := float64(g.hi-g.lo), p*g.x
		repeats += w * g.x
		value += w * logBetaRatio(px, q)
		both := mathext.Digamma(px + q)
		byP += w * g.x * (both - mathext.Digamma(px))
		byQ += w * (both - mathext.Digamma(q))
	}
	// (v+y)^−(px+q) v^q y^px = (1+y/v)^−(px+q) (y/v)^px
	value += p*(d.weighted-repeats*theta[2]) - d.logs - p*s.weighted - q*s.log
	byP += d.weighted - repeats*theta[2] - s.weighted
	byQ -= s.log
	gradient[0], gradient[1] = p*byP, (q-1)*byQ
	gradient[2] = p*(s.weightedShare-repeats) + q*s.share
	return value
}
