package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"regulars/internal/warehouse"
	"regulars/internal/warehouse/duckdb"
)

// asked are questions of the kinds that reports ask.
func asked() (names []string, questions []warehouse.Question, err error) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return nil, nil, err
	}
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		return nil, nil, err
	}
	add := func(name string, relations ...*warehouse.Relation) {
		names = append(names, name)
		questions = append(questions, warehouse.Ask(relations...))
	}
	all := warehouse.Events()
	day := func(zone *time.Location) []warehouse.Named {
		return []warehouse.Named{{As: "day", Of: warehouse.Day(warehouse.Col("time"), zone)}, {As: "channel", Of: warehouse.Col("channel")}}
	}
	add("events by day and channel, Shanghai", all.Group(day(shanghai), warehouse.Count("events")))
	add("events by day and channel, New York", all.Group(day(newYork), warehouse.Count("events")))
	add("customers by day", all.Group(day(shanghai)[:1], warehouse.Distinct("customers", warehouse.Col("customer"))))
	bought := all.Where(warehouse.Col("name").Eq(warehouse.Text("Order Completed")))
	add("orders and money by day", bought.Group(day(shanghai)[:1], warehouse.Count("orders"), warehouse.Sum("minor", warehouse.Col("amount"))))
	chained := bought.With("day", warehouse.Day(warehouse.Col("time"), shanghai)).Keep("customer", "day", "place").
		Chain([]string{"customer"}, []string{"day", "place"}, warehouse.Nth("nth"), warehouse.Previous("before", "day"), warehouse.Opening("first", "day"))
	gaps := chained.Where(warehouse.Col("nth").AtLeast(warehouse.Int(2))).
		Group(nil, warehouse.Quantile("median", warehouse.Col("day").Minus(warehouse.Col("before")), 0.5))
	add("median gap between orders", gaps)
	add("median gap, cohorts and orders by number, at once", gaps,
		chained.Group([]warehouse.Named{{As: "cohort", Of: warehouse.Month(warehouse.Col("first"))}, {As: "month", Of: warehouse.Month(warehouse.Col("day"))}},
			warehouse.Distinct("customers", warehouse.Col("customer"))),
		chained.Group(warehouse.Keys("nth"), warehouse.Count("orders")))
	add("top products of 90 days", bought.Where(warehouse.Col("time").AtLeast(warehouse.Int(time.Date(2025, 10, 2, 0, 0, 0, 0, time.UTC).UnixMicro()))).
		Lines([]string{"products"}, warehouse.Named{As: "product", Of: warehouse.JSON("line", "product_id")}, warehouse.Named{As: "minor", Of: warehouse.Decimal("line", 2, "price")}).
		Group(warehouse.Keys("product"), warehouse.Count("lines"), warehouse.Sum("minor", warehouse.Col("minor"))).Top(20, "-minor", "product"))
	return names, questions, nil
}

func questions(ctx context.Context, w *duckdb.Warehouse) error {
	names, questions, err := asked()
	if err != nil {
		return err
	}
	for i, q := range questions {
		var took []time.Duration
		for range *rounds {
			began := time.Now()
			if _, err := w.Query(ctx, q); err != nil {
				return err
			}
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		fmt.Printf("%-52s %6.0f ms\n", names[i], took[len(took)/2].Seconds()*1e3)
	}
	return nil
}
