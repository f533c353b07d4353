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
