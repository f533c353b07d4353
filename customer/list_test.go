package customer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars"
	"regulars/customer"
	"regulars/customer/identity"
	"regulars/customer/timeline"
	"regulars/internal/store"
)

var (
	listNames  = []string{"", "王小明", "李雷", "韩梅梅", "欧阳娜娜", "Ann Li", "bob", "Ärmel", "王大明"}
	listCities = []string{"", "上海", "北京"}
	listStages = []string{"", "new", "active", "at_risk"}
	listTiers  = []string{"", "A", "B", "new"}
)

// listWorld has customers of every sort.
func listWorld(w *world) {
	var events []regulars.Event
	for i := range 120 {
		e := regulars.Event{ID: fmt.Sprint("m", i), Type: regulars.Identify, Source: "shop", Time: day.Add(time.Duration(i%17) * time.Hour * 24), Received: day}
		traits := map[string]string{"name": listNames[i%len(listNames)], "city": listCities[i%len(listCities)]}
		switch i % 4 {
		case 0:
			traits["email"] = fmt.Sprintf("c%d@shop.cn", i)
		case 1:
			traits["email"], traits["phone"] = "nonsense", fmt.Sprintf("139123%05d", i)
		}
		e.UserID = fmt.Sprint("user-", i)
		if i%10 == 9 {
			e.UserID, e.AnonymousID = "", fmt.Sprint("anon-", i)
			delete(traits, "email")
			delete(traits, "phone")
		}
		if i%20 == 5 {
			e.Type, e.PreviousID = regulars.Group, fmt.Sprint("g-", i)
		}
		e.Body, _ = json.Marshal(traits)
		events = append(events, e)
	}
	w.add(events...)
	w.write(func(tx *store.Tx) error {
		var scores []customer.Scores
		for n := int64(1); n <= 100; n++ {
			s := customer.Scores{Customer: n, AsOf: day, Stage: listStages[n%4], Tier: listTiers[n%3], Orders: n % 7, Revenue: n % 13 * 100,
				Value: n % 5 * 1000, Churn: float64(n%6) / 7, ChurnLevel: []string{"low", "high"}[n%2]}
			if n%7 > 0 {
				s.LastOrder = day.AddDate(0, 0, -int(n))
			}
			scores = append(scores, s)
		}
		return customer.SetScores(tx, scores)
	})
	if _, err := w.customers.Merge(w.ctx, 2, 3); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.customers.Erase(w.ctx, 4, nil); err != nil {
		w.t.Fatal(err)
	}
}

// everybody gives every customer of every list.
func everybody(w *world) (out []customer.Customer) {
	numbers := ask(w, func(tx *store.Tx) ([]int64, error) {
		return store.Rows(tx, store.One[int64], "SELECT id FROM customer WHERE alias_of = 0")
	})
	heads := ask(w, func(tx *store.Tx) (map[int64]customer.Customer, error) { return customer.Heads(tx, numbers) })
	for _, n := range numbers {
		out = append(out, heads[n])
	}
	return out
}

// TestListIsWhatTheFilterSays holds lists, page by page, to the same filter and
// order in memory.
func TestListIsWhatTheFilterSays(t *testing.T) {
	t.Parallel()
	openWorlds(t, customer.Options{}, func(t *testing.T, w *world) {
		listWorld(w)
		all := everybody(w)
		rapid.Check(t, func(rt *rapid.T) {
			q := anyQuery(rt)
			var want []customer.Customer
			for _, c := range all {
				if q.Match(&c) && (q.Text == "" || customer.InName(q.Text, c.Name)) {
					want = append(want, c)
				}
			}
			if q.Who == customer.Visitors {
				q.Sort = customer.ByNumber
			}
			q.SortBy(want)
			got := pages(rt, w, q, len(want))
			if !slices.EqualFunc(got, want, func(a, b customer.Customer) bool { return reflect.DeepEqual(a, b) }) {
				rt.Fatalf("%+v\ngave %v\nwant %v", q, idsOfAll(got), idsOfAll(want))
			}
		})
	})
}

func idsOfAll(list []customer.Customer) (out []int64) {
	for _, c := range list {
		out = append(out, c.ID)
	}
	return out
}

func anyQuery(rt *rapid.T) customer.ListQuery {
	maybe := func(name string) bool { return rapid.IntRange(0, 3).Draw(rt, name) == 0 }
	some := func(words []string) []string {
		if !maybe("words") {
			return nil
		}
		return rapid.SliceOfNDistinct(rapid.SampledFrom(words[1:]), 1, 2, rapid.ID).Draw(rt, "some")
	}
	bound := func(limit int64) *int64 {
		if !maybe("bound") {
			return nil
		}
		return ptr(rapid.Int64Range(0, limit).Draw(rt, "at"))
	}
	when := func() time.Time {
		if !maybe("time") {
			return time.Time{}
		}
		return day.AddDate(0, 0, rapid.IntRange(-60, 20).Draw(rt, "day"))
	}
	has := func() *bool {
		if !maybe("has") {
			return nil
		}
		return ptr(rapid.Bool().Draw(rt, "contact"))
	}
	return customer.ListQuery{
		Filter: customer.Filter{
			Who:    rapid.SampledFrom([]customer.Who{"", "", "", customer.Companies, customer.Visitors}).Draw(rt, "who"),
			Text:   rapid.SampledFrom([]string{"", "", "", "王", "明", "ann l", "BOB", "armel", "梅梅"}).Draw(rt, "text"),
			Stages: some(listStages), Tiers: some(listTiers), Risks: some([]string{"", "low", "high"}),
			MinOrders: bound(7), MaxOrders: bound(7), MinRevenue: bound(1200), MaxRevenue: bound(1200), MinValue: bound(4000), MaxValue: bound(4000),
			OrderedAfter: when(), OrderedBefore: when(), SeenAfter: when(), SeenBefore: when(),
			City: rapid.SampledFrom([]string{"", "", "上海"}).Draw(rt, "city"), HasEmail: has(), HasPhone: has(),
		},
		Sort: rapid.SampledFrom([]customer.Sort{customer.ByValue, customer.ByRevenue, customer.ByOrders, customer.ByLastOrder, customer.ByLastSeen,
			customer.ByFirstSeen, customer.ByRisk, customer.ByName, customer.ByTier, customer.ByStage, customer.ByNumber}).Draw(rt, "sort"),
		Descending: rapid.Bool().Draw(rt, "descending"), Limit: rapid.IntRange(1, 30).Draw(rt, "limit"),
	}
}

// pages reads a list to its end.
func pages(rt *rapid.T, w *world, q customer.ListQuery, total int) (out []customer.Customer) {
	rt.Helper()
	for {
		page, err := w.customers.List(w.ctx, q)
		if err != nil {
			rt.Fatal(err)
		}
		if page.Total != int64(total) || !page.Exact || len(page.Items) > q.Limit {
			rt.Fatalf("%d of %d (%v), want %d", len(page.Items), page.Total, page.Exact, total)
		}
		out = append(out, page.Items...)
		if q.After = page.Next; q.After == (customer.After{}) {
			return out
		}
	}
}

func TestListOfManyMatches(t *testing.T) {
	t.Parallel()
	openWorlds(t, customer.Options{}, func(t *testing.T, w *world) {
		const many = customer.ListedHits + 300
		var events []regulars.Event
		for i := range many {
			e := regulars.Event{ID: fmt.Sprint("m", i), Type: regulars.Identify, Source: "shop", Time: day, Received: day, UserID: fmt.Sprint("u", i)}
			e.Body = fmt.Appendf(nil, `{"name":"王%c","phone":"139%08d"}`, rune(0x4e00+i%500), i)
			events = append(events, e)
		}
		w.add(events...)
		w.write(func(tx *store.Tx) error {
			var scores []customer.Scores
			for n := range int64(many) {
				scores = append(scores, customer.Scores{Customer: n + 1, AsOf: day, Value: n % 1000, Stage: []string{"active", "lost"}[n%2], Tier: "A", ChurnLevel: "low"})
			}
			return customer.SetScores(tx, scores)
		})
		// A surname that very many have: by value, the first and the second page.
		q := customer.ListQuery{Filter: customer.Filter{Text: "王", Stages: []string{"lost"}}, Sort: customer.ByValue, Descending: true, Limit: 3}
		var values []int64
		for range 2 {
			page, err := w.customers.List(w.ctx, q)
			if err != nil || page.Exact {
				t.Fatal(page.Exact, err)
			}
			for _, c := range page.Items {
				values = append(values, c.Value)
			}
			q.After = page.Next
		}
		if want := []int64{999, 999, 999, 999, 999, 997}; !slices.Equal(values, want) {
			t.Error(values)
		}
		// Beginnings of telephone numbers are found as well.
		page, err := w.customers.List(w.ctx, customer.ListQuery{Filter: customer.Filter{Text: "1390"}, Sort: customer.ByNumber, Limit: 2})
		if err != nil || len(page.Items) != 2 || page.Items[0].ID != 1 {
			t.Error(page.Items, err)
		}
		counts := ask(w, customer.CountBy)
		if len(counts) != 2 || counts[0].Customers+counts[1].Customers != many {
			t.Error(counts)
		}
		if n := ask(w, customer.Count); n != many {
			t.Error(n)
		}
	})
}

func TestListCountsManyByWords(t *testing.T) {
	t.Parallel()
	openWorlds(t, customer.Options{}, func(t *testing.T, w *world) {
		const many = 10_400
		w.write(func(tx *store.Tx) error {
			numbers := "WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ?) "
			if _, err := tx.Exec(numbers+"INSERT INTO customer (id, kind, firmness, listing) SELECT id, 'person', 3, 1 FROM n", many); err != nil {
				return err
			}
			_, err := tx.Exec(numbers+`INSERT INTO customer_list (id, listing, first_seen, last_seen, stage, orders)
				SELECT id, 1, id, id, CASE WHEN id % 100 = 0 THEN 'lost' ELSE 'active' END, id FROM n`, many)
			return err
		})
		for _, tt := range []struct {
			filter customer.Filter
			total  int64
			exact  bool
		}{
			{customer.Filter{}, many, false},
			{customer.Filter{Stages: []string{"active"}}, many - 104, false},
			{customer.Filter{Stages: []string{"lost"}}, 104, true},
			{customer.Filter{MinOrders: ptr(int64(10))}, 10_000, false},
			{customer.Filter{MinOrders: ptr(int64(10_000))}, 401, true},
		} {
			page, err := w.customers.List(w.ctx, customer.ListQuery{Filter: tt.filter, Sort: customer.ByOrders, Descending: true, Limit: 1})
			if err != nil || page.Total != tt.total || page.Exact != tt.exact {
				t.Errorf("%+v: %d %v %v, want %d %v", tt.filter, page.Total, page.Exact, err, tt.total, tt.exact)
			}
		}
	})
}

func TestListRefusesUnknownOrder(t *testing.T) {
	t.Parallel()
	openSQLite(t, customer.Options{}, func(w *world) {
		if _, err := w.customers.List(w.ctx, customer.ListQuery{Sort: "name; DROP TABLE customer"}); regulars.CodeOf(err) != regulars.ErrInvalid {
			t.Error(err)
		}
	})
}

func TestSearch(t *testing.T) {
	t.Parallel()
	openWorlds(t, customer.Options{}, func(t *testing.T, w *world) {
		for i, line := range []string{
			`identify user=Shop-77 name="王小明" email=wang.xm@shop.cn phone=13912345670`,
			`identify user=u2 name="李小王" card=8800-1234`,
			`identify user=u3 name="Anna-Marie Müller" email=anna@mail.de`,
			`identify user=u4 name="ann lee"`,
			`identify anon=visitor-1`,
			`group user=u4 group=g1 name="杭州西湖龙井茶叶有限公司"`,
			`identify user=u5 name="王五" phone="+1 415 555 2671"`,
			`track "Followed" ext=wechat_openid:oX1 user=u5`,
		} {
			w.add(parseEvent(t, splitWords(line), i+1))
		}
		if _, err := w.customers.Merge(w.ctx, 4, 3); err != nil { // ann lee and Anna-Marie: 3 and 4 are one
			t.Fatal(err)
		}
		for _, tt := range []struct{ text, want string }{
			{"王", "王五 王小明 李小王"},
			{"小", "王小明 李小王"},
			{"小明", "王小明"},
			{"明", "王小明"},
			{"明王", ""},
			{"西湖", "杭州西湖龙井茶叶有限公司"},
			{"龙井茶叶有限公司", "杭州西湖龙井茶叶有限公司"},
			{"ＡＮＮ", "ann lee"},
			{"lee an", "ann lee"},
			{"lee x", ""},
			{"Shop-7", "王小明"},
			{"shop-7", ""}, // ids tell capitals apart
			{"wang.x", "王小明"},
			{"WANG.XM@SHOP.CN", "王小明"},
			{"139 1234", "王小明"},
			{"+86139", "王小明"},
			{"+1415", "王五"},
			{"8800 12", "李小王"},
			{"oX1", "王五"},
			{"2", "李小王"}, // its number
			{"visitor-1", ""},
			{"", ""},
			{"   ", ""},
			{"%", ""},
			{"王_明", "王小明"}, // two parts, both of which the name has
			{strings.Repeat("王", 90), ""},
		} {
			hits := ask(w, func(tx *store.Tx) ([]customer.Hit, error) { return customer.Search(tx, tt.text, "CN", 10) })
			var names []string
			for _, h := range hits {
				if h.Name != "" {
					names = append(names, h.Name)
				}
			}
			slices.Sort(names)
			want := strings.Fields(tt.want)
			if tt.text == "ＡＮＮ" || tt.text == "lee an" {
				want = []string{"ann lee"}
			}
			slices.Sort(want)
			if !slices.Equal(names, want) {
				t.Errorf("%q found %q, want %q", tt.text, names, want)
			}
		}
		// A merged customer is found by what it had, and is one hit.
		hits := ask(w, func(tx *store.Tx) ([]customer.Hit, error) { return customer.Search(tx, "anna@", "CN", 10) })
		if len(hits) != 1 || hits[0].Name != "ann lee" || hits[0].By != "email" {
			t.Errorf("%+v", hits)
		}
		hits = ask(w, func(tx *store.Tx) ([]customer.Hit, error) { return customer.Search(tx, "visitor-1", "CN", 10) })
		if len(hits) != 1 || !hits[0].Visitor {
			t.Errorf("%+v", hits)
		}
	})
}

// TestEveryPartOfANameIsFound: any run of Chinese characters of a name, and the
// beginning of any of its words, in any case and width.
func TestEveryPartOfANameIsFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[A-Za-zéÖ]{1,9}|[王李小明雷梅]{1,7}`), 1, 4).Draw(t, "words")
		name := strings.Join(words, " ")
		word := rapid.SampledFrom(words).Draw(t, "word")
		runes := []rune(word)
		from := 0
		if runes[0] >= 0x4e00 {
			from = rapid.IntRange(0, len(runes)-1).Draw(t, "from")
		}
		to := rapid.IntRange(from+1, len(runes)).Draw(t, "to")
		query := string(runes[from:to])
		if rapid.Bool().Draw(t, "upper") {
			query = strings.ToUpper(query)
		}
		if !customer.InName(query, name) {
			t.Fatalf("%q does not find %q, whose tokens are %q", query, name, customer.Tokens(name))
		}
	})
}

func FuzzTokens(f *testing.F) {
	f.Add("王小明 Wang-Xiao")
	f.Add("\xff\x00ｶﾞ")
	f.Fuzz(func(t *testing.T, name string) {
		for _, token := range customer.Tokens(name) {
			if token == "" || len(token) > 64 {
				t.Fatalf("%q has the token %q", name, token)
			}
		}
		customer.InName(name, name)
	})
}

func TestCSV(t *testing.T) {
	t.Parallel()
	openSQLite(t, customer.Options{}, func(w *world) {
		var events []regulars.Event
		for i, name := range []string{"=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\tTab", "王小明", `Quote " and, comma`} {
			traits, _ := json.Marshal(map[string]string{"name": name, "email": fmt.Sprintf("c%d@shop.cn", i), "phone": fmt.Sprintf("1391234567%d", i)})
			events = append(events, regulars.Event{ID: fmt.Sprint("m", i), Type: regulars.Identify, UserID: fmt.Sprint("u", i), Source: "shop", Time: day, Received: day, Body: traits})
		}
		w.add(events...)
		w.write(func(tx *store.Tx) error {
			return customer.SetScores(tx, []customer.Scores{{Customer: 1, AsOf: day, Revenue: 12345, Value: -5, LastOrder: day}})
		})
		var b bytes.Buffer
		if err := w.customers.WriteCSV(w.ctx, &b, customer.ListQuery{}, "CNY"); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(b.Bytes(), []byte("\xef\xbb\xbfid,name")) {
			t.Errorf("it begins with %q", b.Bytes()[:10])
		}
		rows, err := csv.NewReader(bytes.NewReader(b.Bytes()[3:])).ReadAll()
		if err != nil || len(rows) != 8 {
			t.Fatal(len(rows), err)
		}
		for _, row := range rows[1:] {
			for i, cell := range row {
				numeric := rows[0][i] == "value_12_months"
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") && !numeric {
					t.Errorf("%s is %q", rows[0][i], cell)
				}
			}
		}
		if got := rows[1]; got[1] != "'=1+1" || got[3] != "'+8613912345670" || got[8] != "123.45" || got[9] != "-0.05" || got[13] != "2026-03-01T09:00:00Z" {
			t.Errorf("%q", got)
		}
		if err := w.customers.WriteCSV(context.Background(), &b, customer.ListQuery{}, "CNY"); regulars.CodeOf(err) != regulars.ErrUnauthorized {
			t.Error(err)
		}
	})
}

func TestExportHasEverything(t *testing.T) {
	t.Parallel()
	openWorlds(t, customer.Options{}, func(t *testing.T, w *world) {
		for i, line := range []string{
			`page anon=a1 path=/tea`,
			`identify user=u1 anon=a1 name=王小明 email=wang@shop.cn`,
			`group user=u1 group=g1 name="Tea House"`,
			`identify user=u2 name=王大明`,
		} {
			w.add(parseEvent(t, splitWords(line), i+1))
		}
		if _, err := w.customers.Merge(w.ctx, 1, 3); err != nil {
			t.Fatal(err)
		}
		w.caughtUp()
		w.write(func(tx *store.Tx) error {
			if err := customer.SetAttributes(tx, 1, day, map[string]any{"loyalty.level": "gold", "loyalty.points": 7}); err != nil {
				return err
			}
			return customer.SetAttributes(tx, 1, day, map[string]any{"loyalty.points": nil})
		})
		var b bytes.Buffer
		w.read(func(tx *store.Tx) error { return customer.Export(tx, 3, &b, map[string]any{"orders": []int{1, 2}}) })
		var got struct {
			Customer   int64
			Numbers    []int64
			Identities []struct{ Kind, Value string }
			Traits     map[string]struct{ Value string }
			Attributes map[string]any
			Companies  []struct{ Name string }
			Merges     []struct{ From, Into int64 }
			Orders     []int
			Timeline   []struct{ Type, Name string }
		}
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if got.Customer != 1 || len(got.Numbers) != 2 || len(got.Identities) != 4 || got.Traits["name"].Value != "王大明" ||
			!reflect.DeepEqual(got.Attributes, map[string]any{"loyalty.level": "gold"}) || len(got.Companies) != 1 || len(got.Merges) != 1 ||
			len(got.Orders) != 2 || len(got.Timeline) != 5 || got.Timeline[0].Name != "Customer Merged" || got.Timeline[1].Type != "page" {
			t.Errorf("%+v", got)
		}
		w.read(func(tx *store.Tx) error {
			if err := customer.Export(tx, 99, &b, nil); regulars.CodeOf(err) != regulars.ErrNotFound {
				t.Error(err)
			}
			return nil
		})
	})
}

func TestLookup(t *testing.T) {
	t.Parallel()
	openWorlds(t, customer.Options{}, func(t *testing.T, w *world) {
		for i, line := range []string{`identify user=u1 phone=13912345670`, `alias user=u1 prev=old`, `identify user=u2`} {
			w.add(parseEvent(t, splitWords(line), i+1))
		}
		if _, err := w.customers.Merge(w.ctx, 1, 2); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			kind  identity.Kind
			value string
			want  int64
		}{{identity.UserID, " u1", 1}, {identity.UserID, "u2", 1}, {identity.UserID, "old", 1}, {identity.Phone, "139 1234 5670", 1},
			{identity.UserID, "u3", 0}, {identity.Email, "nonsense", 0}} {
			w.read(func(tx *store.Tx) error {
				got, err := customer.Lookup(tx, tt.kind, tt.value, "CN")
				if got != tt.want || (tt.want == 0) != (regulars.CodeOf(err) == regulars.ErrNotFound) {
					t.Errorf("%s %s: %d %v", tt.kind, tt.value, got, err)
				}
				return nil
			})
		}
	})
}

func TestTraitsAreBounded(t *testing.T) {
	t.Parallel()
	openWorlds(t, customer.Options{}, func(t *testing.T, w *world) {
		tell := func(id string, traits map[string]any) {
			e := regulars.Event{ID: id, Type: regulars.Identify, UserID: "u1", Source: "shop", Time: day, Received: day}
			e.Body, _ = json.Marshal(traits)
			w.add(e)
		}
		many := map[string]any{}
		for i := range 250 {
			many[fmt.Sprintf("t%03d", i)] = i
		}
		tell("m1", many)
		tell("m2", map[string]any{"t000": "changed", "one more": 1, strings.Repeat("n", 101): 1, "": 1})
		tell("m3", map[string]any{"t001": strings.Repeat("x", 33_000)})
		tell("m4", map[string]any{"t002": strings.Repeat("茶", 9000)})
		tell("m5", map[string]any{"t003": strings.Repeat("茶", 9000)})
		p := ask(w, func(tx *store.Tx) (customer.Profile, error) { return customer.Get(tx, 1) })
		size := 0
		for _, tr := range p.Traits {
			size += len(tr.Name) + len(tr.Value)
		}
		if len(p.Traits) != customer.MaxTraits || size > customer.MaxTraitBytes {
			t.Errorf("%d traits of %d bytes", len(p.Traits), size)
		}
		if string(p.Traits[0].Value) != `"changed"` || string(p.Traits[1].Value) != "1" || len(p.Traits[2].Value) != 27_002 || string(p.Traits[3].Value) != "3" {
			t.Errorf("%.40s", p.Traits[:4])
		}
		if n := len(ask(w, func(tx *store.Tx) ([]timeline.Entry, error) {
			return customer.Timeline(tx, 1, timeline.Query{Limit: 10})
		})); n != 5 {
			t.Error("the timeline has", n)
		}
	})
}

// TestOddTextsAreTakenIn: what PostgreSQL cannot keep is cleaned,
// whatever a client sends.
func TestOddTextsAreTakenIn(t *testing.T) {
	t.Parallel()
	openWorlds(t, customer.Options{}, func(t *testing.T, w *world) {
		w.add(
			regulars.Event{ID: "m1", Type: regulars.Track, Name: "a\x00b\xff", UserID: "u1\x00", AnonymousID: "a\xff", Source: "s", Time: day, Received: day, Body: []byte("{\"x\":\"\xff\"}")},
			regulars.Event{ID: "m2", Type: regulars.Identify, UserID: "u2", Source: "s", Time: day, Received: day, Body: []byte(`{"name":"a\u0000b","x":"\u0000","city":["no"]}`)},
			regulars.Event{ID: "m3", Type: regulars.Identify, UserID: "u2", Source: "s", Time: day, Received: day, Body: []byte(`[1,2]`)},
			regulars.Event{ID: "m4", Type: regulars.Group, UserID: "u2", PreviousID: "g\x00", Source: "s", Time: day, Received: day, Body: []byte(`nonsense`)},
			regulars.Event{ID: "m5", Type: regulars.Page, UserID: "u2", Source: "s", Time: day, Received: day, Order: "o\x00"},
		)
		if c := ask(w, func(tx *store.Tx) (customer.Profile, error) { return customer.Get(tx, 2) }); c.Name != "ab" {
			t.Errorf("%+v", c)
		}
	})
}

func TestVisits(t *testing.T) {
	t.Parallel()
	openSQLite(t, customer.Options{}, func(w *world) {
		for i, line := range []string{`page anon=a1 path=/tea`, `page anon=a1 path=/cup`, `track "Product Added" anon=a1`} {
			w.add(parseEvent(t, splitWords(line), i+1))
		}
		w.read(func(tx *store.Tx) error {
			visits, err := customer.Visits(tx, 1, 5)
			if err != nil || len(visits) != 1 || visits[0].Entry() != "/tea" || visits[0].Exit() != "/cup" || visits[0].Pages[1].Dwell != time.Minute {
				t.Errorf("%+v %v", visits, err)
			}
			return nil
		})
	})
}

func TestForgotten(t *testing.T) {
	t.Parallel()
	openSQLite(t, customer.Options{}, func(w *world) {
		w.add(parseEvent(t, splitWords(`identify user=u1 anon=a1 email=li@shop.cn`), 1))
		is := func(line string) bool {
			e := parseEvent(t, splitWords(line), 2)
			return w.customers.Forgotten(&e)
		}
		if is("track x user=u1") {
			t.Error("forgotten before anybody was")
		}
		var erased customer.Erasure
		_, err := w.customers.Erase(w.ctx, 1, func(_ *store.Tx, e customer.Erasure) error {
			erased = e
			return nil
		})
		if err != nil || !slices.Equal(erased.Numbers, []int64{1}) || !slices.Equal(erased.Contacts, []string{"li@shop.cn"}) || len(erased.IDs) != 2 {
			t.Error(erased, err)
		}
		for line, want := range map[string]bool{"track x user=u1": true, "page anon=a1": true, "track x with.email=LI@shop.cn": true, "track x user=u2": false} {
			if is(line) != want {
				t.Error(line, !want)
			}
		}
		// Another process reads it from the store.
		again := customer.New(w.db, w.log, w.clock, w.options)
		e := parseEvent(t, splitWords("track x user=u1"), 3)
		if err := again.LoadForgotten(w.ctx); err != nil || !again.Forgotten(&e) {
			t.Error(err)
		}
		// Nothing of the person is left in any table.
		w.caughtUp()
		left := w.state()
		for _, word := range []string{"u1", "a1", "li@shop.cn"} {
			if strings.Contains(left, "="+word+" ") {
				t.Errorf("%s is still there:\n%s", word, left)
			}
		}
	})
}

func TestStaffNeedPermission(t *testing.T) {
	t.Parallel()
	openSQLite(t, customer.Options{}, func(w *world) {
		w.add(parseEvent(t, splitWords(`identify user=u1`), 1), parseEvent(t, splitWords(`identify user=u2`), 2))
		nobody := context.Background()
		reader := regulars.WithActor(nobody, regulars.Actor{Kind: regulars.ActorStaff, Can: func(p regulars.Permission) bool { return p == "customers:read" }})
		for name, do := range map[string]func(ctx context.Context) error{
			"merge":  func(ctx context.Context) error { _, err := w.customers.Merge(ctx, 1, 2); return err },
			"undo":   func(ctx context.Context) error { return w.customers.UndoMerge(ctx, 1) },
			"apart":  func(ctx context.Context) error { return w.customers.KeepApart(ctx, 1, 2) },
			"allow":  func(ctx context.Context) error { return w.customers.Allow(ctx, identity.Identity{}) },
			"erase":  func(ctx context.Context) error { _, err := w.customers.Erase(ctx, 1, nil); return err },
			"update": func(ctx context.Context) error { return w.customers.Update(ctx, 1, nil) },
			"export": func(ctx context.Context) error { return w.customers.WriteDossier(ctx, 1, &bytes.Buffer{}, nil) },
			"csv": func(ctx context.Context) error {
				return w.customers.WriteCSV(ctx, &bytes.Buffer{}, customer.ListQuery{}, "CNY")
			},
		} {
			if code := regulars.CodeOf(do(nobody)); code != regulars.ErrUnauthorized {
				t.Errorf("%s by nobody: %q", name, code)
			}
			if code := regulars.CodeOf(do(reader)); code != regulars.ErrForbidden {
				t.Errorf("%s by a reader: %q", name, code)
			}
		}
	})
}
