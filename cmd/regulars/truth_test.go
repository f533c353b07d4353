package main

import (
	"bufio"
	"context"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/demo"
	"regulars/internal/store"
	"regulars/metric"
)

// TestTheModelsFindTheDemosTruth fills a demo brand over the API, as `serve
// --demo` does, and holds what the scores say of it to the truth behind it.
func TestTheModelsFindTheDemosTruth(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("filling a demo brand takes half a minute")
	}
	const customers = 3000
	data, clock := t.TempDir(), regulars.NewManualClock(time.Now().Truncate(time.Second))
	fillDemo(t, data, clock, "3000")
	world := demo.New(demo.Options{Seed: 1, Customers: customers, Until: clock.Now()})
	truth := world.Truth(365)

	s := testSession(t, data)
	s.clock = clock
	a, err := openApp(t.Context(), s, false)
	if err != nil {
		t.Fatal(err)
	}
	defer a.close(context.Background())
	ctx := s.as("test")
	if err := a.start(ctx); err != nil {
		t.Fatal(err)
	}
	if err := a.log.CaughtUp(ctx); err != nil {
		t.Fatal(err)
	}
	run, err := a.metrics.Run(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]float64{}
	for _, m := range run.Models {
		for _, p := range m.Parameters {
			found[m.Name+" "+p.Name] = p.Value
		}
	}
	ratio := func(what string, got, want, tolerance float64) {
		t.Logf("%-36s found %10.3f, true %10.3f (%+.0f %%)", what, got, want, 100*(got/want-1))
		if !(math.Abs(math.Log(got/want)) < math.Log1p(tolerance)) {
			t.Errorf("%s is %g, the truth %g", what, got, want)
		}
	}
	// Single parameters are known less well than what they come to: the mean
	// rate of buying and the share that has left. The tolerances are some three
	// times the standard errors of so many customers.
	p := func(name string) float64 { return found["pareto/nbd "+name] }
	ratio("r", p("r"), truth.R, .3)
	ratio("alpha", p("alpha"), truth.Alpha, .3)
	ratio("mean orders a week, r/alpha", p("r")/p("alpha"), truth.R/truth.Alpha, .12)
	left := func(s, beta float64) float64 { return 1 - math.Pow(beta/(beta+52), s) }
	ratio("share that leaves within a year", left(p("s"), p("beta")), left(truth.S, truth.Beta), .12)
	g := func(name string) float64 { return found["gamma-gamma "+name] }
	ratio("mean order, p·v/(q−1)", g("p")*g("v")/(g("q")-1), truth.P*truth.V/(truth.Q-1), .1)

	orders, value, alive := foretold(t, a, ctx)
	// P(alive) is an average with MBG/NBD, which sees this world leave sooner.
	ratio("customers who have not left", alive, float64(truth.Alive), .2)
	// Of the orders 1.5 % are cancelled; one in twenty-five is given back, half
	// of these in part only.
	ratio("orders of 12 months", orders, .985*truth.Orders, .12)
	ratio("value of 12 months", value, .985*.97*truth.Value, .15)
	// Some twelve hundred customers are judged, which ones depends on the order in
	// which they came in; their orders are off by a root mean square of .95 each,
	// so the sum's standard error is 6 %.
	if b := run.Backtest; b == nil || b.ChanceError > .06 || math.Abs(b.OrdersBias) > .2 {
		t.Errorf("the backtest says %+v", b)
	}
	stages := standing(t, a, ctx)
	for _, stage := range []metric.Stage{metric.New, metric.Active, metric.AtRisk, metric.Lost, metric.WonBack} {
		if stages[stage] == 0 {
			t.Errorf("nobody is %s: %v", stage, stages)
		}
	}
}

// fillDemo serves with --demo until the brand is complete.
func fillDemo(t *testing.T, data string, clock regulars.Clock, customers string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, in := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, system{args: []string{"serve", "--demo", "--demo-customers", customers, "--data", data, "--listen", "127.0.0.1:0", "--log-level", "error"},
			getenv: func(string) (string, bool) { return "", false }, stdin: strings.NewReader(""), stdout: in, stderr: io.Discard, clock: clock})
		in.Close()
	}()
	lines, complete := bufio.NewScanner(out), false
	for !complete && lines.Scan() {
		complete = strings.Contains(lines.Text(), "the demo brand is complete")
	}
	cancel()
	go io.Copy(io.Discard, out)
	if code := <-ended; code != 0 || !complete {
		t.Fatalf("exit code %d, complete %v", code, complete)
	}
}

// foretold sums what is expected of all customers: orders and yuan of 12 months,
// and how many have not left.
func foretold(t *testing.T, a *app, ctx context.Context) (orders, value, alive float64) {
	t.Helper()
	err := a.db.Read(ctx, func(tx *store.Tx) error {
		return store.Each(tx, func(row store.Scanner) error {
			var ahead, v, stays float64
			err := row.Scan(&ahead, &v, &stays)
			orders, value, alive = orders+ahead, value+v/100, alive+stays
			return err
		}, "SELECT ahead, value, alive FROM score")
	})
	if err != nil {
		t.Fatal(err)
	}
	return orders, value, alive
}

// standing counts customers by stage.
func standing(t *testing.T, a *app, ctx context.Context) map[metric.Stage]int64 {
	t.Helper()
	out := map[metric.Stage]int64{}
	err := a.db.Read(ctx, func(tx *store.Tx) error {
		return store.Each(tx, func(row store.Scanner) error {
			var stage metric.Stage
			var n int64
			err := row.Scan(&stage, &n)
			out[stage] = n
			return err
		}, "SELECT stage, count(*) FROM score GROUP BY stage")
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Log("stages", out)
	return out
}
