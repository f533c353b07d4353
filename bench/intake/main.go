// Command intake measures durable intake over HTTP against a bare SQLite group
// commit of the same shape in the same run: 64 clients, each sending its next
// request when the last one was answered; 100 events a request, and 1 event a
// request; deduplicated against a given number of known ids.
//
//	go run ./bench/intake -known 20000000 -seconds 10
//
// The bare program is 64 callers that hand the same events, already as rows of
// text, to one writer: plain rows, no index, no HTTP, no JSON, no deduplication,
// as many events a commit as intake had. It runs between the runs of intake, so
// that both see the same machine.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"syscall"
	"time"
)

var (
	known   = flag.Int64("known", 20_000_000, "ids that the log knows before")
	seconds = flag.Int("seconds", 10, "how long each run lasts")
	rounds  = flag.Int("rounds", 3, "runs of each kind; the median counts")
	clients = flag.Int("clients", 64, "clients at once")
	shapes  = flag.String("events", "100,1", "events a request")
	writers = flag.Int("writers", 0, "appends under way at once; 0 for intake's own choice")
	profile = flag.String("profile", "", "write a CPU profile of intake's runs here")
	folder  = flag.String("dir", "", "where the files go; default a temporary folder")
)

func main() {
	flag.Parse()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "intake:", err)
		os.Exit(1)
	}
}

func run() error {
	dir := *folder
	if dir == "" {
		made, err := os.MkdirTemp("", "regulars-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(made)
		dir = made
	}
	ctx := context.Background()
	system, err := openSystem(ctx, filepath.Join(dir, "regulars.db"))
	if err != nil {
		return err
	}
	defer system.close()
	began := time.Now()
	if err := system.fill(ctx, *known); err != nil {
		return err
	}
	fmt.Printf("%d known ids, made in %.0f s; %d processors; %d clients; %d s a run\n",
		*known, time.Since(began).Seconds(), runtime.NumCPU(), *clients, *seconds)
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	list, err := parseShapes(*shapes)
	if err != nil {
		return err
	}
	for _, perRequest := range list {
		if _, _, err := compare(ctx, system, dir, perRequest); err != nil {
			return err
		}
	}
	return nil
}

// result is what one run achieved.
type result struct {
	rate      float64 // events a second
	perCommit float64 // events
	cpu       float64 // microseconds of processor an event, clients included
	p50, p99  time.Duration
}

// processor gives the processor time that this process has used.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// compare runs intake and the bare group commit in turn, prints what they did,
// and gives the median rates.
func compare(ctx context.Context, s *system, dir string, perRequest int) (ours, bare float64, err error) {
	var intakes, bares []result
	for range *rounds {
		r, err := s.measure(perRequest, time.Duration(*seconds)*time.Second)
		if err != nil {
			return 0, 0, err
		}
		path := filepath.Join(dir, fmt.Sprintf("bare-%d.db", perRequest))
		together := max(1, int(r.perCommit/float64(perRequest)+0.5))
		b, err := measureBare(ctx, path, perRequest, together, time.Duration(*seconds)*time.Second)
		if err != nil {
			return 0, 0, err
		}
		intakes, bares = append(intakes, r), append(bares, b)
		fmt.Printf("  %3d a request: intake %8.0f events/s, %6.1f a commit, %4.1f µs of processor each, p50 %v, p99 %v; bare %8.0f events/s, %6.1f a commit, %4.1f µs; ratio %.2f\n",
			perRequest, r.rate, r.perCommit, r.cpu, r.p50.Round(10*time.Microsecond), r.p99.Round(10*time.Microsecond), b.rate, b.perCommit, b.cpu, r.rate/b.rate)
	}
	ours, bare = median(intakes), median(bares)
	fmt.Printf("%3d events a request: %.0f events/s durable, bare %.0f events/s, ratio %.2f (wanted: at least 0.40)\n",
		perRequest, ours, bare, ours/bare)
	return ours, bare, nil
}

func median(list []result) float64 {
	rates := make([]float64, len(list))
	for i, r := range list {
		rates[i] = r.rate
	}
	slices.Sort(rates)
	return rates[len(rates)/2]
}
