package store

import (
	"context"
	"database/sql"
	"sync"
)

// maxStatements bounds the prepared statements of a pool: there are about 80
// fixed texts, and those of many rows come in as many lengths as there are batches.
const maxStatements = 256

// statements keeps the prepared statements of one SQLite pool. Parsing is a third
// of the time of a small write. pgx does the same by itself for PostgreSQL.
//
// Preparing takes a connection of the pool, which a transaction may hold already (the
// writer's only one). So a text that is met for the first time is noted, and
// prepared by whoever comes next without a transaction.
type statements struct {
	pool   *sql.DB
	mu     sync.Mutex
	ready  map[string]*sql.Stmt
	wanted []string
}

func newStatements(pool *sql.DB) *statements {
	return &statements{pool: pool, ready: map[string]*sql.Stmt{}}
}

// find returns the prepared statement, or nil when there is none (yet).
func (s *statements) find(query string) *sql.Stmt {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	stmt, known := s.ready[query]
	if !known && len(s.ready) < maxStatements {
		s.ready[query] = nil
		s.wanted = append(s.wanted, query)
	}
	return stmt
}

// prepare prepares what was noted. What fails stays unprepared: running it tells why.
func (s *statements) prepare(ctx context.Context) {
	if s == nil {
		return
	}
	s.mu.Lock()
	wanted := s.wanted
	s.wanted = nil
	s.mu.Unlock()
	for _, query := range wanted {
		if stmt, err := s.pool.PrepareContext(ctx, query); err == nil {
			s.mu.Lock()
			s.ready[query] = stmt
			s.mu.Unlock()
		}
	}
}
