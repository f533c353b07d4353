package warehouse_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars"
	"regulars/internal/warehouse"
)

// TestOffsets holds the offsets of every kind of zone to Go's own.
func TestOffsets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"UTC", "Asia/Shanghai", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
			"Africa/Casablanca", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"}).Draw(t, "zone")
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		from := rapid.Int64Range(-60*365*86400, 100*365*86400).Draw(t, "from")
		to := from + rapid.Int64Range(0, 40*365*86400).Draw(t, "span")
		list := warehouse.Offsets(zone, from*1e6, to*1e6)
		for range 20 {
			at := rapid.Int64Range(from, to).Draw(t, "at")
			i := len(list) - 1
			for list[i].From > at*1e6 {
				i--
			}
			if _, seconds := time.Unix(at, 0).In(zone).Zone(); list[i].Ahead != int64(seconds)*1e6 {
				t.Fatalf("%s is %d s ahead at %d, want %d", name, list[i].Ahead/1e6, at, seconds)
			}
		}
		for i := 1; i < len(list); i++ {
			if list[i].From <= list[i-1].From || list[i].Ahead == list[i-1].Ahead {
				t.Fatalf("the offsets do not rise, or repeat: %v", list)
			}
		}
	})
}

// TestOffsetsAreFew: an event dated in the year 9999 must not make a question
// of megabytes.
func TestOffsetsAreFew(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(warehouse.Offsets(zone, -1<<62, 1<<62)); n < 200 || n > 1000 {
		t.Fatalf("there are %d offsets", n)
	}
}

// TestOwners compares with moving every event's owner by hand.
func TestOwners(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var owners warehouse.Owners
		want := map[int64]int64{}
		for n := range int64(8) {
			want[n+1] = n + 1
		}
		who := rapid.Int64Range(1, 8)
		for range rapid.IntRange(0, 30).Draw(t, "moves") {
			m := warehouse.Move{From: who.Draw(t, "from"), Into: who.Draw(t, "into")}
			if rapid.Bool().Draw(t, "split") {
				m.Origins = rapid.SliceOfN(who, 1, 3).Draw(t, "origins")
			}
			owners.Move(m)
			for origin, owner := range maps.Clone(want) {
				if owner == m.From && (m.Origins == nil || slices.Contains(m.Origins, origin)) {
					want[origin] = m.Into
				}
			}
		}
		for origin, owner := range want {
			if owners.Of(origin) != owner {
				t.Fatalf("%d has the events of %d, want %d", owners.Of(origin), origin, owner)
			}
			if moved, ok := owners.Moved()[origin]; ok != (owner != origin) || ok && moved != owner {
				t.Fatalf("the list of moves says %d, %v of %d; want %d", moved, ok, origin, owner)
			}
		}
	})
}

func TestMoveOf(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]warehouse.Move{
		`{"from":1,"into":2,"cause":"alias"}`: {From: 1, Into: 2},
		`{"from":"1","into":"2"}`:             {From: 1, Into: 2},
		`{"from":1,"into":1}`:                 {},
		`{"from":1.5,"into":2}`:               {},
		`{"into":2}`:                          {},
		`null`:                                {},
		``:                                    {},
		`{"from":[1],"into":2}`:               {},
	} {
		e := regulars.Event{Type: regulars.Track, Name: warehouse.Merged, Source: warehouse.MergeSource, Body: []byte(body)}
		m, ok := warehouse.MoveOf(&e)
		if ok != (want.From != 0) || ok && (m.From != want.From || m.Into != want.Into || m.Origins != nil) {
			t.Errorf("%s gives %+v, %v", body, m, ok)
		}
		e.Source = "web"
		if _, ok := warehouse.MoveOf(&e); ok {
			t.Errorf("%s from somebody else is believed", body)
		}
	}
	split := regulars.Event{Type: regulars.Track, Name: warehouse.Split, Source: warehouse.MergeSource, Body: []byte(`{"customer":3,"from":5,"origins":[3,2]}`)}
	if m, ok := warehouse.MoveOf(&split); !ok || m.From != 5 || m.Into != 3 || !slices.Equal(m.Origins, []int64{3, 2}) {
		t.Errorf("a split gives %+v, %v", m, ok)
	}
}

// FuzzMoveOf: whatever an event's body holds, reading it neither fails nor
// gives a move that makes no sense.
func FuzzMoveOf(f *testing.F) {
	f.Add(`{"from":1,"into":2}`, true)
	f.Add(`{"customer":3,"from":5,"origins":[3,"2",null]}`, false)
	f.Fuzz(func(t *testing.T, body string, merge bool) {
		e := regulars.Event{Type: regulars.Track, Name: warehouse.Split, Source: warehouse.MergeSource, Body: []byte(body)}
		if merge {
			e.Name = warehouse.Merged
		}
		if m, ok := warehouse.MoveOf(&e); ok && (m.From <= 0 || m.Into <= 0 || m.From == m.Into || merge != (m.Origins == nil)) {
			t.Fatalf("%q gives %+v", body, m)
		}
	})
}

// TestPlan: what nobody looks at is not computed, and what is needed twice is
// computed once.
func TestPlan(t *testing.T) {
	t.Parallel()
	col := warehouse.Col
	orders := warehouse.Events().Where(col("name").Eq(warehouse.Text("Order Completed")))
	folded := orders.Group(warehouse.Keys("order"), warehouse.First("customer", col("customer"), col("place")),
		warehouse.Sum("minor", col("amount")), warehouse.Max("channel", col("channel")))
	byCustomer := folded.Group(warehouse.Keys("customer"), warehouse.Count("orders"))
	plan, err := warehouse.NewPlan(warehouse.Ask(byCustomer, folded.Group(nil, warehouse.Sum("minor", col("minor"))), orders.Group(nil, warehouse.Count("n"))))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(plan.Shared, []*warehouse.Relation{folded}) {
		t.Errorf("%d relations are shared", len(plan.Shared))
	}
	names := func(r *warehouse.Relation) (out []string) {
		for _, c := range plan.Columns(r) {
			out = append(out, c.Name)
		}
		return out
	}
	if got := names(folded); !slices.Equal(got, []string{"customer", "minor"}) {
		t.Errorf("of the orders %v are looked at", got)
	}
	if got := names(orders); !slices.Equal(got, []string{"place", "order", "amount", "customer"}) {
		t.Errorf("of the events %v are looked at", got)
	}
	if !plan.Wants(folded, "minor") || plan.Wants(folded, "channel") {
		t.Error("the plan does not know its own columns")
	}
}
