package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/fairmatch/fairmatch/fair"
)

var savedCompanies = revised{
	insert: `INSERT INTO companies (id, revision, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
	update: `UPDATE companies SET revision = $2, body = $3 WHERE id = $1 AND revision + 1 = $2`,
	exists: `SELECT 1 FROM companies WHERE id = $1`,
	taken:  "error.revision",
}

// SaveCompany inserts revision 1 or replaces the revision before; Conflict otherwise.
func (db *DB) SaveCompany(ctx context.Context, c fair.Company) error {
	body, err := encode(c)
	if err != nil {
		return err
	}
	return db.save(ctx, savedCompanies, c.ID, c.Revision, body)
}

// Company returns a company by id.
func (db *DB) Company(ctx context.Context, id fair.CompanyID) (fair.Company, error) {
	return one(ctx, db, "company", decode[fair.Company], "SELECT body FROM companies WHERE id = $1", id)
}

// CompanyByRef returns the company that takes part in the fair under that ref.
func (db *DB) CompanyByRef(ctx context.Context, f fair.FairID, ref string) (fair.Company, error) {
	return one(ctx, db, "company", decode[fair.Company], `SELECT c.body FROM participations p JOIN companies c ON c.id = p.company
		WHERE p.fair = $1 AND p.ref = $2 AND p.ref <> ''`, f, ref)
}

// Participation returns a company's part in a fair.
func (db *DB) Participation(ctx context.Context, f fair.FairID, company fair.CompanyID) (fair.Participation, error) {
	return one(ctx, db, "participation", decode[fair.Participation],
		"SELECT body FROM participations WHERE fair = $1 AND company = $2", f, company)
}

// SaveParticipation inserts or replaces; Conflict when the ref is another's.
func (db *DB) SaveParticipation(ctx context.Context, p fair.Participation) error {
	body, err := encode(p)
	if err != nil {
		return err
	}
	_, err = db.exec(ctx, `INSERT INTO participations (fair, company, ref, role, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (fair, company) DO UPDATE SET ref = excluded.ref, role = excluded.role, body = excluded.body`,
		p.Fair, p.Company, p.Ref, p.Role, body)
	return taken(err, "error.ref_taken")
}

// Participations lists the fairs a company takes part in.
func (db *DB) Participations(ctx context.Context, company fair.CompanyID) ([]fair.Participation, error) {
	return list(ctx, db, decode[fair.Participation], "SELECT body FROM participations WHERE company = $1 ORDER BY fair", company)
}

// CompaniesAt returns up to limit companies of the fair with ids above after, by id.
func (db *DB) CompaniesAt(ctx context.Context, f fair.FairID, after fair.CompanyID, limit int) ([]fair.CompanyAtFair, error) {
	return list(ctx, db, func(r row) (c fair.CompanyAtFair, err error) {
		var company, part sql.RawBytes
		if err = r.Scan(&company, &part); err != nil {
			return c, err
		}
		if err = json.Unmarshal(company, &c.Company); err != nil {
			return c, err
		}
		return c, json.Unmarshal(part, &c.Part)
	}, `SELECT c.body, p.body FROM participations p JOIN companies c ON c.id = p.company
		WHERE p.fair = $1 AND p.company > $2 ORDER BY p.company LIMIT $3`, f, after, max(limit, 0))
}

// SaveBlock keeps a block; again is no error.
func (db *DB) SaveBlock(ctx context.Context, b fair.Block) error {
	_, err := db.exec(ctx, "INSERT INTO blocks (fair, company, blocked, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
		b.Fair, b.Company, b.Blocked, b.At)
	return err
}

// DropBlock takes a block back; one that is not there is no error.
func (db *DB) DropBlock(ctx context.Context, f fair.FairID, company, blocked fair.CompanyID) error {
	_, err := db.exec(ctx, "DELETE FROM blocks WHERE fair = $1 AND company = $2 AND blocked = $3", f, company, blocked)
	return err
}

// Blocks lists a fair's blocks.
func (db *DB) Blocks(ctx context.Context, f fair.FairID) ([]fair.Block, error) {
	return list(ctx, db, func(r row) (b fair.Block, err error) {
		err = r.Scan(&b.Fair, &b.Company, &b.Blocked, &b.At)
		return b, err
	}, "SELECT fair, company, blocked, at FROM blocks WHERE fair = $1 ORDER BY company, blocked", f)
}
