package quality

import (
	"cmp"
	"context"
	"slices"

	"regulars"
	"regulars/customer"
	"regulars/internal/store"
	"regulars/quality/check"
)

const (
	// mostAlike is how many customers may have one thing in common and still be
	// compared with each other: more are no duplicates but something that many share.
	mostAlike = 5
	// mostPairs bounds how many pairs a run compares.
	mostPairs = 50_000
	// mostKnown bounds the pairs that shared an identity which a run looks at.
	mostKnown = 20_000
)

// blocks collects what customers may have in common, 16 bytes each.
type blocks struct {
	entries []entry
	names   []uint64
	keys    []uint64 // scratch
}

type entry struct {
	key    uint64
	number int64
}

func (b *blocks) add(number int64, f check.Face) {
	var name uint64
	b.keys, name = f.Keys(b.keys[:0])
	for _, k := range b.keys {
		b.entries = append(b.entries, entry{k, number})
	}
	if name != 0 {
		b.names = append(b.names, name)
	}
}

type pair struct{ a, b int64 } // a < b

// pairs gives the pairs that have something in common, each once, at most
// mostPairs; crowded says that some were left out.
func (b *blocks) pairs() (out []pair, crowded bool) {
	slices.SortFunc(b.entries, func(x, y entry) int { return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.number, y.number)) })
	seen := map[pair]bool{}
	for i := 0; i < len(b.entries); {
		end := i + 1
		for end < len(b.entries) && b.entries[end].key == b.entries[i].key {
			end++
		}
		alike := b.entries[i:end]
		i = end
		if len(alike) > mostAlike {
			crowded = true
			continue
		}
		for x := range alike {
			for y := x + 1; y < len(alike); y++ {
				p := pair{alike[x].number, alike[y].number}
				if p.a == p.b || seen[p] {
					continue
				}
				if len(out) == mostPairs {
					return out, true
				}
				seen[p] = true
				out = append(out, p)
			}
		}
	}
	return out, crowded
}

// common gives the names that more than check.CommonName customers have.
func (b *blocks) common() map[uint64]bool {
	slices.Sort(b.names)
	out := map[uint64]bool{}
	for i := 0; i < len(b.names); {
		end := i + 1
		for end < len(b.names) && b.names[end] == b.names[i] {
			end++
		}
		if end-i > check.CommonName {
			out[b.names[i]] = true
		}
		i = end
	}
	return out
}

// duplicates renews the possible duplicates, and gives how many customers are
// the lesser half of one.
func (w *work) duplicates(ctx context.Context) (lesser int64, err error) {
	candidates, crowded := w.blocks.pairs()
	common := w.blocks.common()
	w.summary.Crowded = crowded
	w.blocks = blocks{}
	found := map[faultKey]fault{}
	err = w.Store.Read(ctx, func(tx *store.Tx) error {
		apart, err := customer.KeptApart(tx)
		if err != nil {
			return err
		}
		for part := range slices.Chunk(candidates, 2000) {
			if err := w.compare(tx, part, common, apart, found); err != nil {
				return err
			}
		}
		return w.known(tx, apart, found)
	})
	if err != nil {
		return 0, err
	}
	others := map[int64]bool{}
	for k := range found {
		others[k.other] = true
	}
	w.summary.Pairs = int64(len(found))
	*w.summary.Sums[check.Duplicate.String()] = Sum{Looked: w.summary.Customers, Wrong: int64(len(others))}
	return int64(len(others)), w.replacePairs(ctx, found)
}

// compare keeps the pairs that may be one.
func (w *work) compare(tx *store.Tx, part []pair, common map[uint64]bool, apart map[[2]int64]bool, found map[faultKey]fault) error {
	numbers := make([]int64, 0, 2*len(part))
	for _, p := range part {
		numbers = append(numbers, p.a, p.b)
	}
	slices.Sort(numbers)
	accounts, err := customer.AccountsAmong(tx, slices.Compact(numbers))
	if err != nil {
		return err
	}
	at := make(map[int64]*customer.Account, len(accounts))
	for i := range accounts {
		at[accounts[i].Number] = &accounts[i]
	}
	for _, p := range part {
		a, b := at[p.a], at[p.b]
		if a == nil || b == nil || apart[[2]int64{p.a, p.b}] {
			continue
		}
		if reasons := w.alike(a, b, common); len(reasons) > 0 {
			w.keep(found, a.Number, a.Value, b.Number, b.Value, reasons[0])
		}
	}
	return nil
}

// alike gives the reasons for which two customers may be one.
func (q *work) alike(a, b *customer.Account, common map[uint64]bool) []string {
	fa, fb := check.FaceOf(&subjectOf(a).person, q.options(q.now)), check.FaceOf(&subjectOf(b).person, q.options(q.now))
	_, name := fa.Keys(nil)
	return check.Same(fa, fb, common[name])
}

// known takes in the pairs that shared an identity.
func (w *work) known(tx *store.Tx, apart map[[2]int64]bool, found map[faultKey]fault) error {
	list, err := customer.Duplicates(tx, 0, mostKnown)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(list, 2000) {
		numbers := make([]int64, 0, 2*len(part))
		for _, d := range part {
			numbers = append(numbers, d.A, d.B)
		}
		values := map[int64]int64{}
		persons, err := customer.ListedAmong(tx, numbers)
		if err != nil {
			return err
		}
		for _, l := range persons {
			values[l.Number] = l.Value
		}
		for _, d := range part {
			a, okA := values[d.A]
			b, okB := values[d.B]
			if okA && okB && !apart[[2]int64{min(d.A, d.B), max(d.A, d.B)}] {
				w.keep(found, d.A, a, d.B, b, check.Identity)
			}
		}
	}
	return nil
}

// keep notes a pair under the one who is worth more; of two reasons the first stays.
func (w *work) keep(found map[faultKey]fault, a, valueA, b, valueB int64, reason string) {
	if valueA < valueB || valueA == valueB && a > b {
		a, b = b, a
	}
	key := faultKey{a, check.Duplicate, b}
	found[key] = fault{faultKey: key, reason: reason, value: valueA + valueB, since: regulars.Micros(w.Clock.Now())}
}

// replacePairs writes what changed among possible duplicates.
func (w *work) replacePairs(ctx context.Context, found map[faultKey]fault) error {
	var before map[faultKey]fault
	if err := w.Store.Read(ctx, func(tx *store.Tx) (err error) {
		before, err = faultsWhere(tx, "kind = ?", int(check.Duplicate))
		return err
	}); err != nil {
		return err
	}
	var changed []fault
	for key, f := range found {
		was, ok := before[key]
		if delete(before, key); ok {
			f.since = was.since
		}
		if !ok || f != was {
			changed = append(changed, f)
		}
	}
	slices.SortFunc(changed, func(a, b fault) int {
		return cmp.Or(cmp.Compare(a.customer, b.customer), cmp.Compare(a.other, b.other))
	})
	return w.write(ctx, changed, before)
}
