package store_test

import (
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/store/storetest"
)

// fixed is a clock that stands still.
func fixed() time.Time { return time.Date(2026, 11, 5, 9, 0, 0, 0, time.UTC) }

func TestSQLite(t *testing.T)   { storetest.Run(t, storetest.SQLite) }
func TestPostgres(t *testing.T) { storetest.Run(t, storetest.Postgres) }
