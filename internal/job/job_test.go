package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"regulars"
	"regulars/internal/job"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func open(t *testing.T, db *store.DB, kinds ...job.Kind) *job.Queue {
	t.Helper()
	q, err := job.Open(context.Background(), db, regulars.SystemClock{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		q.Define(k)
	}
	if err := q.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close(context.Background()) })
	return q
}

func await(t *testing.T, q *job.Queue, id int64, want job.State) job.Status {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		s, err := q.Get(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if s.State == want {
			return s
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("the job is %s, want %s", s.State, want)
		}
	}
}

func TestAJobRunsOnceWithProgress(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		release, began := make(chan struct{}), make(chan string, 8)
		q := open(t, db, job.Kind{Name: "count", Work: func(_ context.Context, run *job.Run) error {
			run.Progress(3, 10)
			var name string
			if err := json.Unmarshal(run.Args, &name); err != nil {
				return err
			}
			began <- name
			<-release
			run.Progress(10, 10)
			return nil
		}})
		ctx := context.Background()
		id, err := q.Enqueue(ctx, "count", "tea")
		if err != nil {
			t.Fatal(err)
		}
		if name := <-began; name != "tea" {
			t.Errorf("args %q", name)
		}
		if s := await(t, q, id, job.Running); s.Done != 3 || s.Total != 10 || s.Kind != "count" {
			t.Errorf("%+v", s)
		}
		again, err := q.Enqueue(ctx, "count", "tea")
		if err != nil || again != id {
			t.Errorf("an equal job under way: %d, %v; want %d", again, err, id)
		}
		close(release)
		if s := await(t, q, id, job.Done); s.Done != 10 || s.Finished.IsZero() {
			t.Errorf("%+v", s)
		}
		list, err := q.List(ctx, 10)
		if err != nil || len(list) != 1 || list[0].ID != id {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestAFailedJobRunsAgainUntilItsAttemptsAreUsed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		q := open(t, db, job.Kind{Name: "fail", Attempts: 1, Work: func(context.Context, *job.Run) error { return errors.New("no") }})
		id, err := q.Enqueue(context.Background(), "fail", nil)
		if err != nil {
			t.Fatal(err)
		}
		await(t, q, id, job.Failed)
		if _, err := q.Get(context.Background(), 999); regulars.CodeOf(err) != regulars.ErrNotFound {
			t.Error(err)
		}
		if _, err := q.Enqueue(context.Background(), "unknown", nil); err == nil {
			t.Error("an unknown kind was taken")
		}
	})
}

func TestDailyKeepsToTheClockOnTheWall(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, berlin)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct{ now, next string }{
		{"2026-01-10 02:00", "2026-01-10 03:00"}, {"2026-01-10 03:00", "2026-01-11 03:00"},
		{"2026-03-28 12:00", "2026-03-29 03:00"}, {"2026-10-24 12:00", "2026-10-25 03:00"},
	} {
		if got := job.NextDaily(at(c.now), 3*time.Hour, berlin); !got.Equal(at(c.next)) {
			t.Errorf("after %s comes %s, want %s", c.now, got, c.next)
		}
	}
}
