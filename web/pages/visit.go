package pages

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/web/caller"
)

// The pages' own cookies, beside those of package caller.
const (
	flashCookie = "fm_flash" // a catalog key under "flash.", shown once
	seenCookie  = "fm_seen"  // the last journal number that the inbox showed, per fair
	asCookie    = "fm_as"    // which of several own companies speaks
)

// handler answers one request; an error becomes the page for it.
type handler func(*visit) error

// visit is one request with what every page needs to know of it.
type visit struct {
	*Pages
	w    http.ResponseWriter
	r    *http.Request
	ctx  context.Context
	who  caller.Caller
	say  *locale.Printer
	fair *fair.Fair                        // of addresses under /f/
	zone *time.Location                    // the fair's
	own  *fair.CompanyAtFair               // that the reader speaks for at the fair; nil: none
	me   *fair.Person                      // nil: nobody is signed in
	with map[fair.CompanyID]fair.MeetingID // see meetingsWith
}

// serve makes a handler of h; atFair ones find the fair of the address first.
func (p *Pages) serve(h handler, atFair bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := p.visit(w, r)
		err := v.prepare(atFair)
		if err == nil {
			err = h(v)
		}
		if err != nil {
			v.fail(err)
		}
	})
}

func (p *Pages) visit(w http.ResponseWriter, r *http.Request) *visit {
	who := caller.Of(r.Context())
	return &visit{Pages: p, w: w, r: r, ctx: r.Context(), who: who, say: locale.For(who.Lang), zone: time.UTC}
}

func (v *visit) prepare(atFair bool) error {
	if v.who.SignedIn() {
		me, err := v.People.Me(v.ctx, v.who.Actor)
		if err != nil {
			return err
		}
		v.me = &me
	}
	if !atFair {
		return nil
	}
	f, err := v.Fairs.BySlug(v.ctx, v.r.PathValue("slug"))
	if err != nil {
		return err
	}
	v.fair, v.zone = &f, f.Location()
	return v.chooseCompany()
}

// chooseCompany finds the company that the reader speaks for: the one of the
// cookie among several.
func (v *visit) chooseCompany() error {
	ids := v.who.Companies(v.fair.ID)
	if len(ids) == 0 {
		return nil
	}
	id := ids[0]
	if c, err := v.r.Cookie(asCookie); err == nil {
		if want, err := fair.ParseID[fair.Company](c.Value); err == nil && slices.Contains(ids, want) {
			id = want
		}
	}
	own, err := v.Companies.Get(v.ctx, v.who.Actor, v.fair.ID, id)
	if err != nil {
		return err
	}
	v.own = &own
	return nil
}

// speakFor chooses which of several own companies the reader speaks for.
func speakFor(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	want := id[fair.Company](f.Get("company"))
	if !slices.Contains(v.who.Companies(v.fair.ID), want) {
		return &fair.Error{Code: fair.Forbidden, Key: "error.forbidden"}
	}
	v.setCookie(asCookie, want.String(), v.at(), sessionAge)
	return v.redirect(v.at(), "")
}

// others are the reader's further companies at the fair.
func (v *visit) others() ([]fair.Company, error) {
	var out []fair.Company
	for _, c := range v.who.Companies(v.fair.ID) {
		if c == v.ownID() {
			continue
		}
		at, err := v.Companies.Get(v.ctx, v.who.Actor, v.fair.ID, c)
		if err != nil {
			return nil, err
		}
		out = append(out, at.Company)
	}
	return out, nil
}

// ownID is the zero id for staff and strangers.
func (v *visit) ownID() fair.CompanyID {
	if v.own == nil {
		return fair.CompanyID{}
	}
	return v.own.ID
}

// needCompany refuses those who speak for no company at the fair.
func (v *visit) needCompany() error {
	switch {
	case !v.who.SignedIn():
		return &fair.Error{Code: fair.Unauthenticated, Key: "error.session"}
	case v.own == nil:
		return &fair.Error{Code: fair.Forbidden, Key: "error.forbidden"}
	}
	return nil
}

// needPart refuses those who have no part in the fair.
func (v *visit) needPart() error {
	switch {
	case !v.who.SignedIn():
		return &fair.Error{Code: fair.Unauthenticated, Key: "error.session"}
	case !v.who.Attends(v.fair.ID):
		return &fair.Error{Code: fair.Forbidden, Key: "error.forbidden"}
	}
	return nil
}

// staff lets only those who run the fair through.
func staff(h handler) handler {
	return func(v *visit) error {
		switch {
		case !v.who.SignedIn():
			return &fair.Error{Code: fair.Unauthenticated, Key: "error.session"}
		case !v.who.Staffs(v.fair.ID):
			return &fair.Error{Code: fair.Forbidden, Key: "error.forbidden"}
		}
		return h(v)
	}
}

func (v *visit) now() fair.Time { return fair.At(v.Now()) }

// at is an address of the fair: at("posts", id).
func (v *visit) at(parts ...string) string {
	s := "/f/" + v.fair.Slug
	for _, p := range parts {
		s += "/" + url.PathEscape(p)
	}
	return s
}

// redirect answers a form that was carried out; flash is a key under "flash.", or "".
func (v *visit) redirect(to, flash string) error {
	if flash != "" {
		v.setCookie(flashCookie, flash, "/", 60)
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

func (v *visit) setCookie(name, value, path string, maxAge int) {
	http.SetCookie(v.w, &http.Cookie{
		Name: name, Value: value, Path: path, MaxAge: maxAge, Secure: v.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// takeFlash reads the message of the last action and forgets it.
func (v *visit) takeFlash() string {
	c, err := v.r.Cookie(flashCookie)
	if err != nil || v.fragment() != "" {
		return ""
	}
	v.setCookie(flashCookie, "", "/", -1)
	if key := "flash." + c.Value; v.say.Has(key) {
		return v.say.T(key)
	}
	return ""
}

// seen is the journal number up to which the reader has read the inbox.
func (v *visit) seen() int64 {
	c, err := v.r.Cookie(seenCookie)
	if err != nil {
		return 0
	}
	n, _ := strconv.ParseInt(c.Value, 10, 64)
	return n
}

// fragment is the part of a page that a script asks for; "" for the whole page.
func (v *visit) fragment() string { return v.r.Header.Get("X-Fragment") }

// render writes a page, or the asked fragment of it.
func (v *visit) render(status int, name string, page pageData) error {
	f := page.base()
	if err := v.fillFrame(f); err != nil {
		return err
	}
	set := v.sets[v.say.Lang()]
	var out bytes.Buffer
	block := "frame"
	if frag := v.fragment(); frag != "" && set.has(name, "frag-"+frag) {
		block = "frag-" + frag
	}
	if err := set.execute(&out, name, block, page); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.say.Lang())
	h.Set("Cache-Control", "private, no-cache")
	h.Add("Vary", "Cookie, Accept-Language, X-Fragment")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(out.Bytes()) // a reader who left is no error of ours
	return nil
}

// safeNext admits only addresses of our own as a place to go on to.
func safeNext(s string) string {
	u, err := url.Parse(s)
	if err != nil || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.Contains(s, "\\") || u.Host != "" || u.Scheme != "" {
		return "/"
	}
	return s
}
