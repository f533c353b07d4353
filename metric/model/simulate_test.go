package model

import (
	"math"
	"math/rand/v2"
)

// truth generates customers from a purchase model and Gamma-Gamma spend, in
// continuous time; the purchases are then dated by day, as the product sees
// them.
type truth struct {
	r, alpha float64 // purchase rate
	s, beta  float64 // Pareto/NBD: leaving rate
	a, b     float64 // BG/NBD: leaving after a purchase; used when a > 0
	spend    GammaGamma
}

// simulated is one customer: the history to the as-of day, and what came.
type simulated struct {
	Summary
	orders int     // days with an order in the horizon
	wait   int32   // days to the first of them; 0 without any
	soon   bool    // an order in the first 90 days of it
	value  float64 // spent in the horizon
}

// simulate draws customers who came at random in the youngest to oldest days
// before the as-of day.
func (m truth) simulate(rng *rand.Rand, n int, youngest, oldest, horizon int32) []simulated {
	out := make([]simulated, n)
	for i := range out {
		age := youngest + rng.Int32N(oldest-youngest+1)
		out[i] = m.customer(rng, age, horizon)
	}
	return out
}

// customer draws one; day 0 is the first purchase, age the as-of day.
func (m truth) customer(rng *rand.Rand, age, horizon int32) simulated {
	rate := gamma(rng, m.r) / m.alpha / DaysPerWeek
	nu := gamma(rng, m.spend.Q) / m.spend.V
	life, leave := math.Inf(1), 0.0
	if m.a > 0 {
		x := gamma(rng, m.a)
		leave = x / (x + gamma(rng, m.b))
	} else {
		life = rng.ExpFloat64() / (gamma(rng, m.s) / m.beta / DaysPerWeek)
	}
	amount := func() int64 { return int64(math.Round(100 * gamma(rng, m.spend.P) / nu)) }
	purchases := []Purchase{{Day: 0, Minor: amount()}}
	start := rng.Float64() // hour of the first day
	for at := start; ; {
		at += rng.ExpFloat64() / rate
		if at-start > life || at >= float64(age+horizon+1) {
			break
		}
		purchases = append(purchases, Purchase{Day: int32(at), Minor: amount()})
		if leave > 0 && rng.Float64() < leave {
			break
		}
	}
	s, _ := Summarize(purchases, age, 100)
	out := simulated{Summary: s}
	last := age
	for _, p := range purchases {
		if p.Day > age {
			if p.Day > last {
				out.orders++
				if out.orders == 1 {
					out.wait = p.Day - age
				}
			}
			last = p.Day
			out.soon = out.soon || p.Day <= age+90
			out.value += float64(p.Minor) / 100
		}
	}
	return out
}

// gamma draws a Gamma(shape, 1) number (Marsaglia & Tsang 2000).
func gamma(rng *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(rng, shape+1) * math.Pow(rng.Float64(), 1/shape)
	}
	d := shape - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		z := rng.NormFloat64()
		v := 1 + c*z
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-rng.Float64()) < z*z/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func summaries(s []simulated) []Summary {
	out := make([]Summary, len(s))
	for i := range s {
		out[i] = s[i].Summary
	}
	return out
}
