package model

import "math"

// The textbook formulas, written out independently of the product's: slower,
// and good only where nothing overflows.

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

func lbeta(a, b float64) float64 { return lgamma(a) + lgamma(b) - lgamma(a+b) }

// hypergeometric is ₂F₁(a, b; c; z) by its series, for 0 ≤ z < 1.
func hypergeometric(a, b, c, z float64) float64 {
	sum, term := 1.0, 1.0
	for n := 0.0; n < 1e6; n++ {
		term *= (a + n) * (b + n) / (c + n) / (n + 1) * z
		sum += term
		if math.Abs(term) < 1e-16*math.Abs(sum) {
			break
		}
	}
	return sum
}

// textbookBG is equation 6 of Fader, Hardie & Lee 2005, and the likelihood of
// Batislam and others 2007 for MBG/NBD.
func textbookBG(m BetaGeometric, t Triple) float64 {
	x, last, age := float64(t.X), weeks(t.Last), weeks(t.Age)
	common := lgamma(m.R+x) - lgamma(m.R) + m.R*math.Log(m.Alpha) - lbeta(m.A, m.B)
	alive, left := lbeta(m.A, m.B+x), lbeta(m.A+1, m.B+x-1)
	if m.Modified {
		alive, left = lbeta(m.A, m.B+x+1), lbeta(m.A+1, m.B+x)
	}
	sum := math.Exp(alive - (m.R+x)*math.Log(m.Alpha+age))
	if t.X > 0 || m.Modified {
		sum += math.Exp(left - (m.R+x)*math.Log(m.Alpha+last))
	}
	return common + math.Log(sum)
}

// textbookBGMean is equation 10 of Fader, Hardie & Lee 2005, given alive.
func textbookBGMean(r, alpha, a, b, t float64) float64 {
	z := t / (alpha + t)
	return (a + b - 1) / (a - 1) * (1 - math.Pow(alpha/(alpha+t), r)*hypergeometric(r, b, a+b-1, z))
}

// textbookPareto is the likelihood of Schmittlein, Morrison & Colombo 1987 in
// the form of Fader & Hardie 2005, with two hypergeometric functions.
func textbookPareto(m ParetoNBD, t Triple) float64 {
	x, last, age := float64(t.X), weeks(t.Last), weeks(t.Age)
	n := m.R + m.S + x
	big, small, second := m.Alpha, m.Beta, m.S+1
	if m.Beta > m.Alpha {
		big, small, second = m.Beta, m.Alpha, m.R+x
	}
	f := func(at float64) float64 {
		return hypergeometric(n, second, n+1, (big-small)/(big+at)) / math.Pow(big+at, n)
	}
	a0 := f(last) - f(age)
	sum := math.Pow(m.Alpha+age, -m.R-x)*math.Pow(m.Beta+age, -m.S) + m.S/n*a0
	return lgamma(m.R+x) - lgamma(m.R) + m.R*math.Log(m.Alpha) + m.S*math.Log(m.Beta) + math.Log(sum)
}

// simpson integrates f over [0, end] in n even steps.
func simpson(end float64, n int, f func(float64) float64) float64 {
	h := end / float64(n)
	sum := f(0) + f(end)
	for i := 1; i < n; i++ {
		sum += float64(2+2*(i%2)) * f(float64(i)*h)
	}
	return sum * h / 3
}
