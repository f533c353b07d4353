package model

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// ahead is the future of a customer who is alive at the as-of day: the
// model's own process with parameters that have learned from the history.
// Times are weeks from the as-of day. The customer may not be alive: callers
// multiply by P(alive).
type ahead interface {
	// mean and square give E[Y] and E[Y²] of the number of purchases Y up to t.
	mean(t float64) float64
	square(t float64) float64
	// first is P(Y ≥ 1) up to t, and its integral against time: E[time of the
	// first purchase; it comes before t].
	first(t float64) (chance, wait float64)
	// tails appends P(Y ≥ k) up to t for k = 1, 2, … until it is below small.
	tails(dst []float64, t, small float64) []float64
}

// maxCount ends the sums over the number of purchases.
const maxCount = 1 << 22

// geometricAhead is the future in BG/NBD and MBG/NBD: purchases at a rate
// Gamma(r, alpha) distributed, and after each the customer leaves with a
// probability that is Beta(a, b) distributed.
type geometricAhead struct{ r, alpha, a, b float64 }

// count visits k = 1, 2, … with P(Y ≥ k), the probability that k−1 purchases
// did not make the customer leave and the k-th comes before t:
//
//	P(Y ≥ k) = B(a, b+k−1)/B(a, b) · P(NB ≥ k)
//
// where NB is the negative binomial number of purchases of a customer who
// never leaves. The textbook mean, (a+b−1)/(a−1) · [1 − … ₂F₁(…)] (Fader,
// Hardie & Lee 2005, equation 10), is the sum of these; the sum has only
// positive terms, does not overflow and knows no singularity at a = 1.
func (g geometricAhead) count(t, small float64, visit func(k int, tail float64)) {
	l := math.Log1p(t / g.alpha)
	z := t / (g.alpha + t)
	zero := math.Exp(-g.r * l)       // P(NB = 0)
	atLeast := -math.Expm1(-g.r * l) // P(NB ≥ k)
	exactly := zero * g.r * z        // P(NB = k)
	underflow := g.r*l > 600
	stay := 1.0
	for k := 1; k < maxCount; k++ {
		n := float64(k)
		if underflow {
			atLeast = mathext.RegIncBeta(n, g.r, z)
		}
		tail := stay * atLeast
		visit(k, tail)
		// What is left of the sum is at most tail/(1−ratio).
		ratio := z * (g.r + n) / (n + 1)
		if !(tail > small*math.Max(1-ratio, 1e-6)) {
			return
		}
		stay *= (g.b + n - 1) / (g.a + g.b + n - 1)
		atLeast = math.Max(atLeast-exactly, 0)
		exactly *= ratio
	}
}

func (g geometricAhead) mean(t float64) (mean float64) {
	g.count(t, 1e-13, func(_ int, tail float64) { mean += tail })
	return mean
}

func (g geometricAhead) square(t float64) (square float64) {
	g.count(t, 1e-13, func(k int, tail float64) { square += float64(2*k-1) * tail })
	return square
}

func (g geometricAhead) first(t float64) (chance, wait float64) {
	l := math.Log1p(t / g.alpha)
	chance = -math.Expm1(-g.r * l)
	// ∫ P(no purchase by u) du − t·P(no purchase by t)
	wait = g.alpha*powerIntegral(g.r, l) - t*(1-chance)
	return chance, math.Min(math.Max(wait, 0), t*chance)
}

func (g geometricAhead) tails(dst []float64, t, small float64) []float64 {
	g.count(t, small, func(_ int, tail float64) { dst = append(dst, tail) })
	return dst
}

// powerIntegral gives (exp((1−s)·l) − 1)/(1−s), which is ∫ (1+y)^−s dy from 0
// to exp(l)−1; it is l at s = 1.
func powerIntegral(s, l float64) float64 {
	if d := (1 - s) * l; math.Abs(d) > 1e-12 {
		return math.Expm1(d) / (1 - s)
	}
	return l
}

// paretoAhead is the future in Pareto/NBD: purchases at a rate Gamma(r,
// alpha) distributed, until the customer leaves at a rate Gamma(s, beta)
// distributed.
type paretoAhead struct{ r, alpha, s, beta float64 }

// mean is E[λ]·E[L], L the time alive up to t.
func (g paretoAhead) mean(t float64) float64 {
	return g.r / g.alpha * g.beta * powerIntegral(g.s, math.Log1p(t/g.beta))
}

// square is E[Y] + E[λ²]·E[L²].
func (g paretoAhead) square(t float64) float64 {
	var squares float64
	paretoSpan(0, g.alpha, g.s, g.beta, t, func(u, logF, weight float64) {
		squares += weight * 2 * u * math.Exp(logF)
	})
	return g.mean(t) + g.r/g.alpha*(g.r+1)/g.alpha*squares
}

func (g paretoAhead) first(t float64) (chance, wait float64) {
	rate := g.r / g.alpha
	paretoSpan(g.r+1, g.alpha, g.s, g.beta, t, func(u, logF, weight float64) {
		f := weight * rate * math.Exp(logF)
		chance += f
		wait += f * u
	})
	return math.Min(chance, 1), math.Min(wait, t)
}

// tails integrates the density of the time of the k-th purchase times the
// probability of being alive then. From k to k+1 the density changes by a
// factor that each point of the quadrature keeps.
func (g paretoAhead) tails(dst []float64, t, small float64) []float64 {
	var logs, factors []float64
	c := math.Min(g.alpha, g.beta)
	// The k-th time is the more sharply known the larger k: at least a panel
	// for each unit of w.
	const sharp = 13
	span(math.Log1p(t/c), sharp+steepness(g.r, g.alpha, c, t)+steepness(g.s, g.beta, c, t), func(w, weight float64) {
		u := c * math.Expm1(w)
		logs = append(logs, math.Log(weight*(c+u)*g.r/g.alpha)-(g.r+1)*math.Log1p(u/g.alpha)-g.s*math.Log1p(u/g.beta))
		factors = append(factors, math.Log(u/(g.alpha+u)))
	})
	linear := g.r*math.Log1p(t/g.alpha) < 600 // no underflow in the powers
	if linear {
		for i := range logs {
			logs[i], factors[i] = math.Exp(logs[i]), math.Exp(factors[i])
		}
	}
	for k := 1; k < maxCount; k++ {
		var sum float64
		grow := (g.r + float64(k)) / float64(k)
		for i, f := range factors {
			if linear {
				sum += logs[i]
				logs[i] *= grow * f
			} else {
				sum += math.Exp(logs[i])
				logs[i] += math.Log(grow) + f
			}
		}
		dst = append(dst, math.Min(sum, 1))
		if !(sum > small) {
			return dst
		}
	}
	return dst
}
