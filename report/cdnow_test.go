package report_test

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"

	"regulars"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/order"
	"regulars/report"
)

// TestCDNOW counts the public CDNOW data set, of which the numbers of
// customers, of days with a purchase, of one-time buyers and the revenue are
// published.
func TestCDNOW(t *testing.T) {
	t.Parallel()
	path := storetest.Data(t, "cdnow/cdnow_master.csv.gz")
	w := newWorld(t, storetest.SQLite(t, migrations()...), "2025-06-30T04:00:00Z", "UTC")
	orders := w.readCDNOW(path)
	for part := range slices.Chunk(orders, 10_000) {
		err := w.db.Write(w.ctx, func(tx *store.Tx) error {
			if err := w.book.Apply(tx, part); err != nil {
				return err
			}
			return w.metrics.Follower().Apply(tx, part)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	o := w.overview(731)
	equal(t, "the last day", o.Day, 10407) // 1998-06-30
	equal(t, "historical", o.Historical, true)
	equal(t, "what it brought", o.Period, report.Totals{Orders: 67_591, Revenue: 250_031_563, Buyers: 23_570, NewBuyers: 23_570})
	equal(t, "the repurchase rate", o.RepurchaseRate.Now, report.Share{Came: 23_570 - 12_054, Of: 23_570})
	equal(t, "how often somebody came back", o.Cycle.N, 67_591-23_570)
	equal(t, "the number of cohorts", len(o.Cohorts), 18)
	var customers, bought int64
	for _, c := range o.Cohorts {
		customers += c.Size
		bought += c.Soon.Of
	}
	equal(t, "customers of cohorts", customers, 23_570)
	equal(t, "customers whose 30 days have passed", bought, 23_570)

	// By hand, from the file: who of them bought again within 30 days.
	first, second := map[int64]int64{}, map[int64]int64{}
	for _, e := range orders {
		day := e.Time.Unix() / 86400
		if _, seen := first[e.Customer]; !seen {
			first[e.Customer] = day
		} else if _, seen := second[e.Customer]; !seen {
			second[e.Customer] = day
		}
	}
	came := int64(0)
	for customer, day := range second {
		if day-first[customer] <= 30 {
			came++
		}
	}
	equal(t, "30-day repurchase", o.Repurchase30.Now, report.Share{Came: came, Of: 23_570})
}

// readCDNOW gives one order for each customer and day, in order of time.
func (w *world) readCDNOW(path string) (orders []regulars.Event) {
	w.t.Helper()
	f, err := os.Open(path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		w.t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	at := map[string]int{}
	for _, row := range rows[1:] {
		amount, err := regulars.ParseMoney(row[3], "USD")
		if err != nil {
			w.t.Fatal(err)
		}
		id := row[0] + "/" + row[1]
		i, seen := at[id]
		if !seen {
			customer, err := strconv.ParseInt(row[0], 10, 64)
			if err != nil {
				w.t.Fatal(err)
			}
			i, at[id] = len(orders), len(orders)
			when := instant(w.t, row[1]+"T00:00:00Z")
			orders = append(orders, regulars.Event{ID: fmt.Sprint("r", i), Type: regulars.Track, Name: order.EventCompleted, Order: id,
				Amount: regulars.Money{Currency: "USD"}, Time: when, Received: when, Source: "import", Customer: customer})
		}
		orders[i].Amount.Minor += amount.Minor
	}
	slices.SortStableFunc(orders, func(a, b regulars.Event) int { return cmp.Compare(a.Time.Unix(), b.Time.Unix()) })
	return orders
}
