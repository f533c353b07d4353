package report_test

import (
	"fmt"
	"testing"

	"regulars"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// TestTouchpoints: what is said about an order counts where it was placed, a
// rating of the hotline for the hotline, and nobody is graded by a few.
func TestTouchpoints(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db, "2026-03-10T12:00:00Z", "UTC")
		on := func(channel regulars.Channel, e regulars.Event) regulars.Event {
			e.Channel = channel
			return e
		}
		about := func(order string, e regulars.Event) regulars.Event {
			e.Order = order
			return e
		}
		var events []regulars.Event
		for i := range 60 {
			user, bought := fmt.Sprint("u", i), fmt.Sprint("A-", i)
			page := w.event(user, "2026-03-01T10:00:00Z", "Home", nil)
			page.Type = regulars.Page
			events = append(events, on(regulars.Web, page))
			if i < 40 {
				events = append(events, on(regulars.Web, w.buys(user, "2026-03-01T11:00:00Z", bought, 5000)),
					on("server", about(bought, w.event(user, "2026-03-02T11:00:00Z", "Order Shipped", nil))),
					on(regulars.App, w.event(user, "2026-03-04T11:00:00Z", "Service Rated", map[string]any{"rating": 5, "order_id": bought})))
			}
			if i < 32 {
				events = append(events, on(regulars.Hotline, w.event(user, "2026-03-05T10:00:00Z", "Hotline Called", nil)),
					on(regulars.App, about(bought, w.event(user, "2026-03-05T11:00:00Z", "Service Rated", map[string]any{"rating": 1, "channel": "hotline"}))))
			}
		}
		events = append(events, on(regulars.Hotline, about("A-3", w.event("u3", "2026-03-05T12:00:00Z", "Complaint Made", nil))),
			on(regulars.Store, w.event("u9", "2026-03-05T12:00:00Z", "Store Visited", nil)),
			on(regulars.Store, w.event("u9", "2026-03-05T12:30:00Z", "Complaint Made", nil)),
			on(regulars.Store, w.event("u8", "2025-01-05T12:30:00Z", "Complaint Made", nil)))
		w.append(events...)
		got, err := w.reports.Touchpoints(w.ctx, 30)
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, p := range got.List {
			rating, _ := p.Rating()
			text += fmt.Sprintf("%s: %d customers, %d buyers, %d orders, %d complaints, rating %.1f of %d, grade %q\n",
				p.Channel, p.Customers, p.Buyers, p.Orders, p.Complaints, rating, p.Ratings, p.Grade)
		}
		want := "web: 60 customers, 40 buyers, 40 orders, 1 complaints, rating 5.0 of 40, grade \"A\"\n" +
			"hotline: 32 customers, 0 buyers, 0 orders, 0 complaints, rating 1.0 of 32, grade \"E\"\n" +
			"store: 1 customers, 0 buyers, 0 orders, 1 complaints, rating 0.0 of 0, grade \"\"\n"
		if text != want {
			t.Errorf("got\n%swant\n%s%+v", text, want, got.List)
		}
		if _, err := w.reports.Touchpoints(w.ctx, 0); regulars.CodeOf(err) != regulars.ErrInvalid {
			t.Error(err)
		}
	}, migrations()...)
}
