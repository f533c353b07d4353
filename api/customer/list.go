package customerapi

import (
	"context"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/api"
	"regulars/customer"
	"regulars/internal/store"
)

// CustomerItem is a customer in a list.
type CustomerItem struct {
	ID   string `json:"id" example:"1042"`
	Kind string `json:"kind" enum:"person,company,visitor"`
	Name string `json:"name" doc:"Empty when nobody told it"`
	// KnownAs is what a shop types into its own system.
	KnownAs string `json:"knownAs,omitempty" doc:"The shop's own id of a customer without a name: a user id, else an alias, an external id or a card" example:"C-20418"`
	Email   string `json:"email,omitempty"`
	Phone   string `json:"phone,omitempty" doc:"E.164 where it could be read" example:"+8613912345670"`
	City    string `json:"city,omitempty"`
	Stage   string `json:"stage,omitempty" doc:"Lifecycle stage; absent before the first score" example:"active"`
	Tier    string `json:"tier,omitempty" doc:"Value tier" example:"A"`
	// The rest stands at the moment of the last scores.
	Orders      int64      `json:"orders"`
	Revenue     api.Money  `json:"revenue" doc:"All that was spent, less refunds"`
	Value12m    *api.Money `json:"value12m,omitempty" doc:"Expected spend of the next twelve months"`
	ChurnRisk   string     `json:"churnRisk,omitempty" doc:"A word for the risk: low, medium, high, lost"`
	LastOrderAt *time.Time `json:"lastOrderAt,omitempty"`
	LastSeenAt  *time.Time `json:"lastSeenAt,omitempty" doc:"To the hour"`
	FirstSeenAt *time.Time `json:"firstSeenAt,omitempty"`
}

func (r *routes) item(c *customer.Customer) CustomerItem {
	out := CustomerItem{ID: idOf(c.ID), Kind: kindOf(c), Name: c.Name, Email: c.Email, Phone: c.Phone, City: c.City, Stage: c.Stage, Tier: c.Tier,
		Orders: c.Orders, Revenue: r.money(c.Revenue), ChurnRisk: c.ChurnLevel, LastOrderAt: api.Time(c.LastOrder),
		LastSeenAt: api.Time(c.LastSeen), FirstSeenAt: api.Time(c.FirstSeen)}
	if !c.AsOf.IsZero() {
		value := r.money(c.Value)
		out.Value12m = &value
	}
	return out
}

// items gives customers with the shop's own ids of those without a name.
func (r *routes) items(tx *store.Tx, list []customer.Customer) ([]CustomerItem, error) {
	var nameless []int64
	for i := range list {
		if list[i].Name == "" && !list[i].Visitor {
			nameless = append(nameless, list[i].ID)
		}
	}
	known, err := customer.KnownAs(tx, nameless)
	out := make([]CustomerItem, len(list))
	for i := range list {
		out[i] = r.item(&list[i])
		out[i].KnownAs = known[list[i].ID]
	}
	return out, err
}

func kindOf(c *customer.Customer) string {
	switch {
	case c.Company:
		return "company"
	case c.Visitor:
		return "visitor"
	}
	return "person"
}

// CustomerFilter is the parameters that select customers.
type CustomerFilter struct {
	Q             string   `query:"q" maxLength:"200" doc:"Finds by the beginning of a word of the name, any part of a Chinese name, or the beginning of an e-mail address, telephone number or id"`
	Who           string   `query:"who" enum:"persons,companies,visitors" default:"persons" doc:"Visitors have told no identity; they are listed by id only"`
	Stage         []string `query:"stage" doc:"Any of these lifecycle stages" maxItems:"10"`
	Tier          []string `query:"tier" doc:"Any of these value tiers" maxItems:"10"`
	Risk          []string `query:"risk" doc:"Any of these levels of churn risk" maxItems:"10"`
	MinOrders     int64    `query:"minOrders" minimum:"0"`
	MaxOrders     int64    `query:"maxOrders" minimum:"-1" default:"-1" doc:"-1 for no bound"`
	MinRevenue    string   `query:"minRevenue" maxLength:"30" doc:"A decimal number in the workspace's currency" example:"300"`
	MaxRevenue    string   `query:"maxRevenue" maxLength:"30"`
	MinValue      string   `query:"minValue" maxLength:"30" doc:"Bounds of the twelve-month value, likewise"`
	MaxValue      string   `query:"maxValue" maxLength:"30"`
	OrderedAfter  string   `query:"orderedAfter" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"The last order was on this day or later, in the workspace's zone" example:"2026-02-01"`
	OrderedBefore string   `query:"orderedBefore" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"The last order was before this day"`
	SeenAfter     string   `query:"seenAfter" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"Last seen on this day or later"`
	SeenBefore    string   `query:"seenBefore" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"Last seen before this day"`
	City          string   `query:"city" maxLength:"100"`
	Email         string   `query:"email" enum:"valid,none" doc:"With an e-mail address that can be right, or without"`
	Phone         string   `query:"phone" enum:"valid,none" doc:"With a telephone number that can be right, or without"`
	Sort          string   `query:"sort" default:"-lastSeen" enum:"name,-name,tier,-tier,stage,-stage,orders,-orders,revenue,-revenue,value,-value,risk,-risk,lastOrder,-lastOrder,lastSeen,-lastSeen,firstSeen,-firstSeen,id,-id"`
}

// query gives the filter as the domain has them.
func (f *CustomerFilter) query(currency string, zone *time.Location) (q customer.ListQuery, err error) {
	who := map[string]customer.Who{"companies": customer.Companies, "visitors": customer.Visitors}[f.Who]
	q.Filter = customer.Filter{Who: who, Text: f.Q, Stages: words(f.Stage), Tiers: words(f.Tier), Risks: words(f.Risk), City: f.City,
		HasEmail: wanted(f.Email), HasPhone: wanted(f.Phone)}
	if f.MinOrders > 0 {
		q.MinOrders = &f.MinOrders
	}
	if f.MaxOrders >= 0 {
		q.MaxOrders = &f.MaxOrders
	}
	for _, m := range [...]struct {
		name, text string
		to         **int64
	}{{"minRevenue", f.MinRevenue, &q.MinRevenue}, {"maxRevenue", f.MaxRevenue, &q.MaxRevenue}, {"minValue", f.MinValue, &q.MinValue}, {"maxValue", f.MaxValue, &q.MaxValue}} {
		if m.text == "" {
			continue
		}
		amount, err := regulars.ParseDecimal(m.text, regulars.MinorDigits(currency))
		if err != nil {
			return q, regulars.Invalid(m.name, "number", "this is not a decimal number")
		}
		*m.to = &amount
	}
	for _, d := range [...]struct {
		name, text string
		to         *time.Time
	}{{"orderedAfter", f.OrderedAfter, &q.OrderedAfter}, {"orderedBefore", f.OrderedBefore, &q.OrderedBefore}, {"seenAfter", f.SeenAfter, &q.SeenAfter}, {"seenBefore", f.SeenBefore, &q.SeenBefore}} {
		if d.text == "" {
			continue
		}
		day, err := time.ParseInLocation("2006-01-02", d.text, zone)
		if err != nil {
			return q, regulars.Invalid(d.name, "date", "this is not a day")
		}
		*d.to = day.UTC()
	}
	name, descending := strings.CutPrefix(f.Sort, "-")
	q.Sort, q.Descending = customer.Sort(name), descending
	return q, nil
}

// words takes the empty ones out of a list.
func words(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(w string) bool { return w == "" })
}

func wanted(s string) *bool {
	if s == "" {
		return nil
	}
	valid := s == "valid"
	return &valid
}

type listCustomers struct {
	CustomerFilter
	api.Paging
}

type exportCustomers struct{ CustomerFilter }

type search struct {
	Q     string `query:"q" required:"true" maxLength:"200" example:"王小"`
	Limit int    `query:"limit" minimum:"1" maximum:"50" default:"10"`
}

// SearchHit is something that a search found.
type SearchHit struct {
	Kind     string `json:"kind" enum:"customer"`
	ID       string `json:"id"`
	Title    string `json:"title" doc:"The name, else a contact, else the shop's own id, else the id"`
	Subtitle string `json:"subtitle,omitempty" doc:"A contact, or the shop's own id, that is not the title"`
	By       string `json:"by" doc:"What it was found by: name, id, or a kind of identity" example:"name"`
	Tier     string `json:"tier,omitempty"`
	Stage    string `json:"stage,omitempty"`
}

// SearchResult is what a search found, the best first.
type SearchResult struct {
	Items []SearchHit `json:"items" nullable:"false"`
}

// lists declares the operations on many customers.
func (r *routes) lists(a *api.API) {
	api.Handle(a, api.Op{ID: "list-customers", Method: "GET", Path: "/customers", Needs: mayRead, Tag: tag, Summary: "List customers",
		Description: "Up to 10,000 are counted exactly; of more, `total` is a recent count or the least that there are."}, r.list)
	api.Download(a, api.Op{ID: "export-customers", Method: "GET", Path: "/customers/export.csv", Needs: mayExport, Tag: tag,
		Summary: "Take customers out as CSV", Description: "The customers that the filters select, in UTF-8 with a byte-order mark. Cells that a spreadsheet would take for a formula begin with an apostrophe."},
		"text/csv", r.csv)
	api.Handle(a, api.Op{ID: "search", Method: "GET", Path: "/search", Needs: mayRead, Tag: tag, Summary: "Search customers",
		Description: "By the beginning of a word of the name, any part of a Chinese name, or the beginning of an e-mail address, telephone number or id."}, r.search)
}

func (r *routes) list(ctx context.Context, in *listCustomers) (out api.CountedPage[CustomerItem], err error) {
	q, err := in.query(r.Currency(), r.Zone())
	if err != nil {
		return out, err
	}
	if q.After, err = api.DecodeCursor[customer.After](in.Cursor); err != nil {
		return out, err
	}
	q.Limit = in.Limit
	page, err := r.Customers.List(ctx, q)
	if err != nil {
		return out, err
	}
	out.Total, out.TotalIsExact, out.NextCursor = page.Total, page.Exact, api.EncodeCursor(page.Next)
	err = r.Store.Read(ctx, func(tx *store.Tx) (err error) {
		out.Items, err = r.items(tx, page.Items)
		return err
	})
	return out, err
}

func (r *routes) csv(ctx context.Context, in *exportCustomers, file *api.File) error {
	q, err := in.query(r.Currency(), r.Zone())
	if err != nil {
		return err
	}
	file.Name = "customers.csv"
	return r.Customers.WriteCSV(ctx, file, q, r.Currency())
}

func (r *routes) search(ctx context.Context, in *search) (out SearchResult, err error) {
	out.Items = []SearchHit{}
	err = r.Store.Read(ctx, func(tx *store.Tx) error {
		hits, err := customer.Search(tx, in.Q, r.Region, in.Limit)
		if err != nil {
			return err
		}
		list := make([]customer.Customer, len(hits))
		for i := range hits {
			list[i] = hits[i].Customer
		}
		items, err := r.items(tx, list)
		for i := range items {
			out.Items = append(out.Items, hitOf(&items[i], hits[i].By))
		}
		return err
	})
	return out, err
}

func hitOf(c *CustomerItem, by string) SearchHit {
	names := slices.DeleteFunc([]string{c.Name, c.Email, c.Phone, c.KnownAs, "#" + c.ID}, func(s string) bool { return s == "" })
	out := SearchHit{Kind: "customer", ID: c.ID, Title: names[0], By: by, Tier: c.Tier, Stage: c.Stage}
	if len(names) > 2 {
		out.Subtitle = names[1]
	}
	return out
}
