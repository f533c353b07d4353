package jobapi

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/internal/job"
)

// Jobs tells how jobs stand. [job.Queue] is the one of the true program.
type Jobs interface {
	List(ctx context.Context, n int) ([]job.Status, error)
	Get(ctx context.Context, id int64) (job.Status, error)
}

// Deps is what the operations work with; all may be nil when only the document
// is wanted.
type Deps struct {
	Jobs Jobs
	// StartBackup starts a backup and gives the job's id.
	StartBackup func(ctx context.Context) (int64, error)
	// Backups lists the finished backups, the newest first.
	Backups func(ctx context.Context) ([]Backup, error)
}

// Job is one piece of work in the background.
type Job struct {
	ID          string     `json:"id"`
	Kind        string     `json:"kind" example:"scores"`
	State       string     `json:"state" enum:"waiting,running,retrying,done,failed,cancelled"`
	Attempt     int        `json:"attempt"`
	Done        int64      `json:"done" doc:"Of total; both 0 when it does not tell how far it has come"`
	Total       int64      `json:"total"`
	QueuedAt    *time.Time `json:"queuedAt,omitempty"`
	StartedAt   *time.Time `json:"startedAt,omitempty"`
	FinishedAt  *time.Time `json:"finishedAt,omitempty"`
	SecondsLeft int64      `json:"secondsLeft,omitempty" doc:"By its pace so far; missing while that is unknown"`
}

// JobList is the newest jobs.
type JobList struct {
	Items []Job `json:"items"`
}

// Backup is a finished backup on the server's disk.
type Backup struct {
	Name  string    `json:"name"`
	At    time.Time `json:"at"`
	Bytes int64     `json:"bytes"`
}

// BackupList is the backups on the server's disk, the newest first.
type BackupList struct {
	Items []Backup `json:"items"`
}

// StartedBackup names the job of a backup.
type StartedBackup struct {
	Job string `json:"job"`
}

type listJobs struct {
	Limit int `query:"limit" minimum:"1" maximum:"200" default:"20"`
}

type oneJob struct {
	ID string `path:"id" pattern:"^[0-9]{1,18}$"`
}

type none struct{}

const tag = "Background work"

// Register declares the operations.
func Register(a *api.API, d Deps) {
	api.Handle(a, api.Op{ID: "list-jobs", Method: "GET", Path: "/jobs", Needs: "jobs:read", Tag: tag,
		Summary: "Work in the background, the newest first"},
		func(ctx context.Context, in *listJobs) (JobList, error) {
			list, err := d.Jobs.List(ctx, in.Limit)
			out := JobList{Items: []Job{}}
			for _, s := range list {
				out.Items = append(out.Items, jobOf(s))
			}
			return out, err
		})
	api.Handle(a, api.Op{ID: "get-job", Method: "GET", Path: "/jobs/{id}", Needs: "jobs:read", Tag: tag,
		Summary: "How far a job has come"},
		func(ctx context.Context, in *oneJob) (Job, error) {
			id, err := strconv.ParseInt(in.ID, 10, 64)
			if err != nil {
				return Job{}, regulars.NotFound("job")
			}
			s, err := d.Jobs.Get(ctx, id)
			return jobOf(s), err
		})
	api.Handle(a, api.Op{ID: "list-backups", Method: "GET", Path: "/backups", Needs: "jobs:read", Tag: tag,
		Summary: "Backups on the server's disk"},
		func(ctx context.Context, _ *none) (BackupList, error) {
			list, err := d.Backups(ctx)
			if list == nil {
				list = []Backup{}
			}
			return BackupList{Items: list}, err
		})
	api.Handle(a, api.Op{ID: "start-backup", Method: "POST", Path: "/backups", Needs: "jobs:write", Tag: tag,
		Summary: "Back everything up while it runs", Status: http.StatusAccepted,
		Description: "Writes the warehouse and the row store into the folder backups of the data folder. Starts a job, or gives the one under way."},
		func(ctx context.Context, _ *none) (StartedBackup, error) {
			id, err := d.StartBackup(ctx)
			return StartedBackup{Job: strconv.FormatInt(id, 10)}, err
		})
}

func jobOf(s job.Status) Job {
	return Job{ID: strconv.FormatInt(s.ID, 10), Kind: s.Kind, State: string(s.State), Attempt: s.Attempt, Done: s.Done, Total: s.Total,
		QueuedAt: api.Time(s.Queued), StartedAt: api.Time(s.Started), FinishedAt: api.Time(s.Finished),
		SecondsLeft: int64(s.Left / time.Second)}
}
