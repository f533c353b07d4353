package metric

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"strconv"
	"testing"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/metric/model"
	"regulars/order"
)

// TestCDNOWComesTrue scores the public CDNOW sample as of 1997-09-30 through
// everything from the orders on, and compares with the 39 weeks that followed.
func TestCDNOWComesTrue(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, order.Migration(), Migration())
	m := Open(Deps{Store: db, Clock: regulars.SystemClock{}, Orders: order.Open(order.Options{Currency: func() string { return "USD" }})})
	readCDNOW(t, m)
	asOf := date(t, "1997-09-30")
	e, rows, err := m.compute(context.Background(), Moment{Day: asOf, At: endOf(asOf, time.UTC)}, nil)
	if err != nil || len(rows) != 2357 {
		t.Fatal(len(rows), err)
	}
	if e.Correction == (model.Correction{}) {
		t.Error("nothing was learned from the brand's own last 90 days")
	}
	after := map[int64]model.Outcome{}
	if err := db.Read(context.Background(), func(tx *store.Tx) error {
		return m.orders.Histories(tx, time.Time{}, func(customer int64, bought []order.Purchase) error {
			var all []model.Purchase
			for _, p := range bought {
				all = append(all, model.Purchase{Day: p.Day, Minor: p.Minor})
			}
			after[customer] = model.HoldOut(all, asOf, 39*7, near, 100)
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	var chance, soon []float64
	var everLater []bool
	var value, spent float64
	for i := range rows {
		r, o := &rows[i], after[rows[i].customer]
		chance, soon, everLater = append(chance, r.forecast.AnyOrder), append(soon, 0), append(everLater, o.Orders > 0)
		if o.Soon {
			soon[i] = 1
		}
		value, spent = value+r.forecast.Value, spent+o.Spend
	}
	calibration := model.CalibrationError(model.CalibrationBins(chance, soon, 10))
	auc := model.AUC(chance, everLater)
	t.Logf("calibration error of the chance in 90 days %.4f, AUC over 39 weeks %.4f, value of a year by spend of 39 weeks %.2f", calibration, auc, value/spent)
	if calibration > .05 {
		t.Errorf("the chance of an order in 90 days is off by %.4f", calibration)
	}
	if auc < .778 {
		t.Errorf("AUC %.4f", auc)
	}
	// 39 of 52 weeks, in which a shrinking base spends a little more than its share.
	if ratio := value / spent * 39 / 52; math.Abs(ratio-1) > .25 {
		t.Errorf("value is %.2f of what was spent", ratio)
	}
}

// readCDNOW puts the sample's orders into the order book.
func readCDNOW(t *testing.T, m *Metrics) {
	t.Helper()
	f, err := os.Open(storetest.Data(t, "cdnow/cdnow_sample.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var events []regulars.Event
	for i, line := range lines[1:] {
		at, err := time.Parse(time.DateOnly, line[2])
		if err != nil {
			t.Fatal(err)
		}
		customer, err := strconv.ParseInt(line[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		amount, err := regulars.ParseMoney(line[4], "USD")
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, regulars.Event{ID: fmt.Sprint(i), Type: regulars.Track, Name: order.EventCompleted, Time: at, Received: at,
			Customer: customer, Order: fmt.Sprint("A", i), Amount: amount, Body: []byte(`{}`)})
	}
	if err := m.db.Write(context.Background(), func(tx *store.Tx) error { return m.orders.Apply(tx, events) }); err != nil {
		t.Fatal(err)
	}
}
