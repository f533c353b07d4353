package store

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// Migration is the tables of one domain: numbered files of portable SQL in
// goose's form ("00001_init.sql" with "-- +goose Up").
type Migration struct {
	// Domain is the owning package's name; its versions are counted in the
	// table migration_<domain>.
	Domain string
	// Files holds the SQL files in its root.
	Files fs.FS
}

// Migrate brings the tables of each domain up to date, in the order given.
func (db *DB) Migrate(ctx context.Context, migrations ...Migration) error {
	dialect := database.DialectSQLite3
	if db.dialect == Postgres {
		dialect = database.DialectPostgres
	}
	for _, m := range migrations {
		versions, err := database.NewStore(dialect, "migration_"+m.Domain)
		if err != nil {
			return err
		}
		p, err := goose.NewProvider("", db.write, portable{m.Files, db.dialect},
			goose.WithStore(versions), goose.WithDisableGlobalRegistry(true))
		if err != nil {
			return fmt.Errorf("migrations of %s: %w", m.Domain, err)
		}
		if _, err := p.Up(ctx); err != nil {
			return translate(fmt.Errorf("migrations of %s: %w", m.Domain, err))
		}
	}
	return nil
}

// portable serves migration files in the words of a dialect.
type portable struct {
	fs.FS
	dialect Dialect
}

// inPostgres turns the portable words of a migration into PostgreSQL's.
// Differs because SQLite numbers rows by a column that is exactly "INTEGER
// PRIMARY KEY" and clusters a table by its key only with WITHOUT ROWID, and
// because PostgreSQL's INTEGER has 32 bits and its bytes are BYTEA. Text that
// is searched by its beginning must be compared byte by byte, which SQLite does
// anyway and PostgreSQL where it is told to.
var inPostgres = strings.NewReplacer(
	"INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY",
	" WITHOUT ROWID", "",
	" BLOB", " BYTEA",
	"COLLATE BINARY", `COLLATE "C"`,
)

// Open gives a file in the words of the dialect.
func (p portable) Open(name string) (fs.File, error) {
	f, err := p.FS.Open(name)
	if err != nil || p.dialect == SQLite || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return &turned{Reader: bytes.NewReader([]byte(inPostgres.Replace(string(text)))), info: info}, nil
}

// turned is a file whose text was turned.
type turned struct {
	*bytes.Reader
	info fs.FileInfo
}

func (t *turned) Stat() (fs.FileInfo, error) { return t.info, nil }
func (t *turned) Close() error               { return nil }
