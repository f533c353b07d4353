package audience_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"regulars"
	"regulars/audience/lang"
	"regulars/internal/store/storetest"
)

// BenchmarkRefresh measures what a batch of 1,000 events, each of another
// customer, costs to be taken in, with ten audiences; and the estimate while
// editing. Neither may grow with how many customers there are.
//
//	go test ./audience -run - -bench Refresh -benchtime 5x
func BenchmarkRefresh(b *testing.B) {
	for _, customers := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(customers), func(b *testing.B) {
			w := newWorld(b, storetest.SQLite(b, migrations()...))
			r := rand.New(rand.NewPCG(1, 1))
			fill(w, r, customers)
			for i, text := range []string{`orders.exists()`, `orders.last(days(30)).count() >= 2`, `orders.last(days(90)).sum(amount) > 500`,
				`carted.thenNot(orders).within(days(7)).exists()`, `carted.last(days(3)).exists() && !orders.last(days(3)).exists()`,
				`trait.color == "red"`, `orders.last().daysAgo() > 20`, `customer in audience("0") && !(customer in audience("1"))`,
				`carted.days() >= 3`, `orders.where(category == "tea").exists()`} {
				w.make(fmt.Sprint(i), text)
			}
			began := time.Now()
			w.run(false)
			b.ReportMetric(time.Since(began).Seconds(), "s/founding")
			var spent, estimated time.Duration
			for b.Loop() {
				var events []regulars.Event
				for range 1000 {
					events = append(events, something(w, r, customers))
				}
				w.tell(events...)
				began := time.Now()
				if n, err := w.audiences.Refresh(w.ctx); err != nil || n < 900 && customers > 10_000 {
					b.Fatal(n, err)
				}
				spent += time.Since(began)
				w.refresh()
				began = time.Now()
				if _, err := w.audiences.Estimate(w.ctx, `orders.last(days(90)).sum(amount) > 500`, nil, lang.English, 10); err != nil {
					b.Fatal(err)
				}
				estimated += time.Since(began)
				w.clock.Advance(time.Second)
			}
			b.ReportMetric(float64(spent.Milliseconds())/float64(b.N), "ms/refresh")
			b.ReportMetric(float64(estimated.Milliseconds())/float64(b.N), "ms/estimate")
		})
	}
}

// fill makes customers with three events each.
func fill(w *world, r *rand.Rand, customers int) {
	for from := 0; from < customers; from += 2000 {
		var events []regulars.Event
		for i := from; i < from+2000; i++ {
			events = append(events, w.is(fmt.Sprint("u", i), map[string]any{"color": []string{"red", "blue"}[r.IntN(2)]}))
		}
		for range 4000 {
			e := something(w, r, from+2000)
			e.Time = e.Time.Add(-time.Duration(r.IntN(60*24)) * time.Hour)
			events = append(events, e)
		}
		w.tell(events...)
	}
}

func something(w *world, r *rand.Rand, customers int) regulars.Event {
	user := fmt.Sprint("u", r.IntN(customers))
	if r.IntN(2) == 0 {
		return w.did(user, "Product Added", 0, map[string]any{"category": "tea"})
	}
	return w.did(user, "Order Completed", int64(1+r.IntN(400)), map[string]any{"category": []string{"tea", "cake"}[r.IntN(2)]})
}
