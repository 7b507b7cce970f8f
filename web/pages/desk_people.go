package pages

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/api"
)

type peoplePage struct {
	frame
	Form   *form
	People []personLine
	Total  int
	Query  string
	Link   string // just made, to copy
	For    fair.Person
}

type personLine struct {
	fair.Person
	Grants []grantLine
}

type grantLine struct {
	Role    fair.Role
	Company *fair.Company
}

// peopleShown is how many people the list shows at once; the rest is found by name.
const peopleShown = 50

// Roles that an organizer gives, those of companies first.
func (*peoplePage) Roles() []fair.Role {
	return []fair.Role{fair.Exhibitor, fair.Buyer, fair.Both, fair.Matchmaker, fair.HallStaff, fair.GroupManager, fair.Organizer}
}

func showPeople(v *visit) error { return v.peopleForm(http.StatusOK, newForm(), &peoplePage{}) }

func (v *visit) peopleForm(status int, f *form, page *peoplePage) error {
	page.Form, page.Query = f, strings.TrimSpace(v.r.URL.Query().Get("q"))
	page.Tab = "desk"
	page.Title = v.say.T("people.title")
	people, err := v.People.At(v.ctx, v.who.Actor, v.fair.ID, fair.CompanyID{})
	if err != nil {
		return err
	}
	want := strings.ToLower(page.Query)
	for _, p := range people {
		if want != "" && !strings.Contains(strings.ToLower(p.Name+" "+p.Email+" "+p.Function), want) {
			continue
		}
		page.Total++
		if len(page.People) == peopleShown {
			continue
		}
		line, err := v.personLine(p)
		if err != nil {
			return err
		}
		page.People = append(page.People, line)
	}
	return v.render(status, "people", page)
}

func (v *visit) personLine(p fair.Person) (personLine, error) {
	line := personLine{Person: p}
	grants, err := v.Roles.Grants(v.ctx, p.ID)
	if err != nil {
		return line, err
	}
	for _, g := range grants {
		if g.Fair != v.fair.ID && !g.Fair.IsZero() {
			continue
		}
		l := grantLine{Role: g.Role}
		if !g.Company.IsZero() {
			c, err := v.Companies.Get(v.ctx, v.who.Actor, v.fair.ID, g.Company)
			if err != nil {
				return line, err
			}
			l.Company = &c.Company
		}
		line.Grants = append(line.Grants, l)
	}
	return line, nil
}

func addPerson(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		t := &typed{form: f}
		d := fair.PersonDraft{Name: t.text("name"), Email: t.text("email"), Phone: t.text("phone"), Function: t.text("function"), Languages: t.languages("languages")}
		g := fair.Grant{Fair: v.fair.ID, Role: fair.Role(t.text("role"))}
		if ref := t.text("company"); ref != "" {
			c, err := v.companyNamed(ctx, ref)
			switch {
			case fair.CodeOf(err) == fair.NotFound:
				t.bad("company", "known", ref)
			case err != nil:
				return "", err
			}
			g.Company = c
		}
		if err := t.judge(&d); err != nil {
			return "", err
		}
		_, _, err := v.People.Put(ctx, v.who.Actor, d, g)
		return v.at("desk", "people") + "?q=" + url.QueryEscape(d.Email), err
	})
	if err != nil {
		if !v.refuse(f, err) {
			return err
		}
		return v.peopleForm(api.StatusOf(err), f, &peoplePage{})
	}
	return v.redirect(to, "person_added")
}

// companyNamed finds a company by its id or by its ref at the fair.
func (v *visit) companyNamed(ctx context.Context, s string) (fair.CompanyID, error) {
	if c := id[fair.Company](s); !c.IsZero() {
		return c, nil
	}
	c, err := v.Companies.ByRef(ctx, v.who.Actor, v.fair.ID, s)
	return c.ID, err
}

// makeLink shows a fresh sign-in link to copy. It is drawn, not redirected to:
// the secret belongs in no address but its own.
func makeLink(v *visit) error {
	want := id[fair.Person](v.r.PathValue("id"))
	secret, err := v.Access.Link(v.ctx, v.who.Actor, want, v.at())
	if err != nil {
		return err
	}
	people, err := v.People.At(v.ctx, v.who.Actor, v.fair.ID, fair.CompanyID{})
	if err != nil {
		return err
	}
	page := &peoplePage{Link: v.linkURL(secret)}
	for _, p := range people {
		if p.ID == want {
			page.For = p
		}
	}
	return v.peopleForm(http.StatusOK, newForm(), page)
}

type companiesPage struct {
	frame
	Form *form
	List []fair.CompanyAtFair
	More string
}

// Kinds of companies to choose from.
func (*companiesPage) Kinds() []fair.CompanyKind { return fair.CompanyKinds() }

// companiesShown is how many companies a page of the list has.
const companiesShown = 50

func showCompanies(v *visit) error { return v.companiesForm(http.StatusOK, newForm()) }

func (v *visit) companiesForm(status int, f *form) error {
	after := id[fair.Company](v.r.URL.Query().Get("after"))
	list, err := v.Companies.List(v.ctx, v.who.Actor, v.fair.ID, after, companiesShown)
	if err != nil {
		return err
	}
	page := &companiesPage{Form: f, List: list}
	page.Tab = "desk"
	page.Title = v.say.T("companies.title")
	if len(list) == companiesShown {
		page.More = v.at("desk", "companies") + "?after=" + list[len(list)-1].ID.String()
	}
	return v.render(status, "companies", page)
}

func addCompany(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		t := &typed{form: f}
		d := fair.CompanyDraft{Name: t.texts("name", v.textLanguages()), Country: t.country("country"), Kind: fair.CompanyKind(t.text("kind"))}
		part := fair.ParticipationDraft{Role: fair.Role(t.text("role")), Hall: t.text("hall"), Stand: t.text("stand"), Seats: t.whole("seats")}
		if err := t.judge(&d, &part); err != nil {
			return "", err
		}
		c, _, err := v.Companies.Put(ctx, v.who.Actor, v.fair.ID, t.text("ref"), d, part)
		return v.at("companies", c.ID.String()), err
	})
	if err != nil {
		if !v.refuse(f, err) {
			return err
		}
		return v.companiesForm(api.StatusOf(err), f)
	}
	return v.redirect(to, "company_added")
}
