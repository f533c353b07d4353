package duckdb

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"regulars/internal/warehouse"
)

// renderer turns the relations of a plan into SQL.
type renderer struct {
	plan        *warehouse.Plan
	first, last int64                          // all instants lie between these
	shared      map[*warehouse.Relation]string // the table that holds a relation already
	inLine      bool                           // while the fields of lines are rendered
}

// texts is the SQL for a question: shared relations into temporary tables
// first, then one query for each table of the answer.
type texts struct {
	tables  []string // of the temporary tables
	fill    []string
	queries []string
}

// render gives the SQL for a planned question. Every part is a subquery: the
// engine takes them apart by itself, and no name can clash.
func render(q warehouse.Question, plan *warehouse.Plan, first, last int64) texts {
	r := renderer{plan: plan, first: first, last: last, shared: map[*warehouse.Relation]string{}}
	var out texts
	for i, relation := range plan.Shared {
		name := "shared_" + strconv.Itoa(i)
		out.tables = append(out.tables, name)
		out.fill = append(out.fill, "CREATE TEMP TABLE "+name+" AS "+r.relation(relation))
		r.shared[relation] = name
	}
	for _, relation := range q.Relations {
		out.queries = append(out.queries, r.relation(relation))
	}
	return out
}

// from gives a relation as something to select from.
func (r *renderer) from(relation *warehouse.Relation) string {
	if name, ok := r.shared[relation]; ok {
		return name
	}
	return "(" + r.relation(relation) + ")"
}

// relation gives a SELECT of the columns that somebody looks at.
func (r *renderer) relation(s *warehouse.Relation) string {
	if name, ok := r.shared[s]; ok {
		return "SELECT " + r.columns(s, nil) + " FROM " + name + sorted(s)
	}
	switch s.Step {
	case warehouse.StepEvents:
		return r.events(s)
	case warehouse.StepLines:
		return r.lines(s)
	case warehouse.StepWhere:
		return "SELECT " + r.columns(s, nil) + " FROM " + r.from(s.Of) + " WHERE " + r.expr(s.Cond)
	case warehouse.StepWith:
		made := map[string]string{}
		for _, n := range s.Named {
			made[n.As] = r.expr(n.Of)
		}
		return "SELECT " + r.columns(s, made) + " FROM " + r.from(s.Of)
	case warehouse.StepKeep:
		return "SELECT " + r.columns(s, nil) + " FROM " + r.from(s.Of)
	case warehouse.StepGroup:
		return r.group(s)
	case warehouse.StepChain:
		return r.chain(s)
	case warehouse.StepSort:
		return "SELECT " + r.columns(s, nil) + " FROM " + r.from(s.Of) + sorted(s)
	}
	panic(fmt.Sprintf("duckdb: no rendering of step %d", s.Step)) // Check knows the same steps
}

// columns gives the select list: each wanted column as it is, or as made says.
func (r *renderer) columns(s *warehouse.Relation, made map[string]string) string {
	var list []string
	for _, c := range r.plan.Columns(s) {
		item := identifier(c.Name)
		if text, ok := made[c.Name]; ok {
			item = text + " AS " + item
		}
		list = append(list, item)
	}
	return strings.Join(list, ", ")
}

func (r *renderer) events(s *warehouse.Relation) string {
	if !r.plan.Wants(s, "customer") {
		return "SELECT " + r.columns(s, nil) + " FROM event"
	}
	var list []string
	for _, c := range r.plan.Columns(s) {
		if c.Name == "customer" {
			list = append(list, "coalesce(o.customer, e.origin) AS customer")
		} else {
			list = append(list, "e."+identifier(c.Name))
		}
	}
	return "SELECT " + strings.Join(list, ", ") + " FROM event e LEFT JOIN owner o ON o.origin = e.origin"
}

// element is the column that holds an element of a list. No caller can name it.
const element = `"@element"`

func (r *renderer) lines(s *warehouse.Relation) string {
	made := map[string]string{}
	r.inLine = true
	for _, f := range s.Fields {
		made[f.As] = r.expr(f.Of)
	}
	r.inLine = false
	inner := "SELECT *, unnest(TRY(json_extract(body, " + quote(path(s.Path)+"[*]") + "))) AS " + element + " FROM " + r.from(s.Of)
	return "SELECT " + r.columns(s, made) + " FROM (" + inner + ")"
}

func (r *renderer) group(s *warehouse.Relation) string {
	made := map[string]string{}
	keys := make([]string, len(s.Named))
	for i, k := range s.Named {
		keys[i] = r.expr(k.Of)
		made[k.As] = keys[i]
	}
	for _, m := range s.Measures {
		if r.plan.Wants(s, m.As) {
			made[m.As] = r.measure(m, kindOf(r.plan, s, m.As))
		}
	}
	text := "SELECT " + r.columns(s, made) + " FROM " + r.from(s.Of)
	if len(keys) > 0 {
		text += " GROUP BY " + strings.Join(keys, ", ")
	}
	return text
}

func kindOf(plan *warehouse.Plan, s *warehouse.Relation, name string) warehouse.Kind {
	i := slices.IndexFunc(plan.Columns(s), func(c warehouse.Column) bool { return c.Name == name })
	return plan.Columns(s)[i].Kind
}

// zero is what stands for nothing.
func zero(kind warehouse.Kind) string {
	switch kind {
	case warehouse.KindText:
		return "''"
	case warehouse.KindFloat:
		return "0::DOUBLE"
	}
	return "0::BIGINT"
}

func (r *renderer) measure(m warehouse.Measure, kind warehouse.Kind) string {
	when := ""
	if m.Some {
		when = " FILTER (WHERE " + r.expr(m.When) + ")"
	}
	if m.Tally == warehouse.TallyCount {
		return "count(*)" + when
	}
	of := r.expr(m.Of)
	var text string
	switch m.Tally {
	case warehouse.TallySum:
		return within64("coalesce(sum(" + of + ")" + when + ", 0)")
	case warehouse.TallyDistinct:
		return "count(DISTINCT " + of + ")" + when
	case warehouse.TallyMin:
		text = "min(" + of + ")"
	case warehouse.TallyMax:
		text = "max(" + of + ")"
	case warehouse.TallyFirst:
		text = "arg_min(" + of + ", " + r.by(m) + ")"
	case warehouse.TallyLast:
		text = "arg_max(" + of + ", " + r.by(m) + ")"
	case warehouse.TallyQuantile:
		text = "quantile_cont((" + of + ")::DOUBLE, " + strconv.FormatFloat(m.Q, 'f', -1, 64) + ")"
	}
	return "coalesce(" + text + when + ", " + zero(kind) + ")"
}

// by gives what tells rows apart: a number, or several in their order.
func (r *renderer) by(m warehouse.Measure) string {
	if len(m.Ties) == 0 {
		return r.expr(m.By)
	}
	list := []string{r.expr(m.By)}
	for _, e := range m.Ties {
		list = append(list, r.expr(e))
	}
	return "row(" + strings.Join(list, ", ") + ")"
}

func (r *renderer) chain(s *warehouse.Relation) string {
	per := ""
	if len(s.Names) > 0 {
		per = "PARTITION BY " + identifiers(s.Names) + " "
	}
	over := per + "ORDER BY " + identifiers(s.Order)
	made := map[string]string{}
	for _, l := range s.Links {
		if !r.plan.Wants(s, l.As) {
			continue
		}
		column, nothing := identifier(l.Column), zero(kindOf(r.plan, s, l.As))
		switch l.Kind {
		case warehouse.LinkNth:
			made[l.As] = "row_number() OVER chained"
		case warehouse.LinkPrevious:
			made[l.As] = "lag(" + column + ", 1, " + nothing + ") OVER chained"
		case warehouse.LinkNext:
			made[l.As] = "lead(" + column + ", 1, " + nothing + ") OVER chained"
		case warehouse.LinkOpening:
			made[l.As] = "first_value(" + column + ") OVER chained"
		case warehouse.LinkAhead:
			made[l.As] = within64("sum(" + column + ") OVER (" + per + "ORDER BY " + identifier(s.Order[0]) +
				"::HUGEINT RANGE BETWEEN CURRENT ROW AND " + integer(l.Span) + "::HUGEINT FOLLOWING)")
		}
	}
	text := "SELECT " + r.columns(s, made) + " FROM " + r.from(s.Of)
	if len(made) > 0 {
		text += " WINDOW chained AS (" + over + ")"
	}
	return text
}

func identifiers(names []string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = identifier(name)
	}
	return strings.Join(list, ", ")
}

// sorted gives the order and limit of a sorting step, nothing for any other.
func sorted(s *warehouse.Relation) string {
	if s.Step != warehouse.StepSort {
		return ""
	}
	var list []string
	for _, o := range s.Sorts {
		item := identifier(o.Column)
		if o.Falling {
			item += " DESC"
		}
		list = append(list, item)
	}
	text := ""
	if len(list) > 0 {
		text = " ORDER BY " + strings.Join(list, ", ")
	}
	if s.Limit > 0 {
		text += " LIMIT " + strconv.Itoa(s.Limit)
	}
	return text
}

// path gives keys as a JSON path.
func path(keys []string) string {
	text := "$"
	for _, key := range keys {
		text += `."` + key + `"`
	}
	return text
}

// integer gives a literal that is as wide as a column.
func integer(n int64) string {
	if n == math.MinInt64 {
		return "(-9223372036854775807::BIGINT - 1::BIGINT)" // it has no literal
	}
	return "(" + strconv.FormatInt(n, 10) + "::BIGINT)"
}
