package fair_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
)

// The scenarios begin on the first morning of a fair of three days.
var morning = time.Date(2026, 11, 5, 8, 0, 0, 0, time.FixedZone("Shanghai", 8*3600))

// house is a real store with the services on it, and a clock that the test turns.
type house struct {
	fair.UseCases
	t     *testing.T
	db    *store.DB
	now   time.Time
	fair  fair.Fair
	boss  fair.Actor
	seen  int64 // journal number up to which the test has looked
	count int
}

func newHouse(t *testing.T, phase fair.Phase) *house {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "fair.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h := &house{t: t, db: db, now: morning}
	h.UseCases = fair.NewUseCases(db, fair.Engines{}, func() time.Time { return h.now })
	h.fair = must(h.Fairs.Create(t.Context(), fair.System(), fairDraft()))(t)
	h.fair = must(h.Fairs.SetPhase(t.Context(), fair.System(), h.fair.ID, phase))(t)
	h.boss = h.person("", fair.Organizer)
	return h
}

func fairDraft() fair.FairDraft {
	return fair.FairDraft{
		Slug: "expo", Name: fair.Texts{"en": "Expo", "zh": "博览会"}, Zone: "Asia/Shanghai", Starts: "2026-11-05", Ends: "2026-11-07",
		Opens: "09:00", Closes: "17:00", SlotMinutes: 30, Currency: "CNY",
		Halls: []fair.Hall{{Key: "1", Name: fair.Texts{"en": "Hall 1"}}, {Key: "2", Name: fair.Texts{"en": "Hall 2"}}},
		Walks: []fair.Walk{{From: "1", To: "2", Minutes: 10}},
	}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (h *house) ctx() context.Context { return h.t.Context() }

// at is a time of the first day, "10:30", in the fair's zone.
func (h *house) at(clock string) fair.Time {
	h.t.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-05 "+clock, h.fair.Location())
	if err != nil {
		h.t.Fatal(err)
	}
	return fair.At(t)
}

func (h *house) table(hall string, labels ...string) {
	h.t.Helper()
	for _, l := range labels {
		if err := h.Fairs.AddPlaces(h.ctx(), fair.System(), h.fair.ID, []fair.PlaceDraft{{Label: l, Kind: fair.Table, Hall: hall, Seats: 1}}); err != nil {
			h.t.Fatal(err)
		}
	}
}

// company takes part in the fair, with one person who speaks for it.
func (h *house) company(ref string, role fair.Role) (fair.Company, fair.Actor) {
	h.t.Helper()
	d := fair.CompanyDraft{Name: fair.Texts{"en": ref}, Country: "PE"}
	c, _, err := h.Companies.Put(h.ctx(), fair.System(), h.fair.ID, ref, d, fair.ParticipationDraft{Role: role})
	if err != nil {
		h.t.Fatal(err)
	}
	return c, h.person(ref, role)
}

// person is somebody with a role, for the company with that ref if it is not "".
func (h *house) person(ref string, role fair.Role) fair.Actor {
	h.t.Helper()
	h.count++
	g := fair.Grant{Fair: h.fair.ID, Role: role}
	if ref != "" {
		g.Company = must(h.Companies.ByRef(h.ctx(), fair.System(), h.fair.ID, ref))(h.t).ID
	}
	d := fair.PersonDraft{Name: fmt.Sprintf("Person %d", h.count), Email: fmt.Sprintf("p%d@example.com", h.count)}
	p, _, err := h.People.Put(h.ctx(), fair.System(), d, g)
	if err != nil {
		h.t.Fatal(err)
	}
	return fair.Actor{Person: p.ID, Grants: must(h.db.Grants(h.ctx(), p.ID))(h.t)}
}

// invite proposes a meeting at the clock times.
func (h *house) invite(by fair.Actor, from, to fair.Company, clocks ...string) fair.Meeting {
	h.t.Helper()
	return must(h.Meetings.Invite(h.ctx(), by, h.fair.ID, h.invitation(from, to, clocks...)))(h.t)
}

func (h *house) invitation(from, to fair.Company, clocks ...string) fair.InviteDraft {
	d := fair.InviteDraft{From: from.ID, To: to.ID}
	for _, c := range clocks {
		d.Times = append(d.Times, h.at(c))
	}
	return d
}

func (h *house) accept(by fair.Actor, m fair.Meeting) (fair.Meeting, error) {
	return h.Meetings.Accept(h.ctx(), by, m.ID, fair.AnswerDraft{Revision: m.Revision})
}

// follows fails unless exactly these kinds of entries were journalled since the
// last look.
func (h *house) follows(want ...fair.Kind) {
	h.t.Helper()
	entries := must(h.db.Entries(h.ctx(), h.fair.ID, h.seen, 10_000))(h.t)
	var got []fair.Kind
	for _, e := range entries {
		got = append(got, e.Kind)
		h.seen = e.Number
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Errorf("the journal says %v, want %v", got, want)
	}
}

// look forgets what was journalled so far.
func (h *house) look() {
	h.t.Helper()
	h.seen = must(h.db.Heads(h.ctx()))(h.t)[h.fair.ID]
}

func wantCode(t *testing.T, err error, code fair.Code) {
	t.Helper()
	if err == nil || fair.CodeOf(err) != code {
		t.Errorf("got %v, want %s", err, code)
	}
}
