package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// tx is a running transaction.
type tx struct {
	*sql.Tx
	statements *statements
	writes     bool
	entries    []fair.Entry // appended so far; numbered and written last
	// broken is the error after which the transaction cannot be committed any more,
	// whatever fn makes of it.
	broken error
}

// txKey finds a database's own transaction in a context.
type txKey struct{ db *DB }

func (db *DB) current(ctx context.Context) *tx {
	t, _ := ctx.Value(txKey{db}).(*tx)
	return t
}

// Read gives fn one consistent snapshot, unless ctx already has a transaction: then fn joins it.
func (db *DB) Read(ctx context.Context, fn func(context.Context) error) error {
	if db.current(ctx) != nil {
		return fn(ctx)
	}
	db.reading.prepare(ctx)
	sqlTx, err := db.reader.BeginTx(ctx, &db.dialect.snapshot)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer sqlTx.Rollback() // nothing to commit
	return fn(context.WithValue(ctx, txKey{db}, &tx{Tx: sqlTx, statements: db.reading}))
}

// How often a transaction is begun again when the database asks for it, and the
// longest pause before the second time; it doubles from try to try.
const (
	maxTries   = 10
	firstPause = 4 * time.Millisecond
)

// Write commits what fn did, with the entries it appended, or nothing. When the
// database asks for a repeat (deadlock, serialization, busy file) fn runs again.
//
// Inside another Write it joins that one, and is then a savepoint: when fn fails,
// what it did and appended is undone, and the outer fn may go on.
func (db *DB) Write(ctx context.Context, fn func(context.Context) error) error {
	if t := db.current(ctx); t != nil {
		return t.inner(ctx, fn)
	}
	for try := 1; ; try++ {
		err := db.write(ctx, fn)
		if err == nil || try == maxTries || !repeatable(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(rand.N(firstPause << try)):
		}
	}
}

func (db *DB) write(ctx context.Context, fn func(context.Context) error) error {
	db.writing.prepare(ctx)
	sqlTx, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	defer sqlTx.Rollback() // also when fn panics; after a commit it does nothing
	t := &tx{Tx: sqlTx, statements: db.writing, writes: true}
	ctx = context.WithValue(ctx, txKey{db}, t)
	if err := fn(ctx); err != nil {
		return err
	}
	if t.broken != nil {
		return t.broken
	}
	heads, err := db.record(ctx, t.entries)
	if err != nil {
		return err
	}
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	for stream, number := range heads {
		db.committed(stream, number)
	}
	return nil
}

// inner runs fn as a part of t that can fail by itself.
func (t *tx) inner(ctx context.Context, fn func(context.Context) error) error {
	if !t.writes {
		return errors.New("store: Write inside Read")
	}
	if _, err := t.ExecContext(ctx, "SAVEPOINT part"); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	mark := len(t.entries)
	err := fn(ctx)
	if err == nil {
		_, err = t.ExecContext(ctx, "RELEASE SAVEPOINT part")
		return err
	}
	if repeatable(err) {
		t.broken = err
	}
	t.entries = t.entries[:mark]
	if _, undo := t.ExecContext(ctx, "ROLLBACK TO SAVEPOINT part"); undo != nil {
		t.broken = errors.Join(err, undo)
	} else if _, undo := t.ExecContext(ctx, "RELEASE SAVEPOINT part"); undo != nil {
		t.broken = errors.Join(err, undo)
	}
	return err
}

// Append adds an entry to the journal when the surrounding Write commits.
func (db *DB) Append(ctx context.Context, e fair.Entry) error {
	t := db.current(ctx)
	if t == nil || !t.writes {
		return errors.New("store: Append outside Write")
	}
	t.entries = append(t.entries, e)
	return nil
}

// atomic runs fn in the transaction of ctx, or in one of its own: for methods of
// several statements.
func (db *DB) atomic(ctx context.Context, fn func(context.Context) error) error {
	if t := db.current(ctx); t != nil && t.writes {
		return fn(ctx)
	}
	return db.Write(ctx, fn)
}

// exec runs one changing statement and returns how many rows it changed.
func (db *DB) exec(ctx context.Context, query string, args ...any) (n int64, err error) {
	if args, err = plain(args); err != nil {
		return 0, err
	}
	err = db.atomic(ctx, func(ctx context.Context) error {
		result, err := db.current(ctx).run(ctx, query, args)
		if err != nil {
			return fmt.Errorf("store: %w", err)
		}
		n, err = result.RowsAffected()
		return err
	})
	return n, err
}

func (t *tx) run(ctx context.Context, query string, args []any) (sql.Result, error) {
	if stmt := t.statements.find(query); stmt != nil {
		return t.StmtContext(ctx, stmt).ExecContext(ctx, args...)
	}
	return t.ExecContext(ctx, query, args...)
}

// query runs a query in the transaction of ctx, or else by itself.
func (db *DB) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if t := db.current(ctx); t != nil {
		if stmt := t.statements.find(query); stmt != nil {
			return t.StmtContext(ctx, stmt).QueryContext(ctx, args...)
		}
		return t.QueryContext(ctx, query, args...)
	}
	db.reading.prepare(ctx)
	if stmt := db.reading.find(query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return db.reader.QueryContext(ctx, query, args...)
}

// row is one row to scan.
type row interface{ Scan(dest ...any) error }

// list runs a query and reads all its rows; nil when there are none.
func list[T any](ctx context.Context, db *DB, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	args, err := plain(args)
	if err != nil {
		return nil, err
	}
	rows, err := db.query(ctx, query, args)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("store: %w", err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return out, nil
}

// one is list for at most one row; NotFound, naming what, when there is none.
func one[T any](ctx context.Context, db *DB, what string, scan func(row) (T, error), query string, args ...any) (T, error) {
	found, err := list(ctx, db, scan, query, args...)
	if err == nil && len(found) == 0 {
		err = fair.Missing(what)
	}
	if err != nil {
		var zero T
		return zero, err
	}
	return found[0], nil
}

// returning is one for statements that change a row and return a number of it.
func (db *DB) returning(ctx context.Context, query string, args ...any) (number int64, err error) {
	err = db.atomic(ctx, func(ctx context.Context) error {
		number, err = one(ctx, db, "row", column[int64], query, args...)
		return err
	})
	return number, err
}

// column scans a single column.
func column[T any](r row) (v T, err error) {
	err = r.Scan(&v)
	return v, err
}
