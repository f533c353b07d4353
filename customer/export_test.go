package customer

// Match is how lists filter in memory; tests hold SQL to it.
func (f *Filter) Match(c *Customer) bool { return f.match(c) }

// SortBy is how lists sort in memory; tests hold SQL to it.
func (q *ListQuery) SortBy(list []Customer) { q.sortBy(list) }

// Tokens gives the tokens of a name.
func Tokens(name string) []string { return tokens(name) }

// InName reports whether a name has what a query asks for.
func InName(query, name string) bool {
	f := finding{terms: terms(query)}
	return len(f.terms) > 0 && f.inName(name)
}

// ListedHits is how many matches of a text a list takes one by one.
const ListedHits = listedHits

// Gather has the last times of customers wait, up to so many, also in small
// batches. It is called before the log starts.
func (c *Customers) Gather(most int) { c.seenAtOnce, c.seenMost = 0, most }

// PackSeen and UnpackSeen write and read times that wait: first and last by
// number, the first 0 when only the last changed.
func PackSeen(first, last map[int64]int64) []byte {
	spans := map[int64]span{}
	for n, at := range last {
		spans[n] = span{first[n], at, first[n] != 0}
	}
	return packSeen(spans)
}

func UnpackSeen(packed []byte) (first, last map[int64]int64, err error) {
	spans := map[int64]span{}
	err = unpackSeen(spans, packed)
	first, last = map[int64]int64{}, map[int64]int64{}
	for n, s := range spans {
		last[n] = s.last
		if s.earlier {
			first[n] = s.first
		}
	}
	return first, last, err
}
