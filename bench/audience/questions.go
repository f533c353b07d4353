package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // the engine, for questions by hand

	"regulars"
	"regulars/audience/lang"
)

// catalogue is what the made-up brand has.
func catalogue() *lang.Catalogue {
	return &lang.Catalogue{Zone: time.UTC, Currency: "CNY", Events: []lang.Event{
		{Word: "orders", Also: []string{"ordered"}, Name: "Order Completed", Properties: []lang.Property{
			{Name: "total", Kind: lang.KindNumber, From: lang.FromAmount}, {Name: "channel", Kind: lang.KindText, From: lang.FromChannel}}},
		{Word: "looks", Name: "Product Viewed"},
		{Word: "visits", Type: regulars.Page},
	}}
}

// asked are questions as expressions and as SQL. Where the SQL says $d(n), n
// days before the end are meant.
var asked = []struct{ text, sql string }{
	{`orders.last(days(90)).count() >= 2 && !ordered.last(days(30)) && orders.sum(total) > 500`,
		`SELECT customer FROM e WHERE name = 'Order Completed' GROUP BY customer
		HAVING count(*) FILTER (time > $d(90)) >= 2 AND count(*) FILTER (time > $d(30)) = 0 AND sum(amount) FILTER (currency = 'CNY') > 50000`},
	{`orders.last(days(90)).count() >= 2`,
		`SELECT customer FROM e WHERE name = 'Order Completed' AND time > $d(90) GROUP BY customer HAVING count(*) >= 2`},
	{`looks.last(days(14)) && !visits.last(days(14))`,
		`SELECT customer FROM e WHERE time > $d(14) GROUP BY customer
		HAVING count(*) FILTER (name = 'Product Viewed') > 0 AND count(*) FILTER (type = 'page') = 0`},
	{`orders.first().daysAgo() == 7`,
		`SELECT customer FROM e WHERE name = 'Order Completed' GROUP BY customer
		HAVING (min(time) + 0) // 86400000000 = $d(0) // 86400000000 - 7`},
	{`looks.last(days(60)).thenNot(ordered).within(days(7))`,
		`WITH o AS (SELECT customer, time FROM e WHERE name = 'Order Completed' AND time > $d(60))
		SELECT DISTINCT customer FROM e a WHERE name = 'Product Viewed' AND time > $d(60) AND time <= $d(7)
		AND NOT EXISTS (SELECT 1 FROM o WHERE o.customer = a.customer AND o.time >= a.time AND o.time < a.time + 604800000000)`},
	{`orders.where(channel == "web").last(days(365)).sum(total) > 1000`,
		`SELECT customer FROM e WHERE name = 'Order Completed' AND channel = 'web' AND time > $d(365) AND currency = 'CNY'
		GROUP BY customer HAVING sum(amount) > 100000`},
}

// many are fifty audiences; the first eight have one of each shape.
func many() (texts []string) {
	for i := range 50 {
		n := 7 + 7*(i/8)
		texts = append(texts, []string{
			fmt.Sprintf(`orders.last(days(%d)).count() >= 2`, n),
			fmt.Sprintf(`orders.last(days(%d)).sum(total) > 500`, n),
			fmt.Sprintf(`visits.last(days(%d)) && !ordered.last(days(%d))`, n, n),
			fmt.Sprintf(`orders.recency() > days(%d)`, n),
			fmt.Sprintf(`looks.last(days(%d)).days() >= 3`, n),
			fmt.Sprintf(`orders.avg(total) > %d`, n),
			fmt.Sprintf(`orders.where(channel == "web").count() > %d`, i/8),
			fmt.Sprintf(`orders.first().daysAgo() < %d`, n),
		}[i%8])
	}
	return texts
}

// byHand asks the questions in SQL, and reads the customers into a list.
func byHand(ctx context.Context, path string) ([]result, error) {
	db, err := sql.Open("duckdb", path)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if *threads > 0 {
		if _, err := db.ExecContext(ctx, fmt.Sprintf("SET threads = %d", *threads)); err != nil {
			return nil, err
		}
	}
	var out []result
	for _, q := range asked {
		text := `WITH e AS (SELECT coalesce(o.customer, e.origin) AS customer, e.* EXCLUDE (origin) FROM event e LEFT JOIN owner o ON o.origin = e.origin), m AS (` +
			dated(q.sql) + `) SELECT customer FROM m WHERE customer > 0`
		var r result
		var took []time.Duration
		for range *rounds {
			began := time.Now()
			list, err := list(ctx, db, text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", q.text, err)
			}
			took = append(took, time.Since(began))
			r.members = uint64(len(list))
		}
		slices.Sort(took)
		r.took = took[len(took)/2]
		out = append(out, r)
	}
	return out, nil
}

func list(ctx context.Context, db *sql.DB, text string) (numbers []int64, err error) {
	rows, err := db.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		numbers = append(numbers, n)
	}
	return numbers, rows.Err()
}

// dated puts instants in the place of $d(n).
func dated(text string) string {
	for _, n := range []int{0, 7, 14, 30, 60, 90, 365} {
		text = strings.ReplaceAll(text, fmt.Sprintf("$d(%d)", n), fmt.Sprint(end.AddDate(0, 0, -n).UnixMicro()))
	}
	return text
}
