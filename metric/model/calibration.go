package model

import "math"

// Bin compares predictions with what came true for one group of customers.
type Bin struct {
	Customers           int
	Low, High           float64 // the smallest and the largest prediction in it
	Predicted, Observed float64 // means
}

// CalibrationBins puts customers in ascending order of prediction into so
// many groups of about equal size (10: deciles) and compares. Equal
// predictions are never split, so there may be fewer groups, and unequal ones.
// The order of customers does not matter.
func CalibrationBins(predicted, observed []float64, groups int) []Bin {
	order := ranked(predicted)
	n := len(order)
	var bins []Bin
	for lo := 0; lo < n && groups > 0; {
		// This group ends where an equal share of the rest does, moved
		// behind the last equal prediction.
		hi := lo + max((n-lo)/max(groups-len(bins), 1), 1)
		for hi < n && predicted[order[hi]] == predicted[order[hi-1]] {
			hi++
		}
		b := Bin{Customers: hi - lo, Low: predicted[order[lo]], High: predicted[order[hi-1]]}
		for _, i := range order[lo:hi] {
			b.Predicted += predicted[i] / float64(hi-lo)
			b.Observed += observed[i] / float64(hi-lo)
		}
		bins = append(bins, b)
		lo = hi
	}
	return bins
}

// CalibrationError is the mean absolute difference of predicted and observed
// over bins, by customers: the expected calibration error when the
// predictions are probabilities. NaN without bins.
func CalibrationError(bins []Bin) float64 {
	var sum, n float64
	for _, b := range bins {
		sum += float64(b.Customers) * math.Abs(b.Predicted-b.Observed)
		n += float64(b.Customers)
	}
	return sum / n
}

// Brier is the mean squared error of probabilities. NaN of nothing.
func Brier(probability []float64, outcome []bool) float64 {
	var sum float64
	for i, p := range probability {
		if outcome[i] {
			p = 1 - p
		}
		sum += p * p
	}
	return sum / float64(len(probability))
}
