package store

import (
	"context"
	"slices"

	"github.com/fairmatch/fairmatch/fair"
)

var savedMeetings = revised{
	insert: `INSERT INTO meetings (id, revision, fair, state, from_company, to_company, asked, place, start_at, expires, updated, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
	update: `UPDATE meetings SET revision = $2, fair = $3, state = $4, from_company = $5, to_company = $6, asked = $7, place = $8,
		start_at = $9, expires = $10, updated = $11, body = $12 WHERE id = $1 AND revision + 1 = $2`,
	exists: `SELECT 1 FROM meetings WHERE id = $1`,
	taken:  "error.revision",
}

// SaveMeeting inserts revision 1 or replaces the revision before; Conflict
// otherwise. The row stays locked until the transaction ends.
func (db *DB) SaveMeeting(ctx context.Context, m fair.Meeting) error {
	body, err := encode(m)
	if err != nil {
		return err
	}
	return db.save(ctx, savedMeetings, m.ID, m.Revision, m.Fair, m.State, m.From, m.To, m.Asked, m.Place, m.Start, m.Expires, m.Updated, body)
}

// Meeting returns a meeting by id.
func (db *DB) Meeting(ctx context.Context, id fair.MeetingID) (fair.Meeting, error) {
	return one(ctx, db, "meeting", decode[fair.Meeting], "SELECT body FROM meetings WHERE id = $1", id)
}

// meetingsOf selects the ids of a company's ($2) meetings at a fair ($1). It is not an OR,
// for which SQLite would read all meetings of the fair.
const meetingsOf = `(SELECT id FROM meetings WHERE fair = $1 AND from_company = $2
	UNION SELECT id FROM meetings WHERE fair = $1 AND to_company = $2)`

// MeetingsOf lists a company's meetings at the fair, latest change first.
func (db *DB) MeetingsOf(ctx context.Context, f fair.FairID, company fair.CompanyID, limit int) ([]fair.Meeting, error) {
	return list(ctx, db, decode[fair.Meeting], `SELECT body FROM meetings WHERE id IN `+meetingsOf+`
		ORDER BY updated DESC, id DESC LIMIT $3`, f, company, max(limit, 0))
}

// MeetingsBetween lists scheduled, checked-in, held and missed meetings of the fair
// that start in [from, to), by start.
func (db *DB) MeetingsBetween(ctx context.Context, f fair.FairID, from, to fair.Time) ([]fair.Meeting, error) {
	return list(ctx, db, decode[fair.Meeting], `SELECT body FROM meetings
		WHERE fair = $1 AND start_at > 0 AND start_at >= $2 AND start_at < $3
		AND state IN ('scheduled', 'checked_in', 'held', 'no_show') ORDER BY start_at, id`, f, from, to)
}

// OpenProposals counts the company's proposals that await an answer of the other side.
func (db *DB) OpenProposals(ctx context.Context, f fair.FairID, company fair.CompanyID) (int, error) {
	return one(ctx, db, "meeting", column[int], `SELECT COUNT(*) FROM meetings WHERE id IN `+meetingsOf+`
		AND asked <> $2 AND state = 'proposed'`, f, company)
}

// ProposedAbout reports whether a proposal between the two companies, by either,
// about just these posts awaits its answer.
func (db *DB) ProposedAbout(ctx context.Context, f fair.FairID, a, b fair.CompanyID, offer, demand fair.PostID) (bool, error) {
	// Without the state, which would draw the planner away from the index of the pair.
	all, err := list(ctx, db, decode[fair.Meeting], `SELECT body FROM meetings
		WHERE fair = $1 AND from_company IN ($2, $3) AND to_company IN ($2, $3)`, f, a, b)
	return slices.ContainsFunc(all, func(m fair.Meeting) bool {
		return m.State == fair.Proposed && m.Offer == offer && m.Demand == demand
	}), err
}

// DueProposals returns up to limit proposals that have expired by now, the oldest first.
func (db *DB) DueProposals(ctx context.Context, now fair.Time, limit int) ([]fair.Meeting, error) {
	return list(ctx, db, decode[fair.Meeting], `SELECT body FROM meetings
		WHERE state = 'proposed' AND expires > 0 AND expires <= $1 ORDER BY expires, id LIMIT $2`, now, max(limit, 0))
}

// AgreedBetween reports whether two companies have an agreed meeting at the fair.
func (db *DB) AgreedBetween(ctx context.Context, f fair.FairID, a, b fair.CompanyID) (bool, error) {
	for range 2 {
		found, err := list(ctx, db, column[int64], `SELECT 1 FROM meetings WHERE fair = $1 AND from_company = $2 AND to_company = $3
			AND state IN ('accepted', 'scheduled', 'checked_in', 'held', 'no_show') LIMIT 1`, f, a, b)
		if err != nil || len(found) > 0 {
			return err == nil, err
		}
		a, b = b, a
	}
	return false, nil
}

// ClaimReply inserts r without an answer and reports true, or reports false with
// the row that is there. A second claimant waits for the first one's transaction.
func (db *DB) ClaimReply(ctx context.Context, r fair.Reply) (held fair.Reply, fresh bool, err error) {
	err = db.atomic(ctx, func(ctx context.Context) error {
		for {
			n, err := db.exec(ctx, `INSERT INTO replies (person, key, request, status, body, at) VALUES ($1, $2, $3, 0, $4, $5)
				ON CONFLICT (person, key) DO NOTHING`, r.Person, r.Key, r.Request, []byte{}, r.At)
			if err != nil {
				return err
			}
			if fresh = n == 1; fresh {
				held = fair.Reply{Person: r.Person, Key: r.Key, Request: r.Request, At: r.At}
				return nil
			}
			held, err = one(ctx, db, "reply", scanReply,
				"SELECT person, key, request, status, body, at FROM replies WHERE person = $1 AND key = $2", r.Person, r.Key)
			if fair.CodeOf(err) != fair.NotFound {
				return err
			}
			// It was swept away in between; the place is free.
		}
	})
	return held, fresh, err
}

func scanReply(r row) (out fair.Reply, err error) {
	err = r.Scan(&out.Person, &out.Key, &out.Request, &out.Status, &out.Body, &out.At)
	return out, err
}

// FillReply sets the answer of a claimed row.
func (db *DB) FillReply(ctx context.Context, r fair.Reply) error {
	body := r.Body
	if body == nil {
		body = []byte{}
	}
	n, err := db.exec(ctx, "UPDATE replies SET status = $3, body = $4 WHERE person = $1 AND key = $2", r.Person, r.Key, r.Status, body)
	if err == nil && n == 0 {
		err = fair.Missing("reply")
	}
	return err
}

// DropReplies forgets the answers from before that time.
func (db *DB) DropReplies(ctx context.Context, before fair.Time) error {
	_, err := db.exec(ctx, "DELETE FROM replies WHERE at < $1", before)
	return err
}
