// Package job runs work that must survive a crash: on a schedule, on demand,
// with retries, one at a time where that is asked for, and with progress that
// people can see. River keeps the queue in the row store; nothing outside of
// this package knows it.
//
//	jobs, err := job.Open(ctx, db, clock, nil)
//	jobs.Define(job.Kind{Name: "scores", Work: func(ctx context.Context, run *job.Run) error {
//		return scores.RecomputeAll(ctx, run.Progress)
//	}})
//	jobs.Daily("scores", 3*time.Hour, zone)   // every day at 03:00 in the shop's zone
//	err = jobs.Start(ctx)
//	id, err := jobs.Enqueue(ctx, "scores", nil) // now; the one under way when there is one
package job
