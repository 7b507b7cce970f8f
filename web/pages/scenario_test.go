package pages_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
	"github.com/fairmatch/fairmatch/transfer"
)

// scenario is one request and what must, and must not, come of it.
type scenario struct {
	name   string
	who    string // "" is a stranger
	method string // GET unless said
	path   string // under the fair, unless it begins with //
	form   url.Values
	status int
	leads  string // prefix of where it redirects to
	has    []string
	lacks  []string
}

func (s scenario) run(t *testing.T, h *house) page {
	t.Helper()
	path := "/f/" + slug + s.path
	if strings.HasPrefix(s.path, "//") {
		path = s.path[1:]
	}
	method := s.method
	if method == "" {
		method = "GET"
	}
	got := h.as(s.who, "en").send(method, path, s.form, "")
	if got.status != s.status || !strings.HasPrefix(got.location, s.leads) {
		t.Errorf("%s: status %d to %q, want %d to %q\n%s", s.name, got.status, got.location, s.status, s.leads, clip(got.body))
	}
	contains(t, s.name, got, s.has...)
	lacks(t, s.name, got, s.lacks...)
	return got
}

func TestWhoMaySeeWhat(t *testing.T) {
	h := open(t).populate()
	m := h.invite(h.slot(4))
	h.serve()
	meeting := "/meetings/" + m.ID.String()
	beans, coffee, blind := "/posts/"+h.beans.ID.String(), "/posts/"+h.coffee.ID.String(), "/posts/"+h.pepper.ID.String()
	for _, s := range []scenario{
		{name: "a stranger is asked to sign in", path: "/inbox", status: 303, leads: "/sign-in?next=%2Ff%2Fharbour-2026%2Finbox"},
		{name: "a stranger sees the fair's head only", path: "", status: 200, has: []string{"09:00–17:00"}, lacks: []string{"Nordic", "data-fair"}},
		{name: "a stranger may not post", method: "POST", path: "/posts/new", form: url.Values{"side": {"offer"}}, status: 401, has: []string{"Please sign in"}},
		{name: "no such fair", path: "//f/elsewhere", status: 404, has: []string{"req-1"}},
		{name: "no such page", who: "chain", path: "/nothing", status: 404, has: []string{"Not here", "req-1"}},
		{name: "no such post", who: "chain", path: "/posts/0198c0de-0000-7000-8000-000000000000", status: 404},
		{name: "an odd id", who: "chain", path: "/posts/../../etc", status: 307},
		{name: "no such verb", who: "chain", method: "POST", path: meeting + "/explode", form: url.Values{}, status: 404},
		{name: "the board is for staff", who: "roaster", path: "/desk/board", status: 403, has: []string{"Not open to you"}},
		{name: "people are for staff", who: "chain", path: "/desk/people", status: 403, lacks: []string{"roaster@example.com"}},
		{name: "another's meeting is not there", who: "tea", path: meeting, status: 404, lacks: []string{"Nordic"}},
		{name: "another's post cannot be edited", who: "chain", path: beans + "/edit", status: 403},
		{name: "the floor is its owner's", who: "chain", path: beans, status: 200, has: []string{"8.40"}, lacks: []string{"7.77"}},
		{name: "the owner sees the floor", who: "roaster", path: beans + "/edit", status: 200, has: []string{"7.77"}},
		{name: "the ceiling is its owner's", who: "roaster", path: coffee, status: 200, lacks: []string{"9.99"}},
		{name: "a blind demand has no name", who: "roaster", path: blind, status: 200, has: []string{"Unnamed buyer"}, lacks: []string{"Secret Supermarkets", h.blind.ID.String()}},
		{name: "nor among the found", who: "roaster", path: "/find?what=demand&q=coffee", status: 200, has: []string{"Unnamed buyer"}, lacks: []string{"Secret Supermarkets", h.blind.ID.String()}},
		{name: "nor in the invitation", who: "roaster", path: fmt.Sprintf("/invite?offer=%s&demand=%s", h.beans.ID, h.pepper.ID), status: 200, lacks: []string{"Secret Supermarkets", h.blind.ID.String()}},
		{name: "mail addresses wait for the yes", who: "chain", path: meeting, status: 200, has: []string{"李娜"}, lacks: []string{"roaster@example.com"}},
		{name: "organizers have no posts of their own", who: "boss", path: beans, status: 200, has: []string{"8.40", "/find?what=offer"}, lacks: []string{`href="/f/` + slug + `/posts"`, "Your offers and demands"}},
		{name: "the owner's way back", who: "roaster", path: beans, status: 200, has: []string{`href="/f/` + slug + `/posts"`}},
		{name: "only the installation's organizer opens fairs", who: "boss", path: "//fairs/new", status: 403},
	} {
		s.run(t, h)
	}
}

func TestFormsKeepWhatWasTyped(t *testing.T) {
	h := open(t).populate().serve()
	for _, s := range []scenario{
		{name: "an offer with nonsense", who: "roaster", method: "POST", path: "/posts/new", status: 422,
			form: url.Values{"side": {"offer"}, "trade": {"goods"}, "title.en": {"Dried mango"}, "offer.moq.value": {"many"}, "offer.moq.unit": {"kg"}, "offer.price.amount": {"3"}, "offer.price.currency": {"$"}, "offer.price.unit": {"kg"}, "offer.origin": {"Narnia"}, "do": {"save"}},
			has:  []string{`value="Dried mango"`, `value="many"`, "Narnia", "is not a country or region", "is not a currency", "is not a number", `aria-invalid="true"`, "Please check the marked fields."}},
		{name: "an offer without a title", who: "roaster", method: "POST", path: "/posts/new", status: 422,
			form: url.Values{"side": {"offer"}, "trade": {"goods"}, "offer.origin": {"Thailand"}, "do": {"save"}}, has: []string{`value="Thailand"`, `id="title.en-wrong"`}},
		{name: "check only looks", who: "roaster", method: "POST", path: "/posts/new", status: 200,
			form: url.Values{"side": {"offer"}, "trade": {"goods"}, "title.en": {"Roasted coffee beans"}, "do": {"check"}}, has: []string{"0901 Coffee", "because of", "Price"}},
		{name: "a buyer cannot post offers", who: "chain", method: "POST", path: "/posts/new", status: 403,
			form: url.Values{"side": {"offer"}, "trade": {"goods"}, "title.en": {"Coffee"}, "do": {"save"}}, has: []string{`value="Coffee"`}},
		{name: "an invitation without a time", who: "roaster", method: "POST", path: "/invite", status: 422,
			form: url.Values{"to": {h.chain.ID.String()}, "message": {"Hello there"}, "minutes": {"30"}}, has: []string{"Hello there", "is needed"}},
		{name: "a wrong password", method: "POST", path: "//sign-in", status: 401, form: url.Values{"email": {"chain@example.com"}, "password": {"wrong"}, "next": {"/f/x"}},
			has: []string{`value="chain@example.com"`, "do not go together", `value="/f/x"`}, lacks: []string{`value="wrong"`}},
		{name: "a short password", who: "chain", method: "POST", path: "//profile/password", status: 422, form: url.Values{"password": {"short"}}, has: []string{"at least 10 characters"}},
		{name: "a bad phone", who: "chain", method: "POST", path: "//profile", status: 422, form: url.Values{"revision": {"1"}, "name": {"Eva"}, "email": {"chain@example.com"}, "phone": {"12"}}, has: []string{`value="12"`, "is not a phone number"}},
		{name: "tables in no hall", who: "boss", method: "POST", path: "/desk/places", status: 422, form: url.Values{"hall": {"9"}, "prefix": {"X"}, "count": {"2"}}},
		{name: "too many tables", who: "boss", method: "POST", path: "/desk/places", status: 422, form: url.Values{"hall": {"1"}, "prefix": {"X"}, "count": {"9999"}}, has: []string{"at most 500"}},
		{name: "an unknown currency", who: "boss", method: "POST", path: "/desk/rates", status: 422, form: url.Values{"currency": {"ZZZ"}, "rate": {"2"}}, has: []string{"is not a currency"}},
		{name: "a fair that ends before it starts", who: "root", method: "POST", path: "//fairs/new", status: 422,
			form: url.Values{"name.en": {"Odd"}, "slug": {"odd"}, "zone": {"Asia/Shanghai"}, "starts": {"2026-12-02"}, "ends": {"2026-12-01"}, "opens": {"09:00"}, "closes": {"17:00"}, "slot_minutes": {"30"}, "halls": {"1 | One"}, "currency": {"CNY"}},
			has:  []string{`value="odd"`, "must not be before the first day"}},
		{name: "a fair with everything wrong", who: "root", method: "POST", path: "//fairs/new", status: 422,
			form: url.Values{"slug": {"Odd Fair"}, "zone": {"Moon/Base"}, "starts": {"2026-12-02"}, "ends": {"2026-12-01"}, "opens": {"9"}, "closes": {"17:00"}, "slot_minutes": {"half"}, "currency": {"shells"}},
			has:  []string{`id="name.en-wrong"`, `id="slug-wrong"`, `id="zone-wrong"`, `id="opens-wrong"`, `id="slot_minutes-wrong"`, `id="currency-wrong"`}},
		{name: "a search with an odd country", who: "chain", path: "/find?countries=Narnia", status: 422},
	} {
		s.run(t, h)
	}
	if n := strings.Count(h.as("roaster", "en").get("/f/"+slug+"/posts").body, "row-link"); n != 1 {
		t.Errorf("the roaster has %d posts, want the one from before", n)
	}
}

func TestRefusedBookingNamesFreeTimes(t *testing.T) {
	h := open(t).populate()
	first := h.accept(h.invite(h.slot(4)), "chain")
	second := h.invite(h.slot(4))
	h.serve()
	eva := h.as("chain", "en")
	at := "/f/" + slug + "/meetings/" + second.ID.String()
	refused := eva.post(at+"/accept", url.Values{"revision": {"1"}, "start": {h.slot(4).String()}})
	if refused.status != http.StatusConflict {
		t.Fatalf("status %d", refused.status)
	}
	contains(t, "refusal", refused, "None of the proposed times is free", "Free for both sides", h.slot(1).String(), "1A-05")
	picked := eva.post(at+"/counter", url.Values{"revision": {"1"}, "times": {h.slot(1).String()}})
	if picked.status != 303 {
		t.Fatalf("counter: %d %s", picked.status, clip(picked.body))
	}
	contains(t, "countered", h.as("roaster", "en").get(at), "Accept", "Thu 5 Nov 09:30")
	stale := eva.post(at+"/withdraw", url.Values{"revision": {"1"}})
	if stale.status != http.StatusConflict {
		t.Errorf("an old revision gave %d", stale.status)
	}
	moved := eva.post("/f/"+slug+"/meetings/"+first.ID.String()+"/move", url.Values{"revision": {"2"}, "start": {h.slot(9).String()}})
	if moved.status != 303 {
		t.Fatalf("move: %d %s", moved.status, clip(moved.body))
	}
	contains(t, "moved", eva.get(moved.location), "13:30–14:00", "Moved")
}

func TestEndsOfMeetings(t *testing.T) {
	h := open(t).populate()
	for _, c := range []struct{ verb, who, says string }{
		{"decline", "chain", "Price does not fit"}, {"withdraw", "roaster", "withdrawn"}, {"cancel", "roaster", "cancelled"},
	} {
		m := h.invite(h.slot(4))
		if c.verb == "cancel" {
			m = h.accept(m, "chain")
		}
		if h.url == "" {
			h.serve()
		}
		r := h.as(c.who, "en")
		got := r.post(fmt.Sprintf("/f/%s/meetings/%s/%s", slug, m.ID, c.verb), url.Values{"revision": {fmt.Sprint(m.Revision)}, "reason": {"Price does not fit"}})
		if got.status != 303 {
			t.Fatalf("%s: %d %s", c.verb, got.status, clip(got.body))
		}
		contains(t, c.verb, r.get(got.location), c.says, "Price does not fit")
	}
}

func TestSearch(t *testing.T) {
	h := open(t).populate().serve()
	for _, s := range []scenario{
		{name: "a typo", who: "chain", path: "/find?what=offer&q=coffe+beens", status: 200, has: []string{"<mark>coffee</mark>", "1 found in", "Strong", "for you"}},
		{name: "Chinese words find it", who: "chain", path: "/find?what=offer&q=%E5%92%96%E5%95%A1%E8%B1%86", status: 200, has: []string{"1A-05"}},
		{name: "a facet that is on", who: "chain", path: "/find?what=offer&countries=CN", status: 200, has: []string{"China ×", `value="CN" checked`}},
		{name: "bounds", who: "chain", path: "/find?what=offer&price_max=1&q=coffee", status: 200, has: []string{"price to 1 ×", "Nothing found"}},
		{name: "companies", who: "chain", path: "/find?what=company&q=tea", status: 200, has: []string{"/companies/" + h.tea.ID.String()}},
	} {
		s.run(t, h)
	}
	h.finder.down.Store(true)
	got := scenario{name: "search is down", who: "chain", path: "/find?what=offer&q=coffee", status: 503, has: []string{"Search is resting", `value="coffee"`}}.run(t, h)
	if got.header.Get("Retry-After") != "5" {
		t.Errorf("Retry-After %q", got.header.Get("Retry-After"))
	}
	if got := h.as("chain", "en").get("/f/" + slug); got.status != 200 {
		t.Errorf("without search, today is %d", got.status)
	}
}

func TestSignInAndOut(t *testing.T) {
	h := open(t).populate()
	mail := &letters{}
	h.s.Mailer = mail
	h.serve()
	must(t, h.s.Access.SetPassword(t.Context(), fair.System(), h.people["chain"].ID, "", "correct horse battery", ""))
	r := h.as("", "en")
	if got := r.post("/sign-in", url.Values{"email": {"Chain@example.com"}, "password": {"correct horse battery"}, "next": {"//evil.example/x"}}); got.status != 303 || got.location != "/" {
		t.Fatalf("signed in to %q with %d", got.location, got.status)
	}
	contains(t, "signed in", r.get("/f/"+slug), "Eva Lindqvist")
	if got := r.post("/sign-out", url.Values{}); got.status != 303 {
		t.Fatalf("sign out: %d", got.status)
	}
	lacks(t, "signed out", r.get("/f/"+slug), "Eva Lindqvist")

	known := r.post("/sign-in/link", url.Values{"email": {"chain@example.com"}, "next": {"/f/" + slug + "/inbox"}})
	unknown := r.post("/sign-in/link", url.Values{"email": {"nobody@example.com"}})
	if known.location != unknown.location || len(mail.sent) != 1 {
		t.Fatalf("known leads to %q, unknown to %q, %d letters", known.location, unknown.location, len(mail.sent))
	}
	path := strings.TrimPrefix(mail.sent[0], "https://fair.example")
	for range 2 { // opening it, as mail scanners do, does not use it up
		contains(t, "link", r.get(path), "Welcome, Eva Lindqvist")
	}
	if got := r.post(path, url.Values{}); got.location != "/f/"+slug+"/inbox" {
		t.Fatalf("the link led to %q", got.location)
	}
	if got := h.as("", "en").post(path, url.Values{}); got.status != 401 {
		t.Errorf("the link worked twice: %d", got.status)
	}
	if got := r.post("/language", url.Values{"lang": {"zh"}, "back": {"/f/" + slug}}); got.location != "/f/"+slug {
		t.Fatalf("language leads to %q", got.location)
	}
	contains(t, "Chinese", r.get("/f/"+slug), `<html lang="zh"`, "今日")
}

// letters keeps what would be mailed.
type letters struct{ sent []string }

func (l *letters) SendLink(_ context.Context, _ fair.Person, url string) error {
	l.sent = append(l.sent, url)
	return nil
}

func TestDesk(t *testing.T) {
	h := open(t).populate()
	h.s.Importer = &files{}
	h.serve()
	boss, root := h.as("boss", "en"), h.as("root", "en")
	f := "/f/" + slug
	made := root.post("/fairs/new", url.Values{"name.en": {"Spring Fair"}, "name.zh": {"春季展"}, "slug": {"spring"}, "zone": {"Asia/Shanghai"}, "starts": {"2027-04-01"}, "ends": {"2027-04-02"}, "opens": {"09:00"}, "closes": {"17:00"},
		"slot_minutes": {"20"}, "halls": {"1 | Hall one | 一号馆\n2 | Hall two | 二号馆"}, "walks": {"1 | 2 | 8"}, "currency": {"RMB"}})
	if made.location != "/f/spring/desk" {
		t.Fatalf("new fair: %d %q %s", made.status, made.location, clip(made.body))
	}
	contains(t, "new fair", root.get("/f/spring/desk/fair"), "1 | Hall one | 一号馆", "1 | 2 | 8", `value="CNY"`)
	h.checkBans(t, root)
	boss.post(f+"/desk/places", url.Values{"hall": {"2"}, "prefix": {"C-"}, "first": {"9"}, "count": {"3"}})
	contains(t, "places", boss.get(f+"/desk/places"), "C-09", "C-11")
	boss.post(f+"/desk/rates", url.Values{"currency": {"€"}, "rate": {"7.85"}})
	contains(t, "rates", boss.get(f+"/desk/rates"), "1 EUR", "7.85")
	if got := boss.post(f+"/desk/people", url.Values{"name": {"Tagged"}, "email": {"a+b@example.com"}, "role": {"buyer"}, "company": {"chain"}}); !strings.HasPrefix(got.location, f+"/desk/people?q=a%2Bb%40example.com") {
		t.Errorf("a person is added: to %q", got.location)
	}
	if got := boss.post(f+"/desk/people", url.Values{"name": {"Lost"}, "email": {"lost@example.com"}, "role": {"buyer"}, "company": {"nowhere"}}); got.status != 422 || !strings.Contains(got.body, `id="company-wrong"`) {
		t.Errorf("of an unknown company: %d", got.status)
	}
	boss.post(f+"/desk/people", url.Values{"name": {"New Buyer"}, "email": {"new@example.com"}, "role": {"buyer"}, "company": {"chain"}})
	contains(t, "people", boss.get(f+"/desk/people?q=new@example.com"), "New Buyer", "Nordic Retail Group AB")
	link := boss.post(f+"/desk/people/"+h.people["chain"].ID.String()+"/link", url.Values{})
	contains(t, "link", link, "https://fair.example/link/", "Sign-in link for Eva Lindqvist")
	if got := boss.post(f+"/desk/people/"+h.people["root"].ID.String()+"/link", url.Values{}); got.status != 403 {
		t.Errorf("an organizer made a link for the installation's organizer: %d", got.status)
	}
	boss.post(f+"/desk/phase", url.Values{"phase": {"published"}})
	contains(t, "phase", boss.get(f+"/desk"), `value="published" checked`)
	boss.post(f+"/companies/"+h.tea.ID.String()+"/verify", url.Values{})
	contains(t, "verified", boss.get(f+"/companies/"+h.tea.ID.String()), "Take verification back")
	got := boss.upload(f+"/desk/import", map[string]string{"kind": "offers"}, "file", "offers.csv", []byte("ref,company\n"))
	contains(t, "import", got, "Import finished", "country", "Narnia", "is not a country or region", "<td class=\"n\">7</td>")
}

// checkBans: bans typed on the fair's form are kept, in either language, and saving the form
// as it is changes nothing.
func (h *house) checkBans(t *testing.T, root *reader) {
	t.Helper()
	at := "/f/spring/desk/fair"
	form := fieldsOf(root.get(at).body)
	form.Set("bans[1].codes", "0202; HS 7108")
	form.Set("bans[1].origins", "Brazil; 德国")
	form.Set("bans[1].destinations", "Hong Kong SAR, China")
	form.Set("bans[1].until", "2027-06-30")
	form.Set("bans[1].note", "Notice 12 of 2027")
	form.Set("bans[3].note", "of nothing in particular")
	form.Set("do", "check")
	contains(t, "a ban of nothing", root.post(at, form), `id="bans[3].codes-wrong"`, `name="bans[5].codes"`, "Gold")
	form.Del("bans[3].note")
	form.Set("do", "save")
	want := []fair.Ban{{Codes: []taxonomy.Code{"0202", "7108"}, Origins: []string{"BR", "DE"}, Destinations: []string{"HK"}, Until: "2027-06-30", Note: "Notice 12 of 2027"}}
	for range 2 {
		if got := root.post(at, form); got.status != 303 {
			t.Fatalf("save: %d %s", got.status, clip(got.body))
		}
		f, err := h.s.Fairs.BySlug(t.Context(), "spring")
		must(t, err)
		if fmt.Sprint(f.Bans) != fmt.Sprint(want) {
			t.Errorf("bans %v, want %v", f.Bans, want)
		}
		root.lang = "zh"
		form = fieldsOf(root.get(at).body)
		form.Set("do", "save")
	}
	root.lang = "en"
}

// files is an import whose answer is known.
type files struct{}

func (*files) Import(_ context.Context, _ fair.Actor, _ fair.FairID, kind transfer.Kind, file io.Reader) (transfer.Report, error) {
	b, err := io.ReadAll(file)
	if err != nil || kind != "offers" || string(b) != "ref,company\n" {
		return transfer.Report{}, fmt.Errorf("import got %s %q %v", kind, b, err)
	}
	return transfer.Report{Counts: transfer.Counts{Created: 3, Rejected: 1}, Errors: []transfer.RowError{{Line: 7, Column: "country", Value: "Narnia", Rule: "country"}}}, nil
}

// upload sends a form with one file.
func (r *reader) upload(path string, form map[string]string, field, name string, content []byte) page {
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for k, v := range form {
		must(r.h.t, m.WriteField(k, v))
	}
	part, err := m.CreateFormFile(field, name)
	must(r.h.t, err)
	_, err = part.Write(content)
	must(r.h.t, err)
	must(r.h.t, m.Close())
	req, err := http.NewRequestWithContext(r.h.t.Context(), "POST", r.h.url+path, &body)
	must(r.h.t, err)
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("Accept-Language", r.lang)
	res, err := r.http.Do(req)
	must(r.h.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	must(r.h.t, err)
	return page{res.StatusCode, string(b), res.Header.Get("Location"), res.Header}
}

func TestPictures(t *testing.T) {
	h := open(t).populate().serve()
	li := h.as("roaster", "en")
	var picture bytes.Buffer
	must(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))))
	form := map[string]string{"side": "offer", "trade": "goods", "title.en": "Drip bags", "do": "save"}
	posted := li.upload("/f/"+slug+"/posts/new", form, "upload", "bag.png", picture.Bytes())
	if posted.status != 303 {
		t.Fatalf("post: %d %s", posted.status, clip(posted.body))
	}
	contains(t, "picture", li.get(posted.location), `src="/pictures/`)
	bad := li.upload("/f/"+slug+"/posts/new", form, "upload", "bag.png", []byte("no picture"))
	contains(t, "no picture", bad, "This is not a picture we can read", `value="Drip bags"`)
}

// TestEditKeepsEverything opens an offer in the editor and saves it as it is.
func TestEditKeepsEverything(t *testing.T) {
	h := open(t).populate()
	d := h.beans.PostDraft
	d.Territory, d.Exclusive, d.TakenUntil = []string{"SE", "HK"}, fair.ExclusiveTaken, "2027-12-31"
	terms := *d.Offer
	d.Offer = &terms
	terms.Agent = "Kaffebolaget AB"
	terms.Certificates = []fair.Certificate{
		{Scheme: "haccp", Status: fair.Held, Number: "H-1", Issuer: "SGS", ValidUntil: "2028-01-31", Subject: "Plant 2, Baoshan", Scope: "roasting", Destinations: []string{"SE", "HK"}},
		{Scheme: "iso22000", Destinations: []string{"DE"}}, {Scheme: "organic-eu", Status: fair.NotHeld},
	}
	var err error
	h.beans, err = h.s.Posts.Edit(t.Context(), fair.System(), h.beans.ID, h.beans.Revision, d)
	must(t, err)
	h.serve()
	contains(t, "the offer's page", h.as("chain", "en").get("/f/"+slug+"/posts/"+h.beans.ID.String()),
		"until 31 Dec 2027", "Sold there by Kaffebolaget AB", "Plant 2, Baoshan · roasting · issued by SGS", "counts in Sweden, Hong Kong", "valid until 31 Jan 2028")
	li := h.as("roaster", "zh") // the other language than the one it was read in
	path := "/f/" + slug + "/posts/" + h.beans.ID.String() + "/edit"
	form := fieldsOf(li.get(path).body)
	form.Set("do", "save")
	if got := li.post(path, form); got.status != 303 {
		t.Fatalf("save: %d %s", got.status, clip(got.body))
	}
	now, err := h.db.Post(t.Context(), h.beans.ID)
	must(t, err)
	was := h.beans
	if fmt.Sprintf("%+v", show(now)) != fmt.Sprintf("%+v", show(was)) {
		t.Errorf("saved\n%+v\nfrom\n%+v", show(now), show(was))
	}
}

func TestSeveralCompanies(t *testing.T) {
	h := open(t).populate()
	h.person("agent", "Pavilion Agent", fair.Grant{Fair: h.fair.ID, Company: h.tea.ID, Role: fair.Exhibitor})
	h.person("agent", "Pavilion Agent", fair.Grant{Fair: h.fair.ID, Company: h.spice.ID, Role: fair.Both})
	h.serve()
	r := h.as("agent", "en")
	f := "/f/" + slug
	contains(t, "tea first", r.get(f), "You also speak for", h.spice.ID.String())
	if got := r.post(f+"/as", url.Values{"company": {h.spice.ID.String()}}); got.location != f {
		t.Fatalf("chose: %d %q", got.status, got.location)
	}
	contains(t, "then spice", r.get(f+"/posts"), "New demand")
	if got := r.post(f+"/as", url.Values{"company": {h.chain.ID.String()}}); got.status != http.StatusForbidden {
		t.Errorf("spoke for a stranger's company: %d", got.status)
	}
}

func TestHallStaffSeeTheBoardAndChangeNothing(t *testing.T) {
	h := open(t).populate()
	h.person("guide", "Hall Guide", fair.Grant{Fair: h.fair.ID, Role: fair.HallStaff})
	m := h.accept(h.invite(h.slot(4)), "chain")
	h.serve()
	for _, s := range []scenario{
		{name: "board", who: "guide", path: "/desk/board", status: 200, has: []string{"c-scheduled"}},
		{name: "meeting", who: "guide", path: "/meetings/" + m.ID.String(), status: 200, has: []string{"1A-05"}, lacks: []string{"Cancel the meeting", "Move the meeting"}},
		{name: "people without links", who: "guide", path: "/desk/people", status: 200, lacks: []string{"/link", "Add a person"}},
		{name: "no phase", who: "guide", method: "POST", path: "/desk/phase", form: url.Values{"phase": {"closed"}}, status: 403},
		{name: "no cancelling", who: "guide", method: "POST", path: "/meetings/" + m.ID.String() + "/cancel", form: url.Values{"revision": {"2"}}, status: 403},
	} {
		s.run(t, h)
	}
}

func TestBoardOpensOnTheComingDay(t *testing.T) {
	h := open(t).populate().serve()
	boss := h.as("boss", "en")
	const hour = fair.Time(3600_000)
	slots := h.fair.Slots() // 16 a day
	for _, c := range []struct {
		now  fair.Time
		want string
	}{{slots[0].Start - 2*hour, "2026-11-05"}, {slots[15].End + 3*hour, "2026-11-06"}, {slots[47].End + hour, "2026-11-07"}} {
		h.now.Store(int64(c.now))
		got := boss.get("/f/" + slug + "/desk/board")
		contains(t, c.want, got, `day=`+c.want+`" aria-current="true"`)
	}
}

// Once a password is set, the next one needs it.
func TestPasswordForm(t *testing.T) {
	h := open(t).populate().serve()
	r := h.as("chain", "en")
	lacks(t, "without a password", r.get("/profile"), `name="old"`)
	if got := r.post("/profile/password", url.Values{"password": {"correct horse battery"}}); got.status != 303 {
		t.Fatalf("first password: %d %s", got.status, clip(got.body))
	}
	contains(t, "with a password", r.get("/profile"), `name="old"`, "Current password")
	got := r.post("/profile/password", url.Values{"old": {"wrong horse"}, "password": {"another horse battery"}})
	if got.status != 422 {
		t.Errorf("a wrong current password: %d", got.status)
	}
	contains(t, "a wrong current password", got, `id="old-wrong"`)
	lacks(t, "a wrong current password", got, "wrong horse", "another horse")
	if got := r.post("/profile/password", url.Values{"old": {"correct horse battery"}, "password": {"another horse battery"}}); got.status != 303 {
		t.Errorf("next password: %d", got.status)
	}
}

// Between what is said of a person stand marks; before it, none.
func TestPeopleWithoutFunction(t *testing.T) {
	h := open(t).populate()
	m := h.accept(h.invite(h.slot(4)), "chain")
	h.serve()
	body := h.as("roaster", "en").get("/f/" + slug + "/meetings/" + m.ID.String()).body
	if !strings.Contains(body, "mailto:") || strings.Contains(body, `<span class="meta"> · `) {
		t.Error(around(body, "mailto:"))
	}
}

// A buyer with a blind demand who invites stays unnamed too, and nothing leads to nowhere.
func TestBlindBuyerInvites(t *testing.T) {
	h := open(t).populate()
	m, err := h.s.Meetings.Invite(t.Context(), h.actor("blind"), h.fair.ID, fair.InviteDraft{From: h.blind.ID, Offer: h.beans.ID, Demand: h.pepper.ID, Times: []fair.Time{h.slot(4)}})
	must(t, err)
	h.serve()
	roaster := h.as("roaster", "en")
	for _, path := range []string{"", "/inbox", "/meetings/" + m.ID.String()} {
		got := roaster.get("/f/" + slug + path)
		contains(t, path, got, "Unnamed buyer", "Coffee beans for supermarkets")
		lacks(t, path, got, "Secret Supermarkets", `/companies/"`, "/companies/00", h.blind.ID.String())
	}
	lacks(t, "search", roaster.get("/f/"+slug+"/find?what=demand"), m.ID.String(), `/companies/"`)
	h.accept(m, "roaster")
	contains(t, "agreed", roaster.get("/f/"+slug+"/meetings/"+m.ID.String()), "Secret Supermarkets")
}

// broken is an import whose file breaks off after some rows.
type broken struct {
	rows int
	err  error
}

func (b broken) Import(context.Context, fair.Actor, fair.FairID, transfer.Kind, io.Reader) (transfer.Report, error) {
	return transfer.Report{Rows: b.rows, Counts: transfer.Counts{Created: b.rows}}, b.err
}

func TestImportThatBreaksOff(t *testing.T) {
	h := open(t).populate()
	bad := &fair.Error{Code: fair.Invalid, Key: "error.invalid", Fields: []fair.FieldError{{Field: "file", Rule: "required"}}}
	for _, b := range []broken{{0, bad}, {1207, bad}, {1207, io.ErrUnexpectedEOF}} {
		h.s.Importer = b
		h.serve()
		got := h.as("boss", "en").upload("/f/"+slug+"/desk/import", map[string]string{"kind": "offers"}, "file", "offers.csv", []byte("ref"))
		want := http.StatusUnprocessableEntity
		if b.err != error(bad) {
			want = http.StatusInternalServerError
		}
		if got.status != want || strings.Count(got.body, `role="alert"`) != 1 {
			t.Errorf("%+v: %d %s", b, got.status, around(got.body, `role="alert"`))
		}
		lacks(t, "broken off", got, "Import finished", "unexpected EOF")
		if strings.Contains(got.body, "<b>1,207</b> created") != (b.rows > 0) {
			t.Errorf("%+v: %s", b, around(got.body, "created"))
		}
	}
}
