package index

import "math"

// Part is one of the five parts of the index.
type Part int

// The parts, in the order in which they are drawn.
const (
	Frequency Part = iota // how often they buy, by their own rhythm
	Depth                 // how much they look, open and click
	Fit                   // whether what they bought suits them
	Rating                // how they rate being served
	Influence             // whom they tell
)

// Count is how many parts there are.
const Count = 5

var names = [Count]string{"frequency", "depth", "fit", "rating", "influence"}

// String gives the word by which the API and the log know the part.
func (p Part) String() string { return names[p] }

// All lists the parts.
func All() []Part { return []Part{Frequency, Depth, Fit, Rating, Influence} }

// Value is a number of points, 0 to 100, or [Missing].
type Value int8

// Missing says that there is no evidence. It is never counted as zero.
const Missing Value = -1

// Known reports whether there is evidence.
func (v Value) Known() bool { return v >= 0 }

// points rounds a share of 1 to whole points: a change too small to show is no
// change.
func points(share float64) Value { return Value(math.Round(100 * min(max(share, 0), 1))) }

// Parts are the points of every part at one moment.
type Parts [Count]Value

// None are the parts of somebody of whom nothing is known.
var None = Parts{Missing, Missing, Missing, Missing, Missing}

// Weights say how much each part counts, as whole numbers of any sum.
type Weights [Count]int

// Total is the index: the mean of the known parts by their weights, in whole
// points; what missing parts would weigh is shared by the others in proportion.
// It is Missing when no part that counts is known.
func (w Weights) Total(p Parts) Value {
	sum, weight := 0, 0
	for i, v := range p {
		if v.Known() {
			sum, weight = sum+w[i]*int(v), weight+w[i]
		}
	}
	if weight == 0 {
		return Missing
	}
	return Value((2*sum + weight) / (2 * weight))
}

// alike leaves of p the parts that are known in each of others too, so that a
// part that appears or goes missing is neither a rise nor a fall.
func alike(p Parts, others []Parts) Parts {
	for i := range p {
		for _, o := range others {
			if !o[i].Known() {
				p[i] = Missing
			}
		}
	}
	return p
}

// Share is the part's share of the index, 0 to 1, given which parts are known:
// 0 for a missing one.
func (w Weights) Share(p Parts, of Part) float64 {
	weight := 0
	for i, v := range p {
		if v.Known() {
			weight += w[i]
		}
	}
	if weight == 0 || !p[of].Known() {
		return 0
	}
	return float64(w[of]) / float64(weight)
}

// Room is by how many points the index would rise were the part full: where to
// begin. It is 0 for a missing part.
func (w Weights) Room(p Parts, of Part) Value {
	if !p[of].Known() {
		return 0
	}
	return points(w.Share(p, of) * float64(100-p[of]) / 100)
}
