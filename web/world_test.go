package web_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
	"github.com/fairmatch/fairmatch/transfer"
	"github.com/fairmatch/fairmatch/web"
)

// opening is when the tests happen: the fair's first day, 09:00 in Shanghai.
var opening = time.Date(2026, 11, 5, 1, 0, 0, 0, time.UTC)

// world is a small fair in a real SQLite database behind the real router.
//
//	olga     organizes it
//	hal      is hall staff
//	ann      Anvil Works, exhibitor; its offer hides price and floor
//	bob      Bramble Stores, buyer; its demand is blind and hides its ceiling
//	cid      Cedar Imports, buyer
//	sue      has a part in another fair only
type world struct {
	t       testing.TB
	db      *store.DB
	uses    fair.UseCases
	handler http.Handler
	names   map[string]string // {name} in addresses and bodies
	tokens  map[string]string
	fair    fair.FairID
	matcher *matcher
	finder  *finder
	views   *insights
	log     *logged
}

// seeded is the world's database, made once: every test gets a copy.
var seeded = sync.OnceValues(func() (*world, []byte) {
	t := seeding{}
	dir, err := os.MkdirTemp("", "fairmatch-web")
	must(t, err)
	defer os.RemoveAll(dir)
	w := &world{t: t, names: map[string]string{}, tokens: map[string]string{}, matcher: &matcher{}}
	w.db, err = store.Open(context.Background(), "sqlite:"+dir+"/fair.db")
	must(t, err)
	w.uses = fair.NewUseCases(w.db, fair.Engines{Matcher: w.matcher}, clock)
	w.people(context.Background())
	w.postings(context.Background())
	w.invite("bramble", "meeting")
	must(t, w.db.Close())
	b, err := os.ReadFile(dir + "/fair.db")
	must(t, err)
	return w, b
})

// seeding stands in for a test where there is none yet.
type seeding struct{ testing.TB }

func (seeding) Helper()           {}
func (seeding) Fatal(args ...any) { panic(args) }

func clock() time.Time { return opening }

func newWorld(t testing.TB, deps func(*web.Deps, *web.Options)) *world {
	t.Helper()
	seed, bytes := seeded()
	path := t.TempDir() + "/fair.db"
	must(t, os.WriteFile(path, bytes, 0o600))
	db, err := store.Open(context.Background(), "sqlite:"+path)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	w := &world{t: t, db: db, names: maps.Clone(seed.names), tokens: seed.tokens, fair: seed.fair, matcher: seed.matcher, finder: &finder{}, views: &insights{}, log: &logged{}}
	w.open(clock, deps)
	return w
}

// open puts the router before the database, at a time of its own.
func (w *world) open(clock fair.Clock, deps func(*web.Deps, *web.Options)) {
	w.t.Helper()
	var err error
	w.uses = fair.NewUseCases(w.db, fair.Engines{Matcher: w.matcher, Finder: w.finder, Insights: w.views}, clock)
	d := web.Deps{UseCases: w.uses, Importer: importer{}, Presence: presence{}}
	o := web.Options{Logger: slog.New(slog.NewJSONHandler(w.log, nil)), Clock: clock, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	if deps != nil {
		deps(&d, &o)
	}
	w.handler, err = web.New(d, o)
	must(w.t, err)
}

func (w *world) people(ctx context.Context) {
	t, house := w.t, fair.System()
	draft := func(slug string) fair.FairDraft {
		return fair.FairDraft{
			Slug: slug, Name: fair.Texts{"en": "Expo"}, Zone: "Asia/Shanghai", Starts: "2026-11-05", Ends: "2026-11-06", Opens: "09:00", Closes: "17:00",
			SlotMinutes: 30, Halls: []fair.Hall{{Key: "1", Name: fair.Texts{"en": "Hall 1"}}}, Currency: "CNY",
		}
	}
	f, err := w.uses.Fairs.Create(ctx, house, draft("expo"))
	must(t, err)
	other, err := w.uses.Fairs.Create(ctx, house, draft("other"))
	must(t, err)
	_, err = w.uses.Fairs.SetPhase(ctx, house, f.ID, fair.Live)
	must(t, err)
	must(t, w.uses.Fairs.AddPlaces(ctx, house, f.ID, []fair.PlaceDraft{{Label: "T1", Kind: fair.Table, Hall: "1", Seats: 1}}))
	w.fair = f.ID
	w.names["fair"], w.names["other"] = f.ID.String(), other.ID.String()
	for _, c := range []struct {
		name, full string
		role       fair.Role
	}{{"anvil", "Anvil Works", fair.Exhibitor}, {"bramble", "Bramble Stores", fair.Buyer}, {"cedar", "Cedar Imports", fair.Buyer}} {
		company, _, err := w.uses.Companies.Put(ctx, house, f.ID, c.name, fair.CompanyDraft{Name: fair.Texts{"en": c.full}, Country: "DE"}, fair.ParticipationDraft{Role: c.role})
		must(t, err)
		w.names[c.name] = company.ID.String()
	}
	w.person(ctx, "olga", f.ID, "", fair.Organizer)
	w.person(ctx, "hal", f.ID, "", fair.HallStaff)
	w.person(ctx, "ann", f.ID, "anvil", fair.Exhibitor)
	w.person(ctx, "bob", f.ID, "bramble", fair.Buyer)
	w.person(ctx, "cid", f.ID, "cedar", fair.Buyer)
	w.person(ctx, "sue", other.ID, "", fair.Matchmaker)
}

func (w *world) person(ctx context.Context, name string, f fair.FairID, company string, role fair.Role) {
	g := fair.Grant{Fair: f, Role: role}
	if company != "" {
		g.Company = id[fair.Company](w, company)
	}
	p, _, err := w.uses.People.Put(ctx, fair.System(), fair.PersonDraft{Name: name, Email: name + "@mail.example"}, g)
	must(w.t, err)
	w.names[name] = p.ID.String()
	secret, err := w.uses.Access.Link(ctx, fair.System(), p.ID, "")
	must(w.t, err)
	w.tokens[name], _, _, err = w.uses.Access.Redeem(ctx, secret)
	must(w.t, err)
}

func (w *world) postings(ctx context.Context) {
	offer := fair.PostDraft{
		Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": "Steel anvils"}, Visibility: map[string]fair.Visibility{"price": fair.AfterAcceptance}},
		Offer: &fair.OfferTerms{
			Price: &fair.Price{Amount: fair.MustDecimal("7.77"), Currency: "USD", Unit: "C62"}, Floor: &fair.Money{Amount: fair.MustDecimal("5.55"), Currency: "USD"},
		},
	}
	demand := fair.PostDraft{
		Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": "Anvils wanted"}},
		Demand:  &fair.DemandTerms{Blind: true, Ceiling: &fair.Price{Amount: fair.MustDecimal("9.99"), Currency: "USD", Unit: "C62"}},
	}
	o, err := w.uses.Posts.Create(ctx, fair.System(), w.fair, id[fair.Company](w, "anvil"), fair.OfferSide, offer)
	must(w.t, err)
	d, err := w.uses.Posts.Create(ctx, fair.System(), w.fair, id[fair.Company](w, "bramble"), fair.DemandSide, demand)
	must(w.t, err)
	w.names["offer"], w.names["demand"] = o.ID.String(), d.ID.String()
	w.matcher.offer, w.matcher.demand = o.ID, d.ID
}

// invite has ann invite a buyer to meet at 10:00 (02:00 in UTC) and names the
// meeting; bob's, {meeting}, is there from the start.
func (w *world) invite(company, name string) {
	w.t.Helper()
	ann := fair.Actor{Person: id[fair.Person](w, "ann"), Grants: []fair.Grant{{Fair: w.fair, Company: id[fair.Company](w, "anvil"), Role: fair.Exhibitor}}}
	m, err := w.uses.Meetings.Invite(context.Background(), ann, w.fair, fair.InviteDraft{
		From: id[fair.Company](w, "anvil"), To: id[fair.Company](w, company), Message: "Come and see", Times: []fair.Time{fair.At(opening.Add(time.Hour))},
	})
	must(w.t, err)
	w.names[name] = m.ID.String()
}

// filled replaces {name} by what it names.
func (w *world) filled(text string) string {
	for name, v := range w.names {
		text = strings.ReplaceAll(text, "{"+name+"}", v)
	}
	return text
}

// request makes one; JSON when it has a body and says nothing else.
func (w *world) request(who, method, path, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, w.filled(path), strings.NewReader(w.filled(body)))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+w.tokens[who])
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func (w *world) do(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return rec
}

// ask is do for a request that is made of the same parts as a scenario.
func (w *world) ask(who, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	return w.do(w.request(who, method, path, body, headers...))
}

// entries are the kinds of the fair's journal after number.
func (w *world) entries(after int64) []fair.Kind {
	w.t.Helper()
	all, err := w.db.Entries(context.Background(), w.fair, after, 1000)
	must(w.t, err)
	var out []fair.Kind
	for _, e := range all {
		out = append(out, e.Kind)
	}
	return out
}

func (w *world) head() int64 {
	heads, err := w.db.Heads(context.Background())
	must(w.t, err)
	return heads[w.fair]
}

func id[T any](w *world, name string) fair.ID[T] {
	w.t.Helper()
	out, err := fair.ParseID[T](w.names[name])
	must(w.t, err)
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func into[T any](t testing.TB, rec *httptest.ResponseRecorder) T {
	t.Helper()
	var out T
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
		t.Fatalf("%d %s: %v", rec.Code, rec.Body, err)
	}
	return out
}

// matcher is an engine that knows one pair.
type matcher struct{ offer, demand fair.PostID }

func (m *matcher) match() fair.Match {
	return fair.Match{
		Offer: m.offer, Demand: m.demand, Score: 8349, ForBuyer: 9000, ForSeller: 7500, Band: fair.Strong,
		Reasons: []fair.Reason{{Side: fair.DemandSide, Part: "price", Weight: 700, Points: 350, Key: "reason.price_unknown", Unknown: true}},
		Article: "anvil stands",
		Changes: []fair.Lift{{Side: fair.OfferSide, Part: "samples", Field: "samples", To: true, Key: "change.samples", Args: fair.Args{"score": 88}, Score: 8810, Band: fair.Strong}},
	}
}

func (m *matcher) Top(fair.PostID, int, fair.Time) ([]fair.Match, error) {
	return []fair.Match{m.match()}, nil
}

func (m *matcher) Pair(_, _, _ fair.PostID, _ fair.Time) (fair.Match, error) { return m.match(), nil }

// finder is an engine that keeps the last question, and may be down or broken.
type finder struct {
	asked  fair.Query
	fails  error
	panics bool
}

func (f *finder) Find(_ context.Context, q fair.Query) (fair.Found, error) {
	if f.panics {
		panic("the finder's secret thought")
	}
	f.asked = q
	return fair.Found{Hits: []fair.Hit{}, Facets: []fair.Facet{}}, f.fails
}

// insights are what an engine would tell of the fair: a map of one gap, one learned part.
type insights struct{ making bool }

func (*insights) Learned(fair.FairID) (fair.Learned, error) {
	return fair.Learned{Lessons: 12, Parts: []fair.LearnedPart{{Trade: fair.Goods, Side: fair.DemandSide, Part: "price", HandSet: 1200, Weight: 1530, Least: 600, Most: 2400}}}, nil
}

func (i *insights) Balance(fair.FairID, fair.Time) (fair.BalanceState, error) {
	if i.making {
		return fair.BalanceState{Done: 3, Posts: 9}, nil
	}
	cell := fair.BalanceCell{Category: "0901", Region: "northern-europe", Demands: 7, Unmet: 4, Offers: 5, Idle: 2, AtStake: 1234567, Unpriced: 1}
	odd := fair.BalanceCell{Region: "=1+1", Offers: 1, Idle: 1}
	return fair.BalanceState{Ready: true, Balance: fair.Balance{At: fair.At(opening), Currency: "CNY", Total: cell, Cells: []fair.BalanceCell{odd, cell}}}, nil
}

type importer struct{}

func (importer) Import(_ context.Context, _ fair.Actor, _ fair.FairID, kind transfer.Kind, file io.Reader) (transfer.Report, error) {
	b, err := io.ReadAll(file)
	return transfer.Report{Counts: transfer.Counts{Created: len(b)}, Errors: []transfer.RowError{{Line: 2, Rule: string(kind)}}}, err
}

type presence struct{}

func (presence) Present(context.Context, fair.FairID) ([]fair.PersonID, error) { return nil, nil }

// logged keeps what was logged.
type logged struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
