// Package storetest is the suite that every database of package store passes, and
// makes the empty databases that tests of other rooms need.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
)

// PostgresVariable names the environment variable with the URL of a PostgreSQL server whose
// user may create databases.
const PostgresVariable = "FAIRMATCH_TEST_POSTGRES_URL"

// SQLite returns the address of a new SQLite database that goes when the test ends.
func SQLite(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "fair.db") }

// Postgres makes an empty PostgreSQL database and returns its address; it is
// dropped when the test ends. Without a server the test is skipped.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresVariable)
	if server == "" {
		t.Skipf("%s is not set: no PostgreSQL server to test with", PostgresVariable)
	}
	address, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s: %v", PostgresVariable, err)
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "fairmatch_" + strings.ReplaceAll(fair.NewID[fair.Fair]().String(), "-", "")
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatalf("create a test database: %v", err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec(fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
		admin.Close()
	})
	address.Path = "/" + name
	return address.String()
}

// Open opens a database and closes it when the test ends.
func Open(t testing.TB, address string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}
