package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"regulars"
)

// The files of a backup.
const (
	sqliteBackup   = "regulars.db"   // a SQLite file
	postgresBackup = "regulars.dump" // in the custom form of pg_dump
)

// Backup writes a copy of the row store, as of one moment, into the folder
// dir, while others go on writing. It gives ErrConflict when a copy is there.
// On PostgreSQL it runs pg_dump, which must be installed.
func (db *DB) Backup(ctx context.Context, dir string) error {
	if db.dialect == Postgres {
		return pgTool(ctx, db.url, "pg_dump", "--format=custom", "--no-owner", "--file="+filepath.Join(dir, postgresBackup))
	}
	to := filepath.Join(dir, sqliteBackup)
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		return &regulars.Error{Code: regulars.ErrConflict, Reason: "exists", Message: "a backup is there already"}
	}
	// A connection of its own: the readers' cannot write, the writer is busy.
	from, err := sql.Open("sqlite3", sqliteDSN(db.path, url.Values{}))
	if err != nil {
		return translate(err)
	}
	defer from.Close()
	if _, err := from.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		return translate(fmt.Errorf("backup of the row store: %w", err))
	}
	return flush(to)
}

// flush has a file and its folder's entry for it on disk.
func flush(path string) error {
	for _, name := range []string{path, filepath.Dir(path)} {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		err = f.Sync()
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// Restore brings the backup in dir back to the address, where there must be no
// row store yet: ErrConflict when there is, ErrNotFound when dir holds no
// backup for this kind of database.
func Restore(ctx context.Context, dir, address string) error {
	path, isFile := strings.CutPrefix(address, "sqlite:")
	if !isFile {
		return restorePostgres(ctx, filepath.Join(dir, postgresBackup), address)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return errOccupied
	}
	from, err := os.Open(filepath.Join(dir, sqliteBackup))
	if err != nil {
		return errNoBackup(err)
	}
	defer from.Close()
	// Under another name until it is whole: a restore that is cut off leaves
	// nothing that could be taken for a row store.
	to, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	if err = errors.Join(err, to.Sync(), to.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".part", path); err != nil {
		return err
	}
	return flush(path)
}

var errOccupied = &regulars.Error{Code: regulars.ErrConflict, Field: "data", Reason: "exists",
	Message: "there is a row store already; restore into an empty place"}

func errNoBackup(err error) error {
	return &regulars.Error{Code: regulars.ErrNotFound, Field: "backup", Reason: "not_found",
		Message: "this folder holds no backup of the row store", Err: err}
}

func restorePostgres(ctx context.Context, dump, address string) error {
	if _, err := os.Stat(dump); err != nil {
		return errNoBackup(err)
	}
	db, err := Open(ctx, address)
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.Read(ctx, func(tx *Tx) error {
		n, err := Row(tx, One[int64], "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
		if err == nil && n > 0 {
			return errOccupied
		}
		return err
	})
	if err != nil {
		return err
	}
	return pgTool(ctx, address, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", dump)
}

// pgTool runs a program of PostgreSQL's on a database. The password goes
// through the environment: everyone can see a command line.
func pgTool(ctx context.Context, address, name string, args ...string) error {
	u, err := url.Parse(address)
	if err != nil {
		return errURL
	}
	env := os.Environ()
	if password, ok := u.User.Password(); ok {
		env = append(env, "PGPASSWORD="+password)
		u.User = url.User(u.User.Username())
	}
	cmd := exec.CommandContext(ctx, name, append([]string{"--dbname=" + u.String()}, args...)...)
	var said bytes.Buffer
	cmd.Env, cmd.Stderr = env, &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(said.String()))
	}
	return nil
}
