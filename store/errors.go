package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	sqlitedriver "modernc.org/sqlite"
	sqlitecode "modernc.org/sqlite/lib"

	"github.com/fairmatch/fairmatch/fair"
)

// SQLSTATE codes of PostgreSQL (appendix A of its manual).
const (
	pgUniqueViolation      = "23505"
	pgSerializationFailure = "40001"
	pgDeadlockDetected     = "40P01"
)

// repeatable reports whether the whole transaction may succeed when run again.
func repeatable(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == pgSerializationFailure || pg.Code == pgDeadlockDetected
	}
	if lite, ok := errors.AsType[*sqlitedriver.Error](err); ok {
		primary := lite.Code() & 0xff // the rest of an extended code says why
		return primary == sqlitecode.SQLITE_BUSY || primary == sqlitecode.SQLITE_LOCKED
	}
	return false
}

// duplicate reports whether a unique index or primary key said no.
func duplicate(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == pgUniqueViolation
	}
	if lite, ok := errors.AsType[*sqlitedriver.Error](err); ok {
		return lite.Code() == sqlitecode.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlitecode.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}

func conflict(key string, cause error) error {
	return &fair.Error{Code: fair.Conflict, Key: key, Cause: cause}
}

// taken turns a unique index's no into a Conflict with that key.
func taken(err error, key string) error {
	if duplicate(err) {
		return conflict(key, err)
	}
	return err
}

// revised says how records of one table are saved by revision. Both statements
// take the id as $1 and the new revision as $2; insert does nothing on any conflict.
type revised struct {
	insert, update, exists string
	taken                  string // key of the Conflict when a unique value is another's
}

// save inserts revision 1, or replaces the revision before; Conflict otherwise.
func (db *DB) save(ctx context.Context, r revised, id any, revision int64, rest ...any) error {
	args := append([]any{id, revision}, rest...)
	if revision != 1 {
		n, err := db.exec(ctx, r.update, args...)
		if err == nil && n == 0 {
			return conflict("error.revision", nil)
		}
		return taken(err, r.taken)
	}
	return db.atomic(ctx, func(ctx context.Context) error {
		n, err := db.exec(ctx, r.insert, args...)
		if err != nil || n == 1 {
			return err
		}
		there, err := list(ctx, db, column[int64], r.exists, id)
		switch {
		case err != nil:
			return err
		case len(there) > 0:
			return conflict("error.revision", nil)
		}
		return conflict(r.taken, nil)
	})
}
