// Package store keeps the fair and its journal in SQLite or PostgreSQL: one text of
// every query for both, and one suite (storetest) that holds them to the same
// answers.
//
// Every change of one transaction and the journal entries that tell of it are
// committed together or not at all. The transaction travels in the context; see
// fair.Transactor. A context with a transaction belongs to one goroutine.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"

	"github.com/fairmatch/fairmatch/fair"
)

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	// writer runs the transactions that change something, reader all others. On
	// PostgreSQL they are the same pool; on SQLite, where one may write at a time, the
	// writer is one connection, so that writers queue here and not in the file lock.
	writer, reader *sql.DB
	// Prepared statements of the two pools; nil on PostgreSQL.
	writing, reading *statements
	dialect          dialect
	temporary        string // directory to remove on Close
	committed        func(fair.FairID, int64)
	leases           Leases
}

// dialect is what differs between the two databases outside their migrations.
type dialect struct {
	name string
	// snapshot are the options of a transaction that sees one state throughout.
	snapshot sql.TxOptions
}

var (
	sqlite   = dialect{name: "sqlite", snapshot: sql.TxOptions{ReadOnly: true}}
	postgres = dialect{name: "postgres", snapshot: sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}}
)

// Pool sizes.
const (
	sqliteReaders = 8
	postgresConns = 16 // of one node; PostgreSQL's default limit of 100 serves six nodes
)

// Open opens the database at url, creating and migrating it as needed.
//
//	sqlite:PATH, or just PATH     a SQLite file
//	sqlite::memory:, or :memory:  a SQLite file in a temporary directory, removed by Close
//	postgres://…                  PostgreSQL, with the parameters pgx knows
func Open(ctx context.Context, url string) (*DB, error) {
	db, err := connect(url)
	if err != nil {
		return nil, err
	}
	if _, _, err := db.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("store: migrate: %w", err), db.Close())
	}
	return db, nil
}

// Migrate brings the database at url to the newest schema and returns the
// versions before and after. Open does the same; this is for doing it apart from a start.
func Migrate(ctx context.Context, url string) (before, after int64, err error) {
	db, err := connect(url)
	if err != nil {
		return 0, 0, err
	}
	before, after, err = db.migrate(ctx)
	return before, after, errors.Join(err, db.Close())
}

func connect(address string) (*DB, error) {
	scheme, _, found := strings.Cut(address, "://")
	switch {
	case scheme == "postgres" && found, scheme == "postgresql" && found:
		return connectPostgres(address)
	case found:
		return nil, fmt.Errorf("store: unknown database %q: want sqlite:PATH or postgres://…", scheme)
	}
	return connectSQLite(strings.TrimPrefix(address, "sqlite:"))
}

func connectPostgres(address string) (*DB, error) {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	pool.SetMaxOpenConns(postgresConns)
	pool.SetMaxIdleConns(postgresConns)
	return newDB(pool, pool, postgres), nil
}

func connectSQLite(path string) (*DB, error) {
	var temporary string
	if path == ":memory:" {
		dir, err := os.MkdirTemp("", "fairmatch-store-")
		if err != nil {
			return nil, fmt.Errorf("store: %w", err)
		}
		temporary, path = dir, filepath.Join(dir, "fairmatch.db")
	}
	if path == "" {
		return nil, errors.New("store: no database file named")
	}
	writer, err := sql.Open("sqlite", sqliteDSN(path, ""))
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	writer.SetMaxOpenConns(1)
	reader, err := sql.Open("sqlite", sqliteDSN(path, "query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: %w", err), writer.Close())
	}
	reader.SetMaxOpenConns(sqliteReaders)
	reader.SetMaxIdleConns(sqliteReaders)
	db := newDB(writer, reader, sqlite)
	db.writing, db.reading = newStatements(writer), newStatements(reader)
	db.temporary = temporary
	return db, nil
}

func newDB(writer, reader *sql.DB, d dialect) *DB {
	db := &DB{writer: writer, reader: reader, dialect: d, committed: func(fair.FairID, int64) {}}
	db.leases.db = db
	return db
}

// sqliteDSN sets the pragmas where every new connection reads them. busy_timeout
// comes first, for the others may have to wait too.
//
// synchronous is FULL: NORMAL survives the death of the process just as well, but
// after a loss of power its last commits may be gone, and then journal numbers that
// clients have already seen would be given out again, for other entries.
func sqliteDSN(path, last string) string {
	query := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-16000)"},
	}
	if last != "" {
		query["_pragma"] = append(query["_pragma"], last)
		query.Set("_txlock", "deferred")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
}

// OnCommit sets the function that is told, after each commit, the last number of
// each stream that grew: a wake-up, not the truth, for the calls of two commits may
// come in either order. It is called by the goroutine that committed and must
// not wait. Set it before the first Write.
func (db *DB) OnCommit(fn func(stream fair.FairID, number int64)) { db.committed = fn }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	if err := db.reader.QueryRowContext(ctx, "SELECT 1").Scan(&one); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return nil
}

// Close waits for running queries and closes the database.
func (db *DB) Close() error {
	err := db.writer.Close()
	if db.reader != db.writer {
		err = errors.Join(err, db.reader.Close())
	}
	if db.temporary != "" {
		err = errors.Join(err, os.RemoveAll(db.temporary))
	}
	return err
}

// Leases returns the leases kept in this database. They are a type of their own
// because fair.Leases and fair.BookingStore both have a Release.
func (db *DB) Leases() *Leases { return &db.leases }

var (
	_ fair.AccessStore   = (*DB)(nil)
	_ fair.PeopleStore   = (*DB)(nil)
	_ fair.FairStore     = (*DB)(nil)
	_ fair.CompanyStore  = (*DB)(nil)
	_ fair.PostStore     = (*DB)(nil)
	_ fair.MeetingStore  = (*DB)(nil)
	_ fair.BookingStore  = (*DB)(nil)
	_ fair.ViewStore     = (*DB)(nil)
	_ fair.MatchStore    = (*DB)(nil)
	_ fair.PictureStore  = (*DB)(nil)
	_ fair.OnceStore     = (*DB)(nil)
	_ fair.LearningStore = (*DB)(nil)
	_ fair.LessonReader  = (*DB)(nil)
	_ fair.OutcomeStore  = (*DB)(nil)
	_ fair.NewsStore     = (*DB)(nil)
	_ fair.Transactor    = (*DB)(nil)
	_ fair.JournalReader = (*DB)(nil)
	_ fair.Cursors       = (*DB)(nil)
	_ fair.Leases        = (*Leases)(nil)
)
