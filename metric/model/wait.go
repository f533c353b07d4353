package model

// Wait is the number of days within which the next order of a share of
// customers such as this one has come, of those who order again within
// Horizon: the median wait for 0.5. The share is within [0, 1], the answer
// within [0, Horizon]. It is half of the horizon where an order is as good as
// impossible.
//
// It solves P(order within d) = share × P(order within Horizon) for d, by
// halving, over the average of the models. The correction for what a brand's
// last period taught moves both sides alike and is left out.
func (s *Scorer) Wait(t Triple, share float64) float64 {
	horizon := float64(s.options.Horizon)
	chance := func(days float64) (sum float64) {
		for _, f := range s.averaged {
			sum += AnyOrder(f.Orders, t, days)
		}
		return sum
	}
	all := chance(horizon)
	if !(all > 1e-300) {
		return horizon / 2
	}
	low, high := 0.0, horizon
	for range 24 { // to less than a minute
		if middle := (low + high) / 2; chance(middle) < share*all {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}
