package matching

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// words that drawn posts are made of, head first.
var drawnGoods = []string{
	"coffee", "green coffee beans", "咖啡豆", "red wine", "葡萄酒", "frozen strawberries", "olive oil", "橄榄油", "cotton fabric",
	"curtain fabric", "LED lamp", "灯具", "solar panels", "太阳能电池板", "lithium battery", "phone case", "手机壳", "sewing machine",
	"surgical masks", "ceramic tiles", "wooden toys", "玩具", "steel pipes", "tea", "green tea", "茶叶", "honey", "industrial robots",
}

var drawnAdjectives = []string{"organic", "roasted", "premium", "wholesale", "custom", "small", "large", "blue", "industrial", "portable",
	"automatic", "handmade", "recycled", "eco", "export", "oem", "new", "classic", "fine", "bulk", "进口", "优质", "批发"}

var drawnServices = []string{"warehousing and logistics", "freight forwarding", "software development", "翻译服务", "legal advice", "market research", "insurance"}

// draw makes random fairs; the same seed gives the same fair.
type draw struct {
	*rand.Rand
	fair      fair.Fair
	companies []fair.CompanyID
	number    int64
}

func newDraw(seed uint64) *draw {
	f := fair.Fair{ID: fair.FairID{1}, FairDraft: fair.FairDraft{Zone: "Asia/Shanghai", Starts: "2026-11-05", Ends: "2026-11-10", Currency: "USD", Bans: drawnBans}}
	return &draw{Rand: rand.New(rand.NewPCG(seed, 77)), fair: f}
}

// drawnBans are some that drawn posts meet, and two that are over or to come.
var drawnBans = []fair.Ban{
	{Codes: []taxonomy.Code{"0902"}, Origins: []string{"VN"}, Destinations: []string{"DE", "FR"}, Note: "List 4 of 2025."},
	{Origins: []string{"US"}, Destinations: []string{"KE"}},
	{Codes: []taxonomy.Code{"22", "940511"}, Destinations: []string{"BR"}, Since: "2026-11-10", Note: "Decree 7"},
	{Codes: []taxonomy.Code{"9405"}, Origins: []string{"FR"}, Until: "2026-11-05"},
	{Until: "2026-11-04"},
	{Since: "2026-11-11"},
}

const drawnNow = fair.Time(1_790_000_000_000) // September 2026

func drawnID[T any](kind byte, n int64) fair.ID[T] {
	var id fair.ID[T]
	id[0], id[12], id[13], id[14], id[15] = kind, byte(n>>24), byte(n>>16), byte(n>>8), byte(n)
	return id
}

func (r *draw) chance(p float64) bool { return r.Float64() < p }

func pick[T any](r *draw, from ...T) T { return from[r.IntN(len(from))] }

func some[T any](r *draw, p float64, from ...T) []T {
	var out []T
	if r.chance(p) {
		for _, x := range from {
			if r.chance(0.5) {
				out = append(out, x)
			}
		}
	}
	return out
}

var drawnCountries = []string{"CN", "PE", "DE", "FR", "KE", "US", "BR", "VN", "MY", "ID"}

func (r *draw) rates() fair.Rates {
	return fair.Rates{Base: "USD", Per: map[string]fair.Decimal{"CNY": fair.MustDecimal(fmt.Sprint("0.1", 1+r.IntN(8))), "EUR": fair.MustDecimal("1.1")}}
}

func (r *draw) company() (fair.Company, fair.ParticipationDraft) {
	id := drawnID[fair.Company](9, int64(len(r.companies)+1))
	r.companies = append(r.companies, id)
	return r.again(id)
}

func (r *draw) again(id fair.CompanyID) (fair.Company, fair.ParticipationDraft) {
	c := fair.Company{ID: id, Verified: r.chance(.5), CompanyDraft: fair.CompanyDraft{
		Country: pick(r, drawnCountries...), Kind: pick(r, append(fair.CompanyKinds(), "")...), Markets: some(r, .5, drawnCountries...),
		Languages: some(r, .7, "en", "zh", "es"), Certificates: r.certificates(.3)}}
	return c, fair.ParticipationDraft{Role: pick(r, fair.Exhibitor, fair.Buyer, fair.Both), Hosted: r.chance(.2)}
}

func (r *draw) certificates(p float64) []fair.Certificate {
	var out []fair.Certificate
	for _, s := range some(r, p, "ce", "iso9001", "haccp", "halal", "halal-jakim") {
		out = append(out, fair.Certificate{Scheme: s, Status: pick(r, fair.Held, fair.Applied, fair.NotHeld, ""), ValidUntil: pick(r, fair.Date(""), "2026-01-01", "2030-01-01"),
			Destinations: some(r, .4, drawnCountries...), Subject: pick(r, "", "", "Lima plant"), Scope: pick(r, "", "", "roasted")})
	}
	return out
}

func (r *draw) decimal() fair.Decimal { return fair.MustDecimal(fmt.Sprint(1 << r.IntN(12))) }

func (r *draw) quantity(p float64) *fair.Quantity {
	if !r.chance(p) {
		return nil
	}
	return &fair.Quantity{Value: r.decimal(), Unit: pick(r, "KGM", "KGM", "TNE", "C62", "CT", "BX")}
}

func (r *draw) price(p float64) *fair.Price {
	if !r.chance(p) {
		return nil
	}
	return &fair.Price{Amount: r.decimal(), Currency: pick(r, "USD", "CNY", "EUR", "JPY"), Unit: pick(r, "KGM", "TNE", "C62", "CT"), Incoterms: some(r, .6, "EXW", "FOB", "CIF", "DDP")}
}

func (r *draw) post() fair.Post {
	r.number++
	p := fair.Post{ID: drawnID[fair.Post](5, r.number), Number: r.number, Fair: r.fair.ID, State: fair.PostOpen}
	p.Company = pick(r, r.companies...)
	p.Side = pick(r, fair.OfferSide, fair.DemandSide)
	r.fill(&p)
	return p
}

// fill states something in every field now and then.
func (r *draw) fill(p *fair.Post) {
	p.Trade = fair.Goods
	title := pick(r, drawnGoods...)
	if r.chance(.1) {
		p.Trade, title = fair.Services, pick(r, drawnServices...)
	}
	for range r.IntN(4) {
		title += " " + pick(r, drawnAdjectives...)
	}
	p.Title = fair.Texts{"en": title}
	if r.chance(.3) {
		p.Text = fair.Texts{"en": "for " + pick(r, drawnGoods...) + " " + pick(r, drawnAdjectives...)}
	}
	p.Codes = nil
	if r.chance(.3) && p.Trade == fair.Goods {
		p.Codes = []taxonomy.Code{pick(r, taxonomy.Code("0901"), "2204", "9405", "0902", "94")}
		if r.chance(.3) {
			p.Codes = append(p.Codes, pick(r, taxonomy.Code("0903"), "22", "940511", "090210"))
		}
	}
	if r.chance(.3) {
		p.Attributes = []fair.Attribute{{Name: "colour", Value: pick(r, drawnAdjectives...)}}
	}
	p.TakenUntil = ""
	p.Channel = pick(r, fair.B2B, fair.B2C, fair.AnyChannel, "")
	p.Languages = some(r, .4, "en", "zh-Hans", "es")
	p.Territory = some(r, .4, drawnCountries[:4]...)
	if r.chance(.15) {
		p.ValidUntil = pick(r, fair.Date("2026-01-01"), "2027-01-01")
	}
	p.Visibility = map[string]fair.Visibility{}
	for _, f := range fair.HideableFields() {
		if r.chance(.2) {
			p.Visibility[f] = pick(r, fair.Public, fair.AfterAcceptance, fair.ForMatching)
		}
	}
	p.Offer, p.Demand = nil, nil
	if p.Side == fair.OfferSide {
		p.Exclusive = pick(r, fair.ExclusiveOffered, fair.ExclusiveTaken, fair.ExclusiveTaken, fair.ExclusiveNone, "", "", "")
		p.TakenUntil = pick(r, fair.Date(""), "", "2026-11-04", "2026-11-05", "2027-12-31")
		p.Offer = &fair.OfferTerms{MOQ: r.quantity(.6), MOQBasis: pick(r, fair.PerOrder, fair.PerArticle, ""), Capacity: r.quantity(.4), Price: r.price(.6),
			LeadDays: r.IntN(3) * 40, Origin: pick(r, append(drawnCountries, "", "")...), Markets: some(r, .3, drawnCountries...),
			Certificates: r.certificates(.4), Samples: pick(r, fair.Yes, fair.No, ""), Rights: pick(r, "", "trade mark"), Agent: pick(r, "", "Hanseatic Imports")}
		if r.chance(.5) {
			p.Offer.Content = &fair.Quantity{Value: r.decimal(), Unit: pick(r, "KGM", "C62")}
		}
		if p.Offer.Price != nil && r.chance(.5) {
			p.Offer.Floor = &fair.Money{Amount: r.decimal(), Currency: p.Offer.Price.Currency}
		}
		return
	}
	p.Exclusive = pick(r, fair.ExclusiveWanted, "", "", "")
	p.Demand = &fair.DemandTerms{First: r.quantity(.5), Annual: r.quantity(.5), Ceiling: r.price(.4), NeededBy: pick(r, fair.Date(""), "2026-10-10", "2027-03-01"),
		Destination: pick(r, append(drawnCountries, "", "")...), Origins: some(r, .3, drawnCountries...), Samples: pick(r, fair.Yes, ""),
		Purpose: pick(r, fair.Resale, fair.Production, fair.OwnUse, fair.Tender, ""), Suppliers: some(r, .4, fair.Manufacturer, fair.Distributor), Blind: r.chance(.2)}
	if r.chance(.4) {
		p.Demand.Budget = &fair.Money{Amount: r.decimal(), Currency: pick(r, "USD", "CNY", "JPY")}
	}
	for _, s := range some(r, .4, "ce", "iso9001", "halal", "halal-jakim") {
		p.Demand.Required = append(p.Demand.Required, fair.Requirement{Scheme: s, Mandatory: r.chance(.4)})
	}
}

// vector is a direction in few dimensions, so that some are alike.
func (r *draw) vector() []float32 {
	v := make([]float32, 3)
	var sum float64
	for i := range v {
		v[i] = float32(r.NormFloat64())
		sum += float64(v[i]) * float64(v[i])
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(sum))
	}
	return v
}
