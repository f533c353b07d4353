package customer_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/customer/identity"
	"regulars/customer/timeline"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

var benchCustomers = flag.Int("customers", 100_000, "how many customers the benchmarks begin with")

const benchBatch = 5000

// silent is a log that keeps nothing: benchmarks measure the resolver alone.
type silent struct{}

func (silent) Append(_ *store.Tx, events []regulars.Event) (int, error) { return len(events), nil }
func (silent) End(context.Context) (regulars.Position, error)           { return regulars.Position{}, nil }
func (silent) WaitFor(context.Context, regulars.Position, ...string) error {
	return nil
}

// crowd makes events of a shop: most of customers it has, some of new visitors.
type crowd struct {
	r         *rand.Rand
	customers int
	seq       int64
	at        time.Time
	step      time.Duration // between events
}

func newCrowd(customers int) *crowd {
	return &crowd{r: rand.New(rand.NewPCG(1, 2)), customers: customers, at: day, step: 50 * time.Microsecond}
}

func (c *crowd) event() regulars.Event {
	c.seq++
	c.at = c.at.Add(c.step)
	n := c.r.IntN(c.customers)
	e := regulars.Event{ID: fmt.Sprint("m", c.seq), Position: regulars.Position{Seq: c.seq}, Source: "019ca8a03e80086ce949750b2abe4313",
		Channel: regulars.Web, Time: c.at, Received: c.at, UserID: fmt.Sprint("c-", n), AnonymousID: fmt.Sprintf("5f3c0b8e-7f0f-4b8e-9d6b-%012x", n),
		Context: json.RawMessage(`{"ip":"203.0.113.9","locale":"zh-CN","userAgent":"Mozilla/5.0","page":{"path":"/tea/1234","url":"https://shop.example.cn/tea/1234","title":"Spring tea 250 g","referrer":"https://www.baidu.com/"}}`)}
	switch p := c.r.IntN(100); {
	case p < 55:
		e.Type = regulars.Page
		e.Body = json.RawMessage(`{"path":"/tea/1234","url":"https://shop.example.cn/tea/1234","title":"Spring tea 250 g"}`)
	case p < 90:
		e.Type, e.Name = regulars.Track, "Product Viewed"
		e.Body = json.RawMessage(`{"product_id":"1234","name":"Spring tea 250 g","price":128.00,"currency":"CNY","category":"tea"}`)
	case p < 94:
		e.Type, e.Name, e.Order, e.Amount = regulars.Track, "Order Completed", fmt.Sprint("o-", c.seq), regulars.Money{Minor: 12800, Currency: "CNY"}
		e.Body = json.RawMessage(`{"order_id":"o","total":128.00,"currency":"CNY","products":[{"product_id":"1234","name":"Spring tea 250 g","price":128.00,"quantity":1}]}`)
	case p < 98:
		return c.identify(e, n)
	default: // a visitor whom nobody knows
		e.Type, e.UserID, e.AnonymousID = regulars.Page, "", fmt.Sprintf("9f3c0b8e-7f0f-4b8e-9d6b-%012x", c.seq)
		e.Body = json.RawMessage(`{"path":"/","url":"https://shop.example.cn/","title":"Tea"}`)
	}
	return e
}

func (c *crowd) identify(e regulars.Event, n int) regulars.Event {
	e.Type = regulars.Identify
	surnames, names := []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"), []rune("伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华梅")
	e.Body = fmt.Appendf(nil, `{"name":"%c%c%c","email":"c%d@mail.cn","phone":"1%010d","city":"上海","locale":"zh-CN"}`,
		surnames[n%len(surnames)], names[n/7%len(names)], names[n/131%len(names)], n, 3900000000+n)
	return e
}

func (c *crowd) batch(n int) []regulars.Event {
	out := make([]regulars.Event, n)
	for i := range out {
		out[i] = c.event()
	}
	return out
}

// peopled makes a store in which every customer has told who they are.
func peopled(b *testing.B) (*store.DB, *customer.Customers, *crowd) {
	b.Helper()
	db := storetest.SQLite(b, customer.Migration())
	customers := customer.New(db, silent{}, regulars.NewManualClock(day), customer.Options{Region: "CN"})
	c := newCrowd(*benchCustomers)
	began := time.Now()
	for n := 0; n < c.customers; {
		var events []regulars.Event
		for ; n < c.customers && len(events) < 20_000; n++ {
			c.seq++
			events = append(events, c.identify(regulars.Event{ID: fmt.Sprint("m", c.seq), Position: regulars.Position{Seq: c.seq}, Source: "import",
				UserID: fmt.Sprint("c-", n), AnonymousID: fmt.Sprintf("5f3c0b8e-7f0f-4b8e-9d6b-%012x", n), Time: day, Received: day}, n))
		}
		apply(b, db, customers, events)
	}
	b.Logf("%d new customers with e-mail, phone and name in %s: %.0f/s", c.customers, time.Since(began).Round(time.Millisecond),
		float64(c.customers)/time.Since(began).Seconds())
	return db, customers, c
}

func apply(b *testing.B, db *store.DB, customers *customer.Customers, events []regulars.Event) {
	b.Helper()
	if err := db.Write(context.Background(), func(tx *store.Tx) error { return customers.Apply(tx, events) }); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkResolver measures how many events a second find their customer, in
// batches of 5,000, and what part that is of inserting the same events as plain
// rows, without an index, as many in a transaction. With -customers=1000000 it
// is the size that docs/guide promises.
func BenchmarkResolver(b *testing.B) {
	db, customers, c := peopled(b)
	for _, shape := range []struct {
		name string
		step time.Duration
	}{{"live", 50 * time.Microsecond}, {"history", time.Minute}} {
		b.Run(shape.name, func(b *testing.B) {
			c.step = shape.step
			for range 40 { // fill the memory of identities and a few parts of the timeline
				apply(b, db, customers, c.batch(benchBatch))
			}
			var resolved, bare cost
			n := 0
			b.ResetTimer()
			for b.Loop() {
				b.StopTimer()
				events := c.batch(benchBatch)
				b.StartTimer()
				began := costNow()
				apply(b, db, customers, events)
				resolved.add(began)
				b.StopTimer()
				n += len(events)
				b.StartTimer()
			}
			b.StopTimer()
			bare = bareInserts(b, c, n)
			b.ReportMetric(float64(n)/resolved.wall.Seconds(), "events/s")
			b.ReportMetric(float64(n)/bare.wall.Seconds(), "bare/s")
			b.ReportMetric(bare.wall.Seconds()/resolved.wall.Seconds(), "ratio")
			b.ReportMetric(float64(n)/resolved.cpu.Seconds(), "events/cpu-s")
			b.ReportMetric(bare.cpu.Seconds()/resolved.cpu.Seconds(), "cpu-ratio")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// bareInserts inserts n events as plain rows and gives how long that took.
func bareInserts(b *testing.B, c *crowd, n int) (took cost) {
	b.Helper()
	db := storetest.SQLite(b)
	ctx := context.Background()
	err := db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`CREATE TABLE bare (id TEXT, type TEXT, name TEXT, user_id TEXT, anonymous_id TEXT, time BIGINT, received BIGINT,
			source TEXT, channel TEXT, order_id TEXT, amount BIGINT, currency TEXT, body TEXT)`)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	const rows = 125
	text := "INSERT INTO bare VALUES " + store.Marks(rows, 13)
	for done := 0; done < n; done += benchBatch {
		events := c.batch(benchBatch)
		began := costNow()
		err := db.Write(ctx, func(tx *store.Tx) error {
			args := make([]any, 0, rows*13)
			for i := range events {
				e := &events[i]
				args = append(args, e.ID, string(e.Type), e.Name, e.UserID, e.AnonymousID, regulars.Micros(e.Time), regulars.Micros(e.Received),
					e.Source, string(e.Channel), e.Order, e.Amount.Minor, e.Amount.Currency, string(e.Body))
				if len(args) == cap(args) {
					if _, err := tx.Exec(text, args...); err != nil {
						return err
					}
					args = args[:0]
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		took.add(began)
	}
	return took
}

// cost is time on the wall and on the processors. The second says more on a
// machine that does other things, too.
type cost struct{ wall, cpu time.Duration }

func costNow() cost {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return cost{time.Duration(time.Now().UnixNano()), time.Duration(u.Utime.Nano() + u.Stime.Nano())}
}

func (c *cost) add(began cost) {
	now := costNow()
	c.wall += now.wall - began.wall
	c.cpu += now.cpu - began.cpu
}

// BenchmarkReading measures what the console asks most, with every customer
// scored.
func BenchmarkReading(b *testing.B) {
	db, customers, c := peopled(b)
	for range 100 {
		apply(b, db, customers, c.batch(benchBatch))
	}
	scored(b, db, c)
	ctx := context.Background()
	read := func(fn func(tx *store.Tx) error) func(i int) error {
		return func(int) error { return db.Read(ctx, fn) }
	}
	for _, bb := range []struct {
		name string
		do   func(i int) error
	}{
		{"lookup", func(i int) error {
			return db.Read(ctx, func(tx *store.Tx) error {
				_, err := customer.Lookup(tx, identity.UserID, fmt.Sprint("c-", i*7919%c.customers), "CN")
				return err
			})
		}},
		{"get", func(i int) error {
			return db.Read(ctx, func(tx *store.Tx) error {
				_, err := customer.Get(tx, int64(i*7919%c.customers+1))
				return err
			})
		}},
		{"timeline", func(i int) error {
			return db.Read(ctx, func(tx *store.Tx) error {
				_, err := customer.Timeline(tx, int64(i*7919%c.customers+1), timelinePage)
				return err
			})
		}},
		{"search surname", read(func(tx *store.Tx) error { return searched(tx, "王") })},
		{"search name", read(func(tx *store.Tx) error { return searched(tx, "王伟") })},
		{"search phone", read(func(tx *store.Tx) error { return searched(tx, "1390001") })},
		{"search mail", read(func(tx *store.Tx) error { return searched(tx, "c12345") })},
		{"search nothing", read(func(tx *store.Tx) error { return searched(tx, "zzzz") })},
		{"list by value", listed(customers, customer.ListQuery{Sort: customer.ByValue, Descending: true})},
		{"list stage by value", listed(customers, customer.ListQuery{Filter: customer.Filter{Stages: []string{"at_risk"}}, Sort: customer.ByValue, Descending: true})},
		{"list few by value", listed(customers, customer.ListQuery{Filter: customer.Filter{MinRevenue: ptr(int64(1_990_000))}, Sort: customer.ByLastSeen, Descending: true})},
		{"list surname by value", listed(customers, customer.ListQuery{Filter: customer.Filter{Text: "王"}, Sort: customer.ByValue, Descending: true})},
		{"list by city and mail", listed(customers, customer.ListQuery{Filter: customer.Filter{City: "上海", HasEmail: ptr(true), MinOrders: ptr(int64(3))}, Sort: customer.ByLastOrder, Descending: true})},
		{"count by words", read(func(tx *store.Tx) error { _, err := customer.CountBy(tx); return err })},
	} {
		b.Run(bb.name, func(b *testing.B) {
			i := 0
			var worst time.Duration
			for b.Loop() {
				i++
				began := time.Now()
				if err := bb.do(i); err != nil {
					b.Fatal(err)
				}
				worst = max(worst, time.Since(began))
			}
			b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
		})
	}
}

var timelinePage = timeline.Query{Limit: 50}

func ptr[T any](v T) *T { return &v }

func searched(tx *store.Tx, text string) error {
	_, err := customer.Search(tx, text, "CN", 10)
	return err
}

func listed(customers *customer.Customers, q customer.ListQuery) func(int) error {
	q.Limit = 50
	return func(int) error {
		_, err := customers.List(context.Background(), q)
		return err
	}
}

// scored gives every customer scores and tells how long that took.
func scored(b *testing.B, db *store.DB, c *crowd) {
	b.Helper()
	stages := []string{"new", "active", "active", "active", "at_risk", "lost", "won_back"}
	began := time.Now()
	for from := 0; from < c.customers; from += 20_000 {
		var scores []customer.Scores
		for n := from; n < min(from+20_000, c.customers); n++ {
			value := int64(c.r.IntN(2_000_000))
			scores = append(scores, customer.Scores{Customer: int64(n + 1), AsOf: day, Stage: stages[n%len(stages)], Tier: "ABCC"[n%4 : n%4+1],
				R: 3, F: 3, M: 3, Orders: int64(n % 9), Revenue: value, Value: value / 2, ValueLow: value / 4, ValueHigh: value, Order90: 0.4,
				Churn: c.r.Float64(), ChurnLevel: "low", LastOrder: day.Add(-time.Duration(n%9999) * time.Hour), NextOrder: day})
		}
		if err := db.Write(context.Background(), func(tx *store.Tx) error { return customer.SetScores(tx, scores) }); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%d scores set in %s", c.customers, time.Since(began).Round(time.Millisecond))
}
