package audience_test

import (
	"fmt"
	"slices"
	"testing"

	"regulars"
	"regulars/audience/lang"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.is("a", map[string]any{"name": "王磊", "city": "上海"}), w.is("b", nil), w.did("a", "Order Completed", 300, nil))
		other := w.make("Here", `city == "上海"`)
		id := w.make("Buyers", `orders.sum(amount) >= 500 || customer in audience("Here")`)
		w.run(false)
		e, err := w.audiences.Explain(w.ctx, id, 1, lang.English)
		w.check(err)
		if !e.Matches || e.Customer != 1 || e.Name != "王磊" || len(e.Reasons) != 2 || e.Reasons[0].Holds || e.Reasons[0].Found != "300" || !e.Reasons[1].Holds {
			t.Fatalf("got %+v", e)
		}
		if e, err = w.audiences.Explain(w.ctx, other, 2, lang.Chinese); err != nil || e.Matches || e.Reasons[0].Condition != "城市 是 “上海”" {
			t.Fatalf("got %+v, %v", e, err)
		}
		for _, x := range [][2]int64{{id, 99}, {99, 1}} {
			if _, err := w.audiences.Explain(w.ctx, x[0], x[1], lang.English); regulars.CodeOf(err) != regulars.ErrNotFound {
				t.Fatalf("of %v: %v", x, err)
			}
		}
	})
}

func TestSeen(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		for i := range 6 {
			user := fmt.Sprint("u", i)
			w.tell(w.is(user, map[string]any{"city": []string{"上海", "杭州"}[i%3%2], "email": user + "@mail.test", "points": i}),
				w.did(user, "Order Completed", 10, map[string]any{"category": []string{"tea", "cup", "tea"}[i%3]}))
		}
		for _, c := range []struct {
			event, name string
			want        []string
		}{
			{"", "city", []string{"上海", "杭州"}}, {"", "email", nil}, {"", "trait.email", nil}, {"", "trait.points", nil},
			{"orders", "category", []string{"tea", "cup"}}, {"orders", "channel", []string{"web"}}, {"orders", "order", nil},
		} {
			got, err := w.audiences.Seen(w.ctx, c.event, c.name)
			if err != nil || !slices.Equal(got, c.want) && len(got)+len(c.want) > 0 {
				t.Errorf("%s %s: %v, %v", c.event, c.name, got, err)
			}
		}
		if _, err := w.audiences.Seen(w.ctx, "", "no such"); regulars.CodeOf(err) != regulars.ErrInvalid {
			t.Errorf("got %v", err)
		}
	})
}
