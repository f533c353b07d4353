package main

import (
	"context"
	"fmt"
	"slices"
	"syscall"
	"time"

	"regulars/internal/store"
	"regulars/order"
)

// bareRead reads every purchase and does nothing with it.
func (s *system) bareRead(ctx context.Context) (took time.Duration, customers int, err error) {
	began := time.Now()
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		return s.book.Histories(tx, time.Time{}, func(int64, []order.Purchase) error {
			customers++
			return nil
		})
	})
	return time.Since(began), customers, err
}

// The raw limit of writing: rows as wide as a score, one statement for many,
// a thousand in a transaction, without any index.
const (
	bareColumns = 27
	bareBatch   = 1000
)

func (s *system) bareWrite(ctx context.Context, n int) (time.Duration, error) {
	table := "CREATE TABLE bare (c0 INTEGER PRIMARY KEY"
	for i := 1; i < bareColumns; i++ {
		table += fmt.Sprintf(", c%d BIGINT NOT NULL", i)
	}
	write := func(fn func(tx *store.Tx) error) error { return s.db.Write(ctx, fn) }
	if err := write(func(tx *store.Tx) error {
		if _, err := tx.Exec("DROP TABLE IF EXISTS bare"); err != nil {
			return err
		}
		_, err := tx.Exec(table + ")")
		return err
	}); err != nil {
		return 0, err
	}
	began := time.Now()
	args := make([]any, 0, bareBatch*bareColumns)
	for from := 0; from < n; from += bareBatch {
		rows := min(bareBatch, n-from)
		args = args[:0]
		for i := range rows {
			args = append(args, from+i+1)
			for c := 1; c < bareColumns; c++ {
				args = append(args, c*100_000+i)
			}
		}
		if err := write(func(tx *store.Tx) error {
			_, err := tx.Exec("INSERT INTO bare VALUES "+store.Marks(rows, bareColumns), args...)
			return err
		}); err != nil {
			return 0, err
		}
	}
	took := time.Since(began)
	return took, write(func(tx *store.Tx) error {
		_, err := tx.Exec("DROP TABLE bare")
		return err
	})
}

// beside writes a row every 20 ms until the function it gives is called, which
// tells how long the commits took.
func (s *system) beside(ctx context.Context) func() string {
	stop, ended := make(chan struct{}), make(chan []time.Duration, 1)
	go func() {
		var waits []time.Duration
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				ended <- waits
				return
			case <-tick.C:
			}
			began := time.Now()
			if err := s.db.Write(ctx, func(tx *store.Tx) error {
				_, err := tx.Exec("UPDATE customer_list SET last_seen = last_seen WHERE id = 1")
				return err
			}); err == nil {
				waits = append(waits, time.Since(began))
			}
		}
	}()
	return func() string {
		close(stop)
		waits := <-ended
		if len(waits) == 0 {
			return "none"
		}
		slices.Sort(waits)
		ms := func(d time.Duration) float64 { return d.Seconds() * 1e3 }
		return fmt.Sprintf("median %.0f ms, p99 %.0f ms, longest %.0f ms", ms(waits[len(waits)/2]), ms(waits[len(waits)*99/100]), ms(waits[len(waits)-1]))
	}
}

// processor is how many seconds of it the process has used.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// peakMemory is the most the process ever held, in GiB.
func peakMemory() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Maxrss) / (1 << 20)
}
