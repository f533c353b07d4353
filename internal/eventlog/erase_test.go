package eventlog_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"regulars"
	"regulars/internal/eventlog"
	"regulars/internal/store"
)

func TestErasedEventsKeepOnlyNumbers(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		l := open(t, db, eventlog.Options{})
		bought := event("b")
		bought.Name, bought.Order, bought.Amount = "Order Completed", "A-1", regulars.Money{Minor: 12800, Currency: "CNY"}
		refunded := event("r")
		refunded.Name, refunded.Order, refunded.Amount = "Order Refunded", "A-1", regulars.Money{Minor: -100, Currency: "CNY"}
		told := event("t")
		told.Type, told.Name = regulars.Identify, ""
		kept := event("k")
		kept.Source = "numbers"
		other := event("o")
		add(t, db, l, bought, told, other)
		add(t, db, l, refunded, kept)
		l.Follow(eventlog.Follower{Name: "owner", Owns: true, Apply: func(_ *store.Tx, events []regulars.Event) error {
			for i := range events {
				events[i].Customer, events[i].Origin = 7, 5
				if events[i].ID == "o" {
					events[i].Customer, events[i].Origin = 8, 8
				}
			}
			return nil
		}})
		run(t, l)
		keep := func(e *regulars.Event) bool { return e.Source == "numbers" }
		for _, want := range []int64{3, 0} { // the second time there is nothing left to do
			if n, err := l.Erase(ctx, []int64{5, 0}, keep); n != want || err != nil {
				t.Fatal(n, want, err)
			}
		}
		l.Close()
		for _, log := range []*eventlog.Log{l, open(t, db, eventlog.Options{})} { // from memory and from disk
			events, err := log.Read(ctx, regulars.Position{}, 100)
			if err != nil || len(events) != 5 {
				t.Fatal(len(events), err)
			}
			var left []string
			for i := range events {
				e := &events[i]
				if e.ID == "" && (e.UserID+e.AnonymousID+string(e.Body)+string(e.Context) != "" || e.Type != regulars.Track) {
					t.Errorf("%+v", e)
				}
				left = append(left, strings.Join([]string{e.ID, e.Name, e.Order, e.Amount.Decimal()}, " "))
			}
			stand := events[0].Order
			want := []string{" Order Completed " + stand + " 128.00", "   0", "o Seen  0", " Order Refunded " + stand + " -1.00", "k Seen  0"}
			if !slices.Equal(left, want) || !strings.HasPrefix(stand, "erased-") {
				t.Errorf("%q", left)
			}
			if events[0].Position.IsZero() || events[0].Amount.Currency != "CNY" || !events[0].Time.Equal(start) {
				t.Errorf("%+v", events[0])
			}
		}
	})
}
