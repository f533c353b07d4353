package job

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"regulars"
	"regulars/internal/store"
)

// State is how a job stands.
type State string

// The states of a job.
const (
	Waiting   State = "waiting"   // its time has not come, or all workers are busy
	Running   State = "running"   // somebody works on it
	Retrying  State = "retrying"  // it failed and will run again
	Done      State = "done"      // it succeeded
	Failed    State = "failed"    // it failed for good
	Cancelled State = "cancelled" // somebody stopped it
)

var states = map[rivertype.JobState]State{
	rivertype.JobStateAvailable: Waiting, rivertype.JobStatePending: Waiting, rivertype.JobStateScheduled: Waiting,
	rivertype.JobStateRunning: Running, rivertype.JobStateRetryable: Retrying, rivertype.JobStateCompleted: Done,
	rivertype.JobStateDiscarded: Failed, rivertype.JobStateCancelled: Cancelled,
}

// Status says how a job stands, for people to see.
type Status struct {
	ID      int64
	Kind    string
	State   State
	Attempt int
	// Done of Total say how far it has come; both 0 when it does not tell.
	Done, Total int64
	// Queued, Started and Finished are zero where that has not happened.
	Queued, Started, Finished time.Time
	// Left is about how long it still takes, by its pace so far; 0 for unknown.
	Left time.Duration
}

// Progress tells that done of total is done. It may be called as often as one
// likes: it writes at most twice a second.
func (r *Run) Progress(done, total int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.queue.clock.Now()
	if done < total && now.Sub(r.last) < 500*time.Millisecond && now.After(r.last) {
		return
	}
	r.last = now
	err := r.queue.db.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO job_progress (job, done, total, updated) VALUES (?, ?, ?, ?)
			ON CONFLICT (job) DO UPDATE SET done = excluded.done, total = excluded.total, updated = excluded.updated`,
			r.ID, done, total, regulars.Micros(now))
		return err
	})
	if err != nil {
		r.queue.slog.Warn("the progress of a job was not written", "job", r.ID, "error", err)
	}
}

// Get gives one job, or ErrNotFound.
func (q *Queue) Get(ctx context.Context, id int64) (Status, error) {
	row, err := q.client.JobGet(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) {
		return Status{}, regulars.NotFound("job")
	}
	if err != nil {
		return Status{}, err
	}
	out, err := q.statuses(ctx, []*rivertype.JobRow{row})
	if err != nil {
		return Status{}, err
	}
	return out[0], nil
}

// List gives the newest jobs, at most n.
func (q *Queue) List(ctx context.Context, n int) ([]Status, error) {
	res, err := q.client.JobList(ctx, river.NewJobListParams().First(n).OrderBy(river.JobListOrderByID, river.SortOrderDesc))
	if err != nil {
		return nil, err
	}
	return q.statuses(ctx, res.Jobs)
}

func (q *Queue) statuses(ctx context.Context, rows []*rivertype.JobRow) ([]Status, error) {
	out := make([]Status, len(rows))
	err := q.db.Read(ctx, func(tx *store.Tx) error {
		for i, row := range rows {
			s, err := q.status(tx, row)
			if err != nil {
				return err
			}
			out[i] = s
		}
		return nil
	})
	return out, err
}

func (q *Queue) status(tx *store.Tx, row *rivertype.JobRow) (Status, error) {
	s := Status{ID: row.ID, State: states[row.State], Attempt: row.Attempt, Queued: row.CreatedAt.UTC()}
	s.Kind = kindOf(row)
	if row.AttemptedAt != nil {
		s.Started = row.AttemptedAt.UTC()
	}
	if row.FinalizedAt != nil {
		s.Finished = row.FinalizedAt.UTC()
	}
	_, err := store.Row(tx, func(p store.Scanner) (struct{}, error) {
		return struct{}{}, p.Scan(&s.Done, &s.Total)
	}, "SELECT done, total FROM job_progress WHERE job = ?", row.ID)
	if err != nil && !errors.Is(err, store.ErrNoRow) {
		return s, err
	}
	if s.State == Running && s.Done > 0 && s.Total > s.Done {
		s.Left = q.clock.Now().Sub(s.Started) * time.Duration(s.Total-s.Done) / time.Duration(s.Done)
	}
	return s, nil
}

// kindOf gives our name of a job's kind.
func kindOf(row *rivertype.JobRow) string {
	var w work
	if err := json.Unmarshal(row.EncodedArgs, &w); err != nil {
		return ""
	}
	return w.Name
}
