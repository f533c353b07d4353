package lang_test

import (
	"testing"
	"time"

	"regulars"
	"regulars/audience/lang"
)

// TestMeasures takes values of one customer's past.
func TestMeasures(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	c := &lang.Catalogue{Zone: zone, Currency: "CNY", Fields: []lang.Field{{Name: "born", Kind: lang.KindDate}, {Name: "city", Kind: lang.KindText}},
		Events: []lang.Event{{Word: "orders", Name: "Order", English: "orders", Chinese: "订单", Properties: []lang.Property{
			{Name: "amount", Kind: lang.KindNumber, From: lang.FromAmount}, {Name: "shop", Kind: lang.KindText}}}}}
	now := time.Date(2026, 3, 10, 4, 0, 0, 0, time.UTC)
	order := func(days int, minor int64, body string) regulars.Event {
		return regulars.Event{Type: regulars.Track, Name: "Order", Time: now.AddDate(0, 0, -days), Amount: regulars.Money{Minor: minor, Currency: "CNY"}, Body: []byte(body)}
	}
	p := &lang.Person{Number: 1, Facts: facts{"born": lang.DateOf(1990, 5, 4), "city": lang.TextOf("上海")}, Events: []regulars.Event{
		order(40, 1001, `{"shop":"a"}`), order(10, 1000, `{"shop":"b"}`), order(2, 1000, `{"shop":"b"}`)}}
	for _, tt := range []struct {
		text, property string
		want           lang.Value
		english        string
	}{
		{"orders.count()", "", lang.Whole(3), "the number of orders"},
		{"orders.last(days(30)).sum(amount)", "", lang.Whole(20), "the sum of amount of orders in the last 30 days"},
		{"orders.avg(amount)", "", lang.NumberOf(100_033), "the average amount of orders"},
		{"orders.recency()", "", lang.Whole(2), "the time since the last of orders"},
		{"orders.last().shop", "", lang.TextOf("b"), "shop of the last of orders"},
		{"orders.distinct(shop)", "", lang.Whole(2), "the number of different values of shop of orders"},
		{`orders.where(shop == "z").avg(amount)`, "", lang.Value{}, "the average amount of orders whose shop is “z”"},
		{`orders.where(shop == "z").sum(amount)`, "", lang.Whole(0), "the sum of amount of orders whose shop is “z”"},
		{"orders.last(days(5))", "", lang.BoolOf(true), "orders in the last 5 days"},
		{"born.month()", "", lang.Whole(5), "the month of born"},
		{"city", "", lang.TextOf("上海"), "city"},
	} {
		m, err := lang.ParseMeasure(tt.text, tt.property, c)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if got := m.Value(p, now); got.Kind != tt.want.Kind || got.Int != tt.want.Int || got.Text != tt.want.Text {
			t.Errorf("%s is %v, want %v", tt.text, got, tt.want)
		}
		if got := m.Describe(lang.English); got != tt.english {
			t.Errorf("%s is described as %q, want %q", tt.text, got, tt.english)
		}
	}
	for _, bad := range []string{"", "orders.count() > 1", "has(city)", "nothing", "orders.sum(nothing)", "customer in top(3, born)", "（", "orders.last()"} {
		if _, err := lang.ParseMeasure(bad, "", c); err == nil {
			t.Errorf("%q is taken for a measure", bad)
		}
	}
	m, err := lang.ParseMeasure("orders.last(days(30))", "shop", c)
	if err != nil {
		t.Fatal(err)
	}
	var shops string
	m.Each(p, now, func(_ *regulars.Event, v lang.Value) { shops += v.Text })
	if shops != "bb" || m.Events() == nil || m.Property().Name != "shop" {
		t.Errorf("the shops are %q", shops)
	}
}

// TestOver divides and rounds half away from zero.
func TestOver(t *testing.T) {
	t.Parallel()
	for _, tt := range [][3]lang.Number{{1 * lang.One, 3 * lang.One, 3333}, {2 * lang.One, 3 * lang.One, 6667}, {-2 * lang.One, 3 * lang.One, -6667},
		{2 * lang.One, -3 * lang.One, -6667}, {-1 * lang.One, -2 * lang.One, 5000}, {1, 20_000 * lang.One, 0}, {lang.MostNumber, 1, lang.MostNumber}, {-lang.MostNumber, 1, -lang.MostNumber}} {
		if got := tt[0].Over(tt[1]); got != tt[2] {
			t.Errorf("%d over %d is %d, want %d", tt[0], tt[1], got, tt[2])
		}
	}
}

type facts map[string]lang.Value

func (f facts) Field(name string) lang.Value { return f[name] }
func (f facts) Belongs(lang.Group) bool      { return false }
