package pages_test

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/matching"
	"github.com/fairmatch/fairmatch/realtime"
	"github.com/fairmatch/fairmatch/realtime/memory"
	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/search/embedded"
	"github.com/fairmatch/fairmatch/store"
	"github.com/fairmatch/fairmatch/taxonomy"
	"github.com/fairmatch/fairmatch/web/caller"
	"github.com/fairmatch/fairmatch/web/pages"
)

// house is a small fair behind the real pages: a store of its own, the matching
// and search engines brought up to date before each request.
type house struct {
	t       testing.TB
	db      *store.DB
	s       pages.Services
	now     atomic.Int64 // fair.Time
	fair    fair.Fair
	engine  *matching.Engine
	find    *search.Follower
	stats   *search.Statistics
	finder  *mayFail
	views   *insights
	article string // that pairs are about, where the engine names none
	hub     *realtime.Hub
	url     string
	mu      sync.Mutex // of last and what follows the journal
	last    int64

	roaster, tea, spice fair.Company // exhibitors
	chain, blind        fair.Company // buyers
	beans, leaves       fair.Post
	coffee, pepper      fair.Post
	people              map[string]fair.Person // "roaster", "chain", "boss" …
}

// mayFail is the finder, which a test can take down.
type mayFail struct {
	fair.Finder
	down atomic.Bool
}

func (f *mayFail) Find(ctx context.Context, q fair.Query) (fair.Found, error) {
	if f.down.Load() {
		return fair.Found{}, &fair.Error{Code: fair.Unavailable, Key: "error.search_down", RetryAfter: 5 * time.Second}
	}
	return f.Finder.Find(ctx, q)
}

const slug = "harbour-2026"

func open(t testing.TB) *house {
	t.Helper()
	ctx := t.Context()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "fair.db"))
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	h := &house{t: t, db: db, people: map[string]fair.Person{}, views: &insights{}}
	start, err := time.Parse(time.RFC3339, "2026-11-05T09:10:00+08:00")
	must(t, err)
	h.now.Store(int64(fair.At(start)))
	clock := fair.Clock(func() time.Time { return fair.Time(h.now.Load()).Std() })
	index, err := embedded.Open(t.TempDir())
	must(t, err)
	t.Cleanup(func() { must(t, index.Close()) })
	service := search.NewService(index)
	h.finder = &mayFail{Finder: service}
	h.find, h.stats = search.NewFollower(index, db), search.NewStatistics(service, db)
	h.s = pages.Services{
		Access: fair.NewAccess(db, clock), People: fair.NewPeople(db, clock), Fairs: fair.NewFairs(db, clock), Companies: fair.NewCompanies(db, clock),
		Posts: fair.NewPosts(db, h, clock), Meetings: fair.NewMeetings(db, h, clock), Views: fair.NewViews(db), Matches: fair.NewMatches(db, h, clock),
		Finding: fair.NewFinding(h.finder), Pictures: fair.NewPictures(db, clock), Once: fair.NewOnce(db, clock), Journal: db, Roles: db,
		Learning: fair.NewLearning(db, h.views, clock), Outcomes: fair.NewOutcomes(db, h, clock), Balances: fair.NewBalances(h.views, clock),
	}
	h.hub = realtime.NewHub(db, h.s.Views, memory.New(), clock, slog.New(slog.DiscardHandler), realtime.Options{})
	h.foundFair()
	return h
}

// Top and Pair are the engine's, once there is a fair.
func (h *house) Top(p fair.PostID, k int, now fair.Time) ([]fair.Match, error) {
	return h.engine.Top(p, k, now)
}

func (h *house) Pair(offer, demand, viewer fair.PostID, now fair.Time) (fair.Match, error) {
	m, err := h.engine.Pair(offer, demand, viewer, now)
	m.Article = cmp.Or(m.Article, h.article)
	return m, err
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) foundFair() {
	ctx := h.t.Context()
	boss := fair.System()
	f, err := h.s.Fairs.Create(ctx, boss, fair.FairDraft{
		Slug: slug, Name: fair.Texts{"en": "Harbour Trade Fair 2026", "zh": "2026 港湾国际贸易博览会"}, City: fair.Texts{"en": "Shanghai", "zh": "上海"},
		Zone: "Asia/Shanghai", Starts: "2026-11-05", Ends: "2026-11-07", Opens: "09:00", Closes: "17:00", SlotMinutes: 30, Currency: "CNY",
		Halls: []fair.Hall{{Key: "1", Name: fair.Texts{"en": "Hall 1 Food", "zh": "1号馆 食品"}}, {Key: "2", Name: fair.Texts{"en": "Hall 2 Industry", "zh": "2号馆 工业"}}},
		Walks: []fair.Walk{{From: "1", To: "2", Minutes: 12}},
	})
	must(h.t, err)
	_, err = h.s.Fairs.SetPhase(ctx, boss, f.ID, fair.Live)
	must(h.t, err)
	must(h.t, h.s.Fairs.AddPlaces(ctx, boss, f.ID, tables("1", "A-", 6)))
	must(h.t, h.s.Fairs.AddPlaces(ctx, boss, f.ID, tables("2", "B-", 4)))
	_, err = h.s.Fairs.SetRate(ctx, boss, f.ID, fair.RateDraft{Currency: "USD", Rate: fair.MustDecimal("7.10")})
	must(h.t, err)
	h.fair, err = h.s.Fairs.Get(ctx, f.ID)
	must(h.t, err)
	rates, err := h.s.Fairs.Rates(ctx, f.ID)
	must(h.t, err)
	h.engine = matching.New(h.fair, rates)
}

func tables(hall, prefix string, n int) []fair.PlaceDraft {
	var out []fair.PlaceDraft
	for i := range n {
		out = append(out, fair.PlaceDraft{Label: prefix + string(rune('1'+i)), Kind: fair.Table, Hall: hall, Seats: 1})
	}
	return out
}

// populate fills the fair with companies, people and posts.
func (h *house) populate() *house {
	h.person("boss", "Chen Wei", fair.Grant{Fair: h.fair.ID, Role: fair.Organizer})
	h.person("root", "Root", fair.Grant{Role: fair.Organizer})
	h.roaster = h.company("roaster", fair.CompanyDraft{Name: fair.Texts{"zh": "云岭咖啡有限公司", "en": "Yunling Coffee Co., Ltd."}, Country: "CN", City: "Pu'er", Kind: fair.Manufacturer, SME: true,
		Text: fair.Texts{"en": "Grower and roaster in Yunnan since 1998.", "zh": "1998 年起在云南种植和烘焙咖啡。"}, Certificates: []fair.Certificate{{Scheme: "iso22000"}}},
		fair.ParticipationDraft{Role: fair.Exhibitor, Hall: "1", Stand: "1A-05", Seats: 2})
	h.tea = h.company("tea", fair.CompanyDraft{Name: fair.Texts{"en": "Highland Tea Estates"}, Country: "LK", Kind: fair.BrandOwner}, fair.ParticipationDraft{Role: fair.Exhibitor, Hall: "1", Stand: "1A-06"})
	h.spice = h.company("spice", fair.CompanyDraft{Name: fair.Texts{"en": "Malabar Spices"}, Country: "IN", Kind: fair.Distributor}, fair.ParticipationDraft{Role: fair.Both, Hall: "2", Stand: "2B-01"})
	h.chain = h.company("chain", fair.CompanyDraft{Name: fair.Texts{"en": "Nordic Retail Group AB"}, Country: "SE", City: "Malmö", Kind: fair.Retailer}, fair.ParticipationDraft{Role: fair.Buyer})
	h.blind = h.company("blind", fair.CompanyDraft{Name: fair.Texts{"en": "Secret Supermarkets Ltd"}, Country: "GB", Kind: fair.Retailer}, fair.ParticipationDraft{Role: fair.Buyer})
	_, err := h.s.Companies.Verify(h.t.Context(), fair.System(), h.fair.ID, h.chain.ID, true)
	must(h.t, err)
	h.person("roaster", "李娜", fair.Grant{Fair: h.fair.ID, Company: h.roaster.ID, Role: fair.Exhibitor})
	h.person("colleague", "王强", fair.Grant{Fair: h.fair.ID, Company: h.roaster.ID, Role: fair.Exhibitor})
	h.person("tea", "Nimal Perera", fair.Grant{Fair: h.fair.ID, Company: h.tea.ID, Role: fair.Exhibitor})
	h.person("spice", "Asha Nair", fair.Grant{Fair: h.fair.ID, Company: h.spice.ID, Role: fair.Both})
	h.person("chain", "Eva Lindqvist", fair.Grant{Fair: h.fair.ID, Company: h.chain.ID, Role: fair.Buyer})
	h.person("blind", "John Smith", fair.Grant{Fair: h.fair.ID, Company: h.blind.ID, Role: fair.Buyer})
	h.beans = h.post(h.roaster, fair.OfferSide, fair.PostDraft{
		Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": "Roasted arabica coffee beans, 1 kg bags", "zh": "阿拉比卡烘焙咖啡豆 1公斤装"}, Text: fair.Texts{"en": "Medium roast, washed, Yunnan origin.\nPrivate label possible."}, Codes: codes("090121"), Languages: []string{"zh", "en"},
			Attributes: []fair.Attribute{{Name: "roast", Value: "medium"}}},
		Offer: &fair.OfferTerms{MOQ: qty("500", "KGM"), Price: price("8.40", "USD", "KGM", "FOB"), LeadDays: 30, Origin: "CN", Floor: &fair.Money{Amount: fair.MustDecimal("7.77"), Currency: "USD"},
			Certificates: []fair.Certificate{{Scheme: "haccp"}}, Capacity: qty("200000", "KGM")},
	})
	h.leaves = h.post(h.tea, fair.OfferSide, fair.PostDraft{Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": "Ceylon black tea in bulk"}, Codes: codes("0902")}, Offer: &fair.OfferTerms{Origin: "LK"}})
	h.coffee = h.post(h.chain, fair.DemandSide, fair.PostDraft{
		Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": "Roasted coffee beans for our stores, private label"}, Codes: codes("0901"), Languages: []string{"en"}},
		Demand:  &fair.DemandTerms{First: qty("2000", "KGM"), Ceiling: price("9.99", "USD", "KGM", "FOB"), Destination: "SE", Required: []fair.Requirement{{Scheme: "haccp", Mandatory: true}}, NeededBy: "2027-02-01", Purpose: fair.Resale},
	})
	h.pepper = h.post(h.blind, fair.DemandSide, fair.PostDraft{
		Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": "Coffee beans for supermarkets"}, Codes: codes("0901")},
		Demand:  &fair.DemandTerms{First: qty("10000", "KGM"), Destination: "GB", Blind: true},
	})
	return h
}

func codes(s string) []taxonomy.Code { return []taxonomy.Code{taxonomy.Code(s)} }

func qty(v, unit string) *fair.Quantity {
	return &fair.Quantity{Value: fair.MustDecimal(v), Unit: unit}
}

func price(v, cur, unit string, terms ...string) *fair.Price {
	return &fair.Price{Amount: fair.MustDecimal(v), Currency: cur, Unit: unit, Incoterms: terms}
}

func (h *house) company(ref string, d fair.CompanyDraft, part fair.ParticipationDraft) fair.Company {
	c, _, err := h.s.Companies.Put(h.t.Context(), fair.System(), h.fair.ID, ref, d, part)
	must(h.t, err)
	return c
}

func (h *house) person(key, name string, g fair.Grant) {
	p, _, err := h.s.People.Put(h.t.Context(), fair.System(), fair.PersonDraft{Name: name, Email: key + "@example.com", Function: "sales", Zone: "Europe/Stockholm"}, g)
	must(h.t, err)
	h.people[key] = p
}

func (h *house) post(c fair.Company, side fair.Side, d fair.PostDraft) fair.Post {
	p, err := h.s.Posts.Create(h.t.Context(), fair.System(), h.fair.ID, c.ID, side, d)
	must(h.t, err)
	return p
}

// slot is the fair's slot number n of the first day.
func (h *house) slot(n int) fair.Time { return h.fair.Slots()[n].Start }

func (h *house) actor(key string) fair.Actor {
	grants, err := h.db.Grants(h.t.Context(), h.people[key].ID)
	must(h.t, err)
	return fair.Actor{Person: h.people[key].ID, Grants: grants}
}

// invite has the roaster invite the chain about coffee.
func (h *house) invite(times ...fair.Time) fair.Meeting {
	m, err := h.s.Meetings.Invite(h.t.Context(), h.actor("roaster"), h.fair.ID, fair.InviteDraft{
		From: h.roaster.ID, To: h.chain.ID, Offer: h.beans.ID, Demand: h.coffee.ID, Message: "Our medium roast fits your stores.", Times: times,
	})
	must(h.t, err)
	return m
}

func (h *house) accept(m fair.Meeting, who string) fair.Meeting {
	m, err := h.s.Meetings.Accept(h.t.Context(), h.actor(who), m.ID, fair.AnswerDraft{Revision: m.Revision})
	must(h.t, err)
	return m
}

// follow brings the engines to the journal's head.
func (h *house) follow() {
	h.mu.Lock()
	defer h.mu.Unlock()
	ctx := h.t.Context()
	entries, err := h.db.Entries(ctx, h.fair.ID, h.last, 10000)
	must(h.t, err)
	if len(entries) == 0 {
		return
	}
	h.last = entries[len(entries)-1].Number
	must(h.t, h.find.Follow(ctx, h.fair.ID, entries))
	must(h.t, h.stats.Follow(ctx, h.fair.ID, entries))
	companies, err := h.db.CompaniesAt(ctx, h.fair.ID, fair.CompanyID{}, 1000)
	must(h.t, err)
	for _, c := range companies {
		h.engine.PutCompany(c.Company, c.Part.ParticipationDraft)
	}
	posts, err := h.db.PostsAt(ctx, h.fair.ID, 0, 1000)
	must(h.t, err)
	for _, p := range posts {
		h.engine.PutPost(p)
	}
	must(h.t, h.hub.Follow(ctx, h.fair.ID, entries))
}

// serve starts the pages behind the least of a middleware.
func (h *house) serve() *house {
	p, err := pages.New(h.s, pages.Options{PublicURL: "https://fair.example", Now: func() time.Time { return fair.Time(h.now.Load()).Std() }, Logger: slog.New(slog.NewTextHandler(h.t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))})
	must(h.t, err)
	mux := http.NewServeMux()
	p.Register(mux)
	mux.HandleFunc("GET /api/v1/live", func(w http.ResponseWriter, r *http.Request) {
		after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
		must(h.t, err)
		actor := caller.Of(r.Context()).Actor
		who := func(context.Context) (fair.Actor, error) { return actor, nil }
		h.hub.ServeSocket(w, r, actor, realtime.Subscription{Fair: h.fair.ID, After: after, Board: r.URL.Query().Get("board") != "", Who: who})
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.follow()
		c := caller.Caller{Lang: locale.Match(r.Header.Get("Accept-Language")), Request: "req-1"}
		if l, err := r.Cookie("fm_lang"); err == nil {
			c.Lang = locale.Match(l.Value)
		}
		if s, err := r.Cookie("fm_session"); err == nil {
			if a, err := h.s.Access.Actor(r.Context(), s.Value); err == nil {
				c.Actor, c.Session = a, s.Value
			}
		}
		w.Header().Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'")
		mux.ServeHTTP(w, r.WithContext(caller.With(r.Context(), c)))
	}))
	h.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		h.hub.Drain(ctx)
		server.Close()
	})
	h.url = server.URL
	return h
}

// reader is somebody with a browser: it keeps cookies and follows no redirect.
type reader struct {
	h    *house
	http *http.Client
	lang string
}

// as signs somebody in; "" is a stranger.
func (h *house) as(key, lang string) *reader {
	jar, err := cookiejar.New(nil)
	must(h.t, err)
	r := &reader{h: h, lang: lang, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if key != "" {
		secret, err := h.s.Access.Link(h.t.Context(), fair.System(), h.people[key].ID, "/")
		must(h.t, err)
		if got := r.post("/link/"+secret, nil); got.status != http.StatusSeeOther {
			h.t.Fatalf("sign in %s: %d", key, got.status)
		}
	}
	return r
}

// page is an answer.
type page struct {
	status   int
	body     string
	location string
	header   http.Header
}

func (r *reader) get(path string) page { return r.send("GET", path, nil, "") }

func (r *reader) fragment(path, name string) page { return r.send("GET", path, nil, name) }

func (r *reader) post(path string, form url.Values) page { return r.send("POST", path, form, "") }

func (r *reader) send(method, path string, form url.Values, fragment string) page {
	r.h.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(r.h.t.Context(), method, r.h.url+path, body)
	must(r.h.t, err)
	req.Header.Set("Accept-Language", r.lang)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if fragment != "" {
		req.Header.Set("X-Fragment", fragment)
	}
	res, err := r.http.Do(req)
	must(r.h.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	must(r.h.t, err)
	return page{res.StatusCode, string(b), res.Header.Get("Location"), res.Header}
}

var onceField = regexp.MustCompile(`name="once" value="([^"]+)"`)

// once is the key of the first form of a page.
func (p page) once() string {
	if m := onceField.FindStringSubmatch(p.body); m != nil {
		return m[1]
	}
	return ""
}

// session signs somebody in and returns the cookie's value; "" for a stranger.
func (h *house) session(key string) string {
	if key == "" {
		return ""
	}
	link, err := h.s.Access.Link(h.t.Context(), fair.System(), h.people[key].ID, "/")
	must(h.t, err)
	secret, _, _, err := h.s.Access.Redeem(h.t.Context(), link)
	must(h.t, err)
	return secret
}

// inviteSpice has the roaster invite the spice traders, about nothing in particular.
func (h *house) inviteSpice() fair.Meeting {
	m, err := h.s.Meetings.Invite(h.t.Context(), h.actor("roaster"), h.fair.ID, fair.InviteDraft{From: h.roaster.ID, To: h.spice.ID, Times: []fair.Time{h.slot(7)}})
	must(h.t, err)
	return m
}
