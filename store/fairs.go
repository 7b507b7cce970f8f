package store

import (
	"context"

	"github.com/fairmatch/fairmatch/fair"
)

var savedFairs = revised{
	insert: `INSERT INTO fairs (id, revision, slug, starts, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
	update: `UPDATE fairs SET revision = $2, slug = $3, starts = $4, body = $5 WHERE id = $1 AND revision + 1 = $2`,
	exists: `SELECT 1 FROM fairs WHERE id = $1`,
	taken:  "error.slug_taken",
}

// SaveFair inserts revision 1 or replaces the revision before; Conflict otherwise,
// or when the slug is taken.
func (db *DB) SaveFair(ctx context.Context, f fair.Fair) error {
	body, err := encode(f)
	if err != nil {
		return err
	}
	return db.save(ctx, savedFairs, f.ID, f.Revision, f.Slug, f.Starts, body)
}

// Fair returns a fair by id.
func (db *DB) Fair(ctx context.Context, id fair.FairID) (fair.Fair, error) {
	return one(ctx, db, "fair", decode[fair.Fair], "SELECT body FROM fairs WHERE id = $1", id)
}

// FairBySlug returns the fair with that short name.
func (db *DB) FairBySlug(ctx context.Context, slug string) (fair.Fair, error) {
	return one(ctx, db, "fair", decode[fair.Fair], "SELECT body FROM fairs WHERE slug = $1", slug)
}

// Fairs lists all fairs by first day, newest first.
func (db *DB) Fairs(ctx context.Context) ([]fair.Fair, error) {
	return list(ctx, db, decode[fair.Fair], "SELECT body FROM fairs ORDER BY starts DESC, id DESC")
}

const selectPlaces = "SELECT id, fair, company, label, kind, hall, seats FROM places "

func scanPlace(r row) (p fair.Place, err error) {
	err = r.Scan(&p.ID, &p.Fair, &p.Company, &p.Label, &p.Kind, &p.Hall, &p.Seats)
	return p, err
}

// Places lists a fair's places by hall and label.
func (db *DB) Places(ctx context.Context, f fair.FairID) ([]fair.Place, error) {
	return list(ctx, db, scanPlace, selectPlaces+"WHERE fair = $1 ORDER BY hall, label", f)
}

// PlaceByID returns a place.
func (db *DB) PlaceByID(ctx context.Context, id fair.PlaceID) (fair.Place, error) {
	return one(ctx, db, "place", scanPlace, selectPlaces+"WHERE id = $1", id)
}

// StandOf returns the place that is the company's stand at the fair.
func (db *DB) StandOf(ctx context.Context, f fair.FairID, company fair.CompanyID) (fair.Place, error) {
	return one(ctx, db, "place", scanPlace, selectPlaces+"WHERE fair = $1 AND company = $2", f, company)
}

// SavePlace inserts or replaces a place; Conflict when the label is another's.
func (db *DB) SavePlace(ctx context.Context, p fair.Place) error {
	_, err := db.exec(ctx, `INSERT INTO places (id, fair, company, label, kind, hall, seats) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET company = excluded.company, label = excluded.label, kind = excluded.kind,
		hall = excluded.hall, seats = excluded.seats`, p.ID, p.Fair, p.Company, p.Label, p.Kind, p.Hall, p.Seats)
	return taken(err, "error.label_taken")
}

// Rates returns a fair's exchange rates by currency.
func (db *DB) Rates(ctx context.Context, f fair.FairID) (map[string]fair.Decimal, error) {
	type stated struct {
		currency string
		rate     fair.Decimal
	}
	all, err := list(ctx, db, func(r row) (s stated, err error) {
		var text string
		if err = r.Scan(&s.currency, &text); err != nil {
			return s, err
		}
		s.rate, err = fair.ParseDecimal(text)
		return s, err
	}, "SELECT currency, rate FROM rates WHERE fair = $1", f)
	rates := make(map[string]fair.Decimal, len(all))
	for _, s := range all {
		rates[s.currency] = s.rate
	}
	return rates, err
}

// SaveRate inserts or replaces an exchange rate.
func (db *DB) SaveRate(ctx context.Context, f fair.FairID, currency string, rate fair.Decimal) error {
	_, err := db.exec(ctx, `INSERT INTO rates (fair, currency, rate) VALUES ($1, $2, $3)
		ON CONFLICT (fair, currency) DO UPDATE SET rate = excluded.rate`, f, currency, rate.String())
	return err
}

// Tally counts what a fair has, all at one moment.
func (db *DB) Tally(ctx context.Context, f fair.FairID) (t fair.Tally, err error) {
	type counted struct {
		what, kind string
		n          int
	}
	all, err := list(ctx, db, func(r row) (c counted, err error) {
		err = r.Scan(&c.what, &c.kind, &c.n)
		return c, err
	}, `SELECT 'company', role, COUNT(*) FROM participations WHERE fair = $1 GROUP BY role
		UNION ALL SELECT 'person', '', COUNT(DISTINCT person) FROM grants WHERE fair = $1
		UNION ALL SELECT 'post', side, COUNT(*) FROM posts WHERE fair = $1 AND state = 'open' GROUP BY side
		UNION ALL SELECT 'place', '', COUNT(*) FROM places WHERE fair = $1
		UNION ALL SELECT 'meeting', state, COUNT(*) FROM meetings WHERE fair = $1 GROUP BY state`, f)
	t.Meetings = map[fair.MeetingState]int{}
	for _, c := range all {
		switch c.what {
		case "company":
			role := fair.ParticipationDraft{Role: fair.Role(c.kind)}
			t.Companies += c.n
			if role.Exhibits() {
				t.Exhibitors += c.n
			}
			if role.Buys() {
				t.Buyers += c.n
			}
		case "person":
			t.People = c.n
		case "post":
			if fair.Side(c.kind) == fair.OfferSide {
				t.Offers = c.n
			} else {
				t.Demands = c.n
			}
		case "place":
			t.Places = c.n
		case "meeting":
			t.Meetings[fair.MeetingState(c.kind)] = c.n
		}
	}
	return t, err
}
