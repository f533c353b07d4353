package importer_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars"
	"regulars/event/importer"
	"regulars/event/importer/row"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// manyOrders writes n orders of two lines each.
func manyOrders(t testing.TB, n int) string {
	t.Helper()
	lines := []string{"id,who,at,what,paid"}
	for i := range n {
		for _, what := range []string{"tea", "cup"} {
			lines = append(lines, fmt.Sprintf("A%d,c%d,2024-01-%02d,%s,%d.50", i, i%977, i%28+1, what, i%90))
		}
	}
	return csvFile(t, lines...)
}

var manyMap = importer.Mapping{"order": "id", "customer": "who", "time": "at", "product": "what", "amount": "paid"}

func TestAnImportThatWasStoppedGoesOn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		o := importer.Options{Kind: importer.Orders, File: manyOrders(t, 1500), Map: manyMap}
		ctx, cancel := context.WithCancel(context.Background())
		_, err := h.im.Run(ctx, o, func(p importer.Progress) {
			if p.Phase == importer.Taking {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		h.settle()
		if n := h.count("SELECT count(*) FROM orders"); n == 0 || n == 1500 {
			t.Fatalf("stopped after %d orders", n)
		}
		res := h.run(o)
		if got := counts(res); got != "3000 rows: 3000 taken, 0 already, 0 refused" || !res.Resumed || res.Made.Orders != 1500 {
			t.Errorf("%s, resumed %v, %+v", got, res.Resumed, res.Made)
		}
		if got := h.stats(); !strings.HasPrefix(got, "orders 1500 lines 3000 ") {
			t.Error(got)
		}
		if res := h.run(o); res.Resumed || res.Already != 3000 {
			t.Errorf("once more: %+v", res)
		}
	}, migrations...)
}

// TestKilled kills the true import with -9 at any instant, many times, and lets
// it go on: nothing is lost and nothing doubled.
func TestKilled(t *testing.T) {
	if dir := os.Getenv("IMPORTER_TEST_VICTIM"); dir != "" {
		victim(t, dir)
		return
	}
	t.Parallel()
	dir := t.TempDir()
	if err := os.Rename(manyOrders(t, 3000), filepath.Join(dir, "file.csv")); err != nil {
		t.Fatal(err)
	}
	for kills := 0; ; kills++ {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestKilled$")
		cmd.Env = append(os.Environ(), "IMPORTER_TEST_VICTIM="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// A run tells of two steps of reading, then of 10 batches.
		done, after := false, 2+rand.IntN(10)
		if kills == 0 {
			after = 4
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if done {
				continue
			}
			if done = strings.HasPrefix(lines.Text(), "result "); done {
				if want := "result 6000 rows: 6000 taken, 0 already, 0 refused"; lines.Text() != want {
					t.Errorf("after %d kills: %s", kills, lines.Text())
				}
			} else if after--; after == 0 {
				cmd.Process.Signal(syscall.SIGKILL)
			}
		}
		cmd.Wait()
		if done {
			if kills == 0 {
				t.Error("it was never killed")
			}
			break
		}
		if kills > 100 {
			t.Fatal("it does not come to an end")
		}
	}
	h := newHouse(t, storetest.Open(t, "sqlite:"+filepath.Join(dir, "regulars.db"), migrations...))
	h.settle()
	if got := h.stats(); got != "orders 3000 lines 6000 268200.00 USD" || h.customers() != 977 {
		t.Errorf("%s, %d customers", got, h.customers())
	}
}

// victim imports and tells of every step on its standard output.
func victim(t *testing.T, dir string) {
	h := newHouse(t, storetest.Open(t, "sqlite:"+filepath.Join(dir, "regulars.db"), migrations...))
	res, err := h.im.Run(context.Background(), importer.Options{Kind: importer.Orders, File: filepath.Join(dir, "file.csv"), Map: manyMap},
		func(p importer.Progress) { fmt.Println(p.Phase, p.Rows) })
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("result", counts(res))
}

// TestOverlapsAddOnlyWhatIsNew imports pieces of one file, which overlap, in any
// order, and compares with what a person would count: of equal rows of an order
// there are as many as the piece with the most of them has.
func TestOverlapsAddOnlyWhatIsNew(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, migrations...)
	h := newHouse(t, db)
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++ // every case has orders of its own
		row := rapid.Custom(func(r *rapid.T) string {
			return fmt.Sprintf("%d-%d,%d,2024-03-01,%s,%d", run, rapid.IntRange(0, 3).Draw(r, "order"), run,
				rapid.SampledFrom([]string{"tea", "cup"}).Draw(r, "product"), rapid.IntRange(1, 2).Draw(r, "amount"))
		})
		rows := rapid.SliceOfN(row, 1, 12).Draw(r, "rows")
		var pieces [][]string
		for range rapid.IntRange(1, 4).Draw(r, "pieces") {
			from := rapid.IntRange(0, len(rows)-1).Draw(r, "from")
			pieces = append(pieces, rows[from:rapid.IntRange(from+1, len(rows)).Draw(r, "to")])
		}
		want, before := map[string]int{}, h.stats()
		for _, p := range pieces {
			res := h.run(importer.Options{Kind: importer.Orders, Map: manyMap, File: csvFile(t, append([]string{"id,who,at,what,paid"}, p...)...)})
			if res.Refused != 0 || res.Rows != int64(len(p)) {
				r.Fatalf("%s", counts(res))
			}
			here := map[string]int{}
			for _, line := range p {
				here[line]++
				want[line] = max(want[line], here[line])
			}
		}
		lines := 0
		for _, n := range want {
			lines += n
		}
		var b, a int
		fmt.Sscanf(before, "orders %d lines %d", new(int), &b)
		fmt.Sscanf(h.stats(), "orders %d lines %d", new(int), &a)
		if a-b != lines {
			r.Errorf("%d lines, want %d", a-b, lines)
		}
	})
}

// TestTwoProgramsAtOnce has two importers take the same rows at the same time.
func TestTwoProgramsAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		other := importer.New(db, h.log, h.clock, importer.Settings{Scratch: t.TempDir()})
		o := importer.Options{Kind: importer.Orders, File: manyOrders(t, 1000), Map: manyMap, Currency: "USD"}
		// The other file's rows are the same, so both want to be the first.
		p := o
		p.File = csvFile(t, strings.TrimSpace(read(t, o.File)), "B1,c1,2024-01-01,tea,1.00")
		done := make(chan error)
		for im, o := range map[*importer.Importer]importer.Options{h.im: o, other: p} {
			go func() {
				_, err := im.Run(context.Background(), o, nil)
				done <- err
			}()
		}
		if err := errors.Join(<-done, <-done); err != nil {
			t.Fatal(err)
		}
		h.settle()
		if got := h.stats(); !strings.HasPrefix(got, "orders 1001 lines 2001 ") {
			t.Error(got)
		}
	}, migrations...)
}

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWhoWasErasedDoesNotComeBack(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, migrations...)
	h := newHouse(t, db)
	im := importer.New(db, h.log, h.clock, importer.Settings{Forgotten: func(e *regulars.Event) bool {
		return e.UserID == "c1" || strings.Contains(string(e.Context), "gone@example.com")
	}})
	orders := importer.Options{Kind: importer.Orders, Currency: "USD", File: csvFile(t, "id,who,mail,at,paid",
		"A1,c1,,2024-01-01,1", "A2,,gone@example.com,2024-01-01,1", "A3,c3,,2024-01-01,1"),
		Map: importer.Mapping{"order": "id", "customer": "who", "email": "mail", "time": "at", "amount": "paid"}}
	people := importer.Options{Kind: importer.Customers, Map: importer.Mapping{"customer": "who", "name": "name"},
		File: csvFile(t, "who,name", "c1,Ann", "c3,Bob")}
	for o, want := range map[*importer.Options]string{
		&orders: "3 rows: 1 taken, 0 already, 2 refused erased 2",
		&people: "2 rows: 1 taken, 0 already, 1 refused erased 1",
	} {
		res, err := im.Run(context.Background(), *o, nil)
		if err != nil || counts(res) != want {
			t.Errorf("%s, want %s (%v)", counts(res), want, err)
		}
	}
	h.settle()
	if h.customers() != 1 {
		t.Errorf("%d customers", h.customers())
	}
}

func TestALongOrderIsCutIntoSmallEvents(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, migrations...))
	lines := []string{"id,who,at,what,paid"}
	for i := range 1050 {
		lines = append(lines, fmt.Sprintf("A1,c1,2024-01-01,%s %d,1.25", strings.Repeat("long name ", i%90), i))
	}
	h.run(importer.Options{Kind: importer.Orders, File: csvFile(t, lines...), Map: manyMap})
	o := h.order("A1")
	if o.LineCount != 1050 || o.Total.Minor != 1050*125 {
		t.Errorf("%d lines, %s", o.LineCount, o.Total)
	}
	events, err := h.log.Read(context.Background(), regulars.Position{}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if len(e.Body) > 32<<10 {
			t.Errorf("an event of %d bytes", len(e.Body))
		}
	}
}

func TestParseMapping(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"customer=customer_id,time=date":               "customer=customer_id|time=date",
		` customer = Customer ID , time="Invoice, at"`: "customer=Customer ID|time=Invoice, at",
		`order="the ""order"" no"`:                     `order=the "order" no`,
		`trait.size="a=b",name=x=y`:                    "name=x=y|trait.size=a=b",
		"":                                             "",
		"customer":                                     "! form",
		"=x":                                           "! form",
		`time="x`:                                      "! quotes",
		`time="x"y`:                                    "! quotes",
		"time=a,time=b":                                "! twice",
	} {
		m, err := importer.ParseMapping(in)
		var parts []string
		for f, c := range m {
			parts = append(parts, f+"="+c)
		}
		slices.Sort(parts)
		got := strings.Join(parts, "|")
		var coded *regulars.Error
		if errors.As(err, &coded) {
			got = "! " + coded.Reason
		}
		if got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}

// TestGuess gives the headers of well-known files.
func TestGuess(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind              importer.Kind
		header, row, want string
	}{
		{"orders", "customer_id,date,number_of_cds,dollar_value", "00001,1997-01-01,1,11.77",
			"amount=dollar_value customer=customer_id quantity=number_of_cds time=date"},
		{"orders", "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date",
			"x,y,delivered,2018-03-27 18:00:43,2018-03-29 03:28:47,2018-03-29 21:48:48,2018-04-06 02:32:49,2018-04-18 00:00:00",
			"customer=customer_id delivered=order_delivered_customer_date order=order_id promised=order_estimated_delivery_date shipped=order_delivered_carrier_date status=order_status time=order_purchase_timestamp"},
		{"customers", "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state", "x,y,9790,sao bernardo do campo,SP",
			"alias=customer_id city=customer_city customer=customer_unique_id"},
		{"orders", "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country", "536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom",
			"customer=CustomerID order=InvoiceNo price=UnitPrice product=StockCode quantity=Quantity time=InvoiceDate"},
		{"orders", "Name,Email,Financial Status,Paid at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Created at", "#1001,a@b.c,paid,2024-01-05 10:00:00 +0800,USD,25.00,1,Tea,25.00,2024-01-05 10:00:00 +0800",
			"amount=Total currency=Currency email=Email name=Name price=Lineitem price product=Lineitem name quantity=Lineitem quantity status=Financial Status time=Created at"},
		{"customers", "id,会员姓名,手机号,生日,所在城市,注册时间", "7,李雷,13812345678,1990-01-01,苏州,2024-01-01", "birthday=生日 city=所在城市 created=注册时间 name=会员姓名 phone=手机号"},
		// A header that names a field whose values it does not have.
		{"orders", "date,time,customer", "soon,2024-01-01 10:00,7", "customer=customer time=time"},
	} {
		m := row.Guess(tt.kind, strings.Split(tt.header, ","), [][]string{strings.Split(tt.row, ",")})
		var parts []string
		for f, c := range m {
			parts = append(parts, f+"="+c)
		}
		slices.Sort(parts)
		if got := strings.Join(parts, " "); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.header, got, tt.want)
		}
	}
}

func TestInspect(t *testing.T) {
	t.Parallel()
	p, err := importer.Inspect(importer.Orders, manyOrders(t, 50))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(p.Columns, ",") != "id,who,at,what,paid" || len(p.Sample) != 5 || p.Look.Delimiter != "," || p.Guess["time"] != "" {
		t.Errorf("%+v", p)
	}
}

func TestProgressComesToAnEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, migrations...))
	var last importer.Progress
	phases := map[importer.Phase]bool{}
	_, err := h.im.Run(context.Background(), importer.Options{Kind: importer.Orders, File: manyOrders(t, 2500), Map: manyMap}, func(p importer.Progress) {
		if p.Percent < last.Percent {
			t.Errorf("back from %+v to %+v", last, p)
		}
		last = p
		phases[p.Phase] = true
		h.clock.Advance(time.Second)
	})
	if err != nil || last.Percent != 100 || last.Rows != 5000 || len(phases) != 3 {
		t.Errorf("%+v, %v, %v", last, phases, err)
	}
}

// BenchmarkImport takes a file of orders in, without followers: what the
// importer and the log cost by themselves.
func BenchmarkImport(b *testing.B) {
	file := manyOrders(b, 100_000)
	for b.Loop() {
		db := storetest.SQLite(b, migrations...)
		clock := regulars.NewManualClock(now)
		log, err := eventlog.Open(context.Background(), db, clock, eventlog.Options{RestAfter: time.Microsecond})
		if err != nil {
			b.Fatal(err)
		}
		im := importer.New(db, log, clock, importer.Settings{})
		res, err := im.Run(context.Background(), importer.Options{Kind: importer.Orders, File: file, Map: manyMap, Currency: "USD"}, nil)
		if err != nil || res.Taken != 200_000 {
			b.Fatal(res, err)
		}
		log.Close()
	}
	b.ReportMetric(float64(b.N)*200_000/b.Elapsed().Seconds(), "rows/s")
}
