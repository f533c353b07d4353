package report

import (
	"time"

	"regulars"
	"regulars/internal/warehouse"
)

// views gives the pages and screens that were seen, in the order of each
// visitor: "before" and "left" are the page seen last and when, "next" is when
// the next one was. A page goes by its name, else by its path.
func views(period *warehouse.Relation) *warehouse.Relation {
	empty := warehouse.Text("")
	return period.
		Where(warehouse.And(warehouse.Col("type").InTexts(string(regulars.Page), string(regulars.Screen)),
			warehouse.Or(warehouse.Col("customer").Ne(warehouse.Int(0)), warehouse.Col("anonymous_id").Ne(empty)))).
		With("path", warehouse.JSON("body", "path")).
		With("page", warehouse.If(warehouse.Col("name").Ne(empty), warehouse.Col("name"),
			warehouse.If(warehouse.Col("path").Ne(empty), warehouse.Col("path"), warehouse.JSON("context", "page", "path")))).
		With("visitor", warehouse.If(warehouse.Col("customer").Ne(warehouse.Int(0)), empty, warehouse.Col("anonymous_id"))).
		Where(warehouse.Col("page").Ne(empty)).
		Keep("customer", "visitor", "page", "time", "place").
		Chain([]string{"customer", "visitor"}, []string{"time", "place"}, warehouse.Nth("nth"),
			warehouse.Previous("before", "page"), warehouse.Previous("left", "time"), warehouse.Next("next", "time"))
}

// Whether a view goes on with the visit of the one before, and whether the visit
// goes on after it.
var (
	pause  = warehouse.Int(visitPause.Microseconds())
	goes   = warehouse.And(warehouse.Col("nth").AtLeast(warehouse.Int(2)), warehouse.Col("time").Minus(warehouse.Col("left")).Less(pause))
	stays  = warehouse.Col("next").Minus(warehouse.Col("time"))
	goesOn = warehouse.And(warehouse.Col("next").Ne(warehouse.Int(0)), stays.Less(pause))
)

// looked measures how pages were looked at.
func looked() []warehouse.Measure {
	return []warehouse.Measure{
		warehouse.Count("views"),
		warehouse.Distinct("customers", warehouse.Col("customer")).If(warehouse.Col("customer").Ne(warehouse.Int(0))),
		warehouse.Count("entries").If(warehouse.Not(goes)),
		warehouse.Count("timed").If(goesOn),
		warehouse.Quantile("dwell", stays, 0.5).If(goesOn),
	}
}

// pages asks which pages were seen most, and for how long.
func pages(views *warehouse.Relation) *warehouse.Relation {
	return views.Group(warehouse.Keys("page"), looked()...).Top(topPages, "-views", "page")
}

// visited asks how much was looked at in all.
func visited(views *warehouse.Relation) *warehouse.Relation {
	return views.Group(warehouse.Keys(), looked()...)
}

// paths asks for the commonest steps from page to page.
func paths(views *warehouse.Relation) *warehouse.Relation {
	return views.
		Where(warehouse.And(goes, warehouse.Col("before").Ne(warehouse.Col("page")))).
		Group([]warehouse.Named{{As: "from", Of: warehouse.Col("before")}, {As: "to", Of: warehouse.Col("page")}},
			warehouse.Count("times"),
			warehouse.Distinct("customers", warehouse.Col("customer")).If(warehouse.Col("customer").Ne(warehouse.Int(0)))).
		Top(topPaths, "-times", "from", "to")
}

func (b *Behaviour) fillPages(pages, all warehouse.Table) {
	for i, page := range pages.Texts("page") {
		p := PageSeen{Page: page, Views: pages.Ints("views")[i], Customers: pages.Ints("customers")[i], Entries: pages.Ints("entries")[i],
			Timed: pages.Ints("timed")[i], Dwell: microseconds(pages.Floats("dwell")[i])}
		p.Exits = p.Views - p.Timed // a view after which none came ends its visit
		b.Pages = append(b.Pages, p)
	}
	if all.Len() == 1 {
		b.Visited = Visited{Visits: all.Ints("entries")[0], Views: all.Ints("views")[0], Customers: all.Ints("customers")[0],
			Timed: all.Ints("timed")[0], Dwell: microseconds(all.Floats("dwell")[0])}
	}
}

func microseconds(n float64) time.Duration { return time.Duration(n * float64(time.Microsecond)) }
