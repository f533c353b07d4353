// Package qualityapi serves package quality: the score of the data and its
// aspects, who tells bad data, what to mend, what was dismissed, and the rules
// (row K3).
//
//	qualityapi.Register(a, qualityapi.Deps{Quality: q, StartRun: start})
package qualityapi
