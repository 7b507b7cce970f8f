package pages_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
)

// everyPage lists the addresses of the fair that a role can read.
func (h *house) everyPage(m fair.MeetingID) map[string][]string {
	f := "/f/" + slug
	both := fmt.Sprintf("?offer=%s&demand=%s", h.beans.ID, h.coffee.ID)
	company := []string{f, f + "/posts", f + "/inbox", f + "/agenda", f + "/find", f + "/find?what=company", f + "/find?what=demand", f + "/find?what=offer&q=coffee",
		f + "/companies/" + h.roaster.ID.String(), f + "/companies/" + h.chain.ID.String(), f + "/company", "/profile",
		f + "/posts/" + h.beans.ID.String(), f + "/posts/" + h.coffee.ID.String(), f + "/meetings/" + m.String(), f + "/match/" + h.beans.ID.String() + "/" + h.coffee.ID.String(), f + "/invite" + both}
	desk := []string{f, "/", "/fairs/new", "/profile", f + "/find", f + "/meetings/" + m.String()}
	for _, p := range []string{"", "/fair", "/places", "/people", "/companies", "/import", "/rates", "/balance", "/balance?trade=goods&sort=unmet", "/weights", "/board", "/board?hall=1&day=2026-11-06"} {
		desk = append(desk, f+"/desk"+p)
	}
	return map[string][]string{
		"":        {"/sign-in", f, "/link/none"},
		"roaster": append(company, f+"/posts/new?side=offer", f+"/posts/"+h.beans.ID.String()+"/edit"),
		"chain":   append(company, f+"/posts/new?side=demand", f+"/posts/"+h.coffee.ID.String()+"/edit"),
		"root":    desk,
	}
}

func TestEveryPageInEveryLanguage(t *testing.T) {
	h := open(t).populate().serve().teach(6)
	m := h.accept(h.invite(h.slot(4), h.slot(6)), "chain")
	for who, paths := range h.everyPage(m.ID) {
		for _, lang := range locale.Languages() {
			r := h.as(who, lang)
			for _, path := range paths {
				got := r.get(path)
				want := 200
				if path == "/link/none" {
					want = 401
				}
				if got.status != want {
					t.Errorf("%s %s in %s: status %d\n%s", who, path, lang, got.status, clip(got.body))
					continue
				}
				checkPage(t, lang+" "+who+" "+path, lang, got)
			}
		}
	}
}

// checkPage holds what is true of every page.
func checkPage(t *testing.T, name, lang string, got page) {
	t.Helper()
	for _, want := range []string{`<html lang="` + lang + `" dir="ltr">`, `<main id="main"`, `class="skip"`, "<h1", "</html>"} {
		if !strings.Contains(got.body, want) {
			t.Errorf("%s: lacks %s", name, want)
		}
	}
	for _, never := range []string{"<no value>", "%!", " style=", " onclick", "<script>", "http://", "ZgotmplZ", "{{"} {
		if strings.Contains(got.body, never) {
			t.Errorf("%s: has %s: %s", name, never, around(got.body, never))
		}
	}
	for _, key := range unsaid(got.body) {
		t.Errorf("%s: shows the key %s", name, key)
	}
	if len(got.body) > 200_000 {
		t.Errorf("%s: %d bytes", name, len(got.body))
	}
}

func around(s, sub string) string {
	i := strings.Index(s, sub)
	return s[max(0, i-80):min(len(s), i+80)]
}

func clip(s string) string { return s[:min(len(s), 600)] }

func TestEmptyFair(t *testing.T) {
	h := open(t)
	h.person("boss", "Chen Wei", fair.Grant{Fair: h.fair.ID, Role: fair.Organizer})
	h.roaster = h.company("roaster", fair.CompanyDraft{Name: fair.Texts{"en": "Alone Ltd"}}, fair.ParticipationDraft{Role: fair.Both})
	h.person("roaster", "Li Na", fair.Grant{Fair: h.fair.ID, Company: h.roaster.ID, Role: fair.Both})
	h.serve()
	f := "/f/" + slug
	for who, paths := range map[string][]string{
		"roaster": {f, f + "/posts", f + "/inbox", f + "/agenda", f + "/find", f + "/companies/" + h.roaster.ID.String()},
		"boss":    {f, f + "/desk", f + "/desk/board", f + "/desk/people?q=nobody", f + "/desk/import", f + "/desk/balance", f + "/desk/weights"},
	} {
		for _, lang := range locale.Languages() {
			r := h.as(who, lang)
			for _, path := range paths {
				got := r.get(path)
				if got.status != 200 {
					t.Errorf("%s %s: %d %s", who, path, got.status, clip(got.body))
				}
				checkPage(t, lang+" "+who+" "+path, lang, got)
			}
		}
	}
}

// TestTheMainJob goes the way of one meeting: an offer is posted, its matches
// are seen with reasons, a buyer is invited and accepts, everybody sees it.
func TestTheMainJob(t *testing.T) {
	h := open(t).populate().serve()
	f := "/f/" + slug
	li, eva, chen := h.as("roaster", "en"), h.as("chain", "en"), h.as("boss", "en")

	editor := li.get(f + "/posts/new?side=offer")
	form := url.Values{"once": {editor.once()}, "side": {"offer"}, "trade": {"goods"}, "title.en": {"Cold brew coffee concentrate"}, "text.en": {"Ready to dilute"},
		"offer.moq.value": {"1,000"}, "offer.moq.unit": {"litre"}, "offer.price.amount": {"3.20"}, "offer.price.currency": {"USD"}, "offer.price.unit": {"litre"},
		"offer.origin": {"China"}, "codes": {"2101"}, "do": {"save"}}
	posted := li.post(f+"/posts/new", form)
	if posted.status != 303 || !strings.HasPrefix(posted.location, f+"/posts/") {
		t.Fatalf("post: %d %s %s", posted.status, posted.location, clip(posted.body))
	}
	again := li.post(f+"/posts/new", form)
	if again.location != posted.location {
		t.Errorf("the form sent twice led to %s and %s", posted.location, again.location)
	}
	if n := strings.Count(li.get(f+"/posts").body, "Cold brew coffee concentrate"); n != 1 {
		t.Errorf("the offer is listed %d times", n)
	}

	matches := li.get(f + "/posts/" + h.beans.ID.String())
	contains(t, "matches", matches, "Nordic Retail Group AB", "Strong", "<svg class=\"bar\"", "All reasons", "Unnamed buyer")
	lacks(t, "matches", matches, "9.99", "Secret Supermarkets")

	invite := li.get(fmt.Sprintf("%s/invite?offer=%s&demand=%s", f, h.beans.ID, h.coffee.ID))
	contains(t, "invite form", invite, "Nordic Retail Group AB", "10:00")
	sent := li.post(f+"/invite", url.Values{"once": {invite.once()}, "offer": {h.beans.ID.String()}, "demand": {h.coffee.ID.String()},
		"message": {"Shall we taste?"}, "times": {h.slot(4).String(), h.slot(6).String(), ""}, "minutes": {"30"}})
	if sent.status != 303 {
		t.Fatalf("invite: %d %s", sent.status, clip(sent.body))
	}
	meeting := sent.location
	contains(t, "sent", li.get(meeting), "The invitation is on its way.", "Withdraw the invitation")

	contains(t, "today", eva.get(f), "1 invitation wants your answer", "云岭咖啡有限公司")
	contains(t, "inbox", eva.get(f+"/inbox"), "Shall we taste?", "Thu 5 Nov 11:00")
	asked := eva.get(meeting)
	contains(t, "asked", asked, "Accept", "Other time", "Price does not fit", "Your time: Thu 5 Nov 04:00")
	lacks(t, "asked", asked, "7.77", "roaster@example.com")
	accepted := eva.post(meeting+"/accept", url.Values{"once": {asked.once()}, "revision": {"1"}, "start": {h.slot(6).String()}})
	if accepted.status != 303 {
		t.Fatalf("accept: %d %s", accepted.status, clip(accepted.body))
	}
	contains(t, "booked", eva.get(meeting), "12:00–12:30", "1A-05", "roaster@example.com")
	contains(t, "agenda", li.get(f+"/agenda"), "Nordic Retail Group AB", "12:00", "1A-05")
	contains(t, "board", chen.get(f+"/desk/board"), "c-scheduled", "booked", "Last updated")
	contains(t, "news", li.fragment(f+"/news/"+fmt.Sprint(h.head()), "toast"), "Meeting booked", "Nordic Retail Group AB")
}

func (h *house) head() int64 {
	heads, err := h.db.Heads(h.t.Context())
	must(h.t, err)
	return heads[h.fair.ID]
}

func contains(t *testing.T, name string, p page, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(p.body, w) {
			t.Errorf("%s (%d): lacks %q", name, p.status, w)
		}
	}
}

func lacks(t *testing.T, name string, p page, nevers ...string) {
	t.Helper()
	for _, n := range nevers {
		if strings.Contains(p.body, n) {
			t.Errorf("%s: must not have %q: %s", name, n, around(p.body, n))
		}
	}
}
