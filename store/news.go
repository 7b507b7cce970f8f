package store

import (
	"context"

	"github.com/fairmatch/fairmatch/fair"
)

// SaveFind inserts a find that waits, or replaces one that waits already; one that
// was told stays as it is.
func (db *DB) SaveFind(ctx context.Context, f fair.Find) error {
	_, err := db.exec(ctx, `INSERT INTO finds (fair, company, own, other, score, band, at, told) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
		ON CONFLICT (own, other) DO UPDATE SET score = excluded.score, band = excluded.band, at = excluded.at WHERE finds.told = 0`,
		f.Fair, f.Company, f.Own, f.Other, f.Score, f.Band, f.At)
	return err
}

// CompaniesToTell returns up to limit companies of the fair with finds that wait and to
// whom nothing was told after since, in the order of their ids.
func (db *DB) CompaniesToTell(ctx context.Context, f fair.FairID, since fair.Time, limit int) ([]fair.CompanyID, error) {
	return list(ctx, db, column[fair.CompanyID], `SELECT DISTINCT w.company FROM finds w WHERE w.fair = $1 AND w.told = 0
		AND NOT EXISTS (SELECT 1 FROM finds t WHERE t.fair = w.fair AND t.company = w.company AND t.told > $2)
		ORDER BY w.company LIMIT $3`, f, since, max(limit, 0))
}

// TellFinds marks all finds of the company that wait as told at now, keeps the best
// most of them and drops the others, and returns how many are told.
func (db *DB) TellFinds(ctx context.Context, f fair.FairID, company fair.CompanyID, now fair.Time, most int) (int, error) {
	var n int64
	err := db.atomic(ctx, func(ctx context.Context) (err error) {
		n, err = db.exec(ctx, `UPDATE finds SET told = $3 WHERE told = 0 AND fair = $1 AND company = $2 AND (own, other) IN
			(SELECT own, other FROM finds WHERE told = 0 AND fair = $1 AND company = $2 ORDER BY score DESC, own, other LIMIT $4)`,
			f, company, now, most)
		if err != nil {
			return err
		}
		_, err = db.exec(ctx, "DELETE FROM finds WHERE told = 0 AND fair = $1 AND company = $2", f, company)
		return err
	})
	return int(n), err
}

// FindsTold returns the finds told to the company at that time, best first.
func (db *DB) FindsTold(ctx context.Context, f fair.FairID, company fair.CompanyID, at fair.Time) ([]fair.Find, error) {
	return list(ctx, db, func(r row) (w fair.Find, err error) {
		err = r.Scan(&w.Fair, &w.Company, &w.Own, &w.Other, &w.Score, &w.Band, &w.At, &w.Told)
		return w, err
	}, `SELECT fair, company, own, other, score, band, at, told FROM finds
		WHERE fair = $1 AND company = $2 AND told = $3 ORDER BY score DESC, own, other`, f, company, at)
}
