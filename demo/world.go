package demo

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// Options say which world to make.
type Options struct {
	// Seed decides everything that is drawn.
	Seed uint64
	// Customers is how many people ever bought; 0 means 5,000.
	Customers int
	// Months is how far back the brand's history goes; 0 means 24.
	Months int
	// Until is the present: nothing happens after it.
	Until time.Time
}

// Parameters are the truth behind the customers' behaviour, in the models'
// units: weeks, and yuan.
type Parameters struct {
	// R, Alpha and S, Beta are Pareto/NBD's: purchase rate and time until leaving.
	R, Alpha, S, Beta float64
	// P, Q, V are Gamma-Gamma's: amounts of single orders and of customers.
	P, Q, V float64
}

// truth is what the brand's customers are like: half of those who stay buy
// about every eight weeks; about half leave within the first year.
var truth = Parameters{R: 0.9, Alpha: 9, S: 0.55, Beta: 14, P: 5, Q: 4.5, V: 150}

// World is the brand's whole history, in order of time.
type World struct {
	Options
	Parameters
	People   []*Person
	calls    []call
	random   *rand.Rand
	slipping *rand.Rand
}

// Person is one customer and the truth about them.
type Person struct {
	UserID, AnonymousID string
	Name, Email, Phone  string
	Card                string // of those who buy in a store
	City                int
	// First is the first order, Left when they left for good (it may lie ahead).
	First, Left time.Time
	// Rate is orders a week while they stay; Spend the mean of an order in yuan.
	Rate, Spend float64
	english     bool
	home        int // which channel they like best: 0 web, 1 app, 2 store
	orders      int
	talks       bool // shares what they like with others
}

// call is one message to the API, with the source that sends it.
type call struct {
	at     time.Time
	source string
	body   map[string]any
	n      int // breaks ties: calls of one instant keep their order
}

// The sources that send, each with its own write key.
const (
	SourceWeb     = "web"
	SourceApp     = "app"
	SourceTill    = "till"
	SourceHotline = "hotline"
	SourceERP     = "erp"
)

// Sources names the sources the world speaks from, in a stable order.
func Sources() []string { return []string{SourceWeb, SourceApp, SourceTill, SourceHotline, SourceERP} }

const week = 7 * 24 * time.Hour

// New makes a world. The same options give the same world.
func New(o Options) *World {
	if o.Customers == 0 {
		o.Customers = 5000
	}
	if o.Months == 0 {
		o.Months = 24
	}
	w := &World{Options: o, Parameters: truth, random: rand.New(rand.NewPCG(o.Seed, 0x726567756c617273)),
		slipping: newSlips(o.Seed)}
	begin := o.Until.AddDate(0, -o.Months, 0)
	for i := range o.Customers {
		p := w.person(i, begin)
		w.doubles(p)
		w.People = append(w.People, p)
		w.live(p)
	}
	w.accidents()
	slices.SortStableFunc(w.calls, func(a, b call) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.n, b.n)) })
	return w
}

// Calls gives how many messages the world holds.
func (w *World) Calls() int { return len(w.calls) }

// gamma draws from a Gamma distribution with shape a and rate b.
func (w *World) gamma(a, b float64) float64 {
	return distuv.Gamma{Alpha: a, Beta: b, Src: w.random}.Rand()
}

func (w *World) chance(p float64) bool { return w.random.Float64() < p }

func pick[T any](w *World, list []T) T { return list[w.random.IntN(len(list))] }

// weighted gives an index with the odds that weight gives it.
func (w *World) weighted(n int, weight func(int) int) int {
	total := 0
	for i := range n {
		total += weight(i)
	}
	at := w.random.IntN(total)
	for i := range n {
		if at -= weight(i); at < 0 {
			return i
		}
	}
	return n - 1
}

// person draws somebody. New customers come at a growing pace, with more of
// them before the festivals.
func (w *World) person(i int, begin time.Time) *Person {
	p := &Person{
		UserID:      fmt.Sprintf("SQ%06d", 100001+i),
		AnonymousID: w.uuid(),
		City:        w.weighted(len(cities), func(i int) int { return cities[i].weight }),
		english:     w.chance(0.04),
		Rate:        w.gamma(w.R, w.Alpha),
	}
	p.talks = w.chance(0.4)
	p.home = w.weighted(3, func(i int) int { return []int{46, 38, 16}[i] })
	p.Name = pick(w, surnames) + pick(w, givenNames)
	if p.english {
		p.Name = pick(w, englishNames)
	}
	p.Phone = fmt.Sprintf("+86%s%08d", pick(w, mobilePrefixes), w.random.IntN(100_000_000))
	if w.chance(0.7) {
		p.Email = fmt.Sprintf("%s%d@%s", pick(w, []string{"tea", "cha", "lin", "hua", "yun", "mo", "qing"}), 1000+i, pick(w, []string{"youxiang.demo", "mail.demo", "post.demo"}))
	}
	if p.home == 2 || w.chance(0.1) {
		p.Card = fmt.Sprintf("88%08d", 10_000_000+i*17)
	}
	span := w.Until.Sub(begin)
	for {
		p.First = begin.Add(time.Duration(math.Pow(w.random.Float64(), 0.8) * float64(span)))
		if w.chance(season(p.First)) {
			break
		}
	}
	p.First = w.daytime(p.First)
	p.Left = p.First.Add(weeks(w.random.ExpFloat64() / w.gamma(w.S, w.Beta)))
	// Gamma-Gamma: the mean spend is P times a rate's inverse, the rate Gamma(Q, V).
	p.Spend = w.P / w.gamma(w.Q, w.V)
	return p
}

// weeks gives a duration, bounded so that it cannot overflow.
func weeks(n float64) time.Duration { return time.Duration(math.Min(n, 5000) * float64(week)) }

// season is how likely a first visit is on a day, against the best days:
// before Mid-Autumn, Singles' Day and the lunar new year.
func season(t time.Time) float64 {
	switch t.Month() {
	case time.September, time.November:
		return 1
	case time.January, time.December, time.April:
		return 0.85
	}
	return 0.65
}

// daytime moves an instant to an hour at which people in China shop.
func (w *World) daytime(t time.Time) time.Time {
	hours := []int{1, 1, 0, 0, 0, 0, 1, 3, 5, 7, 9, 9, 8, 7, 7, 7, 7, 7, 8, 10, 13, 14, 10, 4}
	h := w.weighted(24, func(i int) int { return hours[i] })
	day := t.UTC().Truncate(24 * time.Hour)
	at := day.Add(time.Duration(h-8)*time.Hour + time.Duration(w.random.IntN(3600))*time.Second)
	if at.After(w.Until) {
		at = w.Until.Add(-time.Duration(1+w.random.IntN(3600)) * time.Second)
	}
	return at
}

func (w *World) uuid() string {
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", w.random.Uint32(), w.random.Uint32()&0xffff, w.random.Uint32()&0xfff,
		w.random.Uint32()&0xfff, w.random.Uint64()&0xffffffffffff)
}
