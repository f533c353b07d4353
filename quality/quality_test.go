package quality_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/quality"
	"regulars/quality/check"
)

func TestFaultsAreFoundMendedAndDismissed(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.who("web", "li", traits{"name": "李雷", "email": "li@gmial.com", "phone": "13912345670", "city": "上海"}),
			w.who("till", "han", traits{"name": "韩梅梅", "birthday": "1900-01-01", "phone": "13712345678"}))
		r := w.run()
		if r.Customers != 2 || r.Open["email"].Customers != 1 || r.Open["birthday"].Customers != 1 || r.Dead.Customers != 0 || r.Reachable.Customers != 2 {
			t.Fatalf("%+v", r)
		}
		if s := r.Sources["web"]; s == nil || s.Wrong != 1 || s.Kinds["email"] != 1 {
			t.Errorf("web told %+v", s)
		}
		if s := r.Sources["till"]; s == nil || s.Wrong != 1 || s.Looked != 2 {
			t.Errorf("the till told %+v", s)
		}
		email := w.faults(check.Email)
		if len(email) != 1 || email[0].Suggestion != "li@gmail.com" || email[0].Trait != "email" || email[0].Source != "web" || email[0].Name != "李雷" {
			t.Fatalf("%+v", email)
		}
		// What is corrected is not shown any more, and gone after another look.
		w.check(w.customers.Update(w.ctx, email[0].Customer, map[string]json.RawMessage{"email": json.RawMessage(`"li@gmail.com"`)}))
		if left := w.faults(check.Email); len(left) != 0 {
			t.Errorf("%+v", left)
		}
		if left, err := w.quality.Recheck(w.ctx, email[0].Customer); err != nil || len(left) != 0 {
			t.Errorf("%+v, %v", left, err)
		}
		// What is dismissed counts as right until something else is told.
		han := w.number("han")
		d, err := w.quality.Dismiss(w.ctx, han, check.Birthday, "As it stands in the passport.")
		w.check(err)
		before := r.Score
		if r = w.run(); r.Score <= before || len(r.Open) != 0 {
			t.Errorf("the score went from %f to %f, open %v", before, r.Score, r.Open)
		}
		w.tell(w.who("till", "han", traits{"birthday": "1890-01-05"}))
		if r = w.run(); r.Open["birthday"].Customers != 1 {
			t.Errorf("%v", r.Open)
		}
		w.check(w.quality.Undismiss(w.ctx, d.ID))
		if err := w.quality.Undismiss(w.ctx, d.ID); regulars.CodeOf(err) != regulars.ErrConflict {
			t.Error(err)
		}
		if _, err := w.quality.Dismiss(w.ctx, han, check.Email, "There is none."); regulars.CodeOf(err) != regulars.ErrNotFound {
			t.Error(err)
		}
	})
}

func TestMessagesThatAreWasted(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		track := func(user, name string, days int, body traits) regulars.Event {
			e := w.event("mailer", regulars.Track, name, user, body)
			e.Time = present.AddDate(0, 0, -days)
			return e
		}
		told := func(user, email string, days int) regulars.Event {
			e := w.who("web", user, traits{"email": email})
			e.Time = present.AddDate(0, 0, -days)
			return e
		}
		w.tell(told("dead", "dead@shop.cn", 60), told("soft", "soft@shop.cn", 60), told("moved", "old@shop.cn", 60), told("other", "now@shop.cn", 60),
			track("dead", "Email Sent", 40, nil), track("dead", "Email Bounced", 39, nil), track("dead", "Email Sent", 20, nil), track("dead", "Email Sent", 10, nil),
			track("soft", "Email Sent", 40, nil), track("soft", "Email Bounced", 39, traits{"bounce_type": "soft"}),
			track("moved", "Email Bounced", 39, nil), told("moved", "new@shop.cn", 5),
			track("other", "Email Bounced", 39, traits{"email": "before@shop.cn"}),
			track("dead", "Email Sent", 500, nil))
		r := w.run()
		if r.Sent != 4 || r.Bounced != 4 || r.Wasted != 3+1+1 {
			t.Errorf("sent %d, bounced %d, wasted %d", r.Sent, r.Bounced, r.Wasted)
		}
		if r.Dead.Customers != 1 || r.Reachable.Customers != 3 {
			t.Errorf("dead %+v, reachable %+v", r.Dead, r.Reachable)
		}
		if list := w.faults(check.Bounced); len(list) != 1 || list[0].Customer != w.number("dead") || list[0].Is != "dead@shop.cn" {
			t.Errorf("%+v", list)
		}
		w.tell(w.who("web", "dead", traits{"email": "alive@shop.cn"}))
		if list := w.faults(check.Bounced); len(list) != 0 {
			t.Errorf("an address that was told afterwards is dead: %+v", list)
		}
	})
}

func TestDuplicatesAreSuggestedAndSettled(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.who("web", "a", traits{"name": "李雷", "phone": "13912345670"}), w.who("till", "b", traits{"name": "李雷", "phone": "15912345670"}),
			// Both used one address: known to identity.
			w.who("web", "c", traits{"name": "王芳", "email": "wang@shop.cn"}), w.who("web", "d", traits{"name": "王芳芳", "email": "wang@shop.cn"}),
			// A family with one number and its own names.
			w.who("web", "e", traits{"name": "赵一", "email": "zhao@gmail.com"}), w.who("web", "f", traits{"name": "赵二", "email": "zhao+er@gmail.com"}))
		r := w.run()
		list := w.faults(check.Duplicate)
		if r.Pairs != 2 || len(list) != 2 {
			t.Fatalf("%d pairs, %+v", r.Pairs, list)
		}
		reasons := map[string]bool{list[0].Reasons[0]: true, list[1].Reasons[0]: true}
		if !reasons[check.NamePhone] || !reasons[check.Identity] {
			t.Errorf("%v", reasons)
		}
		if got := r.Aspects[check.Uniqueness]; got < 66.6 || got > 66.7 {
			t.Errorf("uniqueness %f", got)
		}
		w.check(w.customers.KeepApart(w.ctx, w.number("a"), w.number("b")))
		survivor, err := w.customers.Merge(w.ctx, w.number("c"), w.number("d"))
		w.check(err)
		if left := w.faults(check.Duplicate); len(left) != 0 {
			t.Errorf("settled pairs are still shown: %+v", left)
		}
		if left, err := w.quality.Recheck(w.ctx, survivor); err != nil || len(left) != 0 {
			t.Errorf("%+v %v", left, err)
		}
		if r = w.run(); r.Pairs != 0 || r.Aspects[check.Uniqueness] != 100 || r.Customers != 5 {
			t.Errorf("%+v", r)
		}
	})
}

func TestWhoToldWhatWhenSeveralDid(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		// The till told between two tellings of the web, and the other way round:
		// only the number in the log says whose the birthday is.
		w.tell(w.who("web", "li", traits{"name": "李雷"}), w.who("till", "li", traits{"name": "李雷"}),
			w.who("web", "li", traits{"birthday": "1900-01-01"}), w.who("till", "li", traits{"name": "李雷"}), w.who("web", "li", traits{"name": "李雷"}))
		r := w.run()
		if s := r.Sources["web"]; s == nil || s.Wrong != 1 || len(r.Sources) != 1 {
			t.Errorf("%+v", r.Sources)
		}
	})
}

func TestHistoryKeepsTheLastRunOfEachMonth(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		if _, err := w.quality.Report(w.ctx); regulars.CodeOf(err) != regulars.ErrNotFound {
			t.Fatal(err)
		}
		if r := w.run(); r.Score != -1 || r.Customers != 0 {
			t.Errorf("of nobody: %+v", r.Summary)
		}
		w.tell(w.who("web", "li", traits{"name": "李雷", "phone": "13912345670", "email": "li@shop.cn", "city": "上海", "birthday": "1990-03-04"}))
		for range 70 {
			w.run()
			w.clock.Advance(7 * 24 * time.Hour)
		}
		r := w.run()
		if len(r.Months) < 16 || len(r.Months) > 18 || r.Months[0].Month != "2026-03" {
			t.Fatalf("%+v", r.Months)
		}
		if last := r.Months[len(r.Months)-1]; last.Score != r.Score || last.Aspects[check.Freshness] >= 100 || last.Aspects[check.Completeness] != 100 {
			t.Errorf("after more than a year: %+v", last)
		}
		var kept int64
		w.check(w.db.Read(w.ctx, func(tx *store.Tx) (err error) {
			kept, err = store.Row(tx, store.One[int64], "SELECT count(*) FROM quality_run")
			return err
		}))
		if kept > 30+18 {
			t.Errorf("%d runs are kept", kept)
		}
	})
}

func TestErasureRebuildAndExport(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.who("web", "li", traits{"name": "李雷", "birthday": "1900-01-01"}), w.who("web", "han", traits{"email": "x@gmial.com"}))
		w.run()
		li := w.number("li")
		_, err := w.quality.Dismiss(w.ctx, li, check.Birthday, "Right.")
		w.check(err)
		w.check(w.db.Write(w.ctx, w.quality.Reset))
		if r := w.run(); r.Open["birthday"].Customers != 0 || r.Open["email"].Customers != 1 {
			t.Errorf("a rebuild forgot what was decided: %v", r.Open)
		}
		w.check(w.db.Read(w.ctx, func(tx *store.Tx) error {
			out, err := w.quality.Export(tx, li)
			if list, ok := out["dismissals"].([]quality.Dismissal); !ok || len(list) != 1 {
				t.Errorf("%+v", out)
			}
			return err
		}))
		w.check(w.db.Write(w.ctx, func(tx *store.Tx) error { return w.quality.Erase(tx, []int64{li}) }))
		if list, err := w.quality.Dismissals(w.ctx, 0, 10); err != nil || len(list) != 0 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestRulesCount(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.who("web", "li", traits{"name": "李雷", "tea": "green"}), w.who("web", "han", traits{"name": "韩梅梅", "tea": ""}))
		rules := quality.DefaultRules
		rules.Fields = []quality.Field{{Name: "tea", Weight: 3}, {Name: "name", Weight: 1}}
		rules.Weights = [check.Aspects]int{1}
		w.check(w.quality.SetRules(w.ctx, rules))
		if r := w.run(); r.Score != 62.5 || r.Fields[0].Known != 1 || r.Aspects[check.Validity] != -1 {
			t.Errorf("%+v", r.Summary)
		}
		for name, bad := range map[string]func(*quality.Rules){
			"no field": func(r *quality.Rules) { r.Fields = nil }, "no weight": func(r *quality.Rules) { r.Weights = [check.Aspects]int{} },
			"twice": func(r *quality.Rules) { r.Fields = []quality.Field{{"a", 1}, {"a", 1}} }, "weight": func(r *quality.Rules) { r.Fields = []quality.Field{{"a", 11}} },
			"stale": func(r *quality.Rules) { r.StaleDays = r.FreshDays }, "target": func(r *quality.Rules) { r.Target = 20 },
		} {
			r := quality.DefaultRules
			bad(&r)
			if err := w.quality.SetRules(w.ctx, r); regulars.CodeOf(err) != regulars.ErrInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestABrandOfHonestPeople: of two thousand people who share names, telephones
// and mailboxes as people do, nobody is said to be somebody else, and nothing
// that is right is said to be wrong. Twins with one name are not made up.
func TestABrandOfHonestPeople(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		random := rand.New(rand.NewPCG(7, 11))
		surnames, given := []string{"王", "李", "张", "刘", "陈"}, []string{"伟", "芳", "娜", "敏", "静", "强", "磊", "洋", "艳", "勇"}
		var events []regulars.Event
		for i := range 2000 {
			// Fifty names for two thousand people: each is common.
			body := traits{"name": surnames[i%5] + given[i/5%10], "city": "上海市", "country": "中国",
				"phone": fmt.Sprintf("139%08d", 10_000_000+i*4127), "address": traits{"street": "南京路 1 号", "city": "上海", "postalCode": "200001"},
				"birthday": fmt.Sprintf("%d-%02d-%02d", 1960+random.IntN(40), 1+random.IntN(12), 1+random.IntN(28))}
			switch i % 4 {
			case 0:
				body["email"] = fmt.Sprintf("family%d+%d@gmail.com", i/8, i)
				body["name"] = fmt.Sprintf("%s%s%s", surnames[i/4%5], given[i%10], given[i/8%10])
			case 1:
				body["email"] = fmt.Sprintf("tea.%d@qq.com", i)
			case 2:
				body["phone"] = fmt.Sprintf("+4915112%06d", i)
				delete(body, "country")
			}
			events = append(events, w.who("web", fmt.Sprint("u", i), body))
		}
		w.tell(events...)
		r := w.run()
		if len(r.Open) != 0 {
			for _, f := range w.faults(0) {
				t.Logf("%+v", f)
			}
			t.Fatalf("%v", r.Open)
		}
		if r.Score < 95 || r.Aspects[check.Validity] != 100 || r.Aspects[check.Uniqueness] != 100 {
			t.Errorf("%+v", r.Summary)
		}
		// The same again changes nothing.
		again := w.run()
		if again.Score != r.Score || again.Customers != 2000 {
			t.Errorf("%f, then %f", r.Score, again.Score)
		}
	})
}
