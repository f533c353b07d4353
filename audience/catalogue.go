package audience

import (
	"context"
	"maps"
	"slices"
	"time"

	"regulars"
	"regulars/audience/lang"
	"regulars/customer"
	"regulars/internal/store"
)

// Catalogue is what a condition may speak of, and how often it was met.
type Catalogue struct {
	*lang.Catalogue
	// Met is about how often traits and events were met, by the names and words
	// of the catalogue, and properties, by word and name.
	Fields, Events map[string]int64
	Properties     map[string]map[string]int64
}

// kind is an event with a word of its own.
type kind struct {
	word             string
	also             []string
	name             string // of a track event
	english, chinese string
}

// kinds are the events of the vocabulary of e-commerce that people speak of.
var kinds = []kind{
	{"orders", []string{"ordered"}, "Order Completed", "orders", "订单"},
	{"carted", nil, "Product Added", "additions to the cart", "加购"},
	{"uncarted", nil, "Product Removed", "removals from the cart", "移出购物车"},
	{"checkouts", nil, "Checkout Started", "checkouts begun", "开始结账"},
	{"viewed", nil, "Product Viewed", "views of products", "商品浏览"},
	{"searched", nil, "Products Searched", "searches", "搜索"},
	{"wished", nil, "Product Added to Wishlist", "wishes", "加入心愿单"},
	{"refunds", []string{"refunded"}, "Order Refunded", "refunds", "退款"},
	{"cancelled", nil, "Order Cancelled", "cancelled orders", "取消的订单"},
	{"delivered", nil, "Order Delivered", "deliveries", "送达"},
	{"reviewed", nil, "Product Reviewed", "reviews", "评价"},
	{"opened", nil, "Email Opened", "opened e-mails", "打开邮件"},
	{"clicked", nil, "Email Link Clicked", "clicks in e-mails", "点击邮件链接"},
}

// always are the properties that every event has.
var always = []lang.Property{
	{Name: "amount", Kind: lang.KindNumber, From: lang.FromAmount, English: "Amount", Chinese: "金额"},
	{Name: "order", Kind: lang.KindText, From: lang.FromOrder, English: "Order", Chinese: "订单号"},
	{Name: "channel", Kind: lang.KindText, From: lang.FromChannel, English: "Channel", Chinese: "渠道"},
	{Name: "hour", Kind: lang.KindNumber, From: lang.FromHour, English: "Hour of the day", Chinese: "小时"},
	{Name: "weekday", Kind: lang.KindNumber, From: lang.FromWeekday, English: "Day of the week (1 is Monday)", Chinese: "星期（1 为周一）"},
}

// looked are the properties of pages and screens; of a page's, what the context
// has stands on the timeline, too.
var looked = []lang.Property{
	{Name: "page", Kind: lang.KindText, From: lang.FromName, English: "Page", Chinese: "页面"},
	{Name: "path", Kind: lang.KindText, English: "Path", Chinese: "路径"},
	{Name: "title", Kind: lang.KindText, English: "Title", Chinese: "标题"},
	{Name: "referrer", Kind: lang.KindText, English: "Referrer", Chinese: "来源页"},
}

// Catalogue gives what a condition may speak of: what regulars knows itself, and
// what was met in the log. It needs customers:read.
func (a *Audiences) Catalogue(ctx context.Context) (c *Catalogue, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, err
	}
	err = a.Store.Read(ctx, func(tx *store.Tx) error {
		c, err = a.catalogue(tx)
		return err
	})
	return c, err
}

// ground gives what is known of everybody: fields and events, without tags and
// groups.
func (a *Audiences) ground(tx *store.Tx) (*Catalogue, error) {
	met, err := readWords(tx)
	if err != nil {
		return nil, err
	}
	c := &Catalogue{Catalogue: &lang.Catalogue{Zone: a.Zone(), Currency: a.Currency()},
		Fields: map[string]int64{}, Events: map[string]int64{}, Properties: map[string]map[string]int64{}}
	for _, k := range knowns {
		c.Catalogue.Fields = append(c.Catalogue.Fields, k.Field)
	}
	attributes, err := attributeFields(tx)
	if err != nil {
		return nil, err
	}
	c.Catalogue.Fields = append(c.Catalogue.Fields, attributes...)
	for _, m := range met[word{sort: wordTrait}] {
		c.Catalogue.Fields = append(c.Catalogue.Fields, lang.Field{Name: traitPrefix + m.name, Kind: m.kind, English: m.name, Chinese: m.name})
		c.Fields[traitPrefix+m.name] = m.times
	}
	c.addEvents(met)
	return c, nil
}

// catalogue gives all that conditions of audiences may speak of.
func (a *Audiences) catalogue(tx *store.Tx) (*Catalogue, error) {
	c, err := a.ground(tx)
	if err != nil {
		return nil, err
	}
	if a.Tags != nil {
		tags, err := a.Tags.Fields(tx)
		if err != nil {
			return nil, err
		}
		c.Catalogue.Fields = append(c.Catalogue.Fields, tags...)
	}
	if c.Audiences, err = names(tx, "SELECT name FROM audience WHERE archived_at = 0 ORDER BY id"); err != nil {
		return nil, err
	}
	c.Lists, err = names(tx, "SELECT name FROM audience_list ORDER BY id")
	return c, err
}

// addEvents adds the events of everybody's vocabulary, met or not, and then
// those that only this brand has.
func (c *Catalogue) addEvents(met map[word][]metWord) {
	times := map[string]int64{}
	for _, m := range met[word{sort: wordEvent}] {
		times[m.name] = m.times
	}
	add := func(e lang.Event) {
		c.Properties[e.Word] = map[string]int64{}
		e.Properties = slices.Clone(always)
		if e.Type != "" {
			e.Properties = append(e.Properties, looked...)
		}
		for _, p := range met[word{wordProperty, e.Name, ""}] {
			if e.Type == "" && !slices.ContainsFunc(always, func(o lang.Property) bool { return o.Name == p.name }) {
				e.Properties = append(e.Properties, lang.Property{Name: p.name, Kind: p.kind, Path: []string{p.name}})
				c.Properties[e.Word][p.name] = p.times
			}
		}
		c.Catalogue.Events = append(c.Catalogue.Events, e)
		if e.Type == "" {
			c.Events[e.Word] = times[e.Name]
		}
	}
	add(lang.Event{Word: "visits", Also: []string{"visited"}, Type: regulars.Page, English: "page views", Chinese: "页面浏览"})
	add(lang.Event{Word: "screens", Type: regulars.Screen, English: "screens seen", Chinese: "屏幕浏览"})
	taken := map[string]bool{"visits": true, "visited": true, "screens": true}
	for _, k := range kinds {
		add(lang.Event{Word: k.word, Also: k.also, Name: k.name, English: k.english, Chinese: k.chinese})
		taken[k.name], taken[k.word] = true, true
		for _, w := range k.also {
			taken[w] = true
		}
	}
	for _, m := range met[word{sort: wordEvent}] {
		if !taken[m.name] && knownByName[m.name] == nil {
			add(lang.Event{Word: m.name, Name: m.name, English: m.name, Chinese: m.name})
		}
	}
}

type metWord struct {
	name string
	met
}

// readWords gives the words that were met, by sort and event, the most frequent
// first.
func readWords(tx *store.Tx) (map[word][]metWord, error) {
	out := map[word][]metWord{}
	return out, store.Each(tx, func(row store.Scanner) error {
		var x word
		var m metWord
		err := row.Scan(&x.sort, &x.event, &m.name, &m.kind, &m.times)
		out[x] = append(out[x], m)
		return err
	}, "SELECT sort, event, name, kind, met FROM audience_word ORDER BY met DESC, name")
}

// attributeRows is of how many attributes the names are looked at.
const attributeRows = 20_000

// attributeFields gives the attributes that domains have written, told from
// those of the newest customers.
func attributeFields(tx *store.Tx) (fields []lang.Field, err error) {
	met, err := customer.AttributeNames(tx, attributeRows)
	for _, name := range slices.Sorted(maps.Keys(met)) {
		if k := kindOf(met[name], true); k != lang.KindNone && knownByName[name] == nil {
			fields = append(fields, lang.Field{Name: name, Kind: k})
		}
	}
	return fields, err
}

func names(tx *store.Tx, query string, args ...any) ([]string, error) {
	return store.Rows(tx, store.One[string], query, args...)
}

// Check reads a condition, as text or, when text is empty, as a tree, and holds
// it to the catalogue. Errors: lang.Faults.
func (c *Catalogue) Check(text string, tree *lang.Node) (*lang.Expression, error) {
	if tree != nil && text == "" {
		return lang.Check(*tree, c.Catalogue)
	}
	return lang.Parse(text, c.Catalogue)
}

// now gives the instant at which everything stands.
func (a *Audiences) now(ctx context.Context) (time.Time, error) { return a.Moment(ctx) }
