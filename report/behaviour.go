package report

import (
	"context"
	"strings"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/internal/warehouse"
	"regulars/order"
)

// Behaviour is what happened besides orders, and what was in them: all of it
// asked of the warehouse.
type Behaviour struct {
	// AsOf is the moment at which the period ends, Day its civil day.
	AsOf       time.Time
	Day        int32
	Historical bool
	ComputedAt time.Time
	Days       int
	// Currency is that of Sale.Minor.
	Currency string
	ByDay    []DayActivity
	Channels []ChannelActivity
	Products []Sale
	Visited  Visited
	Pages    []PageSeen
	Paths    []PathStep
}

// DayActivity is what happened on one civil day.
type DayActivity struct {
	Day               int32
	Events, Customers int64
}

// ChannelActivity is what happened on one channel; "" for events that name none.
type ChannelActivity struct {
	Channel           regulars.Channel
	Events, Customers int64
}

// Sale is what was sold of one product, as orders told it when they were placed.
type Sale struct {
	Product, Name string
	Orders        int64
	// Quantity is in thousandths; Minor is price times quantity, before refunds,
	// in minor units of orders in the main currency.
	Quantity, Minor int64
}

// PageSeen is one page or screen, and how it was looked at.
type PageSeen struct {
	Page string
	// Views is how often it was seen, by so many Customers, visitors included.
	Views, Customers int64
	// Entries is how many visits began with it, Exits how many ended.
	Entries, Exits int64
	// Dwell is the median time until the next page of the visit, over the Timed
	// views after which there was one; 0 when there was none.
	Dwell time.Duration
	Timed int64
}

// Visited is how much was looked at in all.
type Visited struct {
	Visits, Views, Customers int64
	// Dwell is the median over all pages, of the Timed views.
	Dwell time.Duration
	Timed int64
}

// PathStep is a step from one page or screen to the next, within half an hour.
type PathStep struct {
	From, To         string
	Times, Customers int64
}

// The lengths of the lists, and how long a visit may pause.
const (
	topProducts = 50
	topPages    = 50
	topPaths    = 50
	visitPause  = 30 * time.Minute
)

// Behaviour gives what happened in the last days (1 to 731). It needs
// reports:read; ErrInvalid, field days, when days are out of range.
func (r *Reports) Behaviour(ctx context.Context, days int) (Behaviour, error) {
	if err := regulars.Require(ctx, "reports:read"); err != nil {
		return Behaviour{}, err
	}
	if err := checkDays(days); err != nil {
		return Behaviour{}, err
	}
	return r.behaviour.get(ctx, days)
}

func (r *Reports) askBehaviour(ctx context.Context, days int) (Behaviour, error) {
	moment, err := r.Metrics.Moment(ctx)
	if err != nil {
		return Behaviour{}, err
	}
	b := Behaviour{AsOf: moment.At, Day: moment.Day, Historical: moment.Historical, ComputedAt: r.Clock.Now(), Days: days}
	err = r.Store.Read(ctx, func(tx *store.Tx) error {
		b.Currency, err = r.Orders.Main(tx)
		return err
	})
	if err != nil {
		return b, err
	}
	zone := r.Zone()
	period := theirs(warehouse.Events()).Where(warehouse.And(
		warehouse.Col("time").AtLeast(warehouse.Int(regulars.Micros(dayStart(b.Day-int32(days)+1, zone)))),
		warehouse.Col("time").Less(warehouse.Int(regulars.Micros(dayStart(b.Day+1, zone))))))
	byDay := period.Group([]warehouse.Named{{As: "day", Of: warehouse.Day(warehouse.Col("time"), zone)}}, activity()...).Sort("day")
	byChannel := period.Group(warehouse.Keys("channel"), activity()...).Sort("-events", "channel")
	seen := views(period) // one relation, worked out once
	answer, err := r.Warehouse.Query(ctx, warehouse.Ask(byDay, byChannel, sales(period, b.Currency), paths(seen), pages(seen), visited(seen)))
	if err != nil {
		return b, err
	}
	b.fill(answer.Tables)
	return b, nil
}

// theirs leaves out what we did ourselves.
func theirs(events *warehouse.Relation) *warehouse.Relation {
	return events.Where(warehouse.Not(warehouse.Col("source").InTexts("customer", "metric")))
}

// activity counts events, and the customers they belong to.
func activity() []warehouse.Measure {
	return []warehouse.Measure{warehouse.Count("events"),
		warehouse.Distinct("customers", warehouse.Col("customer")).If(warehouse.Col("customer").Ne(warehouse.Int(0)))}
}

// sales asks for what sold best. An order that was told more than once counts
// as it was told first.
func sales(period *warehouse.Relation, currency string) *warehouse.Relation {
	line := func(as string, keys ...string) []warehouse.Named {
		named := make([]warehouse.Named, len(keys))
		for i, key := range keys {
			named[i] = warehouse.Named{As: as + key, Of: warehouse.JSON("line", key)}
		}
		return named
	}
	fields := append(line("", "product_id", "sku"), warehouse.Named{As: "called", Of: warehouse.JSON("line", "name")},
		warehouse.Named{As: "quantity_told", Of: warehouse.JSON("line", "quantity")},
		warehouse.Named{As: "thousandths", Of: warehouse.Decimal("line", 3, "quantity")},
		warehouse.Named{As: "price", Of: warehouse.Decimal("line", regulars.MinorDigits(currency), "price")})
	empty := warehouse.Text("")
	lines := period.
		Where(warehouse.And(warehouse.Col("name").InTexts(order.EventCompleted, order.EventPlaced), warehouse.Col("order").Ne(empty))).
		Keep("order", "place", "currency", "body").
		Chain([]string{"order"}, []string{"place"}, warehouse.Nth("told")).
		Where(warehouse.Col("told").Eq(warehouse.Int(1))).
		Lines([]string{"products"}, fields...).
		With("product", warehouse.If(warehouse.Col("product_id").Ne(empty), warehouse.Col("product_id"),
			warehouse.If(warehouse.Col("sku").Ne(empty), warehouse.Col("sku"), warehouse.Col("called")))).
		With("quantity", warehouse.If(warehouse.Col("quantity_told").Eq(empty), warehouse.Int(1000), warehouse.Col("thousandths")))
	ours := warehouse.Or(warehouse.Col("currency").Eq(warehouse.Text(currency)), warehouse.Col("currency").Eq(empty))
	return lines.Where(warehouse.Col("product").Ne(empty)).
		Group(warehouse.Keys("product"), warehouse.Max("called", warehouse.Col("called")), warehouse.Distinct("orders", warehouse.Col("order")),
			warehouse.Sum("quantity", warehouse.Col("quantity")),
			warehouse.Sum("thousandths", warehouse.Col("price").Times(warehouse.Col("quantity"))).If(ours)).
		Top(topProducts, "-thousandths", "-orders", "product")
}

func (b *Behaviour) fill(tables []warehouse.Table) {
	days, channels, products, steps := tables[0], tables[1], tables[2], tables[3]
	b.ByDay = make([]DayActivity, b.Days)
	for i := range b.ByDay {
		b.ByDay[i].Day = b.Day - int32(b.Days) + 1 + int32(i)
	}
	for i, day := range days.Ints("day") {
		if at := int(day) - int(b.ByDay[0].Day); at >= 0 && at < b.Days {
			b.ByDay[at].Events, b.ByDay[at].Customers = days.Ints("events")[i], days.Ints("customers")[i]
		}
	}
	for i, channel := range channels.Texts("channel") {
		b.Channels = append(b.Channels, ChannelActivity{regulars.Channel(channel), channels.Ints("events")[i], channels.Ints("customers")[i]})
	}
	for i, product := range products.Texts("product") {
		b.Products = append(b.Products, Sale{Product: product, Name: strings.TrimSpace(products.Texts("called")[i]),
			Orders: products.Ints("orders")[i], Quantity: products.Ints("quantity")[i], Minor: products.Ints("thousandths")[i] / 1000})
	}
	b.fillPages(tables[4], tables[5])
	for i, from := range steps.Texts("from") {
		b.Paths = append(b.Paths, PathStep{from, steps.Texts("to")[i], steps.Ints("times")[i], steps.Ints("customers")[i]})
	}
}
