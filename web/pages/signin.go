package pages

import (
	"net/http"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/web/caller"
)

// sessionAge is how long a browser keeps the session's cookie, in seconds; the
// session itself ends when Access says so.
const sessionAge = 30 * 24 * 3600

type signInPage struct {
	frame
	Form *form
	Next string
	Mail bool // links can be sent
	Sent bool // a link is on its way, if the address is known
}

func showSignIn(v *visit) error {
	return v.signInForm(http.StatusOK, newForm(), v.r.URL.Query().Get("sent") != "")
}

func (v *visit) signInForm(status int, f *form, sent bool) error {
	next := f.Get("next")
	if next == "" {
		next = v.r.URL.Query().Get("next")
	}
	page := &signInPage{Form: f, Next: safeNext(next), Mail: v.Mailer != nil, Sent: sent}
	page.Title = v.say.T("signin.title")
	return v.render(status, "signin", page)
}

func signIn(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	secret, _, err := v.Access.SignIn(v.ctx, f.Get("email"), f.Get("password"))
	if fair.CodeOf(err) == fair.Unauthenticated {
		f.Sentence, _ = v.say.Error(err)
		f.Values.Del("password")
		return v.signInForm(http.StatusUnauthorized, f, false)
	}
	if err != nil {
		return err
	}
	v.setCookie(caller.SessionCookie, secret, "/", sessionAge)
	return v.redirect(safeNext(f.Get("next")), "")
}

// mailLink answers the same for known and unknown addresses.
func mailLink(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if v.Mailer == nil {
		return fair.Missing("page")
	}
	next := safeNext(f.Get("next"))
	person, secret, err := v.Access.LinkTo(v.ctx, f.Get("email"), next)
	if err != nil {
		return err
	}
	if secret != "" {
		if err := v.Mailer.SendLink(v.ctx, person, v.linkURL(secret)); err != nil {
			return err
		}
	}
	return v.redirect("/sign-in?sent=1", "")
}

func (v *visit) linkURL(secret string) string { return v.PublicURL + "/link/" + secret }

func signOut(v *visit) error {
	if v.who.Session != "" {
		if err := v.Access.SignOut(v.ctx, v.who.Session); err != nil {
			return err
		}
	}
	v.setCookie(caller.SessionCookie, "", "/", -1)
	return v.redirect("/", "signed_out")
}

type linkPage struct {
	frame
	Person fair.Person
	Secret string
	Bad    string // why the link does not hold
}

// showLink does not use the link up: mail scanners open it, people tap.
func showLink(v *visit) error {
	page := &linkPage{Secret: v.r.PathValue("secret")}
	page.Title = v.say.T("signin.title")
	var err error
	page.Person, err = v.Access.PeekLink(v.ctx, page.Secret)
	status := http.StatusOK
	if fair.CodeOf(err) == fair.Unauthenticated {
		page.Bad, _ = v.say.Error(err)
		status, err = http.StatusUnauthorized, nil
	}
	if err != nil {
		return err
	}
	return v.render(status, "link", page)
}

func redeemLink(v *visit) error {
	session, next, _, err := v.Access.Redeem(v.ctx, v.r.PathValue("secret"))
	if fair.CodeOf(err) == fair.Unauthenticated {
		return showLink(v)
	}
	if err != nil {
		return err
	}
	v.setCookie(caller.SessionCookie, session, "/", sessionAge)
	return v.redirect(safeNext(next), "")
}

func setLanguage(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	v.setCookie(caller.LanguageCookie, locale.Match(f.Get("lang")), "/", 365*24*3600)
	return v.redirect(safeNext(f.Get("back")), "")
}
