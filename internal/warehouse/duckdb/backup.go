package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"regulars"
)

// BackupName is the file that [Warehouse.Backup] writes into its folder.
const BackupName = "warehouse.duckdb"

// Backup implements [warehouse.Warehouse]. Appends wait while the file is
// copied; questions go on. [Restore] puts it back.
func (w *Warehouse) Backup(ctx context.Context, dir string) error {
	return w.changing(ctx, func(conn *sql.Conn) error {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return unavailable(err)
		}
		to := filepath.Join(dir, BackupName)
		s, err := readState(ctx, conn)
		if err != nil {
			return err
		}
		if s.rewrite { // text of erased persons in the file is no text of a backup's
			return writeBackup(ctx, conn, to)
		}
		// Only a change writes to the file, and changes wait for us.
		if err := run(ctx, conn, "CHECKPOINT"); err != nil {
			return err
		}
		if err := copyFile(ctx, w.path, to); err != nil {
			return unavailable(err)
		}
		return nil
	})
}

// writeBackup writes everything into a new file, so that to is there whole or
// not at all.
func writeBackup(ctx context.Context, conn *sql.Conn, to string) error {
	part := to + ".part"
	if err := copyFresh(ctx, conn, part); err != nil {
		os.Remove(part)
		return err
	}
	if err := os.Rename(part, to); err != nil {
		return unavailable(err)
	}
	return syncFolder(filepath.Dir(to))
}

// Restore puts the backup in the folder dir at path, where there must be no
// warehouse yet: it gives ErrConflict when there is one, ErrNotFound when the
// folder holds no backup, and ErrUnavailable when the copy does not open.
func Restore(ctx context.Context, dir, path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return &regulars.Error{Code: regulars.ErrConflict, Reason: "exists", Message: "there is a warehouse already", Err: err}
	}
	from := filepath.Join(dir, BackupName)
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		return regulars.NotFound("backup of a warehouse")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return unavailable(err)
	}
	if err := copyFile(ctx, from, path); err != nil {
		return unavailable(err)
	}
	w, err := Open(ctx, path, Options{})
	if err != nil {
		return err
	}
	return errors.Join(w.Verify(ctx), w.Close())
}

// Verify reads every value that is kept, and with it every block's checksum.
// It gives ErrUnavailable when the file is damaged.
func (w *Warehouse) Verify(ctx context.Context) error {
	return w.reading(ctx, func(conn *sql.Conn) error {
		var sum any
		return conn.QueryRowContext(ctx, "SELECT bit_xor(hash("+columns+")) FROM event").Scan(&sum)
	})
}

// copyFile copies a file so that to is there whole or not at all.
func copyFile(ctx context.Context, from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	part := to + ".part"
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, reader{ctx, in})
	err = errors.Join(err, out.Sync(), out.Close())
	if err == nil {
		err = os.Rename(part, to)
	}
	if err != nil {
		os.Remove(part)
		return err
	}
	return syncFolder(filepath.Dir(to))
}

// reader stops reading when its context is done.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
