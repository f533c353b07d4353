package audience_test

import (
	"context"
	"slices"
	"testing"
	"time"
)

// TestServe holds that news wake who evaluates, and that time does.
func TestServe(t *testing.T) {
	t.Parallel()
	worlds(t, func(t *testing.T, w *world) {
		w.tell(w.is("a", nil))
		id := w.make("Just bought", `orders.last(minutes(1)).exists()`)
		w.run(false)
		ctx, stop := context.WithCancel(w.ctx)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			w.audiences.Serve(ctx)
		}()
		becomes := func(want ...int64) {
			t.Helper()
			for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
				if slices.Equal(w.members(id), want) {
					return
				}
			}
			t.Fatalf("members %v, want %v", w.members(id), want)
		}
		e := w.did("a", "Order Completed", 10, nil)
		e.Time = e.Time.Add(-59800 * time.Millisecond)
		w.tell(e)
		becomes(1)
		w.clock.Advance(200 * time.Millisecond) // a minute has passed, and nothing happens
		becomes()
		stop()
		<-ended
	})
}
