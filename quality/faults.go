package quality

import (
	"context"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/store"
	"regulars/quality/check"
)

// Fault is one thing to mend, as it is now.
type Fault struct {
	Customer int64
	Name     string
	check.Found
	// Reasons are those of a possible duplicate, the first of them Found.Reason.
	Reasons []string
	// Trait is the name under which the value was told, for correcting it; empty
	// when it came as an identity only, or when the kind has no one value.
	Trait string
	// Other and OtherName are the possible duplicate; 0 and empty otherwise.
	Other     int64
	OtherName string
	// Source is who told it; empty when that is not known.
	Source string
	// Value is the 12-month value of whom it concerns.
	Value regulars.Money
	// Since is when a run first found it.
	Since time.Time
}

// FaultQuery says which faults to list.
type FaultQuery struct {
	// Kind restricts to one kind; 0 for all.
	Kind check.Kind
	// After is where the page before ended; zero for the first page.
	After FaultCursor
	// Limit is how many to look at most; 0 means 50.
	Limit int
}

// FaultCursor is a place in the list of faults.
type FaultCursor struct {
	Value, Customer, Other int64
	Kind                   check.Kind
}

// Faults lists what is to be mended, the customers worth most first. What was
// mended since the last run is left out, so a page may have fewer than Limit;
// next is zero at the end. It needs customers:read.
func (q *Quality) Faults(ctx context.Context, query FaultQuery) (list []Fault, next FaultCursor, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, next, err
	}
	if query.Limit <= 0 {
		query.Limit = 50
	}
	now, err := q.Moment(ctx)
	if err != nil {
		return nil, next, err
	}
	err = q.Store.Read(ctx, func(tx *store.Tx) error {
		rows, err := openFaults(tx, query)
		if err != nil {
			return err
		}
		if len(rows) > query.Limit {
			rows = rows[:query.Limit]
			last := rows[query.Limit-1]
			next = FaultCursor{last.value, last.customer, last.other, last.kind}
		}
		list, err = q.look(tx, rows, now)
		return err
	})
	return list, next, err
}

// openFaults reads one row more than a page has.
func openFaults(tx *store.Tx, q FaultQuery) ([]fault, error) {
	where, args := "hidden = 0", []any(nil)
	if q.Kind != 0 {
		where, args = where+" AND kind = ?", append(args, int(q.Kind))
	}
	if a := q.After; a != (FaultCursor{}) {
		where += " AND (value < ? OR value = ? AND (customer < ? OR customer = ? AND (kind < ? OR kind = ? AND other < ?)))"
		args = append(args, a.Value, a.Value, a.Customer, a.Customer, int(a.Kind), int(a.Kind), a.Other)
	}
	return store.Rows(tx, scanFault, "SELECT "+faultColumns+" FROM quality_fault WHERE "+where+
		" ORDER BY value DESC, customer DESC, kind DESC, other DESC LIMIT ?", append(args, q.Limit+1)...)
}

// look judges the customers of rows anew and gives the faults that still are.
func (q *Quality) look(tx *store.Tx, rows []fault, now time.Time) ([]Fault, error) {
	numbers := make([]int64, 0, 2*len(rows))
	for _, r := range rows {
		if numbers = append(numbers, r.customer); r.other != 0 {
			numbers = append(numbers, r.other)
		}
	}
	accounts, err := customer.AccountsAmong(tx, unique(numbers))
	if err != nil {
		return nil, err
	}
	at := make(map[int64]*customer.Account, len(accounts))
	for i := range accounts {
		at[accounts[i].Number] = &accounts[i]
	}
	titles, err := customer.Titles(tx, unique(numbers))
	if err != nil {
		return nil, err
	}
	apart, err := customer.KeptApart(tx)
	if err != nil {
		return nil, err
	}
	var out []Fault
	for _, r := range rows {
		f := Fault{Customer: r.customer, Name: titles[r.customer], Other: r.other, OtherName: titles[r.other], Source: r.source,
			Value: regulars.Money{Minor: r.value, Currency: q.Currency()}, Since: regulars.FromMicros(r.since)}
		if a := at[r.customer]; a != nil && q.still(&f, r, a, at[r.other], apart, now) {
			out = append(out, f)
		}
	}
	return out, nil
}

// still fills in what is wrong now, and reports whether it is.
func (q *Quality) still(f *Fault, r fault, a, other *customer.Account, apart map[[2]int64]bool, now time.Time) bool {
	if r.kind == check.Duplicate {
		if other == nil || apart[[2]int64{min(r.customer, r.other), max(r.customer, r.other)}] {
			return false
		}
		f.Found = check.Found{Kind: r.kind, Reason: r.reason}
		if f.Reasons = []string{r.reason}; r.reason == check.Identity {
			return true
		}
		// Whether the name is common was looked at by the run.
		f.Reasons = check.Same(check.FaceOf(&subjectOf(a).person, q.options(now)), check.FaceOf(&subjectOf(other).person, q.options(now)),
			r.reason != check.NameBirthday)
		return len(f.Reasons) > 0
	}
	s := subjectOf(a)
	if r.kind == check.Bounced {
		s.bounced(bounce{at: regulars.FromMicros(r.at)})
	}
	if r.kind == check.Order {
		f.Found = check.Found{Kind: r.kind, Reason: r.reason, Is: s.person.Created}
		f.Trait = s.trait["createdAt"]
		return s.person.Created != ""
	}
	j := s.judge(q.options(now))
	found, ok := j.Find(r.kind)
	f.Found, f.Trait = found, s.trait[r.kind.Field()]
	return ok
}

// unique gives numbers once each.
func unique(numbers []int64) []int64 {
	seen := make(map[int64]bool, len(numbers))
	out := make([]int64, 0, len(numbers))
	for _, n := range numbers {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	return out
}

// Recheck looks at a customer's faults again, forgets those that were mended,
// and gives the others. It needs customers:write; ErrNotFound when there is no
// such person.
func (q *Quality) Recheck(ctx context.Context, number int64) (list []Fault, err error) {
	if err := regulars.Require(ctx, "customers:write"); err != nil {
		return nil, err
	}
	now, err := q.Moment(ctx)
	if err != nil {
		return nil, err
	}
	err = q.Store.Write(ctx, func(tx *store.Tx) error {
		root, err := customer.Root(tx, number)
		if err != nil {
			return err
		}
		// A merge may have made another number of the one the faults stand under.
		rows, err := store.Rows(tx, scanFault, "SELECT "+faultColumns+` FROM quality_fault
			WHERE hidden = 0 AND (customer IN (?, ?) OR other IN (?, ?)) ORDER BY value DESC, customer, kind, other`, number, root, number, root)
		if err != nil {
			return err
		}
		if list, err = q.look(tx, rows, now); err != nil {
			return err
		}
		gone := make(map[faultKey]fault, len(rows))
		for _, r := range rows {
			gone[r.faultKey] = r
		}
		for _, f := range list {
			delete(gone, faultKey{f.Customer, f.Kind, f.Other})
		}
		return forgetFaults(tx, gone)
	})
	return list, err
}
