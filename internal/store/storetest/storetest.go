// Package storetest opens row stores for tests: every suite that uses it runs
// on SQLite and, when REGULARS_TEST_POSTGRES names a server on which the tests
// may make databases, on PostgreSQL.
//
//	storetest.Each(t, func(t *testing.T, db *store.DB) { … }, customer.Migration())
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"regulars/internal/store"
)

// Each runs fn as a parallel subtest on each dialect, on an empty database of
// its own with the given migrations. It gives up loudly when
// REGULARS_TEST_REQUIRE lists "postgres" and there is no server.
func Each(t *testing.T, fn func(t *testing.T, db *store.DB), migrations ...store.Migration) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, SQLite(t, migrations...))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, Postgres(t, migrations...))
	})
}

// SQLite opens an empty SQLite store in a temporary folder.
func SQLite(t testing.TB, migrations ...store.Migration) *store.DB {
	t.Helper()
	return Open(t, "sqlite:"+filepath.Join(t.TempDir(), "regulars.db"), migrations...)
}

// Postgres makes an empty PostgreSQL database, or skips the test with its
// reason when there is no server.
func Postgres(t testing.TB, migrations ...store.Migration) *store.DB {
	t.Helper()
	return Open(t, PostgresURL(t), migrations...)
}

// Open opens the store at address, migrates it, and closes it with the test.
func Open(t testing.TB, address string, migrations ...store.Migration) *store.DB {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx, migrations...); err != nil {
		t.Fatal(err)
	}
	return db
}

var made atomic.Int64

// PostgresURL makes an empty database, gives its address, and drops it with
// the test. Without a server the test is skipped, or fails when PostgreSQL is
// required.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := Needs(t, "postgres", "REGULARS_TEST_POSTGRES")
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("regulars_test_%d_%d", os.Getpid(), made.Add(1))
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
		admin.Close()
	})
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	address.Path = "/" + name
	return address.String()
}
