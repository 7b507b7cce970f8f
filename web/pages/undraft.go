package pages

import (
	"strconv"

	"github.com/fairmatch/fairmatch/fair"
)

// formOf fills the editor with a post, in the words of the reader's language.
func (v *visit) formOf(p fair.Post) *form {
	f := newForm()
	f.set("revision", strconv.FormatInt(p.Revision, 10))
	f.set("trade", string(p.Trade))
	for lang, s := range p.Title {
		f.set("title."+lang, s)
	}
	for lang, s := range p.Text {
		f.set("text."+lang, s)
	}
	for _, c := range p.Codes {
		f.Values.Add("code", string(c))
	}
	f.set("channel", string(p.Channel))
	f.set("languages", v.say.List(p.Languages))
	f.set("territory", v.countryList(p.Territory))
	f.set("exclusive", string(p.Exclusive))
	f.set("taken_until", string(p.TakenUntil))
	f.set("valid_until", string(p.ValidUntil))
	for _, h := range p.Pictures {
		f.Values.Add("picture", h)
	}
	for i, a := range p.Attributes {
		row := "attributes[" + strconv.Itoa(i) + "]"
		f.set(row+".name", a.Name)
		f.set(row+".value", a.Value)
		if a.Unit != "" {
			f.set(row+".unit", v.say.Unit(a.Unit))
		}
	}
	for name, seen := range p.Visibility {
		f.set("visibility."+name, string(seen))
	}
	if p.Offer != nil {
		v.fillOffer(f, p.Offer)
	}
	if p.Demand != nil {
		v.fillDemand(f, p.Demand)
	}
	return f
}

func (v *visit) fillOffer(f *form, o *fair.OfferTerms) {
	v.fillQuantity(f, "offer.moq", o.MOQ)
	f.set("offer.moq_basis", string(o.MOQBasis))
	v.fillQuantity(f, "offer.capacity", o.Capacity)
	v.fillPrice(f, "offer.price", o.Price)
	fillMoney(f, "offer.floor", o.Floor)
	if o.LeadDays > 0 {
		f.set("offer.lead_days", strconv.Itoa(o.LeadDays))
	}
	f.set("offer.origin", v.say.Country(o.Origin))
	f.set("offer.markets", v.countryList(o.Markets))
	for i, c := range o.Certificates {
		row := "offer.certificates[" + strconv.Itoa(i) + "]"
		f.set(row+".scheme", v.say.Scheme(c.Scheme))
		f.set(row+".status", string(c.Status))
		f.set(row+".number", c.Number)
		f.set(row+".issuer", c.Issuer)
		f.set(row+".valid_until", string(c.ValidUntil))
		f.set(row+".subject", c.Subject)
		f.set(row+".scope", c.Scope)
		f.set(row+".destinations", v.countryList(c.Destinations))
	}
	f.set("offer.samples", string(o.Samples))
	v.fillQuantity(f, "offer.content", o.Content)
	f.set("offer.returns", o.Returns)
	f.set("offer.rights", o.Rights)
	f.set("offer.agent", o.Agent)
}

func (v *visit) fillDemand(f *form, d *fair.DemandTerms) {
	v.fillQuantity(f, "demand.first", d.First)
	v.fillQuantity(f, "demand.annual", d.Annual)
	v.fillPrice(f, "demand.ceiling", d.Ceiling)
	fillMoney(f, "demand.budget", d.Budget)
	f.set("demand.needed_by", string(d.NeededBy))
	f.set("demand.destination", v.say.Country(d.Destination))
	f.set("demand.origins", v.countryList(d.Origins))
	for i, r := range d.Required {
		row := "demand.required[" + strconv.Itoa(i) + "]"
		f.set(row+".scheme", v.say.Scheme(r.Scheme))
		if r.Mandatory {
			f.set(row+".mandatory", "1")
		}
	}
	f.set("demand.samples", string(d.Samples))
	f.set("demand.purpose", string(d.Purpose))
	for _, k := range d.Suppliers {
		f.Values.Add("demand.suppliers", string(k))
	}
	if d.Blind {
		f.set("demand.blind", "1")
	}
}

// countryList separates by the mark that no country's name holds.
func (v *visit) countryList(codes []string) string {
	s := ""
	for i, c := range codes {
		if i > 0 {
			s += "; "
		}
		s += v.say.Country(c)
	}
	return s
}

func (v *visit) fillQuantity(f *form, name string, q *fair.Quantity) {
	if q != nil {
		f.set(name+".value", q.Value.String())
		f.set(name+".unit", v.say.Unit(q.Unit))
	}
}

func fillMoney(f *form, name string, m *fair.Money) {
	if m != nil {
		f.set(name+".amount", m.Amount.String())
		f.set(name+".currency", m.Currency)
	}
}

func (v *visit) fillPrice(f *form, name string, p *fair.Price) {
	if p == nil {
		return
	}
	f.set(name+".amount", p.Amount.String())
	f.set(name+".currency", p.Currency)
	f.set(name+".unit", v.say.Unit(p.Unit))
	f.set(name+".place", p.Place)
	for _, i := range p.Incoterms {
		f.Values.Add(name+".incoterms", i)
	}
}
