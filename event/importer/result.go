package importer

import (
	"cmp"
	"slices"
	"time"

	"regulars"
	"regulars/event/importer/sheet"
)

// Refusals counts the rows refused for a reason, with the first examples.
type Refusals struct {
	Reason   Reason    `json:"reason"`
	Count    int64     `json:"count"`
	Examples []Example `json:"examples"`
}

// Example is a place in the file. Values are never told.
type Example struct {
	// Row is the row's number as a spreadsheet shows it.
	Row int64 `json:"row"`
	// Column is the name of the column, when one is to blame.
	Column string `json:"column,omitempty"`
}

// maxExamples bounds the examples of one reason.
const maxExamples = 5

// Result says what became of a file's rows.
type Result struct {
	Kind   Kind `json:"kind"`
	DryRun bool `json:"dry_run,omitempty"`
	// Resumed says that an import that had been cut off was finished; the
	// counts are of both parts.
	Resumed bool `json:"resumed,omitempty"`
	// Rows is how many rows the file has: taken, already and refused ones.
	Rows    int64      `json:"rows"`
	Taken   int64      `json:"taken"`
	Already int64      `json:"already"`
	Refused int64      `json:"refused"`
	Reasons []Refusals `json:"reasons"`
	// Made is what the taken rows came to.
	Made Made `json:"made"`
	// Map is the mapping that was used; Format how the file was read.
	Map    Mapping `json:"map"`
	Format Format  `json:"format"`
}

// Made is what taken rows came to.
type Made struct {
	Events int64 `json:"events"`
	// Orders counts orders that were new, Updated known ones that got new
	// lines or another state; Lines and Refunds what was added.
	Orders  int64 `json:"orders"`
	Updated int64 `json:"updated"`
	Lines   int64 `json:"lines"`
	Refunds int64 `json:"refunds"`
	// Persons counts the times that something new was told of a customer.
	Persons int64 `json:"persons"`
	// Revenue and RefundedMoney are decimal amounts by currency.
	Revenue       map[string]string `json:"revenue,omitempty"`
	RefundedMoney map[string]string `json:"refunded,omitempty"`
	// First and Last are the times of the earliest and latest order or refund.
	First *time.Time `json:"first,omitempty"`
	Last  *time.Time `json:"last,omitempty"`
}

// Format is how a file was read.
type Format struct {
	sheet.Look
	// Dates is "dmy" or "mdy" when days and months had to be told apart.
	Dates sheet.DayOrder `json:"dates,omitempty"`
	// Decimal is the mark before the fraction: "." or ",".
	Decimal string `json:"decimal"`
	// Zone is the time zone of times without an offset of their own.
	Zone string `json:"zone"`
	// Currency is of amounts that name none.
	Currency string `json:"currency,omitempty"`
}

// tally counts while an import runs. It is kept, as JSON, with the import that
// it belongs to.
type tally struct {
	Taken, Already int64
	Refusals       map[Reason]*Refusals
	Events         int64
	Orders         int64
	Updated        int64
	Lines, Refunds int64
	Persons        int64
	Revenue        map[string]int64
	Refunded       map[string]int64
	First, Last    int64
}

func newTally() tally {
	return tally{Refusals: map[Reason]*Refusals{}, Revenue: map[string]int64{}, Refunded: map[string]int64{}}
}

func (t *tally) refuse(reason Reason, at Example) {
	r := t.Refusals[reason]
	if r == nil {
		r = &Refusals{Reason: reason}
		t.Refusals[reason] = r
	}
	r.Count++
	if len(r.Examples) < maxExamples {
		r.Examples = append(r.Examples, at)
	}
}

// clone gives a tally that can be added to without changing this one.
func (t *tally) clone() tally {
	c := newTally()
	c.add(t)
	return c
}

// refused counts the refused rows.
func (t *tally) refused() (n int64) {
	for _, r := range t.Refusals {
		n += r.Count
	}
	return n
}

// add adds what another tally counted.
func (t *tally) add(o *tally) {
	t.Taken += o.Taken
	t.Already += o.Already
	t.Events += o.Events
	t.Orders += o.Orders
	t.Updated += o.Updated
	t.Lines += o.Lines
	t.Refunds += o.Refunds
	t.Persons += o.Persons
	for c, v := range o.Revenue {
		t.Revenue[c] += v
	}
	for c, v := range o.Refunded {
		t.Refunded[c] += v
	}
	for reason, r := range o.Refusals {
		for _, e := range r.Examples {
			t.refuse(reason, e)
		}
		t.Refusals[reason].Count += r.Count - int64(len(r.Examples))
	}
	t.seen(o.First)
	t.seen(o.Last)
}

// seen notes the time of an order.
func (t *tally) seen(us int64) {
	if us == 0 {
		return
	}
	if t.First == 0 || us < t.First {
		t.First = us
	}
	t.Last = max(t.Last, us)
}

// tell puts the counts into a result.
func (t *tally) tell(r *Result) {
	r.Taken, r.Already, r.Refused = t.Taken, t.Already, 0
	r.Reasons = []Refusals{}
	for _, x := range t.Refusals {
		r.Refused += x.Count
		r.Reasons = append(r.Reasons, *x)
		slices.SortFunc(x.Examples, func(a, b Example) int { return cmp.Compare(a.Row, b.Row) })
	}
	slices.SortFunc(r.Reasons, func(a, b Refusals) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Reason, b.Reason))
	})
	r.Rows = r.Taken + r.Already + r.Refused
	r.Made = Made{Events: t.Events, Orders: t.Orders, Updated: t.Updated, Lines: t.Lines, Refunds: t.Refunds, Persons: t.Persons,
		Revenue: decimals(t.Revenue), RefundedMoney: decimals(t.Refunded), First: instant(t.First), Last: instant(t.Last)}
}

func decimals(minor map[string]int64) map[string]string {
	out := map[string]string{}
	for c, v := range minor {
		out[c] = regulars.Money{Minor: v, Currency: c}.Decimal()
	}
	return out
}

func instant(us int64) *time.Time {
	if us == 0 {
		return nil
	}
	t := regulars.FromMicros(us)
	return &t
}
