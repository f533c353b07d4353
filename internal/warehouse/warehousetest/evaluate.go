package warehousetest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/internal/warehouse"
)

// cells is one row: a column's value is an int64, string, bool or float64.
type cells map[string]any

func eventCells(r *row, owners *warehouse.Owners) cells {
	return cells{
		"place": r.place, "epoch": r.Position.Epoch, "tx": r.Position.Tx, "seq": r.Position.Seq,
		"id": r.ID, "type": string(r.Type), "name": r.Name,
		"user_id": r.UserID, "anonymous_id": r.AnonymousID, "previous_id": r.PreviousID,
		"time": regulars.Micros(r.Time), "received": regulars.Micros(r.Received),
		"source": r.Source, "channel": string(r.Channel), "order": r.Order,
		"amount": r.Amount.Minor, "currency": r.Amount.Currency,
		"body": string(r.Body), "context": string(r.Context),
		"customer": owners.Of(r.Origin), "origin": r.Origin,
	}
}

// evaluate gives the rows of a relation over events.
func evaluate(r *warehouse.Relation, events []cells) []cells {
	if r.Step == warehouse.StepEvents {
		return events
	}
	in := evaluate(r.Of, events)
	var out []cells
	switch r.Step {
	case warehouse.StepWhere:
		for _, c := range in {
			if value(r.Cond, c).(bool) {
				out = append(out, c)
			}
		}
	case warehouse.StepWith:
		for _, c := range in {
			more := c
			for _, n := range r.Named {
				more = with(more, n.As, value(n.Of, c))
			}
			out = append(out, more)
		}
	case warehouse.StepLines:
		for _, c := range in {
			out = append(out, lines(r, c)...)
		}
	case warehouse.StepGroup:
		out = group(r, in)
	case warehouse.StepChain:
		out = chain(r, in)
	case warehouse.StepSort:
		out = slices.Clone(in)
		slices.SortStableFunc(out, func(a, b cells) int { return compareBy(r.Sorts, a, b) })
		if r.Limit > 0 && len(out) > r.Limit {
			out = out[:r.Limit]
		}
	case warehouse.StepKeep:
		out = in // what else a row has is never looked at
	}
	return out
}

func with(c cells, name string, v any) cells {
	out := make(cells, len(c)+1)
	for k, v := range c {
		out[k] = v
	}
	out[name] = v
	return out
}

func compare(a, b any) int {
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case string:
		return strings.Compare(a, b.(string))
	case float64:
		return cmp.Compare(a, b.(float64))
	case bool:
		return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) // "false" stands before "true"
	}
	panic("no such kind")
}

func compareBy(sorts []warehouse.Order, a, b cells) int {
	for _, s := range sorts {
		if c := compare(a[s.Column], b[s.Column]); c != 0 {
			if s.Falling {
				return -c
			}
			return c
		}
	}
	return 0
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// value computes an expression for a row.
func value(e warehouse.Expr, c cells) any {
	arg := func(i int) any { return value(e.Args[i], c) }
	n := func(i int) int64 { return arg(i).(int64) }
	switch e.Op {
	case warehouse.OpColumn:
		return c[e.Text]
	case warehouse.OpInt:
		return e.Int
	case warehouse.OpText:
		return e.Text
	case warehouse.OpEq:
		return compare(arg(0), arg(1)) == 0
	case warehouse.OpLess:
		return compare(arg(0), arg(1)) < 0
	case warehouse.OpAnd:
		return !slices.ContainsFunc(e.Args, func(a warehouse.Expr) bool { return !value(a, c).(bool) })
	case warehouse.OpOr:
		return slices.ContainsFunc(e.Args, func(a warehouse.Expr) bool { return value(a, c).(bool) })
	case warehouse.OpNot:
		return !arg(0).(bool)
	case warehouse.OpIn:
		return slices.ContainsFunc(e.Args[1:], func(a warehouse.Expr) bool { return compare(value(a, c), arg(0)) == 0 })
	case warehouse.OpPlus:
		return bounded(new(big.Int).Add(big.NewInt(n(0)), big.NewInt(n(1))))
	case warehouse.OpMinus:
		return bounded(new(big.Int).Sub(big.NewInt(n(0)), big.NewInt(n(1))))
	case warehouse.OpTimes:
		return bounded(new(big.Int).Mul(big.NewInt(n(0)), big.NewInt(n(1))))
	case warehouse.OpOver:
		return floorDiv(n(0), e.Int)
	case warehouse.OpIf:
		if arg(0).(bool) {
			return arg(1)
		}
		return arg(2)
	case warehouse.OpWeek:
		return floorDiv(n(0)+3, 7)*7 - 3
	case warehouse.OpMonth:
		day := time.Unix(max(warehouse.FirstDay, min(warehouse.LastDay, n(0)))*86400, 0).UTC()
		return int64(day.Year()-1970)*12 + int64(day.Month()) - 1
	case warehouse.OpDay:
		civil := time.UnixMicro(n(0)).In(e.Zone)
		return floorDiv(time.Date(civil.Year(), civil.Month(), civil.Day(), 0, 0, 0, 0, time.UTC).Unix(), 86400)
	case warehouse.OpHour:
		return int64(time.UnixMicro(n(0)).In(e.Zone).Hour())
	case warehouse.OpJSON:
		return jsonText(jsonAt(arg(0).(string), e.Path))
	case warehouse.OpDecimal:
		n, _ := decimal(jsonText(jsonAt(arg(0).(string), e.Path)), int(e.Int))
		return n
	case warehouse.OpNumeric:
		_, ok := decimal(jsonText(jsonAt(arg(0).(string), e.Path)), int(e.Int))
		return ok
	case warehouse.OpContains:
		return strings.Contains(arg(0).(string), arg(1).(string))
	case warehouse.OpStarts:
		return strings.HasPrefix(arg(0).(string), arg(1).(string))
	case warehouse.OpEnds:
		return strings.HasSuffix(arg(0).(string), arg(1).(string))
	case warehouse.OpFlags:
		flags := int64(0)
		for i := range e.Args {
			if arg(i).(bool) {
				flags |= 1 << i
			}
		}
		return flags
	}
	panic("no such operation")
}

// jsonAt gives what stands at path; nil when there is nothing.
func jsonAt(text string, path []string) any {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	for _, key := range path {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[key]
	}
	return v
}

func jsonText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// decimal reads a number; 0 and false for none, or one that is out of range.
func decimal(s string, digits int) (int64, bool) {
	n, err := regulars.ParseDecimal(s, digits)
	return n, err == nil
}

func lines(r *warehouse.Relation, c cells) (out []cells) {
	list, _ := jsonAt(c["body"].(string), r.Path).([]any)
	for _, element := range list {
		text, err := json.Marshal(element)
		if err != nil {
			panic(err)
		}
		line := c
		for _, f := range r.Fields {
			line = with(line, f.As, value(f.Of, cells{"line": string(text)}))
		}
		out = append(out, with(line, "", nil))
	}
	return out
}

func group(r *warehouse.Relation, in []cells) []cells {
	groups := map[string][]cells{}
	var order []string
	for _, c := range in {
		var key []any
		for _, k := range r.Named {
			key = append(key, value(k.Of, c))
		}
		text := fmt.Sprintf("%#v", key)
		if groups[text] == nil {
			order = append(order, text)
		}
		groups[text] = append(groups[text], c)
	}
	if len(r.Named) == 0 && len(in) == 0 {
		order = append(order, "")
	}
	columns, _ := r.Columns()
	var out []cells
	for _, text := range order {
		made := cells{}
		for _, k := range r.Named {
			made[k.As] = value(k.Of, groups[text][0])
		}
		for i, m := range r.Measures {
			made[m.As] = measure(m, groups[text], columns[len(r.Named)+i].Kind)
		}
		out = append(out, made)
	}
	return out
}

func nothing(kind warehouse.Kind) any {
	switch kind {
	case warehouse.KindText:
		return ""
	case warehouse.KindFloat:
		return 0.0
	}
	return int64(0)
}

func measure(m warehouse.Measure, in []cells, kind warehouse.Kind) any {
	if m.Some {
		in = slices.Clone(in)
		in = slices.DeleteFunc(in, func(c cells) bool { return !value(m.When, c).(bool) })
	}
	if m.Tally == warehouse.TallyCount {
		return int64(len(in))
	}
	values := make([]any, len(in))
	for i, c := range in {
		values[i] = value(m.Of, c)
	}
	switch {
	case m.Tally == warehouse.TallyDistinct:
		slices.SortFunc(values, compare)
		return int64(len(slices.Compact(values)))
	case len(values) == 0:
		return nothing(kind)
	}
	by := func(a, b cells) int {
		order := compare(value(m.By, a), value(m.By, b))
		for i := 0; order == 0 && i < len(m.Ties); i++ {
			order = compare(value(m.Ties[i], a), value(m.Ties[i], b))
		}
		return order
	}
	switch m.Tally {
	case warehouse.TallySum:
		return sum(values)
	case warehouse.TallyMin:
		return slices.MinFunc(values, compare)
	case warehouse.TallyMax:
		return slices.MaxFunc(values, compare)
	case warehouse.TallyFirst:
		return value(m.Of, slices.MinFunc(in, by))
	case warehouse.TallyLast:
		return value(m.Of, slices.MaxFunc(in, by))
	}
	slices.SortFunc(values, compare)
	at := m.Q * float64(len(values)-1)
	low, high := float64(values[int(math.Floor(at))].(int64)), float64(values[int(math.Ceil(at))].(int64))
	return low + (high-low)*(at-math.Floor(at))
}

func sum(values []any) int64 {
	total := new(big.Int)
	for _, v := range values {
		total.Add(total, big.NewInt(v.(int64)))
	}
	return bounded(total)
}

// bounded cuts a number off where numbers stop.
func bounded(n *big.Int) int64 {
	if n.CmpAbs(big.NewInt(warehouse.MostNumber)) > 0 {
		return warehouse.MostNumber * int64(n.Sign())
	}
	return n.Int64()
}

func chain(r *warehouse.Relation, in []cells) []cells {
	sorts := make([]warehouse.Order, 0, len(r.Names)+len(r.Order))
	for _, name := range slices.Concat(r.Names, r.Order) {
		sorts = append(sorts, warehouse.Order{Column: name})
	}
	in = slices.Clone(in)
	slices.SortStableFunc(in, func(a, b cells) int { return compareBy(sorts, a, b) })
	out := make([]cells, len(in))
	for start := 0; start < len(in); {
		end := start + 1
		for end < len(in) && compareBy(sorts[:len(r.Names)], in[start], in[end]) == 0 {
			end++
		}
		for i := start; i < end; i++ {
			out[i] = in[i]
			for _, l := range r.Links {
				out[i] = with(out[i], l.As, link(l, r.Order[0], in[start:end], i-start))
			}
		}
		start = end
	}
	return out
}

func link(l warehouse.Link, by string, in []cells, i int) any {
	of := i
	switch l.Kind {
	case warehouse.LinkAhead:
		return ahead(l, by, in, i)
	case warehouse.LinkNth:
		return int64(i + 1)
	case warehouse.LinkPrevious:
		of--
	case warehouse.LinkNext:
		of++
	case warehouse.LinkOpening:
		of = 0
	}
	if of >= 0 && of < len(in) {
		return in[of][l.Column]
	}
	if _, text := in[i][l.Column].(string); text {
		return ""
	}
	return int64(0)
}

// ahead sums over the rows from i's value on, up to the link's span.
func ahead(l warehouse.Link, by string, in []cells, i int) any {
	from, total := in[i][by].(int64), new(big.Int)
	for _, c := range in {
		far := new(big.Int).Sub(big.NewInt(c[by].(int64)), big.NewInt(from))
		if far.Sign() >= 0 && far.Cmp(big.NewInt(l.Span)) <= 0 {
			total.Add(total, big.NewInt(c[l.Column].(int64)))
		}
	}
	return bounded(total)
}

// tableOf gives rows as a table.
func tableOf(columns []warehouse.Column, rows []cells) warehouse.Table {
	t := warehouse.Table{Series: make([]warehouse.Series, len(columns))}
	for i, c := range columns {
		s := &t.Series[i]
		s.Column = c
		for _, r := range rows {
			switch v := r[c.Name].(type) {
			case int64:
				s.Ints = append(s.Ints, v)
			case float64:
				s.Floats = append(s.Floats, v)
			case string:
				s.Texts = append(s.Texts, v)
			case bool:
				s.Bools = append(s.Bools, v)
			}
		}
	}
	return t
}

// rowsOf gives each row of a table as a line of text, sorted unless the table
// is in an order that counts.
func rowsOf(t warehouse.Table, ordered bool) []string {
	out := make([]string, t.Len())
	for i := range out {
		parts := make([]string, len(t.Series))
		for j, s := range t.Series {
			switch s.Kind {
			case warehouse.KindInt:
				parts[j] = strconv.FormatInt(s.Ints[i], 10)
			case warehouse.KindText:
				parts[j] = strconv.Quote(s.Texts[i])
			case warehouse.KindBool:
				parts[j] = strconv.FormatBool(s.Bools[i])
			case warehouse.KindFloat:
				parts[j] = strconv.FormatFloat(s.Floats[i], 'g', 12, 64)
			}
		}
		out[i] = strings.Join(parts, " | ")
	}
	if !ordered {
		slices.Sort(out)
	}
	return out
}
