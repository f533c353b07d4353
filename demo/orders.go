package demo

import (
	"fmt"
	"math"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// basket is what somebody puts together for about the amount they mean to spend.
type basket struct {
	lines    []map[string]any
	total    int64 // fen
	shipping bool
}

func (w *World) line(p product, n int) map[string]any {
	return map[string]any{"product_id": p.id, "name": p.name, "category": p.category, "price": yuan(p.price), "quantity": n}
}

// yuan writes fen as the decimal number a shop sends.
func yuan(fen int64) float64 { return float64(fen) / 100 }

// fill puts products in a basket until it comes to about target (fen): the
// products are drawn by how well they sell, those too dear are put back.
func (w *World) fill(target int64) basket {
	var b basket
	for range 40 {
		left := target - b.total
		if left < 1900 && len(b.lines) > 0 || len(b.lines) == 6 {
			break
		}
		item := catalogue[w.weighted(len(catalogue), func(i int) int { return catalogue[i].weight })]
		if item.price > left*5/4 && (len(b.lines) > 0 || item.price > 6000) {
			continue
		}
		n := 1
		if left > 3*item.price && w.chance(0.5) {
			n = 2 + w.random.IntN(2)
		}
		b.lines = append(b.lines, w.line(item, n))
		b.total += item.price * int64(n)
	}
	if len(b.lines) == 0 {
		item := catalogue[13]
		b.lines, b.total = append(b.lines, w.line(item, 1)), item.price
	}
	return b
}

// buy tells one order from basket to review.
func (w *World) buy(p *Person, at time.Time) {
	source := w.source(p)
	if p.orders == 0 && source == SourceTill && p.home != 2 {
		source = w.home(p)
	}
	p.orders++
	// Gamma-Gamma: amounts vary around the customer's own mean with shape P.
	amount := distuv.Gamma{Alpha: w.P, Beta: w.P / p.Spend, Src: w.random}.Rand()
	b := w.fill(int64(math.Max(amount*100, 1500)))
	order := fmt.Sprintf("%s-%s-%d", map[string]string{SourceWeb: "W", SourceApp: "A", SourceTill: "S"}[source], p.UserID, p.orders)
	properties := map[string]any{"order_id": order, "total": yuan(b.total), "currency": "CNY", "products": b.lines}
	if w.chance(0.15) {
		properties["coupon"] = pick(w, []string{"NEW20", "SPRING", "DOUBLE11", "VIPDAY"})
	}
	if source == SourceTill {
		properties["store"] = pick(w, stores)
		w.track(p, at, source, "Order Completed", properties)
		w.afterwards(p, at.Add(time.Hour), order, b.total, 0)
		return
	}
	w.browse(p, at.Add(-4*time.Minute), 1, false)
	w.track(p, at.Add(-time.Minute), source, "Checkout Started", map[string]any{"order_id": order, "value": yuan(b.total), "currency": "CNY"})
	promised := at.Add(time.Duration(math.Ceil(cities[p.City].days+1.5)*24) * time.Hour)
	properties["promised_at"] = promised.UTC().Format(time.RFC3339)
	w.track(p, at, source, "Order Completed", properties)
	if w.chance(0.015) {
		w.track(p, at.Add(3*time.Hour), source, "Order Cancelled", map[string]any{"order_id": order, "reason": "changed_mind"})
		return
	}
	w.deliver(p, at, promised, order, b.total)
}

// deliver tells the way of a parcel; one in fourteen comes late, more of them
// in the rush of November.
func (w *World) deliver(p *Person, at, promised time.Time, order string, total int64) {
	shipped := at.Add(time.Duration(4+w.random.IntN(26)) * time.Hour)
	days := cities[p.City].days * distuv.LogNormal{Mu: -0.08, Sigma: 0.28, Src: w.random}.Rand()
	late := 0.05
	if at.Month() == time.November {
		late = 0.12
	}
	if w.chance(late) {
		days += 2 + w.random.Float64()*5
	}
	delivered := w.daytime(shipped.Add(time.Duration(days * 24 * float64(time.Hour))))
	if delivered.Before(shipped) {
		delivered = shipped.Add(20 * time.Hour)
	}
	w.track(p, shipped, SourceERP, "Order Shipped", map[string]any{"order_id": order, "carrier": pick(w, []string{"顺丰", "京东物流", "中通"})})
	w.track(p, delivered, SourceERP, "Order Delivered", map[string]any{"order_id": order})
	w.afterwards(p, delivered, order, total, delivered.Sub(promised))
}

// afterwards tells what follows a purchase: a review, a call, a refund.
func (w *World) afterwards(p *Person, at time.Time, order string, total int64, late time.Duration) {
	if late > 0 && w.chance(0.45) {
		w.track(p, at.Add(-12*time.Hour), SourceHotline, "Hotline Called", map[string]any{"order_id": order, "topic": hotlineTopics[0], "minutes": 2 + w.random.IntN(12)})
		if w.chance(0.3) {
			w.complained(p, at.Add(-12*time.Hour+5*time.Minute), order, hotlineTopics[0])
		}
		w.rated(p, at.Add(-10*time.Hour), order, "call", true, 0.5)
	} else if w.chance(0.03) {
		w.track(p, at.Add(20*time.Hour), SourceHotline, "Hotline Called", map[string]any{"order_id": order, "topic": pick(w, hotlineTopics), "minutes": 1 + w.random.IntN(9)})
		w.rated(p, at.Add(22*time.Hour), order, "call", false, 0.5)
	}
	w.rated(p, at.Add(time.Duration(20+w.random.IntN(50))*time.Hour), order, "delivery", late > 0, 0.14)
	if w.chance(0.22) {
		w.review(p, at.Add(time.Duration(6+w.random.IntN(70))*time.Hour), order, late)
	}
	back := 0.025
	if late > 48*time.Hour {
		back = 0.12
	}
	if w.chance(back) {
		part := total
		if w.chance(0.5) {
			part = total / 2
		}
		w.track(p, at.Add(time.Duration(30+w.random.IntN(120))*time.Hour), SourceHotline, "Order Refunded",
			map[string]any{"order_id": order, "refund_id": "R-" + order, "total": yuan(part), "currency": "CNY"})
	}
}

func (w *World) review(p *Person, at time.Time, order string, late time.Duration) {
	odds := []int{2, 2, 7, 27, 62}
	if late > 0 {
		odds = []int{25, 22, 26, 17, 10}
	}
	rating := 1 + w.weighted(5, func(i int) int { return odds[i] })
	words := goodWords
	switch {
	case rating <= 2:
		words = badWords
	case rating == 3:
		words = fairWords
	}
	w.track(p, at, w.home(p), "Product Reviewed", map[string]any{"order_id": order, "rating": rating, "review_body": pick(w, words)})
}
