package lang_test

import (
	"fmt"
	"testing"
	"time"

	"regulars"
	"regulars/audience/lang"
	"regulars/audience/lang/langtest"
)

// BenchmarkEvaluate evaluates one customer with 40 events, as happens for each
// customer that an event touches.
func BenchmarkEvaluate(b *testing.B) {
	c := langtest.Catalogue(time.UTC)
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	p := lang.Person{Number: 7, Facts: &langtest.Facts{Fields: map[string]lang.Value{"level": lang.TextOf("gold"), "birthday": lang.DateOf(1990, 3, 1)}}}
	for i := range 40 {
		e := regulars.Event{Type: regulars.Track, Name: "Order Completed", Time: now.AddDate(0, 0, -80+2*i),
			Amount: regulars.Money{Minor: int64(1000 * i), Currency: "CNY"}, Body: []byte(`{"currency":"CNY","products":[{"id":1},{"id":2}],"category":"tea"}`)}
		if i%2 == 0 {
			e.Name = "Product Added"
		}
		p.Events = append(p.Events, e)
	}
	for _, text := range []string{
		`level == "gold"`,
		`birthday.isWithin(days(7))`,
		`orders.last(days(90)).count() >= 2 && !ordered.last(days(30)) && level in ["gold"]`,
		`orders.where(category == "tea").last(days(90)).sum(total) > 500`,
		`carted.thenNot(ordered).within(days(7))`,
		`orders.during(thisMonth)`,
	} {
		x, err := lang.Parse(text, c)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(len(text)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.Evaluate(&p, now)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	c := langtest.Catalogue(time.UTC)
	for b.Loop() {
		if _, err := lang.Parse(seeds[0], c); err != nil {
			b.Fatal(err)
		}
	}
}
