package store

import (
	"context"

	"github.com/fairmatch/fairmatch/fair"
)

// insertLessons keeps what the entries teach.
func (db *DB) insertLessons(ctx context.Context, entries []fair.Entry) error {
	var rows []any
	for _, e := range entries {
		if e.Lesson == nil {
			continue
		}
		body, err := encode(e.Lesson)
		if err != nil {
			return err
		}
		rows = append(rows, e.Fair, e.Number, body)
	}
	return db.insertRows(ctx, "INSERT INTO lessons (fair, number, body) VALUES ", 3, rows)
}

// Lessons returns up to limit lessons of the fair with numbers above after, ascending.
func (db *DB) Lessons(ctx context.Context, f fair.FairID, after int64, limit int) ([]fair.Lesson, error) {
	return list(ctx, db, func(r row) (fair.Lesson, error) {
		var at fair.Lesson
		l, err := decode[fair.Lesson](beside{r, []any{&at.Fair, &at.Number, &at.At, &at.Kind}})
		l.Fair, l.Number, l.At, l.Kind = at.Fair, at.Number, at.At, at.Kind
		return l, err
	}, `SELECT j.fair, j.number, j.at, j.kind, l.body FROM lessons l JOIN journal j ON j.fair = l.fair AND j.number = l.number
		WHERE l.fair = $1 AND l.number > $2 ORDER BY l.number LIMIT $3`, f, after, max(limit, 0))
}

// beside scans the columns that stand before a body.
type beside struct {
	row
	columns []any
}

func (b beside) Scan(dest ...any) error { return b.row.Scan(append(b.columns, dest...)...) }

// SaveOutcome inserts or replaces what a company says of a meeting.
func (db *DB) SaveOutcome(ctx context.Context, o fair.Outcome) error {
	body, err := encode(o)
	if err != nil {
		return err
	}
	_, err = db.exec(ctx, `INSERT INTO outcomes (meeting, company, fair, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (meeting, company) DO UPDATE SET body = excluded.body`, o.Meeting, o.Company, o.Fair, body)
	return err
}

// OutcomesOf lists what has been said about a meeting, by company.
func (db *DB) OutcomesOf(ctx context.Context, meeting fair.MeetingID) ([]fair.Outcome, error) {
	return list(ctx, db, decode[fair.Outcome], "SELECT body FROM outcomes WHERE meeting = $1 ORDER BY company", meeting)
}
