package pages

import (
	"context"
	"net/http"
	"strconv"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/api"
)

type companyPage struct {
	frame
	At      fair.CompanyAtFair
	Offers  []fair.Post
	Demands []fair.Post
	Fits    map[fair.PostID]*fair.Match
	Mine    bool
	Meeting fair.MeetingID
	Form    *form
	Hall    string
}

func showCompany(v *visit) error {
	if err := v.needPart(); err != nil {
		return err
	}
	at, err := v.Companies.Get(v.ctx, v.who.Actor, v.fair.ID, id[fair.Company](v.r.PathValue("id")))
	if err != nil {
		return err
	}
	page := &companyPage{At: at, Form: newForm(), Hall: v.hallName(at.Part.Hall), Fits: map[fair.PostID]*fair.Match{}}
	page.Tab = "find"
	page.Title = nameOf(at.Company, v.say.Lang()).Own
	page.Mine = v.ownID() == at.ID
	posts, err := v.Posts.Of(v.ctx, v.who.Actor, v.fair.ID, at.ID)
	if err != nil {
		return err
	}
	with, err := v.meetingsWith(v.ownID())
	if err != nil {
		return err
	}
	page.Meeting = with[at.ID]
	for _, p := range posts {
		if p.State != fair.PostOpen {
			continue
		}
		if p.Side == fair.OfferSide {
			page.Offers = append(page.Offers, p)
		} else {
			page.Demands = append(page.Demands, p)
		}
	}
	if !page.Mine {
		if err := v.fitAll(page); err != nil {
			return err
		}
	}
	return v.render(200, "company", page)
}

// fitAll holds the company's posts against one's own; only the first ones of a
// company that has hundreds.
func (v *visit) fitAll(page *companyPage) error {
	for side, posts := range map[fair.Side][]fair.Post{fair.OfferSide: page.Offers, fair.DemandSide: page.Demands} {
		own, err := v.ownOpen(side.Other())
		if err != nil {
			return err
		}
		for _, p := range posts[:min(len(posts), pageSize)] {
			if page.Fits[p.ID], err = v.fit(p.ID, side, own); err != nil {
				return err
			}
		}
	}
	return nil
}

// judgeCompany blocks, unblocks or verifies a company.
func judgeCompany(v *visit) error {
	if err := v.needPart(); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	other, verb := id[fair.Company](v.r.PathValue("id")), v.r.PathValue("verb")
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		to := v.at("companies", other.String())
		switch verb {
		case "block":
			return to, v.Companies.Block(ctx, v.who.Actor, v.fair.ID, v.ownID(), other)
		case "unblock":
			return to, v.Companies.Unblock(ctx, v.who.Actor, v.fair.ID, v.ownID(), other)
		case "verify", "unverify":
			_, err := v.Companies.Verify(ctx, v.who.Actor, v.fair.ID, other, verb == "verify")
			return to, err
		}
		return "", fair.Missing("page")
	})
	if err != nil {
		return err
	}
	return v.redirect(to, "company_"+verb)
}

type companyFormPage struct {
	frame
	Form  *form
	Langs []string
}

// Kinds of companies to choose from.
func (*companyFormPage) Kinds() []fair.CompanyKind { return fair.CompanyKinds() }

func editCompany(v *visit) error {
	if err := v.needCompany(); err != nil {
		return err
	}
	f := newForm()
	c := v.own.Company
	f.set("revision", strconv.FormatInt(c.Revision, 10))
	for lang, s := range c.Name {
		f.set("name."+lang, s)
	}
	for lang, s := range c.Text {
		f.set("text."+lang, s)
	}
	f.set("country", v.say.Country(c.Country))
	f.set("city", c.City)
	f.set("website", c.Website)
	f.set("kind", string(c.Kind))
	f.set("markets", v.countryList(c.Markets))
	f.set("languages", v.say.List(c.Languages))
	if c.SME {
		f.set("sme", "1")
	}
	return v.companyForm(http.StatusOK, f)
}

func (v *visit) companyForm(status int, f *form) error {
	page := &companyFormPage{Form: f, Langs: v.textLanguages()}
	page.Title = v.say.T("company.edit")
	return v.render(status, "company-edit", page)
}

func saveCompany(v *visit) error {
	if err := v.needCompany(); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		t := &typed{form: f}
		d := v.companyDraft(t, v.own.CompanyDraft)
		if err := t.judge(&d); err != nil {
			return "", err
		}
		_, err := v.Companies.Edit(ctx, v.who.Actor, v.fair.ID, v.own.ID, t.revision(), d)
		return v.at("companies", v.own.ID.String()), err
	})
	if err != nil {
		if !v.refuse(f, err) {
			return err
		}
		return v.companyForm(api.StatusOf(err), f)
	}
	return v.redirect(to, "company_saved")
}

// companyDraft reads the form over what it does not show (certificates, display
// areas, logo).
func (v *visit) companyDraft(t *typed, d fair.CompanyDraft) fair.CompanyDraft {
	name, text := fair.Texts{}, fair.Texts{}
	for lang, s := range d.Name {
		name[lang] = s
	}
	for lang, s := range d.Text {
		text[lang] = s
	}
	for _, lang := range v.textLanguages() {
		delete(name, lang)
		delete(text, lang)
		if s := t.text("name." + lang); s != "" {
			name[lang] = s
		}
		if s := t.text("text." + lang); s != "" {
			text[lang] = s
		}
	}
	d.Name, d.Text = name, text
	if len(text) == 0 {
		d.Text = nil
	}
	d.Country, d.City, d.Website = t.country("country"), t.text("city"), t.text("website")
	d.Kind, d.SME = fair.CompanyKind(t.text("kind")), t.text("sme") != ""
	d.Markets, d.Languages = t.countries("markets"), t.languages("languages")
	return d
}
