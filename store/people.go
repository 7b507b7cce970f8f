package store

import (
	"context"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
)

var savedPeople = revised{
	insert: `INSERT INTO people (id, revision, email, name, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
	update: `UPDATE people SET revision = $2, email = $3, name = $4, body = $5 WHERE id = $1 AND revision + 1 = $2`,
	exists: `SELECT 1 FROM people WHERE id = $1`,
	taken:  "error.email_taken",
}

// SavePerson inserts revision 1 or replaces the revision before; Conflict
// otherwise, or when the e-mail belongs to somebody else.
func (db *DB) SavePerson(ctx context.Context, p fair.Person) error {
	body, err := encode(p)
	if err != nil {
		return err
	}
	return db.save(ctx, savedPeople, p.ID, p.Revision, strings.ToLower(p.Email), p.Name, body)
}

// Person returns a person by id.
func (db *DB) Person(ctx context.Context, id fair.PersonID) (fair.Person, error) {
	return one(ctx, db, "person", decode[fair.Person], "SELECT body FROM people WHERE id = $1", id)
}

// PersonByEmail returns the person with that address, in any case.
func (db *DB) PersonByEmail(ctx context.Context, email string) (fair.Person, error) {
	return one(ctx, db, "person", decode[fair.Person], "SELECT body FROM people WHERE email = $1", strings.ToLower(email))
}

// PeopleAt returns who holds a grant at the fair, by name; of one company where
// company is not zero.
func (db *DB) PeopleAt(ctx context.Context, f fair.FairID, company fair.CompanyID) ([]fair.Person, error) {
	if company.IsZero() {
		return list(ctx, db, decode[fair.Person], `SELECT body FROM people
			WHERE id IN (SELECT person FROM grants WHERE fair = $1) ORDER BY name, id`, f)
	}
	return list(ctx, db, decode[fair.Person], `SELECT body FROM people
		WHERE id IN (SELECT person FROM grants WHERE fair = $1 AND company = $2) ORDER BY name, id`, f, company)
}

// MembersAt lists who holds a grant of the company at the fair, by id.
func (db *DB) MembersAt(ctx context.Context, f fair.FairID, company fair.CompanyID) ([]fair.PersonID, error) {
	return list(ctx, db, column[fair.PersonID], "SELECT DISTINCT person FROM grants WHERE fair = $1 AND company = $2 ORDER BY person", f, company)
}

// Grants lists a person's grants.
func (db *DB) Grants(ctx context.Context, id fair.PersonID) ([]fair.Grant, error) {
	return list(ctx, db, func(r row) (g fair.Grant, err error) {
		err = r.Scan(&g.Person, &g.Fair, &g.Company, &g.Role)
		return g, err
	}, "SELECT person, fair, company, role FROM grants WHERE person = $1 ORDER BY fair, company, role", id)
}

// SaveGrant adds a grant and reports whether it was new.
func (db *DB) SaveGrant(ctx context.Context, g fair.Grant) (bool, error) {
	n, err := db.exec(ctx, `INSERT INTO grants (person, fair, company, role) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		g.Person, g.Fair, g.Company, g.Role)
	return n == 1, err
}

// Password returns a person's encoded hash; "" when none is set.
func (db *DB) Password(ctx context.Context, id fair.PersonID) (string, error) {
	return one(ctx, db, "person", column[string], "SELECT password FROM people WHERE id = $1", id)
}

// SetPassword keeps a person's encoded hash.
func (db *DB) SetPassword(ctx context.Context, id fair.PersonID, encoded string) error {
	n, err := db.exec(ctx, "UPDATE people SET password = $2 WHERE id = $1", id, encoded)
	if err == nil && n == 0 {
		err = fair.Missing("person")
	}
	return err
}

// SaveToken keeps a token by hash and use.
func (db *DB) SaveToken(ctx context.Context, t fair.Token) error {
	_, err := db.exec(ctx, "INSERT INTO tokens (hash, purpose, person, next, expires) VALUES ($1, $2, $3, $4, $5)",
		t.Hash, t.Use, t.Person, t.Next, t.Expires)
	return err
}

// Token returns the token of that hash and use.
func (db *DB) Token(ctx context.Context, hash string, use fair.TokenUse) (fair.Token, error) {
	return one(ctx, db, "token", func(r row) (t fair.Token, err error) {
		err = r.Scan(&t.Hash, &t.Use, &t.Person, &t.Next, &t.Expires)
		return t, err
	}, "SELECT hash, purpose, person, next, expires FROM tokens WHERE hash = $1 AND purpose = $2", hash, use)
}

// DropToken removes a token and reports whether it was there.
func (db *DB) DropToken(ctx context.Context, hash string, use fair.TokenUse) (bool, error) {
	n, err := db.exec(ctx, "DELETE FROM tokens WHERE hash = $1 AND purpose = $2", hash, use)
	return n == 1, err
}

// DropTokensOf removes a person's tokens, but for the one with the hash keep.
func (db *DB) DropTokensOf(ctx context.Context, id fair.PersonID, keep string) error {
	_, err := db.exec(ctx, "DELETE FROM tokens WHERE person = $1 AND hash <> $2", id, keep)
	return err
}

// DropExpiredTokens removes the tokens that are over.
func (db *DB) DropExpiredTokens(ctx context.Context, now fair.Time) error {
	_, err := db.exec(ctx, "DELETE FROM tokens WHERE expires <= $1", now)
	return err
}
