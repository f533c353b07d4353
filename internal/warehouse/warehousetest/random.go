package warehousetest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"regulars"
	"regulars/internal/warehouse"
)

// drawEvents draws up to most events that stand after at.
func drawEvents(t *rapid.T, at regulars.Position, most int) []regulars.Event {
	n := rapid.IntRange(0, most).Draw(t, "events")
	events := make([]regulars.Event, n)
	for i := range events {
		switch rapid.IntRange(0, 19).Draw(t, "gap") {
		case 0:
			at.Epoch, at.Seq = at.Epoch+1, at.Seq-2
		case 1:
			at.Tx, at.Seq = at.Tx+1, at.Seq-1
		case 2:
			at.Seq += 3
		}
		at.Seq++
		events[i] = drawEvent(t, at)
	}
	return events
}

func drawEvent(t *rapid.T, at regulars.Position) regulars.Event {
	instant := time.Date(2024, 10, 20, 0, 0, 0, 0, time.UTC).
		Add(time.Duration(rapid.IntRange(0, 400*24*60).Draw(t, "minute")) * time.Minute)
	e := regulars.Event{
		Position: at,
		ID:       fmt.Sprintf("id-%d-%d-%d", at.Epoch, at.Tx, at.Seq),
		Type:     rapid.SampledFrom([]regulars.EventType{regulars.Track, regulars.Track, regulars.Track, regulars.Page, regulars.Identify}).Draw(t, "type"),
		Name:     rapid.SampledFrom([]string{"", "Order Completed", "Page 首页", "O'Clock"}).Draw(t, "name"),
		UserID:   rapid.SampledFrom([]string{"", "u1", "u2"}).Draw(t, "user"),
		Time:     instant,
		Received: instant.Add(time.Second),
		Source:   rapid.SampledFrom([]string{"web-key", "customer"}).Draw(t, "source"),
		Channel:  rapid.SampledFrom([]regulars.Channel{regulars.Web, regulars.Store, ""}).Draw(t, "channel"),
		Customer: rapid.Int64Range(0, 6).Draw(t, "customer"),
	}
	e.Origin = e.Customer
	if rapid.Bool().Draw(t, "order?") {
		e.Order = rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "order")
		e.Amount = regulars.Money{Minor: rapid.Int64Range(-500, 1000).Draw(t, "minor"), Currency: "CNY"}
	}
	switch rapid.IntRange(0, 24).Draw(t, "body") / 4 {
	case 0:
		e.Body = []byte(fmt.Sprintf(`{"from":%d,"into":%d,"cause":"email"}`, rapid.IntRange(1, 6).Draw(t, "from"), rapid.IntRange(1, 6).Draw(t, "into")))
		e.Type, e.Name, e.Source = regulars.Track, warehouse.Merged, warehouse.MergeSource
	case 1:
		whom := rapid.IntRange(1, 6).Draw(t, "whom")
		e.Body = []byte(fmt.Sprintf(`{"customer":%d,"from":%d,"origins":[%d,%d]}`, whom, rapid.IntRange(1, 6).Draw(t, "from"), whom, rapid.IntRange(1, 6).Draw(t, "origin")))
		e.Type, e.Name, e.Source = regulars.Track, warehouse.Split, warehouse.MergeSource
	case 6:
		e.Body = []byte(fmt.Sprintf(`{"customers":[%d,999]}`, rapid.IntRange(1, 6).Draw(t, "forgotten")))
		e.Type, e.Name, e.Source = regulars.Track, warehouse.Erased, warehouse.MergeSource
	case 2:
		e.Body = []byte(rapid.SampledFrom([]string{
			`{"products":[{"product_id":"p1","price":12.34,"quantity":2},{"product_id":7,"price":"0.125"},{"price":null},5]}`,
			`{"products":{"product_id":"p1"},"price":-3.005,"deep":{"a b":"茶","yes":true}}`,
			`{"products":[],"price":"none","deep":{"a b":null}}`,
		}).Draw(t, "properties"))
	}
	return e
}

// questioner draws questions of well-formed relations.
type questioner struct {
	t     *rapid.T
	names int
}

// zones are those whose days are hard to get right: daylight saving, half
// hours, a day that was left out, and none of it.
var zones = []string{"UTC", "Asia/Shanghai", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns"}

// drawQuestion draws a question that Check takes: two relations with a common
// beginning, so that some of it is computed once.
func drawQuestion(t *rapid.T) warehouse.Question {
	q := &questioner{t: t}
	r := q.steps(warehouse.Events(), rapid.IntRange(0, 3).Draw(t, "common"))
	a := q.steps(r, rapid.IntRange(0, 2).Draw(t, "first"))
	b := q.steps(r, rapid.IntRange(0, 2).Draw(t, "second"))
	return warehouse.Ask(q.last(a), q.last(b))
}

// last leaves out the columns that an erasure leaves to each engine to spell.
func (q *questioner) last(r *warehouse.Relation) *warehouse.Relation {
	columns, err := r.Columns()
	if err != nil {
		q.t.Fatal(err)
	}
	var keep []string
	for _, c := range columns {
		if c.Name != "body" && c.Name != "context" {
			keep = append(keep, c.Name)
		}
	}
	return r.Keep(keep...)
}

func (q *questioner) pick(label string, n int) int { return rapid.IntRange(0, n-1).Draw(q.t, label) }

func (q *questioner) name() string {
	q.names++
	return fmt.Sprintf("x%d", q.names)
}

func (q *questioner) columns(r *warehouse.Relation, kind warehouse.Kind) (names []string) {
	columns, err := r.Columns()
	if err != nil {
		q.t.Fatal(err)
	}
	for _, c := range columns {
		if c.Kind == kind {
			names = append(names, c.Name)
		}
	}
	return names
}

func (q *questioner) steps(r *warehouse.Relation, n int) *warehouse.Relation {
	for range n {
		switch q.pick("step", 6) {
		case 0:
			r = r.Where(q.truth(r, 2))
		case 1:
			r = r.With(q.name(), q.number(r, 2))
		case 2:
			r = r.WithAll(warehouse.Named{As: q.name(), Of: q.text(r, 2)}, warehouse.Named{As: q.name(), Of: q.number(r, 1)})
		case 3:
			r = q.group(r)
		case 4:
			r = q.chain(r)
		case 5:
			if has(r, "body") {
				r = r.Lines([]string{"products"},
					warehouse.Named{As: q.name(), Of: warehouse.JSON("line", "product_id")},
					warehouse.Named{As: q.name(), Of: warehouse.Decimal("line", q.pick("digits", 4), "price")})
				// Two lines of one event are alike in all columns that tell
				// rows apart; group, so that what follows has an answer.
				r = q.group(r)
			}
		}
	}
	return r
}

func has(r *warehouse.Relation, name string) bool {
	columns, _ := r.Columns()
	for _, c := range columns {
		if c.Name == name {
			return true
		}
	}
	return false
}

// unique gives the columns that tell rows of r apart, if it knows them.
func unique(r *warehouse.Relation) []string {
	for at := r; ; at = at.Of {
		switch at.Step {
		case warehouse.StepEvents:
			return []string{"place"}
		case warehouse.StepGroup:
			var names []string
			for _, k := range at.Named {
				names = append(names, k.As)
			}
			return names
		case warehouse.StepLines, warehouse.StepKeep:
			return nil
		}
	}
}

func (q *questioner) group(r *warehouse.Relation) *warehouse.Relation {
	var keys []warehouse.Named
	for range q.pick("keys", 3) {
		if q.pick("kind", 2) == 0 {
			keys = append(keys, warehouse.Named{As: q.name(), Of: q.text(r, 1)})
		} else {
			keys = append(keys, warehouse.Named{As: q.name(), Of: q.number(r, 1)})
		}
	}
	measures := []warehouse.Measure{warehouse.Count(q.name())}
	for range q.pick("measures", 4) {
		measures = append(measures, q.measure(r))
	}
	return r.Group(keys, measures...)
}

func (q *questioner) measure(r *warehouse.Relation) warehouse.Measure {
	m := q.plainMeasure(r)
	if q.pick("if", 2) == 0 {
		m = m.If(q.truth(r, 1))
	}
	return m
}

func (q *questioner) plainMeasure(r *warehouse.Relation) warehouse.Measure {
	kind := q.pick("measure", 8)
	if key := unique(r); len(key) == 1 && kind <= 1 && len(q.columns(r, warehouse.KindInt)) > 0 {
		columns := q.columns(r, warehouse.KindInt)
		for _, c := range columns {
			if c == key[0] {
				pick := []func(string, warehouse.Expr, warehouse.Expr, ...warehouse.Expr) warehouse.Measure{warehouse.First, warehouse.Last}[kind]
				if q.pick("ties", 2) == 0 {
					return pick(q.name(), q.text(r, 1), q.number(r, 1).Over(100), warehouse.Col(c))
				}
				return pick(q.name(), q.text(r, 1), warehouse.Col(c))
			}
		}
	}
	switch kind {
	case 2:
		return warehouse.Sum(q.name(), q.number(r, 1))
	case 3:
		return warehouse.Distinct(q.name(), q.text(r, 1))
	case 4:
		return warehouse.Quantile(q.name(), q.number(r, 1), rapid.SampledFrom([]float64{0, 0.25, 0.5, 1}).Draw(q.t, "q"))
	case 5:
		return warehouse.Min(q.name(), q.text(r, 1))
	case 6:
		return warehouse.Max(q.name(), q.number(r, 1))
	}
	return warehouse.Distinct(q.name(), q.number(r, 1))
}

func (q *questioner) chain(r *warehouse.Relation) *warehouse.Relation {
	key := unique(r)
	if len(key) == 0 {
		return r
	}
	per := []string{}
	if texts := q.columns(r, warehouse.KindText); len(texts) > 0 && q.pick("per", 2) == 0 {
		per = append(per, texts[q.pick("column", len(texts))])
	}
	links := []warehouse.Link{warehouse.Nth(q.name())}
	for _, make := range []func(string, string) warehouse.Link{warehouse.Previous, warehouse.Next, warehouse.Opening} {
		columns := append(q.columns(r, warehouse.KindInt), q.columns(r, warehouse.KindText)...)
		links = append(links, make(q.name(), columns[q.pick("column", len(columns))]))
	}
	if ints := q.columns(r, warehouse.KindInt); len(ints) > 0 {
		by := ints[q.pick("by", len(ints))]
		key = append([]string{by}, key...)
		links = append(links, warehouse.Ahead(q.name(), ints[q.pick("column", len(ints))], rapid.SampledFrom([]int64{0, 1, 500, 3_600_000_000}).Draw(q.t, "span")))
	}
	return r.Chain(per, key, links...)
}

func (q *questioner) truth(r *warehouse.Relation, depth int) warehouse.Expr {
	if depth > 0 {
		switch q.pick("truth", 6) {
		case 0:
			return warehouse.And(q.truth(r, depth-1), q.truth(r, depth-1))
		case 1:
			return warehouse.Or(q.truth(r, depth-1), q.truth(r, depth-1))
		case 2:
			return warehouse.Not(q.truth(r, depth-1))
		}
	}
	switch q.pick("comparison", 9) {
	case 4:
		return q.text(r, depth-1).Contains(warehouse.Text(rapid.SampledFrom([]string{"", "e", "茶", "' "}).Draw(q.t, "part")))
	case 5:
		return q.text(r, depth-1).Starts(q.text(r, depth-1))
	case 6:
		return q.text(r, depth-1).Ends(warehouse.Text(rapid.SampledFrom([]string{"", "b", "d", "页"}).Draw(q.t, "end")))
	case 7:
		if has(r, "body") {
			return warehouse.Numeric("body", q.pick("digits", 5), "price")
		}
	case 0:
		return q.number(r, depth-1).Less(q.number(r, depth-1))
	case 1:
		return q.text(r, depth-1).Less(q.text(r, depth-1))
	case 2:
		return q.text(r, depth-1).InTexts("", "Order Completed", "O'Clock", "web")
	case 3:
		return q.number(r, depth-1).InInts(1, 2, 3, 100)
	}
	return q.number(r, depth-1).AtLeast(warehouse.Int(rapid.Int64Range(-3, 500).Draw(q.t, "int")))
}

func (q *questioner) number(r *warehouse.Relation, depth int) warehouse.Expr {
	if depth > 0 {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(q.t, "zone"))
		if err != nil {
			q.t.Fatal(err)
		}
		less := func() warehouse.Expr { return q.number(r, depth-1) }
		switch q.pick("number", 11) {
		case 0:
			return less().Plus(less())
		case 1:
			return less().Minus(less())
		case 2:
			return less().Over(rapid.Int64Range(1, 1000).Draw(q.t, "divisor"))
		case 3:
			return warehouse.If(q.truth(r, depth-1), less(), less())
		case 4:
			return less().Times(less())
		case 5, 6, 7:
			if has(r, "time") && has(r, "received") {
				day := warehouse.Day(warehouse.Col("time"), zone)
				return []warehouse.Expr{day, warehouse.Hour(warehouse.Col("received"), zone), warehouse.Week(day), warehouse.Month(day)}[q.pick("calendar", 4)]
			}
		case 8:
			if has(r, "body") {
				return warehouse.Decimal("body", q.pick("digits", 5), "price")
			}
		case 10:
			return warehouse.Flags(q.truth(r, depth-1), q.truth(r, depth-1))
		case 9:
			return warehouse.Month(warehouse.Week(less().Over(100)))
		}
	}
	if columns := q.columns(r, warehouse.KindInt); len(columns) > 0 && q.pick("column?", 4) > 0 {
		return warehouse.Col(columns[q.pick("column", len(columns))])
	}
	return warehouse.Int(rapid.Int64Range(-1000, 1000).Draw(q.t, "int"))
}

func (q *questioner) text(r *warehouse.Relation, depth int) warehouse.Expr {
	if depth > 0 {
		switch q.pick("text", 4) {
		case 0:
			return warehouse.If(q.truth(r, depth-1), q.text(r, depth-1), q.text(r, depth-1))
		case 1:
			if has(r, "body") {
				return warehouse.JSON("body", rapid.SampledFrom([][]string{{"deep", "a b"}, {"deep", "yes"}, {"nothing"}, {"cause"}, {"from"}}).Draw(q.t, "path")...)
			}
		}
	}
	var columns []string
	for _, c := range q.columns(r, warehouse.KindText) {
		if c != "body" && c != "context" {
			columns = append(columns, c)
		}
	}
	if len(columns) > 0 && q.pick("column?", 4) > 0 {
		return warehouse.Col(columns[q.pick("column", len(columns))])
	}
	return warehouse.Text(rapid.SampledFrom([]string{"", "茶", "it's", `"quoted" \ %`}).Draw(q.t, "text"))
}
