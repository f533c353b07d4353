package customer

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/internal/store"
)

// Sort is what a list is ordered by. Equal ones are ordered by number.
type Sort string

// The orders. By number is by when the customer was first heard of.
const (
	ByValue     Sort = "value"
	ByRevenue   Sort = "revenue"
	ByOrders    Sort = "orders"
	ByLastOrder Sort = "lastOrder"
	ByLastSeen  Sort = "lastSeen"
	ByFirstSeen Sort = "firstSeen"
	ByRisk      Sort = "risk"
	ByName      Sort = "name" // Chinese by its sounds
	ByTier      Sort = "tier"
	ByStage     Sort = "stage"
	ByNumber    Sort = "id"
)

// sortColumns are the columns of the orders. Value, first time and name have an
// index; the others are found by going through customer_list.
var sortColumns = map[Sort]string{ByValue: "l.value", ByRevenue: "l.revenue", ByOrders: "l.orders", ByLastOrder: "l.last_order",
	ByLastSeen: "l.last_seen", ByFirstSeen: "l.first_seen", ByRisk: "l.churn", ByName: "c.name_key", ByTier: "l.tier",
	ByStage: "l.stage", ByNumber: "l.id"}

// Who says which list is meant.
type Who string

// The lists.
const (
	Persons   Who = ""          // persons of whom a firm identity is known
	Companies Who = "companies" //
	Visitors  Who = "visitors"  // seen, but who they are is not known; ordered by number only
)

// Filter says which customers are wanted. The zero value means every person
// who is no visitor. Bounds are inclusive; nil and zero times mean no bound.
type Filter struct {
	Who Who
	// Text is what a person would type to find somebody; see [Search].
	Text string
	// Stages, Tiers and Risks each ask for one of the words; empty for any.
	Stages, Tiers, Risks   []string
	MinOrders, MaxOrders   *int64
	MinRevenue, MaxRevenue *int64 // minor units
	MinValue, MaxValue     *int64 // minor units
	// OrderedAfter and OrderedBefore bound the last order: from the first up to,
	// but not including, the second. SeenAfter and SeenBefore likewise.
	OrderedAfter, OrderedBefore time.Time
	SeenAfter, SeenBefore       time.Time
	City                        string
	// HasEmail and HasPhone ask for a contact that can be right, or for none.
	HasEmail, HasPhone *bool
}

// After says where the next page begins. It is opaque to callers.
type After struct {
	Key    float64 `json:"k,omitempty"`
	Word   string  `json:"w,omitempty"`
	ID     int64   `json:"i"`
	Narrow bool    `json:"n,omitempty"`
	Total  int64   `json:"t"`
	Exact  bool    `json:"e,omitempty"`
}

// ListQuery asks for a page of customers.
type ListQuery struct {
	Filter
	Sort       Sort // empty means ByNumber
	Descending bool
	After      After // zero for the first page
	Limit      int
}

// ListPage is a page of customers.
type ListPage struct {
	Items []Customer
	Next  After // zero when there are no more
	// Total is how many there are. When Exact is false it is a recent count,
	// or the least number that there are.
	Total int64
	Exact bool
}

// maxExact is up to how many customers a list counts exactly.
const maxExact = 10_000

// List gives a page of customers. Errors: ErrInvalid for an unknown order.
func (c *Customers) List(ctx context.Context, q ListQuery) (page ListPage, err error) {
	if q.Sort == "" || q.Who == Visitors {
		q.Sort = ByNumber
	}
	if sortColumns[q.Sort] == "" {
		return page, regulars.Invalid("sort", "enum", "customers cannot be sorted by this")
	}
	q.Limit = max(1, q.Limit)
	if strings.TrimSpace(q.Text) != "" {
		err = c.db.Read(ctx, func(tx *store.Tx) error {
			page, err = listText(tx, q, c.o.Region)
			return err
		})
		return page, err
	}
	err = c.db.Read(ctx, func(tx *store.Tx) error {
		from, args := q.from(q.Sort)
		if q.After == (After{}) {
			if err := c.total(tx, &q); err != nil {
				return err
			}
		}
		page, err = pageOf(tx, q, from, args, nil)
		return err
	})
	return page, err
}

// total finds out how many there are, and whether that is few.
func (c *Customers) total(tx *store.Tx, q *ListQuery) error {
	from, args := q.from(ByNumber)
	n, err := store.Row(tx, store.One[int64], "SELECT count(*) FROM (SELECT 1"+from+" LIMIT ?) AS capped", append(slices.Clone(args), maxExact+1)...)
	if err != nil {
		return err
	}
	q.After.Total, q.After.Exact, q.After.Narrow = n, n <= maxExact, n <= maxExact && len(args) > 0
	if q.After.Exact || !q.onlyWords() {
		q.After.Total = min(n, maxExact)
		return nil
	}
	counts, err := c.counted(tx)
	if err != nil {
		return err
	}
	total := int64(0)
	for _, k := range counts {
		if oneOf(q.Stages, k.Stage) && oneOf(q.Tiers, k.Tier) && oneOf(q.Risks, k.Risk) {
			total += k.Customers
		}
	}
	q.After.Total = max(total, maxExact)
	return nil
}

func oneOf(words []string, word string) bool { return len(words) == 0 || slices.Contains(words, word) }

// onlyWords reports whether the cached counts can tell the number of customers.
func (f *Filter) onlyWords() bool {
	return f.Who == Persons && f.MinOrders == nil && f.MaxOrders == nil && f.MinRevenue == nil && f.MaxRevenue == nil &&
		f.MinValue == nil && f.MaxValue == nil && f.OrderedAfter.IsZero() && f.OrderedBefore.IsZero() && f.SeenAfter.IsZero() &&
		f.SeenBefore.IsZero() && f.City == "" && f.HasEmail == nil && f.HasPhone == nil
}

// from gives the filter as SQL, with the tables that it and the order need: l is
// customer_list, c is customer. CROSS JOIN has SQLite take them in this order.
// Listing is written as a number, because the indexes are only for rows with
// that number.
func (f *Filter) from(order Sort) (string, []any) {
	listing := map[Who]string{Companies: "listing = 2", Visitors: "listing = 3"}[f.Who]
	if listing == "" {
		listing = "listing = 1"
	}
	parts, args := []string{"l." + listing}, []any(nil)
	tables := " FROM customer_list l"
	switch {
	case order == ByName || f.City != "":
		tables = " FROM customer c CROSS JOIN customer_list l"
		parts = append(parts, "l.id = c.id", "c."+listing)
	case f.HasEmail != nil || f.HasPhone != nil:
		tables += " CROSS JOIN customer c"
		parts = append(parts, "c.id = l.id")
	}
	add := func(text string, values ...any) {
		parts, args = append(parts, text), append(args, values...)
	}
	for _, w := range [...]struct {
		column string
		words  []string
	}{{"l.stage", f.Stages}, {"l.tier", f.Tiers}, {"l.churn_level", f.Risks}} {
		if len(w.words) > 0 {
			var values []any
			for _, word := range w.words {
				values = append(values, word)
			}
			add(w.column+" IN "+store.Marks(1, len(values)), values...)
		}
	}
	for _, b := range [...]struct {
		text  string
		bound *int64
	}{{"l.orders >= ?", f.MinOrders}, {"l.orders <= ?", f.MaxOrders}, {"l.revenue >= ?", f.MinRevenue}, {"l.revenue <= ?", f.MaxRevenue},
		{"l.value >= ?", f.MinValue}, {"l.value <= ?", f.MaxValue}} {
		if b.bound != nil {
			add(b.text, *b.bound)
		}
	}
	for _, b := range [...]struct {
		text  string
		bound time.Time
	}{{"l.last_order >= ?", f.OrderedAfter}, {"l.last_order < ?", f.OrderedBefore}, {"l.last_seen >= ?", f.SeenAfter}, {"l.last_seen < ?", f.SeenBefore}} {
		if !b.bound.IsZero() {
			add(b.text, regulars.Micros(b.bound))
		}
	}
	if !f.OrderedBefore.IsZero() {
		add("l.last_order > ?", 0) // who never ordered did not order before
	}
	if f.City != "" {
		add("c.city <> '' AND c.city = ?", f.City)
	}
	for _, h := range [...]struct {
		column string
		has    *bool
	}{{"c.email", f.HasEmail}, {"c.phone", f.HasPhone}} {
		switch {
		case h.has == nil:
		case *h.has:
			parts = append(parts, h.column+" <> '' AND "+h.column+"_fault = ''")
		default:
			parts = append(parts, "("+h.column+" = '' OR "+h.column+"_fault <> '')")
		}
	}
	return tables + " WHERE " + strings.Join(parts, " AND "), args
}

// pageOf gives the customers after q.After that keep says yes to.
func pageOf(tx *store.Tx, q ListQuery, from string, args []any, keep func(*Customer) bool) (ListPage, error) {
	column, id := sortColumns[q.Sort], "l.id"
	if q.Sort == ByName {
		id = "c.id" // as the index of names has it
	}
	if q.After.Narrow && !q.Sort.words() && q.Sort != ByNumber {
		// Few rows are sorted quickly; the index of the order would pass many to
		// find them. A plus in front of a column keeps an index from being used.
		column = "+" + column
	}
	page := ListPage{Total: q.After.Total, Exact: q.After.Exact}
	direction, beyond := "", ">"
	if q.Descending {
		direction, beyond = " DESC", "<"
	}
	after := q.After
	for {
		text, values := from, slices.Clone(args)
		if after.ID != 0 {
			text += " AND (" + column + ", " + id + ") " + beyond + " (?, ?)"
			values = append(values, q.Sort.key(after), after.ID)
		}
		take := q.Limit + 1
		if keep != nil {
			take = 500
		}
		// The numbers first: to sort whole rows would read them all.
		numbers, err := store.Rows(tx, store.One[int64], "SELECT l.id"+text+
			" ORDER BY "+column+direction+", "+id+direction+" LIMIT ?", append(values, take)...)
		if err != nil {
			return page, err
		}
		rows, err := rowsIn(tx, slices.Sorted(slices.Values(numbers)), scanCustomer, selectCustomers+" WHERE id IN ")
		if err != nil {
			return page, err
		}
		q.sortBy(rows)
		for i := range rows {
			if keep != nil && !keep(&rows[i]) {
				continue
			}
			if len(page.Items) == q.Limit {
				page.Next = q.place(&page.Items[q.Limit-1])
				return page, nil
			}
			page.Items = append(page.Items, rows[i])
		}
		if len(rows) < take || keep == nil {
			return page, nil
		}
		after = q.place(&rows[len(rows)-1])
	}
}

// place gives where the page after c begins.
func (q *ListQuery) place(c *Customer) After {
	a := After{ID: c.ID, Narrow: q.After.Narrow, Total: q.After.Total, Exact: q.After.Exact}
	a.Key, a.Word = q.Sort.of(c)
	return a
}

// words reports orders by text.
func (s Sort) words() bool { return s == ByName || s == ByTier || s == ByStage }

// of gives what a customer is ordered by. Whole numbers up to 2^53 are exact.
func (s Sort) of(c *Customer) (key float64, word string) {
	switch s {
	case ByValue:
		return float64(c.Value), ""
	case ByRevenue:
		return float64(c.Revenue), ""
	case ByOrders:
		return float64(c.Orders), ""
	case ByLastOrder:
		return float64(regulars.Micros(c.LastOrder)), ""
	case ByLastSeen:
		return float64(regulars.Micros(c.LastSeen)), ""
	case ByFirstSeen:
		return float64(regulars.Micros(c.FirstSeen)), ""
	case ByRisk:
		return c.Churn, ""
	case ByName:
		return 0, c.nameKey
	case ByTier:
		return 0, c.Tier
	case ByStage:
		return 0, c.Stage
	}
	return float64(c.ID), ""
}

// key gives a cursor's key as the column has it.
func (s Sort) key(a After) any {
	switch {
	case s.words():
		return a.Word
	case s == ByRisk:
		return a.Key
	case math.IsNaN(a.Key) || math.Abs(a.Key) > 1<<62:
		return int64(0)
	}
	return int64(a.Key)
}

// compare compares the place of a customer with that of a cursor.
func (s Sort) compare(c *Customer, a After) int {
	key, word := s.of(c)
	return cmp.Or(cmp.Compare(key, a.Key), cmp.Compare(word, a.Word), cmp.Compare(c.ID, a.ID))
}

// sortBy orders customers in memory as the database does.
func (q *ListQuery) sortBy(list []Customer) {
	slices.SortFunc(list, func(a, b Customer) int {
		c := q.Sort.compare(&a, q.place(&b))
		if q.Descending {
			return -c
		}
		return c
	})
}

// match reports whether a customer passes the filter, but for its text.
func (f *Filter) match(c *Customer) bool {
	between := func(v int64, lo, hi *int64) bool { return (lo == nil || v >= *lo) && (hi == nil || v <= *hi) }
	within := func(t, from, to time.Time) bool {
		return (from.IsZero() || !t.Before(from)) && (to.IsZero() || !t.IsZero() && t.Before(to))
	}
	has := func(want *bool, value string, fine bool) bool { return want == nil || *want == (value != "" && fine) }
	return f.who(c) && oneOf(f.Stages, c.Stage) && oneOf(f.Tiers, c.Tier) && oneOf(f.Risks, c.ChurnLevel) &&
		between(c.Orders, f.MinOrders, f.MaxOrders) && between(c.Revenue, f.MinRevenue, f.MaxRevenue) &&
		between(c.Value, f.MinValue, f.MaxValue) && within(c.LastOrder, f.OrderedAfter, f.OrderedBefore) &&
		within(c.LastSeen, f.SeenAfter, f.SeenBefore) && (f.City == "" || c.City == f.City) &&
		has(f.HasEmail, c.Email, c.EmailFault == "") && has(f.HasPhone, c.Phone, c.PhoneFault == "")
}

func (f *Filter) who(c *Customer) bool {
	switch {
	case !c.ErasedAt.IsZero():
		return false
	case f.Who == Companies:
		return c.Company
	}
	return !c.Company && c.Visitor == (f.Who == Visitors)
}
