package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/store"
	"github.com/fairmatch/fairmatch/store/storetest"
)

// fixed is a clock that stands still.
func fixed() time.Time { return time.Date(2026, 11, 5, 9, 0, 0, 0, time.UTC) }

func TestSQLite(t *testing.T)   { storetest.Run(t, storetest.SQLite) }
func TestPostgres(t *testing.T) { storetest.Run(t, storetest.Postgres) }

// A file's name may hold what means something in an address.
func TestFileNames(t *testing.T) {
	for _, name := range []string{"plain.db", "two words.db", "a?b=c.db", "100%41.db", "a#b.db", "展会.db"} {
		path := filepath.Join(t.TempDir(), name)
		storetest.Open(t, path)
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestTemporary(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	db, err := store.Open(context.Background(), "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(context.Background()); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAddressesThatCannotBe(t *testing.T) {
	for _, address := range []string{"", "sqlite:", "mysql://localhost/fair", "sqlite:/no/such/folder/fair.db", "postgres://127.0.0.1:1/none?connect_timeout=1"} {
		if db, err := store.Open(context.Background(), address); err == nil {
			t.Errorf("%q was opened", address)
			db.Close()
		}
	}
}
