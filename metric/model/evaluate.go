package model

import (
	"cmp"
	"math"
	"slices"
)

// AUC is the area under the ROC curve: the probability that a customer with
// the outcome has a higher score than one without, ties counting half. NaN
// when all outcomes are alike.
func AUC(score []float64, outcome []bool) float64 {
	order := ranked(score)
	var positives, rankSum float64
	for i := 0; i < len(order); {
		j, hits := i, 0.0
		for j < len(order) && score[order[j]] == score[order[i]] {
			if outcome[order[j]] {
				hits++
			}
			j++
		}
		rankSum += hits * float64(i+j+1) / 2 // ranks from 1; ties share the mean
		positives += hits
		i = j
	}
	negatives := float64(len(order)) - positives
	return (rankSum - positives*(positives+1)/2) / (positives * negatives)
}

// ranked gives the indexes of v in ascending order of value; equal values keep
// their order.
func ranked(v []float64) []int {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(v[a], v[b]) })
	return order
}

// RMSE is the root of the mean squared difference. NaN of nothing.
func RMSE(predicted, observed []float64) float64 {
	var sum float64
	for i, p := range predicted {
		sum += (p - observed[i]) * (p - observed[i])
	}
	return math.Sqrt(sum / float64(len(predicted)))
}

// MeanAbsoluteError is there to be compared with publications. Do not choose
// a model by it: it rewards predicting nothing for everybody.
func MeanAbsoluteError(predicted, observed []float64) float64 {
	var sum float64
	for i, p := range predicted {
		sum += math.Abs(p - observed[i])
	}
	return sum / float64(len(predicted))
}

// TotalBias is the sum predicted over the sum observed, less 1: +0.03 is three
// per cent too many. NaN or Inf when nothing was observed.
func TotalBias(predicted, observed []float64) float64 {
	var p, o float64
	for i := range predicted {
		p += predicted[i]
		o += observed[i]
	}
	return p/o - 1
}

// RankedProbability is the ranked probability score of one predicted
// distribution of a count, Σ over k ≥ 0 of (P(Y ≤ k) − 1[y ≤ k])² (Epstein
// 1969; Czado, Gneiting & Held 2009): 0 for certainty of what came true; for a
// prediction that is one sure number, the absolute error. tails is as
// [Tails] gives it.
func RankedProbability(tails []float64, observed int) float64 {
	var sum float64
	for k := range max(len(tails), observed) {
		var tail, beyond float64 // P(Y > k), and whether y > k
		if k < len(tails) {
			tail = tails[k]
		}
		if observed > k {
			beyond = 1
		}
		sum += (tail - beyond) * (tail - beyond)
	}
	return sum
}
