package main

import (
	"math"
	"slices"
	"strconv"

	"github.com/fairmatch/fairmatch/fair"
)

// Where companies are from, the most usual first.
var countries = []string{"CN", "US", "DE", "JP", "KR", "FR", "IT", "VN", "TH", "GB", "AU", "MY", "BR", "ID", "IN", "NL", "ES", "CH", "SG", "RU",
	"CA", "CL", "PE", "ZA", "AE", "SA", "TR", "MX", "PL", "KE", "ET", "NZ", "AR", "EG", "SE", "DK", "PK", "LK", "KZ", "GH"}

var (
	currencies     = []string{"USD", "USD", "USD", "USD", "CNY", "CNY", "EUR", "EUR", "JPY", "KRW"}
	terms          = [][]string{nil, {"FOB"}, {"FOB"}, {"EXW"}, {"CIF"}, {"FOB", "CIF"}, {"DDP"}, {"FCA"}, {"CFR", "CIF"}, {"DAP"}}
	schemes        = []string{"iso9001", "ce", "iso14001", "haccp", "halal", "fda", "rohs", "ccc"}
	attributeNames = []string{"colour", "material", "model", "grade", "finish"}
)

func ref(prefix string, n int) string { return prefix + strconv.Itoa(n+1) }

// decimal keeps three figures of x.
func decimal(x float64) fair.Decimal {
	s := strconv.FormatFloat(max(x, .001), 'g', 3, 64)
	f, _ := strconv.ParseFloat(s, 64)
	return fair.MustDecimal(strconv.FormatFloat(f, 'f', -1, 64))
}

// near draws a number about x, mostly within a factor of 1 + spread.
func (g *generator) near(x, spread float64) float64 { return x * math.Exp(g.NormFloat64()*spread) }

func (g *generator) place() string { return countries[g.country.Uint64()] }

// amount is a number of the heading's unit, sometimes of another.
func (g *generator) amount(p, about float64, s *shelf) *fair.Quantity {
	if !g.chance(p) {
		return nil
	}
	unit := s.unit
	if unit == "KGM" && g.chance(.2) {
		unit, about = "TNE", about/1000
	}
	return &fair.Quantity{Value: decimal(g.near(about, 1)), Unit: unit}
}

func (g *generator) price(p, about float64, s *shelf) *fair.Price {
	if !g.chance(p) {
		return nil
	}
	currency := pick(g.Rand, currencies)
	rate := map[string]float64{"CNY": 7, "EUR": .9, "JPY": 150, "KRW": 1400}[currency]
	if rate == 0 {
		rate = 1
	}
	return &fair.Price{Amount: decimal(g.near(about, .35) * rate), Currency: currency, Unit: s.unit, Incoterms: pick(g.Rand, terms)}
}

// certificates states which are held, in a few cases which are not.
func (g *generator) certificates(p float64) []fair.Certificate {
	if !g.chance(p) {
		return nil
	}
	var out []fair.Certificate
	for _, scheme := range some(g.Rand, 1+g.IntN(3), schemes) {
		c := fair.Certificate{Scheme: scheme, Status: fair.Held}
		switch {
		case g.chance(.05):
			c.Status = fair.NotHeld
		case g.chance(.1):
			c.Status = fair.Applied
		}
		out = append(out, c)
	}
	order := []fair.HeldStatus{fair.Held, fair.Applied, fair.NotHeld} // of the import format
	slices.SortStableFunc(out, func(a, b fair.Certificate) int { return slices.Index(order, a.Status) - slices.Index(order, b.Status) })
	return out
}

func (g *generator) offerTerms(s *shelf) *fair.OfferTerms {
	o := &fair.OfferTerms{Price: g.price(.55, s.price, s), Origin: g.place()}
	lot := 20000 / s.price // what an order of usual worth counts
	o.MOQ, o.Capacity = g.amount(.6, lot/10, s), g.amount(.4, lot*50, s)
	if o.MOQ != nil && g.chance(.2) {
		o.MOQBasis = pick(g.Rand, []fair.MOQBasis{fair.PerArticle, fair.PerColour})
	}
	if o.Price != nil && g.chance(.1) {
		o.Floor = &fair.Money{Amount: decimal(o.Price.Amount.Float() * .85), Currency: o.Price.Currency}
	}
	if g.chance(.5) {
		o.LeadDays = 7 + g.IntN(80)
	}
	if g.chance(.12) {
		o.Origin = ""
	}
	if g.chance(.25) {
		o.Markets = some(g.Rand, 30+g.IntN(40), countries)
	}
	o.Certificates = g.certificates(.35)
	if g.chance(.4) {
		o.Samples = pick(g.Rand, []fair.Answer{fair.Yes, fair.Yes, fair.Yes, fair.No})
	}
	return o
}

func (g *generator) demandTerms(s *shelf) *fair.DemandTerms {
	lot := 20000 / s.price
	d := &fair.DemandTerms{First: g.amount(.6, lot, s), Annual: g.amount(.3, lot*8, s), Ceiling: g.price(.35, s.price*1.1, s)}
	if g.chance(.1) {
		d.Budget = &fair.Money{Amount: decimal(g.near(50_000, 1)), Currency: "USD"}
	}
	if g.chance(.4) {
		d.NeededBy = pick(g.Rand, []fair.Date{"2026-12-15", "2027-01-31", "2027-03-31", "2027-06-30"})
	}
	if g.chance(.8) {
		d.Destination = g.place()
	}
	if g.chance(.12) {
		d.Origins = some(g.Rand, 12+g.IntN(20), countries[:30])
	}
	if g.chance(.3) {
		for i, scheme := range some(g.Rand, 1+g.IntN(2), schemes) {
			d.Required = append(d.Required, fair.Requirement{Scheme: scheme, Mandatory: i == 0 && g.chance(.5)})
		}
	}
	if g.chance(.2) {
		d.Samples = fair.Yes
	}
	if g.chance(.5) {
		d.Purpose = pick(g.Rand, []fair.Purpose{fair.Resale, fair.Resale, fair.Production, fair.OwnUse, fair.Tender})
	}
	if g.chance(.2) {
		d.Suppliers = []fair.CompanyKind{pick(g.Rand, []fair.CompanyKind{fair.Manufacturer, fair.Manufacturer, fair.BrandOwner, fair.Distributor})}
	}
	d.Blind = g.chance(.05)
	return d
}

// supplierAt and buyerAt make the n-th company of a side, counted from 0.
func (g *generator) supplierAt(n int) fair.CompanyAtFair {
	kinds := []fair.CompanyKind{fair.Manufacturer, fair.Manufacturer, fair.Manufacturer, fair.BrandOwner, fair.Distributor, fair.ServiceFirm}
	return g.company(kindSupplier, n, fair.Exhibitor, kinds)
}

func (g *generator) buyerAt(n int) fair.CompanyAtFair {
	return g.company(kindBuyer, n, fair.Buyer, []fair.CompanyKind{fair.Importer, fair.Importer, fair.Retailer, fair.Distributor, fair.Manufacturer, fair.Platform})
}

func (g *generator) company(kind byte, n int, role fair.Role, kinds []fair.CompanyKind) fair.CompanyAtFair {
	g.about(kind, n)
	id := numberedID[fair.Company](kind, int64(n))
	c := fair.Company{ID: id, Revision: 1, Verified: g.chance(.5), CompanyDraft: fair.CompanyDraft{
		Name: fair.Texts{"en": g.words["en"].some(2) + " " + ref(string(role[0]), n)}, Country: g.place(), SME: g.chance(.6)}}
	if g.chance(.8) {
		c.Kind = pick(g.Rand, kinds)
	}
	if g.chance(.6) {
		c.Languages = some(g.Rand, 2, []string{"en", "en", "zh", "zh", "ja", "es", "fr"})
	}
	if role == fair.Exhibitor {
		c.Certificates = g.certificates(.3)
	}
	part := fair.ParticipationDraft{Role: role, Hosted: role == fair.Buyer && g.chance(.05)}
	return fair.CompanyAtFair{Company: c, Part: fair.Participation{Fair: g.fair.ID, Company: id, Ref: ref(string(role[0]), n), ParticipationDraft: part}}
}
