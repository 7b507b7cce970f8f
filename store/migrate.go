package store

import (
	"context"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// The migrations are numbered and only ever added to. The two folders differ in
// the names of types; their steps are the same.
//
//go:embed migrations
var migrations embed.FS

// migrate applies what is missing and returns the versions before and after. On
// PostgreSQL it holds an advisory lock, so that nodes that start together do it once.
func (db *DB) migrate(ctx context.Context) (before, after int64, err error) {
	provider, err := db.provider()
	if err != nil {
		return 0, 0, err
	}
	if before, err = provider.GetDBVersion(ctx); err != nil {
		return 0, 0, err
	}
	_, err = provider.Up(ctx)
	for try := 0; err != nil && db.dialect.name == sqlite.name && try < 3; try++ {
		// SQLite has no lock around all of it: another process may have applied the
		// same step between our look and our turn. Then a second look finds it done.
		_, err = provider.Up(ctx)
	}
	if err != nil {
		return before, before, err
	}
	after, err = provider.GetDBVersion(ctx)
	return before, after, err
}

func (db *DB) provider() (*goose.Provider, error) {
	steps, err := fs.Sub(migrations, "migrations/"+db.dialect.name)
	if err != nil {
		return nil, err
	}
	if db.dialect.name == sqlite.name {
		return goose.NewProvider(goose.DialectSQLite3, db.writer, steps)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300), lock.WithUnlockTimeout(1, 10))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db.writer, steps, goose.WithSessionLocker(locker))
}
