package eventlog_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"regulars"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// BenchmarkAppend appends durably from 64 callers and prints the ratio to bare
// rows (id and body, no index) that go through the same group commit.
func BenchmarkAppend(b *testing.B) {
	for _, size := range []int{1, 100} {
		b.Run(fmt.Sprint("events=", size), func(b *testing.B) {
			bare := callers(b, size, appendBare(b))
			ours := callers(b, size, appendLog(b))
			b.ReportMetric(ours, "events/s")
			b.ReportMetric(bare, "bare/s")
			b.ReportMetric(ours/bare, "x-bare")
			b.ReportMetric(0, "ns/op")
		})
	}
}

const benchBody = `{"order_id":"A-%d","total":128.5,"currency":"CNY","products":[{"product_id":"p-17","name":"明前龙井 50g","price":128.5,"quantity":1}],"coupon":"SPRING","url":"https://shop.example/p/longjing?ref=home"}`

func batch(size int, n *atomic.Int64) []regulars.Event {
	events := make([]regulars.Event, size)
	for i := range events {
		k := n.Add(1)
		e := event(fmt.Sprintf("ajs-%016x-%08x", k*2654435761, k))
		e.Body = []byte(fmt.Sprintf(benchBody, k))
		e.Context = []byte(`{"library":{"name":"analytics.js","version":"1.84.3"},"page":{"path":"/p/longjing","referrer":"https://search.example/","title":"龙井"},"locale":"zh-CN"}`)
		events[i] = e
	}
	return events
}

// callers runs 64 of them for a second and gives events a second.
func callers(b *testing.B, size int, one func([]regulars.Event) error) float64 {
	var n, done atomic.Int64
	var wg sync.WaitGroup
	began := time.Now()
	for range 64 {
		wg.Go(func() {
			for time.Since(began) < 2*time.Second {
				if err := one(batch(size, &n)); err != nil {
					b.Error(err)
					return
				}
				done.Add(int64(size))
			}
		})
	}
	wg.Wait()
	return float64(done.Load()) / time.Since(began).Seconds()
}

func appendBare(b *testing.B) func([]regulars.Event) error {
	db := storetest.Open(b, "sqlite:"+filepath.Join(b.TempDir(), "bare.db"))
	exec := func(fn func(tx *store.Tx) error) error { return db.Write(context.Background(), fn) }
	if err := exec(func(tx *store.Tx) error {
		_, err := tx.Exec("CREATE TABLE event (id TEXT, type TEXT, name TEXT, user TEXT, time BIGINT, received BIGINT, source TEXT, body BLOB, context BLOB)")
		return err
	}); err != nil {
		b.Fatal(err)
	}
	return func(events []regulars.Event) error {
		return exec(func(tx *store.Tx) error {
			for _, e := range events {
				if _, err := tx.Exec("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", e.ID, string(e.Type), e.Name, e.UserID,
					e.Time.UnixMicro(), e.Received.UnixMicro(), e.Source, []byte(e.Body), []byte(e.Context)); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func appendLog(b *testing.B) func([]regulars.Event) error {
	db := storetest.SQLite(b, eventlog.Migration())
	l, err := eventlog.Open(context.Background(), db, regulars.NewManualClock(start), eventlog.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	return func(events []regulars.Event) error {
		prepared := eventlog.Prepare(events)
		return db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := l.AppendBatch(tx, prepared)
			return err
		})
	}
}
