package health_test

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"testing"
	"time"

	"regulars"
	"regulars/health/index"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/metric/model"
)

// TestTheIndexRanksWhoComesBack holds the index, from purchases alone, to what
// the customers of the public CDNOW sample did in the 39 weeks after
// 1997-09-30. What the probability of an order is held to stands in
// metric/cdnow_test.go.
func TestTheIndexRanksWhoComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t, migrations()...))
	w.zone = time.UTC
	w.clock.Set(time.Date(1997, 9, 30, 23, 0, 0, 0, time.UTC))
	cut := time.Date(1997, 9, 30, 0, 0, 0, 0, time.UTC)
	end := cut.AddDate(0, 0, 39*7)
	var events []regulars.Event
	users, later := map[string]bool{}, map[string]bool{}
	for _, line := range cdnow(t) {
		user, day := "c"+line[1], line[2]
		at, err := time.Parse(time.DateOnly, day)
		w.check(err)
		switch {
		case !at.After(cut):
			users[user] = true
			e := w.order(user, day)
			e.Amount.Minor = 100 // the index does not look at money
			events = append(events, e)
		case !at.After(end):
			later[user] = true
		}
	}
	w.tell(events...)
	w.run()
	numbers := w.numbers()
	var score []float64
	var came []bool
	for user := range users {
		s, err := w.health.Standing(w.ctx, numbers[user])
		w.check(err)
		for _, p := range s.Parts[1:] {
			if p.Now != index.Missing {
				t.Fatalf("%s of purchases alone", p.Part)
			}
		}
		score, came = append(score, float64(s.Total)), append(came, later[user])
	}
	auc := model.AUC(score, came)
	t.Logf("%d customers, AUC over 39 weeks %.4f", len(score), auc)
	if len(score) != 2357 || auc < .775 {
		t.Errorf("%d customers, AUC %.4f", len(score), auc)
	}
	report, err := w.health.Report(w.ctx)
	w.check(err)
	if report.Customers != 2357 {
		t.Errorf("%+v", report)
	}
}

// cdnow gives the rows of the sample.
func cdnow(t *testing.T) [][]string {
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
	return lines[1:]
}

// numbers gives every customer's number by user id.
func (w *world) numbers() map[string]int64 {
	out := map[string]int64{}
	w.check(w.db.Read(w.ctx, func(tx *store.Tx) error {
		return store.Each(tx, func(row store.Scanner) error {
			var user string
			var n int64
			err := row.Scan(&user, &n)
			out[user] = n
			return err
		}, "SELECT value, customer FROM identity")
	}))
	return out
}
