package pages

import (
	"context"
	"net/http"
	"strconv"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/web/api"
	"github.com/fairmatch/fairmatch/web/caller"
)

type profilePage struct {
	frame
	Form     *form
	Password *form
	Fairs    []fair.Fair // that the reader takes part in
	Langs    []language

	HasPassword bool
}

func showProfile(v *visit) error {
	if v.me == nil {
		return &fair.Error{Code: fair.Unauthenticated, Key: "error.session"}
	}
	f := newForm()
	f.set("revision", strconv.FormatInt(v.me.Revision, 10))
	f.set("name", v.me.Name)
	f.set("email", v.me.Email)
	f.set("phone", v.me.Phone)
	f.set("function", v.me.Function)
	f.set("languages", v.say.List(v.me.Languages))
	f.set("locale", v.me.Locale)
	f.set("zone", v.me.Zone)
	return v.profileForm(http.StatusOK, f, newForm())
}

func (v *visit) profileForm(status int, f, password *form) error {
	page := &profilePage{Form: f, Password: password}
	page.Title = v.say.T("profile.title")
	for _, l := range locale.Languages() {
		page.Langs = append(page.Langs, language{l, languageNames[l]})
	}
	fairs, err := v.Fairs.List(v.ctx)
	if err != nil {
		return err
	}
	for _, x := range fairs {
		if v.who.Attends(x.ID) {
			page.Fairs = append(page.Fairs, x)
		}
	}
	if page.HasPassword, err = v.Access.HasPassword(v.ctx, v.who.Actor); err != nil {
		return err
	}
	return v.render(status, "profile", page)
}

func saveProfile(v *visit) error {
	if v.me == nil {
		return &fair.Error{Code: fair.Unauthenticated, Key: "error.session"}
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	_, err = v.once(f, func(ctx context.Context) (string, error) {
		t := &typed{form: f}
		d := fair.PersonDraft{
			Name: t.text("name"), Email: t.text("email"), Phone: t.text("phone"), Function: t.text("function"),
			Languages: t.languages("languages"), Locale: t.text("locale"), Zone: t.text("zone"),
		}
		_, err := v.People.Edit(ctx, v.who.Actor, t.revision(), d)
		return "/profile", err
	})
	if err != nil {
		if !v.refuse(f, err) {
			return err
		}
		return v.profileForm(api.StatusOf(err), f, newForm())
	}
	if lang := f.Get("locale"); lang != "" {
		v.setCookie(caller.LanguageCookie, locale.Match(lang), "/", 365*24*3600)
	}
	return v.redirect("/profile", "profile_saved")
}

func savePassword(v *visit) error {
	if v.me == nil {
		return &fair.Error{Code: fair.Unauthenticated, Key: "error.session"}
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.Access.SetPassword(v.ctx, v.who.Actor, v.me.ID, f.Get("old"), f.Get("password"), v.who.Session); err != nil {
		if !v.refuse(f, err) {
			return err
		}
		f.Values.Del("password")
		f.Values.Del("old")
		return v.profileForm(api.StatusOf(err), newForm(), f)
	}
	return v.redirect("/profile", "password_saved")
}
