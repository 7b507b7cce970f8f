// Package demo fills an installation with a sample fair that is live at this
// moment: an invented expo with invented companies, offers, demands and meetings in
// Chinese and English.
//
// The content is seeded: every installation gets the same companies and posts. Times
// are relative to the clock that is given.
package demo

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// Password is that of every person in the list that Fill returns.
const Password = "meet-at-the-fair"

// Slug is the sample fair's short name.
const Slug = "sample-expo"

// Role is somebody to sign in as, and the page to begin with.
type Role struct {
	Title  string
	Person fair.Person
	Page   string
}

// How large the fair is.
const (
	firmsPerSide = 150 // exhibitors with three offers each, buyers with three demands each
	tables       = 24
)

// roles are the people of Fill's list, with their titles, by e-mail.
var roles = []struct{ email, title, page string }{
	{"organizer@example.com", "Organizer", "/desk"},
	{"exhibitor@example.com", "Exhibitor", ""},
	{"buyer@example.com", "Buyer", ""},
	{"zhanshang@example.com", "Exhibitor (Chinese) 参展商", ""},
	{"caigou@example.com", "Buyer (Chinese) 采购商", ""},
}

// Fill makes the sample fair in the store that u serves, whole or not at all, or finds it and, when its days are
// over, lets them begin anew today, with new meetings. The roles come in the order organizer, exhibitor, buyer,
// Chinese exhibitor, Chinese buyer.
func Fill(ctx context.Context, u fair.UseCases, store fair.Store, now time.Time) ([]Role, error) {
	f, err := u.Fairs.BySlug(ctx, Slug)
	switch {
	case fair.CodeOf(err) == fair.NotFound:
		// In one transaction: a thousand small ones wait a thousand times for the disk.
		_, _, err = u.Once.Do(ctx, fair.System(), "fill "+Slug, nil, func(ctx context.Context) (int, []byte, error) {
			return 0, nil, fill(ctx, u, store, now)
		})
		if err != nil {
			return nil, fmt.Errorf("fill the sample fair: %w", err)
		}
		if f, err = u.Fairs.BySlug(ctx, Slug); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	default:
		if f, err = renew(ctx, u, store, f, now); err != nil {
			return nil, fmt.Errorf("renew the sample fair: %w", err)
		}
	}
	return rolesOf(ctx, u, f)
}

// draft is the fair: it began yesterday, so that there are meetings to look back on, and has two days
// after today; it is open long enough that there is always a time to meet.
func draft(now time.Time) fair.FairDraft {
	first, last := days(now)
	halls := []fair.Hall{
		{Key: "1", Name: fair.Texts{"en": "Hall 1: food and agriculture", "zh": "1号馆 食品与农业"}},
		{Key: "2", Name: fair.Texts{"en": "Hall 2: consumer goods", "zh": "2号馆 消费品"}},
		{Key: "3", Name: fair.Texts{"en": "Hall 3: machines, energy and electronics", "zh": "3号馆 装备、能源与电子"}},
		{Key: "4", Name: fair.Texts{"en": "Hall 4: health and services", "zh": "4号馆 健康与服务"}},
	}
	return fair.FairDraft{
		Slug: Slug, Name: fair.Texts{"en": "Fairmatch Sample Expo", "zh": "博采国际贸易展"}, City: fair.Texts{"en": "Shanghai", "zh": "上海"},
		Zone: "Asia/Shanghai", Starts: first, Ends: last, Opens: "08:00", Closes: "22:00", SlotMinutes: 30, Halls: halls, Currency: "CNY",
		Bans:  []fair.Ban{{Codes: []taxonomy.Code{"960110"}, Note: "Protected species: no trade in ivory 濒危物种：象牙不得交易"}},
		Walks: []fair.Walk{{From: "1", To: "2", Minutes: 5}, {From: "2", To: "3", Minutes: 5}, {From: "3", To: "4", Minutes: 5}, {From: "1", To: "3", Minutes: 10}, {From: "2", To: "4", Minutes: 10}, {From: "1", To: "4", Minutes: 15}},
	}
}

func days(now time.Time) (first, last fair.Date) {
	f := fair.Fair{FairDraft: fair.FairDraft{Zone: "Asia/Shanghai"}}
	today := now.In(f.Location())
	return fair.Date(today.AddDate(0, 0, -1).Format(time.DateOnly)), fair.Date(today.AddDate(0, 0, 2).Format(time.DateOnly))
}

// filler is the fair while it is made.
type filler struct {
	u     fair.UseCases
	fair  fair.Fair
	fits  *matching.Engine // knows which pairs cannot be, and what decisions about the others teach
	now   fair.Time
	clock fair.Time // of the services from meetings on: most of what is in the fair has happened by now
	rng   *rand.Rand
	names namer
	lines []line
	firms []*firm
	posts []post
	size  int                  // firms per side
	heads int                  // people invented so far
	kept  map[string]fair.Post // when the fair is renewed: its open posts by ref; nil while it is made
}

// firm is a company with the person who speaks for it.
type firm struct {
	company fair.Company
	role    fair.Role
	country string
	person  fair.Person
}

func (c *firm) actor(f fair.FairID) fair.Actor {
	return fair.Actor{Person: c.person.ID, Grants: []fair.Grant{{Person: c.person.ID, Fair: f, Company: c.company.ID, Role: c.role}}}
}

// post is a post with its firm and its line's number.
type post struct {
	fair.Post
	firm *firm
	line int
}

func newFiller(u fair.UseCases, f fair.Fair, now time.Time, size int) *filler {
	rng := rand.New(rand.NewPCG(2026, 11))
	return &filler{u: u, fair: f, fits: matching.New(f, yuan()), now: fair.At(now), rng: rng, names: namer{rng, map[string]bool{}}, lines: readLines(), size: size}
}

func fill(ctx context.Context, u fair.UseCases, store fair.Store, now time.Time) error {
	f, err := u.Fairs.Create(ctx, fair.System(), draft(now))
	if err != nil {
		return err
	}
	m := newFiller(u, f, now, firmsPerSide)
	for _, step := range []func(context.Context) error{m.frame, m.exhibitors, m.buyers, m.addGaps} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := m.meetings(ctx, store); err != nil {
		return err
	}
	_, err = u.Fairs.SetPhase(ctx, fair.System(), f.ID, fair.Live)
	return err
}

// frame makes tables, rates and those who run the fair.
func (m *filler) frame(ctx context.Context) error {
	places := make([]fair.PlaceDraft, tables)
	for i := range places {
		hall, n := i*4/tables+1, i%(tables/4)+1
		places[i] = fair.PlaceDraft{Label: fmt.Sprintf("%d-%02d", hall, n), Kind: fair.Table, Hall: fmt.Sprint(hall), Seats: 1}
	}
	if err := m.u.Fairs.AddPlaces(ctx, fair.System(), m.fair.ID, places); err != nil {
		return err
	}
	for _, c := range slices.Sorted(maps.Keys(rates)) {
		if _, err := m.u.Fairs.SetRate(ctx, fair.System(), m.fair.ID, fair.RateDraft{Currency: c, Rate: fair.MustDecimal(rates[c])}); err != nil {
			return err
		}
	}
	for _, p := range []struct {
		name, email, function string
		role                  fair.Role
	}{
		{"Mei Fang 方梅", roles[0].email, "head of matchmaking", fair.Organizer},
		{"Qiao Lan 乔岚", "matchmaker@example.com", "matchmaker, food", fair.Matchmaker},
		{"Pan Rui 潘锐", "hall@example.com", "hall manager", fair.HallStaff},
	} {
		d := fair.PersonDraft{Name: p.name, Email: p.email, Function: p.function, Languages: []string{"zh", "en"}, Locale: "en", Zone: m.fair.Zone}
		person, _, err := m.u.People.Put(ctx, fair.System(), d, fair.Grant{Fair: m.fair.ID, Role: p.role})
		if err != nil {
			return err
		}
		if p.role == fair.Organizer {
			if err := m.u.Access.SetPassword(ctx, fair.System(), person.ID, "", Password, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// put saves a company and its first person; email "" invents an address.
func (m *filler) put(ctx context.Context, ref, country, email string, d fair.CompanyDraft, part fair.ParticipationDraft) (*firm, error) {
	if m.kept != nil {
		return m.find(ctx, ref, country, email, part.Role)
	}
	c, _, err := m.u.Companies.Put(ctx, fair.System(), m.fair.ID, ref, d, part)
	if err != nil {
		return nil, err
	}
	f := &firm{company: c, role: part.Role, country: country}
	if m.rng.IntN(2) == 0 {
		if f.company, err = m.u.Companies.Verify(ctx, fair.System(), m.fair.ID, c.ID, true); err != nil {
			return nil, err
		}
	}
	m.heads++
	p := m.names.person(country, m.heads)
	p.Function = pick(m.rng, functions[part.Role])
	if email != "" {
		p.Email = email
	}
	if f.person, _, err = m.u.People.Put(ctx, fair.System(), p, fair.Grant{Fair: m.fair.ID, Company: c.ID, Role: part.Role}); err != nil {
		return nil, err
	}
	if email != "" {
		if err := m.u.Access.SetPassword(ctx, fair.System(), f.person.ID, "", Password, ""); err != nil {
			return nil, err
		}
	}
	m.firms = append(m.firms, f)
	m.fits.PutCompany(f.company, part)
	return f, nil
}

var functions = map[fair.Role][]string{
	fair.Exhibitor: {"export manager", "sales director", "founder", "key account manager"},
	fair.Buyer:     {"head of purchasing", "category manager", "buyer", "managing director"},
}

// rolesOf finds the people of the list.
func rolesOf(ctx context.Context, u fair.UseCases, f fair.Fair) ([]Role, error) {
	people, err := u.People.At(ctx, fair.System(), f.ID, fair.CompanyID{})
	if err != nil {
		return nil, err
	}
	out := make([]Role, 0, len(roles))
	for _, r := range roles {
		at := slices.IndexFunc(people, func(p fair.Person) bool { return p.Email == r.email })
		if at < 0 {
			return nil, fmt.Errorf("the sample fair lacks %s", r.email)
		}
		out = append(out, Role{Title: r.title, Person: people[at], Page: "/f/" + f.Slug + r.page})
	}
	return out, nil
}
