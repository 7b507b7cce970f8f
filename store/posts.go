package store

import (
	"context"

	"github.com/fairmatch/fairmatch/fair"
)

var savedPosts = revised{
	insert: `INSERT INTO posts (id, revision, fair, number, company, side, ref, state, valid_until, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
	update: `UPDATE posts SET revision = $2, fair = $3, number = $4, company = $5, side = $6, ref = $7, state = $8, valid_until = $9,
		body = $10 WHERE id = $1 AND revision + 1 = $2`,
	exists: `SELECT 1 FROM posts WHERE id = $1`,
	taken:  "error.ref_taken",
}

// SavePost inserts revision 1 or replaces the revision before; Conflict otherwise,
// or when the ref (or the number) is another's.
func (db *DB) SavePost(ctx context.Context, p fair.Post) error {
	body, err := encode(p)
	if err != nil {
		return err
	}
	return db.save(ctx, savedPosts, p.ID, p.Revision, p.Fair, p.Number, p.Company, p.Side, p.Ref, p.State, p.ValidUntil, body)
}

// NextPostNumber takes the fair's next post number. It is not the journal's row: that one is
// locked last, this one early.
func (db *DB) NextPostNumber(ctx context.Context, f fair.FairID) (int64, error) {
	return db.returning(ctx, `INSERT INTO post_numbers (fair, number) VALUES ($1, 1)
		ON CONFLICT (fair) DO UPDATE SET number = post_numbers.number + 1 RETURNING number`, f)
}

// Post returns a post by id.
func (db *DB) Post(ctx context.Context, id fair.PostID) (fair.Post, error) {
	return one(ctx, db, "post", decode[fair.Post], "SELECT body FROM posts WHERE id = $1", id)
}

// PostByRef returns the fair's post of that side and ref.
func (db *DB) PostByRef(ctx context.Context, f fair.FairID, side fair.Side, ref string) (fair.Post, error) {
	return one(ctx, db, "post", decode[fair.Post],
		"SELECT body FROM posts WHERE fair = $1 AND side = $2 AND ref = $3 AND ref <> ''", f, side, ref)
}

// PostsOf returns a company's posts at the fair, newest first.
func (db *DB) PostsOf(ctx context.Context, f fair.FairID, company fair.CompanyID) ([]fair.Post, error) {
	return list(ctx, db, decode[fair.Post], "SELECT body FROM posts WHERE fair = $1 AND company = $2 ORDER BY number DESC", f, company)
}

// PostsAt returns up to limit posts of the fair of any state with numbers above after, by number.
func (db *DB) PostsAt(ctx context.Context, f fair.FairID, after int64, limit int) ([]fair.Post, error) {
	return list(ctx, db, decode[fair.Post], "SELECT body FROM posts WHERE fair = $1 AND number > $2 ORDER BY number LIMIT $3",
		f, after, max(limit, 0))
}

// OpenPostsUntil returns up to limit open posts of the fair whose last day is before day, the oldest first.
func (db *DB) OpenPostsUntil(ctx context.Context, f fair.FairID, day fair.Date, limit int) ([]fair.Post, error) {
	return list(ctx, db, decode[fair.Post], `SELECT body FROM posts
		WHERE fair = $1 AND state = 'open' AND valid_until <> '' AND valid_until < $2 ORDER BY valid_until, number LIMIT $3`,
		f, day, max(limit, 0))
}

// SaveWish inserts or replaces a company's word on a pair of posts.
func (db *DB) SaveWish(ctx context.Context, w fair.Wish) error {
	_, err := db.exec(ctx, `INSERT INTO wishes (fair, company, own, other, level, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (fair, company, own, other) DO UPDATE SET level = excluded.level, at = excluded.at`,
		w.Fair, w.Company, w.Own, w.Other, w.Level, w.At)
	return err
}

// Wishes lists the wishes of a company at the fair; of all where company is zero.
func (db *DB) Wishes(ctx context.Context, f fair.FairID, company fair.CompanyID) ([]fair.Wish, error) {
	return list(ctx, db, func(r row) (w fair.Wish, err error) {
		err = r.Scan(&w.Fair, &w.Company, &w.Own, &w.Other, &w.Level, &w.At)
		return w, err
	}, `SELECT fair, company, own, other, level, at FROM wishes
		WHERE fair = $1 AND (company = $2 OR $2 = '') ORDER BY company, own, other`, f, company)
}

// Picture returns a picture by hash.
func (db *DB) Picture(ctx context.Context, hash string) (fair.Picture, error) {
	return one(ctx, db, "picture", func(r row) (p fair.Picture, err error) {
		err = r.Scan(&p.Hash, &p.Type, &p.Bytes, &p.By, &p.At)
		return p, err
	}, "SELECT hash, type, bytes, owner, at FROM pictures WHERE hash = $1", hash)
}

// SavePicture keeps a picture; again is no error.
func (db *DB) SavePicture(ctx context.Context, p fair.Picture) error {
	_, err := db.exec(ctx, "INSERT INTO pictures (hash, type, bytes, owner, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
		p.Hash, p.Type, p.Bytes, p.By, p.At)
	return err
}

// HasPicture reports whether a picture is kept.
func (db *DB) HasPicture(ctx context.Context, hash string) (bool, error) {
	found, err := list(ctx, db, column[int64], "SELECT 1 FROM pictures WHERE hash = $1", hash)
	return len(found) > 0, err
}
