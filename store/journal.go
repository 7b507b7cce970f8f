package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// rowsAtOnce bounds the rows of one INSERT. More save PostgreSQL little, and cost
// SQLite, which looks for each numbered parameter among all of them.
const rowsAtOnce = 50

// record numbers the entries of a transaction and writes them: its last act. The
// head's row stays locked from here to the commit, so numbers rise in commit
// order. Streams are locked in order of their ids, so that two transactions never wait for
// each other. It returns the new head of each stream.
func (db *DB) record(ctx context.Context, entries []fair.Entry) (map[fair.FairID]int64, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(entries, func(a, b fair.Entry) int { return slices.Compare(a.Fair[:], b.Fair[:]) })
	heads := map[fair.FairID]int64{}
	for start := 0; start < len(entries); {
		stream := entries[start].Fair
		end := start + 1
		for end < len(entries) && entries[end].Fair == stream {
			end++
		}
		n := int64(end - start)
		head, err := db.returning(ctx, `INSERT INTO journal_heads (fair, number) VALUES ($1, $2)
			ON CONFLICT (fair) DO UPDATE SET number = journal_heads.number + excluded.number RETURNING number`, stream, n)
		if err != nil {
			return nil, err
		}
		for i := range entries[start:end] {
			entries[start+i].Number = head - n + 1 + int64(i)
		}
		heads[stream], start = head, end
	}
	return heads, db.insertEntries(ctx, entries)
}

func (db *DB) insertEntries(ctx context.Context, entries []fair.Entry) error {
	var lines, inbox []any
	for _, e := range entries {
		to := unique(e.To)
		lines = append(lines, e.Fair, e.Number, e.At, e.Kind, e.Subject, e.Revision, e.Actor, joinIDs(to))
		for _, person := range to {
			inbox = append(inbox, e.Fair, person, e.Number)
		}
	}
	if err := db.insertRows(ctx, "INSERT INTO journal (fair, number, at, kind, subject, revision, actor, recipients) VALUES ", 8, lines); err != nil {
		return err
	}
	if err := db.insertRows(ctx, "INSERT INTO inbox (fair, person, number) VALUES ", 3, inbox); err != nil {
		return err
	}
	return db.insertLessons(ctx, entries)
}

// insertRows runs into with all rows of width values, many at a time.
func (db *DB) insertRows(ctx context.Context, into string, width int, args []any) error {
	for part := range slices.Chunk(args, rowsAtOnce*width) {
		if _, err := db.exec(ctx, into+values(len(part)/width, width), part...); err != nil {
			return err
		}
	}
	return nil
}

// Heads returns the last number of each stream that has entries.
func (db *DB) Heads(ctx context.Context) (map[fair.FairID]int64, error) {
	type head struct {
		stream fair.FairID
		number int64
	}
	all, err := list(ctx, db, func(r row) (h head, err error) {
		err = r.Scan(&h.stream, &h.number)
		return h, err
	}, "SELECT fair, number FROM journal_heads")
	heads := make(map[fair.FairID]int64, len(all))
	for _, h := range all {
		heads[h.stream] = h.number
	}
	return heads, err
}

// Entries returns up to limit entries of the stream with numbers above after, ascending.
func (db *DB) Entries(ctx context.Context, stream fair.FairID, after int64, limit int) ([]fair.Entry, error) {
	return list(ctx, db, scanEntry, `SELECT fair, number, at, kind, subject, revision, actor, recipients FROM journal
		WHERE fair = $1 AND number > $2 ORDER BY number LIMIT $3`, stream, after, max(limit, 0))
}

// Inbox returns up to limit entries addressed to the person with numbers above after, ascending.
func (db *DB) Inbox(ctx context.Context, stream fair.FairID, person fair.PersonID, after int64, limit int) ([]fair.Entry, error) {
	return list(ctx, db, scanEntry, `SELECT j.fair, j.number, j.at, j.kind, j.subject, j.revision, j.actor, j.recipients
		FROM inbox i JOIN journal j ON j.fair = i.fair AND j.number = i.number
		WHERE i.fair = $1 AND i.person = $2 AND i.number > $3 ORDER BY i.number LIMIT $4`, stream, person, after, max(limit, 0))
}

func scanEntry(r row) (e fair.Entry, err error) {
	var recipients string
	if err = r.Scan(&e.Fair, &e.Number, &e.At, &e.Kind, &e.Subject, &e.Revision, &e.Actor, &recipients); err != nil {
		return e, err
	}
	e.To, err = splitIDs(recipients)
	return e, err
}

func unique(ids []fair.PersonID) []fair.PersonID {
	out := make([]fair.PersonID, 0, len(ids))
	seen := make(map[fair.PersonID]bool, len(ids))
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

func joinIDs(ids []fair.PersonID) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = id.String()
	}
	return strings.Join(parts, ",")
}

func splitIDs(s string) ([]fair.PersonID, error) {
	if s == "" {
		return nil, nil
	}
	parts := strings.Split(s, ",")
	out := make([]fair.PersonID, len(parts))
	for i, p := range parts {
		if err := out[i].UnmarshalText([]byte(p)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Cursor returns the last number the follower has followed of the stream; 0 at first.
func (db *DB) Cursor(ctx context.Context, follower string, stream fair.FairID) (int64, error) {
	found, err := list(ctx, db, column[int64], "SELECT number FROM cursors WHERE follower = $1 AND fair = $2", follower, stream)
	if err != nil || len(found) == 0 {
		return 0, err
	}
	return found[0], nil
}

// SetCursor keeps it; a smaller number than before makes the follower read again.
func (db *DB) SetCursor(ctx context.Context, follower string, stream fair.FairID, number int64) error {
	_, err := db.exec(ctx, `INSERT INTO cursors (follower, fair, number) VALUES ($1, $2, $3)
		ON CONFLICT (follower, fair) DO UPDATE SET number = excluded.number`, follower, stream, number)
	return err
}

// Leases keeps leases in the database, for all nodes that share it.
type Leases struct{ db *DB }

// Acquire reports whether holder has the lease now, until now+ttl.
func (l *Leases) Acquire(ctx context.Context, name, holder string, now fair.Time, ttl time.Duration) (bool, error) {
	n, err := l.db.exec(ctx, `INSERT INTO leases (name, holder, expires) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires = excluded.expires
		WHERE leases.holder = excluded.holder OR leases.expires <= $4`, name, holder, now.Add(ttl), now)
	return n == 1, err
}

// Release gives the lease back early; releasing another's does nothing.
func (l *Leases) Release(ctx context.Context, name, holder string) error {
	_, err := l.db.exec(ctx, "DELETE FROM leases WHERE name = $1 AND holder = $2", name, holder)
	return err
}
