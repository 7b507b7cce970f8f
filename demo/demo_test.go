package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
	"github.com/fairmatch/fairmatch/matching/learning"
	"github.com/fairmatch/fairmatch/store"
)

// house is an installation whose clock the test sets.
type house struct {
	fair.UseCases
	db  *store.DB
	now time.Time
}

func newHouse(t *testing.T, now time.Time) *house {
	t.Helper()
	db, err := store.Open(t.Context(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h := &house{db: db, now: now}
	h.UseCases = fair.NewUseCases(db, fair.Engines{}, func() time.Time { return h.now })
	return h
}

func (h *house) fill(t *testing.T) ([]Role, fair.Fair, fair.Tally) {
	t.Helper()
	roles, err := Fill(t.Context(), h.UseCases, h.db, h.now)
	if err != nil {
		t.Fatal(err)
	}
	f, err := h.Fairs.BySlug(t.Context(), Slug)
	if err != nil {
		t.Fatal(err)
	}
	tally, err := h.Fairs.Tally(t.Context(), fair.System(), f.ID)
	if err != nil {
		t.Fatal(err)
	}
	return roles, f, tally
}

// evening is late in the fair's zone: no time is left that day.
var evening = time.Date(2026, 5, 7, 13, 50, 0, 0, time.UTC)

// TestSampleFair fills one installation late in the evening and looks at it from all
// sides; then again the next day, and weeks later.
func TestSampleFair(t *testing.T) {
	h := newHouse(t, evening)
	roles, f, first := h.fill(t)
	if first.Companies != 300 || first.Offers != 460 || first.Demands != 481 || first.People != 303 || first.Places != 174 {
		t.Errorf("%+v", first)
	}
	for state, least := range map[fair.MeetingState]int{fair.Proposed: 15, fair.Accepted: 5, fair.Scheduled: 25, fair.Declined: 4, fair.Withdrawn: 2, fair.Cancelled: 1} {
		if first.Meetings[state] < least {
			t.Errorf("%d meetings are %s, want %d", first.Meetings[state], state, least)
		}
	}
	if f.Phase != fair.Live || f.Starts != "2026-05-06" || len(f.Bans) == 0 {
		t.Errorf("%s from %s", f.Phase, f.Starts)
	}
	engine, posts := h.engine(t, f)
	t.Run("roles", func(t *testing.T) { h.checkRoles(t, f, roles) })
	t.Run("matches", func(t *testing.T) { h.checkMatches(t, engine, posts, roles) })
	t.Run("pairs", func(t *testing.T) { h.checkPairs(t, f, engine, posts) })
	t.Run("board", func(t *testing.T) { h.checkBoard(t, f) })
	t.Run("insights", func(t *testing.T) { h.checkInsights(t, f, engine, posts) })
	t.Run("the next day", func(t *testing.T) {
		h.now = evening.Add(24 * time.Hour)
		again, g, second := h.fill(t)
		if g.Revision != f.Revision || second.Companies != first.Companies || second.Demands != first.Demands || len(again) != len(roles) || again[1].Person.ID != roles[1].Person.ID {
			t.Errorf("%+v, revision %d", second, g.Revision)
		}
	})
	t.Run("weeks later", func(t *testing.T) {
		h.now = evening.Add(40 * 24 * time.Hour)
		again, g, renewed := h.fill(t)
		if g.Starts != "2026-06-15" || g.Phase != fair.Live || renewed.Companies != first.Companies || renewed.People != first.People || renewed.Offers != first.Offers {
			t.Errorf("from %s, %s: %+v", g.Starts, g.Phase, renewed)
		}
		h.checkRoles(t, g, again)
		h.checkBoard(t, g)
		if _, _, twice := h.fill(t); fmt.Sprint(twice) != fmt.Sprint(renewed) {
			t.Errorf("%+v, then %+v", renewed, twice)
		}
	})
	t.Run("in use, a year later", func(t *testing.T) {
		h.now = evening.Add(365 * 24 * time.Hour)
		posts, err := h.db.PostsAt(t.Context(), f.ID, 0, 2000)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range posts {
			if p.Company == h.companyOf(t, roles[1]) {
				if _, err := h.Posts.Withdraw(t.Context(), fair.System(), p.ID, p.Revision); err != nil {
					t.Fatal(err)
				}
			}
		}
		_, g, _ := h.fill(t)
		h.checkBoard(t, g)
	})
}

// checkRoles: each of the list signs in, and those of a company have an invitation to
// answer, a meeting ahead, one behind, and news.
func (h *house) checkRoles(t *testing.T, f fair.Fair, roles []Role) {
	for _, r := range roles {
		_, a, err := h.Access.SignIn(t.Context(), r.Person.Email, Password)
		if err != nil || !a.Attends(f.ID) {
			t.Fatalf("%s: %v", r.Title, err)
		}
		if !strings.HasPrefix(r.Page, "/f/"+Slug) {
			t.Errorf("%s begins at %s", r.Title, r.Page)
		}
		for _, c := range a.Companies(f.ID) {
			views, err := h.Views.Meetings(t.Context(), a, f.ID, c, 50)
			if err != nil {
				t.Fatal(err)
			}
			asked, ahead, behind := 0, 0, 0
			for _, v := range views {
				if v.MayAnswer {
					asked++
				}
				if v.State == fair.Scheduled && v.Start > fair.At(h.now) && v.PlaceLabel != "" {
					ahead++
				}
				if v.State == fair.Scheduled && v.End < fair.At(h.now) {
					behind++
				}
			}
			if asked == 0 || ahead == 0 || behind == 0 {
				t.Errorf("%s: %d to answer, %d ahead, %d behind", r.Title, asked, ahead, behind)
			}
			if inbox, err := h.Views.Inbox(t.Context(), a, f.ID, 0, 10); err != nil || len(inbox) == 0 {
				t.Errorf("%s: %d news, %v", r.Title, len(inbox), err)
			}
		}
	}
}

// checkMatches: the best match of each of the roles' posts is in the same line of goods,
// across languages.
func (h *house) checkMatches(t *testing.T, engine *matching.Engine, posts map[fair.PostID]fair.Post, roles []Role) {
	for _, r := range roles[1:] {
		for _, p := range posts {
			if p.Company != h.companyOf(t, r) {
				continue
			}
			top, err := engine.Top(p.ID, 1, fair.At(h.now))
			if err != nil || len(top) == 0 {
				t.Fatalf("%s: %d matches, %v", r.Title, len(top), err)
			}
			if o, d := posts[top[0].Offer], posts[top[0].Demand]; !related(o, d) {
				t.Errorf("%s: %q with %q, %d", r.Title, o.Title.Pick("en"), d.Title.Pick("en"), top[0].Score)
			}
		}
	}
}

// checkPairs: nobody is invited to what cannot be.
func (h *house) checkPairs(t *testing.T, f fair.Fair, engine *matching.Engine, posts map[fair.PostID]fair.Post) {
	seen := map[fair.MeetingID]fair.Meeting{}
	for _, p := range posts {
		all, err := h.db.MeetingsOf(t.Context(), f.ID, p.Company, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all {
			seen[m.ID] = m
		}
	}
	if len(seen) < 100 {
		t.Errorf("%d meetings", len(seen))
	}
	for _, m := range seen {
		pair, err := engine.Pair(m.Offer, m.Demand, m.Offer, fair.At(h.now))
		if err != nil || len(pair.Gates) > 0 || pair.Score == 0 {
			t.Errorf("%s: %q with %q: score %d, %v, %v", m.State, posts[m.Offer].Title.Pick("en"), posts[m.Demand].Title.Pick("en"), pair.Score, pair.Gates, err)
		}
	}
}

// checkBoard: each hall has its own tables in a row, and the day shows meetings early and late.
func (h *house) checkBoard(t *testing.T, f fair.Fair) {
	slots := (&filler{fair: f}).day(fair.At(h.now))
	board, err := h.Views.Board(t.Context(), fair.System(), f.ID, slots[0].Start, slots[len(slots)-1].End)
	if err != nil {
		t.Fatal(err)
	}
	perHall := map[string]int{}
	for _, p := range board.Places {
		if p.Kind != fair.Table {
			continue
		}
		if perHall[p.Hall]++; p.Label != fmt.Sprintf("%s-%02d", p.Hall, perHall[p.Hall]) {
			t.Errorf("hall %s has %s", p.Hall, p.Label)
		}
	}
	if len(perHall) != 4 || perHall["1"] != tables/4 {
		t.Errorf("tables: %v", perHall)
	}
	busy := map[int]int{} // meetings by quarter of today
	for _, m := range board.Meetings {
		if at := int(m.Start.Std().Sub(slots[0].Start.Std()) / (3*time.Hour + 30*time.Minute)); at < 4 {
			busy[at]++
		}
	}
	for quarter := range 4 {
		if busy[quarter] < 4 {
			t.Errorf("%d meetings in quarter %d of today", busy[quarter], quarter)
		}
	}
}

// checkInsights: the map has gaps on both sides with money at stake, and what people decided has moved
// weights, of what they look at upwards.
func (h *house) checkInsights(t *testing.T, f fair.Fair, engine *matching.Engine, posts map[fair.PostID]fair.Post) {
	b, err := engine.Balance(t.Context(), fair.At(h.now), nil)
	if err != nil {
		t.Fatal(err)
	}
	if b.Total.Unmet < 10 || b.Total.Unmet > b.Total.Demands/5 || b.Total.Idle < 4 || b.Total.AtStake < 100_000_000_00 {
		t.Errorf("the map's total: %+v", b.Total)
	}
	lessons, err := h.db.Lessons(t.Context(), f.ID, 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	said := map[fair.Kind]int{}
	model := learning.New()
	for _, l := range lessons {
		said[l.Kind]++
		model.Learn(l)
	}
	if said[fair.WishStated] < 150 || said[fair.OutcomeStated] < 25 || said[fair.MeetingScheduled] < 80 {
		t.Errorf("lessons: %v", said)
	}
	for _, p := range model.Learned().Parts {
		if p.Trade == fair.Goods && slices.Contains(matters[p.Side], p.Part) && p.Weight <= p.HandSet {
			t.Errorf("%s of the %s: %d, by hand %d", p.Part, p.Side, p.Weight, p.HandSet)
		}
	}
	taken, registered := 0, 0
	for _, p := range posts {
		if p.Exclusive == fair.ExclusiveTaken && p.TakenUntil > f.Ends && p.Offer.Agent != "" {
			taken++
		}
		if p.Offer != nil && slices.ContainsFunc(p.Offer.Certificates, func(c fair.Certificate) bool { return c.Subject != "" && len(c.Destinations) == 1 }) {
			registered++
		}
	}
	if taken < 5 || registered < 10 {
		t.Errorf("%d offers with a territory taken, %d with a registration of their plant", taken, registered)
	}
}

func (h *house) companyOf(t *testing.T, r Role) fair.CompanyID {
	t.Helper()
	grants, err := h.db.Grants(t.Context(), r.Person.ID)
	if err != nil || len(grants) != 1 {
		t.Fatalf("%s: %v, %v", r.Title, grants, err)
	}
	return grants[0].Company
}

// related reports whether a demand names the offer's line, or one close by.
func related(offer, demand fair.Post) bool {
	for _, l := range readLines() {
		if l.code == offer.Codes[0] {
			for _, lang := range []string{"en", "zh"} {
				title := strings.ToLower(demand.Title[lang])
				if strings.Contains(title, l.name.en) || strings.Contains(title, l.name.zh) {
					return true
				}
			}
		}
	}
	return len(demand.Codes) > 0 && demand.Codes[0].Heading() == offer.Codes[0].Heading() || strings.Contains(demand.Title.All(), "coffee") && offer.Codes[0].Heading() == "0901"
}

// engine is the matching engine with all that the fair has.
func (h *house) engine(t *testing.T, f fair.Fair) (*matching.Engine, map[fair.PostID]fair.Post) {
	t.Helper()
	per, err := h.Fairs.Rates(t.Context(), f.ID)
	if err != nil {
		t.Fatal(err)
	}
	e := matching.New(f, per)
	companies, err := h.Companies.List(t.Context(), fair.System(), f.ID, fair.CompanyID{}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range companies {
		e.PutCompany(c.Company, c.Part.ParticipationDraft)
	}
	posts, err := h.db.PostsAt(t.Context(), f.ID, 0, 2000)
	if err != nil {
		t.Fatal(err)
	}
	byID := map[fair.PostID]fair.Post{}
	for _, p := range posts {
		e.PutPost(p)
		byID[p.ID] = p
	}
	return e, byID
}

// TestSameContentEverywhere: two installations get the same companies and posts.
func TestSameContentEverywhere(t *testing.T) {
	var all [2]string
	for i := range all {
		h := newHouse(t, evening.Add(time.Duration(i)*7*time.Hour))
		f, err := h.Fairs.Create(t.Context(), fair.System(), draft(h.now))
		if err != nil {
			t.Fatal(err)
		}
		m := newFiller(h.UseCases, f, h.now, 8)
		for _, step := range []func(context.Context) error{m.frame, m.exhibitors, m.buyers} {
			if err := step(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, p := range m.posts {
			all[i] += p.Ref + p.Title.All() + p.Text.All() + p.firm.company.Name.All() + p.firm.person.Name + "\n"
		}
	}
	if all[0] != all[1] {
		t.Error("they differ")
	}
}

func TestLines(t *testing.T) {
	lines := readLines()
	if len(lines) < 40 {
		t.Errorf("%d lines", len(lines))
	}
	for _, l := range lines {
		if l.name.zh == "" || l.facts.zh == "" || l.users.zh == "" || len(l.kinds) != 3 || len(l.from) == 0 || len(l.proof) == 0 || l.high <= l.low || l.hall < 1 || l.hall > 4 {
			t.Errorf("%s is not whole: %+v", l.name.en, l)
		}
		for _, c := range l.from {
			if _, ok := lands[c]; !ok {
				t.Errorf("%s comes from %s, which has no names", l.name.en, c)
			}
		}
	}
	for at, name := range map[int]string{roasted: "roasted coffee beans", green: "green coffee beans", ebikes: "electric bicycles", solar: "solar inverters", linen: "hotel bed linen", redWine: "red wine", oliveOil: "extra virgin olive oil"} {
		if lines[at].name.en != name {
			t.Errorf("line %d is %s, not %s", at, lines[at].name.en, name)
		}
	}
}

func TestRounded(t *testing.T) {
	for v, want := range map[float64]string{13.37: "13", 0.1234: "0.12", 164999: "160000", 9.96: "10", 3.25: "3.3", 0.0081: "0.0081"} {
		if got := rounded(v); got.Float() != fair.MustDecimal(want).Float() {
			t.Errorf("%v is rounded to %s, want %s", v, got, want)
		}
	}
}
