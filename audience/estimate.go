package audience

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"regulars"
	"regulars/audience/lang"
	"regulars/customer"
	"regulars/internal/store"
)

// sampleSize is of how many customers an estimate is made: enough for ± 2
// points of a hundred, few enough to be read in less than a second.
const sampleSize = 2000

// samples remembers which numbers the sample has, so that two estimates of the
// same condition differ only where customers do.
type samples struct {
	mu      sync.Mutex
	most    int64
	numbers []int64
}

// Estimate is about how many customers a condition holds for.
type Estimate struct {
	// Matching lies between Low and High with 95 % probability; Exact says that
	// everybody was looked at, and all three are the same.
	Matching, Low, High int64
	// Customers is how many there are, Looked of how many it was found out.
	Customers, Looked int64
	Exact             bool
	// Unranked says that it asks for a rank that is not known yet: nobody is in it.
	Unranked bool
	AsOf     time.Time
	Examples []Example
}

// Example is a customer for whom a condition holds, and why.
type Example struct {
	Customer int64
	Name     string
	Reasons  []lang.Reason
}

// Estimate tells about how many customers a condition, given as text or tree,
// would hold for now, and gives some of them with the reasons in a language. It
// looks at a random sample, the same each time, and never at everybody's past.
// It needs customers:read. Errors: lang.Faults.
func (a *Audiences) Estimate(ctx context.Context, text string, tree *lang.Node, l lang.Language, examples int) (out Estimate, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return out, err
	}
	now, err := a.now(ctx)
	if err != nil {
		return out, err
	}
	out.AsOf = now
	return out, a.Store.Read(ctx, func(tx *store.Tx) error {
		c, err := a.catalogue(tx)
		if err != nil {
			return err
		}
		x, err := c.Check(text, tree)
		if err != nil {
			return err
		}
		who, err := a.sampleOf(tx, x, now, &out)
		if err != nil {
			return err
		}
		return out.look(x, who, now, l, examples)
	})
}

// sampleOf reads the sample with what an expression asks about.
func (a *Audiences) sampleOf(tx *store.Tx, x *lang.Expression, now time.Time, out *Estimate) (*people, error) {
	s, look, err := a.sceneOf(tx, x)
	if err != nil {
		return nil, err
	}
	out.Unranked = len(s.ranks) < len(look.ranks)
	most, err := customer.Most(tx)
	if err != nil {
		return nil, err
	}
	if out.Customers, err = customer.CountListed(tx); err != nil {
		return nil, err
	}
	numbers := a.samples.of(most)
	out.Exact = int64(len(numbers)) == most
	return s.among(tx, numbers, look, now)
}

// sceneOf gives what is the same for everybody whom one expression is asked
// about, and what of them is to be read.
func (a *Audiences) sceneOf(tx *store.Tx, x *lang.Expression) (*scene, *look, error) {
	p, err := a.plan(tx)
	if err != nil {
		return nil, nil, err
	}
	look := newLook()
	look.add(x.Catalogue(), x.Needs())
	s, err := a.scene(tx, p, &look)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range x.Catalogue().Fields {
		s.kinds[f.Name] = f.Kind
	}
	sets := map[int64]*roaring.Bitmap{}
	for _, name := range x.Needs().Audiences {
		if c := p.byName[name]; c != nil {
			if sets[c.id], err = a.memory.members(tx, c.id); err != nil {
				return nil, nil, err
			}
		}
	}
	s.belongs = func(audience, n int64) bool { return sets[audience] != nil && sets[audience].Contains(uint32(n)) }
	return s, &look, nil
}

// look evaluates the sample.
func (e *Estimate) look(x *lang.Expression, who *people, now time.Time, l lang.Language, examples int) error {
	matching := 0
	for i := range who.list {
		p := &who.list[i]
		sees := p.sees()
		if !x.Evaluate(&sees, now).Matches {
			continue
		}
		if matching++; len(e.Examples) < examples {
			e.Examples = append(e.Examples, Example{Customer: p.ID, Name: p.Name, Reasons: x.Explain(&sees, now, l)})
		}
	}
	e.Looked = int64(len(who.list))
	if e.Exact {
		e.Matching, e.Low, e.High = int64(matching), int64(matching), int64(matching)
		return nil
	}
	if e.Looked == 0 {
		e.High = e.Customers
		return nil
	}
	low, high := wilson(float64(matching), float64(e.Looked))
	n := float64(e.Customers)
	e.Matching = int64(math.Round(n * float64(matching) / float64(e.Looked)))
	e.Low, e.High = int64(math.Floor(n*low)), int64(math.Ceil(n*high))
	return nil
}

// wilson gives the 95 % interval of a share of which k of n were seen (Wilson,
// 1927): right for shares near 0 and 1, too.
func wilson(k, n float64) (low, high float64) {
	const z = 1.959964
	p := k / n
	middle := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, (middle-half)/(1+z*z/n)), min(1, (middle+half)/(1+z*z/n))
}

// of gives the numbers of the sample among those up to most. They
// stay the same ones until there are a twentieth more.
func (s *samples) of(most int64) []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if most <= sampleSize {
		all := make([]int64, most)
		for i := range all {
			all[i] = int64(i + 1)
		}
		return all
	}
	if most < s.most || most > s.most+s.most/20 {
		r := rand.New(rand.NewPCG(1, 2))
		chosen := map[int64]bool{}
		for len(chosen) < sampleSize {
			chosen[1+int64(r.Float64()*float64(most))] = true
		}
		s.most, s.numbers = most, nil
		for n := range chosen {
			s.numbers = append(s.numbers, n)
		}
		slices.Sort(s.numbers)
	}
	return s.numbers
}
