// Command load puts the true program under the mixed load of everything built so
// far: many customers, events without end, people who look at pages meanwhile,
// and, with -kills, a program that is killed and started again. At the end it
// compares what the program counts with what was sent.
//
//	go run ./bench/load -customers 1000000 -events 6000000 -rate 20000
//	go run ./bench/load -customers 1000000 -events 20000000 -rate 0 -kills 6
//
// It prints, every ten seconds, the events taken in, how far the log's followers
// are behind (profile and timeline, orders, scores, warehouse), and the 95th
// percentile of the pages asked for meanwhile. The load lasts when the backlog
// does not grow.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"regulars"
	"regulars/bench/brand"
	"regulars/event/segment"
)

var (
	customers = flag.Int64("customers", 1_000_000, "customers who are told of first")
	events    = flag.Int64("events", 6_000_000, "events to send behind them")
	perSecond = flag.Int("rate", 20_000, "events a second; 0 for as fast as they are taken")
	clients   = flag.Int("clients", 64, "clients that send at once")
	size      = flag.Int("batch", 100, "events a request")
	kills     = flag.Int("kills", 0, "how often the program is killed meanwhile")
	folder    = flag.String("dir", "", "data folder; a temporary one without")
	binary    = flag.String("binary", "", "the program; built without")
	debug     = flag.String("debug", "", "address for the program's profiler; none without")
	ask       = flag.Bool("ask", true, "ask for pages meanwhile")
	audiences = flag.Bool("audiences", true, "keep audiences meanwhile")
	past      = flag.Bool("past", false, "the events are those of the last two years, as when a shop's history is told; without, they happen as they are sent")
)

func main() {
	flag.Parse()
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	dir := *folder
	if dir == "" {
		temp, err := os.MkdirTemp("", "load")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		dir = temp
	}
	if *binary == "" {
		*binary = filepath.Join(dir, "regulars")
		if out, err := exec.Command("go", "build", "-o", *binary, "./cmd/regulars").CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	p, err := newProgram(*binary, filepath.Join(dir, "data"))
	if err != nil {
		return err
	}
	defer p.stop()
	l := &load{program: p, brand: brand.Brand{Customers: *customers, Events: *events, End: time.Now().UTC()}}
	fmt.Printf("%d customers, then %d events, %d a request, %d clients\n", *customers, *events, *size, *clients)
	if err := l.phase(ctx, "customers", *customers, 0, l.person); err != nil {
		return err
	}
	if *audiences {
		if err := l.keepAudiences(); err != nil {
			return err
		}
	}
	if err := l.phase(ctx, "events", *events, *perSecond, l.event); err != nil {
		return err
	}
	return l.compare(ctx)
}

// load is what is sent and what came of it.
type load struct {
	*program
	brand   brand.Brand
	sent    atomic.Int64
	repeats atomic.Int64
}

// person tells of a customer.
func (l *load) person(dst []byte, i int64) []byte {
	n := i + 1
	e := regulars.Event{Type: regulars.Identify, ID: fmt.Sprintf("p-%d", n), UserID: fmt.Sprintf("u%d", n), Time: l.brand.End.AddDate(-2, 0, 0),
		Body: fmt.Appendf(nil, `{"name":"%s%d","email":"c%d@example.com","phone":"+8613%09d","city":"%s"}`,
			[]string{"王芳", "李娜", "张伟", "陈静", "刘洋"}[n%5], n, n, n, []string{"上海", "北京", "杭州"}[n%3])}
	return segment.Append(dst, e)
}

// event tells what happened.
func (l *load) event(dst []byte, i int64) []byte {
	e := l.brand.Event(i)
	if !*past {
		e.Time = time.Now().UTC()
	}
	if e.Name == "Order Refunded" {
		e.UserID = fmt.Sprintf("u%d", e.Customer)
		e.Body = fmt.Appendf(nil, `{"order_id":"%s","refund_id":"%s","total":%s,"currency":"CNY"}`, e.Order, e.ID,
			regulars.Money{Minor: -e.Amount.Minor, Currency: "CNY"}.Decimal())
	}
	return segment.Append(dst, e)
}

// keepAudiences has audiences kept that the events move people into and out of.
func (l *load) keepAudiences() error {
	for i, text := range []string{
		"orders.last(days(90)).count() >= 2 && !ordered.last(days(30)) && orders.sum(total) > 500",
		"orders.first().daysAgo() == 7",
		"orders.last(hours(1))",
		"orders.count() >= 3",
		"orders.sum(total) > 1000",
		`event("Product Viewed").thenNot(ordered).within(minutes(5))`,
		`event("Product Viewed").last(minutes(10)).count() >= 3 && city == "上海"`,
	} {
		if err := l.call("POST", "/api/v1/audiences", l.csrf, map[string]any{"name": fmt.Sprint("Audience ", i+1), "text": text}, nil); err != nil {
			return err
		}
	}
	return nil
}

// phase sends n messages and waits until all of them are visible everywhere.
func (l *load) phase(ctx context.Context, name string, n int64, limit int, message func([]byte, int64) []byte) error {
	began := time.Now()
	l.sent.Store(0)
	watch, stop := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { l.report(watch, name, began) })
	if *ask && name == "events" {
		watching.Go(func() { l.look(watch) })
	}
	if *kills > 0 && name == "events" {
		watching.Go(func() { l.killNowAndThen(watch, *kills) })
	}
	err := l.sendAll(ctx, n, limit, message)
	sending := time.Since(began)
	stop()
	watching.Wait()
	if err != nil {
		return err
	}
	behind, _ := l.backlog()
	if err := l.caughtUp(ctx); err != nil {
		return err
	}
	all := time.Since(began)
	fmt.Printf("%s: %d sent in %s (%.0f/s), %v behind at that time, visible everywhere after %s (%.0f/s); %s\n", name, n,
		sending.Round(time.Millisecond), float64(n)/sending.Seconds(), behind, all.Round(time.Millisecond), float64(n)/all.Seconds(), l.footprint())
	return nil
}

// sendAll sends messages 0 to n-1 by several clients, each batch until it is
// taken, whatever happens to the program meanwhile.
func (l *load) sendAll(ctx context.Context, n int64, limit int, message func([]byte, int64) []byte) error {
	pace := rate.NewLimiter(rate.Inf, *size)
	if limit > 0 {
		pace = rate.NewLimiter(rate.Limit(limit), max(*size, limit/20))
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range *clients {
		wg.Go(func() {
			var body []byte
			for {
				from := next.Add(int64(*size)) - int64(*size)
				if from >= n {
					return
				}
				to := min(from+int64(*size), n)
				body = append(body[:0], `{"batch":[`...)
				for i := from; i < to; i++ {
					if i > from {
						body = append(body, ',')
					}
					body = message(body, i)
				}
				body = append(body, "]}"...)
				if pace.WaitN(ctx, int(to-from)) != nil {
					return
				}
				for !l.post(body) {
					l.repeats.Add(1)
					time.Sleep(200 * time.Millisecond)
				}
				l.sent.Add(to - from)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// killNowAndThen kills the program at instants that nobody chose.
func (l *load) killNowAndThen(ctx context.Context, n int) {
	for range n {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Duration(5+rand.IntN(30)) * time.Second):
		}
		began := time.Now()
		if err := l.restart(); err != nil {
			fmt.Println("the program did not come back:", err)
			return
		}
		fmt.Printf("killed; answering again after %s\n", time.Since(began).Round(time.Millisecond))
	}
}

// compare holds the program's own count against what was sent.
func (l *load) compare(ctx context.Context) error {
	var orders, revenue, refunds int64
	for i := range *events {
		e := l.brand.Event(i)
		switch {
		case e.Name == "Order Completed":
			orders++
			revenue += e.Amount.Minor
		case e.Name == "Order Refunded":
			refunds -= e.Amount.Minor
		}
	}
	l.stop()
	out, err := exec.CommandContext(ctx, *binary, "stats", "--data", l.data, "--json").Output()
	if err != nil {
		return fmt.Errorf("stats: %w", err)
	}
	var got struct {
		Customers, Orders, Events, Quarantined int64
		Revenue, Refunds                       map[string]string
	}
	if err := json.Unmarshal(out, &got); err != nil {
		return err
	}
	money := func(minor int64) string { return regulars.Money{Minor: minor, Currency: "CNY"}.Decimal() }
	fmt.Printf("sent %d customers, %d orders, %s revenue, %s refunds; repeated %d requests\ncounted %s", *customers, orders, money(revenue), money(refunds), l.repeats.Load(), out)
	if got.Customers != *customers || got.Orders != orders || got.Revenue["CNY"] != money(revenue) || got.Quarantined != 0 ||
		got.Refunds["CNY"] != money(refunds) {
		return fmt.Errorf("the totals differ")
	}
	fmt.Println("the totals are equal")
	return nil
}
