package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// draft reads the editor's form into what a post states. What the form does not
// show of an edited post (old) stays.
func (v *visit) draft(f *form, side fair.Side, old *fair.Post) (fair.PostDraft, error) {
	t := &typed{form: f}
	d := fair.PostDraft{Content: v.content(t, old)}
	if side == fair.OfferSide {
		d.Offer = t.offerTerms()
	} else {
		d.Demand = t.demandTerms()
	}
	return d, t.judge(&d)
}

func (v *visit) content(t *typed, old *fair.Post) fair.Content {
	c := fair.Content{
		Trade: fair.Trade(t.text("trade")), Title: t.texts("title", v.textLanguages()), Text: t.texts("text", v.textLanguages()),
		Original: v.say.Lang(), Channel: fair.Channel(t.text("channel")), Languages: t.languages("languages"),
		Territory: t.countries("territory"), Exclusive: fair.Exclusivity(t.text("exclusive")), TakenUntil: fair.Date(t.text("taken_until")), ValidUntil: fair.Date(t.text("valid_until")),
		Pictures: t.form.Values["picture"],
	}
	if old != nil {
		c.Original = old.Original
		for lang, s := range old.Title { // languages that the form does not show
			if !slices.Contains(v.textLanguages(), lang) {
				c.Title = withText(c.Title, lang, s)
			}
		}
		for lang, s := range old.Text {
			if !slices.Contains(v.textLanguages(), lang) {
				c.Text = withText(c.Text, lang, s)
			}
		}
	}
	c.Codes = t.codes("codes", t.form.Values["code"]...)
	c.Attributes = t.attributes("attributes")
	for _, name := range fair.HideableFields() {
		if s := t.text("visibility." + name); s != "" {
			if c.Visibility == nil {
				c.Visibility = map[string]fair.Visibility{}
			}
			c.Visibility[name] = fair.Visibility(s)
		}
	}
	return c
}

// codes reads a list of codes, after those that are ticked.
func (t *typed) codes(name string, ticked ...string) []taxonomy.Code {
	var out []taxonomy.Code
	for _, s := range append(slices.Clone(ticked), t.items(name)...) {
		code, _, err := taxonomy.ParseCode(s)
		if err != nil {
			t.bad(name, "code", s, nearest(err)...)
		} else if !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

// attributes reads NAME[0].name, .value, .unit and so on.
func (t *typed) attributes(name string) []fair.Attribute {
	var out []fair.Attribute
	for _, i := range t.form.rows(name) {
		row := name + "[" + strconv.Itoa(i) + "]"
		a := fair.Attribute{Name: t.text(row + ".name"), Value: t.text(row + ".value")}
		if t.text(row+".unit") != "" {
			a.Unit = t.unit(row + ".unit")
		}
		out = append(out, a)
	}
	return out
}

func withText(t fair.Texts, lang, s string) fair.Texts {
	if t == nil {
		t = fair.Texts{}
	}
	t[lang] = s
	return t
}

func (t *typed) offerTerms() *fair.OfferTerms {
	return &fair.OfferTerms{
		MOQ: t.quantity("offer.moq"), MOQBasis: fair.MOQBasis(t.text("offer.moq_basis")), Capacity: t.quantity("offer.capacity"),
		Price: t.price("offer.price"), Floor: t.money("offer.floor"), LeadDays: t.whole("offer.lead_days"),
		Origin: t.country("offer.origin"), Markets: t.countries("offer.markets"), Certificates: t.certificates("offer.certificates"),
		Samples: fair.Answer(t.text("offer.samples")), Content: t.quantity("offer.content"), Returns: t.text("offer.returns"), Rights: t.text("offer.rights"),
		Agent: t.text("offer.agent"),
	}
}

// certificates reads NAME[0].scheme, .status, .number and so on; only rows in which nothing is
// typed are left out.
func (t *typed) certificates(name string) []fair.Certificate {
	var out []fair.Certificate
	for _, i := range t.form.rows(name) {
		row := name + "[" + strconv.Itoa(i) + "]"
		out = append(out, fair.Certificate{
			Scheme: t.scheme(row + ".scheme"), Status: fair.HeldStatus(t.text(row + ".status")), Number: t.text(row + ".number"),
			Issuer: t.text(row + ".issuer"), ValidUntil: fair.Date(t.text(row + ".valid_until")),
			Subject: t.text(row + ".subject"), Scope: t.text(row + ".scope"), Destinations: t.countries(row + ".destinations"),
		})
	}
	return out
}

func (t *typed) scheme(name string) string {
	s, err := taxonomy.ParseCertificate(t.text(name))
	t.known(name, "scheme", err)
	return s.Key
}

func (t *typed) demandTerms() *fair.DemandTerms {
	d := &fair.DemandTerms{
		First: t.quantity("demand.first"), Annual: t.quantity("demand.annual"), Ceiling: t.price("demand.ceiling"), Budget: t.money("demand.budget"),
		NeededBy: fair.Date(t.text("demand.needed_by")), Destination: t.country("demand.destination"), Origins: t.countries("demand.origins"),
		Samples: fair.Answer(t.text("demand.samples")), Purpose: fair.Purpose(t.text("demand.purpose")), Blind: t.text("demand.blind") != "",
	}
	for _, i := range t.form.rows("demand.required") {
		row := "demand.required[" + strconv.Itoa(i) + "]"
		if t.text(row+".scheme") != "" {
			d.Required = append(d.Required, fair.Requirement{Scheme: t.scheme(row + ".scheme"), Mandatory: t.text(row+".mandatory") != ""})
		}
	}
	for _, k := range t.form.Values["demand.suppliers"] {
		d.Suppliers = append(d.Suppliers, fair.CompanyKind(k))
	}
	return d
}

// spoken are languages by the names people write, in our two languages.
var spoken = map[string]string{
	"english": "en", "英语": "en", "英文": "en", "chinese": "zh", "中文": "zh", "汉语": "zh", "mandarin": "zh", "普通话": "zh",
	"french": "fr", "法语": "fr", "spanish": "es", "西班牙语": "es", "russian": "ru", "俄语": "ru", "arabic": "ar", "阿拉伯语": "ar",
	"german": "de", "德语": "de", "japanese": "ja", "日语": "ja", "korean": "ko", "韩语": "ko", "portuguese": "pt", "葡萄牙语": "pt",
	"italian": "it", "意大利语": "it", "thai": "th", "泰语": "th", "vietnamese": "vi", "越南语": "vi",
}

// languages reads a list of languages by tag or name; the service judges tags.
func (t *typed) languages(name string) []string {
	var out []string
	for _, s := range t.items(name) {
		if tag, ok := spoken[strings.ToLower(s)]; ok {
			s = tag
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
