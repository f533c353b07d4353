package tag

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"regulars"
	"regulars/audience/lang"
	"regulars/internal/store"
)

// Summary is what a run over everybody found out.
type Summary struct {
	Customers int64 `json:"customers"`
	// Coverage is the mean over the customers of the share of portrait tags that
	// is known of them, 0 to 1.
	Coverage float64 `json:"coverage"`
	// Portrait is how many tags that are.
	Portrait int `json:"portrait"`
	// Known are how many customers have each tag.
	Known map[int64]int64 `json:"known"`

	counts map[int64]*Counts
	shares float64 // sum over the customers
}

// Counts is how the values of a tag lie, as of the last run.
type Counts struct {
	// Customers is how many there were, Known how many of them have the tag.
	Customers int64 `json:"customers"`
	Known     int64 `json:"known"`
	// Values are the most frequent values, or bands of numbers by where they
	// begin: 1, 2, 5, 10 … A customer with several favourites counts with each.
	Values []ValueCount `json:"values"`
	// Other counts what is not among them.
	Other int64 `json:"other"`
	// Mean, Least and Most are of numbers.
	Mean  float64     `json:"mean"`
	Least lang.Number `json:"least"`
	Most  lang.Number `json:"most"`

	tally map[string]int64
	sum   float64
}

// ValueCount is how many customers have a value.
type ValueCount struct {
	Value string `json:"value"`
	N     int64  `json:"n"`
}

const (
	mostTallied = 5000 // different values of one tag that are counted
	mostShown   = 60
)

func newSummary(p *plan) *Summary {
	s := &Summary{Known: map[int64]int64{}, counts: map[int64]*Counts{}}
	for _, c := range p.all {
		s.counts[c.ID] = &Counts{tally: map[string]int64{}}
		if c.Portrait {
			s.Portrait++
		}
	}
	return s
}

// add counts one customer.
func (s *Summary) add(p *plan, v values) {
	s.Customers++
	known := 0
	for id, x := range v {
		s.counts[id].add(x)
		if p.byID[id].Portrait {
			known++
		}
	}
	if s.Portrait > 0 {
		s.shares += float64(known) / float64(s.Portrait)
	}
}

func (c *Counts) add(v lang.Value) {
	c.Known++
	switch v.Kind {
	case lang.KindNumber:
		n := lang.Number(v.Int)
		if c.sum += float64(n) / float64(lang.One); c.Known == 1 || n < c.Least {
			c.Least = n
		}
		if c.Known == 1 || n > c.Most {
			c.Most = n
		}
		c.note(step(n).String())
	case lang.KindTexts:
		for _, s := range v.Texts {
			c.note(s)
		}
	case lang.KindDate:
		c.note(textOf(v)[:len("2006-01")])
	default:
		c.note(textOf(v))
	}
}

func (c *Counts) note(value string) {
	if _, there := c.tally[value]; !there && len(c.tally) >= mostTallied {
		c.Other++
		return
	}
	c.tally[value]++
}

// step gives where the band of a number begins: 0, ±1, 2, 5, 10, 20 …, below 1
// tenths.
func step(n lang.Number) lang.Number {
	if n < 0 {
		return -step(-n)
	}
	if n < lang.One {
		return n / (lang.One / 10) * (lang.One / 10)
	}
	at := lang.One
	for {
		for _, next := range []lang.Number{2 * at, 5 * at, 10 * at} {
			if n < next {
				switch next {
				case 2 * at:
					return at
				case 5 * at:
					return 2 * at
				}
				return 5 * at
			}
		}
		at *= 10
	}
}

// close makes the figures of what was counted.
func (s *Summary) close(p *plan) *Summary {
	if s.Customers > 0 {
		s.Coverage = s.shares / float64(s.Customers)
	}
	for id, c := range s.counts {
		s.Known[id] = c.Known
		c.Customers = s.Customers
		if c.Known > 0 {
			c.Mean = c.sum / float64(c.Known)
		}
		values := slices.SortedFunc(maps.Keys(c.tally), func(a, b string) int {
			return cmp.Or(cmp.Compare(c.tally[b], c.tally[a]), cmp.Compare(a, b))
		})
		c.Values = []ValueCount{}
		for i, v := range values {
			if i < mostShown {
				c.Values = append(c.Values, ValueCount{v, c.tally[v]})
			} else {
				c.Other += c.tally[v]
			}
		}
		numeric := len(c.Values) > 0
		for _, v := range c.Values {
			_, ok := lang.ParseNumber(v.Value)
			numeric = numeric && ok
		}
		if numeric && p.byID[id].kind == lang.KindNumber {
			slices.SortFunc(c.Values, func(a, b ValueCount) int {
				x, _ := lang.ParseNumber(a.Value)
				y, _ := lang.ParseNumber(b.Value)
				return cmp.Compare(x, y)
			})
		}
	}
	return s
}

// Ran is a run over everybody.
type Ran struct {
	AsOf, At time.Time
	Summary
}

// readRuns gives the last runs, the newest first.
func readRuns(tx *store.Tx, limit int) ([]Ran, error) {
	return store.Rows(tx, func(row store.Scanner) (r Ran, err error) {
		var asOf, at int64
		var raw string
		if err = row.Scan(&asOf, &at, &raw); err != nil {
			return r, err
		}
		r.AsOf, r.At = regulars.FromMicros(asOf), regulars.FromMicros(at)
		return r, unmarshal(raw, &r.Summary)
	}, "SELECT as_of, run_at, summary FROM tag_run ORDER BY id DESC LIMIT ?", limit)
}
