package quality

import (
	"time"

	"regulars/quality/check"
)

// Sum counts what was looked at, and what was wrong.
type Sum struct{ Looked, Wrong int64 }

func (s *Sum) add(wrong bool) {
	s.Looked++
	if wrong {
		s.Wrong++
	}
}

// Right gives the share that is right, in percent; ok is false of nothing.
func (s Sum) Right() (percent float64, ok bool) {
	if s.Looked == 0 {
		return 0, false
	}
	return 100 * float64(s.Looked-s.Wrong) / float64(s.Looked), true
}

// FieldSum is one wanted field.
type FieldSum struct {
	Name   string
	Weight int
	// Known counts the customers of whom it is known; Sum the values of it that
	// could be checked.
	Known int64
	Sum
}

// SourceSum is what one source told of what is now known.
type SourceSum struct {
	Sum
	// Kinds counts its faults by kind.
	Kinds map[string]int64
}

// Group is customers and what they are worth.
type Group struct {
	Customers int64
	// Value is their 12-month value, minor units of the main currency.
	Value int64
}

func (g *Group) add(value int64) {
	g.Customers++
	g.Value += value
}

// Summary is what a run found out.
type Summary struct {
	Customers int64
	// Score is the mean of the aspects by weight, in percent, and Aspects each
	// of them; -1 for one of which nothing can be said.
	Score   float64
	Aspects [check.Aspects]float64
	// Target is the score that was wanted then.
	Target int
	// Sums counts values and comparisons by kind; Fields are the wanted fields,
	// Sources who told what, by the id of the source, "" when that is not known.
	Sums    map[string]*Sum
	Fields  []FieldSum
	Sources map[string]*SourceSum
	// Reachable customers have an address or number that works, as far as we
	// know; Dead ones told one and none works; Silent ones told none.
	Reachable, Dead, Silent Group
	// Sent counts the messages that other programs told of within the last 365
	// days, Bounced those that came back, Wasted those that did or were sent to
	// an address after that.
	Sent, Bounced, Wasted int64
	// Pairs counts the possible duplicates; Crowded says that there were more
	// that look alike than are compared.
	Pairs   int64
	Crowded bool

	// complete and fresh add up shares, in millionths.
	complete, fresh int64
}

// million is how finely shares are added up, so that the order does not matter.
const million = 1_000_000

func newSummary(r Rules) *Summary {
	s := &Summary{Sums: map[string]*Sum{}, Sources: map[string]*SourceSum{}, Target: r.Target}
	for _, f := range r.Fields {
		s.Fields = append(s.Fields, FieldSum{Name: f.Name, Weight: f.Weight})
	}
	for _, k := range check.Kinds() {
		s.Sums[k.String()] = &Sum{}
	}
	return s
}

// add takes in a customer. wrong says which kinds are wrong and not dismissed.
func (s *Summary) add(sub *subject, j *check.Judged, wrong uint32, r Rules, now time.Time) {
	s.Customers++
	have, all := 0, 0
	for i, f := range r.Fields {
		all += f.Weight
		if sub.known(f.Name) {
			have += f.Weight
			s.Fields[i].Known++
		}
	}
	s.complete += int64(have) * million / int64(all)
	s.fresh += freshness(now.Sub(sub.lastTold()), r)
	for k := check.Kind(1); k.Valid(); k++ {
		if j.Has(k) {
			s.Sums[k.String()].add(wrong&(1<<k) != 0)
		}
	}
	for i := range s.Fields {
		if looked, bad := ofField(s.Fields[i].Name, j, wrong); looked {
			s.Fields[i].Sum.add(bad)
		}
	}
	switch value := sub.account.Value; {
	case j.EmailWorks || j.PhoneWorks:
		s.Reachable.add(value)
	case sub.person.Email != "" || sub.person.Phone != "":
		s.Dead.add(value)
	default:
		s.Silent.add(value)
	}
}

// ofField says whether a field's value was looked at, and whether any fault is about it.
func ofField(field string, j *check.Judged, wrong uint32) (looked, bad bool) {
	for k := check.Kind(1); k.Valid(); k++ {
		if k.Field() == field && j.Has(k) {
			looked = true
			bad = bad || wrong&(1<<k) != 0
		}
	}
	return looked, bad
}

// freshness gives millionths.
func freshness(age time.Duration, r Rules) int64 {
	const day = 24 * time.Hour
	fresh, stale := time.Duration(r.FreshDays)*day, time.Duration(r.StaleDays)*day
	switch {
	case age <= fresh:
		return million
	case age >= stale:
		return 0
	}
	return int64(float64(million) * float64(stale-age) / float64(stale-fresh))
}

// told takes in who told a field's value.
func (s *Summary) told(source string, wrong bool, kind check.Kind) {
	t := s.Sources[source]
	if t == nil {
		t = &SourceSum{Kinds: map[string]int64{}}
		s.Sources[source] = t
	}
	if t.add(wrong); wrong {
		t.Kinds[kind.String()]++
	}
}

// close works out the score.
func (s *Summary) close(r Rules, lesser int64) {
	s.Aspects[check.Completeness] = share(s.complete, s.Customers*million)
	s.Aspects[check.Freshness] = share(s.fresh, s.Customers*million)
	s.Aspects[check.Uniqueness] = share(s.Customers-lesser, s.Customers)
	sums := [check.Aspects]Sum{}
	for name, sum := range s.Sums {
		// What came back or is shared is a fault of an address that was looked at
		// once already.
		k := check.KindOf(name)
		if a := &sums[k.Aspect()]; k == check.Bounced || k == check.SharedEmail || k == check.SharedPhone {
			a.Wrong += sum.Wrong
		} else {
			a.Looked, a.Wrong = a.Looked+sum.Looked, a.Wrong+sum.Wrong
		}
	}
	for _, a := range [...]check.Aspect{check.Validity, check.Consistency} {
		s.Aspects[a] = share(sums[a].Looked-sums[a].Wrong, sums[a].Looked)
	}
	weights, points := 0, 0.0
	for a, p := range s.Aspects {
		if p >= 0 {
			weights += r.Weights[a]
			points += p * float64(r.Weights[a])
		}
	}
	if s.Score = -1; weights > 0 {
		s.Score = points / float64(weights)
	}
}

// share gives percent, -1 of nothing.
func share(part, whole int64) float64 {
	if whole == 0 {
		return -1
	}
	return 100 * float64(part) / float64(whole)
}
