package transfer

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// record is one validated record of any kind, ready to be put.
type record struct {
	kind    Kind
	line    int
	ref     string // the key; of people the e-mail, of rates the currency
	company string // ref of the company it belongs to
	role    fair.Role
	draft   fair.CompanyDraft
	part    fair.ParticipationDraft
	person  fair.PersonDraft
	post    fair.PostDraft
	rate    fair.RateDraft
	bad     []RowError // what is wrong with it: then it is only reported
}

// decode reads and validates one record. What is wrong is in c.errors.
func decode(c *cells) record {
	r := record{kind: c.kind, line: c.line}
	switch c.kind {
	case Companies:
		r.ref, r.draft, r.part = c.ref(), c.companyDraft(), c.participation()
		c.check(&r.draft)
		c.check(&r.part)
	case People:
		r.person, r.company = c.personDraft(), c.text("company")
		r.role = choice(c, "role", c.text("role"), fair.Exhibitor, fair.Buyer, fair.Both, fair.Organizer, fair.Matchmaker, fair.HallStaff, fair.GroupManager)
		r.ref = r.person.Email
		c.check(&r.person)
		c.check(&fair.Grant{Role: r.role})
	case Offers, Demands:
		r.ref, r.company, r.post = c.ref(), c.text("company"), c.postDraft()
		if r.company == "" {
			c.fail("company", "", "required")
		}
		c.check(&r.post)
	case Rates:
		r.rate.Currency = c.currency("currency", c.text("currency"))
		r.rate.Rate, _ = c.decimal("rate")
		r.ref = r.rate.Currency
		c.check(&r.rate)
	}
	return r
}

// ref is the record's own key. Without it the same file again would add everything anew.
func (c *cells) ref() string {
	ref := c.text("ref")
	switch {
	case ref == "":
		c.fail("ref", "", "required")
	case len(ref) > 120:
		c.fail("ref", ref, "max", "120")
	}
	return ref
}

func (c *cells) companyDraft() fair.CompanyDraft {
	return fair.CompanyDraft{
		Name: c.texts("name"), Text: c.texts("text"), Country: c.country("country"), City: c.text("city"), Website: c.text("website"),
		Kind: choice(c, "kind", c.text("kind"), fair.CompanyKinds()...), SME: c.flag("sme"), Markets: c.countries("markets"),
		Languages: c.languages("languages"), Certificates: c.allCertificates(), Categories: c.list("categories"),
	}
}

func (c *cells) participation() fair.ParticipationDraft {
	return fair.ParticipationDraft{
		Role: choice(c, "role", c.text("role"), fair.Exhibitor, fair.Buyer, fair.Both), Group: c.text("group"), Hosted: c.flag("hosted"),
		Hall: c.text("hall"), Stand: c.text("stand"), Seats: c.count("seats"),
	}
}

func (c *cells) personDraft() fair.PersonDraft {
	return fair.PersonDraft{
		Name: c.text("name"), Email: strings.ToLower(c.text("email")), Phone: c.text("phone"), Function: c.text("function"),
		Languages: c.languages("languages"), Locale: c.language("locale"), Zone: c.text("zone"),
	}
}

func (c *cells) postDraft() fair.PostDraft {
	d := fair.PostDraft{Content: fair.Content{
		Title: c.texts("title"), Text: c.texts("text"), Original: c.language("original"), Codes: c.codes("codes"), Attributes: c.attributes("attributes"),
		Channel:   choice(c, "channel", c.text("channel"), fair.B2B, fair.B2C, fair.AnyChannel),
		Languages: c.languages("languages"), Territory: c.countries("territory"), ValidUntil: c.date("valid_until"), Visibility: c.visibility(),
		Exclusive:  choice(c, "exclusive", c.text("exclusive"), fair.ExclusiveOffered, fair.ExclusiveWanted, fair.ExclusiveTaken, fair.ExclusiveNone),
		TakenUntil: c.date("taken_until"),
	}}
	d.Trade = c.trade(d.Content)
	if c.kind == Offers {
		d.Offer = c.offerTerms()
	} else {
		d.Demand = c.demandTerms()
	}
	return d
}

// trade is what the column says; else what the codes are; else what title and text read
// like, of all languages as one; else goods.
func (c *cells) trade(d fair.Content) fair.Trade {
	if t := choice(c, "trade", c.text("trade"), fair.Goods, fair.Services); t != "" {
		for _, code := range d.Codes {
			if code.Service() != (t == fair.Services) {
				c.fail("codes", string(code), "trade", string(t))
			}
		}
		return t
	}
	services := false
	if len(d.Codes) > 0 {
		services = d.Codes[0].Service()
		for _, code := range d.Codes[1:] {
			if code.Service() != services {
				c.fail("codes", string(code), "trade")
			}
		}
	} else {
		services, _ = taxonomy.Trade(d.Title.All(), d.Text.All())
	}
	if services {
		return fair.Services
	}
	return fair.Goods
}

func (c *cells) offerTerms() *fair.OfferTerms {
	o := &fair.OfferTerms{
		MOQ: c.quantity("moq"), MOQBasis: choice(c, "moq_basis", c.text("moq_basis"), fair.PerOrder, fair.PerArticle, fair.PerColour),
		Capacity: c.quantity("capacity"), Price: c.price("price"), LeadDays: c.count("lead_days"), Origin: c.country("origin"),
		Markets: c.countries("markets"), Certificates: c.allCertificates(), Samples: c.answer("samples"), Content: c.quantity("content"),
		Returns: c.text("returns"), Rights: c.text("rights"), Agent: c.text("agent"),
	}
	if floor, ok := c.decimal("floor"); ok {
		if o.Price == nil {
			c.fail("price", "", "required")
		} else {
			o.Floor = &fair.Money{Amount: floor, Currency: o.Price.Currency}
		}
	}
	return o
}

func (c *cells) demandTerms() *fair.DemandTerms {
	d := &fair.DemandTerms{
		First: c.quantity("first"), Annual: c.quantity("annual"), Ceiling: c.price("ceiling"), Budget: c.money("budget"), NeededBy: c.date("needed_by"),
		Destination: c.country("destination"), Origins: c.countries("origins"), Samples: c.answer("samples"),
		Purpose: choice(c, "purpose", c.text("purpose"), fair.Resale, fair.Production, fair.OwnUse, fair.Tender), Blind: c.flag("blind"),
	}
	for _, s := range c.schemes("required") {
		d.Required = append(d.Required, fair.Requirement{Scheme: s, Mandatory: true})
	}
	for _, s := range c.schemes("preferred") {
		d.Required = append(d.Required, fair.Requirement{Scheme: s})
	}
	for _, s := range c.list("suppliers") {
		if k := choice(c, "suppliers", s, fair.CompanyKinds()...); k != "" && !slices.Contains(d.Suppliers, k) {
			d.Suppliers = append(d.Suppliers, k)
		}
	}
	return d
}

// check holds a command against the rules of the house; a column that could not
// even be read is not reported again.
func (c *cells) check(command any) {
	for _, f := range brokenRules(fair.Validate(command)) {
		column := columnOf(c.kind, f.Field)
		if !slices.ContainsFunc(c.errors, func(e RowError) bool { return sameColumn(e.Column, column) }) {
			c.fail(column, f.Value, f.Rule, f.Param)
		}
	}
}

// sameColumn takes "price_unit" and "price" for one, as a price that lacks its unit is
// broken in both.
func sameColumn(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+"_") || strings.HasPrefix(b, a+"_")
}

// brokenRules is what err says of single fields, or one line for what it says of the whole.
func brokenRules(err error) []fair.FieldError {
	var e *fair.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		return []fair.FieldError{{Rule: "internal"}}
	case len(e.Fields) > 0:
		return e.Fields
	}
	return []fair.FieldError{{Rule: strings.TrimPrefix(e.Key, "error.")}}
}

// moved are the fields whose columns are not called like their last name.
var moved = map[string]string{
	"price.amount": "price", "price.currency": "price_currency", "price.unit": "price_unit", "price.place": "incoterm_place", "price.incoterms": "incoterms",
	"ceiling.amount": "ceiling", "ceiling.currency": "ceiling_currency", "ceiling.unit": "ceiling_unit", "ceiling.place": "incoterm_place", "ceiling.incoterms": "incoterms",
	"moq.value": "moq", "moq.unit": "moq_unit", "capacity.value": "capacity", "capacity.unit": "capacity_unit", "content.value": "content", "content.unit": "content_unit",
	"first.value": "first", "first.unit": "first_unit", "annual.value": "annual", "annual.unit": "annual_unit", "budget.amount": "budget",
	"budget.currency": "budget_currency", "floor.amount": "floor", "floor.currency": "price_currency", "visibility": "shown_public",
}

// columnOf is the column that a field of a command is read from: "offer.price.amount" is
// "price", "markets[3]" is "markets".
func columnOf(k Kind, field string) string {
	field = strings.TrimPrefix(strings.TrimPrefix(field, "offer."), "demand.")
	if at := strings.IndexByte(field, '['); at >= 0 {
		field = field[:at]
	}
	if c, ok := moved[field]; ok {
		return c
	}
	head, _, _ := strings.Cut(field, ".")
	return head
}

// identity is what tells two records of a file apart, and content what tells two
// versions of one: a person may speak for several companies, but has one entry.
func (r *record) identity() (key, content string) {
	key = string(r.kind) + "\x00" + r.ref
	if r.kind == People {
		key += "\x00" + r.company + "\x00" + string(r.role)
	}
	r2 := struct {
		Company string
		Draft   fair.CompanyDraft
		Part    fair.ParticipationDraft
		Person  fair.PersonDraft
		Post    fair.PostDraft
		Rate    fair.RateDraft
	}{r.company, r.draft, r.part, r.person, r.post, r.rate}
	b, err := json.Marshal(r2)
	if err != nil {
		return key, ""
	}
	return key, string(b)
}
