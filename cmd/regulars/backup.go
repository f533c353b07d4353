package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"regulars"
	jobapi "regulars/api/job"
	"regulars/internal/eventlog"
	"regulars/internal/store"
	"regulars/internal/warehouse/duckdb"
)

// backupCmd writes a backup.
type backupCmd struct {
	To   string `arg:"" type:"path" help:"Folder to write to; it must be empty or not be there."`
	JSON bool   `name:"json" help:"Put the result on stdout as JSON."`
}

// backedUp is what `regulars backup` says.
type backedUp struct {
	Folder string `json:"folder"`
	Bytes  int64  `json:"bytes"`
}

// Run writes a backup of a folder that no server holds; a running server makes
// its own over the API.
func (c *backupCmd) Run(s *session) error {
	return s.with("backup", func(ctx context.Context, a *app) error {
		n, err := a.backup(ctx, c.To)
		if err != nil {
			return err
		}
		return s.print(c.JSON, backedUp{c.To, n}, func(w io.Writer) {
			fmt.Fprintf(w, "backed up %d MB to %s\n", n>>20, c.To)
		})
	})
}

// backup writes the warehouse first and the row store after it: so the row
// store's log reaches at least as far, and the warehouse catches up from it.
func (a *app) backup(ctx context.Context, dir string) (bytes int64, err error) {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return 0, &regulars.Error{Code: regulars.ErrConflict, Field: "to", Reason: "exists", Message: "the folder for the backup is not empty"}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, err
	}
	if err := a.warehouse.Backup(ctx, dir); err != nil {
		return 0, err
	}
	if err := a.db.Backup(ctx, dir); err != nil {
		return 0, err
	}
	return sizeOf(dir)
}

// backupTime is the form of a backup's name: when it began, in UTC.
const backupTime = "2006-01-02T150405Z"

// newBackup gives the folder of a new backup beside the data.
func (a *app) newBackup() string {
	return filepath.Join(a.folder.file("backups"), a.clock.Now().Format(backupTime))
}

// backups lists the backups beside the data, the newest first.
func (a *app) backups(context.Context) (list []jobapi.Backup, err error) {
	entries, err := os.ReadDir(a.folder.file("backups"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, e := range slices.Backward(entries) { // ReadDir sorts by name, which is the time
		at, err := time.Parse(backupTime, e.Name())
		if err != nil {
			continue
		}
		size, err := sizeOf(filepath.Join(a.folder.file("backups"), e.Name()))
		if err != nil {
			return nil, err
		}
		list = append(list, jobapi.Backup{Name: e.Name(), At: at, Bytes: size})
	}
	return list, nil
}

// sizeOf adds up the files below a folder.
func sizeOf(dir string) (bytes int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	return bytes, err
}

// restoreCmd brings a backup back.
type restoreCmd struct {
	From string `arg:"" type:"existingdir" help:"Folder of the backup."`
	JSON bool   `name:"json" help:"Put the result on stdout as JSON."`
}

// Run restores into an empty data folder, then looks whether all is there.
func (c *restoreCmd) Run(s *session) error {
	if err := c.restore(s); err != nil {
		return err
	}
	return s.with("restore", func(ctx context.Context, a *app) error {
		if err := a.log.CaughtUp(ctx); err != nil {
			return err
		}
		out, err := a.stats(ctx)
		if err != nil {
			return err
		}
		return s.print(c.JSON, out, func(w io.Writer) {
			fmt.Fprintln(w, "restored:")
			out.text(w)
		})
	})
}

func (c *restoreCmd) restore(s *session) error {
	f, err := holdFolder(s.Data)
	if err != nil {
		return err
	}
	defer f.release()
	if err := store.Restore(s.ctx, c.From, s.storeURL()); err != nil {
		return err
	}
	err = duckdb.Restore(s.ctx, c.From, f.file("warehouse.duckdb"))
	if err != nil && regulars.CodeOf(err) != regulars.ErrNotFound {
		return err
	}
	db, err := store.Open(s.ctx, s.storeURL())
	if err != nil {
		return err
	}
	// Transaction ids of PostgreSQL may have begun again: a new life of the log.
	if db.Dialect() == store.Postgres {
		err = db.Write(s.ctx, eventlog.NewEpoch)
	}
	return errors.Join(err, db.Close())
}
