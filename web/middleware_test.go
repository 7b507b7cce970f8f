package web_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web"
)

func TestTwoClientsAcceptOverlappingProposals(t *testing.T) {
	w := newWorld(t, nil)
	w.invite("cedar", "second") // ann again, at the same time
	before := w.head()
	answers := make([]*httptest.ResponseRecorder, 2)
	var both sync.WaitGroup
	for i, c := range []struct{ who, meeting string }{{"bob", "{meeting}"}, {"cid", "{second}"}} {
		both.Go(func() { answers[i] = w.ask(c.who, "POST", "/api/v1/meetings/"+c.meeting+"/accept", `{"revision":1}`) })
	}
	both.Wait()
	yes, no := answers[0], answers[1]
	if yes.Code != http.StatusOK {
		yes, no = no, yes
	}
	if yes.Code != http.StatusOK || no.Code != http.StatusConflict {
		t.Fatalf("got %d and %d, want one 200 and one 409: %s %s", yes.Code, no.Code, yes.Body, no.Body)
	}
	p := into[struct {
		Code     fair.Code
		Openings []fair.Opening
	}](t, no)
	if p.Code != fair.Conflict || len(p.Openings) == 0 || p.Openings[0].Start == fair.At(opening.Add(3600e9)) || p.Openings[0].Label != "T1" {
		t.Errorf("the refusal names %+v", p)
	}
	if got := w.entries(before); len(got) != 1 || got[0] != fair.MeetingScheduled {
		t.Errorf("the journal says %v", got)
	}
}

func TestTheSameRequestSentTwiceActsOnce(t *testing.T) {
	w := newWorld(t, nil)
	before := w.head()
	path, key := "/api/v1/fairs/expo/companies/{anvil}/posts", []string{"Idempotency-Key", "k-1"}
	first, again := w.ask("ann", "POST", path, newOffer, key...), w.ask("ann", "POST", path, newOffer, key...)
	if first.Code != http.StatusCreated || again.Code != first.Code || again.Body.String() != first.Body.String() {
		t.Fatalf("got %d %s, then %d %s", first.Code, first.Body, again.Code, again.Body)
	}
	if got := w.entries(before); len(got) != 1 {
		t.Errorf("the journal says %v", got)
	}
	if other := w.ask("ann", "POST", path, strings.Replace(newOffer, "Tongs", "Hammers", 1), key...); other.Code != http.StatusConflict {
		t.Errorf("another body under the same key: %d %s", other.Code, other.Body)
	}
	if link := w.ask("olga", "POST", "/api/v1/fairs/expo/people/{ann}/link", "{}", key...); link.Code != http.StatusCreated {
		t.Errorf("somebody else's key: %d %s", link.Code, link.Body)
	}
}

func TestARequestFromAnotherSiteIsRefused(t *testing.T) {
	w := newWorld(t, func(_ *web.Deps, o *web.Options) { o.PublicURL = "https://fair.example" })
	for _, c := range []struct {
		headers []string
		status  int
	}{
		{[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		{[]string{"Origin", "https://evil.example"}, 403},
		{[]string{"Origin", "https://fair.example"}, 201},
		{nil, 201},
	} {
		r := w.request("", "POST", "/api/v1/fairs/expo/companies/{anvil}/posts", newOffer, c.headers...)
		r.AddCookie(&http.Cookie{Name: "fm_session", Value: w.tokens["ann"]})
		if rec := w.do(r); rec.Code != c.status {
			t.Errorf("%v: got %d, want %d: %s", c.headers, rec.Code, c.status, rec.Body)
		}
	}
}

func TestGuessingPasswordsIsSlowedDown(t *testing.T) {
	w := newWorld(t, nil)
	body := `{"email":"nobody@mail.example","password":""}` // refused before the password is hashed, counted all the same
	for i := range 8 {
		if rec := w.ask("", "POST", "/api/v1/session", body); rec.Code != 422 {
			t.Fatalf("try %d: %d %s", i, rec.Code, rec.Body)
		}
	}
	rec := w.ask("", "POST", "/api/v1/session", strings.ToUpper(body[:30])+body[30:])
	if rec.Code != http.StatusTooManyRequests || rec.Header().Get("Retry-After") != "30" || !strings.Contains(rec.Body.String(), `"too_many"`) {
		t.Errorf("got %d, Retry-After %q: %s", rec.Code, rec.Header().Get("Retry-After"), rec.Body)
	}
	if rec := w.ask("", "POST", "/api/v1/session", `{"email":"ann@mail.example","password":""}`); rec.Code != 422 {
		t.Errorf("somebody else is held up, too: %d", rec.Code)
	}
	form := w.request("", "POST", "/sign-in/link", "email=nobody%40mail.example", "Content-Type", "application/x-www-form-urlencoded")
	if rec := w.do(form); rec.Code != http.StatusTooManyRequests {
		t.Errorf("the form goes round the limit: %d", rec.Code)
	}
}

// clientOf is the address that a request from remote is logged under.
func clientOf(t *testing.T, remote string, headers ...string) (client string, rec *httptest.ResponseRecorder) {
	w := newWorld(t, nil)
	r := w.request("", "GET", "/healthz?token=secret", "", headers...)
	r.RemoteAddr = remote
	rec = w.do(r)
	_, after, _ := strings.Cut(w.log.String(), `"client":"`)
	client, _, _ = strings.Cut(after, `"`)
	if strings.Contains(w.log.String(), "secret") {
		t.Errorf("a query string is logged: %s", w.log)
	}
	return client, rec
}

func TestOnlyATrustedProxySaysWhoTheClientIs(t *testing.T) {
	for _, c := range []struct{ remote, forwarded, want string }{
		{"198.51.100.7:1", "203.0.113.9", "198.51.100.7"},
		{"10.0.0.1:1", "203.0.113.9", "203.0.113.9"},
		{"10.0.0.1:1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"},
		{"10.0.0.1:1", "1.1.1.1, garbage", "10.0.0.1"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"[::ffff:10.0.0.1]:1", "2001:db8::1", "2001:db8::1"},
	} {
		client, rec := clientOf(t, c.remote, "X-Forwarded-For", c.forwarded, "X-Request-Id", "from-outside", "X-Forwarded-Proto", "https")
		if client != c.want {
			t.Errorf("%s with %q: got %s, want %s", c.remote, c.forwarded, client, c.want)
		}
		trusted := strings.Contains(c.remote, "10.0.0.1")
		if got := rec.Header().Get("X-Request-Id") == "from-outside"; got != trusted {
			t.Errorf("%s: request id taken over: %v", c.remote, got)
		}
		if got := rec.Header().Get("Strict-Transport-Security") != ""; got != trusted {
			t.Errorf("%s: believed to use TLS: %v", c.remote, got)
		}
	}
}

func TestAPanicIsANeutralAnswer(t *testing.T) {
	w := newWorld(t, nil)
	w.finder.panics = true
	rec := w.ask("ann", "GET", "/api/v1/fairs/expo/search?what=offer&words=hidden", "")
	p := into[struct {
		Code    fair.Code
		Request string `json:"request_id"`
	}](t, rec)
	if rec.Code != 500 || p.Code != fair.Internal || p.Request == "" || strings.Contains(rec.Body.String(), "thought") {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
	log := w.log.String()
	if !strings.Contains(log, "the finder's secret thought") || strings.Count(log, p.Request) < 2 || strings.Contains(log, "hidden") {
		t.Errorf("the log says %s", log)
	}
}

func TestAnUnexpectedErrorIsLoggedAndNotTold(t *testing.T) {
	w := newWorld(t, nil)
	w.finder.fails = errors.New("disk of rack 7 is full")
	rec := w.ask("ann", "GET", "/api/v1/fairs/expo/search?what=offer", "")
	if rec.Code != 500 || strings.Contains(rec.Body.String(), "rack") || !strings.Contains(w.log.String(), "rack 7") {
		t.Errorf("got %d %s; log %s", rec.Code, rec.Body, w.log)
	}
	w.finder.fails = &fair.Error{Code: fair.Unavailable, Key: "error.search_down", RetryAfter: 1500e6, Cause: errors.New("rack 8")}
	rec = w.ask("ann", "GET", "/api/v1/fairs/expo/search?what=offer", "")
	if rec.Code != 503 || rec.Header().Get("Retry-After") != "2" || strings.Contains(rec.Body.String(), "rack") {
		t.Errorf("got %d, Retry-After %q, %s", rec.Code, rec.Header().Get("Retry-After"), rec.Body)
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	w := newWorld(t, func(_ *web.Deps, o *web.Options) { o.TLS = true })
	for _, path := range []string{"/healthz", "/api/v1/fairs", "/nowhere", "/link/abc"} {
		h := w.ask("", "GET", path, "").Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "Permissions-Policy": "camera=()",
			"Strict-Transport-Security": "max-age=", "Vary": "Accept-Encoding",
		} {
			if !strings.Contains(h.Get(name), want) {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if h.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: Referrer-Policy is %q", path, h.Get("Referrer-Policy"))
		}
	}
	if log := w.log.String(); strings.Contains(log, "abc") {
		t.Errorf("the log has a link's secret: %s", log)
	}
}

func TestASessionThatDoesNotHoldIsNobodys(t *testing.T) {
	w := newWorld(t, nil)
	r := w.request("", "GET", "/api/v1/fairs", "")
	r.AddCookie(&http.Cookie{Name: "fm_session", Value: "made-up"})
	rec := w.do(r)
	if rec.Code != 200 || !strings.Contains(rec.Header().Get("Set-Cookie"), "fm_session=; Path=/; Max-Age=0") {
		t.Errorf("got %d, Set-Cookie %q", rec.Code, rec.Header().Get("Set-Cookie"))
	}
	if rec := w.ask("ann", "DELETE", "/api/v1/session", ""); rec.Code != 204 {
		t.Fatalf("signing out: %d %s", rec.Code, rec.Body)
	}
	rec = w.ask("ann", "GET", "/api/v1/me", "")
	if rec.Code != 401 || rec.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("after signing out: %d %v", rec.Code, rec.Header())
	}
}

func TestAPasswordOpensASession(t *testing.T) {
	w := newWorld(t, nil)
	if rec := w.ask("ann", "PUT", "/api/v1/me/password", `{"password":"anvils and tongs"}`); rec.Code != 204 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	rec := w.ask("", "POST", "/api/v1/session", `{"email":"Ann@Mail.example","password":"anvils and tongs"}`)
	w.tokens = map[string]string{"new": into[struct{ Token string }](t, rec).Token}
	if rec := w.ask("new", "GET", "/api/v1/me", ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), "ann@mail.example") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

func TestTheLanguageIsThePersonsOwn(t *testing.T) {
	w := newWorld(t, nil)
	if rec := w.ask("ann", "PUT", "/api/v1/me", `{"revision":1,"name":"Ann","email":"ann@mail.example","locale":"zh-Hans"}`); rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	rec := w.ask("ann", "GET", "/api/v1/fairs/nowhere", "", "Accept-Language", "en")
	if rec.Header().Get("Content-Language") != "zh" {
		t.Errorf("answered in %q", rec.Header().Get("Content-Language"))
	}
	rec = w.ask("ann", "GET", "/api/v1/fairs/nowhere", "", "Accept-Language", "zh", "Cookie", "fm_lang=en")
	if rec.Header().Get("Content-Language") != "en" {
		t.Errorf("the choice in the browser is passed over: %q", rec.Header().Get("Content-Language"))
	}
}

func TestLongTextIsSentSmaller(t *testing.T) {
	w := newWorld(t, nil)
	plain := w.ask("", "GET", "/api/v1/openapi.json", "")
	rec := w.ask("", "GET", "/api/v1/openapi.json", "", "Accept-Encoding", "br, gzip;q=0.8")
	if rec.Header().Get("Content-Encoding") != "gzip" || rec.Body.Len()*3 > plain.Body.Len() {
		t.Fatalf("%q, %d of %d bytes", rec.Header().Get("Content-Encoding"), rec.Body.Len(), plain.Body.Len())
	}
	z, err := gzip.NewReader(rec.Body)
	must(t, err)
	unzipped, err := io.ReadAll(z)
	must(t, err)
	if string(unzipped) != plain.Body.String() {
		t.Error("another text came out")
	}
	for _, accept := range []string{"", "gzip;q=0", "br"} {
		if rec := w.ask("", "GET", "/api/v1/openapi.json", "", "Accept-Encoding", accept); rec.Header().Get("Content-Encoding") != "" {
			t.Errorf("%q: sent as %q", accept, rec.Header().Get("Content-Encoding"))
		}
	}
	if rec := w.ask("", "GET", "/healthz", "", "Accept-Encoding", "gzip"); rec.Header().Get("Content-Encoding") != "" || rec.Body.String() != "ok\n" {
		t.Errorf("a short answer: %q %q", rec.Header().Get("Content-Encoding"), rec.Body)
	}
}

func TestMetricsCountByRoute(t *testing.T) {
	w := newWorld(t, nil)
	w.ask("ann", "GET", "/api/v1/posts/{offer}", "")
	w.ask("", "GET", "/api/v1/posts/{demand}", "")
	w.ask("", "GET", "/made/up/"+strings.Repeat("x", 30), "")
	text := w.ask("", "GET", "/metrics", "").Body.String()
	for _, want := range []string{
		`fairmatch_http_request_seconds_count{route="GET /api/v1/posts/{post}",status="200"} 1`,
		`fairmatch_http_request_seconds_count{route="GET /api/v1/posts/{post}",status="404"} 1`,
		`fairmatch_http_request_seconds_count{route="none",status="404"} 1`,
		`fairmatch_http_requests_in_flight 1`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %s", want, text)
		}
	}
}

func TestReadiness(t *testing.T) {
	var down error
	w := newWorld(t, func(d *web.Deps, _ *web.Options) { d.Ready = func(context.Context) error { return down } })
	if rec := w.ask("", "GET", "/readyz", ""); rec.Code != 200 {
		t.Errorf("ready: %d", rec.Code)
	}
	down = errors.New("no database at db.internal")
	if rec := w.ask("", "GET", "/readyz", ""); rec.Code != 503 || strings.Contains(rec.Body.String(), "internal") {
		t.Errorf("not ready: %d %s", rec.Code, rec.Body)
	}
	if rec := w.ask("", "GET", "/healthz", ""); rec.Code != 200 {
		t.Errorf("alive: %d", rec.Code)
	}
}

func TestAnAcceptedMeetingShowsContacts(t *testing.T) {
	w := newWorld(t, nil)
	if rec := w.ask("bob", "POST", "/api/v1/meetings/{meeting}/accept", `{"revision":1}`); rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.ask("bob", "GET", "/api/v1/meetings/{meeting}", ""); !strings.Contains(rec.Body.String(), "ann@mail.example") {
		t.Errorf("no contact: %s", rec.Body)
	}
	offer := w.ask("bob", "GET", "/api/v1/posts/{offer}", "").Body.String()
	if !strings.Contains(offer, "7.77") || strings.Contains(offer, "5.55") {
		t.Errorf("the price is for those who agreed, the floor for nobody: %s", offer)
	}
}

func FuzzSearchParameters(f *testing.F) {
	for _, q := range []string{
		"what=offer&words=tea", "what=demand&countries=CN&countries=DE&sort=newest", "what=offer&price_min=-1", "what=offer&price_max=1e999",
		"what=offer&limit=10001&offset=x", "what=company&verified=maybe", "words=%zz", "what=offer&chapters=,,&prefix=1", "price_min=NaN&what=offer",
	} {
		f.Add(q)
	}
	w := newWorld(f, nil)
	f.Fuzz(func(t *testing.T, query string) {
		r := w.request("ann", "GET", "/api/v1/fairs/expo/search", "")
		r.URL.RawQuery = query
		w.finder.asked = fair.Query{}
		rec := w.do(r)
		switch rec.Code {
		case http.StatusOK:
			if err := fair.Validate(&w.finder.asked); err != nil || w.finder.asked.Fair != w.fair {
				t.Errorf("%q reached the engine as %+v: %v", query, w.finder.asked, err)
			}
		case http.StatusUnprocessableEntity:
			p := into[struct{ Errors []fair.FieldError }](t, rec)
			if len(p.Errors) == 0 || p.Errors[0].Field == "" {
				t.Errorf("%q is refused without saying why: %s", query, rec.Body)
			}
		default:
			t.Errorf("%q: %d %s", query, rec.Code, rec.Body)
		}
	})
}
