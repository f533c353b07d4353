package index

import "regulars"

// Rules are what people set about the index.
type Rules struct {
	Weights Weights
	// Line is the warning line, in points: 1 to 100.
	Line Value
	// Fall is the least number of points that three falls must come to.
	Fall Value
}

// DefaultRules are those of a new workspace.
var DefaultRules = Rules{Weights: Weights{35, 20, 15, 20, 10}, Line: 50, Fall: 10}

// Check gives ErrInvalid, naming the field, for rules that mean nothing.
func (r Rules) Check() error {
	sum := 0
	for _, w := range r.Weights {
		if w < 0 || w > 100 {
			return regulars.Invalid("weights", "range", "a weight is a whole number from 0 to 100")
		}
		sum += w
	}
	switch {
	case sum == 0:
		return regulars.Invalid("weights", "empty", "at least one part must count")
	case r.Line < 1 || r.Line > 100:
		return regulars.Invalid("line", "range", "the line is 1 to 100 points")
	case r.Fall < 3 || r.Fall > 100:
		return regulars.Invalid("fall", "range", "three falls come to 3 to 100 points")
	}
	return nil
}

// Fall is three monthly falls in a row that end below the line.
type Fall struct {
	// At is the place of the last of the four month ends in what was given.
	At int
	// From and To are the index at the first and the last, of the parts that
	// are known at all four.
	From, To Value
	// Part is the one that took most of the points, Points how many of its own
	// it lost.
	Part   Part
	Points Value
}

// fell looks at the four month ends that end at i. Points are compared like
// with like: of the parts known at all four.
func (r Rules) fell(ends []Parts, i int) (f Fall, ok bool) {
	if i < 3 {
		return f, false
	}
	four := ends[i-3 : i+1]
	var totals [4]Value
	for k, p := range four {
		if totals[k] = r.Weights.Total(alike(p, four)); !totals[k].Known() {
			return f, false
		}
		if k > 0 && totals[k] >= totals[k-1] {
			return f, false
		}
	}
	f = Fall{At: i, From: totals[0], To: totals[3]}
	if f.From-f.To < r.Fall || r.Weights.Total(ends[i]) >= r.Line {
		return f, false
	}
	most := 0
	for _, part := range All() {
		a, b := four[0][part], four[3][part]
		if lost := int(a-b) * r.Weights[part]; alike(a1(part, a), four)[part].Known() && lost > most {
			most, f.Part, f.Points = lost, part, a-b
		}
	}
	return f, true
}

// a1 is somebody of whom one part is known.
func a1(part Part, v Value) Parts {
	p := None
	p[part] = v
	return p
}

// Episode gives the fall with which the episode began in which somebody is at
// the last of the month ends; false when they are in none. An episode ends when
// the index is at or above the line again at the end of a month: until then
// nothing more is said.
func (r Rules) Episode(ends []Parts) (f Fall, open bool) {
	for i := range ends {
		if open {
			open = r.Weights.Total(ends[i]) < r.Line
		} else {
			f, open = r.fell(ends, i)
		}
	}
	return f, open
}

// Recovered reports whether the index was at or above the line at one of the
// month ends.
func (r Rules) Recovered(ends []Parts) bool {
	for _, p := range ends {
		if r.Weights.Total(p) >= r.Line {
			return true
		}
	}
	return false
}

// Warmth is the word for a temperature.
type Warmth string

// The words.
const (
	Warming Warmth = "warming" // 3 points up or more
	Steady  Warmth = "steady"
	Cooling Warmth = "cooling" // 3 points down or more
)

// Temperature is the short-term trend: by how many points the index stands
// above (or, negative, below) its mean at the last three month ends, like with
// like. ok is false when there is no month end to compare with.
func (w Weights) Temperature(now Parts, ends []Parts) (points int, ok bool) {
	ends = ends[max(0, len(ends)-3):]
	for len(ends) > 0 && !w.Total(ends[0]).Known() { // before the first purchase
		ends = ends[1:]
	}
	if len(ends) == 0 {
		return 0, false
	}
	sum := 0
	for _, p := range ends {
		v := w.Total(alike(alike(p, ends), []Parts{now}))
		if !v.Known() {
			return 0, false
		}
		sum += int(v)
	}
	n := len(ends)
	diff := n*int(w.Total(alike(now, ends))) - sum
	if diff < 0 {
		return -((-2*diff + n) / (2 * n)), true
	}
	return (2*diff + n) / (2 * n), true
}

// warm is from how many points on a temperature is more than chance.
const warm = 3

// WarmthOf gives the word for a temperature in points.
func WarmthOf(points int) Warmth {
	switch {
	case points >= warm:
		return Warming
	case points <= -warm:
		return Cooling
	}
	return Steady
}
